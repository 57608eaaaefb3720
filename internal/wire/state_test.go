package wire_test

import (
	"os"
	"strings"
	"testing"

	"oso/internal/wire"
)

func TestEndsStopTheClock(t *testing.T) {
	t.Parallel()
	for _, s := range wire.CaseStates() {
		if s.Ended() && !s.ClockStopped() {
			t.Errorf("%s is an end, and the clock runs on", s)
		}
	}
	for _, s := range []wire.CaseState{wire.Triage, wire.OnHold, wire.Approval, "of-a-newer-service"} {
		if s.ClockStopped() {
			t.Errorf("the clock stands in %s", s)
		}
	}
}

func TestPagesKnowEveryState(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../../frontend/shared/wire/case-states.ts")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range wire.CaseStates() {
		if !strings.Contains(string(b), "'"+string(s)+"'") {
			t.Errorf("%s is not among the pages' states: run go generate ./internal/wire", s)
		}
	}
}
