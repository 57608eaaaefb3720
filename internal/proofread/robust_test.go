package proofread

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// Whatever is written, each finding stands where it says, a second reading finds the
// same, and nothing panics.
func TestAnyTextIsRead(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"", " ", "\n\n", "left", "right.", "L", "the left", "on the left", "left-", "left/right", "R. ", "12", "12 mm", "12-", "-12 mm", "at", "at 5", "age", "31 Feb 2026", "Feb", "1/1/2026", "2026-13-40", "12.13.14.",
		"\xff\xfe left \xff knee", "\uFFFD", "\U0001F600", "[", "[x]", "[[", "{{", "Mr", "Mr.", "Mrs K.", "he/she", "In in", "was was left left", "١٢ mm", "膝 left 膝", "he\u0301 left knee’s", "May", "may 2026", "OCT of 2026",
		strings.Repeat("left knee ", 500), strings.Repeat("12 mm ", 500), strings.Repeat("she 3 May 2026 ", 400), strings.Repeat("a", 20_000), strings.Repeat(".", 5_000), strings.Repeat("62-year-old ", 400),
	} {
		f := Facts{
			Name: "O’Neil-Sø", Sex: "male", Born: time.Date(1960, 2, 29, 0, 0, 0, 0, time.UTC), Today: time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC), Whole: true,
			Sources: []Source{{Name: "A", Text: s, Question: 0}, {Name: "B", Text: "Right knee, 12 cm, 3 June 2026, at age 40.", Question: -1}}, Studies: []Study{{Name: s, Modality: "MR"}},
		}
		l := Letter{Passages: []Passage{{Part: "a", Text: s, Question: 0}, {Part: "b", Text: "The left knee. " + s, Question: -1}}, Answers: []Answer{{Part: "a", Question: s, Text: s}}}
		found := check(l, f)
		if again := check(l, f); !reflect.DeepEqual(found, again) {
			t.Errorf("%.20q is read otherwise the second time", s)
		}
		for _, x := range found {
			if x.Passage >= 0 && (x.Start >= x.End || l.Passages[x.Passage].Text[x.Start:x.End] != x.Words || l.Passages[x.Passage].Part != x.Part) {
				t.Errorf("%.20q: “%.40s” does not stand where it is said to", s, x.Words)
			}
		}
	}
}

// A side that is told of is shown with the words that speak for the other one, of a
// source or else of the letter, and what is sure is said otherwise than what is likely.
func TestASideStandsAgainstWords(t *testing.T) {
	t.Parallel()
	asked, told, own := 0, 0, 0
	for n, v := range slices.Concat(lettersIn(t, "clinic-[a-f].txt"), lettersIn(t, "plain.txt")) {
		v.asked, v.answers = v.asked[:1], v.answers[:1]
		if n%3 == 0 { // nobody has said anything of a side but the letter
			v.sources, v.studies, v.asked = nil, nil, []string{"What should be done?"}
		}
		x, ok := newMaker(v, uint64(n)).make(Side)
		if !ok {
			continue
		}
		for _, f := range check(x.letter, x.facts) {
			if f.Kind != Side {
				continue
			}
			if f.Against == "" || f.Source == "" || !strings.Contains(f.Says, "left") || !strings.Contains(f.Says, "right") {
				t.Errorf("“%s” stands against nothing: %+v", f.Words, f)
			}
			if strings.HasPrefix(f.Says, "Look at this side again.") {
				asked++
			} else {
				told++
			}
			if f.Source == "The letter" {
				own++
			}
		}
	}
	if asked == 0 || told == 0 || own == 0 {
		t.Errorf("%d are likely, %d sure, %d stand against the letter itself", asked, told, own)
	}
}

// A word has one meaning, whichever list is read first.
func TestAWordIsOfOneRegion(t *testing.T) {
	t.Parallel()
	n := 0
	for _, r := range sided {
		n += len(strings.Fields(r.words))
	}
	if n != len(regions) {
		t.Errorf("%d words, of which %d are other ones", n, len(regions))
	}
}

// TestWorkGrowsWithTheText: what repeats without a full stop, or is a thick case, costs
// in proportion to its length, and never more than the bound; what was not read is said.
func TestWorkGrowsWithTheText(t *testing.T) {
	t.Parallel()
	born, today := time.Date(1960, 2, 29, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)
	cost := func(piece string, n int) int {
		text := strings.Repeat(piece, n)
		f := Facts{Name: "Sø", Sex: "male", Born: born, Today: today, Sources: []Source{{Name: "A", Text: text, Question: -1, Record: "r"}, {Name: "Question 1", Text: text, Question: 0}}}
		l := Letter{Passages: []Passage{{Part: "a", Text: text, Question: 0}}, Answers: []Answer{{Part: "a", Question: text, Text: text}}}
		r, err := newReader(context.Background(), l, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, rule := range []func(){r.sides, r.sexes, r.names, r.ages, r.dates, r.measures, r.answers, r.leftovers, r.characters} {
			rule()
		}
		return r.work.done
	}
	for _, piece := range []string{
		"left lung 12 mm nodule ", "12/10/2026 ", "54-year-old woman ", "she ", "on the right ", "in 2019 ", "at 54 and ", "MRI of 3 May 2024 ", "The left knee hurts. ", "October 2026 scan ", "a(", "5 mg ",
	} {
		small, large := cost(piece, 1000), cost(piece, 4000)
		if large > 5*small || large > 2*mostWork {
			t.Errorf("%q costs %d a thousand times, %d four thousand times", piece, small, large)
		}
	}
	text := strings.Repeat("The left lung is clear. ", mostSources/5)
	r, err := Check(context.Background(), Letter{Passages: []Passage{{Text: text, Question: -1}}}, Facts{Sources: []Source{{Name: "A", Text: text, Record: "r", Question: -1}}})
	if err != nil || !r.Cut || len(r.Unread) != 1 {
		t.Errorf("beyond any measure: cut %t, unread %v, %v", r.Cut, r.Unread, err)
	}
	ended, end := context.WithCancel(context.Background())
	end()
	if _, err := Check(ended, Letter{}, Facts{Sources: []Source{{Text: "x"}}}); err == nil {
		t.Error("it goes on when nobody waits")
	}
}
