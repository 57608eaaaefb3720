package clinicapi

import (
	"bytes"
	"context"
	"database/sql"
	"net/http"
	"slices"
	"strconv"
	"time"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
)

// released finds a released version of a case of this clinic's. Anything else
// is not found: that an opinion is being written is nobody's to know here.
func (a *API) released(ctx context.Context, dev principal.Principal, id, version string) (db.Case, db.Opinion, error) {
	const op = "find opinion"
	none := errs.E(errs.NotFound, op, "There is no such opinion for this clinic. Nothing was changed.")
	c, ok, err := a.ownCase(ctx, dev, id)
	if err != nil {
		return c, db.Opinion{}, err
	}
	v, err := strconv.ParseInt(version, 10, 32)
	if !ok || err != nil {
		return c, db.Opinion{}, none
	}
	if r, _ := may(dev, principal.ClinicStaff, c); !r.Sees(rights.Opinion) {
		return c, db.Opinion{}, none
	}
	o, err := a.db.Q().GetOpinionVersion(ctx, db.GetOpinionVersionParams{CaseID: id, Version: v})
	if err = db.Err(err, op); errs.Is(err, errs.NotFound) {
		return c, o, none
	} else if err != nil {
		return c, o, err
	}
	if o.ReleasedAt == 0 || o.PackageBlob == "" {
		return c, o, none
	}
	return c, o, nil
}

// getOpinion gives the sealed package; ranges work, the tag is its hash. After
// a revocation nothing goes out any more that was not handed over before.
func (a *API) getOpinion(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	c, o, err := a.released(ctx, deviceOf(ctx), r.PathValue("case"), r.PathValue("version"))
	if err != nil {
		return err
	}
	_, handed, err := a.versions(ctx, c)
	if err != nil {
		return err
	}
	if !slices.Contains(handed, o.Version) {
		return errs.E(errs.Refused, "hand over opinion", "The patient took the authorization back. The opinion is not handed over. Ask your OSO coordinator.")
	}
	sealed, err := a.records.Blob(ctx, o.PackageBlob)
	if err != nil {
		return err
	}
	if o.DeliveredAt == 0 {
		if err := a.db.Tx(ctx, func(tx *sql.Tx) error {
			return db.Err(db.New(tx).MarkOpinionDelivered(ctx, db.MarkOpinionDeliveredParams{ID: o.ID, DeliveredAt: a.now().UnixMilli()}), "hand over opinion")
		}); err != nil {
			return err
		}
	}
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("ETag", `"`+o.PackageSHA256+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(sealed))
	return nil
}
