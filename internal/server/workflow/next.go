package workflow

import (
	"slices"

	"oso/internal/errs"
	"oso/internal/server/principal"
)

// Outcome is what Next decided: the row, the status after it, and what has to
// be written beside it.
type Outcome struct {
	Row    int // index in Table
	Rule   *Rule
	From   State
	Status Status
	// Timers to set: the row's own and, when a state was entered, its own.
	Timers []Event
}

// Next decides one event. It is pure: the same status, event and facts give
// the same outcome. A pair that the table does not name is Refused, a role
// that may not is Forbidden, a guard that does not hold has the guard's kind.
func Next(s Status, e Event, f Facts) (Outcome, error) { return rules.next(s, e, f) }

// Names tells whether the table names the role for an event in a state.
func Names(s State, e Event, r principal.Role) bool {
	i, ok := rules.at[key{s, e}]
	return ok && slices.Contains(rules.rows[i].Roles, r)
}

// rules is the table, indexed once; it is never written to.
var rules = index(Table())

type key struct {
	state State
	event Event
}

type indexed struct {
	rows []Rule
	at   map[key]int
}

func index(rows []Rule) indexed {
	t := indexed{rows: rows, at: map[key]int{}}
	for i, r := range rows {
		for _, from := range r.From {
			k := key{from, r.Event}
			if _, twice := t.at[k]; twice {
				panic("workflow: two rows for " + string(from) + " " + string(r.Event))
			}
			t.at[k] = i
		}
	}
	return t
}

func (t indexed) next(s Status, e Event, f Facts) (Outcome, error) {
	const op = "decide event"
	i, ok := t.at[key{s.State, e}]
	if !ok {
		return Outcome{}, errs.E(errs.Refused, op, "This is not possible where the case stands now. Nothing was changed; look at the case again.")
	}
	r := &t.rows[i]
	if !slices.Contains(r.Roles, f.Role) {
		return Outcome{}, errs.E(errs.Forbidden, op, "Your role may not do this. Nothing was changed.")
	}
	if r.Reason && f.Reason == "" {
		return Outcome{}, errs.E(errs.Incomplete, op, "A reason has to be chosen. Nothing was changed.")
	}
	f.event = e
	for _, g := range r.Guards {
		if !g.OK(s, f) {
			return Outcome{}, errs.E(g.Kind, op, g.Says+" Nothing was changed.")
		}
	}
	o := Outcome{Row: i, Rule: r, From: s.State, Timers: slices.Clone(r.Timers)}
	after := s
	for _, effect := range r.Effects {
		effect.Do(&after, f)
	}
	switch r.To {
	case Same:
	case Back:
		after.State, after.Return = s.Return, ""
	default:
		after.State = State(r.To)
		if after.State != OnHold {
			after.Return = ""
		}
	}
	after.Seq = s.Seq + 1
	acted := f.Role != principal.System
	if acted {
		after.Acted = after.Seq
	}
	switch stay := StayTimers(after.State); {
	case after.State != s.State:
		if after.Entered = after.Seq; !after.Unread || after.Version <= 1 { // a later version climbs on, wherever its case goes
			after.Reminders = 0
		}
		o.Timers = append(o.Timers, stay...)
	case acted && slices.Contains(stay, Expire):
		o.Timers = append(o.Timers, Expire)
	}
	o.Status = after
	return o, nil
}
