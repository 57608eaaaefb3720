package chart

import (
	"context"
	"encoding/json"
	"time"

	"oso/internal/deed"
	"oso/internal/dicom"
	"oso/internal/errs"
	"oso/internal/server/db"
)

// MaxPictures bounds what lies of one case, those that nobody names any more
// included.
const MaxPictures = 200

// StoredPicture is a picture that lies sealed in the storage and that no row
// names yet.
type StoredPicture struct {
	deed.Picture
	blob string
	was  bool // a row had it already
}

// StorePicture seals the picture of a key image and stores it, so that no
// transaction waits for the storage.
func (c *Case) StorePicture(ctx context.Context, q *db.Queries, b []byte) (StoredPicture, error) {
	const op = "keep picture"
	p, err := deed.NewPicture(b)
	out := StoredPicture{Picture: p}
	if err != nil {
		return out, err
	}
	have, err := q.ListPictures(ctx, c.Row.ID)
	if err != nil {
		return out, db.Err(err, op)
	}
	for _, r := range have {
		if r.SHA256 == p.SHA256 {
			out.blob, out.was = r.BlobKey, true
			return out, nil
		}
	}
	if len(have) >= MaxPictures {
		return out, errs.E(errs.TooMany, op, "Too many pictures were made for this case. Nothing was changed. Those that were removed are gone tomorrow; try again then.")
	}
	out.blob, err = c.store.put(ctx, pictures, c.seal(picture, p.SHA256, b))
	return out, err
}

// PutPicture keeps what was stored, under its hash. Until a version names it,
// it is there for a day. Kind Conflict where it was let go between the two.
func (c *Case) PutPicture(ctx context.Context, q *db.Queries, p StoredPicture, now time.Time) error {
	const op = "keep picture"
	row, err := q.GetPicture(ctx, db.GetPictureParams{CaseID: c.Row.ID, SHA256: p.SHA256})
	switch err = db.Err(err, op); {
	case errs.Is(err, errs.NotFound) && p.was:
		return errs.E(errs.Conflict, op, "The picture of this key image was just let go. Nothing was changed. Mark the image again.")
	case errs.Is(err, errs.NotFound):
	case err != nil:
		return err
	case row.BlobKey != p.blob: // of another window, at the same time
		if err := q.DoomBlob(ctx, db.DoomBlobParams{BlobKey: p.blob, CreatedAt: now.UnixMilli()}); err != nil {
			return db.Err(err, op)
		}
		p.blob = row.BlobKey
	}
	return db.Err(q.PutPicture(ctx, db.PutPictureParams{
		CaseID: c.Row.ID, SHA256: p.SHA256, BlobKey: p.blob, Size: int64(p.Bytes), Width: int64(p.Width), Height: int64(p.Height), UnnamedAt: now.UnixMilli(),
	}), op)
}

// Picture is one of the case's, or kind NotFound; Damaged where what is stored
// is not what its hash names.
func (c *Case) Picture(ctx context.Context, q *db.Queries, sha256 string) ([]byte, error) {
	const op = "read picture"
	r, err := q.GetPicture(ctx, db.GetPictureParams{CaseID: c.Row.ID, SHA256: sha256})
	if err = db.Err(err, op); errs.Is(err, errs.NotFound) {
		return nil, errs.Wrap(err, errs.NotFound, op, "The picture of a key image is not here any more. Open the image and mark it again.")
	} else if err != nil {
		return nil, err
	}
	sealed, err := c.Blob(ctx, r.BlobKey)
	if err != nil {
		return nil, err
	}
	b, err := c.open(picture, sha256, sealed)
	if err != nil {
		return nil, errs.Op(err, op)
	}
	if p, err := deed.NewPicture(b); err != nil || p.SHA256 != sha256 {
		return nil, errs.E(errs.Damaged, op, "The stored picture of a key image is not what was kept. It is not used. Tell the system administrator.")
	}
	return b, nil
}

// Known is what was found out about an item's image already; nil where nobody
// looked yet. It reads nothing but the row, so that a transaction may ask.
func (c *Case) Known(ctx context.Context, q *db.Queries, it deed.Item) *dicom.Image {
	sealed, err := q.GetImage(ctx, db.GetImageParams{CaseID: c.Row.ID, RecordID: string(it.Record)})
	if err != nil {
		return nil
	}
	b, err := c.open(image, string(it.Record), sealed)
	var l looked
	if err != nil || json.Unmarshal(b, &l) != nil || !l.of(it) {
		return nil
	}
	return l.Image
}
