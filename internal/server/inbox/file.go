package inbox

import (
	"context"
	"database/sql"
	"slices"
	"strings"
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

// Identifiers are what a person compares: two of them before anything is filed.
func Identifiers() []string { return []string{"name", "birth-date", "reference", "number"} }

// Filing is where an item goes, and who says so.
type Filing struct {
	Case       *chart.Case
	Actor      principal.Actor
	Material   db.Material // the declared thing that it is; zero: another
	As         Placed
	Translates casefile.RecordID // of the case's, which waits for a translation; empty: none
	Note       string            // in words, for the case's history

	sheet bool // by the separator sheet that it came under
}

// File makes an item a record of a case: sealed anew under the case's key, in the
// case's history with who compared what, and gone from the inbox. The material
// that it is has arrived, unless that is a thing. Kind Conflict: somebody decided meanwhile.
func (b *Box) File(ctx context.Context, i *Item, f Filing) error {
	const op = "file item"
	if f.sheet {
		f.As.By = []string{"sheet"}
	} else if by := slices.Compact(slices.Sorted(slices.Values(f.As.By))); len(by) < 2 || slices.ContainsFunc(by, func(s string) bool { return !slices.Contains(Identifiers(), s) }) {
		return errs.E(errs.Incomplete, op, "Say by which two identifiers it was compared with the case. Nothing was changed.")
	}
	if State(i.Row.State) != Waiting {
		return decided(op)
	}
	if i.Parcel != nil {
		return b.fileParcel(ctx, i, f)
	}
	if i.Inside != nil && i.Inside.Several {
		return errs.E(errs.Refused, op, "Records of several patients are packed in this. Nothing was changed. It is not filed as one: have the clinic send each patient’s apart, or unpack it and lay each patient’s files into the inbox’s folder.")
	}
	now := b.Now()
	kept, err := b.keep(ctx, i, f, now)
	if err != nil {
		return err
	}
	packed := i.packed()
	filed := f.As
	filed.Packed = packed
	i.Filing, i.About.Note, i.Before = &filed, f.Note, nil
	if m := f.Material; m.ID != "" && !m.Physical {
		i.Before = &Stood{m.State, m.Reason, m.ArrivedAt}
	}
	sealed, err := i.sealed()
	if err != nil {
		return err
	}
	return b.DB.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		n, err := q.FileInboxItem(ctx, db.FileInboxItemParams{
			ID: i.Row.ID, CaseID: f.Case.Row.ID, RecordID: string(kept[0].Record), MaterialID: f.Material.ID, AboutSealed: sealed,
			DecidedBy: f.Actor.ID, DecidedAt: now.UnixMilli(),
		})
		if err == nil && n == 0 {
			return decided(op)
		}
		if err != nil {
			return db.Err(err, op)
		}
		images := false
		for _, k := range kept {
			if err := f.Case.File(ctx, q, k, i.Row.ID); err != nil {
				return err
			}
			images = images || k.DICOM != nil
		}
		if f.Translates != "" {
			if err := joinTranslation(ctx, q, f.Case.Row.ID, string(f.Translates), string(kept[0].Record), f.Actor, now.UnixMilli()); err != nil {
				return err
			}
		}
		for _, k := range kept {
			if f.Material.ID == "" {
				break
			}
			if err := q.TieRecord(ctx, db.TieRecordParams{CaseID: f.Case.Row.ID, RecordID: string(k.Record), MaterialID: f.Material.ID, TiedBy: f.Actor.ID, TiedAt: now.UnixMilli()}); err != nil {
				return db.Err(err, op)
			}
		}
		// A scan or a report is not the thing itself: slides and blocks arrive by
		// their own act, and stay as they are here.
		if f.Material.ID != "" && !f.Material.Physical {
			// What came of it before came then, and what was noted stays.
			arrived := f.Material.ArrivedAt
			if arrived == 0 {
				arrived = now.UnixMilli()
			}
			if _, err := q.UpdateMaterial(ctx, db.UpdateMaterialParams{
				ID: f.Material.ID, CaseID: f.Case.Row.ID, State: "arrived", NoteSealed: f.Material.NoteSealed, ArrivedAt: arrived,
				ReturnedAt: f.Material.ReturnedAt, UpdatedAt: now.UnixMilli(),
			}); err != nil {
				return db.Err(err, op)
			}
			if err := AskedEnough(ctx, q, f.Case.Row.ID, f.Actor, now.UnixMilli()); err != nil {
				return err
			}
		}
		if !packed {
			if err := b.empty(ctx, tx, i); err != nil {
				return err
			}
		}
		if images {
			if err := b.Enqueue(ctx, tx, db.Job{Kind: chart.JobImages, CaseID: f.Case.Row.ID}); err != nil {
				return errs.Op(err, op)
			}
		}
		if _, err := b.Flow.Apply(ctx, tx, b.Enqueue, workflow.Command{
			CaseID: f.Case.Row.ID, Event: workflow.RecordMaterial, Now: now, Actor: f.Actor, Identified: true,
			Object: seal.SHA256([]byte(kept[0].Record)), Note: f.Case.SealNote(f.Note),
		}); err != nil {
			return err
		}
		return b.note(ctx, tx, "item-filed", f.Actor, i.Row.Mark, "")
	})
}

// keep seals an item's bytes under the case's key: as the one record that it is, or
// each file that is packed in it.
func (b *Box) keep(ctx context.Context, i *Item, f Filing, now time.Time) ([]chart.KeptItem, error) {
	body, err := i.Read(ctx)
	if err != nil {
		return nil, err
	}
	if i.packed() {
		return b.keepInner(ctx, i, f, body, now)
	}
	it := deed.Item{Record: casefile.RecordID(casefile.NewID()), Kind: deed.ItemRecord, Path: i.Item.Path, MediaType: i.Item.MediaType, DICOM: i.Item.DICOM, Kept: i.Item.Kept}
	if f.As.Name != "" {
		it.Path = strings.ReplaceAll(f.As.Name, "/", "-")
	}
	kept, err := b.Records.Keep(ctx, f.Case.Source(), it, body, now)
	if err == nil && kept.SHA256 != i.Item.SHA256 {
		err = changed("file item")
	}
	return []chart.KeptItem{kept}, err
}

// AskedEnough ends the task of asking again once nothing is outstanding.
func AskedEnough(ctx context.Context, q *db.Queries, id string, by principal.Actor, nowMS int64) error {
	n, err := q.CountMaterials(ctx, id)
	if err != nil || n.Outstanding > 0 {
		return db.Err(err, "count materials")
	}
	return db.Err(q.DoneTasksByKind(ctx, db.DoneTasksByKindParams{CaseID: id, Kind: workflow.TaskAskMaterials, DoneAt: nowMS, DoneBy: by.ID}), "end task")
}

func decided(op string) error {
	return errs.E(errs.Conflict, op, "Somebody else decided about this meanwhile. Nothing was changed. Load the page again.")
}

func changed(op string) error {
	return errs.E(errs.Damaged, op, "What is stored is not what came in. It is not used, and nothing was changed. Tell the system administrator.")
}

// empty lets go of the bytes that an item has in the inbox.
func (b *Box) empty(ctx context.Context, tx *sql.Tx, i *Item) error {
	const op = "empty item"
	q := db.New(tx)
	if err := q.DoomItemChunks(ctx, db.DoomItemChunksParams{ItemID: i.Row.ID, CreatedAt: b.Now().UnixMilli()}); err != nil {
		return db.Err(err, op)
	}
	if err := q.DropItemChunks(ctx, i.Row.ID); err != nil {
		return db.Err(err, op)
	}
	return errs.Op(workflow.Erase(ctx, tx, b.Enqueue, b.Now()), op)
}
