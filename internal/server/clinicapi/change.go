package clinicapi

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/guide"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/rulebook"
	"oso/internal/wire"
)

// shows is what of a case a change shows.
var shows = map[wire.ChangeKind]rights.View{
	wire.ChangeStatus: rights.Status, wire.ChangeMessage: rights.Clinical, wire.ChangeOpinion: rights.Opinion,
}

// fill gives a change its content; false: there is nothing to tell any more.
func (a *API) fill(ctx context.Context, c *wire.Change, ref, epoch string) (bool, error) {
	switch c.Kind {
	case wire.ChangePolicy:
		t, err := a.location(ctx)
		if err != nil {
			return false, err
		}
		s, err := a.keys.SignLocations(t)
		c.Table = &s
		return err == nil, err
	case wire.ChangePrices:
		t, err := a.prices(ctx)
		if err != nil {
			return false, err
		}
		s, err := a.keys.SignPrices(t)
		c.Table = &s
		return err == nil, err
	case wire.ChangeAgreement:
		t, entered, err := rulebook.AgreementNow(ctx, a.db.Q(), a.now())
		if err != nil || !entered {
			return false, err // the program carries the text
		}
		s, err := a.keys.SignAgreement(t)
		c.Table = &s
		return err == nil, err
	case wire.ChangeGuide:
		g, err := guide.Now(ctx, a.db.Q())
		if err != nil || g.Number == 0 {
			return false, err // the office has decided on nothing
		}
		s, err := a.keys.SignGuide(g)
		c.Table = &s
		return err == nil, err
	}
	row, err := a.db.Q().GetCase(ctx, string(c.Case))
	if err = db.Err(err, "read change"); errs.Is(err, errs.NotFound) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	r, ok := may(deviceOf(ctx), principal.ClinicStaff, row)
	if view, known := shows[c.Kind]; !ok || known && !r.Sees(view) {
		return false, nil
	}
	if row.ErasedAt != 0 {
		// Its key is destroyed: what is left to say is that it moved. A status
		// without content tells the workstation that the service erased the case.
		return c.Kind == wire.ChangeStatus, nil
	}
	opened, err := a.records.Open(a.keys, row)
	if err != nil {
		return false, err
	}
	defer opened.Close()
	switch c.Kind {
	case wire.ChangeStatus:
		s, err := a.status(ctx, opened)
		if err != nil {
			return false, err
		}
		s.Epoch = epoch
		return true, sealChange(c, opened, s)
	case wire.ChangeMessage:
		m, err := a.db.Q().GetMessage(ctx, ref)
		if err = db.Err(err, "read message"); errs.Is(err, errs.NotFound) {
			return false, nil
		} else if err != nil {
			return false, err
		}
		d, err := opened.Message(m)
		if err != nil {
			return false, err
		}
		return true, sealChange(c, opened, wire.Message{
			ID: m.ID, From: d.From, At: time.UnixMilli(m.CreatedAt).UTC(), Text: d.Text, Re: m.ReID,
			Own: m.FromRole == string(principal.ClinicStaff), Question: m.Kind == "question" && m.ToRole == "physician",
			Asks: d.Asks,
		})
	case wire.ChangeOpinion:
		return a.notice(ctx, c, row, ref)
	}
	return false, nil // a kind that a newer version of the service wrote
}

func sealChange(c *wire.Change, of *chart.Case, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return errs.Wrap(err, errs.Internal, "seal change", "")
	}
	c.Sealed = of.SealFor(wire.PurposeChange, b, string(c.Case), string(c.Kind), strconv.FormatInt(c.Seq, 10))
	return nil
}

// notice tells that a version can be fetched, with its key for each opening
// key of the physician. The key leads to nobody else.
func (a *API) notice(ctx context.Context, c *wire.Change, row db.Case, opinion string) (bool, error) {
	const op = "read opinion notice"
	q := a.db.Q()
	o, err := q.GetOpinion(ctx, opinion)
	if err = db.Err(err, op); errs.Is(err, errs.NotFound) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	if o.ReleasedAt == 0 || o.PackageBlob == "" {
		return false, nil
	}
	n := &wire.OpinionNotice{
		Version: int(o.Version), SHA256: o.PackageSHA256, Size: o.PackageSize,
		Released: time.UnixMilli(o.ReleasedAt).UTC(), Keys: []wire.OpinionKey{}, Reference: casefile.Reference(row.Reference),
	}
	all, err := q.ListOpinionHeads(ctx, row.ID)
	if err != nil {
		return false, db.Err(err, op)
	}
	for _, older := range all {
		// An addendum replaces nothing, whatever was replaced before it.
		if o.Kind == string(deed.KindCorrection) && older.Version < o.Version && older.SupersededAt != 0 {
			n.Supersedes = int(older.Version)
		}
	}
	wrapped, err := q.ListOpinionKeys(ctx, o.ID)
	if err != nil {
		return false, db.Err(err, op)
	}
	for _, w := range wrapped {
		opening, err := a.openingKey(ctx, w.CertificateID)
		if err != nil {
			return false, err
		}
		n.Keys = append(n.Keys, wire.OpinionKey{Opening: opening, Wrapped: w.Wrapped})
	}
	c.Opinion = n
	return true, nil
}

// openingKey is the id of the opening key that a certificate names.
func (a *API) openingKey(ctx context.Context, certificate string) (string, error) {
	const op = "read certificate"
	row, err := a.db.Q().GetCertificate(ctx, certificate)
	if err != nil {
		return "", db.Err(err, op)
	}
	var cert deed.Certificate
	if err := json.Unmarshal(row.Body, &cert); err != nil {
		return "", errs.Wrap(err, errs.Internal, op, "")
	}
	b, err := a.keys.Trust().Origin(cert)
	return seal.KeyID(b.OpeningKey), err
}
