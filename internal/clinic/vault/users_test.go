package vault

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"testing"

	"oso/internal/errs"
	"oso/internal/seal"
)

const (
	staffName = "Mo"
	staffPass = "copper kettles hum at noon"
	newPass   = "nine gentle foxes in snow"
)

// shared makes a vault with a physician, a staff user, one case, one record.
func shared(t *testing.T) (*desk, SetID, Record) {
	t.Helper()
	d := newDesk(t)
	v := d.open()
	if _, err := v.AddUser(context.Background(), staffName, Staff, staffPass); err != nil {
		t.Fatal(err)
	}
	id := mustSet(t, v, label{Name: "Ana Ruiz"})
	rec := mustRecord(t, v, id, bytesOf(1000, 1))
	v.Close()
	return d, id, rec
}

func TestStaffSharesDraftsAndNotKeys(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d, id, _ := shared(t)
	v, err := d.try(staffName, staffPass)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	if h, err := readLabel(v, id); err != nil || h.Name != "Ana Ruiz" {
		t.Fatal(h, err)
	}
	if v.User().Role != Staff {
		t.Error(v.User().Role)
	}
	_, err = v.AddUser(ctx, "Friend", Staff, newPass)
	wantKind(t, err, errs.Forbidden)
	wantKind(t, v.RemoveUser(ctx, drName), errs.Forbidden)
	_, err = v.AddUser(ctx, "Second", Physician, newPass)
	wantKind(t, err, errs.Forbidden)
	wantKind(t, v.WithUserKeys(ctx, drPass, nil), errs.WrongPassphrase)

	// With everything that an open vault holds, the physician's keys stay shut.
	var dr User
	var sealed []byte
	users, err := v.Users()
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range users {
		if u.Name == drName {
			dr = u
		}
	}
	if err := v.db.QueryRow("SELECT keys FROM users WHERE id = ?", dr.ID).Scan(&sealed); err != nil {
		t.Fatal(err)
	}
	own, err := v.openSlot(ctx, v.User(), staffPass)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []seal.Key{v.keys.vault, own.secret.key(infoUser), own.secret.key(infoSlot), {}} {
		for _, u := range []User{dr, v.User()} {
			if _, err := openUserKeys(&k, sealed, v.id, u); err == nil {
				t.Fatal("a staff user's key opens the physician's")
			}
		}
	}
}

func TestUserKeysForOneAct(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	v := newDesk(t).open()
	wantKind(t, v.WithUserKeys(ctx, "some other words here", nil), errs.WrongPassphrase)
	var kept *seal.SigningKey
	err := v.WithUserKeys(ctx, drPass, func(s *seal.SigningKey, o *seal.OpeningKey) error {
		kept = s
		sig := s.Sign("oso/test/v1", []byte("manifest"))
		if err := v.User().Signing.Verify("oso/test/v1", []byte("manifest"), sig); err != nil {
			t.Error(err)
		}
		w, err := seal.Wrap(v.User().Opening, "oso/wrap/test/v1", []byte("key"), "x")
		if err != nil {
			return err
		}
		got, err := o.Unwrap("oso/wrap/test/v1", w, "x")
		if string(got) != "key" {
			t.Error(got, err)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := v.User().Signing.Verify("oso/test/v1", []byte("later"), kept.Sign("oso/test/v1", []byte("later"))); err == nil {
		t.Error("the key still signs after the act")
	}
}

func TestFirstPhysicianMayBeAddedByStaff(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir := filepath.Join(t.TempDir(), "data")
	if _, err := Create(ctx, dir, CreateOptions{User: staffName, Role: Staff, Passphrase: staffPass, Rounds: quick()}); err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, dir: dir}
	v, err := d.try("", staffPass)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	_, err = v.AddUser(ctx, "Friend", Staff, newPass)
	wantKind(t, err, errs.Forbidden)
	if _, err := v.AddUser(ctx, drName, Physician, drPass); err != nil {
		t.Fatal(err)
	}
	_, err = v.AddUser(ctx, "Another", Physician, newPass)
	wantKind(t, err, errs.Forbidden)
	_, err = d.try("", staffPass)
	wantKind(t, err, errs.VaultInUse)
	v.Close()
	_, err = d.try("", staffPass)
	wantKind(t, err, errs.Invalid) // two users now: who?
	v = d.open()
	_, err = v.AddUser(ctx, staffName, Staff, newPass)
	wantKind(t, err, errs.Conflict)
}

func TestChangePassphrase(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := newDesk(t)
	v := d.open()
	before := v.User().Signing
	wantKind(t, v.ChangePassphrase(ctx, "wrong one of course", newPass), errs.WrongPassphrase)
	wantKind(t, v.ChangePassphrase(ctx, drPass, "short"), errs.WeakPassphrase)
	if err := v.ChangePassphrase(ctx, drPass, newPass); err != nil {
		t.Fatal(err)
	}
	v.Close()
	_, err := d.try("", drPass)
	wantKind(t, err, errs.WrongPassphrase)
	v, err = d.try("", newPass)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	err = v.WithUserKeys(ctx, newPass, func(s *seal.SigningKey, _ *seal.OpeningKey) error {
		if !bytes.Equal(s.Public(), before) {
			t.Error("other keys than before")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestLock(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d, id, rec := shared(t)
	v := d.open()
	device, err := v.DeviceKey(ctx)
	if err != nil {
		t.Fatal(err)
	}
	c, err := v.Ciphertext(id)
	if err != nil {
		t.Fatal(err)
	}
	r, err := v.OpenRecord(ctx, id, rec.ID, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := v.Heads(ctx); err != nil {
		t.Fatal(err)
	}
	key := &v.keys.vault
	v.Lock()
	if *key != (seal.Key{}) || v.index != nil || v.sets != nil {
		t.Error("keys or index are still there")
	}
	_, err = v.Heads(ctx)
	wantKind(t, err, errs.VaultLocked)
	_, err = readLabel(v, id)
	wantKind(t, err, errs.VaultLocked)
	_, err = v.CreateSet(ctx, NewSet{}, nil)
	wantKind(t, err, errs.VaultLocked)
	_, err = v.SetKey(id)
	wantKind(t, err, errs.VaultLocked)
	_, err = v.OpenRecord(ctx, id, rec.ID, nil)
	wantKind(t, err, errs.VaultLocked)
	_, err = r.ReadAt(make([]byte, 4), 0)
	wantKind(t, err, errs.VaultLocked)
	wantKind(t, v.WithUserKeys(ctx, drPass, nil), errs.VaultLocked)
	_, err = v.Users()
	wantKind(t, err, errs.VaultLocked)
	_, err = d.try("", drPass)
	wantKind(t, err, errs.VaultInUse)

	// The lock screen knows who there is.
	if users, err := Peek(d.dir); err != nil || len(users) != 2 {
		t.Error(users, err)
	}

	// Sending goes on.
	if again, err := v.DeviceKey(ctx); err != nil || again != device {
		t.Error(err)
	}
	b, err := c.Chunk(rec.ID, 0, rec.Chunks[0])
	if err != nil || seal.HashChunk(b) != rec.Chunks[0].Hash {
		t.Fatal(err)
	}
	_, err = c.Chunk(rec.ID, 0, seal.ChunkRef{})
	wantKind(t, err, errs.Damaged)

	wantKind(t, v.Unlock(ctx, OpenOptions{Layout: sample(), User: drName, Passphrase: staffPass}), errs.WrongPassphrase)
	if err := v.Unlock(ctx, OpenOptions{Layout: sample(), User: staffName, Passphrase: staffPass}); err != nil {
		t.Fatal(err)
	}
	if h, err := readLabel(v, id); err != nil || h.Name != "Ana Ruiz" || v.User().Name != staffName {
		t.Fatal(h, err)
	}
}

// Staff hold the vault key and could put another public key into the
// physician's row: then the physician's act is refused, not done in vain.
func TestUserKeysAreThoseOfTheRow(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := newDesk(t)
	v := d.open()
	u := v.User()
	u.Signing = seal.NewSigningKey().Public()
	v.write.Lock()
	err := v.update(ctx, "", func(tx *Tx) error { return tx.resealUser(u) })
	v.write.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	done := false
	wantKind(t, v.WithUserKeys(ctx, drPass, func(*seal.SigningKey, *seal.OpeningKey) error { done = true; return nil }), errs.Damaged)
	if done {
		t.Error("the act was done")
	}
}

// A set that was just made is one of those that Lock wipes from the moment on when
// its act has lasted; one that was not made leaves no key.
func TestNewSetLeavesNoKeyBehindALock(t *testing.T) {
	t.Parallel()
	v := newDesk(t).open()
	ctx := context.Background()
	var st *setState
	within := false
	if _, err := v.CreateSet(ctx, NewSet{}, func(tx *Tx) error {
		st = tx.st
		tx.onCommit(func() { within = v.sets[st.id] == st }) // with mu held
		return nil
	}); err != nil || !within {
		t.Fatalf("the set is among the others when its act has lasted: %t, %v", within, err)
	}
	v.Lock()
	if st.key != (seal.Key{}) {
		t.Error("the lock left the new set's key")
	}
	if err := v.Unlock(ctx, OpenOptions{Layout: sample(), Passphrase: drPass, Rounds: quick()}); err != nil {
		t.Fatal(err)
	}
	failed := errors.New("failed")
	if _, err := v.CreateSet(ctx, NewSet{}, func(tx *Tx) error { st = tx.st; return failed }); !errors.Is(err, failed) || st.key != (seal.Key{}) {
		t.Errorf("a set that was not made: %v, its key is gone: %t", err, st.key == (seal.Key{}))
	}
}
