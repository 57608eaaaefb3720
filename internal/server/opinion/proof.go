package opinion

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf16"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/proofread"
	"oso/internal/prose"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// Proof is what a version's texts are found to say otherwise than the case. It
// keeps nobody from signing, and counts nothing.
type Proof struct {
	Findings []ProofFinding `json:"findings"` // worst first
	Sides    []ProofSide    `json:"sides"`    // every one that is spoken of, in the order of the letter
	// Unread is how many of the records have a text that is not read here, a scan
	// for one: what only they say is not held against the letter.
	Unread int `json:"unread"`
	// Cut tells that the letter, or what it is held against, is longer than is read.
	Cut bool `json:"cut"`
}

// ProofFinding is one of them. Place is the way to the text in the content
// ("answers.0.text"), Block the paragraph, item or cell in which it stands, as the
// editor has it; from Start to End of it, in UTF-16, stand Words. Without Words it
// is the part as a whole.
type ProofFinding struct {
	Key     string            `json:"key"` // is another when the words are
	Kind    proofread.Kind    `json:"kind" ts:"'side' | 'name' | 'sex' | 'unanswered' | 'measure' | 'age' | 'date' | 'unseen' | 'leftover' | 'character'"`
	Place   string            `json:"place"`
	Block   string            `json:"block"`
	Start   int               `json:"start"`
	End     int               `json:"end"`
	Words   string            `json:"words"`
	Says    string            `json:"says"`
	Against string            `json:"against"` // what stands against it, quoted
	Source  string            `json:"source"`
	Record  casefile.RecordID `json:"record"`
	Settled bool              `json:"settled"` // this person has said that it is as meant
}

// ProofSide is a side that the text speaks of, placed as a ProofFinding. Of is what it
// is of, "kidney", and "" for "on the left".
type ProofSide struct {
	Side  string `json:"side" ts:"'left' | 'right'"`
	Of    string `json:"of"`
	Place string `json:"place"`
	Block string `json:"block"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	Words string `json:"words"`
}

// Proof reads a version as it stands, beside its checks: what they say already it
// does not say again. who has settled some of what is found.
func (w *Working) Proof(ctx context.Context, q *db.Queries, d *Draft, who principal.Person, now time.Time) (*Proof, error) {
	const op = "check opinion"
	items, err := w.Items(ctx, q)
	if err != nil {
		return nil, errs.Op(err, op)
	}
	readings, err := w.Readings()
	if err != nil {
		return nil, errs.Op(err, op)
	}
	settled, err := w.settled(ctx, q, who)
	if err != nil {
		return nil, errs.Op(err, op)
	}
	c := d.Content
	if !d.Signed {
		finish(&c) // what its letter does not say is not read
	}
	texts := w.textsOf(&c, readings)
	f, unread := w.factsOf(ctx, q, d, items, readings, now.In(w.zone))
	return found(ctx, texts, f, unread, settled)
}

// ProofText reads the one text that somebody else than the letter's author writes, a
// report of a review or a part of the opinion: Place of each finding is empty. What
// is found quotes what it is held against, so that reviews count where who asks may
// read them, and nowhere else.
func (w *Working) ProofText(ctx context.Context, q *db.Queries, text string, reviews bool, who principal.Person, now time.Time) (*Proof, error) {
	const op = "check report"
	items, err := w.Items(ctx, q)
	if err != nil {
		return nil, errs.Op(err, op)
	}
	var readings []Reading
	if reviews {
		if readings, err = w.Readings(); err != nil {
			return nil, errs.Op(err, op)
		}
	}
	settled, err := w.settled(ctx, q, who)
	if err != nil {
		return nil, errs.Op(err, op)
	}
	c := deed.Content{TextForm: prose.Form, Answers: restate(w.Questions(), nil), Signers: []deed.SignerLine{{Name: who.Name}}}
	var texts proofread.Letter
	for _, block := range blocksOf(&c, text) {
		texts.Passages = append(texts.Passages, proofread.Passage{Text: block, Question: -1})
	}
	f, unread := w.factsOf(ctx, q, &Draft{Content: c}, items, readings, now.In(w.zone))
	return found(ctx, texts, f, unread, settled)
}

// found is what a check finds, as pages have it.
func found(ctx context.Context, texts proofread.Letter, f proofread.Facts, unread int, settled []string) (*Proof, error) {
	read, err := proofread.Check(ctx, texts, f)
	if err != nil {
		return nil, errs.Wrap(err, errs.Internal, "check opinion", "")
	}
	out := &Proof{Findings: []ProofFinding{}, Sides: []ProofSide{}, Unread: unread + len(read.Unread), Cut: read.Cut}
	for _, x := range read.Findings {
		if x.Kind == proofread.Unanswered && answerAt(texts, x.Part) == "" {
			continue // nothing at all is said: the checks say so, and keep from signing
		}
		p := ProofFinding{
			Kind: x.Kind, Place: x.Part, Words: x.Words, Says: x.Says, Against: x.Against, Source: x.Source, Record: casefile.RecordID(x.Record),
		}
		if x.Passage >= 0 {
			block := texts.Passages[x.Passage].Text
			p.Block, p.Start, p.End = block, units(block[:x.Start]), units(block[:x.End])
			p.Key = seal.SHA256([]byte(strings.Join([]string{string(x.Kind), block, fmt.Sprint(x.Start), x.Words, x.Against}, "\x00")))[:32]
		} else {
			p.Key = seal.SHA256([]byte(strings.Join([]string{string(x.Kind), x.Part, answerAt(texts, x.Part)}, "\x00")))[:32]
		}
		p.Settled = slices.Contains(settled, p.Key)
		out.Findings = append(out.Findings, p)
	}
	for _, x := range read.Sides {
		block := texts.Passages[x.Passage].Text
		out.Sides = append(out.Sides, ProofSide{x.Side, x.Of, x.Part, block, units(block[:x.Start]), units(block[:x.End]), x.Words})
	}
	return out, nil
}

// units is how long a text is as pages count.
func units(s string) int { return len(utf16.Encode([]rune(s))) }

func answerAt(l proofread.Letter, part string) string {
	for _, a := range l.Answers {
		if a.Part == part {
			return a.Text
		}
	}
	return ""
}

// textsOf are the author's texts block by block. What others signed, reports of
// over-reads, is theirs.
func (w *Working) textsOf(c *deed.Content, readings []Reading) proofread.Letter {
	var l proofread.Letter
	questions := map[string]int{} // by the place of the answer
	for i := range c.Answers {
		a := &c.Answers[i]
		at := fmt.Sprintf("answers.%d", i)
		whole := said(c, a.Text, a.Reason)
		if len(a.Parts) == 0 {
			questions[at] = len(l.Answers)
			l.Answers = append(l.Answers, proofread.Answer{Part: at, Question: a.Question, Text: whole})
			continue
		}
		for j := range a.Parts {
			p := &a.Parts[j]
			part := fmt.Sprintf("%s.parts.%d", at, j)
			text := said(c, p.Text, p.Reason)
			if text == "" && whole != "" { // answered as a whole
				text = whole
			}
			questions[part] = len(l.Answers)
			l.Answers = append(l.Answers, proofread.Answer{Part: part, Question: a.Question + "\n" + p.Question, Text: text})
		}
	}
	theirs := map[string]bool{}
	for _, r := range readings {
		now := *c
		s := r.section(&now, w.zone).Text
		theirs[s], theirs[prose.Escape(s)] = true, true
	}
	for _, p := range c.Parts() {
		theirs[p.Text] = true
	}
	places := c.Places()
	put := func(place, text string) {
		question := -1
		if i := strings.LastIndexByte(place, '.'); i > 0 {
			if n, ok := questions[place[:i]]; ok {
				question = n
			}
		}
		for _, block := range blocksOf(c, text) {
			l.Passages = append(l.Passages, proofread.Passage{Part: place, Text: block, Question: question})
		}
	}
	c.Texts(func(_ string, text *string) {
		if !theirs[*text] {
			put(places[text], *text)
		}
	})
	return l
}

func said(c *deed.Content, text, reason string) string {
	if c.Says(text) {
		return c.Words(text)
	}
	if c.Says(reason) {
		return c.Words(reason)
	}
	return ""
}

// blocksOf are a text's paragraphs, headings, items and cells, as words.
func blocksOf(c *deed.Content, text string) []string {
	if !c.Formed() {
		return strings.Split(text, "\n\n")
	}
	return prose.Parse(text).Blocks()
}

// noteSettled is a person's own note of which findings are as meant.
const noteSettled = "settled"

// mostSettled bounds it; the oldest go first.
const mostSettled = 2000

func (w *Working) settled(ctx context.Context, q *db.Queries, who principal.Person) ([]string, error) {
	rows, err := w.ownNotes(ctx, q, who)
	if err != nil {
		return nil, err
	}
	return w.settledIn(rows)
}

func (w *Working) settledIn(rows []db.OwnNote) ([]string, error) {
	var all []string
	for _, row := range rows {
		if row.Name != noteSettled {
			continue
		}
		var have []string
		if err := w.OpenOwnNote(row, &have); err != nil {
			return nil, err
		}
		all = append(all, have...)
	}
	return all, nil
}

// Settle notes for a person that a finding is as meant, or takes that back. It
// holds until the words are others.
func (w *Working) Settle(ctx context.Context, q *db.Queries, who principal.Person, key string, is bool) error {
	const op = "settle finding"
	if len(key) != 32 {
		return errs.E(errs.Invalid, op, "This finding is not known. Nothing was changed. Load the page again.")
	}
	return errs.Op(w.changeOwnNote(ctx, q, who, noteSettled, func(rows []db.OwnNote) (any, error) {
		all, err := w.settledIn(rows)
		if err != nil {
			return nil, err
		}
		all = slices.DeleteFunc(all, func(k string) bool { return k == key })
		if is {
			all = append(all, key)
		}
		return all[max(0, len(all)-mostSettled):], nil
	}), op)
}
