package auth

import (
	"context"
	"database/sql"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// account is who tries: how the row is found, and where tries are counted once
// it is known whether there is one.
type account struct {
	find    func(*db.Queries) (db.Account, error)
	buckets func(account string) ([]bucket, error)
}

func (a *Auth) byEmail(ctx context.Context, email string, from From) account {
	email = CanonicalEmail(email)
	return account{
		func(q *db.Queries) (db.Account, error) { return q.GetAccountByEmail(ctx, email) },
		func(id string) ([]bucket, error) { return a.door(ctx, email, id, from) },
	}
}

func byID(ctx context.Context, id string) account {
	return account{
		func(q *db.Queries) (db.Account, error) { return q.GetAccount(ctx, id) },
		func(string) ([]bucket, error) { return signing(id), nil },
	}
}

// checkPassword looks the account up and compares, when slots has room. It
// writes the failure. Whether there is such an account, and how its password
// was stretched, neither the answer nor its time tells.
func (a *Auth) checkPassword(ctx context.Context, slots chan struct{}, who account, password string) (db.Account, secret, error) {
	if p, _, _, err := a.mayTry(ctx, who); err != nil {
		return p, secret{}, err
	}
	select {
	case slots <- struct{}{}:
		defer func() { <-slots }()
	case <-ctx.Done():
		return db.Account{}, secret{}, errs.Wrap(ctx.Err(), errs.Canceled, "sign in", "")
	}
	// Asked again: of many tries that came at once, those before may have
	// stopped the account while this one waited.
	p, known, buckets, err := a.mayTry(ctx, who)
	if err != nil {
		return p, secret{}, err
	}
	stored := ""
	if known {
		stored = p.PasswordHash
	}
	s, ok, err := a.compare(ctx, stored, password)
	if err != nil {
		return p, secret{}, err
	}
	if ok {
		return p, s, nil
	}
	if !known {
		p = db.Account{}
	}
	if err := a.db.Tx(ctx, func(tx *sql.Tx) error { return a.fail(ctx, tx, buckets, p) }); err != nil {
		return p, secret{}, err
	}
	return p, secret{}, wrongPassword()
}

// compare does the same work for every address: that of the account here whose
// password is stretched most, however many rounds the one asked about takes.
func (a *Auth) compare(ctx context.Context, stored, password string) (secret, bool, error) {
	list, err := a.db.Q().ListPasswordHashes(ctx)
	if err != nil {
		return secret{}, false, db.Err(err, "compare password")
	}
	most := a.rounds
	for _, h := range list {
		most = max(most, min(roundsOf(h), maxRounds))
	}
	s, spent, ok := match(a.stretch, stored, password, min(a.rounds, Rounds))
	if rest := most - spent; rest > 0 {
		pad, err := a.stretch(password, make([]byte, saltSize), rest)
		pad.wipe()
		if err != nil {
			s.wipe()
			return secret{}, false, err
		}
	}
	return s, ok, nil
}

// mayTry looks the account up; known: it is one that signs in here. The
// error's kind is TooMany while the account, or an address without one, is
// stopped from where the try comes.
func (a *Auth) mayTry(ctx context.Context, who account) (p db.Account, known bool, buckets []bucket, err error) {
	q := a.db.Q()
	p, err = who.find(q)
	if err != nil && !errs.Is(db.Err(err, ""), errs.NotFound) {
		return p, false, nil, db.Err(err, "find account")
	}
	if known = err == nil; known {
		who, err := a.signsIn(ctx, q, p)
		if err != nil {
			return p, false, nil, err
		}
		known = len(who.Here()) > 0
	}
	id := ""
	if known {
		id = p.ID
	}
	if buckets, err = who.buckets(id); err != nil {
		return p, known, nil, err
	}
	return p, known, buckets, a.waits(ctx, q, buckets)
}

// checkCode spends the code, where the password is still the one that was found
// right before. It writes the failure, or forgets earlier ones. recovery: one of
// the codes for a lost second factor will do, once.
func (a *Auth) checkCode(ctx context.Context, id, mark, code string, buckets []bucket, recovery bool) (db.Account, error) {
	var p db.Account
	var right, used bool
	err := a.db.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		var err error
		if p, err = q.GetAccount(ctx, id); err != nil {
			return db.Err(err, "find account")
		}
		who, err := a.signsIn(ctx, q, p)
		if err != nil {
			return err
		}
		if len(who.Here()) == 0 {
			return errs.E(errs.Revoked, "check one-time code", "This account is closed. Nothing was changed. Ask an administrator.")
		}
		if p.LockedAt > 0 {
			return lockedOut("check one-time code")
		}
		if secretMark(p) != mark {
			return otherPassword("check one-time code")
		}
		if err := a.waits(ctx, q, buckets); err != nil {
			return err
		}
		if recovery {
			if right, err = a.useRecovery(ctx, tx, p, code); err != nil {
				return err
			}
		}
		if !right {
			right, used, err = a.useCode(ctx, tx, &p, code, a.now())
		}
		if err == nil && !right && !used {
			// In the same transaction: tries that come at once take turns.
			return a.fail(ctx, tx, buckets, p)
		}
		if err != nil || !right {
			return err
		}
		return forget(ctx, q, buckets)
	})
	switch {
	case err != nil:
		return p, err
	case used:
		return p, usedCode() // the owner's own haste as a rule: not a guess
	case !right:
		return p, wrongCode()
	}
	return p, nil
}

// signsIn is whom an account signs in, with the roles that count at the console:
// none, and it signs in nobody.
func (a *Auth) signsIn(ctx context.Context, q *db.Queries, p db.Account) (principal.Principal, error) {
	who, _, err := q.Who(ctx, p.PersonID, a.now())
	return principal.Principal{Kind: principal.Staff, Person: who, Account: p.ID}, err
}
