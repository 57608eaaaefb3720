package console_test

import (
	"context"
	"database/sql"
	"sync"
	"testing"

	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

type retentionAnswer struct {
	InForce *struct{ Version int64 } `json:"in_force"`
	Due     []struct {
		State       string
		Count, Held int
	}
	Purge *struct {
		Version int64
		Count   int
	}
	Holds []struct {
		Why   string
		Lifts bool
		Case  struct{ ID string }
	}
}

// TestCasesAreErasedByTwo: nothing is erased without a period that the office named;
// what would be is shown first; a hold keeps a case from it, also one that was placed
// after it was proposed; two administrators erase, once; what is left names nobody.
func TestCasesAreErasedByTwo(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := newWorld(t)
	one, two, c := w.staff[principal.Admin], w.hire(principal.Admin, "second"), w.staff[principal.Coordinator]
	ended := []string{}
	for range 3 {
		id := w.receive(document(), workflow.Allowed)
		c.act(id, "withdraw", map[string]any{"reason": "patient-asked"})
		ended = append(ended, id)
	}
	used := []string{}
	for range 3 {
		id := w.receive(document(), workflow.Allowed)
		c.act(id, "withdraw", map[string]any{"reason": "patient-asked"})
		used = append(used, id)
	}
	for role, p := range w.staff {
		if role != principal.Admin {
			p.want(403, "GET", "/retention", nil, nil)
			p.want(403, "POST", "/purge", map[string]any{"source": "s"}, nil)
			p.want(403, "POST", "/holds", map[string]any{"case": "1", "why": "w"}, nil)
		}
	}
	one.want(409, "POST", "/purge", map[string]any{"source": "Yearly"}, nil)
	one.want(422, "POST", "/retention", map[string]any{"over": 0, "rules": []any{map[string]any{"state": "triage", "days": 10}}, "source": "s"}, nil)
	one.want(200, "POST", "/retention", map[string]any{"over": 0, "rules": []any{map[string]any{"state": "withdrawn", "days": 30}}, "source": "Decision of counsel"}, nil)
	one.want(403, "POST", "/retention/confirm", map[string]any{"version": 1}, nil)
	var v retentionAnswer
	two.want(200, "POST", "/retention/confirm", map[string]any{"version": 1}, &v)
	if len(v.Due) != 1 || v.Due[0].Count != 0 {
		t.Fatalf("%+v", v)
	}
	w.mu.Lock()
	w.now = w.now.AddDate(0, 0, 40)
	now := w.now
	w.mu.Unlock()
	for _, p := range []*person{one, two, c} {
		p.signIn()
	}
	// What there is still something to do about is left, though its state is old.
	if _, err := w.db.Writer().Exec("INSERT INTO things (id, case_id, material_id, number, kind, about_sealed, received_at, received_by) VALUES ('g', ?, 'm', 1, 'slide', X'', 1000, 'p')", used[1]); err != nil {
		t.Fatal(err)
	}
	if err := w.db.Tx(ctx, func(tx *sql.Tx) error {
		if err := db.New(tx).PutTask(ctx, db.PutTaskParams{ID: "t", CaseID: used[0], Kind: workflow.TaskReviewGlass, Role: string(principal.Coordinator), Key: "k", CreatedAt: 1000}); err != nil {
			return err
		}
		_, err := db.AppendAudit(ctx, tx, db.Entry(used[2], "message-sent", c.actor(), now))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	why := map[string]any{"case": c.open(ended[0]).Reference, "why": "A letter of counsel"}
	one.want(200, "POST", "/holds", why, &v)
	one.want(409, "POST", "/holds", why, nil)
	if v.Due[0].Count != 2 || v.Due[0].Held != 1 || len(v.Holds) != 1 || v.Holds[0].Why != "A letter of counsel" || v.Holds[0].Lifts {
		t.Fatalf("%+v", v)
	}
	one.want(200, "POST", "/purge", map[string]any{"source": "Yearly"}, &v)
	if v.Purge == nil || v.Purge.Count != 2 {
		t.Fatalf("%+v", v)
	}
	one.want(403, "POST", "/purge/confirm", map[string]any{"version": 1}, nil)
	two.want(200, "POST", "/holds", map[string]any{"case": c.open(ended[1]).Reference, "why": "Another letter"}, nil)
	// The period that is in force when it is confirmed counts.
	for i, rules := range [][]any{{}, {map[string]any{"state": "withdrawn", "days": 30}}} {
		one.want(200, "POST", "/retention", map[string]any{"over": i + 1, "rules": rules, "source": "Counsel"}, nil)
		two.want(200, "POST", "/retention/confirm", map[string]any{"version": i + 2}, nil)
		if len(rules) == 0 {
			two.want(409, "POST", "/purge/confirm", map[string]any{"version": 1}, nil)
		}
	}
	var wait sync.WaitGroup
	got := [2]int{}
	for i := range got {
		wait.Go(func() { got[i], _ = two.ask("POST", "/purge/confirm", map[string]any{"version": 1}) })
	}
	wait.Wait()
	if got[0]+got[1] != 200+409 {
		t.Errorf("erased twice: %v", got)
	}
	for i, id := range ended {
		row, err := w.db.Q().GetCase(ctx, id)
		if err != nil || (row.ErasedAt > 0) != (i == 2) || (len(row.KeyWrapped) == 0) != (i == 2) || row.Reference == "" {
			t.Errorf("case %d: erased %d, %v", i, row.ErasedAt, err)
		}
	}
	if n := len(w.column("SELECT event FROM audit WHERE event = 'purge'")); n != 1 {
		t.Errorf("%d rows say that a case was erased", n)
	}

	// A hold is lifted by another administrator, and a held case is erased by nothing.
	one.want(403, "POST", "/holds/"+ended[0]+"/lift", map[string]any{"reason": "over"}, nil)
	two.want(200, "POST", "/holds/"+ended[0]+"/lift", map[string]any{"reason": "Counsel wrote that it is over"}, &v)
	two.want(409, "POST", "/holds/"+ended[0]+"/lift", map[string]any{"reason": "over"}, nil)
	if v.Due[0].Count != 1 || v.Due[0].Held != 1 {
		t.Errorf("%+v", v)
	}
}
