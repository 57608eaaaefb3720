// Package dbtest gives each test a database of its own: a file of SQLite, and
// then, where OSO_TEST_POSTGRES names a server of it (build/postgres.sh starts
// one), an empty PostgreSQL. Main runs the same tests on both.
//
// It opens nothing but the server that it makes databases on: a test opens its
// database as the program does.
package dbtest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Env names a PostgreSQL on which tests may make and drop databases.
const Env = "OSO_TEST_POSTGRES"

// Address is that of a new database, which ends with the test.
func Address(t testing.TB) string {
	t.Helper()
	if !PostgreSQL(t) {
		return filepath.Join(t.TempDir(), "oso.db")
	}
	return New(t)
}

// Memory is Address for tests of many thousand transactions: of SQLite it is a
// database in memory.
func Memory(t testing.TB) string {
	t.Helper()
	if !PostgreSQL(t) {
		return ":memory:"
	}
	return New(t)
}

// New is the address of a new database of PostgreSQL. A test that is about
// PostgreSQL alone says that it is left out where there is none.
func New(t testing.TB) string {
	t.Helper()
	return dropped(t, Lasting(t, ""))
}

// Copy is New, of a database as it is now. Whoever is connected to that one is
// cut off.
func Copy(t testing.TB, from string) string {
	t.Helper()
	return dropped(t, Lasting(t, from))
}

// dropped ends a database with the test.
func dropped(t testing.TB, address string) string {
	t.Helper()
	// After what the test closes: cleanups run from the last to the first.
	t.Cleanup(func() { run(t, os.Getenv(Env), "DROP DATABASE IF EXISTS "+name(t, address)+" WITH (FORCE)") })
	return address
}

// Lasting is New, or Copy where from names a database, of one that is there for
// all tests: it ends with the server.
func Lasting(t testing.TB, from string) string {
	t.Helper()
	server := os.Getenv(Env)
	if server == "" {
		t.Skip("left out: no PostgreSQL is named in " + Env + " (build/postgres.sh starts one)")
	}
	at, err := url.Parse(server)
	if err != nil {
		t.Fatalf("%s is no address: %v", Env, err)
	}
	random := make([]byte, 8)
	rand.Read(random)
	at.Path = "/oso_" + hex.EncodeToString(random)
	template, first := "template0", ""
	if from != "" {
		template = name(t, from)
		first = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '" + template + "'"
	}
	// By its files it takes half of what it takes by its log, which tests do not need.
	run(t, server, first, "CREATE DATABASE "+name(t, at.String())+" TEMPLATE "+template+" STRATEGY file_copy")
	return at.String()
}

// name is that of the database at an address.
func name(t testing.TB, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Path[1:]
}

// SQLite is for a test of what SQLite alone does.
func SQLite(t testing.TB) {
	t.Helper()
	if PostgreSQL(t) {
		t.Skip("left out on PostgreSQL: this is about SQLite's file")
	}
}

// Only is for a test of several instances, which SQLite does not have.
func Only(t testing.TB) {
	t.Helper()
	if !PostgreSQL(t) {
		t.Skip("left out on SQLite, and altogether where no PostgreSQL is named in " + Env + " (build/postgres.sh starts one)")
	}
}

func run(t testing.TB, server string, statements ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c, err := pgx.Connect(ctx, server)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(ctx)
	for _, s := range statements {
		if major, _, _ := strings.Cut(c.PgConn().ParameterStatus("server_version"), "."); major < "15" {
			s = strings.TrimSuffix(s, " STRATEGY file_copy") // it has no other
		}
		if _, err := c.Exec(ctx, s); err != nil {
			t.Fatal(err)
		}
	}
}
