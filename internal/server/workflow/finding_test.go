package workflow

import (
	"slices"
	"testing"
	"time"

	"oso/internal/errs"
	"oso/internal/server/principal"
)

// TestCriticalFindingOutlivesItsState: a finding raised in triage can be told
// to the physician wherever the case goes from there, and no end destroys it
// before that.
func TestCriticalFindingOutlivesItsState(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name string
		then []Command
		want State
	}{
		{"amended", []Command{{Event: Amend}}, IntakeReview},
		{"reopened", []Command{{Event: ReopenIntake, Reason: "missing"}, {Event: FindDeficient, Reason: "missing"}}, AwaitingMaterials},
		{"held", []Command{{Event: Hold, Reason: "other"}}, OnHold},
		{"withdrawn", []Command{{Event: Withdraw, Reason: "other"}}, Withdrawn},
	} {
		w := newWorld(t)
		w.toTriage()
		coordinator, reader := w.by(w.coordinator, principal.Coordinator), w.by(w.radiologist, principal.Radiologist)
		w.must(Triage, Command{Event: AssignOverread, Actor: coordinator, Read: ImagingRead, PersonID: w.radiologist})
		w.must(Triage, Command{Event: RaiseCritical, Actor: reader, Finding: []byte("sealed"), Object: sum("finding")})
		for _, c := range x.then {
			if c.Actor = coordinator; c.Event == Amend {
				c.Actor = w.by(w.physician, principal.Physician)
			}
			if _, err := w.do(c); err != nil {
				t.Fatalf("%s: %v", x.name, err)
			}
		}
		refuse := Command{Event: RefuseLocation, Actor: coordinator, Place: &Place{Answer: Refused}}
		if _, err := w.do(refuse); !errs.Is(err, errs.Refused) {
			t.Fatalf("%s: destroyed before the physician knows: %v", x.name, err)
		}
		if x.want != Withdrawn {
			w.must(x.want, Command{Event: RaiseCritical, Actor: reader, Finding: []byte("sealed"), Object: sum("finding")})
		}
		w.must(x.want, Command{Event: LogCall, Actor: coordinator, Finding: []byte("call"), Object: sum("call")})
		s := w.must(x.want, Command{Event: AcknowledgeCritical, Actor: coordinator, Object: sum("call")})
		if s.Critical != Acknowledged {
			t.Errorf("%s: %s", x.name, s.Critical)
		}
		if x.want != Withdrawn {
			w.must(NotEligible, refuse)
		}
	}
}

// TestCriticalFindingAfterRelease: the specialist who writes a correction may
// see something, too.
func TestCriticalFindingAfterRelease(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.toReleased(false)
	w.must(Released, Command{Event: RaiseCritical, Actor: w.by(w.specialist, principal.Specialist), Finding: []byte("sealed"), Object: sum("finding")})
}

// TestFirstCallStands: a second call about a finding does not overwrite the
// evidence of the first, and one about a new finding leaves the old alone.
func TestFirstCallStands(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.toReleased(false)
	coordinator, specialist := w.by(w.coordinator, principal.Coordinator), w.by(w.specialist, principal.Specialist)
	raise := Command{Event: RaiseCritical, Actor: specialist, Finding: []byte("sealed"), Object: sum("finding")}
	call := func(words string) {
		w.now = w.now.Add(time.Hour)
		w.must(Released, Command{Event: LogCall, Actor: coordinator, Finding: []byte(words), Object: sum(words)})
	}
	w.must(Released, raise)
	call("first")
	call("second")
	w.now = w.now.Add(time.Hour)
	w.must(Released, raise)
	call("third")
	var calls []string
	for _, f := range must(w.db.Q().ListCriticalFindings(w.ctx, w.id)) {
		calls = append(calls, string(f.CallSealed))
	}
	if !slices.Equal(calls, []string{"first", "third"}) {
		t.Errorf("the calls on record are %v", calls)
	}
}
