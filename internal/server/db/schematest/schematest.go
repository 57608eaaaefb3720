// Package schematest gives tests a database with the service's tables in it.
//
// Making the tables takes longer than most tests do, above all on PostgreSQL:
// they are made once for the tests of a package, and each test gets a copy that
// is its own, with an epoch of its own. What is about making tables makes them
// itself, with dbtest.
package schematest

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"oso/internal/server/db"
	"oso/internal/server/dbtest"
)

// Tables is the database that tests get copies of. A package's tests have one;
// its zero value is ready.
type Tables struct{ sqlite, postgreSQL made }

// made is such a database, of one kind.
type made struct {
	once    sync.Once
	address string // on PostgreSQL; it ends with the server
	file    []byte // of SQLite
	err     error
}

// Open gives a test its copy, and where that is.
func (x *Tables) Open(t testing.TB) (*db.DB, string) {
	t.Helper()
	of := &x.sqlite
	if dbtest.PostgreSQL(t) {
		of = &x.postgreSQL
	}
	of.once.Do(func() { of.err = of.make(t) })
	if of.err != nil {
		t.Fatal(of.err)
	}
	address := filepath.Join(t.TempDir(), "oso.db")
	if dbtest.PostgreSQL(t) {
		address = dbtest.Copy(t, of.address)
	} else if err := os.WriteFile(address, of.file, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	d, err := db.Open(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if err := d.Tx(ctx, func(tx *sql.Tx) error { return db.NewEpoch(ctx, tx) }); err != nil {
		t.Fatal(err)
	}
	return d, address
}

// Memory is Open for tests of many thousand transactions: of SQLite it is a
// database in memory.
func (x *Tables) Memory(t testing.TB) *db.DB {
	t.Helper()
	if dbtest.PostgreSQL(t) {
		d, _ := x.Open(t)
		return d
	}
	d, err := db.Open(context.Background(), ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if err := d.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	return d
}

// make makes the tables, and leaves nobody connected: who is hinders a copy.
func (x *made) make(t testing.TB) error {
	dir, err := os.MkdirTemp("", "oso-tables-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	at := filepath.Join(dir, "oso.db")
	if dbtest.PostgreSQL(t) {
		x.address = dbtest.Lasting(t, "")
		at = x.address
	}
	ctx := context.Background()
	d, err := db.Open(ctx, at)
	if err != nil {
		return err
	}
	if err := errors.Join(d.Migrate(ctx), d.Close()); err != nil || dbtest.PostgreSQL(t) {
		return err
	}
	x.file, err = os.ReadFile(at)
	return err
}
