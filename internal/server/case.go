package server

import (
	"context"
	"database/sql"
	"sort"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/columns"
	"oso/internal/server/db"
	"oso/internal/server/records"
)

// Items finds a case by its reference number, opens its key, and lists its
// records and scans as they are now. The caller wipes the key.
func (s *Store) Items(ctx context.Context, reference string) (records.Case, []seal.Item, error) {
	const op = "read case"
	c, err := s.DB.Q().GetCaseByReference(ctx, reference)
	if err != nil {
		return records.Case{}, nil, db.Err(err, op)
	}
	if c.ErasedAt != 0 {
		return records.Case{}, nil, errs.E(errs.NotFound, op, "This case was erased. What it held cannot be read any more.")
	}
	id := casefile.CaseID(c.ID)
	key, err := s.Keys.UnwrapCaseKey(id, c.KeyWrapped)
	if err != nil {
		return records.Case{}, nil, err
	}
	rows, err := s.DB.Q().ListRecords(ctx, c.ID)
	if err != nil {
		return records.Case{}, nil, db.Err(err, op)
	}
	items := make([]seal.Item, 0, len(rows))
	cols := columns.For(id, &key)
	for _, r := range rows {
		var it seal.Item
		if err := cols.OpenJSON(columns.Record, r.ID, r.DescriptionSealed, &it); err != nil {
			return records.Case{}, nil, err
		}
		items = append(items, it)
	}
	sort.SliceStable(items, func(i, j int) bool { return items[i].Path < items[j].Path })
	return records.Case{Clinic: c.ClinicID, ID: id, Key: &key}, items, nil
}

// Audit writes an administrator's act into a chain: a case's id, or
// db.SystemChain.
func (s *Store) Audit(ctx context.Context, chain, by, event string, now time.Time) error {
	return s.DB.Tx(ctx, func(tx *sql.Tx) error {
		_, err := db.AppendAudit(ctx, tx, db.Audit{Chain: chain, ServerTime: now.UnixMilli(), ActorID: by, Role: "admin", Event: event})
		return err
	})
}
