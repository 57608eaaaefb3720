package clinicapi

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"oso/internal/server/db"
	"oso/internal/server/db/schematest"
)

// Packs that come at once share a commit; one that cannot be written fails
// alone, and every other one is there when its put returns.
func TestShelfKeepsPacksApart(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d, _ := new(schematest.Tables).Open(t)
	bad := "CREATE TRIGGER full BEFORE INSERT ON chunks WHEN NEW.sha256 = 'bad' BEGIN SELECT RAISE(ABORT, 'no room'); END"
	if d.Kind() == db.PostgreSQL {
		bad = "ALTER TABLE chunks ADD CHECK (sha256 <> 'bad')"
	}
	if _, err := d.Writer().Exec(bad); err != nil {
		t.Fatal(err)
	}
	row := func(hash string) db.InsertChunkParams {
		return db.InsertChunkParams{ClinicID: "c", CaseID: "k", SHA256: hash, Size: 1, BlobKey: "packs/" + hash, ReceivedAt: 1}
	}
	s := &shelf{db: d}
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			hash := fmt.Sprintf("h%02d", i/2) // every one twice
			if _, err := s.put("desk", []db.InsertChunkParams{row(hash)}); err != nil {
				t.Error(err)
			}
			if _, err := d.Q().GetChunk(ctx, db.GetChunkParams{ClinicID: "c", CaseID: "k", SHA256: hash}); err != nil {
				t.Errorf("a pack was answered before its rows were there: %v", err)
			}
		})
		if i%10 == 0 {
			wg.Go(func() {
				if used, err := s.put("desk", []db.InsertChunkParams{row(fmt.Sprintf("x%02d", i)), row("bad")}); err == nil {
					t.Errorf("a pack that cannot be written was taken, used %t", used)
				}
			})
		}
	}
	wg.Wait()
	all, err := d.Q().ListChunks(ctx, db.ListChunksParams{ClinicID: "c", CaseID: "k"})
	if err != nil || len(all) != 20 {
		t.Errorf("%d rows, want 20 and nothing of a refused pack: %v", len(all), err)
	}
	if used, err := s.put("desk", []db.InsertChunkParams{row("h00")}); used || err != nil {
		t.Errorf("rows that were there: used %t, %v", used, err)
	}
}
