package auth

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/keys"
	"oso/internal/server/principal"
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
		newest, err := a.db.Q().GetCertificateByKeyRole(ctx, db.GetCertificateByKeyRoleParams{Kind: CertKind, PublicKey: row.PublicKey, Role: row.Role})
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
	newest, err := q.GetCertificateByKeyRole(ctx, db.GetCertificateByKeyRoleParams{Kind: CertKind, PublicKey: row.PublicKey, Role: row.Role})
	if err != nil {
		return false, db.Err(err, op)
	}
	who, _, err := q.Who(ctx, row.PersonID, now)
	if err != nil {
		return false, err
	}
	role, signs := certRole(principal.Role(row.Role))
	if newest.ID != row.ID || !signs || !who.Holds(principal.Role(row.Role)) {
		return false, nil
	}
	acc, err := q.GetAccountByKey(ctx, row.PublicKey)
	if err = db.Err(err, op); errs.Is(err, errs.NotFound) {
		return false, nil // the key was made anew
	} else if err != nil {
		return false, err
	}
	if !who.Is(acc.PersonID) {
		return false, nil
	}
	var old deed.Certificate
	if err := json.Unmarshal(row.Body, &old); err != nil {
		return false, errs.Wrap(err, errs.Damaged, op, "")
	}
	if _, err := a.keys.Trust().Origin(old); err != nil {
		return false, err
	}
	cert, err := a.issue(ctx, q, who, role, acc.SigningPublic)
	if err != nil {
		return false, err
	}
	entry := db.Entry(db.SystemChain, "certificate-renewed", principal.Principal{Kind: principal.Program, Person: who}.As(principal.Role(row.Role)), now)
	entry.ObjectSHA256 = seal.SHA256(cert.Body)
	_, err = db.AppendAudit(ctx, tx, entry)
	return true, err
}
