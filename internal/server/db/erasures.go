package db

import (
	"context"
	"database/sql"
	"strconv"

	"oso/internal/errs"
)

// settingErasures is the row of settings that counts the erasures.
const settingErasures = "erasures"

// Erasures counts how often somebody began to take off the disk what was erased.
// What a transaction of Tx erases, the next one takes: a job that names the number
// is one for all that was erased since the last began, and never one that is under
// way already, which may be past it.
func (q *Queries) Erasures(ctx context.Context) (int64, error) {
	const op = "count erasures"
	row, err := q.GetSetting(ctx, settingErasures)
	if err = Err(err, op); errs.Is(err, errs.NotFound) {
		return 0, nil
	} else if err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(row.Body, 10, 64)
	return n, errs.Op(err, op)
}

// BeginErasure counts one more. All that was erased before is committed then.
func (d *DB) BeginErasure(ctx context.Context) error {
	return d.Tx(ctx, func(tx *sql.Tx) error {
		q := New(tx)
		n, err := q.Erasures(ctx)
		if err != nil {
			return err
		}
		return Err(q.PutSetting(ctx, PutSettingParams{Name: settingErasures, Body: strconv.FormatInt(n+1, 10), UpdatedBy: "database"}), "begin erasure")
	})
}
