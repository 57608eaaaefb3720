package console_test

import (
	"context"
	"database/sql"
	"net/http"
	"testing"

	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

type figuresAnswer struct {
	Cases bool
	Weeks []struct {
		Begins                 string
		Released, Late, Median int64
		Few                    bool
	}
	Stages, Unread, Readings                 []counted
	Deficient, Corrections, Diagnoses, Plans broken
}

type counted struct {
	Key         string
	Count, Late int64
}

type broken struct {
	Total, Rest int64
	Small       bool
	Rows        []counted
}

// leads follows every number to its cases: they are as many.
func (p *person) leads(v figuresAnswer) {
	p.w.t.Helper()
	behind := func(chart, key string, want int64) {
		p.w.t.Helper()
		var l struct{ Cases []struct{ ID string } }
		p.post("/figures/cases", map[string]any{"chart": chart, "key": key}, http.StatusOK, &l)
		if int64(len(l.Cases)) != want {
			p.w.t.Errorf("%s %s: %d, and %d cases behind it", chart, key, want, len(l.Cases))
		}
	}
	for _, w := range v.Weeks {
		behind("week", w.Begins, w.Released)
		if !w.Few {
			behind("late-week", w.Begins, w.Late)
		}
	}
	for _, s := range v.Stages {
		var list page
		p.post("/cases/search", map[string]any{"stage": s.Key, "what": "cases"}, http.StatusOK, &list)
		if int64(list.Total) != s.Count {
			p.w.t.Errorf("stage %s: %d, and %d in the work list", s.Key, s.Count, list.Total)
		}
		behind("late-stage", s.Key, s.Late)
	}
	for _, u := range v.Unread {
		behind("unread", u.Key, u.Count)
	}
	for _, r := range v.Readings {
		behind("reading", r.Key, r.Count)
		behind("late-reading", r.Key, r.Late)
	}
	for chart, c := range map[string]broken{"deficient": v.Deficient, "correction": v.Corrections, "diagnosis": v.Diagnoses, "plan": v.Plans} {
		for _, row := range c.Rows {
			behind(chart, row.Key, row.Count)
		}
	}
}

// TestFigures: numbers are of the service, small ones are not broken down, and the
// cases behind one are told to who sees every case. No sum gives away what is withheld.
func TestFigures(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.releasedCase()
	open := w.receive(document(), workflow.Allowed)
	w.triage(open)
	admin, desk := w.staff[principal.Admin], w.staff[principal.Coordinator]
	admin.signIn()
	var v figuresAnswer
	admin.get("/figures", http.StatusOK, &v)
	this := v.Weeks[len(v.Weeks)-1]
	if v.Cases || len(v.Weeks) != 27 || this.Released != 1 || !this.Few || this.Late != 0 {
		t.Errorf("a week of one opinion: %+v", this)
	}
	if len(v.Stages) != 1 || v.Stages[0].Key != "triage" || v.Stages[0].Late != 0 || v.Unread[0].Key != "under-3" || v.Unread[0].Count != 1 {
		t.Errorf("stages %+v, unread %+v", v.Stages, v.Unread)
	}
	if v.Diagnoses.Total != 0 || !v.Diagnoses.Small || len(v.Diagnoses.Rows) != 0 {
		t.Errorf("one diagnosis is broken down: %+v", v.Diagnoses)
	}

	// Many more, as rows: six released late, deficiencies by two causes, a limit that is over.
	ctx, now := context.Background(), w.now.UnixMilli()
	if err := w.db.Tx(ctx, func(tx *sql.Tx) error {
		for i := range 6 {
			c := string(rune('a' + i))
			if _, err := tx.Exec(`INSERT INTO cases (id, reference, kind, payer_kind, state, participation, agreement, location, materials, imaging_read, pathology_read, billing, query, critical, correction, revision, record_request, breached, clock_started, created_at, updated_at)
				VALUES (?, ?, 'second-opinion', 'patient', 'closed', '', '', '', '', '', '', '', '', '', '', '', '', ?, ?, 1, 1)`, c, "r"+c, true, now-int64(i+20)*86400000); err != nil {
				return err
			}
			if _, err := tx.Exec(`INSERT INTO opinions (id, case_id, version, kind, state, author_id, diagnosis, plan, updated_at, released_at) VALUES (?, ?, 1, 'opinion', 'released', 'x', 'changed', 'confirmed', 1, ?)`, "o"+c, c, now); err != nil {
				return err
			}
			if _, err := tx.Exec(`INSERT INTO audit (chain, seq, server_time, actor_id, role, event, reason, prev_sha256, sha256) VALUES (?, 1, ?, 'x', 'coordinator', 'find-deficient', 'illegible', '', ?)`, c, now, "h"+c); err != nil {
				return err
			}
		}
		// One of them was found deficient for the same cause again, and another cause once;
		// one that was as late is erased.
		for _, row := range []string{"('a', 2, ?, 'x', 'coordinator', 'find-deficient', 'missing', '', 'h2')", "('a', 3, ?, 'x', 'coordinator', 'find-deficient', 'illegible', '', 'h3')", "('gone', 1, ?, 'x', 'coordinator', 'find-deficient', 'illegible', '', 'h4')"} {
			if _, err := tx.Exec(`INSERT INTO audit (chain, seq, server_time, actor_id, role, event, reason, prev_sha256, sha256) VALUES `+row, now); err != nil {
				return err
			}
		}
		for _, q := range []string{
			"INSERT INTO cases (id, reference, kind, payer_kind, state, participation, agreement, location, materials, imaging_read, pathology_read, billing, query, critical, correction, revision, record_request, breached, clock_started, erased_at, created_at, updated_at) VALUES ('gone', 'rgone', 'second-opinion', 'patient', 'closed', '', '', '', '', '', '', '', '', '', '', '', '', TRUE, 1, 1, 1, 1)",
			"INSERT INTO cases (id, reference, kind, payer_kind, state, participation, agreement, location, materials, imaging_read, pathology_read, billing, query, critical, correction, revision, record_request, clock_started, due_at, created_at, updated_at) VALUES ('w1', 'rw1', 'second-opinion', 'patient', 'signed-draft', '', '', '', '', '', '', '', '', '', '', '', '', 1, 2, 1, 1), ('w2', 'rw2', 'second-opinion', 'patient', 'approval', '', '', '', '', '', '', '', '', '', '', '', '', 1, 2, 1, 1)",
			"INSERT INTO overreads (id, case_id, kind, state, ordered_at) VALUES ('v1', 'w1', 'imaging', 'ordered', 1)",
		} {
			if _, err := tx.Exec(q); err != nil {
				return err
			}
		}
		if _, err := tx.Exec("INSERT INTO opinions (id, case_id, version, kind, state, author_id, diagnosis, plan, updated_at, released_at) VALUES ('ogone', 'gone', 1, 'opinion', 'released', 'x', 'changed', 'confirmed', 1, ?)", now); err != nil {
			return err
		}
		for _, c := range []string{"w1", "w2"} {
			if err := db.New(tx).TouchCase(ctx, db.TouchCaseParams{ID: c}); err != nil {
				return err
			}
		}
		_, err := tx.Exec("UPDATE cases SET due_at = ? WHERE id = ?", now-1000, open)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	desk.get("/figures", http.StatusOK, &v)
	this = v.Weeks[len(v.Weeks)-1]
	if !v.Cases || this.Released != 7 || this.Few || this.Late != 6 || this.Median != 22 {
		t.Errorf("the week is %+v", this)
	}
	if d := v.Deficient; d.Total != 0 || len(d.Rows) != 1 || d.Rows[0].Key != "illegible" || d.Rows[0].Count != 6 || !d.Small || d.Rest != 0 {
		t.Errorf("deficiencies %+v", d)
	}
	if v.Stages[0].Late != 1 || len(v.Stages) != 2 || v.Stages[1].Key != "approval" || v.Stages[1].Count != 2 || len(v.Diagnoses.Rows) != 1 || v.Diagnoses.Rows[0].Key != "changed" {
		t.Errorf("%+v %+v", v.Stages, v.Diagnoses)
	}
	desk.leads(v)
	for chart, c := range map[string]struct {
		key  string
		want int
	}{
		"week": {this.Begins, 7}, "late-week": {this.Begins, 6}, "late-stage": {"triage", 1}, "unread": {"under-3", 1},
		"late-reading": {"imaging", 1}, "deficient": {"illegible", 6}, "diagnosis": {"changed", 6}, "plan": {"confirmed", 6}, "reading": {"imaging", 1}, "correction": {"error", 0},
	} {
		ask := map[string]any{"chart": chart, "key": c.key}
		var l struct{ Cases []struct{ ID string } }
		desk.post("/figures/cases", ask, http.StatusOK, &l)
		if len(l.Cases) != c.want && !(chart == "plan" && len(l.Cases) == 7) {
			t.Errorf("%s: %d cases, want %d", chart, len(l.Cases), c.want)
		}
		admin.post("/figures/cases", ask, http.StatusForbidden, nil)
	}
	desk.post("/figures/cases", map[string]any{"chart": "people", "key": "x"}, http.StatusUnprocessableEntity, nil)
	for role, p := range w.staff {
		if role != principal.Admin && role != principal.Coordinator {
			p.signIn()
			p.get("/figures", http.StatusForbidden, nil)
			p.post("/figures/cases", map[string]any{"chart": "unread", "key": "older"}, http.StatusForbidden, nil)
		}
	}
}
