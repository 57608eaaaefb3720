package console_test

import (
	"context"
	"database/sql"
	"testing"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// amend is what the clinic's door does with a second sealed version that holds
// the same records.
func (w *world) amend(id string) {
	w.t.Helper()
	ctx := context.Background()
	err := w.db.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		row, err := q.GetCase(ctx, id)
		if err != nil {
			return err
		}
		key, err := w.keys.UnwrapCaseKey(casefile.CaseID(id), row.KeyWrapped)
		if err != nil {
			return err
		}
		signed, err := deed.SealManifest(w.doctor.signing, deed.Manifest{Case: casefile.CaseID(id), Version: 2, SealedAt: w.now, Items: []deed.Item{}})
		if err != nil {
			return err
		}
		body, err := seal.Canonical(signed)
		if err != nil {
			return err
		}
		if _, err := w.flow.Apply(ctx, tx, enqueue, workflow.Command{
			CaseID: id, Event: workflow.Amend, Now: w.now, Actor: principal.Principal{Kind: principal.Desk, Person: principal.Person{ID: w.doctor.id}}.As(principal.Physician), Object: seal.SHA256(signed.Body),
		}); err != nil {
			return err
		}
		return q.InsertCaseVersion(ctx, db.InsertCaseVersionParams{
			CaseID: id, Version: 2, ManifestSealed: seal.NewBox(&key, deed.PurposeManifest).Seal(nil, body, id, "2"), ManifestSHA256: seal.SHA256(signed.Body),
			Signature: signed.Signature, ReasonSealed: []byte{}, ReceivedAt: w.now.UnixMilli(), Receipt: []byte{},
		})
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// TestNewerRecordsGoBackToTheAuthor: the approver sees that the clinic sent
// more after the signature, may only return it, and releases it when it was
// signed again.
func TestNewerRecordsGoBackToTheAuthor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Allowed)
	w.triage(id)
	c, s, a := w.staff[principal.Coordinator], w.staff[principal.Specialist], w.staff[principal.Approver]
	c.act(id, "offer", map[string]any{"person": s.acc.ID})
	s.act(id, "accept-offer", nil)
	d := s.write(id)
	s.act(id, "sign-draft", map[string]any{"version": 1, "row_version": d.RowVersion, "password": password, "code": s.code()})
	if v := a.act(id, "take-up", nil); v.Next != "approve" || !checked(a, id) {
		t.Fatalf("before anything new came: %v", v)
	}
	w.amend(id)
	if v := a.open(id); v.Next != "return-draft" || v.Turn != "you" || has(v.Acts, "approve") || checked(a, id) {
		t.Errorf("after the clinic sent more: %v", v)
	}
	if k := a.refused(409, id, "approve", map[string]any{"version": 1, "password": password, "code": "000000"}); k != "refused" {
		t.Errorf("an approval over newer records: %s", k)
	}
	a.act(id, "return-draft", map[string]any{"version": 1, "reason": "other", "comments": []map[string]any{{"text": "The clinic sent more."}}})
	s.want(200, "GET", "/cases/"+id+"/opinion", nil, &d)
	s.act(id, "sign-draft", map[string]any{"version": 1, "row_version": d.RowVersion, "password": password, "code": s.code()})
	a.act(id, "take-up", nil)
	if v := a.act(id, "approve", map[string]any{"version": 1, "password": password, "code": a.code()}); v.State != "released" {
		t.Errorf("signed again: %v", v)
	}
}

// checked tells how the check of the records stands.
func checked(p *person, id string) bool {
	p.w.t.Helper()
	var d draft
	p.want(200, "GET", "/cases/"+id+"/opinion", nil, &d)
	for _, x := range d.Checks {
		if x.Code == "records" {
			return x.OK
		}
	}
	p.w.t.Fatal("the records are not checked")
	return false
}
