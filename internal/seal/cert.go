package seal

import (
	"time"

	"oso/internal/errs"
)

// CertRole is what a certificate lets its holder sign or open.
type CertRole string

const (
	RoleIssuing     CertRole = "issuing"   // signed by the root: signs all below
	RoleReceiving   CertRole = "receiving" // the service's opening key
	RoleDevice      CertRole = "device"    // a clinic's workstation
	RolePhysician   CertRole = "physician" // seals, opens opinions
	RoleStaff       CertRole = "staff"
	RoleSpecialist  CertRole = "specialist"
	RoleRadiologist CertRole = "radiologist"
	RolePathologist CertRole = "pathologist"
	RoleApprover    CertRole = "approver"
)

// CertBody binds keys to a name, a role and a time.
type CertBody struct {
	Format     string    `json:"format"` // oso/cert/v1
	Serial     string    `json:"serial"`
	Role       CertRole  `json:"role"`
	Subject    string    `json:"subject"` // id of the person, device or service
	Name       string    `json:"name"`
	Clinic     string    `json:"clinic,omitempty"`      // id, for a clinic's people and devices
	ClinicName string    `json:"clinic_name,omitempty"` //
	Titles     string    `json:"titles,omitempty"`      // "MD, PhD; Hematology", as checked by OSO
	SigningKey VerifyKey `json:"signing_key,omitempty"`
	OpeningKey []byte    `json:"opening_key,omitempty"`
	NotBefore  time.Time `json:"not_before"`
	NotAfter   time.Time `json:"not_after"`
}

// FormatCert is the value of CertBody.Format.
const FormatCert = "oso/cert/v1"

// Certificate is a CertBody signed by the issuing key (DomainCert), or by the
// root where the role is RoleIssuing.
type Certificate struct{ Signed }

// Issue signs body. The caller has set everything but Format.
func Issue(issuer *SigningKey, body CertBody) (Certificate, error) {
	body.Format = FormatCert
	body.NotBefore, body.NotAfter = body.NotBefore.UTC(), body.NotAfter.UTC()
	s, err := SignJSON(issuer, DomainCert, body)
	return Certificate{s}, err
}

// Trust is a root and the issuing keys that it certified: what a program
// needs to check anything that the service signed.
type Trust struct {
	Root    VerifyKey     `json:"root"`
	Issuing []Certificate `json:"issuing"`
}

// issuers are the bodies of the issuing certificates that the root signed.
func (t Trust) issuers() []CertBody {
	var out []CertBody
	for _, c := range t.Issuing {
		var b CertBody
		if c.Open(t.Root, DomainCert, &b) == nil && b.Format == FormatCert && b.Role == RoleIssuing {
			out = append(out, b)
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

// Open verifies something signed by an issuing key and reads it into v. The
// caller asks the issuer that it returns whether it was valid at the time that
// v names.
func (t Trust) Open(s Signed, d Domain, v any) (CertBody, error) {
	for _, issuer := range t.issuers() {
		if issuer.SigningKey.Verify(d, s.Body, s.Signature) == nil {
			return issuer, s.Open(issuer.SigningKey, d, v)
		}
	}
	return CertBody{}, errs.E(errs.Untrusted, "verify "+string(d), "This was not signed by OSO. It is not used. Ask OSO by telephone before you go on.")
}

// OpenBy verifies something signed by a certified person who had one of the
// roles, and reads it into v. The time is the caller's to Check, who knows where
// in v it stands.
func (t Trust) OpenBy(c Certificate, s Signed, d Domain, v any, roles ...CertRole) (CertBody, error) {
	b, err := t.Origin(c)
	if err != nil {
		return b, err
	}
	ok := false
	for _, r := range roles {
		ok = ok || b.Role == r
	}
	if !ok {
		return b, errs.E(errs.Untrusted, "verify "+string(d), "This was signed by somebody whose role does not allow it. It is not used. Ask OSO by telephone.")
	}
	return b, s.Open(b.SigningKey, d, v)
}

// slack is how far a computer's clock may be off before a certificate that
// was just made counts as not yet valid.
const slack = 24 * time.Hour

// ValidAt refuses, with kind Untrusted, a time outside the certificate's, and
// always a zero time, which stands where nobody said one.
func (b CertBody) ValidAt(at time.Time) error {
	if at.IsZero() || at.Before(b.NotBefore.Add(-slack)) || !at.Before(b.NotAfter) {
		return errs.E(errs.Untrusted, "check certificate", "A certificate is not valid at this date. Nothing was changed. Check the computer's date; if it is right, ask OSO by telephone.")
	}
	return nil
}
