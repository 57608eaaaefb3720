package importer

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"oso/internal/casefile"
	"oso/internal/dicom"
)

// item is one file of a source.
type item struct {
	path   string // as reported
	stored string // as it is stored: from the last part of what was given, nothing of the workstation's folders
	size   int64
	reject string // why it is not read; empty: it is
	open   func() (*body, error)
	depth  int       // archives around it
	budget *budget   // of all that is packed in the file that it is or lies in; nil: it is no container, or was not opened
	raw    string    // the name as it was found, where path is not that
	given  bool      // it was chosen by itself
	unsure bool      // the name can be read in more than one way
	mark   string    // what the case's memory knows it by; empty: nothing that could come in
	place  string    // the same of its place, for a file of the file system
	at     time.Time // of the file of the file system that it is or lies in, or its own in there; zero: not known
	from   int       // which of the paths it was found under
	slot   int       // place in the ledger, counted from 1
	ahead  bool      // an earlier run of the import had it before it, as it is: it may be the file that ended that
	since  string    // what became of it since the import began, for one that is gone on with
}

// body is an opened item: bytes at any offset for the readers, and from the
// start for the vault.
type body struct {
	io.ReaderAt
	size   int64
	stream func() (io.ReadCloser, error)
	close  func() error
	same   func() bool // whether it has the size and the time that it was opened with; nil: always
	// touched tells whether something about the file changed, its bytes or
	// only its name or rights: then they are read once more and compared.
	touched func() bool
	packed  bool // to read at any offset is to unpack what lies before
	lent    bool // its bytes are the job's buffer
}

// Reasons for people.
const (
	reasonLink     = "It is a link to another place. Only what lies in the folder itself is read; add the place it points to."
	reasonDevice   = "It is a device or a pipe, not a file."
	reasonGone     = "Nothing is there. Check the place and add it again."
	reasonNoAccess = "It may not be read by this user. Ask whoever owns it, or copy it first."
	reasonBroken   = "It could not be read from where it is. Clean the disc or check the drive, and add it again."
	reasonChanged  = "It was changed while it was read, so it was not taken. Wait until whatever writes it is done, and add it again."
	reasonUnstored = "It was read and could not be stored. Add it again."
	reasonDiskFull = "It could not be stored, because the disk of this computer is full. Make room and add it again."
	reasonAhead    = "It was not read to its end, because the import ended before. Add it again."
	reasonHollow   = "The file holds nothing: it has no bytes, or zeros alone, as after a copy that did not work. It was not taken; copy it again from where it came, or ask for it again."
	reasonTooLarge = "It is larger than the largest file that is taken. Ask OSO how to send it."
	reasonTooMany  = "There are more files than one import takes. Add the folders one by one."
	reasonAdded    = "It was not there yet when the import began."
	reasonAltered  = "It was changed after it had been read, so it is here twice: as it was, and as it is now. Look which is right, and leave out the other."
	reasonTouched  = "Its time was changed since it was read. The bytes are the same."
	reasonRemoved  = "It was there when the import began, and is not there any more. Put it back, or ask for it again."
	reasonOwn      = "It belongs to the program's own data."
)

// scan lists the files under the given paths, links not followed, in the order
// of their names.
func (j *job) scan(ctx context.Context) []item {
	var items []item
	j.roots = nil
	for from, given := range j.Paths {
		if ctx.Err() != nil {
			break
		}
		j.roots = append(j.roots, rootOf(given))
		top := strings.TrimRight(slash(given), "/")
		if top == "" {
			top = given
		}
		name := sourceName(given)
		if old := j.journal.row.Value.Sources; from < len(old) {
			name = old[from] // on another drive it may have another
		}
		err := filepath.WalkDir(given, func(p string, d fs.DirEntry, err error) error {
			j.source.answers()
			if ctx.Err() != nil {
				return fs.SkipAll
			}
			path, stored := top, name
			if rel, rerr := filepath.Rel(given, p); rerr == nil && rel != "." {
				path, stored = top+"/"+slash(rel), name+"/"+slash(rel)
			}
			it := item{path: path, stored: stored, from: from, given: path == top}
			if len(items) >= j.Limits.Files {
				it.reject, it.mark = reasonTooMany, placeMark(p)
				items = append(items, it)
				return fs.SkipAll
			}
			if skip := j.look(&it, p, d, err); skip != nil {
				return skip
			}
			if it.open != nil || it.reject != "" {
				items = append(items, it)
				j.progress.TotalFiles++
				j.progress.TotalBytes += it.size
				j.tell(false)
			}
			return nil
		})
		if err != nil && !errors.Is(err, fs.SkipAll) {
			items = append(items, item{path: top, stored: name, from: from, reject: reasonBroken})
		}
		if directory(top) {
			items = append(items, j.named(ctx, given, top, from)...)
		}
	}
	readable(items)
	return items
}

// named are the files that a disc's directory names, where it was chosen by
// itself: whoever chooses it means the disc, and what else lies in its folder
// nobody chose.
func (j *job) named(ctx context.Context, given, top string, from int) (items []item) {
	fi, err := os.Lstat(given)
	if err != nil || !fi.Mode().IsRegular() || fi.Size() > j.Limits.File {
		return nil
	}
	b, err := j.source.openFile(given, fi)
	if err != nil {
		return nil // told with the file itself
	}
	defer b.close()
	info, err := dicom.Read(ctx, b, b.size, dicom.Limits{})
	if err != nil || info.Directory == nil {
		return nil
	}
	for _, f := range info.Directory.Files {
		if !filepath.IsLocal(filepath.FromSlash(f.Path)) || len(items) >= j.Limits.Files {
			continue
		}
		for _, rel := range []string{f.Path, strings.ToLower(f.Path), f.Path + ".dcm"} {
			p := filepath.Join(filepath.Dir(given), filepath.FromSlash(rel))
			fi, err := os.Lstat(p)
			if err != nil || fi.IsDir() {
				continue // what is not there is told by the directory's own check
			}
			it := item{path: path.Join(path.Dir(top), rel), stored: rel, from: from}
			if j.look(&it, p, fs.FileInfoToDirEntry(fi), nil) == nil && (it.open != nil || it.reject != "") {
				items = append(items, it)
				j.progress.TotalFiles++
				j.progress.TotalBytes += it.size
			}
			break
		}
	}
	return items
}

// readable makes the names of files readable that an old system wrote, and safe
// to keep; what they were stays beside them.
func readable(items []item) {
	var old []int
	var names []string
	for i := range items {
		if !utf8.ValidString(items[i].stored) {
			old, names = append(old, i), append(names, items[i].stored)
		}
	}
	read, sure := readNames(names)
	for k, name := range read {
		it := &items[old[k]]
		it.raw, it.unsure = it.stored, !sure
		if above, ok := strings.CutSuffix(it.path, it.stored); ok && utf8.ValidString(above) {
			it.path = above + name
		}
		it.path = strings.ToValidUTF8(it.path, "\ufffd")
		it.stored = name
	}
	for i := range items {
		if clean := casefile.CleanName(items[i].stored); clean != items[i].stored {
			if items[i].raw == "" {
				items[i].raw = items[i].stored
			}
			items[i].stored = clean
		}
	}
}

// sourceName is the last part of what was given.
func sourceName(given string) string {
	if abs, err := filepath.Abs(given); err == nil { // for "." and ".."
		return filepath.Base(abs)
	}
	return filepath.Base(filepath.Clean(given))
}

// look fills in one entry of the file system. It gives what the walk is to be
// told; an item without open and reject is no file.
func (j *job) look(it *item, p string, d fs.DirEntry, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		it.reject = reasonGone
		return nil
	}
	it.place = placeMark(p)
	it.mark = it.place
	switch {
	case errors.Is(err, fs.ErrPermission):
		it.reject = reasonNoAccess
		return nil
	case err != nil:
		it.reject = reasonBroken
		return nil
	}
	real := p
	if abs, err := filepath.Abs(p); err == nil {
		real = abs
	}
	if d.IsDir() {
		if j.own(real) {
			it.reject, it.mark = reasonOwn, ""
		}
		if it.reject != "" {
			for _, x := range j.plan([]item{*it}, j.journal.listed) {
				j.report.add(j.unnamed(x), Rejected, it.reject)
			}
			it.reject = ""
			return fs.SkipDir
		}
		return nil
	}
	if j.seen[real] {
		return nil
	}
	j.seen[real] = true
	if d.Type()&fs.ModeSymlink != 0 {
		it.reject = reasonLink
		return nil
	}
	if !d.Type().IsRegular() {
		it.reject = reasonDevice
		return nil
	}
	fi, err := d.Info()
	if err != nil {
		it.reject = reasonBroken
		return nil
	}
	it.mark, it.at = fileMark(it.stored, fi.Size(), fi.ModTime()), fi.ModTime()
	if it.size = fi.Size(); it.size > j.Limits.File {
		it.reject = reasonTooLarge
		return nil
	}
	it.open = func() (*body, error) { return j.source.openFile(p, fi) }
	return nil
}

// own tells whether a folder is one of those that are never read.
func (j *job) own(dir string) bool {
	for _, a := range j.Avoid {
		abs, err := filepath.Abs(a)
		if err != nil {
			continue
		}
		if dir == abs {
			return true
		}
		if x, err := os.Stat(abs); err == nil {
			if y, err := os.Stat(dir); err == nil && os.SameFile(x, y) {
				return true
			}
		}
	}
	return false
}

// openFile opens the file that was looked at, and nothing that was put in its
// place since.
func (s *source) openFile(p string, looked fs.FileInfo) (*body, error) {
	f := asked{s: s}
	var err error
	s.ask(func() {
		if s.hang != nil {
			s.hang(p)
		}
		f.File, err = os.OpenFile(p, os.O_RDONLY|noFollow, 0)
	})
	if err != nil {
		return nil, err
	}
	fi, err := f.Stat()
	if err != nil || !fi.Mode().IsRegular() || !os.SameFile(fi, looked) {
		f.Close()
		return nil, errChanged
	}
	size := fi.Size()
	return &body{
		ReaderAt: f, size: size, close: f.Close,
		same: func() bool {
			now, err := f.Stat()
			return err == nil && now.Size() == size && now.ModTime().Equal(fi.ModTime())
		},
		touched: func() bool {
			now, err := f.Stat()
			return err != nil || written(now) != written(fi)
		},
		stream: func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(f, 0, size)), nil },
	}, nil
}

// errChanged says that a file is not what it was when it was opened.
var errChanged = errors.New("file changed while it was read")
