package jobs

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"github.com/riverqueue/river"
	"oso/internal/errs"
	"oso/internal/server/db"
)

// Carry puts the jobs that are still to be done into another database, which
// Migrate has made ready: for db.Copy. They begin anew there.
func Carry(from, to *db.DB) (func(ctx context.Context, from, to *sql.Tx) error, error) {
	driver, listen, err := driverOf(to)
	if err != nil {
		return nil, err
	}
	if listen != nil {
		listen.Close() // nobody listens here
	}
	client, err := river.NewClient(driver, &river.Config{Logger: silent()})
	if err != nil {
		return nil, errs.Op(err, "carry jobs")
	}
	args := "args"
	if from.Kind() == db.SQLite {
		args = "json(args)" // kept in SQLite's own form
	}
	return func(ctx context.Context, from, to *sql.Tx) error {
		const op = "carry jobs"
		rows, err := from.QueryContext(ctx, `SELECT `+args+`, scheduled_at FROM river_job
			WHERE state IN ('available', 'pending', 'retryable', 'running', 'scheduled') ORDER BY id`)
		if err != nil {
			return db.Err(err, op)
		}
		defer rows.Close()
		var list []river.InsertManyParams
		for rows.Next() {
			var args []byte
			var due time.Time
			if err := rows.Scan(&args, &due); err != nil {
				return db.Err(err, op)
			}
			var e envelope
			if err := json.Unmarshal(args, &e); err != nil {
				return errs.Op(err, op)
			}
			opts := &river.InsertOpts{ScheduledAt: due, Tags: []string{e.Job}}
			if e.Key != "" {
				opts.UniqueOpts = river.UniqueOpts{ByArgs: true}
			}
			list = append(list, river.InsertManyParams{Args: e, InsertOpts: opts})
		}
		if err := rows.Err(); err != nil {
			return db.Err(err, op)
		}
		if len(list) == 0 {
			return nil
		}
		_, err = client.InsertManyTx(ctx, to, list)
		return db.Err(err, op)
	}, nil
}
