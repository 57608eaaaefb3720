package e2e

import (
	"fmt"
	"testing"
)

// TestClocksOff walks the line with the clock of the desk or of the service a day
// before or behind the other's, all the way or stepped in between: nothing is
// lost, refused or done twice.
func TestClocksOff(t *testing.T) {
	if testing.Short() {
		t.Skip("walks the whole line")
	}
	t.Parallel()
	all := &met{n: map[string]int{}}
	want := undisturbedLine(t)
	for _, clocks := range clocksOff() {
		t.Run(fmt.Sprint(clocks), func(t *testing.T) {
			t.Parallel()
			l := newLine(t, nil, all)
			l.clocks = clocks
			if d := differ(want, l.walk()); d != "" && !t.Failed() {
				t.Errorf("the outcome is another:\n%s", d)
			}
		})
	}
}

// clocks are how far those of desk and service are off from a part of the line
// on. A service takes up another time when it is begun again.
type clocks struct{ desk, service map[string]string }

// Where the service's clock steps forward while the case is there, it steps by less
// than the day after which it would rightly remind somebody.
func clocksOff() []clocks {
	const before, behind = "24h", "-24h"
	return []clocks{
		{desk: map[string]string{"seal": before}},
		{desk: map[string]string{"seal": behind}},
		{desk: map[string]string{"seal": before, "enrol": behind}},
		{desk: map[string]string{"seal": behind, "send": before, "read": behind}},
		{desk: map[string]string{"enrol": before, "send": "0s", "tell": behind}},
		{service: map[string]string{"seal": before}},
		{service: map[string]string{"seal": behind}},
		{service: map[string]string{"send": before}},
		{service: map[string]string{"seal": before, "send": "0s"}},
		{service: map[string]string{"send": "-23h", "read": "0s"}},
		{desk: map[string]string{"seal": before, "read": "0s"}, service: map[string]string{"enrol": "-12h", "wait": "11h"}},
	}
}
