package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"database/sql"
	"strings"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// purposeNext is of a second factor that is not in force yet, at (account).
const purposeNext = "oso/server/next-second-factor/v1"

// recoveryCodes is how many a person gets at once.
const recoveryCodes = 10

// BeginFactor makes another second factor for who is signed in, and keeps it
// sealed in the session. It counts for nothing until KeepFactor.
func (a *Auth) BeginFactor(ctx context.Context, who principal.Principal) string {
	secret := NewCodeSecret()
	a.sessions.Put(ctx, keyNext, a.keys.Seal(purposeNext, []byte(secret), who.Account))
	return secret
}

// KeepFactor puts the second factor of BeginFactor in force: with the password, a
// code of the present one (or a recovery code), and one of the new one, which
// shows that the authenticator has it. Other sessions end. It gives new recovery
// codes, shown once; those of before are void.
func (a *Auth) KeepFactor(ctx context.Context, who principal.Principal, password, code, next string) ([]string, error) {
	const op = "change second factor"
	sealed := a.sessions.GetBytes(ctx, keyNext)
	if len(sealed) == 0 {
		return nil, errs.E(errs.Conflict, op, "No new authenticator is being set up here. Nothing was changed. Begin again.")
	}
	secret, err := a.keys.Open(purposeNext, sealed, who.Account)
	if err != nil {
		return nil, errs.Op(err, op)
	}
	defer clear(secret)
	step, ok, err := a.stepFor(string(secret), next)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, errs.E(errs.Invalid, op, "The code of the new authenticator is not right. Nothing was changed. Take the one that it shows now.")
	}
	codes, err := a.withBoth(ctx, who, op, password, code, func(tx *sql.Tx, q *db.Queries) ([]string, error) {
		if err := a.setFactor(ctx, q, who.Account, string(secret)); err != nil {
			return nil, err
		}
		if _, err := q.UseCode(ctx, db.UseCodeParams{AccountID: who.Account, Step: step}); err != nil {
			return nil, db.Err(err, op)
		}
		if err := a.endSessionsOf(ctx, q, who.Account); err != nil {
			return nil, err
		}
		if err := a.tell(ctx, tx, who.Account, ToldFactor, a.now()); err != nil {
			return nil, err
		}
		if err := a.audit(ctx, tx, "second-factor-changed:"+who.Account, who.ID, who.As("")); err != nil {
			return nil, err
		}
		return newRecoveryCodes(ctx, q, who.Account)
	})
	if err != nil {
		return nil, err
	}
	a.sessions.Remove(ctx, keyNext)
	return codes, a.goOn(ctx, who, op)
}

// NewRecovery gives new recovery codes, shown once, with password and a code of
// the authenticator; those of before are void.
func (a *Auth) NewRecovery(ctx context.Context, who principal.Principal, password, code string) ([]string, error) {
	const op = "make recovery codes"
	return a.withBoth(ctx, who, op, password, code, func(tx *sql.Tx, q *db.Queries) ([]string, error) {
		if err := a.audit(ctx, tx, "recovery-codes-made:"+who.Account, who.ID, who.As("")); err != nil {
			return nil, err
		}
		return newRecoveryCodes(ctx, q, who.Account)
	})
}

// withBoth does something to the own account with password and code at hand.
func (a *Auth) withBoth(ctx context.Context, who principal.Principal, op, password, code string, do func(*sql.Tx, *db.Queries) ([]string, error)) (codes []string, err error) {
	p, s, err := a.checkPassword(ctx, a.within, byID(ctx, who.Account), password)
	if errs.Is(err, errs.Unauthenticated) {
		return nil, errs.E(errs.Unauthenticated, op, "The password is not right. Nothing was changed. Check Caps Lock and try again.")
	}
	if err != nil {
		return nil, err
	}
	s.wipe()
	mark := secretMark(p)
	if _, err = a.checkCode(ctx, p.ID, mark, code, signing(p.ID), true); err != nil {
		return nil, err
	}
	err = a.db.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		now, err := q.GetAccount(ctx, p.ID)
		if err != nil {
			return db.Err(err, op)
		}
		if secretMark(now) != mark || now.LockedAt > 0 {
			return otherPassword(op)
		}
		codes, err = do(tx, q)
		return err
	})
	return codes, err
}

// RecoveryLeft is how many recovery codes an account has left.
func (a *Auth) RecoveryLeft(ctx context.Context, account string) (int, error) {
	n, err := a.db.Q().CountRecoveryCodes(ctx, account)
	return int(n), db.Err(err, "count recovery codes")
}

func (a *Auth) setFactor(ctx context.Context, q *db.Queries, account, secret string) error {
	return db.Err(q.UpdateAccountCode(ctx, db.UpdateAccountCodeParams{
		ID: account, TOTPSealed: a.keys.Seal(purposeCode, []byte(secret), account), UpdatedAt: a.now().UnixMilli(),
	}), "keep second factor")
}

// stepFor is the 30-second step to which a code of a secret belongs, within the
// accepted drift.
func (a *Auth) stepFor(secret, code string) (step int64, ok bool, err error) {
	at := stepOf(a.now())
	code = plainCode(code)
	// Every step is computed and compared, so that time tells nothing.
	for s := at - a.drift; s <= at+a.drift; s++ {
		c, err := codeAt(secret, s)
		if err != nil {
			return 0, false, err
		}
		if subtle.ConstantTimeCompare([]byte(c), []byte(code)) == 1 {
			step, ok = s, true
		}
	}
	return step, ok, nil
}

// newRecoveryCodes are 80 random bits each, in four groups: a copy of their
// hashes is no ground for guessing.
func newRecoveryCodes(ctx context.Context, q *db.Queries, account string) ([]string, error) {
	const op = "make recovery codes"
	if err := q.DeleteRecoveryCodes(ctx, account); err != nil {
		return nil, db.Err(err, op)
	}
	out := make([]string, recoveryCodes)
	for i := range out {
		s := rand.Text()[:16]
		out[i] = s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:]
		if err := q.InsertRecoveryCode(ctx, db.InsertRecoveryCodeParams{AccountID: account, SHA256: recoveryMark(out[i])}); err != nil {
			return nil, db.Err(err, op)
		}
	}
	return out, nil
}

func recoveryMark(code string) string {
	return seal.SHA256([]byte("oso/recovery/v1\x00" + strings.ToUpper(plainCode(code))))
}

// plainCode is a code without what people part it by.
func plainCode(code string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, code)
}

// useRecovery spends a recovery code, where that is one.
func (a *Auth) useRecovery(ctx context.Context, tx *sql.Tx, p db.Account, code string) (bool, error) {
	if len(plainCode(code)) != 16 {
		return false, nil
	}
	n, err := db.New(tx).UseRecoveryCode(ctx, db.UseRecoveryCodeParams{AccountID: p.ID, SHA256: recoveryMark(code), UsedAt: a.now().UnixMilli()})
	if err != nil || n == 0 {
		return false, db.Err(err, "use recovery code")
	}
	if err := a.tell(ctx, tx, p.ID, ToldRecovery, a.now()); err != nil {
		return false, err
	}
	_, err = db.AppendAudit(ctx, tx, db.Entry(db.SystemChain, "recovery-code-used", own(p), a.now()))
	return true, err
}
