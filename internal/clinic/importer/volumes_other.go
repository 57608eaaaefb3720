//go:build !linux && !windows

package importer

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// unplugged are errors of a drive or a network that went away.
var unplugged = []syscall.Errno{syscall.ENODEV, syscall.ENXIO, syscall.ENOTCONN, syscall.ESTALE, syscall.EHOSTDOWN, syscall.EHOSTUNREACH, syscall.ENETUNREACH, syscall.ETIMEDOUT, syscall.ECONNRESET, syscall.ECONNABORTED}

// plugOf has no counterpart here: a drive that was pulled out is not there.
func plugOf(fs.FileInfo) string { return "" }

// volumes are the drives and network folders that are mounted.
func volumes() []string {
	entries, err := os.ReadDir("/Volumes")
	if err != nil {
		return nil
	}
	out := make([]string, 0, len(entries))
	for _, e := range entries {
		out = append(out, filepath.Join("/Volumes", e.Name()))
	}
	return out
}
