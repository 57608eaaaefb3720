package workflow

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
)

// timer gives the newest timer of an event that was set for the case.
func (w *world) timer(e Event) (Timer, bool) {
	for i := len(w.jobs) - 1; i >= 0; i-- {
		var t Timer
		if j := w.jobs[i]; j.Kind == JobTimer && j.CaseID == w.id && json.Unmarshal(j.Payload, &t) == nil && t.Event == e {
			return t, true
		}
	}
	return Timer{}, false
}

// fire runs a timer at its time, as jobs would.
func (w *world) fire(t Timer) (Status, error) {
	if due := time.UnixMilli(t.Due).UTC(); w.now.Before(due) {
		w.now = due
	}
	cmd := TimerCommand(w.id, t, w.now)
	return w.do(cmd)
}

// toTriage takes a case with an ordered imaging review the short way.
func (w *world) toTriage() {
	w.t.Helper()
	start := w.received()
	start.Place.Answer, start.New.Agreement = Allowed, Signed
	w.must(IntakeReview, start)
	w.must(IntakeReview, Command{Event: SetEstimate, Actor: w.by(w.coordinator, principal.Coordinator), Estimate: w.estimate()})
	w.must(Triage, Command{Event: FindComplete, Actor: w.by(w.coordinator, principal.Coordinator)})
}

// toReleased takes a case the short way.
func (w *world) toReleased(emergent bool) {
	w.t.Helper()
	coordinator := w.by(w.coordinator, principal.Coordinator)
	start := w.received()
	start.Place.Answer, start.New.Agreement, start.New.Imaging, start.New.Emergent = Allowed, Signed, false, emergent
	w.must(IntakeReview, start)
	w.must(IntakeReview, Command{Event: SetEstimate, Actor: coordinator, Estimate: w.estimate()})
	w.must(Triage, Command{Event: FindComplete, Actor: coordinator})
	w.must(Offered, Command{Event: Offer, Actor: coordinator, PersonID: w.specialist})
	w.must(InReview, Command{Event: AcceptOffer, Actor: w.by(w.specialist, principal.Specialist)})
	w.must(SignedDraft, Command{Event: SignDraft, Actor: w.by(w.specialist, principal.Specialist), Object: sum("o")}, w.draft(w.specialist, 1, "opinion", "o"))
	w.must(Approval, Command{Event: TakeUp, Actor: w.by(w.approver, principal.Approver)})
	w.must(Released, Command{Event: Approve, Actor: w.by(w.approver, principal.Approver), Object: sum("o")}, w.packed(w.approver, 1))
}

// TestReminders: after 1, 3 and 7 days, then a coordinator's task; the
// emergent ones sooner; none after access.
func TestReminders(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		emergent bool
		want     string
	}{{false, "24h0m0s 72h0m0s 168h0m0s then 192h0m0s"}, {true, "4h0m0s 24h0m0s then 48h0m0s"}} {
		w := newWorld(t)
		w.toReleased(x.emergent)
		released := w.now
		var got []string
		for range 5 {
			timer, _ := w.timer(Remind)
			if _, err := w.fire(timer); err != nil {
				break
			}
			got = append(got, w.now.Sub(released).String())
			if next, _ := w.timer(Remind); next == timer {
				break
			}
		}
		escalate, ok := w.timer(Escalate)
		if !ok {
			t.Fatalf("no escalation after %v", got)
		}
		if _, err := w.fire(escalate); err != nil {
			t.Fatal(err)
		}
		if s := strings.Join(got, " ") + " then " + w.now.Sub(released).String(); s != x.want {
			t.Errorf("emergent %t: reminded after %s, want %s", x.emergent, s, x.want)
		}
		tasks := must(w.db.Q().ListOpenTasksByCase(w.ctx, w.id))
		if len(tasks) != 1 || tasks[0].Kind != TaskCallDoctor {
			t.Errorf("tasks are %v", tasks)
		}
		w.must(Completed, Command{Event: Access, Actor: w.by(w.physician, principal.Physician), Object: sum("o"), ActVerified: true})
		if left := must(w.db.Q().ListOpenTasksByCase(w.ctx, w.id)); len(left) != 0 {
			t.Errorf("access leaves tasks: %v", left)
		}
		if _, err := w.fire(escalate); !errs.Is(err, errs.Refused) {
			t.Errorf("a late timer: %v", err)
		}
	}
}

// TestStaleTimers: a timer of an earlier stay does nothing, even when the case
// is in the same state again.
func TestStaleTimers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	coordinator := w.by(w.coordinator, principal.Coordinator)
	start := w.received()
	start.Place.Answer, start.New.Agreement, start.New.Imaging = Allowed, Signed, false
	w.must(IntakeReview, start)
	w.must(IntakeReview, Command{Event: SetEstimate, Actor: coordinator, Estimate: w.estimate()})
	w.must(Triage, Command{Event: FindComplete, Actor: coordinator})
	breach, _ := w.timer(Breach)
	if due := time.UnixMilli(breach.Due).Sub(w.now); due != 14*day {
		t.Errorf("the clock runs %v", due)
	}
	w.must(Offered, Command{Event: Offer, Actor: coordinator, PersonID: w.specialist})
	first, _ := w.timer(OfferTimeout)
	early := first
	early.Due = w.now.Add(-time.Hour).UnixMilli() // what a job carries is what was set; a made-up token is refused
	early.Token++
	if _, err := w.fire(early); !errs.Is(err, errs.Refused) {
		t.Fatalf("a timer of another stay: %v", err)
	}
	w.must(OnHold, Command{Event: Hold, Actor: coordinator, Reason: "patient-asked"})
	if _, err := w.fire(first); !errs.Is(err, errs.Refused) {
		t.Fatalf("a timer on hold: %v", err)
	}
	w.must(Triage, Command{Event: Resume, Actor: coordinator}) // the offer is over
	w.must(Offered, Command{Event: Offer, Actor: coordinator, PersonID: w.second})
	if _, err := w.fire(first); !errs.Is(err, errs.Refused) {
		t.Fatalf("a timer of the first offer ended the second: %v", err)
	}
	second, _ := w.timer(OfferTimeout)
	if s, err := w.fire(second); err != nil || s.State != Triage {
		t.Fatalf("%v %v", s.State, err)
	}
	offers := must(w.db.Q().ListOffers(w.ctx, w.id))
	var states []string
	for _, o := range offers {
		states = append(states, o.State)
	}
	if strings.Join(states, " ") != "cancelled timed-out" {
		t.Errorf("offers are %v", states)
	}
	if s, err := w.fire(breach); err != nil || !s.Breached {
		t.Errorf("the clock: %v, %v", s.Breached, err)
	}
	if again, _ := w.timer(Breach); again != breach {
		t.Error("the clock was started twice")
	}
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	start := w.received()
	start.New.Materials[0].Arrived = false
	w.must(AwaitingMaterials, start)
	expire, _ := w.timer(Expire)
	if s, err := w.fire(expire); err != nil || s.State != Expired {
		t.Fatalf("%v %v", s.State, err)
	}
}

func TestWorkingDay(t *testing.T) {
	t.Parallel()
	office, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Skip("no zone data here")
	}
	c := Defaults(office).Calendar()
	for at, want := range map[string]string{
		"2026-11-24T10:00:00-05:00": "2026-11-25T17:00:00-05:00", // Tuesday
		"2026-11-27T23:00:00-05:00": "2026-11-30T17:00:00-05:00", // Friday night
		"2026-11-28T12:00:00-05:00": "2026-11-30T17:00:00-05:00", // Saturday
		"2027-03-12T12:00:00-05:00": "2027-03-15T17:00:00-04:00", // over the change to summer time
		"2026-11-24T03:00:00Z":      "2026-11-24T17:00:00-05:00", // still Monday at the office
	} {
		t0, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.DayAfter(t0).Format(time.RFC3339); got != want {
			t.Errorf("after %s: %s, want %s", at, got, want)
		}
	}
}

// TestCorrection: the older version is superseded, the physician has to say
// that it is known, and after a working day somebody calls.
func TestCorrection(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.toReleased(false)
	physician, specialist := w.by(w.physician, principal.Physician), w.by(w.specialist, principal.Specialist)
	w.must(Completed, Command{Event: Access, Actor: physician, Object: sum("o"), ActVerified: true})
	w.must(Completed, Command{Event: BeginCorrection, Actor: specialist, Reason: "error"})
	s := w.corrected(Completed, w.specialist)
	if s.Version != 2 || !s.Unread || s.Correction != AckPending {
		t.Fatalf("%+v", s)
	}
	first := must(w.db.Q().GetOpinionVersion(w.ctx, db.GetOpinionVersionParams{CaseID: w.id, Version: 1}))
	if first.SupersededAt == 0 {
		t.Error("the older version is not superseded")
	}
	versions := []rights.Version{{Number: 1, Opened: true, Superseded: true}, {Number: 2}}
	if g := rights.Versions(principal.Patient, s.Release(), true, versions); len(g) != 0 {
		t.Errorf("the patient sees %v", g)
	}
	if g := rights.Versions(principal.Physician, s.Release(), true, versions); fmt.Sprint(g) != "[1 2]" {
		t.Errorf("the physician sees %v", g)
	}
	w.must(Completed, Command{Event: AccessSuperseded, Actor: physician, OpinionID: first.ID, Object: sum("o"), ActVerified: true})
	overdue, ok := w.timer(CorrectionOverdue)
	if !ok {
		t.Fatal("no timer")
	}
	if s, err := w.fire(overdue); err != nil || s.Correction != AckOverdue {
		t.Fatalf("%v %v", s.Correction, err)
	}
	if _, err := w.do(Command{Event: AcknowledgeCorrection, Actor: w.by(w.coordinator, principal.Coordinator)}); !errs.Is(err, errs.Forbidden) {
		t.Fatalf("a coordinator without evidence: %v", err)
	}
	s = w.must(Completed, Command{Event: Access, Actor: physician, Object: sum("o2"), ActVerified: true})
	if s.Unread {
		t.Error("still unread")
	}
	if s = w.must(Completed, Command{Event: AcknowledgeCorrection, Actor: physician, Object: sum("o2")}); s.Correction != CorrectionIsKnown {
		t.Errorf("%v", s.Correction)
	}
}

// TestPatientFirst: registered at the portal, the doctor invited and checked
// by hand, the estimate accepted by the patient.
func TestPatientFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	start := w.received()
	start.Event, start.Actor, start.AccountReady = Register, w.by("", principal.Patient), true
	start.Place.Answer = Allowed
	start.New.ClinicID, start.New.PhysicianID, start.New.PartnerID, start.New.PayerKind = "", "", "", "patient"
	start.New.Agreement, start.New.Materials, start.New.Imaging = Signed, nil, false
	w.must(Registered, start)
	patient, coordinator, physician := w.by("", principal.Patient), w.by(w.coordinator, principal.Coordinator), w.by(w.physician, principal.Physician)
	if _, err := w.do(Command{Event: AskDoctor, Actor: patient}); !errs.Is(err, errs.Incomplete) {
		t.Fatalf("nobody asked: %v", err)
	}
	w.must(AwaitingPhysician, Command{Event: AskDoctor, Actor: patient, PhysicianID: w.physician})
	if _, err := w.do(Command{Event: AcceptParticipation, Actor: w.by(w.stranger, principal.Physician), Participates: true}); !errs.Is(err, errs.Forbidden) {
		t.Fatalf("another physician: %v", err)
	}
	w.must(AwaitingPhysician, Command{Event: AcceptParticipation, Actor: physician, Participates: true})
	w.must(Preparing, Command{Event: CheckLicense, Actor: coordinator, LicenseKnown: true})
	w.must(Preparing, Command{Event: SetEstimate, Actor: coordinator, Estimate: w.estimate()})
	if _, err := w.do(Command{Event: AcceptEstimate, Actor: coordinator}); !errs.Is(err, errs.Forbidden) {
		t.Fatalf("a coordinator without evidence: %v", err)
	}
	if s := w.must(Preparing, Command{Event: AcceptEstimate, Actor: patient}); s.Billing != EstimateAccepted {
		t.Fatalf("%v", s.Billing)
	}
}

// Expiry is of a case in which nothing happens: an act of a person begins it
// anew, in whatever state that can expire; what the program does by itself
// (reminders) does not.
func TestExpiryCountsFromTheLastAct(t *testing.T) {
	t.Parallel()
	cfg := Defaults(time.UTC)
	begin := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	waiting := Status{State: AwaitingMaterials, Participation: Linked, Agreement: Signed, Location: Allowed, Seq: 5, Entered: 5, SealVer: 1}
	for name, x := range map[string]struct {
		event  Event
		facts  Facts
		anew   bool
		status Status
	}{
		"a new version": {Amend, Facts{Role: principal.Physician, IsPhysician: true}, true, waiting},
		"a reminder":    {Remind, Facts{Role: principal.System}, false, waiting},
		"an escalation": {Escalate, Facts{Role: principal.System}, false, waiting},
	} {
		_, due, _ := cfg.timer(Expire, x.status, begin)
		first := timerToken(Expire, x.status)
		x.facts.Now, x.facts.TimerEntered, x.facts.TimerDue = begin.Add(89*day), x.status.Entered, begin
		o, err := Next(x.status, x.event, x.facts)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		set := false
		for _, e := range o.Timers {
			set = set || e == Expire
		}
		if set != x.anew {
			t.Errorf("%s: expiry begins anew: %t, want %t", name, set, x.anew)
		}
		_, err = Next(o.Status, Expire, Facts{Now: due, Role: principal.System, TimerEntered: first, TimerDue: due})
		if x.anew != errs.Is(err, errs.Refused) {
			t.Errorf("%s: the first timer, at its time: %v", name, err)
		}
		if !x.anew {
			continue
		}
		_, due, _ = cfg.timer(Expire, o.Status, x.facts.Now)
		if o, err = Next(o.Status, Expire, Facts{Now: due, Role: principal.System, TimerEntered: timerToken(Expire, o.Status), TimerDue: due}); err != nil || o.Status.State != Expired {
			t.Errorf("%s: its own timer: %s, %v", name, o.Status.State, err)
		}
	}
}

// An early timer is told apart from one whose stay is over: it has to come
// again.
func TestEarlyTimerIsNotAStaleOne(t *testing.T) {
	t.Parallel()
	due := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	for _, r := range Table() {
		for _, state := range r.From {
			s := Status{State: state, Seq: 7, Entered: 5, ClockStart: 1, Correction: AckPending, Agreement: Signed, Location: Allowed, Imaging: Assigned}
			f := Facts{Now: due.Add(-time.Millisecond), Role: principal.System, TimerEntered: timerToken(r.Event, s), TimerDue: due, Read: ImagingRead, ReadDue: timerToken(r.Event, s), Part: PartAccepted, PartDue: timerToken(r.Event, s)}
			timed := false
			for _, g := range r.Guards {
				timed = timed || g.Says == isDue.Says
			}
			if !timed {
				continue
			}
			if _, err := Next(s, r.Event, f); !errs.Is(err, errs.TooMany) {
				t.Errorf("%s in %s, early: %v", r.Event, state, err)
			}
			f.TimerEntered--
			if _, err := Next(s, r.Event, f); !errs.Is(err, errs.Refused) {
				t.Errorf("%s in %s, early and of another stay: %v", r.Event, state, err)
			}
		}
	}
}
