package vault

import (
	"bytes"
	"context"
	"testing"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
)

// The root stays with a user's keys through all that rewrites them.
func TestRootStaysWithTheKeys(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := newDesk(t)
	v := d.open()
	root := bytes.Repeat([]byte{7}, 32)
	wantKind(t, v.ConfirmRoot(ctx, "not the passphrase at all", root), errs.WrongPassphrase)
	if err := v.ConfirmRoot(ctx, drPass, root); err != nil {
		t.Fatal(err)
	}
	is := func(v *Vault, what string) {
		t.Helper()
		if !bytes.Equal(v.Root(), root) {
			t.Errorf("%s: the root is %x", what, v.Root())
		}
		if report, err := v.Verify(ctx, nil); err != nil || len(report.Damaged) > 0 {
			t.Errorf("%s: %v %v", what, report.Damaged, err)
		}
	}
	is(v, "confirmed")
	if err := v.Update(ctx, "", func(tx *Tx) error {
		_, err := Put(tx, KindServer, Row[Server]{ID: ServerID, Value: Server{Trust: deed.Trust{Root: root}}})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	wantKind(t, v.ConfirmRoot(ctx, drPass, bytes.Repeat([]byte{8}, 32)), errs.Conflict)
	if err := v.ConfirmRoot(ctx, drPass, root); err != nil {
		t.Error("the same again:", err)
	}
	if err := v.ChangePassphrase(ctx, drPass, newPass); err != nil {
		t.Fatal(err)
	}
	is(v, "new passphrase")
	v.Lock()
	if v.Root() != nil {
		t.Error("locked, and the root is there")
	}
	if _, err := Recover(ctx, closed(t, v, d), RecoverOptions{Kit: d.kit, OldPassphrase: newPass, NewPassphrase: drPass, Rounds: quick()}); err != nil {
		t.Fatal(err)
	}
	v = d.open()
	is(v, "recovered with the old passphrase")
	if _, err := v.AddUser(ctx, staffName, casefile.Staff, staffPass); err != nil {
		t.Fatal(err)
	}
	v.Close()
	staff, err := d.try(staffName, staffPass)
	if err != nil {
		t.Fatal(err)
	}
	is(staff, "staff at their first opening")
	staff.Close()
	if _, err := Recover(ctx, d.dir, RecoverOptions{User: drName, Kit: d.kit, NewPassphrase: newPass, Rounds: quick()}); err != nil {
		t.Fatal(err)
	}
	if v, err = d.try(drName, newPass); err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	if v.Root() != nil {
		t.Error("new keys, and the root came from somewhere")
	}
}

func closed(t *testing.T, v *Vault, d *desk) string {
	t.Helper()
	if err := v.Close(); err != nil {
		t.Fatal(err)
	}
	return d.dir
}
