package server

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"oso/internal/server/blob"
	"oso/internal/server/db"
	"oso/internal/server/workflow"
)

// TestOneJobErasesAHundredCases: what is erased before the disk is cleaned is cleaned
// once; what is erased while that is under way has a job of its own.
func TestOneJobErasesAHundredCases(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	c := &clock{at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	dir, master := folder(t, c)
	s := open(t, c, dir, master)
	erased := func() {
		t.Helper()
		if err := s.store.DB.Tx(ctx, func(tx *sql.Tx) error {
			if err := db.New(tx).DoomBlob(ctx, db.DoomBlobParams{BlobKey: "packs/gone", CreatedAt: 1}); err != nil {
				return err
			}
			return workflow.Erase(ctx, tx, s.jobs.Enqueue, c.now())
		}); err != nil {
			t.Fatal(err)
		}
	}
	jobs := func() (n int) {
		t.Helper()
		if err := s.store.DB.Reader().QueryRow("SELECT COUNT(*) FROM river_job WHERE args ->> 'job' = 'erase'").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for range 100 {
		erased()
	}
	if n := jobs(); n != 1 {
		t.Fatalf("a hundred cases have %d jobs", n)
	}
	s.store.Blobs = &meanwhile{Store: s.store.Blobs, do: erased}
	if err := s.erase(ctx, db.Job{}); err != nil {
		t.Fatal(err)
	}
	if n := jobs(); n != 2 {
		t.Errorf("with what was erased beside the first there are %d jobs, want 2", n)
	}
}

// meanwhile is a storage that something is done beside when it first deletes.
type meanwhile struct {
	blob.Store
	do func()
}

func (m *meanwhile) Delete(ctx context.Context, key string) error {
	if m.do != nil {
		m.do()
		m.do = nil
	}
	return m.Store.Delete(ctx, key)
}
