package console_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/server/directory"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// candidates is who may be asked, as the page reads it.
type candidates struct {
	Candidates []struct {
		ID       string   `json:"id"`
		Group    string   `json:"group"`
		Eligible bool     `json:"eligible"`
		Reasons  []string `json:"reasons"`
		Fits     []struct {
			Specialty string `json:"specialty"`
			Place     string `json:"place"`
			Questions []int  `json:"questions"`
		} `json:"fits"`
		Such     int64 `json:"such"`
		Opinions int64 `json:"opinions"`
		Days     int   `json:"days"`
		Before   *struct {
			State  string `json:"state"`
			Reason string `json:"reason"`
		} `json:"before"`
	} `json:"candidates"`
	Suggested string     `json:"suggested"`
	Backup    string     `json:"backup"`
	Due       *time.Time `json:"due"`
}

// told is the list as text: who, where, why.
func (v candidates) told(names map[string]string) string {
	var out []string
	for _, c := range v.Candidates {
		if n := names[c.ID]; n != "" {
			out = append(out, n+": "+c.Group+" ("+strings.Join(c.Reasons, ", ")+")")
		}
	}
	return strings.Join(out, "\n")
}

func (p *person) candidates(id string) candidates {
	p.w.t.Helper()
	var v candidates
	p.get("/cases/"+id+"/candidates", http.StatusOK, &v)
	return v
}

// specialist hires somebody with an entry of the directory.
func (w *world) specialist(name string, change func(*directory.Profile), codes ...string) *person {
	w.t.Helper()
	p := w.hire(principal.Specialist, name)
	e := w.professor(w.now.AddDate(1, 0, 0))
	e.Specialties, e.Also, e.Capacity = codes, nil, 0
	if change != nil {
		change(&e)
	}
	path := "/people/" + p.acc.ID
	w.staff[principal.Admin].post(path+"/entry", map[string]any{"over": 0, "profile": e, "source": "s"}, http.StatusOK, nil)
	w.staff[principal.Coordinator].post(path+"/confirm", map[string]any{"version": 1}, http.StatusOK, nil)
	return p
}

// lungs asks about a cancer of the lung.
func lungs() casefile.Document {
	d := document()
	d.Diagnosis = casefile.Diagnosis{Text: "Lung cancer, stage IIIA", ICD10: "C34.1"}
	d.Plan, d.Reason, d.History.ChiefComplaint, d.Wishes.Specialist = "", "", "Cough", ""
	d.Questions = []casefile.Question{{Text: "Is a lobectomy possible?"}, {Text: "Which chemotherapy?"}}
	return d
}

// TestWhoIsSuggested: those who fit and are free come first and nobody else is
// proposed; what speaks against the others is said (S12).
func TestWhoIsSuggested(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	desk := w.staff[principal.Coordinator]
	day := func(n int) string { return w.now.UTC().AddDate(0, 0, n).Format(time.DateOnly) }
	oncologist := w.specialist("oncologist", nil, "medical-oncology")
	surgeon := w.specialist("surgeon", nil, "thoracic-surgery")
	neurologist := w.specialist("neurologist", nil, "neurology")
	away := w.specialist("away", nil, "pulmonology")
	ending := w.specialist("ending", func(p *directory.Profile) {
		for i := range p.Credentials {
			p.Credentials[i].Until = day(3)
		}
	}, "pulmonology")
	full := w.specialist("full", func(p *directory.Profile) { p.Capacity = 1 }, "medical-oncology")
	away.post("/people/"+away.acc.ID+"/absences", map[string]any{"from": day(2), "until": day(9), "deputy": ""}, http.StatusOK, nil)
	names := map[string]string{oncologist.acc.ID: "oncologist", surgeon.acc.ID: "surgeon", neurologist.acc.ID: "neurologist", away.acc.ID: "away", ending.acc.ID: "ending", full.acc.ID: "full"}

	other := w.receive(lungs(), workflow.Allowed)
	w.triage(other)
	desk.act(other, "offer", map[string]any{"person": full.acc.ID})
	id := w.receive(lungs(), workflow.Allowed)
	w.triage(id)
	v := desk.candidates(id)
	want := `surgeon: fits (specialty-fits)
oncologist: fits (specialty-fits)
ending: limits (specialty-fits, ends-before)
away: limits (specialty-fits, away-soon)
full: limits (specialty-fits, full)
neurologist: other (no-fit)`
	got := v.told(names)
	if lines(got) != lines(want) || !strings.HasSuffix(got, "neurologist: other (no-fit)") || !strings.Contains(got[:60], "fits (specialty-fits)\n") {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	first := []string{names[v.Suggested], names[v.Backup]}
	if slices.Sort(first); !slices.Equal(first, []string{"oncologist", "surgeon"}) || v.Due == nil || !v.Due.Equal(w.now.Add(48*time.Hour)) {
		t.Errorf("proposed: %v, due %v", first, v.Due)
	}

	// Nobody fits: nobody is proposed.
	bones := lungs()
	bones.Diagnosis = casefile.Diagnosis{Text: "Torn meniscus"}
	bones.Questions = []casefile.Question{{Text: "Is an operation needed?"}}
	none := w.receive(bones, workflow.Allowed)
	w.triage(none)
	if v := desk.candidates(none); v.Suggested != "" || v.Backup != "" || len(v.Candidates) == 0 {
		t.Errorf("proposed where nobody fits: %s", names[v.Suggested])
	}

	// Whom the physician asks for is the first of those who stand as well, and never
	// outweighs a specialty that does not fit; in other words a person reads it.
	wished := lungs()
	wished.Wishes.Specialist = "Somebody like Dr. Neurologist"
	asked := w.receive(wished, workflow.Allowed)
	w.triage(asked)
	if v := desk.candidates(asked); names[v.Suggested] == "neurologist" || !strings.Contains(v.told(names), "neurologist: other (asked-for-name, no-fit)") {
		t.Errorf("a name that may be another's: %s", v.told(names))
	}
	wished.Wishes.Specialist = "Dr. Neurologist"
	asked = w.receive(wished, workflow.Allowed)
	w.triage(asked)
	if v := desk.candidates(asked); names[v.Suggested] == "neurologist" || !strings.Contains(v.told(names), "neurologist: other (asked-for, no-fit)") {
		t.Errorf("whom the physician asks for, without a fit: %s", v.told(names))
	}
	wished.Wishes.Specialist = "Dr. Oncologist, please"
	asked = w.receive(wished, workflow.Allowed)
	w.triage(asked)
	if v := desk.candidates(asked); names[v.Suggested] != "oncologist" || !strings.HasPrefix(v.told(names), "oncologist: fits (asked-for, specialty-fits)") {
		t.Errorf("whom the physician asks for: %s", v.told(names))
	}
	wished.Wishes.Specialist = "Anybody but Dr. Oncologist"
	asked = w.receive(wished, workflow.Allowed)
	w.triage(asked)
	if v := desk.candidates(asked); names[v.Suggested] != "surgeon" || v.Backup == oncologist.acc.ID {
		t.Errorf("who may not be wanted is proposed: %s, then %s", names[v.Suggested], names[v.Backup])
	}
}

func lines(s string) string {
	l := strings.Split(s, "\n")
	slices.Sort(l)
	return strings.Join(l, "\n")
}

// TestOfferGoesOnToTheNext: the one who is named as the next gets the case when the
// first declines; who declined is told with the reason, and is neither proposed nor
// named again (S12).
func TestOfferGoesOnToTheNext(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	desk := w.staff[principal.Coordinator]
	first, next := w.specialist("first", nil, "medical-oncology"), w.specialist("next", nil, "medical-oncology")
	id := w.receive(lungs(), workflow.Allowed)
	w.triage(id)
	desk.refused(409, id, "offer", map[string]any{"person": first.acc.ID, "backup": first.acc.ID})
	desk.refused(409, id, "offer", map[string]any{"person": first.acc.ID, "backup": w.staff[principal.Approver].acc.ID})
	desk.act(id, "offer", map[string]any{"person": first.acc.ID, "backup": next.acc.ID, "note": "Please by Friday."})
	if status, _ := next.ask("GET", "/cases/"+id, nil); status != http.StatusNotFound {
		t.Errorf("the next sees the case before the turn: %d", status)
	}
	if v := first.act(id, "decline-offer", map[string]any{"reason": "no-time", "note": "Until May."}); !v.Gone {
		t.Errorf("who declined still sees it: %+v", v)
	}
	if v := next.open(id); v.State != "offered" || v.Synopsis == nil || v.Synopsis.Diagnosis != "Lung cancer, stage IIIA" {
		t.Fatalf("the next: %+v", v)
	}
	if v := next.act(id, "decline-offer", map[string]any{"reason": "conflict-of-interest"}); !v.Gone {
		t.Errorf("%+v", v)
	}
	c := desk.open(id)
	if c.State != "triage" {
		t.Fatalf("after both declined: %s", c.State)
	}
	v := desk.candidates(id)
	for _, x := range v.Candidates {
		switch x.ID {
		case first.acc.ID:
			if x.Group != "before" || !x.Eligible || x.Before == nil || x.Before.Reason != "no-time" || !slices.Contains(x.Reasons, "declined-before") {
				t.Errorf("who declined: %+v", x)
			}
		case next.acc.ID:
			if x.Group != "barred" || x.Eligible || !slices.Contains(x.Reasons, "declared-conflict") {
				t.Errorf("who has a conflict: %+v", x)
			}
		}
	}
	if v.Suggested == first.acc.ID || v.Suggested == next.acc.ID {
		t.Error("somebody who declined is proposed")
	}
	third := w.specialist("third", nil, "medical-oncology")
	desk.refused(409, id, "offer", map[string]any{"person": third.acc.ID, "backup": first.acc.ID})
	desk.refused(409, id, "offer", map[string]any{"person": next.acc.ID})
	desk.act(id, "offer", map[string]any{"person": third.acc.ID})
}

// TestWhoAnsweredSuchCases: opinions are counted by the specialty by which their
// cases were somebody's; a partner's coordinator counts that partner's alone.
func TestWhoAnsweredSuchCases(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	desk := w.staff[principal.Coordinator]
	both := w.specialist("both", nil, "medical-oncology", "neurology")
	answer := func(d casefile.Document, after time.Duration) {
		id := w.receive(d, workflow.Allowed)
		w.triage(id)
		desk.act(id, "offer", map[string]any{"person": both.acc.ID})
		both.act(id, "accept-offer", nil)
		w.pass(after)
		desk.signIn()
		both.signIn()
		w.staff[principal.Approver].signIn()
		draft := both.write(id)
		both.act(id, "sign-draft", map[string]any{"version": 1, "row_version": draft.RowVersion, "password": password, "code": both.code()})
		a := w.staff[principal.Approver]
		a.act(id, "take-up", nil)
		a.act(id, "approve", map[string]any{"version": 1, "password": password, "code": a.code()})
	}
	lung := document()
	lung.Diagnosis = casefile.Diagnosis{Text: "Lung cancer"}
	answer(lung, 48*time.Hour)
	answer(lung, 96*time.Hour)
	heads := document()
	heads.Diagnosis = casefile.Diagnosis{Text: "Migraine"}
	answer(heads, 72*time.Hour)
	of := func(p *person, id string) (such, all int64, days int) {
		for _, x := range p.candidates(id).Candidates {
			if x.ID == both.acc.ID {
				return x.Such, x.Opinions, x.Days
			}
		}
		t.Fatal("not a candidate")
		return 0, 0, 0
	}
	id := w.receive(lungs(), workflow.Allowed)
	w.triage(id)
	if such, all, days := of(desk, id); such != 2 || all != 3 || days != 3 {
		t.Errorf("%d such, %d in all, %d days", such, all, days)
	}
	w.pass(2 * 366 * 24 * time.Hour)
	desk.signIn()
	if such, all, _ := of(desk, id); such != 0 || all != 0 {
		t.Errorf("of years ago: %d, %d", such, all)
	}
}

// TestAWishIsReadByAPerson: who is named in a wish in other words than the plain
// ones may be who is not wanted, and is neither put first nor proposed; and a wish
// makes nobody fit.
func TestAWishIsReadByAPerson(t *testing.T) {
	t.Parallel()
	for wish, wants := range map[string]bool{
		"":                                   false,
		"Dr. Writer specialist, please":      true,
		"Anybody but Dr. Writer specialist":  false,
		"Not Dr. Writer specialist":          false,
		"Dr. Writer specialist knows nobody": false,
	} {
		t.Run(wish, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			desk, s := w.staff[principal.Coordinator], w.staff[principal.Specialist]
			doc := document()
			doc.Wishes.Specialist = wish
			id := w.receive(doc, workflow.Allowed)
			w.triage(id)
			v := desk.candidates(id)
			for _, x := range v.Candidates {
				if x.ID != s.acc.ID {
					continue
				}
				if asked := has(x.Reasons, "asked-for"); asked != wants || (x.Group == "fits") && has(x.Reasons, "no-fit") {
					t.Errorf("%+v", x)
				}
			}
			if v.Suggested == s.acc.ID {
				t.Errorf("proposed: %q", v.Suggested)
			}
		})
	}
}
