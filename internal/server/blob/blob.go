// Package blob keeps opaque bytes by key in a folder: ciphertext that is
// written once, read in pieces and deleted whole.
//
// It promises that a Put which returned nil survives a power cut, that nobody
// ever reads half a blob, and that a full disk leaves nothing behind. It knows
// nothing of what the bytes are, seals nothing and checks no hash: that is for
// the callers, who have the rows that name the keys.
package blob

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"oso/internal/casefile"
	"oso/internal/errs"
)

// Store is a folder of blobs. It is safe for many goroutines.
type Store struct {
	root string
	disk disk

	mu      sync.Mutex
	folders map[string]*folder
}

// Open makes the folder if it is not there and sweeps what a crash left of
// Puts that never returned.
func Open(root string) (*Store, error) { return open(root, osDisk{}) }

// Beside gives the folder of a server that may be running: it sweeps nothing.
// For reading, and for an administrator's commands.
func Beside(root string) *Store {
	return &Store{root: root, disk: osDisk{}, folders: map[string]*folder{}}
}

func open(root string, d disk) (*Store, error) {
	s := &Store{root: root, disk: d, folders: map[string]*folder{}}
	tmp := filepath.Join(root, "tmp")
	if err := os.RemoveAll(tmp); err != nil {
		return nil, fail(err, "open blobs")
	}
	if err := s.mkdir(tmp); err != nil {
		return nil, fail(err, "open blobs")
	}
	return s, nil
}

// Put stores b under key, in place of what was there. When it returns nil, b
// is on the disk: file, name and folders. Kind DiskFull where there is no
// room. After an error the key has what it had before, or b whole: never a part.
//
// A key is lower-case letters, digits and hyphens in parts joined by slashes,
// the last part at least three long; Invalid otherwise.
func (s *Store) Put(ctx context.Context, key string, b []byte) error {
	const op = "put blob"
	path, err := s.path(key)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return errs.Wrap(err, errs.Cancelled, op, "Storing was stopped. Nothing of it was kept.")
	}
	tmp := filepath.Join(s.root, "tmp", casefile.NewID())
	for _, dir := range []string{filepath.Dir(path), filepath.Dir(tmp)} {
		if err := s.mkdir(dir); err != nil {
			return fail(err, op)
		}
	}
	if err := s.write(tmp, b); err != nil {
		s.disk.remove(tmp)
		return fail(err, op)
	}
	if err := s.disk.rename(tmp, path); err != nil {
		s.disk.remove(tmp)
		return fail(err, op)
	}
	return fail(s.disk.syncDir(filepath.Dir(path)), op)
}

func (s *Store) write(path string, b []byte) (err error) {
	f, err := s.disk.create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := f.Write(b); err != nil {
		return err
	}
	return f.Sync()
}

// Get is the whole blob; NotFound where there is none.
func (s *Store) Get(ctx context.Context, key string) ([]byte, error) {
	path, err := s.path(key)
	if err != nil {
		return nil, err
	}
	b, err := os.ReadFile(path)
	return b, fail(err, "get blob")
}

// ReadRange appends size bytes from offset to buf and returns it; a buf with
// room saves an allocation. Damaged where the blob is shorter than asked for,
// NotFound where there is none.
func (s *Store) ReadRange(ctx context.Context, key string, offset, size int64, buf []byte) ([]byte, error) {
	const op = "read blob"
	path, err := s.path(key)
	if err != nil {
		return nil, err
	}
	if offset < 0 || size < 0 {
		return nil, errs.E(errs.Invalid, op, "This part of the stored data cannot be named. Nothing was changed.")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fail(err, op)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fail(err, op)
	}
	if offset > info.Size() || size > info.Size()-offset {
		return nil, errs.Wrap(io.ErrUnexpectedEOF, errs.Damaged, op, "Stored data is shorter than it was. The rest of the service is usable; restore this part from a backup.")
	}
	n := len(buf)
	buf = append(buf, make([]byte, size)...)
	if _, err := f.ReadAt(buf[n:], offset); err != nil {
		return nil, fail(err, op)
	}
	return buf, nil
}

// Delete removes the blob for good; a key without one is no error.
func (s *Store) Delete(ctx context.Context, key string) error {
	path, err := s.path(key)
	if err != nil {
		return err
	}
	err = s.disk.remove(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fail(err, "delete blob")
	}
	return fail(s.disk.syncDir(filepath.Dir(path)), "delete blob")
}

// Keys calls fn with every key and size, in no promised order, until fn
// returns an error: for backup, and for the sweep of blobs that no row names.
func (s *Store) Keys(ctx context.Context, fn func(key string, size int64) error) error {
	err := filepath.WalkDir(s.root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		rel, err := filepath.Rel(s.root, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			if rel == "tmp" {
				return filepath.SkipDir
			}
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		parts := strings.Split(filepath.ToSlash(rel), "/")
		if len(parts) < 2 {
			return nil
		}
		key := strings.Join(append(parts[:len(parts)-2:len(parts)-2], parts[len(parts)-1]), "/")
		return fn(key, info.Size())
	})
	return fail(err, "list blobs")
}

// path spreads the blobs of one folder over up to 1,296 folders by the first
// two letters of the last part.
func (s *Store) path(key string) (string, error) {
	parts := strings.Split(key, "/")
	for _, p := range parts {
		if p == "" || strings.Trim(p, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return "", badKey()
		}
	}
	last := parts[len(parts)-1]
	if len(last) < 3 || len(key) > 200 || parts[0] == "tmp" {
		return "", badKey()
	}
	dirs := append([]string{s.root}, parts[:len(parts)-1]...)
	return filepath.Join(append(dirs, last[:2], last)...), nil
}

func badKey() error {
	return errs.E(errs.Invalid, "name blob", "Stored data cannot have this name. Nothing was changed.")
}

func fail(err error, op string) error {
	if err == nil {
		return nil
	}
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return errs.Wrap(err, errs.DiskFull, op, "The service has no room left. What was acknowledged is kept; this was not stored. Try again later.")
	case errors.Is(err, fs.ErrNotExist):
		return errs.Wrap(err, errs.NotFound, op, "This stored data is not here, or no longer.")
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return errs.Wrap(err, errs.Cancelled, op, "This was stopped. What was stored before is kept.")
	}
	return errs.Wrap(err, errs.Internal, op, "Stored data could not be reached. What was acknowledged is kept. Try again; if it happens again, tell the system administrator.")
}
