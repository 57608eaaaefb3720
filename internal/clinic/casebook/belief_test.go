package casebook_test

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"

	"oso/internal/clinic/casebook"
	"oso/internal/clinic/vault"
	"oso/internal/clinic/vault/vaulttest"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
)

// desk makes a vault with one physician.
func desk(t *testing.T) (dir, kit string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "data")
	c, err := vault.Create(context.Background(), dir, vault.CreateOptions{User: doctor, Role: vault.Physician, Passphrase: doctorPass, Clock: clock, Rounds: vaulttest.Few()})
	if err != nil {
		t.Fatal(err)
	}
	return dir, c.Kit
}

func open(t *testing.T, dir, user, pass string) *casebook.Vault {
	t.Helper()
	v, err := casebook.Open(context.Background(), dir, vault.OpenOptions{User: user, Passphrase: pass, Clock: clock, Rounds: vaulttest.Few()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	return v
}

// enrolled puts a row of the vault that names the root.
func enrolled(t *testing.T, v *casebook.Vault, root seal.VerifyKey) {
	t.Helper()
	err := v.Update(context.Background(), "", func(tx *casebook.Tx) error {
		row, err := casebook.Get[casebook.Server](tx, casebook.KindServer, casebook.ServerID)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		row.ID, row.Value.Trust = casebook.ServerID, deed.Trust{Root: root}
		_, err = casebook.Put(tx, casebook.KindServer, row)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func wantKind(t *testing.T, err error, kind errs.Kind) {
	t.Helper()
	if !errs.Is(err, kind) {
		t.Fatalf("error %v is %s, want %s", err, errs.KindOf(err), kind)
	}
}

// The root stays with a user's keys through all that rewrites them.
func TestRootStaysWithTheKeys(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir, kit := desk(t)
	v := open(t, dir, doctor, doctorPass)
	wantKind(t, v.ConfirmRoot(ctx, "not the passphrase at all", root()), errs.WrongPassphrase)
	if err := v.ConfirmRoot(ctx, doctorPass, root()); err != nil {
		t.Fatal(err)
	}
	is := func(v *casebook.Vault, what string) {
		t.Helper()
		if !bytes.Equal(v.Root(), root()) {
			t.Errorf("%s: the root is %x", what, v.Root())
		}
		if report, err := v.Verify(ctx, nil); err != nil || len(report.Damaged) > 0 {
			t.Errorf("%s: %v %v", what, report.Damaged, err)
		}
	}
	is(v, "confirmed")
	other := bytes.Repeat([]byte{8}, 32)
	if err := v.ConfirmRoot(ctx, doctorPass, other); err != nil {
		t.Error("another, before the vault is enrolled:", err)
	}
	if err := v.ConfirmRoot(ctx, doctorPass, root()); err != nil {
		t.Fatal(err)
	}
	enrolled(t, v, root())
	wantKind(t, v.ConfirmRoot(ctx, doctorPass, other), errs.Conflict)
	if err := v.ConfirmRoot(ctx, doctorPass, root()); err != nil {
		t.Error("the same again:", err)
	}
	if err := v.ChangePassphrase(ctx, doctorPass, gonePass); err != nil {
		t.Fatal(err)
	}
	is(v, "new passphrase")
	v.Lock()
	if v.Root() != nil {
		t.Error("locked, and the root is there")
	}
	v.Close()
	if _, err := casebook.Recover(ctx, dir, vault.RecoverOptions{Kit: kit, OldPassphrase: gonePass, NewPassphrase: doctorPass, Rounds: vaulttest.Few()}); err != nil {
		t.Fatal(err)
	}
	v = open(t, dir, doctor, doctorPass)
	is(v, "recovered with the old passphrase")
	for name, role := range map[string]vault.Role{nurse: vault.Staff, "Second": vault.Physician} {
		if _, err := v.AddUser(ctx, name, role, nursePass); err != nil {
			t.Fatal(err)
		}
	}
	v.Close()
	v = open(t, dir, nurse, nursePass)
	is(v, "staff at their first opening")
	v.Lock()
	if err := v.Unlock(ctx, vault.OpenOptions{User: "Second", Passphrase: nursePass, Rounds: vaulttest.Few()}); err != nil {
		t.Fatal(err)
	}
	if v.Root() != nil {
		t.Error("a physician learnt the root from the vault's row")
	}
	v.Lock()
	if err := v.Unlock(ctx, vault.OpenOptions{User: nurse, Passphrase: nursePass, Rounds: vaulttest.Few()}); err != nil {
		t.Fatal(err)
	}
	is(v, "staff after the lock")
	v.Close()
	if _, err := casebook.Recover(ctx, dir, vault.RecoverOptions{User: doctor, Kit: kit, NewPassphrase: gonePass, Rounds: vaulttest.Few()}); err != nil {
		t.Fatal(err)
	}
	if v = open(t, dir, doctor, gonePass); v.Root() != nil {
		t.Error("new keys, and the root came from somewhere")
	}
}

// Another root in the vault's row is told by the opening and by verify, and is
// not learnt by who has one already.
func TestStrangeRootIsTold(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir, _ := desk(t)
	v := open(t, dir, doctor, doctorPass)
	if err := v.ConfirmRoot(ctx, doctorPass, root()); err != nil {
		t.Fatal(err)
	}
	enrolled(t, v, bytes.Repeat([]byte{8}, 32))
	v.Close()
	v = open(t, dir, doctor, doctorPass)
	report, err := v.Verify(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	for what, found := range map[string][]casebook.Damage{"opening": v.Damage(), "verify": report.Damaged} {
		if len(found) != 1 || !strings.Contains(found[0].What, "root of trust") {
			t.Errorf("%s tells of %v", what, found)
		}
	}
	if !bytes.Equal(v.Root(), root()) {
		t.Error("the other root is believed")
	}
}
