package console

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// index is what work lists of this instance are made from: a few columns and
// the patient's name of every case that is not erased. What lists are searched
// by is sealed in the database, so that it is kept here, in memory alone, and
// refreshed by the number of the last change, which every instance and the
// administrator's commands count up. Nothing here decides: whoever opens a case
// or acts is asked anew, from the rows.
type index struct {
	mu     sync.Mutex // one list at a time
	upTo   int64
	cases  map[string]*entry
	busy   map[string]bool   // cases with open tasks
	order  []spot            // by place
	mixed  bool              // order is still to be sorted
	words  map[string]string // states and kinds, each kept once
	stages map[string]int    // the place of a state among all
	sides  []side            // by number, as the next
	sideNo map[side]int32
	matches
	sights
}

func newIndex() *index {
	x := &index{upTo: -1, cases: map[string]*entry{}, busy: map[string]bool{}, words: map[string]string{}, stages: map[string]int{}, sideNo: map[side]int32{}, matches: matches{}, sights: sights{by: map[string]*sight{}}}
	for i, s := range workflow.States() {
		x.stages[string(s)] = i
	}
	return x
}

// entry is one case as lists need it.
type entry struct {
	file        // row (without what is sealed), offer, reads, opinions; the person is whoever asked last
	no      int // counts entries; stays
	relates rights.Case
	facts   workflow.Facts
	patient *chart.Patient // nil: damaged, or erased
	says    says
	gone    bool
}

// side is what decides who looks after a case: few of all cases differ in it.
type side struct{ owner, partner, clinic, physician, covering string }

func (s side) relates() rights.Case {
	return rights.Case{Partner: s.partner, Clinic: s.clinic, Physician: s.physician, Covering: s.covering}
}

// sideOf is the number of an entry's.
func (x *index) sideOf(e *entry) int32 {
	s := side{e.row.CoordinatorID, e.relates.Partner, e.relates.Clinic, e.relates.Physician, e.relates.Covering}
	no, ok := x.sideNo[s]
	if !ok {
		no = int32(len(x.sides))
		x.sides, x.sideNo[s] = append(x.sides, s), no
	}
	return no
}

// spot is where an entry stands in lists, with what every list asks of it: to
// look into a hundred thousand entries takes longer than all else.
type spot struct {
	*entry
	place  int64 // in lists, within a turn
	lateAt int64 // when it becomes late; 0: never
	no     int32
	side   int32
	stage  int8 // -1: none that lists count
	gone   bool
	urgent bool   // emergent
	number string // the reference number
	says
}

// says is what a case is searched by, in lower case, in one piece: most have
// nothing of a word, which is found out by looking once.
type says struct {
	text  string
	parts [2]int32 // where the patient, and where the number at the payer end
}

func saysOf(patient, member, questions string) says {
	patient, member = strings.ToLower(patient), strings.ToLower(member)
	n := int32(len(patient))
	return says{patient + "\n" + member + "\n" + strings.ToLower(questions), [2]int32{n, n + 1 + int32(len(member))}}
}

func (s says) whom() string   { return s.text[:s.parts[0]] }
func (s says) member() string { return s.text[s.parts[0]:s.parts[1]] }
func (s says) asked() string  { return s.text[s.parts[1]:] }

func (x *index) spot(e *entry) spot {
	s := spot{entry: e, place: order(&e.row), no: int32(e.no), side: x.sideOf(e), stage: -1, gone: e.gone, urgent: e.row.Emergent, number: e.row.Reference, says: e.says}
	if i, ok := x.stages[e.row.State]; ok {
		s.stage = int8(i)
	}
	if mayBeLate(&e.file) {
		s.lateAt = e.row.DueAt
	}
	return s
}

// compare orders a list within a turn.
func (s spot) compare(o spot) int {
	return cmp.Or(cmp.Compare(s.place, o.place), cmp.Compare(s.row.ID, o.row.ID))
}

// refresh reads what changed since the last time: one query where nothing did.
func (x *index) refresh(ctx context.Context, k *Console) error {
	q := k.DB.Q()
	x.forget(k.Now())
	for {
		rows, err := q.ListChangedCases(ctx, x.upTo)
		if err != nil {
			return db.Err(err, "list cases")
		}
		if len(rows) == 0 {
			break
		}
		until := rows[len(rows)-1].ChangeNo
		fresh, err := k.gather(ctx, q, rows, x.upTo, until)
		if err != nil {
			return err
		}
		x.mixed = x.mixed || len(fresh) > fewChanges
		for _, e := range fresh {
			x.put(e)
		}
		x.upTo = until
	}
	if x.mixed {
		x.sort()
	}
	return nil
}

// sort orders everything anew.
func (x *index) sort() {
	x.order = x.order[:0]
	for _, e := range x.cases {
		x.order = append(x.order, x.spot(e))
	}
	slices.SortFunc(x.order, spot.compare)
	x.pack()
	x.mixed = false
}

// pack puts what is searched side by side, in the order in which it is.
func (x *index) pack() {
	n := 0
	for _, s := range x.order {
		n += len(s.number) + len(s.text)
	}
	var all strings.Builder
	all.Grow(n)
	for _, s := range x.order {
		all.WriteString(s.number)
		all.WriteString(s.text)
	}
	rest := all.String()
	take := func(s *string) { *s, rest = rest[:len(*s)], rest[len(*s):] }
	for i := range x.order {
		s := &x.order[i]
		take(&s.number)
		take(&s.text)
		s.row.Reference, s.entry.says.text = s.number, s.text
	}
}

// fewChanges are put where they belong one by one; of more all are sorted.
const fewChanges = 100

// put takes in an entry that is new or has changed.
func (x *index) put(e *entry) {
	x.keepWords(&e.row)
	if len(e.tasks) > 0 {
		x.busy[e.row.ID] = true
	} else {
		delete(x.busy, e.row.ID)
	}
	if old := x.cases[e.row.ID]; old != nil {
		if !x.mixed {
			if i, there := slices.BinarySearchFunc(x.order, x.spot(old), spot.compare); there {
				x.order = slices.Delete(x.order, i, i+1)
			}
		}
		e.no = old.no
		x.mixed = x.mixed || e.gone && !old.gone // packed anew without the patient
		if e.gone && !old.gone {
			clear(x.matches) // a word that was searched for may be the patient's name
		}
		*old = *e
		e = old
		x.sights.changed(e.no)
		x.matches.changed(e.no)
	} else {
		e.no = len(x.cases)
		x.cases[e.row.ID] = e
	}
	if !x.mixed {
		s := x.spot(e)
		i, _ := slices.BinarySearchFunc(x.order, s, spot.compare)
		x.order = slices.Insert(x.order, i, s)
	}
}

// keepWords has words that many cases share kept once: they take less memory,
// and comparing them looks into less.
func (x *index) keepWords(r *db.Case) {
	for _, word := range []*string{
		&r.State, &r.ReturnState, &r.Kind, &r.PayerKind, &r.Participation, &r.Agreement, &r.Location, &r.Materials, &r.ImagingRead, &r.PathologyRead,
		&r.Billing, &r.Query, &r.Critical, &r.Correction, &r.Revision, &r.RecordRequest,
	} {
		known, ok := x.words[*word]
		if !ok {
			known = *word
			x.words[known] = known
		}
		*word = known
	}
}
