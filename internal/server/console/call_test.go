package console_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

type contactCard struct {
	Seq     int64
	Parties []struct {
		Party, Name, Phone, Email string
		EmailConfirmed            bool `json:"email_confirmed"`
		Address                   []string
	}
	Calls []struct {
		ID, By, Party, Number, Came, With, Said, Corrects string
		Again                                             *time.Time
		Wrong                                             bool
	}
	Tasks []struct{ ID, Kind, About string }
}

func (p *person) card(id string) contactCard {
	p.w.t.Helper()
	var v contactCard
	p.want(200, "GET", "/cases/"+id, nil, &v)
	return v
}

// Who is reached about a case stands on one card, each with the own number: the
// desk's, and nobody else's (S3).
func TestTheContactCard(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	doc := document()
	doc.Patient.Phone, doc.Patient.Email = "+1 617 555 7788", "someone@example.org"
	doc.Patient.Representative = &casefile.Representative{Name: "Inés Quintanilla", Relation: "daughter", Authority: "health care proxy"}
	id := w.receive(doc, workflow.Allowed)
	w.exec("UPDATE clinics SET phone = '+1 207 555 0110', address = ? WHERE id = ?", "1 Harbor Road\nPortland, ME 04101", w.clinic)
	w.exec("UPDATE people SET phone = '+1 207 555 0199' WHERE id = ?", w.doctor.id)
	c := w.staff[principal.Coordinator]
	v := c.card(id)
	if len(v.Parties) != 4 {
		t.Fatalf("%+v", v.Parties)
	}
	for i, want := range []struct{ party, name, phone string }{
		{"patient", "Santiago Quintanilla", ""}, {"representative", "Inés Quintanilla", "+1 617 555 7788"},
		{"physician", "Dr. Amara Okonkwo-Reyes", "+1 207 555 0199"}, {"clinic", "Harbor Clinic", "+1 207 555 0110"},
	} {
		if p := v.Parties[i]; p.Party != want.party || p.Name != want.name || p.Phone != want.phone {
			t.Errorf("%d: %+v, want %+v", i, p, want)
		}
	}
	if p := v.Parties[1]; p.Email != "someone@example.org" || p.EmailConfirmed {
		t.Errorf("a clinic's word is not the owner's: %+v", p)
	}
	if a := v.Parties[3].Address; len(a) != 2 || a[1] != "Portland, ME 04101" {
		t.Errorf("the clinic's address: %q", a)
	}
	for role, p := range w.staff {
		if role == principal.Coordinator {
			continue
		}
		if status, body := p.ask("GET", "/cases/"+id, nil); status == 200 && (strings.Contains(string(body), " 555 ") || strings.Contains(string(body), "Inés") || strings.Contains(string(body), "someone@")) {
			t.Errorf("%s reads contact data: %s", role, body)
		}
	}
}

// A call is kept as it was, whoever it was to; what was promised comes back at
// its time, until somebody is reached.
func TestACallIsLogged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Allowed)
	c := w.staff[principal.Coordinator]
	c.act(id, "record-call", map[string]any{"party": "physician", "number": "+1 207 555 0199", "came": "no-answer", "when": "next-day"})
	v := c.card(id)
	if len(v.Calls) != 1 || v.Calls[0].Came != "no-answer" || v.Calls[0].Number != "+1 207 555 0199" || v.Calls[0].Again == nil || v.Calls[0].By != "Dr. Writer coordinator" {
		t.Fatalf("%+v", v.Calls)
	}
	if len(v.Tasks) != 1 || v.Tasks[0].Kind != workflow.TaskCallAgain || v.Tasks[0].About != "physician" {
		t.Fatalf("the task: %+v", v.Tasks)
	}
	if list := c.tasks(nil); len(list) != 1 || list[0].Turn != "clinic" || list[0].Task.Later == nil || !list[0].Task.Later.Equal(*v.Calls[0].Again) {
		t.Errorf("not before its time: %+v", list)
	}
	w.pass(v.Calls[0].Again.Sub(w.clock()) + time.Minute)
	c.signIn()
	if list := c.tasks(nil); len(list) != 1 || list[0].Turn != "you" {
		t.Errorf("at its time: %+v", list)
	}
	// Tried once more, without a time: it is still to be done.
	c.act(id, "record-call", map[string]any{"party": "physician", "came": "message-left", "said": "With the nurse."})
	if v := c.card(id); len(v.Tasks) != 1 {
		t.Errorf("a message is no answer: %+v", v.Tasks)
	}
	w.pass(time.Second)
	// A call to somebody else reaches nobody here.
	c.act(id, "record-call", map[string]any{"party": "patient", "came": "reached"})
	if v := c.card(id); len(v.Tasks) != 1 {
		t.Errorf("the patient was reached, not the physician: %+v", v.Tasks)
	}
	w.pass(time.Second)
	c.act(id, "record-call", map[string]any{"party": "physician", "came": "reached", "with": "Dr. Okonkwo-Reyes", "said": "Sends the slides today."})
	v = c.card(id)
	if len(v.Tasks) != 0 || len(v.Calls) != 4 || v.Calls[0].Said != "Sends the slides today." || v.Calls[0].With != "Dr. Okonkwo-Reyes" {
		t.Errorf("reached: %+v, %+v", v.Tasks, v.Calls)
	}
	// What is wrong is said beside what was said.
	w.pass(time.Second)
	c.act(id, "record-call", map[string]any{"party": "physician", "came": "reached", "said": "Sends them on Friday.", "corrects": v.Calls[0].ID})
	if v := c.card(id); len(v.Calls) != 5 || !v.Calls[1].Wrong || v.Calls[0].Corrects != v.Calls[1].ID || v.Calls[1].Said != "Sends the slides today." {
		t.Errorf("corrected: %+v", v.Calls)
	}
	last := c.open(id).Timeline
	if e := last[len(last)-1]; e.Event != "record-call" || e.Reason != "reached" || e.Note != "" {
		t.Errorf("the audit: %+v", e)
	}
	if strings.Contains(w.log.String(), "slides") || strings.Contains(w.log.String(), "0199") {
		t.Error("a call's words are in the log")
	}
}

// What a call was to be made for is done by it, or put off.
func TestACallDoesItsTask(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Allowed)
	c := w.staff[principal.Coordinator]
	task := w.put(id, workflow.TaskCallDoctor, "k1")
	c.act(id, "record-call", map[string]any{"party": "physician", "came": "no-answer", "when": "1h", "task": task})
	if list := c.tasks(nil); len(list) != 1 || list[0].Task.ID != task || list[0].Turn != "clinic" {
		t.Errorf("put off, and no second one beside it: %+v", list)
	}
	c.act(id, "record-call", map[string]any{"party": "physician", "came": "reached", "task": task})
	if list := c.tasks(nil); len(list) != 0 {
		t.Errorf("done: %+v", list)
	}
	kept, err := w.db.Q().GetTask(context.Background(), task)
	if err != nil || kept.DoneBy != c.acc.ID || kept.Outcome != "reached" {
		t.Errorf("kept as %+v, %v", kept, err)
	}
	c.want(409, "POST", "/cases/"+id+"/acts/record-call", map[string]any{"party": "physician", "came": "reached", "task": task}, nil)
	letter := w.put(id, workflow.TaskPostLetter, "k2")
	c.want(409, "POST", "/cases/"+id+"/acts/record-call", map[string]any{"party": "patient", "came": "reached", "task": letter}, nil)
	if v := c.card(id); len(v.Calls) != 2 {
		t.Errorf("a refused one is kept: %+v", v.Calls)
	}
}

// What does not fit is refused with the field that is wrong, what is asked twice
// is done once, and what was said on the telephone is kept whatever became of
// the case meanwhile.
func TestACallIsAskedForWell(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, other := w.receive(document(), workflow.Allowed), w.receive(document(), workflow.Allowed)
	c := w.staff[principal.Coordinator]
	for field, in := range map[string]map[string]any{
		"party": {"party": "aunt", "came": "reached"},
		"came":  {"party": "clinic", "came": "hummed"},
		"at":    {"party": "clinic", "came": "no-answer", "at": "tomorrow"},
		"when":  {"party": "clinic", "came": "no-answer", "when": "soon"},
		"once":  {"party": "clinic", "came": "no-answer", "once": "1"},
	} {
		var p struct{ Field string }
		c.want(422, "POST", "/cases/"+id+"/acts/record-call", in, &p)
		if p.Field != field {
			t.Errorf("%s: the field is %q", field, p.Field)
		}
	}
	past := w.clock().UTC().Add(-time.Hour).Format("2006-01-02T15:04")
	c.want(422, "POST", "/cases/"+id+"/acts/record-call", map[string]any{"party": "clinic", "came": "no-answer", "at": past}, nil)
	once := casefile.NewID()
	ask := map[string]any{"party": "clinic", "came": "no-answer", "once": once, "seq": c.card(id).Seq + 7, "when": "4h"}
	c.act(id, "record-call", ask)
	before := len(c.open(id).Timeline)
	c.act(id, "record-call", ask)
	if v := c.card(id); len(v.Calls) != 1 || len(v.Tasks) != 1 || len(c.open(id).Timeline) != before {
		t.Errorf("asked twice: %+v, %+v", v.Calls, v.Tasks)
	}
	c.want(409, "POST", "/cases/"+other+"/acts/record-call", ask, nil)
	c.want(404, "POST", "/cases/"+other+"/acts/record-call", map[string]any{"party": "clinic", "came": "reached", "corrects": once}, nil)
	w.pass(time.Second)
	at := w.clock().UTC().Add(26 * time.Hour).Format("2006-01-02T15:04")
	c.act(id, "record-call", map[string]any{"party": "clinic", "came": "no-answer", "at": at, "when": "week"})
	if v := c.card(id); len(v.Tasks) != 1 || v.Calls[0].Again.UTC().Format("2006-01-02T15:04") != at {
		t.Errorf("promised anew, at the very time: %+v, %+v", v.Tasks, v.Calls[0].Again)
	}
	for role, p := range w.staff {
		if role != principal.Coordinator {
			if got, _ := p.ask("POST", "/cases/"+id+"/acts/record-call", map[string]any{"party": "clinic", "came": "reached"}); got != 403 && got != 404 {
				t.Errorf("%s logs a call: %d", role, got)
			}
		}
	}
}

// A call to one of several who share a name of a party is none to another: it ends
// the task that it was made for, and no other.
func TestACallToOneOtherIsNoneToAnother(t *testing.T) {
	t.Parallel()
	for _, party := range []string{"other", "partner"} {
		t.Run(party, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			c := w.staff[principal.Coordinator]
			id := w.receive(document(), workflow.Allowed)
			open := func() int {
				n := 0
				for _, x := range c.letters(id).Tasks {
					if x.Kind == workflow.TaskCallAgain {
						n++
					}
				}
				return n
			}
			c.act(id, "record-call", map[string]any{"party": party, "came": "no-answer", "when": "1h", "with": "Pharmacy", "number": "1"})
			c.act(id, "record-call", map[string]any{"party": party, "came": "reached", "with": "Laboratory", "number": "2"})
			if n := open(); n != 1 {
				t.Errorf("the first is still to be called: %d", n)
			}
			c.act(id, "record-call", map[string]any{"party": party, "came": "no-answer", "when": "4h", "with": "Laboratory"})
			if n := open(); n != 2 {
				t.Errorf("both are to be called: %d", n)
			}
			for _, x := range c.letters(id).Tasks {
				c.act(id, "record-call", map[string]any{"party": party, "came": "reached", "task": x.ID})
				break
			}
			if n := open(); n != 1 {
				t.Errorf("one of them was reached: %d", n)
			}
		})
	}
}
