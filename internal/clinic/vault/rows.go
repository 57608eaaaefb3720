package vault

import (
	"time"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

// What stands in rows that more than one package reads. Ids are given with
// each type.

// Server is what enrolment brought. KindServer, id "server".
type Server struct {
	URL           string             `json:"url"`
	TLS           []byte             `json:"tls,omitempty"` // SHA-256 of the server's public key; empty: public authorities
	Trust         deed.Trust         `json:"trust"`
	Receiving     []deed.Certificate `json:"receiving"`
	Clinic        string             `json:"clinic"` // id
	ClinicName    string             `json:"clinic_name"`
	Device        string             `json:"device"`                // id
	DeviceCert    *deed.Certificate  `json:"device_cert,omitempty"` // renewed long before its end
	Demonstration bool               `json:"demonstration,omitempty"`
	Service       wire.Service       `json:"service"`
	Since         time.Time          `json:"since"`
	LastExchange  *time.Time         `json:"last_exchange,omitempty"`

	stored seal.VerifyKey // the root that the row names
}

// ServerID is the id of the one Server row.
const ServerID = "server"

// ReadServer reads the Server row; the error's kind is NotEnrolled before
// there is one. Trust is what the user who has the vault open believes: its
// root is that user's own, none where there is none yet, whatever the row says;
// then nothing that came from the service verifies. See Rooted and Unchanged.
func ReadServer(tx *Tx) (Server, error) {
	row, err := Get[Server](tx, KindServer, ServerID)
	if errs.Is(err, errs.NotFound) {
		err = errs.E(errs.NotEnrolled, "read enrolment", "This desk is not enrolled with OSO yet. Everything here is kept. Enrol with a code from your OSO coordinator.")
	}
	s := row.Value
	s.stored, s.Trust.Root = s.Trust.Root, tx.v.Root()
	return s, err
}

// Signature is how a user signs: the name as OSO certified it, else the
// sign-in name.
func (u User) Signature() string {
	var b deed.CertBody
	if u.Certificate != nil && seal.ReadBody(u.Certificate.Signed, &b) == nil && b.Name != "" {
		return b.Name
	}
	return u.Name
}

// OpinionState is what a list says about a case's newest opinion.
type OpinionState string

const (
	OpinionNone      OpinionState = ""
	OpinionArrived   OpinionState = "arrived"
	OpinionOpened    OpinionState = "opened"
	OpinionCorrected OpinionState = "corrected" // to acknowledge
)
