package workflow

import (
	"database/sql"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// added releases an addendum to version 1.
func (w *world) added(state State) {
	w.t.Helper()
	specialist, approver := w.by(w.specialist, principal.Specialist), w.by(w.approver, principal.Approver)
	w.must(state, Command{Event: AskAddendum, Actor: w.by(w.coordinator, principal.Coordinator), Object: sum("question")})
	w.must(state, Command{Event: SignRevision, Actor: specialist, Object: sum("o2")}, w.draft(w.specialist, 2, "addendum", "o2"))
	w.must(state, Command{Event: TakeUpRevision, Actor: approver})
	w.must(state, Command{Event: ApproveRevision, Actor: approver, Object: sum("o2")}, w.packed(w.approver, 2))
}

// open are the kinds of the case's open tasks.
func (w *world) open() string {
	var kinds []string
	for _, t := range must(w.db.Q().ListOpenTasksByCase(w.ctx, w.id)) {
		kinds = append(kinds, t.Kind)
	}
	return strings.Join(kinds, " ")
}

// climb fires reminders until they are used up, and then what follows; it gives
// after how long each came.
func (w *world) climb() (after []string) {
	w.t.Helper()
	begun := w.now
	for range 9 {
		t, _ := w.timer(Remind)
		if _, err := w.fire(t); err != nil {
			w.t.Fatal(err)
		}
		after = append(after, w.now.Sub(begun).String())
		if next, _ := w.timer(Remind); next == t {
			break
		}
	}
	t, ok := w.timer(Escalate)
	if !ok {
		w.t.Fatal("nobody is asked to call")
	}
	if _, err := w.fire(t); err != nil {
		w.t.Fatal(err)
	}
	return append(after, w.now.Sub(begun).String())
}

// TestRevokedIsNotRemindedOf: once the authorization is taken back nobody is
// reminded of the opinion, nor called about it, whether it was opened before or not.
func TestRevokedIsNotRemindedOf(t *testing.T) {
	t.Parallel()
	for _, state := range []State{Released, Completed} {
		for _, called := range []bool{false, true} {
			w := newWorld(t)
			w.toReleased(false)
			if state == Completed {
				w.must(Completed, Command{Event: Access, Actor: w.by(w.physician, principal.Physician), Object: sum("o"), ActVerified: true})
				w.added(Completed)
			}
			late, _ := w.timer(Remind)
			if called {
				w.climb()
				late, _ = w.timer(Escalate)
				if w.open() != TaskCallDoctor {
					t.Fatalf("%s: tasks are %q", state, w.open())
				}
			}
			w.must(state, Command{Event: Revoke, Actor: w.by(w.coordinator, principal.Coordinator)})
			if w.open() != "" {
				t.Errorf("%s: somebody is to call still: %q", state, w.open())
			}
			before := len(must(w.db.Q().ListNotices(w.ctx, w.id)))
			if _, err := w.fire(late); !errs.Is(err, errs.Refused) {
				t.Errorf("%s: %s came all the same: %v", state, late.Event, err)
			}
			if n := len(must(w.db.Q().ListNotices(w.ctx, w.id))); n != before || w.open() != "" {
				t.Errorf("%s: %d notices more, tasks %q", state, n-before, w.open())
			}
		}
	}
}

// TestAddendumClimbs: a further version that nobody opens is reminded of as the first
// was, through the closing of its case, and ends by access or by delivery.
func TestAddendumClimbs(t *testing.T) {
	t.Parallel()
	const want = "24h0m0s 72h0m0s 168h0m0s 192h0m0s"
	for _, by := range []string{"access", "delivery"} {
		w := newWorld(t)
		w.toReleased(false)
		physician, coordinator := w.by(w.physician, principal.Physician), w.by(w.coordinator, principal.Coordinator)
		w.must(Completed, Command{Event: Access, Actor: physician, Object: sum("o"), ActVerified: true})
		w.added(Completed)
		first, _ := w.timer(Remind)
		if got := strings.Join(w.climb(), " "); got != want {
			t.Errorf("climbs after %s, want %s", got, want)
		}
		if w.open() != TaskCallDoctor {
			t.Fatalf("tasks are %q", w.open())
		}
		if by == "access" {
			w.must(Completed, Command{Event: Access, Actor: physician, Object: sum("o2"), ActVerified: true})
		} else {
			w.must(Completed, Command{Event: Deliver, Actor: coordinator, Object: sum("receipt")})
		}
		if w.open() != "" {
			t.Errorf("%s leaves %q", by, w.open())
		}
		if _, err := w.fire(first); !errs.Is(err, errs.Refused) {
			t.Errorf("a reminder of what was opened: %v", err)
		}
	}
}

// TestClimbGoesOnWhereTheCaseCloses: the count of reminders is of the version, not of
// where its case stands.
func TestClimbGoesOnWhereTheCaseCloses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.toReleased(false)
	w.must(Completed, Command{Event: Access, Actor: w.by(w.physician, principal.Physician), Object: sum("o"), ActVerified: true})
	w.added(Completed)
	timer, _ := w.timer(Remind)
	if _, err := w.fire(timer); err != nil {
		t.Fatal(err)
	}
	s, err := w.do(Command{Event: ChargeSucceeded, Actor: principal.TheProgram()}, w.settle("charged"))
	if err != nil || s.State != Closed || s.Reminders != 1 {
		t.Fatalf("%s, %d reminders: %v", s.State, s.Reminders, err)
	}
	next, _ := w.timer(Remind)
	if s, err = w.fire(next); err != nil || s.Reminders != 2 || w.now.Sub(time.UnixMilli(timer.Due)) != 2*day {
		t.Errorf("%d reminders, %v after the first: %v", s.Reminders, w.now.Sub(time.UnixMilli(timer.Due)), err)
	}
}

// TestCorrectionClimbsAnew: what is to be opened is another version, and the first
// one's reminders say nothing any more.
func TestCorrectionClimbsAnew(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.toReleased(false)
	of1, _ := w.timer(Remind)
	w.must(Released, Command{Event: BeginCorrection, Actor: w.by(w.approver, principal.Approver), Reason: "error"})
	w.corrected(Released, w.specialist)
	if _, err := w.fire(of1); !errs.Is(err, errs.Refused) {
		t.Errorf("a reminder of the version that was replaced: %v", err)
	}
	w.climb()
	if w.open() != TaskCallDoctor {
		t.Errorf("tasks are %q", w.open())
	}
}

// TestCorrectLetterEndsWithTheCorrection, and with no addendum, which leaves what was
// wrong as it is.
func TestCorrectLetterEndsWithTheCorrection(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		release func(*world)
		left    string
	}{
		{func(w *world) { w.added(Completed) }, TaskCorrectLetter},
		{func(w *world) {
			w.must(Completed, Command{Event: BeginCorrection, Actor: w.by(w.approver, principal.Approver), Reason: "wrong-patient"})
			w.corrected(Completed, w.specialist)
		}, ""},
	} {
		w := newWorld(t)
		w.toReleased(false)
		w.must(Completed, Command{Event: Access, Actor: w.by(w.physician, principal.Physician), Object: sum("o"), ActVerified: true})
		if err := w.db.Tx(w.ctx, func(tx *sql.Tx) error {
			return db.New(tx).PutTask(w.ctx, db.PutTaskParams{ID: casefile.NewID(), CaseID: w.id, Kind: TaskCorrectLetter, Role: "coordinator", Key: w.id + "/k", DueAt: w.now.UnixMilli(), CreatedAt: w.now.UnixMilli()})
		}); err != nil {
			t.Fatal(err)
		}
		x.release(w)
		if w.open() != x.left {
			t.Errorf("tasks are %q, want %q", w.open(), x.left)
		}
	}
}
