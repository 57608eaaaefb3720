package blob

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// name is what this process knows of a folder's name. A name that is seen is
// not yet a name on the disk: another Put, or a process that was killed, may
// have made the folder and not come to the sync of the one above it.
type name struct {
	mu      sync.Mutex
	durable bool
}

// mkdir returns when dir's name, and those of all folders from root down to
// it, are on the disk. Puts that come together into a new folder wait for one
// sync; it is asked for once in a process's life.
func (s *Folder) mkdir(dir string) error {
	s.mu.Lock()
	f := s.folders[dir]
	if f == nil {
		f = &name{}
		s.folders[dir] = f
	}
	s.mu.Unlock()

	f.mu.Lock()
	defer f.mu.Unlock()
	if f.durable {
		return nil
	}
	parent := filepath.Dir(dir)
	if _, err := os.Stat(parent); dir != s.root || errors.Is(err, fs.ErrNotExist) {
		if err := s.mkdir(parent); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := synced(s.disk.syncDir(parent)); err != nil {
		return err
	}
	f.durable = true
	return nil
}
