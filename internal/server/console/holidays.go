package console

import (
	"context"
	"database/sql"
	"net/http"
	"time"

	"oso/internal/errs"
	"oso/internal/server/calendar"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/register"
	"oso/internal/server/rights"
)

// holidaysView are the days on which the office is closed: in force, proposed
// with what that would move, and earlier ones.
type holidaysView struct {
	Today    string            `json:"today"` // at the office
	InForce  *holidaysVersion  `json:"in_force"`
	Proposed *holidaysVersion  `json:"proposed"`
	Moves    []moveView        `json:"moves"` // by what is proposed
	Past     []holidaysVersion `json:"past"`
	// Confirms tells whether this person may confirm what is proposed: as a rule
	// another one than who proposed it.
	Confirms bool `json:"confirms"`
}

type holidaysVersion struct {
	versionHead
	Days []calendar.Holiday `json:"days"`
}

// moveView is one date of an open case that would move.
type moveView struct {
	Case      string    `json:"case"`
	Reference string    `json:"reference"`
	What      string    `json:"what"` // breach: the two weeks; correction-overdue: the call about a correction
	From      time.Time `json:"from"`
	To        time.Time `json:"to"`
}

type effectsRequest struct {
	Days []calendar.Holiday `json:"days"`
}

type effectsView struct {
	Moves []moveView `json:"moves"`
}

type holidaysRequest struct {
	Over   int64              `json:"over"` // the version in force that was seen; 0: none
	Days   []calendar.Holiday `json:"days"`
	Source string             `json:"source"`
}

// closings is the register of the office's holidays.
func (k *Console) closings() register.Kind {
	return register.Kind{
		Name: rights.Holidays,
		Follow: func(ctx context.Context, tx *sql.Tx, body string, by principal.Actor, now time.Time) error {
			b, err := calendar.Parse(body)
			if err != nil {
				return err
			}
			_, err = k.Flow.Recount(ctx, tx, k.Enqueue, b, by, now)
			return err
		},
	}
}

func (k *Console) holidaysOf(ctx context.Context, q *db.Queries, who principal.Principal) (*holidaysView, error) {
	s, err := k.closings().Read(ctx, q, who)
	if err != nil {
		return nil, err
	}
	v := &holidaysView{Today: k.today(), Moves: []moveView{}}
	v.InForce, v.Proposed, v.Past, err = shelve(k.names(ctx, q), who, s, func(h versionHead, body string) (holidaysVersion, error) {
		b, err := calendar.Parse(body)
		return holidaysVersion{h, append([]calendar.Holiday{}, b.Days...)}, err
	})
	if err != nil {
		return nil, err
	}
	if v.Proposed != nil {
		v.Confirms = k.closings().Confirms(who, s.Proposed)
		if v.Moves, err = k.moves(ctx, q, calendar.Body{Days: v.Proposed.Days}); err != nil {
			return nil, err
		}
	}
	return v, nil
}

func (k *Console) moves(ctx context.Context, q *db.Queries, b calendar.Body) ([]moveView, error) {
	list, err := k.Flow.Moves(ctx, q, b, k.Now())
	if err != nil {
		return nil, err
	}
	out := []moveView{}
	for _, m := range list {
		out = append(out, moveView{m.CaseID, m.Reference, string(m.Event), m.From.UTC(), m.To.UTC()})
	}
	return out, nil
}

// holidayEffects tells what a list would move, before anybody proposes it.
func (k *Console) holidayEffects(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in effectsRequest
	if err := read(r, &in); err != nil {
		return err
	}
	if _, ok := rights.Keeps(who, rights.Holidays); !ok {
		return errs.E(errs.Forbidden, "list effects", "Your role does not keep the holidays. Nothing was changed.")
	}
	b := calendar.Body{Days: in.Days}
	if err := b.Check(); err != nil {
		return err
	}
	moves, err := k.moves(r.Context(), k.DB.Q(), b)
	if err != nil {
		return err
	}
	return answer(w, effectsView{moves})
}

func (k *Console) proposeHolidays(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in holidaysRequest
	if err := read(r, &in); err != nil {
		return err
	}
	b := calendar.Body{Days: in.Days}
	if err := b.Check(); err != nil {
		return err
	}
	body, err := b.String()
	if err != nil {
		return err
	}
	return keep(k, w, r, k.holidaysOf, who, func(ctx context.Context, tx *sql.Tx) error {
		return k.closings().Propose(ctx, tx, k.Keys, who, in.Over, body, in.Source, k.Now())
	})
}
