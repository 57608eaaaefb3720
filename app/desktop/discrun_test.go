package desktop

import (
	"sync"
	"testing"

	"oso/internal/casefile"
	"oso/internal/clinic/survey"
	"oso/internal/clinic/vault/vaulttest"
	"oso/internal/sample"
)

// A plan that was begun goes on with its own imports, and set aside it ends them
// and no others of the case.
func TestPlanKnowsItsImports(t *testing.T) {
	t.Parallel()
	a, h := opened(t, silent{})
	h.run()
	d, records := &Disc{a}, &Records{a}
	letGo := held(a)
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
	letGo()
	until(t, "the end of the other import", func() bool { return records.Adding().Cases == 0 })
	list, err := records.List(ids[0])
	if err != nil || list.Files != 3 || len(list.Unfinished) != 1 || list.Unfinished[0].ID != plan.Rows[0].Import || list.Unfinished[0].Why != "It was stopped." {
		t.Errorf("%d files, %+v, %v", list.Files, list.Unfinished, err)
	}
}

// held keeps imports from running until it is called, as if others ran.
func held(a *App) (letGo func()) {
	a.imports.mu.Lock()
	a.imports.runs += mostAtOnce
	a.imports.mu.Unlock()
	return func() {
		a.imports.mu.Lock()
		defer a.imports.mu.Unlock()
		a.imports.runs -= mostAtOnce
		a.imports.next(a)
	}
}

// whole checks that each case has the records of one patient, by one import.
func whole(t *testing.T, a *App, ids []string) {
	t.Helper()
	for _, id := range ids {
		list, err := (&Records{a}).List(id)
		if err != nil || list.Files != sample.Slices+3 || len(list.Unfinished) != 0 {
			t.Errorf("%d files, unfinished %+v, %v", list.Files, list.Unfinished, err)
		}
		if all, err := (&Records{a}).Imports(id); err != nil || len(all) != 1 {
			t.Errorf("%d imports, %v", len(all), err)
		}
	}
}

// A plan under which the program ended goes on when the vault is opened, and one
// that a lock comes over when it is opened again.
func TestPlanGoesOnByItself(t *testing.T) {
	t.Parallel()
	for name, closed := range map[string]bool{"closed": true, "locked": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, h := opened(t, silent{})
			h.run()
			letGo := held(a)
			ids, err := (&Disc{a}).Start(proposal(looked(t, &Disc{a}, twoPatients(t)), casefile.Place{Country: "GB"}))
			if err != nil {
				t.Fatal(err)
			}
			until(t, "the plan's import", func() bool { return (&Records{a}).Adding().Cases == 1 })
			if closed {
				if err := a.Close(); err != nil {
					t.Fatal(err)
				}
				a = New(Config{DataDir: a.cfg.DataDir, Now: h.now, Shell: silent{}, Rounds: vaulttest.Few()})
				t.Cleanup(func() { a.Close() })
			} else {
				a.lock("asked")
				letGo()
			}
			if _, err := (&Session{a}).Unlock("doctor", pass); err != nil {
				t.Fatal(err)
			}
			until(t, "the plan's end", func() bool { plans, err := (&Disc{a}).Plans(); return err == nil && len(plans) == 0 })
			until(t, "the imports' end", func() bool { return (&Records{a}).Adding().Cases == 0 })
			whole(t, a, ids)
		})
	}
}

// What a person stopped goes on by nobody else's wish.
func TestStoppedPlanWaits(t *testing.T) {
	t.Parallel()
	a, h := opened(t, silent{})
	h.run()
	held(a)
	ids, err := (&Disc{a}).Start(proposal(looked(t, &Disc{a}, twoPatients(t)), casefile.Place{Country: "GB"}))
	if err != nil {
		t.Fatal(err)
	}
	until(t, "the plan's import", func() bool { return (&Records{a}).Adding().Cases == 1 })
	if err := (&Records{a}).Stop(ids[0]); err != nil {
		t.Fatal(err)
	}
	until(t, "the plan's stop", func() bool { p, err := (&Disc{a}).Plans(); return err == nil && len(p) == 1 && !p[0].Running })
	w, err := a.workstation()
	if err != nil {
		t.Fatal(err)
	}
	plans, err := survey.Plans(a.ctx, w.Vault)
	if err != nil || len(plans) != 1 || plans[0].Left() != 2 || plans[0].GoesOn(a.ctx, w) {
		t.Errorf("%+v, %v", plans, err)
	}
}

// Whoever comes with an import that waits, all at once: it is added once.
func TestOneImportIsAddedOnce(t *testing.T) {
	t.Parallel()
	a, h := opened(t, silent{})
	h.run()
	records := &Records{a}
	letGo := held(a)
	id, err := (&Cases{a}).Create(LocationQuestion{Residence: casefile.Place{Country: "GB"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := records.Start(id, []string{notes(t, 3)}); err != nil {
		t.Fatal(err)
	}
	w, err := a.workstation()
	if err != nil {
		t.Fatal(err)
	}
	waiting := func() (all []string) {
		a.imports.mu.Lock()
		defer a.imports.mu.Unlock()
		for _, x := range a.imports.queue {
			all = append(all, x.req.Import)
		}
		return all
	}
	first := waiting()
	if len(first) != 1 {
		t.Fatalf("%d wait", len(first))
	}
	a.imports.mu.Lock()
	a.imports.away = append(a.imports.away, awayImport{casefile.CaseID(id), first[0]}, awayImport{casefile.CaseID(id), first[0]})
	a.imports.mu.Unlock()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := a.imports.goOn(a, w, casefile.CaseID(id), first[0], nil, true, nil); err != nil {
				t.Error(err)
			}
		})
	}
	all.Go(func() { a.imports.lookForSources(a) })
	all.Wait()
	if now := waiting(); len(now) != 1 || a.imports.isAway(first[0]) {
		t.Errorf("%d wait, away: %v", len(now), a.imports.isAway(first[0]))
	}
	letGo()
	until(t, "the end of the import", func() bool { return records.Adding().Cases == 0 })
	if list, err := records.List(id); err != nil || list.Files != 3 || len(list.Unfinished) != 0 {
		t.Errorf("%d files, %+v, %v", list.Files, list.Unfinished, err)
	}
}
