package console_test

import (
	"context"
	"database/sql"
	"strconv"
	"testing"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// certified gives a physician one more opening key, as a new enrollment does.
func (w *world) certified(person string, signing *seal.SigningKey, opening *seal.OpeningKey) {
	w.t.Helper()
	ctx, serial := context.Background(), casefile.NewID()
	cert, err := w.keys.Certify(deed.CertBody{
		Serial: serial, Role: deed.RolePhysician, Subject: person, Name: "Dr. Amara Okonkwo-Reyes", Clinic: w.clinic,
		SigningKey: signing.Public(), OpeningKey: opening.Public(), NotBefore: w.now, NotAfter: w.now.AddDate(1, 0, 0),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	body, err := seal.Canonical(cert)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.db.Tx(ctx, func(tx *sql.Tx) error {
		return db.New(tx).InsertCertificate(ctx, db.InsertCertificateParams{
			ID: serial, Kind: "physician", PersonID: person, ClinicID: w.clinic, Role: "physician", PublicKey: signing.Public(), Body: body,
			ValidFrom: w.now.UnixMilli(), ValidUntil: w.now.AddDate(1, 0, 0).UnixMilli(), CreatedAt: w.now.UnixMilli(),
		})
	}); err != nil {
		w.t.Fatal(err)
	}
}

// opens tells whether the key opens version 1 of the case, whole and verified.
func (w *world) opens(id string, key *seal.OpeningKey) bool {
	w.t.Helper()
	ctx, q := context.Background(), w.db.Q()
	o, err := q.GetOpinionVersion(ctx, db.GetOpinionVersionParams{CaseID: id, Version: 1})
	if err != nil {
		w.t.Fatal(err)
	}
	packaged, err := w.blobs.Get(ctx, o.PackageBlob)
	if err != nil {
		w.t.Fatal(err)
	}
	list, err := q.ListOpinionKeys(ctx, o.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, k := range list {
		raw, err := key.Unwrap(deed.WrapOpinion, k.Wrapped, id, strconv.Itoa(1))
		if err != nil {
			continue
		}
		opened, err := seal.KeyFrom(raw)
		if err != nil {
			w.t.Fatal(err)
		}
		p, err := deed.OpenPackage(&opened, packaged, casefile.CaseID(id), 1)
		if err != nil {
			w.t.Fatal(err)
		}
		if _, err := deed.Verify(w.root, p); err != nil {
			w.t.Fatal(err)
		}
		return true
	}
	return false
}

func (w *world) releasedCase() string {
	w.t.Helper()
	id, s, d := w.writing()
	s.act(id, "sign-draft", map[string]any{"version": d.Version, "row_version": d.RowVersion, "password": password, "code": s.code()})
	a := w.staff[principal.Approver]
	a.act(id, "take-up", nil)
	a.act(id, "approve", map[string]any{"version": 1, "password": password, "code": a.code()})
	return id
}

// A physician with new keys, or one who stands in, opens what was released
// before, by a coordinator's act; after a revocation nobody new does.
func TestOpinionIsGivenToNewKeys(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, c := w.releasedCase(), w.staff[principal.Coordinator]
	fresh := seal.NewOpeningKey()
	w.certified(w.doctor.id, seal.NewSigningKey(), fresh)
	if !w.opens(id, w.doctor.opening) || w.opens(id, fresh) {
		t.Fatal("before the act")
	}
	if k := c.refused(409, id, "reissue-opinion", nil); k != "incomplete" {
		t.Errorf("without a word of how the keys are known: %s", k)
	}
	before := w.fed(id)
	v := c.act(id, "reissue-opinion", map[string]any{"note": "Dr. Okonkwo-Reyes confirmed by telephone; new code redeemed today."})
	if !w.opens(id, fresh) || !w.opens(id, w.doctor.opening) {
		t.Error("the new keys, or the old ones, do not open it")
	}
	if w.fed(id) != before+1 {
		t.Error("the clinic's desks are not told")
	}
	if last := v.Timeline[len(v.Timeline)-1]; last.Event != "reissue-opinion" || last.Note == "" {
		t.Errorf("not in the audit: %+v", last)
	}

	deputy := w.newDoctor()
	covering := func() (list struct {
		Candidates []struct {
			ID       string
			Eligible bool
		}
	}) {
		c.want(200, "GET", "/cases/"+id+"/physicians", nil, &list)
		return list
	}
	if l := covering(); len(l.Candidates) != 1 || l.Candidates[0].ID != deputy.id || l.Candidates[0].Eligible {
		t.Errorf("who may stand in, before the license was checked: %+v", l)
	}
	if err := w.db.Tx(context.Background(), func(tx *sql.Tx) error {
		return db.New(tx).UpdatePersonLicense(context.Background(), db.UpdatePersonLicenseParams{ID: deputy.id, LicenseCheckedAt: 1, LicenseCheckedBy: "x", UpdatedAt: 1})
	}); err != nil {
		t.Fatal(err)
	}
	if l := covering(); len(l.Candidates) != 1 || !l.Candidates[0].Eligible {
		t.Errorf("who may stand in: %+v", l)
	}
	w.staff[principal.Specialist].want(404, "GET", "/cases/"+casefile.NewID()+"/physicians", nil, nil)
	w.staff[principal.Billing].want(403, "GET", "/cases/"+id+"/physicians", nil, nil)
	c.act(id, "name-covering", map[string]any{"person": deputy.id, "reason": "leave"})
	if !w.opens(id, deputy.opening) {
		t.Error("who stands in cannot open what was released before")
	}

	late := seal.NewOpeningKey()
	w.certified(w.doctor.id, seal.NewSigningKey(), late)
	c.act(id, "revoke", nil)
	if k := c.refused(403, id, "reissue-opinion", map[string]any{"note": "Confirmed."}); k != "revoked" {
		t.Errorf("after a revocation: %s", k)
	}
	other := w.newDoctor()
	if err := w.db.Tx(context.Background(), func(tx *sql.Tx) error {
		return db.New(tx).UpdatePersonLicense(context.Background(), db.UpdatePersonLicenseParams{ID: other.id, LicenseCheckedAt: 1, LicenseCheckedBy: "x", UpdatedAt: 1})
	}); err != nil {
		t.Fatal(err)
	}
	c.act(id, "name-covering", map[string]any{"person": other.id, "reason": "leave"})
	if w.opens(id, late) || w.opens(id, other.opening) {
		t.Error("after a revocation somebody new opens it")
	}
}

// TestAnEndedRoleGetsNoKey: whose part in the clinic ended on its day is given
// no further opinion, although nobody took the certificate back.
func TestAnEndedRoleGetsNoKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, c := w.releasedCase(), w.staff[principal.Coordinator]
	late := seal.NewOpeningKey()
	w.certified(w.doctor.id, seal.NewSigningKey(), late)
	if err := w.db.Tx(context.Background(), func(tx *sql.Tx) error {
		q := db.New(tx)
		held, err := q.ListRoles(context.Background(), w.doctor.id)
		if err != nil || len(held) != 1 {
			t.Fatal(held, err)
		}
		_, err = q.EndRole(context.Background(), db.EndRoleParams{ID: held[0].ID, UntilAt: w.clock().UnixMilli()})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if k := c.refused(409, id, "reissue-opinion", map[string]any{"note": "Confirmed by telephone."}); k != "incomplete" {
		t.Errorf("to whom the role has ended: %s", k)
	}
	if w.opens(id, late) {
		t.Error("whose role has ended opens it")
	}
}

// TestCoveringPhysicianIsOfTheClinic: to name somebody hands over what was
// released; another clinic's physician has no part in the case (S15).
func TestCoveringPhysicianIsOfTheClinic(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, c, ctx, here := w.releasedCase(), w.staff[principal.Coordinator], context.Background(), w.clinic
	w.clinic = casefile.NewID()
	if err := w.db.Tx(ctx, func(tx *sql.Tx) error {
		return db.New(tx).InsertClinic(ctx, db.InsertClinicParams{ID: w.clinic, Name: "Hill Clinic", CreatedAt: 1})
	}); err != nil {
		t.Fatal(err)
	}
	other := w.newDoctor()
	w.clinic = here
	if err := w.db.Tx(ctx, func(tx *sql.Tx) error {
		return db.New(tx).UpdatePersonLicense(ctx, db.UpdatePersonLicenseParams{ID: other.id, LicenseCheckedAt: 1, LicenseCheckedBy: "x", UpdatedAt: 1})
	}); err != nil {
		t.Fatal(err)
	}
	if k := c.refused(409, id, "name-covering", map[string]any{"person": other.id, "reason": "leave"}); k != "refused" {
		t.Errorf("another clinic's physician: %s", k)
	}
	if w.opens(id, other.opening) {
		t.Error("another clinic's physician opens what was released")
	}
}

// fed counts the news of opinions for a case.
func (w *world) fed(id string) (n int) {
	w.t.Helper()
	if err := w.db.Reader().QueryRow("SELECT COUNT(*) FROM feed WHERE case_id = ? AND kind = 'opinion'", id).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}
