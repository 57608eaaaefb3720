package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/deed"
	"oso/internal/server/auth"
)

// person is one of the service's staff at the console, by HTTP as a browser.
type person struct {
	t                              *testing.T
	role, id, email, password, otp string
	base                           string
	http                           *http.Client
	step                           int64 // of the last one-time code
}

// staff signs everybody in with the printed accounts.
func (s *service) staff() map[string]*person {
	s.t.Helper()
	out := map[string]*person{}
	for _, a := range s.Accounts {
		if out[a.Role] != nil {
			continue // the second specialist has a rest
		}
		switch a.Role {
		case "coordinator", "specialist", "approver":
			out[a.Role] = s.signIn(a.Role)
		}
	}
	return out
}

// signIn signs in the first of a role.
func (s *service) signIn(role string) *person {
	s.t.Helper()
	for _, a := range s.Accounts {
		if a.Role != role {
			continue
		}
		jar, err := cookiejar.New(nil)
		if err != nil {
			s.t.Fatal(err)
		}
		p := &person{
			t: s.t, role: a.Role, email: a.Email, password: a.Password, otp: a.Secret,
			base: strings.TrimSuffix(s.Console, "/") + "/api", http: &http.Client{Jar: jar, Timeout: waits},
			step: time.Now().Unix() / 30,
		}
		p.must("POST", "/session", map[string]any{"email": p.email, "password": p.password}, nil)
		var me struct {
			ID    string
			Roles []string
		}
		p.must("POST", "/session/code", map[string]any{"code": p.code()}, &me)
		if !slices.Contains(me.Roles, a.Role) || me.ID == "" {
			s.t.Fatalf("signed in as %+v", me)
		}
		p.id = me.ID
		return p
	}
	s.t.Fatalf("nobody is %s", role)
	return nil
}

// code is a one-time code that was not used: each is good once.
func (p *person) code() string {
	p.t.Helper()
	p.step--
	c, err := auth.Code(p.otp, time.Unix(p.step*30, 0))
	if err != nil {
		p.t.Fatal(err)
	}
	return c
}

func (p *person) do(method, path string, body, into any) (int, string) {
	p.t.Helper()
	var r io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			p.t.Fatal(err)
		}
		r = bytes.NewReader(b)
	}
	req, err := http.NewRequest(method, p.base+path, r)
	if err != nil {
		p.t.Fatal(err)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := p.http.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	if resp.StatusCode/100 == 2 && into != nil {
		decode(p.t, b, into)
	}
	return resp.StatusCode, string(b)
}

func (p *person) must(method, path string, body, into any) {
	p.t.Helper()
	if status, b := p.do(method, path, body, into); status/100 != 2 {
		p.t.Fatalf("%s: %s %s: %d %s", p.role, method, path, status, b)
	}
}

// consoleCase is what the console gives of a case, as far as people need it here.
type consoleCase struct {
	ID, Reference, State, Next string
	Seq                        int64
	Acts                       []string
	Materials                  []struct {
		ID        string
		ArrivedAt *string `json:"arrived_at"`
	}
	Opinions []struct {
		Version int
		State   string
	}
}

func (p *person) open(id string) consoleCase {
	p.t.Helper()
	var c consoleCase
	p.must("GET", "/cases/"+id, nil, &c)
	return c
}

// act does one act on the case as it is now, and gives it as it is then. The
// service's own work goes on between the look and the act: who is told that the
// case moved looks again, as a person does.
func (p *person) act(id, name string, body map[string]any) consoleCase {
	p.t.Helper()
	if body == nil {
		body = map[string]any{}
	}
	for again := range 4 {
		c := p.open(id)
		if !slices.Contains(c.Acts, name) {
			p.t.Fatalf("%s may not %s a case that is %s, only %v", p.role, name, c.State, c.Acts)
		}
		body["seq"] = c.Seq
		if _, signs := body["code"]; signs && again > 0 {
			body["code"] = p.code()
		}
		var after consoleCase
		status, said := p.do("POST", "/cases/"+id+"/acts/"+name, body, &after)
		if status/100 == 2 {
			if strings.HasPrefix(name, "take-up") {
				p.tick(id)
			}
			return after
		}
		if status != http.StatusConflict || !strings.Contains(said, `"kind":"conflict"`) {
			p.t.Fatalf("%s: %s: %d %s", p.role, name, status, said)
		}
	}
	p.t.Fatalf("%s: %s: the case moved at every look", p.role, name)
	return consoleCase{}
}

// tick makes every check that an approver has to make before a release.
func (p *person) tick(id string) {
	p.t.Helper()
	var v struct {
		SHA256 string
		List   int64
		Checks []struct{ Code string }
	}
	p.must("GET", "/cases/"+id+"/approval", nil, &v)
	for _, c := range v.Checks {
		p.must("PUT", "/cases/"+id+"/approval/checks/"+c.Code, map[string]any{"sha256": v.SHA256, "list": v.List, "made": true}, nil)
	}
}

// sign adds what a signature needs.
func (p *person) sign(id, name string, body map[string]any) consoleCase {
	p.t.Helper()
	body["password"], body["code"] = p.password, p.code()
	return p.act(id, name, body)
}

type consoleLetter struct {
	Version    int64        `json:"version"`
	RowVersion int64        `json:"row_version"`
	Content    deed.Content `json:"content"`
	Review     []struct {
		Key  string `json:"key"`
		Over string `json:"over"`
	} `json:"review"`
}

// write fills the draft's open places and saves it.
func (p *person) write(id, assessment string) consoleLetter {
	p.t.Helper()
	var l, saved consoleLetter
	p.must("GET", "/cases/"+id+"/opinion", nil, &l)
	l.Content.Assessment, l.Content.Recommendation = assessment, "Discuss both ways with her."
	l.Content.Diagnosis, l.Content.Plan = deed.Confirmed, deed.Alternatives
	for i := range l.Content.Answers {
		a := &l.Content.Answers[i]
		a.Text = fmt.Sprintf("Answer %d: %s", i+1, assessment)
		for j := range a.Parts {
			a.Parts[j].Text = fmt.Sprintf("Part %d: %s", j+1, assessment)
		}
	}
	marks := []map[string]any{}
	for _, r := range l.Review {
		marks = append(marks, map[string]any{"key": r.Key, "over": r.Over, "seen": "seen"})
	}
	p.must("PUT", "/cases/"+id+"/opinion", map[string]any{"version": l.Version, "row_version": l.RowVersion, "content": l.Content, "marks": marks}, &saved)
	return saved
}

// intake walks the coordinator to triage by what the console names.
func (p *person) intake(id string) {
	p.t.Helper()
	bodies := map[string]map[string]any{
		"check-licence": {}, "check-agreement": {}, "decide-location": {"allow": true, "reason": "counsel-asked", "note": "counsel knows of no rule"},
		"set-estimate": {}, "accept-estimate": {"note": "Told by telephone."}, "find-complete": {},
	}
	done := map[string]bool{}
	for range 12 {
		c := p.open(id)
		if c.State == "triage" {
			return
		}
		i := slices.IndexFunc(c.Acts, func(a string) bool { return bodies[a] != nil && !done[a] })
		if i < 0 {
			p.t.Fatalf("the coordinator may only %v while the case is %s", c.Acts, c.State)
		}
		done[c.Acts[i]] = true
		p.act(id, c.Acts[i], bodies[c.Acts[i]])
	}
	p.t.Fatal("intake never ends")
}

// The same line with people's acts in the place of the autopilot, and what
// people also do: decline, return, tell, correct.
func TestLineWithPeople(t *testing.T) {
	t.Parallel()
	traces := collect(t)
	s := serve(t, "--traces", traces.url)
	c := playedClinic(t)
	id, records := c.begin()
	originals := c.takeIn(id, []string{records})
	c.seal(id)
	c.enrol(s)
	c.sync()
	staff := s.staff()
	coordinator, specialist, approver := staff["coordinator"], staff["specialist"], staff["approver"]

	coordinator.intake(id)
	if state, _ := c.sync().state(id); state != "triage" {
		t.Errorf("the clinic sees %s", state)
	}
	coordinator.act(id, "message", map[string]any{"text": "We have begun."})
	if r := c.sync(); r.Received.Messages != 1 {
		t.Errorf("%d messages came", r.Received.Messages)
	}

	c.writes(coordinator, id)

	// Before it is accepted the specialist sees a synopsis; nobody else sees it.
	coordinator.act(id, "offer", map[string]any{"person": specialist.id})
	if status, b := specialist.do("GET", "/cases/"+id, nil, nil); status != 200 || strings.Contains(b, "Whitcombe") {
		t.Errorf("the offered specialist gets %d; the name is in it: %t", status, strings.Contains(b, "Whitcombe"))
	}
	specialist.act(id, "decline-offer", map[string]any{"reason": "no-time", "note": "Away."})
	coordinator.act(id, "offer", map[string]any{"person": specialist.id})
	specialist.act(id, "accept-offer", nil)

	l := specialist.write(id, "First thoughts.")
	specialist.sign(id, "sign-draft", map[string]any{"version": l.Version, "row_version": l.RowVersion})
	if got := c.opinions(); len(got) != 0 {
		t.Errorf("an opinion that is not approved has come: %+v", got)
	}
	approver.act(id, "take-up", nil)
	approver.act(id, "return-draft", map[string]any{"reason": "unclear", "version": l.Version, "comments": []map[string]any{{"part": "assessment", "text": "Say why."}}})
	specialist.write(id, "The lungs decide.")
	l, shot := specialist.illustrate(id)
	specialist.sign(id, "sign-draft", map[string]any{"version": l.Version, "row_version": l.RowVersion})
	approver.act(id, "take-up", nil)
	if after := approver.sign(id, "approve", map[string]any{"version": l.Version}); after.State != "released" {
		t.Fatalf("after the approval the case is %s", after.State)
	}
	c.syncUntil("an opinion", func(lineSync) bool { return len(c.opinions()) == 1 })
	c.read(s, id)
	c.figures(shot)
	c.compare(s, id, originals)

	// A correction: the old version is not shown any more, and the physician
	// says that the new one was read.
	specialist.act(id, "begin-correction", map[string]any{"reason": "error", "change": "A dose was wrong."})
	l = specialist.write(id, "The lungs decide, at half the dose.")
	specialist.sign(id, "sign-revision", map[string]any{"version": l.Version, "row_version": l.RowVersion})
	approver.act(id, "take-up-revision", nil)
	approver.sign(id, "approve-revision", map[string]any{"version": l.Version})
	c.syncUntil("the correction", func(lineSync) bool { return len(c.opinions()) == 2 })
	list := c.opinions()
	if !list[0].Superseded || list[1].Superseded || list[1].Version != 2 || list[1].Accessed != nil {
		t.Errorf("opinion list: %+v", list)
	}
	c.fails("refused", 1, "opinion", "acknowledge", id)
	var shown struct {
		Version int
		Content struct{ Assessment, Change string }
	}
	c.must(&shown, 0, "opinion", "show", id)
	if shown.Version != 2 || shown.Content.Assessment != "The lungs decide, at half the dose." || shown.Content.Change != "A dose was wrong." {
		t.Errorf("opinion show: %+v", shown)
	}
	c.must(nil, 0, "opinion", "acknowledge", id)
	c.must(nil, 0, "opinion", "acknowledge", id)
	c.sync()
	after := coordinator.open(id)
	if n := len(after.Opinions); n != 2 {
		t.Errorf("%d versions at the console", n)
	}
	var tracks struct{ Tracks struct{ Correction string } }
	coordinator.must("GET", "/cases/"+id, nil, &tracks)
	if tracks.Tracks.Correction != "acknowledged" {
		t.Errorf("the correction is %q at the service", tracks.Tracks.Correction)
	}
	if charges, _ := s.ledger(id); len(charges) != 1 {
		t.Errorf("charges: %v", charges)
	}
	c.asksFurther(s, specialist, approver, coordinator, id)
	traces.look(s, id, after.Reference)
}

// writes: the clinic answers what the coordinator wrote, offline first; it comes
// once, waits for the coordinator, and the clinic knows that it arrived.
func (c *clinic) writes(coordinator *person, id string) {
	c.t.Helper()
	type list struct {
		Messages []struct {
			ID, Text   string
			Own, Waits bool
		}
	}
	words := filepath.Join(c.t.TempDir(), "words.txt")
	if err := os.WriteFile(words, []byte("The slides went out today.\n"), 0o600); err != nil {
		c.t.Fatal(err)
	}
	c.must(nil, 0, "message", "send", id, words)
	var l list
	if c.must(&l, 0, "message", "list", id); len(l.Messages) != 2 || !l.Messages[1].Own || !l.Messages[1].Waits {
		c.t.Fatalf("kept as %+v", l)
	}
	c.sync()
	c.sync()
	if c.must(&l, 0, "message", "list", id); len(l.Messages) != 2 || l.Messages[1].Waits {
		c.t.Errorf("after the exchange: %+v", l)
	}
	var at struct {
		Messages []struct {
			Text string
			New  bool
		}
		Threads []struct{ State string }
		Tasks   []struct{ ID, Kind string }
	}
	coordinator.must("GET", "/cases/"+id, nil, &at)
	if len(at.Messages) != 2 || at.Messages[1].Text != "The slides went out today." || !at.Messages[1].New || len(at.Threads) != 1 || at.Threads[0].State != "replied" || len(at.Tasks) != 1 || at.Tasks[0].Kind != "read-message" {
		c.t.Fatalf("the coordinator: %+v", at)
	}
	coordinator.act(id, "finish-task", map[string]any{"task": at.Tasks[0].ID})
}

// asksFurther: the physician telephones with one more question. A coordinator
// begins the addendum, its author answers that question alone, and the clinic
// reads what it adds to; the version before stays.
func (c *clinic) asksFurther(s *service, specialist, approver, coordinator *person, id string) {
	c.t.Helper()
	const question = "And if it grows by spring?"
	words := filepath.Join(c.t.TempDir(), "further.txt")
	if err := os.WriteFile(words, []byte(question+"\n\nAnd if it shrinks?\n"), 0o600); err != nil {
		c.t.Fatal(err)
	}
	c.must(nil, 0, "opinion", "ask", id, words)
	c.sync()
	var at struct {
		Messages []struct {
			ID, Kind string
			Further  []string
		}
		Tasks []struct{ Kind, About string }
	}
	coordinator.must("GET", "/cases/"+id, nil, &at)
	asked := at.Messages[len(at.Messages)-1]
	if asked.Kind != "further" || len(asked.Further) != 2 || len(at.Tasks) != 1 || at.Tasks[0].Kind != "further-questions" || at.Tasks[0].About != asked.ID {
		c.t.Fatalf("the coordinator: %+v", at)
	}
	coordinator.act(id, "ask-addendum", map[string]any{"about": asked.ID, "questions": []any{map[string]any{"text": asked.Further[0]}, map[string]any{"text": asked.Further[1]}}})
	var l consoleLetter
	specialist.must("GET", "/cases/"+id+"/opinion", nil, &l)
	if l.Content.Kind != deed.KindAddendum || l.Content.AddsTo != 2 || len(l.Content.Answers) != 2 || l.Content.Answers[0].Question != question {
		c.t.Fatalf("the addendum begins with %+v", l.Content)
	}
	// What it adds to and what is asked is not a page's to say.
	l.Content.Answers[0].Text, l.Content.AddsTo, l.Content.Further = "Then operate.", 1, "Something else?"
	l.Content.Answers[1].Text = "Then wait."
	specialist.must("PUT", "/cases/"+id+"/opinion", map[string]any{"version": l.Version, "row_version": l.RowVersion, "content": l.Content}, &l)
	specialist.sign(id, "sign-revision", map[string]any{"version": l.Version, "row_version": l.RowVersion})
	approver.act(id, "take-up-revision", nil)
	approver.sign(id, "approve-revision", map[string]any{"version": l.Version})
	c.syncUntil("the addendum", func(lineSync) bool { return len(c.opinions()) == 3 })
	list := c.opinions()
	if list[1].Superseded || list[2].Superseded || list[2].Version != 3 {
		c.t.Errorf("opinion list: %+v", list)
	}
	var shown struct {
		Version int
		Content struct {
			Kind   string
			AddsTo int `json:"adds_to"`
		}
		Answers []struct{ Question, Answer string }
	}
	c.must(&shown, 0, "opinion", "show", id)
	if shown.Version != 3 || shown.Content.Kind != string(deed.KindAddendum) || shown.Content.AddsTo != 2 || len(shown.Answers) != 2 || shown.Answers[0].Question != question || shown.Answers[0].Answer != "Then operate." {
		c.t.Errorf("opinion show: %+v", shown)
	}
	// What it adds to stands, and is read again; what that one corrected is not.
	c.must(&shown, 0, "opinion", "show", "--version", "2", id)
	if shown.Version != 2 {
		c.t.Errorf("the version that it adds to: %+v", shown)
	}
	c.fails("refused", 1, "opinion", "show", "--version", "1", id)
	if charges, _ := s.ledger(id); len(charges) != 1 {
		c.t.Errorf("charges: %v", charges)
	}
}
