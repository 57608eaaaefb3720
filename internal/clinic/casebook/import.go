package casebook

import (
	"fmt"
	"slices"
	"time"

	"oso/internal/clinic/vault"
	"oso/internal/errs"
)

// Import is what a case remembers of one import into it: what was met and what
// of it did not come in. KindImport, id random. The row is there before the
// first file is read and changes with every commit, so that an import that was
// killed is found by its missing end. What became of each file is in its
// report, see ReportPage; it goes on from there. A later import takes out of
// the older ones what it met again, so that what is left is still outstanding.
type Import struct {
	Began     time.Time  `json:"began"`
	Ended     *time.Time `json:"ended,omitempty"` // nil: it runs, or it was killed
	Why       string     `json:"why,omitempty"`   // why it ended before all was read: a sentence; "" where all was, or it was killed
	By        string     `json:"by"`
	Sources   []string   `json:"sources"`          // names of what was given, without the folders above
	Places    []string   `json:"places,omitempty"` // where each of them lay: full paths, to go on by itself
	Roots     []string   `json:"roots,omitempty"`  // marks of what lay there, until its files are counted
	Again     []Again    `json:"again,omitempty"`  // when it was gone on with
	Waits     bool       `json:"waits,omitempty"`  // it ended early and nobody wanted that: it may go on by itself
	Found     int        `json:"found"`            // counted before reading, and in archives since
	Pages     int        `json:"pages,omitempty"`  // of its report
	Left      int        `json:"left,omitempty"`   // files of the report that were not read to their end yet, here or later
	Files     int        `json:"files"`            // met
	Imported  int        `json:"imported"`
	Kept      int        `json:"kept"`
	Duplicate int        `json:"duplicate"`
	Refused   int        `json:"refused"`
	NotTaken  []NotTaken `json:"not_taken,omitempty"` // refused, and not met again since; at most MostNotTaken
	More      int        `json:"more,omitempty"`      // refused beyond those, of which no names are kept
	Bytes     int64      `json:"bytes,omitempty"`     // stored
	Ahead     []string   `json:"ahead,omitempty"`     // marks of what was given, until its files are counted
	Passed    int        `json:"passed,omitempty"`    // of a row of before reports: how many of its KindAhead are behind
	SetAside  *SetAside  `json:"set_aside,omitempty"`
	Only      *Only      `json:"only,omitempty"`  // what a person chose of the sources; nil: all
	Apart     int        `json:"apart,omitempty"` // files met that are not among it
}

// Again is one going on with an import.
type Again struct {
	At time.Time `json:"at"`
	By string    `json:"by"`
	// Files is how many it had met by then.
	Files int `json:"files,omitempty"`
	// Ended is that the run before had come to an end of its own, and was not killed.
	Ended bool `json:"ended,omitempty"`
}

// NotTaken is a file that was met and not stored.
type NotTaken struct {
	Path   string `json:"path"` // as a record's
	Reason string `json:"reason"`
	Mark   string `json:"mark"` // what a later import knows the same file by
}

// SetAside is a person's word that what did not come in is not needed.
type SetAside struct {
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
}

// Ahead are the marks of all files that an import found before it read the
// first, in the order in which it reads them. KindAhead, id of the import's row.
// Imports have a report in its place now; what is there is read.
type Ahead []string

// MostNotTaken is how many files a row names.
const MostNotTaken = 10_000

// Unread is how many files were not read to their end because the import ended
// early, and were not met since.
func (i *Import) Unread() int { return len(i.Ahead) + i.Left }

// Counted is how many of the case's own files were read, and of how many: of a
// disc with several people's records the others' count nowhere. While it is not
// known of all whose they are, it is as many as the look has found. left is what was
// not read: sources, where nothing was counted.
func (i *Import) Counted() (read, found, left int) {
	found = i.Found - i.Apart
	read = max(0, found-i.Unread())
	if i.Only != nil && i.Only.Count > 0 && i.Unread() > 0 {
		found = max(read, i.Only.Count)
	}
	if found == 0 {
		return read, found, i.Unread()
	}
	return read, found, found - read
}

// Early tells whether it ended before all was read, or was killed: also behind the
// last file, before it was looked at what only all of them show.
func (i *Import) Early() bool { return i.Unread() > 0 || i.Behind() }

// Behind tells whether all files are behind it and its end is not: nothing is to be
// read any more. While it runs that is so for a moment.
func (i *Import) Behind() bool { return i.Ended == nil && i.Pages > 0 && i.Unread() == 0 }

// Stuck tells whether it was killed, gone on with twice and killed each time
// before another file was behind it: it may be a file that ends the program,
// and would again at each unlock. The importer passes that file by, where one is
// known (Loops).
func (i *Import) Stuck() bool {
	n := len(i.Again)
	return i.Ended == nil && n >= 2 && i.Again[n-2].Files == i.Files && !i.Again[n-2].Ended && !i.Again[n-1].Ended
}

// Loops tells whether it was killed so and no file can be the reason: they were not
// counted, or are all behind it. Only a person goes on with it.
func (i *Import) Loops() bool { return i.Stuck() && (i.Pages == 0 || i.Behind()) }

// Outstanding tells whether something did not come in that nobody has set
// aside. Of an import that runs, all that is not read yet is.
func (i *Import) Outstanding() bool {
	return i.SetAside == nil && (len(i.NotTaken) > 0 || i.More > 0 || i.Early())
}

// Met takes out what a later import met again: marks counts the files that it
// met by their marks, since two files of one disc may have the same. It tells
// whether that was anything.
func (i *Import) Met(marks map[string]int) bool {
	left := map[string]int{}
	again := func(mark string) bool {
		n, known := left[mark]
		if !known {
			n = marks[mark]
		}
		left[mark] = n - 1
		return n > 0
	}
	n := len(i.NotTaken) + len(i.Ahead)
	i.NotTaken = slices.DeleteFunc(i.NotTaken, func(f NotTaken) bool { return again(f.Mark) })
	i.Ahead = slices.DeleteFunc(i.Ahead, again)
	return len(i.NotTaken)+len(i.Ahead) != n
}

// Imports are the case's imports, oldest first; what is ahead of one that runs,
// or was killed, is filled in.
func Imports(tx *Tx) ([]Row[Import], error) {
	rows, err := List[Import](tx, KindImport)
	if err != nil && !errs.Is(err, errs.Damaged) {
		return nil, err
	}
	for i := range rows {
		x := &rows[i].Value
		if x.Ended != nil {
			continue
		}
		ahead, aerr := Get[Ahead](tx, KindAhead, rows[i].ID)
		switch {
		case aerr == nil:
			x.Ahead = ahead.Value[min(max(x.Passed, 0), len(ahead.Value)):]
		case errs.Is(aerr, errs.Damaged): // what was given is still ahead as a whole
			err = aerr
		case !errs.Is(aerr, errs.NotFound):
			return nil, aerr
		}
	}
	slices.SortFunc(rows, func(a, b Row[Import]) int { return a.Value.Began.Compare(b.Value.Began) })
	return rows, err
}

// PutImport stores an import's row, and what a list shows of the case's imports.
// What is ahead of one of before reports stands in the row itself from then on.
func PutImport(tx *Tx, row Row[Import]) (version int64, err error) {
	row.Value.Passed = 0
	if version, err = Put(tx, KindImport, row); err != nil {
		return 0, err
	}
	if err := noteImports(tx); err != nil {
		return 0, err
	}
	_, err = Get[Ahead](tx, KindAhead, row.ID)
	if errs.Is(err, errs.NotFound) {
		return version, nil
	}
	return version, tx.Delete(KindAhead, row.ID, 0)
}

// noteImports brings the head up to the case's imports.
func noteImports(tx *Tx) error {
	rows, err := List[Import](tx, KindImport)
	if err != nil && !errs.Is(err, errs.Damaged) { // damage is told elsewhere
		return err
	}
	h := tx.Head()
	was := h.waiting()
	h.Imports, h.ImportFound, h.ImportRead = 0, 0, 0
	for i := range rows {
		x := &rows[i].Value
		if x.SetAside != nil || !x.Early() {
			continue
		}
		h.Imports++
		read, found, _ := x.Counted()
		h.ImportFound += found
		h.ImportRead += read
	}
	now := h.waiting()
	switch {
	case now == was:
		return nil
	case now.Imports == 0:
		return tx.Note("")
	}
	return tx.Note(fmt.Sprintf("imports %d %d %d", now.Imports, now.Read, now.Found))
}

// Waiting are imports that have not read all, as everybody may know of them:
// how many, and how many files.
type Waiting struct{ Imports, Read, Found int }

func (h *Head) waiting() Waiting { return Waiting{h.Imports, h.ImportRead, h.ImportFound} }

// PeekWaiting reads what the vault in dir says in the clear of its imports, for
// the screen before it is open. Nobody vouches for it.
func PeekWaiting(dir string) (all Waiting, err error) {
	notes, err := vault.Notes(dir)
	for _, n := range notes {
		var w Waiting
		if _, err := fmt.Sscanf(n, "imports %d %d %d", &w.Imports, &w.Read, &w.Found); err != nil || w.Imports < 0 || w.Read < 0 || w.Found < w.Read {
			continue
		}
		all.Imports += w.Imports
		all.Read += w.Read
		all.Found += w.Found
	}
	return all, err
}
