package inbox

import (
	"context"
	"database/sql"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// Taking is how an item that was filed wrongly is taken out of its case.
type Taking struct {
	Case   *chart.Case
	Actor  principal.Actor
	Reason string
	Note   string // in words, for the case's history
	Remark string // in words, for whoever files it next
	// Then is done in the same transaction.
	Then func(*sql.Tx) error
}

// Unfile takes an item out of its case, back into the inbox: nobody reads it
// there any more. The material that it was is outstanding again, unless
// something else came for it.
func (b *Box) Unfile(ctx context.Context, i *Item, t Taking) error {
	const op = "take item out"
	if State(i.Row.State) != Filed || i.Row.CaseID != t.Case.Row.ID {
		return decided(op)
	}
	now := b.Now()
	var kept chart.KeptItem
	var it deed.Item
	packed := i.Filing != nil && i.Filing.Packed
	if i.Parcel == nil && !packed {
		var err error
		if it, kept, err = b.bring(ctx, i, t.Case, now); err != nil {
			return err
		}
		i.Item = kept.Item
	}
	before := i.Before
	i.Filing, i.Before, i.About.Note = nil, nil, t.Remark
	sealed, err := i.sealed()
	i.Before = before
	if err != nil {
		return err
	}
	return b.DB.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		n, err := q.UnfileInboxItem(ctx, db.UnfileInboxItemParams{
			ID: i.Row.ID, CaseID: t.Case.Row.ID, Reason: t.Reason, AboutSealed: sealed, DecidedBy: t.Actor.ID, DecidedAt: now.UnixMilli(),
		})
		if err == nil && n == 0 {
			return decided(op)
		}
		if err != nil {
			return db.Err(err, op)
		}
		if i.Parcel != nil {
			err = b.unfileParcel(ctx, q, i, t, now.UnixMilli())
		} else if packed {
			err = b.unfileInner(ctx, q, i, t, now)
		} else {
			err = b.unfile(ctx, q, i, t, kept, it, now)
		}
		if err != nil {
			return err
		}
		row := db.Entry(t.Case.Row.ID, Moved, t.Actor, now)
		row.FromState, row.ToState, row.Reason, row.ObjectSHA256 = t.Case.Row.State, t.Case.Row.State, t.Reason, seal.SHA256([]byte(i.Row.RecordID))
		row.NoteSealed = t.Case.SealNote(t.Note)
		if _, err := db.AppendAudit(ctx, tx, row); err != nil {
			return err
		}
		if err := q.TouchCase(ctx, db.TouchCaseParams{ID: t.Case.Row.ID}); err != nil {
			return db.Err(err, op)
		}
		if err := workflow.Erase(ctx, tx, b.Enqueue, now); err != nil {
			return errs.Op(err, op)
		}
		if err := b.note(ctx, tx, "item-taken-out", t.Actor, i.Row.Mark, t.Reason); err != nil || t.Then == nil {
			return err
		}
		return t.Then(tx)
	})
}

// bring seals a filed record under the item's key again.
func (b *Box) bring(ctx context.Context, i *Item, c *chart.Case, now time.Time) (it deed.Item, kept chart.KeptItem, err error) {
	if it, err = c.Item(ctx, b.DB.Q(), casefile.RecordID(i.Row.RecordID)); err != nil {
		return it, kept, err
	}
	body, err := c.Read(ctx, it)
	if err != nil {
		return it, kept, err
	}
	if kept, err = b.Records.Keep(ctx, i.source(), i.Item, body, now); err == nil && kept.SHA256 != it.SHA256 {
		err = changed("take item out")
	}
	return it, kept, err
}

// unfile takes the record out of the case, and what hung on it there.
func (b *Box) unfile(ctx context.Context, q *db.Queries, i *Item, t Taking, kept chart.KeptItem, it deed.Item, now time.Time) error {
	if err := kept.Put(ctx, q); err != nil {
		return err
	}
	if err := loosen(ctx, q, t, it, now); err != nil {
		return err
	}
	return b.outstanding(ctx, q, i, now.UnixMilli())
}

// loosen takes one record out of a case, and what hung on it there.
func loosen(ctx context.Context, q *db.Queries, t Taking, it deed.Item, now time.Time) error {
	if err := t.Case.Unfile(ctx, q, it, now); err != nil {
		return err
	}
	if err := partTranslation(ctx, q, t.Case.Row.ID, string(it.Record), t.Actor, now.UnixMilli()); err != nil {
		return err
	}
	return db.Err(q.UntieRecord(ctx, db.UntieRecordParams{CaseID: t.Case.Row.ID, RecordID: string(it.Record)}), "take item out")
}

// Moved is the audit's word in a case for a record that was taken out of it.
const Moved = "move-record"

// outstanding: a material is again what it was before an item was counted for
// it, unless something else came for it or somebody wrote it anew since.
func (b *Box) outstanding(ctx context.Context, q *db.Queries, i *Item, nowMS int64) error {
	const op = "take item out"
	if i.Row.MaterialID == "" {
		return nil
	}
	others, err := q.ListTies(ctx, i.Row.CaseID)
	if err != nil {
		return db.Err(err, op)
	}
	for _, o := range others {
		if o.MaterialID == i.Row.MaterialID {
			return nil
		}
	}
	list, err := q.ListMaterials(ctx, i.Row.CaseID)
	if err != nil {
		return db.Err(err, op)
	}
	for _, m := range list {
		if m.ID != i.Row.MaterialID || m.Physical || m.State != "arrived" || m.UpdatedAt > i.Row.DecidedAt {
			continue
		}
		was := Stood{State: "declared"}
		if i.Before != nil {
			was = *i.Before
		}
		_, err := q.UpdateMaterial(ctx, db.UpdateMaterialParams{
			ID: m.ID, CaseID: m.CaseID, State: was.State, Reason: was.Reason, NoteSealed: m.NoteSealed, ArrivedAt: was.ArrivedAt,
			ReturnedAt: m.ReturnedAt, UpdatedAt: nowMS,
		})
		return db.Err(err, op)
	}
	return nil
}

// SendBack ends an item that is not for us: whoever sent it is still to be told.
// Its bytes are kept for a while, in case that was wrong.
func (b *Box) SendBack(ctx context.Context, i *Item, by principal.Actor, reason, note string) error {
	const op = "send item back"
	now := b.Now()
	i.About.Note = note
	sealed, err := i.sealed()
	if err != nil {
		return err
	}
	return b.decide(ctx, i, by, "item-sent-back", reason, op, func(q *db.Queries) (int64, error) {
		return q.SendInboxItemBack(ctx, db.SendInboxItemBackParams{
			ID: i.Row.ID, Reason: reason, AboutSealed: sealed, DecidedBy: by.ID, DecidedAt: now.UnixMilli(), DestroyAt: now.Add(Kept).UnixMilli(),
		})
	})
}

// Keep takes back that an item was sent back.
func (b *Box) Keep(ctx context.Context, i *Item, by principal.Actor) error {
	return b.decide(ctx, i, by, "item-kept", "", "keep item", func(q *db.Queries) (int64, error) {
		return q.KeepInboxItem(ctx, db.KeepInboxItemParams{ID: i.Row.ID, DecidedBy: by.ID, DecidedAt: b.Now().UnixMilli()})
	})
}

// Told says that whoever sent it knows.
func (b *Box) Told(ctx context.Context, i *Item, by principal.Actor) error {
	return b.decide(ctx, i, by, "item-sender-told", "", "tell sender", func(q *db.Queries) (int64, error) {
		return q.TellInboxItem(ctx, db.TellInboxItemParams{ID: i.Row.ID, ToldAt: b.Now().UnixMilli()})
	})
}

func (b *Box) decide(ctx context.Context, i *Item, by principal.Actor, event, reason, op string, do func(*db.Queries) (int64, error)) error {
	return b.DB.Tx(ctx, func(tx *sql.Tx) error {
		n, err := do(db.New(tx))
		if err == nil && n == 0 {
			return decided(op)
		}
		if err != nil {
			return db.Err(err, op)
		}
		return b.note(ctx, tx, event, by, i.Row.Mark, reason)
	})
}

// Sweep destroys what was sent back and is not kept any longer.
func (b *Box) Sweep(ctx context.Context) error {
	const op = "sweep inbox"
	list, err := b.DB.Q().ListItemsToDestroy(ctx, b.Now().UnixMilli())
	if err != nil {
		return db.Err(err, op)
	}
	for _, id := range list {
		row, err := b.DB.Q().GetInboxItem(ctx, id)
		if err != nil {
			return db.Err(err, op)
		}
		if err := b.DB.Tx(ctx, func(tx *sql.Tx) error {
			n, err := db.New(tx).DestroyInboxItem(ctx, db.DestroyInboxItemParams{ID: id, Empty: []byte{}, Now: b.Now().UnixMilli()})
			if err != nil || n == 0 {
				return db.Err(err, op)
			}
			if err := b.empty(ctx, tx, &Item{Row: row}); err != nil {
				return err
			}
			return b.note(ctx, tx, "item-destroyed", principal.TheProgram(), row.Mark, row.Reason)
		}); err != nil {
			return err
		}
	}
	return nil
}
