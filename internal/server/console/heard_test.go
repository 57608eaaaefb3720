package console_test

import (
	"slices"
	"testing"
	"time"

	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// last is the last message that this person's page shows.
func (p *person) last(id string) string {
	p.w.t.Helper()
	list := p.letters(id).Messages
	if len(list) == 0 {
		return ""
	}
	return list[len(list)-1].ID
}

func (w *world) openTasks(id string) []db.Task {
	w.t.Helper()
	list, err := w.db.Q().ListOpenTasksByCase(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}

// unread are the clinic's messages that nobody has read, and how many tasks there
// are to read one.
func (v correspondence) unread() (texts []string, tasks int) {
	for _, m := range v.Messages {
		if m.New && m.Role == string(principal.ClinicStaff) {
			texts = append(texts, m.Text)
		}
	}
	for _, t := range v.Tasks {
		if t.Kind == workflow.TaskRead {
			tasks++
		}
	}
	return texts, tasks
}

// What a coordinator writes or says is done reads what was on the screen, and of
// that what it is about: what the clinic wrote beside it or meanwhile waits.
func TestNobodyReadsWhatWasNotShown(t *testing.T) {
	t.Parallel()
	const slides, stop, dose, more = "The slides went out today.", "Stop: these are another patient's slides.", "Ten milligrams.", "Not ten: a hundred."
	for name, c := range map[string]struct {
		do     func(w *world, c *person, id string)
		unread []string
	}{
		"a letter, and the clinic writes meanwhile": {func(w *world, c *person, id string) {
			w.replies(id, slides, "")
			seen := c.last(id)
			w.pass(time.Second)
			w.replies(id, stop, "")
			c.act(id, "message", map[string]any{"text": "Thank you.", "until": seen})
		}, []string{stop}},
		"a letter, and the clinic writes in the same moment": {func(w *world, c *person, id string) {
			w.replies(id, slides, "")
			seen := c.last(id)
			w.replies(id, stop, "")
			c.act(id, "message", map[string]any{"text": "Thank you.", "until": seen})
		}, []string{stop}},
		"a letter of a page that showed none": {func(w *world, c *person, id string) {
			w.replies(id, slides, "")
			c.act(id, "message", map[string]any{"text": "Good day."})
		}, []string{slides}},
		"a task that is done": {func(w *world, c *person, id string) {
			w.replies(id, slides, "")
			task := c.letters(id).Tasks[0]
			w.pass(time.Second)
			w.replies(id, stop, "")
			c.act(id, "finish-task", map[string]any{"task": task.ID})
		}, []string{stop}},
		"a page that was open": {func(w *world, c *person, id string) {
			w.replies(id, slides, "")
			seen := c.last(id)
			w.replies(id, stop, "")
			c.want(204, "POST", "/cases/"+id+"/messages/read", map[string]any{"until": seen}, nil)
			for _, x := range w.openTasks(id) { // of the one that was read
				if x.Key == "read/"+seen {
					c.act(id, "finish-task", map[string]any{"task": x.ID})
				}
			}
		}, []string{stop}},
		"a question that is passed on": {func(w *world, c *person, id string) {
			w.replies(id, stop, "")
			c.act(id, "forward-question", map[string]any{"text": "Which dose?"})
		}, []string{stop}},
		"an answer to the specialist": {func(w *world, c *person, id string) {
			c.act(id, "forward-question", map[string]any{"text": "Which dose?"})
			asked := c.last(id)
			w.pass(time.Second)
			w.replies(id, stop, "")
			w.pass(time.Second)
			w.replies(id, dose, asked)
			seen := c.last(id)
			w.pass(time.Second)
			w.replies(id, more, asked)
			c.act(id, "answer-question", map[string]any{"text": dose, "until": seen})
		}, []string{stop, more}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			desk, s := w.staff[principal.Coordinator], w.staff[principal.Specialist]
			id := w.receive(document(), workflow.Allowed)
			w.triage(id)
			desk.act(id, "offer", map[string]any{"person": s.acc.ID})
			s.act(id, "accept-offer", nil)
			s.act(id, "ask-question", map[string]any{"text": "Which dose was given?"})
			w.pass(time.Second)
			c.do(w, desk, id)
			texts, tasks := desk.letters(id).unread()
			slices.Sort(texts)
			want := slices.Sorted(slices.Values(c.unread))
			if tasks != len(want) || !slices.Equal(texts, want) {
				t.Errorf("unread %q, and %d tasks; want %q", texts, tasks, want)
			}
		})
	}
}
