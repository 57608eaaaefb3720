package deed

import (
	"encoding/json"
	"os"
	"testing"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/prose"
)

// What is said to a question reads the same in every program: the pages are held
// against the same table.
func TestRepliesAreSpoken(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/said/replies.json")
	if err != nil {
		t.Fatal(err)
	}
	var table []struct {
		Name  string
		Reply struct {
			State              AnswerState
			Text, Reason, From string
		}
		Want string
	}
	if err := json.Unmarshal(b, &table); err != nil || len(table) < 8 {
		t.Fatalf("%d cases, %v", len(table), err)
	}
	c := Content{TextForm: prose.Form}
	for _, x := range table {
		if got := c.Spoken(Reply(x.Reply)); got != x.Want {
			t.Errorf("%s: %q", x.Name, got)
		}
	}
}

func TestAReplyIsWholeByItsState(t *testing.T) {
	t.Parallel()
	c := Content{TextForm: prose.Form}
	for _, x := range []struct {
		reply Reply
		whole bool
	}{
		{Reply{}, false},
		{Reply{Text: "Yes."}, true},
		{Reply{Reason: "No data."}, true},
		{Reply{State: Answered, Text: "Yes."}, true},
		{Reply{State: Answered, Text: " \n", Reason: "No data."}, false},
		{Reply{State: CannotAnswer, Text: "Yes."}, false},
		{Reply{State: CannotAnswer, Reason: "No data."}, true},
		{Reply{State: NeedsMore, Reason: "The slides."}, false},
		{Reply{State: NeedsMore, From: "The clinic"}, false},
		{Reply{State: NeedsMore, Reason: "The slides.", From: "The clinic"}, true},
		{Reply{State: "perhaps", Text: "Yes.", Reason: "No data.", From: "The clinic"}, false},
	} {
		if got := c.Stands(x.reply); got != x.whole {
			t.Errorf("%+v is whole: %v", x.reply, got)
		}
	}
}

// What is said to a question as a whole covers its parts, but not one that somebody
// began to answer.
func TestWhatIsSaidToTheWholeQuestionCoversItsParts(t *testing.T) {
	t.Parallel()
	asked := []casefile.Question{{Text: "Operate?", Parts: []string{"now", "later"}}}
	of := func(whole Reply, parts ...Reply) Content {
		a := Answer{Question: "Operate?", Parts: []PartAnswer{{Question: "now"}, {Question: "later"}}}
		a.SetReply(whole)
		for i, r := range parts {
			a.Parts[i].SetReply(r)
		}
		return Content{TextForm: prose.Form, Answers: []Answer{a}}
	}
	yes, cannot := Reply{State: Answered, Text: "Yes."}, Reply{State: CannotAnswer, Reason: "No slides."}
	for name, x := range map[string]struct {
		content Content
		want    errs.Kind
	}{
		"each part":                 {of(Reply{}, yes, cannot), ""},
		"the whole":                 {of(cannot), ""},
		"the whole and a part":      {of(cannot, yes), ""},
		"nothing":                   {of(Reply{}), errs.Incomplete},
		"one part":                  {of(Reply{}, yes), errs.Incomplete},
		"a part that is begun":      {of(yes, yes, Reply{State: NeedsMore, Reason: "The slides."}), errs.Incomplete},
		"the whole, half of it":     {of(Reply{State: NeedsMore, Reason: "The slides."}, yes, yes), errs.Incomplete},
		"the whole, which is empty": {of(Reply{State: Answered}, yes, cannot), ""},
	} {
		if err := x.content.CheckAnswers(asked); errs.KindOf(err) != x.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Preferred is read first and what is to be avoided last, each as its author put it.
func TestOptionsAreReadByWhatIsHeldOfThem(t *testing.T) {
	t.Parallel()
	c := Content{Options: []Option{{ID: "a", Stance: Avoid}, {ID: "b", Stance: Acceptable}, {ID: "c", Stance: Preferred}, {ID: "d", Stance: Acceptable}}}
	got := ""
	for _, o := range c.Weighed() {
		got += o.ID
	}
	if got != "cbda" || c.Options[0].ID != "a" {
		t.Errorf("they are read %s", got)
	}
}

// What becomes of diagnosis and plan, options and dates read the same in every
// program: the pages are held against the same table.
func TestJudgmentsAreSaid(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/said/judgments.json")
	if err != nil {
		t.Fatal(err)
	}
	var table struct {
		Outcomes []struct{ Diagnosis, Plan, Want string }
		Options  []struct {
			Option      Option
			Title, Want string
		}
		Earlier []struct{ Date, Want string }
	}
	if err := json.Unmarshal(b, &table); err != nil || len(table.Outcomes) < 7 || len(table.Options) < 3 || len(table.Earlier) < 5 {
		t.Fatalf("%+v, %v", table, err)
	}
	c := Content{TextForm: prose.Form, SaysOutcome: true}
	for _, x := range table.Outcomes {
		c.Diagnosis, c.Plan = x.Diagnosis, x.Plan
		if got := c.Outcome(); got != x.Want {
			t.Errorf("%s, %s: %q", x.Diagnosis, x.Plan, got)
		}
	}
	c = Content{TextForm: prose.Form, Diagnosis: Confirmed, Plan: Confirmed}
	if got := c.Outcome(); got != "" {
		t.Errorf("a letter of before now says %q", got)
	}
	for _, x := range table.Options {
		if title, text := c.Title(x.Option), c.Reasons(x.Option); title != x.Title || text != x.Want {
			t.Errorf("%q: %q", title, text)
		}
	}
	for _, x := range table.Earlier {
		if got := (Earlier{Date: x.Date}).Day(); got != x.Want {
			t.Errorf("%q reads %q", x.Date, got)
		}
	}
}
