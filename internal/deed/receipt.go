package deed

import (
	"time"

	"oso/internal/casefile"
)

// Receipt says that the service holds one sealed version whole. It is signed
// by the issuing key (DomainReceipt).
type Receipt struct {
	Format         string             `json:"format"` // oso/receipt/v1
	Case           casefile.CaseID    `json:"case"`
	Reference      casefile.Reference `json:"reference"`
	Clinic         string             `json:"clinic"`
	Version        int                `json:"version"`
	ManifestSHA256 string             `json:"manifest_sha256"`
	Chunks         int                `json:"chunks"`
	Bytes          int64              `json:"bytes"` // as sealed
	ReceivedAt     time.Time          `json:"received_at"`
	Epoch          string             `json:"epoch"` // of the service's database: one of before a restore counts no more
}

// MadeAt is when it was received.
func (r Receipt) MadeAt() time.Time { return r.ReceivedAt }

// FormatReceipt is the value of Receipt.Format.
const FormatReceipt = "oso/receipt/v1"

// Refusal says that the service has ended the case at one sealed version and
// keeps nothing of it. It is signed by the issuing key (DomainRefusal): a workstation
// destroys its own copy on nothing less.
type Refusal struct {
	Format         string          `json:"format"` // oso/refusal/v1
	Case           casefile.CaseID `json:"case"`
	Version        int             `json:"version"`
	ManifestSHA256 string          `json:"manifest_sha256"`
	Clinic         string          `json:"clinic"`
	Reason         string          `json:"reason"` // a code; one that is not known destroys nothing
	RefusedAt      time.Time       `json:"refused_at"`
	Epoch          string          `json:"epoch"`
}

// MadeAt is when it was refused.
func (r Refusal) MadeAt() time.Time { return r.RefusedAt }

// FormatRefusal is the value of Refusal.Format.
const FormatRefusal = "oso/refusal/v1"

// RefusedLocation is the Reason of a case whose place the rules close (R12).
const RefusedLocation = "location"

// Revocation says that a workstation's or a person's certificates are taken back. It
// is signed by the issuing key (DomainRevocation): a workstation stops on nothing less.
type Revocation struct {
	Format    string    `json:"format"`           // oso/revocation/v1
	Subject   string    `json:"subject"`          // id of the device or person
	Serial    string    `json:"serial,omitempty"` // of the one certificate; empty: of all
	Reason    string    `json:"reason"`           // a code; one that is not known counts all the same
	RevokedAt time.Time `json:"revoked_at"`
	SaidAt    time.Time `json:"said_at"` // when this was signed
	Epoch     string    `json:"epoch"`
}

// MadeAt is when the service said so: a key of today says what was long ago.
func (r Revocation) MadeAt() time.Time { return r.SaidAt }

// FormatRevocation is the value of Revocation.Format.
const FormatRevocation = "oso/revocation/v1"

// Reasons of a Revocation.
const (
	RevokedDevice = "device" // the workstation was taken off the list
	RevokedPerson = "person" // the person no longer takes part, or the certificate was taken back
)
