package importer

import (
	"io/fs"
	"syscall"
)

// written is when the file system last noted a change, which no program sets
// back, as it can the time of writing.
func written(fi fs.FileInfo) int64 {
	if st, ok := fi.Sys().(*syscall.Stat_t); ok {
		return st.Ctim.Nano()
	}
	return 0
}
