package clinicapi

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/columns"
	"oso/internal/server/db"
	"oso/internal/wire"
)

// maxChanges bounds one answer of the feed.
const maxChanges = 500

// changes tells a clinic what happened after its cursor. Where a case moved
// several times, its status stands once, at the last of them: a status is how
// the case stands now.
func (a *API) changes(ctx context.Context, in *struct {
	After     int64  `query:"after"`
	Limit     int    `query:"limit"`
	Sequence  int64  `query:"sequence"`
	Signature string `query:"signature"` // the device's over the sequence, base64url
}) (*answer[wire.Changes], error) {
	dev := deviceOf(ctx)
	if err := a.grown(ctx, dev, in.Sequence, in.Signature); err != nil {
		return nil, err
	}
	limit := in.Limit
	if limit <= 0 || limit > maxChanges {
		limit = maxChanges
	}
	rows, err := a.db.Q().ListFeed(ctx, db.ListFeedParams{ClinicID: dev.Clinic, After: in.After, MaxRows: int64(limit) + 1})
	if err != nil {
		return nil, db.Err(err, "list changes")
	}
	out := wire.Changes{Changes: []wire.Change{}, Cursor: in.After}
	if len(rows) > limit {
		rows, out.More = rows[:limit], true
	}
	last := map[string]int64{} // of what is said once: kind and case
	for _, r := range rows {
		last[r.Kind+r.CaseID] = r.Seq
	}
	for _, r := range rows {
		out.Cursor = r.Seq
		kind := wire.ChangeKind(r.Kind)
		if (kind == wire.ChangeStatus || kind == wire.ChangePolicy || kind == wire.ChangePrices) && last[r.Kind+r.CaseID] != r.Seq {
			continue
		}
		c := wire.Change{Seq: r.Seq, Kind: kind, At: time.UnixMilli(r.CreatedAt).UTC(), Case: casefile.CaseID(r.CaseID)}
		ok, err := a.fill(ctx, &c, r.RefID)
		if err != nil {
			return nil, err
		}
		if ok {
			out.Changes = append(out.Changes, c)
		}
	}
	return &answer[wire.Changes]{out}, nil
}

// grown notes how far the desk's vault has come by the end of an exchange: a
// lower sequence at the next sign-in tells of a folder that was put back. The
// device has signed it: a number of somebody else's would accuse every later
// state of the vault. 0 says nothing.
func (a *API) grown(ctx context.Context, dev device, sequence int64, signature string) error {
	const op = "note sequence"
	if sequence == 0 {
		return nil
	}
	d, err := a.db.Q().GetDevice(ctx, dev.ID)
	if err != nil {
		return db.Err(err, op)
	}
	sig, err := base64.RawURLEncoding.DecodeString(signature)
	if err != nil || sequence < 0 || seal.VerifyKey(d.PublicKey).Verify(seal.DomainSequence, wire.SequenceBytes(sequence), sig) != nil {
		return errs.E(errs.SignatureMismatch, op, "What came about this desk's vault is not signed by the desk. Nothing was noted. Exchange again; if it happens again, ask your OSO coordinator.")
	}
	if sequence <= d.Sequence {
		return nil
	}
	return a.db.Tx(ctx, func(tx *sql.Tx) error {
		return db.Err(db.New(tx).SeeDevice(ctx, db.SeeDeviceParams{SeenAt: a.now().UnixMilli(), Sequence: sequence, ID: dev.ID}), op)
	})
}

// fill gives a change its content; false: there is nothing to tell any more.
func (a *API) fill(ctx context.Context, c *wire.Change, ref string) (bool, error) {
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
	}
	row, err := a.db.Q().GetCase(ctx, string(c.Case))
	if err = db.Err(err, "read change"); errs.Is(err, errs.NotFound) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	if row.ErasedAt != 0 {
		// Its key is destroyed: what is left to say is that it moved. A status
		// without content tells the desk that the service erased the case.
		return c.Kind == wire.ChangeStatus, nil
	}
	key, err := a.keys.UnwrapCaseKey(c.Case, row.KeyWrapped)
	if err != nil {
		return false, err
	}
	defer key.Wipe()
	switch c.Kind {
	case wire.ChangeStatus:
		s, err := a.status(ctx, row, &key)
		if err != nil {
			return false, err
		}
		return true, sealChange(c, &key, s)
	case wire.ChangeMessage:
		m, err := a.db.Q().GetMessage(ctx, ref)
		if err = db.Err(err, "read message"); errs.Is(err, errs.NotFound) {
			return false, nil
		} else if err != nil {
			return false, err
		}
		var d columns.MessageData
		if err := columns.For(c.Case, &key).OpenJSON(columns.Message, m.ID, m.BodySealed, &d); err != nil {
			return false, err
		}
		return true, sealChange(c, &key, wire.Message{ID: m.ID, From: d.From, At: time.UnixMilli(m.CreatedAt).UTC(), Text: d.Text})
	case wire.ChangeOpinion:
		return a.notice(ctx, c, row, ref)
	}
	return false, nil // a kind that a newer version of the service wrote
}

func sealChange(c *wire.Change, key *seal.Key, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return errs.Wrap(err, errs.Internal, "seal change", "")
	}
	c.Sealed = seal.NewBox(key, wire.PurposeChange).Seal(nil, b, string(c.Case), string(c.Kind), strconv.FormatInt(c.Seq, 10))
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
	if o.ReleasedAt == 0 || len(o.PackageSealed) == 0 {
		return false, nil
	}
	n := &wire.OpinionNotice{
		Version: int(o.Version), SHA256: o.PackageSHA256, Size: int64(len(o.PackageSealed)),
		Released: time.UnixMilli(o.ReleasedAt).UTC(), Keys: []wire.OpinionKey{}, Reference: casefile.Reference(row.Reference),
	}
	all, err := q.ListOpinions(ctx, row.ID)
	if err != nil {
		return false, db.Err(err, op)
	}
	for _, older := range all {
		if older.Version < o.Version && older.SupersededAt != 0 {
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
	var cert seal.Certificate
	if err := json.Unmarshal(row.Body, &cert); err != nil {
		return "", errs.Wrap(err, errs.Internal, op, "")
	}
	b, err := a.keys.Trust().Origin(cert)
	return seal.KeyID(b.OpeningKey), err
}
