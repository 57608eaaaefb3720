package opinion

import (
	"context"
	"maps"
	"slices"
	"strings"

	"oso/internal/casefile"
	"oso/internal/deed"
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
	// Citations are the places that it names, as they would be signed.
	Citations []deed.Citation `json:"citations,omitempty"`
}

// Looked are the images of a record that its reader has had on the screen. It is
// the reader's own note: it proves nothing and is counted for nobody.
type Looked struct {
	Record casefile.RecordID `json:"record"`
	Frames []int             `json:"frames"` // from 1 on, in order; none for a record without images
}

// mostLooked bounds the note: images of the largest study many times over.
const mostLooked = 50_000

// ownNotes are a person's notes of this case, under whichever id the person was
// entered when they were written; those of the present id first.
func (w *Working) ownNotes(ctx context.Context, q *db.Queries, who principal.Person) ([]db.OwnNote, error) {
	var all []db.OwnNote
	for _, id := range append([]string{who.ID}, who.Entries...) {
		rows, err := q.ListOwnNotes(ctx, db.ListOwnNotesParams{CaseID: w.Row.ID, PersonID: id})
		if err != nil {
			return nil, db.Err(err, "read own notes")
		}
		all = append(all, rows...)
	}
	return all, nil
}

// Notes are a person's own of this case.
func (w *Working) Notes(ctx context.Context, q *db.Queries, who principal.Person) ([]Report, []Looked, error) {
	const op = "read own notes"
	rows, err := w.ownNotes(ctx, q, who)
	if err != nil {
		return nil, nil, err
	}
	reports, seen := []Report{}, map[string]bool{}
	for _, row := range rows {
		kind, is := strings.CutPrefix(row.Name, noteReport)
		if !is || seen[kind] {
			continue
		}
		seen[kind] = true
		r := Report{Kind: kind, RowVersion: row.RowVersion}
		if err := w.OpenOwnNote(row, &r.Text); err != nil {
			return nil, nil, errs.Op(err, op)
		}
		if r.Citations, err = w.Cited(ctx, q, r.Text); err != nil {
			return nil, nil, err
		}
		reports = append(reports, r)
	}
	looked, err := w.looked(rows, nil)
	return reports, looked, errs.Op(err, op)
}

// looked is what notes have of what was looked at, and more, each once.
func (w *Working) looked(rows []db.OwnNote, more []Looked) ([]Looked, error) {
	for _, row := range rows {
		if row.Name != noteLooked {
			continue
		}
		var have []Looked
		if err := w.OpenOwnNote(row, &have); err != nil {
			return nil, err
		}
		more = append(have, more...)
	}
	all := map[casefile.RecordID][]int{}
	for _, l := range more {
		frames := append(all[l.Record], l.Frames...)
		slices.Sort(frames)
		all[l.Record] = slices.Compact(frames)
	}
	out := make([]Looked, 0, len(all))
	for _, id := range slices.Sorted(maps.Keys(all)) {
		out = append(out, Looked{id, all[id]})
	}
	return out, nil
}

// KeepReport keeps an over-read that is being written, over the row version that
// was read: where it was begun, else under the id that the over-read is assigned
// to, so that it stays with that whoever the person is linked to.
// Kind Conflict: it was saved from another window in between.
func (w *Working) KeepReport(ctx context.Context, q *db.Queries, who principal.Person, reader string, r Report) (Report, error) {
	const op = "save report"
	name := noteReport + r.Kind
	rows, err := w.ownNotes(ctx, q, who)
	if err != nil {
		return r, err
	}
	if i := slices.IndexFunc(rows, func(n db.OwnNote) bool { return n.Name == name }); i >= 0 {
		reader = rows[i].PersonID
	}
	sealed, err := w.SealOwnNote(reader, name, r.Text)
	if err != nil {
		return r, err
	}
	var n int64
	if r.RowVersion == 0 {
		n, err = q.InsertOwnNote(ctx, db.InsertOwnNoteParams{CaseID: w.Row.ID, PersonID: reader, Name: name, BodySealed: sealed})
	} else {
		n, err = q.SaveOwnNote(ctx, db.SaveOwnNoteParams{CaseID: w.Row.ID, PersonID: reader, Name: name, BodySealed: sealed, RowVersion: r.RowVersion})
	}
	if err == nil && n != 1 {
		return r, errs.E(errs.Conflict, op, "This report was saved from another window in the meantime. What is stored was not overwritten. Open it again and put in what is missing.")
	}
	if err != nil {
		return r, db.Err(err, op)
	}
	r.RowVersion++
	r.Citations, err = w.Cited(ctx, q, r.Text)
	return r, err
}

// SameReport refuses a report that is not the one that was kept last, by its row
// version; 0: the report was never kept. Kind Conflict: another window kept one.
func (w *Working) SameReport(ctx context.Context, q *db.Queries, who principal.Person, kind string, version int64) error {
	if version == 0 {
		return nil
	}
	rows, err := w.ownNotes(ctx, q, who)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(rows, func(n db.OwnNote) bool { return n.Name == noteReport+kind }); i < 0 || rows[i].RowVersion != version {
		return errs.E(errs.Conflict, "sign report", "This report was changed in another window in the meantime. Nothing was signed. Look at what is kept now before you sign.")
	}
	return nil
}

// ForgetReport takes the report away that was being written: it is signed.
func (w *Working) ForgetReport(ctx context.Context, q *db.Queries, who principal.Person, kind string) error {
	for _, id := range append([]string{who.ID}, who.Entries...) {
		if err := q.DeleteOwnNote(ctx, db.DeleteOwnNoteParams{CaseID: w.Row.ID, PersonID: id, Name: noteReport + kind}); err != nil {
			return db.Err(err, "end report")
		}
	}
	return nil
}

// Look adds what was looked at to the person's own note.
func (w *Working) Look(ctx context.Context, q *db.Queries, who principal.Person, more []Looked) error {
	const op = "note what was looked at"
	return errs.Op(w.changeOwnNote(ctx, q, who, noteLooked, func(rows []db.OwnNote) (any, error) {
		out, err := w.looked(rows, more)
		if err != nil {
			return nil, err
		}
		n := 0
		for _, l := range out {
			n += 1 + len(l.Frames)
		}
		if n > mostLooked {
			return nil, errs.E(errs.TooLarge, op, "More images were looked at than are noted. Nothing is lost: what was noted before is kept.")
		}
		return out, nil
	}), op)
}

// mostTries of one change, while other windows change the same note.
const mostTries = 8

// changeOwnNote keeps a person's note of this name as make has it of what there is:
// where it is, of the rows that are the person's, else under the present id. What
// another window kept in between is taken up, so that neither is lost.
func (w *Working) changeOwnNote(ctx context.Context, q *db.Queries, who principal.Person, name string, make func([]db.OwnNote) (any, error)) error {
	const op = "keep own note"
	for range mostTries {
		rows, err := w.ownNotes(ctx, q, who)
		if err != nil {
			return err
		}
		v, err := make(rows)
		if err != nil {
			return err
		}
		id := who.ID
		at := slices.IndexFunc(rows, func(n db.OwnNote) bool { return n.Name == name })
		if at >= 0 {
			id = rows[at].PersonID
		}
		sealed, err := w.SealOwnNote(id, name, v)
		if err != nil {
			return err
		}
		var n int64
		if at < 0 {
			n, err = q.InsertOwnNote(ctx, db.InsertOwnNoteParams{CaseID: w.Row.ID, PersonID: id, Name: name, BodySealed: sealed})
		} else {
			n, err = q.SaveOwnNote(ctx, db.SaveOwnNoteParams{CaseID: w.Row.ID, PersonID: id, Name: name, BodySealed: sealed, RowVersion: rows[at].RowVersion})
		}
		if err != nil {
			return db.Err(err, op)
		}
		if n == 1 {
			return nil
		}
	}
	return errs.E(errs.Conflict, op, "Other windows kept changing the same note. What was noted before is kept. Try again.")
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
