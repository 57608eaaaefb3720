package register

import (
	"context"
	"database/sql"
	"time"

	"oso/internal/server/db"
	"oso/internal/server/directory"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/wire"
)

// Directory is the register of one person's entry: what the rest of the service
// reads of the person follows from it.
func Directory(person string) Kind {
	return Kind{
		Name: rights.Directory, Of: person,
		Follow: func(ctx context.Context, tx *sql.Tx, body string, _ principal.Actor, now time.Time) error {
			p, err := directory.Parse(body)
			if err != nil {
				return err
			}
			return directory.Follow(ctx, tx, person, p, now)
		},
	}
}

// Specialties is the register of the coded list by which people are found: the
// names in everybody's row follow from it.
func Specialties() Kind {
	return Kind{
		Name: rights.Specialties,
		Follow: func(ctx context.Context, tx *sql.Tx, body string, _ principal.Actor, now time.Time) error {
			l, err := directory.ParseList(body)
			if err != nil {
				return err
			}
			if err := directory.FollowList(ctx, tx, l, now); err != nil {
				return err
			}
			// What clinics are sent of materials and questions says specialties in words.
			err = db.New(tx).InsertFeedForAll(ctx, db.InsertFeedForAllParams{Kind: string(wire.ChangeGuide), CreatedAt: now.UnixMilli()})
			return db.Err(err, "send guide")
		},
	}
}
