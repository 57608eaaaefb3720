package auth

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
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

// Signer is a person's signing key, open for one request. Wipe it at its end.
type Signer struct {
	ID   string // of the person
	Key  *seal.SigningKey
	Cert deed.Certificate
}

// Wipe overwrites the key.
func (s *Signer) Wipe() { s.Key.Wipe() }

// Unlock opens the signing key of the person who is signed in, with the
// password and a one-time code that was not used before. Wrong ones count as
// guesses, like at the door.
func (a *Auth) Unlock(ctx context.Context, id, password, code string) (*Signer, error) {
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
	if p, err = a.checkCode(ctx, id, code, signing(id)); err != nil {
		return nil, err
	}
	cert, err := a.certificate(ctx, p, a.now())
	if err != nil {
		return nil, err
	}
	key, err := a.unwrapKey(&s, p.ID, p.KeysSealed)
	if err != nil {
		return nil, err
	}
	return &Signer{p.ID, key, cert}, nil
}

// certificate is the person's present one: not revoked, in time, for the key
// that the account holds.
func (a *Auth) certificate(ctx context.Context, p db.Person, now time.Time) (deed.Certificate, error) {
	none := errs.E(errs.Revoked, "find certificate", "Your certificate has run out or was revoked. Nothing was signed; the draft is kept. Ask an administrator for a new one.")
	row, err := a.db.Q().GetCertificateByKey(ctx, db.GetCertificateByKeyParams{Kind: CertKind, PublicKey: p.SigningPublic})
	if err != nil {
		return deed.Certificate{}, errs.Wrap(db.Err(err, ""), errs.Revoked, "find certificate", none.Msg)
	}
	var cert deed.Certificate
	if err := json.Unmarshal(row.Body, &cert); err != nil {
		return cert, errs.Wrap(err, errs.Damaged, "read certificate", "")
	}
	b, err := a.keys.Trust().Check(cert, now)
	if err != nil || row.RevokedAt > 0 || row.PersonID != p.ID || b.Subject != p.ID {
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
	_, s, err := a.checkPassword(ctx, a.within, byID(ctx, id), old)
	if errs.Is(err, errs.Unauthenticated) {
		return errs.E(errs.Unauthenticated, op, "The present password is not right. Nothing was changed. Check Caps Lock and try again.")
	}
	if err != nil {
		return err
	}
	defer s.wipe()
	p, err := a.checkCode(ctx, id, code, signing(id))
	if err != nil {
		return err
	}
	_, err = a.keep(ctx, p, &s, password, "password-changed")
	return errs.Op(err, op)
}

// stretchAnew keeps the same password at this service's rounds, where it was
// set elsewhere.
func (a *Auth) stretchAnew(ctx context.Context, p db.Person, s *secret, password string) (db.Person, error) {
	p, err := a.keep(ctx, p, s, password, "password-stretched")
	return p, errs.Op(err, "sign in")
}

// keep stores a password and wraps the keys anew under it; s is the secret of
// the present one.
func (a *Auth) keep(ctx context.Context, p db.Person, s *secret, password, event string) (db.Person, error) {
	fresh, err := newSecret(password, a.rounds)
	if err != nil {
		return p, err
	}
	defer fresh.wipe()
	keys := []byte{}
	if len(p.KeysSealed) > 0 {
		key, err := a.unwrapKey(s, p.ID, p.KeysSealed)
		if err != nil {
			return p, err
		}
		defer key.Wipe()
		keys = a.wrapKey(&fresh, p.ID, key)
	}
	now := a.now().UnixMilli()
	p.PasswordHash, p.KeysSealed = fresh.hash(), keys
	return p, a.db.Tx(ctx, func(tx *sql.Tx) error {
		if err := db.New(tx).UpdatePersonSecrets(ctx, db.UpdatePersonSecretsParams{
			ID: p.ID, PasswordHash: p.PasswordHash, TOTPSealed: p.TOTPSealed, KeysSealed: keys,
			SigningPublic: p.SigningPublic, OpeningPublic: p.OpeningPublic, UpdatedAt: now,
		}); err != nil {
			return db.Err(err, "keep password")
		}
		_, err := db.AppendAudit(ctx, tx, db.Audit{Chain: db.SystemChain, ServerTime: now, ActorID: p.ID, Role: p.Role, Event: event})
		return err
	})
}
