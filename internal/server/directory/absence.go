package directory

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// Absence is a time in which somebody is not asked: the first and the last day,
// at the office. Why is nobody's business.
type Absence struct {
	ID     string
	Person string
	From   string // YYYY-MM-DD
	Until  string
	Deputy string // id; empty: nobody is named
}

// mostAbsence is how long one absence is at most.
const mostAbsence = 2 * 366

// Check is what an entered absence must pass. today is the office's.
func (a Absence) Check(today string) error {
	from, err := time.Parse(time.DateOnly, a.From)
	until, err2 := time.Parse(time.DateOnly, a.Until)
	switch {
	case err != nil || err2 != nil:
		return invalidAbsence("The first or the last day does not exist. Enter both.")
	case until.Before(from):
		return invalidAbsence("The last day is before the first. Enter the day on which the person is back as the one after the last.")
	case a.Until < today:
		return invalidAbsence("These days are over already. Enter the last day of the absence, today or later.")
	case until.Sub(from) > mostAbsence*24*time.Hour:
		return invalidAbsence(fmt.Sprintf("This is more than %d days. Who does not come back any more leaves instead.", mostAbsence))
	case a.Deputy == a.Person:
		return invalidAbsence("A person does not stand in for himself. Choose another one, or nobody.")
	}
	return nil
}

// standsIn: who writes and signs for who does, and at every desk at which
// somebody is, who is there too: a partner's own coordinator stands in for that
// partner's alone.
func standsIn(deputy, who principal.Person) bool {
	if Lists(who) != Lists(deputy) && Lists(who) || !Lists(who) && !who.Holds(principal.Coordinator) {
		return false
	}
	return !slices.ContainsFunc(who.Roles, func(h principal.Held) bool {
		return h.Role == principal.Coordinator && !deputy.HoldsOf(h.Role, "") && !deputy.HoldsOf(h.Role, h.Partner)
	})
}

func invalidAbsence(what string) error {
	return errs.E(errs.Invalid, "enter absence", what+" Nothing was changed.")
}

// On tells whether the person is away on a day.
func (a Absence) On(day string) bool { return a.From <= day && day <= a.Until }

// EnterAbsence keeps an absence. One that overlaps another of the same person is
// a conflict: the earlier one is ended first.
func EnterAbsence(ctx context.Context, tx *sql.Tx, a Absence, by principal.Actor, today string, now time.Time) (string, error) {
	const op = "enter absence"
	if err := a.Check(today); err != nil {
		return "", err
	}
	q := db.New(tx)
	who, _, err := q.Who(ctx, a.Person, now)
	if err != nil {
		return "", err
	}
	a.Person = who.ID
	if a.Deputy != "" {
		deputy, _, err := q.Who(ctx, a.Deputy, now)
		switch {
		case err != nil:
			return "", err
		case deputy.ID == who.ID || deputy.Left || !standsIn(deputy, who):
			return "", invalidAbsence("This person cannot stand in. Choose somebody who takes part and does the same work.")
		}
		a.Deputy = deputy.ID
	}
	away, err := q.ListAbsences(ctx, today)
	if err != nil {
		return "", db.Err(err, op)
	}
	for _, o := range away {
		if who.Is(o.PersonID) && o.FromDay <= a.Until && a.From <= o.UntilDay {
			return "", errs.E(errs.Conflict, op, "An absence is entered for some of these days already. Nothing was changed. End that one first.")
		}
	}
	id := casefile.NewID()
	if err := q.InsertAbsence(ctx, db.InsertAbsenceParams{
		ID: id, PersonID: a.Person, FromDay: a.From, UntilDay: a.Until, DeputyID: a.Deputy, EnteredBy: by.Subject(), EnteredAt: now.UnixMilli(),
	}); err != nil {
		return "", db.Err(err, op)
	}
	return id, audit(ctx, tx, "absence-entered", a.Person, by, now)
}

// EndAbsence takes an absence back, or ends it early. entries are all ids of the
// person.
func EndAbsence(ctx context.Context, tx *sql.Tx, entries []string, id string, by principal.Actor, now time.Time) error {
	for _, person := range entries {
		n, err := db.New(tx).EndAbsence(ctx, db.EndAbsenceParams{ID: id, PersonID: person, EndedBy: by.Subject(), EndedAt: now.UnixMilli()})
		if err != nil {
			return db.Err(err, "end absence")
		}
		if n == 1 {
			return audit(ctx, tx, "absence-ended", person, by, now)
		}
	}
	return errs.E(errs.Conflict, "end absence", "This absence is not there any more. Nothing was changed; look at the entry again.")
}

func audit(ctx context.Context, tx *sql.Tx, event, person string, by principal.Actor, now time.Time) error {
	row := db.Entry(db.SystemChain, event, by, now)
	row.ObjectSHA256 = seal.SHA256([]byte(person))
	_, err := db.AppendAudit(ctx, tx, row)
	return err
}

// Absences are those that are not over, the next first, by person.
type Absences []Absence

// ReadAbsences gives those that last to a day or beyond.
func ReadAbsences(ctx context.Context, q *db.Queries, today string) (Absences, error) {
	rows, err := q.ListAbsences(ctx, today)
	if err != nil {
		return nil, db.Err(err, "list absences")
	}
	out := Absences{}
	for _, r := range rows {
		out = append(out, Absence{r.ID, r.PersonID, r.FromDay, r.UntilDay, r.DeputyID})
	}
	return out, nil
}

// Of are a person's.
func (l Absences) Of(who principal.Person) Absences {
	out := Absences{}
	for _, a := range l {
		if who.Is(a.Person) {
			out = append(out, a)
		}
	}
	return out
}

// On is the absence that a day is in, if any.
func (l Absences) On(day string) (Absence, bool) {
	for _, a := range l {
		if a.On(day) {
			return a, true
		}
	}
	return Absence{}, false
}
