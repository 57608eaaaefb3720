package server

import (
	"bytes"
	"context"
	"crypto/tls"
	"database/sql"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/blob"
	"oso/internal/server/db"
	"oso/internal/server/dbtest"
	"oso/internal/server/jobs"
	"oso/internal/server/keys"
	"oso/internal/server/trail"
	"oso/internal/server/workflow"
)

type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) later(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// testDatabase is the file of a test's folder that names its PostgreSQL.
const testDatabase = "test-database"

// at is where a test's service keeps what it has.
func at(t *testing.T, dir string) Places {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, testDatabase))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return Places{Dir: dir, Database: string(b)}
}

// folder is a data folder with keys.
func folder(t *testing.T, c *clock) (string, *keys.Master) {
	t.Helper()
	dir := place(t)
	return dir, withKeys(t, c, dir)
}

func TestMain(m *testing.M) { dbtest.Main(m) }

// place is an empty data folder, with a database of its own where the tests
// run on PostgreSQL.
func place(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if dbtest.PostgreSQL(t) {
		if err := os.WriteFile(filepath.Join(dir, testDatabase), []byte(dbtest.New(t)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// withKeys makes what a service needs to begin.
func withKeys(t *testing.T, c *clock, dir string) *keys.Master {
	t.Helper()
	ctx, master := context.Background(), keys.NewMaster()
	if err := at(t, dir).Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	s, err := at(t, dir).Open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	root := seal.NewSigningKey()
	certified, err := keys.Certified(root, master, "OSO", c.now())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.AddKeys(ctx, "test", c.now(), append(certified, keys.Root(root, master, c.now()))...); err != nil {
		t.Fatal(err)
	}
	return master
}

func config(t *testing.T, c *clock, dir string, master *keys.Master) Config {
	t.Helper()
	return Config{
		Data: dir, Database: at(t, dir).Database, Master: master, Listen: "127.0.0.1:0", Console: "127.0.0.1:0",
		Demonstration: &Demonstration{Rounds: 20_000, Drift: 100}, Office: time.UTC, Now: c.now, Log: slog.New(slog.DiscardHandler),
	}
}

func open(t *testing.T, c *clock, dir string, master *keys.Master) *Server {
	t.Helper()
	s, err := Open(context.Background(), config(t, c, dir, master))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestRunAnswersAndEnds(t *testing.T) {
	t.Parallel()
	c := &clock{at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	dir, master := folder(t, c)
	s := open(t, c, dir, master)
	switch second, err := Open(context.Background(), config(t, c, dir, master)); {
	case dbtest.PostgreSQL(t) && err == nil:
		second.Close()
	case dbtest.PostgreSQL(t) || !errs.Is(err, errs.Conflict):
		t.Errorf("a second server on one folder: %v", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()

	old := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12}}}
	if resp, err := old.Get("https://" + s.Addr().String() + "/healthz"); err == nil {
		resp.Body.Close()
		t.Error("TLS 1.2 is answered")
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	for _, url := range []string{"https://" + s.Addr().String(), "http://" + s.ConsoleAddr().String()} {
		resp, err := client.Get(url + "/healthz")
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusNoContent {
			t.Errorf("%s is not healthy: %d", url, resp.StatusCode)
		}
		if n := resp.Header.Get(HeaderStuckJobs); n != "0" {
			t.Errorf("%s tells of %q stuck jobs", url, n)
		}
	}
	client.CloseIdleConnections()
	stop()
	if err := <-ended; err != nil {
		t.Errorf("run: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	open(t, c, dir, master) // the folder is free again
}

func TestPinStaysOverAStart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	_, first, err := OwnCertificate(dir, nil, now)
	if err != nil {
		t.Fatal(err)
	}
	cert, second, err := OwnCertificate(dir, []string{"oso.example"}, now.AddDate(1, 0, 0))
	if err != nil || !bytes.Equal(first, second) {
		t.Errorf("the pin changed: %v", err)
	}
	if pin, err := Pin(cert.Certificate[0]); err != nil || !bytes.Equal(pin, first) {
		t.Errorf("the pin is not the certificate's: %v", err)
	}
	if info, err := os.Stat(filepath.Join(dir, tlsFile)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key's file: %v, %v", info.Mode(), err)
	}
}

func TestPacksWithoutRowsAreSwept(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	c := &clock{at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	dir, master := folder(t, c)
	blobs := blob.Beside(filepath.Join(dir, blobFolder))
	lost, kept := "packs/"+casefile.NewID(), "packs/"+casefile.NewID()
	for _, key := range []string{lost, kept} {
		if err := blobs.Put(ctx, key, []byte("sealed")); err != nil {
			t.Fatal(err)
		}
	}
	s, err := at(t, dir).Open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.DB.Tx(ctx, func(tx *sql.Tx) error {
		if _, err := db.New(tx).InsertChunk(ctx, db.InsertChunkParams{ClinicID: "c", CaseID: "k", SHA256: "h", Size: 6, BlobKey: kept, ReceivedAt: c.now().UnixMilli()}); err != nil {
			return err
		}
		return db.New(tx).GrowUpload(ctx, db.GrowUploadParams{ClinicID: "c", CaseID: "k", DeviceID: "d", Bytes: 6, Now: c.now().UnixMilli()})
	}); err != nil {
		t.Fatal(err)
	}
	s.Close()

	srv := open(t, c, dir, master)
	if dbtest.PostgreSQL(t) { // other instances may be in the middle of an upload
		for _, gone := range []bool{false, true} {
			if err := srv.lost(ctx, db.Job{}); err != nil {
				t.Fatal(err)
			}
			if _, err := srv.store.Blobs.Get(ctx, lost); errs.Is(err, errs.NotFound) != gone {
				t.Errorf("a pack without rows is gone: %t, want %t", !gone, gone)
			}
			c.later(lostAfter)
		}
		c.later(-2 * lostAfter)
	}
	if _, err := srv.store.Blobs.Get(ctx, lost); !errs.Is(err, errs.NotFound) {
		t.Errorf("a pack without rows: %v", err)
	}
	if _, err := srv.store.Blobs.Get(ctx, kept); err != nil {
		t.Errorf("a pack with rows: %v", err)
	}
	// An upload that never became a case goes, but not before its time.
	for _, step := range []struct {
		wait time.Duration
		gone bool
	}{{uploadLife - time.Hour, false}, {2 * time.Hour, true}} {
		c.later(step.wait)
		if err := srv.sweep(ctx, db.Job{}); err != nil {
			t.Fatal(err)
		}
		if err := srv.erase(ctx, db.Job{}); err != nil {
			t.Fatal(err)
		}
		_, err := srv.store.Blobs.Get(ctx, kept)
		if gone := errs.Is(err, errs.NotFound); gone != step.gone {
			t.Errorf("after %s the upload is gone: %v", step.wait, gone)
		}
	}
}

func TestAuditHeadsAreSignedOnceADay(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	c := &clock{at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	dir, master := folder(t, c)
	s := open(t, c, dir, master)
	for range 2 {
		if err := s.heads(ctx, db.Job{}); err != nil {
			t.Fatal(err)
		}
	}
	var days int
	var signed seal.Signed
	if err := s.store.DB.Reader().QueryRow("SELECT (SELECT COUNT(*) FROM audit_heads), body, signature FROM audit_heads LIMIT 1").Scan(&days, &signed.Body, &signed.Signature); err != nil || days != 1 {
		t.Fatalf("%d days are signed, %v", days, err)
	}
	var h trail.Heads
	if _, err := s.store.Keys.Trust().Open(signed, deed.DomainAuditHead, &h); err != nil {
		t.Fatal(err)
	}
	if h.Day != "2026-11-24" || len(h.Heads) != 1 || h.Heads[0].Chain != db.SystemChain || h.Heads[0].Seq != 1 {
		t.Errorf("heads %+v", h)
	}
}

// A demonstration's ease (codes that drift, made-up staff, money that does not
// move) and a real service's data never meet.
func TestDemonstrationAndServiceStayApart(t *testing.T) {
	t.Parallel()
	ctx, c := context.Background(), &clock{at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	for _, demonstration := range []bool{true, false} {
		dir, master := t.TempDir(), keys.NewMaster()
		if err := at(t, dir).Migrate(ctx); err != nil {
			t.Fatal(err)
		}
		s, err := at(t, dir).Open(ctx)
		if err != nil {
			t.Fatal(err)
		}
		root, keep := seal.NewSigningKey(), master
		var made *Demonstration
		if demonstration {
			keep = nil // the folder is a real service's
			made = &Demonstration{}
		}
		certified, err := keys.Certified(root, master, "OSO", c.now())
		if err != nil {
			t.Fatal(err)
		}
		if err := s.AddKeys(ctx, "test", c.now(), append(certified, keys.Root(root, keep, c.now()))...); err != nil {
			t.Fatal(err)
		}
		s.Close()
		x, err := Open(ctx, Config{
			Data: dir, Database: at(t, dir).Database, Master: master, Listen: "127.0.0.1:0", Console: "127.0.0.1:0", Demonstration: made, Office: time.UTC,
			Now: c.now, Log: slog.New(slog.DiscardHandler),
		})
		if !errs.Is(err, errs.Refused) {
			t.Errorf("demonstration %v on the other's folder: %v", demonstration, err)
		}
		if err == nil {
			x.Close()
		}
	}
}

// Health tells of jobs that no attempt got done, and stays healthy.
func TestHealthCountsStuckJobs(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	c := &clock{at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	dir, master := folder(t, c)
	s := open(t, c, dir, master)
	if err := s.store.DB.Tx(ctx, func(tx *sql.Tx) error {
		return s.jobs.Enqueue(ctx, tx, db.Job{Kind: workflow.JobErase, Key: "late"}, db.Job{Kind: workflow.JobErase, Key: "new"})
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.store.DB.Tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE river_job SET state = 'scheduled', attempt = 24 WHERE args ->> 'key' = 'late'")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	s.health(w, httptest.NewRequest("GET", "/healthz", nil))
	if n := w.Header().Get(HeaderStuckJobs); w.Code != http.StatusNoContent || n != "1" {
		t.Errorf("health answers %d, %q stuck jobs", w.Code, n)
	}
}

// Without a mail server a notice is put off, which counts no attempt: it goes
// out whenever one is named.
func TestNoticeWaitsForAMailServer(t *testing.T) {
	t.Parallel()
	s := &Server{}
	err := s.notice(nil)(context.Background(), db.Job{Kind: workflow.JobNotice})
	if err == nil || err.Error() != jobs.Later(mailPause).Error() {
		t.Errorf("a notice without a mail server: %v", err)
	}
}

// What an administrator stored as limits is what the running service works
// with; what cannot be used keeps it from starting with half of it.
func TestStoredLimitsAreUsed(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	c := &clock{at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	dir, master := folder(t, c)
	store := func(body string) {
		t.Helper()
		s, err := at(t, dir).Open(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if err := s.DB.Tx(ctx, func(tx *sql.Tx) error {
			return db.New(tx).PutSetting(ctx, db.PutSettingParams{Name: workflow.SettingName, Body: body, UpdatedAt: c.now().UnixMilli()})
		}); err != nil {
			t.Fatal(err)
		}
	}
	store(`{"clock":"480h","reasons":{"hold":["the-owner's-own"]}}`)
	s := open(t, c, dir, master)
	used := s.flow.Config()
	if used.Clock != 480*time.Hour || used.ClockEmergent != workflow.Defaults(time.UTC).ClockEmergent {
		t.Errorf("the clock is %s, emergent %s", used.Clock, used.ClockEmergent)
	}
	if !used.ReasonKnown(workflow.Hold, "the-owner's-own") || used.ReasonKnown(workflow.Hold, "patient-asked") {
		t.Errorf("reasons to hold: %v", used.Reasons[workflow.Hold])
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	store(`{"clock":"-1h"}`)
	if s, err := Open(ctx, Config{Data: dir, Database: at(t, dir).Database, Master: master, Listen: "127.0.0.1:0", Demonstration: &Demonstration{Rounds: 20_000, Drift: 100}, Office: time.UTC, Now: c.now, Log: slog.New(slog.DiscardHandler)}); !errs.Is(err, errs.Invalid) {
		t.Errorf("limits that cannot be used: %v", err)
		if err == nil {
			s.Close()
		}
	}
}

// A backup that was killed leaves a copy of the database; no erasure may miss
// it. One under way keeps its own.
func TestErasureReachesAKilledBackup(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	c := &clock{at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	dir, master := folder(t, c)
	left := func() string {
		t.Helper()
		path := filepath.Join(dir, backupPrefix+casefile.NewID(), databaseFile)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("a copy"), 0o600); err != nil {
			t.Fatal(err)
		}
		return filepath.Dir(path)
	}
	before := left()
	s := open(t, c, dir, master)
	if exists(before) {
		t.Error("a start leaves a killed backup's copy")
	}
	beside := left()
	under, err := takeLock(filepath.Join(dir, backupLock))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.store.EraseDoomed(ctx); !errs.Is(err, errs.TooMany) || !exists(beside) {
		t.Errorf("an erasure beside a backup under way: %v; the backup's copy is there: %t", err, exists(beside))
	}
	if _, err := s.store.Backup(ctx, io.Discard, master); !errs.Is(err, errs.Conflict) {
		t.Errorf("a second backup: %v", err)
	}
	under.release()
	if err := s.store.EraseDoomed(ctx); err != nil || exists(beside) {
		t.Errorf("an erasure leaves a killed backup's copy: %v", err)
	}
	if _, err := s.store.Backup(ctx, io.Discard, master); err != nil {
		t.Error(err)
	}
	if list, err := filepath.Glob(filepath.Join(dir, backupPrefix+"*")); err != nil || len(list) != 0 {
		t.Errorf("a backup that ended leaves %d copies, %v", len(list), err)
	}
}

// sluggish is a storage that deletes so many blobs before a job's time is over.
type sluggish struct {
	blob.Store
	left int
	over func()
}

func (s *sluggish) Delete(ctx context.Context, key string) error {
	if s.left == 0 {
		s.over()
		return ctx.Err()
	}
	s.left--
	return s.Store.Delete(ctx, key)
}

// More blobs of erased cases than a job comes to in its time go on at once, and
// count no failed attempt: those would end in one try a day. A storage that
// deletes nothing is a failure.
func TestManyBlobsAreErased(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	c := &clock{at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	dir, master := folder(t, c)
	s := open(t, c, dir, master)
	for range 5 {
		key := "packs/" + casefile.NewID()
		if err := s.store.Blobs.Put(ctx, key, []byte("sealed")); err != nil {
			t.Fatal(err)
		}
		if err := s.store.DB.Tx(ctx, func(tx *sql.Tx) error {
			return db.New(tx).DoomBlob(ctx, db.DoomBlobParams{BlobKey: key, CreatedAt: 1})
		}); err != nil {
			t.Fatal(err)
		}
	}
	slow := &sluggish{Store: s.store.Blobs}
	s.store.Blobs = slow
	for _, step := range []struct {
		deletes, left int
		want          error
	}{{2, 3, jobs.Later(time.Second)}, {0, 3, context.Canceled}, {3, 0, nil}} {
		took, over := context.WithCancel(ctx)
		slow.left, slow.over = step.deletes, over
		err := s.erase(took, db.Job{})
		over()
		if list, lerr := s.store.DB.Q().ListDoomedBlobs(ctx); !errors.Is(err, step.want) || lerr != nil || len(list) != step.left {
			t.Errorf("a job that deletes %d: %v, %d blobs are left, %v", step.deletes, err, len(list), lerr)
		}
	}
}

// What was begun to be sent and is not whole can be freed, of one clinic and of
// what nobody adds to; the desk sends it again.
func TestUploadsAreFreed(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	c := &clock{at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	dir, master := folder(t, c)
	s := open(t, c, dir, master)
	put := func(clinic string) string {
		t.Helper()
		key, id := "packs/"+casefile.NewID(), casefile.NewID()
		if err := s.store.Blobs.Put(ctx, key, []byte("sealed")); err != nil {
			t.Fatal(err)
		}
		if err := s.store.DB.Tx(ctx, func(tx *sql.Tx) error {
			q := db.New(tx)
			if _, err := q.InsertChunk(ctx, db.InsertChunkParams{ClinicID: clinic, CaseID: id, SHA256: "h", Size: 6, BlobKey: key, ReceivedAt: c.now().UnixMilli()}); err != nil {
				return err
			}
			return q.GrowUpload(ctx, db.GrowUploadParams{ClinicID: clinic, CaseID: id, DeviceID: "d", Bytes: 6, Now: c.now().UnixMilli()})
		}); err != nil {
			t.Fatal(err)
		}
		return key
	}
	old, others := put("a"), put("b")
	c.later(48 * time.Hour)
	fresh := put("a")
	freed, err := s.store.FreeUploads(ctx, "a", "test", c.now().Add(-24*time.Hour), c.now())
	if err != nil || freed != 6 {
		t.Errorf("freed %d bytes, %v", freed, err)
	}
	for key, gone := range map[string]bool{old: true, others: false, fresh: false} {
		if _, err := s.store.Blobs.Get(ctx, key); errs.Is(err, errs.NotFound) != gone {
			t.Errorf("a blob is gone: %t, want %t", !gone, gone)
		}
	}
	if left, err := s.store.DB.Q().ListUploads(ctx); err != nil || len(left) != 2 {
		t.Errorf("%d uploads are left, %v", len(left), err)
	}
}
