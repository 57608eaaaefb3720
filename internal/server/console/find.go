package console

import (
	"slices"
	"time"

	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// found is one row that matches, before it is drawn.
type found struct {
	e     *entry // nil: a task about no case
	task  *task  // nil: the case itself
	place int64  // within its turn
	seen
}

// tally is what a part of all cases adds to a list: how many match for each
// turn, the first of these, and how many there are of each stage.
type tally struct {
	turns  [turnKinds]int
	first  [turnKinds][]found
	stages []int
}

// looking is one look for a person through the cases.
type looking struct {
	k   *Console
	who principal.Principal
	me  workflow.Credentials
	now time.Time
	*sight
	reach  int                    // rows of each turn that may be drawn
	stages []bool                 // whose rows are asked for; nil: all
	fits   func(*spot, seen) bool // nil: all
	// keeps is asked by all cores at once.
	keeps func(*spot, seen) bool // the other filters; nil: all
	cases bool                   // whether cases are asked for, tasks
	tasks bool
	text  string  // what is searched for, for tasks about no case
	ends  []*task // those
}

// leastPart is how many cases are worth another core.
const leastPart = 4096

// through looks through a part of the cases. Nobody else has these meanwhile.
func (l *looking) through(part []spot, states int) tally {
	t := tally{stages: make([]int, states)}
	look, nowMS := rights.LookOf(l.who), l.now.UnixMilli()
	for i := range part {
		s := &part[i]
		if s.gone {
			continue
		}
		n := &l.seen[s.no]
		if n.is == 0 {
			*n = l.find(look, s.entry)
		}
		if n.is&there == 0 {
			continue
		}
		if s.stage >= 0 {
			t.stages[s.stage]++
		}
		if l.stages != nil && (s.stage < 0 || !l.stages[s.stage]) {
			continue
		}
		if !l.cases || l.keeps != nil && !l.keeps(s, *n) || l.fits != nil && !l.fits(s, *n) {
			continue
		}
		at := n.turn
		if s.lateAt > 0 && nowMS > s.lateAt {
			at = n.late
		}
		if t.turns[at]++; t.turns[at] <= l.reach {
			t.first[at] = append(t.first[at], found{s.entry, nil, s.place, *n})
		}
	}
	return t
}

// find says what a case is for the person.
func (l *looking) find(look *rights.Look, e *entry) seen {
	n := seen{is: known}
	e.who, e.Standings = l.who, look.At(e.relates)
	if len(e.Standings) == 0 {
		return n
	}
	n.is |= there
	for i, v := range searched {
		if e.Sees(v) {
			n.is |= showsFirst << i
		}
	}
	facts := e.facts
	facts.Now = l.now
	e.person(&facts, e.relates, l.me)
	next := l.k.next(&e.file, facts)
	n.next = uint8(1 + slices.Index(l.k.due, workflow.Event(next)))
	n.turn = uint8(slices.Index(turnsInOrder[:], turn(&e.file, next, false)))
	n.late = uint8(slices.Index(turnsInOrder[:], turn(&e.file, next, true)))
	if at := e.limit(); at > 0 && l.now.UnixMilli() > at {
		n.turn = n.late
	} else if at > 0 {
		n.late = n.turn // what is this person's is in time, whatever the case is
	}
	return n
}
