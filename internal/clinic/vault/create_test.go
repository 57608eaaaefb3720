package vault

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oso/internal/errs"
)

func TestPromisedRounds(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	ctx := context.Background()
	if _, err := Create(ctx, dir, CreateOptions{User: drName, Role: Physician, Passphrase: drPass}); err != nil {
		t.Fatal(err)
	}
	v, err := Open(ctx, dir, OpenOptions{Layout: sample(), Passphrase: drPass})
	if err != nil {
		t.Fatal(err)
	}
	s, err := readSlot(v.db, "kind = ?", slotUser)
	v.Close()
	if err != nil || s.rounds != 600_000 || len(s.salt) < 16 {
		t.Fatalf("rounds %d, salt %d, %v", s.rounds, len(s.salt), err)
	}

	// A slot that was weakened by hand is refused before anything is derived.
	d := newDesk(t)
	_, err = Open(ctx, d.dir, OpenOptions{Layout: sample(), Passphrase: drPass})
	wantKind(t, err, errs.Damaged)
}

func TestWrongPassphrase(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for _, c := range []struct{ user, pass string }{
		{drName, "seven quiet lanterns drifT"},
		{drName, ""},
		{"", "not the one at all, no"},
		{"Nobody", drPass},
	} {
		_, err := d.try(c.user, c.pass)
		wantKind(t, err, errs.WrongPassphrase)
	}
	v, err := d.try("", drPass)
	if err != nil {
		t.Fatal(err)
	}
	v.Close()
	_, err = Open(context.Background(), t.TempDir(), OpenOptions{Layout: sample(), Passphrase: drPass})
	wantKind(t, err, errs.NotFound)
}

func TestPassphraseIsNormalized(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	ctx := context.Background()
	if _, err := Create(ctx, dir, CreateOptions{User: "Jos\u00e9", Role: Physician, Passphrase: "caf\u00e9 am stillen See", Rounds: quick()}); err != nil {
		t.Fatal(err)
	}
	v, err := Open(ctx, dir, OpenOptions{Layout: sample(), User: "Jose\u0301", Passphrase: "cafe\u0301 am stillen See", Rounds: quick()})
	if err != nil {
		t.Fatal(err)
	}
	v.Close()
}

func TestSecondOpeningIsRefused(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	v := d.open()
	_, err := d.try("", drPass)
	wantKind(t, err, errs.VaultInUse)
	v.Close()
	d.open()
}

func TestCreateRefuses(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := newDesk(t)
	base := CreateOptions{User: drName, Role: Physician, Passphrase: drPass, Rounds: quick()}
	_, err := Create(ctx, d.dir, base)
	wantKind(t, err, errs.Conflict)
	d.open() // still whole

	fresh := filepath.Join(t.TempDir(), "data")
	o := base
	o.Passphrase = "short"
	_, err = Create(ctx, fresh, o)
	wantKind(t, err, errs.WeakPassphrase)
	o = base
	o.Role = "owner"
	_, err = Create(ctx, fresh, o)
	wantKind(t, err, errs.Invalid)
	o = base
	o.KitFile = filepath.Join(fresh, "kit.txt")
	_, err = Create(ctx, fresh, o)
	wantKind(t, err, errs.Refused)
	link := filepath.Join(t.TempDir(), "link")
	if err := os.MkdirAll(fresh, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(fresh, link); err == nil {
		o.KitFile = filepath.Join(link, "kit.txt")
		_, err = Create(ctx, fresh, o)
		wantKind(t, err, errs.Refused)
	}
	o.KitFile = filepath.Join(t.TempDir(), "kit.txt")
	if err := os.WriteFile(o.KitFile, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = Create(ctx, fresh, o)
	wantKind(t, err, errs.Conflict)
	if b, _ := os.ReadFile(o.KitFile); string(b) != "mine" {
		t.Error("another file was written over")
	}
	if left, _ := os.ReadDir(fresh); len(left) != 0 {
		t.Errorf("refused acts left %v", left)
	}
}

func TestKitFile(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	file := filepath.Join(t.TempDir(), "kit.txt")
	c, err := Create(context.Background(), dir, CreateOptions{User: drName, Role: Physician, Passphrase: drPass, KitFile: file, Rounds: quick()})
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(file)
	if err != nil || string(b) != c.Kit {
		t.Fatal(err)
	}
	if st, _ := os.Stat(file); st.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", st.Mode())
	}
	secret, err := ParseKit(c.Kit)
	if err != nil || len(secret)*8 < 128 {
		t.Fatal(len(secret), err)
	}
	groups := formatKit(secret)
	for _, typed := range []string{groups, strings.ToLower(groups), strings.ReplaceAll(groups, "-", " "), strings.NewReplacer("0", "O", "1", "l").Replace(groups)} {
		got, err := ParseKit(typed)
		if err != nil || !bytes.Equal(got, secret) {
			t.Errorf("%q: %v", typed, err)
		}
	}
	for i := range len(groups) {
		if groups[i] == '-' {
			continue
		}
		wrong := []byte(groups)
		wrong[i] = kitAlphabet[(strings.IndexByte(kitAlphabet, wrong[i])+1)%32]
		_, err := ParseKit(string(wrong))
		wantKind(t, err, errs.Invalid)
	}
}
