package console_test

import (
	"encoding/json"
	"strings"
	"testing"

	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// TestProblemNamesTheField: a page says beside the field what is wrong with it;
// whoever may not do the act is not told what it asks for.
func TestProblemNamesTheField(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Check)
	for _, c := range []struct {
		act    string
		in     map[string]any
		status int
		field  string
		says   string
	}{
		{"hold", nil, 409, "reason", "“Reason” is missing."},
		{"hold", map[string]any{"reason": "holiday"}, 422, "reason", "“Reason” is not one of those"},
		{"decide-location", map[string]any{"reason": "rule-found"}, 409, "allow", "refuse the location"},
		{"hold", map[string]any{"reason": "other", "finding": "x"}, 422, "", "“Put on hold” has no field “finding”"},
	} {
		if c.in == nil {
			c.in = map[string]any{}
		}
		status, b := w.staff[principal.Coordinator].ask("POST", "/cases/"+id+"/acts/"+c.act, c.in)
		var p struct{ Field, Detail string }
		if err := json.Unmarshal(b, &p); err != nil {
			t.Fatal(err)
		}
		if status != c.status || p.Field != c.field || !strings.Contains(p.Detail, c.says) || !strings.Contains(p.Detail, "Nothing was changed") {
			t.Errorf("%s %v: %d %+v", c.act, c.in, status, p)
		}
	}
	if status, b := w.staff[principal.Billing].ask("POST", "/cases/"+id+"/acts/hold", map[string]any{}); status != 403 || strings.Contains(string(b), "field") {
		t.Errorf("billing: %d %s", status, b)
	}
}
