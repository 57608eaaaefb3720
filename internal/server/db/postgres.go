package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"oso/internal/errs"
)

// writersLock is the advisory lock that a transaction of Tx holds to its end,
// in whatever process: so what is checked in it still holds when it commits, as
// on SQLite's one writing connection. The number is "oso" and 1.
const writersLock int64 = 0x6f736f01

// tooManyConnections is PostgreSQL's code for having none left.
const tooManyConnections = "53300"

// settings of every connection. A writer that died, or stands still, gives its
// lock back; nobody waits for one for ever.
var settings = map[string]string{
	"application_name":                    "oso-server",
	"timezone":                            "UTC",
	"synchronous_commit":                  "on",
	"lock_timeout":                        "10s",
	"idle_in_transaction_session_timeout": "60s",
	"tcp_keepalives_idle":                 "30",
	"tcp_keepalives_interval":             "10",
	"tcp_keepalives_count":                "3",
}

func openPostgreSQL(ctx context.Context, address string) (*DB, error) {
	const op = "open database"
	cfg, err := pgx.ParseConfig(address)
	if err != nil {
		// The error holds parts of the address, in which there may be a password.
		return nil, errs.E(errs.Invalid, op, "The address of the database is not one of a PostgreSQL. Nothing was opened or changed. Give --database postgres://USER@HOST/NAME.")
	}
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = 10 * time.Second
	}
	d := &DB{kind: PostgreSQL, broken: make(chan struct{}), where: address, turn: make(chan struct{}, 1)}
	pool := func(more map[string]string) *sql.DB {
		c := cfg.Copy()
		if c.RuntimeParams == nil {
			c.RuntimeParams = map[string]string{}
		}
		for _, m := range []map[string]string{settings, more} {
			for k, v := range m {
				if k != "application_name" || c.RuntimeParams[k] == "" { // an instance may have a name of its own
					c.RuntimeParams[k] = v
				}
			}
		}
		p := sql.OpenDB(translating{stdlib.GetConnector(*c), d.lend})
		p.SetMaxOpenConns(openConns)
		p.SetMaxIdleConns(openConns)
		p.SetConnMaxIdleTime(3 * time.Second) // another instance may wait for what this one does not use
		return p
	}
	d.write, d.read = pool(nil), pool(map[string]string{"default_transaction_read_only": "on"})
	var version int
	var letters string
	if err := d.read.QueryRowContext(ctx, "SELECT current_setting('server_version_num')::int, current_setting('server_encoding')").Scan(&version, &letters); err != nil {
		d.Close()
		return nil, shut(err, op)
	}
	if version < 140000 {
		d.Close()
		return nil, errs.E(errs.Unsupported, op, "The database is a PostgreSQL older than 14. Nothing was changed. Update it first.")
	}
	if letters != "UTF8" {
		d.Close()
		return nil, errs.E(errs.Unsupported, op, "The database cannot keep the letters of every script: its encoding is "+letters+". Nothing was changed. Have a database made with ENCODING 'UTF8'.")
	}
	if err := d.Share(ctx); err != nil {
		d.Close()
		return nil, shut(err, op)
	}
	return d, nil
}

// shut says why a PostgreSQL could not be opened. Its own words may hold parts of
// the address.
func shut(err error, op string) error {
	var pe *pgconn.PgError
	if errors.As(err, &pe) {
		switch {
		case pe.Code == tooManyConnections:
			return errs.Wrap(err, errs.Unreachable, op, "The database has no connection left to give. Nothing was opened or changed. Raise its max_connections: each instance takes up to 26.")
		case pe.Code == "3D000":
			return errs.Wrap(err, errs.NotFound, op, "There is no database of this name at the PostgreSQL that was named. Nothing was changed. Check --database, or have it made.")
		case strings.HasPrefix(pe.Code, "28"), pe.Code == "42501":
			return errs.Wrap(err, errs.Forbidden, op, "The database does not let the service in with this user and password. Nothing was changed. Check --database, or OSO_DATABASE.")
		}
	}
	return errs.Wrap(err, errs.Unreachable, op, "The database does not answer. Nothing was opened or changed. Check --database, and that PostgreSQL runs.")
}

// openConns is how many connections each pool has at most. It keeps all of them
// for a while: where it kept four, a service at work made a new one for every
// query beyond them.
const openConns = 12

// lend closes this process's own idle connections: readers' that nobody uses
// must not keep a writer waiting.
func (d *DB) lend() {
	for _, p := range []*sql.DB{d.write, d.read} {
		p.SetMaxIdleConns(0)
		p.SetMaxIdleConns(openConns)
	}
}

// translating hands out pgx's connections for SQL that is written once, for
// both databases.
type translating struct {
	driver.Connector
	crowded func() // called where the server has no connection left
}

// crowdedWait is how long a server may have no connection left before whoever
// asked is told: others give theirs back after a transaction, or when they have
// not used them for a while.
const crowdedWait = 10 * time.Second

func (t translating) Connect(ctx context.Context) (driver.Conn, error) {
	end := time.Now().Add(crowdedWait)
	for pause := 20 * time.Millisecond; ; pause = min(2*pause, 500*time.Millisecond) {
		c, err := t.Connector.Connect(ctx)
		if err == nil {
			return &conn{c.(*stdlib.Conn)}, nil
		}
		var pe *pgconn.PgError
		if !errors.As(err, &pe) || pe.Code != tooManyConnections || time.Now().After(end) {
			return nil, err
		}
		t.crowded()
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil, err
		}
	}
}

type conn struct{ *stdlib.Conn }

func (c *conn) Prepare(query string) (driver.Stmt, error) { return c.Conn.Prepare(numbered(query)) }

func (c *conn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	return c.Conn.PrepareContext(ctx, numbered(query))
}

func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	return c.Conn.ExecContext(ctx, numbered(query), args)
}

func (c *conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	return c.Conn.QueryContext(ctx, numbered(query), args)
}

// numbered gives PostgreSQL's spelling of arguments (?1 and ?) and of bytes
// (X'00'), outside of text. What has $1 already, as River's, is left alone.
func numbered(query string) string {
	if strings.Contains(query, "$1") || !strings.ContainsAny(query, "?Xx") {
		return query
	}
	var b strings.Builder
	next := 0
	for i := 0; i < len(query); i++ {
		upTo := func(end string, from int) {
			n := strings.Index(query[from:], end)
			if n < 0 {
				n = len(query) - from - len(end)
			}
			b.WriteString(query[i : from+n+len(end)])
			i = from + n + len(end) - 1
		}
		switch c := query[i]; {
		case strings.HasPrefix(query[i:], "--"):
			upTo("\n", i)
		case c == '\'':
			upTo("'", i+1)
		case (strings.HasPrefix(query[i:], "X'") || strings.HasPrefix(query[i:], "x'")) && (i == 0 || strings.IndexByte(" ,(=", query[i-1]) >= 0):
			b.WriteString(`'\x`)
			i += 2
			upTo("'", i)
		case c == '?':
			b.WriteByte('$')
			if i+1 == len(query) || query[i+1] < '0' || query[i+1] > '9' {
				next++
				b.WriteString(strconv.Itoa(next))
			}
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// Clock is the time by the PostgreSQL's own clock.
func (d *DB) Clock(ctx context.Context) (time.Time, error) {
	var ms int64
	err := d.read.QueryRowContext(ctx, "SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::bigint").Scan(&ms)
	return time.UnixMilli(ms), wrap(err, "read clock")
}

// vacuumWait is how long vacuum lets older readers come to their end.
const vacuumWait = 2 * time.Second

// vacuum takes deleted rows out of their tables, once no transaction is open
// that could still read them.
func (d *DB) vacuum(ctx context.Context) error {
	const op = "checkpoint database"
	// Everything deleted before has a lower number than this transaction.
	var now int64
	if err := d.write.QueryRowContext(ctx, "SELECT pg_current_xact_id()::text::bigint").Scan(&now); err != nil {
		return wrap(err, op)
	}
	for until := time.Now().Add(vacuumWait); ; {
		var older int64
		if err := d.write.QueryRowContext(ctx, `SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()
			AND pid <> pg_backend_pid() AND age(backend_xmin) >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint - $1`, now).Scan(&older); err != nil {
			return wrap(err, op)
		}
		if older == 0 {
			break
		}
		if time.Now().After(until) {
			return stillRead(op)
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			return wrap(ctx.Err(), op)
		}
	}
	rows, err := d.write.QueryContext(ctx, `SELECT DISTINCT quote_ident(table_name) FROM information_schema.columns
		WHERE table_schema = current_schema() AND data_type = 'bytea' ORDER BY 1`)
	if err != nil {
		return wrap(err, op)
	}
	tables, err := texts(rows)
	if err != nil {
		return wrap(err, op)
	}
	for _, t := range tables {
		if _, err := d.write.ExecContext(ctx, "VACUUM "+t); err != nil {
			return wrap(err, op)
		}
	}
	return nil
}

// texts are the rows of one column of text.
func texts(rows *sql.Rows) ([]string, error) {
	defer rows.Close()
	var list []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, rows.Err()
}
