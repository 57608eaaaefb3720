package proofread

import (
	"fmt"
	"slices"
	"strings"
)

// empties are what stands where an answer is still to be written.
var empties = []string{
	"tbd", "tba", "tbc", "todo", "to do", "to be written", "to be done", "to be completed", "to be answered", "to follow", "answer", "answer here", "see above", "see below", "above", "below",
	"n a", "na", "none", "xxx", "xx", "x", "pending", "later", "as above", "see text", "see assessment", "write here", "text", "lorem ipsum", "insert answer", "your answer", "done", "yes no", "as discussed",
}

// answers finds questions that nothing was said to: no words, words that only hold
// a place, the question again, or one of several lettered parts left out.
func (r *reader) answers() {
	for _, a := range r.letter.Answers {
		asked, said := wordsIn(a.Question), wordsIn(a.Text)
		whole := strings.Join(said, " ")
		switch {
		case len(said) == 0:
			r.open(a, "This question has no answer yet.")
		case slices.Contains(empties, whole), holdsPlace(said):
			r.open(a, "These words hold a place; they do not answer the question.")
		case len(said) > 1 && whole == strings.Join(asked, " "):
			r.open(a, "This is the question again, not an answer.")
		default:
			if missing := unlettered(a.Question, a.Text); missing != "" {
				r.open(a, fmt.Sprintf("The question has a part %s, and the answer has none.", missing))
			}
		}
	}
}

// holdsPlace tells whether a few words only announce an answer: "will be added",
// "answer to be confirmed", "see my letter".
func holdsPlace(said []string) bool {
	if len(said) == 0 || len(said) > 5 {
		return false
	}
	at := 0
	for at < len(said) && announcing[said[at]] {
		at++
	}
	return at > 0 && (at == len(said) || at == len(said)-1 && announced[said[at]])
}

var (
	announcing = set("to be will is not yet still i shall see as in the my answer follows follow open unanswered pending come comes soon later under and this has been")
	announced  = set("added written completed answered done filled supplied provided discussed determined confirmed sent dictated finished continued decided follow follows come open pending above below letter text assessment recommendation report progress later work")
)

func (r *reader) open(a Answer, says string) {
	r.found = append(r.found, Finding{Kind: Unanswered, Part: a.Part, Passage: -1, Says: says})
}

// mostAnswer is how much of a question, and of an answer, is looked at.
const mostAnswer = 20_000

func wordsIn(s string) []string {
	t := scan(s, mostAnswer, &work{})
	var out []string
	for i := range t.all {
		if t.all[i].kind != mark {
			out = append(out, t.all[i].s)
		}
	}
	return out
}

// unlettered is the first letter or number by which a question parts itself, (a)
// (b) or 1) 2), that an answer leaves out; "" where the answer is not parted at all.
func unlettered(question, answer string) string {
	asked, said := letters2(question), letters2(answer)
	if len(asked) < 2 || len(said) == 0 {
		return ""
	}
	for _, l := range asked {
		if !slices.Contains(said, l) {
			return "(" + l + ")"
		}
	}
	return ""
}

// letters2 are the labels by which a text parts itself, in a row from the first.
func letters2(s string) []string {
	t := scan(s, mostAnswer, &work{})
	var out []string
	for i := range t.all {
		k := &t.all[i]
		if k.end-k.at != 1 || k.kind == mark || !t.is(i+1, ")", ".", ":") || !t.all[i+1].glued {
			continue
		}
		opened := t.is(i-1, "(") && k.glued
		if !opened && !(i == 0 || k.line || t.is(i-1, ".", "?", ";", ":", ",", "and") && !k.glued) || t.is(i+1, ".") && !k.line && i > 0 {
			continue
		}
		next := string(rune('a' + len(out)))
		if k.kind == number {
			next = string(rune('1' + len(out)))
		}
		if k.s == next && len(out) < 9 || slices.Contains([]string{"a", "b", "c", "d", "e", "1", "2", "3", "4", "5"}, k.s) && opened {
			out = append(out, k.s)
		}
	}
	return out
}
