package syncer

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"time"

	"oso/internal/clinic/casebook"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

// renewAhead is how long before the end of a certificate of this workstation or of its
// users the next one is asked for.
const renewAhead = 90 * 24 * time.Hour

// renew asks for the next certificates where an end is near, or was missed while
// the workstation was off. Each is for a key that is here and for the person or workstation
// that it was for before; what came with what was signed stays there.
func (s *Syncer) renew(ctx context.Context, c *client) error {
	server, err := s.server(ctx)
	if err != nil {
		return err
	}
	users, err := s.Vault.Users()
	if err != nil && !errs.Is(err, errs.Damaged) {
		return err
	}
	next := s.Vault.NextDevice()
	near := next != nil || s.ends(server.DeviceCert)
	for _, u := range users {
		near = near || u.Certificate != nil && s.ends(u.Certificate)
	}
	if !near {
		return nil
	}
	req, err := rekeying(c, next)
	if err != nil {
		return err
	}
	var a wire.RenewAnswer
	err = c.call(ctx, http.MethodPost, wire.PathRenew, req, &a)
	if next != nil && errs.Is(err, errs.Invalid) && !slices.Contains(s.Vault.NextDevices(), next) {
		// It was taken, the answer was lost, and the sign-in for another try has
		// adopted it: it is not due any more.
		return s.renew(ctx, c)
	}
	if err != nil {
		return err
	}
	if next != nil {
		if err := c.adopt(ctx, next); err != nil {
			return err
		}
	}
	for _, cert := range a.Certificates {
		b, err := server.Trust.Check(cert, s.Now())
		if err != nil || b.Clinic != server.Clinic {
			continue // not believed: what is here stays
		}
		if b.Role == deed.RoleDevice {
			err = s.renewDevice(ctx, server, cert, b, c.key.Public())
		} else {
			err = s.renewUser(ctx, users, cert, b)
		}
		if err != nil {
			return err
		}
	}
	return s.tellEnds(ctx)
}

// tellAhead is how long before an end that was not renewed people are told.
const tellAhead = 30 * 24 * time.Hour

// tellEnds tells of users whose certificate ends, or has ended, though the next
// one was asked for: OSO does not renew them by itself. Once for each certificate.
func (s *Syncer) tellEnds(ctx context.Context) error {
	users, err := s.Vault.Users()
	if err != nil && !errs.Is(err, errs.Damaged) {
		return err
	}
	for _, u := range users {
		var b deed.CertBody
		if u.Certificate == nil || seal.ReadBody(u.Certificate.Signed, &b) != nil || b.NotAfter.Sub(s.Now()) > tellAhead {
			continue
		}
		text := "OSO's confirmation of " + u.Name + " ends on " + b.NotAfter.Format("2 January 2006") + ", and OSO has not renewed it. Everything here is kept. Ask your OSO coordinator for a new enrollment code for this person, and redeem it at this workstation."
		err := s.Vault.Update(ctx, "", func(tx *casebook.Tx) error {
			id := "certificate " + seal.SHA256(u.Certificate.Body)[:16]
			if _, err := casebook.Get[time.Time](tx, casebook.KindSetting, id); !errs.Is(err, errs.NotFound) {
				return err
			}
			if err := s.hear(tx, id, text); err != nil {
				return err
			}
			_, err := casebook.Put(tx, casebook.KindSetting, casebook.Row[time.Time]{ID: id, Value: s.Now().UTC()})
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// rekeying is the request for the next certificates, with the key that is to
// take the device's place where one is due.
func rekeying(c *client, next *seal.SigningKey) (wire.RenewRequest, error) {
	if next == nil {
		return wire.RenewRequest{}, nil
	}
	proof, err := seal.Canonical(wire.RenewProof{Device: c.device, Next: next.Public()})
	if err != nil {
		return wire.RenewRequest{}, err
	}
	return wire.RenewRequest{Next: next.Public(), DeviceProof: c.key.Sign(deed.DomainRenew, proof), NextProof: next.Sign(deed.DomainRenew, proof)}, nil
}

// adopt makes the next key the device's own: the service takes no other any
// more.
func (c *client) adopt(ctx context.Context, next *seal.SigningKey) error {
	if err := c.s.Vault.AdoptDevice(ctx, next.Public()); err != nil {
		return err
	}
	key, err := c.s.Vault.DeviceKey(ctx)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.key, c.token = key, ""
	return nil
}

// ends tells whether a certificate ends soon, or is not there.
func (s *Syncer) ends(cert *deed.Certificate) bool {
	var b deed.CertBody
	return cert == nil || seal.ReadBody(cert.Signed, &b) != nil || b.NotAfter.Sub(s.Now()) < renewAhead
}

func (s *Syncer) renewDevice(ctx context.Context, server casebook.Server, cert deed.Certificate, b deed.CertBody, key seal.VerifyKey) error {
	if b.Subject != server.Device || !bytes.Equal(b.SigningKey, key) || !later(server.DeviceCert, b) {
		return nil
	}
	return s.Vault.Update(ctx, "", func(tx *casebook.Tx) error {
		row, err := casebook.Get[casebook.Server](tx, casebook.KindServer, casebook.ServerID)
		if err != nil {
			return err
		}
		row.Value.DeviceCert = &cert
		_, err = casebook.Put(tx, casebook.KindServer, row)
		return err
	})
}

func (s *Syncer) renewUser(ctx context.Context, users []casebook.User, cert deed.Certificate, b deed.CertBody) error {
	for _, u := range users {
		var have deed.CertBody
		if u.Certificate == nil || seal.ReadBody(u.Certificate.Signed, &have) != nil {
			continue // never confirmed: that takes a code
		}
		if !bytes.Equal(u.Signing, b.SigningKey) || !bytes.Equal(u.Opening, b.OpeningKey) || b.Subject != have.Subject || b.Role != have.Role || !later(u.Certificate, b) {
			continue
		}
		return s.Vault.SetCertificate(ctx, u.ID, &cert)
	}
	return nil
}

// later tells whether b lasts longer than what is here.
func later(have *deed.Certificate, b deed.CertBody) bool {
	var h deed.CertBody
	return have == nil || seal.ReadBody(have.Signed, &h) != nil || b.NotAfter.After(h.NotAfter)
}
