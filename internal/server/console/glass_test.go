package console_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

type glassAnswer struct {
	Rows []struct {
		ID, Why, Verdict, Note string
		Open, Mine, Reviews    bool
		Saw                    []struct {
			What  string
			Count int
		}
	}
}

// TestBreakGlass: an administrator without a part in a case takes it for a stated
// reason and a while; what is seen is in the audit before it is shown; the desk is
// told, and a second person reviews it, once, and ends it at once.
func TestBreakGlass(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, c := w.staff[principal.Admin], w.staff[principal.Coordinator]
	id := w.receive(document(), workflow.Allowed)
	w.triage(id)
	record := c.open(id).Records[0].ID
	if v := admin.open(id); v.Patient != nil || v.Document != nil || len(v.Records) != 0 {
		t.Fatalf("an administrator sees %+v", v)
	}
	admin.want(403, "GET", "/cases/"+id+"/records/"+record, nil, nil)
	path, why := "/cases/"+id+"/glass", map[string]any{"reason": "emergency", "why": "The clinic called, and no coordinator is reached"}
	for role, p := range w.staff {
		if role != principal.Admin {
			if got, _ := p.ask("POST", path, why); got != 403 {
				t.Errorf("%s breaks the glass: %d", role, got)
			}
		}
	}
	admin.want(422, "POST", path, map[string]any{"reason": "curiosity", "why": "x"}, nil)
	admin.want(409, "POST", path, map[string]any{"reason": "other", "why": " "}, nil)

	var v caseView
	admin.want(200, "POST", path, why, &v)
	if v.Patient == nil || v.Document == nil || len(v.Records) != 1 || len(v.Acts) != 0 {
		t.Fatalf("under break-glass: %+v", v)
	}
	admin.want(409, "POST", path, why, nil)
	for range 2 {
		admin.want(200, "GET", "/cases/"+id+"/records/"+record, nil, nil)
		admin.open(id)
	}
	if got := w.column("SELECT reason FROM audit WHERE event = 'glass-saw' ORDER BY reason"); strings.Join(got, " ") != "case records" {
		t.Errorf("the audit says that was seen: %v", got)
	}
	if k := admin.refused(403, id, "hold", map[string]any{"reason": "other"}); k != "forbidden" {
		t.Errorf("an act under break-glass: %s", k)
	}
	other := w.hire(principal.Admin, "second")
	if v := other.open(id); v.Patient != nil {
		t.Error("another administrator sees it, too")
	}

	// The desk is told, and asked.
	if v := c.open(id); len(v.Tasks) != 1 || v.Tasks[0].Kind != "review-glass" {
		t.Fatalf("tasks of the desk: %+v", v.Tasks)
	}
	var g glassAnswer
	c.want(200, "GET", "/glass", nil, &g)
	if len(g.Rows) != 1 || !g.Rows[0].Open || !g.Rows[0].Reviews || !strings.HasPrefix(g.Rows[0].Why, "The clinic called") || len(g.Rows[0].Saw) != 2 {
		t.Fatalf("%+v", g)
	}
	glass := g.Rows[0].ID
	if k := c.refused(409, id, "finish-task", map[string]any{"task": glass}); k == "" {
		t.Error("the task is done without a review")
	}
	verdict := map[string]any{"verdict": "not-justified", "note": "A coordinator was there"}
	admin.want(403, "POST", "/glass/"+glass+"/review", verdict, nil)
	w.staff[principal.Billing].want(403, "POST", "/glass/"+glass+"/review", verdict, nil)
	w.staff[principal.Specialist].want(404, "POST", "/glass/"+glass+"/review", verdict, nil)
	var wait sync.WaitGroup
	got := [2]int{}
	for i := range got {
		wait.Go(func() { got[i], _ = c.ask("POST", "/glass/"+glass+"/review", verdict) })
	}
	wait.Wait()
	if got[0]+got[1] != 200+409 {
		t.Errorf("reviewed twice: %v", got)
	}
	if v := admin.open(id); v.Patient != nil {
		t.Error("what was not justified goes on")
	}
	if v := c.open(id); len(v.Tasks) != 0 {
		t.Errorf("tasks after the review: %+v", v.Tasks)
	}
}

// TestBreakGlassEndsByItself: after its time, and where it is ended before it; a
// record on its way is cut.
func TestBreakGlassEndsByItself(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.staff[principal.Admin]
	id := w.receive(document(), workflow.Allowed)
	why := map[string]any{"reason": "complaint", "why": "The patient complained"}
	admin.want(200, "POST", "/cases/"+id+"/glass", why, nil)
	if v := admin.open(id); v.Patient == nil {
		t.Fatal("not opened")
	}
	var g glassAnswer
	admin.want(200, "GET", "/glass", nil, &g)
	// What may still be seen cannot be said to be justified.
	c, review, justified := w.staff[principal.Coordinator], "/glass/"+g.Rows[0].ID+"/review", map[string]any{"verdict": "justified", "note": "Nobody was reached"}
	c.want(409, "POST", review, justified, nil)
	admin.want(200, "POST", "/glass/"+g.Rows[0].ID+"/end", nil, &g)
	if v := admin.open(id); v.Patient != nil || g.Rows[0].Open {
		t.Error("it was ended and goes on")
	}
	c.want(200, "POST", review, justified, nil)
	admin.want(http.StatusConflict, "POST", "/glass/"+g.Rows[0].ID+"/end", nil, nil)
	admin.want(200, "POST", "/cases/"+id+"/glass", why, nil)
	w.mu.Lock()
	w.now = w.now.Add(29 * time.Minute)
	w.mu.Unlock()
	if v := admin.open(id); v.Patient == nil {
		t.Error("over before its time")
	}
	w.mu.Lock()
	w.now = w.now.Add(29 * time.Minute)
	w.mu.Unlock()
	admin.open(id)
	w.mu.Lock()
	w.now = w.now.Add(3 * time.Minute)
	w.mu.Unlock()
	if v := admin.open(id); v.Patient != nil {
		t.Error("it goes on after its time")
	}
}
