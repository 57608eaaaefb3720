package e2e

import (
	"fmt"
	"testing"
)

// TestClocksOff walks the line with the desk's clock a day before or behind
// the service's, all the way or stepped in between: nothing is lost, refused or
// done twice.
func TestClocksOff(t *testing.T) {
	if testing.Short() {
		t.Skip("walks the whole line")
	}
	t.Parallel()
	all := &met{n: map[string]int{}}
	want := undisturbedLine(t)
	const before, behind = "24h", "-24h"
	for _, clocks := range []map[string]string{
		{"seal": before},
		{"seal": behind},
		{"seal": before, "enrol": behind},
		{"seal": behind, "send": before, "read": behind},
		{"enrol": before, "send": "0s", "tell": behind},
	} {
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
