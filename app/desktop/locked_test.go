package desktop

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/vault"
	"oso/internal/clinic/vault/vaulttest"
	"oso/internal/deed"
	"oso/internal/errs"
)

// silent is a window that shows nothing and asks nobody.
type silent struct{}

func (silent) Emit(string, any)                        {}
func (silent) OpenFiles(string) ([]string, error)      { return nil, nil }
func (silent) OpenFolder(string) (string, error)       { return "", nil }
func (silent) SaveFile(string, string) (string, error) { return "", nil }
func (silent) CopyText(string) error                   { return nil }
func (silent) Quit()                                   {}

func get(a *App, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	a.Assets().ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	return w
}

// The kit opens the vault: behind the lock it is not shown, nor is anything of
// a case. A record is never a page in the program's own origin.
func TestLockedShowsNothing(t *testing.T) {
	t.Parallel()
	a := New(Config{DataDir: t.TempDir(), Now: time.Now, Shell: silent{}, Rounds: vaulttest.Few()})
	t.Cleanup(func() { a.Close() })
	s := &Session{a}
	offer, err := s.CreateVault(NewVault{User: "doctor", Role: "physician", Passphrase: "a quiet morning by the river"})
	if err != nil {
		t.Fatal(err)
	}
	if k, err := s.Kit(); err != nil || len(k.Groups) != 9 {
		t.Fatalf("the kit is not offered: %v", err)
	}
	if err := s.Lock(); err != nil {
		t.Fatal(err)
	}
	if k, err := s.Kit(); !errs.Is(err, errs.VaultLocked) || len(k.Groups) > 0 {
		t.Errorf("behind the lock the kit is shown: %v", err)
	}
	if _, err := s.SaveKit(); !errs.Is(err, errs.VaultLocked) {
		t.Errorf("behind the lock the kit is saved: %v", err)
	}
	if err := s.ConfirmKit(offer.Groups[offer.Ask]); !errs.Is(err, errs.VaultLocked) {
		t.Errorf("behind the lock the kit is confirmed: %v", err)
	}
	if _, err := s.Unlock("doctor", "a quiet morning by the river"); err != nil {
		t.Fatal(err)
	}

	ctx := context.Background()
	id, err := a.vault.CreateCase(ctx, casebook.NewCase{Head: casebook.Head{State: casefile.Draft}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := a.vault.NewBatch(ctx, id, vault.BatchOptions{})
	if err != nil {
		t.Fatal(err)
	}
	w, err := b.NewRecord()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.ReadFrom(strings.NewReader("<!doctype html><script src=/x></script>")); err != nil {
		t.Fatal(err)
	}
	w.Record.Kind, w.Record.MediaType = deed.ItemRecord, "text/html; charset=utf-8"
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := b.Commit(ctx, nil); err != nil {
		t.Fatal(err)
	}
	b.Close()
	path := recordPath(id, w.Record.Record)
	got := get(a, path)
	if h := got.Header(); got.Code != 200 || h.Get("Content-Type") != "application/octet-stream" || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("a page among the records: %d %v", got.Code, h)
	}
	if err := s.Lock(); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{path, "/asset/letter/" + string(id) + "/a4"} {
		if got := get(a, path); got.Code == 200 || strings.Contains(got.Body.String(), "script") {
			t.Errorf("behind the lock %s is served", strings.Split(path, "/")[2])
		}
	}
}
