package opinion

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/server/db"
)

// pictureOf reads the logo and the pictures of figures, for a letter.
func (w *Working) pictureOf(ctx context.Context, q *db.Queries, c *deed.Content) func(deed.Picture) ([]byte, error) {
	return func(p deed.Picture) ([]byte, error) {
		if logo := c.Service.Logo; logo != nil && p == *logo {
			row, err := q.GetLogo(ctx, p.SHA256)
			return row.PNG, db.Err(err, "read logo")
		}
		return w.Picture(ctx, q, p.SHA256)
	}
}

// pictures are all that the content names, each once.
func (w *Working) pictures(ctx context.Context, q *db.Queries, c *deed.Content) ([][]byte, error) {
	var out [][]byte
	seen := map[string]bool{}
	for i := range c.Figures {
		sum := c.Figures[i].Picture.SHA256
		if seen[sum] {
			continue
		}
		seen[sum] = true
		b, err := w.Picture(ctx, q, sum)
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, nil
}

// NamePictures notes which pictures a version names, so that the others go: after
// a save, and after a version is dropped.
func (w *Working) NamePictures(ctx context.Context, q *db.Queries, now time.Time) error {
	const op = "name pictures"
	have, err := q.ListPictures(ctx, w.Row.ID)
	if err != nil || len(have) == 0 {
		return db.Err(err, op)
	}
	named := map[string]bool{}
	take := func(c *deed.Content) {
		for i := range c.Figures {
			named[c.Figures[i].Picture.SHA256] = true
		}
	}
	heads, err := q.ListOpinionHeads(ctx, w.Row.ID)
	if err != nil {
		return db.Err(err, op)
	}
	for _, h := range heads {
		row, err := q.GetOpinion(ctx, h.ID)
		if err != nil {
			return db.Err(err, op)
		}
		var s stored
		if err := w.OpenDraft(row, &s); err != nil {
			return errs.Op(err, op)
		}
		take(&s.Content)
		signed, err := w.Content(row)
		if err != nil {
			return errs.Op(err, op)
		}
		for _, b := range [][]byte{s.Previous, signed} {
			var c deed.Content
			if len(b) > 0 && json.Unmarshal(b, &c) == nil {
				take(&c)
			}
		}
	}
	kept, err := q.ListDraftPictures(ctx, w.Row.ID)
	if err != nil {
		return db.Err(err, op)
	}
	for _, sums := range kept {
		for _, sum := range strings.Fields(sums) {
			named[sum] = true
		}
	}
	for _, r := range have {
		at := int64(0)
		switch {
		case named[r.SHA256] == (r.UnnamedAt == 0):
			continue
		case !named[r.SHA256]:
			at = now.UnixMilli()
		}
		if err := q.NamePicture(ctx, db.NamePictureParams{CaseID: w.Row.ID, SHA256: r.SHA256, UnnamedAt: at}); err != nil {
			return db.Err(err, op)
		}
	}
	return nil
}
