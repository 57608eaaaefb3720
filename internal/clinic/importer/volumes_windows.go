package importer

import (
	"io/fs"
	"os"
	"syscall"
)

// unplugged are errors of a drive or a network that went away: not ready, no
// such drive or path, not connected, the network's name gone, no medium.
var unplugged = []syscall.Errno{15, 21, 53, 55, 59, 64, 67, 121, 1112, 1167, 1231, 1232}

// plugOf has no counterpart here: a drive that was pulled out is not there.
func plugOf(fs.FileInfo) string { return "" }

// volumes are the drives.
func volumes() []string {
	var out []string
	for c := 'D'; c <= 'Z'; c++ {
		at := string(c) + `:\`
		if _, err := os.Stat(at); err == nil {
			out = append(out, at)
		}
	}
	return out
}
