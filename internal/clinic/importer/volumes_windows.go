package importer

import (
	"io/fs"
	"syscall"

	"golang.org/x/sys/windows"
)

// unplugged are errors of a drive or a network that went away: not ready, no
// such drive or path, not connected, the network's name gone, no medium.
var unplugged = []syscall.Errno{15, 21, 53, 55, 59, 64, 67, 121, 1112, 1167, 1231, 1232}

// plugOf has no counterpart here: a drive that was pulled out is not there.
func plugOf(fs.FileInfo) string { return "" }

// volumes are the drives; nothing may be in one, and it may not answer.
func volumes() []string {
	mask, err := windows.GetLogicalDrives()
	if err != nil {
		return nil
	}
	var out []string
	for c := range 'Z' - 'D' + 1 {
		if mask&(1<<(3+c)) != 0 {
			out = append(out, string('D'+c)+`:\`)
		}
	}
	return out
}
