package opinion

import (
	"fmt"
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/prose"
)

func answers(replies ...deed.Reply) []deed.Answer {
	out := make([]deed.Answer, len(replies))
	for i, r := range replies {
		out[i] = deed.Answer{Question: fmt.Sprint(i + 1), Parts: []deed.PartAnswer{}}
		out[i].SetReply(r)
	}
	return out
}

// A draft that was begun before there were states has those that its words say.
func TestDraftsOfBeforeAreGivenStates(t *testing.T) {
	t.Parallel()
	c := deed.Content{
		TextForm: prose.Form, Diagnosis: "Taken as you gave it.", Plan: deed.Changed,
		Answers: answers(deed.Reply{}, deed.Reply{Text: "Yes."}, deed.Reply{Reason: "No data."}, deed.Reply{Text: "Yes.", Reason: "No data."}, deed.Reply{State: deed.NeedsMore, Text: "Yes."}),
	}
	settle(&c)
	var got []string
	for _, a := range c.Answers {
		got = append(got, string(a.State))
	}
	if s := strings.Join(got, ","); s != ",answered,cannot,cannot,needs" || c.Diagnosis != "" || c.Plan != deed.Changed {
		t.Errorf("states %s, diagnosis %q, plan %q", s, c.Diagnosis, c.Plan)
	}
}

// What is signed holds nothing that its letter does not say, and the draft keeps
// what was typed.
func TestWhatIsSignedIsWhatTheLetterSays(t *testing.T) {
	t.Parallel()
	typed := deed.Reply{Text: "Yes.", Reason: "The slides.", From: "The clinic"}
	of := func(s deed.AnswerState) deed.Reply { r := typed; r.State = s; return r }
	draft := deed.Content{TextForm: prose.Form, TravelFor: "CT", Answers: answers(of(deed.Answered), of(deed.CannotAnswer), of(deed.NeedsMore))}
	draft.Answers[0].Parts = []deed.PartAnswer{{}}
	draft.Answers[0].Parts[0].SetReply(of(deed.Answered))
	c := draft
	finish(&c)
	want := []deed.Reply{{State: deed.Answered, Text: "Yes."}, {State: deed.CannotAnswer, Text: "Yes.", Reason: "The slides."}, of(deed.NeedsMore)}
	for i, r := range want {
		if got := c.Answers[i].Reply(); got != r {
			t.Errorf("answer %d: %+v", i+1, got)
		}
	}
	if c.Answers[0].Parts[0].Reply() != want[0] || c.TravelFor != "" {
		t.Errorf("the part %+v, to travel for %q", c.Answers[0].Parts[0], c.TravelFor)
	}
	if draft.Answers[0].Reply() != of(deed.Answered) || draft.Answers[0].Parts[0].Reply() != of(deed.Answered) || draft.TravelFor != "CT" {
		t.Errorf("the draft lost what was typed: %+v", draft)
	}
}

func TestChoicesThatNobodyOffersAreRefused(t *testing.T) {
	t.Parallel()
	const id = "0123456789abcdef"
	for name, x := range map[string]struct {
		content deed.Content
		want    errs.Kind
	}{
		"nothing said":       {deed.Content{}, ""},
		"rows half written":  {deed.Content{Options: []deed.Option{{ID: id, Name: "Wait"}, {}}, Earlier: []deed.Earlier{{ID: "0a0a0a0a", Date: "-10-"}}}, ""},
		"a state":            {deed.Content{Answers: answers(deed.Reply{State: "perhaps"})}, errs.Invalid},
		"a part's state":     {deed.Content{Answers: []deed.Answer{{Parts: []deed.PartAnswer{{State: "no"}}}}}, errs.Invalid},
		"a stance":           {deed.Content{Options: []deed.Option{{ID: id, Stance: "best"}}}, errs.Invalid},
		"a stand":            {deed.Content{Earlier: []deed.Earlier{{ID: id, Stand: "partly"}}}, errs.Invalid},
		"a date":             {deed.Content{Earlier: []deed.Earlier{{ID: id, Date: "12 October 2026"}}}, errs.Invalid},
		"an id":              {deed.Content{Options: []deed.Option{{ID: "../x"}}}, errs.Invalid},
		"an id of two":       {deed.Content{Options: []deed.Option{{ID: id}}, Earlier: []deed.Earlier{{ID: id}}}, errs.Invalid},
		"a diagnosis":        {deed.Content{Diagnosis: deed.Alternatives}, errs.Invalid},
		"a plan":             {deed.Content{Plan: deed.Refined}, errs.Invalid},
		"more than are read": {deed.Content{Options: make([]deed.Option, mostRows+1)}, errs.TooLarge},
	} {
		if err := checkJudgment(&x.content, &deed.Content{}); errs.KindOf(err) != x.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What is weighed and reconciled is whole before a signature, each row by its number.
func TestRowsAreWholeBeforeTheSignature(t *testing.T) {
	t.Parallel()
	whole := deed.Option{Name: "Wait", Stance: deed.Preferred, Reason: "Small."}
	earlier := deed.Earlier{Who: "Dr. B", Date: "2026", Said: "Cut.", Stand: deed.Differs, Why: "Small."}
	undated := earlier
	undated.Date = "-10-"
	c := deed.Content{TextForm: prose.Form, Options: []deed.Option{whole, {Name: "Cut", Reason: "x"}}, Earlier: []deed.Earlier{earlier, undated}}
	got := fmt.Sprintf("%+v", checkWeighed(&c))
	for _, want := range []string{"earlier opinion 2", "option 2"} {
		if !strings.Contains(got, want) {
			t.Errorf("it lacks %q: %s", want, got)
		}
	}
	c.Options, c.Earlier = c.Options[:1], c.Earlier[:1]
	for _, x := range checkWeighed(&c) {
		if !x.OK {
			t.Errorf("%+v", x)
		}
	}
	if x := checkWeighed(&deed.Content{}); len(x) != 0 {
		t.Errorf("of a letter without rows: %+v", x)
	}
}

// The check counts what each question's state is, and an interpretation is asked for
// no outcome.
func TestStatesAndOutcomesAreChecked(t *testing.T) {
	t.Parallel()
	w := &Working{Doc: &casefile.Document{Questions: []casefile.Question{{Text: "1"}, {Text: "2"}, {Text: "3"}}}}
	c := deed.Content{TextForm: prose.Form, Kind: deed.KindOpinion, Answers: answers(
		deed.Reply{State: deed.Answered, Text: "Yes."}, deed.Reply{State: deed.CannotAnswer, Reason: "No data."}, deed.Reply{State: deed.NeedsMore, Reason: "Slides.", From: "The clinic"},
	)}
	if x := w.answersCheck(&c); !x.OK || x.Detail != "Every question has its state: 1 answered, 1 cannot be answered, 1 waiting for more" {
		t.Errorf("%+v", x)
	}
	c.Answers[2].From = " "
	if x := w.answersCheck(&c); x.OK || x.Detail != "Not answered: 3" {
		t.Errorf("of nobody: %+v", x)
	}
	w.Doc.Service.Kind = casefile.SecondOpinion
	if x := w.checkOutcome(&c); len(x) != 1 || x[0].OK {
		t.Errorf("nothing chosen: %+v", x)
	}
	c.Diagnosis, c.Plan = deed.NotJudged, deed.Alternatives
	if x := w.checkOutcome(&c); len(x) != 1 || !x[0].OK || x[0].Detail != "Diagnosis not judged, alternatives to the plan offered" {
		t.Errorf("chosen: %+v", x)
	}
	w.Doc.Service.Kind, c.Diagnosis, c.Plan = casefile.Imaging, "", ""
	if x := w.checkOutcome(&c); len(x) != 0 {
		t.Errorf("an interpretation: %+v", x)
	}
}
