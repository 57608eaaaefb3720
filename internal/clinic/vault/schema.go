package vault

import (
	"database/sql"
	"errors"
	"strconv"

	"oso/internal/errs"
)

// migrations bring vault.db from one number to the next; user_version holds
// the number reached. Never edit one that was released: add one.
func migrations() [][]string {
	return [][]string{{
		`CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID`,
		`CREATE TABLE slots (id TEXT PRIMARY KEY, user TEXT NOT NULL, kind TEXT NOT NULL, version INTEGER NOT NULL, rounds INTEGER NOT NULL, salt BLOB NOT NULL, keyring INTEGER NOT NULL, wrapped BLOB NOT NULL) STRICT, WITHOUT ROWID`,
		`CREATE TABLE handovers (slot TEXT NOT NULL, seq INTEGER NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (slot, seq)) STRICT, WITHOUT ROWID`,
		`CREATE TABLE users (id TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, version INTEGER NOT NULL, keys BLOB NOT NULL, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID`,
		`CREATE TABLE rows (kind TEXT NOT NULL, parent TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (kind, parent, id)) STRICT, WITHOUT ROWID`,
	}}
}

// recordSchema is that of a set's record database. A rowid table: chunks are
// appended, and the small index beside them is all that a sweep must read.
func recordSchema() []string {
	return []string{`CREATE TABLE chunks (record TEXT NOT NULL, idx INTEGER NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (record, idx)) STRICT`}
}

// migrate brings the database to the newest number, in one transaction.
func migrate(tx *sql.Tx, from int) error {
	all := migrations()
	for n := from; n < len(all); n++ {
		for _, s := range all[n] {
			if _, err := tx.Exec(s); err != nil {
				return dbErr(err, "migrate vault")
			}
		}
	}
	_, err := tx.Exec("PRAGMA user_version = " + strconv.Itoa(len(all)))
	return dbErr(err, "migrate vault")
}

// checkFormat reads what vault.db says of itself: its format, its number, its
// tables, its id.
func (v *Vault) checkFormat() error {
	var number, tables int
	if err := v.db.QueryRow("PRAGMA user_version").Scan(&number); err != nil {
		return dbErr(err, "read format")
	}
	if err := v.db.QueryRow("SELECT count(*) FROM sqlite_master").Scan(&tables); err != nil {
		return dbErr(err, "read format")
	}
	if tables == 0 {
		return errs.E(errs.NotFound, "open vault", "The vault in this data folder was begun and never finished; nothing was kept in it. Create it again.")
	}
	all := migrations()
	var format []byte
	if err := v.readMeta("format", &format); err != nil {
		return err
	}
	if n, err := strconv.Atoi(string(format)); err == nil && n > Format || number > len(all) {
		return errs.E(errs.Unsupported, "open vault", "This vault was written by a newer version of the program. It is kept as it is. Update the program to open it.")
	}
	if string(format) != strconv.Itoa(Format) || number < 1 {
		return damaged("format", errors.New("unknown format"))
	}
	var want []string
	for _, m := range all[:number] {
		want = append(want, m...)
	}
	if err := checkSchema(v.db, want); err != nil {
		return err
	}
	if number < len(all) {
		tx, err := v.db.Begin()
		if err != nil {
			return dbErr(err, "migrate vault")
		}
		defer tx.Rollback()
		if err := migrate(tx, number); err != nil {
			return err
		}
		if err := tx.Commit(); err != nil {
			return dbErr(err, "migrate vault")
		}
	}
	var id []byte
	if err := v.readMeta("vault", &id); err != nil {
		return err
	}
	if !validID(string(id)) {
		return damaged("vault id", errors.New("not an id"))
	}
	v.id = string(id)
	return nil
}

// readMeta reads one value of meta, which must be there.
func (v *Vault) readMeta(key string, value *[]byte) error {
	var tables int
	if err := v.db.QueryRow("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'meta'").Scan(&tables); err != nil {
		return dbErr(err, "read format")
	}
	if tables == 0 {
		return damaged("format", errors.New("no table says which it is"))
	}
	err := v.db.QueryRow("SELECT value FROM meta WHERE key = ?", key).Scan(value)
	if errors.Is(err, sql.ErrNoRows) {
		return damaged(key, errors.New("not there"))
	}
	return dbErr(err, "read format")
}
