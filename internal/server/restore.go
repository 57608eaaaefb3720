package server

import (
	"archive/tar"
	"context"
	"database/sql"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"oso/internal/errs"
	"oso/internal/server/blob"
	"oso/internal/server/db"
	"oso/internal/server/jobs"
	"oso/internal/server/keys"
)

// restoringFile is the database's name until a restore has come to its end. It
// is made before anything else, so that a folder in which a restore was ended
// halfway is known, whatever it came to.
const restoringFile = databaseFile + ".restoring"

// unfinished refuses a folder in which a restore did not come to its end.
func unfinished(dir string) error {
	switch _, err := os.Lstat(filepath.Join(dir, restoringFile)); {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case errors.Is(err, syscall.ENOTDIR):
		return errs.Wrap(err, errs.Refused, "open data folder", "A file has the name of the data folder. Nothing was changed. Name a folder with --data.")
	case err != nil: // nobody knows, and nobody is to delete it for that
		return errs.Wrap(err, errs.Refused, "open data folder", "The data folder cannot be read. Nothing was changed. Check --data, its disk, and that the service's user may read and write it.")
	}
	return errs.E(errs.Refused, "open data folder", "A restore into this folder did not come to its end, so what is in it is not whole. Nothing was changed. Delete the folder and restore the backup again.")
}

// Restore makes a service's places from a backup. They must be new or empty.
// Nothing opens them before everything is there, durable and checked: after an
// error, or a restore that was killed, what is in them can only be deleted.
func (p Places) Restore(ctx context.Context, from io.Reader, master *keys.Master, by string, now time.Time) (BackupResult, error) {
	const op = "restore"
	var r BackupResult
	if err := unfinished(p.Dir); err != nil {
		return r, err
	}
	if list, err := os.ReadDir(p.Dir); err == nil && len(list) > 0 && !p.shared() {
		return r, errs.E(errs.Conflict, op, "The folder is not empty. Nothing was changed. Name a new one with --data.")
	}
	if exists(filepath.Join(p.Dir, tlsFile)) {
		return r, errs.E(errs.Conflict, op, "There is a TLS key of a service in the folder already. Nothing was changed. Name a new folder with --data.")
	}
	frames, err := newFrameReader(from, master)
	if err == nil {
		err = frames.begin()
	}
	if err != nil {
		return r, err
	}
	to, blobs, err := p.empty(ctx)
	if err != nil {
		return r, err
	}
	if to != nil {
		defer to.Close()
	}
	if err := os.MkdirAll(p.Dir, 0o700); err != nil {
		return r, errs.Wrap(err, errs.Refused, op, "The folder cannot be made. Nothing was changed. Name another with --data.")
	}
	restoring := filepath.Join(p.Dir, restoringFile)
	if err := writeNew(restoring, strings.NewReader("")); err != nil {
		return r, noRoom(err)
	}
	if err := r.unpack(ctx, frames, blobs, p.Dir); err != nil {
		return r, err
	}
	if err := r.finish(ctx, restoring, blobs, by, now); err != nil {
		return r, err
	}
	if to != nil {
		if err := p.hand(ctx, restoring, master, to, now); err != nil {
			return r, err
		}
		return r, noRoom(os.Remove(restoring))
	}
	if err := os.Rename(restoring, p.file()); err != nil {
		return r, noRoom(err)
	}
	return r, noRoom(syncDir(p.Dir))
}

// empty opens the places of a restore or a move: the database, if it is not a
// file in the folder, and the blobs. Conflict where there is something in them.
func (p Places) empty(ctx context.Context) (*db.DB, blob.Store, error) {
	const op = "open empty places"
	if p.Database != "" && !p.shared() {
		return nil, nil, errs.E(errs.Usage, op, "A file of SQLite lies in the data folder here. Nothing was changed. Leave --database out, or give a PostgreSQL.")
	}
	blobs, err := p.blobs(ctx)
	if err != nil {
		return nil, nil, err
	}
	stop := errors.New("not empty")
	if err := blobs.Keys(ctx, func(string, int64) error { return stop }); errors.Is(err, stop) {
		return nil, nil, errs.E(errs.Conflict, op, "The storage for blobs is not empty. Nothing was changed. Name an empty one with --blobs.")
	} else if err != nil {
		return nil, nil, err
	}
	if !p.shared() {
		return nil, blobs, nil
	}
	to, err := db.Open(ctx, p.Database)
	if err != nil {
		return nil, nil, err
	}
	none := to.Usable(ctx)
	if !errs.Is(none, errs.NotFound) {
		var empty bool
		if none == nil {
			empty, none = to.Empty(ctx)
		}
		if none == nil && !empty {
			none = errs.E(errs.Conflict, op, "There is a service's data in the database already. Nothing was changed. Name an empty one with --database.")
		}
		if none != nil {
			to.Close()
			return nil, nil, none
		}
	}
	return to, blobs, nil
}

// hand puts a whole file of SQLite into an empty database, in one transaction.
// The TLS key goes with it: instances start in folders of their own, and the
// first of them would make another that no desk trusts.
func (p Places) hand(ctx context.Context, path string, master *keys.Master, to *db.DB, now time.Time) (err error) {
	from, err := db.Open(ctx, path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	if exists(filepath.Join(p.Dir, tlsFile)) {
		s := &Store{Dir: p.Dir, DB: from}
		if err := s.OpenKeys(ctx, master, now); err != nil {
			return err
		}
		if _, err := s.shareTLSKey(ctx, now); err != nil {
			return err
		}
	}
	return transfer(ctx, from, to)
}

// unpack writes what the tar holds where it belongs.
func (r *BackupResult) unpack(ctx context.Context, frames *frameReader, blobs blob.Store, dir string) error {
	t := tar.NewReader(frames)
	whole := false
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return notWhole(err)
		}
		r.Bytes += h.Size
		key, isBlob := strings.CutPrefix(h.Name, blobFolder+"/")
		switch {
		case isBlob:
			b, err := io.ReadAll(t)
			if err != nil {
				return notWhole(err)
			}
			if err := blobs.Put(ctx, key, b); err != nil {
				return err
			}
			r.Blobs++
		case h.Name == databaseFile:
			if err := write(filepath.Join(dir, restoringFile), os.O_TRUNC, t); err != nil {
				return notWhole(err)
			}
			whole = true
		case h.Name == tlsFile:
			if err := writeNew(filepath.Join(dir, tlsFile), t); err != nil {
				return notWhole(err)
			}
		default:
			return errs.E(errs.Unsupported, "restore", "This backup was made by a newer version of the service. Nothing of it is used. Update the service.")
		}
	}
	if !whole {
		return notWhole(fs.ErrNotExist)
	}
	if !frames.ended {
		return notWhole(io.ErrUnexpectedEOF)
	}
	return nil
}

func notWhole(err error) error {
	var known *errs.Error
	if errors.As(err, &known) {
		return err
	}
	return errs.Wrap(err, errs.Damaged, "restore", "The backup is not whole, or was changed. What was restored is not to be used. Take another backup.")
}

func noRoom(err error) error {
	return errs.Wrap(err, errs.DiskFull, "restore", "The restored data could not be written to the disk. What was restored is not to be used: delete the folder, make room and try again.")
}

// finish lets SQLite check the database, brings it to this program's version,
// counts the blobs that it names and that are not there, begins its new epoch,
// in which the blobs are its own, and writes the act into its audit.
func (r *BackupResult) finish(ctx context.Context, path string, blobs blob.Store, by string, now time.Time) (err error) {
	d, err := db.Open(ctx, path)
	if err != nil {
		return err
	}
	// Closed before it is renamed: then its log is in it and gone.
	defer func() { err = errors.Join(err, d.Close()) }()
	if err := d.Check(ctx); err != nil {
		return errs.Wrap(err, errs.Damaged, "restore", errs.Message(notWhole(io.ErrUnexpectedEOF)))
	}
	// Of an older service it may be; of a newer one it cannot be read.
	if err := d.Migrate(ctx); err != nil {
		return err
	}
	if err := jobs.Migrate(ctx, d); err != nil {
		return err
	}
	have := map[string]bool{}
	if err := blobs.Keys(ctx, func(key string, _ int64) error { have[key] = true; return nil }); err != nil {
		return err
	}
	if r.Missing, err = missing(ctx, d, have); err != nil {
		return err
	}
	if err := d.Tx(ctx, func(tx *sql.Tx) error {
		// From here on desks meet another epoch: they ask for everything, and hand
		// over again what came after the backup.
		if err := db.NewEpoch(ctx, tx); err != nil {
			return err
		}
		_, err := db.AppendAudit(ctx, tx, db.Audit{Chain: db.SystemChain, ServerTime: now.UnixMilli(), ActorID: by, Role: "admin", Event: "restore"})
		return err
	}); err != nil {
		return err
	}
	return (&Store{DB: d, Blobs: blobs}).claim(ctx)
}

// writeNew writes a new file whose bytes and name are on the disk when it returns.
func writeNew(path string, from io.Reader) error {
	if err := write(path, os.O_CREATE|os.O_EXCL, from); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func write(path string, flag int, from io.Reader) error {
	f, err := os.OpenFile(path, os.O_WRONLY|flag, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, from)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// SyncDir makes the names in a folder last.
func SyncDir(path string) error { return syncDir(path) }

func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
