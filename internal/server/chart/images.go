package chart

import (
	"context"
	"database/sql"
	"errors"

	"oso/internal/deed"
	"oso/internal/dicom"
	"oso/internal/errs"
	"oso/internal/images"
	"oso/internal/server/db"
)

// JobImages looks at the images of a case whose records came in.
const JobImages = "images"

// looked is what a look at a record's header found out: kept, so that none is
// read twice. It is of the bytes that it names, by the reader that it names.
type looked struct {
	SHA256 string       `json:"sha256"`
	Reader int          `json:"reader"`
	Image  *dicom.Image `json:"image,omitempty"` // nil: none is in it
}

func (l *looked) of(it deed.Item) bool {
	return l.SHA256 == it.SHA256 && l.Reader == dicom.ImageReader
}

// Images are the case's records that are DICOM, with what lists of images say.
// Headers that nobody looked at yet are read, and what they say is kept.
func (c *Case) Images(ctx context.Context, q *db.Queries) ([]images.Instance, error) {
	items, err := c.Items(ctx, q)
	if err != nil {
		return nil, err
	}
	rows, err := q.ListImages(ctx, c.Row.ID)
	if err != nil {
		return nil, db.Err(err, "list images")
	}
	kept := make(map[string]looked, len(rows))
	for _, r := range rows {
		var l looked
		if err := c.openJSON(image, r.RecordID, r.ImageSealed, &l); err != nil {
			continue // what does not open is made anew
		}
		kept[r.RecordID] = l
	}
	all := []images.Instance{}
	var made []deed.Item
	found := map[string]looked{}
	for _, it := range items {
		if it.Kind != deed.ItemRecord || it.DICOM == nil {
			continue
		}
		l := kept[string(it.Record)]
		if !l.of(it) {
			l, err = c.look(ctx, it, nil)
			switch {
			case ctx.Err() != nil:
				c.keep(context.WithoutCancel(ctx), made, found) // the next one goes on from here
				return nil, err
			case err != nil: // the others can be looked at
				it.Kept = errs.Message(err)
			default:
				found[string(it.Record)] = l
				made = append(made, it)
			}
			if len(made) == keepAtOnce {
				c.keep(ctx, made, found)
				made, found = nil, map[string]looked{}
			}
		}
		all = append(all, images.Instance{Record: it.Record, Bytes: it.Bytes, Ref: *it.DICOM, Kept: it.Kept, Image: l.Image})
	}
	c.keep(ctx, made, found)
	return all, nil
}

// keepAtOnce is how many looks go into one transaction.
const keepAtOnce = 500

// Image is what is known of an item's image, by its row or, where there is none
// yet, by the header that r reads. Kind NotFound: no image is in it.
func (c *Case) Image(ctx context.Context, q *db.Queries, it deed.Item, r *Reader) (*dicom.Image, error) {
	var l looked
	sealed, err := q.GetImage(ctx, db.GetImageParams{CaseID: c.Row.ID, RecordID: string(it.Record)})
	if err == nil {
		err = c.openJSON(image, string(it.Record), sealed, &l)
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) && !errs.Is(err, errs.Damaged) {
		return nil, db.Err(err, "find image")
	}
	if !l.of(it) {
		if l, err = c.look(ctx, it, r); err != nil {
			return nil, err
		}
		c.keep(ctx, []deed.Item{it}, map[string]looked{string(it.Record): l})
	}
	if l.Image == nil {
		return nil, images.None()
	}
	return l.Image, nil
}

// look reads an item's header.
func (c *Case) look(ctx context.Context, it deed.Item, r *Reader) (looked, error) {
	l := looked{SHA256: it.SHA256, Reader: dicom.ImageReader}
	if it.DICOM == nil {
		return l, nil
	}
	var err error
	if r == nil {
		if r, err = c.Read(ctx, it); err != nil {
			return l, err
		}
	}
	l.Image, err = images.Look(ctx, r, it.Bytes)
	return l, err
}

// keep stores what was found. Nobody waits for it or misses it: what could not be
// stored is found out again, and an erased case keeps nothing.
func (c *Case) keep(ctx context.Context, items []deed.Item, found map[string]looked) {
	if len(items) == 0 {
		return
	}
	_ = c.store.db.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		row, err := q.GetCase(ctx, c.Row.ID)
		if err != nil || row.ErasedAt > 0 {
			return err
		}
		for _, it := range items {
			sealed, err := c.sealJSON(image, string(it.Record), found[string(it.Record)])
			if err != nil {
				return err
			}
			if err := q.PutImage(ctx, db.PutImageParams{CaseID: c.Row.ID, RecordID: string(it.Record), ImageSealed: sealed}); err != nil {
				return err
			}
		}
		return nil
	})
}
