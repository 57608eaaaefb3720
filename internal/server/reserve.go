package server

import (
	"path/filepath"

	"oso/internal/errs"
	"oso/internal/server/blob"
	"oso/internal/server/db"
)

// DefaultReserve is how much of a disk uploads leave free, so that the database
// on it can go on being written: acts, letters, receipts.
const DefaultReserve = 2 << 30

// reserve watches over the disks that uploads could fill for others.
type reserve struct {
	dirs []string
	keep int64 // bytes; 0: none
	free func(dir string) (int64, error)
}

// reserveOf names the disks: of a folder of blobs, and of a file of SQLite. A
// bucket and a PostgreSQL are watched where they are.
func (s *Server) reserveOf(at Places) *reserve {
	r := &reserve{keep: s.cfg.Reserve, free: freeBytes}
	if s.store.DB.Kind() == db.SQLite {
		r.dirs = append(r.dirs, filepath.Dir(at.file()))
	}
	if f, ok := s.store.Blobs.(*blob.Folder); ok {
		r.dirs = append(r.dirs, f.Root())
	}
	return r
}

// known tells whether there is a disk of the service's own.
func (r *reserve) known() bool { return len(r.dirs) > 0 }

// left is what the fullest disk has free.
func (r *reserve) left() (int64, error) {
	var least int64
	for i, dir := range r.dirs {
		n, err := r.free(dir)
		if err != nil {
			return 0, errs.Op(err, "look at disk")
		}
		if i == 0 || n < least {
			least = n
		}
	}
	return least, nil
}

// takes tells whether n more bytes of uploads leave the reserve untouched.
func (r *reserve) takes(n int64) (bool, error) {
	if r.keep == 0 || !r.known() {
		return true, nil
	}
	left, err := r.left()
	return left-n >= r.keep, err
}
