package importer

import (
	"context"
	"slices"
	"time"

	"oso/internal/clinic/casebook"
	"oso/internal/errs"
)

// What is finished is made to last when there is this much of it.
const (
	commitBytes   = 128 << 20
	commitRecords = 1000
	commitAfter   = 2 * time.Second
)

// pendingFile is stored but not yet acknowledged.
type pendingFile struct {
	it   *item
	file int  // index in the report
	gone bool // its bytes went with a lock
}

// commit makes what is finished last, together with the discrepancies about it and
// with what the case remembers of the import. last also settles what only the
// whole import shows. What is finished is lost with an error, but where the
// vault was locked: then it is read again.
func (j *job) commit(ctx context.Context, last bool) error {
	// What was to be read again and was not, since the import ends, is ahead of it.
	j.pending = slices.DeleteFunc(j.pending, func(p *pendingFile) bool {
		if p.gone {
			j.uncount(j.report.Files[p.file].Outcome)
			j.report.unread(p.file)
			j.count(Rejected)
		}
		return p.gone
	})
	if last {
		j.checkDirectories(ctx)
	}
	version := j.journal.row.Version
	var err error
	j.source.write(func() {
		err = j.batch.Commit(ctx, func(tx *casebook.Tx, _ []casebook.Record) error {
			if err := j.book.write(tx, j.Now(), last); err != nil {
				return err
			}
			return j.remember(tx, last)
		})
	})
	j.committed = j.Now()
	if err != nil {
		if j.journal.row.Version = version; !errs.Is(err, errs.VaultLocked) {
			j.lose(err)
		}
		return err
	}
	j.pending = nil
	j.lasts()
	if last {
		j.report.Waiting = j.book.waiting(j.report)
	}
	return nil
}

// lose refuses what is finished and was not committed.
func (j *job) lose(err error) {
	if errs.Is(j.failed, errs.DiskFull) { // what comes of it says less
		err = j.failed
	}
	for _, p := range j.pending {
		j.report.unstored(p.file, err)
	}
	j.pending = nil
}

// commitIfDue commits when enough has gathered.
func (j *job) commitIfDue(ctx context.Context) error {
	n, bytes := j.batch.Pending()
	n = max(n, len(j.report.Files)-j.journal.told)
	if j.careful > 0 && (n > 0 || len(j.journal.ledger.dirty) > 0) {
		j.careful--
		return j.commit(ctx, false)
	}
	if n == 0 && len(j.journal.ledger.dirty) == 0 || bytes < commitBytes && n < commitRecords && j.Now().Sub(j.committed) < commitAfter {
		return nil
	}
	return j.commit(ctx, false)
}
