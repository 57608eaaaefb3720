package register

import (
	"context"
	"database/sql"
	"time"

	"oso/internal/server/directory"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
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
			return directory.FollowList(ctx, tx, l, now)
		},
	}
}
