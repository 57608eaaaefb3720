package console

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"oso/internal/server/db"
)

// counted counts what is asked.
type counted struct {
	db.DBTX
	queries int
}

func (c *counted) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	c.queries++
	return c.DBTX.QueryContext(ctx, query, args...)
}

func (c *counted) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	c.queries++
	return c.DBTX.QueryRowContext(ctx, query, args...)
}

// TestNamesOfAPage: whoever a page names is asked for at once; an older entry has
// its person's name, and who is not there none.
func TestNamesOfAPage(t *testing.T) {
	t.Parallel()
	d, ctx := caseTables.Memory(t), t.Context()
	ids := []string{"", "old", "nobody"}
	if err := d.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		for i := range 150 {
			id := fmt.Sprintf("p%d", i)
			ids = append(ids, id)
			if err := q.InsertPerson(ctx, db.InsertPersonParams{ID: id, Name: "Dr. " + id}); err != nil {
				return err
			}
		}
		if err := q.InsertPerson(ctx, db.InsertPersonParams{ID: "old", Name: "Doctor P7"}); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "UPDATE people SET same_as = 'p7' WHERE id = 'old'")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	c := &counted{DBTX: d.Reader()}
	names := (&Console{Config: Config{Now: time.Now}}).names(ctx, db.New(c))
	names.read(ids...)
	for id, want := range map[string]string{"": "", "nobody": "", "old": "Dr. p7", "p0": "Dr. p0", "p149": "Dr. p149"} {
		if got := names.name(id); got != want {
			t.Errorf("%q is %q, not %q", id, got, want)
		}
	}
	if c.queries != 1 {
		t.Errorf("%d queries for one page", c.queries)
	}
}
