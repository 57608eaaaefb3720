package desktop

import (
	"testing"

	"oso/internal/casefile"
	"oso/internal/clinic/survey"
)

// A plan that was begun goes on with its own imports, and set aside it ends them
// and no others of the case.
func TestPlanKnowsItsImports(t *testing.T) {
	t.Parallel()
	a, h := opened(t, silent{})
	h.run()
	d, records := &Disc{a}, &Records{a}
	a.imports.mu.Lock()
	a.imports.runs = mostAtOnce // as if others ran
	a.imports.mu.Unlock()
	ids, err := d.Start(proposal(looked(t, d, twoPatients(t)), casefile.Place{Country: "GB"})[:1])
	if err != nil {
		t.Fatal(err)
	}
	var plan survey.Plan
	until(t, "the plan's import", func() bool {
		w, _ := a.workstation()
		plans, err := survey.Plans(a.ctx, w.Vault)
		if err != nil || len(plans) != 1 {
			t.Fatal(plans, err)
		}
		plan = plans[0]
		return plan.Rows[0].Import != ""
	})
	if _, err := records.Start(ids[0], []string{notes(t, 3)}); err != nil {
		t.Fatal(err)
	}
	if err := d.SetAside(plan.ID); err != nil {
		t.Fatal(err)
	}
	a.imports.mu.Lock()
	a.imports.runs -= mostAtOnce
	a.imports.next(a)
	a.imports.mu.Unlock()
	until(t, "the end of the other import", func() bool { return records.Adding().Cases == 0 })
	list, err := records.List(ids[0])
	if err != nil || list.Files != 3 || len(list.Unfinished) != 1 || list.Unfinished[0].ID != plan.Rows[0].Import || list.Unfinished[0].Why != "It was stopped." {
		t.Errorf("%d files, %+v, %v", list.Files, list.Unfinished, err)
	}
}
