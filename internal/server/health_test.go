package server

import (
	"context"
	"database/sql"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// A service whose database can be read but not written to is not healthy: it
// can acknowledge nothing.
func TestHealthTellsOfAHeldDatabase(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	c := &clock{at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	dir, master := folder(t, c)
	s := open(t, c, dir, master)
	health := func() int {
		w := httptest.NewRecorder()
		s.health(w, httptest.NewRequest("GET", "/healthz", nil))
		return w.Code
	}
	if code := health(); code != http.StatusNoContent {
		t.Fatalf("at first: %d", code)
	}
	other, err := at(t, dir).Open(ctx) // another process, as an administrator's command
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	holding, release, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- other.DB.Tx(ctx, func(*sql.Tx) error { close(holding); <-release; return nil })
	}()
	<-holding
	for range 2 {
		if code := health(); code != http.StatusServiceUnavailable {
			t.Errorf("while another process holds it: %d", code)
		}
	}
	close(release)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	for code := 0; code != http.StatusNoContent; code = health() { // the last question may still wait for its answer
	}
	s.store.DB.Fail()
	if code := health(); code != http.StatusServiceUnavailable {
		t.Errorf("after its disk failed: %d", code)
	}
}

// Who asks whether an instance is ready reads a line of each thing that is not, and
// what to do; who asks at a door where strangers come reads none.
func TestReadySaysWhatIsNot(t *testing.T) {
	t.Parallel()
	c := &clock{at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	dir, master := folder(t, c)
	s := open(t, c, dir, master)
	read := func(ask http.HandlerFunc) (int, []string) {
		w := httptest.NewRecorder()
		ask(w, httptest.NewRequest("GET", "/readyz", nil))
		return w.Code, strings.Split(strings.TrimSpace(w.Body.String()), "\n")
	}
	if code, lines := read(s.ready); code != http.StatusNoContent || lines[0] != "" {
		t.Fatalf("a service that is well: %d, %q", code, lines)
	}
	if err := s.store.Blobs.Delete(context.Background(), ownerKey); err != nil {
		t.Fatal(err)
	}
	s.storage = pulse{}
	s.store.DB.Fail()
	c.later(500 * 24 * time.Hour)
	code, lines := read(s.ready)
	want := []string{"database: its disk did not", "storage: it does not hold", "signing: the issuing key"}
	if code != http.StatusServiceUnavailable || len(lines) != len(want) {
		t.Fatalf("%d, %q", code, lines)
	}
	for i, begin := range want {
		if !strings.HasPrefix(lines[i], begin) || strings.Contains(lines[i], dir) {
			t.Errorf("line %q, want %s...", lines[i], begin)
		}
	}
	if code, lines := read(s.health); code != http.StatusServiceUnavailable || lines[0] != "" {
		t.Errorf("at a door: %d, %q", code, lines)
	}
}
