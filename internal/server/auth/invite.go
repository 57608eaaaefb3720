package auth

import (
	"context"
	"crypto/rand"
	"database/sql"
	"net/http"
	"slices"
	"time"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
)

// InvitedFor is how long an invitation is good.
const InvitedFor = 72 * time.Hour

// Invitation is what an administrator hands to somebody, once: with it the person
// chooses a password and, where there is none that stays, sets up a second factor.
// Nobody else learns either.
type Invitation struct {
	Code  string // 130 random bits
	Until time.Time
}

// Invite enters a person whose password and second factor are the person's to
// choose. Without a role the account signs in nobody until one is given; beside is
// what else is written in the same transaction, nil: nothing.
func (a *Auth) Invite(ctx context.Context, n NewAccount, by principal.Actor, beside func(ctx context.Context, tx *sql.Tx, person string) error) (Account, Invitation, error) {
	n.Password, n.CodeSecret = NewPassword(), ""
	put, err := a.newAccount(&n, by)
	if err != nil {
		return Account{}, Invitation{}, err
	}
	var out Invitation
	err = a.db.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		if by.Kind == principal.Staff { // the new person is nobody yet
			if err := a.mayActOn(ctx, q, "invite person", by, principal.Person{}); err != nil {
				return err
			}
		}
		if err := put(ctx, tx); err != nil {
			return err
		}
		if out, err = a.invite(ctx, q, n.ID, NewCodeSecret(), true, by); err != nil || beside == nil {
			return err
		}
		return beside(ctx, tx, n.ID)
	})
	return Account{ID: n.ID}, out, err
}

// InviteAgain is for an invitation that was lost before the person began: there is
// another, and the one of before is good no more. Refused where the person has
// begun, or has a role that two give: what opens such an account is replaced by two
// (see ResetOf).
func (a *Auth) InviteAgain(ctx context.Context, account string, by principal.Actor) (Anew, Invitation, error) {
	var done Anew
	var out Invitation
	reset, err := a.ResetOf(account)
	if err != nil {
		return done, out, err
	}
	err = a.db.Tx(ctx, func(tx *sql.Tx) error {
		if begun, err := a.Begun(ctx, db.New(tx), account); err != nil {
			return err
		} else if begun {
			return errs.E(errs.Refused, "invite person", "This person has begun with the account. Nothing was changed. What opens it is replaced by two administrators: ask for a reset.")
		}
		who, err := a.owner(ctx, db.New(tx), account)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(rights.ByTwo(), who.Holds) {
			return errs.E(errs.Refused, "invite person", "This person has a role that two administrators give. Nothing was changed. Another way in is given by two, too: ask for a reset.")
		}
		done, out, err = reset(ctx, tx, true, by)
		return err
	})
	return done, out, err
}

func (a *Auth) owner(ctx context.Context, q *db.Queries, account string) (principal.Person, error) {
	acc, err := q.GetAccount(ctx, account)
	if err != nil {
		return principal.Person{}, db.Err(err, "find account")
	}
	who, _, err := q.Who(ctx, acc.PersonID, a.now())
	return who, err
}

// HasBegun tells whether a person has begun with every account that is the person's.
func (a *Auth) HasBegun(ctx context.Context, q *db.Queries, person string) (bool, error) {
	list, err := q.ListAccounts(ctx, person)
	if err != nil {
		return false, db.Err(err, "list accounts")
	}
	for _, acc := range list {
		if begun, err := a.Begun(ctx, q, acc.ID); err != nil || !begun {
			return false, err
		}
	}
	return true, nil
}

// Begun tells whether an account is, or was ever, its owner's: only who still has
// the first invitation has not begun.
func (a *Auth) Begun(ctx context.Context, q *db.Queries, account string) (bool, error) {
	row, err := q.GetAccountInvitation(ctx, account)
	if err = db.Err(err, "read invitation"); errs.Is(err, errs.NotFound) {
		return true, nil
	}
	return !row.Initial, err
}

// Resetting is a reset that is done in the caller's transaction; factor: the second
// factor is replaced, too.
type Resetting func(ctx context.Context, tx *sql.Tx, factor bool, by principal.Actor) (Anew, Invitation, error)

// ResetOf prepares a reset for a password that was forgotten, or a telephone that
// was lost: what opened the account opens it no more, sessions end and the signing
// key is made anew, at once (see Reset); the person begins with the invitation.
// Whoever has the invitation is the person, so that of the service's own people two
// decide on it; that is the caller's to see to.
func (a *Auth) ResetOf(account string) (Resetting, error) {
	n := Reset{Password: NewPassword()}
	put, err := a.newReset(account, &n)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, tx *sql.Tx, factor bool, by principal.Actor) (done Anew, out Invitation, err error) {
		q, secret := db.New(tx), ""
		// Who has not begun with an invitation that brings a second factor has no other.
		before, err := q.GetAccountInvitation(ctx, account)
		if err = db.Err(err, "invite person"); err != nil && !errs.Is(err, errs.NotFound) {
			return done, out, err
		}
		if factor = factor || len(before.TOTPSealed) > 0; factor {
			n.CodeSecret, secret = NewCodeSecret(), NewCodeSecret()
		}
		if done, err = put(ctx, tx, by, "account-reset"); err != nil {
			return done, out, err
		}
		if factor {
			if err := q.DeleteRecoveryCodes(ctx, account); err != nil {
				return done, out, db.Err(err, "invite person")
			}
		}
		out, err = a.invite(ctx, q, account, secret, before.Initial, by)
		return done, out, err
	}, nil
}

// invite makes the account's one invitation; secret is the second factor that
// comes with it, empty where the present one stays; initial, that nobody has begun
// with the account yet.
func (a *Auth) invite(ctx context.Context, q *db.Queries, account, secret string, initial bool, by principal.Actor) (Invitation, error) {
	now := a.now()
	out, sealed := Invitation{rand.Text(), now.Add(InvitedFor)}, []byte{}
	if secret != "" {
		sealed = a.keys.Seal(purposeNext, []byte(secret), account)
	}
	return out, db.Err(q.PutInvitation(ctx, db.PutInvitationParams{
		AccountID: account, SHA256: invitationMark(out.Code), TOTPSealed: sealed, MadeBy: by.Subject(), MadeAt: now.UnixMilli(), UntilAt: out.Until.UnixMilli(), Initial: initial,
	}), "invite person")
}

func invitationMark(code string) string { return seal.SHA256([]byte("oso/invitation/v1\x00" + code)) }

// Invited is what the page of an invitation shows to who has it.
type Invited struct {
	Account db.Account
	Name    string
	Secret  string // of the second factor that comes with it; empty: the present one stays
}

// Invited reads an invitation. Kind Refused: it was used, replaced, or its time
// is over.
func (a *Auth) Invited(ctx context.Context, code string) (Invited, error) {
	const op = "read invitation"
	q := a.db.Q()
	row, err := q.GetInvitation(ctx, db.GetInvitationParams{SHA256: invitationMark(code), Now: a.now().UnixMilli()})
	if err = db.Err(err, op); errs.Is(err, errs.NotFound) {
		return Invited{}, errs.Wrap(err, errs.Refused, op, "This invitation is not good any more: it was used, or its time is over. Nothing was changed. Ask an administrator for another.")
	}
	if err != nil {
		return Invited{}, err
	}
	p, err := q.GetAccount(ctx, row.AccountID)
	if err != nil {
		return Invited{}, db.Err(err, op)
	}
	who, _, err := q.Who(ctx, p.PersonID, a.now())
	if err != nil {
		return Invited{}, err
	}
	out := Invited{Account: p, Name: who.Name}
	if len(row.TOTPSealed) > 0 {
		secret, err := a.keys.Open(purposeNext, row.TOTPSealed, p.ID)
		if err != nil {
			return Invited{}, errs.Op(err, op)
		}
		out.Secret = string(secret)
	}
	return out, nil
}

// Begin sets the password that somebody chose with an invitation, and the second
// factor that came with it, of which the authenticator shows a code; where the
// present one stays, a code of that. It spends the invitation, signs the person
// in, and gives recovery codes, shown once, where the second factor is new.
func (a *Auth) Begin(ctx context.Context, from From, code, password, otp string) (principal.Principal, *http.Cookie, []string, error) {
	const op = "begin account"
	none := principal.Principal{}
	in, err := a.Invited(ctx, code)
	if err != nil {
		return none, nil, nil, err
	}
	p := in.Account
	if p.LockedAt > 0 {
		return none, nil, nil, lockedOut(op)
	}
	put, err := a.newReset(p.ID, &Reset{Password: password, CodeSecret: in.Secret})
	if err != nil {
		return none, nil, nil, err
	}
	var codes []string
	wrong := false
	err = a.db.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		if err := a.waits(ctx, q, signing(p.ID)); err != nil {
			return err
		}
		var step int64
		var right bool
		if in.Secret != "" {
			step, right, err = a.stepFor(in.Secret, otp)
		} else {
			right, _, err = a.useCode(ctx, tx, &p, otp, a.now())
		}
		if err != nil {
			return err
		}
		if !right {
			wrong = true
			return a.fail(ctx, tx, signing(p.ID), p)
		}
		// Of two windows with one invitation the first has it.
		if _, err := q.GetInvitation(ctx, db.GetInvitationParams{SHA256: invitationMark(code), Now: a.now().UnixMilli()}); err != nil {
			return errs.Wrap(db.Err(err, op), errs.Conflict, op, "This invitation was used in the meantime. Nothing was changed. Sign in, or ask an administrator.")
		}
		if _, err := put(ctx, tx, own(p), "account-begun"); err != nil {
			return err
		}
		if in.Secret == "" {
			return nil
		}
		if _, err := q.UseCode(ctx, db.UseCodeParams{AccountID: p.ID, Step: step}); err != nil {
			return db.Err(err, op)
		}
		codes, err = newRecoveryCodes(ctx, q, p.ID)
		return err
	})
	switch {
	case err != nil:
		return none, nil, nil, err
	case wrong:
		return none, nil, nil, wrongCode()
	}
	if p, err = a.db.Q().GetAccount(ctx, p.ID); err != nil {
		return none, nil, nil, db.Err(err, op)
	}
	who, err := a.signsIn(ctx, a.db.Q(), p)
	if err != nil || len(who.Here()) == 0 {
		return who, nil, codes, err // no role yet: nobody is signed in
	}
	who, device, err := a.enter(ctx, p, from, "sign-in")
	return who, device, codes, err
}
