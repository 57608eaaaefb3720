package importer

import (
	"context"
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/errs"
)

// journal is how the case remembers this import: its row and its report, and
// what they do not say yet.
type journal struct {
	row    casebook.Row[casebook.Import]
	ledger ledger
	met    map[string]int // marks of what stands in no report: lies apart, or was opened
	told   int            // files of the report that the ledger has for good
	listed bool           // an earlier run has counted what is there

	items []item // still to be read
}

// Plan writes down an import that is to be run: whatever happens from then on,
// the case knows of it. Run goes on with it by the id that Plan gives. with (may
// be nil) writes in the same transaction, for who else must know of the import.
func Plan(ctx context.Context, r Request, with func(tx *casebook.Tx, imported string) error) (string, error) {
	row := casebook.Import{Began: r.Now().UTC(), By: r.Vault.User().Signature(), Sources: []string{}, Only: r.Only, Waits: true}
	for _, p := range r.Paths {
		row.Sources = append(row.Sources, sourceName(p))
		row.Places = append(row.Places, fullPath(p))
		row.Ahead = append(row.Ahead, placeMark(p))
	}
	if row.Roots = r.Roots; len(row.Roots) != len(r.Paths) {
		row.Roots = Roots(r.Paths)
	}
	id := casefile.NewID()
	return id, r.Vault.Update(ctx, r.Case, func(tx *casebook.Tx) error {
		if err := takesRecords(tx.Head()); err != nil {
			return err
		}
		if _, err := casebook.PutImport(tx, casebook.Row[casebook.Import]{ID: id, Value: row}); err != nil || with == nil {
			return err
		}
		return with(tx, id)
	})
}

// begin takes up the import, a new one with its first row.
func (j *job) begin(ctx context.Context) (err error) {
	j.journal = journal{met: map[string]int{}}
	if j.Import == "" {
		if len(j.Roots) != len(j.Paths) {
			j.source.ask(func() { j.Roots = Roots(j.Paths) })
		}
		j.source.write(func() {
			j.Import, err = Plan(ctx, j.Request, nil)
			j.planned = j.Import
		})
		if err != nil {
			return err
		}
		j.Just = true
	}
	// Asked before the transaction: a drive or a network that does not answer must not
	// hold up whoever writes.
	var row casebook.Row[casebook.Import]
	err = j.Vault.View(ctx, j.Case, func(tx *casebook.Tx) error {
		row, err = casebook.Get[casebook.Import](tx, casebook.KindImport, j.Import)
		return err
	})
	if err != nil {
		return err
	}
	if len(j.Paths) == 0 {
		j.Paths = slices.Clone(row.Value.Places)
	}
	roots := make([]string, len(j.Paths))
	switch {
	case row.Value.Behind():
	case j.Just && len(row.Value.Roots) == len(roots): // nobody has put in another disc since
		roots = row.Value.Roots
	default:
		j.source.ask(func() { roots = Roots(j.Paths) })
	}
	return j.update(ctx, func(tx *casebook.Tx) error { return j.takeUp(tx, roots) })
}

// takeUp reads what an earlier run of the import has left, and notes that it
// goes on. roots are marks of what lies at its paths now.
func (j *job) takeUp(tx *casebook.Tx, roots []string) error {
	row, err := casebook.Get[casebook.Import](tx, casebook.KindImport, j.Import)
	if err != nil {
		return err
	}
	x := &row.Value
	if x.SetAside != nil || !x.Outstanding() {
		return errs.E(errs.Conflict, "import", "This import is done already. Nothing was changed. Add the files again, if more is to come in.")
	}
	if len(j.Paths) != len(x.Sources) {
		return errs.E(errs.Invalid, "import", "Where this import read from is not known any more. Nothing was changed. Choose the same folder or disc again.")
	}
	first := x.Waits && x.Files == 0 && x.Pages == 0 && x.Ended == nil && len(x.Again) == 0
	j.killed = x.Ended == nil && !first
	if slices.Contains(roots, "") && !first && !x.Behind() {
		return errs.E(errs.NotFound, "import", "The disc, drive or folder that this import was reading is not there. What was read before is kept. Put it back and go on with the import.")
	}
	// Until its files are counted, all that is known of a source is its mark.
	if x.Pages == 0 {
		if err := sameRoots(roots, x.Roots); err != nil {
			return err
		}
	}
	x.Places = x.Places[:0]
	for _, p := range j.Paths {
		x.Places = append(x.Places, fullPath(p))
	}
	if x.Pages > 0 {
		pages, err := casebook.ReportOf(tx, row.ID)
		if err != nil || len(pages) != x.Pages {
			if err == nil || errs.Is(err, errs.Damaged) {
				err = errs.Wrap(err, errs.Damaged, "import", "The list of this import's files is damaged, so it cannot go on by itself. What it stored is kept. Add the same folder or disc again: nothing is stored twice.")
			}
			return err
		}
		j.journal.ledger.read(pages, j.triesAgain)
		j.journal.listed = len(x.Ahead) == 0
	}
	j.Only, j.behind = x.Only, x.Behind()
	if j.killed {
		j.careful, j.stuck = commitRecords, x.Stuck() && x.Pages > 0
	}
	x.Ended, x.Why, x.Waits = nil, "", false
	if j.journal.row = row; first {
		return j.note(tx)
	}
	x.Again = append(x.Again, casebook.Again{At: j.Now().UTC(), By: j.Vault.User().Signature(), Files: x.Files, Ended: !j.killed})
	j.journal.row = row
	records, err := casebook.List[casebook.Record](tx, casebook.KindRecord)
	if err != nil && !errs.Is(err, errs.Damaged) { // told elsewhere
		return err
	}
	stored := make(map[casefile.RecordID]*casebook.Record, len(records))
	for i := range records {
		stored[records[i].Value.Record] = &records[i].Value
	}
	j.takeOver(stored)
	return j.note(tx)
}

// note stores the row as it is.
func (j *job) note(tx *casebook.Tx) (err error) {
	j.journal.row.Version, err = casebook.PutImport(tx, j.journal.row)
	return err
}

// list stores what is to be read, once all of it was counted.
func (j *job) list(tx *casebook.Tx) error {
	row := &j.journal.row.Value
	if row.Ahead = nil; row.Only == nil { // else no name may be kept that its source is found by
		row.Roots = nil
	}
	return j.remember(tx, false)
}

// fullPath is where something lies, from the root on.
func fullPath(p string) string {
	if abs, err := filepath.Abs(p); err == nil {
		return abs
	}
	return p
}

// dealt notes a file that stands in no report: one that lies apart, or an
// archive that was opened.
func (n *journal) dealt(marks ...string) {
	for _, m := range marks {
		n.met[m]++
	}
}

// enter brings the ledger up to the report, but for what is to be read again: its
// bytes are not in the case.
func (j *job) enter() {
	l := &j.journal.ledger
	again := map[int]bool{}
	for _, p := range j.again {
		again[p.file] = true
	}
	for i := j.journal.told; i < len(j.report.Files); i++ {
		if again[i] {
			continue
		}
		f := &j.report.Files[i]
		if f.slot == 0 {
			f.slot = 1 + l.add(f.entry())
		}
		if !f.ahead {
			l.set(f.slot-1, f.entry())
		}
	}
}

// countLedger brings the row up to the ledger: what was refused is named.
func (j *job) countLedger() {
	row, l := &j.journal.row.Value, &j.journal.ledger
	row.Found, row.Left, row.Files, row.Apart, row.Bytes = 0, 0, 0, 0, 0
	row.Imported, row.Kept, row.Duplicate, row.Refused, row.NotTaken, row.More = 0, 0, 0, 0, nil, 0
	row.Pages = (len(l.files) + casebook.PageFiles - 1) / casebook.PageFiles
	for i := range l.files {
		f := &l.files[i]
		switch f.Outcome {
		case casebook.ReportOpened:
			continue
		case casebook.ReportUnread:
			row.Left++
		case casebook.ReportApart:
			row.Apart++
		case string(Imported):
			row.Imported++
			row.Bytes += f.Bytes
		case string(Kept):
			row.Kept++
			row.Bytes += f.Bytes
		case string(Duplicate):
			row.Duplicate++
		case string(Rejected):
			row.Refused++
			row.Refuse(f)
		}
		row.Found++
	}
	row.Files = row.Found - row.Left
}

// remember brings the import's row and report up to what was done and, at the
// end, takes out of the older ones what came in now or was refused anew.
func (j *job) remember(tx *casebook.Tx, end bool) error {
	j.enter()
	j.countLedger()
	if err := j.journal.ledger.put(tx, j.journal.row.ID); err != nil {
		return err
	}
	row := &j.journal.row.Value
	if end {
		at := j.Now().UTC()
		row.Ended = &at
		row.Why, row.Waits = why(j.failed)
		met, passed := j.metMarks()
		if err := casebook.Settle(tx, j.journal.row.ID, j.Only, met, passed, at); err != nil {
			return err
		}
	}
	return j.note(tx)
}

// lasts notes that what was remembered is on the disk.
func (j *job) lasts() {
	j.journal.ledger.settle()
	j.journal.told = len(j.report.Files)
	for _, p := range j.again {
		j.journal.told = min(j.journal.told, p.file)
	}
}

// metMarks counts by its marks what this import stored or names, and what it
// passed by.
func (j *job) metMarks() (met, passed map[string]int) {
	met, passed = map[string]int{}, maps.Clone(j.journal.met)
	for i := range j.report.Files {
		for _, m := range j.report.Files[i].marks {
			met[m]++
		}
	}
	if j.failed == nil {
		for _, p := range j.Paths {
			passed[placeMark(p)]++
		}
	}
	return met, passed
}

// why says in one sentence what ended an import before all was read, and
// whether it may go on by itself: unless a person stopped it.
func why(err error) (sentence string, waits bool) {
	switch errs.KindOf(err) {
	case "":
		return "", false
	case errs.Canceled:
		if errors.Is(err, ErrClosing) {
			return "The program was closed.", true
		}
		return "It was stopped.", false
	case errs.DiskFull:
		return "The disk of this computer was full: make room, then go on.", true
	case errs.VaultLocked:
		return "The vault was locked.", true
	case errs.NotFound:
		return "Its disc, drive or folder was not there any more.", true
	case errs.Conflict:
		return "Something else lay where its disc or folder was.", true
	}
	return "Something went wrong on this computer.", true
}

// Stop ends an import that was planned and does not run, as a person's wish.
func Stop(ctx context.Context, r Request) error {
	return stop(ctx, r.Vault, r.Case, r.Import, r.Now(), errs.Wrap(context.Canceled, errs.Canceled, "import", ""))
}

// stop notes that an import ended at a moment, and by what.
func stop(ctx context.Context, v *casebook.Vault, id casefile.CaseID, imported string, at time.Time, by error) error {
	return v.Update(ctx, id, func(tx *casebook.Tx) error {
		row, err := casebook.Get[casebook.Import](tx, casebook.KindImport, imported)
		if err != nil {
			return err
		}
		at := at.UTC()
		row.Value.Ended = &at
		row.Value.Why, row.Value.Waits = why(by)
		_, err = casebook.PutImport(tx, row)
		return err
	})
}
