package vault

import (
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"oso/internal/errs"
)

// recordDB is one set's record database. refs counts who uses it. The gate
// gives readers their turn between two transactions: SQLite alone would let
// them poll for a moment when nobody writes.
type recordDB struct {
	db   *sql.DB
	get  *sql.Stmt
	refs int

	gate    sync.RWMutex // held by a transaction that writes, shared by readers
	waiting atomic.Int32 // readers at the gate
}

// idleRecordDBs is how many record databases stay open with nobody using them.
const idleRecordDBs = 4

func (v *Vault) recordPath(file string) string {
	return filepath.Join(v.dir, recordsDir, file[:2], file+".db")
}

// openRecords gives the set's record database; release it when done. create
// says that one may be made.
func (v *Vault) openRecords(file string, create bool) (*recordDB, error) {
	v.recordsMu.Lock()
	defer v.recordsMu.Unlock()
	if v.records == nil {
		return nil, errs.E(errs.VaultLocked, "open records", "The vault is closed. What was saved is kept. Open it to go on.")
	}
	if r, ok := v.records[file]; ok {
		r.refs++
		return r, nil
	}
	for name, r := range v.records {
		if len(v.records) < idleRecordDBs {
			break
		}
		if r.refs == 0 {
			r.db.Close()
			delete(v.records, name)
		}
	}
	r, err := v.attachRecords(file, create)
	if err != nil {
		return nil, err
	}
	r.refs = 1
	v.records[file] = r
	return r, nil
}

func (v *Vault) attachRecords(file string, create bool) (*recordDB, error) {
	path := v.recordPath(file)
	_, err := os.Stat(path)
	fresh := errors.Is(err, fs.ErrNotExist)
	switch {
	case fresh && (!create || !v.Writable()):
		return nil, damaged("records", errors.New("file is missing"))
	case fresh:
		if err := v.makeRecordsDir(filepath.Dir(path)); err != nil {
			return nil, err
		}
	case err != nil:
		return nil, fileErr(err, "open records")
	}
	open := openDB
	if !v.Writable() {
		open, create = readDB, false
	}
	db, err := open(path, recordPragmas())
	if err != nil {
		return nil, err
	}
	if err := prepareRecords(db, create); err != nil {
		db.Close()
		return nil, err
	}
	if fresh {
		if err := syncDir(filepath.Dir(path)); err != nil {
			db.Close()
			return nil, err
		}
	}
	get, err := db.Prepare("SELECT sealed FROM chunks WHERE record = ? AND idx = ?")
	if err != nil {
		db.Close()
		return nil, dbErr(err, "open records")
	}
	return &recordDB{db: db, get: get}, nil
}

// makeRecordsDir makes records/xx, and its name last.
func (v *Vault) makeRecordsDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fileErr(err, "make records folder")
	}
	if err := syncDir(v.dir); err != nil {
		return err
	}
	return syncDir(filepath.Dir(dir))
}

// prepareRecords makes the table in a new file and checks it in an old one. A
// file that a crash left empty counts as new.
func prepareRecords(db *sql.DB, create bool) error {
	var tables int
	if err := db.QueryRow("SELECT count(*) FROM sqlite_master").Scan(&tables); err != nil {
		return dbErr(err, "open records")
	}
	if tables == 0 && create {
		for _, s := range recordSchema() {
			if _, err := db.Exec(s); err != nil {
				return dbErr(err, "make records")
			}
		}
		return nil
	}
	return checkSchema(db, recordSchema())
}

func (v *Vault) releaseRecords(r *recordDB) {
	v.recordsMu.Lock()
	defer v.recordsMu.Unlock()
	r.refs--
}

// dropRecords closes the database whose file is to be removed.
func (v *Vault) dropRecords(file string) {
	v.recordsMu.Lock()
	defer v.recordsMu.Unlock()
	if r, ok := v.records[file]; ok {
		r.db.Close()
		delete(v.records, file)
	}
}

// sealed hands one chunk's sealed bytes to fn; they are gone when fn returns.
func (r *recordDB) sealed(record RecordID, idx int, fn func([]byte) error) error {
	r.waiting.Add(1)
	r.gate.RLock()
	r.waiting.Add(-1)
	defer r.gate.RUnlock()
	rows, err := r.get.Query(string(record), idx)
	if err != nil {
		return dbErr(err, "read chunk")
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return dbErr(err, "read chunk")
		}
		return damaged("chunk", errors.New("chunk is missing"))
	}
	var b sql.RawBytes
	if err := rows.Scan(&b); err != nil {
		return dbErr(err, "read chunk")
	}
	return fn(b)
}
