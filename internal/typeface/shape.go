package typeface

import (
	"github.com/go-text/typesetting/harfbuzz"
	"github.com/go-text/typesetting/language"
)

// Glyph is one drawn sign of a face, in the order from left to right.
type Glyph struct {
	ID      uint16
	Cluster int     // the first of the characters that it stands for, from the run's start
	Advance float64 // to the next glyph, in thousandths of the size, as the two below
	X, Y    float64 // from where it would stand otherwise
}

// longest is how many characters are shaped at once; words are shorter, and what
// is longer is no language.
const longest = 512

// Shape is a text, all of one script, in one face. Glyphs are in the order of
// drawing; a character may have none or several.
func (f *Faces) Shape(fc Face, text []rune, rightToLeft bool) []Glyph {
	o := f.open(fc)
	var parts [][]Glyph
	for from := 0; from < len(text); {
		to := min(from+longest, len(text))
		for to < len(text) && to > from+longest/2 && Joins(text[to]) {
			to-- // a mark is not parted from its letter
		}
		parts = append(parts, f.shape(o, text, from, to, rightToLeft))
		from = to
	}
	if len(parts) == 1 {
		return parts[0]
	}
	var out []Glyph
	for i := range parts {
		if rightToLeft {
			i = len(parts) - 1 - i
		}
		out = append(out, parts[i]...)
	}
	return out
}

func (f *Faces) shape(o *opened, text []rune, from, to int, rightToLeft bool) []Glyph {
	b := f.buffer
	b.Clear()
	b.Flags = harfbuzz.RemoveDefaultIgnorables
	b.AddRunes(text[:min(to+8, len(text))], from, to-from)
	b.Props = harfbuzz.SegmentProperties{Direction: harfbuzz.LeftToRight, Language: "en", Script: scriptOf(text[from:to])}
	if rightToLeft {
		b.Props.Direction = harfbuzz.RightToLeft
	}
	b.Shape(o.shape, nil)
	out := make([]Glyph, len(b.Info))
	for i, g := range b.Info {
		p := b.Pos[i]
		out[i] = Glyph{
			ID: uint16(g.Glyph), Cluster: g.Cluster,
			Advance: float64(p.XAdvance) * o.scale, X: float64(p.XOffset) * o.scale, Y: float64(p.YOffset) * o.scale,
		}
	}
	return out
}

// scriptOf is the script of the first character that has one of its own.
func scriptOf(text []rune) language.Script {
	for _, r := range text {
		if s := language.LookupScript(r); s.Strong() {
			return s
		}
	}
	return language.Latin
}

// Script is a script's four letters (ISO 15924) for a character that has one;
// empty for those that many share.
func Script(r rune) string {
	if s := language.LookupScript(r); s.Strong() {
		return s.String()
	}
	return ""
}
