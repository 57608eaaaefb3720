package vault

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
)

const (
	staffName = "Mo"
	staffPass = "copper kettles hum at noon"
	newPass   = "nine gentle foxes in snow"
)

// fakeRing is a keyring in memory that can be put into every state.
type fakeRing struct {
	kept  map[string][]byte
	state error
}

func (f *fakeRing) Get(_ context.Context, vault string) ([]byte, error) {
	if f.state != nil {
		return nil, f.state
	}
	b, ok := f.kept[vault]
	if !ok {
		return nil, KeyringNotFound
	}
	return bytes.Clone(b), nil
}

func (f *fakeRing) Set(_ context.Context, vault string, secret []byte) error {
	if f.state != nil {
		return f.state
	}
	f.kept[vault] = bytes.Clone(secret)
	return nil
}

func (f *fakeRing) Delete(_ context.Context, vault string) error {
	delete(f.kept, vault)
	return nil
}

func newRing() *fakeRing { return &fakeRing{kept: map[string][]byte{}} }

func TestPromisedRounds(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	ctx := context.Background()
	if _, err := Create(ctx, dir, CreateOptions{User: drName, Role: casefile.Physician, Passphrase: drPass}); err != nil {
		t.Fatal(err)
	}
	v, err := Open(ctx, dir, OpenOptions{Passphrase: drPass})
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
	_, err = Open(ctx, d.dir, OpenOptions{Passphrase: drPass})
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
	_, err = Open(context.Background(), t.TempDir(), OpenOptions{Passphrase: drPass})
	wantKind(t, err, errs.NotFound)
}

func TestPassphraseIsNormalized(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	ctx := context.Background()
	if _, err := Create(ctx, dir, CreateOptions{User: "Jos\u00e9", Role: casefile.Physician, Passphrase: "caf\u00e9 am stillen See", kdf: quick()}); err != nil {
		t.Fatal(err)
	}
	v, err := Open(ctx, dir, OpenOptions{User: "Jose\u0301", Passphrase: "cafe\u0301 am stillen See", kdf: quick()})
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
	base := CreateOptions{User: drName, Role: casefile.Physician, Passphrase: drPass, kdf: quick()}
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
	c, err := Create(context.Background(), dir, CreateOptions{User: drName, Role: casefile.Physician, Passphrase: drPass, KitFile: file, kdf: quick()})
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

func TestKeyringStates(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for _, state := range []KeyringState{KeyringAbsent, KeyringClosed, KeyringSilent} {
		dir := filepath.Join(t.TempDir(), "data")
		c, err := Create(ctx, dir, CreateOptions{User: drName, Role: casefile.Physician, Passphrase: drPass, Keyring: &fakeRing{state: state}, kdf: quick()})
		if err != nil || c.Keyring || c.Why != state {
			t.Errorf("%s at create: %+v, %v", state, c, err)
		}
		v, err := Open(ctx, dir, OpenOptions{Passphrase: drPass, kdf: quick()})
		if err != nil {
			t.Fatal(err)
		}
		v.Close()
	}

	ring := newRing()
	d := &desk{t: t, dir: filepath.Join(t.TempDir(), "data"), ring: ring}
	c, err := Create(ctx, d.dir, CreateOptions{User: drName, Role: casefile.Physician, Passphrase: drPass, Keyring: ring, kdf: quick()})
	if err != nil || !c.Keyring || c.Why != "" || len(ring.kept[c.Vault]) != 32 {
		t.Fatalf("%+v, %v", c, err)
	}
	d.open().Close()
	for _, state := range []error{KeyringAbsent, KeyringClosed, KeyringSilent, KeyringNotFound, errors.New("untyped")} {
		ring.state = state
		_, err := d.try("", drPass)
		wantKind(t, err, errs.KeyringClosed)
	}
	ring.state = nil
	_, err = Open(ctx, d.dir, OpenOptions{Passphrase: drPass, kdf: quick()})
	wantKind(t, err, errs.KeyringClosed)
	ring.kept[c.Vault][0] ^= 1
	_, err = d.try("", drPass)
	wantKind(t, err, errs.WrongPassphrase)
}

func TestSilentKeyringIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	block := make(chan struct{})
	defer close(block)
	_, err := answer(ctx, func() (string, error) { <-block; return "", nil })
	if stateOf(err) != KeyringSilent {
		t.Fatal(err)
	}
}

func TestKeyringErrorsAreRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]KeyringState{
		"The name org.freedesktop.secrets was not provided by any .service files": KeyringAbsent,
		"exec: \"dbus-launch\": executable file not found in $PATH":               KeyringAbsent,
		"dial unix /run/user/0/bus: connect: no such file or directory":           KeyringAbsent,
		"failed to unlock correct collection '/org/freedesktop/secrets'":          KeyringClosed,
		"A specified logon session does not exist.":                               KeyringClosed,
	} {
		if got := classify(errors.New(text)); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// shared makes a vault with a physician, a staff user, one case, one record.
func shared(t *testing.T) (*desk, casefile.CaseID, Record) {
	t.Helper()
	d := newDesk(t)
	v := d.open()
	if _, err := v.AddUser(context.Background(), staffName, casefile.Staff, staffPass); err != nil {
		t.Fatal(err)
	}
	id := mustCase(t, v, Head{Name: "Ana Ruiz"})
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
	if h, err := v.Head(id); err != nil || h.Name != "Ana Ruiz" {
		t.Fatal(h, err)
	}
	if v.User().Role != casefile.Staff {
		t.Error(v.User().Role)
	}
	_, err = v.AddUser(ctx, "Friend", casefile.Staff, newPass)
	wantKind(t, err, errs.Forbidden)
	wantKind(t, v.RemoveUser(ctx, drName), errs.Forbidden)
	_, err = v.AddUser(ctx, "Second", casefile.Physician, newPass)
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
			if _, err := openUserKeys(k, sealed, v.id, u); err == nil {
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
		sig := s.Sign(seal.DomainSeal, []byte("manifest"))
		if err := v.User().Signing.Verify(seal.DomainSeal, []byte("manifest"), sig); err != nil {
			t.Error(err)
		}
		w, err := seal.Wrap(v.User().Opening, seal.WrapOpinion, []byte("key"), "x")
		if err != nil {
			return err
		}
		got, err := o.Unwrap(seal.WrapOpinion, w, "x")
		if string(got) != "key" {
			t.Error(got, err)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := v.User().Signing.Verify(seal.DomainSeal, []byte("later"), kept.Sign(seal.DomainSeal, []byte("later"))); err == nil {
		t.Error("the key still signs after the act")
	}
}

func TestFirstPhysicianMayBeAddedByStaff(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir := filepath.Join(t.TempDir(), "data")
	if _, err := Create(ctx, dir, CreateOptions{User: staffName, Role: casefile.Staff, Passphrase: staffPass, kdf: quick()}); err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, dir: dir}
	v, err := d.try("", staffPass)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	_, err = v.AddUser(ctx, "Friend", casefile.Staff, newPass)
	wantKind(t, err, errs.Forbidden)
	if _, err := v.AddUser(ctx, drName, casefile.Physician, drPass); err != nil {
		t.Fatal(err)
	}
	_, err = v.AddUser(ctx, "Another", casefile.Physician, newPass)
	wantKind(t, err, errs.Forbidden)
	_, err = d.try("", staffPass)
	wantKind(t, err, errs.VaultInUse)
	v.Close()
	_, err = d.try("", staffPass)
	wantKind(t, err, errs.Invalid) // two users now: who?
	v = d.open()
	_, err = v.AddUser(ctx, staffName, casefile.Staff, newPass)
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
	if _, err := v.AddUser(ctx, "Second", casefile.Physician, newPass); err != nil {
		t.Fatal(err)
	}
	wantKind(t, v.RemoveUser(ctx, drName), errs.Refused)
	wantKind(t, v.RemoveUser(ctx, "Nobody"), errs.NotFound)
	if err := v.RemoveUser(ctx, staffName); err != nil {
		t.Fatal(err)
	}
	// The vault goes on in the same opening.
	later := mustCase(t, v, Head{Name: "Later Patient"})
	checkWhole(t, v, 2, 1)
	v.Close()

	_, err = d.try(staffName, staffPass)
	wantKind(t, err, errs.WrongPassphrase)
	db, err := openDB(filepath.Join(d.dir, dbName), indexPragmas())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []casefile.CaseID{id, later} {
		_, sealed, err := readRow(db, kindCaseKey, string(c), "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := seal.NewBox(&oldKey, purposeCaseKey).Open(nil, sealed, v.id, string(c)); err == nil {
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
			if _, err := v.Copy(ctx, &bytes.Buffer{}, id, rec.Record); err != nil {
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
	if _, err := v.AddUser(ctx, "Third", casefile.Staff, staffPass); err != nil {
		t.Fatal(err)
	}
	if err := v.RemoveUser(ctx, "Third"); err != nil {
		t.Fatal(err)
	}
	if _, err := v.AddUser(ctx, "Fourth", casefile.Staff, staffPass); err != nil {
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
	if _, err := Recover(ctx, d.dir, RecoverOptions{User: drName, Kit: d.kit, NewPassphrase: "eight brass bells at dawn", kdf: quick()}); err != nil {
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
	c, err := Create(ctx, d.dir, CreateOptions{User: drName, Role: casefile.Physician, Passphrase: drPass, Keyring: ring, kdf: quick()})
	if err != nil {
		t.Fatal(err)
	}
	v := d.open()
	mustCase(t, v, Head{Name: "Ana Ruiz"})
	signing := v.User().Signing
	if err := v.SetCertificate(ctx, v.User().ID, &seal.Certificate{}); err != nil || v.User().Certificate == nil {
		t.Fatal(err)
	}
	v.Close()

	o := RecoverOptions{Kit: c.Kit, NewPassphrase: newPass, kdf: quick()}
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
	r, err := v.OpenRecord(ctx, id, rec.Record)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := v.Heads(ctx); err != nil {
		t.Fatal(err)
	}
	key := &v.keys.vault
	v.Lock()
	if *key != (seal.Key{}) || v.index != nil || v.cases != nil {
		t.Error("keys or index are still there")
	}
	_, err = v.Heads(ctx)
	wantKind(t, err, errs.VaultLocked)
	_, err = v.Head(id)
	wantKind(t, err, errs.VaultLocked)
	_, err = v.CreateCase(ctx, NewCase{}, nil)
	wantKind(t, err, errs.VaultLocked)
	_, err = v.CaseKey(id)
	wantKind(t, err, errs.VaultLocked)
	_, err = v.Record(ctx, id, rec.Record)
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
	b, err := c.Chunk(rec.Record, 0, rec.Chunks[0])
	if err != nil || seal.HashChunk(b) != rec.Chunks[0].Hash {
		t.Fatal(err)
	}
	_, err = c.Chunk(rec.Record, 0, seal.ChunkRef{})
	wantKind(t, err, errs.Damaged)

	wantKind(t, v.Unlock(ctx, OpenOptions{User: drName, Passphrase: staffPass}), errs.WrongPassphrase)
	if err := v.Unlock(ctx, OpenOptions{User: staffName, Passphrase: staffPass}); err != nil {
		t.Fatal(err)
	}
	if h, err := v.Head(id); err != nil || h.Name != "Ana Ruiz" || v.User().Name != staffName {
		t.Fatal(h, err)
	}
}
