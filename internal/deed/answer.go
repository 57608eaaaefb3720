package deed

import (
	"strings"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/prose"
)

// AnswerState is how far a question is answered. What was signed before there
// were states has none: what is filled says it.
type AnswerState string

const (
	Answered     AnswerState = "answered" // Text is the answer
	CannotAnswer AnswerState = "cannot"   // Reason says why; Text, what can be said all the same
	NeedsMore    AnswerState = "needs"    // Reason says what, From of whom; Text, what holds until then
)

// Answer restates a question word for word and answers it, or says why not.
type Answer struct {
	Question string       `json:"question"`
	Text     string       `json:"text"`
	Reason   string       `json:"reason"` // why it is not answered, or what is needed to
	Parts    []PartAnswer `json:"parts"`
	State    AnswerState  `json:"state,omitempty"`
	From     string       `json:"from,omitempty"` // of whom it is needed, in a line
}

// PartAnswer answers part a, b, ... of a question.
type PartAnswer struct {
	Question string      `json:"question"`
	Text     string      `json:"text"`
	Reason   string      `json:"reason"`
	State    AnswerState `json:"state,omitempty"`
	From     string      `json:"from,omitempty"`
}

// Reply is what is said to a question or to a part of one.
type Reply struct {
	State              AnswerState
	Text, Reason, From string
}

// Reply is what is said to the question as a whole.
func (a *Answer) Reply() Reply { return Reply{a.State, a.Text, a.Reason, a.From} }

// Reply is what is said to the part.
func (p *PartAnswer) Reply() Reply { return Reply{p.State, p.Text, p.Reason, p.From} }

// SetReply says something else to the question as a whole.
func (a *Answer) SetReply(r Reply) {
	a.State, a.Text, a.Reason, a.From = r.State, r.Text, r.Reason, r.From
}

// SetReply says something else to the part.
func (p *PartAnswer) SetReply(r Reply) {
	p.State, p.Text, p.Reason, p.From = r.State, r.Text, r.Reason, r.From
}

// Replies visits what is said to each question and, behind it, to its parts.
func (c *Content) Replies(visit func(Reply) Reply) {
	for i := range c.Answers {
		a := &c.Answers[i]
		a.SetReply(visit(a.Reply()))
		for j := range a.Parts {
			a.Parts[j].SetReply(visit(a.Parts[j].Reply()))
		}
	}
}

// Empty tells whether nothing is said.
func (c *Content) Empty(r Reply) bool { return !c.Says(r.Text) && !c.Says(r.Reason) }

// Stands tells whether a reply is whole: an answer, the reason why there is none, or
// what is needed and of whom.
func (c *Content) Stands(r Reply) bool {
	switch r.State {
	case "":
		return !c.Empty(r)
	case Answered:
		return c.Says(r.Text)
	case CannotAnswer:
		return c.Says(r.Reason)
	case NeedsMore:
		return c.Says(r.Reason) && strings.TrimSpace(r.From) != ""
	}
	return false
}

// What a reply that is no answer begins with, and what stands before the rest of it.
const (
	saidNotAnswered = "Not answered."
	saidCannot      = "This cannot be answered."
	saidNeeds       = "More is needed to answer this."
	saidFrom        = "From:"
	saidAllTheSame  = "What can be said:"
	saidUntilThen   = "Until then:"
)

// Spoken is a reply as one text, in the words that every program has for it.
func (c *Content) Spoken(r Reply) string {
	var out []string
	put := func(lead, text string) {
		if c.Says(text) {
			out = append(out, c.led(lead, text))
		}
	}
	switch r.State {
	case CannotAnswer:
		put(saidCannot, r.Reason)
		put(saidAllTheSame, r.Text)
	case NeedsMore:
		put(saidNeeds, r.Reason)
		put(saidFrom, r.From)
		put(saidUntilThen, r.Text)
	case Answered:
		put("", r.Text)
	default:
		put("", r.Text)
		if c.Says(r.Reason) {
			out = append(out, c.begun(saidNotAnswered, r.Reason))
		}
	}
	return strings.Join(out, "\n\n")
}

// led is a text behind words that stand out.
func (c *Content) led(lead, text string) string {
	if lead == "" {
		return text
	}
	if c.Formed() {
		lead = "**" + lead + "**"
	}
	return c.begun(lead, text)
}

// begun is a text behind words that stand in its first line, where that is a
// paragraph's.
func (c *Content) begun(lead, text string) string {
	text = strings.TrimSpace(text)
	if c.Formed() {
		if t := prose.Parse(text); len(t) > 0 && t[0].Kind != prose.Paragraph {
			return lead + "\n\n" + text
		}
	}
	return lead + " " + text
}

// CheckAnswers tells whether every question, in the order asked, is answered
// or has a reason (R32, R50). The questions are those of the case document.
func (c *Content) CheckAnswers(questions []casefile.Question) error {
	miss := errs.E(errs.Incomplete, "check answers", "A question is neither answered nor given a reason. The draft is kept. Answer it, or say why not, and sign again.")
	if len(c.Answers) != len(questions) {
		return miss
	}
	for i, q := range questions {
		if a := &c.Answers[i]; a.Question != q.Text || len(a.Parts) != len(q.Parts) {
			return miss
		}
		for j, p := range q.Parts {
			if c.Answers[i].Parts[j].Question != p {
				return miss
			}
		}
		if len(c.Open(i)) > 0 {
			return miss
		}
	}
	return nil
}

// Open are the parts of answer i to which nothing whole is said, and the answer
// itself, as -1, where it is what has to be. What is said to a question as a whole
// stands for every part to which nothing is said.
func (c *Content) Open(i int) []int {
	a := &c.Answers[i]
	whole := c.Stands(a.Reply())
	if !whole && (len(a.Parts) == 0 || a.State != "" && !c.Empty(a.Reply())) {
		return []int{-1}
	}
	var out []int
	for j := range a.Parts {
		r := a.Parts[j].Reply()
		if !c.Stands(r) && (!whole || !c.Empty(r)) {
			out = append(out, j)
		}
	}
	return out
}
