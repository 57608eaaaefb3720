package clinicapi

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"database/sql"
	"encoding/json"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/keys"
	"oso/internal/server/principal"
	"oso/internal/wire"
)

// renew gives a workstation the newest certificates of itself and of its clinic's
// people, and makes those anew whose end is near. Who is renewed follows from
// the service's register, and from nothing that the workstation says.
func (a *API) renew(ctx context.Context, in *body[wire.RenewRequest]) (*answer[wire.RenewAnswer], error) {
	const op = "renew certificates"
	dev := deviceOf(ctx)
	out := wire.RenewAnswer{Certificates: []deed.Certificate{}}
	err := a.db.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		if len(in.Body.Next) > 0 {
			if err := a.rekey(ctx, tx, dev, in.Body); err != nil {
				return err
			}
		}
		mine, err := q.ListCertificatesByDevice(ctx, dev.Device)
		if err != nil {
			return db.Err(err, op)
		}
		people, err := q.ListCertificatesByClinic(ctx, dev.Clinic)
		if err != nil {
			return db.Err(err, op)
		}
		newest := map[string]db.Certificate{} // by key; the lists are in the order of their ends
		var order []string
		for _, c := range append(mine, people...) {
			if _, there := newest[string(c.PublicKey)]; !there {
				order = append(order, string(c.PublicKey))
			}
			newest[string(c.PublicKey)] = c
		}
		for _, key := range order {
			cert, ok, err := a.current(ctx, tx, newest[key])
			if err != nil {
				return err
			}
			if ok {
				out.Certificates = append(out.Certificates, cert)
			}
		}
		return nil
	})
	return &answer[wire.RenewAnswer]{out}, err
}

// rekey lets another key take the device's place, with proof of both. The one of
// before stops here: its certificates are taken back and its tokens end.
func (a *API) rekey(ctx context.Context, tx *sql.Tx, dev principal.Principal, r wire.RenewRequest) error {
	const op = "renew device key"
	bad := errs.E(errs.Invalid, op, "The next key of this workstation is not whole or was not proved. Nothing was changed. Exchange again; if it happens again, tell OSO.")
	q, now := db.New(tx), a.now()
	d, err := q.GetDevice(ctx, dev.Device)
	if err != nil {
		return db.Err(err, op)
	}
	proof, err := seal.Canonical(wire.RenewProof{Device: dev.Device, Next: r.Next})
	if err != nil {
		return err
	}
	if len(r.Next) != ed25519.PublicKeySize || bytes.Equal(r.Next, d.PublicKey) ||
		seal.VerifyKey(d.PublicKey).Verify(deed.DomainRenew, proof, r.DeviceProof) != nil || r.Next.Verify(deed.DomainRenew, proof, r.NextProof) != nil {
		return bad
	}
	if _, err := q.GetCertificateByKey(ctx, db.GetCertificateByKeyParams{Kind: certDevice, PublicKey: r.Next}); !errs.Is(db.Err(err, op), errs.NotFound) {
		return bad // a key is one workstation's, once
	}
	c, err := q.GetClinic(ctx, dev.Clinic)
	if err != nil {
		return db.Err(err, op)
	}
	if err := q.RevokeCertificatesByDevice(ctx, db.RevokeCertificatesByDeviceParams{RevokedAt: now.UnixMilli(), DeviceID: dev.Device}); err != nil {
		return db.Err(err, op)
	}
	if err := q.RekeyDevice(ctx, db.RekeyDeviceParams{PublicKey: r.Next, ID: dev.Device}); err != nil {
		return db.Err(err, op)
	}
	cert, err := a.certify(ctx, q, deed.CertBody{
		Serial: casefile.NewID(), Role: deed.RoleDevice, Subject: dev.Device, Name: c.Name, Clinic: c.ID, ClinicName: c.Name,
		SigningKey: r.Next, NotBefore: now, NotAfter: now.Add(keys.CertLife),
	}, certDevice, dev.Device)
	if err != nil {
		return err
	}
	entry := db.Entry(db.SystemChain, "device-key-renewed", dev.As(principal.Device), now)
	entry.ObjectSHA256 = seal.SHA256(cert.Body)
	_, err = db.AppendAudit(ctx, tx, entry)
	return err
}

// current is a certificate as it is, or made anew where its end is near; false:
// its holder takes part no longer, or it ended so long ago that a coordinator
// has to confirm the holder again.
func (a *API) current(ctx context.Context, tx *sql.Tx, row db.Certificate) (deed.Certificate, bool, error) {
	var cert deed.Certificate
	if err := json.Unmarshal(row.Body, &cert); err != nil {
		return cert, false, errs.Wrap(err, errs.Damaged, "read certificate", "")
	}
	now, end := a.now(), time.UnixMilli(row.ValidUntil)
	if row.RevokedAt != 0 || tooLate(end, now) {
		return cert, false, nil
	}
	q := db.New(tx)
	if row.Kind == certPerson {
		who, _, err := q.Who(ctx, row.PersonID, now)
		if err != nil {
			return cert, false, err
		}
		if !who.At(principal.Role(row.Role), row.ClinicID) {
			return cert, false, nil
		}
	}
	if end.Sub(now) > keys.CertAhead {
		return cert, true, nil
	}
	cert, err := a.again(ctx, tx, row, cert)
	return cert, true, err
}

// again certifies the same key once more, for what the register says today.
func (a *API) again(ctx context.Context, tx *sql.Tx, row db.Certificate, old deed.Certificate) (deed.Certificate, error) {
	const op = "renew certificate"
	q, now := db.New(tx), a.now()
	b, err := a.keys.Trust().Origin(old)
	if err != nil {
		return old, err
	}
	if row.Kind == certPerson {
		who, _, err := q.Who(ctx, row.PersonID, now)
		if err != nil {
			return old, err
		}
		b.Name, b.Titles = who.Name, who.Titles
	}
	c, err := q.GetClinic(ctx, row.ClinicID)
	if err != nil {
		return old, db.Err(err, op)
	}
	b.ClinicName = c.Name
	b.Serial, b.NotBefore, b.NotAfter = casefile.NewID(), now, now.Add(keys.CertLife)
	cert, err := a.certify(ctx, q, b, row.Kind, row.DeviceID)
	if err != nil {
		return old, err
	}
	by := principal.Principal{Kind: principal.Program, Person: principal.Person{ID: b.Subject}, Device: row.DeviceID}
	entry := db.Entry(db.SystemChain, "certificate-renewed", by.As(principal.Role(b.Role)), now)
	entry.ObjectSHA256 = seal.SHA256(cert.Body)
	_, err = db.AppendAudit(ctx, tx, entry)
	return cert, err
}

// tooLate: after this a certificate is renewed by a new code alone.
func tooLate(end, now time.Time) bool { return now.Sub(end) > keys.CertGrace }

// mayComeBack refuses a workstation whose last certificate ended too long ago to be
// believed by its signature alone.
func (a *API) mayComeBack(ctx context.Context, d db.Device) error {
	list, err := a.db.Q().ListCertificatesByDevice(ctx, d.ID)
	if err != nil {
		return db.Err(err, "find certificate")
	}
	if n := len(list); n > 0 && tooLate(time.UnixMilli(list[n-1].ValidUntil), a.now()) {
		return errs.E(errs.NotEnrolled, "sign in device", "This workstation has not exchanged with OSO for so long that its confirmation has ended. Everything on it is kept, and nothing was sent. Ask your OSO coordinator for a new enrollment code, and redeem it at this workstation.")
	}
	return nil
}
