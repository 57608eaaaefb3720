package vault

import (
	"slices"
	"time"
)

// Import is what a case remembers of one import into it: what was met and what
// of it did not come in. KindImport, id random. The row is there before the
// first file is read and changes with every commit, so that an import that was
// killed is found by its missing end. A later import takes out of the older
// rows what it met again, so that what is left there is still outstanding.
type Import struct {
	Began     time.Time  `json:"began"`
	Ended     *time.Time `json:"ended,omitempty"` // nil: it runs, or it was killed
	Why       string     `json:"why,omitempty"`   // why it ended before all was read: a sentence; "" where all was, or it was killed
	By        string     `json:"by"`
	Sources   []string   `json:"sources"` // names of what was given, without the folders above
	Found     int        `json:"found"`   // counted before reading, and in archives since
	Files     int        `json:"files"`   // met
	Imported  int        `json:"imported"`
	Kept      int        `json:"kept"`
	Duplicate int        `json:"duplicate"`
	Refused   int        `json:"refused"`
	NotTaken  []NotTaken `json:"not_taken,omitempty"` // refused, and not met again since; at most MostNotTaken
	More      int        `json:"more,omitempty"`      // refused beyond those, of which no names are kept
	Ahead     []string   `json:"ahead,omitempty"`     // marks of files that were not read to their end yet, here or later
	SetAside  *SetAside  `json:"set_aside,omitempty"`
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

// MostNotTaken is how many files a row names.
const MostNotTaken = 10_000

// Unread is how many files were not read to their end because the import ended
// early, and were not met since.
func (i *Import) Unread() int { return len(i.Ahead) }

// Outstanding tells whether something did not come in that nobody has set
// aside. Of an import that runs, all that is not read yet is.
func (i *Import) Outstanding() bool {
	return i.SetAside == nil && (len(i.NotTaken) > 0 || i.More > 0 || len(i.Ahead) > 0)
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

// Imports are the case's imports, oldest first.
func Imports(tx *Tx) ([]Row[Import], error) {
	rows, err := List[Import](tx, KindImport)
	slices.SortFunc(rows, func(a, b Row[Import]) int { return a.Value.Began.Compare(b.Value.Began) })
	return rows, err
}
