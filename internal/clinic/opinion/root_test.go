package opinion

import (
	"context"
	"strings"
	"testing"

	"oso/internal/clinic/casebook"
	"oso/internal/deed"
	"oso/internal/errs"
)

// forge lets staff, who hold the vault key, put another root into the vault's
// row for the service.
func (w *world) forge(s *service) {
	w.t.Helper()
	w.signIn(nurse, nursePass)
	err := w.Vault.Update(context.Background(), "", func(tx *casebook.Tx) error {
		row, err := casebook.Get[casebook.Server](tx, casebook.KindServer, casebook.ServerID)
		if err != nil {
			return err
		}
		row.Value.Trust = s.trust
		_, err = casebook.Put(tx, casebook.KindServer, row)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// Another root in the vault's row makes no opinion verify that its holder
// signed, lets the true ones verify, and is told.
func TestRootInTheRowIsNotBelieved(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	w.arrive(w.s.release(w.content(1)), 1, 0, nil)
	w.signIn(nurse, nursePass) // the first opening after the enrollment: learns the root
	forger := newService(t)
	w.forge(forger)

	w.signIn(doctor, doctorPass)
	if o, err := w.Open(ctx, w.id, doctorPass, true); err != nil || o.Verified.Content.Assessment != "Version 1" {
		t.Fatalf("the true opinion: %v", err)
	}
	encoded, err := w.s.release(w.content(1)).Encode()
	if err != nil {
		t.Fatal(err)
	}
	if p, err := w.VerifyPackage(ctx, encoded); err != nil || !p.Valid {
		t.Errorf("a true package does not verify: %v %v", p.Why, err)
	}
	if encoded, err = forger.release(w.content(1)).Encode(); err != nil {
		t.Fatal(err)
	}
	if p, err := w.VerifyPackage(ctx, encoded); err != nil || p.Valid {
		t.Errorf("a forged package verifies: %v", err)
	}
	second := w.content(2)
	second.Kind, second.Supersedes, second.Change = deed.KindCorrection, 1, "A forger's change."
	w.arrive(forger.release(second), 2, 1, nil)
	for user, pass := range map[string]string{doctor: doctorPass, nurse: nursePass} {
		w.signIn(user, pass)
		told := false
		for _, d := range w.Vault.Damage() {
			told = told || strings.Contains(d.What, "root of trust")
		}
		if !told {
			t.Errorf("%s is not told", user)
		}
		if w.Vault.Root() == nil || string(w.Vault.Root()) != string(w.s.trust.Root) {
			t.Errorf("%s believes another root", user)
		}
	}
	w.signIn(doctor, doctorPass)
	o, err := w.Open(ctx, w.id, doctorPass, false)
	w.nothing(o, err, errs.Untrusted)
	if len(w.outbox()) != 1 {
		t.Errorf("%d acts of access", len(w.outbox()))
	}
}

// A physician who has redeemed no code learns no root from the row: nothing
// verifies for them, and they are told what to do.
func TestPhysicianWithoutACodeBelievesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	const third, thirdPass = "Dr. Third", "purple kettles sing at noon"
	users, err := w.Vault.AddUser(ctx, third, "physician", thirdPass)
	if err != nil {
		t.Fatal(users, err)
	}
	w.arrive(w.s.release(w.content(1)), 1, 0, nil)
	if _, err := w.Open(ctx, w.id, doctorPass, true); err != nil { // handed on
		t.Fatal(err)
	}
	w.signIn(third, thirdPass)
	if w.Vault.Root() != nil {
		t.Error("a root was learnt from the row")
	}
	o, err := w.Open(ctx, w.id, "", false)
	w.nothing(o, err, errs.NotEnrolled)
}
