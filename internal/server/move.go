package server

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"time"

	"oso/internal/errs"
	"oso/internal/server/blob"
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

// movingKey is the blob that says whose move into a storage has begun.
const movingKey = "owner/moving"

// Move carries a service from its folder to a PostgreSQL, and its blobs to
// where p says. Nobody may serve it meanwhile. Every blob is read back and
// compared, and every row; the database comes last and in one transaction, so
// that before it the folder is still the service. A move that did not come to
// its end is begun again, and goes on with what is there.
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
	t, err := p.target(ctx, from.DB)
	if err != nil {
		return r, err
	}
	defer t.db.Close()
	if err := r.carry(ctx, from.Blobs, t); err != nil {
		return r, errs.Op(err, op)
	}
	if r.Missing, err = missing(ctx, from.DB, t.have); err != nil {
		return r, err
	}
	if !t.whole {
		if err := from.handOver(ctx, t, by, now); err != nil {
			return r, errs.Op(err, op)
		}
	}
	if err := t.blobs.Delete(ctx, movingKey); err != nil {
		return r, errs.Op(err, op)
	}
	if err := from.Close(); err != nil {
		return r, errs.Op(err, op)
	}
	if err := os.Rename(here.file(), filepath.Join(p.Dir, movedFile)); err != nil {
		return r, errs.Wrap(err, errs.Refused, op, "Everything was moved, but the old database could not be given another name. Do not start the service on the folder again; rename oso.db in it.")
	}
	if err := syncDir(p.Dir); err != nil {
		return r, errs.Wrap(err, errs.DiskFailed, op, "Everything was moved, but the disk of the old folder did not answer as it should. The service is in its new places; do not start it on the old folder again, which may have its database under the old name after a restart.")
	}
	return r, nil
}

// handOver writes the rows, after all blobs are there.
func (s *Store) handOver(ctx context.Context, t *target, by string, now time.Time) error {
	if exists(filepath.Join(s.Dir, tlsFile)) {
		if _, err := s.shareTLSKey(ctx, now); err != nil {
			return err
		}
	}
	if err := s.DB.Tx(ctx, func(tx *sql.Tx) error {
		_, err := db.AppendAudit(ctx, tx, db.Audit{Chain: db.SystemChain, ServerTime: now.UnixMilli(), ActorID: by, Role: "admin", Event: "move"})
		return err
	}); err != nil {
		return err
	}
	if err := (&Store{DB: s.DB, Blobs: t.blobs}).claim(ctx); err != nil {
		return err
	}
	return transfer(ctx, s.DB, t.db)
}

// target is where a move leads.
type target struct {
	db    *db.DB
	blobs blob.Store
	begun bool            // an earlier move was
	whole bool            // and came to write the rows
	have  map[string]bool // blobs that are there and were compared
}

// target opens places that are empty, or hold what an earlier move of this
// service brought there. Conflict: there is something else in them.
func (p Places) target(ctx context.Context, from *db.DB) (_ *target, err error) {
	const op = "open empty places"
	epoch, err := from.Q().Epoch(ctx)
	if err != nil {
		return nil, err
	}
	t := &target{have: map[string]bool{}}
	if t.blobs, err = p.blobs(ctx); err != nil {
		return nil, err
	}
	for _, key := range []string{movingKey, ownerKey} {
		whose, err := t.blobs.Get(ctx, key)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return nil, err
		}
		t.begun = t.begun || err == nil && string(whose) == epoch
	}
	if !t.begun {
		if t.db, t.blobs, err = p.empty(ctx); err != nil {
			return nil, err
		}
		if err := t.blobs.Put(ctx, movingKey, []byte(epoch)); err != nil {
			t.db.Close()
			return nil, err
		}
		return t, nil
	}
	if t.db, err = db.Open(ctx, p.Database); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			t.db.Close()
		}
	}()
	switch err := t.db.Usable(ctx); {
	case errs.Is(err, errs.NotFound), errs.Is(err, errs.Incomplete):
		return t, nil // not even the tables are whole
	case err != nil:
		return nil, err
	}
	empty, err := t.db.Empty(ctx)
	if err != nil || empty {
		return t, err
	}
	if theirs, err := t.db.Q().Epoch(ctx); err != nil {
		return nil, err
	} else if theirs != epoch {
		return nil, errs.E(errs.Conflict, op, "There is another service's data in the database. Nothing was changed. Name an empty one with --database.")
	}
	t.whole = true
	return t, holds(ctx, t.db, from)
}

// holds refuses where the folder's service went on after its rows were moved:
// there would be two of it.
func holds(ctx context.Context, to, from *db.DB) error {
	const op = "compare databases"
	heads, err := from.Q().ListAuditHeads(ctx)
	if err != nil {
		return db.Err(err, op)
	}
	for _, h := range heads {
		var n int
		if err := to.Reader().QueryRowContext(ctx, "SELECT COUNT(*) FROM audit WHERE chain = ?1 AND seq = ?2 AND sha256 = ?3", h.Chain, h.Seq, h.SHA256).Scan(&n); err != nil {
			return db.Err(err, op)
		}
		if n == 0 {
			return errs.E(errs.Conflict, op, "The service was moved before, and then went on in its folder: what it did there is not in the new database. Nothing was changed. If the new one was not used, empty database and storage and move again; if it was, ask the service's developers.")
		}
	}
	return nil
}

// carry copies every blob and reads it back; what an earlier move left that the
// folder has not any more is deleted.
func (r *MoveResult) carry(ctx context.Context, from blob.Store, t *target) error {
	const op = "move"
	if t.whole { // compared then; what runs there now may have erased some since
		return from.Keys(ctx, func(key string, n int64) error {
			if key != ownerKey {
				r.Blobs, r.Bytes, t.have[key] = r.Blobs+1, r.Bytes+n, true
			}
			return nil
		})
	}
	if err := from.Keys(ctx, func(key string, _ int64) error {
		if key == ownerKey {
			return nil
		}
		b, err := from.Get(ctx, key)
		if err != nil {
			return err
		}
		back, err := t.blobs.Get(ctx, key)
		if errs.Is(err, errs.NotFound) || err == nil && !bytes.Equal(b, back) {
			if err = t.blobs.Put(ctx, key, b); err == nil {
				back, err = t.blobs.Get(ctx, key)
			}
		}
		if err == nil && !bytes.Equal(b, back) {
			err = errs.E(errs.Damaged, op, "What was moved reads back otherwise than it was. The service is still where it was. Look at the storage, empty it and try again.")
		}
		r.Blobs++
		r.Bytes += int64(len(b))
		t.have[key] = true
		return err
	}); err != nil || !t.begun {
		return err
	}
	var spare []string
	if err := t.blobs.Keys(ctx, func(key string, _ int64) error {
		if key != ownerKey && key != movingKey && !t.have[key] {
			spare = append(spare, key)
		}
		return nil
	}); err != nil {
		return err
	}
	for _, key := range spare {
		if err := t.blobs.Delete(ctx, key); err != nil {
			return err
		}
	}
	return nil
}
