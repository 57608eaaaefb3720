package console

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"oso/internal/server/db"
	"oso/internal/server/workflow"
)

// Gather reads for the index what changed since a number, and tells how many
// cases that were.
func (k *Console) Gather(ctx context.Context, q *db.Queries, since int64) (int, error) {
	rows, err := q.ListChangedCases(ctx, since)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	entries, err := k.gather(ctx, q, rows, since, rows[len(rows)-1].ChangeNo)
	return len(entries), err
}

// However cases come and change, one by one or many at once, each stands once,
// in the order of lists, as it is now.
func TestIndexKeepsItsOrder(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 8))
	x := newIndex()
	states := workflow.States()
	want := map[string]db.Case{}
	for round := range 400 {
		n := 1 + r.IntN(3)
		if round%50 == 0 {
			n = 2 * fewChanges
		}
		x.mixed = n > fewChanges
		for range n {
			row := db.Case{
				ID: fmt.Sprint("case", r.IntN(500)), Reference: fmt.Sprint(r.IntN(1000)), State: string(states[r.IntN(len(states))]),
				EnteredAt: r.Int64N(20), ClockStarted: r.Int64N(2), DueAt: r.Int64N(20),
			}
			want[row.ID] = row
			x.put(&entry{file: file{row: row}, gone: r.IntN(9) == 0, says: saysOf("patient of "+row.ID, "", "")})
		}
		if x.mixed {
			x.sort()
		}
		if len(x.order) != len(want) || !slices.IsSortedFunc(x.order, spot.compare) {
			t.Fatalf("round %d: %d of %d, in order: %v", round, len(x.order), len(want), slices.IsSortedFunc(x.order, spot.compare))
		}
		for _, s := range x.order {
			if s.row.Reference != want[s.row.ID].Reference || s.number != s.row.Reference || s.whom() != "patient of "+s.row.ID || s.gone != s.entry.gone || x.cases[s.row.ID] != s.entry {
				t.Fatalf("round %d: a case is not as it is now: %+v", round, s)
			}
		}
		x.mixed = false
	}
}

// What is due is forgotten in time, never in all cases at once, and at once in
// a case that changes.
func TestSightsForget(t *testing.T) {
	t.Parallel()
	s := sights{by: map[string]*sight{}}
	now := time.Date(2026, 11, 29, 8, 0, 0, 0, time.UTC)
	s.forget(now)
	one := s.sight("somebody", 1000)
	fill := func() {
		for i := range one.seen {
			if one.seen[i].is == 0 {
				one.seen[i].is = known
			}
		}
	}
	unknown := func() (n int) {
		for _, x := range one.seen {
			if x.is == 0 {
				n++
			}
		}
		return n
	}
	fill()
	s.changed(17)
	s.changed(5000)
	if unknown() != 1 || one.seen[17].is != 0 {
		t.Error("a case that changed is believed to be as it was")
	}
	fill()
	total := 0
	for range 20 {
		now = now.Add(forgetAfter / 20)
		s.forget(now)
		if n := unknown(); n > 1000/forgetIn*2 {
			t.Errorf("%d of 1000 forgotten at once", n)
		} else {
			total += n
		}
		fill()
	}
	if total < 1000-1000/forgetIn {
		t.Errorf("%d of 1000 forgotten after their time", total)
	}
	for i := range 3 * keptSights {
		s.sight(fmt.Sprint("other", i), 1000)
		s.sight("somebody", 1000)
	}
	if len(s.by) > keptSights || s.by["somebody"] != one {
		t.Errorf("%d remembered, the one who looks most: %v", len(s.by), s.by["somebody"] == one)
	}
}
