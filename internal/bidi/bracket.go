package bidi

import (
	"slices"

	ucd "golang.org/x/text/unicode/bidi"
)

// deepest is how many brackets may be open at once (BD16).
const deepest = 63

// pair is the places of an opening bracket and of that which closes it.
type pair struct{ open, close int }

// brackets gives both brackets of a pair the direction of what they hold, or of
// what stands before them (N0). Pairs are decided from the left, so one walk
// knows what stands before each, brackets that were decided included; what they
// hold is as it was, since inner pairs come later.
func (p *run) brackets() {
	pairs := p.pairs()
	if len(pairs) == 0 {
		return
	}
	left, right := p.counts()
	along, against := p.side(), ucd.Class(ucd.R)
	holds := func(pr pair, c ucd.Class) bool {
		count := left
		if c == ucd.R {
			count = right
		}
		return count[pr.close] > count[pr.open+1]
	}
	if along == ucd.R {
		against = ucd.L
	}
	before := p.side()
	for i := range p.types {
		if len(pairs) > 0 && pairs[0].open == i {
			switch pr := pairs[0]; {
			case holds(pr, along):
				p.pairIs(pr, along)
			case holds(pr, against):
				p.pairIs(pr, before)
			}
			pairs = pairs[1:]
		}
		if c := strongOf(p.types[i]); c == ucd.L || c == ucd.R {
			before = c
		}
	}
}

// counts are how many characters of either direction stand before each place.
func (p *run) counts() (left, right []int) {
	left, right = make([]int, len(p.types)+1), make([]int, len(p.types)+1)
	for i, c := range p.types {
		left[i+1], right[i+1] = left[i], right[i]
		switch strongOf(c) {
		case ucd.L:
			left[i+1]++
		case ucd.R:
			right[i+1]++
		}
	}
	return left, right
}

func (p *run) pairIs(pr pair, c ucd.Class) {
	for _, i := range []int{pr.open, pr.close} {
		p.types[i] = c
		for j := i + 1; j < len(p.types) && p.initial[p.at[j]] == ucd.NSM; j++ {
			p.types[j] = c // marks on a bracket go with it
		}
	}
}

// pairs are the pairs of brackets, by their opening ones (BD16).
func (p *run) pairs() []pair {
	type opened struct {
		want rune
		at   int
	}
	var stack []opened
	var out []pair
	for i, c := range p.types {
		if c != ucd.ON {
			continue
		}
		r := p.text[p.at[i]]
		b, _ := ucd.LookupRune(r)
		if !b.IsBracket() {
			continue
		}
		if b.IsOpeningBracket() {
			if len(stack) == deepest {
				return nil
			}
			stack = append(stack, opened{same(closing(r)), i})
			continue
		}
		for k := len(stack) - 1; k >= 0; k-- {
			if stack[k].want == same(r) {
				out = append(out, pair{stack[k].at, i})
				stack = stack[:k]
				break
			}
		}
	}
	slices.SortFunc(out, func(a, b pair) int { return a.open - b.open })
	return out
}
