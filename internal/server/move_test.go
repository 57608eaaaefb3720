package server

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"testing"
	"time"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/dbtest"
	"oso/internal/server/workflow"
)

// A service goes from its folder to a PostgreSQL and other blobs, is backed up
// there, and comes back from the backup: with everything, its jobs, its TLS key
// and its audit.
func TestMoveAndBack(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	c := &clock{at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	address := dbtest.New(t)
	dir := t.TempDir() // on SQLite, whatever the other tests run on
	master := withKeys(t, c, dir)
	withPacks(t, dir, master, 3)
	here := Places{Dir: dir}
	there := Places{Dir: dir, Database: address, Blobs: "file:" + filepath.Join(t.TempDir(), "blobs")}

	s := open(t, c, dir, master)
	_, pin, err := s.store.Certificate(ctx, nil, c.now())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.store.DB.Tx(ctx, func(tx *sql.Tx) error {
		return s.jobs.Enqueue(ctx, tx, db.Job{Kind: workflow.JobErase, Key: "carried", Due: time.Now().Add(time.Hour)})
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := there.Move(ctx, master, "t", c.now()); !errs.Is(err, errs.Conflict) {
		t.Errorf("a move of a service that runs: %v", err)
	}
	s.Close()
	for name, p := range map[string]Places{"to nowhere": here, "with its blobs here": {Dir: dir, Database: address}} {
		if _, err := p.Move(ctx, master, "t", c.now()); !errs.Is(err, errs.Usage) {
			t.Errorf("a move %s: %v", name, err)
		}
	}
	if r, err := there.Move(ctx, master, "t", c.now()); err != nil || r.Blobs != 3 || r.Missing != 0 {
		t.Fatalf("moved %+v, %v", r, err)
	}
	if _, err := here.Open(ctx); !errs.Is(err, errs.Refused) {
		t.Errorf("the folder still opens: %v", err)
	}

	whole := func(p Places, last string) *Store {
		t.Helper()
		s, err := p.Open(ctx)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		if err := s.OpenKeys(ctx, master, c.now()); err != nil {
			t.Fatal(err)
		}
		if _, got, err := s.Certificate(ctx, nil, c.now()); err != nil || !bytes.Equal(got, pin) {
			t.Errorf("the pin changed: %v", err)
		}
		keys, err := s.DB.BlobKeys(ctx)
		if err != nil || len(keys) != 3 {
			t.Fatalf("%d blobs are named, %v", len(keys), err)
		}
		for _, key := range keys {
			if b, err := s.Blobs.Get(ctx, key); err != nil || len(b) != 300_000 {
				t.Errorf("a blob has %d bytes, %v", len(b), err)
			}
		}
		rows, err := s.DB.Q().ListAudit(ctx, db.SystemChain)
		if err != nil || rows[len(rows)-1].Event != last {
			t.Errorf("the audit does not end with %s: %v", last, err)
		}
		if err := db.VerifyChain(rows); err != nil {
			t.Error(err)
		}
		var jobs int
		if err := s.DB.Reader().QueryRow("SELECT COUNT(*) FROM river_job WHERE args ->> 'key' = 'carried'").Scan(&jobs); err != nil || jobs != 1 {
			t.Errorf("the job came %d times, %v", jobs, err)
		}
		return s
	}
	moved := whole(there, "move")
	if _, err := there.Move(ctx, master, "t", c.now()); !errs.Is(err, errs.Refused) {
		t.Errorf("a second move: %v", err)
	}
	elsewhere := there // a second instance begins without a folder of its own
	elsewhere.Dir = filepath.Join(t.TempDir(), "elsewhere")
	if r, err := whole(elsewhere, "move").Backup(ctx, io.Discard, master); err != nil || r.Blobs != 3 {
		t.Errorf("backed up from a second instance %+v, %v", r, err)
	}
	var b bytes.Buffer
	if r, err := moved.Backup(ctx, &b, master); err != nil || r.Blobs != 3 {
		t.Fatalf("backed up %+v, %v", r, err)
	}
	backup := b.Bytes()
	if _, err := there.Restore(ctx, bytes.NewReader(backup), master, "t", c.now()); !errs.Is(err, errs.Conflict) {
		t.Errorf("a restore over a service: %v", err)
	}
	for name, p := range map[string]Places{
		"folder":     {Dir: filepath.Join(t.TempDir(), "restored")},
		"PostgreSQL": {Dir: t.TempDir(), Database: dbtest.New(t), Blobs: "file:" + filepath.Join(t.TempDir(), "blobs")},
	} {
		if r, err := p.Restore(ctx, bytes.NewReader(backup), master, "t", c.now()); err != nil || r.Blobs != 3 || r.Missing != 0 {
			t.Fatalf("restored to a %s: %+v, %v", name, r, err)
		}
		whole(p, "restore")
	}
}

// Blobs belong to one database: the sweep of another one would delete them.
func TestBlobsOfAnotherServiceAreLeftAlone(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	c := &clock{at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	one, master := folder(t, c)
	first := open(t, c, one, master)
	if err := first.store.Blobs.Put(ctx, "packs/on-its-way", []byte("not yet named by a row")); err != nil {
		t.Fatal(err)
	}
	two, master := folder(t, c)
	cfg := config(t, c, two, master)
	cfg.Blobs = "file:" + filepath.Join(one, blobFolder)
	if s, err := Open(ctx, cfg); !errs.Is(err, errs.Refused) {
		t.Errorf("a second service over the same blobs: %v", err)
		if err == nil {
			s.Close()
		}
	}
	if _, err := first.store.Blobs.Get(ctx, "packs/on-its-way"); err != nil {
		t.Errorf("its start deleted a blob of the first: %v", err)
	}
}

// Storage without any blob that the database names is not this service's, and
// stays as it is; storage that a restore put them into is.
func TestStorageWithoutTheServicesBlobs(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	c := &clock{at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	dir, backup, master := stored(t, c, 3)
	for name, blobs := range map[string]map[string]string{"empty": {}, "of others": {"packs/other": "x"}} {
		other := filepath.Join(t.TempDir(), "blobs")
		cfg := config(t, c, dir, master)
		cfg.Blobs = "file:" + other
		store := Places{Blobs: cfg.Blobs}
		b, err := store.blobs(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for key, content := range blobs {
			if err := b.Put(ctx, key, []byte(content)); err != nil {
				t.Fatal(err)
			}
		}
		s, err := Open(ctx, cfg)
		if !errs.Is(err, errs.Refused) {
			t.Errorf("storage that is %s: %v", name, err)
		}
		if err == nil {
			s.Close()
		}
		left := map[string]string{}
		if err := b.Keys(ctx, func(key string, _ int64) error { left[key] = blobs[key]; return nil }); err != nil || !maps.Equal(left, blobs) {
			t.Errorf("storage that was %s has %v, %v", name, left, err)
		}
	}
	open(t, c, dir, master).Close()
	p := Places{Dir: filepath.Join(t.TempDir(), "restored")}
	if _, err := p.Restore(ctx, bytes.NewReader(backup), master, "t", c.now()); err != nil {
		t.Fatal(err)
	}
	open(t, c, p.Dir, master)
}

// Where desks are enrolled a TLS key that is gone is not made anew: every pin
// would break. Where it comes back, or no desk is left, there is one.
func TestLostTLSKeyIsNotMadeAnew(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	c := &clock{at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	dir := t.TempDir()
	master := withKeys(t, c, dir)
	s, err := Places{Dir: dir}.Open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.OpenKeys(ctx, master, c.now()); err != nil {
		t.Fatal(err)
	}
	pinned := func() []byte {
		t.Helper()
		_, pin, err := s.Certificate(ctx, nil, c.now())
		if err != nil {
			t.Fatal(err)
		}
		return pin
	}
	first := pinned()
	if err := s.DB.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		return errors.Join(q.InsertClinic(ctx, db.InsertClinicParams{ID: "c", Name: "n"}),
			q.InsertDevice(ctx, db.InsertDeviceParams{ID: "d", ClinicID: "c", PublicKey: []byte{1}, EnrolledAt: 1}))
	}); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, tlsFile)
	if err := os.Rename(path, path+".away"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Certificate(ctx, nil, c.now()); !errs.Is(err, errs.Refused) || exists(path) {
		t.Errorf("a lost key: %v, made anew: %t", err, exists(path))
	}
	if err := os.Rename(path+".away", path); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(pinned(), first) {
		t.Error("the pin changed")
	}
	if err := s.DB.Tx(ctx, func(tx *sql.Tx) error {
		_, err := db.New(tx).RevokeDevice(ctx, db.RevokeDeviceParams{ID: "d", RevokedAt: 1, RevokedBy: "t", RevokedNoteSealed: []byte{}})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(pinned(), first) {
		t.Error("the new key is the lost one")
	}
}

// What cannot be served is told at the start, and nothing is written.
func TestPlacesThatCannotBeServed(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	c := &clock{at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	dir, master := folder(t, c)
	for name, x := range map[string]struct {
		database, blobs string
		kind            errs.Kind
	}{
		"a database that does not answer": {"postgres://oso@127.0.0.1:1/oso?connect_timeout=1", "", errs.Unreachable},
		"a database of another kind":      {"mysql://localhost/oso", "", errs.Invalid},
		"an address that is none":         {"postgres://oso@local host/oso", "", errs.Invalid},
		"a storage of another kind":       {"", "gs://bucket", errs.Invalid},
		"a bucket without credentials":    {"", "s3://bucket", errs.Usage},
	} {
		cfg := config(t, c, dir, master)
		if x.database != "" {
			cfg.Database = x.database
		}
		cfg.Blobs = x.blobs
		s, err := Open(ctx, cfg)
		if !errs.Is(err, x.kind) {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil {
			s.Close()
		}
	}
	open(t, c, dir, master)
}
