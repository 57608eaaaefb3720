package casebook

import (
	"fmt"
	"maps"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
)

// ReportPage is a page of an import's report: its files in the order in which
// they were found, each with what became of it. KindReport, id: ReportID. The
// pages are there before the first file is read, and a page is written anew
// when files on it were dealt with: however many files there are, a commit
// writes few of them, and nobody needs all of them in memory.
type ReportPage struct {
	Files []ReportFile `json:"files"`
}

// ReportFile is one file of a report.
type ReportFile struct {
	Path    string            `json:"path"`              // as a record's; empty where it is not known whose it is, see Only
	Outcome string            `json:"outcome,omitempty"` // an importer.Outcome, or one of those below
	Reason  string            `json:"reason,omitempty"`
	Type    string            `json:"type,omitempty"` // media type
	Bytes   int64             `json:"bytes,omitempty"`
	Record  casefile.RecordID `json:"record,omitempty"` // where it is stored; also of a duplicate
	Mark    string            `json:"mark,omitempty"`   // what the same file is known by when it is met again
	Source  int               `json:"source,omitempty"` // which of the import's sources it was found under; before, their names told
}

// Named is the name of a file of a report, or of one that was refused, as people
// read it: not every name is kept.
func Named(path string) string {
	if path == "" {
		return "A file whose name is not kept here"
	}
	return path
}

// Inside tells whether a file of the import's report was found under the nth of its
// sources, and where in it. Two may have one name, as two discs of one hospital have.
func (i *Import) Inside(f *ReportFile, n int) (rest string, ok bool) {
	if n >= len(i.Sources) || f.Source != n && f.Source < len(i.Sources) && i.Sources[f.Source] == i.Sources[n] {
		return "", false
	}
	rest, ok = strings.CutPrefix(f.Path, i.Sources[n])
	return rest, ok && (rest == "" || rest[0] == '/' || strings.HasPrefix(rest, "!/"))
}

// SourceOf tells under which source a file of the import's report was found; -1: its
// name is not kept, or is not below that of a source.
func (i *Import) SourceOf(f *ReportFile) int {
	if f.Path == "" {
		return -1
	}
	if _, ok := i.Inside(f, f.Source); ok {
		return f.Source
	}
	for n := range i.Sources {
		if _, ok := i.Inside(f, n); ok {
			return n
		}
	}
	return -1
}

// Outcomes of a report, beside the others of an importer.Outcome.
const (
	ReportUnread   = ""         // not read to its end yet
	ReportOpened   = "opened"   // an archive that was taken apart: its files stand in the report
	ReportApart    = "apart"    // not among what a person chose, see Only: it has no name here
	ReportLater    = "later"    // it came in with a later import
	ReportRejected = "rejected" // not stored, with the reason
)

// PageFiles is how many files a page has, but the last.
const PageFiles = 500

// ReportID is the id of a page of an import's report, numbered from 0.
func ReportID(imported string, page int) string { return fmt.Sprintf("%s/%06d", imported, page) }

// ReportOf reads an import's whole report.
func ReportOf(tx *Tx, imported string) ([]Row[ReportPage], error) {
	return ListBelow[ReportPage](tx, KindReport, imported+"/")
}

// Page reads one page of a report. The error's kind is NotFound or Damaged.
func Page(tx *Tx, imported string, page int) (Row[ReportPage], error) {
	return Get[ReportPage](tx, KindReport, ReportID(imported, page))
}

// Settle takes out of all imports but one what that one met again: met counts
// the files of which it stored or named each by their marks, since two files of
// one disc may have the same. passed are those that it met and says nothing of: what lies
// apart, what was opened, a source as a whole. Where a person chose what it
// takes, these are settled only for imports that take the same. One of which
// nothing is left to be read ends with this one, at a moment: what only all of a case's
// files show was looked at.
func Settle(tx *Tx, by string, only *Only, met, passed map[string]int, at time.Time) error {
	older, err := Imports(tx)
	if err != nil && !errs.Is(err, errs.Damaged) { // the others still count
		return err
	}
	all := maps.Clone(met)
	for m, n := range passed {
		all[m] += n
	}
	for _, x := range older {
		met := met
		if only == nil || only.Same(x.Value.Only) {
			met = all
		}
		if x.ID == by || !x.Value.Outstanding() {
			continue
		}
		changed := x.Value.Behind()
		switch {
		case x.Value.Pages == 0:
			changed = x.Value.Met(met)
		default:
			some, err := settleReport(tx, &x, met)
			if err != nil {
				return err
			}
			changed = changed || some
		}
		if !changed {
			continue
		}
		if x.Value.Behind() {
			x.Value.Ended = &at
		}
		if _, err := PutImport(tx, x); err != nil {
			return err
		}
	}
	return nil
}

// settleReport brings a report up to what was met again, and its row with it.
// One of which a page is damaged stays as it is.
func settleReport(tx *Tx, x *Row[Import], met map[string]int) (changed bool, err error) {
	pages, err := ReportOf(tx, x.ID)
	if errs.Is(err, errs.Damaged) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	used := map[string]int{}
	x.Value.NotTaken, x.Value.More = nil, 0
	for _, p := range pages {
		some := false
		for i := range p.Value.Files {
			f := &p.Value.Files[i]
			switch {
			case f.Outcome != ReportUnread && f.Outcome != ReportRejected, f.Mark == "":
			case used[f.Mark] < met[f.Mark]:
				used[f.Mark]++
				if f.Outcome == ReportUnread {
					x.Value.Left--
				}
				f.Outcome, f.Reason, some = ReportLater, "", true
			case f.Outcome == ReportRejected:
				x.Value.Refuse(f)
			}
		}
		if !some {
			continue
		}
		changed = true
		if _, err := Put(tx, KindReport, p); err != nil {
			return false, err
		}
	}
	return changed, nil
}

// Refuse names a file in the row that was met and not stored, unless nothing
// that could come in was there.
func (i *Import) Refuse(f *ReportFile) {
	switch {
	case f.Mark == "":
	case len(i.NotTaken) < MostNotTaken:
		i.NotTaken = append(i.NotTaken, NotTaken{Path: f.Path, Reason: f.Reason, Mark: f.Mark})
	default:
		i.More++
	}
}
