package server

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/jobs"
	"oso/internal/server/keys"
)

// A backup is frames (frame.go) of a tar that holds the server's TLS key, the
// blobs under blobs/ and, last, oso.db; never the master key, which is kept
// apart (see keys.Split). The copy of the database is the older one: what it
// names is among the blobs, or was erased while they were written.

// BackupResult says what a backup holds.
type BackupResult struct {
	Blobs int   `json:"blobs"`
	Bytes int64 `json:"bytes"` // before sealing
	// Missing are blobs that the database names and the service had lost when
	// the backup was made. The clinics' desks have what belongs in them.
	Missing int `json:"missing"`
}

// Names in the data folder of a backup under way: its copy of the database,
// and the lock held while there may be one.
const (
	backupPrefix = "backup-"
	backupLock   = "backup.lock"
)

// sweepBackups deletes copies of the database that a killed backup left: what
// is erased has to be erased in them too. A backup under way keeps its own.
func (s *Store) sweepBackups() error {
	l, err := takeLock(filepath.Join(s.Dir, backupLock))
	if errs.Is(err, errs.Conflict) {
		return nil
	}
	if err != nil {
		return err
	}
	defer l.release()
	return s.deleteCopies()
}

// deleteCopies is for who holds the backup's lock.
func (s *Store) deleteCopies() error {
	const op = "sweep backups"
	left, err := filepath.Glob(filepath.Join(s.Dir, backupPrefix+"*"))
	if err != nil {
		return errs.Op(err, op)
	}
	for _, path := range left {
		err = errors.Join(err, os.RemoveAll(path))
	}
	return errs.Wrap(err, errs.Refused, op, "A copy of the database that an ended backup left cannot be deleted. Nothing else was changed. Delete the folders backup-* in the data folder.")
}

// Backup writes everything into w, sealed. It may run beside the server: the
// database is a consistent copy, and blobs are written once.
func (s *Store) Backup(ctx context.Context, w io.Writer, master *keys.Master) (BackupResult, error) {
	const op = "back up"
	var r BackupResult
	release, err := s.alone(ctx)
	if errs.Is(err, errs.Conflict) {
		return r, errs.Wrap(err, errs.Conflict, op, "Another backup is being made. Nothing was written. Wait for its end.")
	}
	if err != nil {
		return r, err
	}
	defer release()
	tmp, err := os.MkdirTemp(s.Dir, backupPrefix)
	if err != nil {
		return r, errs.Wrap(err, errs.DiskFull, op, "There is no room for the backup's copy of the database. Nothing was changed.")
	}
	defer os.RemoveAll(tmp)
	snapshot := filepath.Join(tmp, databaseFile)
	if err := s.snapshot(ctx, snapshot); err != nil {
		return r, err
	}
	frames, err := newFrameWriter(w, master)
	if err != nil {
		return r, errs.Op(err, op)
	}
	t := tar.NewWriter(frames)
	if path := filepath.Join(s.Dir, tlsFile); exists(path) {
		if err := r.addFile(t, tlsFile, path); err != nil {
			return r, errs.Op(err, op)
		}
	}
	have := map[string]bool{}
	err = s.Blobs.Keys(ctx, func(key string, _ int64) error {
		if key == ownerKey {
			return nil // whoever serves what is restored owns it anew
		}
		b, err := s.Blobs.Get(ctx, key)
		if errs.Is(err, errs.NotFound) {
			return nil // erased meanwhile
		}
		if err != nil {
			return err
		}
		r.Blobs++
		have[key] = true
		return r.add(t, blobFolder+"/"+key, int64(len(b)), bytes.NewReader(b))
	})
	if err == nil {
		err = r.addFile(t, databaseFile, snapshot)
	}
	if err == nil {
		r.Missing, err = missingIn(ctx, snapshot, have)
	}
	if err == nil {
		err = t.Close()
	}
	if err == nil {
		err = frames.Close()
	}
	return r, errs.Op(err, op)
}

// snapshot is the database as it is now, with its jobs, as a file of SQLite.
func (s *Store) snapshot(ctx context.Context, path string) error {
	if s.DB.Kind() == db.SQLite {
		return s.DB.Backup(ctx, path)
	}
	to, err := db.Open(ctx, path)
	if err != nil {
		return err
	}
	defer to.Close()
	return transfer(ctx, s.DB, to)
}

// transfer copies everything into an empty database.
func transfer(ctx context.Context, from, to *db.DB) error {
	if err := to.Migrate(ctx); err != nil {
		return err
	}
	if err := jobs.Migrate(ctx, to); err != nil {
		return err
	}
	carry, err := jobs.Carry(from, to)
	if err != nil {
		return err
	}
	return db.Copy(ctx, from, to, carry)
}

// alone keeps backups and erasures from each other, in all processes: of this
// folder, and of this database.
func (s *Store) alone(ctx context.Context) (release func(), err error) {
	if err := s.MakeFolder(); err != nil {
		return nil, err
	}
	l, err := takeLock(filepath.Join(s.Dir, backupLock))
	if err != nil || s.DB.Kind() == db.SQLite {
		return l.release, err
	}
	held, err := s.DB.Hold(ctx, "backup")
	if err != nil {
		l.release()
		return nil, err
	}
	return func() { held.Release(); l.release() }, nil
}

func missingIn(ctx context.Context, snapshot string, have map[string]bool) (int, error) {
	d, err := db.Open(ctx, snapshot)
	if err != nil {
		return 0, err
	}
	defer d.Close()
	return missing(ctx, d, have)
}

// missing counts the blobs that a row names and that are not there.
func missing(ctx context.Context, d *db.DB, have map[string]bool) (int, error) {
	named, err := d.BlobKeys(ctx)
	if err != nil {
		return 0, db.Err(err, "look for blobs")
	}
	n := 0
	for _, key := range named {
		if !have[key] {
			n++
		}
	}
	return n, nil
}

func (r *BackupResult) addFile(t *tar.Writer, name, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	return r.add(t, name, info.Size(), f)
}

func (r *BackupResult) add(t *tar.Writer, name string, size int64, from io.Reader) error {
	if err := t.WriteHeader(&tar.Header{Name: name, Size: size, Mode: 0o600, Typeflag: tar.TypeReg}); err != nil {
		return err
	}
	r.Bytes += size
	_, err := io.CopyN(t, from, size)
	return err
}

// DatabaseBytes is how much the database takes on the disk.
func (s *Store) DatabaseBytes() (int64, error) {
	if s.DB.Kind() == db.PostgreSQL {
		var n int64
		err := s.DB.Reader().QueryRow("SELECT pg_database_size(current_database())").Scan(&n)
		return n, db.Err(err, "measure database")
	}
	info, err := os.Stat(filepath.Join(s.Dir, databaseFile))
	if err != nil {
		return 0, errs.Op(err, "measure database")
	}
	return info.Size(), nil
}
