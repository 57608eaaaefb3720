package demo

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/prose"
	"oso/internal/server/opinion"
)

// letter is the opinion as the console gives it to its author.
type letter struct {
	Version    int64                `json:"version"`
	RowVersion int64                `json:"row_version"`
	Content    deed.Content         `json:"content"`
	Questions  []casefile.Question  `json:"questions"`
	Review     []opinion.Reviewable `json:"review"`
}

// marked says of everything sent that nobody has seen it, as the letter does.
func (l *letter) marked() []opinion.Mark {
	out := []opinion.Mark{}
	for _, r := range l.Review {
		out = append(out, opinion.Mark{Key: r.Key, Seen: opinion.SeenNot, Over: r.Over})
	}
	return out
}

// writeAndSign fills the draft that the service made from the case, saves it
// and signs it.
func writeAndSign(act string) func(context.Context, *player, *caseView) (bool, error) {
	return func(ctx context.Context, p *player, c *caseView) (bool, error) {
		for _, o := range c.Overreads {
			if o.State == "ordered" || o.State == "assigned" {
				return false, nil // the letter waits for the readings
			}
		}
		path := "/cases/" + c.ID + "/opinion"
		var l letter
		if err := p.get(ctx, path, &l); err != nil {
			return false, err
		}
		compose(&l.Content, c)
		var saved letter
		if err := p.send(ctx, http.MethodPut, path, map[string]any{"version": l.Version, "row_version": l.RowVersion, "content": l.Content, "marks": l.marked()}, &saved); err != nil {
			return false, err
		}
		return true, p.sign(ctx, c, act, map[string]any{"version": saved.Version, "row_version": saved.RowVersion})
	}
}

// notice says in the letter itself what it is.
const notice = "This letter was composed by the program of a demonstration, to show how an opinion is written, signed, approved and read. No physician has looked at the case, and nothing in it may guide care."

// compose writes a letter that belongs to its case: it names what was sent and
// answers each question by its own subject, and says openly what it is.
func compose(c *deed.Content, of *caseView) {
	w := writer{diagnosis: "the condition described", sent: sent(of)}
	if d := of.Doc; d != nil {
		if t := clause(d.Diagnosis.Text); t != "" {
			w.diagnosis = "“" + t + "”"
		}
		w.plan = clause(d.Plan)
	}
	c.Also = []string{"What the case itself says: its history, its questions and the list of what was sent"}
	c.Assessment = notice + "\n\nYour questions concern " + w.diagnosis + ". " + w.sent +
		" The history tells one story from beginning to end, and it is plain why a second opinion is asked for at this point: a choice has to be made, and it is not easily taken back."
	if w.plan != "" {
		c.Assessment += " The present plan (“" + w.plan + "”) is the measure against which the questions are answered below."
	}
	c.Diagnosis, c.Plan = deed.NotJudged, deed.NotJudged
	c.Assessment = prose.Escape(c.Assessment) // it holds words of the case
	for i := range c.Answers {
		a := &c.Answers[i]
		a.SetReply(answer(w.reply(a.Question, i)))
		for j := range a.Parts {
			a.Parts[j].SetReply(answer(w.part(a.Parts[j].Question, j)))
		}
	}
	c.Recommendation = "Read these answers with the patient for what they are, an example of the form. In a real opinion the specialist says here, in a few lines, what should be done next, by when, and which finding would change the advice."
	if limit := "Composed by a demonstration's program; no physician has examined the records."; !slices.Contains(c.Limits, limit) {
		c.Limits = append(c.Limits, limit)
	}
}

func answer(words string) deed.Reply {
	return deed.Reply{State: deed.Answered, Text: prose.Escape(words)}
}

// writer is what the answers of one letter share.
type writer struct{ diagnosis, plan, sent string }

// reply answers one question by its subject, without a claim about the patient.
func (w writer) reply(question string, n int) string {
	asked := strings.FieldsFunc(strings.ToLower(question), func(r rune) bool { return !unicode.IsLetter(r) })
	// A short word must be there as it is, a longer one as the beginning of a word.
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool {
			return slices.ContainsFunc(asked, func(a string) bool { return a == w || len(w) > 3 && strings.HasPrefix(a, w) })
		})
	}
	plan := ""
	if w.plan != "" {
		plan = " Until then the present plan is the one to compare with."
	}
	const end = " (Demonstration: the form of an answer, not an answer.)"
	switch {
	case has("compare", "versus", "better", "best", "prefer", "choose", "instead", "alternative"):
		return "Between ways of treating " + w.diagnosis + " the choice rests on three things: how far the disease reaches, what this patient can bear, and what she or he hopes for. A specialist sets the ways side by side under these heads, names the one preferred and the one kept in reserve, and says which finding would turn the order round." + plan + end
	case has("treat", "therap", "drug", "dose", "chemo", "medic", "surg", "operat", "transplant", "radiation"):
		return "For " + w.diagnosis + " a specialist weighs the gain that can be expected of the treatment against its burden, beginning with the findings that you sent, and says with what dose, for how long, and at which sign it should be stopped or changed." + plan + end
	case has("prognos", "risk", "surviv", "expect", "outlook", "recur", "chance", "cure"):
		return "The outlook in " + w.diagnosis + " hangs on a few findings, which a specialist names one by one from the records with how certain each is. The answer is a range, not one number, and says what would narrow it." + end
	case has("image", "imaging", "scan", "mri", "ct", "pet", "radiolog", "biopsy", "patholog", "slide", "test", "marker"):
		return "A specialist says here which of the examinations you sent carries the answer, whether they agree with one another, and which single further one, if any, would change what is done. " + w.sent + end
	case has("diagnos", "cause", "why"):
		return "A specialist goes through what speaks for " + w.diagnosis + " and what speaks against it, and names the one or two other explanations that are worth ruling out, with the shortest way to do so." + end
	}
	others := []string{
		"A specialist answers this from the records, first in one sentence, then with the reasons in the order of their weight.",
		"Here the specialist says what the records allow to be said with confidence, what only with caution, and what they do not answer at all.",
		"The answer names what should be done next about this, who should do it, and what result would settle the question.",
	}
	return others[n%len(others)] + end
}

// part answers one part of a question beside the others.
func (w writer) part(question string, n int) string {
	says := []string{
		"what speaks for it in " + w.diagnosis + ", and how sure that is",
		"what speaks against it for this patient, with the finding behind it",
		"when it would be the right choice after all",
	}
	return "On “" + clause(question) + "”: " + says[n%len(says)] + ", is what the specialist sets down at this place. (Demonstration.)"
}

// readingText is an over-read's report.
func readingText(kind string, of *caseView) string {
	what := "Imaging"
	if kind == "pathology" {
		what = "Pathology"
	}
	return what + " review (demonstration).\n\n" + sent(of) + " The review was finished by the program of a demonstration; nothing was looked at by a physician, and no finding is reported."
}

// sent says what came with the case, by kind.
func sent(of *caseView) string {
	modalities := map[string]int{}
	var names []string
	others := 0
	for _, r := range of.Records {
		if r.Modality == "" {
			others++
			continue
		}
		if modalities[r.Modality] == 0 {
			names = append(names, r.Modality)
		}
		modalities[r.Modality]++
	}
	slices.Sort(names)
	var parts []string
	for _, m := range names {
		parts = append(parts, fmt.Sprintf("%d %s images", modalities[m], m))
	}
	if others > 0 {
		parts = append(parts, fmt.Sprintf("%d other records", others))
	}
	if len(parts) == 0 {
		return "No records came with the case."
	}
	return "With the case came " + strings.Join(parts, ", ") + "."
}

// clause makes a text fit inside a sentence.
func clause(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 300 {
		s = string(r[:300]) + "…"
	}
	return strings.TrimRight(s, ". ")
}
