package console

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"testing"

	"oso/internal/server/db"
	"oso/internal/server/db/schematest"
	"oso/internal/server/trail"
)

var auditTables schematest.Tables

// explains asks the database how it would run a search, and runs none.
type explains struct {
	d    *db.DB
	plan string
}

var errExplained = errors.New("explained")

func (e *explains) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	how := "EXPLAIN QUERY PLAN "
	if e.d.Kind() == db.PostgreSQL {
		how = "EXPLAIN "
	}
	rows, err := e.d.Reader().QueryContext(ctx, how+query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	line := make([]string, len(columns))
	into := make([]any, len(columns))
	for i := range line {
		into[i] = &line[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		e.plan += line[len(line)-1] + "\n"
	}
	return nil, errors.Join(errExplained, rows.Err())
}

// auditOf fills the audit: of each event of each kind a few, and many of others.
func auditOf(t testing.TB, of, others int) *db.DB {
	ctx, d := context.Background(), auditTables.Memory(t)
	const fill = `INSERT INTO audit (chain, seq, server_time, actor_id, role, event, note_sealed, prev_sha256, sha256)
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
SELECT ?2, i, i * 7, 'p', 'admin', ?3, X'', '', '' FROM n`
	if err := d.Tx(ctx, func(tx *sql.Tx) error {
		filled := map[string]bool{}
		for _, k := range auditKinds {
			for _, e := range k.events {
				if strings.HasSuffix(e, ":") {
					e += "x"
				}
				if filled[e] {
					continue
				}
				filled[e] = true
				if _, err := tx.ExecContext(ctx, fill, of, e, e); err != nil {
					return err
				}
			}
		}
		_, err := tx.ExecContext(ctx, fill, others, "system", "message")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := d.Tx(ctx, func(tx *sql.Tx) error { _, err := tx.Exec("ANALYZE"); return err }); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestKindsOfTheAuditAreReadByPage: a page of each kind is read from the index of its
// events, the first as well as one after, and none of it from end to end.
func TestKindsOfTheAuditAreReadByPage(t *testing.T) {
	t.Parallel()
	d := auditOf(t, 400, 30_000)
	for _, k := range auditKinds {
		for _, after := range []trail.Place{{}, {Time: 900, Chain: "system", Seq: 3}} {
			e := &explains{d: d}
			if _, err := trail.Search(context.Background(), e, trail.Query{Events: k.events, After: after, Limit: auditPage + 1}); !errors.Is(err, errExplained) {
				t.Fatal(err)
			}
			if strings.Contains(e.plan, "SCAN audit") || strings.Contains(e.plan, "Seq Scan on audit") || strings.Count(e.plan, "audit_kind") < len(k.events) {
				t.Errorf("%s after %v:\n%s", k.kind, after, e.plan)
			}
		}
	}
}

// BenchmarkAuditByKind is a page of each kind in an audit of a million rows.
func BenchmarkAuditByKind(b *testing.B) {
	d := auditOf(b, 20_000, 300_000)
	for _, k := range auditKinds {
		b.Run(k.kind, func(b *testing.B) {
			for b.Loop() {
				if rows, err := trail.Search(context.Background(), d.Reader(), trail.Query{Events: k.events, Limit: auditPage + 1}); err != nil || len(rows) != auditPage+1 {
					b.Fatal(len(rows), err)
				}
			}
		})
	}
}
