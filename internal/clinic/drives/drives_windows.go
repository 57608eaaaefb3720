package drives

import (
	"context"
	"os"

	"golang.org/x/sys/windows"
)

func (l *Lister) list(ctx context.Context) []Drive {
	mask, err := windows.GetLogicalDrives()
	if err != nil {
		return nil
	}
	var all []Drive
	for i := range 26 {
		if mask&(1<<i) == 0 {
			continue
		}
		letter := string(rune('A'+i)) + ":"
		root, err := windows.UTF16PtrFromString(letter + `\`)
		if err != nil {
			continue
		}
		kind := windows.GetDriveType(root)
		if kind != windows.DRIVE_REMOVABLE && kind != windows.DRIVE_CDROM {
			continue
		}
		all = append(all, Drive{Path: letter + `\`, Name: letter, Disc: kind == windows.DRIVE_CDROM})
	}
	return l.there(ctx, all, func(root string) bool {
		_, err := os.Stat(root)
		return err == nil
	})
}
