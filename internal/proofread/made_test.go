package proofread

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

var leftovers = []string{"[insert dose]", "XXX", "TODO check this", "he/she", "left/right", "{{patient}}", "<name>", "[date]", "___", "TBD", "Lorem ipsum dolor sit amet", "???"}

// What stands where nothing was answered. The fresh ones are of fresh seeds.
var (
	blanks = []string{"", "", "-", "…", "TBD", "See above.", "to be written", "?", "n/a", "[answer]", "question"}
	fresh  = []string{"", "—", "tba", "To follow.", "As above.", "Will be added.", "N.A.", "See below", "To be completed", "question", "(open)", "Answer:"}
)

// make makes the letter of a seed, with an error of a kind or none.
func (m *maker) make(kind Kind) (out made, ok bool) {
	one := -1
	switch kind {
	case Side, Sex, Age, Date, Measure:
		n := m.slots(kind)
		if n == 0 {
			return out, false
		}
		if one = m.rnd.IntN(n); m.slot >= 0 {
			one = m.slot
		}
	}
	quiet := 0
	plain := func(s string) string { s, _, _, _ = m.fill(s, "", &quiet, -1); return s }
	f := Facts{Name: cmp.Or(m.v.name, "Kowalczyk"), Sex: m.sex, Born: m.born, Today: m.today, Whole: true}
	for _, s := range m.v.sources {
		name, text, _ := strings.Cut(s, ": ")
		f.Sources = append(f.Sources, Source{Name: name, Text: plain(text), Question: -1})
	}
	for i, q := range m.v.asked {
		f.Sources = append(f.Sources, Source{Name: fmt.Sprintf("Question %d", i+1), Text: plain(q), Question: i})
	}
	for _, s := range m.v.studies {
		p := strings.SplitN(s, "|", 3)
		n, _ := strconv.Atoi(p[1][1:])
		f.Studies = append(f.Studies, Study{Name: plain(p[2]), Modality: p[0], Date: m.days[n], Seen: true})
	}
	out = made{facts: f, wrong: -1}
	count := 0
	add := func(part, text string, question int) {
		s, at, end, was := m.fill(text, kind, &count, one)
		if at >= 0 {
			out.wrong, out.at, out.end, out.was = len(out.letter.Passages), at, end, was
		}
		out.letter.Passages = append(out.letter.Passages, Passage{Part: part, Text: s, Question: question})
	}
	for _, p := range m.v.letter {
		part, text, _ := strings.Cut(p, ": ")
		add(part, text, -1)
	}
	gone := -1
	if kind == Unanswered {
		gone = m.rnd.IntN(len(m.v.answers))
	}
	for i, a := range m.v.answers {
		part := fmt.Sprintf("answers[%d]", i)
		question := plain(m.v.asked[i])
		if i == gone {
			of := blanks
			if m.seed >= freshSeeds {
				of = fresh
			}
			a = of[m.rnd.IntN(len(of))]
			if a == "question" {
				a = question
			}
			out.part = part
		}
		if a != "" {
			add(part, a, i)
		}
		n := len(out.letter.Passages)
		text := ""
		if a != "" {
			text = out.letter.Passages[n-1].Text
		}
		out.letter.Answers = append(out.letter.Answers, Answer{Part: part, Question: question, Text: text})
	}
	put := func(what string) {
		out.wrong = m.rnd.IntN(len(out.letter.Passages))
		p := &out.letter.Passages[out.wrong]
		out.at = strings.LastIndexByte(p.Text[:len(p.Text)*2/3+1], ' ') + 1
		out.end = out.at + len(what)
		p.Text = p.Text[:out.at] + what + " " + p.Text[out.at:]
	}
	switch kind {
	case Leftover:
		put(leftovers[m.rnd.IntN(len(leftovers))])
	case Character:
		put([]string{"\U0001F600", "\uE123", "\uFFFD"}[m.rnd.IntN(3)])
	case Unseen:
		if len(out.facts.Studies) == 0 {
			return out, false
		}
		out.facts.Studies[m.rnd.IntN(len(out.facts.Studies))].Seen = false
	}
	return out, true
}

// caught tells whether one of the findings is of the error that was put in.
func (x *made) caught(kind Kind, all []Finding) bool {
	for _, f := range all {
		switch {
		case f.Kind != kind:
		case kind == Unseen:
			return true
		case kind == Unanswered:
			if f.Part == x.part {
				return true
			}
		case f.Passage == x.wrong && f.Start < x.end && f.End > x.at:
			return true
		}
	}
	return false
}
