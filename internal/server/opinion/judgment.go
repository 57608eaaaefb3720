package opinion

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
)

// settle gives each reply of a draft the state that its words say, where its author
// chose none: a draft that was begun before there were states, or a page from then.
// Words about diagnosis and plan that are no outcome are none.
func settle(c *deed.Content) {
	c.Replies(func(r deed.Reply) deed.Reply {
		switch {
		case r.State != "":
		case c.Says(r.Reason):
			r.State = deed.CannotAnswer
		case c.Says(r.Text):
			r.State = deed.Answered
		}
		return r
	})
	if !deed.DiagnosisOutcome(c.Diagnosis) {
		c.Diagnosis = ""
	}
	if !deed.PlanOutcome(c.Plan) {
		c.Plan = ""
	}
}

// finish takes out of a draft what its letter does not say: a reason that was typed
// before the question was answered after all stays with the draft.
func finish(c *deed.Content) {
	c.Answers = slices.Clone(c.Answers)
	for i := range c.Answers {
		c.Answers[i].Parts = slices.Clone(c.Answers[i].Parts)
	}
	c.Replies(func(r deed.Reply) deed.Reply {
		if r.State == deed.Answered {
			r.Reason = ""
		}
		if r.State != deed.NeedsMore {
			r.From = ""
		}
		return r
	})
	if !c.Travel {
		c.TravelFor = ""
	}
}

// mostRows bounds the options, and the earlier opinions, of a letter.
const mostRows = 40

var rowID = regexp.MustCompile(`^[0-9a-f]{8,32}$`)

// checkJudgment refuses what a page may not say of answers, options, earlier
// opinions and outcome. What is not said yet may be saved, and so
// may as much as stood before: a correction begins with all of what it replaces.
func checkJudgment(c, before *deed.Content) error {
	known := true
	c.Replies(func(r deed.Reply) deed.Reply {
		known = known && slices.Contains([]deed.AnswerState{"", deed.Answered, deed.CannotAnswer, deed.NeedsMore}, r.State)
		return r
	})
	ids := map[string]bool{}
	row := func(id string) {
		known = known && (id == "" || rowID.MatchString(id) && !ids[id])
		ids[id] = true
	}
	for _, o := range c.Options {
		row(o.ID)
		known = known && (o.Stance == "" || o.Stance.Word() != "")
	}
	for _, e := range c.Earlier {
		row(e.ID)
		known = known && (e.Stand == "" || e.Stand.Word() != "") && len(e.Date) <= len("2006-01-02")
	}
	if !known || c.Diagnosis != "" && !deed.DiagnosisOutcome(c.Diagnosis) || c.Plan != "" && !deed.PlanOutcome(c.Plan) {
		return errs.E(errs.Invalid, "save draft", "This draft holds a choice that the service does not know. Nothing was saved. Load the page again.")
	}
	if len(c.Options) > max(mostRows, len(before.Options)) || len(c.Earlier) > max(mostRows, len(before.Earlier)) {
		return errs.E(errs.TooLarge, "save draft", fmt.Sprintf("A letter may weigh %d options and name %d earlier opinions. Nothing was saved. Remove some.", mostRows, mostRows))
	}
	return nil
}

// tidyRows takes out rows in which nothing is typed or chosen, and names those
// that have no name.
func tidyRows(c *deed.Content) {
	c.Options = slices.DeleteFunc(c.Options, func(o deed.Option) bool { return blank(o.Name, o.Reason, o.Change, string(o.Stance)) })
	c.Earlier = slices.DeleteFunc(c.Earlier, func(e deed.Earlier) bool {
		return blank(e.Source, e.Who, e.Date, e.Said, e.Why, string(e.Stand))
	})
	for i := range c.Options {
		if c.Options[i].ID == "" {
			c.Options[i].ID = casefile.NewID()
		}
	}
	for i := range c.Earlier {
		if c.Earlier[i].ID == "" {
			c.Earlier[i].ID = casefile.NewID()
		}
	}
	if len(c.Options) == 0 {
		c.Options = nil
	}
	if len(c.Earlier) == 0 {
		c.Earlier = nil
	}
}

func blank(texts ...string) bool {
	return !slices.ContainsFunc(texts, func(s string) bool { return strings.TrimSpace(s) != "" })
}

// Codes of the checks of what was weighed and judged.
const (
	CheckEarlier = "earlier"
	CheckOptions = "options"
	CheckOutcome = "outcome"
)

// answersCheck says how far the questions are answered.
func (w *Working) answersCheck(c *deed.Content) Check {
	if open := unanswered(c); len(open) > 0 || !w.answered(c) {
		return Check{Code: CheckAnswers, Detail: "Not answered: " + strings.Join(open, ", ")}
	}
	n := map[deed.AnswerState]int{}
	c.Replies(func(r deed.Reply) deed.Reply {
		n[r.State]++
		return r
	})
	detail := "No question was asked"
	switch asked := len(w.Asked(c)); {
	case n[deed.CannotAnswer]+n[deed.NeedsMore] > 0:
		said := []string{}
		for _, s := range []struct {
			n    int
			word string
		}{{n[deed.Answered], "answered"}, {n[deed.CannotAnswer], "cannot be answered"}, {n[deed.NeedsMore], "waiting for more"}} {
			if s.n > 0 {
				said = append(said, fmt.Sprintf("%d %s", s.n, s.word))
			}
		}
		detail = "Every question has its state: " + strings.Join(said, ", ")
	case asked == 1:
		detail = "The question is answered"
	case asked == 2:
		detail = "Both questions answered"
	case asked > 2:
		detail = fmt.Sprintf("All %d questions answered", asked)
	}
	return Check{Code: CheckAnswers, OK: true, Detail: detail}
}

// unanswered names the open questions by number and letter: 1, 3b.
func unanswered(c *deed.Content) []string {
	out := []string{}
	for i := range c.Answers {
		for _, j := range c.Open(i) {
			if j < 0 {
				out = append(out, fmt.Sprint(i+1))
			} else {
				out = append(out, fmt.Sprintf("%d%c", i+1, 'a'+j))
			}
		}
	}
	return out
}

// checkWeighed looks over options and earlier opinions; nothing is said where there
// are none.
func checkWeighed(c *deed.Content) []Check {
	var out []Check
	rows := func(code string, n int, whole func(int) bool, good, bad string) {
		var open []string
		for i := range n {
			if !whole(i) {
				open = append(open, fmt.Sprint(i+1))
			}
		}
		switch {
		case len(open) > 0:
			out = append(out, Check{Code: code, Detail: bad + strings.Join(open, ", ")})
		case n > 0:
			out = append(out, Check{Code: code, OK: true, Detail: good})
		}
	}
	rows(CheckEarlier, len(c.Earlier), func(i int) bool { return c.Reconciled(c.Earlier[i]) }, count(len(c.Earlier), "earlier opinion", "earlier opinions")+" reconciled",
		"Say whose it is, what it said, whether you agree and why: earlier opinion ")
	rows(CheckOptions, len(c.Options), func(i int) bool { return c.Whole(c.Options[i]) }, count(len(c.Options), "option", "options")+" weighed",
		"Name it, and say what you hold of it and why: option ")
	return out
}

// judges tells whether an opinion has to say what becomes of diagnosis and plan
// (R47): a consultant's, and what corrects one.
func (w *Working) judges(c *deed.Content) bool {
	return c.Kind != deed.KindAddendum && kindOf(w.Doc.Service.Kind) == deed.KindOpinion
}

// checkOutcome says what the opinion makes of diagnosis and plan. It measures the
// service, not its author.
func (w *Working) checkOutcome(c *deed.Content) []Check {
	if !w.judges(c) && c.Diagnosis == "" && c.Plan == "" {
		return nil
	}
	if w.judges(c) && (c.Diagnosis == "" || c.Plan == "") {
		return []Check{{Code: CheckOutcome, Detail: "Choose what becomes of diagnosis and plan"}}
	}
	var said []string
	for _, x := range []struct{ what, word string }{{"Diagnosis", c.Diagnosis}, {"plan", c.Plan}} {
		switch x.word {
		case "":
		case deed.NotJudged:
			said = append(said, x.what+" not judged")
		case deed.Alternatives:
			said = append(said, "alternatives to the "+x.what+" offered")
		default:
			said = append(said, x.what+" "+x.word)
		}
	}
	line := strings.Join(said, ", ")
	return []Check{{Code: CheckOutcome, OK: true, Detail: strings.ToUpper(line[:1]) + line[1:]}}
}
