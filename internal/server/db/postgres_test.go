package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"oso/internal/errs"
	"oso/internal/server/dbtest"
)

func TestNumbered(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"SELECT ?1, ?12 FROM t":             "SELECT $1, $12 FROM t",
		"SET a = x'01' WHERE b = ?":         "SET a = '\\x01' WHERE b = $1",
		"VALUES (?, X'01', ?)":              "VALUES ($1, '\\x01', $2)",
		"SELECT '?1' || ?2, 'it''s X?', ?1": "SELECT '?1' || $2, 'it''s X?', $1",
		"a BYTEA NOT NULL DEFAULT X''":      "a BYTEA NOT NULL DEFAULT '\\x'",
		"SELECT a ? $1":                     "SELECT a ? $1",
		"-- it's ?\nSELECT ?":               "-- it's ?\nSELECT $1",
		"SELECT ? -- it's ?":                "SELECT $1 -- it's ?",
		"SELECT MAX(x) FROM t":              "SELECT MAX(x) FROM t",
	} {
		if got := numbered(query); got != want {
			t.Errorf("%s\n  is %s\nwant %s", query, got, want)
		}
	}
}

// A PostgreSQL that cannot be reached, is stopping or has no connection left is away:
// whoever asked is told to try again, and not that the program is at fault.
func TestAPostgreSQLThatIsAway(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{
		"no connection left": &pgconn.PgError{Code: "53300"}, "told to stop": &pgconn.PgError{Code: "57P01"}, "its disk fails": &pgconn.PgError{Code: "58030"},
		"cut off between two messages": fmt.Errorf("receive message: %w", io.EOF), "cut off within one": io.ErrUnexpectedEOF,
	} {
		if got := Err(err, "ask"); !errs.Is(got, errs.Unreachable) {
			t.Errorf("%s: %s", name, errs.KindOf(got))
		}
	}
	for _, code := range []string{"55P03", "40P01", "57014", "53200", "53400"} {
		if got := Err(&pgconn.PgError{Code: code}, "ask"); !errs.Is(got, errs.TooMany) {
			t.Errorf("busy, %s: %s", code, errs.KindOf(got))
		}
	}
	for _, err := range []error{&pgconn.PgError{Code: "42P01"}, errors.New("a fault of ours")} {
		if got := Err(err, "ask"); !errs.Is(got, errs.Internal) {
			t.Errorf("%v: %s", err, errs.KindOf(got))
		}
	}
}

// Where a PostgreSQL has fewer connections than instances would like to have,
// they wait for each other's: nobody is told that it is away.
func TestInstancesShareFewConnections(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	address := dbtest.New(t)
	owner, err := Open(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		owner.write.Exec("DROP ROLE few")
		owner.Close()
	})
	if _, err := owner.write.ExecContext(ctx, "CREATE ROLE few LOGIN CONNECTION LIMIT 5"); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range 2 {
		d, err := Open(ctx, strings.Replace(address, "//oso@", "//few@", 1))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() })
		for range 12 {
			wg.Go(func() {
				for range 5 {
					var n int
					if err := d.read.QueryRowContext(ctx, "SELECT 1 FROM pg_sleep(0.01)").Scan(&n); err != nil {
						t.Errorf("instance %d reads: %v", i, Err(err, ""))
					}
					if err := d.Beside(ctx, func(tx *sql.Tx) error { return tx.QueryRowContext(ctx, "SELECT 1 FROM pg_sleep(0.01)").Scan(&n) }); err != nil {
						t.Errorf("instance %d writes: %v", i, err)
					}
				}
			})
		}
	}
	wg.Wait()
}

// An instance that is never at rest leaves another one, and a command, the connections
// to begin with.
func TestInstancesLeaveRoomForAnother(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	address := dbtest.New(t)
	owner, err := Open(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		owner.write.Exec("DROP ROLE busy")
		owner.Close()
	})
	if _, err := owner.write.ExecContext(ctx, "CREATE ROLE busy LOGIN CONNECTION LIMIT 24"); err != nil {
		t.Fatal(err)
	}
	address = strings.Replace(address, "//oso@", "//busy@", 1)
	open := func() *DB {
		d, err := Open(ctx, address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() })
		return d
	}
	first := open()
	if room, err := first.Room(ctx); err != nil || room != 24 {
		t.Errorf("it says it has room for %d, %v", room, err)
	}
	atWork, stop := context.WithCancel(ctx)
	var wg sync.WaitGroup
	for _, pool := range []*sql.DB{first.read, first.write} {
		for range 2 * openConns { // a connection that comes back is taken at once
			wg.Go(func() {
				for atWork.Err() == nil {
					pool.Exec("SELECT pg_sleep(0.01)")
				}
			})
		}
	}
	defer wg.Wait()
	defer stop()
	for first.read.Stats().WaitCount == 0 || first.write.Stats().WaitCount == 0 { // until it has all that it may
		runtime.Gosched()
	}
	began := time.Now()
	second := open()
	var n int
	if err := second.read.QueryRow("SELECT 1").Scan(&n); err != nil {
		t.Error(err)
	}
	if err := second.Beside(ctx, func(tx *sql.Tx) error { return tx.QueryRow("SELECT 1").Scan(&n) }); err != nil || time.Since(began) > crowdedWait {
		t.Errorf("the second one began after %v: %v", time.Since(began), err)
	}
}

// Instances get even parts of what there is, one alone leaves room, and none less than
// it needs or more than it can use.
func TestShares(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ room, instances, want int }{{97, 1, 12}, {97, 3, 12}, {97, 6, 6}, {26, 1, 7}, {26, 2, 5}, {18, 1, 3}, {18, 2, 3}, {5, 2, 3}, {1_000_000, 0, 12}} {
		if got := shareOf(x.room, x.instances); got != x.want {
			t.Errorf("of %d connections for %d instances a pool has %d, want %d", x.room, x.instances, got, x.want)
		}
	}
}

// A database that cannot keep every script's letters is told before one is lost.
func TestADatabaseOfFewLetters(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	address := dbtest.New(t)
	d, err := Open(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.Path += "_latin"
	if _, err := d.write.ExecContext(ctx, "CREATE DATABASE "+u.Path[1:]+" TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"); err != nil {
		t.Fatal(err)
	}
	defer d.write.ExecContext(ctx, "DROP DATABASE "+u.Path[1:]+" WITH (FORCE)")
	if few, err := Open(ctx, u.String()); !errs.Is(err, errs.Unsupported) {
		t.Errorf("it is opened: %v", err)
		few.Close()
	}
}

// Every query of query/ is one that PostgreSQL takes, with the same columns
// and their order.
func TestQueriesArePostgreSQL(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d, err := Open(ctx, dbtest.New(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if err := d.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*.sql_gen.go")
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split(string(text), " = `-- name: ")[1:] {
			query, _, _ := strings.Cut(part, "`")
			s, err := d.write.PrepareContext(ctx, "-- name: "+query)
			if err != nil {
				t.Errorf("%s: %v", strings.Fields(query)[0], err)
				continue
			}
			s.Close()
			asked++
		}
	}
	if asked < 150 {
		t.Errorf("only %d queries were asked", asked)
	}
}

// What a transaction of Tx has read still holds when it commits, whatever
// other instances do meanwhile: each of these has its own pools.
func TestInstancesWriteOneAfterTheOther(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	address := dbtest.New(t)
	const instances, turns = 3, 20
	var wg sync.WaitGroup
	for i := range instances {
		d, err := Open(ctx, address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() })
		if err := d.Migrate(ctx); err != nil {
			t.Fatal(err)
		}
		wg.Go(func() {
			for range turns {
				if err := d.Tx(ctx, func(tx *sql.Tx) error {
					_, err := AppendAudit(ctx, tx, Audit{Chain: SystemChain, ServerTime: 1, ActorID: "x", Role: "x", Event: "x"})
					return err
				}); err != nil {
					t.Errorf("instance %d: %v", i, err)
				}
			}
		})
	}
	wg.Wait()
	d, err := Open(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	rows, err := d.Q().ListAudit(ctx, SystemChain)
	if err != nil || len(rows) != instances*turns {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if err := VerifyChain(rows); err != nil {
		t.Error(err)
	}
}

// A database goes from one kind to the other and back, and nothing changes.
func TestCopyBetweenDatabases(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	from, _ := open(t)
	if err := from.Tx(ctx, func(tx *sql.Tx) error { return fill(ctx, tx, from.Kind(), "k", "needle") }); err != nil {
		t.Fatal(err)
	}
	first := content(t, from)
	middle, err := Open(ctx, dbtest.New(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { middle.Close() })
	if err := middle.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	if err := Copy(ctx, from, middle); err != nil {
		t.Fatal(err)
	}
	back, err := Open(ctx, filepath.Join(t.TempDir(), "back.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer back.Close()
	if err := back.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	// However long the other side writes, the source is not ended as idle.
	var idle string
	if err := Copy(ctx, middle, back, func(ctx context.Context, from, _ *sql.Tx) error {
		return from.QueryRowContext(ctx, "SHOW idle_in_transaction_session_timeout").Scan(&idle)
	}); err != nil {
		t.Fatal(err)
	}
	if idle != "0" {
		t.Errorf("a source that waits is ended after %s", idle)
	}
	if got := content(t, back); got != first {
		t.Errorf("after two copies:\n%s\nwant\n%s", got, first)
	}
	if err := Copy(ctx, back, middle); !errs.Is(err, errs.Conflict) {
		t.Errorf("a copy over data: %v", err)
	}
}

// content is every row of every table, as text.
func content(t *testing.T, d *DB) string {
	t.Helper()
	ctx := context.Background()
	tables, err := layout(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, table := range tables {
		rows, err := d.read.QueryContext(ctx, "SELECT "+strings.Join(table.columns, ", ")+" FROM "+table.name+" ORDER BY 1")
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString(table.name + "\n")
		values, into := make([]sql.NullString, len(table.columns)), make([]any, len(table.columns))
		for i := range values {
			into[i] = &values[i]
		}
		for rows.Next() {
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			for i, v := range values {
				b.WriteString("  " + table.columns[i] + "=" + v.String)
			}
			b.WriteString("\n")
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		rows.Close()
	}
	return b.String()
}

// A database that a newer program made is not opened by this one, unless it
// only has what this one can pass over.
func TestSchemaOfANewerProgram(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d, _ := open(t)
	known, err := newest()
	if err != nil {
		t.Fatal(err)
	}
	set := func(version int64) {
		t.Helper()
		if _, err := d.write.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (?1, ?2)", version, true); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Usable(ctx); err != nil {
		t.Fatal(err)
	}
	set(known + 1)
	if err := errors.Join(d.Usable(ctx), d.Migrate(ctx)); err != nil {
		t.Errorf("a newer schema of the same format: %v", err)
	}
	set((known/formatStep + 1) * formatStep)
	for name, err := range map[string]error{"Usable": d.Usable(ctx), "Migrate": d.Migrate(ctx)} {
		if !errs.Is(err, errs.Unsupported) {
			t.Errorf("%s on a newer format: %v", name, err)
		}
	}
}
