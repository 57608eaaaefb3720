package main

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"oso/internal/errs"
	"oso/internal/server"
	"oso/internal/server/db"
	"oso/internal/server/workflow"
)

// A case came that names a partner whom the service does not know. Whoever runs
// the service makes the partner and links the case; the task is done then.
func TestCaseIsLinkedToItsPartner(t *testing.T) {
	t.Parallel()
	ctx, dir := context.Background(), t.TempDir()
	doCommand(t, 0, nil, "admin", "keys", "--data", dir, "--root", filepath.Join(t.TempDir(), "root.key"))
	s, err := server.OpenStore(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.DB.Tx(ctx, func(tx *sql.Tx) error {
		q, b := db.New(tx), []byte{}
		for reference, payer := range map[string]string{"4417203958": "partner", "4417203966": "patient"} {
			if err := q.InsertCase(ctx, db.InsertCaseParams{ID: reference, Reference: reference, State: "payment-failed", PayerKind: payer, KeyWrapped: b, SummarySealed: b, DocumentSealed: b, ContactSealed: b, AgreementSealed: b}); err != nil {
				return err
			}
		}
		return q.PutTask(ctx, db.PutTaskParams{ID: "t", CaseID: "4417203958", Kind: workflow.TaskLinkPartner, Role: "coordinator", Key: "k"})
	}); err != nil {
		t.Fatal(err)
	}

	var made, linked partnerAnswer
	doCommand(t, 0, &made, "admin", "partner", "Harborlight Benefits", "--data", dir)
	doCommand(t, 0, &linked, "admin", "partner", "harborlight benefits", "--data", dir, "--case", "4417203958")
	if !made.Made || linked.Made || linked.ID != made.ID || linked.Linked != "4417203958" {
		t.Errorf("made %+v, linked %+v", made, linked)
	}
	c, err := s.DB.Q().GetCaseByReference(ctx, "4417203958")
	if err != nil || c.PartnerID != made.ID {
		t.Errorf("the case's partner is %q, %v", c.PartnerID, err)
	}
	if list, err := s.DB.Q().ListOpenTasksByCase(ctx, c.ID); err != nil || len(list) != 0 {
		t.Errorf("%d tasks are left, %v", len(list), err)
	}
	if rows, err := s.DB.Q().ListAudit(ctx, c.ID); err != nil || len(rows) != 1 || rows[0].Event != "link-partner" {
		t.Errorf("the case's audit has %d rows, %v", len(rows), err)
	}
	doCommand(t, errs.Exit(errs.Conflict), nil, "admin", "partner", "Another", "--data", dir, "--case", "4417203958")
	doCommand(t, errs.Exit(errs.Refused), nil, "admin", "partner", "Another", "--data", dir, "--case", "4417203966")
	doCommand(t, errs.Exit(errs.NotFound), nil, "admin", "partner", "Another", "--data", dir, "--case", "0000000000")
	if list, err := s.DB.Q().ListPartners(ctx); err != nil || len(list) != 1 {
		t.Errorf("%d partners, %v: a refused link left one", len(list), err)
	}
}

// What cannot be used is refused before it is stored: the service would not
// start with it.
func TestLimitsAreCheckedBeforeTheyAreStored(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	doCommand(t, 0, nil, "admin", "keys", "--data", dir, "--root", filepath.Join(t.TempDir(), "root.key"))
	file := filepath.Join(t.TempDir(), "limits.json")
	write := func(body string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var got limitsAnswer
	doCommand(t, 0, &got, "admin", "limits", "--data", dir)
	if got.Stored || got.Limits.Clock != "" {
		t.Errorf("before: %+v", got)
	}
	write(`{"clock":"480h","reminders":["24h","72h"]}`)
	doCommand(t, 0, &got, "admin", "limits", file, "--data", dir)
	if !got.Stored {
		t.Errorf("stored: %+v", got)
	}
	for _, body := range []string{`{"clock":"-1h"}`, `{"clok":"480h"}`, `{"reminders":["72h","24h"]}`, `[]`, ``} {
		write(body)
		doCommand(t, errs.Exit(errs.Invalid), nil, "admin", "limits", file, "--data", dir)
	}
	got = limitsAnswer{}
	doCommand(t, 0, &got, "admin", "limits", "--data", dir)
	if got.Limits.Clock != "480h" || len(got.Limits.Reminders) != 2 {
		t.Errorf("after: %+v", got)
	}
	s, err := server.OpenStore(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if rows, err := s.DB.Q().ListAudit(context.Background(), db.SystemChain); err != nil || rows[len(rows)-1].Event != "limits-changed" {
		t.Errorf("the audit does not end with the change: %v", err)
	}
	if _, err := workflow.Load(context.Background(), s.DB.Q(), nil); err != nil {
		t.Errorf("the service cannot load them: %v", err)
	}
}
