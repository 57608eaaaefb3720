package typeset

import (
	"slices"

	"oso/internal/bidi"
	"oso/internal/characters"
	"oso/internal/typeface"
)

// shaping is what a word's glyphs depend on.
type shaping struct {
	face        typeface.Face
	text        string
	rightToLeft bool
}

const cached = 48 // bytes; longer words do not come again

// word shapes a chunk, each part in a face that has it.
func (s *Setter) word(pieces []Piece, all []letter, levels []bidi.Level) Word {
	var w Word
	var text []rune // of the span that grows
	var cur Span
	piece, script := -1, ""
	end := func() {
		if len(text) > 0 {
			cur.Text = string(text)
			s.shape(&cur, text)
			w.Spans = append(w.Spans, cur)
			w.W += cur.W
			text = nil
		}
	}
	for i, l := range all {
		if i%4096 == 0 && s.ctx.Err() != nil {
			break
		}
		want := pieces[l.piece]
		r := seen(l.r)
		same := len(text) > 0 && piece == l.piece && cur.level == levels[i]
		fc, ok := cur.Face, true
		own := typeface.Script(r)
		switch {
		case same && unseen(r):
		case unseen(r):
			continue // joins nothing
		case characters.Unseen(r):
			continue // is passed over, wherever a text came from
		case same && typeface.Joins(r) && s.faces.Has(cur.Face, r):
		default:
			if fc, ok = s.find(want.Face, r); fc != want.Face && same && s.faces.Has(cur.Face, r) {
				fc = cur.Face
			}
		}
		if !ok {
			s.cannot(l.r)
			continue
		}
		if !same || fc != cur.Face || own != "" && script != "" && own != script && !typeface.Joins(r) && shapedBy(own, script) {
			end()
			cur = Span{Style: want.Style, Rise: want.Rise, level: levels[i]}
			cur.Face = fc
			cur.slant = want.Face.Italic() && !fc.Italic() && !levels[i].RightToLeft()
			cur.heavy = want.Face.Bold() && !fc.Bold()
			script, piece = "", l.piece
		}
		if script == "" {
			script = own
			cur.lang = lang(own)
		}
		text = append(text, r)
	}
	end()
	return w
}

// shapedBy tells whether two scripts of one face are shaped apart; kana and
// ideographs are not, and stay one text.
func shapedBy(a, b string) bool {
	han := []string{"Hani", "Hira", "Kana", "Bopo"}
	return !slices.Contains(han, a) || !slices.Contains(han, b)
}

func (s *Setter) shape(sp *Span, text []rune) {
	k := shaping{sp.Face, sp.Text, sp.level.RightToLeft()}
	g, ok := s.shaped[k]
	if !ok {
		g = s.faces.Shape(sp.Face, text, k.rightToLeft)
		if len(sp.Text) <= cached {
			s.shaped[k] = g
		}
	}
	sp.glyphs, sp.W = g, width(g, sp.Size)
}

func width(g []typeface.Glyph, size float64) float64 {
	w := 0.0
	for _, x := range g {
		w += x.Advance
	}
	return w * size / 1000
}

// gap is a space of a style.
func (s *Setter) gap(st Style, level bidi.Level) Span {
	sp := Span{Style: st, Text: " ", level: level}
	s.shape(&sp, []rune{' '})
	return sp
}

// lang is the language of a script that one language is written in, or the
// script by its name; empty: Latin letters are of the letter's own language.
func lang(script string) string {
	switch script {
	case "", "Latn", "Zyyy", "Zinh":
		return ""
	}
	for _, of := range []struct{ script, lang string }{
		{"Hebr", "he"}, {"Thai", "th"}, {"Laoo", "lo"}, {"Khmr", "km"}, {"Mymr", "my"}, {"Geor", "ka"}, {"Armn", "hy"}, {"Hang", "ko"},
		{"Hira", "ja"}, {"Kana", "ja"}, {"Hani", "zh"}, {"Grek", "el"}, {"Taml", "ta"}, {"Telu", "te"}, {"Knda", "kn"}, {"Mlym", "ml"},
		{"Gujr", "gu"}, {"Guru", "pa"}, {"Orya", "or"}, {"Sinh", "si"}, {"Beng", "bn"}, {"Tibt", "bo"}, {"Thaa", "dv"},
	} {
		if of.script == script {
			return of.lang
		}
	}
	return "und-" + script
}
