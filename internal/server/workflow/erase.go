package workflow

import (
	"context"
	"database/sql"
	"strconv"
	"time"

	"oso/internal/errs"
	"oso/internal/server/db"
)

// eraseAfter is how long JobErase waits for what else is erased: it reads every
// table with sealed bytes, whether one case went or a hundred.
const eraseAfter = 5 * time.Second

// Erase puts JobErase into the outbox, in the transaction (db.DB.Tx) that erased
// something or doomed a blob: one for all that are committed before it begins.
func Erase(ctx context.Context, tx *sql.Tx, enqueue db.Enqueue, now time.Time) error {
	n, err := db.New(tx).Erasures(ctx)
	if err != nil {
		return err
	}
	return errs.Op(enqueue(ctx, tx, db.Job{Kind: JobErase, Key: strconv.FormatInt(n, 10), Due: now.Add(eraseAfter)}), "enqueue erasing")
}
