package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/mattn/go-sqlite3"
	"oso/internal/errs"
)

// openSQLite opens or creates the file at path.
func openSQLite(ctx context.Context, path string) (*DB, error) {
	const op = "open database"
	// The file is made here so that it never exists with the default mode.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, errs.Wrap(err, errs.Refused, op, "The server's database could not be opened. Nothing was changed. Check that the data folder exists, and that the server's user may write in it and in its oso.db.")
	}
	info, err := f.Stat()
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, errs.Op(err, op)
	}
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath()
	d := &DB{
		kind: SQLite, broken: make(chan struct{}),
		write: sql.OpenDB(connector{dsn: dsn + "?_txlock=immediate&_stmt_cache_size=100", pragmas: durable}),
		read:  sql.OpenDB(connector{dsn: dsn + "?_stmt_cache_size=50", pragmas: readOnly}),
	}
	d.write.SetMaxOpenConns(1)
	d.read.SetMaxOpenConns(8)
	d.read.SetMaxIdleConns(8)
	if info.Size() > 0 { // the writer would change a file that is another program's
		if err := d.ours(ctx); err != nil {
			d.Close()
			return nil, errs.Op(err, op)
		}
	}
	// The writer first: it makes the file a WAL database.
	for _, pool := range []*sql.DB{d.write, d.read} {
		if err := pool.PingContext(ctx); err != nil {
			d.Close()
			return nil, wrap(err, op)
		}
	}
	return d, nil
}

// ours refuses a file that is no database, or one of another program.
func (d *DB) ours(ctx context.Context) error {
	err := d.Usable(ctx)
	var se sqlite3.Error
	switch {
	case errors.As(err, &se) && se.Code == sqlite3.ErrNotADB:
		return errs.Wrap(err, errs.Refused, "check database", "This file is no database of the service. Nothing was changed. Check --data and --database.")
	case errs.Is(err, errs.NotFound), errs.Is(err, errs.Incomplete), errs.Is(err, errs.Unsupported):
		return nil // what is to be done then is for who opened it
	}
	return err
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
	return &DB{kind: SQLite, broken: make(chan struct{}), write: pool, read: pool}, nil
}

// checkpointWait is how long Checkpoint lets readers come to their end. Nobody
// writes meanwhile.
const checkpointWait = 2 * time.Second

// checkpointSQLite moves everything from the write-ahead log into the file and
// empties the log.
func (d *DB) checkpointSQLite(ctx context.Context) (err error) {
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
		return stillRead(op)
	}
	return nil
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
