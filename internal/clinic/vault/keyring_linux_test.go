package vault

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"oso/internal/errs"
)

// ringSession is set in the child that runs inside a session bus of its own:
// "open" where a keyring daemon answers there, "none" where none does.
const ringSession = "OSO_VAULT_TEST_RING"

// TestSystemKeyring runs TestInSession on a session bus of its own, with and
// without GNOME's keyring behind it. OSO_PROOFS=all runs it, where both
// programs are there.
func TestSystemKeyring(t *testing.T) {
	t.Parallel()
	if os.Getenv("OSO_PROOFS") != "all" {
		t.Skip("set OSO_PROOFS=all: needs dbus-run-session and gnome-keyring-daemon")
	}
	for _, program := range []string{"dbus-run-session", "gnome-keyring-daemon"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip("needs " + program)
		}
	}
	for state, before := range map[string]string{
		"open": "printf test | gnome-keyring-daemon --unlock --components=secrets >/dev/null; ",
		"none": "",
	} {
		home := t.TempDir()
		for _, sub := range []string{".cache", "run"} {
			if err := os.MkdirAll(filepath.Join(home, sub), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		cmd := exec.Command("dbus-run-session", "--", "sh", "-c", before+`exec "$0" -test.run='^TestInSession$' -test.v`, os.Args[0])
		cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "XDG_RUNTIME_DIR=" + filepath.Join(home, "run"),
			"XDG_DATA_DIRS=" + home, "TMPDIR=" + os.TempDir(), ringSession + "=" + state}
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", state, err, out)
		}
	}
}

// TestInSession is run by TestSystemKeyring.
func TestInSession(t *testing.T) {
	ctx := context.Background()
	dir := filepath.Join(t.TempDir(), "data")
	ring := SystemKeyring{}
	create := func() Created {
		t.Helper()
		c, err := Create(ctx, dir, CreateOptions{User: drName, Role: Physician, Passphrase: drPass, Keyring: ring, Rounds: quick()})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	d := &desk{t: t, dir: dir, ring: ring}
	switch os.Getenv(ringSession) {
	default:
		t.Skip("is run by TestSystemKeyring")
	case "none":
		if c := create(); c.Keyring || c.Why == "" || c.Why == KeyringNotFound {
			t.Errorf("%+v", c)
		}
		d.open()
	case "open":
		c := create()
		if !c.Keyring {
			t.Fatalf("the keyring took no secret: %s", c.Why)
		}
		d.open().Close()
		if err := ring.Delete(ctx, c.Vault); err != nil {
			t.Fatal(err)
		}
		if err := ring.Delete(ctx, c.Vault); err != nil {
			t.Error("deleting what is not there:", err)
		}
		_, err := d.try("", drPass)
		wantKind(t, err, errs.KeyringClosed)
		r, err := Recover(ctx, dir, RecoverOptions{Layout: sample(), Kit: c.Kit, OldPassphrase: drPass, NewPassphrase: newPass, Keyring: ring, Rounds: quick()})
		if err != nil || !r.Keyring || r.NewKeys {
			t.Fatalf("%+v, %v", r, err)
		}
		v, err := d.try("", newPass)
		if err != nil {
			t.Fatal(err)
		}
		v.Close()
	}
}
