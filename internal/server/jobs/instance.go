package jobs

import (
	"context"
	"database/sql"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"oso/internal/errs"
	"oso/internal/server/db"
)

// instance is this process among those that run the jobs of one PostgreSQL. It
// holds its id as a lock of the database, which ends with the process: a job
// that is running under an id that nobody holds is nobody's.
type instance struct {
	db     *db.DB
	log    *slog.Logger
	id     string
	listen *pgxpool.Pool
	every  time.Duration // it looks for jobs of others that died

	held *db.Held
	stop context.CancelFunc
	done sync.WaitGroup
}

func (i *instance) begin(ctx context.Context) error {
	held, err := i.db.Hold(ctx, i.id)
	if err != nil {
		return errs.Op(err, "start jobs")
	}
	i.held = held
	if err := i.takeOver(ctx); err != nil {
		return err
	}
	ctx, i.stop = context.WithCancel(ctx)
	i.done.Go(func() {
		look := time.NewTicker(i.every)
		defer look.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-look.C:
			}
			if err := i.db.Share(ctx); err != nil && ctx.Err() == nil {
				i.log.WarnContext(ctx, "connections of the database were not shared anew", "kind", string(errs.KindOf(err)))
			}
			if err := i.takeOver(ctx); err != nil && ctx.Err() == nil {
				i.log.WarnContext(ctx, "jobs of an instance that died were not looked for", "kind", string(errs.KindOf(err)))
			}
		}
	})
	return nil
}

// takeOver gives jobs that run in no living process back to the queue.
func (i *instance) takeOver(ctx context.Context) error {
	const op = "take over jobs"
	rows, err := i.db.Reader().QueryContext(ctx, `SELECT DISTINCT attempted_by[array_upper(attempted_by, 1)] FROM river_job
		WHERE state = 'running' AND array_upper(attempted_by, 1) > 0`)
	if err != nil {
		return db.Err(err, op)
	}
	defer rows.Close()
	var others []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return db.Err(err, op)
		}
		if id != i.id {
			others = append(others, id)
		}
	}
	if err := rows.Err(); err != nil {
		return db.Err(err, op)
	}
	for _, id := range others {
		if err := i.db.Beside(ctx, func(tx *sql.Tx) error {
			free, err := db.Free(ctx, tx, id)
			if err != nil || !free {
				return err
			}
			_, err = tx.ExecContext(ctx, "UPDATE river_job SET state = 'available' WHERE state = 'running' AND attempted_by[array_upper(attempted_by, 1)] = $1", id)
			return db.Err(err, op)
		}); err != nil {
			return err
		}
	}
	return nil
}

func (i *instance) end() {
	if i == nil {
		return
	}
	if i.stop != nil {
		i.stop()
		i.done.Wait()
	}
	i.held.Release()
	i.listen.Close()
}
