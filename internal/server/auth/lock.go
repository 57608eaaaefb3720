package auth

import (
	"bytes"
	"context"
	"database/sql"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// LockOut keeps a person out, by whichever account, until LetIn: sessions end, and
// nothing is signed. Roles, keys and what is under way stay. Conflict: it is so
// already.
func (a *Auth) LockOut(ctx context.Context, person string, by principal.Actor) error {
	return a.setLock(ctx, "lock account", person, "account-locked", a.now().UnixMilli(), by)
}

// LetIn lets a person in again.
func (a *Auth) LetIn(ctx context.Context, person string, by principal.Actor) error {
	return a.setLock(ctx, "unlock account", person, "account-unlocked", 0, by)
}

func (a *Auth) setLock(ctx context.Context, op, person, event string, at int64, by principal.Actor) error {
	return a.db.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		who, _, err := a.present(ctx, q, op, person)
		if err != nil {
			return err
		}
		if err := a.mayActOn(ctx, q, op, by, who); err != nil {
			return err
		}
		n, err := q.LockAccounts(ctx, db.LockAccountsParams{PersonID: who.ID, LockedAt: at})
		switch {
		case err != nil:
			return db.Err(err, op)
		case n == 0 && at > 0:
			return errs.E(errs.Conflict, op, "This account is locked already, or the person has none. Nothing was changed.")
		case n == 0:
			return errs.E(errs.Conflict, op, "This account is not locked. Nothing was changed.")
		}
		if at > 0 {
			if err := a.endSessions(ctx, q, who.ID); err != nil {
				return err
			}
		}
		return a.audit(ctx, tx, event, who.ID, by)
	})
}

// Close is Leave, for who asks for nothing more.
func (a *Auth) Close(ctx context.Context, person string, by principal.Actor) error {
	_, err := a.Leave(ctx, person, by)
	return err
}

// DropKey takes an account's signing key away: its certificates are taken back
// and the key is destroyed. What was signed before stays good. The next sign-in
// makes another key, which signs nothing until Certify.
func (a *Auth) DropKey(ctx context.Context, account string, by principal.Actor) error {
	const op = "take signing key"
	return a.db.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		p, err := q.GetAccount(ctx, account)
		if err != nil {
			return db.Err(err, op)
		}
		who, _, err := q.Who(ctx, p.PersonID, a.now())
		if err != nil {
			return err
		}
		if err := a.mayActOn(ctx, q, op, by, who); err != nil {
			return err
		}
		if len(p.SigningPublic) == 0 {
			return errs.E(errs.Conflict, op, "This account has no signing key. Nothing was changed.")
		}
		if _, err := a.takeBack(ctx, q, who, func(c db.Certificate) bool {
			return c.ClinicID == "" && bytes.Equal(c.PublicKey, p.SigningPublic)
		}); err != nil {
			return err
		}
		if _, err := q.DropAccountKey(ctx, db.DropAccountKeyParams{ID: p.ID, Empty: []byte{}}); err != nil {
			return db.Err(err, op)
		}
		return a.audit(ctx, tx, "signing-key-taken:"+p.ID, who.ID, by)
	})
}

// Certify has a person's keys certified for the roles that sign, where they are
// not: after a key was taken and another one came with the next sign-in.
func (a *Auth) Certify(ctx context.Context, person string, by principal.Actor) error {
	const op = "certify signing key"
	return a.db.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		who, _, err := a.present(ctx, q, op, person)
		if err != nil {
			return err
		}
		if err := a.mayActOn(ctx, q, op, by, who); err != nil {
			return err
		}
		if err := a.certify(ctx, tx, who.ID); err != nil {
			return err
		}
		return a.audit(ctx, tx, "signing-key-certified", who.ID, by)
	})
}
