package server

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/dbtest"
	"oso/internal/server/keys"
)

// Frames of two backups under one master key do not open together, in
// whatever way they are mixed.
func TestFramesOfTwoBackupsDoNotMix(t *testing.T) {
	t.Parallel()
	m := keys.NewMaster()
	made := func(fill byte) [][]byte {
		var b bytes.Buffer
		w, err := newFrameWriter(&b, m)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(bytes.Repeat([]byte{fill}, 3*backupFrame)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		all, head := b.Bytes(), len(backupHeader)+backupID
		size := (len(all) - head) / 3
		return [][]byte{all[:head], all[head : head+size], all[head+size : head+2*size], all[head+2*size:]}
	}
	one, two := made('1'), made('2')
	whole := func(parts ...[]byte) error {
		r, err := newFrameReader(bytes.NewReader(bytes.Join(parts, nil)), m)
		if err == nil {
			_, err = io.ReadAll(r)
		}
		return err
	}
	if err := whole(one...); err != nil {
		t.Fatalf("an unchanged backup: %v", err)
	}
	for name, parts := range map[string][][]byte{
		"another's header":       {two[0], one[1], one[2], one[3]},
		"another's first frame":  {one[0], two[1], one[2], one[3]},
		"another's middle frame": {one[0], one[1], two[2], one[3]},
		"another's last frame":   {one[0], one[1], one[2], two[3]},
		"another order":          {one[0], one[2], one[1], one[3]},
		"one left out":           {one[0], one[1], one[3]},
		"cut":                    {one[0], one[1], one[2]},
		"a frame too many":       {one[0], one[1], one[2], one[3], two[3]},
	} {
		if err := whole(parts...); !errs.Is(err, errs.Damaged) && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// stored is a service's folder with some packs that rows name, and its backup.
func stored(t *testing.T, c *clock, packs int) (dir string, backup []byte, master *keys.Master) {
	t.Helper()
	dir, master = folder(t, c)
	return dir, withPacks(t, dir, master, packs), master
}

func withPacks(t *testing.T, dir string, master *keys.Master, packs int) (backup []byte) {
	t.Helper()
	ctx := context.Background()
	s, err := at(t, dir).Open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for range packs {
		key := "packs/" + casefile.NewID()
		if err := s.Blobs.Put(ctx, key, bytes.Repeat([]byte{1}, 300_000)); err != nil {
			t.Fatal(err)
		}
		if err := s.DB.Tx(ctx, func(tx *sql.Tx) error {
			_, err := db.New(tx).InsertChunk(ctx, db.InsertChunkParams{ClinicID: "c", CaseID: "k", SHA256: key, Size: 300_000, BlobKey: key, ReceivedAt: 1})
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if _, err := s.Backup(ctx, &b, master); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A restore that ends anywhere before its end leaves a folder that nobody
// serves, migrates or restores into once more; a whole one has every blob.
func TestRestoreThatDoesNotEndServesNothing(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	c := &clock{at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	const packs = 12
	_, backup, master := stored(t, c, packs)
	head := len(backupHeader) + backupID
	first := head + 4 + int(binary.BigEndian.Uint32(backup[head:]))
	for _, part := range []int{first + 1, first + 10, (first + len(backup)) / 2, len(backup) - 1} {
		dir := filepath.Join(t.TempDir(), "restored")
		if _, err := (Places{Dir: dir}).Restore(ctx, bytes.NewReader(backup[:part]), master, "t", c.now()); err == nil {
			t.Fatalf("%d of %d bytes were restored as a whole", part, len(backup))
		}
		if s, err := at(t, dir).Open(ctx); err == nil {
			s.Close()
			t.Errorf("after %d of %d bytes the folder opens", part, len(backup))
		}
		if err := at(t, dir).Migrate(ctx); !errs.Is(err, errs.Refused) {
			t.Errorf("after %d of %d bytes the folder is migrated: %v", part, len(backup), err)
		}
		if _, err := (Places{Dir: dir}).Restore(ctx, bytes.NewReader(backup), master, "t", c.now()); !errs.Is(err, errs.Refused) {
			t.Errorf("after %d of %d bytes another restore goes over it: %v", part, len(backup), err)
		}
	}
	dir := filepath.Join(t.TempDir(), "restored")
	// What does not even begin is told before anything is made.
	for about, begin := range map[string]func() (BackupResult, error){
		"no backup": func() (BackupResult, error) {
			return Places{Dir: dir}.Restore(ctx, strings.NewReader("somebody's letter, and nothing of a service"), master, "t", c.now())
		},
		"a backup that has only begun": func() (BackupResult, error) {
			return Places{Dir: dir}.Restore(ctx, bytes.NewReader(backup[:first]), master, "t", c.now())
		},
		"another master key": func() (BackupResult, error) {
			return Places{Dir: dir}.Restore(ctx, bytes.NewReader(backup), keys.NewMaster(), "t", c.now())
		},
	} {
		if _, err := begin(); err == nil || exists(dir) {
			t.Errorf("%s: %v, and the folder is there: %t", about, err, exists(dir))
		}
	}
	r, err := Places{Dir: dir}.Restore(ctx, bytes.NewReader(backup), master, "t", c.now())
	if err != nil || r.Blobs != packs {
		t.Fatalf("restored %+v, %v", r, err)
	}
	if exists(filepath.Join(dir, restoringFile)) {
		t.Error("the name of an unfinished restore is left")
	}
	s, err := at(t, dir).Open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	rows, err := s.DB.Q().ListAudit(ctx, db.SystemChain)
	if err != nil || rows[len(rows)-1].Event != "restore" {
		t.Errorf("the audit does not end with the restore: %v", err)
	}
}

// The database is the last that is written: while anything is still to come, a
// killed restore has no database that could be opened by hand either.
func TestRestoreWritesTheDatabaseLast(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	c := &clock{at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	_, backup, master := stored(t, c, 12)
	dir := filepath.Join(t.TempDir(), "restored")
	if _, err := (Places{Dir: dir}).Restore(ctx, bytes.NewReader(backup[:len(backup)/2]), master, "t", c.now()); err == nil {
		t.Fatal("half a backup was restored as a whole")
	}
	info, err := os.Stat(filepath.Join(dir, restoringFile))
	if err != nil || info.Size() != 0 {
		t.Errorf("in the middle of the blobs the database has bytes already: %v", err)
	}
	if exists(filepath.Join(dir, databaseFile)) {
		t.Error("in the middle of the blobs the database has its name already")
	}
}

// A backup of a service that lost a blob is made and restored, and both say so.
func TestBackupTellsOfALostBlob(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	c := &clock{at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	dir, _, master := stored(t, c, 3)
	s, err := at(t, dir).Open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	named, err := s.DB.BlobKeys(ctx)
	if err != nil || len(named) != 3 {
		t.Fatalf("%d blobs are named, %v", len(named), err)
	}
	if err := s.Blobs.Delete(ctx, named[1]); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if r, err := s.Backup(ctx, &b, master); err != nil || r.Missing != 1 {
		t.Errorf("backup: %+v, %v", r, err)
	}
	r, err := Places{Dir: filepath.Join(t.TempDir(), "restored")}.Restore(ctx, &b, master, "t", c.now())
	if err != nil || r.Missing != 1 || r.Blobs != 2 {
		t.Errorf("restore: %+v, %v", r, err)
	}
}

// backTo undoes the migrations of a SQLite after the one of this number.
func backTo(t *testing.T, s *Store, number int64) {
	t.Helper()
	names, err := filepath.Glob("db/migrations/*.sql")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d migrations, %v", len(names), err)
	}
	for _, name := range slices.Backward(names) {
		n, err := strconv.ParseInt(filepath.Base(name)[:5], 10, 64)
		text, e := os.ReadFile(name)
		if err = errors.Join(err, e); err != nil {
			t.Fatal(err)
		}
		if n <= number {
			break
		}
		_, down, ok := strings.Cut(string(text), "-- +goose Down")
		if _, err := s.DB.Writer().Exec(down); err != nil || !ok {
			t.Fatalf("%s: %v", name, err)
		}
	}
	if _, err := s.DB.Writer().Exec("DELETE FROM goose_db_version WHERE version_id > ?", number); err != nil {
		t.Fatal(err)
	}
}

// A backup of an older service is brought to this version before anything is
// made of it, and its TLS key is where every instance finds it.
func TestRestoreOfAnOlderService(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	c := &clock{at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	dir := t.TempDir() // on SQLite, whatever the other tests run on
	master := withKeys(t, c, dir)
	s, err := Places{Dir: dir}.Open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	_, pin, err := s.Certificate(ctx, nil, c.now())
	if err != nil {
		t.Fatal(err)
	}
	backTo(t, s, 72)
	var b bytes.Buffer
	if _, err := s.Backup(ctx, &b, master); err != nil {
		t.Fatal(err)
	}
	taken := Places{Dir: dir, Database: "postgres://oso@127.0.0.1:1/oso", Blobs: "file:" + filepath.Join(t.TempDir(), "blobs")}
	if _, err := taken.Restore(ctx, bytes.NewReader(b.Bytes()), master, "t", c.now()); !errs.Is(err, errs.Conflict) {
		t.Errorf("a restore beside another TLS key: %v", err)
	}
	restored := func(p Places) {
		t.Helper()
		if _, err := p.Restore(ctx, bytes.NewReader(b.Bytes()), master, "t", c.now()); err != nil {
			t.Fatal(err)
		}
		if p.shared() {
			p.Dir = t.TempDir() // another instance is the first to start
		}
		s, err := p.Open(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if err := s.OpenKeys(ctx, master, c.now()); err != nil {
			t.Fatal(err)
		}
		if _, got, err := s.Certificate(ctx, nil, c.now()); err != nil || !bytes.Equal(got, pin) {
			t.Errorf("the pin changed: %v", err)
		}
	}
	restored(Places{Dir: filepath.Join(t.TempDir(), "restored")})
	restored(Places{Dir: t.TempDir(), Database: dbtest.New(t), Blobs: "file:" + filepath.Join(t.TempDir(), "blobs")})
}
