package vault

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"

	"oso/internal/errs"
)

// Get reads one row. The error's kind is NotFound or Damaged.
func Get[T any](tx *Tx, kind Kind, id string) (Row[T], error) {
	r := Row[T]{ID: id}
	tx.v.mu.RLock()
	defer tx.v.mu.RUnlock()
	st, err := tx.owner(kind)
	if err != nil {
		return r, err
	}
	want, err := tx.lookup(st, rowKey{kind, id})
	if err != nil {
		return r, err
	}
	if want == 0 {
		return r, noRow(kind)
	}
	version, sealed, err := readRow(tx.querier(), kind, string(st.id), id)
	if err != nil {
		return r, err
	}
	return openRow[T](tx.v, st, kind, id, want, version, sealed)
}

func openRow[T any](v *Vault, st *setState, kind Kind, id string, want, version int64, sealed []byte) (Row[T], error) {
	r, _, err := openRowInto[T](v, st, kind, id, want, version, sealed, nil)
	return r, err
}

// openRowInto opens a row over what buf held, and gives buf as it is then.
func openRowInto[T any](v *Vault, st *setState, kind Kind, id string, want, version int64, sealed, buf []byte) (Row[T], []byte, error) {
	r := Row[T]{ID: id, Version: version}
	if version != want {
		return r, buf, damaged(string(kind), errors.New("row is not of the version it should be"))
	}
	b, err := st.rows.Open(buf[:0], sealed, v.place(kind, string(st.id), id, version)...)
	if err != nil {
		return r, buf, err
	}
	if err := json.Unmarshal(b, &r.Value); err != nil {
		return r, b, damaged(string(kind), err)
	}
	return r, b, nil
}

// List reads all rows of a kind, in the order of their ids. Where some are
// damaged it gives the others and an error of kind Damaged: callers that can
// do with the rest go on.
func List[T any](tx *Tx, kind Kind) ([]Row[T], error) { return ListBelow[T](tx, kind, "") }

// Values lists what a set's rows of a kind hold. Where some are damaged it gives
// the others and an error of kind Damaged.
func Values[T any](ctx context.Context, v *Vault, id SetID, kind Kind) ([]T, error) {
	var rows []Row[T]
	err := v.View(ctx, id, func(tx *Tx) (err error) {
		rows, err = List[T](tx, kind)
		return err
	})
	out := make([]T, len(rows))
	for i, r := range rows {
		out[i] = r.Value
	}
	return out, err
}

// ListBelow is List of the rows alone whose ids begin with the prefix, where
// rows of one kind hold several things.
func ListBelow[T any](tx *Tx, kind Kind, prefix string) ([]Row[T], error) {
	var out []Row[T]
	err := each(tx, kind, prefix, func(r Row[T]) { out = append(out, r) })
	if err != nil && !errs.Is(err, errs.Damaged) && !errs.Is(err, errs.Unsupported) {
		out = nil
	}
	return out, err
}

// Each is List row by row, for what holds less of each than the row: a case may
// have half a million. see reads nothing of the vault.
func Each[T any](tx *Tx, kind Kind, see func(Row[T])) error { return each(tx, kind, "", see) }

func each[T any](tx *Tx, kind Kind, prefix string, see func(Row[T])) error {
	tx.v.mu.RLock()
	defer tx.v.mu.RUnlock()
	st, err := tx.owner(kind)
	if err != nil {
		return err
	}
	rows, err := tx.querier().Query("SELECT id, version, sealed FROM rows WHERE kind = ? AND parent = ? ORDER BY id", kind, string(st.id))
	if err != nil {
		return dbErr(err, "list rows")
	}
	defer rows.Close()
	var hurt error
	var buf []byte
	for rows.Next() {
		var id string
		var version int64
		var sealed sql.RawBytes
		if err := rows.Scan(&id, &version, &sealed); err != nil {
			return dbErr(err, "list rows")
		}
		if !strings.HasPrefix(id, prefix) {
			continue
		}
		want, err := tx.lookup(st, rowKey{kind, id})
		if err == nil && want == 0 {
			continue
		}
		var r Row[T]
		if err == nil {
			r, buf, err = openRowInto[T](tx.v, st, kind, id, want, version, sealed, buf)
		}
		if errs.Is(err, errs.Damaged) || errs.Is(err, errs.Unsupported) {
			hurt = err
		} else if err != nil {
			return err
		} else {
			see(r)
		}
	}
	if err := rows.Err(); err != nil {
		return dbErr(err, "list rows")
	}
	for k, what := range st.bad {
		if k.kind == kind && strings.HasPrefix(k.id, prefix) && hurt == nil {
			if _, mended := tx.changed[st][k]; !mended {
				hurt = damaged(string(kind), errors.New(what))
			}
		}
	}
	return hurt
}

// Put stores the value and gives the row's new version. The row's Version
// must be the one that was read, 0 for a new row: else the error's kind is
// Conflict and nothing is changed.
func Put[T any](tx *Tx, kind Kind, row Row[T]) (int64, error) {
	if !tx.v.layout.written(kind) {
		return 0, errs.Wrap(errors.New("this kind of row is written by the vault alone"), errs.Internal, "save row", "")
	}
	return put(tx, kind, row)
}

func put[T any](tx *Tx, kind Kind, row Row[T]) (int64, error) {
	st, k, err := tx.writing(kind, row.ID, row.Version)
	if err != nil {
		return 0, err
	}
	b, err := json.Marshal(row.Value)
	if err != nil {
		return 0, errs.Wrap(err, errs.Internal, "save row", "")
	}
	// The version of the set that will list the row: it never comes twice, also
	// not for a row that is deleted and put again.
	version := st.version + 1
	if err := tx.store(st, k, version, b); err != nil {
		return 0, err
	}
	tx.note(st, k, version)
	return version, nil
}

// Delete removes a row. A version of 0 removes whatever is there, also what
// is damaged.
func (tx *Tx) Delete(kind Kind, id string, version int64) error {
	if tx.sql == nil {
		return errs.Wrap(errors.New("write in View"), errs.Internal, "delete row", "")
	}
	k := rowKey{kind, id}
	tx.v.mu.RLock()
	st, err := tx.owner(kind)
	if err != nil {
		tx.v.mu.RUnlock()
		return err
	}
	have, err := tx.lookup(st, k)
	tx.v.mu.RUnlock()
	if version != 0 {
		if err != nil {
			return err
		}
		if have != version {
			return conflict()
		}
	}
	if _, err := tx.sql.Exec("DELETE FROM rows WHERE kind = ? AND parent = ? AND id = ?", kind, string(st.id), id); err != nil {
		return dbErr(err, "delete row")
	}
	tx.note(st, k, 0)
	return nil
}

func noRow(kind Kind) error {
	return errs.E(errs.NotFound, "read "+string(kind), "This is not here. Nothing was changed. Go back to the list and choose again.")
}

func conflict() error {
	return errs.E(errs.Conflict, "save row", "Somebody changed this in the meantime. Your change is not saved yet, and theirs is kept. Look at the newer text, then save again.")
}

func (v *Vault) noSet() error {
	return errs.E(errs.NotFound, "open "+v.layout.noun, "There is no such "+v.layout.noun+" in this vault. Look it up in the list.")
}

// writing checks that the row has the version that the writer saw.
func (tx *Tx) writing(kind Kind, id string, version int64) (*setState, rowKey, error) {
	k := rowKey{kind, id}
	if tx.sql == nil {
		return nil, k, errs.Wrap(errors.New("write in View"), errs.Internal, "save row", "")
	}
	if id == "" || len(id) > 200 {
		return nil, k, errs.Wrap(errors.New("a row needs an id of 1 to 200 bytes"), errs.Internal, "save row", "")
	}
	tx.v.mu.RLock()
	defer tx.v.mu.RUnlock()
	st, err := tx.owner(kind)
	if err != nil {
		return nil, k, err
	}
	have, err := tx.lookup(st, k)
	if err != nil {
		return nil, k, err
	}
	if have != version {
		return nil, k, conflict()
	}
	return st, k, nil
}

func (tx *Tx) store(st *setState, k rowKey, version int64, content []byte) error {
	_, err := tx.storeSealed(st, k, version, content)
	return err
}

// storeSealed gives the sealed form, too.
func (tx *Tx) storeSealed(st *setState, k rowKey, version int64, content []byte) ([]byte, error) {
	sealed := st.rows.Seal(nil, content, tx.v.place(k.kind, string(st.id), k.id, version)...)
	if sealed == nil {
		return nil, lockedErr()
	}
	_, err := tx.sql.Exec(`INSERT INTO rows (kind, parent, id, version, sealed) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (kind, parent, id) DO UPDATE SET version = excluded.version, sealed = excluded.sealed`,
		k.kind, string(st.id), k.id, version, sealed)
	return sealed, dbErr(err, "save row")
}

// note remembers the row's new version for the set; 0 means it is gone.
func (tx *Tx) note(st *setState, k rowKey, version int64) {
	if tx.changed[st] == nil {
		tx.changed[st] = map[rowKey]int64{}
	}
	tx.changed[st][k] = version
}
