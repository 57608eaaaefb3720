package server

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"oso/internal/errs"
	"oso/internal/server/blob"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/jobs"
)

// Places are where a service keeps what it has. On one machine only Dir is
// named, and everything is in it.
type Places struct {
	Dir      string              // the data folder; with a PostgreSQL this instance's own
	Database string              // empty: oso.db in the folder; see db.Open
	Blobs    string              // empty: blobs in the folder; see blob.Dial
	Env      func(string) string // credentials of a bucket; nil: none
}

// shared tells whether several instances may serve at once.
func (p Places) shared() bool { return db.IsPostgreSQL(p.Database) }

// file is SQLite's.
func (p Places) file() string {
	if p.Database == "" {
		return filepath.Join(p.Dir, databaseFile)
	}
	return strings.TrimPrefix(p.Database, "sqlite:")
}

func (p Places) address() string {
	if p.shared() || strings.Contains(p.Database, "://") {
		return p.Database
	}
	return p.file()
}

// blobs opens the blobs beside whoever uses them; it sweeps nothing.
func (p Places) blobs(ctx context.Context) (blob.Store, error) {
	env := p.Env
	if env == nil {
		env = func(string) string { return "" }
	}
	if p.Blobs == "" {
		return blob.Beside(filepath.Join(p.Dir, blobFolder)), nil
	}
	return blob.Dial(ctx, p.Blobs, env)
}

// Open opens what is kept, beside running instances as well: it takes no lock,
// sweeps nothing and migrates nothing. It has to be there.
func (p Places) Open(ctx context.Context) (*Store, error) {
	const op = "open data folder"
	if err := unfinished(p.Dir); err != nil {
		return nil, err
	}
	if !strings.Contains(p.address(), "://") {
		if err := p.moved(); err != nil {
			return nil, err
		}
		if _, err := os.Stat(p.file()); err != nil {
			return nil, errs.Wrap(err, errs.NotFound, op, "There is no service's data in this folder. Nothing was changed. Give the folder with --data, or make one with: oso-server migrate.")
		}
	}
	d, err := db.Open(ctx, p.address())
	if err != nil {
		return nil, err
	}
	if err := d.Usable(ctx); err != nil {
		d.Close()
		return nil, err
	}
	b, err := p.blobs(ctx)
	if err != nil {
		d.Close()
		return nil, err
	}
	s := &Store{Dir: p.Dir, DB: d, Blobs: b, Records: chart.New(d, b)}
	if _, err = s.owns(ctx); err != nil {
		d.Close()
		return nil, err
	}
	return s, nil
}

// moved refuses a folder whose service went to a PostgreSQL: whoever forgets
// --database is not to begin an empty service beside it.
func (p Places) moved() error {
	if exists(p.file()) || !exists(filepath.Join(filepath.Dir(p.file()), movedFile)) {
		return nil
	}
	return errs.E(errs.Refused, "open data folder", "The service of this folder was moved to a PostgreSQL. Nothing was changed. Name that one with --database and --blobs; to go back, make a backup there and restore it to a new folder.")
}

func makeFolder(dir string) error {
	err := os.MkdirAll(dir, 0o700)
	return errs.Wrap(err, errs.Refused, "make data folder", "The data folder cannot be made. Nothing was changed. Choose a folder that the service's user may write.")
}

// Migrate makes the folder and brings the database to this program's version.
func (p Places) Migrate(ctx context.Context) error {
	if err := unfinished(p.Dir); err != nil {
		return err
	}
	if !strings.Contains(p.address(), "://") { // else nothing of it lies there
		if err := p.moved(); err != nil {
			return err
		}
		if err := makeFolder(p.Dir); err != nil {
			return err
		}
	}
	d, err := db.Open(ctx, p.address())
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Migrate(ctx); err != nil {
		return err
	}
	return jobs.Migrate(ctx, d)
}

// lock keeps a second service off one file of SQLite. Instances on one
// PostgreSQL share it.
func (p Places) lock() (*lock, error) {
	if strings.Contains(p.address(), "://") {
		return nil, nil
	}
	return takeLock(filepath.Join(filepath.Dir(p.file()), lockFile))
}

// served tells whether there is the file that a service holds: taking it then makes
// nothing.
func (p Places) served() bool {
	return !strings.Contains(p.address(), "://") && exists(filepath.Join(filepath.Dir(p.file()), lockFile))
}

// ownerKey is the blob that says whose the others are.
const ownerKey = "owner/service"

// owns tells whether the blobs are this database's, and refuses those of
// another one: the sweep of blobs that no row names would delete them. Not
// before a service served them are they anybody's.
func (s *Store) owns(ctx context.Context) (bool, error) {
	owner, err := s.Blobs.Get(ctx, ownerKey)
	if errs.Is(err, errs.NotFound) {
		return false, nil
	}
	if errs.Is(err, errs.Internal) {
		return false, blob.MayNot(err)
	}
	if err != nil {
		return false, err
	}
	epoch, err := s.DB.Q().Epoch(ctx)
	if err == nil && string(owner) != epoch {
		err = errs.E(errs.Refused, "open blobs", "This storage belongs to another service, or to this one as it was before a restore. Nothing was changed. Check --blobs; each service has a bucket, or a part of one, of its own.")
	}
	return err == nil, err
}

// owned is owns for a service that runs: its storage says that it is its own.
func (s *Store) owned(ctx context.Context) error {
	mine, err := s.owns(ctx)
	if err == nil && !mine {
		err = errs.E(errs.Refused, "look at blobs", "The storage does not hold what this service put there. Nothing was changed. Check that it is mounted, and whether another one took its place.")
	}
	return err
}

// mayOwn is owns, and refuses blobs that nobody owns where they are none of those
// which the database names: the storage is not mounted, or another one is.
func (s *Store) mayOwn(ctx context.Context) (mine bool, err error) {
	if mine, err = s.owns(ctx); err != nil || mine {
		return mine, err
	}
	return false, s.hasNamed(ctx)
}

// own makes blobs that nobody owns this service's.
func (s *Store) own(ctx context.Context) error {
	mine, err := s.mayOwn(ctx)
	if err != nil || mine {
		return err
	}
	if err := s.claim(ctx); err != nil {
		return err
	}
	_, err = s.owns(ctx) // another one may have been as fast
	return err
}

// claim makes the blobs this service's.
func (s *Store) claim(ctx context.Context) error {
	epoch, err := s.DB.Q().Epoch(ctx)
	if err != nil {
		return err
	}
	return s.Blobs.Put(ctx, ownerKey, []byte(epoch))
}

// hasNamed refuses a storage without any of the blobs that the database names.
func (s *Store) hasNamed(ctx context.Context) error {
	const op = "open blobs"
	rows, err := s.DB.BlobKeys(ctx)
	if err != nil || len(rows) == 0 {
		return db.Err(err, op)
	}
	named := make(map[string]bool, len(rows))
	for _, key := range rows {
		named[key] = true
	}
	found := errors.New("found")
	err = s.Blobs.Keys(ctx, func(key string, _ int64) error {
		if named[key] {
			return found
		}
		return nil
	})
	if err == nil {
		return errs.E(errs.Refused, op, "None of the clinics' files that the database names is in this storage. The service does not run, and nothing was changed. Check that the storage is mounted and that --blobs is the one of before; if it is lost, restore the backup.")
	}
	if errors.Is(err, found) {
		return nil
	}
	return err
}
