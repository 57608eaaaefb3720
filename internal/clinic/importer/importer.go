// Package importer brings files, folders, discs and ZIP archives into a case,
// as a pipeline: source -> classify -> walk -> understand -> decide -> store.
//
// It promises that every file met is in the report once, with what became of
// it; that nothing is dropped in silence; that what is stored is the original
// bytes; that what it finds, and whom the records name, lasts in the same
// transaction as the records, so that identity compares them with the patient
// as the case then stands; that repeating an import changes nothing; that
// stopping it keeps what was read; and that memory does not grow with the size
// of what is read. No file from outside is believed, run, or written to disk
// in the clear.
//
// It leaves what a discrepancy means for the seal to draft, which must be asked to
// refresh the case afterwards, and showing things to the programs.
package importer

import (
	"cmp"
	"context"
	"errors"
	"path/filepath"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/errs"
	"oso/internal/pdf"
)

// Run imports. While the vault is locked it waits, and goes on behind the last
// file that was committed. The report is there also with an error and tells what was done
// before it; an error is of kind Canceled where ctx ended, Refused where the
// case takes no records, or what the vault gave (DiskFull, VaultLocked).
//
// Where a source does not answer, as a network folder that is gone or a disc that
// can hardly be read, the system may hold a read for minutes: Progress says so
// (Stalled), and soon after ctx ended Run gives up waiting for it, with a report of
// nothing. What was committed is in the case, the rest is ahead, the case knows why it
// ended, and others may write to it.
func Run(ctx context.Context, r Request) (*Report, error) {
	var report *Report
	var err error
	w := &waiting{tell: r.Progress, after: cmp.Or(r.stalls, stalls)}
	r.Progress = w.progress
	j := newJob(r, &source{hang: r.hang})
	if w.until(ctx, j.source, func() { report, err = j.whole(ctx) }) {
		return report, err
	}
	nothing := newReport() // the other is still written to
	j.source.leave(func() {
		j.detach()
		if nothing.Import = j.planned; j.planned != "" {
			// Behind a lock nothing can be written: then it is as after a kill.
			_ = stop(context.WithoutCancel(ctx), r.Vault, r.Case, j.planned, r.Now(), ended(ctx))
		}
	})
	return nothing, stopError(ctx)
}

// ErrClosing as the cause of a context's end says that the program is closed:
// an import that ends so goes on by itself, as one that was killed does.
var ErrClosing = errors.New("the program is closed")

// ended is why ctx ended.
func ended(ctx context.Context) error {
	return errs.Wrap(context.Cause(ctx), errs.Canceled, "import", "")
}

func stopError(ctx context.Context) error {
	return errs.Wrap(ctx.Err(), errs.Canceled, "import", "The import was stopped. What was read before is kept. Start it again to read the rest.")
}

func newJob(r Request, s *source) *job {
	began := r.Now()
	j := &job{
		Request: r, source: s, report: newReport(), began: began, committed: began, planned: r.Import,
		met: map[string]bool{}, seen: map[string]bool{},
	}
	j.Limits = j.Limits.withDefaults()
	return j
}

// whole is all of an import, with its report.
func (j *job) whole(ctx context.Context) (*Report, error) {
	r := &j.Request
	if len(r.PDF) > 0 {
		j.children = pdf.NewPool(r.PDF)
		defer j.children.Close()
	}
	err := j.run(ctx)
	if err != nil && ctx.Err() == nil {
		// Nobody chose this end: say of each file that it was not read.
		for _, it := range j.journal.items {
			if j.Only != nil {
				break // whose they are is not known
			}
			j.report.add(&item{path: it.path, stored: it.stored, size: it.size}, Rejected, reasonAhead)
			j.count(Rejected)
		}
	}
	j.tellDiscrepancies()
	j.report.finish(r.Now().Sub(j.began), j.book)
	j.tell(true)
	if ctx.Err() != nil {
		err = stopError(ctx)
	}
	return j.report, err
}

// job is one running import.
type job struct {
	Request
	source    *source
	planned   string // the import's id, once the case knows of it; changed behind the fence alone
	report    *Report
	book      *book
	journal   journal
	failed    error // what ended it before all was read
	batch     *casebook.Batch
	began     time.Time
	committed time.Time
	told      time.Time
	progress  Progress
	pace      pace
	pending   []*pendingFile
	again     []*pendingFile                          // of them, what is to be read again behind a lock: no commit has it
	moved     map[casefile.RecordID]casefile.RecordID // where lies what was read again, by where it lay
	met       map[string]bool                         // paths met, in lower case: what a DICOMDIR is compared with
	seen      map[string]bool                         // files of the file system, so that none is read twice
	dirs      []declared
	older     []declared // of an earlier run of the same import, without what they name
	roots     []root
	buf       []byte         // a small archive entry
	passwords []string       // that opened something; forgotten behind a lock
	held      []func() error // closes what containers need until all in them is committed
	children  *pdf.Pool
	see       func(Seen) // of a look, which stores nothing; else nil

	killed  bool // the last run of the import was
	behind  bool // and all files are behind it: what they show together is left
	careful int  // files that are committed each by itself, to know which one ends the program
	stuck   bool // the next file ended it more than once, and is passed by
}

func (j *job) run(ctx context.Context) error {
	defer j.release(0)
	defer func() { // of whichever batch is open by then
		j.source.write(j.detach)
	}()
	// Also after a stop: the case learns of it, and what was read is kept, with
	// what was found about it.
	keep := context.WithoutCancel(ctx)
	if err := j.attach(keep); err != nil {
		return err
	}
	if err := j.begin(keep); err != nil {
		return err
	}
	j.report.Import = j.journal.row.ID
	j.batch.For(j.report.Import)
	j.progress.Phase = Looking
	var items []item
	if j.behind { // its source is not needed any more
		j.metBefore()
	} else {
		j.source.ask(func() { items = j.scan(ctx) })
	}
	if ctx.Err() != nil && !j.behind { // what is there is not known yet
		j.failed = ended(ctx)
		return j.whileOpen(ctx, func() error { return j.update(keep, func(tx *casebook.Tx) error { return j.remember(tx, true) }) })
	}
	var err error
	if !j.behind {
		err = j.same(items)
	}
	j.source.ask(func() {
		for i := range j.roots {
			if err == nil && j.roots[i].away() {
				err = awayError()
			}
		}
	})
	if err != nil {
		j.failed = err
		_ = j.whileOpen(ctx, func() error { return j.update(keep, func(tx *casebook.Tx) error { return j.remember(tx, true) }) })
		return err
	}
	items = j.plan(items, j.journal.listed)
	j.recount()
	j.journal.items = items
	err = j.whileOpen(ctx, func() error { return j.update(keep, j.list) })
	if err != nil {
		return err
	}
	j.progress.Phase = Reading
	let := 0 // of the items before nothing is needed any more
	for i := range items {
		if ctx.Err() == nil {
			err = j.take(ctx, &items[i])
		}
		if j.failed = err; ctx.Err() != nil {
			j.failed = ended(ctx)
		}
		if j.failed != nil {
			break
		}
		j.journal.items = items[i+1:]
		if err = j.whileOpen(ctx, func() error { return j.commitIfDue(keep) }); err != nil {
			j.failed = err
			break
		}
		if len(j.pending) == 0 {
			clear(items[let : i+1])
			let = i + 1
		}
	}
	if j.failed == nil {
		j.gone()
	}
	j.progress.Phase = Checking
	j.tell(true)
	cerr := err
	if j.batch != nil { // else the case could not be taken up again behind a lock
		cerr = j.whileOpen(ctx, func() error { return j.commit(keep, true) })
	}
	if cerr == nil {
		return err
	}
	if err == nil {
		err, j.failed = cerr, cerr
	}
	// What could not be stored is refused by now. The case learns at least
	// that, if there is room for it; else the row still says what is ahead.
	j.lose(cerr)
	if j.batch == nil && errs.Is(cerr, errs.Refused) {
		return err // sealed or discarded meanwhile: nothing is written into it
	}
	j.source.write(j.detach) // gives back what was written in vain
	_ = j.update(keep, func(tx *casebook.Tx) error { return j.remember(tx, j.journal.ledger.unread()) })
	return err
}

func slash(p string) string { return filepath.ToSlash(p) }
