package server

import (
	"context"
	"database/sql"
	"sort"
	"time"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/server/chart"
	"oso/internal/server/db"
)

// Items finds a case by its reference number, opens it, and lists its records
// and scans as they are now, by their paths. The caller closes the case.
func (s *Store) Items(ctx context.Context, reference string) (*chart.Case, []deed.Item, error) {
	const op = "read case"
	row, err := s.DB.Q().GetCaseByReference(ctx, reference)
	if err != nil {
		return nil, nil, db.Err(err, op)
	}
	c, err := s.Records.Open(s.Keys, row)
	if err != nil {
		return nil, nil, errs.Op(err, op)
	}
	items, err := c.Items(ctx, s.DB.Q())
	if err != nil {
		c.Close()
		return nil, nil, err
	}
	sort.SliceStable(items, func(i, j int) bool { return items[i].Path < items[j].Path })
	return c, items, nil
}

// Audit writes an administrator's act into a chain: a case's id, or
// db.SystemChain.
func (s *Store) Audit(ctx context.Context, chain, by, event string, now time.Time) error {
	return s.DB.Tx(ctx, func(tx *sql.Tx) error {
		_, err := db.AppendAudit(ctx, tx, db.Audit{Chain: chain, ServerTime: now.UnixMilli(), ActorID: by, Role: "admin", Event: event})
		return err
	})
}
