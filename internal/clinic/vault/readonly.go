package vault

import (
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"oso/internal/errs"
)

// takesNone tells whether the vault in dir takes no writes: its database, or the
// folder in which a log has to be made beside it.
func takesNone(dir string) bool {
	return mayOnlyRead(filepath.Join(dir, dbName)) || !mayMakeIn(dir)
}

// mayOnlyRead tells whether the file is there and may not be written: on a
// write-protected stick, in a snapshot, in somebody else's folder.
func mayOnlyRead(path string) bool {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err == nil {
		f.Close()
		return false
	}
	var n syscall.Errno
	return errors.Is(err, fs.ErrPermission) || errors.As(err, &n) && n == readOnlyErrno
}

// writes is whether the disk takes writes.
type writes int

const (
	taken     writes = iota
	protected        // it may only be read
	noRoom           // it was too full to open the vault for writing
)

// refuse is what every act that writes answers where the disk takes no writes.
func (w writes) refuse(op string) error {
	if w == noRoom {
		return errs.E(errs.DiskFull, op, noRoomMsg)
	}
	return errs.E(errs.Refused, op, readOnlyMsg)
}

const noRoomMsg = "The disk was full when this vault was opened. Nothing was changed, and all that was saved before is kept and can be read. Make room on the disk, close the program, and open it again."

const readOnlyMsg = "The disk with this vault may only be read. Nothing was changed. It can be listed, checked, verified, exported and backed up; to work on it, copy the whole data folder to a disk that may be written."

// readDB opens a database that cannot be written, without a byte beside it.
// What another program did not finish there stays unfinished: a log that was
// not emptied is read with it, where SQLite can.
func readDB(path string, pragmas []pragma) (*sql.DB, error) {
	query := "mode=ro"
	if log, err := os.Stat(path + "-wal"); err != nil || log.Size() == 0 {
		if j, err := os.Stat(path + "-journal"); err != nil || j.Size() == 0 {
			query += "&immutable=1" // nobody writes, so nothing needs a lock
		}
	}
	var read []pragma
	for _, p := range pragmas {
		if p.name != "journal_mode" && p.name != "secure_delete" {
			read = append(read, p)
		}
	}
	db, err := openPath(path, query, read)
	if errs.Is(err, errs.Internal) {
		err = errs.Wrap(err, errs.Refused, "open database", "The disk with this vault may only be read, and the program that used it last was not closed. Nothing was changed. Copy the whole data folder to a disk that may be written, and open it there.")
	}
	return db, err
}
