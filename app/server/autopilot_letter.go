package main

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"oso/internal/casefile"
	"oso/internal/seal"
)

// letter is the opinion as the console gives it to its author.
type letter struct {
	Version    int64               `json:"version"`
	RowVersion int64               `json:"row_version"`
	Content    seal.Content        `json:"content"`
	Questions  []casefile.Question `json:"questions"`
}

// writeAndSign fills the draft that the service made from the case, saves it
// and signs it.
func writeAndSign(act string) func(context.Context, *player, *demoCase) (bool, error) {
	return func(ctx context.Context, p *player, c *demoCase) (bool, error) {
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
		if err := p.send(ctx, http.MethodPut, path, map[string]any{"version": l.Version, "row_version": l.RowVersion, "content": l.Content}, &saved); err != nil {
			return false, err
		}
		return true, p.sign(ctx, c, act, map[string]any{"version": saved.Version, "row_version": saved.RowVersion})
	}
}

// notice says in the letter itself what it is.
const notice = "This letter was composed by the program of a demonstration, to show how an opinion is written, signed, approved and read. No physician has looked at the case, and nothing in it may guide care."

// compose writes a letter that belongs to its case: it names what was sent and
// answers each question in its own words, and says openly what it is.
func compose(c *seal.Content, of *demoCase) {
	diagnosis, plan := "the condition described", ""
	if d := of.Doc; d != nil {
		if t := strings.TrimSpace(d.Diagnosis.Text); t != "" {
			diagnosis = clause(t)
		}
		plan = clause(d.Plan)
	}
	c.Assessment = notice + "\n\nThe questions concern " + diagnosis + ". " + sent(of) +
		" From the history and the reports as they were sent, the sequence of events is plain, and the reasons for asking are well founded."
	if plan != "" {
		c.Assessment += " The present plan, “" + plan + "”, was read with the questions in mind."
		c.Plan = "The present plan was noted. In this demonstration it is neither confirmed nor changed."
	}
	c.Diagnosis = "The diagnosis was taken as the clinic gave it. In this demonstration it was not examined again."
	for i := range c.Answers {
		a := &c.Answers[i]
		a.Text, a.Reason = reply(a.Question, diagnosis), ""
		for j := range a.Parts {
			a.Parts[j].Text, a.Parts[j].Reason = reply(a.Parts[j].Question, diagnosis), ""
		}
	}
	c.Recommendation = "Discuss these answers with the patient as what they are, an example. When the service is used in earnest, the specialist's recommendation stands here, with what should be done next and what would change it."
	if limit := "Composed by a demonstration's program; no physician has examined the records."; !slices.Contains(c.Limits, limit) {
		c.Limits = append(c.Limits, limit)
	}
}

// reply answers one question by its subject, without a claim about the patient.
func reply(question, diagnosis string) string {
	opening := "To the question “" + strings.TrimSpace(question) + "”: "
	asked := strings.FieldsFunc(strings.ToLower(question), func(r rune) bool { return !unicode.IsLetter(r) })
	// A short word must be there as it is, a longer one as the beginning of a word.
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool {
			return slices.ContainsFunc(asked, func(a string) bool { return a == w || len(w) > 3 && strings.HasPrefix(a, w) })
		})
	}
	switch {
	case has("treat", "therap", "drug", "dose", "chemo", "medic", "surg", "operat", "transplant", "radiation"):
		return opening + "in " + diagnosis + ", a specialist weighs what each way of treating can be expected to bring against its burden for this patient, starting from the findings that were sent. The answer would name the way preferred, the one kept in reserve, and the sign by which to change from one to the other. (Demonstration: no preference is given here.)"
	case has("prognos", "risk", "surviv", "expect", "outlook", "recur"):
		return opening + "the outlook in " + diagnosis + " depends on findings that a specialist would name one by one from the records, with how certain each is. The answer would give a range rather than one number. (Demonstration: no figure is given here.)"
	case has("image", "imaging", "scan", "mri", "ct", "radiolog", "biopsy", "patholog", "slide", "test", "marker"):
		return opening + "a specialist would say which of the findings sent carry the answer, whether they agree with each other, and which single further examination, if any, would change what is done. (Demonstration: the images and reports were not read.)"
	case has("diagnos", "cause", "why"):
		return opening + "a specialist would go through what speaks for " + diagnosis + " and what speaks against it in the records sent, and name the one or two other explanations worth ruling out. (Demonstration: the diagnosis was not examined.)"
	}
	return opening + "a specialist would answer this from the records sent, first in one sentence, then with the reasons for it. (Demonstration: this stands in the place of that answer.)"
}

// readingText is an over-read's report.
func readingText(kind string, of *demoCase) string {
	what := "Imaging"
	if kind == "pathology" {
		what = "Pathology"
	}
	return what + " review (demonstration).\n\n" + sent(of) + " The review was finished by the program of a demonstration; nothing was looked at by a physician, and no finding is reported."
}

// sent says what came with the case, by kind.
func sent(of *demoCase) string {
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
