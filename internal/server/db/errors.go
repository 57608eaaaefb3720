package db

import (
	"database/sql"
	"errors"

	"github.com/mattn/go-sqlite3"
	"oso/internal/errs"
)

// Err gives an error of a query its kind: no row is NotFound, a broken unique
// index Conflict, a full disk DiskFull. Err(nil, ...) is nil; an error that
// has a kind keeps it.
func Err(err error, op string) error { return wrap(err, op) }

func wrap(err error, op string) error {
	if err == nil {
		return nil
	}
	var known *errs.Error
	if errors.As(err, &known) {
		return errs.Op(err, op)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return errs.Wrap(err, errs.NotFound, op, "This does not exist here, or no longer. Nothing was changed.")
	}
	var se sqlite3.Error
	if errors.As(err, &se) {
		switch {
		case se.Code == sqlite3.ErrFull:
			return errs.Wrap(err, errs.DiskFull, op, "The server's disk is full. What was acknowledged is kept; this was not saved. Try again after the service has made room.")
		case se.ExtendedCode == sqlite3.ErrConstraintUnique, se.ExtendedCode == sqlite3.ErrConstraintPrimaryKey:
			return errs.Wrap(err, errs.Conflict, op, "This exists already. Nothing was changed; look at it again before you go on.")
		}
	}
	return errs.Op(err, op)
}
