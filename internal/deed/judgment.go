package deed

import (
	"slices"
	"strings"
	"time"
)

// Stance is what an author holds of an option.
type Stance string

const (
	Preferred  Stance = "preferred"
	Acceptable Stance = "acceptable"
	Avoid      Stance = "avoid"
)

// stances are in the order of the letter.
var stances = []Stance{Preferred, Acceptable, Avoid}

// Word is how a stance is said.
func (s Stance) Word() string {
	switch s {
	case Preferred:
		return "Preferred"
	case Acceptable:
		return "Acceptable"
	case Avoid:
		return "To avoid"
	}
	return ""
}

// Option is a way that was weighed, with the reason and what would change it.
type Option struct {
	ID     string `json:"id"`   // within the opinion; it stays with the row
	Name   string `json:"name"` // in a line
	Stance Stance `json:"stance"`
	Reason string `json:"reason"`
	Change string `json:"change"` // what would change it; may be empty
}

// Weighed are the options in the order in which they are read: preferred,
// acceptable, to avoid, and among these as their author put them.
func (c *Content) Weighed() []Option {
	out := slices.Clone(c.Options)
	slices.SortStableFunc(out, func(a, b Option) int { return slices.Index(stances, a.Stance) - slices.Index(stances, b.Stance) })
	return out
}

// Whole tells whether all is said of an option that has to be.
func (c *Content) Whole(o Option) bool {
	return c.Says(o.Name) && c.Says(o.Reason) && slices.Contains(stances, o.Stance)
}

// Title is what is held of an option, and its name, as words.
func (c *Content) Title(o Option) string {
	return o.Stance.Word() + ": " + strings.TrimSpace(c.Line(o.Name))
}

// Reasons are an option's reason and what would change it, as one text.
func (c *Content) Reasons(o Option) string {
	var out []string
	if c.Says(o.Reason) {
		out = append(out, o.Reason)
	}
	if c.Says(o.Change) {
		out = append(out, c.led("What would change this:", o.Change))
	}
	return strings.Join(out, "\n\n")
}

// Accord is how this opinion stands to an earlier one.
type Accord string

const (
	Agrees  Accord = "agrees"
	Differs Accord = "differs"
)

// Word is how an accord is said.
func (a Accord) Word() string {
	switch a {
	case Agrees:
		return "Agrees"
	case Differs:
		return "Differs"
	}
	return ""
}

// Earlier is an opinion that was given before, and how this one stands to it
// (R63). Its texts are of a line each: it is a row of a table.
type Earlier struct {
	ID     string `json:"id"`     // within the opinion; it stays with the row
	Source string `json:"source"` // which of the records it is, by marks; empty where it is told of alone
	Who    string `json:"who"`
	Date   string `json:"date"` // YYYY-MM-DD, YYYY-MM or YYYY; empty where it is not known
	Said   string `json:"said"`
	Stand  Accord `json:"stand"`
	Why    string `json:"why"`
}

// Reconciled tells whether all is said of an earlier opinion that has to be.
func (c *Content) Reconciled(e Earlier) bool {
	return c.Says(e.Who) && c.Says(e.Said) && c.Says(e.Why) && (e.Stand == Agrees || e.Stand == Differs) && e.Dated()
}

// Dated tells whether the date is one, or none.
func (e Earlier) Dated() bool {
	if e.Date == "" {
		return true
	}
	for _, form := range partialDates {
		if _, err := time.Parse(form.in, e.Date); err == nil {
			return true
		}
	}
	return false
}

// Day is the date as people read it.
func (e Earlier) Day() string {
	for _, form := range partialDates {
		if t, err := time.Parse(form.in, e.Date); err == nil {
			return t.Format(form.out)
		}
	}
	return e.Date
}

var partialDates = [...]struct{ in, out string }{{time.DateOnly, "2 Jan 2006"}, {"2006-01", "Jan 2006"}, {"2006", "2006"}}

// Outcomes of an opinion, as each case records them (R46, R47). NotJudged is the
// author's word that the opinion does not speak of it; it is counted as neither.
const (
	Confirmed    = "confirmed"
	Refined      = "refined"
	Changed      = "changed"
	Alternatives = "alternatives"
	NotJudged    = "not-judged"
)

// DiagnosisOutcome tells whether a word is one that Content.Diagnosis may be.
func DiagnosisOutcome(word string) bool {
	return slices.Contains([]string{Confirmed, Refined, Changed, NotJudged}, word)
}

// PlanOutcome tells whether a word is one that Content.Plan may be.
func PlanOutcome(word string) bool {
	return slices.Contains([]string{Confirmed, Changed, Alternatives, NotJudged}, word)
}

// Outcome is what the opinion says of diagnosis and plan, in a line; empty where it
// says neither, and of a letter that was signed before letters said it.
func (c *Content) Outcome() string {
	if !c.SaysOutcome {
		return ""
	}
	var out []string
	switch c.Diagnosis {
	case Confirmed, Refined, Changed:
		out = append(out, "The diagnosis is "+c.Diagnosis+".")
	}
	switch c.Plan {
	case Confirmed, Changed:
		out = append(out, "The plan is "+c.Plan+".")
	case Alternatives:
		out = append(out, "Alternatives to the plan are offered.")
	}
	return strings.Join(out, " ")
}

// Travels is the advice to be examined in person, for what and where (R62); empty
// where it is not given.
func (c *Content) Travels() string {
	if !c.Travel {
		return ""
	}
	const advice = "An examination in person is advised."
	if !c.Says(c.TravelFor) {
		return advice
	}
	return c.begun(advice, c.TravelFor)
}
