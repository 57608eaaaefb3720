package inbox

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

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
	done map[string]dealt // taken, and still to be moved
}

// dealt is a file that was taken and could not be moved yet.
type dealt struct {
	stamp
	to, id string
}

// nameless is an error of a file without its name, which may be a patient's: it
// goes to the log.
func nameless(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	var l *os.LinkError
	if errors.As(err, &l) {
		return l.Err
	}
	return err
}

// stamp is a file as it was met.
type stamp struct {
	size int64
	at   time.Time
}

// CheckFolder refuses a folder that is none, and one of which nothing is there: a
// mistyped path would be watched, and what is laid into the right one never taken.
// The folder itself may be missing beside others. It makes nothing.
func CheckFolder(dir string) error {
	info, err := os.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		info, err = os.Stat(filepath.Dir(filepath.Clean(dir)))
	}
	if err == nil && !info.IsDir() {
		err = errors.New("it is a file")
	}
	return noFolder(err)
}

// Make makes the folders for each channel.
func (w *Watch) Make() error {
	for _, name := range w.folders() {
		if err := os.MkdirAll(filepath.Join(w.Dir, name), 0o700); err != nil {
			return noFolder(err)
		}
	}
	return nil
}

func noFolder(err error) error {
	return errs.Wrap(err, errs.Refused, "open inbox folder", "The folder of the inbox is not there, or the service may not write in it. The service does not run. Check --inbox and who may write there.")
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
	left := mostFiles
	return w.look(ctx, c, dir, 0, &left, met)
}

// deepest is how far folders are looked into: a disc's lie two or three deep.
const deepest = 8

func (w *Watch) look(ctx context.Context, c Channel, dir string, depth int, left *int, met map[string]stamp) error {
	d, err := os.Open(dir)
	if err != nil {
		if depth > 0 {
			return nil // gone, or nobody's to read: the next look sees
		}
		return errs.Wrap(nameless(err), errs.Refused, "read inbox folder", "The folder of the inbox cannot be read. What lies in it waits. Check that it is there and who may read it.")
	}
	defer d.Close()
	for {
		// In pieces, so that what is passed over hides nothing.
		list, err := d.ReadDir(mostFiles)
		for _, e := range list {
			if ctx.Err() != nil || *left == 0 {
				return nil
			}
			path := filepath.Join(dir, e.Name())
			switch {
			case passing(e.Name()):
			case e.IsDir():
				if depth == deepest || depth == 0 && dir == w.Dir && slices.Contains(w.folders(), e.Name()) {
					continue
				}
				if err := w.look(ctx, c, path, depth+1, left, met); err != nil {
					return err
				}
			case e.Type().IsRegular():
				*left--
				if err := w.meet(ctx, c, path, e, met); err != nil {
					return err
				}
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return errs.Wrap(nameless(err), errs.Refused, "read inbox folder", "")
		}
	}
}

// meet takes a file that has stood still since the last pass.
func (w *Watch) meet(ctx context.Context, c Channel, path string, e fs.DirEntry, met map[string]stamp) error {
	info, err := e.Info()
	if err != nil {
		return nil // gone meanwhile
	}
	now := stamp{info.Size(), info.ModTime()}
	if w.seen[path] != now {
		met[path] = now // is it still written?
		return nil
	}
	if d, ok := w.done[path]; ok && d.stamp == now {
		met[path] = now
		if w.move(path, d.to, d.id) == nil {
			delete(w.done, path)
		}
		return nil
	}
	delete(w.done, path)
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
		return errs.Wrap(nameless(err), errs.Unreadable, "open file", "A file of the inbox cannot be opened. It lies where it was; the service tries again.")
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
	// What was written on meanwhile is another file: the next pass takes it.
	if after, err := os.Lstat(path); err != nil || (stamp{after.Size(), after.ModTime()}) != was {
		return nil
	}
	if err := w.move(path, filepath.Join(w.Dir, to), taken.ID); err != nil {
		if w.done == nil {
			w.done = map[string]dealt{}
		}
		w.done[path] = dealt{was, filepath.Join(w.Dir, to), taken.ID}
		return err
	}
	return nil
}

// longestName is what is left of a file's name in done, in bytes: its end.
const longestName = 180

// move puts a file where it is seen that it was dealt with, under a name that
// nothing there has.
func (w *Watch) move(path, dir, id string) error {
	name := filepath.Base(path)
	for len(name) > longestName { // with what stands before it, a system takes 255 bytes
		_, n := utf8.DecodeRuneInString(name)
		name = name[n:]
	}
	to := filepath.Join(dir, id[:8]+" "+name)
	if _, err := os.Lstat(to); err == nil {
		to = filepath.Join(dir, id+" "+w.Box.Now().UTC().Format("20060102T150405.000000000")+" "+name)
	}
	if err := os.Rename(path, to); err != nil {
		return errs.Wrap(nameless(err), errs.Refused, "move file", "A file of the inbox was taken and cannot be moved. It is not taken twice. Check who may write in the folder.")
	}
	// It is kept from now on, not from when it was scanned.
	now := w.Box.Now()
	return errs.Wrap(nameless(os.Chtimes(to, now, now)), errs.Refused, "move file", "")
}

// sweep destroys what lay long enough in done.
func (w *Watch) sweep() error {
	dir := filepath.Join(w.Dir, doneDir)
	list, err := os.ReadDir(dir)
	if err != nil {
		return errs.Wrap(nameless(err), errs.Refused, "sweep inbox folder", "")
	}
	for _, e := range list {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || w.Box.Now().Sub(info.ModTime()) < DoneKept {
			continue
		}
		if err := os.Remove(filepath.Join(dir, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return errs.Wrap(nameless(err), errs.Refused, "sweep inbox folder", "")
		}
	}
	return nil
}
