package opinion

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"oso/internal/deed"
)

func TestChangesArePartByPart(t *testing.T) {
	t.Parallel()
	before := deed.Content{Assessment: "Small.", Limits: []string{}, Answers: []deed.Answer{{Question: "Operate?", Text: "No."}, {Question: "Risks?", Parts: []deed.PartAnswer{{Question: "now"}, {Question: "later"}}}}}
	after := before
	after.Answers = []deed.Answer{{Question: "Operate?", Text: "Yes."}, {Question: "Risks?", Parts: []deed.PartAnswer{{Question: "now"}, {Question: "later", State: deed.CannotAnswer, Reason: "Åsa’s records end."}}}}
	after.Assessment, after.Plan, after.Limits = "", deed.NotJudged, nil
	after.Options = []deed.Option{{ID: "12345678", Name: "Wait"}}
	got := changesOf(&before, &after)
	want := []Change{{"assessment", -6}, {"q0", 1}, {"q1.1", 18}, {"options", 4}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	if n := cut(&before, &after); n != 6 {
		t.Errorf("%d characters taken out", n)
	}
	if got := changesOf(&after, &after); len(got) != 0 {
		t.Errorf("of itself: %+v", got)
	}
}

// TestThinned: the older it is, the fewer stay; what somebody decided stays; and
// there is a bound whatever happens.
func TestThinned(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	ago := func(d time.Duration, c Cause) stateMark { return stateMark{now.Add(-d).UnixMilli(), c} }
	var all []stateMark
	for d := 20 * 24 * time.Hour; d >= 0; d -= 5 * time.Minute {
		all = append(all, ago(d, CauseWriting))
	}
	all[7].cause, all[8].cause = CauseSigned, CauseReturned
	left := map[int64]Cause{}
	for _, m := range all {
		left[m.at] = m.cause
	}
	for _, at := range thinned(all, now) {
		delete(left, at)
	}
	count := func(from, to time.Duration) (n int) {
		for at := range left {
			if age := now.Sub(time.UnixMilli(at)); age >= from && age < to {
				n++
			}
		}
		return n
	}
	day := 24 * time.Hour
	for _, c := range []struct {
		from, to time.Duration
		want     int
	}{{0, day, 288}, {2 * day, 3 * day, 0}, {8 * day, 9 * day, 0}} {
		if n := count(c.from, c.to); c.want > 0 && n != c.want || len(left) > mostKept {
			t.Errorf("of %v to %v: %d", c.from, c.to, n)
		}
	}
	if left[all[7].at] != CauseSigned || left[all[8].at] != CauseReturned {
		t.Error("what was signed is gone")
	}
	if _, ok := left[all[len(all)-1].at]; !ok {
		t.Error("the newest is gone")
	}

	// One window that is put together over and over.
	all = nil
	for i := range 3 * mostKept {
		all = append(all, stateMark{now.UnixMilli() + int64(i), CauseMerged})
	}
	if gone := thinned(all, now); len(all)-len(gone) != mostKept || gone[0] != all[0].at {
		t.Errorf("%d of %d go", len(gone), len(all))
	}
}

func TestThinnedByAge(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		age  time.Duration
		left int
	}{{time.Hour, 24}, {36 * time.Hour, 2}, {10 * 24 * time.Hour, 1}} {
		t.Run(fmt.Sprint(c.age), func(t *testing.T) {
			var all []stateMark
			for i := range 24 { // two hours, from a full one on
				all = append(all, stateMark{now.Add(-c.age).Truncate(24 * time.Hour).Add(time.Duration(i) * 5 * time.Minute).UnixMilli(), CauseWriting})
			}
			if c.age < 24*time.Hour {
				for i := range all {
					all[i].at = now.Add(-c.age + time.Duration(i)*time.Minute).UnixMilli()
				}
			}
			if gone := thinned(all, now); len(all)-len(gone) != c.left {
				t.Errorf("%d stay", len(all)-len(gone))
			}
		})
	}
}
