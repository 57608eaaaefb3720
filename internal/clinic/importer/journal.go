package importer

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"path"
	"path/filepath"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/errs"
)

// journal is how the case remembers this import: its row, and what the row
// does not say yet.
type journal struct {
	row  casebook.Row[casebook.Import]
	met  map[string]int // marks of what was dealt with, whatever became of it
	told int            // files of the report that the row counts

	items []item // still to be read
	found int    // marks of the items that there were
}

// A mark is what a later import knows a file by, also when it comes from
// another drive or out of an archive: short, so that half a million fit.
func mark(parts ...any) string {
	sum := sha256.Sum256(fmt.Append(nil, parts...))
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}

// fileMark knows a file of the file system by the last two parts of its place,
// its size and its time.
func fileMark(stored string, size int64, at time.Time) string {
	dir, name := path.Split(strings.ToLower(stored))
	return mark("file\x00", path.Base(dir), "\x00", name, "\x00", size, "\x00", at.Unix())
}

// contentMark knows bytes wherever they lie, as an archive's directory does.
func contentMark(crc uint32, size int64) string { return mark("content\x00", crc, "\x00", size) }

// placeMark knows whatever lies at a place.
func placeMark(p string) string {
	if abs, err := filepath.Abs(p); err == nil {
		p = abs
	}
	return mark("place\x00", p)
}

// begin writes the row before anything is read: whatever happens from now on,
// the case knows that there was an import.
func (j *job) begin(ctx context.Context) error {
	row := casebook.Import{Began: j.Now().UTC(), By: j.Vault.User().Signature(), Sources: []string{}, Only: j.Only}
	for _, p := range j.Paths {
		row.Sources = append(row.Sources, sourceName(p))
		row.Ahead = append(row.Ahead, placeMark(p))
	}
	j.journal = journal{row: casebook.Row[casebook.Import]{ID: casefile.NewID(), Value: row}, met: map[string]int{}}
	return j.Vault.Update(ctx, j.Case, j.note)
}

// note stores the row as it is.
func (j *job) note(tx *casebook.Tx) (err error) {
	j.journal.row.Version, err = casebook.Put(tx, casebook.KindImport, j.journal.row)
	return err
}

// ahead are the marks of what is still to be read.
func (n *journal) ahead() []string {
	marks := make([]string, 0, len(n.items))
	for i := range n.items {
		if m := n.items[i].mark; m != "" {
			marks = append(marks, m)
		}
	}
	return marks
}

// list stores what is to be read, once for the whole import.
func (j *job) list(tx *casebook.Tx) error {
	ahead := j.journal.ahead()
	j.journal.found = len(ahead)
	if _, err := casebook.Put(tx, casebook.KindAhead, casebook.Row[casebook.Ahead]{ID: j.journal.row.ID, Value: ahead}); err != nil {
		return err
	}
	return j.remember(tx, false)
}

// dealt notes a file that stands in no report: an archive that was taken apart.
func (n *journal) dealt(marks ...string) {
	for _, m := range marks {
		n.met[m]++
	}
}

// recount begins anew, after what was counted as stored was not.
func (n *journal) recount() {
	was := n.row.Value
	n.row.Value = casebook.Import{Began: was.Began, By: was.By, Sources: was.Sources, Ahead: was.Ahead, Passed: was.Passed, Only: was.Only}
	n.told = 0
	clear(n.met)
}

// countFiles brings the row up to the report: what was refused is named,
// whatever was dealt with is met.
func (j *job) countFiles() {
	row, files := &j.journal.row.Value, j.report.Files
	for ; j.journal.told < len(files); j.journal.told++ {
		f := &files[j.journal.told]
		for _, m := range f.marks {
			j.journal.met[m]++
		}
		row.Files++
		switch f.Outcome {
		case Imported:
			row.Imported++
		case Kept:
			row.Kept++
		case Duplicate:
			row.Duplicate++
		case Rejected:
			row.Refused++
			switch {
			case len(f.marks) == 0: // nothing that could come in was there
			case len(row.NotTaken) < casebook.MostNotTaken:
				row.NotTaken = append(row.NotTaken, casebook.NotTaken{Path: f.stored, Reason: f.Reason, Mark: f.marks[0]})
			default:
				row.More++
			}
		}
	}
}

// remember brings the import's row up to the report and, at the end, takes out of
// the older rows what came in now or was refused anew.
func (j *job) remember(tx *casebook.Tx, end bool) error {
	j.countFiles()
	row := &j.journal.row.Value
	ahead := j.journal.ahead()
	row.Apart = j.report.Apart
	row.Passed, row.Found = j.journal.found-len(ahead), j.progress.TotalFiles
	if end {
		row.Ahead = ahead
		at := j.Now().UTC()
		row.Ended, row.Why = &at, why(j.failed)
		for _, p := range j.Paths {
			if j.failed == nil {
				j.journal.met[placeMark(p)]++
			}
		}
		older, err := casebook.Imports(tx)
		if err != nil && !errs.Is(err, errs.Damaged) { // the others still count
			return err
		}
		for _, x := range older {
			if x.ID == j.journal.row.ID || !x.Value.Met(j.journal.met) {
				continue
			}
			if err := casebook.PutImport(tx, x); err != nil {
				return err
			}
		}
		return casebook.PutImport(tx, j.journal.row)
	}
	return j.note(tx)
}

// why says in one sentence what ended an import before all was read.
func why(err error) string {
	switch errs.KindOf(err) {
	case "":
		return ""
	case errs.Canceled:
		return "It was stopped."
	case errs.DiskFull:
		return "The disk of this computer was full."
	case errs.VaultLocked:
		return "The vault was locked."
	}
	return "Something went wrong on this computer."
}
