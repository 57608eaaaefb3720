package vault

import (
	"context"
	"testing"

	"oso/internal/errs"
)

// A kit that nobody confirmed is told, also after the program was gone; a new
// one takes its place for good, after a change of the vault key, too.
func TestNewKit(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir := t.TempDir()
	c, err := Create(ctx, dir, CreateOptions{User: drName, Role: Physician, Passphrase: drPass, Rounds: quick()})
	if err != nil {
		t.Fatal(err)
	}
	open := func(pass string) *Vault {
		t.Helper()
		v, err := Open(ctx, dir, OpenOptions{Layout: sample(), User: drName, Passphrase: pass, Rounds: quick()})
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	want := func(v *Vault, known bool) {
		t.Helper()
		if got, err := v.KitKnown(ctx); err != nil || got != known {
			t.Fatalf("the kit is known: %v, %v", got, err)
		}
	}
	v := open(drPass)
	want(v, false)
	if _, err := v.AddUser(ctx, "Second", Staff, newPass); err != nil {
		t.Fatal(err)
	}
	if err := v.RemoveUser(ctx, "Second"); err != nil { // hand-overs stand behind the old kit
		t.Fatal(err)
	}
	page, err := v.NewKit(ctx)
	if err != nil {
		t.Fatal(err)
	}
	want(v, false)
	if err := v.ConfirmKit(ctx); err != nil {
		t.Fatal(err)
	}
	want(v, true)
	if report, err := v.Verify(ctx, nil); err != nil {
		t.Fatalf("the vault is not whole: %v %+v", err, report)
	}
	v.Close()
	_, err = Recover(ctx, dir, RecoverOptions{Layout: sample(), User: drName, Kit: c.Kit, OldPassphrase: drPass, NewPassphrase: newPass, Rounds: quick()})
	wantKind(t, err, errs.WrongPassphrase)
	if _, err = Recover(ctx, dir, RecoverOptions{Layout: sample(), User: drName, Kit: page, OldPassphrase: drPass, NewPassphrase: newPass, Rounds: quick()}); err != nil {
		t.Fatal(err)
	}
	v = open(newPass)
	want(v, true)
	if _, err := v.NewKit(ctx); err != nil {
		t.Fatal(err)
	}
	want(v, false)
	v.Close()
}

// Whoever wrote the kit to a file, or came in with it, has it.
func TestKitIsKnown(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir := t.TempDir()
	o := CreateOptions{User: drName, Role: Physician, Passphrase: drPass, KitFile: t.TempDir() + "/kit.txt", Rounds: quick()}
	if _, err := Create(ctx, dir, o); err != nil {
		t.Fatal(err)
	}
	v, err := Open(ctx, dir, OpenOptions{Layout: sample(), User: drName, Passphrase: drPass, Rounds: quick()})
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	if known, err := v.KitKnown(ctx); err != nil || !known {
		t.Errorf("a kit in a file is not known: %v", err)
	}
}
