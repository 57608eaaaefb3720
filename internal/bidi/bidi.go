// Package bidi orders text that is read from right to left among text that is
// read from left to right, by the Unicode Bidirectional Algorithm (UAX #9).
//
// It promises levels that the standard's own test has, in time linear in the
// text. It knows no explicit marks of direction (rules X1 to X8): texts are
// normalized without them, and any that is left is passed over like other
// characters that are not seen. It breaks no lines and draws nothing.
package bidi

import (
	ucd "golang.org/x/text/unicode/bidi"
)

// Level of a character: even is read from left to right, odd from right to left.
type Level uint8

// RightToLeft tells the direction of a level.
func (l Level) RightToLeft() bool { return l%2 == 1 }

// Base is the level of a paragraph as a whole: 1 where it begins in a script
// that is read from the right and is for the most part written in it. A name in
// Arabic at the head of an English sentence does not turn the sentence round.
func Base(text []rune) Level {
	first, right, left := Level(0), 0, 0
	for _, r := range text {
		switch class(r) {
		case ucd.R, ucd.AL:
			right++
			if right == 1 && left == 0 {
				first = 1
			}
		case ucd.L:
			left++
		}
	}
	if first == 1 && right > left {
		return 1
	}
	return 0
}

// Levels are those of a line's or paragraph's characters, one for each.
func Levels(text []rune, base Level) []Level {
	out := make([]Level, len(text))
	if base == 0 && !turns(text) {
		return out
	}
	p := newRun(text, base)
	p.weak()
	p.brackets()
	p.neutral()
	return p.levels()
}

// turns tells whether anything in a text is not read from left to right.
func turns(text []rune) bool {
	for _, r := range text {
		if r >= 0x590 {
			switch class(r) {
			case ucd.R, ucd.AL, ucd.AN:
				return true
			}
		}
	}
	return false
}

// class is a character's bidirectional class; those that the algorithm takes
// out of a text (X9) are boundary neutrals.
func class(r rune) ucd.Class {
	p, _ := ucd.LookupRune(r)
	switch c := p.Class(); c {
	case ucd.LRE, ucd.RLE, ucd.LRO, ucd.RLO, ucd.PDF, ucd.LRI, ucd.RLI, ucd.FSI, ucd.PDI:
		return ucd.BN
	default:
		return c
	}
}

// run is one isolating run sequence: all of a text, since nothing embeds.
type run struct {
	text    []rune
	base    Level
	initial []ucd.Class // of all characters
	at      []int       // the characters that are not passed over
	types   []ucd.Class // theirs, as the rules change them
}

func newRun(text []rune, base Level) *run {
	p := &run{text: text, base: base, initial: make([]ucd.Class, len(text))}
	for i, r := range text {
		p.initial[i] = class(r)
		if p.initial[i] != ucd.BN {
			p.at = append(p.at, i)
			p.types = append(p.types, p.initial[i])
		}
	}
	return p
}

// side is the class that a level gives to what stands beside it.
func (p *run) side() ucd.Class {
	if p.base.RightToLeft() {
		return ucd.R
	}
	return ucd.L
}

// weak resolves marks, numbers and what stands beside numbers (W1 to W7), each
// rule in one walk.
func (p *run) weak() {
	t := p.types
	before := p.side() // W1
	for i, c := range t {
		if c == ucd.NSM {
			t[i] = before
		}
		before = t[i]
	}
	strong := p.side() // W2, W3
	for i, c := range t {
		switch c {
		case ucd.L, ucd.R:
			strong = c
		case ucd.AL:
			strong, t[i] = c, ucd.R
		case ucd.EN:
			if strong == ucd.AL {
				t[i] = ucd.AN
			}
		}
	}
	for i := 1; i+1 < len(t); i++ { // W4
		prev, next := t[i-1], t[i+1]
		if prev == next && (prev == ucd.EN && (t[i] == ucd.ES || t[i] == ucd.CS) || prev == ucd.AN && t[i] == ucd.CS) {
			t[i] = prev
		}
	}
	for i := 0; i < len(t); i++ { // W5
		if t[i] != ucd.ET {
			continue
		}
		end := i
		for end < len(t) && t[end] == ucd.ET {
			end++
		}
		if i > 0 && t[i-1] == ucd.EN || end < len(t) && t[end] == ucd.EN {
			fill(t[i:end], ucd.EN)
		}
		i = end - 1
	}
	strong = p.side()
	for i, c := range t { // W6, W7
		switch c {
		case ucd.ES, ucd.ET, ucd.CS:
			t[i] = ucd.ON
		case ucd.L, ucd.R:
			strong = c
		case ucd.EN:
			if strong == ucd.L {
				t[i] = ucd.L
			}
		}
	}
}

// neutral resolves what has no direction of its own (N1, N2).
func (p *run) neutral() {
	t := p.types
	for i := 0; i < len(t); i++ {
		if !isNeutral(t[i]) {
			continue
		}
		end := i
		for end < len(t) && isNeutral(t[end]) {
			end++
		}
		before, after := p.side(), p.side()
		if i > 0 {
			before = strongOf(t[i-1])
		}
		if end < len(t) {
			after = strongOf(t[end])
		}
		if before == after {
			fill(t[i:end], before)
		} else {
			fill(t[i:end], p.side())
		}
		i = end - 1
	}
}

func isNeutral(c ucd.Class) bool {
	return c == ucd.B || c == ucd.S || c == ucd.WS || c == ucd.ON
}

// strongOf: beside neutrals numbers count as written from the right.
func strongOf(c ucd.Class) ucd.Class {
	if c == ucd.EN || c == ucd.AN {
		return ucd.R
	}
	return c
}

func fill(t []ucd.Class, c ucd.Class) {
	for i := range t {
		t[i] = c
	}
}

// levels are what the classes give (I1, I2); spaces at the end and around
// separators have the paragraph's (L1).
func (p *run) levels() []Level {
	out := make([]Level, len(p.text))
	k := 0
	for i := range out {
		if k < len(p.at) && p.at[k] == i {
			out[i] = p.implicit(p.types[k])
			k++
		} else if i > 0 { // passed over: parts no run
			out[i] = out[i-1]
		} else {
			out[i] = p.base
		}
	}
	ending := true
	for i := len(out) - 1; i >= 0; i-- {
		switch p.initial[i] {
		case ucd.B, ucd.S:
			ending = true
			out[i] = p.base
		case ucd.WS, ucd.BN:
			if ending {
				out[i] = p.base
			}
		default:
			ending = false
		}
	}
	return out
}

func (p *run) implicit(c ucd.Class) Level {
	if p.base.RightToLeft() {
		if c == ucd.R {
			return p.base
		}
		return p.base + 1
	}
	switch c {
	case ucd.R:
		return p.base + 1
	case ucd.AN, ucd.EN:
		return p.base + 2
	}
	return p.base
}

// Visual is the order in which pieces of one line are drawn from left to right,
// given the level of each (L2).
func Visual(levels []Level) []int {
	out := make([]int, len(levels))
	high, low := Level(0), ^Level(0)
	for i, l := range levels {
		out[i] = i
		high = max(high, l)
		if l.RightToLeft() {
			low = min(low, l)
		}
	}
	for l := high; l >= low && l > 0; l-- {
		for i := 0; i < len(out); i++ {
			if levels[out[i]] < l {
				continue
			}
			end := i
			for end < len(out) && levels[out[end]] >= l {
				end++
			}
			for a, b := i, end-1; a < b; a, b = a+1, b-1 {
				out[a], out[b] = out[b], out[a]
			}
			i = end
		}
	}
	return out
}

// closing is the bracket that closes an opening one.
func closing(r rune) rune {
	switch r {
	case '[', '{':
		return r + 2
	case 0x298D:
		return 0x2990
	case 0x298F:
		return 0x298E
	}
	return r + 1
}

// same writes a bracket as that which it is canonically equal to.
func same(r rune) rune {
	switch r {
	case 0x2329:
		return 0x3008
	case 0x232A:
		return 0x3009
	}
	return r
}
