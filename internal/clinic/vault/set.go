package vault

import (
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
