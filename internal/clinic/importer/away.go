package importer

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"oso/internal/clinic/casebook"
	"oso/internal/errs"
)

// A disc that is taken out, a stick that is pulled out and a network folder
// that goes away are no faults of files: the import ends, names none of them,
// and goes on when they are back.

// root is what was given, as it was when the import began: the folder itself,
// or the one that a file lies in.
type root struct {
	path string
	info fs.FileInfo // nil: nothing was there
	plug string      // what the system shows of its drive while it is plugged in; empty: unknown
}

func rootOf(given string) root {
	r := root{path: given}
	fi, err := os.Lstat(given)
	if err == nil && !fi.IsDir() {
		r.path = filepath.Dir(given)
		fi, err = os.Stat(r.path)
	}
	if err != nil {
		return r
	}
	r.info = fi
	if plug := plugOf(fi); plug != "" {
		if _, err := os.Stat(plug); err == nil {
			r.plug = plug
		}
	}
	return r
}

// away tells whether what was there is not there any more, or another in its
// place.
func (r *root) away() bool {
	if r.info == nil {
		return false
	}
	now, err := os.Stat(r.path)
	if err != nil || !os.SameFile(now, r.info) {
		return true
	}
	if r.plug == "" {
		return false
	}
	_, err = os.Stat(r.plug)
	return errors.Is(err, fs.ErrNotExist)
}

// away tells whether a file could not be read because its source is gone.
func (j *job) away(it *item, err error) bool {
	if it.from < 0 || it.from >= len(j.roots) || errors.Is(err, errChanged) && !j.roots[it.from].away() {
		return false
	}
	var no syscall.Errno
	return errors.As(err, &no) && slices.Contains(unplugged, no) || j.roots[it.from].away()
}

func awayError() error {
	return errs.E(errs.NotFound, "read source", "The disc, drive or folder that was being read is not there any more. What was read before is kept. Put it back and go on with the import.")
}

// lookedAway is awayError where nothing was to be stored.
func lookedAway() error {
	return errs.E(errs.NotFound, "look at source", "The disc, drive or folder that was looked at is not there any more. Nothing was stored. Put it back and look again.")
}

func otherError() error {
	return errs.Wrap(errOther, errs.Conflict, "import", "What lies there now is not what was to be read: it is another disc, or files came or went since. Nothing of it was taken. Put the same disc or folder back and go on, or add this one by itself.")
}

var errOther = errors.New("not the source of this import")

// Other tells whether Run refused to go on since something else lay where the
// import was reading: that may be added as an import of its own.
func Other(err error) bool { return errors.Is(err, errOther) }

// same tells whether what was found is what the import was reading before, and
// not another disc in the same place. Much of it must be there as it was, of all and
// of each folder: the programs on two discs of one hospital are the same, and their
// images have the same names. Where nobody asked, all that is left must be.
func (j *job) same(found []item) error {
	l, x := &j.journal.ledger, &j.journal.row.Value
	if !l.resumed {
		return nil
	}
	const unknown = -1 // of a file whose name is not kept
	type place struct {
		source int
		mark   string
	}
	here := map[place]int{}
	for i := range found {
		here[place{found[i].from, found[i].mark}]++
		here[place{unknown, found[i].mark}]++
	}
	type tally struct{ known, met int }
	// Reports of before do not say which of two of one name a file lay in.
	told := slices.ContainsFunc(l.files, func(f casebook.ReportFile) bool { return f.Source > 0 })
	alike := func(source int) bool { return slices.Contains(x.Sources[source+1:], x.Sources[source]) }
	var all tally
	left, folders := 0, map[int]*tally{}
	for i := range l.files {
		f := &l.files[i]
		if f.Mark == "" || f.Outcome != casebook.ReportOpened && inArchive(f.Path) {
			continue
		}
		source, folder := x.SourceOf(f), (*tally)(nil)
		if source != unknown && !told && alike(source) {
			source = unknown
		}
		if source != unknown && f.Path != x.Sources[source] { // a file that was given may have been changed
			if folders[source] == nil {
				folders[source] = &tally{}
			}
			folder = folders[source]
			folder.known++
		}
		all.known++
		if at := (place{source, f.Mark}); here[at] > 0 {
			here[at]--
			all.met++
			if folder != nil {
				folder.met++
			}
		} else if f.Outcome == casebook.ReportUnread {
			left++
		}
	}
	folders[unknown] = &all
	for _, t := range folders {
		if t.known > 0 && 2*t.met < t.known {
			return otherError()
		}
	}
	if j.ByItself && left > 0 {
		return otherError()
	}
	return nil
}
