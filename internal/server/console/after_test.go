package console_test

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
	"oso/internal/wire"
)

// afterView is what a case says once its opinion is out.
type afterView struct {
	State  string
	Acts   []string
	Unread *struct {
		Version, Reminders int64
		Call               bool
	}
	Told []struct {
		Notice, Audience, State string
	}
	Opinions     []struct{ Delivered bool }
	Arrangements []struct {
		Kind, State, Where, Agreement string
	}
	Lacks []struct {
		Version     int64
		Code, Words string
	}
	Timeline []struct{ Event, Note string }
}

func (p *person) after(id string) (v afterView) {
	p.w.t.Helper()
	p.want(200, "GET", "/cases/"+id, nil, &v)
	return v
}

// A released opinion that nobody has opened says so in list and case, with who was
// told; a recorded delivery with what proves it ends that.
func TestADeliveryIsProved(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, c := w.releasedCase(), w.staff[principal.Coordinator]
	w.exec("UPDATE cases SET reminders = 1 WHERE id = ?", id)
	w.put(id, workflow.TaskCallDoctor, "k")
	v := c.after(id)
	if v.Unread == nil || v.Unread.Version != 1 || v.Unread.Reminders != 1 || !v.Unread.Call {
		t.Errorf("unread: %+v", v.Unread)
	}
	if len(v.Told) != 1 || v.Told[0].Notice != "opinion-released" || v.Told[0].Audience != "physician" {
		t.Errorf("told: %+v", v.Told)
	}
	var list struct {
		Rows []struct {
			ID     string
			Unread *struct{ Reminders int64 }
		}
	}
	c.want(200, "GET", "/cases", nil, &list)
	if len(list.Rows) == 0 || list.Rows[0].Unread == nil || list.Rows[0].Unread.Reminders != 1 {
		t.Errorf("the list says nothing of it: %+v", list.Rows)
	}
	if got := w.staff[principal.Approver].after(id); got.Unread != nil || len(got.Told) > 0 {
		t.Errorf("an approver is told: %+v", got)
	}
	for name, bad := range map[string]map[string]any{
		"nothing proves it":        {"channel": "mail", "to": "Dr. Okonkwo"},
		"nobody has it":            {"channel": "mail", "tracking": "1Z"},
		"in the future":            {"channel": "mail", "to": "Dr. Okonkwo", "tracking": "1Z", "at": "2099-01-01T10:00"},
		"before the release":       {"channel": "mail", "to": "Dr. Okonkwo", "tracking": "1Z", "at": "2001-01-01T10:00"},
		"a receipt of nobody's":    {"channel": "mail", "to": "Dr. Okonkwo", "receipt": casefile.NewID()},
		"a time that is none":      {"channel": "mail", "to": "Dr. Okonkwo", "tracking": "1Z", "at": "yesterday"},
		"a channel that is none":   {"channel": "pigeon", "to": "Dr. Okonkwo", "tracking": "1Z"},
		"a field that nobody asks": {"channel": "mail", "to": "Dr. Okonkwo", "tracking": "1Z", "stamp": "x"},
	} {
		if status, b := c.ask("POST", "/cases/"+id+"/acts/deliver", bad); status < 400 || status >= 500 {
			t.Errorf("%s: %d %s", name, status, b)
		}
	}
	if v = c.after(id); v.State != "released" {
		t.Fatalf("a refused delivery was recorded: %s", v.State)
	}
	c.act(id, "deliver", map[string]any{"channel": "mail", "to": "Dr. Okonkwo’s secretary", "tracking": "1Z 999"})
	v = c.after(id)
	if v.State != "completed" || v.Unread != nil || len(v.Opinions) != 1 || !v.Opinions[0].Delivered || len(w.openTasks(id)) != 0 {
		t.Errorf("delivered: %+v, tasks %v", v, w.openTasks(id))
	}
	said := ""
	for _, e := range v.Timeline {
		if e.Event == "deliver" {
			said = e.Note
		}
	}
	if said != "By mail, to Dr. Okonkwo’s secretary.\nTracking number 1Z 999." {
		t.Errorf("the history says %q", said)
	}
}

// A placement is asked for, then arranged or declined; a hand-off has its agreement;
// neither happens after a revocation.
func TestWhatIsArrangedAfterTheOpinion(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, c := w.releasedCase(), w.staff[principal.Coordinator]
	today := w.clock().Format(time.DateOnly)
	if k := c.refused(409, id, "request-placement", map[string]any{"where": "General"}); k != "refused" {
		t.Errorf("before access: %s", k)
	}
	c.act(id, "deliver", map[string]any{"channel": "in-person", "to": "Dr. Okonkwo", "evidence": "Handed over."})
	if v := c.after(id); !has(v.Acts, "request-placement") || has(v.Acts, "arrange-placement") || !has(v.Acts, "hand-off-video") {
		t.Errorf("offered: %v", v.Acts)
	}
	if k := c.refused(409, id, "arrange-placement", map[string]any{"where": "General", "day": today}); k != "refused" {
		t.Errorf("arranged before it was asked for: %s", k)
	}
	c.act(id, "request-placement", map[string]any{"where": "General", "note": "The partner asks."})
	if k := c.refused(409, id, "request-placement", map[string]any{"where": "General"}); k != "refused" {
		t.Errorf("asked for twice: %s", k)
	}
	w.pass(time.Second) // each step has its time
	c.act(id, "arrange-placement", map[string]any{"where": "General, surgery", "day": today})
	if k := c.refused(409, id, "hand-off-video", map[string]any{"where": "Tele GmbH", "signed_by": "A. Quintanilla", "signed_on": today}); k != "incomplete" {
		t.Errorf("handed over without an agreement: %s", k)
	}
	hand := map[string]any{"where": "Tele GmbH", "agreement": "3.1", "signed_by": "A. Quintanilla", "signed_on": today}
	w.pass(time.Second)
	c.act(id, "hand-off-video", hand)
	v := c.after(id)
	if len(v.Arrangements) != 3 || v.Arrangements[1].State != "arranged" || v.Arrangements[1].Where != "General, surgery" || v.Arrangements[2].Agreement != "3.1" {
		t.Errorf("arranged: %+v", v.Arrangements)
	}
	for _, role := range []principal.Role{principal.Specialist, principal.Approver, principal.Billing, principal.Admin} {
		if _, b := w.staff[role].ask("GET", "/cases/"+id, nil); strings.Contains(string(b), "Tele GmbH") {
			t.Errorf("%s reads what was arranged", role)
		}
	}
	for _, row := range w.column("SELECT CAST(body_sealed AS TEXT) FROM arrangements") {
		if strings.Contains(row, "Quintanilla") || strings.Contains(row, "General") {
			t.Error("what was arranged is not sealed")
		}
	}
	c.act(id, "revoke", nil)
	if status, b := c.ask("POST", "/cases/"+id+"/acts/hand-off-video", hand); status < 400 || !strings.Contains(string(b), "revoked") {
		t.Errorf("handed over after the revocation: %d %s", status, b)
	}
}

// asksFurther is what the clinic's door does with further questions.
func (w *world) asksFurther(id string, questions ...string) string {
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
	body, err := chart.ColumnsOf(casefile.CaseID(id), &key).SealMessage(m, chart.Message{From: "Dr. Amara", Text: "Questions", Asks: wire.Asks{Version: 1, Further: questions}})
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.db.Tx(ctx, func(tx *sql.Tx) error {
		_, err := db.New(tx).InsertMessage(ctx, db.InsertMessageParams{
			ID: m, CaseID: id, Kind: chart.FurtherQuestions, FromRole: "staff", FromID: "device", ToRole: "coordinator", BodySealed: body, CreatedAt: w.clock().UnixMilli(),
		})
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	w.put(id, workflow.TaskFurther, "read/"+m)
	return m
}

// The physician's further questions wait for the coordinator, who passes them on: the
// author answers them one by one, and nothing else.
func TestFurtherQuestionsGoToTheAuthor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, c, s := w.releasedCase(), w.staff[principal.Coordinator], w.staff[principal.Specialist]
	c.act(id, "deliver", map[string]any{"channel": "in-person", "to": "Dr. Okonkwo", "evidence": "Handed over."})
	m := w.asksFurther(id, "Now or later?", "And if she waits?")
	var v struct {
		Threads []struct{ ID, Kind, State string }
		Tasks   []struct{ Kind, About string }
	}
	c.want(200, "GET", "/cases/"+id, nil, &v)
	if len(v.Threads) != 1 || v.Threads[0].Kind != "further" || v.Threads[0].State != "replied" || len(v.Tasks) != 1 || v.Tasks[0].Kind != workflow.TaskFurther || v.Tasks[0].About != m {
		t.Fatalf("they wait: %+v", v)
	}
	questions := []any{map[string]any{"text": "Now or later?"}, map[string]any{"text": "And if she waits?"}}
	if status, _ := c.ask("POST", "/cases/"+id+"/acts/ask-addendum", map[string]any{"about": casefile.NewID(), "questions": questions}); status != 404 {
		t.Errorf("of a message that is none: %d", status)
	}
	if k := c.refused(409, id, "ask-addendum", map[string]any{"about": m, "questions": []any{}}); k != "incomplete" {
		t.Errorf("without a question: %s", k)
	}
	c.act(id, "ask-addendum", map[string]any{"about": m, "questions": questions})
	v.Threads, v.Tasks = nil, nil
	c.want(200, "GET", "/cases/"+id, nil, &v)
	if v.Threads[0].State != "answered" || len(v.Tasks) != 0 {
		t.Errorf("passed on: %+v", v)
	}
	d := s.letter(id)
	if a := d.Content.Answers; len(a) != 2 || a[0].Question != "Now or later?" || a[1].Question != "And if she waits?" {
		t.Errorf("the author is asked %+v", a)
	}
}

// One tap for the author after the signature; the office's list counts it by cases,
// and nobody else says it.
func TestAnAuthorSaysWhatWasMissing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, c, s := w.releasedCase(), w.staff[principal.Coordinator], w.staff[principal.Specialist]
	say := func(p *person, code string, status int, body map[string]any) {
		t.Helper()
		if got, b := p.ask("PUT", "/cases/"+id+"/opinion/lacks/"+code, body); got != status {
			t.Errorf("%s says %s: %d %s", p.role, code, got, b)
		}
	}
	said := map[string]any{"said": true, "words": ""}
	say(s, "imaging", 200, said)
	say(s, "other", 409, said)
	say(s, "other", 200, map[string]any{"said": true, "words": "A liver MRI with contrast."})
	say(s, "nothing-of-the-list", 404, said)
	say(c, "imaging", 403, said)
	for _, role := range []principal.Role{principal.Approver, principal.Billing, principal.Admin} {
		say(w.staff[role], "imaging", 403, said)
	}
	say(w.hire(principal.Specialist, "second"), "imaging", 404, said)
	if v := c.after(id); len(v.Lacks) != 2 || v.Lacks[0].Code != "imaging" || v.Lacks[1].Words != "A liver MRI with contrast." || v.Lacks[1].Version != 1 {
		t.Errorf("the desk reads %+v", v.Lacks)
	}
	if v := w.staff[principal.Approver].after(id); len(v.Lacks) != 0 {
		t.Errorf("an approver reads %+v", v.Lacks)
	}
	var list struct {
		Now    []struct{ Code, Text string }
		Lacked []struct {
			Code  string
			Cases int64
		}
	}
	admin := w.staff[principal.Admin]
	admin.want(200, "GET", "/material-checks", nil, &list)
	if len(list.Now) != 5 || len(list.Lacked) != 2 || list.Lacked[0].Code != "imaging" || list.Lacked[0].Cases != 1 {
		t.Errorf("the list counts %+v", list)
	}
	if status, b := admin.ask("GET", "/material-checks", nil); status != 200 || strings.Contains(string(b), "contrast") {
		t.Errorf("an administrator reads an author's words: %d", status)
	}
	for _, row := range w.column("SELECT CAST(words_sealed AS TEXT) FROM lacks") {
		if strings.Contains(row, "contrast") {
			t.Error("an author's words are not sealed")
		}
	}
	say(s, "imaging", 200, map[string]any{"said": false, "words": ""})
	if v := c.after(id); len(v.Lacks) != 1 {
		t.Errorf("taken back: %+v", v.Lacks)
	}
}

// What became of a case is taken by telephone, too: with who said it and when, counted
// as what a workstation tells is, and no task to read.
func TestOutcomeByTelephone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, c := w.releasedCase(), w.staff[principal.Coordinator]
	said := map[string]any{"diagnosis": "refined", "treatment": "partly", "who": "Dr. Okonkwo", "words": "She is well."}
	with := func(name string, value any) map[string]any {
		out := maps.Clone(said)
		out[name] = value
		return out
	}
	for name, bad := range map[string]map[string]any{
		"nobody said it":        with("who", ""),
		"a code that is none":   with("diagnosis", "cured"),
		"in the future":         with("at", "2099-01-01T10:00"),
		"before the release":    with("at", "2001-01-01T10:00"),
		"an id of another form": with("once", "1"),
	} {
		if status, b := c.ask("POST", "/cases/"+id+"/acts/record-outcome", bad); status < 400 || status >= 500 {
			t.Errorf("%s: %d %s", name, status, b)
		}
	}
	for _, r := range []principal.Role{principal.Specialist, principal.Approver, principal.Billing} {
		if status, _ := w.staff[r].ask("POST", "/cases/"+id+"/acts/record-outcome", said); status != 403 && status != 404 {
			t.Errorf("%s records it: %d", r, status)
		}
	}
	counted := func() string {
		t.Helper()
		list, err := w.db.Q().CountOutcomes(context.Background(), "2000-01")
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, r := range list {
			if r.Answers != 0 {
				out = append(out, fmt.Sprintf("%s %s %d", r.About, r.Answer, r.Answers))
			}
		}
		return strings.Join(out, ", ")
	}
	once := with("once", casefile.NewID())
	c.act(id, "record-outcome", once)
	c.act(id, "record-outcome", once) // its answer was lost
	if got := counted(); got != "diagnosis refined 1, treatment partly 1" {
		t.Errorf("counted: %s", got)
	}
	w.mu.Lock()
	w.now = w.now.Add(time.Minute)
	w.mu.Unlock()
	c.act(id, "record-outcome", with("diagnosis", "changed"))
	if got := counted(); got != "diagnosis changed 1, treatment partly 1" {
		t.Errorf("what was said later: %s", got)
	}
	if tasks := w.openTasks(id); slices.ContainsFunc(tasks, func(x db.Task) bool { return x.Kind == workflow.TaskRead }) {
		t.Errorf("the desk is to read what it wrote: %v", tasks)
	}
	var v struct {
		Messages []struct {
			Kind, Text string
			New        bool
		}
	}
	c.want(200, "GET", "/cases/"+id, nil, &v)
	last := v.Messages[len(v.Messages)-1]
	if last.Kind != "outcome" || last.New || !strings.Contains(last.Text, "Dr. Okonkwo") || !strings.HasPrefix(last.Text, "The first diagnosis: was changed. The treatment: changed in part by the opinion.") || !strings.HasSuffix(last.Text, "She is well.") {
		t.Errorf("kept: %+v", last)
	}
}
