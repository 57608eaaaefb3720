// Package proofread reads a letter as a good editor does before it is signed: it
// holds the letter's sides, sex, ages, dates and measures against the records, the
// history and the questions, and finds what was left unanswered, what is cited and
// was not seen, what is left of a template, and what cannot be set.
//
// It promises that the same letter and case give the same findings in the same
// order; that it takes time in proportion to the letter and the sources; that each
// finding says where it stands, in which words, and what stands against it where;
// and that it holds no count, score or opinion of who wrote. It is pure: no
// files, no clock.
//
// It reads the English of medical letters, in both spellings. It does not
// understand a sentence: that a negation was lost, that a conclusion is wrong, or
// that a true sentence stands at the wrong place, it cannot find; and where the
// sources say nothing it is silent. What it finds is for the author to judge, it
// keeps nobody from signing. How often it finds what, on letters it was not made
// by, is in the test of this package: of wrong sides a third to a half.
package proofread

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// Kind is what a finding is about. Worst first: so they are sorted.
type Kind string

const (
	Side       Kind = "side"
	Name       Kind = "name" // somebody else's
	Sex        Kind = "sex"
	Unanswered Kind = "unanswered"
	Measure    Kind = "measure"
	Age        Kind = "age"
	Date       Kind = "date"
	Unseen     Kind = "unseen" // spoken of as seen, and marked as not seen
	Leftover   Kind = "leftover"
	Character  Kind = "character"
)

// Kinds are all of them, worst first.
var Kinds = [...]Kind{Side, Name, Sex, Unanswered, Measure, Age, Date, Unseen, Leftover, Character}

// Letter is what is read, in its order.
type Letter struct {
	Passages []Passage
	Answers  []Answer
}

// Passage is a paragraph, a heading, an item of a list or a cell of a table, as
// its words alone. Part names the part of the letter for who shows it.
type Passage struct {
	Part     string
	Text     string
	Question int // of those in Answers that it answers; -1: none
}

// Answer is a question, or a part of one, with what was answered; text is all of
// it, or the reason why there is none.
type Answer struct {
	Part     string
	Question string
	Text     string
}

// Facts are what the letter is held against.
type Facts struct {
	Name  string   // the patient's family name; "" where it is not known
	Also  []string // names of others who may be named: physicians, authors
	Sex   string   // "female", "male"; all else: not checked
	Born  time.Time
	Today time.Time // the letter's date; of both the day alone counts

	Sources []Source
	Studies []Study
	Unseen  []Citation // what the letter cites and its author has marked as not seen
	// Whole tells that Sources and Studies hold all that was sent: a study of a
	// date that is not among them is then none that was sent.
	Whole bool
}

// Source is a text of the case: the history, a question, a report.
type Source struct {
	Name     string // as a physician calls it: "Question 2", "MRI report"
	Record   string // which record it is, for who shows it
	Text     string
	Question int // which of the letter's questions it is; -1: none
}

// Study is something that was sent and can be dated.
type Study struct {
	Name     string
	Record   string
	Modality string // as DICOM has it
	Date     time.Time
	Seen     bool // its author has not marked it as not seen
}

// Citation is a place in the records as the letter names it, in brackets.
type Citation struct{ Label, Name, Record string }

// Finding is something to look at before the letter is signed.
type Finding struct {
	Kind    Kind
	Part    string
	Passage int // -1: the part as a whole, which says nothing
	// From Start to End, in bytes of the passage's text, stand Words.
	Start, End int
	Words      string
	// Against is what stands against it, in Source's own words; both are empty
	// where it is wrong by itself.
	Against string
	Source  string
	Record  string
	Says    string // to a physician
}

// Sided is a side that the letter speaks of, from Start to End of the passage: "left
// kidney", of the kidney. Of is "" where it is of nothing: "on the left".
type Sided struct {
	Side       string // left, right
	Of         string // in small letters
	Part       string
	Passage    int
	Start, End int
	Words      string
}

// Result is what a reading found, and how far it went: a letter and sources beyond
// any measure are read in part.
type Result struct {
	Findings []Finding // worst first, those of a kind in the order of the letter
	Sides    []Sided   // every side that the letter speaks of, in its order
	Unread   []string  // the sources of which not all was read, by their Record
	Cut      bool      // not all of the letter was read
}

// Bounds of one reading: of tokens, and of work in tokens looked at. A letter of 40
// pages has some 25,000, a thick case's reports ten times as many.
const (
	mostLetter  = 60_000
	mostSources = 400_000
	mostWork    = 25_000_000
	mostFound   = 100 // of a kind
)

// Check reads the letter. It ends with the error of ctx.
func Check(ctx context.Context, l Letter, f Facts) (Result, error) {
	r, err := newReader(ctx, l, f)
	if err != nil {
		return Result{}, err
	}
	for _, rule := range []func(){r.sides, r.sexes, r.names, r.ages, r.dates, r.measures, r.answers, r.leftovers, r.characters} {
		if err := ctx.Err(); err != nil {
			return Result{}, err
		}
		rule()
	}
	slices.SortStableFunc(r.found, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(slices.Index(Kinds[:], a.Kind), slices.Index(Kinds[:], b.Kind)),
			cmp.Compare(a.Passage, b.Passage), cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End),
		)
	})
	return Result{Findings: once(r.found), Sides: r.allSides(), Unread: r.unread, Cut: r.cut || r.work.over()}, nil
}

// once takes out findings of a kind that lie in one another.
func once(all []Finding) []Finding {
	out := []Finding{}
	for _, f := range all {
		if n := len(out); n > 0 && f.Passage >= 0 && out[n-1].Kind == f.Kind && out[n-1].Passage == f.Passage && f.Start < out[n-1].End {
			continue
		}
		out = append(out, f)
	}
	return out
}

// reader is one reading of a letter.
type reader struct {
	letter Letter
	facts  Facts
	work   *work

	passages []text // of the letter
	sources  []text
	index    index // of the sources' sentences
	sided    [][]mention
	found    []Finding
	many     map[Kind]int
	unread   []string
	cut      bool
	kinOf    map[string]bool // see kin
	// toPatient tells that the letter says "you" to the patient, so that he or she is somebody else.
	toPatient bool
}

func newReader(ctx context.Context, l Letter, f Facts) (*reader, error) {
	r := &reader{letter: l, facts: f, work: &work{most: mostWork}, many: map[Kind]int{}}
	left := mostLetter
	for _, p := range l.Passages {
		t := scan(p.Text, left, r.work)
		left -= len(t.all)
		r.cut = r.cut || t.cut
		r.passages = append(r.passages, t)
	}
	r.facts.Sources = slices.Clone(f.Sources)
	for _, s := range f.Studies { // what a study is called says a side, a region and a date
		words := s.Name
		if !s.Date.IsZero() {
			words += ", " + s.Date.Format("2 January 2006")
		}
		r.facts.Sources = append(r.facts.Sources, Source{Name: s.Name, Record: s.Record, Text: words, Question: -1})
	}
	left = mostSources
	for _, s := range r.facts.Sources {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		t := scan(s.Text, left, r.work)
		left -= len(t.all)
		if t.cut && !slices.Contains(r.unread, s.Record) {
			r.unread = append(r.unread, s.Record)
		}
		r.sources = append(r.sources, t)
	}
	r.index = newIndex(r.sources)
	return r, nil
}

// put adds a finding about the tokens from..to (exclusive) of a passage.
func (r *reader) put(kind Kind, passage, from, to int, says string, against *quote) {
	t := &r.passages[passage]
	r.putAt(kind, passage, t.all[from].at, t.all[to-1].end, says, against)
}

func (r *reader) putAt(kind Kind, passage, start, end int, says string, against *quote) {
	if r.many[kind]++; r.many[kind] > mostFound {
		return
	}
	p := &r.letter.Passages[passage]
	f := Finding{Kind: kind, Part: p.Part, Passage: passage, Start: start, End: end, Words: p.Text[start:end], Says: says}
	if against != nil {
		s := &r.facts.Sources[against.source]
		f.Against, f.Source, f.Record = r.sources[against.source].around(against.at, against.end), s.Name, s.Record
	}
	r.found = append(r.found, f)
}

// quote is a place in a source: tokens.
type quote struct{ source, at, end int }
