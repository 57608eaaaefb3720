package vault

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"maps"
)

// A set's records are listed in a row of their own, which stands in the set's
// list like any other: whoever writes one row of thousands of records beside it
// does not list them anew.

// recordsPart is the id of the list of records.
const recordsPart = "record"

// encode packs which rows there are once a list was changed: code, id, version
// each, and the digest for rows of the other tables. Ids that are 32 hex digits
// take 16 bytes after a length of 0.
func (l *layout) encode(list, changes map[rowKey]int64, digests map[rowKey]digest) []byte {
	n := len(list)
	for k, version := range changes {
		if _, there := list[k]; there {
			n--
		}
		if version > 0 {
			n++
		}
	}
	b := make([]byte, 0, 24*n+8)
	b = binary.AppendUvarint(b, uint64(n))
	put := func(k rowKey, version int64) {
		b = append(b, l.codes[k.kind])
		if validID(k.id) {
			b = append(b, 0)
			b, _ = hex.AppendDecode(b, []byte(k.id))
		} else {
			b = append(b, byte(len(k.id)))
			b = append(b, k.id...)
		}
		b = binary.AppendUvarint(b, uint64(version))
		if k.kind.inTable() {
			d := digests[k]
			b = append(b, d[:]...)
		}
	}
	for k, version := range list {
		if _, other := changes[k]; !other {
			put(k, version)
		}
	}
	for k, version := range changes {
		if version > 0 {
			put(k, version)
		}
	}
	return b
}

// merge changes a list in place.
func merge(list, changes map[rowKey]int64) {
	for k, version := range changes {
		if version == 0 {
			delete(list, k)
		} else {
			list[k] = version
		}
	}
}

// parted gives the changes of records apart from the others.
func parted(changes map[rowKey]int64) (others, records map[rowKey]int64) {
	others, records = map[rowKey]int64{}, map[rowKey]int64{}
	for k, version := range changes {
		if k.kind == KindRecord {
			records[k] = version
		} else {
			others[k] = version
		}
	}
	return others, records
}

// decode is the way back. A kind that this program does not know is a newer
// one's: rows of it would be lost with the next write.
func (l *layout) decode(b []byte) (map[rowKey]int64, map[rowKey]digest, error) {
	bad := damaged("set", errors.New("not whole"))
	n, w := binary.Uvarint(b)
	if w <= 0 || n > uint64(len(b)) {
		return nil, nil, bad
	}
	b = b[w:]
	list, digests := make(map[rowKey]int64, n), map[rowKey]digest{}
	for range n {
		if len(b) < 2 {
			return nil, nil, bad
		}
		kind, size := l.names[b[0]], int(b[1])
		if kind == "" {
			return nil, nil, newer("list rows")
		}
		b = b[2:]
		hexed := size == 0
		if hexed {
			size = 16
		}
		if len(b) < size {
			return nil, nil, bad
		}
		id := string(b[:size])
		if hexed {
			id = hex.EncodeToString(b[:size])
		}
		version, w := binary.Uvarint(b[size:])
		if w <= 0 {
			return nil, nil, bad
		}
		b = b[size+w:]
		k := rowKey{kind, id}
		list[k] = int64(version)
		if kind.inTable() {
			if len(b) < sha256.Size {
				return nil, nil, bad
			}
			digests[k] = digest(b[:sha256.Size])
			b = b[sha256.Size:]
		}
	}
	if len(b) != 0 {
		return nil, nil, bad
	}
	return list, digests, nil
}

// compareSet opens the set and compares it with the rows that are there.
func (v *Vault) compareSet(st *setState, version int64, sealed []byte) error {
	b, err := st.rows.Open(nil, sealed, v.place(kindSet, string(st.id), "", version)...)
	if err != nil {
		return err
	}
	list, digests, err := v.layout.decode(b)
	if err != nil {
		return err
	}
	records, err := v.readRecordsPart(st, list)
	if err != nil {
		return err
	}
	there, found, err := v.present(st)
	if err != nil {
		return err
	}
	st.version, st.listed, st.records, st.digests, st.bad = version, list, records, digests, map[rowKey]string{}
	for _, list := range []map[rowKey]int64{list, records} {
		for k, want := range list {
			if got, ok := there[k]; !ok {
				st.bad[k] = "row is missing"
			} else if got != want {
				st.bad[k] = "row is not of the version it should be"
			} else if found[k] != digests[k] {
				st.bad[k] = changedBytes
			}
		}
	}
	for k := range there {
		if _, ok := st.lists(k.kind)[k]; !ok {
			st.bad[k] = "row was put in"
		}
	}
	return nil
}

// readRecordsPart gives the records of a set, which the list has to know of.
func (v *Vault) readRecordsPart(st *setState, list map[rowKey]int64) (map[rowKey]int64, error) {
	for k := range list {
		if k.kind == KindRecord {
			return nil, damaged("set", errors.New("a record is listed among other rows"))
		}
	}
	want, ok := list[rowKey{kindSet, recordsPart}]
	if !ok {
		return map[rowKey]int64{}, nil
	}
	version, sealed, err := readRow(v.db, kindSet, string(st.id), recordsPart)
	if err != nil {
		return nil, err
	}
	if version != want {
		return nil, damaged("set", errors.New("its records are listed at another version"))
	}
	b, err := st.rows.Open(nil, sealed, v.place(kindSet, string(st.id), recordsPart, version)...)
	if err != nil {
		return nil, err
	}
	records, _, err := v.layout.decode(b)
	if err != nil {
		return nil, err
	}
	for k := range records {
		if k.kind != KindRecord {
			return nil, damaged("set", errors.New("another row is listed among records"))
		}
	}
	return records, nil
}

// present lists the rows below the parent, each with its version, and for the
// vault's own the rows of the other tables with their digests.
func (v *Vault) present(st *setState) (map[rowKey]int64, map[rowKey]digest, error) {
	there, found := map[rowKey]int64{}, map[rowKey]digest{}
	for k, c := range v.layout.codes {
		if k.inTable() || (c < firstOwn) != (st.id != "") {
			continue
		}
		// The set's own list is no row of it.
		if err := collect(v.db, there, "SELECT kind, id, version FROM rows WHERE parent = ? AND kind = ? AND (kind <> 'set' OR id <> '')", string(st.id), k); err != nil {
			return nil, nil, err
		}
	}
	if st.id != "" {
		return there, found, nil
	}
	for _, t := range plainTables() {
		versions, digests, err := t.rows(v.db, "")
		if err != nil {
			return nil, nil, err
		}
		maps.Copy(there, versions)
		maps.Copy(found, digests)
	}
	return there, found, nil
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
