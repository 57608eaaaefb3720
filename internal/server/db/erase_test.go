package db

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/errs"
)

// TestEraseLeavesNothingSealed fills every column of every table that hangs on
// a case, found in the schema, and erases the case: a table that somebody adds
// has to be added to EraseCase, too.
func TestEraseLeavesNothingSealed(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d, path := open(t)
	const needle = "NEEDLE-4471-of-a-sealed-column"
	id := casefile.NewID()
	if err := d.Tx(ctx, func(tx *sql.Tx) error { return fill(ctx, tx, d.Kind(), id, needle) }); err != nil {
		t.Fatal(err)
	}
	if err := d.Tx(ctx, func(tx *sql.Tx) error { return EraseCase(ctx, tx, id, 5) }); err != nil {
		t.Fatal(err)
	}
	c, err := d.Q().GetCase(ctx, id)
	if err != nil || c.ErasedAt != 5 || len(c.KeyWrapped) != 0 {
		t.Fatalf("%+v, %v", c, err)
	}
	if list, err := d.Q().ListDoomedBlobs(ctx); err != nil || len(list) != 2 || list[0].BlobKey != "packs/x" || list[1].BlobKey != "x" { // x: the opinion's
		t.Errorf("doomed: %v, %v", list, err)
	}
	if err := d.Checkpoint(ctx); err != nil {
		t.Fatal(err)
	}
	d.Close()
	if d.Kind() == SQLite && onDisk(t, path, needle) {
		t.Error("the needle is still on the disk")
	}
}

// onDisk tells whether the needle is in SQLite's file or log.
func onDisk(t *testing.T, path, needle string) bool {
	t.Helper()
	found := false
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.ReadFile(path + suffix)
		if err != nil && (suffix == "" || !errors.Is(err, os.ErrNotExist)) {
			t.Fatal(err)
		}
		found = found || strings.Contains(string(b), needle)
	}
	return found
}

// fill puts one row of the case into each table that has a case_id, the needle
// in each BLOB column.
func fill(ctx context.Context, tx *sql.Tx, kind Kind, id, needle string) error {
	// Rows of all tables that hang on a case, whatever else they refer to.
	free := "PRAGMA defer_foreign_keys = ON"
	if kind == PostgreSQL {
		free = "SET LOCAL session_replication_role = replica"
	}
	if _, err := tx.Exec(free); err != nil {
		return err
	}
	tables, err := layout(ctx)
	if err != nil {
		return err
	}
	filled := 0
	for _, table := range tables {
		table, columns, types := table.name, table.columns, table.types
		var cols, marks []string
		var values []any
		ofCase := table == "cases" || table == "opinion_keys"
		for i, name := range columns {
			typ := types[i]
			ofCase = ofCase || name == "case_id"
			cols, marks = append(cols, name), append(marks, "?"+strconv.Itoa(i+1))
			switch {
			case name == "case_id", name == "id" && table == "cases", name == "opinion_id", name == "id" && table == "opinions":
				values = append(values, id)
			case name == "blob_key":
				values = append(values, "packs/x")
			case typ == "BLOB":
				values = append(values, []byte(needle))
			case typ == "BIGINT":
				values = append(values, 1)
			case typ == "BOOLEAN":
				values = append(values, true)
			default:
				values = append(values, "x")
			}
		}
		if !ofCase || table == "audit" || table == "doomed_blobs" {
			continue
		}
		filled++
		if _, err := tx.Exec("INSERT INTO "+table+" ("+strings.Join(cols, ", ")+") VALUES ("+strings.Join(marks, ", ")+")", values...); err != nil {
			return errs.Op(err, "fill "+table)
		}
	}
	if filled < 18 {
		return errors.New("too few tables hang on a case: the test looks in the wrong place")
	}
	// What the made-up rows refer to.
	for _, s := range []string{
		"INSERT INTO people (id, email, name, created_at, updated_at) VALUES ('x', '', 'x', 1, 1)",
		"INSERT INTO partners (id, name, created_at) VALUES ('x', 'x', 1)",
		"INSERT INTO invoices (id, partner_id, month, state, created_at) VALUES ('x', 'x', 'x', 'x', 1)",
	} {
		if _, err := tx.Exec(s); err != nil {
			return err
		}
	}
	return nil
}

// A checkpoint that could not empty the log says so, whoever kept it from
// that; when it says nothing, what was deleted is not on the disk.
func TestCheckpointDoesNotPassOverAReader(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d, path := open(t)
	const needle = "NEEDLE-7713-of-a-deleted-row"
	if err := d.Tx(ctx, func(tx *sql.Tx) error {
		return New(tx).InsertClinic(ctx, InsertClinicParams{ID: "one", Name: needle, CreatedAt: 1})
	}); err != nil {
		t.Fatal(err)
	}
	reader, err := d.Reader().BeginTx(ctx, snapshot(d))
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Rollback()
	var n int
	if err := reader.QueryRow("SELECT count(*) FROM clinics").Scan(&n); err != nil {
		t.Fatal(err)
	}
	if err := d.Tx(ctx, func(tx *sql.Tx) error { _, err := tx.Exec("DELETE FROM clinics"); return err }); err != nil {
		t.Fatal(err)
	}
	if err := d.Checkpoint(ctx); !errs.Is(err, errs.TooMany) {
		t.Fatalf("beside a reader: %v", err)
	}
	reader.Rollback()
	if err := d.Checkpoint(ctx); err != nil || d.Kind() == SQLite && onDisk(t, path, needle) {
		t.Fatalf("after the reader: %v", err)
	}
	if d.Kind() != SQLite {
		return
	}
	var wait string
	if err := d.Writer().QueryRow("PRAGMA busy_timeout").Scan(&wait); err != nil || wait != busyTimeout {
		t.Errorf("the writer waits %s ms for a lock, want %s: %v", wait, busyTimeout, err)
	}
}

// snapshot makes a transaction keep to one state of the database, as every one
// of SQLite does.
func snapshot(d *DB) *sql.TxOptions {
	if d.Kind() == PostgreSQL {
		return &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	return nil
}
