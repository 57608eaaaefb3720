package console_test

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/trail"
	"oso/internal/server/workflow"
)

type auditAnswer struct {
	Case *struct{ ID, Reference string }
	Rows []struct {
		Chain, Event, Why string
		Seq               int64
		Actor             struct{ Name string }
		Case              *struct{ Reference string }
	}
	Next string
}

// TestAuditIsSearched: by case, person and kind, page by page without a row twice
// while others are added; an administrator's alone, and nothing of a patient in it.
func TestAuditIsSearched(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, c := w.staff[principal.Admin], w.staff[principal.Coordinator]
	id := w.receive(document(), workflow.Allowed)
	w.triage(id)
	c.act(id, "hold", map[string]any{"reason": "other", "note": "Santiago Quintanilla asked for time"})
	reference := c.open(id).Reference
	ask := func(p *person, in map[string]any) (v auditAnswer) {
		t.Helper()
		whole := map[string]any{"case": "", "person": "", "kind": "", "from": "", "until": "", "after": ""}
		for k, x := range in {
			whole[k] = x
		}
		status, b := p.ask("POST", "/audit/search", whole)
		if status != 200 || bytes.Contains(b, []byte("Quintanilla")) || json.Unmarshal(b, &v) != nil {
			t.Fatalf("%d %s", status, b)
		}
		return v
	}
	for role, p := range w.staff {
		if role != principal.Admin {
			p.want(403, "POST", "/audit/search", map[string]any{"case": "", "person": "", "kind": "", "from": "", "until": "", "after": ""}, nil)
			p.want(403, "POST", "/audit/verify", nil, nil)
			p.want(403, "GET", "/audit/export", nil, nil)
		}
	}
	v := ask(admin, map[string]any{"case": reference})
	if v.Case == nil || v.Case.ID != id || v.Rows[0].Event != "hold" || v.Rows[0].Case.Reference != reference {
		t.Fatalf("%+v", v)
	}
	if v = ask(admin, map[string]any{"person": c.acc.ID, "kind": "sign-in"}); len(v.Rows) != 1 || v.Rows[0].Event != "sign-in" {
		t.Errorf("%+v", v)
	}
	if v = ask(admin, map[string]any{"kind": "accounts"}); !slices.ContainsFunc(v.Rows, func(r struct {
		Chain, Event, Why string
		Seq               int64
		Actor             struct{ Name string }
		Case              *struct{ Reference string }
	}) bool {
		return strings.HasPrefix(r.Event, "role-given:")
	}) {
		t.Errorf("%+v", v)
	}
	many := func(n int) {
		if err := w.db.Tx(context.Background(), func(tx *sql.Tx) error {
			for range n {
				if _, err := db.AppendAudit(context.Background(), tx, db.Entry(db.SystemChain, "sign-in", c.actor(), w.clock())); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	many(250)
	seen, pages := map[string]bool{}, 0
	for after := ""; ; pages++ {
		v := ask(admin, map[string]any{"after": after})
		for _, r := range v.Rows {
			key := fmt.Sprint(r.Chain, r.Seq)
			if seen[key] {
				t.Fatalf("%s is given twice", key)
			}
			seen[key] = true
		}
		if after = v.Next; after == "" {
			break
		}
		many(1)
	}
	if pages < 2 || len(seen) < 250 {
		t.Errorf("%d rows on %d pages", len(seen), pages)
	}
	admin.want(404, "POST", "/audit/search", map[string]any{"case": "1234567890", "person": "", "kind": "", "from": "", "until": "", "after": ""}, nil)
	for _, bad := range []map[string]any{{"kind": "x"}, {"from": "x"}, {"after": "x"}} {
		whole := map[string]any{"case": "", "person": "", "kind": "", "from": "", "until": "", "after": ""}
		for k, x := range bad {
			whole[k] = x
		}
		admin.want(422, "POST", "/audit/search", whole, nil)
	}
}

// actor is who acts under the first role.
func (p *person) actor() principal.Actor {
	return principal.Principal{Kind: principal.Staff, Person: principal.Person{ID: p.acc.ID}, Account: p.acc.ID}.As(p.role)
}

// TestAuditIsVerifiedAndCopied: a row that somebody changed in the database is
// found, by its number; and who has the copy finds it, too.
func TestAuditIsVerifiedAndCopied(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.staff[principal.Admin]
	id := w.receive(document(), workflow.Allowed)
	w.triage(id)
	var v struct {
		Rows, Chains int
		Broken       []struct {
			Seq  int64
			Case *struct{ ID string }
		}
	}
	admin.want(200, "POST", "/audit/verify", nil, &v)
	if v.Rows < 10 || v.Chains != 2 || len(v.Broken) != 0 {
		t.Fatalf("%+v", v)
	}
	copied := func() []db.Audit {
		status, b := admin.ask("GET", "/audit/export?"+url.Values{"case": {id}, "form": {"jsonl"}}.Encode(), nil)
		if status != 200 {
			t.Fatalf("%d %s", status, b)
		}
		var out []db.Audit
		for lines := bufio.NewScanner(bytes.NewReader(b)); lines.Scan(); {
			var l trail.Line
			if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
				t.Fatal(err)
			}
			out = append(out, db.Audit(l))
		}
		slices.Reverse(out)
		return out
	}
	whole := copied()
	slices.SortFunc(whole, func(a, b db.Audit) int { return int(a.Seq - b.Seq) })
	if err := db.VerifyChain(whole); err != nil || len(whole) < 5 {
		t.Fatalf("%d rows: %v", len(whole), err)
	}
	if _, err := w.db.Writer().Exec("UPDATE audit SET reason = 'other' WHERE chain = '" + id + "' AND seq = 3"); err != nil {
		t.Fatal(err)
	}
	admin.want(200, "POST", "/audit/verify", nil, &v)
	if len(v.Broken) != 1 || v.Broken[0].Seq != 3 || v.Broken[0].Case.ID != id {
		t.Errorf("%+v", v)
	}
	status, b := admin.ask("GET", "/audit/export?form=csv", nil)
	if status != 200 || !strings.HasPrefix(string(b), "time,chain,seq,") || strings.Count(string(b), "\n") < 10 {
		t.Errorf("%d %.200s", status, b)
	}
	admin.want(422, "GET", "/audit/export?form=xml", nil, nil)
	if n := len(w.column("SELECT event FROM audit WHERE event = 'audit-exported'")); n != 2 {
		t.Errorf("%d copies are in the audit", n)
	}
}
