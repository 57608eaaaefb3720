package desktop

import (
	"testing"
	"time"

	"oso/internal/clinic/vault/vaulttest"
)

// A program that was killed on the kit's page comes back to a vault that says
// so, and to a new kit; one that is confirmed is not asked about again.
func TestKitThatNobodyConfirmed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	start := func() (*App, *Session) {
		a := New(Config{DataDir: dir, Now: time.Now, Shell: silent{}, Rounds: vaulttest.Few()})
		t.Cleanup(func() { a.Close() })
		return a, &Session{a}
	}
	a, s := start()
	if _, err := s.CreateVault(NewVault{User: "doctor", Role: "physician", Passphrase: pass}); err != nil {
		t.Fatal(err)
	}
	a.Close() // on the kit's page
	a, s = start()
	st, err := s.Unlock("doctor", pass)
	if err != nil || st.Vault != "open" || !st.NoKit {
		t.Fatalf("opened again: %s, warned: %v, %v", st.Vault, st.NoKit, err)
	}
	if _, err := s.NewKit("not the passphrase of anybody"); err == nil {
		t.Fatal("somebody at an unattended screen gets a kit")
	}
	if st, err = s.NewKit(pass); err != nil || st.Vault != "kit" {
		t.Fatalf("asked for a new kit: %s, %v", st.Vault, err)
	}
	offer, err := s.Kit()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.ConfirmKit(offer.Groups[offer.Ask]); err != nil {
		t.Fatal(err)
	}
	a.Close()
	_, s = start()
	if st, err = s.Unlock("doctor", pass); err != nil || st.NoKit {
		t.Errorf("a kit that was confirmed is asked about again: %v", err)
	}
}
