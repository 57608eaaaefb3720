package console

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/db/schematest"
	"oso/internal/server/principal"
)

// caseTables are those of the service, made once.
var caseTables schematest.Tables

// between does something right before a query that has words in it, once.
type between struct {
	db.DBTX
	words string
	do    func()
}

func (b *between) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if b.do != nil && strings.Contains(query, b.words) {
		do := b.do
		b.do = nil
		do()
	}
	return b.DBTX.QueryRowContext(ctx, query, args...)
}

// TestWhoAcceptsFindsTheCase: a page that asks for a case in the moment in which
// its offer is accepted is never told that there is none.
func TestWhoAcceptsFindsTheCase(t *testing.T) {
	t.Parallel()
	d, ctx := caseTables.Memory(t), t.Context()
	who := principal.Principal{Kind: principal.Staff, Person: principal.Person{ID: "s", Roles: []principal.Held{{Role: principal.Specialist}}}}
	empty := []byte{}
	exec := func(query string, args ...any) {
		t.Helper()
		if err := d.Tx(ctx, func(tx *sql.Tx) error { _, err := tx.ExecContext(ctx, query, args...); return err }); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		if err := q.InsertCase(ctx, db.InsertCaseParams{ID: "c", Reference: "4417203958", Kind: "second-opinion", PayerKind: "partner", State: "offered", KeyWrapped: empty, SummarySealed: empty, DocumentSealed: empty, ContactSealed: empty, AgreementSealed: empty}); err != nil {
			return err
		}
		if err := q.InsertPerson(ctx, db.InsertPersonParams{ID: "s", Name: "Dr. Writer"}); err != nil {
			return err
		}
		return q.InsertOffer(ctx, db.InsertOfferParams{ID: "o", CaseID: "c", PersonID: "s", SynopsisSealed: empty, BackupSynopsisSealed: empty, OfferedBy: "k"})
	}); err != nil {
		t.Fatal(err)
	}
	accept := func() {
		exec("UPDATE cases SET state = 'in-review', specialist_id = 's', updated_at = 1")
		exec("UPDATE offers SET state = 'accepted'")
	}
	q := db.New(&between{DBTX: d.Reader(), words: "GetOpenOffer", do: accept})
	f, err := new(Console).find(ctx, q, "c", who)
	if err != nil || f.row.State != "in-review" {
		t.Fatalf("%+v, %v", f, err)
	}
	other := who
	other.ID = "x"
	if _, err := new(Console).find(ctx, d.Q(), "c", other); !errs.Is(err, errs.NotFound) {
		t.Errorf("somebody else: %v", err)
	}
}
