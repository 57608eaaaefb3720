package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
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
			return full(err, op)
		case se.ExtendedCode == sqlite3.ErrConstraintUnique, se.ExtendedCode == sqlite3.ErrConstraintPrimaryKey:
			return exists(err, op)
		}
	}
	var pe *pgconn.PgError
	if errors.As(err, &pe) {
		switch {
		case pe.Code == "23505":
			return exists(err, op)
		case pe.Code == "53100":
			return full(err, op)
		case pe.Code == "55P03", strings.HasPrefix(pe.Code, "40"),
			pe.Code == "57014", pe.Code == "53200", pe.Code == "53400": // its administrator's limit of time, of memory, or another one
			return errs.Wrap(err, errs.TooMany, op, "The service's database is busy. Nothing of this was saved. Try again in a minute.")
		case pe.Code == "22021", pe.Code == "22P05":
			return errs.Wrap(err, errs.Invalid, op, "This holds characters that cannot be kept. Nothing was saved. Write it anew.")
		case pe.Code == "25006":
			return errs.Wrap(err, errs.Unreachable, op, "The service's database takes no writes: it stands by for another one. What was acknowledged is kept. Try again in a minute.")
		case strings.HasPrefix(pe.Code, "08"), strings.HasPrefix(pe.Code, "57P"), pe.Code == "25P03", pe.Code == tooManyConnections,
			strings.HasPrefix(pe.Code, "58"): // its disk or its system failed under it
			return away(err, op)
		}
		return errs.Op(err, op)
	}
	var ne net.Error
	if pgconn.SafeToRetry(err) || errors.Is(err, io.EOF) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.As(err, &ne) && !errors.Is(err, context.Canceled) || errors.Is(err, io.ErrUnexpectedEOF) {
		return away(err, op)
	}
	return errs.Op(err, op)
}

// allowed tells whoever starts a service that the database's user lacks rights.
// While it serves, that is a fault as others: no act was refused by a rule.
func allowed(err error, op string) error {
	var pe *pgconn.PgError
	if errors.As(err, &pe) && pe.Code == "42501" {
		return errs.Wrap(err, errs.Refused, op, "The database's user may not write in the service's tables, or make them. Nothing was changed. Give the tables, and the schema, to the user that --database names.")
	}
	return wrap(err, op)
}

func full(err error, op string) error {
	return errs.Wrap(err, errs.DiskFull, op, "The server's disk is full. What was acknowledged is kept; this was not saved. Try again after the service has made room.")
}

func exists(err error, op string) error {
	return errs.Wrap(err, errs.Conflict, op, "This exists already. Nothing was changed; look at it again before you go on.")
}

func away(err error, op string) error {
	return errs.Wrap(err, errs.Unreachable, op, "The service's database does not answer. What was acknowledged is kept. Try again in a minute.")
}

// DiskFailed tells whether SQLite's disk failed under what was done.
func DiskFailed(err error) bool { return diskFailed(err) }

// diskFailed tells whether SQLite could not read or write its files. A full
// disk is none: SQLite knows what it has not written.
func diskFailed(err error) bool {
	var se sqlite3.Error
	return errors.As(err, &se) && (se.Code == sqlite3.ErrIoErr || se.Code == sqlite3.ErrCorrupt)
}

// known tells whether a commit that failed is known not to have happened.
func known(err error) bool {
	var se sqlite3.Error
	if errors.As(err, &se) {
		return se.Code == sqlite3.ErrFull || se.Code == sqlite3.ErrBusy || se.Code == sqlite3.ErrConstraint
	}
	var pe *pgconn.PgError
	return errors.As(err, &pe) && !strings.HasPrefix(pe.Code, "08") && !strings.HasPrefix(pe.Code, "57") && !strings.HasPrefix(pe.Code, "58")
}
