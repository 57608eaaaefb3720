package console_test

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"oso/internal/deed"
	"oso/internal/server/auth"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// TestSpecialistWhoForgotThePassword: what was signed before the reset is
// released and verifies, the correction is signed with the new key and verifies
// too, and the approver decides on both as ever.
func TestSpecialistWhoForgotThePassword(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s, a := w.staff[principal.Specialist], w.staff[principal.Approver]
	id := w.receive(document(), workflow.Allowed)
	w.triage(id)
	w.staff[principal.Coordinator].act(id, "offer", map[string]any{"person": s.acc.ID})
	s.act(id, "accept-offer", nil)
	d := s.write(id)
	s.act(id, "sign-draft", map[string]any{"version": 1, "row_version": d.RowVersion, "password": password, "code": s.code()})
	reference := s.open(id).Reference

	// Another instance of the service, which knows nothing but the database.
	there, err := auth.New(auth.Config{DB: w.db, Keys: w.keys, Now: w.clock, Rounds: 1000})
	if err != nil {
		t.Fatal(err)
	}
	const anew = "Given-anew-2"
	done, err := there.Reset(context.Background(), s.acc.ID, auth.Reset{Password: anew}, principal.CommandLine())
	if err != nil || done.Certificates != 1 || !slices.Equal(done.Unreleased, []string{reference}) {
		t.Fatalf("reset: %+v, %v", done, err)
	}
	s.want(401, "GET", "/cases/"+id, nil, nil)
	s.want(401, "POST", "/session", map[string]any{"email": s.email, "password": password}, nil)
	s.want(200, "POST", "/session", map[string]any{"email": s.email, "password": anew}, nil)
	s.want(200, "POST", "/session/code", map[string]any{"code": s.code()}, nil)

	a.act(id, "take-up", nil)
	a.act(id, "approve", map[string]any{"version": 1, "password": password, "code": a.code()})
	a.act(id, "begin-correction", map[string]any{"reason": "error", "change": "The size was 3.4 cm, not 4.3 cm."})
	s.want(200, "GET", "/cases/"+id+"/opinion", nil, &d)
	s.want(200, "PUT", "/cases/"+id+"/opinion", map[string]any{"version": 2, "row_version": d.RowVersion, "content": d.Content, "marks": d.marked(opinion.SeenWhole)}, &d)
	if k := s.refused(401, id, "sign-revision", map[string]any{"version": 2, "row_version": d.RowVersion, "password": password, "code": s.code()}); k != "unauthenticated" {
		t.Errorf("signed with the old password: %s", k)
	}
	s.act(id, "sign-revision", map[string]any{"version": 2, "row_version": d.RowVersion, "password": anew, "code": s.code()})
	a.act(id, "take-up-revision", nil)
	a.act(id, "approve-revision", map[string]any{"version": 2, "password": password, "code": a.code()})

	var by [2][]byte // the author's certificates
	for i := range by {
		p := w.opened(id, i+1)
		if v, err := deed.Verify(w.root, p); err != nil || len(v.Signers) != 2 {
			t.Fatalf("version %d: %d signers, %v", i+1, len(v.Signers), err)
		}
		by[i] = p.Authors[0].Certificate.Body
	}
	if bytes.Equal(by[0], by[1]) {
		t.Error("the correction is signed with the key of before")
	}
}
