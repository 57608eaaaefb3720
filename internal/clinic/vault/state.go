package vault

import (
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strconv"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
)

const (
	purposeRow     = "oso/row/v1"
	purposeCaseKey = "oso/case-key/v1"
	labelRoot      = "oso/root/v1"
)

// rowKey names a row below one parent.
type rowKey struct {
	kind Kind
	id   string
}

// caseState is what is known of a case, or of the vault's own rows, once its
// set was read and compared with the rows that are there. It is kept until
// Lock, so that one read costs one row.
type caseState struct {
	id      casefile.CaseID // "" for the vault's own rows
	key     seal.Key
	file    string // name of the record database, 32 hex digits
	rows    *seal.Box
	chunks  *seal.Box
	version int64 // of the set, and of the head beside it
	fresh   bool  // not stored yet
	set     map[rowKey]int64
	digests map[rowKey]digest // of rows of the other tables, for the vault's own
	bad     map[rowKey]string // rows that are not as the set says
	head    Head
	hurt    error                          // why nothing may be written: the head, or the vault's own set or root, is damaged
	bySHA   map[string][]casefile.RecordID // nil until first asked for
	memos   map[string]*memo               // see Memo
}

// wipe overwrites the case's keys; what still holds the state reads and writes
// nothing more.
func (st *caseState) wipe() {
	st.key.Wipe()
	st.rows.Wipe()
	st.chunks.Wipe()
}

// place is the authenticated place of a row.
func (v *Vault) place(kind Kind, parent, id string, version int64) []string {
	return []string{v.id, "rows", "sealed", string(kind), parent, id, strconv.FormatInt(version, 10)}
}

// querier is a *sql.DB or a *sql.Tx.
type querier interface {
	Query(string, ...any) (*sql.Rows, error)
	QueryRow(string, ...any) *sql.Row
}

// readRow gives the sealed bytes of one row and its version.
func readRow(q querier, kind Kind, parent, id string) (version int64, sealed []byte, err error) {
	err = q.QueryRow("SELECT version, sealed FROM rows WHERE kind = ? AND parent = ? AND id = ?", kind, parent, id).Scan(&version, &sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil, damaged(string(kind), errors.New("row is missing"))
	}
	return version, sealed, dbErr(err, "read row")
}

// state gives the case's state, loading it first if need be. Called without
// mu.
func (v *Vault) state(id casefile.CaseID) (*caseState, error) {
	v.mu.RLock()
	st, ok := v.cases[id]
	_, err := v.opened()
	v.mu.RUnlock()
	if err != nil || ok {
		return st, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if _, err := v.opened(); err != nil {
		return nil, err
	}
	if st, ok := v.cases[id]; ok {
		return st, nil
	}
	st, err = v.loadCase(id)
	if err != nil {
		return nil, err
	}
	v.cases[id] = st
	return st, nil
}

// loadCase opens the case's key, set and head. Called with mu held.
func (v *Vault) loadCase(id casefile.CaseID) (*caseState, error) {
	var n int
	if err := v.db.QueryRow("SELECT count(*) FROM rows WHERE kind IN ('case-key', 'head', 'set') AND parent = ?", id).Scan(&n); err != nil {
		return nil, dbErr(err, "read case")
	}
	if n == 0 || id == "" {
		return nil, noCase()
	}
	st, err := v.openCaseKey(v.db, id)
	if err != nil {
		return nil, err
	}
	version, sealed, err := readRow(v.db, kindSet, string(id), "")
	if err != nil {
		return nil, err
	}
	if err := v.compareSet(st, version, sealed); err != nil {
		return nil, err
	}
	st.head, err = v.readHead(st)
	if errs.Is(err, errs.Damaged) || errs.Is(err, errs.Unsupported) {
		st.head, st.hurt = Head{ID: id, Version: st.version}, err
		err = nil
	}
	return st, err
}

func (v *Vault) readHead(st *caseState) (Head, error) {
	version, sealed, err := readRow(v.db, kindHead, string(st.id), "")
	if err != nil {
		return Head{}, err
	}
	if version != st.version {
		return Head{}, damaged("head", errors.New("not of the set's version"))
	}
	return v.openHead(st.rows, st.id, version, sealed)
}

func (v *Vault) openHead(box *seal.Box, id casefile.CaseID, version int64, sealed []byte) (Head, error) {
	var h Head
	b, err := box.Open(nil, sealed, v.place(kindHead, string(id), "", version)...)
	if err != nil {
		return h, err
	}
	if err := json.Unmarshal(b, &h); err != nil {
		return h, damaged("head", err)
	}
	h.ID, h.Version = id, version
	return h, nil
}

// openCaseKey reads the case's key; the state's set is not read.
func (v *Vault) openCaseKey(q querier, id casefile.CaseID) (*caseState, error) {
	version, sealed, err := readRow(q, kindCaseKey, string(id), "")
	if err != nil {
		return nil, err
	}
	if version != 1 {
		return nil, damaged("case key", errors.New("no such version"))
	}
	box := seal.NewBox(&v.keys.vault, purposeCaseKey)
	defer box.Wipe()
	return v.unsealCaseKey(box, id, sealed)
}

func (v *Vault) unsealCaseKey(box *seal.Box, id casefile.CaseID, sealed []byte) (*caseState, error) {
	b, err := box.Open(nil, sealed, v.id, string(id))
	if err != nil {
		return nil, err
	}
	defer clear(b)
	if len(b) != seal.KeySize+16 {
		return nil, damaged("case key", errors.New("not whole"))
	}
	st := &caseState{id: id, file: hex.EncodeToString(b[seal.KeySize:])}
	copy(st.key[:], b)
	st.rows = seal.NewBox(&st.key, purposeRow)
	st.chunks = seal.NewBox(&st.key, seal.PurposeChunk)
	return st, nil
}
