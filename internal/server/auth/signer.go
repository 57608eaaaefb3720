package auth

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// A signing key's seed is sealed twice: by the key that comes from the
// owner's password, so that the service alone cannot sign, and around it by
// the master key, so that a copy of the database alone is no ground for
// guessing passwords.
const (
	purposeInner = "oso/server/signing-key/v1"       // at (person), under the password
	purposeOuter = "oso/server/signing-key-outer/v1" // at (person), under the master key
)

func (a *Auth) wrapKey(s *secret, person string, key *seal.SigningKey) []byte {
	k := s.derive(labelWrapKey)
	defer k.Wipe()
	seed := key.Seed()
	defer clear(seed)
	return a.keys.Seal(purposeOuter, seal.NewBox(&k, purposeInner).Seal(nil, seed, person), person)
}

func (a *Auth) unwrapKey(s *secret, person string, sealed []byte) (*seal.SigningKey, error) {
	inner, err := a.keys.Open(purposeOuter, sealed, person)
	if err != nil {
		return nil, errs.Op(err, "unwrap signing key")
	}
	k := s.derive(labelWrapKey)
	defer k.Wipe()
	seed, err := seal.NewBox(&k, purposeInner).Open(nil, inner, person)
	if err != nil {
		return nil, errs.Op(err, "unwrap signing key")
	}
	defer clear(seed)
	return seal.SigningKeyFrom(seed)
}

// Signer is a person's signing key, open for one request and one role. Wipe it
// at its end.
type Signer struct {
	By   principal.Actor
	Key  *seal.SigningKey
	Cert deed.Certificate
}

// Wipe overwrites the key.
func (s *Signer) Wipe() { s.Key.Wipe() }

// Unlock opens the signing key of the person who is signed in, with the
// password and a one-time code that was not used before, to sign under one
// role. Wrong ones count as guesses, like at the door.
func (a *Auth) Unlock(ctx context.Context, by principal.Actor, password, code string) (*Signer, error) {
	id := by.Account
	p, s, err := a.checkPassword(ctx, a.within, byID(ctx, id), password)
	if err != nil {
		if errs.Is(err, errs.Unauthenticated) {
			return nil, errs.E(errs.Unauthenticated, "unlock signing key", "The password is not right. Nothing was signed; the draft is kept. Check Caps Lock and try again.")
		}
		return nil, err
	}
	defer s.wipe()
	if len(p.KeysSealed) == 0 {
		return nil, errs.E(errs.Forbidden, "unlock signing key", "This account has no signing key. Nothing was signed. Ask an administrator.")
	}
	if p, err = a.checkCode(ctx, id, secretMark(p), code, signing(id), false); err != nil {
		return nil, err
	}
	cert, err := a.certificate(ctx, a.db.Q(), p, by.Role)
	if err != nil {
		return nil, err
	}
	key, err := a.unwrapKey(&s, p.ID, p.KeysSealed)
	if err != nil {
		return nil, err
	}
	return &Signer{by, key, cert}, nil
}

// Stands refuses what a signer signed whose key was made anew, or whose
// certificate was taken back, since it was unlocked: the transaction that keeps
// the signature asks, since unlocking and what is set before it take seconds.
func (a *Auth) Stands(ctx context.Context, tx *sql.Tx, s *Signer) error {
	q := db.New(tx)
	p, err := q.GetAccount(ctx, s.By.Account)
	if err != nil {
		return db.Err(err, "check signer")
	}
	if p.LockedAt > 0 {
		return lockedOut("check signer")
	}
	if !bytes.Equal(p.SigningPublic, s.Key.Public()) {
		return otherPassword("check signer")
	}
	_, err = a.certificate(ctx, q, p, s.By.Role)
	return err
}

// certificate is the person's present one for a role: held, not revoked, in
// time, for the key that the account has.
func (a *Auth) certificate(ctx context.Context, q *db.Queries, p db.Account, role principal.Role) (deed.Certificate, error) {
	none := errs.E(errs.Revoked, "find certificate", "Your certificate has run out or was revoked. Nothing was signed; the draft is kept. Ask an administrator for a new one.")
	row, err := q.GetCertificateByKeyRole(ctx, db.GetCertificateByKeyRoleParams{Kind: CertKind, PublicKey: p.SigningPublic, Role: string(role)})
	if err != nil {
		return deed.Certificate{}, errs.Wrap(db.Err(err, ""), errs.Revoked, "find certificate", none.Msg)
	}
	var cert deed.Certificate
	if err := json.Unmarshal(row.Body, &cert); err != nil {
		return cert, errs.Wrap(err, errs.Damaged, "read certificate", "")
	}
	who, err := a.signsIn(ctx, q, p)
	if err != nil {
		return cert, err
	}
	b, err := a.keys.Trust().Check(cert, a.now())
	if err != nil || row.RevokedAt > 0 || !who.Has(role) || !who.Is(row.PersonID) || !who.Is(b.Subject) {
		return cert, none
	}
	return cert, nil
}

// ChangePassword wraps the keys anew under the new password. The old one and
// a fresh code are needed; nobody can set it for somebody else without the
// signing key being made anew.
func (a *Auth) ChangePassword(ctx context.Context, id, old, code, password string) error {
	const op = "change password"
	if err := CheckPassword(password); err != nil {
		return err
	}
	p, s, err := a.checkPassword(ctx, a.within, byID(ctx, id), old)
	if errs.Is(err, errs.Unauthenticated) {
		return errs.E(errs.Unauthenticated, op, "The present password is not right. Nothing was changed. Check Caps Lock and try again.")
	}
	if err != nil {
		return err
	}
	defer s.wipe()
	if p, err = a.checkCode(ctx, id, secretMark(p), code, signing(id), false); err != nil {
		return err
	}
	_, err = a.keep(ctx, p, &s, password, "password-changed")
	return errs.Op(err, op)
}

// stretchAnew keeps the same password at this service's rounds, where it was
// set elsewhere.
func (a *Auth) stretchAnew(ctx context.Context, p db.Account, s *secret, password string) (db.Account, error) {
	p, err := a.keep(ctx, p, s, password, "password-stretched")
	return p, errs.Op(err, "sign in")
}

// keep stores a password and wraps the keys anew under it; s is the secret of
// the present one, which p was read with. Where that is another one by now,
// nothing is stored: it would bring back a password that was taken away.
func (a *Auth) keep(ctx context.Context, p db.Account, s *secret, password, event string) (db.Account, error) {
	fresh, err := newSecret(password, a.rounds)
	if err != nil {
		return p, err
	}
	defer fresh.wipe()
	var key *seal.SigningKey
	if len(p.KeysSealed) > 0 {
		key, err = a.unwrapKey(s, p.ID, p.KeysSealed)
	} else { // of an account from when not everybody had one: nobody certified it yet
		key = seal.NewSigningKey()
	}
	if err != nil {
		return p, err
	}
	defer key.Wipe()
	now, was := a.now(), p.PasswordHash
	p.PasswordHash, p.KeysSealed, p.SigningPublic = fresh.hash(), a.wrapKey(&fresh, p.ID, key), key.Public()
	return p, a.db.Tx(ctx, func(tx *sql.Tx) error {
		n, err := db.New(tx).UpdateAccountSecrets(ctx, db.UpdateAccountSecretsParams{
			ID: p.ID, Was: was, PasswordHash: p.PasswordHash, KeysSealed: p.KeysSealed, SigningPublic: p.SigningPublic, UpdatedAt: now.UnixMilli(),
		})
		if err != nil {
			return db.Err(err, "keep password")
		}
		if n == 0 {
			return otherPassword("keep password")
		}
		if event == "password-changed" {
			if err := a.endSessionsOf(ctx, db.New(tx), p.ID); err != nil {
				return err
			}
			if err := a.tell(ctx, tx, p.ID, ToldPassword, now); err != nil {
				return err
			}
		}
		_, err = db.AppendAudit(ctx, tx, db.Entry(db.SystemChain, event, own(p), now))
		return err
	})
}
