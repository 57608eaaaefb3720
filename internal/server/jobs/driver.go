package jobs

import (
	"context"
	"database/sql"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"oso/internal/errs"
	"oso/internal/server/db"
)

// Migrate makes or updates River's tables. Run it after db.DB.Migrate.
func Migrate(ctx context.Context, d *db.DB) error {
	const op = "migrate jobs"
	if d.Kind() == db.PostgreSQL {
		// One instance at a time; the others wait for it.
		return d.Tx(ctx, func(tx *sql.Tx) error {
			m, err := rivermigrate.New(riverdatabasesql.New(d.Writer()), &rivermigrate.Config{Logger: silent()})
			if err != nil {
				return errs.Op(err, op)
			}
			_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
			return db.Err(err, op)
		})
	}
	m, err := rivermigrate.New(riversqlite.New(d.Writer()), &rivermigrate.Config{Logger: silent()})
	if err != nil {
		return errs.Op(err, op)
	}
	_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return db.Err(err, op)
}

// driverOf is River's driver for the database, and for PostgreSQL the pool of
// the connections on which it listens for new jobs.
func driverOf(d *db.DB) (riverdriver.Driver[*sql.Tx], *pgxpool.Pool, error) {
	if d.Kind() == db.SQLite {
		return riversqlite.New(d.Writer()), nil, nil
	}
	cfg, err := pgxpool.ParseConfig(d.Address())
	if err != nil {
		return nil, nil, errs.E(errs.Invalid, "new jobs client", "The address of the database is not one of a PostgreSQL. Nothing was changed.")
	}
	cfg.MaxConns = 2
	listen, err := pgxpool.NewWithConfig(context.Background(), cfg) // connects when it is asked to
	if err != nil {
		return nil, nil, db.Err(err, "new jobs client")
	}
	return riverdatabasesql.NewWithPgxListener(d.Writer(), listen), listen, nil
}
