//go:build unix && !darwin

package vault

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// Where there is no session bus none is started: there is no keyring.
func TestNoBusNoKeyring(t *testing.T) {
	if busIn(filepath.Join("/run/user", "0")) || busIn(filepath.Join("/run/user", os.Getenv("UID"))) {
		t.Skip("this account has a session bus")
	}
	for _, address := range []string{"", "autolaunch:"} {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
		// A launcher that would be asked leaves a mark.
		bin, mark := t.TempDir(), filepath.Join(t.TempDir(), "launched")
		if err := os.WriteFile(filepath.Join(bin, "dbus-launch"), []byte("#!/bin/sh\ntouch "+mark+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
		ctx := context.Background()
		_, err := SystemKeyring{}.Get(ctx, "v")
		if err = errors.Join(err, SystemKeyring{}.Set(ctx, "v", []byte("x"))); stateOf(err) != KeyringAbsent {
			t.Errorf("%q: %v", address, err)
		}
		if _, err := os.Stat(mark); err == nil {
			t.Errorf("%q: a bus was launched", address)
		}
	}
	dir := t.TempDir()
	if busIn(dir) {
		t.Error("a bus in an empty folder")
	}
	if err := os.WriteFile(filepath.Join(dir, "bus"), nil, 0o600); err != nil || !busIn(dir) {
		t.Error("a bus was not seen", err)
	}
}
