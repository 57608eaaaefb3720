package auth

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/alexedwards/scs/v2"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// Session is one place where somebody is signed in.
type Session struct {
	ID      string // names it; opens nothing
	Account string
	Browser string // in words; empty: not known
	Network string // address; empty: this machine, or not known
	Since   time.Time
	Seen    time.Time // the last use, give or take a minute
	token   string    // as the store has it
}

// Sessions are those in which a person is signed in now, the last used first.
func (a *Auth) Sessions(ctx context.Context, person string) ([]Session, error) {
	return a.sessionsOf(ctx, a.db.Q(), person)
}

func (a *Auth) sessionsOf(ctx context.Context, q *db.Queries, person string) ([]Session, error) {
	const op = "list sessions"
	accounts, err := q.ListAccounts(ctx, person)
	if err != nil {
		return nil, db.Err(err, op)
	}
	out, now := []Session{}, a.now()
	for _, acc := range accounts {
		rows, err := q.ListSessions(ctx, db.ListSessionsParams{AccountID: acc.ID, Now: now.UnixMilli()})
		if err != nil {
			return nil, db.Err(err, op)
		}
		for _, row := range rows {
			_, v, err := scs.GobCodec{}.Decode(row.Data)
			if err != nil {
				continue // of another version of the program: it opens nothing either
			}
			text := func(key string) string { s, _ := v[key].(string); return s }
			at := func(key string) time.Time { n, _ := v[key].(int64); return time.UnixMilli(n) }
			if text(keySecret) != secretMark(acc) || now.Sub(at(keySeen)) > a.idle {
				continue
			}
			out = append(out, Session{text(keyID), acc.ID, text(keyBrowser), text(keyNetwork), at(keySince), at(keySeen), row.Token})
		}
	}
	slices.SortFunc(out, func(x, y Session) int { return y.Seen.Compare(x.Seen) })
	return out, nil
}

// Here names the session of a request.
func (a *Auth) Here(ctx context.Context) string { return a.sessions.GetString(ctx, keyID) }

// EndSession ends one of a person's sessions, or all but the request's own (id
// empty). What is under way in one is refused from then on. Somebody else's are
// an administrator's to end.
func (a *Auth) EndSession(ctx context.Context, person, id string, by principal.Actor) (int, error) {
	const op = "end session"
	ended := 0
	here := a.Here(ctx)
	err := a.db.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		who, _, err := q.Who(ctx, person, a.now())
		if err != nil {
			return err
		}
		if !by.Is(who.ID) {
			if err := a.mayActOn(ctx, q, op, by, who); err != nil {
				return err
			}
		}
		list, err := a.sessionsOf(ctx, q, who.ID)
		if err != nil {
			return err
		}
		for _, s := range list {
			if id != "" && s.ID != id || s.ID == here {
				continue
			}
			n, err := q.EndSession(ctx, db.EndSessionParams{Token: s.token, EndedAt: a.now().UnixMilli()})
			if err != nil {
				return db.Err(err, op)
			}
			ended += int(n)
		}
		if ended == 0 && id != "" {
			return errs.E(errs.NotFound, op, "This session has ended already, or is the one that you are in. Nothing was changed.")
		}
		if ended == 0 {
			return nil
		}
		return a.audit(ctx, tx, "sessions-ended", who.ID, by)
	})
	return ended, err
}

// endSessions ends all of a person's, endSessionsOf of one account.
func (a *Auth) endSessions(ctx context.Context, q *db.Queries, person string) error {
	accounts, err := q.ListAccounts(ctx, person)
	if err != nil {
		return db.Err(err, "end sessions")
	}
	for _, acc := range accounts {
		if err := a.endSessionsOf(ctx, q, acc.ID); err != nil {
			return err
		}
	}
	return nil
}

func (a *Auth) endSessionsOf(ctx context.Context, q *db.Queries, account string) error {
	_, err := q.EndSessions(ctx, db.EndSessionsParams{AccountID: account, EndedAt: a.now().UnixMilli()})
	return db.Err(err, "end sessions")
}
