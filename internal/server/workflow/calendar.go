package workflow

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"oso/internal/errs"
	"oso/internal/server/calendar"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// holidays reads the office's holidays that are in force: in the caller's
// transaction, so that what is due is reckoned by what stands when it is written.
func holidays(ctx context.Context, q *db.Queries) (calendar.Body, error) {
	row, err := q.GetRegister(ctx, calendar.Register)
	if errors.Is(err, sql.ErrNoRows) {
		return calendar.Body{}, nil // nobody entered any: only weekends count
	}
	if err != nil {
		return calendar.Body{}, db.Err(err, "load holidays")
	}
	return calendar.Parse(row.Body)
}

// office puts the holidays into what this act reckons with.
func (a *act) office() error {
	var err error
	if !a.holidays {
		a.cfg.Holidays, err = holidays(a.ctx, a.q)
		a.holidays = err == nil
	}
	return err
}

// Calendar is the office's, with the holidays in force.
func (f *Flow) Calendar(ctx context.Context, q *db.Queries) (calendar.Calendar, error) {
	b, err := holidays(ctx, q)
	return f.cfg.With(b).Calendar(), err
}

// With is the same configuration with other holidays.
func (c Config) With(b calendar.Body) Config { c.Holidays = b; return c }

// due is when a timer of a case is due by what stands now: its own time, or
// later where the calendar changed since it was set.
func (a *act) due(t Timer) (time.Time, error) {
	own := time.UnixMilli(t.Due)
	var now time.Time
	switch {
	case t.Event == Breach:
		now = time.UnixMilli(a.row.DueAt)
	case t.Event == CorrectionOverdue && a.status.Version > 0:
		o, err := a.q.GetOpinionVersion(a.ctx, db.GetOpinionVersionParams{CaseID: a.row.ID, Version: a.status.Version})
		if errors.Is(err, sql.ErrNoRows) || err == nil && o.ReleasedAt == 0 {
			return own, nil
		}
		if err != nil {
			return own, db.Err(err, "read timer")
		}
		if err := a.office(); err != nil {
			return own, err
		}
		now = a.cfg.Calendar().DayAfter(time.UnixMilli(o.ReleasedAt))
	}
	if now.After(own) {
		return now, nil
	}
	return own, nil
}

// Due tells when a timer that came too early is due.
func (f *Flow) Due(ctx context.Context, q *db.Queries, caseID string, t Timer) (time.Time, error) {
	row, err := q.GetCase(ctx, caseID)
	if err != nil {
		return time.Time{}, db.Err(err, "read timer")
	}
	return (&act{ctx: ctx, q: q, cfg: f.cfg, row: row, status: StatusOf(row)}).due(t)
}

// Move is one date of an open case that other holidays move.
type Move struct {
	CaseID    string
	Reference string
	Event     Event // Breach: the two weeks; CorrectionOverdue: the call about a correction
	From, To  time.Time

	clinic string
	seq    int64
	token  int64
}

// Moves lists what other holidays would move: clocks that run, with no breach on
// record, and corrections that wait to be acknowledged. What an emergent case has
// are hours, and what is over stays as it was.
func (f *Flow) Moves(ctx context.Context, q *db.Queries, b calendar.Body, now time.Time) ([]Move, error) {
	before, err := holidays(ctx, q)
	if err != nil {
		return nil, err
	}
	rows, err := q.ListClocks(ctx)
	if err != nil {
		return nil, db.Err(err, "list clocks")
	}
	was, will := f.cfg.With(before).Calendar(), f.cfg.With(b)
	cal := will.Calendar()
	var out []Move
	for _, r := range rows {
		m := Move{CaseID: r.ID, Reference: r.Reference, clinic: r.ClinicID, seq: r.Seq}
		switch {
		case Correction(r.Correction) == AckPending:
			m.Event, m.token = CorrectionOverdue, r.Version
			m.From, m.To = was.DayAfter(time.UnixMilli(r.ReleasedAt)), cal.DayAfter(time.UnixMilli(r.ReleasedAt))
		case !r.Emergent:
			m.Event, m.token = Breach, r.ClockStarted
			m.From, m.To = time.UnixMilli(r.DueAt), will.breach(Status{ClockStart: r.ClockStarted})
		}
		if m.From.UnixMilli() != m.To.UnixMilli() && m.From.After(now) {
			out = append(out, m)
		}
	}
	return out, nil
}

// Recount brings about what Moves tells, in the transaction that puts the
// holidays in force, before it does: the date of each case, an entry in its
// audit, word to its clinic, and a timer where a date comes nearer. A timer that
// was set for an earlier date is put off when it comes.
func (f *Flow) Recount(ctx context.Context, tx *sql.Tx, enqueue db.Enqueue, b calendar.Body, by principal.Actor, now time.Time) ([]Move, error) {
	const op = "move dates"
	q := db.New(tx)
	moves, err := f.Moves(ctx, q, b, now)
	if err != nil {
		return nil, err
	}
	for _, m := range moves {
		if m.Event == Breach {
			if err := q.MoveDue(ctx, db.MoveDueParams{ID: m.CaseID, DueAt: m.To.UnixMilli()}); err != nil {
				return nil, db.Err(err, op)
			}
		}
		if err := q.TouchCase(ctx, db.TouchCaseParams{ID: m.CaseID}); err != nil {
			return nil, db.Err(err, op)
		}
		if _, err := db.AppendAudit(ctx, tx, db.Entry(m.CaseID, DateMoved, by, now)); err != nil {
			return nil, err
		}
		if m.clinic != "" {
			if err := q.InsertFeed(ctx, db.InsertFeedParams{ClinicID: m.clinic, CaseID: m.CaseID, Kind: "status", CreatedAt: now.UnixMilli()}); err != nil {
				return nil, db.Err(err, op)
			}
		}
		if !m.To.Before(m.From) {
			continue
		}
		body, err := json.Marshal(Timer{Event: m.Event, Token: m.token, Due: m.To.UnixMilli()})
		if err != nil {
			return nil, errs.Op(err, op)
		}
		key := fmt.Sprintf("%s/%d/%s/%d", m.CaseID, m.seq, m.Event, now.UnixMilli())
		if err := enqueue(ctx, tx, db.Job{Kind: JobTimer, Key: key, CaseID: m.CaseID, Due: m.To, Payload: body}); err != nil {
			return nil, errs.Op(err, op)
		}
	}
	return moves, nil
}

// DateMoved is what a case's audit says of a date that other holidays moved. It
// is no event of the table: the case stays where it is.
const DateMoved = "date-moved"
