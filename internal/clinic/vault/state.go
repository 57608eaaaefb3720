package vault

import (
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strconv"

	"oso/internal/casefile"
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
	set     map[rowKey]int64
	bad     map[rowKey]string // rows that are not as the set says
	head    Head
	bySHA   map[string][]casefile.RecordID // nil until first asked for
}

// rootState is the vault's root row: it notices a case that was taken out or
// put back alone.
type rootState struct {
	seq    int64 // also the row's version
	set    int64 // version of the vault's own set
	cases  int64
	digest [sha256.Size]byte // XOR of mark(case, version)
	key    seal.Key
}

// mark is a keyed hash of a case and the version it has reached.
func (r *rootState) mark(id casefile.CaseID, version int64) [sha256.Size]byte {
	m := hmac.New(sha256.New, r.key[:])
	m.Write([]byte(id))
	m.Write(binary.BigEndian.AppendUint64(nil, uint64(version)))
	return [sha256.Size]byte(m.Sum(nil))
}

func (r *rootState) toggle(id casefile.CaseID, version int64) {
	for i, b := range r.mark(id, version) {
		r.digest[i] ^= b
	}
}

func (r *rootState) encode() []byte {
	b := binary.BigEndian.AppendUint64(nil, uint64(r.set))
	b = binary.BigEndian.AppendUint64(b, uint64(r.cases))
	return append(b, r.digest[:]...)
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

// encodeSet packs which rows there are: code, id, version each. Ids that are
// 32 hex digits take 16 bytes after a length of 0.
func encodeSet(set map[rowKey]int64) []byte {
	code := codes()
	b := make([]byte, 0, 24*len(set)+8)
	b = binary.AppendUvarint(b, uint64(len(set)))
	for k, version := range set {
		b = append(b, code[k.kind])
		if casefile.ValidID(k.id) {
			b = append(b, 0)
			b, _ = hex.AppendDecode(b, []byte(k.id))
		} else {
			b = append(b, byte(len(k.id)))
			b = append(b, k.id...)
		}
		b = binary.AppendUvarint(b, uint64(version))
	}
	return b
}

func decodeSet(b []byte) (map[rowKey]int64, error) {
	bad := damaged("set", errors.New("not whole"))
	kinds := map[byte]Kind{}
	for k, c := range codes() {
		kinds[c] = k
	}
	n, w := binary.Uvarint(b)
	if w <= 0 || n > uint64(len(b)) {
		return nil, bad
	}
	b = b[w:]
	set := make(map[rowKey]int64, n)
	for range n {
		if len(b) < 2 {
			return nil, bad
		}
		kind, size := kinds[b[0]], int(b[1])
		b = b[2:]
		hexed := size == 0
		if hexed {
			size = 16
		}
		if len(b) < size {
			return nil, bad
		}
		id := string(b[:size])
		if hexed {
			id = hex.EncodeToString(b[:size])
		}
		version, w := binary.Uvarint(b[size:])
		if w <= 0 {
			return nil, bad
		}
		b = b[size+w:]
		set[rowKey{kind, id}] = int64(version)
	}
	if len(b) != 0 {
		return nil, bad
	}
	return set, nil
}

// loadRoot reads the root and the vault's own set, and compares both with
// what is there. Called with mu held.
func (v *Vault) loadRoot() error {
	k := v.keys
	version, sealed, err := readRow(v.db, kindRoot, "", "")
	if err != nil {
		return err
	}
	b, err := k.rows.Open(nil, sealed, v.place(kindRoot, "", "", version)...)
	if err != nil {
		return err
	}
	if len(b) != 16+sha256.Size {
		return damaged("root", errors.New("not whole"))
	}
	r := &rootState{seq: version, set: int64(binary.BigEndian.Uint64(b)), cases: int64(binary.BigEndian.Uint64(b[8:])), key: k.vault.Derive(labelRoot)}
	copy(r.digest[:], b[16:])
	v.root = r
	if err := v.compareCases(); err != nil {
		return err
	}

	st := &caseState{key: k.vault, rows: k.rows}
	version, sealed, err = readRow(v.db, kindSet, "", "")
	if err != nil {
		return err
	}
	if version != r.set {
		return damaged("vault's set", errors.New("put back from an older copy"))
	}
	if err := v.compareSet(st, version, sealed); err != nil {
		return err
	}
	for key, what := range st.bad {
		v.damage = append(v.damage, Damage{What: string(key.kind) + ": " + what})
	}
	for _, own := range []rowKey{{entryUser, k.user.ID}, {entrySlot, k.slot}} {
		if what, ok := st.bad[own]; ok {
			return damaged(string(own.kind), errors.New(what))
		}
	}
	v.cases[""] = st
	return nil
}

// compareCases takes the digest over the heads that are there.
func (v *Vault) compareCases() error {
	rows, err := v.db.Query("SELECT parent, version FROM rows WHERE kind = ?", kindHead)
	if err != nil {
		return dbErr(err, "read cases")
	}
	defer rows.Close()
	sum := rootState{key: v.root.key}
	for rows.Next() {
		var id casefile.CaseID
		var version int64
		if err := rows.Scan(&id, &version); err != nil {
			return dbErr(err, "read cases")
		}
		sum.cases++
		sum.toggle(id, version)
	}
	if err := rows.Err(); err != nil {
		return dbErr(err, "read cases")
	}
	if sum.cases != v.root.cases || sum.digest != v.root.digest {
		v.damage = append(v.damage, Damage{What: "cases: one or more were taken out, added or put back from an older copy"})
	}
	return nil
}

// compareSet opens the set and compares it with the rows that are there.
func (v *Vault) compareSet(st *caseState, version int64, sealed []byte) error {
	b, err := st.rows.Open(nil, sealed, v.place(kindSet, string(st.id), "", version)...)
	if err != nil {
		return err
	}
	set, err := decodeSet(b)
	if err != nil {
		return err
	}
	there, err := v.present(st)
	if err != nil {
		return err
	}
	st.version, st.set, st.bad = version, set, map[rowKey]string{}
	for k, want := range set {
		if got, ok := there[k]; !ok {
			st.bad[k] = "row is missing"
		} else if got != want {
			st.bad[k] = "row is not of the version it should be"
		}
	}
	for k := range there {
		if _, ok := set[k]; !ok {
			st.bad[k] = "row was put in"
		}
	}
	return nil
}

// present lists the rows below the parent, each with its version.
func (v *Vault) present(st *caseState) (map[rowKey]int64, error) {
	there := map[rowKey]int64{}
	for k, c := range codes() {
		if k == entryUser || k == entrySlot || (c < firstVaultCode) != (st.id != "") {
			continue
		}
		if err := collect(v.db, there, "SELECT kind, id, version FROM rows WHERE parent = ? AND kind = ?", string(st.id), k); err != nil {
			return nil, err
		}
	}
	if st.id != "" {
		return there, nil
	}
	if err := collect(v.db, there, "SELECT 'user', id, version FROM users"); err != nil {
		return nil, err
	}
	if err := collect(v.db, there, "SELECT 'slot', id, version FROM slots"); err != nil {
		return nil, err
	}
	return there, nil
}

func collect(q querier, into map[rowKey]int64, query string, args ...any) error {
	rows, err := q.Query(query, args...)
	if err != nil {
		return dbErr(err, "read rows")
	}
	defer rows.Close()
	for rows.Next() {
		var k rowKey
		var version int64
		if err := rows.Scan(&k.kind, &k.id, &version); err != nil {
			return dbErr(err, "read rows")
		}
		into[k] = version
	}
	return dbErr(rows.Err(), "read rows")
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
	version, sealed, err = readRow(v.db, kindHead, string(id), "")
	if err != nil {
		return nil, err
	}
	if version != st.version {
		return nil, damaged("head", errors.New("not of the set's version"))
	}
	st.head, err = v.openHead(st.rows, id, version, sealed)
	return st, err
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
	return v.unsealCaseKey(seal.NewBox(&v.keys.vault, purposeCaseKey), id, sealed)
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
