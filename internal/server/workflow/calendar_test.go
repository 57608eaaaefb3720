package workflow

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"oso/internal/errs"
	"oso/internal/server/calendar"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// close puts holidays in force, as register does with a confirmed version.
func (w *world) close(days ...calendar.Holiday) []Move {
	w.t.Helper()
	b := calendar.Body{Days: days}
	text, err := b.String()
	if err != nil {
		w.t.Fatal(err)
	}
	var moves []Move
	err = w.db.Tx(w.ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		told, err := w.flow.Moves(w.ctx, q, b, w.now)
		if err != nil {
			return err
		}
		moves, err = w.flow.Recount(w.ctx, tx, w.enqueue, b, w.by(w.coordinator, principal.Coordinator), w.now)
		if err != nil {
			return err
		}
		if len(told) != len(moves) {
			w.t.Errorf("%d dates were told, %d moved", len(told), len(moves))
		}
		if err := q.EndRegister(w.ctx, db.EndRegisterParams{Name: calendar.Register, EndedAt: w.now.UnixMilli()}); err != nil {
			return err
		}
		if err := q.ProposeRegister(w.ctx, db.ProposeRegisterParams{Name: calendar.Register, Body: text, SourceSealed: []byte{}, ProposedBy: "a", ProposedAt: w.now.UnixMilli()}); err != nil {
			return err
		}
		list, err := q.ListRegister(w.ctx, calendar.Register)
		if err != nil {
			return err
		}
		_, err = q.DecideRegister(w.ctx, db.DecideRegisterParams{Name: calendar.Register, Version: list[0].Version, State: "in-force", DecidedBy: "b", DecidedAt: w.now.UnixMilli()})
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return moves
}

// running brings a case to where its clock begins.
func (w *world) running() {
	w.t.Helper()
	coordinator := w.by(w.coordinator, principal.Coordinator)
	start := w.received()
	start.Place.Answer, start.New.Agreement, start.New.Imaging = Allowed, Signed, false
	w.must(IntakeReview, start)
	w.must(IntakeReview, Command{Event: SetEstimate, Actor: coordinator, Estimate: w.estimate()})
	w.must(Triage, Command{Event: FindComplete, Actor: coordinator})
}

func (w *world) row() db.Case {
	w.t.Helper()
	row, err := w.db.Q().GetCase(context.Background(), w.id)
	if err != nil {
		w.t.Fatal(err)
	}
	return row
}

// TestHolidayMovesTheClock: a holiday that is entered while a clock runs makes
// it end a day later; the timer that was set comes too early then and says when
// it is due, and taking the holiday away sets one for the nearer date.
func TestHolidayMovesTheClock(t *testing.T) {
	t.Parallel()
	w := newWorld(t) // Tuesday, 24 November 2026
	w.running()
	set, _ := w.timer(Breach)
	first := w.now.Add(14 * day)

	moves := w.close(calendar.Holiday{Date: "2026-11-26", Name: "Thanksgiving"}, calendar.Holiday{Date: "2026-12-25", Name: "Christmas Day"})
	if len(moves) != 1 || moves[0].Event != Breach || !moves[0].From.Equal(first) || !moves[0].To.Equal(first.Add(day)) {
		t.Fatalf("%+v", moves)
	}
	if row := w.row(); row.DueAt != first.Add(day).UnixMilli() {
		t.Fatalf("due at %s", time.UnixMilli(row.DueAt))
	}
	if again, _ := w.timer(Breach); again != set {
		t.Error("a date that is farther away sets a second timer")
	}
	began := w.now
	w.now = first
	if _, err := w.do(TimerCommand(w.id, set, w.now)); !errs.Is(err, errs.TooMany) {
		t.Fatalf("the clock ran out before its time: %v", err)
	}
	due, err := w.flow.Due(w.ctx, w.db.Q(), w.id, set)
	if err != nil || !due.Equal(first.Add(day)) {
		t.Fatalf("%s %v", due, err)
	}
	w.now = first.Add(day)
	if s, err := w.do(TimerCommand(w.id, set, w.now)); err != nil || !s.Breached {
		t.Fatalf("%+v %v", s, err)
	}
	if moves := w.close(); len(moves) != 0 {
		t.Errorf("a breach on record was moved: %+v", moves)
	}

	w = newWorld(t)
	w.close(calendar.Holiday{Date: "2026-11-26", Name: "Thanksgiving"})
	w.running()
	set, _ = w.timer(Breach)
	if set.Due != began.Add(15*day).UnixMilli() {
		t.Fatalf("a holiday in force is not counted: %s", time.UnixMilli(set.Due))
	}
	if moves := w.close(); len(moves) != 1 {
		t.Fatalf("%+v", moves)
	}
	if nearer, _ := w.timer(Breach); nearer.Due != began.Add(14*day).UnixMilli() {
		t.Errorf("no timer for the nearer date: %s", time.UnixMilli(nearer.Due))
	}
}

// TestHolidayMovesNoHours: an emergent case has hours, whatever day it is.
func TestHolidayMovesNoHours(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.running()
	w.must(Triage, Command{Event: SetEmergent, Actor: w.by(w.coordinator, principal.Coordinator), Reason: "finding"})
	due := w.row().DueAt
	if moves := w.close(calendar.Holiday{Date: "2026-11-26", Name: "Thanksgiving"}); len(moves) != 0 || w.row().DueAt != due {
		t.Errorf("%+v", moves)
	}
}

// TestHolidayMovesTheCall: who has to acknowledge a correction has a whole day
// on which the office works.
func TestHolidayMovesTheCall(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.toReleased(false)
	physician, specialist, approver := w.by(w.physician, principal.Physician), w.by(w.specialist, principal.Specialist), w.by(w.approver, principal.Approver)
	w.must(Completed, Command{Event: Access, Actor: physician, Object: sum("o"), ActVerified: true})
	w.must(Completed, Command{Event: BeginCorrection, Actor: specialist, Reason: "error"})
	w.must(Completed, Command{Event: SignRevision, Actor: specialist, Object: sum("o2")}, w.draft(w.specialist, 2, "correction", "o2"))
	w.must(Completed, Command{Event: TakeUpRevision, Actor: approver})
	w.must(Completed, Command{Event: ApproveRevision, Actor: approver, Object: sum("o2")}, w.packed(w.approver, 2))
	set, _ := w.timer(CorrectionOverdue)
	closed := time.UnixMilli(set.Due).UTC()
	moves := w.close(calendar.Holiday{Date: closed.Format(time.DateOnly), Name: "closed"})
	if len(moves) != 1 || moves[0].Event != CorrectionOverdue || !moves[0].To.After(moves[0].From) {
		t.Fatalf("%+v", moves)
	}
	w.now = closed
	if _, err := w.do(TimerCommand(w.id, set, w.now)); !errs.Is(err, errs.TooMany) {
		t.Fatalf("a call on a holiday: %v", err)
	}
	w.now = moves[0].To
	if s, err := w.do(TimerCommand(w.id, set, w.now)); err != nil || s.Correction != AckOverdue {
		t.Fatalf("%+v %v", s, err)
	}
}
