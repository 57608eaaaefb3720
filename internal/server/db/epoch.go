package db

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"

	"oso/internal/errs"
)

// settingEpoch is the row of settings that holds the epoch.
const settingEpoch = "epoch"

// Epoch is this database's life: 16 random bytes in hex, made with it and made
// anew by every restore. What the service signs names it, so that a desk
// notices that the service went back to an older state.
func (q *Queries) Epoch(ctx context.Context) (string, error) {
	row, err := q.GetSetting(ctx, settingEpoch)
	return row.Body, Err(err, "read epoch")
}

// NewEpoch begins another life: after a restore, before anybody is answered.
func NewEpoch(ctx context.Context, tx *sql.Tx) error {
	b := make([]byte, 16)
	rand.Read(b)
	if err := New(tx).ForgetMarks(ctx); err != nil {
		return Err(err, "begin epoch")
	}
	return Err(New(tx).PutSetting(ctx, PutSettingParams{Name: settingEpoch, Body: hex.EncodeToString(b), UpdatedBy: "database"}), "begin epoch")
}

// begin gives a database that has none its first epoch.
func (d *DB) begin(ctx context.Context) error {
	return d.Tx(ctx, func(tx *sql.Tx) error {
		_, err := New(tx).Epoch(ctx)
		if errs.Is(err, errs.NotFound) {
			return NewEpoch(ctx, tx)
		}
		return err
	})
}
