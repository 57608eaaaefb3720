package console

import (
	"net/http"
	"slices"

	"oso/internal/errs"
	"oso/internal/separator"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
)

// sheetRequest asks for a separator sheet.
type sheetRequest struct {
	Material string `json:"material"` // of the case; empty: of the case as a whole
}

// sheetView is a sheet to be printed. Nothing of it says whose it is but the
// reference number that people read.
type sheetView struct {
	// Code is the QR code, a row of 0 and 1 for each line, dark modules 1.
	Code      []string `json:"code"`
	Reference string   `json:"reference"`
	Material  string   `json:"material"` // which declared thing, by its kind
	Until     instant  `json:"until"`    // it files no longer then
}

// printSheet makes a separator sheet for a case of the service's own desk: what is
// scanned behind it is filed there (ADR 151).
func (k *Console) printSheet(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "print sheet"
	var in sheetRequest
	if err := read(r, &in); err != nil {
		return err
	}
	ctx, q := r.Context(), k.DB.Q()
	f, err := k.find(ctx, q, r.PathValue("case"), who)
	if err != nil {
		return err
	}
	if err := f.must(rights.Act("record-material")); err != nil {
		return err
	}
	by, err := inboxDesk(who, op)
	if err != nil {
		return err
	}
	if k.Inbox == nil || f.row.ErasedAt > 0 {
		return errs.E(errs.Refused, op, "Nothing is filed on this case by separator sheets. Nothing was changed.")
	}
	v := sheetView{Reference: f.row.Reference}
	if in.Material != "" {
		list, err := q.ListMaterials(ctx, f.row.ID)
		if err != nil {
			return db.Err(err, op)
		}
		n := slices.IndexFunc(list, func(m db.Material) bool { return m.ID == in.Material })
		if n < 0 {
			return errs.E(errs.NotFound, op, "This case has no such material. Nothing was changed.")
		}
		v.Material = list[n].Kind
	}
	token, until, err := k.Inbox.MakeSheet(ctx, f.row.ID, in.Material, by)
	if err != nil {
		return err
	}
	v.Until = instant(until.UnixMilli())
	if v.Code, err = separator.Modules(token); err != nil {
		return err
	}
	return answer(w, &v)
}
