package clinicapi_test

import (
	"testing"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/wire"
)

// Desks behind one address, as a balancer may make of all of them, sign in
// whatever the others and strangers ask there; strangers are bounded still.
func TestDesksBehindOneAddressSignIn(t *testing.T) {
	t.Parallel()
	s := serve(t)
	clinic := s.clinic("A")
	one, two := s.enrolled(clinic, "Dr. A"), s.enrolled(clinic, "Dr. B")
	// asks until it is told to wait, at most that often; how often it was not.
	asks := func(device string, most int) int {
		t.Helper()
		for n := range most {
			resp, _ := one.do("POST", wire.PathChallenge, wire.ChallengeRequest{Device: device})
			if resp.StatusCode == 429 {
				return n
			}
		}
		return most
	}
	if n := asks(casefile.NewID(), 1000); n == 0 || n == 1000 {
		t.Errorf("a stranger asked %d times", n)
	}
	one.signIn()
	if n := asks(one.enrol.Device, 1000); n == 0 || n == 1000 {
		t.Errorf("who named a workstation asked %d times", n)
	}
	one.refused(errs.TooMany, "POST", wire.PathChallenge, wire.ChallengeRequest{Device: one.enrol.Device})
	two.signIn()
}
