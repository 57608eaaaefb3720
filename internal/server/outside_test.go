package server

import (
	"context"
	"database/sql"
	"encoding/json"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/server/auth"
	"oso/internal/server/db"
	"oso/internal/server/jobs"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// A completed case whose document names a partner whom the service does not
// know: its charge is refused, and billing can waive it or, once the partner is
// linked, have it invoiced. Either way the case closes.
func TestCaseOfUnknownPartnerIsSettled(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	c := &clock{at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	dir, master := folder(t, c)
	s := open(t, c, dir, master)
	money := s.biller()
	tx := func(f func(*sql.Tx, *db.Queries) error) {
		t.Helper()
		if err := s.store.DB.Tx(ctx, func(tx *sql.Tx) error { return f(tx, db.New(tx)) }); err != nil {
			t.Fatal(err)
		}
	}
	biller, err := s.auth.Create(ctx, auth.NewAccount{Email: "b@oso.example", Name: "B", Role: principal.Billing, Password: "Correct-horse-1"}, principal.CommandLine())
	if err != nil {
		t.Fatal(err)
	}
	tx(func(_ *sql.Tx, q *db.Queries) error {
		return q.InsertPartner(ctx, db.InsertPartnerParams{ID: "p", Name: "Partner", CreatedAt: 1})
	})
	for i, end := range []workflow.Event{workflow.WaiveCharge, workflow.RetryCharge} {
		id, charge := casefile.NewID(), casefile.NewID()
		tx(func(_ *sql.Tx, q *db.Queries) error {
			b := []byte{}
			if err := q.InsertCase(ctx, db.InsertCaseParams{
				ID: id, Reference: []string{"4417203958", "4417203966"}[i], State: string(workflow.Completed), Billing: string(workflow.Due), PayerKind: "partner",
				KeyWrapped: b, SummarySealed: b, DocumentSealed: b, ContactSealed: b, AgreementSealed: b,
			}); err != nil {
				return err
			}
			_, err := q.PutCharge(ctx, db.PutChargeParams{ID: charge, CaseID: id, Kind: "completion", Key: "case/" + id, PayerKind: "partner", Lines: `[{"code":"second-opinion","cents":95000}]`, Cents: 95000, Currency: "USD"})
			return err
		})
		body, err := json.Marshal(map[string]string{"id": charge})
		if err != nil {
			t.Fatal(err)
		}
		work := func() {
			t.Helper()
			if err := money.Work(ctx, db.Job{Kind: workflow.JobCharge, CaseID: id, Payload: body}); err != nil {
				t.Fatal(err)
			}
		}
		want := func(state workflow.State, billing workflow.BillingTrack) {
			t.Helper()
			row, err := s.store.DB.Q().GetCase(ctx, id)
			if err != nil || row.State != string(state) || row.Billing != string(billing) {
				t.Fatalf("%s: the case is %s, billing %s, %v; want %s, %s", end, row.State, row.Billing, err, state, billing)
			}
		}
		work()
		want(workflow.PaymentFailed, workflow.ChargeRefused)
		tx(func(tx *sql.Tx, _ *db.Queries) error {
			if end == workflow.RetryCharge {
				if _, err := tx.ExecContext(ctx, "UPDATE cases SET partner_id = 'p' WHERE id = ?", id); err != nil {
					return err
				}
			}
			reason := map[workflow.Event]string{workflow.WaiveCharge: "goodwill"}[end]
			_, err := s.flow.Apply(ctx, tx, s.jobs.Enqueue, workflow.Command{
				CaseID: id, Event: end, Now: c.now(), Reason: reason, Actor: principal.Principal{Kind: principal.Staff, Person: principal.Person{ID: biller.ID}}.As(principal.Billing),
			})
			return err
		})
		if end == workflow.WaiveCharge {
			want(workflow.Closed, workflow.ChargeWaived)
			continue
		}
		work()
		want(workflow.Closed, workflow.Invoiced)
	}
}

// A timer that comes before it is due (a clock that was set back, or another
// instance's ahead) is put off until then, and still does what it is for.
func TestEarlyTimerComesAgain(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	c := &clock{at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	dir, master := folder(t, c)
	s := open(t, c, dir, master)
	id := casefile.NewID()
	if err := s.store.DB.Tx(ctx, func(tx *sql.Tx) error {
		b := []byte{}
		return db.New(tx).InsertCase(ctx, db.InsertCaseParams{
			ID: id, Reference: "4417203958", State: string(workflow.Preparing), Location: string(workflow.Allowed), Agreement: string(workflow.Signed),
			KeyWrapped: b, SummarySealed: b, DocumentSealed: b, ContactSealed: b, AgreementSealed: b,
		})
	}); err != nil {
		t.Fatal(err)
	}
	const early = 3 * time.Minute
	body, err := json.Marshal(workflow.Timer{Event: workflow.Expire, Due: c.now().Add(early).UnixMilli()})
	if err != nil {
		t.Fatal(err)
	}
	job := db.Job{Kind: workflow.JobTimer, CaseID: id, Payload: body}
	state := func() string {
		t.Helper()
		row, err := s.store.DB.Q().GetCase(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		return row.State
	}
	if err := s.timer(ctx, job); err == nil || err.Error() != jobs.Later(early).Error() || state() != string(workflow.Preparing) {
		t.Errorf("early: %v, the case is %s", err, state())
	}
	c.later(early)
	if err := s.timer(ctx, job); err != nil || state() != string(workflow.Expired) {
		t.Errorf("at its time: %v, the case is %s", err, state())
	}
}
