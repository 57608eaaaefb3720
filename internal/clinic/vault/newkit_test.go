package vault

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"oso/internal/errs"

	"github.com/mattn/go-sqlite3"
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
	page, err := v.NewKit(ctx, "")
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
	if _, err := v.NewKit(ctx, ""); err != nil {
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

// A commit that the disk did not answer may have lasted; one that found the file
// busy, or was stopped before it, did not.
func TestOutcomeOfACommit(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		err     error
		unknown bool
	}{
		"the disk failed":     {unknownOutcome{sqlite3.Error{Code: sqlite3.ErrIoErr}}, true},
		"the disk is full":    {unknownOutcome{sqlite3.Error{Code: sqlite3.ErrFull}}, true},
		"the file is busy":    {unknownOutcome{sqlite3.Error{Code: sqlite3.ErrBusy}}, false},
		"stopped":             {unknownOutcome{context.Canceled}, false},
		"before it was asked": {sqlite3.Error{Code: sqlite3.ErrIoErr}, false},
	} {
		if got := outcomeUnknown(dbErr(x.err, "save")); got != x.unknown {
			t.Errorf("%s: unknown %t", name, got)
		}
	}
}

// A new kit in a file is there before the old one goes: whatever fails, one of
// the two opens the vault, and no file is left that opens nothing.
func TestNewKitInAFile(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir, place := filepath.Join(t.TempDir(), "data"), t.TempDir()
	c, err := Create(ctx, dir, CreateOptions{User: drName, Role: Physician, Passphrase: drPass, Rounds: quick()})
	if err != nil {
		t.Fatal(err)
	}
	v, err := Open(ctx, dir, OpenOptions{Layout: sample(), Passphrase: drPass, Rounds: quick()})
	if err != nil {
		t.Fatal(err)
	}
	taken := filepath.Join(place, "taken.txt")
	if err := os.WriteFile(taken, []byte("somebody's"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = v.NewKit(ctx, filepath.Join(dir, "kit.txt"))
	wantKind(t, err, errs.Refused)
	_, err = v.NewKit(ctx, taken)
	wantKind(t, err, errs.Conflict)
	_, err = v.NewKit(ctx, filepath.Join(place, "no folder", "kit.txt"))
	wantKind(t, err, errs.NotFound)
	ended, stop := context.WithCancel(ctx)
	stop()
	_, err = v.NewKit(ended, filepath.Join(place, "stopped.txt"))
	wantKind(t, err, errs.Canceled)
	if left, err := os.ReadDir(place); err != nil || len(left) != 1 {
		t.Errorf("files are left: %v, %v", left, err)
	}
	if b, err := os.ReadFile(taken); err != nil || string(b) != "somebody's" {
		t.Errorf("another's file says %q, %v", b, err)
	}
	v.Close()
	recover := func(kit string) error {
		_, err := Recover(ctx, dir, RecoverOptions{Layout: sample(), Kit: kit, OldPassphrase: drPass, NewPassphrase: drPass, Rounds: quick()})
		return err
	}
	if err := recover(c.Kit); err != nil {
		t.Fatal("the old kit, while no new one came:", err)
	}

	if v, err = Open(ctx, dir, OpenOptions{Layout: sample(), Passphrase: drPass, Rounds: quick()}); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(place, "kit.txt")
	page, err := v.NewKit(ctx, file)
	if err != nil {
		t.Fatal(err)
	}
	if known, err := v.KitKnown(ctx); err != nil || !known {
		t.Errorf("a kit in a file is not known: %v", err)
	}
	b, err := os.ReadFile(file)
	if err != nil || string(b) != page {
		t.Errorf("the file says %q, %v", b, err)
	}
	v.Close()
	wantKind(t, recover(c.Kit), errs.WrongPassphrase)
	if err := recover(page); err != nil {
		t.Error(err)
	}
}
