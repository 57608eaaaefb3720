package inbox

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"oso/internal/errs"
)

// Folders of the watched one into which files go when they are dealt with.
const (
	doneDir   = "done"
	failedDir = "failed"
)

// DoneKept is how long a file lies in done: whoever scanned it sees that it was
// taken. Then the only copy is the sealed one.
const DoneKept = 24 * time.Hour

// mostFiles is how many files of one folder one pass looks at.
const mostFiles = 1000

// Watch takes what is laid into a folder. A file is read once it has not changed
// between two passes, and leaves the folder only when what was read is durable.
type Watch struct {
	Box *Box
	Dir string

	seen map[string]stamp
}

// stamp is a file as it was met.
type stamp struct {
	size int64
	at   time.Time
}

// Make makes the folders for each channel.
func (w *Watch) Make() error {
	for _, name := range w.folders() {
		if err := os.MkdirAll(filepath.Join(w.Dir, name), 0o700); err != nil {
			return errs.Wrap(err, errs.Refused, "open inbox folder", "The folder of the inbox is not there, or the service may not write in it. The service does not run. Check --inbox and who may write there.")
		}
	}
	return nil
}

func (w *Watch) folders() []string {
	out := []string{doneDir, failedDir}
	for _, c := range Channels() {
		if c != Folder {
			out = append(out, string(c))
		}
	}
	return out
}

// Pass looks once. The error is of what stands in the way of all files; a file
// that cannot be taken now stays for the next pass.
func (w *Watch) Pass(ctx context.Context) error {
	met := map[string]stamp{}
	for _, c := range Channels() {
		dir := w.Dir
		if c != Folder {
			dir = filepath.Join(w.Dir, string(c))
		}
		if err := w.pass(ctx, c, dir, met); err != nil {
			return err
		}
	}
	w.seen = met
	return w.sweep()
}

func (w *Watch) pass(ctx context.Context, c Channel, dir string, met map[string]stamp) error {
	d, err := os.Open(dir)
	if err != nil {
		return errs.Wrap(err, errs.Refused, "read inbox folder", "The folder of the inbox cannot be read. What lies in it waits. Check that it is there and who may read it.")
	}
	defer d.Close()
	list, err := d.ReadDir(mostFiles)
	if err != nil && !errors.Is(err, io.EOF) {
		return errs.Wrap(err, errs.Refused, "read inbox folder", "")
	}
	for _, e := range list {
		if ctx.Err() != nil {
			return nil
		}
		path := filepath.Join(dir, e.Name())
		if !e.Type().IsRegular() || passing(e.Name()) {
			continue
		}
		info, err := e.Info()
		if err != nil {
			continue // gone meanwhile
		}
		now := stamp{info.Size(), info.ModTime()}
		if w.seen[path] != now {
			met[path] = now // is it still written?
			continue
		}
		if err := w.take(ctx, c, path, now); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			met[path] = now
			w.Box.Log.Warn("inbox: a file waits", "channel", string(c), "cause", errs.Message(err))
			if errs.Is(err, errs.DiskFull) || errs.Is(err, errs.Unreachable) || errs.Is(err, errs.Internal) {
				return err // the next file would fare no better
			}
		}
	}
	return nil
}

// passing are names that programs give to what is not finished, and what systems
// leave in folders.
func passing(name string) bool {
	low := strings.ToLower(name)
	for _, end := range []string{".part", ".partial", ".tmp", ".crdownload", ".filepart", "~"} {
		if strings.HasSuffix(low, end) {
			return true
		}
	}
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~$") || low == "thumbs.db" || low == "desktop.ini"
}

// file is an open file with its size.
type file struct {
	*os.File
	size int64
}

func (f file) Size() int64 { return f.size }

func (w *Watch) take(ctx context.Context, c Channel, path string, was stamp) error {
	f, err := os.Open(path)
	if err != nil {
		return errs.Wrap(err, errs.Unreadable, "open file", "A file of the inbox cannot be opened. It lies where it was; the service tries again.")
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() || (stamp{info.Size(), info.ModTime()}) != was {
		return nil // another one by now: the next pass sees it
	}
	a := Arrival{Channel: c, Name: filepath.Base(path), Body: file{f, info.Size()}}
	taken, err := w.Box.Arrive(ctx, a)
	if err != nil {
		return err
	}
	to := doneDir
	if taken.Refused {
		to = failedDir
	}
	return w.move(path, filepath.Join(w.Dir, to), taken.ID)
}

// move puts a file where it is seen that it was dealt with, under a name that
// nothing there has.
func (w *Watch) move(path, dir, id string) error {
	to := filepath.Join(dir, id[:8]+" "+filepath.Base(path))
	if _, err := os.Lstat(to); err == nil {
		to = filepath.Join(dir, id+" "+w.Box.Now().UTC().Format("20060102T150405.000000000")+" "+filepath.Base(path))
	}
	if err := os.Rename(path, to); err != nil {
		return errs.Wrap(err, errs.Refused, "move file", "A file of the inbox was taken and cannot be moved. It is not taken twice. Check who may write in the folder.")
	}
	// It is kept from now on, not from when it was scanned.
	now := w.Box.Now()
	return errs.Wrap(os.Chtimes(to, now, now), errs.Refused, "move file", "")
}

// sweep destroys what lay long enough in done.
func (w *Watch) sweep() error {
	dir := filepath.Join(w.Dir, doneDir)
	list, err := os.ReadDir(dir)
	if err != nil {
		return errs.Wrap(err, errs.Refused, "sweep inbox folder", "")
	}
	for _, e := range list {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || w.Box.Now().Sub(info.ModTime()) < DoneKept {
			continue
		}
		if err := os.Remove(filepath.Join(dir, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return errs.Wrap(err, errs.Refused, "sweep inbox folder", "")
		}
	}
	return nil
}
