package console_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/server/db"
	"oso/internal/server/keys"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

type taskRow struct {
	ID, Turn, Next, Telephone string
	Emergent                  bool
	Task                      *struct {
		ID, Kind, About string
		Letters         []string
		Due, Later      *time.Time
		ByHand          bool `json:"by_hand"`
		Subject         *struct{ ID, Name string }
	}
}

// tasks are the rows of a list that are tasks.
func (p *person) tasks(in map[string]any) []taskRow {
	p.w.t.Helper()
	if in == nil {
		in = map[string]any{}
	}
	var v struct{ Rows []taskRow }
	p.want(200, "POST", "/cases/search", in, &v)
	out := []taskRow{}
	for _, r := range v.Rows {
		if r.Task != nil {
			out = append(out, r)
		}
	}
	return out
}

// put opens a task as the program does.
func (w *world) put(id, kind, key string) string {
	w.t.Helper()
	ctx, task := context.Background(), casefile.NewID()
	if err := w.db.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		if err := q.TouchCase(ctx, db.TouchCaseParams{ID: id}); err != nil {
			return err
		}
		now := w.clock().UnixMilli()
		return q.PutTask(ctx, db.PutTaskParams{ID: task, CaseID: id, Kind: kind, Role: "coordinator", Key: key, DueAt: now, CreatedAt: now})
	}); err != nil {
		w.t.Fatal(err)
	}
	return task
}

func (w *world) exec(query string, args ...any) {
	w.t.Helper()
	if err := w.db.Tx(context.Background(), func(tx *sql.Tx) error { _, err := tx.Exec(query, args...); return err }); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// A task is a row like a case: with what is to be done, where to telephone and
// until when; tried, it comes again; done, it is kept with who and when (S11).
func TestATaskIsARow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Check)
	c := w.staff[principal.Coordinator]
	w.exec("UPDATE clinics SET phone = '+1 207 555 0110' WHERE id = ?", w.clinic)
	task := w.put(id, workflow.TaskCallDoctor, "k1")
	list := c.tasks(nil)
	if len(list) != 1 || list[0].ID != id || list[0].Task.ID != task || list[0].Task.Kind != workflow.TaskCallDoctor || !list[0].Task.ByHand || list[0].Turn != "you" || list[0].Telephone != "+1 207 555 0110" {
		t.Fatalf("%+v", list)
	}
	w.exec("UPDATE people SET phone = '+1 207 555 0199' WHERE id = ?", w.doctor.id)
	if list := c.tasks(nil); list[0].Telephone != "+1 207 555 0199" {
		t.Errorf("the physician's own number goes before the clinic's: %s", list[0].Telephone)
	}
	if v := c.open(id); len(v.Tasks) != 1 || v.Telephone != "+1 207 555 0199" {
		t.Errorf("the case's page: %+v, %q", v.Tasks, v.Telephone)
	}
	for in, want := range map[string]int{`{"stage":"registered"}`: 0, `{"stage":"awaiting-materials"}`: 0, `{"text":"quintanilla"}`: 1, `{"text":"nobody"}`: 0} {
		var ask map[string]any
		if err := json.Unmarshal([]byte(in), &ask); err != nil {
			t.Fatal(err)
		}
		if ask["stage"] != nil { // whichever it stands in
			want = map[bool]int{true: 1}[ask["stage"] == c.open(id).State]
		}
		if list := c.tasks(ask); len(list) != want {
			t.Errorf("%s: %d tasks, want %d", in, len(list), want)
		}
	}
	for role, p := range w.staff {
		if role != principal.Coordinator && len(p.tasks(nil)) > 0 {
			t.Errorf("%s sees the desk's task", role)
		}
	}
	w.staff[principal.Billing].want(403, "POST", "/cases/"+id+"/acts/finish-task", map[string]any{"task": task}, nil)

	c.act(id, "put-off-task", map[string]any{"task": task, "came": "no-answer", "when": "1h", "note": "Rang for two minutes."})
	if list := c.tasks(nil); list[0].Turn != "clinic" || list[0].Task.Later == nil {
		t.Errorf("put off: %+v", list[0])
	}
	w.pass(61 * time.Minute)
	c.signIn()
	if list := c.tasks(nil); list[0].Turn != "you" {
		t.Errorf("its hour has come: %+v", list[0])
	}
	c.act(id, "finish-task", map[string]any{"task": task, "note": "Dr. Okonkwo sends the slides today."})
	if list := c.tasks(nil); len(list) != 0 {
		t.Errorf("done and still there: %+v", list)
	}
	kept, err := w.db.Q().GetTask(context.Background(), task)
	if err != nil || kept.DoneBy != c.acc.ID || kept.DoneAt != w.clock().UnixMilli() || kept.Outcome != "done" {
		t.Errorf("kept as %+v, %v", kept, err)
	}
	v := c.open(id)
	last := v.Timeline[len(v.Timeline)-1]
	if last.Event != "finish-task" || last.Reason != workflow.TaskCallDoctor || last.Note != "Dr. Okonkwo sends the slides today." || v.Timeline[len(v.Timeline)-2].Event != "put-off-task" {
		t.Errorf("the history: %+v", v.Timeline)
	}
	c.want(409, "POST", "/cases/"+id+"/acts/finish-task", map[string]any{"task": task}, nil)
	other := w.receive(document(), workflow.Check)
	c.want(404, "POST", "/cases/"+other+"/acts/finish-task", map[string]any{"task": task}, nil)
}

// What an act of the case does is done by that act, and by nothing beside it.
func TestATaskThatAnActDoesIsDoneByIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Check)
	c := w.staff[principal.Coordinator]
	c.act(id, "request-record", nil)
	list := c.tasks(nil)
	if len(list) != 1 || list[0].Task.Kind != workflow.TaskRecordRequest || list[0].Task.ByHand || list[0].Turn != "you" {
		t.Fatalf("%+v", list)
	}
	if due := list[0].Task.Due; due == nil || !due.Equal(w.clock().Add(30*24*time.Hour)) {
		t.Errorf("its limit: %v", due)
	}
	c.want(409, "POST", "/cases/"+id+"/acts/finish-task", map[string]any{"task": list[0].Task.ID}, nil)
	w.pass(29 * 24 * time.Hour)
	c.signIn()
	c.want(409, "POST", "/cases/"+id+"/acts/put-off-task", map[string]any{"task": list[0].Task.ID, "came": "later", "when": "week"}, nil)
	w.pass(25 * time.Hour)
	c.signIn()
	if list := c.tasks(nil); list[0].Turn != "late" {
		t.Errorf("after its limit: %+v", list[0])
	}
	c.act(id, "revoke", nil)
	list = c.tasks(nil)
	if len(list) != 1 || !list[0].Task.ByHand {
		t.Fatalf("no opinion will answer it any more: %+v", list)
	}
	c.act(id, "finish-task", map[string]any{"task": list[0].Task.ID, "note": "Sent what there is, by mail."})
	if list := c.tasks(nil); len(list) != 0 {
		t.Errorf("%+v", list)
	}
}

// Letters to be posted are one row, one envelope and one act: what came after they
// were printed is not said to be posted with them (S11).
func TestLettersToPostAreOneRow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.staff[principal.Coordinator]
	id := w.receive(document(), workflow.Check)
	w.exec("INSERT INTO notices (id, key, case_id, audience, notice, state, created_at) VALUES ('n1', 'n1', ?, 'patient', 'welcome', 'sent', 1), ('n2', 'n2', ?, 'patient', 'in-review', 'sent', 2), ('n3', 'n3', ?, 'patient', 'on-hold', 'sent', 3)", id, id, id)
	letter := func(n string) {
		w.put(id, workflow.TaskPostLetter, "notice/"+n)
		w.pass(time.Minute)
	}
	only := func(want ...string) taskRow {
		t.Helper()
		list := c.tasks(nil)
		if len(list) != 1 || !slices.Equal(list[0].Task.Letters, want) || list[0].Telephone != "" {
			t.Fatalf("%+v, want one of %v", list, want)
		}
		return list[0]
	}
	letter("n2") // the job of the later one came first
	letter("n1")
	only("welcome", "in-review")
	var rows struct{ Rows []taskRow }
	c.want(200, "GET", "/cases", nil, &rows)
	if len(rows.Rows) != 2 || rows.Rows[0].Task != nil {
		t.Errorf("a letter stands before what a case waits for: %+v", rows.Rows)
	}
	var v struct {
		Task        string
		Letters     []struct{ Notice, Subject, Body string }
		From, Reach []string
	}
	c.want(200, "GET", "/cases/"+id+"/post", nil, &v)
	if len(v.Letters) != 2 || v.Letters[0].Notice != "welcome" || !strings.Contains(v.Letters[0].Subject, "reference number") || strings.Contains(v.Letters[0].Body, "Quintanilla") || len(v.From) == 0 {
		t.Fatalf("%+v", v)
	}
	for role, p := range w.staff {
		if code, b := p.ask("GET", "/cases/"+id+"/post", nil); role != principal.Coordinator && (code == 200 || strings.Contains(string(b), "Subject")) {
			t.Errorf("%s reads letters to the patient: %d", role, code)
		}
	}
	letter("n3")
	c.act(id, "put-off-task", map[string]any{"task": only("welcome", "in-review", "on-hold").Task.ID, "came": "later", "when": "week"})
	if r := only("welcome", "in-review", "on-hold"); r.Turn != "clinic" {
		t.Errorf("put off: %+v", r)
	}
	c.act(id, "finish-task", map[string]any{"task": v.Task})
	last := only("on-hold").Task.ID
	c.act(id, "finish-task", map[string]any{"task": last})
	if list := c.tasks(nil); len(list) != 0 {
		t.Errorf("%+v", list)
	}
}

// What ends by itself is a row before it does: credentials and the service's
// keys, for those who can see to it.
func TestWhatEndsSoonIsARow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.staff[principal.Specialist]
	w.exec("UPDATE people SET credentials_until = ? WHERE id = ?", w.clock().AddDate(0, 0, 30).UnixMilli(), s.acc.ID)
	w.due = []keys.Ending{{What: keys.EndOfCertificate, Until: w.clock().AddDate(0, 0, -1)}}
	for role, p := range w.staff {
		list := p.tasks(nil)
		if role != principal.Coordinator && role != principal.Admin {
			if len(list) > 0 {
				t.Errorf("%s: %+v", role, list)
			}
			continue
		}
		if len(list) != 2 || list[0].Turn != "late" || list[0].Task.Kind != keys.EndOfCertificate || list[1].Task.Subject == nil || list[1].Task.Subject.ID != s.acc.ID || list[1].ID != "" {
			t.Errorf("%s: %+v", role, list)
		}
		if list := p.tasks(map[string]any{"text": "writer specialist"}); len(list) != 1 || list[0].Task.Kind != "credentials" {
			t.Errorf("%s, searched: %+v", role, list)
		}
	}
	w.exec("UPDATE people SET credentials_until = ? WHERE id = ?", w.clock().AddDate(1, 0, 0).UnixMilli(), s.acc.ID)
	if list := w.staff[principal.Coordinator].tasks(nil); len(list) != 1 {
		t.Errorf("renewed, and still a task: %+v", list)
	}
}
