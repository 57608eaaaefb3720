package db

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"oso/internal/errs"
)

// dump writes what a PostgreSQL holds at one moment to a new SQLite file: a
// backup is the same whichever database it was made of.
func (d *DB) dump(ctx context.Context, path string) error {
	const op = "back up database"
	to, err := openSQLite(ctx, path)
	if err != nil {
		return err
	}
	defer to.Close()
	if err := to.Migrate(ctx); err != nil {
		return err
	}
	return errs.Op(Copy(ctx, d, to), op)
}

// Copy puts every row of one database, as it is at one moment, into another
// one, which is migrated and empty. The queue's own tables are not among them:
// see package jobs.
func Copy(ctx context.Context, from, to *DB) error {
	const op = "copy database"
	source, err := from.read.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if from.kind == SQLite {
		source, err = from.read.BeginTx(ctx, nil)
	}
	if err != nil {
		return wrap(err, op)
	}
	defer source.Rollback()
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
	columns := strings.Join(t.columns, ", ")
	rows, err := from.QueryContext(ctx, "SELECT "+columns+" FROM "+t.name)
	if err != nil {
		return err
	}
	defer rows.Close()
	insert, err := to.PrepareContext(ctx, "INSERT INTO "+t.name+" ("+columns+") VALUES ("+strings.Join(marks, ", ")+")")
	if err != nil {
		return err
	}
	defer insert.Close()
	values, into := make([]any, len(t.columns)), make([]any, len(t.columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, v := range values {
			if n, ok := v.(int64); ok && t.types[i] == "BOOLEAN" {
				values[i] = n != 0
			}
		}
		if _, err := insert.ExecContext(ctx, values...); err != nil {
			return err
		}
	}
	return rows.Err()
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
