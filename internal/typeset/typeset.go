// Package typeset sets paragraphs for both programs' letters: text in any script
// into words, words into lines of a width, and each line's glyphs to their
// places, from the left or from the right.
//
// It promises that nothing of a text is left out but characters that no face
// has, each of which is told; that what is read together is not broken apart (a
// dose and its unit, a mark and its letter); and that its work is linear in the
// text and ends with its context. It knows no pages and no structure.
package typeset

import (
	"context"

	"golang.org/x/text/unicode/norm"

	"oso/internal/bidi"
	"oso/internal/pdfa"
	"oso/internal/typeface"
)

// Style of a text: face, size in points, ink.
type Style struct {
	Face typeface.Face
	Size float64
	Ink  pdfa.Ink
}

// Piece is a part of a paragraph in one style.
type Piece struct {
	Text string
	Style
	Rise   float64 // of the baseline, in points
	Notes  []int   // that this piece points to
	Joined bool    // stands at what is before it: spaces between are left out
}

// Span is text in one style, face and direction, shaped.
type Span struct {
	Style
	Text   string
	Rise   float64
	W      float64 // in points
	glyphs []typeface.Glyph
	level  bidi.Level
	slant  bool
	heavy  bool
	lang   string
}

// Word is what a line does not break. A break before it shows as a space where
// space is set; must forces it.
type Word struct {
	Spans []Span
	W     float64
	Notes []int
	space *Span // what stands before it within a line; nil: nothing
	must  bool
}

// Space has a space before the word, as wide as in st.
func (s *Setter) Space(w Word, st Style) Word {
	sp := s.gap(st, 0)
	w.space = &sp
	return w
}

// Paragraph is words, and from which side they are read.
type Paragraph struct {
	Words       []Word
	RightToLeft bool
}

// Setter sets paragraphs for one document. For one goroutine at a time.
type Setter struct {
	ctx    context.Context
	faces  *typeface.Faces
	cannot func(rune)

	found  map[wanted]found
	shaped map[shaping][]typeface.Glyph
}

type wanted struct {
	face typeface.Face
	r    rune
}

type found struct {
	face typeface.Face
	ok   bool
}

// New is ready to set. Cannot is told of each character that no face has.
func New(ctx context.Context, faces *typeface.Faces, cannot func(rune)) *Setter {
	return &Setter{ctx: ctx, faces: faces, cannot: cannot, found: map[wanted]found{}, shaped: map[shaping][]typeface.Glyph{}}
}

func (s *Setter) find(want typeface.Face, r rune) (typeface.Face, bool) {
	k := wanted{want, r}
	f, ok := s.found[k]
	if !ok {
		f.face, f.ok = s.faces.Find(want, r)
		if !f.ok {
			f.ok = s.inParts(want, r)
		}
		s.found[k] = f
	}
	return f.face, f.ok
}

// inParts tells whether a face has the letter and the marks that a character is
// composed of; shaping puts them together.
func (s *Setter) inParts(fc typeface.Face, r rune) bool {
	parts := norm.NFD.String(string(r))
	if parts == string(r) {
		return false
	}
	for _, p := range parts {
		if !s.faces.Has(fc, p) {
			return false
		}
	}
	return true
}

// Sets tells whether a character is set where a face is asked for.
func (s *Setter) Sets(want typeface.Face, r rune) bool {
	if unseen(r) || r == nbsp || r == narrow || r == hardHyphen {
		return true
	}
	_, ok := s.find(want, r)
	return ok
}

// Width is that of a text on one line, in points.
func (s *Setter) Width(text string, st Style) float64 {
	w := 0.0
	for _, word := range s.Set(Piece{Text: text, Style: st}).Words {
		w += word.W
		if word.space != nil {
			w += word.space.W
		}
	}
	return w
}

// line is all of a short text on one line, from the left.
func (p Paragraph) line() Line { return Line{Words: p.Words} }

// One is a short text on one line, from x.
func (s *Setter) One(text string, st Style, x float64) []Placed {
	return s.Place(s.Set(Piece{Text: text, Style: st}).line(), x, 0)
}
