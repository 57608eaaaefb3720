package server

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"time"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/keys"
)

// MoveResult says what was moved.
type MoveResult struct {
	Blobs int   `json:"blobs"`
	Bytes int64 `json:"bytes"`
	// Missing are blobs that the database names and that were lost before.
	Missing int `json:"missing"`
}

// movedFile is the database's name after it was moved: nothing opens it any
// more, and nobody goes on with it by mistake.
const movedFile = databaseFile + ".moved"

// Move carries a service from its folder to a PostgreSQL, and its blobs to
// where p says. Nobody may serve it meanwhile. Every blob is read back and
// compared, and every row; the database comes last and in one transaction, so
// that before it the folder is still the service.
func (p Places) Move(ctx context.Context, master *keys.Master, by string, now time.Time) (r MoveResult, err error) {
	const op = "move"
	if !p.shared() || p.Blobs == "" {
		return r, errs.E(errs.Usage, op, "A move leads from the data folder to a PostgreSQL and to another place for the blobs. Nothing was changed. Give both, with --database and --blobs.")
	}
	here := Places{Dir: p.Dir}
	l, err := here.lock()
	if err != nil {
		return r, err
	}
	defer l.release()
	from, err := here.Open(ctx)
	if err != nil {
		return r, err
	}
	defer from.Close()
	if err := from.OpenKeys(ctx, master, now); err != nil {
		return r, err
	}
	to, blobs, err := p.empty(ctx)
	if err != nil {
		return r, err
	}
	defer to.Close()
	have := map[string]bool{}
	if err := from.Blobs.Keys(ctx, func(key string, _ int64) error {
		if key == ownerKey {
			return nil
		}
		b, err := from.Blobs.Get(ctx, key)
		if err != nil {
			return err
		}
		if err := blobs.Put(ctx, key, b); err != nil {
			return err
		}
		back, err := blobs.Get(ctx, key)
		if err == nil && !bytes.Equal(b, back) {
			err = errs.E(errs.Damaged, op, "What was moved reads back otherwise than it was. The service is still where it was. Look at the storage, empty it and try again.")
		}
		r.Blobs++
		r.Bytes += int64(len(b))
		have[key] = true
		return err
	}); err != nil {
		return r, errs.Op(err, op)
	}
	if r.Missing, err = missing(ctx, from.DB, have); err != nil {
		return r, err
	}
	if exists(filepath.Join(p.Dir, tlsFile)) {
		if _, err := from.shareTLSKey(ctx, now); err != nil {
			return r, errs.Op(err, op)
		}
	}
	if err := from.DB.Tx(ctx, func(tx *sql.Tx) error {
		_, err := db.AppendAudit(ctx, tx, db.Audit{Chain: db.SystemChain, ServerTime: now.UnixMilli(), ActorID: by, Role: "admin", Event: "move"})
		return err
	}); err != nil {
		return r, err
	}
	if err := (&Store{DB: from.DB, Blobs: blobs}).claim(ctx); err != nil {
		return r, errs.Op(err, op)
	}
	if err := transfer(ctx, from.DB, to); err != nil {
		return r, errs.Op(err, op)
	}
	if err := from.Close(); err != nil {
		return r, errs.Op(err, op)
	}
	if err := os.Rename(here.file(), filepath.Join(p.Dir, movedFile)); err != nil {
		return r, errs.Wrap(err, errs.Refused, op, "Everything was moved, but the old database could not be given another name. Do not start the service on the folder again; rename oso.db in it.")
	}
	return r, errs.Op(syncDir(p.Dir), op)
}
