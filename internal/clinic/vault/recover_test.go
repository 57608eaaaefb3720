package vault

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"oso/internal/errs"
	"oso/internal/seal"
)

func TestRemovedUser(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d, id, rec := shared(t)

	// What the staff user can have kept: the vault key of then.
	v, err := d.try(staffName, staffPass)
	if err != nil {
		t.Fatal(err)
	}
	oldKey := v.keys.vault
	if _, err := v.DeviceKey(ctx); err != nil {
		t.Fatal(err)
	}
	v.Close()

	v = d.open()
	if _, err := v.AddUser(ctx, "Second", Physician, newPass); err != nil {
		t.Fatal(err)
	}
	wantKind(t, v.RemoveUser(ctx, drName), errs.Refused)
	wantKind(t, v.RemoveUser(ctx, "Nobody"), errs.NotFound)
	if err := v.RemoveUser(ctx, staffName); err != nil {
		t.Fatal(err)
	}
	// The vault goes on in the same opening.
	later := mustSet(t, v, label{Name: "Later Patient"})
	checkWhole(t, v, 2, 1)
	v.Close()

	_, err = d.try(staffName, staffPass)
	wantKind(t, err, errs.WrongPassphrase)
	db, err := openDB(filepath.Join(d.dir, dbName), indexPragmas())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []SetID{id, later} {
		_, sealed, err := readRow(db, kindSetKey, string(c), "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := seal.NewBox(&oldKey, purposeSetKey).Open(nil, sealed, v.id, string(c)); err == nil {
			t.Error("the removed user's vault key opens a case key")
		}
	}
	db.Close()

	// Both that stay open it, each through their hand-over, twice.
	for range 2 {
		for user, pass := range map[string]string{drName: drPass, "Second": newPass} {
			v, err := d.try(user, pass)
			if err != nil {
				t.Fatal(user, err)
			}
			if err := v.Copy(ctx, &bytes.Buffer{}, id, rec.ID, nil); err != nil {
				t.Fatal(err)
			}
			if err := v.WithUserKeys(ctx, pass, func(*seal.SigningKey, *seal.OpeningKey) error { return nil }); err != nil {
				t.Fatal(err)
			}
			if v.device == nil {
				t.Error("the device key is gone")
			}
			v.Close()
		}
	}
	v = d.open()
	var left int
	if err := v.db.QueryRow("SELECT count(*) FROM handovers h JOIN slots s ON s.id = h.slot WHERE s.kind = 'user'").Scan(&left); err != nil || left != 0 {
		t.Errorf("%d hand-overs left, %v", left, err)
	}
	// A second removal before anybody else came by: hand-overs form a chain.
	if _, err := v.AddUser(ctx, "Third", Staff, staffPass); err != nil {
		t.Fatal(err)
	}
	if err := v.RemoveUser(ctx, "Third"); err != nil {
		t.Fatal(err)
	}
	if _, err := v.AddUser(ctx, "Fourth", Staff, staffPass); err != nil {
		t.Fatal(err)
	}
	if err := v.RemoveUser(ctx, "Fourth"); err != nil {
		t.Fatal(err)
	}
	v.Close()
	v, err = d.try("Second", newPass)
	if err != nil {
		t.Fatal(err)
	}
	checkWhole(t, v, 2, 1)
	v.Close()
	// And the kit still opens it, through three hand-overs.
	if _, err := Recover(ctx, d.dir, RecoverOptions{Layout: sample(), User: drName, Kit: d.kit, NewPassphrase: "eight brass bells at dawn", Rounds: quick()}); err != nil {
		t.Fatal(err)
	}
	v, err = d.try(drName, "eight brass bells at dawn")
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	checkWhole(t, v, 2, 1)
}

// checkWhole wants no damage, and so many cases and records.
func checkWhole(t *testing.T, v *Vault, cases, records int) {
	t.Helper()
	r, err := v.Verify(context.Background(), nil)
	if err != nil || len(r.Damaged) != 0 || r.Records != records {
		t.Fatalf("verify: %+v, %v", r, err)
	}
	heads, err := v.Heads(context.Background())
	if err != nil || len(heads) != cases {
		t.Fatalf("%d cases, %v", len(heads), err)
	}
}

func TestRecover(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	ring := newRing()
	d := &desk{t: t, dir: filepath.Join(t.TempDir(), "data"), ring: ring}
	c, err := Create(ctx, d.dir, CreateOptions{User: drName, Role: Physician, Passphrase: drPass, Keyring: ring, Rounds: quick()})
	if err != nil {
		t.Fatal(err)
	}
	v := d.open()
	mustSet(t, v, label{Name: "Ana Ruiz"})
	signing := v.User().Signing
	if err := v.SetCertificate(ctx, v.User().ID, json.RawMessage(`{"serial":1}`)); err != nil || v.User().Certificate == nil {
		t.Fatal(err)
	}
	v.Close()

	o := RecoverOptions{Layout: sample(), Kit: c.Kit, NewPassphrase: newPass, Rounds: quick()}
	bad := o
	bad.Kit = strings.Replace(c.Kit, "-", "-Z", 1)
	_, err = Recover(ctx, d.dir, bad)
	wantKind(t, err, errs.Invalid)
	bad.Kit = formatKit(newKit())
	_, err = Recover(ctx, d.dir, bad)
	wantKind(t, err, errs.WrongPassphrase)
	bad = o
	bad.OldPassphrase = "not the one that it was"
	_, err = Recover(ctx, d.dir, bad)
	wantKind(t, err, errs.WrongPassphrase)
	d.open().Close() // nothing was changed by all that

	// The keyring is lost, the passphrase is not: the user's keys come back.
	o.OldPassphrase = drPass
	r, err := Recover(ctx, d.dir, o)
	if err != nil || r.NewKeys || r.Keyring || r.Why != KeyringAbsent || r.User != drName {
		t.Fatalf("%+v, %v", r, err)
	}
	d.ring = nil
	if v, err = d.try("", newPass); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(v.User().Signing, signing) || v.User().Certificate == nil {
		t.Error("the user's keys did not come back")
	}
	checkWhole(t, v, 1, 0)
	v.Close()

	// On a new computer the kit puts the device secret into its keyring.
	ring2 := newRing()
	o.Keyring, o.OldPassphrase, o.NewPassphrase = ring2, newPass, drPass
	r, err = Recover(ctx, d.dir, o)
	if err != nil || !r.Keyring || !bytes.Equal(ring2.kept[c.Vault], ring.kept[c.Vault]) {
		t.Fatalf("%+v, %v", r, err)
	}
	_, err = d.try("", drPass)
	wantKind(t, err, errs.KeyringClosed)
	d.ring = ring2
	d.open().Close()

	// The passphrase is lost: new keys, no certificate.
	o.OldPassphrase, o.NewPassphrase = "", newPass
	r, err = Recover(ctx, d.dir, o)
	if err != nil || !r.NewKeys {
		t.Fatalf("%+v, %v", r, err)
	}
	if v, err = d.try("", newPass); err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	if bytes.Equal(v.User().Signing, signing) || v.User().Certificate != nil {
		t.Error("old keys or certificate are still there")
	}
	checkWhole(t, v, 1, 0)
}
