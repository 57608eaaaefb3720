package vault

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"oso/internal/errs"
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

func TestKeyringStates(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for _, state := range []KeyringState{KeyringAbsent, KeyringClosed, KeyringSilent} {
		dir := filepath.Join(t.TempDir(), "data")
		c, err := Create(ctx, dir, CreateOptions{User: drName, Role: Physician, Passphrase: drPass, Keyring: &fakeRing{state: state}, Rounds: quick()})
		if err != nil || c.Keyring || c.Why != state {
			t.Errorf("%s at create: %+v, %v", state, c, err)
		}
		v, err := Open(ctx, dir, OpenOptions{Layout: sample(), Passphrase: drPass, Rounds: quick()})
		if err != nil {
			t.Fatal(err)
		}
		v.Close()
	}

	ring := newRing()
	d := &desk{t: t, dir: filepath.Join(t.TempDir(), "data"), ring: ring}
	c, err := Create(ctx, d.dir, CreateOptions{User: drName, Role: Physician, Passphrase: drPass, Keyring: ring, Rounds: quick()})
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
	_, err = Open(ctx, d.dir, OpenOptions{Layout: sample(), Passphrase: drPass, Rounds: quick()})
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
