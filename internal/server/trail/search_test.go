package trail

import (
	"context"
	"database/sql"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"oso/internal/server/db"
	"oso/internal/server/db/schematest"
	"oso/internal/server/dbtest"
)

var tables schematest.Tables

func TestMain(m *testing.M) { dbtest.Main(m) }

// TestSearchesUseIndexes: whatever is asked for, a large audit is not read from end
// to end.
func TestSearchesUseIndexes(t *testing.T) {
	dbtest.SQLite(t)
	t.Parallel()
	d := tables.Memory(t)
	for name, q := range map[string]Query{
		"all": {Limit: 101}, "person": {Actors: []string{"a"}, Limit: 101}, "about": {About: []string{"a"}, Limit: 101}, "case": {Chain: "c", Limit: 101},
		"time": {From: 5, Until: 9, Limit: 101}, "event": {Events: []string{"a"}, Limit: 101}, "events": {Events: []string{"a", "b"}, Limit: 101},
		"events of a person": {Actors: []string{"a"}, Events: []string{"a", "b:"}, Limit: 101}, "next": {After: Place{Time: 5, Chain: "c", Seq: 1}, Limit: 101},
	} {
		text, args := q.sql()
		rows, err := d.Reader().Query("EXPLAIN QUERY PLAN "+text, args...)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var id, parent, unused int
			var step string
			if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
				t.Fatal(err)
			}
			if step == "SCAN audit" || strings.Contains(step, "TEMP B-TREE FOR ORDER BY") && name != "case" && name != "events" {
				t.Errorf("%s: %s", name, step)
			}
		}
		rows.Close()
	}
}

// TestPagesOfAKind: what is asked for event by event, and merged, is what is there, in
// order and once, page by page; a beginning stands for what begins so and no other.
func TestPagesOfAKind(t *testing.T) {
	t.Parallel()
	ctx, d := context.Background(), tables.Memory(t)
	events := []string{"saw", "saw:a", "saw:b", "sawed", "saw;", "sign-in", "sa", "SAW:c", "saw:"}
	if err := d.Tx(ctx, func(tx *sql.Tx) error {
		for i := range 300 { // several of one moment, in several chains
			row := db.InsertAuditParams{Chain: "c" + strconv.Itoa(i%3), Seq: int64(i), ServerTime: int64(i / 7), Event: events[i%len(events)], NoteSealed: []byte{}, ActorID: "p"}
			if err := db.New(tx).InsertAudit(ctx, row); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, kind := range [][]string{{"saw:"}, {"saw:", "sign-in"}, {"sign-in", "sawed", "saw:"}, {"none"}} {
		fits := func(e string) bool {
			return slices.ContainsFunc(kind, func(k string) bool { return e == k || strings.HasSuffix(k, ":") && strings.HasPrefix(e, k) })
		}
		all, err := Search(ctx, d.Reader(), Query{})
		if err != nil {
			t.Fatal(err)
		}
		all = slices.DeleteFunc(all, func(r db.Audit) bool { return !fits(r.Event) })
		at, err := Search(ctx, d.Reader(), Query{Events: kind})
		if err != nil {
			t.Fatal(err)
		}
		if at = append([]db.Audit{}, at...); !reflect.DeepEqual(at, all) {
			t.Errorf("%v at once: %d rows, want %d", kind, len(at), len(all))
		}
		pages := []db.Audit{}
		for q := (Query{Events: kind, Limit: 13}); ; q.After = PlaceOf(pages[len(pages)-1]) {
			page, err := Search(ctx, d.Reader(), q)
			if err != nil {
				t.Fatal(err)
			}
			if pages = append(pages, page...); len(page) < q.Limit {
				break
			}
		}
		if !reflect.DeepEqual(pages, all) {
			t.Errorf("%v by pages: %d rows, want %d", kind, len(pages), len(all))
		}
	}
}

// TestOldPagesCostNoMore: of 200,000 rows the last page comes as fast as the first.
func TestOldPagesCostNoMore(t *testing.T) {
	t.Parallel()
	ctx, d := context.Background(), tables.Memory(t)
	const n = 200_000
	if err := d.Tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO audit (chain, seq, server_time, actor_id, role, event, note_sealed, prev_sha256, sha256)
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
SELECT 'system', i, i / 3, 'p', 'admin', 'sign-in', X'', '', '' FROM n`, n)
		return err
	}); err != nil {
		if d.Kind() == db.PostgreSQL {
			t.Skip("X'' is SQLite's")
		}
		t.Fatal(err)
	}
	page := func(after Place) (time.Duration, []db.Audit) {
		began := time.Now()
		rows, err := Search(ctx, d.Reader(), Query{After: after, Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		return time.Since(began), rows
	}
	first, rows := page(Place{})
	if len(rows) != 100 || rows[0].Seq != n {
		t.Fatalf("%d rows, the first %d", len(rows), rows[0].Seq)
	}
	last, rows := page(Place{Time: 34, Chain: "system", Seq: 103})
	if len(rows) != 100 || rows[0].Seq != 102 {
		t.Fatalf("%d rows, the first %d", len(rows), rows[0].Seq)
	}
	if last > 20*first+200*time.Millisecond {
		t.Errorf("the first page took %v, the last %v", first, last)
	}
}
