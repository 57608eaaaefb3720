package blob

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server/trace"
)

// Folder is a folder of blobs.
type Folder struct {
	root string
	disk disk

	mu      sync.Mutex
	folders map[string]*name
}

// Beside gives the folder of a server that may be running: it sweeps nothing.
// For reading, and for an administrator's commands.
func Beside(root string) *Folder {
	return &Folder{root: root, disk: osDisk{}, folders: map[string]*name{}}
}

// Root is where it lies.
func (s *Folder) Root() string { return s.root }

// Sweep deletes what a crash left of Puts that never returned. For a folder
// that nobody else uses.
func (s *Folder) Sweep() error {
	const op = "open blobs"
	tmp := filepath.Join(s.root, "tmp")
	if err := s.mkdir(tmp); err != nil {
		return fail(err, op)
	}
	left, err := os.ReadDir(tmp)
	for _, e := range left {
		err = errors.Join(err, os.RemoveAll(filepath.Join(tmp, e.Name())))
	}
	return fail(err, op)
}

// Put implements Store: file, name and folders are on the disk when it returns.
func (s *Folder) Put(ctx context.Context, key string, b []byte) (err error) {
	const op = "put blob"
	_, span := trace.Start(ctx, op, trace.Blobs("folder"), trace.Bytes(int64(len(b))))
	defer func() { span.End(err) }()
	path, err := s.path(key)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return errs.Wrap(err, errs.Canceled, op, "Storing was stopped. Nothing of it was kept.")
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
	return fail(synced(s.disk.syncDir(filepath.Dir(path))), op)
}

// synced marks the error of a sync: what the disk holds is not known after it.
func synced(err error) error {
	if err == nil || errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return err
	}
	return unsure{err}
}

func (s *Folder) write(path string, b []byte) (err error) {
	f, err := s.disk.create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := f.Write(b); err != nil {
		return err
	}
	return synced(f.Sync())
}

// Get implements Store.
func (s *Folder) Get(ctx context.Context, key string) (b []byte, err error) {
	_, span := trace.Start(ctx, "get blob", trace.Blobs("folder"))
	defer func() { span.End(err) }()
	path, err := s.path(key)
	if err != nil {
		return nil, err
	}
	b, err = os.ReadFile(path)
	return b, unread(err, "get blob")
}

// ReadRange implements Store.
func (s *Folder) ReadRange(ctx context.Context, key string, offset, size int64, buf []byte) (_ []byte, err error) {
	const op = "read blob"
	_, span := trace.Start(ctx, op, trace.Blobs("folder"), trace.Bytes(size))
	defer func() { span.End(err) }()
	path, err := s.path(key)
	if err != nil {
		return nil, err
	}
	if offset < 0 || size < 0 {
		return nil, badRange()
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, unread(err, op)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, unread(err, op)
	}
	if offset > info.Size() || size > info.Size()-offset {
		return nil, shorter()
	}
	n := len(buf)
	buf = append(buf, make([]byte, size)...)
	if _, err := f.ReadAt(buf[n:], offset); err != nil {
		return nil, unread(err, op)
	}
	return buf, nil
}

// Delete implements Store.
func (s *Folder) Delete(ctx context.Context, key string) error {
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

// Keys implements Store.
func (s *Folder) Keys(ctx context.Context, fn func(key string, size int64) error) error {
	err := filepath.WalkDir(s.root, func(path string, d fs.DirEntry, err error) error {
		if path == s.root && errors.Is(err, fs.ErrNotExist) {
			return filepath.SkipAll // nothing was put yet
		}
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
	return unread(err, "list blobs")
}

// path spreads the blobs of one folder over up to 1,296 folders by the first
// two letters of the last part.
func (s *Folder) path(key string) (string, error) {
	if err := checkKey(key); err != nil {
		return "", err
	}
	parts := strings.Split(key, "/")
	last := parts[len(parts)-1]
	dirs := append([]string{s.root}, parts[:len(parts)-1]...)
	return filepath.Join(append(dirs, last[:2], last)...), nil
}

// unread is the error of a read: bytes that the disk does not give any more are
// damage. A write that fails damages nothing that was there.
func unread(err error, op string) error {
	var known *errs.Error
	switch {
	case errors.As(err, &known): // of who was told of each key
		return errs.Op(err, op)
	case errors.Is(err, syscall.EIO):
		return errs.Wrap(err, errs.Damaged, op, "Stored data cannot be read from the disk. The rest of the service is usable; restore this part from a backup.")
	}
	return fail(err, op)
}

func fail(err error, op string) error {
	if err == nil {
		return nil
	}
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return noRoom(err, op)
	case errors.Is(err, fs.ErrNotExist):
		return notThere(err, op)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return stopped(err, op)
	}
	return errs.Wrap(err, errs.Internal, op, "Stored data could not be reached. What was acknowledged is kept. Try again; if it happens again, tell the system administrator.")
}
