package auth

import (
	"bytes"
	"context"
	"database/sql"

	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// Reset is what an account begins anew with.
type Reset struct {
	Password   string
	CodeSecret string // base32; empty: the second factor stays as it is
}

// Anew tells what a reset did.
type Anew struct {
	ID, Email    string
	Certificates int      // of the key of before, taken back
	Unreleased   []string // references of cases with something that the person signed before and that was not released yet
}

// Reset gives an account a password in place of one that was forgotten or never
// read. The signing key of before is sealed under that one, so it is gone: the
// account gets another, certified for what its person holds, and the old key's
// certificates are taken back. Sessions end, also half begun ones; tries that
// stopped the account are forgotten. What was signed before stays good.
func (a *Auth) Reset(ctx context.Context, account string, n Reset, by principal.Actor) (Anew, error) {
	var out Anew
	put, err := a.newReset(account, &n)
	if err != nil {
		return out, err
	}
	err = a.db.Tx(ctx, func(tx *sql.Tx) (err error) {
		out, err = put(ctx, tx, by, "account-reset")
		return err
	})
	return out, err
}

// newReset checks and makes what a reset needs, and gives what does it; whether n
// brings a second factor is read when it is done.
func (a *Auth) newReset(account string, n *Reset) (func(ctx context.Context, tx *sql.Tx, by principal.Actor, event string) (Anew, error), error) {
	const op = "reset account"
	if err := CheckPassword(n.Password); err != nil {
		return nil, err
	}
	s, err := newSecret(n.Password, a.rounds)
	if err != nil {
		return nil, err
	}
	defer s.wipe()
	key := seal.NewSigningKey()
	defer key.Wipe()
	hash, wrapped, public := s.hash(), a.wrapKey(&s, account, key), key.Public()
	return func(ctx context.Context, tx *sql.Tx, by principal.Actor, event string) (Anew, error) {
		out, q, now := Anew{ID: account}, db.New(tx), a.now()
		p, err := q.GetAccount(ctx, account)
		if err != nil {
			return out, db.Err(err, op)
		}
		who, _, err := a.present(ctx, q, op, p.PersonID)
		if err != nil {
			return out, err
		}
		if by.Account != account || by.Role != "" { // not by the own invitation
			if err := a.mayActOn(ctx, q, op, by, who); err != nil {
				return out, err
			}
			if err := a.tell(ctx, tx, account, ToldReset, now); err != nil {
				return out, err
			}
		}
		out.Email = p.Email
		if out.Certificates, err = a.takeBack(ctx, q, who, func(c db.Certificate) bool {
			return c.ClinicID == "" && len(p.SigningPublic) > 0 && bytes.Equal(c.PublicKey, p.SigningPublic)
		}); err != nil {
			return out, err
		}
		if _, err := q.UpdateAccountSecrets(ctx, db.UpdateAccountSecretsParams{
			ID: p.ID, Was: p.PasswordHash, PasswordHash: hash, KeysSealed: wrapped, SigningPublic: public, UpdatedAt: now.UnixMilli(),
		}); err != nil {
			return out, db.Err(err, op)
		}
		p.SigningPublic = public
		if err := a.certifyKeys(ctx, q, who, []db.Account{p}); err != nil {
			return out, err
		}
		if err := a.forgetAll(ctx, q, p); err != nil {
			return out, err
		}
		if err := a.endSessionsOf(ctx, q, p.ID); err != nil {
			return out, err
		}
		if _, err := q.DeleteInvitation(ctx, p.ID); err != nil {
			return out, db.Err(err, op)
		}
		if out.Unreleased, err = q.ListSignedUnreleased(ctx, who.ID); err != nil {
			return out, db.Err(err, op)
		}
		if err := a.audit(ctx, tx, event+":"+p.ID, who.ID, by); err != nil || n.CodeSecret == "" {
			return out, err
		}
		if err := a.setFactor(ctx, q, p.ID, n.CodeSecret); err != nil {
			return out, err
		}
		return out, a.audit(ctx, tx, "second-factor-reset:"+p.ID, who.ID, by)
	}, nil
}

// forgetAll ends what stopped an account, but for networks that it was never
// signed in from: those are not known by name, and wait an hour at most.
func (a *Auth) forgetAll(ctx context.Context, q *db.Queries, p db.Account) error {
	places, err := q.ListKnownPlaces(ctx, db.ListKnownPlacesParams{AccountID: p.ID, Since: a.now().Add(-knownFor).UnixMilli()})
	if err != nil {
		return db.Err(err, "find known places")
	}
	buckets := signing(p.ID)
	for _, place := range append(places, "elsewhere") {
		buckets = append(buckets, bucketOf(freeTries, "door", p.Email, place))
	}
	return forget(ctx, q, buckets)
}
