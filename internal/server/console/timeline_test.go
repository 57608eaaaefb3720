package console_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

type timelinePage struct {
	Total   int
	Kinds   []struct{ Kind string }
	Entries []happened
}

type happened struct {
	ID, Kind, Event, Actor, Role, Reason, Note, Whom, Text, State string
	At                                                            time.Time
}

func (p *person) timeline(id, query string) timelinePage {
	p.w.t.Helper()
	var v timelinePage
	p.want(200, "GET", "/cases/"+id+"/timeline"+query, nil, &v)
	return v
}

func (v timelinePage) find(event string) happened {
	i := slices.IndexFunc(v.Entries, func(e happened) bool { return e.Event == event && e.Kind != "notices" })
	if i < 0 {
		return happened{}
	}
	return v.Entries[i]
}

// Everything that happened stands in one list, with the words that hang on it:
// whom somebody was offered to and why it was declined, what was said and written,
// who was told by which mail, why it stands.
func TestTheTimelineHasEverything(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, s := w.staff[principal.Coordinator], w.staff[principal.Specialist]
	other := w.hire(principal.Specialist, "other")
	id := w.receive(document(), workflow.Allowed)
	step := func(p *person, act string, in map[string]any) { p.act(id, act, in); w.pass(time.Minute) }
	w.triage(id)
	w.pass(time.Minute)
	step(c, "offer", map[string]any{"person": other.acc.ID})
	step(other, "decline-offer", map[string]any{"reason": "no-time", "note": "Away until May."})
	step(c, "offer", map[string]any{"person": s.acc.ID})
	step(s, "accept-offer", nil)
	step(c, "record-call", map[string]any{"party": "patient", "came": "reached", "with": "the daughter", "said": "The patient is well."})
	step(s, "ask-question", map[string]any{"text": "Which dose?"})
	step(c, "forward-question", map[string]any{"text": "Which dose was given?"})
	step(c, "hold", map[string]any{"reason": "patient-asked", "note": "Until the holidays are over."})
	v := c.timeline(id, "")
	if e := v.find("decline-offer"); e.Whom != "Dr. Writer other" || e.Reason != "no-time" || e.Note != "Away until May." || e.Actor != "Dr. Writer other" {
		t.Errorf("declined: %+v", e)
	}
	if e := v.find("offer"); e.Whom != "Dr. Writer specialist" || e.Actor != "Dr. Writer coordinator" {
		t.Errorf("offered: %+v", e)
	}
	if e := v.find("record-call"); e.Whom != "patient" || e.Text != "the daughter: The patient is well." || e.Reason != "reached" {
		t.Errorf("called: %+v", e)
	}
	if e := v.find("forward-question"); e.Text != "Which dose was given?" {
		t.Errorf("asked: %+v", e)
	}
	if e := v.find("hold"); e.Reason != "patient-asked" || e.Note != "Until the holidays are over." {
		t.Errorf("held: %+v", e)
	}
	if n := slices.IndexFunc(v.Entries, func(e happened) bool { return e.Kind == "notices" && e.Role == "physician" && e.State == "pending" }); n < 0 {
		t.Errorf("no notice to the physician: %+v", v.Entries)
	}
	// Each says who was written to; a page of nothing else has them all.
	for _, e := range c.timeline(id, "?kind=notices").Entries {
		if e.Kind != "notices" || e.Role == "patient" && !strings.Contains(e.Whom, "Quintanilla") || e.Role == "physician" && e.Whom == "" {
			t.Errorf("a notice: %+v", e)
		}
	}
	if !slices.IsSortedFunc(v.Entries, func(a, b happened) int { return b.At.Compare(a.At) }) {
		t.Error("not the newest first")
	}
	if calls := c.timeline(id, "?kind=calls"); calls.Total != 1 || len(calls.Entries) != 1 || calls.Entries[0].Event != "record-call" || len(calls.Kinds) != len(v.Kinds) {
		t.Errorf("the calls alone: %+v", calls)
	}
	var held struct {
		Stopped *struct{ Event, Reason, Note, By string }
	}
	c.want(200, "GET", "/cases/"+id, nil, &held)
	if held.Stopped == nil || held.Stopped.Reason != "patient-asked" || held.Stopped.Note != "Until the holidays are over." || held.Stopped.By != "Dr. Writer coordinator" {
		t.Errorf("why it stands: %+v", held.Stopped)
	}
	c.act(id, "resume", nil)
	c.want(200, "GET", "/cases/"+id, nil, &held)
	held.Stopped = nil
	c.want(200, "GET", "/cases/"+id, nil, &held)
	if held.Stopped != nil {
		t.Errorf("it goes on: %+v", held.Stopped)
	}
}

// Who writes reads what happened to the case, and of nobody else: neither calls
// nor mails, nor who else was asked, nor what went between desk and clinic. Who has
// no history of a case has no timeline.
func TestTheTimelineTellsNobodyMore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, s := w.staff[principal.Coordinator], w.staff[principal.Specialist]
	other := w.hire(principal.Specialist, "other")
	id := w.receive(document(), workflow.Allowed)
	w.triage(id)
	c.act(id, "offer", map[string]any{"person": other.acc.ID})
	other.act(id, "decline-offer", map[string]any{"reason": "no-time", "note": "Away until May."})
	c.act(id, "offer", map[string]any{"person": s.acc.ID})
	s.want(403, "GET", "/cases/"+id+"/timeline", nil, nil)
	s.act(id, "accept-offer", nil)
	c.act(id, "record-call", map[string]any{"party": "patient", "came": "reached", "said": "The patient is well."})
	c.act(id, "message", map[string]any{"text": "The payer has accepted."})
	s.act(id, "ask-question", map[string]any{"text": "Which dose?"})
	c.act(id, "forward-question", map[string]any{"text": "Which dose was given in secret?"})
	_, body := s.ask("GET", "/cases/"+id+"/timeline", nil)
	for _, word := range []string{"The patient is well", "payer has accepted", "Dr. Writer other", "Away until May", "in secret", "notices", "estimate"} {
		if strings.Contains(string(body), word) {
			t.Errorf("who writes reads %q", word)
		}
	}
	if v := s.timeline(id, ""); v.find("ask-question").Text != "Which dose?" || v.find("find-complete").Role != "coordinator" {
		t.Errorf("who writes reads %s", body)
	}
	for role, p := range w.staff {
		if role == principal.Coordinator || role == principal.Specialist {
			continue
		}
		if got, _ := p.ask("GET", "/cases/"+id+"/timeline", nil); got != 403 && got != 404 {
			t.Errorf("%s asks for the timeline: %d", role, got)
		}
	}
	for _, bad := range []string{"?kind=gossip", "?from=-1", "?from=x"} {
		c.want(422, "GET", "/cases/"+id+"/timeline"+bad, nil, nil)
	}
}

// A long history comes page by page, each entry once.
func TestTheTimelineIsBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.staff[principal.Coordinator]
	id := w.receive(document(), workflow.Allowed)
	for i := range 105 {
		c.act(id, "record-call", map[string]any{"party": "clinic", "came": "no-answer", "said": fmt.Sprintf("try %d", i)})
		w.pass(time.Second)
	}
	seen := map[string]bool{}
	for from := 0; ; {
		v := c.timeline(id, fmt.Sprintf("?from=%d", from))
		if len(v.Entries) > 100 {
			t.Fatalf("%d at once", len(v.Entries))
		}
		for _, e := range v.Entries {
			seen[e.ID] = true
		}
		if from += len(v.Entries); from >= v.Total {
			if len(seen) != v.Total {
				t.Errorf("%d of %d entries", len(seen), v.Total)
			}
			break
		}
	}
	var v map[string]json.RawMessage
	c.want(200, "GET", "/cases/"+id+"/timeline?from=100000", nil, &v)
	if string(v["entries"]) != "[]" {
		t.Errorf("behind the end: %s", v["entries"])
	}
}

// The timeline says whom the program offered the case to after the first declined,
// and each kind of entry is found under its kind.
func TestTheTimelineSaysWhoWasAskedNext(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, s := w.staff[principal.Coordinator], w.staff[principal.Specialist]
	second := w.hire(principal.Specialist, "second")
	id := w.receive(document(), workflow.Allowed)
	w.triage(id)
	c.act(id, "offer", map[string]any{"person": s.acc.ID, "backup": second.acc.ID})
	w.pass(time.Minute)
	s.act(id, "decline-offer", map[string]any{"reason": "no-time"})
	if e := c.timeline(id, "?kind=specialist").find("offer-backup"); e.Whom != "Dr. Writer second" {
		t.Errorf("asked next: %+v", e)
	}
}
