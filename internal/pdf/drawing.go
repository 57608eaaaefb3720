package pdf

import (
	"math"

	ledongthuc "github.com/ledongthuc/pdf"
)

// drawing follows the operators of a page that place text (ISO 32000-1 8.4.4
// and 9.4). The library's own walk takes every code for one byte and knows no
// widths of composite fonts, so that whole words stand at one point and what
// follows them seems far away.
type drawing struct {
	names  *resources
	glyphs []glyph

	depth, forms int // of forms: how many are in each other, and how many were drawn

	now   state
	saved []state
	// text and line are the matrices of the text object; they are no part of
	// the state that q saves.
	text, line matrix
}

// state is what q saves and Q brings back.
type state struct {
	ctm     matrix
	font    *font
	size    float64
	letters float64 // between characters
	words   float64 // more of it after each blank
	scale   float64 // of widths
	leading float64
	rise    float64
}

// mostSaved is how deep states are kept. No page that a program made nests them
// so far.
const mostSaved = 1 << 10

func newDrawing(p ledongthuc.Page) *drawing {
	d := &drawing{names: newResources(p.Resources()), text: still, line: still}
	d.now = state{ctm: still, scale: 1, font: d.names.font("")}
	return d
}

// do is told one operator with what stands before it. Operators with too little
// before them change nothing.
func (d *drawing) do(stk *ledongthuc.Stack, op string) {
	args := make([]ledongthuc.Value, stk.Len())
	for i := len(args) - 1; i >= 0; i-- {
		args[i] = stk.Pop()
	}
	need, known := operands[op]
	if !known || len(args) < need {
		return
	}
	args = args[len(args)-need:]
	n := make([]float64, need)
	for i, a := range args {
		n[i] = a.Float64()
	}
	s := &d.now
	switch op {
	case "q":
		if len(d.saved) < mostSaved {
			d.saved = append(d.saved, *s)
		}
	case "Q":
		if last := len(d.saved) - 1; last >= 0 {
			d.now, d.saved = d.saved[last], d.saved[:last]
		}
	case "cm":
		s.ctm = matrix(n).mul(s.ctm)
	case "BT":
		d.text, d.line = still, still
	case "Tc":
		s.letters = n[0]
	case "Tw":
		s.words = n[0]
	case "Tz":
		s.scale = n[0] / 100
	case "TL":
		s.leading = n[0]
	case "Ts":
		s.rise = n[0]
	case "Tf":
		s.font, s.size = d.names.font(args[0].Name()), n[1]
	case "Tm":
		d.text, d.line = matrix(n), matrix(n)
	case "TD":
		s.leading = -n[1]
		d.move(n[0], n[1])
	case "Td":
		d.move(n[0], n[1])
	case "T*":
		d.move(0, -s.leading)
	case `"`:
		s.words, s.letters = n[0], n[1]
		d.move(0, -s.leading)
		d.show(args[2].RawString())
	case "'":
		d.move(0, -s.leading)
		d.show(args[0].RawString())
	case "Do":
		if f := d.names.form(args[0].Name()); f != nil {
			d.draw(f)
		}
	case "Tj":
		d.show(args[0].RawString())
	case "TJ":
		for i := range args[0].Len() {
			if x := args[0].Index(i); x.Kind() == ledongthuc.String {
				d.show(x.RawString())
			} else {
				d.advance(-x.Float64() / 1000 * s.size * s.scale)
			}
		}
	}
}

// operands is how many each operator takes that moves or shows text.
var operands = map[string]int{
	"q": 0, "Q": 0, "cm": 6, "BT": 0, "Tc": 1, "Tw": 1, "Tz": 1, "TL": 1, "Ts": 1, "Tf": 2, "Tm": 6,
	"TD": 2, "Td": 2, "T*": 0, `"`: 3, "'": 1, "Tj": 1, "TJ": 1, "Do": 1,
}

// move goes to another line, from the beginning of this one.
func (d *drawing) move(x, y float64) {
	d.line = matrix{1, 0, 0, 1, x, y}.mul(d.line)
	d.text = d.line
}

// advance goes along the line.
func (d *drawing) advance(x float64) { d.text = matrix{1, 0, 0, 1, x, 0}.mul(d.text) }

// show keeps the glyphs of a string at their places.
func (d *drawing) show(raw string) {
	s := &d.now
	s.font.each(raw, func(c code) {
		m := matrix{s.size * s.scale, 0, 0, s.size, 0, s.rise}.mul(d.text).mul(s.ctm)
		g := glyph{says: c.says, x: m[4], y: m[5], size: math.Hypot(m[0], m[1]), runX: 1}
		g.endX, g.endY = m[4]+c.width*m[0], m[5]+c.width*m[1]
		if g.size > 0 {
			g.runX, g.runY = m[0]/g.size, m[1]/g.size
		}
		d.glyphs = append(d.glyphs, g)
		along := c.width*s.size + s.letters
		if c.blank {
			along += s.words
		}
		d.advance(along * s.scale)
	})
}

// matrix is a transformation as a page writes it: a b c d e f.
type matrix [6]float64

var still = matrix{1, 0, 0, 1, 0, 0}

// mul is m, then n.
func (m matrix) mul(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}
