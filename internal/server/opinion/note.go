package opinion

import (
	"context"
	"maps"
	"slices"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// What a person keeps of a case for the own work alone, by the name of the note.
// Nobody else is given it, under whatever role.
const (
	noteReport = "report/" // and the kind of over-read
	noteLooked = "looked"
)

// Report is an over-read as it stands before it is signed.
type Report struct {
	Kind       string `json:"kind"`
	Text       string `json:"text"`
	RowVersion int64  `json:"row_version"` // 0: nothing is saved yet
}

// Looked are the images of a record that its reader has had on the screen. It is
// the reader's own note: it proves nothing and is counted for nobody.
type Looked struct {
	Record casefile.RecordID `json:"record"`
	Frames []int             `json:"frames"` // from 1 on, in order; none for a record without images
}

// mostLooked bounds the note: images of the largest study many times over.
const mostLooked = 50_000

// Notes are a person's own of this case.
func (w *Working) Notes(ctx context.Context, q *db.Queries, who principal.Person) ([]Report, []Looked, error) {
	const op = "read own notes"
	rows, err := q.ListOwnNotes(ctx, db.ListOwnNotesParams{CaseID: w.Row.ID, PersonID: who.ID})
	if err != nil {
		return nil, nil, db.Err(err, op)
	}
	reports, looked := []Report{}, []Looked{}
	for _, row := range rows {
		switch {
		case row.Name == noteLooked:
			err = w.OpenOwnNote(row, &looked)
		case len(row.Name) > len(noteReport) && row.Name[:len(noteReport)] == noteReport:
			r := Report{Kind: row.Name[len(noteReport):], RowVersion: row.RowVersion}
			err = w.OpenOwnNote(row, &r.Text)
			reports = append(reports, r)
		}
		if err != nil {
			return nil, nil, errs.Op(err, op)
		}
	}
	return reports, looked, nil
}

// KeepReport keeps an over-read that is being written, over the row version that
// was read. Kind Conflict: it was saved from another window in between.
func (w *Working) KeepReport(ctx context.Context, q *db.Queries, who principal.Person, r Report) (Report, error) {
	const op = "save report"
	name := noteReport + r.Kind
	sealed, err := w.SealOwnNote(who.ID, name, r.Text)
	if err != nil {
		return r, err
	}
	var n int64
	if r.RowVersion == 0 {
		n, err = q.InsertOwnNote(ctx, db.InsertOwnNoteParams{CaseID: w.Row.ID, PersonID: who.ID, Name: name, BodySealed: sealed})
	} else {
		n, err = q.SaveOwnNote(ctx, db.SaveOwnNoteParams{CaseID: w.Row.ID, PersonID: who.ID, Name: name, BodySealed: sealed, RowVersion: r.RowVersion})
	}
	if err == nil && n != 1 {
		return r, errs.E(errs.Conflict, op, "This report was saved from another window in the meantime. What is stored was not overwritten. Open it again and put in what is missing.")
	}
	r.RowVersion++
	return r, db.Err(err, op)
}

// ForgetReport takes the report away that was being written: it is signed.
func (w *Working) ForgetReport(ctx context.Context, q *db.Queries, who principal.Person, kind string) error {
	return db.Err(q.DeleteOwnNote(ctx, db.DeleteOwnNoteParams{CaseID: w.Row.ID, PersonID: who.ID, Name: noteReport + kind}), "end report")
}

// Look adds what was looked at to the person's own note.
func (w *Working) Look(ctx context.Context, q *db.Queries, who principal.Person, more []Looked) error {
	const op = "note what was looked at"
	row, err := q.GetOwnNote(ctx, db.GetOwnNoteParams{CaseID: w.Row.ID, PersonID: who.ID, Name: noteLooked})
	fresh := errs.Is(db.Err(err, op), errs.NotFound)
	if err != nil && !fresh {
		return db.Err(err, op)
	}
	var have []Looked
	if !fresh {
		if err := w.OpenOwnNote(row, &have); err != nil {
			return errs.Op(err, op)
		}
	}
	all, n := map[casefile.RecordID][]int{}, 0
	for _, l := range append(have, more...) {
		frames := append(all[l.Record], l.Frames...)
		slices.Sort(frames)
		all[l.Record] = slices.Compact(frames)
	}
	out := make([]Looked, 0, len(all))
	for _, id := range slices.Sorted(maps.Keys(all)) {
		out = append(out, Looked{id, all[id]})
		n += 1 + len(all[id])
	}
	if n > mostLooked {
		return errs.E(errs.TooLarge, op, "More images were looked at than are noted. Nothing is lost: what was noted before is kept.")
	}
	sealed, err := w.SealOwnNote(who.ID, noteLooked, out)
	if err != nil {
		return err
	}
	if fresh {
		_, err = q.InsertOwnNote(ctx, db.InsertOwnNoteParams{CaseID: w.Row.ID, PersonID: who.ID, Name: noteLooked, BodySealed: sealed})
	} else {
		_, err = q.SaveOwnNote(ctx, db.SaveOwnNoteParams{CaseID: w.Row.ID, PersonID: who.ID, Name: noteLooked, BodySealed: sealed, RowVersion: row.RowVersion})
	}
	return db.Err(err, op)
}

// ReadingOf is a kind's final over-read; nil where there is none.
func (w *Working) ReadingOf(kind string) (*Reading, error) {
	all, err := w.Readings()
	for i := range all {
		if all[i].Kind == kind {
			return &all[i], err
		}
	}
	return nil, err
}
