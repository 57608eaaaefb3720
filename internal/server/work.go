package server

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/jobs"
	"oso/internal/server/keys"
	"oso/internal/server/trail"
	"oso/internal/server/workflow"
)

// Jobs that the program starts by itself.
const (
	jobSweep = "sweep" // what ran out
	jobHeads = "heads" // the audit's heads, signed
	jobLost  = "lost"  // blobs that no row names
)

// timer brings about a timer's event, not before it is due. Refused means that the case has moved
// on: then the timer is done.
func (s *Server) timer(ctx context.Context, job db.Job) error {
	var t workflow.Timer
	if err := json.Unmarshal(job.Payload, &t); err != nil {
		return errs.Op(err, "read timer")
	}
	err := s.store.DB.Tx(ctx, func(tx *sql.Tx) error {
		_, err := s.flow.Apply(ctx, tx, s.jobs.Enqueue, workflow.TimerCommand(job.CaseID, t, s.now()))
		return err
	})
	switch errs.KindOf(err) {
	case errs.TooMany: // not due by this clock: another one was ahead, this one was set back, or holidays moved the date
		due, err := s.flow.Due(ctx, s.store.DB.Q(), job.CaseID, t)
		if err != nil {
			return err
		}
		return jobs.Later(max(due.Sub(s.now()), time.Second))
	case errs.Refused, errs.Incomplete, errs.NotFound, errs.Forbidden:
		return nil
	}
	return err
}

// images is the job behind a version that came in: whoever opens its images
// finds that their headers were read.
func (s *Server) images(ctx context.Context, job db.Job) error {
	row, err := s.store.DB.Q().GetCase(ctx, job.CaseID)
	if err != nil || row.ErasedAt > 0 {
		return db.Err(err, "look at images")
	}
	c, err := s.store.Records.Open(s.store.Keys, row)
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = c.Images(ctx, s.store.DB.Q())
	return err
}

// erase is the job behind erased cases: after it nothing of them is on the disk.
func (s *Server) erase(ctx context.Context, _ db.Job) error {
	n, err := s.store.eraseDoomed(ctx)
	switch {
	case errs.Is(err, errs.TooMany):
		return jobs.Later(time.Minute)
	case ctx.Err() != nil && n > 0: // there are many, and a bucket takes its time for each: nothing is wrong
		return jobs.Later(time.Second)
	}
	return err
}

// EraseDoomed deletes the blobs of erased cases and what killed backups left of
// them, and empties the write-ahead log. Kind TooMany where that has to wait:
// for a backup under way, which has a copy of the database and reads blobs, or
// for somebody who still reads what was deleted.
func (s *Store) EraseDoomed(ctx context.Context) error {
	_, err := s.eraseDoomed(ctx)
	return err
}

// eraseDoomed also tells how many blobs it deleted, before an error too.
func (s *Store) eraseDoomed(ctx context.Context) (deleted int, err error) {
	release, err := s.alone(ctx)
	if errs.Is(err, errs.Conflict) {
		return 0, errs.Wrap(err, errs.TooMany, "erase", "A backup is being made, so not everything of the erased cases is off the disk yet. The running service deletes it after the backup; without one, try again then.")
	}
	if err != nil {
		return 0, err
	}
	defer release()
	if err := s.DB.BeginErasure(ctx); err != nil {
		return 0, err
	}
	list, err := s.DB.Q().ListDoomedBlobs(ctx)
	if err != nil {
		return 0, db.Err(err, "erase")
	}
	for _, b := range list {
		if err := s.Blobs.Delete(ctx, b.BlobKey); err != nil {
			return deleted, err
		}
		if err := s.DB.Tx(ctx, func(tx *sql.Tx) error {
			return db.Err(db.New(tx).DeleteDoomedBlob(ctx, b.BlobKey), "erase")
		}); err != nil {
			return deleted, err
		}
		deleted++
	}
	if err := s.deleteCopies(); err != nil {
		return deleted, err
	}
	return deleted, s.DB.Checkpoint(ctx)
}

// idempotencyLife is how long an answer is kept to be given again.
const idempotencyLife = 90 * 24 * time.Hour

// pictureLife is how long a picture stays that no opinion names: taking a key
// image back needs it.
const pictureLife = 24 * time.Hour

func (s *Server) sweep(ctx context.Context, _ db.Job) error {
	now := s.now()
	if err := s.sweepNonces(ctx, now); err != nil {
		return err
	}
	if err := s.store.DB.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		if err := q.SweepSessions(ctx, now.UnixMilli()); err != nil {
			return db.Err(err, "sweep")
		}
		if err := q.SweepIdempotency(ctx, now.Add(-idempotencyLife).UnixMilli()); err != nil {
			return db.Err(err, "sweep")
		}
		return db.DropPictures(ctx, q, now.Add(-pictureLife), now)
	}); err != nil {
		return err
	}
	if err := s.inbox.Sweep(ctx); err != nil {
		return err
	}
	_, err := s.store.freeUploads(ctx, "", now.Add(-uploadLife), now, nil)
	return err
}

// sweepNonces deletes those that nobody can answer any more, a few thousand at a
// time and in nobody's way: there is a row for each sign-in of a desk.
func (s *Server) sweepNonces(ctx context.Context, now time.Time) error {
	for {
		var n int64
		if err := s.store.DB.Beside(ctx, func(tx *sql.Tx) (err error) {
			n, err = db.New(tx).SweepNonces(ctx, now.UnixMilli())
			return db.Err(err, "sweep nonces")
		}); err != nil || n == 0 {
			return err
		}
	}
}

// heads signs the heads of all audit chains, once a day: a chain that is cut
// or written anew after that shows.
func (s *Server) heads(ctx context.Context, _ db.Job) error {
	err := trail.Sign(ctx, s.store.DB, s.store.Keys, s.now())
	var over keys.RunOutError
	if errors.As(err, &over) {
		// Said daily by the job that renews; the chains stay whole without it.
		s.log.Error("the heads of the audit are not signed today: there is no issuing key in its time")
		return nil
	}
	return err
}

// every are the jobs that start by themselves.
func every() []jobs.Every {
	return []jobs.Every{{Kind: jobSweep, Interval: time.Hour}, {Kind: jobHeads, Interval: 24 * time.Hour}, {Kind: jobLost, Interval: 24 * time.Hour, Timeout: lostTimeout}, {Kind: jobRenew, Interval: 24 * time.Hour}, {Kind: workflow.JobErase, Interval: 24 * time.Hour}}
}

// orphans deletes packs and released opinions' blobs that no row names: a crash
// between storing one and writing its rows leaves it. Only before anybody is
// let in: where several instances store, see lost.
func (s *Server) orphans(ctx context.Context) error {
	list, err := s.unnamed(ctx)
	if err != nil {
		return err
	}
	for _, key := range list {
		if err := s.store.Blobs.Delete(ctx, key); err != nil {
			return err
		}
	}
	return nil
}

// lostAfter is how long a blob has to be without a row before it is deleted
// while instances run: none stores a blob and writes its rows so slowly.
const lostAfter = 24 * time.Hour

// lostTimeout: the whole storage is listed, a thousand blobs at a time.
const lostTimeout = 2 * time.Hour

// lost is orphans beside running instances: what no row names is written down,
// and deleted if no row names it a day later either.
func (s *Server) lost(ctx context.Context, _ db.Job) error {
	const op = "sweep blobs"
	if s.store.DB.Kind() == db.SQLite {
		return nil // done at the start
	}
	list, err := s.unnamed(ctx)
	if err != nil {
		return err
	}
	now := s.now()
	var due []string
	if err := s.store.DB.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		for _, key := range list {
			if err := q.PutLostBlob(ctx, db.PutLostBlobParams{BlobKey: key, SeenAt: now.UnixMilli()}); err != nil {
				return db.Err(err, op)
			}
		}
		rows, err := q.ListLostBlobs(ctx, now.Add(-lostAfter).UnixMilli())
		due = rows
		return db.Err(err, op)
	}); err != nil {
		return err
	}
	if len(due) > 0 {
		if err := s.store.owned(ctx); err != nil {
			return err
		}
	}
	for _, key := range due {
		if slices.Contains(list, key) {
			if err := s.store.Blobs.Delete(ctx, key); err != nil {
				return err
			}
		}
	}
	return s.store.DB.Tx(ctx, func(tx *sql.Tx) error {
		for _, key := range due {
			if err := db.New(tx).DeleteLostBlob(ctx, key); err != nil {
				return db.Err(err, op)
			}
		}
		return nil
	})
}

// unnamed are the blobs of packs, opinions and pictures that no row names.
func (s *Server) unnamed(ctx context.Context) ([]string, error) {
	// The blobs first: a row that is written meanwhile names one that is listed.
	var all []string
	if err := s.store.Blobs.Keys(ctx, func(key string, _ int64) error {
		if strings.HasPrefix(key, "packs/") || strings.HasPrefix(key, "opinions/") || strings.HasPrefix(key, "pictures/") {
			all = append(all, key)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	rows, err := s.store.DB.BlobKeys(ctx)
	if err != nil {
		return nil, db.Err(err, "sweep blobs")
	}
	named := make(map[string]bool, len(rows))
	for _, key := range rows {
		named[key] = true
	}
	return slices.DeleteFunc(all, func(key string) bool { return named[key] }), nil
}
