package syncer

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/vault"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

// confirmed gives the user of the desk a certificate, as enrollment does.
func (d *desk) confirmed() {
	d.t.Helper()
	u := d.Vault.User()
	cert, err := deed.Issue(d.service.issuing, deed.CertBody{Role: deed.RolePhysician, Subject: casefile.NewID(), SigningKey: u.Signing, OpeningKey: u.Opening, NotBefore: day, NotAfter: day.AddDate(1, 0, 0)})
	if err != nil {
		d.t.Fatal(err)
	}
	if err := d.Vault.SetCertificate(context.Background(), u.ID, &cert); err != nil {
		d.t.Fatal(err)
	}
	d.update("", func(tx *casebook.Tx) error {
		row, err := casebook.Get[casebook.Server](tx, casebook.KindServer, casebook.ServerID)
		if err != nil {
			return err
		}
		row.Value.Receiving = []deed.Certificate{d.service.receive}
		_, err = casebook.Put(tx, casebook.KindServer, row)
		return err
	})
}

// filled makes a case with one record, that waits to be sealed.
func (d *desk) filled() casefile.CaseID {
	d.t.Helper()
	ctx := context.Background()
	id, err := d.Vault.CreateCase(ctx, casebook.NewCase{Head: casebook.Head{State: casefile.Sealed, Name: "Ana"}}, nil)
	if err != nil {
		d.t.Fatal(err)
	}
	b, err := d.Vault.NewBatch(ctx, id, vault.BatchOptions{})
	if err != nil {
		d.t.Fatal(err)
	}
	w, err := b.NewRecord()
	if err != nil {
		d.t.Fatal(err)
	}
	if _, err := w.Write([]byte("the only copy")); err != nil {
		d.t.Fatal(err)
	}
	w.Record.Kind = deed.ItemRecord
	if err := w.Close(); err != nil {
		d.t.Fatal(err)
	}
	if err := b.Commit(ctx, nil); err != nil {
		d.t.Fatal(err)
	}
	b.Close()
	return id
}

// ownKey is the user's signing key, as a seal uses it.
func (d *desk) ownKey() (own *seal.SigningKey) {
	d.t.Helper()
	err := d.Vault.WithUserKeys(context.Background(), doctorPass, func(k *seal.SigningKey, _ *seal.OpeningKey) (err error) {
		own, err = seal.SigningKeyFrom(k.Seed())
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return own
}

// version seals what the case holds, with a key of whomever.
func (d *desk) version(id casefile.CaseID, n int, k *seal.SigningKey) casebook.SealedVersion {
	d.t.Helper()
	records, err := d.Vault.Records(context.Background(), id)
	if err != nil {
		d.t.Fatal(err)
	}
	m := deed.Manifest{Case: id, Version: n, SealedAt: day, Signer: deed.SignerInfo{Name: "A", Key: k.Public()}}
	for _, r := range records {
		m.Items = append(m.Items, r.Item)
	}
	s, err := deed.SealManifest(k, m)
	if err != nil {
		d.t.Fatal(err)
	}
	v := casebook.SealedVersion{Version: n, Manifest: s, SHA256: seal.SHA256(s.Body)}
	d.update(id, func(tx *casebook.Tx) error {
		_, err := casebook.Put(tx, casebook.KindSealed, casebook.Row[casebook.SealedVersion]{ID: casebook.VersionID(n), Value: v})
		return err
	})
	return v
}

func (d *desk) clinic() string {
	d.t.Helper()
	s, err := d.server(context.Background())
	if err != nil {
		d.t.Fatal(err)
	}
	return s.Clinic
}

// A case is destroyed on the service's own signature over its refusal, and on
// nothing else that may stand in an answer.
func TestOnlyASignedRefusalDestroys(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.confirmed()
	own := d.ownKey()
	d.mustExchange() // it knows the epoch from now on
	service := func(d *desk, r deed.Refusal) (seal.Signed, error) {
		return seal.SignJSON(d.service.issuing, deed.DomainRefusal, r)
	}
	change := func(f func(*deed.Refusal)) func(*desk, deed.Refusal) (seal.Signed, error) {
		return func(d *desk, r deed.Refusal) (seal.Signed, error) { f(&r); return service(d, r) }
	}
	received := func(d *desk, id casefile.CaseID) {
		d.update(id, func(tx *casebook.Tx) error {
			_, err := casebook.Put(tx, casebook.KindReceipt, casebook.Row[casebook.ReceiptRow]{ID: casebook.VersionID(0), Value: casebook.ReceiptRow{}})
			return err
		})
	}
	closed := func(d *desk, id casefile.CaseID) {
		d.service.answers[casePath(wire.PathMissing, id, 0)] = problemAnswer(409, errs.Refused)
	}
	for name, x := range map[string]struct {
		sign   func(*desk, deed.Refusal) (seal.Signed, error) // nil: not signed
		before func(*desk, casefile.CaseID)
		gone   bool
		says   string
	}{
		"signed":                       {service, nil, true, "Says the service."},
		"signed when asked again":      {service, closed, true, "Says the service."},
		"of a case that was received":  {service, received, false, "Says the service."},
		"not signed":                   {nil, nil, false, "nothing was destroyed"},
		"not signed, and said twice":   {nil, closed, false, "nothing was destroyed"},
		"another case":                 {change(func(r *deed.Refusal) { r.Case = casefile.CaseID(casefile.NewID()) }), nil, false, "nothing was destroyed"},
		"another version":              {change(func(r *deed.Refusal) { r.Version++ }), nil, false, "nothing was destroyed"},
		"another manifest":             {change(func(r *deed.Refusal) { r.ManifestSHA256 = seal.SHA256(nil) }), nil, false, "nothing was destroyed"},
		"another clinic":               {change(func(r *deed.Refusal) { r.Clinic = casefile.NewID() }), nil, false, "nothing was destroyed"},
		"a reason of tomorrow":         {change(func(r *deed.Refusal) { r.Reason = "of-tomorrow" }), nil, false, "nothing was destroyed"},
		"another epoch":                {change(func(r *deed.Refusal) { r.Epoch = casefile.NewID() }), nil, false, "nothing was destroyed"},
		"a form of tomorrow":           {change(func(r *deed.Refusal) { r.Format = "oso/refusal/v2" }), nil, false, "nothing was destroyed"},
		"after the issuing key's time": {change(func(r *deed.Refusal) { r.RefusedAt = day.AddDate(1, 0, 1) }), nil, false, "nothing was destroyed"},
		"at no time":                   {change(func(r *deed.Refusal) { r.RefusedAt = time.Time{} }), nil, false, "nothing was destroyed"},
		"another's signature": {func(_ *desk, r deed.Refusal) (seal.Signed, error) {
			return seal.SignJSON(seal.NewSigningKey(), deed.DomainRefusal, r)
		}, nil, false, "nothing was destroyed"},
		"signed for something else": {func(d *desk, r deed.Refusal) (seal.Signed, error) {
			return seal.SignJSON(d.service.issuing, deed.DomainReceipt, r)
		}, nil, false, "nothing was destroyed"},
		"nothing in it": {func(*desk, deed.Refusal) (seal.Signed, error) { return seal.Signed{}, nil }, nil, false, "nothing was destroyed"},
	} {
		id := d.filled()
		v := d.version(id, 1, own)
		p := wire.Problem{Status: 409, Kind: errs.Refused, Detail: "Says the service."}
		if x.sign != nil {
			s, err := x.sign(d, deed.Refusal{Format: deed.FormatRefusal, Case: id, Version: 1, ManifestSHA256: v.SHA256, Clinic: d.clinic(), Reason: deed.RefusedLocation, RefusedAt: day, Epoch: d.service.epoch})
			if err != nil {
				t.Fatal(err)
			}
			p.Refusal = &s
		}
		d.service.answers[casePath(wire.PathVersions, id, 0)] = answer{409, wire.ProblemType, p}
		d.service.answers[casePath(wire.PathMissing, id, 0)] = answer{200, "application/json", wire.MissingAnswer{}}
		if x.before != nil {
			x.before(d, id)
		}
		for range 2 {
			r := d.mustExchange()
			h, err := d.Vault.Head(id)
			if gone := errs.Is(err, errs.NotFound); gone != x.gone || !gone && (err != nil || h.State != casefile.Sealed) {
				t.Fatalf("%s: the case is gone: %t, %s, %v", name, gone, h.State, err)
			}
			told := slices.IndexFunc(r.Waiting, func(w Waiting) bool { return w.ID == id })
			if told < 0 || r.Waiting[told].Kind != errs.Refused || !strings.Contains(r.Waiting[told].Message, x.says) {
				t.Errorf("%s: told %+v", name, r.Waiting)
			}
			if x.gone {
				break
			}
		}
	}
}

// A version that cannot be sent since nobody here vouches for its signature
// does not hold back the one that was sealed after it.
func TestVersionWithoutSignerHoldsBackNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.confirmed()
	own, lost := d.ownKey(), seal.NewSigningKey()
	offered := func(id casefile.CaseID) bool {
		return d.asked("POST "+casePath(wire.PathVersions, id, 0)) > 0
	}
	told := func(r Report, id casefile.CaseID) string {
		for _, w := range r.Waiting {
			if w.ID == id {
				return w.Message
			}
		}
		return ""
	}
	amended, alone := d.filled(), d.filled()
	d.version(alone, 1, lost)
	d.version(amended, 1, lost)
	receipt := func(v casebook.SealedVersion) {
		s, err := seal.SignJSON(d.service.issuing, deed.DomainReceipt, deed.Receipt{
			Format: deed.FormatReceipt, Case: amended, Reference: "4417203958", Clinic: d.clinic(), Version: v.Version, ManifestSHA256: v.SHA256, ReceivedAt: day,
		})
		if err != nil {
			t.Fatal(err)
		}
		d.service.answers[casePath(wire.PathVersions, amended, 0)] = answer{200, "application/json", wire.ReceiptAnswer{Receipt: s}}
	}
	receipt(d.version(amended, 2, own))

	r := d.mustExchange()
	if !offered(amended) || told(r, amended) != "" {
		t.Errorf("version 2 was offered: %t; told %q", offered(amended), told(r, amended))
	}
	if h, err := d.Vault.Head(amended); err != nil || h.State != casefile.Received {
		t.Errorf("the amended case is %s, %v", h.State, err)
	}
	if text := told(r, alone); offered(alone) || !strings.Contains(text, "Amend it") || strings.Contains(text, "once that physician is enrolled") {
		t.Errorf("the case that has no other version: offered %t, told %q", offered(alone), text)
	}

	// What can be done is another thing where the key is here.
	d.Now = func() time.Time { return day.AddDate(1, 0, 1) }
	by := &deed.Manifest{Signer: deed.SignerInfo{Key: own.Public()}, SealedAt: day}
	if _, err := d.signer(d.service.trust, by); err != nil {
		t.Errorf("sealed within the certificate's time: %v", err)
	}
	by.SealedAt = d.Now()
	if _, err := d.signer(d.service.trust, by); !errs.Is(err, errs.NotEnrolled) || !strings.Contains(errs.Message(err), "new code") {
		t.Errorf("after the certificate's year: %v", err)
	}
	if err := d.Vault.SetCertificate(context.Background(), d.Vault.User().ID, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := d.signer(d.service.trust, by); !errs.Is(err, errs.NotEnrolled) || !strings.Contains(errs.Message(err), "once that physician is enrolled") {
		t.Errorf("before the enrollment: %v", err)
	}
}

// A physician whose certificate was taken back, or is not known any more, holds
// back neither the other cases nor what comes in.
func TestRefusedSignerHoldsBackNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.confirmed()
	own := d.ownKey()
	for i, kind := range []errs.Kind{errs.Revoked, errs.Untrusted} {
		cases := []casefile.CaseID{d.filled(), d.filled()}
		for _, id := range cases {
			d.version(id, 1, own)
			d.service.answers[casePath(wire.PathVersions, id, 0)] = problemAnswer(403, kind)
		}
		seq := int64(i + 1)
		d.service.pages = []feed{{Cursor: seq, Changes: []wire.Change{d.change(seq, wire.ChangeStatus, status("triage", ""))}}}
		r := d.mustExchange()
		for _, id := range cases {
			h, err := d.Vault.Head(id)
			if err != nil || h.State != casefile.Sealed || d.asked("POST "+casePath(wire.PathVersions, id, 0)) == 0 {
				t.Errorf("%s: a case was not offered, or is %s, %v", kind, h.State, err)
			}
			if !slices.ContainsFunc(r.Waiting, func(w Waiting) bool { return w.ID == id && w.Kind == errs.NotEnrolled }) {
				t.Errorf("%s: told %+v", kind, r.Waiting)
			}
		}
		if d.at() != seq {
			t.Errorf("%s: nothing was received", kind)
		}
	}
}

// What OSO has is not read again at each exchange: a look at what is to be sent
// costs the list of the cases and not one row of theirs. Counted in allocations,
// therefore not parallel.
func TestNothingToSendReadsNoCase(t *testing.T) {
	ctx := context.Background()
	d := newDesk(t)
	beyondTheList := func(cases int) float64 {
		t.Helper()
		for range cases {
			id := d.filled()
			d.version(id, 1, d.ownKey())
			d.update(id, func(tx *casebook.Tx) error {
				h := tx.Head()
				h.State, h.SealedVersion, h.ReceivedVersion = casefile.Received, 1, 1
				return nil
			})
		}
		list := testing.AllocsPerRun(3, func() {
			if _, err := d.Vault.Heads(ctx); err != nil {
				t.Fatal(err)
			}
		})
		return testing.AllocsPerRun(3, func() {
			if err := d.sendCases(ctx, nil, &Report{}, map[casefile.CaseID]bool{}); err != nil {
				t.Fatal(err)
			}
		}) - list
	}
	few, many := beyondTheList(1), beyondTheList(8)
	t.Logf("beyond the list: %.0f allocations with one case, %.0f with nine", few, many)
	if many-few >= 8 {
		t.Errorf("each case is read: %.0f allocations with one, %.0f with nine", few, many)
	}
}
