package register

import (
	"context"
	"database/sql"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/keys"
)

// purposeSource is of where a version comes from, at (the register).
const purposeSource = "oso/server/register-source/v1"

// sealSource keeps where a version comes from: why somebody gets a role, or begins
// anew, is said there, of people by name.
func sealSource(ring *keys.Ring, name, source string) []byte {
	return ring.Seal(purposeSource, []byte(source), name)
}

// Source is where a version comes from.
func Source(ring *keys.Ring, v *db.RegisterVersion) (string, error) {
	if len(v.SourceSealed) == 0 {
		return v.Source, nil // a program's: see Set
	}
	b, err := ring.Open(purposeSource, v.SourceSealed, v.Name)
	return string(b), errs.Op(err, "read version")
}

// SealSources seals what stands in clear: from programs, and from before sources
// were sealed (migration 259).
func SealSources(ctx context.Context, tx *sql.Tx, ring *keys.Ring) error {
	const op = "seal sources"
	q := db.New(tx)
	rows, err := q.ListClearSources(ctx)
	if err != nil {
		return db.Err(err, op)
	}
	for _, r := range rows {
		if err := q.SealSource(ctx, db.SealSourceParams{Name: r.Name, Version: r.Version, SourceSealed: sealSource(ring, r.Name, r.Source)}); err != nil {
			return db.Err(err, op)
		}
	}
	return nil
}
