package clinicapi_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server/blob"
	"oso/internal/server/db"
	"oso/internal/wire"
)

// during is a storage in which something happens while a pack is stored.
type during struct {
	blob.Store
	then func()
}

func (s *during) Put(ctx context.Context, key string, b []byte) error {
	err := s.Store.Put(ctx, key, b)
	if then := s.then; then != nil {
		s.then = nil
		then()
	}
	return err
}

func (s *service) erase(tx *sql.Tx, c *sealedCase) {
	s.t.Helper()
	if err := db.EraseCase(context.Background(), tx, string(c.id), 1); err != nil {
		s.t.Fatal(err)
	}
}

// A case that is erased while a pack of it is on its way keeps nothing of it: no
// row, nothing that counts as an upload for ever, no blob.
func TestPackOfACaseThatIsErasedMeanwhile(t *testing.T) {
	t.Parallel()
	s := serve(t)
	store := &during{Store: s.blobs}
	s.blobs = store
	s.begin()
	d := s.enrolled(s.clinic("A"), "Dr. A")
	c := d.newCase(nil)
	d.send(c)
	blobs := func() (n int) {
		if err := s.blobs.Keys(t.Context(), func(string, int64) error { n++; return nil }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := blobs()
	d.amend(c, func(doc *casefile.Document) { doc.Service.Emergent = !doc.Service.Emergent }, true)
	var fresh []byte
	for h := range c.sealed {
		if _, err := s.db.Q().GetChunk(t.Context(), db.GetChunkParams{ClinicID: d.enrol.Clinic, CaseID: string(c.id), SHA256: h.String()}); err != nil {
			fresh = d.pack(c, h)
		}
	}
	if fresh == nil {
		t.Fatal("the amendment brings nothing new")
	}
	store.then = func() {
		if err := s.db.Tx(t.Context(), func(tx *sql.Tx) error { s.erase(tx, c); return nil }); err != nil {
			t.Error(err)
		}
	}
	d.refused(errs.Refused, "PUT", at(wire.PathPack, "{case}", string(c.id), "{pack}", casefile.NewID()), fresh)
	rows, err := s.db.Q().ListChunks(t.Context(), db.ListChunksParams{ClinicID: d.enrol.Clinic, CaseID: string(c.id)})
	if err != nil || len(rows) != 0 {
		t.Errorf("%d chunks are kept, %v", len(rows), err)
	}
	if list, err := s.db.Q().ListUploads(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("what counts as on its way: %+v, %v", list, err)
	}
	if n := blobs(); n != before { // those are doomed
		t.Errorf("%d blobs, not %d", n, before)
	}
	d.send(d.newCase(nil))
}

// So is what the clinic writes: it comes before the erasure, and goes with it, or
// not at all.
func TestMessageAboutACaseThatIsErasedMeanwhile(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	c := d.newCase(nil)
	d.send(c)
	id := casefile.NewID()
	path := at(at(wire.PathMessage, "{case}", string(c.id)), "{message}", id)
	body := c.written(id, wire.Written{From: "Dr. A, physician", At: s.clock(), Text: "Hello."})
	answer := make(chan int, 1)
	waiting := s.db.Writer().Stats().WaitCount
	if err := s.db.Tx(t.Context(), func(tx *sql.Tx) error {
		s.erase(tx, c)
		go func() {
			status, _ := d.try("POST", path, body)
			answer <- status
		}()
		// It has looked at the case, and waits for its turn; on a PostgreSQL nobody
		// sees it wait, and it may look later.
		for end := time.Now().Add(10 * time.Second); s.db.Kind() == db.SQLite && s.db.Writer().Stats().WaitCount == waiting && time.Now().Before(end); {
			time.Sleep(time.Millisecond)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if status := <-answer; status != errs.Status(errs.Refused) {
		t.Errorf("the message is answered %d", status)
	}
	if m, err := s.db.Q().GetMessage(t.Context(), id); err == nil {
		t.Errorf("an erased case keeps %+v", m)
	}
}
