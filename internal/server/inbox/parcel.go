package inbox

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinical"
	"oso/internal/errs"
	"oso/internal/identity"
	"oso/internal/seal"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// Scanned is the state of a letter or parcel that was written down and is here as a
// scan now; more in it can be taken up again.
const Scanned State = "scanned"

// Parcel is a letter or parcel as a person wrote it down when it came.
type Parcel struct {
	What     string `json:"what"`               // "Letter of 12 pages", "6 slides in a box"
	Tracking string `json:"tracking,omitempty"` // the courier's number
	Place    string `json:"place,omitempty"`    // where it lies
}

// Written is what is written down of one.
type Written struct {
	ID      string // the page's: what is sent twice is one
	Channel Channel
	At      time.Time
	From    string
	Parcel
	// Whom its label or letter names, and the number on it; each empty where it does not.
	Name, Born, Reference string
}

// WriteDown keeps a letter or parcel that came before anybody knows whose it is. It is
// matched, filed, sent back and moved as what came in bytes is.
func (b *Box) WriteDown(ctx context.Context, w Written, by principal.Actor) error {
	const op = "write down post"
	key := seal.NewKey()
	defer key.Wipe()
	a := About{From: w.From, Parcel: &w.Parcel, People: named(w.Name, w.Born), WasRead: true, References: numbersIn(w.Reference)}
	a.Item = b.itemOf(Arrival{Name: strings.ReplaceAll(w.What, "/", "-")})
	sealed, err := chart.ColumnsOf(casefile.CaseID(w.ID), &key).SealInboxItem(a)
	if err != nil {
		return err
	}
	mark := b.Keys.Mark(purposeMark, []byte("post\x00"+w.ID))
	return b.DB.Tx(ctx, func(tx *sql.Tx) error {
		n, err := db.New(tx).LogInboxItem(ctx, db.LogInboxItemParams{
			ID: w.ID, Channel: string(w.Channel), Mark: mark, ArrivedAt: w.At.UnixMilli(), KeyWrapped: b.Keys.WrapCaseKey(casefile.CaseID(w.ID), &key),
			AboutSealed: sealed, LoggedBy: by.ID,
		})
		if err != nil || n == 0 {
			return db.Err(err, op)
		}
		return b.note(ctx, tx, "item-written-down", by, mark, string(w.Channel))
	})
}

// named is whom a label names, read by the rules of records.
func named(name, born string) []identity.Person {
	text := ""
	if name != "" {
		text = "Patient: " + name + "\n"
	}
	if born != "" {
		text += "DOB: " + born + "\n"
	}
	return clinical.Text(text)
}

// Join says of which letter or parcel a scan is: it came when that came, by that way.
// Kind Conflict: somebody decided about the scan meanwhile.
func (b *Box) Join(ctx context.Context, scan, parcel *Item, by principal.Actor) error {
	const op = "join scan"
	if parcel.Parcel == nil || scan.Parcel != nil || State(parcel.Row.State) == SentBack {
		return errs.E(errs.Refused, op, "A scan is of a letter or parcel that was written down and is here. Nothing was changed. Choose another.")
	}
	if scan.From == "" {
		scan.From = parcel.From
	}
	if len(scan.People) == 0 {
		scan.People = parcel.People
	}
	scan.References = append(scan.References, parcel.References...)
	sealed, err := scan.sealed()
	if err != nil {
		return err
	}
	return b.DB.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		n, err := q.JoinInboxItem(ctx, db.JoinInboxItemParams{ID: scan.Row.ID, LogID: parcel.Row.ID, Channel: parcel.Row.Channel, ArrivedAt: parcel.Row.ArrivedAt, AboutSealed: sealed})
		if err == nil && n == 0 {
			return decided(op)
		}
		if err != nil {
			return db.Err(err, op)
		}
		if err := q.ScannedInboxItem(ctx, db.ScannedInboxItemParams{ID: parcel.Row.ID, DecidedBy: by.ID, DecidedAt: b.Now().UnixMilli()}); err != nil {
			return db.Err(err, op)
		}
		return b.note(ctx, tx, "item-scanned", by, scan.Row.Mark, "")
	})
}

// fileParcel says whose a letter or parcel is that was not scanned: no record comes of
// it. A thing that was declared has arrived with it; paper has once it is scanned.
func (b *Box) fileParcel(ctx context.Context, i *Item, f Filing) error {
	const op = "file post"
	now := b.Now()
	filed := f.As
	i.Filing, i.About.Note, i.Before = &filed, f.Note, nil
	if f.Material.Physical {
		i.Before = &Stood{f.Material.State, f.Material.Reason, f.Material.ArrivedAt}
	}
	sealed, err := i.sealed()
	if err != nil {
		return err
	}
	return b.DB.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		n, err := q.FileInboxItem(ctx, db.FileInboxItemParams{
			ID: i.Row.ID, CaseID: f.Case.Row.ID, MaterialID: f.Material.ID, AboutSealed: sealed, DecidedBy: f.Actor.ID, DecidedAt: now.UnixMilli(),
		})
		if err == nil && n == 0 {
			return decided(op)
		}
		if err != nil {
			return db.Err(err, op)
		}
		if f.Material.Physical {
			if err := b.receive(ctx, q, i, f, now.UnixMilli()); err != nil {
				return err
			}
		}
		if _, err := b.Flow.Apply(ctx, tx, b.Enqueue, workflow.Command{
			CaseID: f.Case.Row.ID, Event: workflow.RecordMaterial, Now: now, Actor: f.Actor, Identified: true, Note: f.Case.SealNote(f.Note),
		}); err != nil {
			return err
		}
		return b.note(ctx, tx, "item-filed", f.Actor, i.Row.Mark, "")
	})
}

// receive: what was declared as a thing is here, and is one of the case's things under
// the id of the entry.
func (b *Box) receive(ctx context.Context, q *db.Queries, i *Item, f Filing, nowMS int64) error {
	const op = "receive post"
	things, err := q.ListThings(ctx, f.Case.Row.ID)
	if err != nil {
		return db.Err(err, op)
	}
	last := int64(0)
	for _, t := range things {
		last = max(last, t.Number)
	}
	about, err := f.Case.SealThing(i.Row.ID, chart.Thing{Marks: strings.TrimSpace(i.Parcel.What), Place: i.Parcel.Place})
	if err != nil {
		return err
	}
	if err := q.InsertThing(ctx, db.InsertThingParams{
		ID: i.Row.ID, CaseID: f.Case.Row.ID, MaterialID: f.Material.ID, Number: last + 1, Kind: "other", AboutSealed: about,
		ReceivedAt: i.Row.ArrivedAt, ReceivedBy: i.Row.LoggedBy,
	}); err != nil {
		return db.Err(err, op)
	}
	arrived := i.Row.ArrivedAt
	if f.Material.State == "arrived" && f.Material.ReturnedAt == 0 {
		arrived = f.Material.ArrivedAt // the first of it
	}
	if _, err := q.UpdateMaterial(ctx, db.UpdateMaterialParams{
		ID: f.Material.ID, CaseID: f.Case.Row.ID, State: "arrived", NoteSealed: f.Material.NoteSealed, ArrivedAt: arrived, UpdatedAt: nowMS,
	}); err != nil {
		return db.Err(err, op)
	}
	if err := q.ReceiveMaterial(ctx, db.ReceiveMaterialParams{ID: f.Material.ID, CaseID: f.Case.Row.ID, ReceivedBy: i.Row.LoggedBy}); err != nil {
		return db.Err(err, op)
	}
	return AskedEnough(ctx, q, f.Case.Row.ID, f.Actor, nowMS)
}

// unfileParcel takes a letter or parcel out of the case that it was filed on. What went
// back from there, or is with a reader, is no wrong entry any more.
func (b *Box) unfileParcel(ctx context.Context, q *db.Queries, i *Item, t Taking, nowMS int64) error {
	const op = "take post out"
	if i.Before == nil {
		return nil // it counted for nothing
	}
	gone := errs.E(errs.Refused, op, "This went back, or a reader has it. Nothing was changed. Look at the case’s things first.")
	loans, err := q.ListMaterialLoans(ctx, t.Case.Row.ID)
	if err != nil {
		return db.Err(err, op)
	}
	for _, l := range loans {
		if l.MaterialID == i.Row.MaterialID && l.GivenAt == 0 {
			return gone
		}
	}
	n, err := q.DropThing(ctx, db.DropThingParams{ID: i.Row.ID, CaseID: t.Case.Row.ID})
	if err != nil {
		return db.Err(err, op)
	}
	if n == 0 {
		return gone
	}
	things, err := q.ListThings(ctx, t.Case.Row.ID)
	if err != nil {
		return db.Err(err, op)
	}
	for _, x := range things {
		if x.MaterialID == i.Row.MaterialID && x.ReturnedAt == 0 {
			return nil // more of it is here
		}
	}
	list, err := q.ListMaterials(ctx, t.Case.Row.ID)
	if err != nil {
		return db.Err(err, op)
	}
	for _, m := range list {
		if m.ID != i.Row.MaterialID {
			continue
		}
		_, err := q.UpdateMaterial(ctx, db.UpdateMaterialParams{
			ID: m.ID, CaseID: m.CaseID, State: i.Before.State, Reason: i.Before.Reason, NoteSealed: m.NoteSealed, ArrivedAt: i.Before.ArrivedAt,
			ReturnedAt: m.ReturnedAt, UpdatedAt: nowMS,
		})
		return db.Err(err, op)
	}
	return nil
}

// Logged are letters and parcels that a scan may be of. Close each.
func (b *Box) Logged(ctx context.Context, q *db.Queries, since time.Time) ([]*Item, error) {
	rows, err := q.ListLogged(ctx, db.ListLoggedParams{Since: since.UnixMilli(), Most: most})
	if err != nil {
		return nil, db.Err(err, "list post")
	}
	return b.each(rows)
}

// Scans are those of a letter or parcel. Close each.
func (b *Box) Scans(ctx context.Context, q *db.Queries, id string) ([]*Item, error) {
	rows, err := q.ListScans(ctx, id)
	if err != nil {
		return nil, db.Err(err, "list scans")
	}
	return b.each(rows)
}
