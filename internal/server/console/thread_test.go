package console_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

type correspondence struct {
	Messages []struct {
		ID, Kind, Text, Thread, Role string
		New                          bool
	}
	Threads []struct {
		ID, Kind, By, Role, State string
		Since                     time.Time
	}
	Tasks []struct{ ID, Kind, About string }
	Acts  []string
}

func (p *person) letters(id string) correspondence {
	p.w.t.Helper()
	var v correspondence
	p.want(200, "GET", "/cases/"+id, nil, &v)
	return v
}

// replies is what the clinic's door does with a message.
func (w *world) replies(id, text, re string) string {
	w.t.Helper()
	ctx, m := context.Background(), casefile.NewID()
	row, err := w.db.Q().GetCase(ctx, id)
	if err != nil {
		w.t.Fatal(err)
	}
	key, err := w.keys.UnwrapCaseKey(casefile.CaseID(id), row.KeyWrapped)
	if err != nil {
		w.t.Fatal(err)
	}
	body, err := chart.ColumnsOf(casefile.CaseID(id), &key).SealMessage(m, chart.Message{From: "Dr. Amara Okonkwo-Reyes, physician", Text: text})
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.db.Tx(ctx, func(tx *sql.Tx) error {
		_, err := db.New(tx).InsertMessage(ctx, db.InsertMessageParams{
			ID: m, CaseID: id, Kind: "message", FromRole: "staff", FromID: "device", ToRole: "coordinator", BodySealed: body, CreatedAt: w.clock().UnixMilli(), ReID: re,
		})
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	w.put(id, workflow.TaskRead, "read/"+m)
	return m
}

// Letters that were written in the same millisecond are read in the order in which they
// were written.
func TestLettersOfOneMomentHaveTheirOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Allowed)
	want := ""
	for n := range 8 {
		text := string(rune('a' + n))
		want += text
		w.replies(id, text, "")
	}
	got := ""
	for _, m := range w.staff[principal.Coordinator].letters(id).Messages {
		got += m.Text
	}
	if got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// A question goes to the coordinator, on to the physician, and what comes back
// goes to who asked: one conversation, whose state everybody in it reads, and of
// which nobody reads more than the own part.
func TestAQuestionIsOneConversation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, s := w.staff[principal.Coordinator], w.staff[principal.Specialist]
	id := w.receive(document(), workflow.Allowed)
	w.triage(id)
	c.act(id, "offer", map[string]any{"person": s.acc.ID})
	s.act(id, "accept-offer", nil)
	c.act(id, "message", map[string]any{"text": "The disc has arrived."})
	w.pass(time.Minute)

	state := func(p *person, want string, messages int) correspondence {
		t.Helper()
		v := p.letters(id)
		for _, th := range v.Threads {
			if th.Kind == "question" {
				if th.State != want || th.Role != "specialist" || !th.Since.Equal(w.clock()) {
					t.Errorf("%s: %+v, want %s since %v", p.role, th, want, w.clock())
				}
				n := 0
				for _, m := range v.Messages {
					if m.Thread == th.ID {
						n++
					}
				}
				if n != messages {
					t.Errorf("%s reads %d messages of it, want %d: %+v", p.role, n, messages, v.Messages)
				}
				return v
			}
		}
		t.Errorf("%s finds no conversation: %+v", p.role, v.Threads)
		return v
	}
	s.act(id, "ask-question", map[string]any{"text": "Which dose was given?"})
	if v := state(c, "asked", 1); !v.Messages[1].New || v.Threads[0].By != "Dr. Writer specialist" || v.Threads[1].Kind != "clinic" {
		t.Errorf("the coordinator: %+v", v)
	}
	state(s, "asked", 1)
	w.pass(time.Minute)
	v := c.act(id, "forward-question", map[string]any{"text": "Which dose was given in May?"})
	_ = v
	if v := state(c, "with-clinic", 2); v.Messages[1].New {
		t.Error("what was passed on was read")
	}
	state(s, "with-clinic", 1)
	forwarded := c.letters(id).Messages[2]
	w.pass(time.Minute)
	w.replies(id, "Ten milligrams.", forwarded.ID)
	v2 := state(c, "replied", 3)
	if len(v2.Tasks) != 1 || v2.Tasks[0].Kind != workflow.TaskRead {
		t.Errorf("it waits for the coordinator: %+v", v2.Tasks)
	}
	state(s, "replied", 1)
	w.pass(time.Minute)
	c.act(id, "answer-question", map[string]any{"text": "Ten milligrams, in May.", "until": c.last(id)})
	if v := state(c, "answered", 4); len(v.Tasks) != 0 {
		t.Errorf("answered, and still to be read: %+v", v.Tasks)
	}
	got := state(s, "answered", 2)
	if last := got.Messages[len(got.Messages)-1]; last.Text != "Ten milligrams, in May." || !last.New {
		t.Errorf("who asked reads %+v", last)
	}
	for _, m := range got.Messages {
		if m.Text == "The disc has arrived." || m.Text == "Ten milligrams." || m.Text == "Which dose was given in May?" {
			t.Errorf("who writes reads what went between desk and clinic: %q", m.Text)
		}
	}
	s.want(204, "POST", "/cases/"+id+"/messages/read", map[string]any{"until": got.Messages[len(got.Messages)-1].ID}, nil)
	for _, m := range s.letters(id).Messages {
		if m.New {
			t.Errorf("read and still new: %+v", m)
		}
	}
	for role, p := range w.staff {
		if role != principal.Coordinator && role != principal.Specialist {
			if v := p.letters2(id); len(v.Messages)+len(v.Threads) > 0 {
				t.Errorf("%s reads %+v", role, v)
			}
		}
	}
}

// letters2 is letters, for whom the case may not exist.
func (p *person) letters2(id string) correspondence {
	if status, _ := p.ask("GET", "/cases/"+id, nil); status == 404 {
		return correspondence{}
	}
	return p.letters(id)
}

// What the clinic writes by itself is new until it is read, and a task until
// somebody writes back or says that nothing is to be done. Read by one role is not
// read by another.
func TestWhatTheClinicWritesIsRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.staff[principal.Coordinator]
	id, other := w.receive(document(), workflow.Allowed), w.receive(document(), workflow.Allowed)
	first := w.replies(id, "The slides went out today.", "")
	if list := c.tasks(nil); len(list) != 1 || list[0].Task.Kind != workflow.TaskRead || !list[0].Task.ByHand {
		t.Fatalf("%+v", list)
	}
	v := c.letters(id)
	if len(v.Tasks) != 1 || v.Tasks[0].About != first {
		t.Errorf("which message is to be read: %+v", v.Tasks)
	}
	if len(v.Messages) != 1 || !v.Messages[0].New || v.Threads[0].State != "replied" || v.Threads[0].ID != "clinic" {
		t.Errorf("%+v", v)
	}
	c.want(404, "POST", "/cases/"+other+"/messages/read", map[string]any{"until": first}, nil)
	c.want(204, "POST", "/cases/"+id+"/messages/read", map[string]any{"until": first}, nil)
	if v := c.letters(id); v.Messages[0].New || len(v.Tasks) != 1 {
		t.Errorf("read, and still to be done: %+v", v)
	}
	w.staff[principal.Billing].want(403, "POST", "/cases/"+id+"/messages/read", map[string]any{"until": first}, nil)
	w.pass(time.Minute)
	once := casefile.NewID()
	c.act(id, "message", map[string]any{"text": "Thank you.", "once": once, "until": first})
	c.act(id, "message", map[string]any{"text": "Thank you.", "once": once, "until": first})
	c.want(404, "POST", "/cases/"+other+"/acts/message", map[string]any{"text": "Thank you.", "until": first}, nil)
	if v := c.letters(id); len(v.Messages) != 2 || len(v.Tasks) != 0 || v.Threads[0].State != "open" {
		t.Errorf("answered once: %+v", v)
	}
	c.want(409, "POST", "/cases/"+other+"/acts/message", map[string]any{"text": "Thank you.", "once": once}, nil)
	feed, err := w.db.Q().ListFeed(context.Background(), db.ListFeedParams{ClinicID: w.clinic, MaxRows: 100})
	n := 0
	for _, f := range feed {
		if f.RefID == once {
			n++
		}
	}
	if err != nil || n != 1 {
		t.Errorf("the clinic is told %d times: %v", n, err)
	}
	w.pass(time.Minute)
	w.replies(id, "You are welcome.", "")
	task := c.letters(id).Tasks[0]
	c.want(409, "POST", "/cases/"+id+"/acts/record-call", map[string]any{"party": "clinic", "came": "reached", "task": task.ID}, nil)
	c.act(id, "finish-task", map[string]any{"task": task.ID})
	if v := c.letters(id); len(v.Tasks) != 0 || v.Messages[2].New {
		t.Errorf("read, and nothing to do: %+v", v)
	}
}
