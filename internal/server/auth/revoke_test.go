package auth

import (
	"context"
	"database/sql"

	"oso/internal/server/db"
)

func revokeAll(ctx context.Context, person string) func(*sql.Tx) error {
	return func(tx *sql.Tx) error {
		q := db.New(tx)
		certs, err := q.ListCertificatesByPerson(ctx, person)
		if err != nil {
			return err
		}
		for _, c := range certs {
			if _, err := q.RevokeCertificate(ctx, db.RevokeCertificateParams{ID: c.ID, RevokedAt: 1}); err != nil {
				return err
			}
		}
		return nil
	}
}
