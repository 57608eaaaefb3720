package server

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server/blobtest"
	"oso/internal/server/db"
	"oso/internal/server/dbtest"
	"oso/internal/server/keys"
	"oso/internal/server/workflow"
)

// moving is a service in a folder that is about to move.
type moving struct {
	t      *testing.T
	clock  *clock
	master *keys.Master
	here   Places
	sums   map[string][sha256.Size]byte
}

func newMoving(t *testing.T, packs int) *moving {
	t.Helper()
	ctx := context.Background()
	m := &moving{t: t, clock: &clock{at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}, here: Places{Dir: t.TempDir()}, sums: map[string][sha256.Size]byte{}}
	m.master = withKeys(t, m.clock, m.here.Dir)
	s := open(t, m.clock, m.here.Dir, m.master)
	for n := range packs {
		key, b := "packs/"+casefile.NewID(), make([]byte, 40_000+n)
		rand.Read(b)
		m.sums[key] = sha256.Sum256(b)
		if err := s.store.Blobs.Put(ctx, key, b); err != nil {
			t.Fatal(err)
		}
		if err := s.store.DB.Tx(ctx, func(tx *sql.Tx) error {
			if _, err := db.New(tx).InsertChunk(ctx, db.InsertChunkParams{ClinicID: "c", CaseID: "k", SHA256: key, Size: int64(len(b)), BlobKey: key, ReceivedAt: 1}); err != nil {
				return err
			}
			return s.jobs.Enqueue(ctx, tx, db.Job{Kind: workflow.JobErase, Key: key, Due: time.Now().Add(time.Hour)})
		}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return m
}

// whole looks at a service where it was moved to: every blob by its hash, every
// job once, and nothing beside them; then it serves.
func (m *moving) whole(there Places) {
	m.t.Helper()
	ctx := context.Background()
	s, err := there.Open(ctx)
	if err != nil {
		m.t.Fatal(err)
	}
	defer s.Close()
	n := 0
	if err := s.Blobs.Keys(ctx, func(key string, _ int64) error {
		if key == ownerKey {
			return nil
		}
		n++
		b, err := s.Blobs.Get(ctx, key)
		if want, ok := m.sums[key]; err != nil || !ok || sha256.Sum256(b) != want {
			m.t.Errorf("a blob is not what it was, or was not there: %v", err)
		}
		return nil
	}); err != nil || n != len(m.sums) {
		m.t.Errorf("%d of %d blobs, %v", n, len(m.sums), err)
	}
	var jobs, distinct int
	if err := s.DB.Reader().QueryRow("SELECT COUNT(*), COUNT(DISTINCT args ->> 'key') FROM river_job WHERE args ->> 'key' LIKE 'packs/%'").Scan(&jobs, &distinct); err != nil || jobs != len(m.sums) || distinct != jobs {
		m.t.Errorf("%d jobs, %d different, of %d: %v", jobs, distinct, len(m.sums), err)
	}
	if _, err := m.here.Open(ctx); !errs.Is(err, errs.Refused) {
		m.t.Errorf("the folder still opens: %v", err)
	}
	cfg := config(m.t, m.clock, there.Dir, m.master)
	cfg.Database, cfg.Blobs, cfg.Env = there.Database, there.Blobs, there.Env
	served, err := Open(ctx, cfg)
	if err != nil {
		m.t.Fatalf("what was moved is not served: %v", err)
	}
	served.Close()
}

func (m *moving) to(blobs string) Places {
	return Places{Dir: m.here.Dir, Database: dbtest.New(m.t), Blobs: blobs, Env: os.Getenv}
}

// A move to a PostgreSQL and a real S3 that is cut off wherever it is leaves the
// folder the service; begun again it goes on and ends, with every byte.
func TestMoveToS3IsCutOff(t *testing.T) {
	t.Parallel()
	const packs = 4
	ctx := context.Background()
	for cut := 1; ; cut += 3 {
		m := newMoving(t, packs)
		line := blobtest.Lay(t)
		bucket := blobtest.Address(t)
		there := m.to(bucket)
		broken := there
		broken.Blobs = line.Lead(bucket)
		doomed, kill := context.WithCancel(ctx)
		var n atomic.Int64
		line.Befall(func(*http.Request) blobtest.Fault {
			if n.Add(1) < int64(cut) {
				return nil
			}
			kill()
			return func(http.ResponseWriter, *http.Request, http.Handler) { panic(http.ErrAbortHandler) }
		})
		_, err := broken.Move(doomed, m.master, "t", m.clock.now())
		kill()
		if err == nil {
			m.whole(there)
			if cut < 3*packs {
				t.Errorf("only %d requests of a move", n.Load())
			}
			return // longer than it takes
		}
		if s, err := m.here.Open(ctx); err != nil {
			t.Fatalf("cut off at %d: the folder is no service any more: %v", cut, err)
		} else {
			s.Close()
		}
		if r, err := there.Move(ctx, m.master, "t", m.clock.now()); err != nil || r.Blobs != packs || r.Missing != 0 {
			t.Fatalf("cut off at %d, and again: %+v, %v", cut, r, err)
		}
		m.whole(there)
	}
}

// A move that was killed after the rows were there, before the old database had
// its other name, is finished; unless the folder went on as a service.
func TestMoveThatWasKilledAtItsEnd(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for name, wentOn := range map[string]bool{"finished": false, "gone on": true} {
		m := newMoving(t, 2)
		there := m.to("file:" + filepath.Join(t.TempDir(), "blobs"))
		if _, err := there.Move(ctx, m.master, "t", m.clock.now()); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(filepath.Join(m.here.Dir, movedFile), m.here.file()); err != nil {
			t.Fatal(err)
		}
		if wentOn {
			s, err := m.here.Open(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.FreeUploads(ctx, "nobody", "t", m.clock.now(), m.clock.now()); err != nil { // writes to the audit
				t.Fatal(err)
			}
			s.Close()
		}
		r, err := there.Move(ctx, m.master, "t", m.clock.now())
		if wentOn {
			if !errs.Is(err, errs.Conflict) || !exists(m.here.file()) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil || r.Blobs != 2 {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
		m.whole(there)
	}
}

// Where something is already, nothing is moved and nothing is changed there.
func TestMoveOntoSomething(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	m, other := newMoving(t, 1), newMoving(t, 1)
	blobs := "file:" + filepath.Join(t.TempDir(), "blobs")
	taken := other.to(blobs)
	if _, err := taken.Move(ctx, other.master, "t", m.clock.now()); err != nil {
		t.Fatal(err)
	}
	for name, there := range map[string]Places{
		"both of another service": {Dir: m.here.Dir, Database: taken.Database, Blobs: taken.Blobs},
		"another's storage":       {Dir: m.here.Dir, Database: dbtest.New(t), Blobs: taken.Blobs},
		"another's database":      m.into(taken.Database),
	} {
		if _, err := there.Move(ctx, m.master, "t", m.clock.now()); !errs.Is(err, errs.Conflict) {
			t.Errorf("onto %s: %v", name, err)
		}
		if s, err := m.here.Open(ctx); err != nil {
			t.Errorf("onto %s: %v", name, err)
		} else {
			if _, err := s.Backup(ctx, io.Discard, m.master); err != nil {
				t.Error(err)
			}
			s.Close()
		}
	}
	other.whole(taken)
}

func (m *moving) into(database string) Places {
	return Places{Dir: m.here.Dir, Database: database, Blobs: "file:" + filepath.Join(m.t.TempDir(), "blobs")}
}
