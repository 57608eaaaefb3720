package syncer

import (
	"context"
	"encoding/hex"
	"net/http"
	"time"

	"oso/internal/clinic/casebook"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

// Offer is what an enrollment code says before it is redeemed. Nobody was asked.
type Offer struct {
	Server        string // address
	Expires       time.Time
	Demonstration bool
	Fingerprint   string // of the root, hex
	// For whom it is, as the code says it.
	Person, Clinic string // names
	Role           casebook.Role
}

// Look reads a code without asking anybody. What it says is believed once it is
// redeemed.
func Look(address, code string) (Offer, error) {
	c, _, err := deed.ParseCode(code)
	if err != nil {
		return Offer{}, err
	}
	return Offer{address, c.Expires, c.Demonstration, hex.EncodeToString(c.Root), c.Name, c.ClinicName, roleOf(c)}, nil
}

// Enrol redeems a code for the user who has the vault open: the service
// certifies this workstation and the user's keys. The passphrase opens those keys for
// the proof. A further physician redeems a code of their own at the same workstation.
// Repeating it after a cut line is safe. A code that is for somebody else is
// refused before anybody is asked, and stays good (see Mine, also for as).
func (s *Syncer) Enrol(ctx context.Context, address, code, passphrase, as string) (casebook.Server, error) {
	var server casebook.Server
	parsed, signed, err := deed.ParseCode(code)
	if err != nil {
		return server, err
	}
	if err := s.mine(parsed, as); err != nil {
		return server, err
	}
	before, err := s.Vault.Server(ctx)
	switch {
	case err == nil && !before.Names(parsed.Root):
		return server, errs.E(errs.Conflict, "enrol", "This vault is enrolled with another service. Nothing was changed. Use a vault of its own for this one.")
	case err == nil && before.Clinic != parsed.Clinic && (before.Rooted() != nil || before.Unchanged() == nil):
		return server, errs.E(errs.Conflict, "enrol", "This vault is enrolled for another clinic. Nothing was changed. Use a vault of its own for each clinic.")
	case err != nil && !errs.Is(err, errs.NotEnrolled):
		return server, err
	}
	c, err := s.newClient(address, parsed.TLS)
	if err != nil {
		return server, err
	}
	defer c.close()
	hello, err := c.hello(ctx)
	if err != nil {
		return server, err
	}
	known := before.Trust
	known.Root = parsed.Root
	trust, receiving, err := c.trust(ctx, known, s.Now())
	if err != nil {
		return server, err
	}
	if err := deed.CheckCode(trust, parsed, signed, s.Now()); err != nil {
		return server, err
	}
	device, err := s.Vault.DeviceKey(ctx)
	if err != nil {
		return server, err
	}
	user := s.Vault.User()
	answer, err := s.redeem(ctx, c, parsed, passphrase, device)
	if errs.Is(err, errs.Unauthenticated) || errs.Is(err, errs.Refused) && s.Vault.NextDevice() != nil {
		// Another key took this workstation's place since this vault's backup was made.
		// The code is the coordinator's word: it certifies a key that nobody had.
		// Or it did so before, and the answer was lost.
		if device, err = s.Vault.ReplaceDevice(ctx); err == nil {
			answer, err = s.redeem(ctx, c, parsed, passphrase, device)
		}
	}
	if err != nil {
		return server, err
	}
	if err := s.checkAnswer(trust, answer, user, device, parsed); err != nil {
		return server, err
	}
	if device == s.Vault.NextDevice() {
		if err := s.Vault.AdoptDevice(ctx, device.Public()); err != nil {
			return server, err
		}
	}
	// The person holds the code that names the root: only now is it theirs.
	if err := s.Vault.ConfirmRoot(ctx, passphrase, parsed.Root); err != nil {
		return server, err
	}
	server = casebook.Server{
		URL: c.base, TLS: parsed.TLS, Trust: trust, Receiving: receiving,
		Clinic: answer.Clinic, ClinicName: answer.ClinicName, Device: answer.Device, DeviceCert: &answer.DeviceCert,
		Demonstration: parsed.Demonstration, Service: hello.Service, Since: s.Now().UTC().Truncate(time.Second), LastExchange: before.LastExchange,
	}
	return server, s.keep(ctx, server, user, answer.UserCert)
}

// redeem asks the service to certify the user's keys and the device's, with proof
// of each.
func (s *Syncer) redeem(ctx context.Context, c *client, code deed.Code, passphrase string, device *seal.SigningKey) (wire.EnrolAnswer, error) {
	var answer wire.EnrolAnswer
	user := s.Vault.User()
	proof, err := seal.Canonical(wire.EnrolProof{SecretSHA256: seal.SHA256(code.Secret[:]), DeviceKey: device.Public(), SigningKey: user.Signing, OpeningKey: user.Opening})
	if err != nil {
		return answer, err
	}
	req := wire.EnrolRequest{Secret: code.Secret[:], DeviceKey: device.Public(), SigningKey: user.Signing, OpeningKey: user.Opening, DeviceProof: device.Sign(deed.DomainEnrol, proof)}
	err = s.Vault.WithUserKeys(ctx, passphrase, func(k *seal.SigningKey, _ *seal.OpeningKey) error {
		req.UserProof = k.Sign(deed.DomainEnrol, proof)
		return nil
	})
	if err != nil {
		return answer, err
	}
	return answer, c.call(ctx, http.MethodPost, wire.PathEnrol, req, &answer)
}

// checkAnswer believes the service only where its certificates name this workstation
// and this person with exactly the keys that were sent.
func (s *Syncer) checkAnswer(trust deed.Trust, a wire.EnrolAnswer, user casebook.User, device *seal.SigningKey, code deed.Code) error {
	bad := errs.E(errs.Untrusted, "enrol", "OSO's answer does not fit what was asked. Nothing was changed. Ask your OSO coordinator for a new code.")
	d, err := trust.Check(a.DeviceCert, s.Now())
	if err != nil {
		return err
	}
	u, err := trust.Check(a.UserCert, s.Now())
	if err != nil {
		return err
	}
	if d.Role != deed.RoleDevice || string(d.SigningKey) != string(device.Public()) || d.Clinic != code.Clinic ||
		u.Role != deed.CertRole(user.Role) || string(u.SigningKey) != string(user.Signing) || string(u.OpeningKey) != string(user.Opening) ||
		u.Clinic != code.Clinic || u.Subject != code.Person || a.Clinic != code.Clinic {
		return bad
	}
	return nil
}

// keep stores the enrollment. The certificate comes last: with the server row
// there, redeeming the code again completes what was cut off.
func (s *Syncer) keep(ctx context.Context, server casebook.Server, user casebook.User, cert deed.Certificate) error {
	err := s.Vault.Update(ctx, "", func(tx *casebook.Tx) error {
		row, err := casebook.Get[casebook.Server](tx, casebook.KindServer, casebook.ServerID)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		_, err = casebook.Put(tx, casebook.KindServer, casebook.Row[casebook.Server]{ID: casebook.ServerID, Version: row.Version, Value: server})
		return err
	})
	if err != nil {
		return err
	}
	return s.Vault.SetCertificate(ctx, user.ID, &cert)
}
