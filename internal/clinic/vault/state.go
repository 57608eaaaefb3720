package vault

import (
	"database/sql"
	"encoding/hex"
	"errors"
	"strconv"

	"oso/internal/errs"
	"oso/internal/seal"
)

const (
	purposeRow    = "oso/row/v1"
	purposeSetKey = "oso/case-key/v1"
	labelRoot     = "oso/root/v1"
)

// rowKey names a row below one parent.
type rowKey struct {
	kind Kind
	id   string
}

// setState is what is known of a set, or of the vault's own rows, once its list
// of rows was read and compared with the rows that are there. It is kept until
// Lock, so that one read costs one row.
type setState struct {
	id      SetID // "" for the vault's own rows
	key     seal.Key
	file    string // name of the record database, 32 hex digits
	rows    *seal.Box
	chunks  *seal.Box
	version int64             // of the list, and of the head beside it
	fresh   bool              // not stored yet
	listed  map[rowKey]int64  // its rows but records, with their versions
	records map[rowKey]int64  // its records, of which there may be thousands
	digests map[rowKey]digest // of rows of the other tables, for the vault's own
	bad     map[rowKey]string // rows that are not as the list says
	head    []byte            // its JSON
	hurt    error             // why nothing may be written: the head, or the vault's own list or root, is damaged
	memos   map[string]*memo  // see Memo
}

// wipe overwrites the set's keys; what still holds the state reads and writes
// nothing more.
func (st *setState) wipe() {
	st.key.Wipe()
	st.rows.Wipe()
	st.chunks.Wipe()
}

// lists is the list that has rows of the kind.
func (st *setState) lists(k Kind) map[rowKey]int64 {
	if k == KindRecord {
		return st.records
	}
	return st.listed
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

// state gives the set's state, loading it first if need be. Called without
// mu.
func (v *Vault) state(id SetID) (*setState, error) {
	v.mu.RLock()
	st, ok := v.sets[id]
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
	if st, ok := v.sets[id]; ok {
		return st, nil
	}
	st, err = v.loadSet(id)
	if err != nil {
		return nil, err
	}
	v.sets[id] = st
	return st, nil
}

// loadSet opens the set's key, list and head. Called with mu held.
func (v *Vault) loadSet(id SetID) (*setState, error) {
	var n int
	if err := v.db.QueryRow("SELECT count(*) FROM rows WHERE kind IN ('case-key', 'head', 'set') AND parent = ?", id).Scan(&n); err != nil {
		return nil, dbErr(err, "read set")
	}
	if n == 0 || id == "" {
		return nil, v.noSet()
	}
	st, err := v.openSetKey(v.db, id)
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
		st.head, st.hurt, err = nil, err, nil
	}
	return st, err
}

// readHead gives the JSON of the set's head, which can be read.
func (v *Vault) readHead(st *setState) ([]byte, error) {
	version, sealed, err := readRow(v.db, kindHead, string(st.id), "")
	if err != nil {
		return nil, err
	}
	if version != st.version {
		return nil, damaged("head", errors.New("not of the set's version"))
	}
	content, err := v.openHead(st.rows, st.id, version, sealed)
	if err == nil {
		_, err = v.layout.read(st.id, version, content)
	}
	return content, err
}

func (v *Vault) openHead(box *seal.Box, id SetID, version int64, sealed []byte) ([]byte, error) {
	return box.Open(nil, sealed, v.place(kindHead, string(id), "", version)...)
}

// openSetKey reads the set's key; its list is not read.
func (v *Vault) openSetKey(q querier, id SetID) (*setState, error) {
	version, sealed, err := readRow(q, kindSetKey, string(id), "")
	if err != nil {
		return nil, err
	}
	if version != 1 {
		return nil, damaged("set's key", errors.New("no such version"))
	}
	box := seal.NewBox(&v.keys.vault, purposeSetKey)
	defer box.Wipe()
	return v.unsealSetKey(box, id, sealed)
}

func (v *Vault) unsealSetKey(box *seal.Box, id SetID, sealed []byte) (*setState, error) {
	b, err := box.Open(nil, sealed, v.id, string(id))
	if err != nil {
		return nil, err
	}
	defer clear(b)
	if len(b) != seal.KeySize+16 {
		return nil, damaged("set's key", errors.New("not whole"))
	}
	st := &setState{id: id, file: hex.EncodeToString(b[seal.KeySize:])}
	copy(st.key[:], b)
	st.rows = seal.NewBox(&st.key, purposeRow)
	st.chunks = seal.NewBox(&st.key, seal.PurposeChunk)
	return st, nil
}
