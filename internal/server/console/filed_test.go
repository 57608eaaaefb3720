package console_test

import (
	"strings"
	"testing"
	"time"

	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// files files a fax of this name on a case.
func (w *world) files(id, name, text string) (item string) {
	w.t.Helper()
	item = w.comes(name, text)
	w.staff[principal.Coordinator].want(200, "POST", "/inbox/"+item+"/file", map[string]any{
		"case": id, "material": "", "kind": "record", "date": "", "name": "", "by": []string{"name", "birth-date"}, "despite": "The sender said so.", "note": "",
	}, nil)
	return item
}

func (w *world) takesOut(item, reason string) {
	w.t.Helper()
	w.staff[principal.Coordinator].want(200, "POST", "/inbox/"+item+"/take-out", map[string]any{"reason": reason, "note": ""}, nil)
}

// A letter rests on the records that were there when it was signed. What is filed
// then, or taken out, sends it back to its author, who signs over what is there.
func TestALetterIsReleasedOverTheRecordsThatWereSigned(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before bool // a record is filed before the signature
		change func(w *world, id, item string)
	}{
		"filed since":                 {false, func(w *world, id, _ string) { w.files(id, "fax.txt", faxed+"\nMetastasis in the liver.\n") }},
		"taken out as another's":      {true, func(w *world, _, item string) { w.takesOut(item, "wrong-patient") }},
		"taken out as something else": {true, func(w *world, _, item string) { w.takesOut(item, "wrong-material") }},
		"taken out, and another came": {true, func(w *world, id, item string) { w.takesOut(item, "other"); w.files(id, "b.txt", faxed+"\nPage 2\n") }},
		"taken out, and filed once more": {true, func(w *world, id, item string) {
			w.takesOut(item, "other")
			w.staff[principal.Coordinator].want(200, "POST", "/inbox/"+item+"/file", map[string]any{"case": id, "material": "", "kind": "record", "date": "", "name": "", "by": []string{"name", "birth-date"}, "despite": "x", "note": ""}, nil)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			desk, s, a := w.staff[principal.Coordinator], w.staff[principal.Specialist], w.staff[principal.Approver]
			id := w.receive(document(), workflow.Allowed)
			w.triage(id)
			var item string
			if c.before {
				item = w.files(id, "Okafor, Nneka.txt", faxed)
			}
			desk.act(id, "offer", map[string]any{"person": s.acc.ID})
			s.act(id, "accept-offer", nil)
			s.signs(id, s.write(id))
			if v := a.act(id, "take-up", nil); !has(v.Acts, "approve") || !checked(a, id) {
				t.Fatalf("before: %v", v)
			}
			w.pass(time.Minute)
			c.change(w, id, item)
			a.tick(id)
			if v := a.open(id); has(v.Acts, "approve") || v.Next != "return-draft" || checked(a, id) {
				t.Errorf("the approver is offered %v, next %s", v.Acts, v.Next)
			}
			if k := a.refused(409, id, "approve", map[string]any{"version": 1, "password": password, "code": a.code()}); k != "refused" {
				t.Errorf("approved: %s", k)
			}
			a.act(id, "return-draft", map[string]any{"version": 1, "reason": "other", "comments": []map[string]any{{"text": "The records changed."}}})
			s.signs(id, s.write(id))
			a.act(id, "take-up", nil)
			a.tick(id)
			if v := a.act(id, "approve", map[string]any{"version": 1, "password": password, "code": a.code()}); v.State != "released" {
				t.Fatalf("signed again: %v", v)
			}
			if _, b := desk.ask("GET", "/cases/"+id+"/opinion", nil); strings.Contains(string(b), "Okafor") && name != "taken out, and filed once more" {
				t.Error("the letter names whose record was taken out")
			}
		})
	}
}

// Another patient's record that a released letter was signed beside is a task for
// the letter, too; one that came after the signature is none.
func TestATakenOutRecordOfAReleasedLetterIsATask(t *testing.T) {
	t.Parallel()
	for _, before := range []bool{true, false} {
		w := newWorld(t)
		desk, s, a := w.staff[principal.Coordinator], w.staff[principal.Specialist], w.staff[principal.Approver]
		id := w.receive(document(), workflow.Allowed)
		w.triage(id)
		item := w.files(id, "fax.txt", faxed)
		if !before {
			w.takesOut(item, "wrong-patient")
		}
		desk.act(id, "offer", map[string]any{"person": s.acc.ID})
		s.act(id, "accept-offer", nil)
		s.signs(id, s.write(id))
		a.act(id, "take-up", nil)
		a.tick(id)
		a.act(id, "approve", map[string]any{"version": 1, "password": password, "code": a.code()})
		if before {
			w.takesOut(item, "wrong-patient")
		}
		found := 0
		for _, x := range desk.letters(id).Tasks {
			if x.Kind == workflow.TaskCorrectLetter {
				found++
				desk.act(id, "finish-task", map[string]any{"task": x.ID})
			}
		}
		if (found == 1) != before {
			t.Errorf("filed as it was signed: %v, tasks %d", before, found)
		}
	}
}

// What names another patient in the history of a case is read by nobody once the
// record is known to be another's: in neither view of the history, by neither role.
func TestAnothersNameIsReadByNobodyInTheHistory(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	desk, s := w.staff[principal.Coordinator], w.staff[principal.Specialist]
	id := w.receive(document(), workflow.Allowed)
	w.triage(id)
	right := w.files(id, "Pathology 2026.txt", faxed+"\nPage 2\n")
	item := w.files(id, "Lindqvist, Nneka.txt", faxed)
	desk.act(id, "offer", map[string]any{"person": s.acc.ID})
	s.act(id, "accept-offer", nil)
	for _, r := range s.open(id).Records {
		s.want(200, "GET", "/cases/"+id+"/records/"+r.ID, nil, nil)
	}
	w.takesOut(item, "wrong-patient")
	for _, p := range []*person{desk, s} {
		for _, path := range []string{"/cases/" + id, "/cases/" + id + "/timeline"} {
			_, b := p.ask("GET", path, nil)
			if strings.Contains(string(b), "Lindqvist") {
				i := strings.Index(string(b), "Lindqvist")
				t.Errorf("%s reads another patient’s name in %s: %s", p.role, path, b[max(0, i-60):i+20])
			}
			if p == desk && !strings.Contains(string(b), "Pathology 2026") {
				t.Errorf("%s says nothing of what belongs here", path)
			}
		}
	}
	w.takesOut(right, "wrong-material")
	if _, b := desk.ask("GET", "/cases/"+id+"/timeline", nil); !strings.Contains(string(b), "Pathology 2026") {
		t.Error("what was the patient's own is told no more")
	}
}
