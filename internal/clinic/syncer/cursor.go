package syncer

import (
	"context"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/errs"
)

// cursor is how far the exchange has come, in which life of the service's
// database. The row's id is cursorID.
type cursor struct {
	Epoch string `json:"epoch"` // empty: nothing came yet
	Seq   int64  `json:"seq"`
}

const cursorID = "changes"

func (s *Syncer) cursor(ctx context.Context) (cursor, error) {
	var c cursor
	err := s.Vault.View(ctx, "", func(tx *casebook.Tx) error {
		row, err := readCursor(tx)
		c = row.Value
		return err
	})
	return c, err
}

func readCursor(tx *casebook.Tx) (casebook.Row[cursor], error) {
	row, err := casebook.Get[cursor](tx, casebook.KindCursor, cursorID)
	if errs.Is(err, errs.NotFound) {
		err = nil
	}
	return row, err
}

// advance stores what fn puts together with the cursor. A change that was asked
// for again lies behind the cursor, which stays.
func (s *Syncer) advance(ctx context.Context, id casefile.CaseID, at cursor, fn func(*casebook.Tx) error) error {
	return s.Vault.Update(ctx, id, func(tx *casebook.Tx) error {
		if fn != nil {
			if err := fn(tx); err != nil {
				return err
			}
		}
		row, err := readCursor(tx)
		if err != nil {
			return err
		}
		if row.Value.Epoch != "" && row.Value.Epoch != at.Epoch {
			return errs.E(errs.Conflict, "save cursor", "Another exchange was faster. Nothing is lost. Exchange again.")
		}
		if row.Value.Epoch == at.Epoch && row.Value.Seq >= at.Seq {
			return nil // another exchange has come further
		}
		_, err = casebook.Put(tx, casebook.KindCursor, casebook.Row[cursor]{ID: cursorID, Version: row.Version, Value: at})
		return err
	})
}

const newEpochText = "OSO went back to a backup of its own. This workstation asks OSO for everything again, and hands over again what OSO lacks: nothing that is here is lost. If a case does not show as received within a day, telephone OSO."

// begin goes over to another epoch, which the service has signed: everything is
// asked for from its beginning. What was held or wanted was of the epoch before,
// and comes again if it is still there; receipts of it count no more (see next).
func (s *Syncer) begin(ctx context.Context, from cursor, epoch string) (cursor, error) {
	at := cursor{Epoch: epoch}
	err := s.Vault.Update(ctx, "", func(tx *casebook.Tx) error {
		row, err := readCursor(tx)
		if err != nil {
			return err
		}
		if row.Value != from {
			return errs.E(errs.Conflict, "save cursor", "Another exchange was faster. Nothing is lost. Exchange again.")
		}
		for _, kind := range []casebook.Kind{casebook.KindHeld, casebook.KindWanted} {
			if err := clearRows(tx, kind); err != nil {
				return err
			}
		}
		if from.Epoch != "" {
			if err := s.hear(tx, "epoch "+epoch, newEpochText); err != nil {
				return err
			}
		}
		_, err = casebook.Put(tx, casebook.KindCursor, casebook.Row[cursor]{ID: cursorID, Version: row.Version, Value: at})
		return err
	})
	return at, err
}

// clearRows deletes all rows of a kind that open.
func clearRows(tx *casebook.Tx, kind casebook.Kind) error {
	rows, err := casebook.List[struct{}](tx, kind)
	if err != nil && !errs.Is(err, errs.Damaged) {
		return err
	}
	for _, r := range rows {
		if err := tx.Delete(kind, r.ID, r.Version); err != nil {
			return err
		}
	}
	return nil
}
