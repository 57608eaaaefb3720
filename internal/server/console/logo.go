package console

import (
	"context"
	"database/sql"
	"errors"
	"net/http"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/server/brand"
	"oso/internal/server/db"
	"oso/internal/server/letter"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
)

// logoPath is where a logo is sent to.
const logoPath = "/brand/logo"

type logoView struct {
	SHA256 string `json:"sha256"`
}

// mustKeepBrand refuses who does not keep what the service is called.
func mustKeepBrand(who principal.Principal, op string) error {
	if _, ok := rights.Keeps(who, rights.Brand); !ok {
		return errs.E(errs.Forbidden, op, "Your role does not keep what the service is called. Nothing was changed.")
	}
	return nil
}

// keepLogo keeps a logo for a proposal.
func (k *Console) keepLogo(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "keep logo"
	ctx := r.Context()
	if err := mustKeepBrand(who, op); err != nil {
		return err
	}
	b, err := whole(r, op, "The logo is larger than 4 MB. It was not kept. Choose a smaller one.")
	if err != nil {
		return err
	}
	l, err := brand.ReadLogo(b)
	if err != nil {
		return err
	}
	if err := k.keepChosen(ctx, op, (*db.Queries).DropLogos, func(q *db.Queries, now int64) error {
		return q.PutLogo(ctx, db.PutLogoParams{SHA256: l.SHA256, PNG: l.PNG, Size: int64(l.Bytes), Width: int64(l.Width), Height: int64(l.Height), KeptAt: now})
	}); err != nil {
		return err
	}
	return answer(w, logoView{l.SHA256})
}

// logo serves a kept logo, to those who keep what the service is called.
func (k *Console) logo(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "read logo"
	if err := mustKeepBrand(who, op); err != nil {
		return err
	}
	row, err := k.DB.Q().GetLogo(r.Context(), r.PathValue("sha256"))
	if err != nil {
		return db.Err(err, op)
	}
	serveChosen(w, "image/png", row.PNG)
	return nil
}

// brandLetter is a letter about nobody with a head as it would be.
func (k *Console) brandLetter(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "set sample letter"
	var in brandEffectsRequest
	if err := read(r, &in); err != nil {
		return err
	}
	if err := mustKeepBrand(who, op); err != nil {
		return err
	}
	ctx, q := r.Context(), k.DB.Q()
	if err := k.checkBrand(ctx, q, in.Brand); err != nil {
		return err
	}
	head, err := in.Brand.Letterhead(ctx, q)
	if err != nil {
		return err
	}
	paper := letter.US
	if letter.Paper(r.URL.Query().Get("paper")) == letter.A4 {
		paper = letter.A4
	}
	b, err := letter.Render(ctx, &deed.Content{
		Format: deed.FormatContent, Reference: "0000000000", Version: 1, Kind: deed.KindOpinion, Date: k.today(), Service: head,
		Addressee: deed.Addressee{Name: "Name of the referring physician", Clinic: "Clinic and its address"},
		Patient:   deed.OpinionPatient{Name: "Name of the patient", Sex: casefile.Female, BirthDate: "1970-01-01"},
		Thanks:    "This is a sample of a letter’s head. It is about nobody.",
		Signers:   []deed.SignerLine{{Name: "Name of the specialist", Position: "Position"}},
	}, letter.Facts{Zone: k.Zone, Picture: func(p deed.Picture) ([]byte, error) {
		row, err := q.GetLogo(ctx, p.SHA256)
		return row.PNG, db.Err(err, op)
	}}, paper)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", "inline")
	_, _ = w.Write(b)
	return nil
}

// checkBrand is Check, and that the logo is kept.
func (k *Console) checkBrand(ctx context.Context, q *db.Queries, b brand.Brand) error {
	if err := b.Check(); err != nil || b.Logo == "" {
		return err
	}
	_, err := q.GetLogoSize(ctx, b.Logo)
	if errors.Is(err, sql.ErrNoRows) {
		return errs.E(errs.Conflict, "propose logo", "The logo is not kept any more. Nothing was changed. Choose it again.")
	}
	return db.Err(err, "propose logo")
}
