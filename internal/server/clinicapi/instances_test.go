package clinicapi_test

import (
	"context"
	"database/sql"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"

	"oso/internal/seal"
	"oso/internal/server/blob"
	"oso/internal/server/db"
	"oso/internal/server/dbtest"
	"oso/internal/wire"
)

// halting is a storage in which a process can be stopped: after a blob is
// stored, before anybody hears of it.
type halting struct {
	blob.Store
	once    sync.Once
	halted  chan struct{}
	forever chan struct{}
}

func (h *halting) Put(ctx context.Context, key string, b []byte) error {
	err := h.Store.Put(ctx, key, b)
	h.once.Do(func() { close(h.halted); <-h.forever })
	return err
}

// sibling is another instance over the same database and storage.
func (s *service) sibling(name string) *service {
	s.t.Helper()
	at, err := url.Parse(s.at)
	if err != nil {
		s.t.Fatal(err)
	}
	q := at.Query()
	q.Set("application_name", name)
	at.RawQuery = q.Encode()
	o := &service{
		t: s.t, at: at.String(), blobs: s.blobs, keys: s.keys, root: s.root, master: s.master, stored: s.stored, flow: s.flow,
		log: s.log, jobs: s.jobs, now: s.clock(),
	}
	if o.db, err = db.Open(context.Background(), o.at); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { o.db.Close() })
	o.begin()
	o.http = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { o.api.Load().ServeHTTP(w, r) }))
	return o
}

// die ends an instance as a kill does: its connections are cut off, on both
// sides, in the middle of what they were at.
func (s *service) die(by *service, name string) {
	s.t.Helper()
	s.http.CloseClientConnections()
	if _, err := by.db.Writer().Exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = ?1", name); err != nil {
		s.t.Fatal(err)
	}
}

// Two instances serve one desk. One dies in the middle of an upload, another in
// the middle of a receipt: nothing is lost, nothing comes twice, and whatever
// the receipt covers is there.
func TestInstanceDiesInTheMiddle(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dbtest.Only(t)
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	c := d.newCase(nil)
	var all []seal.ChunkHash
	for h := range c.sealed {
		all = append(all, h)
	}
	pack := at(c.path(wire.PathPack), "{pack}", "1")

	// Begun at one; the other one is killed between the blob and its rows.
	d.must("PUT", pack, d.pack(c, all[0]), nil)
	upload := s.sibling("upload")
	stop := &halting{Store: s.blobs, halted: make(chan struct{}), forever: make(chan struct{})}
	upload.blobs = stop
	upload.begin()
	d.s = upload
	lost := make(chan struct{})
	go func() {
		defer close(lost)
		if resp, err := d.try("PUT", pack, d.pack(c, all[1])); err == nil && resp == http.StatusOK {
			t.Error("a pack of a killed instance was acknowledged")
		}
	}()
	<-stop.halted
	upload.die(s, "upload")
	<-lost

	// The rest goes to the one that lives; the receipt is begun at a third one,
	// which is killed in its transaction.
	d.s = s
	if n := d.upload(c); n != len(all)-1 {
		t.Errorf("%d chunks were missing, want %d", n, len(all)-1)
	}
	receipt := s.sibling("receipt")
	inside, never := make(chan struct{}), make(chan struct{})
	var once sync.Once
	receipt.enqueue = func(ctx context.Context, tx *sql.Tx, list ...db.Job) error {
		once.Do(func() { close(inside); <-never })
		return s.jobs.put(ctx, tx, list...)
	}
	receipt.begin()
	d.s = receipt
	lost = make(chan struct{})
	request := d.versionRequest(c)
	go func() {
		defer close(lost)
		if resp, err := d.try("POST", c.path(wire.PathVersions), request); err == nil && resp == http.StatusOK {
			t.Error("a version of a killed instance was acknowledged")
		}
	}()
	<-inside
	receipt.die(s, "receipt")
	<-lost

	d.s = s
	first := d.send(c)
	other := s.sibling("other")
	d.s = other
	if again := d.send(c); again.ReceivedAt != first.ReceivedAt || again.Reference != first.Reference {
		t.Errorf("another instance gives another receipt: %+v, %+v", again, first)
	}
	d.readBack(c)
	for table, want := range map[string]int{"cases": 1, "case_versions": 1, "uploads": 0} {
		var n int
		if err := s.db.Reader().QueryRow("SELECT COUNT(*) FROM " + table).Scan(&n); err != nil || n != want {
			t.Errorf("%d rows in %s, want %d, %v", n, table, want, err)
		}
	}
	rows, err := s.db.Q().ListAudit(ctx, string(c.id))
	if err != nil || db.VerifyChain(rows) != nil {
		t.Errorf("the case's audit: %v, %v", err, db.VerifyChain(rows))
	}
	close(stop.forever) // the killed ones' goroutines end with the test
	close(never)
	other.http.Close()
}
