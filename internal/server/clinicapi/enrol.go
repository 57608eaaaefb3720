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

// Kinds of rows in certificates: a workstation's, a person's.
const (
	certDevice = "device"
	certPerson = "person"
)

const enrolScope = "enrol"

// enrol redeems a code: it certifies the user's keys and, where this is the
// first code of the workstation, the device. The same request again gives the same
// answer; another one under a used code is refused.
func (a *API) enrol(ctx context.Context, in *body[wire.EnrolRequest]) (*answer[wire.EnrolAnswer], error) {
	const op = "enrol"
	secretHash, err := checkProofs(in.Body)
	if err != nil {
		return nil, err
	}
	asked, err := seal.Canonical(in.Body)
	if err != nil {
		return nil, err
	}
	var out wire.EnrolAnswer
	err = a.db.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		before, err := q.GetIdempotency(ctx, db.GetIdempotencyParams{Scope: enrolScope, Key: secretHash})
		if err == nil {
			if before.RequestSHA256 != seal.SHA256(asked) {
				return usedUp()
			}
			return errs.Wrap(json.Unmarshal(before.Response, &out), errs.Internal, op, "")
		}
		if err = db.Err(err, op); !errs.Is(err, errs.NotFound) {
			return err
		}
		if out, err = a.redeem(ctx, tx, in.Body, secretHash); err != nil {
			return err
		}
		b, err := seal.Canonical(out)
		if err != nil {
			return err
		}
		return db.Err(q.InsertIdempotency(ctx, db.InsertIdempotencyParams{
			Scope: enrolScope, Key: secretHash, RequestSHA256: seal.SHA256(asked), Status: 200, Response: b, CreatedAt: a.now().UnixMilli(),
		}), op)
	})
	if err == nil {
		a.log.InfoContext(ctx, "clinic door: a workstation is enrolled", "device", out.Device)
	}
	return &answer[wire.EnrolAnswer]{out}, err
}

func usedUp() error {
	return errs.E(errs.Refused, "enrol", "This enrollment code was used before, or has run out. Nothing was changed. Ask your OSO coordinator for a new one.")
}

// checkProofs verifies that the sender holds both private keys, and gives the
// hash under which the code is known.
func checkProofs(r wire.EnrolRequest) (string, error) {
	bad := errs.E(errs.Invalid, "check enrollment", "The keys of this workstation are not whole or were not proved. Nothing was changed. Try again; if it happens again, tell OSO.")
	if len(r.Secret) != 16 || len(r.DeviceKey) != ed25519.PublicKeySize || len(r.SigningKey) != ed25519.PublicKeySize || bytes.Equal(r.DeviceKey, r.SigningKey) {
		return "", bad
	}
	// Encrypting something is the test that this is an opening key.
	if _, err := seal.Wrap(r.OpeningKey, deed.WrapOpinion, []byte("oso"), ""); err != nil {
		return "", bad
	}
	hash := seal.SHA256(r.Secret)
	proof, err := seal.Canonical(wire.EnrolProof{SecretSHA256: hash, DeviceKey: r.DeviceKey, SigningKey: r.SigningKey, OpeningKey: r.OpeningKey})
	if err != nil {
		return "", err
	}
	if r.DeviceKey.Verify(deed.DomainEnrol, proof, r.DeviceProof) != nil || r.SigningKey.Verify(deed.DomainEnrol, proof, r.UserProof) != nil {
		return "", bad
	}
	return hash, nil
}

func (a *API) redeem(ctx context.Context, tx *sql.Tx, r wire.EnrolRequest, secretHash string) (wire.EnrolAnswer, error) {
	const op = "redeem code"
	var out wire.EnrolAnswer
	q := db.New(tx)
	now := a.now()
	code, err := q.GetEnrolmentCode(ctx, secretHash)
	if err = db.Err(err, op); errs.Is(err, errs.NotFound) {
		return out, usedUp() // says no more about a code that never was
	} else if err != nil {
		return out, err
	}
	clinic, err := q.GetClinic(ctx, code.ClinicID)
	if err != nil {
		return out, db.Err(err, op)
	}
	person, _, err := q.Who(ctx, code.PersonID, now)
	if err != nil {
		return out, err
	}
	if !clinic.Active || !person.At(principal.Role(code.Role), clinic.ID) {
		return out, errs.E(errs.Revoked, op, "This clinic or this person no longer takes part. Nothing was changed. Ask your OSO coordinator.")
	}
	role := deed.RolePhysician
	if code.Role == string(deed.RoleStaff) {
		role = deed.RoleStaff
	}
	deviceID, deviceCert, err := a.enrolDevice(ctx, tx, r.DeviceKey, clinic)
	if err != nil {
		return out, err
	}
	n, err := q.UseEnrolmentCode(ctx, db.UseEnrolmentCodeParams{Now: now.UnixMilli(), DeviceID: deviceID, ID: code.ID})
	if err != nil {
		return out, db.Err(err, op)
	}
	if n != 1 {
		return out, usedUp()
	}
	// The same person with the same keys is confirmed again: a certificate that
	// ended, or a workstation that was set up anew.
	switch known, err := q.GetCertificateByKey(ctx, db.GetCertificateByKeyParams{Kind: certPerson, PublicKey: r.SigningKey}); {
	case errs.Is(db.Err(err, op), errs.NotFound):
	case err != nil:
		return out, db.Err(err, op)
	case !person.Is(known.PersonID) || known.ClinicID != clinic.ID:
		return out, errs.E(errs.Conflict, op, "These keys belong to somebody already. Nothing was changed. Add a user of your own on this workstation and enroll again.")
	case known.RevokedAt != 0:
		return out, errs.E(errs.Revoked, op, "These keys were taken back. Nothing was changed. Add a user of your own on this workstation, which makes new keys, and enroll again.")
	}
	body := deed.CertBody{
		Serial: casefile.NewID(), Role: role, Subject: person.ID, Name: person.Name, Clinic: clinic.ID, ClinicName: clinic.Name,
		Titles: person.Titles, SigningKey: r.SigningKey, OpeningKey: r.OpeningKey, NotBefore: now, NotAfter: now.Add(keys.CertLife),
	}
	userCert, err := a.certify(ctx, q, body, certPerson, "")
	if err != nil {
		return out, err
	}
	at := principal.Principal{Kind: principal.Desk, Person: person, Device: deviceID, Clinic: clinic.ID}
	entry := db.Entry(db.SystemChain, "enrol", at.As(principal.Role(code.Role)), now)
	entry.ObjectSHA256 = seal.SHA256(userCert.Body)
	if _, err := db.AppendAudit(ctx, tx, entry); err != nil {
		return out, err
	}
	// A new workstation has no tables of its own yet: it gets them with its first changes.
	for _, kind := range []wire.ChangeKind{wire.ChangePolicy, wire.ChangePrices, wire.ChangeAgreement, wire.ChangeGuide} {
		if err := q.InsertFeed(ctx, db.InsertFeedParams{ClinicID: clinic.ID, CaseID: "", Kind: string(kind), CreatedAt: now.UnixMilli()}); err != nil {
			return out, db.Err(err, op)
		}
	}
	return wire.EnrolAnswer{Clinic: clinic.ID, ClinicName: clinic.Name, Device: deviceID, DeviceCert: deviceCert, UserCert: userCert}, nil
}

// enrolDevice finds the workstation that sent its key before, or puts it on the list.
func (a *API) enrolDevice(ctx context.Context, tx *sql.Tx, key seal.VerifyKey, clinic db.Clinic) (string, deed.Certificate, error) {
	const op = "enrol device"
	q := db.New(tx)
	row, err := q.GetCertificateByKey(ctx, db.GetCertificateByKeyParams{Kind: certDevice, PublicKey: key})
	if err == nil {
		d, err := q.GetDevice(ctx, row.DeviceID)
		if err != nil {
			return "", deed.Certificate{}, db.Err(err, op)
		}
		if d.RevokedAt != 0 {
			return "", deed.Certificate{}, a.revokedDevice(ctx, d)
		}
		if d.ClinicID != clinic.ID {
			return "", deed.Certificate{}, errs.E(errs.Conflict, op, "This workstation belongs to another clinic. Nothing was changed. Use a vault of its own for each clinic.")
		}
		if !bytes.Equal(d.PublicKey, key) {
			return "", deed.Certificate{}, errs.E(errs.Unauthenticated, op, "Another key took this workstation's place, since somebody left. Nothing was changed, and the code is still good. Update this program and redeem it again: the program makes a new key.")
		}
		var cert deed.Certificate
		if err := json.Unmarshal(row.Body, &cert); err != nil {
			return "", cert, errs.Wrap(err, errs.Damaged, op, "")
		}
		if time.UnixMilli(row.ValidUntil).Sub(a.now()) <= keys.CertAhead {
			cert, err = a.again(ctx, tx, row, cert)
		}
		return d.ID, cert, err
	}
	if err = db.Err(err, op); !errs.Is(err, errs.NotFound) {
		return "", deed.Certificate{}, err
	}
	now := a.now()
	id := casefile.NewID()
	if err := q.InsertDevice(ctx, db.InsertDeviceParams{ID: id, ClinicID: clinic.ID, PublicKey: key, EnrolledAt: now.UnixMilli()}); err != nil {
		return "", deed.Certificate{}, db.Err(err, op)
	}
	cert, err := a.certify(ctx, q, deed.CertBody{
		Serial: casefile.NewID(), Role: deed.RoleDevice, Subject: id, Name: clinic.Name, Clinic: clinic.ID, ClinicName: clinic.Name,
		SigningKey: key, NotBefore: now, NotAfter: now.Add(keys.CertLife),
	}, certDevice, id)
	return id, cert, err
}

// certify issues a certificate and keeps it; its row's id is the serial.
func (a *API) certify(ctx context.Context, q *db.Queries, body deed.CertBody, kind, deviceID string) (deed.Certificate, error) {
	cert, err := a.keys.Certify(body)
	if err != nil {
		return cert, err
	}
	b, err := seal.Canonical(cert)
	if err != nil {
		return cert, err
	}
	person := body.Subject
	if kind == certDevice {
		person = ""
	}
	return cert, db.Err(q.InsertCertificate(ctx, db.InsertCertificateParams{
		ID: body.Serial, Kind: kind, PersonID: person, DeviceID: deviceID, ClinicID: body.Clinic, Role: string(body.Role),
		PublicKey: body.SigningKey, Body: b, ValidFrom: body.NotBefore.UnixMilli(), ValidUntil: body.NotAfter.UnixMilli(), CreatedAt: a.now().UnixMilli(),
	}), "store certificate")
}
