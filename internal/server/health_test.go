package server

import (
	"context"
	"database/sql"
	"net/http"
	"net/http/httptest"
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
