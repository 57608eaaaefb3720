package billing_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/demo/till"
	"oso/internal/server/billing"
	"oso/internal/server/db"
	"oso/internal/server/db/schematest"
	"oso/internal/server/dbtest"
	"oso/internal/server/workflow"
)

// tables are those of the service, made once.
var tables schematest.Tables

func TestMain(m *testing.M) { dbtest.Main(m) }

// office is a database with one case that is due, and a gateway that can lose
// its answer.
type office struct {
	t       *testing.T
	db      *db.DB
	till    *till.Till
	path    string
	biller  *billing.Biller
	caseID  string
	job     db.Job
	settled []string
	token   string

	loseAnswer, failSettle bool
}

// lossy is the gateway behind a line that can break after the charge.
type lossy struct{ o *office }

func (l lossy) Charge(ctx context.Context, o billing.Order) (billing.Receipt, error) {
	r, err := l.o.till.Charge(ctx, o)
	if l.o.loseAnswer {
		return billing.Receipt{}, errors.New("connection reset")
	}
	return r, err
}

func newOffice(t *testing.T, payer, lines string, cents int64) *office {
	t.Helper()
	ctx := context.Background()
	d := tables.Memory(t)
	o := &office{t: t, db: d, path: filepath.Join(t.TempDir(), "till"), caseID: casefile.NewID(), token: "card"}
	var err error
	if o.till, err = till.Open(o.path); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	o.biller = billing.New(billing.Config{
		DB: d, Gateway: lossy{o},
		Token: func(context.Context, string) (string, error) { return o.token, nil },
		Settle: func(_ context.Context, _ *sql.Tx, c db.Charge) error {
			if o.failSettle {
				return errors.New("the process died here")
			}
			mu.Lock()
			defer mu.Unlock()
			o.settled = append(o.settled, c.State)
			return nil
		},
		Now: func() time.Time { return time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC) },
	})
	id := casefile.NewID()
	o.tx(func(q *db.Queries) error {
		partner := ""
		if payer == "partner" {
			partner = "p"
			if err := q.InsertPartner(ctx, db.InsertPartnerParams{ID: "p", Name: "Partner"}); err != nil {
				return err
			}
		}
		b := []byte{}
		if err := q.InsertCase(ctx, db.InsertCaseParams{ID: o.caseID, Reference: "4417203958", PayerKind: payer, PartnerID: partner, KeyWrapped: b, SummarySealed: b, DocumentSealed: b, ContactSealed: b, AgreementSealed: b}); err != nil {
			return err
		}
		_, err := q.PutCharge(ctx, db.PutChargeParams{ID: id, CaseID: o.caseID, Kind: "completion", Key: "case/" + o.caseID, PayerKind: payer, PartnerID: partner, Lines: lines, Cents: cents, Currency: "USD"})
		return err
	})
	body, _ := json.Marshal(map[string]string{"id": id})
	o.job = db.Job{Kind: "charge", CaseID: o.caseID, Payload: body}
	return o
}

func (o *office) tx(f func(*db.Queries) error) {
	o.t.Helper()
	if err := o.db.Tx(context.Background(), func(tx *sql.Tx) error { return f(db.New(tx)) }); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) work() error { return o.biller.Work(context.Background(), o.job) }

// want holds how many charges the gateway made, what the workflow was told,
// and how the charge stands.
func (o *office) want(charges int, state string, settled ...string) {
	o.t.Helper()
	c, err := o.db.Q().GetChargeByCase(context.Background(), o.caseID)
	if err != nil {
		o.t.Fatal(err)
	}
	made, _ := o.till.Charged()
	if made != charges || c.State != state || len(o.settled) != len(settled) {
		o.t.Fatalf("%d charges, %s, told %v; want %d, %s, %v", made, c.State, o.settled, charges, state, settled)
	}
	for i := range settled {
		if o.settled[i] != settled[i] {
			o.t.Fatalf("told %v, want %v", o.settled, settled)
		}
	}
}

// TestInvoicesAreOfTheOfficesMonths: a case that completes on the evening of
// the 30th, where the office is, belongs to that month.
func TestInvoicesAreOfTheOfficesMonths(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "partner", lines, 115000)
	o.biller = billing.New(billing.Config{
		DB: o.db, Settle: func(context.Context, *sql.Tx, db.Charge) error { return nil },
		Now: func() time.Time { return time.Date(2026, 12, 1, 2, 0, 0, 0, time.UTC) }, Zone: time.FixedZone("EST", -5*3600),
	})
	if err := o.work(); err != nil {
		t.Fatal(err)
	}
	if _, err := o.db.Q().GetInvoice(context.Background(), db.GetInvoiceParams{PartnerID: "p", Month: "2026-11"}); err != nil {
		t.Errorf("no invoice of November: %v", err)
	}
}

const lines = `[{"code":"second-opinion","cents":95000},{"code":"imaging-review","cents":20000}]`

// TestOneCharge is property 2 where the money moves: whatever is repeated and
// wherever it breaks, one charge is made and told once.
func TestOneCharge(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "patient", lines, 115000)
	o.loseAnswer = true
	for range 2 { // the gateway charged, and nobody heard
		if o.work() == nil {
			t.Fatal("an unknown outcome was taken for one")
		}
	}
	o.want(1, billing.Charging)
	o.loseAnswer, o.failSettle = false, true
	if o.work() == nil { // the answer came, and the process died before the commit
		t.Fatal("a failed transaction was taken for done")
	}
	o.want(1, billing.Charging)
	var err error
	if o.till, err = till.Open(o.path); err != nil { // after a restart of both
		t.Fatal(err)
	}
	o.failSettle = false
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if err := o.work(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	o.want(1, billing.Charged, billing.Charged)
}

func TestRefusedAndTriedAgain(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "patient", lines, 115000)
	o.token = "refuse-this"
	for range 2 {
		if err := o.work(); err != nil {
			t.Fatal(err)
		}
	}
	o.want(0, billing.Failed, billing.Failed)
	again := func() {
		o.tx(func(q *db.Queries) error {
			c, err := q.GetChargeByCase(context.Background(), o.caseID)
			if err != nil {
				return err
			}
			_, err = q.RetryCharge(context.Background(), c.ID)
			return err
		})
		if err := o.work(); err != nil {
			t.Fatal(err)
		}
	}
	o.token = ""
	again()
	o.want(0, billing.Failed, billing.Failed, billing.Failed)
	o.token = "another card"
	again()
	o.want(1, billing.Charged, billing.Failed, billing.Failed, billing.Charged)
	if err := o.work(); err != nil {
		t.Fatal(err)
	}
	o.want(1, billing.Charged, billing.Failed, billing.Failed, billing.Charged)
}

func TestNothingToPay(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "patient", "[]", 0)
	if err := o.work(); err != nil {
		t.Fatal(err)
	}
	o.want(0, billing.Charged, billing.Charged)
}

func TestPartnersInvoice(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := newOffice(t, "partner", lines, 115000)
	o.failSettle = true
	if o.work() == nil {
		t.Fatal("a failed transaction was taken for done")
	}
	if list, err := o.db.Q().ListInvoices(ctx); err != nil || len(list) != 0 {
		t.Fatalf("an invoice without a settled charge: %v %v", list, err)
	}
	o.failSettle = false
	for range 3 {
		if err := o.work(); err != nil {
			t.Fatal(err)
		}
	}
	o.want(0, billing.Invoiced, billing.Invoiced)
	inv, err := o.db.Q().GetInvoice(ctx, db.GetInvoiceParams{PartnerID: "p", Month: "2026-11"})
	if err != nil {
		t.Fatal(err)
	}
	got, err := o.db.Q().ListInvoiceLines(ctx, inv.ID)
	if err != nil || len(got) != 2 || got[0].Cents != 95000 || got[1].Code != "imaging-review" || got[0].Reference != "4417203958" {
		t.Fatalf("lines are %+v, %v", got, err)
	}
}

// A partner whom the service does not know: the charge ends as refused, which
// billing can waive or try again, and is not tried for ever.
func TestUnknownPartnerEndsTheCharge(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := newOffice(t, "partner", lines, 115000)
	set := func(statement, partner string) {
		t.Helper()
		if err := o.db.Tx(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, statement, partner)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	set("UPDATE cases SET partner_id = ?", "")
	set("UPDATE charges SET partner_id = ?", "")
	for range 2 {
		if err := o.work(); err != nil {
			t.Fatal(err)
		}
	}
	o.want(0, billing.Failed, billing.Failed)
	c, err := o.db.Q().GetChargeByCase(ctx, o.caseID)
	if err != nil || c.Failure != "no-partner" {
		t.Errorf("the reason is %q, %v", c.Failure, err)
	}
	tasks := func() []db.Task {
		t.Helper()
		list, err := o.db.Q().ListOpenTasksByCase(ctx, o.caseID)
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	if list := tasks(); len(list) != 1 || list[0].Kind != workflow.TaskLinkPartner || list[0].Role != "coordinator" {
		t.Errorf("tasks: %+v", list)
	}
	// Somebody links the partner, and billing tries again.
	set("UPDATE cases SET partner_id = ?", "p")
	o.tx(func(q *db.Queries) error {
		_, err := q.RetryCharge(ctx, c.ID)
		return err
	})
	if err := o.work(); err != nil {
		t.Fatal(err)
	}
	o.want(0, billing.Invoiced, billing.Failed, billing.Invoiced)
	if list := tasks(); len(list) != 0 {
		t.Errorf("tasks are left: %+v", list)
	}
}
