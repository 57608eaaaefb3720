package auth

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/keys"
)

// Renew certifies once more the signing keys of the service's own people whose
// certificates end soon or have ended, as long as they take part and hold the
// key. Certificates of before stay beside what they signed. It tells how many
// were made.
func (a *Auth) Renew(ctx context.Context) (int, error) {
	const op = "renew certificates"
	now := a.now()
	rows, err := a.db.Q().ListCertificatesEnding(ctx, now.Add(keys.CertAhead).UnixMilli())
	if err != nil {
		return 0, db.Err(err, op)
	}
	n := 0
	for _, row := range rows {
		// Most are of years ago and have a next one.
		newest, err := a.db.Q().GetCertificateByKey(ctx, db.GetCertificateByKeyParams{Kind: CertKind, PublicKey: row.PublicKey})
		if err != nil {
			return n, db.Err(err, op)
		}
		if newest.ID != row.ID {
			continue
		}
		made := false
		err = a.db.Tx(ctx, func(tx *sql.Tx) (err error) {
			made, err = a.renew(ctx, tx, row, now)
			return err
		})
		if err != nil {
			return n, err
		}
		if made {
			n++
		}
	}
	return n, nil
}

// renew makes the next certificate of one key, where this is its newest.
func (a *Auth) renew(ctx context.Context, tx *sql.Tx, row db.Certificate, now time.Time) (bool, error) {
	const op = "renew certificate"
	q := db.New(tx)
	newest, err := q.GetCertificateByKey(ctx, db.GetCertificateByKeyParams{Kind: CertKind, PublicKey: row.PublicKey})
	if err != nil {
		return false, db.Err(err, op)
	}
	p, err := q.GetPerson(ctx, row.PersonID)
	if err != nil {
		return false, db.Err(err, op)
	}
	role, signs := certRole(Role(p.Role))
	if newest.ID != row.ID || !p.Active || !signs || !bytes.Equal(p.SigningPublic, row.PublicKey) {
		return false, nil
	}
	var old deed.Certificate
	if err := json.Unmarshal(row.Body, &old); err != nil {
		return false, errs.Wrap(err, errs.Damaged, op, "")
	}
	if _, err := a.keys.Trust().Origin(old); err != nil {
		return false, err
	}
	b := deed.CertBody{
		Serial: casefile.NewID(), Role: role, Subject: p.ID, Name: p.Name, Titles: p.Titles,
		SigningKey: p.SigningPublic, NotBefore: now, NotAfter: now.Add(CertLife),
	}
	cert, err := a.keys.Certify(b)
	if err != nil {
		return false, err
	}
	body, err := seal.Canonical(cert)
	if err != nil {
		return false, err
	}
	if err := q.InsertCertificate(ctx, db.InsertCertificateParams{
		ID: b.Serial, Kind: CertKind, PersonID: p.ID, Role: p.Role, PublicKey: p.SigningPublic, Body: body,
		ValidFrom: now.UnixMilli(), ValidUntil: b.NotAfter.UnixMilli(), CreatedAt: now.UnixMilli(),
	}); err != nil {
		return false, db.Err(err, op)
	}
	_, err = db.AppendAudit(ctx, tx, db.Audit{
		Chain: db.SystemChain, ServerTime: now.UnixMilli(), ActorID: p.ID, Role: p.Role, Event: "certificate-renewed", ObjectSHA256: seal.SHA256(cert.Body),
	})
	return true, err
}
