package console_test

import (
	"slices"
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

type reviewed struct {
	Reviews []struct {
		Kind, State, Closed, Source, Currency string
		Estimated                             bool
		Cents                                 int64
	}
	Estimate *struct {
		Version, Cents int64
	}
	Acts []string
}

func (p *person) reviews(id string) reviewed {
	p.w.t.Helper()
	var v reviewed
	p.want(200, "GET", "/cases/"+id, nil, &v)
	return v
}

// TestReviewsByThePlace: what the place forbids is said with the rule and its source
// before anything is ordered, and cannot be; what may be ordered says what it adds,
// and is ordered only once somebody agreed to that.
func TestReviewsByThePlace(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	desk, writer := w.staff[principal.Coordinator], w.staff[principal.Specialist]
	hampshire := document()
	hampshire.Residence = casefile.Place{Country: "US", Region: "NH"} // no imaging review
	id := w.receive(hampshire, workflow.Check)
	w.triage(id)
	v := desk.reviews(id)
	if len(v.Reviews) != 2 || v.Reviews[0].Kind != "imaging" || !strings.Contains(v.Reviews[0].Closed, "New Hampshire") || v.Reviews[0].Source == "" {
		t.Fatalf("what the place forbids: %+v", v.Reviews)
	}
	if p := v.Reviews[1]; p.Closed != "" || p.Cents != 35000 || p.Currency != "USD" || p.Estimated {
		t.Errorf("what it allows: %+v", p)
	}
	desk.refused(409, id, "order-overread", map[string]any{"kind": "imaging"})

	// The rule looks at where tissue was taken, too.
	tissue := document()
	tissue.Specimen = casefile.Place{Country: "US", Region: "NJ"}
	other := w.receive(tissue, workflow.Check)
	w.triage(other)
	v = desk.reviews(other)
	if v.Reviews[0].Closed != "" || !strings.Contains(v.Reviews[1].Closed, "taken in New Jersey") {
		t.Errorf("where tissue was taken: %+v", v.Reviews)
	}
	desk.refused(409, other, "order-overread", map[string]any{"kind": "pathology"})

	// By a contract that accepts by itself.
	desk.act(other, "order-overread", map[string]any{"kind": "imaging"})
	if v = desk.reviews(other); v.Estimate.Cents != 125000 || v.Estimate.Version != 2 || !v.Reviews[0].Estimated || v.Reviews[0].State != "ordered" {
		t.Errorf("by a contract: %+v", v)
	}
	// By somebody who says so.
	w.exec("UPDATE partners SET accepts_estimates = FALSE")
	desk.refused(409, id, "order-overread", map[string]any{"kind": "pathology"})
	desk.act(id, "order-overread", map[string]any{"kind": "pathology", "note": "Ms. Ng of Acme, by telephone"})
	if v = desk.reviews(id); v.Estimate.Cents != 130000 {
		t.Errorf("by somebody's word: %+v", v.Estimate)
	}

	// Who writes orders without being shown a price; the coordinator who assigns it
	// asks the payer.
	third := w.receive(document(), workflow.Check)
	w.exec("UPDATE partners SET accepts_estimates = TRUE")
	w.triage(third)
	w.exec("UPDATE partners SET accepts_estimates = FALSE")
	desk.act(third, "offer", map[string]any{"person": writer.acc.ID})
	writer.act(third, "accept-offer", nil)
	v = writer.reviews(third)
	if len(v.Reviews) != 2 || v.Reviews[0].Cents != 0 || v.Estimate != nil {
		t.Errorf("who writes sees a price: %+v", v)
	}
	writer.act(third, "order-overread", map[string]any{"kind": "imaging"})
	// Meanwhile it is the author's turn: what can be written is written.
	if v := writer.open(third); v.Turn != "you" || v.Next != "write-draft" || !slices.Equal(v.Awaited, []string{"imaging"}) {
		t.Errorf("who writes and waits for a review: turn %s, next %s, awaits %v", v.Turn, v.Next, v.Awaited)
	}
	reader := w.staff[principal.Radiologist].acc.ID
	desk.refused(409, third, "assign-overread", map[string]any{"kind": "imaging", "person": reader})
	desk.act(third, "assign-overread", map[string]any{"kind": "imaging", "person": reader, "note": "Ms. Ng of Acme, by telephone"})
	if v = desk.reviews(third); v.Estimate.Cents != 125000 {
		t.Errorf("what who writes ordered: %+v", v.Estimate)
	}
	desk.act(third, "assign-overread", map[string]any{"kind": "imaging", "person": w.hire(principal.Radiologist, "another").acc.ID})
	if v = desk.reviews(third); v.Estimate.Cents != 125000 || v.Estimate.Version != 2 {
		t.Errorf("assigned to another: %+v", v.Estimate)
	}
}

// TestLocationIsLookedUp: a place that the rules leave open goes on only with what
// was looked up (S6), and the case keeps it.
func TestLocationIsLookedUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	desk := w.staff[principal.Coordinator]
	id := w.receive(document(), workflow.Check)
	desk.refused(409, id, "decide-location", map[string]any{"allow": true, "reason": "rule-found"})
	desk.act(id, "decide-location", map[string]any{"allow": true, "reason": "rule-found", "note": "243 CMR of 2026 names no second opinion."})
	for _, e := range desk.open(id).Timeline {
		if e.Event == "decide-location" && e.Note == "243 CMR of 2026 names no second opinion." && e.Reason == "rule-found" {
			return
		}
	}
	t.Error("what was looked up is not kept")
}
