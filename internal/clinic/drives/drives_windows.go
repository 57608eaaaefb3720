package drives

import (
	"os"

	"golang.org/x/sys/windows"
)

func list() []Drive {
	mask, err := windows.GetLogicalDrives()
	if err != nil {
		return nil
	}
	var out []Drive
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
		if _, err := os.Stat(letter + `\`); err != nil { // nothing is in it
			continue
		}
		out = append(out, Drive{Path: letter + `\`, Name: letter, Disc: kind == windows.DRIVE_CDROM})
	}
	return out
}
