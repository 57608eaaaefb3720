package casebook

import (
	"bytes"
	"context"
	"time"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

// Server is what enrollment brought. KindServer, id "server".
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
		err = errs.E(errs.NotEnrolled, "read enrollment", "This workstation is not enrolled with OSO yet. Everything here is kept. Enroll with a code from your OSO coordinator.")
	}
	s := row.Value
	s.stored, s.Trust.Root = s.Trust.Root, tx.v.Root()
	return s, err
}

// Server reads the Server row, see ReadServer.
func (v *Vault) Server(ctx context.Context) (s Server, err error) {
	err = v.View(ctx, "", func(tx *Tx) (err error) {
		s, err = ReadServer(tx)
		return err
	})
	return s, err
}

// Rooted tells whether the user who read s can believe anything of the
// service's: kind NotEnrolled before that user has redeemed a code.
func (s Server) Rooted() error {
	if len(s.Trust.Root) > 0 {
		return nil
	}
	return errs.E(errs.NotEnrolled, "check trust", "You have not redeemed an enrollment code of your own on this workstation, so what comes from OSO cannot be checked for you. Everything here is kept. Redeem a code from your OSO coordinator.")
}

// Names tells whether a code that carries the root is of the service that the
// vault is enrolled with: as the user knows it, or as the row has it where the
// user has redeemed none yet.
func (s Server) Names(root seal.VerifyKey) bool {
	if len(s.Trust.Root) > 0 {
		return bytes.Equal(s.Trust.Root, root)
	}
	return bytes.Equal(s.stored, root)
}

// Unchanged tells, with kind Untrusted, that the vault's row names another root
// than the user's own: somebody with the vault key put it there.
func (s Server) Unchanged() error {
	if bytes.Equal(s.Trust.Root, s.stored) {
		return nil
	}
	return errs.E(errs.Untrusted, "check trust", "Somebody changed on this workstation whom it takes for OSO. Nothing was sent, and the change is not used. Telephone OSO, and redeem a new enrollment code.")
}
