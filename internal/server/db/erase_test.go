package db

import (
	"context"
	"database/sql"
	"errors"
	"os"
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
	if err := d.Tx(ctx, func(tx *sql.Tx) error { return fill(tx, id, needle) }); err != nil {
		t.Fatal(err)
	}
	if err := d.Tx(ctx, func(tx *sql.Tx) error { return EraseCase(ctx, tx, id, 5) }); err != nil {
		t.Fatal(err)
	}
	c, err := d.Q().GetCase(ctx, id)
	if err != nil || c.ErasedAt != 5 || len(c.KeyWrapped) != 0 {
		t.Fatalf("%+v, %v", c, err)
	}
	if list, err := d.Q().ListDoomedBlobs(ctx); err != nil || len(list) != 1 || list[0].BlobKey != "packs/x" {
		t.Errorf("doomed: %v, %v", list, err)
	}
	if err := d.Checkpoint(ctx); err != nil {
		t.Fatal(err)
	}
	d.Close()
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.ReadFile(path + suffix)
		if err != nil && suffix == "" {
			t.Fatal(err)
		}
		if strings.Contains(string(b), needle) {
			t.Errorf("the needle is still in the file%s", suffix)
		}
	}
}

// fill puts one row of the case into each table that has a case_id, the needle
// in each BLOB column.
func fill(tx *sql.Tx, id, needle string) error {
	if _, err := tx.Exec("PRAGMA defer_foreign_keys = ON"); err != nil {
		return err
	}
	names, err := column(tx, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'goose%' ORDER BY name")
	if err != nil {
		return err
	}
	filled := 0
	for _, table := range names {
		columns, err := column(tx, "SELECT name || ' ' || type FROM pragma_table_info('"+table+"')")
		if err != nil {
			return err
		}
		var cols, marks []string
		var values []any
		ofCase := table == "cases" || table == "opinion_keys"
		for _, c := range columns {
			name, typ, _ := strings.Cut(c, " ")
			ofCase = ofCase || name == "case_id"
			cols, marks = append(cols, name), append(marks, "?")
			switch {
			case name == "case_id", name == "id" && table == "cases", name == "opinion_id", name == "id" && table == "opinions":
				values = append(values, id)
			case name == "blob_key":
				values = append(values, "packs/x")
			case typ == "BLOB":
				values = append(values, []byte(needle))
			case typ == "BIGINT", typ == "BOOLEAN":
				values = append(values, 1)
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
		"INSERT INTO people (id, email, name, role, created_at, updated_at) VALUES ('x', '', 'x', 'x', 1, 1)",
		"INSERT INTO partners (id, name, created_at) VALUES ('x', 'x', 1)",
		"INSERT INTO invoices (id, partner_id, month, state, created_at) VALUES ('x', 'x', 'x', 'x', 1)",
	} {
		if _, err := tx.Exec(s); err != nil {
			return err
		}
	}
	return nil
}

func column(tx *sql.Tx, query string) ([]string, error) {
	rows, err := tx.Query(query)
	if err != nil {
		return nil, err
	}
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
	reader, err := d.Reader().BeginTx(ctx, nil)
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
	onDisk := func() bool {
		found := false
		for _, suffix := range []string{"", "-wal"} {
			b, err := os.ReadFile(path + suffix)
			if err != nil && !errors.Is(err, os.ErrNotExist) {
				t.Fatal(err)
			}
			found = found || strings.Contains(string(b), needle)
		}
		return found
	}
	if err := d.Checkpoint(ctx); !errs.Is(err, errs.TooMany) || !onDisk() {
		t.Fatalf("beside a reader: %v (on the disk: %t)", err, onDisk())
	}
	reader.Rollback()
	if err := d.Checkpoint(ctx); err != nil || onDisk() {
		t.Fatalf("after the reader: %v (on the disk: %t)", err, onDisk())
	}
	var wait string
	if err := d.Writer().QueryRow("PRAGMA busy_timeout").Scan(&wait); err != nil || wait != busyTimeout {
		t.Errorf("the writer waits %s ms for a lock, want %s: %v", wait, busyTimeout, err)
	}
}
