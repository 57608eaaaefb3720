package vault

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
)

// Record is one stored record of a case. The embedded item is what a manifest
// lists; Batch sets Record, Bytes, SHA256 and Chunks, the caller the rest.
type Record struct {
	deed.Item
	Added time.Time       `json:"added"`
	Meta  json.RawMessage `json:"meta,omitempty"` // what the importer found out; not sent
}

// recordDB is one case's record database. refs counts who uses it. The gate
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

// openRecords gives the case's record database; release it when done. create
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
func (r *recordDB) sealed(record casefile.RecordID, idx int, fn func([]byte) error) error {
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

// Record reads a record's row.
func (v *Vault) Record(ctx context.Context, id casefile.CaseID, record casefile.RecordID) (Record, error) {
	var r Row[Record]
	err := v.View(ctx, id, func(tx *Tx) (err error) {
		r, err = Get[Record](tx, KindRecord, string(record))
		return err
	})
	return r.Value, err
}

// Records lists a case's records. Where some are damaged it gives the others
// and an error of kind Damaged.
func (v *Vault) Records(ctx context.Context, id casefile.CaseID) ([]Record, error) {
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

// ChangeRecord lets fn change what a record's row says beside its bytes, in
// tx.
func ChangeRecord(tx *Tx, record casefile.RecordID, fn func(*Record)) error {
	r, err := Get[Record](tx, KindRecord, string(record))
	if err != nil {
		return err
	}
	fixed := r.Value
	fn(&r.Value)
	r.Value.Record, r.Value.Bytes, r.Value.SHA256, r.Value.Chunks = fixed.Record, fixed.Bytes, fixed.SHA256, fixed.Chunks
	_, err = put(tx, KindRecord, r)
	return err
}

// DeleteRecord takes a record's row out of the case, also a damaged one. Its
// sealed chunks are overwritten once that has lasted; what a crash leaves of
// them goes when the vault is next opened.
func DeleteRecord(tx *Tx, record casefile.RecordID) error {
	if tx.sql == nil || tx.st == nil {
		return errs.Wrap(errors.New("needs Update of a case"), errs.Internal, "delete record", "")
	}
	r, err := Get[Record](tx, KindRecord, string(record))
	if errs.Is(err, errs.NotFound) {
		return err
	}
	if err == nil {
		tx.head.Records--
		tx.head.Bytes -= r.Value.Bytes
	}
	if err := tx.mark(tx.st.id); err != nil {
		return err
	}
	tx.gone = append(tx.gone, record)
	return tx.Delete(KindRecord, string(record), 0)
}

// removeChunks overwrites and deletes what is stored of records that are no
// longer in the case, and empties the log of their rows. What it cannot do the
// note in meta has done later.
func (v *Vault) removeChunks(st *caseState, gone []casefile.RecordID) {
	r, err := v.openRecords(st.file, false)
	if err != nil {
		return
	}
	defer v.releaseRecords(r)
	if r.deleteChunks(gone) == nil {
		_ = v.checkpoint()
	}
}

// FindSHA256 gives the records of the case that hold these original bytes,
// by their SHA-256 in lower-case hex. It answers from memory.
func (v *Vault) FindSHA256(ctx context.Context, id casefile.CaseID, sum string) ([]casefile.RecordID, error) {
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
	index = make(map[string][]casefile.RecordID, len(all))
	for _, r := range all {
		index[r.SHA256] = append(index[r.SHA256], r.Record)
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
func (st *caseState) learn(recs []Record) {
	if st.bySHA == nil {
		return
	}
	for _, r := range recs {
		if !slices.Contains(st.bySHA[r.SHA256], r.Record) {
			st.bySHA[r.SHA256] = append(st.bySHA[r.SHA256], r.Record)
		}
	}
}

// Ciphertext reads a case's chunks as they are stored: sealed. It needs no
// key and stays usable while the vault is locked, until Close.
type Ciphertext struct {
	v    *Vault
	file string
}

// Ciphertext gives the handle; take it while the vault is open.
func (v *Vault) Ciphertext(id casefile.CaseID) (*Ciphertext, error) {
	st, err := v.state(id)
	if err != nil {
		return nil, err
	}
	return &Ciphertext{v, st.file}, nil
}

// Chunk gives one sealed chunk and checks that it is the one that ref names.
func (c *Ciphertext) Chunk(record casefile.RecordID, idx int, ref seal.ChunkRef) ([]byte, error) {
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
func (c *Ciphertext) Append(dst []byte, record casefile.RecordID, idx int, ref seal.ChunkRef) ([]byte, error) {
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
