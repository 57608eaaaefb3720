package vault

import (
	"context"
	"database/sql"
	"testing"

	"oso/internal/errs"
)

// part is the row that lists a set's records, as it lies on the disk.
func part(t *testing.T, db *sql.DB, id SetID) (version int64, sealed []byte) {
	t.Helper()
	version, sealed, err := readRow(db, kindSet, string(id), recordsPart)
	if err != nil {
		t.Fatal(err)
	}
	return version, sealed
}

// Whoever writes a row beside thousands of records does not list them anew.
func TestRecordsAreListedApart(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := newDesk(t)
	v := d.open()
	id := mustSet(t, v, label{Name: "Many"})
	for i := range 3 {
		mustRecord(t, v, id, bytesOf(100, uint64(i)))
	}
	before, _ := part(t, v.db, id)
	for i := range 3 {
		if err := v.Update(ctx, id, func(tx *Tx) error {
			_, err := Put(tx, KindSection, Row[string]{ID: newID(), Value: "typed"})
			return err
		}); err != nil {
			t.Fatal(i, err)
		}
	}
	if after, _ := part(t, v.db, id); after != before {
		t.Errorf("the records were listed at %d and again at %d, and none came or went", before, after)
	}
	recs := mustRecord(t, v, id, bytesOf(100, 9))
	added, _ := part(t, v.db, id)
	if err := v.Update(ctx, id, func(tx *Tx) error { return tx.DeleteRecord(recs.ID) }); err != nil {
		t.Fatal(err)
	}
	if deleted, _ := part(t, v.db, id); added <= before || deleted <= added {
		t.Errorf("listed at %d, with one more at %d, without it at %d", before, added, deleted)
	}
	v.Close()
	checkWhole(t, d.open(), 1, 3)
}

// A list of records that was put back or taken out is no shorter list.
func TestListOfRecordsPutBack(t *testing.T) {
	t.Parallel()
	for name, harm := range map[string]func(db *sql.DB, id SetID, version int64, sealed []byte) error{
		"put back": func(db *sql.DB, id SetID, version int64, sealed []byte) error {
			_, err := db.Exec("UPDATE rows SET version = ?, sealed = ? WHERE kind = 'set' AND parent = ? AND id = 'record'", version, sealed, string(id))
			return err
		},
		"put back under the version of now": func(db *sql.DB, id SetID, _ int64, sealed []byte) error {
			_, err := db.Exec("UPDATE rows SET sealed = ? WHERE kind = 'set' AND parent = ? AND id = 'record'", sealed, string(id))
			return err
		},
		"taken out": func(db *sql.DB, id SetID, _ int64, _ []byte) error {
			_, err := db.Exec("DELETE FROM rows WHERE kind = 'set' AND parent = ? AND id = 'record'", string(id))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			v := d.open()
			id := mustSet(t, v, label{Name: "Many"})
			mustRecord(t, v, id, bytesOf(100, 1))
			version, sealed := part(t, v.db, id)
			mustRecord(t, v, id, bytesOf(100, 2))
			if err := harm(v.db, id, version, sealed); err != nil {
				t.Fatal(err)
			}
			v.Close()
			v = d.open()
			defer v.Close()
			if err := v.View(context.Background(), id, func(*Tx) error { return nil }); !errs.Is(err, errs.Damaged) {
				t.Errorf("the case opens: %v", err)
			}
		})
	}
}
