package vault

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/mattn/go-sqlite3"

	"oso/internal/errs"
)

const (
	dbName     = "vault.db"
	lockName   = "lock"
	recordsDir = "records"
)

// pragma is one setting with the value that SQLite must report once it is set.
type pragma struct{ name, set, want string }

// indexPragmas are vault.db's: small pages, a write-ahead log, one fsync for
// each commit, nothing left of a deleted row, no temporary file.
func indexPragmas() []pragma {
	return append(commonPragmas(),
		pragma{"journal_mode", "WAL", "wal"},
		pragma{"secure_delete", "ON", "1"},
	)
}

// recordPragmas are those of a set's record database: measured fastest for
// rows of 1 MiB (docs/VAULT.md). page_size works only before the first page
// is written, and it must be read back: in the DSN it is ignored.
func recordPragmas() []pragma {
	return append([]pragma{{"page_size", "65536", "65536"}}, append(commonPragmas(),
		pragma{"journal_mode", "TRUNCATE", "truncate"},
		pragma{"cache_size", "-2048", "-2048"},
		pragma{"secure_delete", "ON", "1"}, // a deleted record's key lives on
	)...)
}

func commonPragmas() []pragma {
	return []pragma{
		{"busy_timeout", "10000", "10000"},
		{"synchronous", "FULL", "2"},
		{"temp_store", "MEMORY", "2"},
		{"mmap_size", "0", "0"},
		{"trusted_schema", "OFF", "0"},
		{"cell_size_check", "ON", "1"},
		{"fullfsync", "ON", "1"}, // macOS: fsync alone does not reach the disk
		{"checkpoint_fullfsync", "ON", "1"},
	}
}

// connector opens connections that all carry the same pragmas.
type connector struct {
	dsn string
	drv *sqlite3.SQLiteDriver
}

func (c connector) Connect(context.Context) (driver.Conn, error) { return c.drv.Open(c.dsn) }
func (c connector) Driver() driver.Driver                        { return c.drv }

// openDB opens or creates the database file. The pragmas are set and read
// back on every connection: a connection without them is refused.
func openDB(path string, pragmas []pragma) (*sql.DB, error) {
	// The file is made here, not by SQLite, so that nobody else can read it.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fileErr(err, "open database")
	}
	f.Close()
	return openPath(path, "_txlock=immediate&mode=rw", pragmas)
}

// openPath opens a database file that is there.
func openPath(path, query string, pragmas []pragma) (*sql.DB, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fileErr(err, "open database")
	}
	abs = filepath.ToSlash(abs)
	if !strings.HasPrefix(abs, "/") {
		abs = "/" + abs // C:/... on Windows
	}
	u := url.URL{Scheme: "file", Path: abs, RawQuery: query}
	db := sql.OpenDB(connector{u.String(), &sqlite3.SQLiteDriver{
		ConnectHook: func(c *sqlite3.SQLiteConn) error { return setPragmas(c, pragmas) },
	}})
	db.SetMaxOpenConns(4)
	db.SetMaxIdleConns(4)
	if err := db.Ping(); err != nil {
		db.Close()
		return nil, dbErr(err, "open database")
	}
	return db, nil
}

func setPragmas(c *sqlite3.SQLiteConn, pragmas []pragma) error {
	for _, p := range pragmas {
		if _, err := c.Exec("PRAGMA "+p.name+" = "+p.set, nil); err != nil {
			return fmt.Errorf("set %s: %w", p.name, err)
		}
		got, err := readPragma(c, p.name)
		if err != nil {
			return fmt.Errorf("read %s: %w", p.name, err)
		}
		if got != p.want {
			return fmt.Errorf("pragma %s is %s, not %s", p.name, got, p.want)
		}
	}
	return nil
}

func readPragma(c *sqlite3.SQLiteConn, name string) (string, error) {
	rows, err := c.Query("PRAGMA "+name, nil)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	v := make([]driver.Value, 1)
	if err := rows.Next(v); err != nil {
		return "", err
	}
	if b, ok := v[0].([]byte); ok {
		return string(b), nil
	}
	return fmt.Sprint(v[0]), nil
}

// checkSchema compares what the file says of itself with what a new one
// would: a trigger, view or column put in by hand is damage.
func checkSchema(db *sql.DB, want []string) error {
	rows, err := db.Query("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
	if err != nil {
		return dbErr(err, "read schema")
	}
	defer rows.Close()
	var got []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return dbErr(err, "read schema")
		}
		got = append(got, s)
	}
	if err := rows.Err(); err != nil {
		return dbErr(err, "read schema")
	}
	if strings.Join(got, ";") != strings.Join(want, ";") {
		return damaged("schema", errors.New("tables are not the ones this program made"))
	}
	return nil
}

const fullMsg = "The disk is full. Everything that was saved before is kept; the last step is not. Make room and do it again."

// dbErr gives an error of SQLite its kind. It names no value.
// unknownOutcome is what a commit says that did not go well: the rows may be on
// the disk all the same, and come back with the log.
type unknownOutcome struct{ error }

func (e unknownOutcome) Unwrap() error { return e.error }

// outcomeUnknown tells whether an act may have lasted although it failed. Where
// the file was busy, or its end was asked for before anything was written, it did
// not.
func outcomeUnknown(err error) bool {
	var u unknownOutcome
	return errors.As(err, &u) && !errs.Is(err, errs.VaultInUse) && !errs.Is(err, errs.Canceled)
}

func dbErr(err error, op string) error {
	if err == nil {
		return nil
	}
	var own *errs.Error
	if errors.As(err, &own) {
		return fmt.Errorf("%s: %w", op, err)
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return errs.Wrap(err, errs.Canceled, op, "Stopped. What was saved before is kept.")
	}
	var e sqlite3.Error
	if !errors.As(err, &e) {
		// STRICT tables hold no value of another type than its column's: a page was
		// changed. database/sql has no type for it.
		if strings.Contains(err.Error(), "sql: Scan error") {
			return damaged(op, err)
		}
		return errs.Wrap(err, errs.Internal, op, "")
	}
	switch {
	case e.Code == sqlite3.ErrFull || full(e.SystemErrno):
		return errs.Wrap(err, errs.DiskFull, op, fullMsg)
	case e.Code == sqlite3.ErrCorrupt, e.Code == sqlite3.ErrNotADB: // the file itself, and nothing else that went wrong
		return damaged(op, err)
	case e.Code == sqlite3.ErrReadonly:
		return errs.Wrap(err, errs.Refused, op, readOnlyMsg)
	case e.Code == sqlite3.ErrBusy, e.Code == sqlite3.ErrLocked:
		return errs.Wrap(err, errs.VaultInUse, op, inUseMsg)
	case e.Code == sqlite3.ErrInterrupt:
		return errs.Wrap(err, errs.Canceled, op, "Stopped. What was saved before is kept.")
	case e.Code == sqlite3.ErrIoErr && e.ExtendedCode == sqlite3.ErrIoErrShortRead: // the file ends too early
		return damaged(op, err)
	case e.Code != sqlite3.ErrIoErr && e.Code != sqlite3.ErrCantOpen:
		return errs.Wrap(err, errs.Internal, op, "")
	}
	return errs.Wrap(err, errs.DiskFailed, op, "The disk did not answer as it should. What was saved before is kept. Check the disk, then try again.")
}

func full(e syscall.Errno) bool {
	for _, n := range fullErrnos {
		if e == n {
			return true
		}
	}
	return false
}

// fileErr gives an error of the file system its kind; its path is cut off.
func fileErr(err error, op string) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	var n syscall.Errno
	switch {
	case errors.As(err, &n) && full(n):
		return errs.Wrap(err, errs.DiskFull, op, fullMsg)
	case errors.Is(err, fs.ErrNotExist):
		return errs.Wrap(err, errs.NotFound, op, "A file or folder is not there. Nothing was changed. Check the path and try again.")
	case n == syscall.ENOTDIR, n == syscall.ENAMETOOLONG, n == syscall.ELOOP:
		return errs.Wrap(err, errs.Refused, op, "There can be no folder at this path: a file has its name, or it is too long. Nothing was changed. Check the path and try again.")
	case errors.Is(err, fs.ErrPermission):
		return errs.Wrap(err, errs.Refused, op, "The system does not let the program use this folder. Nothing was changed. Check who may write there, then try again.")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return damaged(op, err)
	}
	return errs.Wrap(err, errs.DiskFailed, op, "The disk did not answer as it should. What was saved before is kept. Check the disk, then try again.")
}

func damaged(what string, err error) error {
	return errs.Wrap(err, errs.Damaged, "open "+what, "Something stored here was damaged or changed. It is not shown. Everything else stays usable. Restore it from the backup, or add the record again.")
}

// newer is what is said of something that this program must understand to go
// on, and does not.
func newer(what string) error {
	return errs.E(errs.Unsupported, "open "+what, "This was written by a newer version of the program. It is kept as it is. Update the program to open it.")
}

// syncDir makes new names in the folder last over a power cut.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fileErr(err, "sync folder")
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !dirSyncUnsupported {
		return fileErr(err, "sync folder")
	}
	return nil
}
