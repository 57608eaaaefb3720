package db

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"sync"

	"oso/internal/errs"
	"oso/internal/server/trace"
)

// Kind says which database it is. Whoever asks has to do something that the
// two do in their own ways: package jobs for River's driver, backup and move.
type Kind string

const (
	SQLite     Kind = "sqlite"     // a file, one process that serves
	PostgreSQL Kind = "postgresql" // several instances
)

// DB is the server's database. Close it after everything that uses it.
type DB struct {
	kind  Kind
	write *sql.DB       // SQLite: one connection, BEGIN IMMEDIATE
	read  *sql.DB       // cannot write; the same as write for a database in memory
	turn  chan struct{} // PostgreSQL: of this process's writers, one at a time asks for the writers' lock
	where string        // PostgreSQL: its address, for listeners

	broken chan struct{} // closed by Fail
	once   sync.Once
}

// Open opens what address names; it does not migrate. postgres:// or
// postgresql:// and what follows is a PostgreSQL; sqlite: and a path, or a path
// alone, is a file, made if it is not there; :memory: is OpenMemory.
func Open(ctx context.Context, address string) (*DB, error) {
	if IsPostgreSQL(address) {
		return openPostgreSQL(ctx, address)
	}
	if address == ":memory:" {
		return OpenMemory(ctx)
	}
	path := strings.TrimPrefix(address, "sqlite:")
	if scheme, _, ok := strings.Cut(address, "://"); ok {
		return nil, errs.E(errs.Invalid, "open database", "The service does not know this kind of database ("+clip(scheme)+"). Nothing was opened or changed. Give --database postgres://... or sqlite:PATH.")
	}
	return openSQLite(ctx, path)
}

// IsPostgreSQL tells whether an address is one of a PostgreSQL.
func IsPostgreSQL(address string) bool {
	return strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://")
}

func clip(s string) string { return s[:min(len(s), 20)] }

// Kind is which of the two it is.
func (d *DB) Kind() Kind { return d.kind }

// Address is where a PostgreSQL is; empty for SQLite.
func (d *DB) Address() string { return d.where }

// Close waits for running queries and closes the database.
func (d *DB) Close() error {
	err := d.write.Close()
	if d.read != d.write {
		err = errors.Join(d.read.Close(), err)
	}
	return err
}

// Q reads: what is committed, from a connection that cannot write.
func (d *DB) Q() *Queries { return New(d.read) }

// Writer is for the job queue's driver and for nobody else: on SQLite it is the
// one writing connection.
func (d *DB) Writer() *sql.DB { return d.write }

// Reader is the reading pool, for SQL that query/ does not have.
func (d *DB) Reader() *sql.DB { return d.read }

// Tx runs fn in one transaction: committed if fn returns nil, else undone.
// Inside fn use tx only. Transactions of all processes come one after the
// other: what fn reads nobody else changes before it is committed.
//
// Where the commit's outcome is not known (the disk, or the connection, failed
// under it) the error is one for which Unsure is true.
func (d *DB) Tx(ctx context.Context, fn func(tx *sql.Tx) error) error {
	return d.tx(ctx, true, fn)
}

// Beside is Tx for what does not have to come after other transactions: rows
// that nobody else changes, and statements that are right in whatever order
// they come. On PostgreSQL such transactions run beside each other and beside
// those of Tx.
func (d *DB) Beside(ctx context.Context, fn func(tx *sql.Tx) error) error {
	return d.tx(ctx, false, fn)
}

func (d *DB) tx(ctx context.Context, inTurn bool, fn func(tx *sql.Tx) error) (err error) {
	ctx, span := trace.Start(ctx, "database transaction", trace.Database(string(d.kind)))
	defer func() { span.End(err) }()
	select {
	case <-d.broken:
		return stopped()
	default:
	}
	inTurn = inTurn && d.kind == PostgreSQL
	if inTurn {
		select {
		case d.turn <- struct{}{}:
			defer func() { <-d.turn }()
		case <-ctx.Done():
			return wrap(ctx.Err(), "begin transaction")
		}
	}
	tx, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return wrap(err, "begin transaction")
	}
	defer tx.Rollback()
	if inTurn {
		if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", writersLock); err != nil {
			return wrap(err, "begin transaction")
		}
	}
	span.Reached("begun") // until here it waited for its turn
	if err := fn(tx); err != nil {
		if diskFailed(err) {
			d.Fail()
		}
		return err
	}
	if err := tx.Commit(); err != nil {
		if diskFailed(err) {
			d.Fail()
		}
		if known(err) {
			return wrap(err, "commit transaction")
		}
		return wrap(unsure{err}, "commit transaction")
	}
	return nil
}

// Fail says that the disk did not keep what it was given: from now on nothing
// is written here, and nothing may be acknowledged. What memory holds of the
// files is not to be believed then: another process has to begin from what is
// on the disk. SQLite's own failures do this by themselves.
func (d *DB) Fail() { d.once.Do(func() { close(d.broken) }) }

// Broken is closed after Fail.
func (d *DB) Broken() <-chan struct{} { return d.broken }

func stopped() error {
	return errs.E(errs.Unreachable, "write", "The service has stopped: its disk did not keep what it was given. What was acknowledged is kept; this was not. Try again after the service has been started again.")
}

// Settle brings what an earlier process left in SQLite's log into the file,
// and both onto the disk. A process that serves does this first: its
// predecessor may have ended because the disk did not take it.
func (d *DB) Settle(ctx context.Context) error {
	if d.kind == PostgreSQL {
		return nil // it does so itself
	}
	err := d.checkpointSQLite(ctx)
	if errs.Is(err, errs.TooMany) {
		return nil // somebody reads beside it; it is written all the same
	}
	return err
}

// unsure marks an error after which nobody knows whether it was done.
type unsure struct{ error }

func (u unsure) Unwrap() error { return u.error }

// Unsure tells whether err came from a commit: what was to be written may be
// there, now or after a restart, or not.
func Unsure(err error) bool {
	var u unsure
	return errors.As(err, &u)
}

// Writable tells whether something can be written now: not while another one
// holds the database for longer than ctx allows, not by a user who may only
// read, and not where the database became one that stands by for another.
func (d *DB) Writable(ctx context.Context) error {
	return d.Tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE settings SET updated_at = updated_at WHERE 1 = 0")
		return allowed(err, "write to database")
	})
}

// Checkpoint brings what is deleted off the disk, as far as the database can
// do that: when it returns nil, no reader keeps it there any more. On SQLite
// it is in neither file nor log then; on PostgreSQL see docs/THREATS.md. Kind
// TooMany where somebody still reads what was before: nobody may be told that
// it is gone. Try again.
func (d *DB) Checkpoint(ctx context.Context) error {
	if d.kind == PostgreSQL {
		return d.vacuum(ctx)
	}
	return d.checkpointSQLite(ctx)
}

func stillRead(op string) error {
	return errs.E(errs.TooMany, op, "What was deleted is not off the disk yet: something else is being read. It is deleted as soon as that ends. Try again in a minute.")
}

// Backup writes a consistent copy of the whole file of SQLite, with the jobs,
// to a new one; of a PostgreSQL, Copy makes one.
func (d *DB) Backup(ctx context.Context, path string) error {
	_, err := d.write.ExecContext(ctx, "VACUUM INTO ?1", path)
	return wrap(err, "back up database")
}

// Check lets the database look at itself as a whole.
func (d *DB) Check(ctx context.Context) error {
	if d.kind == PostgreSQL {
		return nil // its pages are the server's own business
	}
	var said string
	if err := d.read.QueryRowContext(ctx, "PRAGMA integrity_check").Scan(&said); err != nil || said != "ok" {
		return errs.Wrap(errors.Join(err, errors.New("integrity check")), errs.Damaged, "check database", "The database is damaged. Nothing was changed. Restore a backup.")
	}
	return nil
}
