package vault

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"

	"oso/internal/casefile"
)

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
