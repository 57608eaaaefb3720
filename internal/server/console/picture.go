package console

import (
	"database/sql"
	"net/http"
	"slices"
	"strconv"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
)

// picturesPath is where the pictures of an opinion's figures are.
const picturesPath = "/cases/{case}/opinion/pictures"

// keepPicture keeps the picture of a key image that an author marked.
func (k *Console) keepPicture(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	b, err := whole(r, "keep picture", "The picture of the key image is larger than a letter takes. It was not kept. Show less of the image and mark it again.")
	if err != nil {
		return err
	}
	ctx := r.Context()
	var p chart.StoredPicture
	if err := k.draft(r, k.DB.Q(), who, func(_ *file, c *opinion.Working) error {
		p, err = c.StorePicture(ctx, k.DB.Q(), b)
		return err
	}); err != nil {
		return err
	}
	if err := k.DB.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		return k.draft(r, q, who, func(_ *file, c *opinion.Working) error { return c.PutPicture(ctx, q, p, k.Now()) })
	}); err != nil {
		return err
	}
	return answer(w, p.Picture)
}

// picture serves a figure's: of a version that names it and that this person may
// see, and to its author what was kept for the draft.
func (k *Console) picture(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	ctx, q := r.Context(), k.DB.Q()
	return k.version(r, q, who, func(f *file, c *opinion.Working, d *opinion.Draft) error {
		sum := r.PathValue("sha256")
		names := slices.ContainsFunc(d.Content.Figures, func(x deed.Figure) bool { return x.Picture.SHA256 == sum })
		if !names && !f.May(rights.WriteDraft) {
			return errs.E(errs.NotFound, "read picture", "This opinion has no such picture.")
		}
		b, err := c.Picture(ctx, q, sum)
		if err != nil {
			return err
		}
		servePicture(w, "image/png", b)
		return nil
	})
}

func servePicture(w http.ResponseWriter, mediaType string, b []byte) {
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	_, _ = w.Write(b) // the page has gone if it fails
}

// cite says how a text names a place in the records.
func (k *Console) cite(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	ask := r.URL.Query()
	wrong := misformed("the place does not read as one")
	number := func(name string) (int, error) {
		if ask.Get(name) == "" {
			return 0, nil
		}
		return strconv.Atoi(ask.Get(name))
	}
	place := func(name string) (*float64, error) {
		if ask.Get(name) == "" {
			return nil, nil
		}
		v, err := strconv.ParseFloat(ask.Get(name), 64)
		return &v, err
	}
	t := casefile.Target{Record: casefile.RecordID(ask.Get("record"))}
	page, err := number("page")
	if err != nil {
		return wrong
	}
	if t.Frame, err = number("frame"); err != nil {
		return wrong
	}
	if t.X, err = place("x"); err != nil {
		return wrong
	}
	if t.Y, err = place("y"); err != nil {
		return wrong
	}
	var c deed.Citation
	if err := k.inCase(r.Context(), k.DB.Q(), r.PathValue("case"), who, (*file).works, func(f *file, o *opinion.Working) error {
		c, err = o.Cite(r.Context(), k.DB.Q(), t, page, !f.May(rights.WriteDraft))
		return err
	}); err != nil {
		return err
	}
	return answer(w, c)
}
