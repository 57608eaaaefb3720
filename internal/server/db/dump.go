package db

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"fmt"
	"strings"

	"oso/internal/errs"
)

// Copy puts every row of one database, as it is at one moment, into another
// one, which is migrated and empty; or nothing of it. The queue's own tables are
// not among them: also copies those, in the same two transactions. What was
// written is read back and compared before it is committed.
func Copy(ctx context.Context, from, to *DB, also ...func(ctx context.Context, from, to *sql.Tx) error) error {
	const op = "copy database"
	var one *sql.TxOptions // moment; every transaction of SQLite is at one
	if from.kind == PostgreSQL {
		one = &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	source, err := from.read.BeginTx(ctx, one)
	if err != nil {
		return wrap(err, op)
	}
	defer source.Rollback()
	if from.kind == PostgreSQL {
		// It is idle while what was copied is written and read back.
		if _, err := source.ExecContext(ctx, "SET LOCAL idle_in_transaction_session_timeout = 0"); err != nil {
			return wrap(err, op)
		}
	}
	tables, err := layout(ctx)
	if err != nil {
		return wrap(err, op)
	}
	return to.Tx(ctx, func(tx *sql.Tx) error {
		for _, t := range tables {
			var n int64
			if err := tx.QueryRowContext(ctx, "SELECT COUNT(*) FROM "+t.name).Scan(&n); err != nil {
				return wrap(err, op)
			}
			if n > t.made {
				return errs.E(errs.Conflict, op, "There is a service's data in the database already. Nothing was changed. Name an empty one.")
			}
			if _, err := tx.ExecContext(ctx, "DELETE FROM "+t.name); err != nil {
				return wrap(err, op)
			}
			if err := t.copy(ctx, source, tx); err != nil {
				return wrap(fmt.Errorf("table %s: %w", t.name, err), op)
			}
		}
		for _, copy := range also {
			if err := copy(ctx, source, tx); err != nil {
				return wrap(err, op)
			}
		}
		return nil
	})
}

// table is one of ours, with the columns in the schema's order.
type table struct {
	name    string
	columns []string
	types   []string
	made    int64 // rows that the migrations themselves make
}

func (t *table) copy(ctx context.Context, from, to *sql.Tx) error {
	marks := make([]string, len(t.columns))
	for i := range marks {
		marks[i] = fmt.Sprintf("?%d", i+1)
	}
	insert, err := to.PrepareContext(ctx, "INSERT INTO "+t.name+" ("+strings.Join(t.columns, ", ")+") VALUES ("+strings.Join(marks, ", ")+")")
	if err != nil {
		return err
	}
	defer insert.Close()
	sent, err := t.each(ctx, from, func(values []any) error {
		_, err := insert.ExecContext(ctx, values...)
		return err
	})
	if err != nil {
		return err
	}
	kept, err := t.each(ctx, to, func([]any) error { return nil })
	if err == nil && kept != sent {
		err = errs.E(errs.Damaged, "copy database", "What was copied reads back otherwise than it was. Nothing was kept. Try again; if it happens again, look at the disks.")
	}
	return err
}

// each gives every row to fn, and a sum of all rows in whatever order they come.
func (t *table) each(ctx context.Context, tx *sql.Tx, fn func(values []any) error) (sum [4]uint64, err error) {
	rows, err := tx.QueryContext(ctx, "SELECT "+strings.Join(t.columns, ", ")+" FROM "+t.name)
	if err != nil {
		return sum, err
	}
	defer rows.Close()
	values, into := make([]any, len(t.columns)), make([]any, len(t.columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return sum, err
		}
		h := sha256.New()
		for i, v := range values {
			switch v := v.(type) {
			case int64:
				if t.types[i] == "BOOLEAN" {
					values[i] = v != 0
				}
			case []byte:
				if t.types[i] == "TEXT" {
					values[i] = string(v)
				}
			}
			b, ok := values[i].([]byte)
			if !ok {
				b = fmt.Append(nil, values[i])
			}
			h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(b))))
			h.Write(b)
		}
		digest := h.Sum(nil)
		for i := range sum {
			sum[i] += binary.BigEndian.Uint64(digest[8*i:])
		}
		if err := fn(values); err != nil {
			return sum, err
		}
	}
	return sum, rows.Err()
}

// Empty tells whether the database, which is migrated, has no service's data.
func (d *DB) Empty(ctx context.Context) (bool, error) {
	tables, err := layout(ctx)
	if err != nil {
		return false, wrap(err, "look at database")
	}
	for _, t := range tables {
		var n int64
		if err := d.read.QueryRowContext(ctx, "SELECT COUNT(*) FROM "+t.name).Scan(&n); err != nil {
			return false, wrap(err, "look at database")
		}
		if n > t.made {
			return false, nil
		}
	}
	return true, nil
}

// layout is all tables of the schema, each after those that it refers to.
func layout(ctx context.Context) ([]*table, error) {
	empty, err := OpenMemory(ctx)
	if err != nil {
		return nil, err
	}
	defer empty.Close()
	if err := empty.Migrate(ctx); err != nil {
		return nil, err
	}
	ask := func(query string, args ...any) ([]string, error) {
		rows, err := empty.read.QueryContext(ctx, query, args...)
		if err != nil {
			return nil, err
		}
		return texts(rows)
	}
	names, err := ask("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'goose%' ORDER BY name")
	if err != nil {
		return nil, err
	}
	var list []*table
	placed := map[string]bool{}
	var place func(name string) error
	place = func(name string) error {
		if placed[name] {
			return nil
		}
		placed[name] = true
		before, err := ask("SELECT \"table\" FROM pragma_foreign_key_list(?1)", name)
		if err != nil {
			return err
		}
		for _, b := range before {
			if err := place(b); err != nil {
				return err
			}
		}
		columns, err := ask("SELECT name || ' ' || type FROM pragma_table_info(?1)", name)
		if err != nil {
			return err
		}
		t := &table{name: name}
		for _, c := range columns {
			column, kind, _ := strings.Cut(c, " ")
			t.columns, t.types = append(t.columns, column), append(t.types, kind)
		}
		list = append(list, t)
		return empty.read.QueryRowContext(ctx, "SELECT COUNT(*) FROM "+name).Scan(&t.made)
	}
	for _, name := range names {
		if err := place(name); err != nil {
			return nil, err
		}
	}
	return list, nil
}
