package deed

import (
	"bytes"
	"slices"
	"time"

	"oso/internal/errs"
	"oso/internal/seal"
)

// Trust is a root and the issuing keys that it certified: what a program
// needs to check anything that the service signed.
//
// The rule of time stands here, and no caller has one of its own: a statement
// is believed if the certificate of the key that signed it, and of the key that
// issued that one, were valid at the time that the statement names, which is
// not after whatever binds it. That they have ended since takes nothing back.
type Trust struct {
	Root    seal.VerifyKey `json:"root"`
	Issuing []Certificate  `json:"issuing"`
}

// Dated is a statement that names the time at which it was made. A zero time
// is none: such a statement is believed by nobody.
type Dated interface{ MadeAt() time.Time }

// issuers are the bodies of the issuing certificates that the root signed.
func (t Trust) issuers() []CertBody {
	var out []CertBody
	for _, c := range t.Issuing {
		if b, ok := t.issuing(c); ok {
			out = append(out, b)
		}
	}
	return out
}

func (t Trust) issuing(c Certificate) (CertBody, bool) {
	var b CertBody
	err := c.Open(t.Root, DomainCert, &b)
	return b, err == nil && b.Format == FormatCert && b.Role == RoleIssuing
}

// Join adds the issuing certificates that the root signed and that are not
// there yet. None is ever taken away: what it signed is still to be verified.
func (t Trust) Join(more []Certificate) Trust {
	out := Trust{Root: t.Root, Issuing: slices.Clone(t.Issuing)}
	for _, c := range more {
		known := slices.ContainsFunc(out.Issuing, func(x Certificate) bool { return bytes.Equal(x.Body, c.Body) })
		if _, ok := t.issuing(c); ok && !known {
			out.Issuing = append(out.Issuing, c)
		}
	}
	return out
}

// Check verifies that the certificate goes back to the root and that it, and
// the key that issued it, were valid at the time. A zero time is none: nothing
// is valid at it.
func (t Trust) Check(c Certificate, at time.Time) (CertBody, error) {
	b, issuer, err := t.chain(c)
	if err != nil {
		return b, err
	}
	if err := b.ValidAt(at); err != nil {
		return b, err
	}
	return b, issuer.ValidAt(at)
}

// Origin verifies that the certificate goes back to the root, at whatever time
// it was or is valid: for reading whom it names, never for believing what its
// key signs.
func (t Trust) Origin(c Certificate) (CertBody, error) {
	b, _, err := t.chain(c)
	return b, err
}

func (t Trust) chain(c Certificate) (b, issuer CertBody, err error) {
	for _, issuer := range t.issuers() {
		var b CertBody
		if c.Open(issuer.SigningKey, DomainCert, &b) != nil {
			continue
		}
		if b.Format != FormatCert || b.Role == RoleIssuing {
			continue
		}
		return b, issuer, nil
	}
	return CertBody{}, CertBody{}, errs.E(errs.Untrusted, "check certificate", "A certificate does not come from OSO. It is not used, and nothing was sent. Ask OSO by telephone before you go on.")
}

// Open verifies something signed by an issuing key that was valid at the time
// that v names, and reads it into v.
func (t Trust) Open(s seal.Signed, d seal.Domain, v Dated) (CertBody, error) {
	return t.open(s, d, v, v.MadeAt)
}

// OpenAt is Open for what names no time of its own (a table): at is the time of
// the signed statement that brought it.
func (t Trust) OpenAt(s seal.Signed, d seal.Domain, v any, at time.Time) (CertBody, error) {
	return t.open(s, d, v, func() time.Time { return at })
}

func (t Trust) open(s seal.Signed, d seal.Domain, v any, at func() time.Time) (CertBody, error) {
	for _, issuer := range t.issuers() {
		if issuer.SigningKey.Verify(d, s.Body, s.Signature) != nil {
			continue
		}
		if err := s.Open(issuer.SigningKey, d, v); err != nil {
			return issuer, err
		}
		return issuer, issuer.ValidAt(at())
	}
	return CertBody{}, errs.E(errs.Untrusted, "verify "+string(d), "This was not signed by OSO. It is not used. Ask OSO by telephone before you go on.")
}

// OpenBy verifies something signed by a certified person who had one of the
// roles, and reads it into v. by is the time of what binds the statement (the
// release): the statement is not younger.
func (t Trust) OpenBy(c Certificate, s seal.Signed, d seal.Domain, v Dated, by time.Time, roles ...CertRole) (CertBody, error) {
	b, err := t.Origin(c)
	if err != nil {
		return b, err
	}
	if !slices.Contains(roles, b.Role) {
		return b, errs.E(errs.Untrusted, "verify "+string(d), "This was signed by somebody whose role does not allow it. It is not used. Ask OSO by telephone.")
	}
	if err := s.Open(b.SigningKey, d, v); err != nil {
		return b, err
	}
	if v.MadeAt().After(by) {
		return b, errs.E(errs.Untrusted, "verify "+string(d), "This names a later time than the release that it is part of. It is not used. Ask OSO by telephone.")
	}
	return t.Check(c, v.MadeAt())
}

// Accept is the rule for what a workstation hands over itself (a sealed version, an
// act), some time after it was made: the certificate was valid at some moment
// between the two. So a confirmation that has ended since takes nothing back,
// and one that came later (the physician was enrolled after sealing) counts. A
// statement from a clock that runs ahead counts as made when it is handed over.
func (t Trust) Accept(c Certificate, made, now time.Time) (CertBody, error) {
	if made.IsZero() || made.After(now) {
		made = now
	}
	b, issuer, err := t.chain(c)
	if err != nil {
		return b, err
	}
	if b.ValidAt(made) == nil {
		return b, issuer.ValidAt(made)
	}
	if made.Before(b.NotBefore) && b.NotBefore.Before(now) {
		return b, issuer.ValidAt(b.NotBefore) // it began in between
	}
	return t.Check(c, now)
}
