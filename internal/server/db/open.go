package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/mattn/go-sqlite3"
	"github.com/pressly/goose/v3"
	"oso/internal/errs"
)

//go:embed migrations/*.sql
var migrations embed.FS

// DB is the server's database. Close it after everything that uses it.
type DB struct {
	write *sql.DB // one connection, BEGIN IMMEDIATE
	read  *sql.DB // several, query_only; the same as write for a database in memory
}

// Open opens or creates the file at path. It does not migrate.
func Open(ctx context.Context, path string) (*DB, error) {
	// The file is made here so that it never exists with the default mode.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, errs.Wrap(err, errs.Internal, "open database", "The server's database could not be opened. Check that the data folder exists and belongs to the server's user.")
	}
	f.Close()
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath()
	d := &DB{
		write: sql.OpenDB(connector{dsn: dsn + "?_txlock=immediate&_stmt_cache_size=100", pragmas: durable}),
		read:  sql.OpenDB(connector{dsn: dsn + "?_stmt_cache_size=50", pragmas: readOnly}),
	}
	d.write.SetMaxOpenConns(1)
	d.read.SetMaxOpenConns(8)
	d.read.SetMaxIdleConns(8)
	// The writer first: it makes the file a WAL database.
	for _, pool := range []*sql.DB{d.write, d.read} {
		if err := pool.PingContext(ctx); err != nil {
			d.Close()
			return nil, wrap(err, "open database")
		}
	}
	return d, nil
}

// OpenMemory is an empty database that ends with Close. For tests that write
// many thousand transactions: nothing in it is durable.
func OpenMemory(ctx context.Context) (*DB, error) {
	pool := sql.OpenDB(connector{dsn: "file::memory:?_txlock=immediate&_stmt_cache_size=100", pragmas: inMemory})
	pool.SetMaxOpenConns(1)
	pool.SetConnMaxLifetime(0)
	if err := pool.PingContext(ctx); err != nil {
		pool.Close()
		return nil, wrap(err, "open database")
	}
	return &DB{write: pool, read: pool}, nil
}

// Close waits for running queries and closes the file.
func (d *DB) Close() error {
	err := d.write.Close()
	if d.read != d.write {
		err = errors.Join(d.read.Close(), err)
	}
	return err
}

// Migrate brings the schema to this program's version. Several instances may
// start at once: each migration is one transaction on the writing connection.
func (d *DB) Migrate(ctx context.Context) error {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return errs.Op(err, "migrate")
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, d.write, dir, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return errs.Op(err, "migrate")
	}
	if _, err := p.Up(ctx); err != nil {
		return wrap(err, "migrate")
	}
	return nil
}

// Q reads: what is committed, from a connection that cannot write.
func (d *DB) Q() *Queries { return New(d.read) }

// Writer is the one writing connection, for the job queue's driver and for
// nobody else.
func (d *DB) Writer() *sql.DB { return d.write }

// Reader is the reading pool, for SQL that query/ does not have.
func (d *DB) Reader() *sql.DB { return d.read }

// Tx runs fn in one transaction: committed if fn returns nil, else undone.
// Inside fn use tx only.
func (d *DB) Tx(ctx context.Context, fn func(tx *sql.Tx) error) error {
	tx, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return wrap(err, "begin transaction")
	}
	defer tx.Rollback()
	if err := fn(tx); err != nil {
		return err
	}
	return wrap(tx.Commit(), "commit transaction")
}

// checkpointWait is how long Checkpoint lets readers come to their end. Nobody
// writes meanwhile.
const checkpointWait = 2 * time.Second

// Checkpoint moves everything from the write-ahead log into the file and
// empties the log: when it returns nil, rows deleted before are in neither.
// Kind TooMany where somebody still reads what was before: what was deleted is
// then still in the log, and nobody may be told that it is gone. Try again.
func (d *DB) Checkpoint(ctx context.Context) (err error) {
	const op = "checkpoint database"
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return wrap(err, op)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, fmt.Sprintf("PRAGMA busy_timeout = %d", checkpointWait.Milliseconds())); err != nil {
		return wrap(err, op)
	}
	defer func() {
		if _, e := conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA busy_timeout = "+busyTimeout); err == nil {
			err = wrap(e, op)
		}
	}()
	// SQLite answers with a row and no error when it could not finish.
	var busy, inLog, moved int64
	if err := conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &inLog, &moved); err != nil {
		return wrap(err, op)
	}
	if busy != 0 || inLog > 0 {
		return errs.E(errs.TooMany, op, "What was deleted is not off the disk yet: something else is being read. It is deleted as soon as that ends. Try again in a minute.")
	}
	return nil
}

// Backup writes a consistent copy of the whole database to a new file.
func (d *DB) Backup(ctx context.Context, path string) error {
	_, err := d.write.ExecContext(ctx, "VACUUM INTO ?", path)
	return wrap(err, "back up database")
}

// pragma is set on every new connection and read back: some drivers and
// builds take a pragma they do not know without a word.
type pragma struct{ name, set, want string }

// busyTimeout is how long a connection waits for another one's lock, in ms.
const busyTimeout = "10000"

var (
	durable = []pragma{
		{"busy_timeout", busyTimeout, busyTimeout},
		{"journal_mode", "WAL", "wal"},
		{"synchronous", "FULL", "2"},
		{"foreign_keys", "ON", "1"},
		{"secure_delete", "ON", "1"},
		{"temp_store", "MEMORY", "2"},
		{"trusted_schema", "OFF", "0"},
	}
	readOnly = []pragma{
		{"busy_timeout", busyTimeout, busyTimeout},
		{"synchronous", "FULL", "2"},
		{"foreign_keys", "ON", "1"},
		{"temp_store", "MEMORY", "2"},
		{"trusted_schema", "OFF", "0"},
		{"query_only", "ON", "1"},
	}
	inMemory = []pragma{
		{"foreign_keys", "ON", "1"},
		{"temp_store", "MEMORY", "2"},
		{"trusted_schema", "OFF", "0"},
	}
)

// connector opens connections without registering a driver name with
// database/sql, which would be package state.
type connector struct {
	dsn     string
	pragmas []pragma
}

func (c connector) Driver() driver.Driver {
	return &sqlite3.SQLiteDriver{ConnectHook: func(conn *sqlite3.SQLiteConn) error {
		for _, p := range c.pragmas {
			if _, err := conn.Exec("PRAGMA "+p.name+" = "+p.set, nil); err != nil {
				return fmt.Errorf("set pragma %s: %w", p.name, err)
			}
			got, err := readPragma(conn, p.name)
			if err != nil {
				return fmt.Errorf("read pragma %s: %w", p.name, err)
			}
			if got != p.want {
				return fmt.Errorf("pragma %s is %q, want %q", p.name, got, p.want)
			}
		}
		return nil
	}}
}

func (c connector) Connect(context.Context) (driver.Conn, error) { return c.Driver().Open(c.dsn) }

func readPragma(conn *sqlite3.SQLiteConn, name string) (string, error) {
	rows, err := conn.Query("PRAGMA "+name, nil)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	row := make([]driver.Value, len(rows.Columns()))
	if err := rows.Next(row); err != nil {
		if err == io.EOF {
			return "", nil
		}
		return "", err
	}
	return strings.ToLower(fmt.Sprint(row[0])), nil
}
