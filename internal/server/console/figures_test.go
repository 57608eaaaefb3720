package console_test

import (
	"context"
	"database/sql"
	"net/http"
	"testing"

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
	Stages []struct {
		Key         string
		Count, Late int64
	}
	Unread []struct {
		Key   string
		Count int64
	}
	Deficient struct {
		Total, Rest int64
		Small       bool
		Rows        []struct {
			Key   string
			Count int64
		}
	}
	Diagnoses struct {
		Total int64
		Small bool
		Rows  []struct {
			Key   string
			Count int64
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
		if _, err := tx.Exec(`INSERT INTO audit (chain, seq, server_time, actor_id, role, event, reason, prev_sha256, sha256) VALUES ('a', 2, ?, 'x', 'coordinator', 'find-deficient', 'missing', '', 'h2')`, now); err != nil {
			return err
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
	if v.Stages[0].Late != 1 || len(v.Diagnoses.Rows) != 1 || v.Diagnoses.Rows[0].Key != "changed" {
		t.Errorf("%+v %+v", v.Stages, v.Diagnoses)
	}
	for chart, c := range map[string]struct {
		key  string
		want int
	}{
		"week": {this.Begins, 7}, "late-week": {this.Begins, 6}, "late-stage": {"triage", 1}, "unread": {"under-3", 1},
		"deficient": {"illegible", 6}, "diagnosis": {"changed", 6}, "plan": {"confirmed", 6}, "reading": {"imaging", 0}, "correction": {"error", 0},
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
