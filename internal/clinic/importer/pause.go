package importer

import (
	"context"
	"slices"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/errs"
)

// attach opens the case for adding: the batch first, since while it is open
// the case can neither be sealed nor end. With an error there is no batch.
func (j *job) attach(ctx context.Context) (err error) {
	j.source.write(func() { j.batch, err = j.Vault.NewBatch(ctx, j.Case, j.Batch) })
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			j.source.write(func() { j.detach(); j.batch = nil })
		}
	}()
	head, err := j.Vault.Head(j.Case)
	if err != nil {
		return err
	}
	if err := takesRecords(&head); err != nil {
		return err
	}
	if j.journal.row.ID != "" { // behind a lock
		j.batch.For(j.journal.row.ID)
	}
	j.book, err = openBook(ctx, j.Vault, j.Case)
	return err
}

// takesRecords tells why a case takes no records; nil: it does.
func takesRecords(h *casebook.Head) error {
	switch h.State {
	case casefile.Draft, casefile.Agreed, casefile.Ready, "":
		return nil
	}
	return errs.E(errs.Refused, "import", "This case is sealed, so nothing was added. Amend the case first; then records can be added.")
}

func (j *job) detach() {
	if j.batch != nil {
		_ = j.batch.Close()
	}
}

// locked is the error of reading on while the vault is locked; nil while it is
// open.
func (j *job) locked() error {
	if j.Vault != nil && j.Vault.Locked() {
		return errs.E(errs.VaultLocked, "import", "The vault is locked. What was read before is kept. Unlock it to go on.")
	}
	return nil
}

// whileOpen does work that the vault may refuse because somebody locked it:
// then it waits until the vault is open again and does it once more.
func (j *job) whileOpen(ctx context.Context, work func() error) error {
	for {
		err := work()
		if !errs.Is(err, errs.VaultLocked) || ctx.Err() != nil {
			return err
		}
		for err = j.resume(ctx); errs.Is(err, errs.VaultLocked) && ctx.Err() == nil; err = j.resume(ctx) {
		}
		if err != nil {
			return err
		}
	}
}

// resume waits while the vault is locked, holding nothing of it, and takes up
// the import behind the last file that was committed: what came after is read
// again.
func (j *job) resume(ctx context.Context) error {
	was := j.progress.Phase
	j.source.write(j.detach)
	for _, p := range j.pending {
		p.gone = true
	}
	j.passwords = nil
	j.progress.Phase = Paused
	j.pace.pause()
	j.tell(true)
	if err := j.Vault.WaitUnlocked(ctx); err != nil {
		return err
	}
	j.progress.Phase = was
	if err := j.attach(ctx); err != nil {
		return err
	}
	j.committed = j.Now()
	// The next to be read stands last. One resume may begin within another, where a
	// file that is read again is an archive.
	below := len(j.again)
	slices.Reverse(j.pending)
	j.again, j.pending = append(j.again, j.pending...), nil
	if below == 0 {
		j.moved = map[casefile.RecordID]casefile.RecordID{}
		defer j.follow()
	}
	for len(j.again) > below {
		last := len(j.again) - 1
		done, err := j.retake(ctx, j.again[last])
		if done || err == nil {
			j.again = j.again[:last]
		}
		if err != nil {
			slices.Reverse(j.again[below:])
			j.pending, j.again = append(j.pending, j.again[below:]...), j.again[:below]
			return err
		}
	}
	return nil
}

// follow names in the report where the bytes lie now that it says were met twice.
func (j *job) follow() {
	for i := range j.report.Files {
		f := &j.report.Files[i]
		for to, ok := j.moved[f.Record]; ok; to, ok = j.moved[f.Record] {
			f.Record = to
		}
	}
}

// retake stores a file once more whose bytes were not committed, in its place
// of the report. An archive that opens only now brings its files instead.
func (j *job) retake(ctx context.Context, p *pendingFile) (done bool, err error) {
	was, n := j.report.Files[p.file], len(j.report.Files)
	j.report.unwarn(was.Path)
	err = j.once(ctx, p.it)
	if len(j.report.Files) == n {
		if err == nil {
			err = ctx.Err() // stopped
		}
		return false, err
	}
	j.report.Bytes -= was.Bytes
	j.progress.Files--
	j.progress.Bytes -= p.it.size
	j.uncount(was.Outcome)
	j.dirs = slices.DeleteFunc(j.dirs, func(d declared) bool { return d.rec == was.Record })
	now := j.report.Files[n]
	j.report.Files[p.file], j.report.Files = now, slices.Delete(j.report.Files, n, n+1)
	j.journal.told = min(j.journal.told, p.file) // what it was committed with stands in another place
	if was.Record != "" && now.Record != was.Record {
		j.moved[was.Record] = now.Record
	}
	for _, x := range j.pending {
		switch {
		case x.file == n:
			x.file = p.file
		case x.file > n:
			x.file--
		}
	}
	return true, err
}

// take does everything for one file, and waits where the vault is locked
// meanwhile. The error ends the import: the vault did not take it.
func (j *job) take(ctx context.Context, it *item) error {
	reported := false
	return j.whileOpen(ctx, func() error {
		if reported {
			return nil // it was stored, or is among what resume read again
		}
		n := len(j.report.Files)
		err := j.once(ctx, it)
		reported = len(j.report.Files) > n
		return err
	})
}

// update changes rows of the case, and forgets a version that did not last.
func (j *job) update(ctx context.Context, work func(*casebook.Tx) error) error {
	version := j.journal.row.Version
	var err error
	j.source.write(func() { err = j.Vault.Update(ctx, j.Case, work) })
	if err != nil {
		j.journal.row.Version = version
		return err
	}
	j.lasts()
	return nil
}
