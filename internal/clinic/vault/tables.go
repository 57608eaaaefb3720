package vault

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Rows of the tables beside rows stand in the vault's set with the SHA-256 of
// all their columns: what a slot holds opens only for its owner, and yet
// everybody can tell that it is as it was written.

// digest is the SHA-256 of a row's columns.
type digest [sha256.Size]byte

// What is said of a row that has its version and not its bytes, and may still
// open; and of one that does not.
const (
	changedBytes = "row is not as it was written"
	sealedShut   = "does not open"
)

// plainTable is one of the tables, by the kind that its rows have in the set.
type plainTable struct {
	kind    Kind
	name    string
	columns string
	key     string // SQL for a row's id in the set
	version string // SQL for its version there
}

func plainTables() []plainTable {
	return []plainTable{
		{entryUser, "users", "id, name, role, version, keys, sealed", "id", "version"},
		{entrySlot, "slots", "id, user, kind, version, rounds, salt, keyring, wrapped", "id", "version"},
		{entryHandover, "handovers", "slot, seq, sealed", "slot || '/' || seq", "seq"},
	}
}

// inTable tells whether entries of the kind stand for rows of such a table.
func (k Kind) inTable() bool { return k == entryUser || k == entrySlot || k == entryHandover }

// tableRows gives version and digest of all rows of the table, or of the one
// with the id.
func (t plainTable) rows(q querier, id string) (map[rowKey]int64, map[rowKey]digest, error) {
	stmt := "SELECT " + t.key + ", " + t.version + ", " + t.columns + " FROM " + t.name
	var args []any
	if id != "" {
		stmt += " WHERE " + t.key + " = ?"
		args = append(args, id)
	}
	rows, err := q.Query(stmt, args...)
	if err != nil {
		return nil, nil, dbErr(err, "read "+t.name)
	}
	defer rows.Close()
	versions, digests := map[rowKey]int64{}, map[rowKey]digest{}
	values := make([]any, 2+strings.Count(t.columns, ",")+1)
	into := make([]any, len(values))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, nil, dbErr(err, "read "+t.name)
		}
		k := rowKey{t.kind, fmt.Sprint(values[0])}
		version, ok := values[1].(int64)
		if _, twice := versions[k]; !ok || twice {
			return nil, nil, damaged(t.name, errors.New("not the columns this program writes"))
		}
		versions[k], digests[k] = version, digestOf(values[2:])
	}
	return versions, digests, dbErr(rows.Err(), "read "+t.name)
}

// digestOf hashes the columns in their order, each with its length in front;
// a number as its decimal digits.
func digestOf(columns []any) digest {
	h := sha256.New()
	for _, c := range columns {
		var b []byte
		switch c := c.(type) {
		case []byte:
			b = c
		case string:
			b = []byte(c)
		case int64:
			b = strconv.AppendInt(nil, c, 10)
		}
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(b))))
		h.Write(b)
	}
	return digest(h.Sum(nil))
}

func tableOf(kind Kind) plainTable {
	for _, t := range plainTables() {
		if t.kind == kind {
			return t
		}
	}
	return plainTable{}
}

// intact refuses to go by a table's row that is not as the set has it: what is
// copied on must not come from a hand that changed it.
func (tx *Tx) intact(k rowKey) error {
	_, digests, err := tableOf(k.kind).rows(tx.sql, k.id)
	if err != nil {
		return err
	}
	if want, ok := tx.own.digests[k]; !ok || digests[k] != want {
		return damaged(string(k.kind), errors.New(changedBytes))
	}
	return nil
}

// digested gives the digests that the vault's own set has after the act.
func (tx *Tx) digested() (map[rowKey]digest, error) {
	out := make(map[rowKey]digest, len(tx.own.digests)+1)
	for k, d := range tx.own.digests {
		out[k] = d
	}
	for k, version := range tx.changed[tx.own] {
		switch {
		case !k.kind.inTable():
		case version == 0:
			delete(out, k)
		default:
			_, digests, err := tableOf(k.kind).rows(tx.sql, k.id)
			if err != nil {
				return nil, err
			}
			out[k] = digests[k]
		}
	}
	return out, nil
}

// dropHandovers forgets the hand-overs behind a slot.
func (tx *Tx) dropHandovers(slot string) error {
	for k := range tx.own.listed {
		if k.kind == entryHandover && strings.HasPrefix(k.id, slot+"/") {
			tx.note(tx.own, k, 0)
		}
	}
	_, err := tx.sql.Exec("DELETE FROM handovers WHERE slot = ?", slot)
	return dbErr(err, "save slot")
}

// people says, for somebody who must act on it, whom a damaged row of a table
// belongs to and what no longer works.
func (v *Vault) people(own *setState, k rowKey, what string) (of, found string) {
	slot, _, _ := strings.Cut(k.id, "/")
	switch {
	case k.kind == entryUser:
		return "user " + v.nameOf("id = ?", k.id), what
	case own.listed[rowKey{kindKit, slot}] > 0:
		return "slot of the recovery kit", what + "; the kit would not open this vault"
	}
	name := v.nameOf("id = (SELECT user FROM slots WHERE id = ?)", slot)
	if name == "" { // the slot is gone: it is that of whoever has none
		name = v.nameOf("id NOT IN (SELECT user FROM slots)")
	}
	return "slot of user " + name, what + "; that person could not open this vault"
}

// nameOf gives the sign-in name as it stands in the clear.
func (v *Vault) nameOf(where string, args ...any) (name string) {
	if v.db.QueryRow("SELECT name FROM users WHERE "+where, args...).Scan(&name) != nil {
		return ""
	}
	return name
}
