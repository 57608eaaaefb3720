package vault

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"

	"oso/internal/errs"
	"oso/internal/seal"
)

// Record is what the vault knows of a record of a set: its bytes are the chunks
// in their order. The row that holds it may say more, see Writer.Row.
type Record struct {
	ID     RecordID        `json:"record"`
	Bytes  int64           `json:"bytes"`
	SHA256 string          `json:"sha256"` // of the original bytes, in lower-case hex
	Chunks []seal.ChunkRef `json:"chunks"`
}

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
	case fresh && (!create || v.readOnly):
		return nil, damaged("records", errors.New("file is missing"))
	case fresh:
		if err := v.makeRecordsDir(filepath.Dir(path)); err != nil {
			return nil, err
		}
	case err != nil:
		return nil, fileErr(err, "open records")
	}
	open := openDB
	if v.readOnly {
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

// Records lists a set's records. Where some are damaged it gives the others
// and an error of kind Damaged.
func (v *Vault) Records(ctx context.Context, id SetID) ([]Record, error) {
	var rows []Row[Record]
	err := v.View(ctx, id, func(tx *Tx) (err error) {
		rows, err = List[Record](tx, KindRecord)
		return err
	})
	out := make([]Record, len(rows))
	for i, r := range rows {
		out[i] = r.Value
	}
	return out, err
}

// DeleteRecord takes a record's row out of the set, also a damaged one. Its
// sealed chunks are overwritten once that has lasted; what a crash leaves of
// them goes when the vault is next opened.
func (tx *Tx) DeleteRecord(record RecordID) error {
	if tx.sql == nil || tx.st == nil {
		return errs.Wrap(errors.New("needs Update of a set"), errs.Internal, "delete record", "")
	}
	tx.v.mu.RLock()
	have, err := tx.lookup(tx.st, rowKey{KindRecord, string(record)})
	tx.v.mu.RUnlock()
	switch {
	case err == nil && have == 0:
		return noRow(KindRecord)
	case err != nil && !errs.Is(err, errs.Damaged):
		return err
	}
	if err := tx.mark(tx.st.id); err != nil {
		return err
	}
	tx.gone = append(tx.gone, record)
	return tx.Delete(KindRecord, string(record), 0)
}

// removeChunks overwrites and deletes what is stored of records that are no
// longer in the set, and empties the log of their rows. What it cannot do the
// note in meta has done later.
func (v *Vault) removeChunks(st *setState, gone []RecordID) {
	r, err := v.openRecords(st.file, false)
	if err != nil {
		return
	}
	defer v.releaseRecords(r)
	if r.deleteChunks(gone) == nil {
		_ = v.checkpoint()
	}
}

// FindSHA256 gives the records of the set that hold these original bytes,
// by their SHA-256 in lower-case hex. It answers from memory.
func (v *Vault) FindSHA256(ctx context.Context, id SetID, sum string) ([]RecordID, error) {
	st, err := v.state(id)
	if err != nil {
		return nil, err
	}
	v.mu.RLock()
	index, version := st.bySHA, st.version
	ids := slices.Clone(index[sum])
	v.mu.RUnlock()
	if index != nil {
		return ids, nil
	}
	all, err := v.Records(ctx, id)
	if err != nil && !errs.Is(err, errs.Damaged) {
		return nil, err
	}
	index = make(map[string][]RecordID, len(all))
	for _, r := range all {
		index[r.SHA256] = append(index[r.SHA256], r.ID)
	}
	ids = slices.Clone(index[sum])
	v.mu.Lock()
	defer v.mu.Unlock()
	if st.version == version { // nobody wrote in the meantime
		st.bySHA = index
	}
	return ids, nil
}

// learn adds records to the index, if it was asked for. Called with mu held.
func (st *setState) learn(recs []Record) {
	if st.bySHA == nil {
		return
	}
	for _, r := range recs {
		if !slices.Contains(st.bySHA[r.SHA256], r.ID) {
			st.bySHA[r.SHA256] = append(st.bySHA[r.SHA256], r.ID)
		}
	}
}

// Ciphertext reads a set's chunks as they are stored: sealed. It needs no
// key and stays usable while the vault is locked, until Close.
type Ciphertext struct {
	v    *Vault
	file string
}

// Ciphertext gives the handle; take it while the vault is open.
func (v *Vault) Ciphertext(id SetID) (*Ciphertext, error) {
	st, err := v.state(id)
	if err != nil {
		return nil, err
	}
	return &Ciphertext{v, st.file}, nil
}

// Chunk gives one sealed chunk and checks that it is the one that ref names.
func (c *Ciphertext) Chunk(record RecordID, idx int, ref seal.ChunkRef) ([]byte, error) {
	r, err := c.v.openRecords(c.file, false)
	if err != nil {
		return nil, err
	}
	defer c.v.releaseRecords(r)
	var out []byte
	err = r.sealed(record, idx, func(b []byte) error {
		if seal.HashChunk(b) != ref.Hash {
			return damaged("chunk", fmt.Errorf("chunk %d is not the one that was stored", idx))
		}
		out = append([]byte(nil), b...)
		return nil
	})
	return out, err
}

// Append appends one sealed chunk to dst without comparing its hash, for a
// reader that does: the service compares every chunk that comes.
func (c *Ciphertext) Append(dst []byte, record RecordID, idx int, ref seal.ChunkRef) ([]byte, error) {
	r, err := c.v.openRecords(c.file, false)
	if err != nil {
		return dst, err
	}
	defer c.v.releaseRecords(r)
	err = r.sealed(record, idx, func(b []byte) error {
		if len(b) != ref.Size {
			return damaged("chunk", fmt.Errorf("chunk %d has not its size", idx))
		}
		dst = append(dst, b...)
		return nil
	})
	return dst, err
}
