package deed

import (
	"time"

	"oso/internal/errs"
	"oso/internal/seal"
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
	Format     string         `json:"format"` // oso/cert/v1
	Serial     string         `json:"serial"`
	Role       CertRole       `json:"role"`
	Subject    string         `json:"subject"` // id of the person, device or service
	Name       string         `json:"name"`
	Clinic     string         `json:"clinic,omitempty"`      // id, for a clinic's people and devices
	ClinicName string         `json:"clinic_name,omitempty"` //
	Titles     string         `json:"titles,omitempty"`      // "MD, PhD; Hematology", as checked by OSO
	SigningKey seal.VerifyKey `json:"signing_key,omitempty"`
	OpeningKey []byte         `json:"opening_key,omitempty"`
	NotBefore  time.Time      `json:"not_before"`
	NotAfter   time.Time      `json:"not_after"`
}

// FormatCert is the value of CertBody.Format.
const FormatCert = "oso/cert/v1"

// Certificate is a CertBody signed by the issuing key (DomainCert), or by the
// root where the role is RoleIssuing.
type Certificate struct{ seal.Signed }

// Issue signs body. The caller has set everything but Format.
func Issue(issuer *seal.SigningKey, body CertBody) (Certificate, error) {
	body.Format = FormatCert
	body.NotBefore, body.NotAfter = body.NotBefore.UTC(), body.NotAfter.UTC()
	s, err := seal.SignJSON(issuer, DomainCert, body)
	return Certificate{s}, err
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
