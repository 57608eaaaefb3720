package draft

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/vault"
	"oso/internal/errs"
	"oso/internal/intake"
	"oso/internal/policy"
)

func TestRefusedPlaceKeepsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	doc := intake.TemplateCase()
	doc.Residence = casefile.Place{Country: "KP"}
	before := w.Vault.History().Sequence
	_, err := w.Create(context.Background(), *doc)
	wantKind(t, err, errs.Refused)
	if m := errs.Message(err); !strings.Contains(m, "Korea") || !strings.Contains(m, "in person") || !strings.Contains(m, "Nothing about the patient was kept") {
		t.Errorf("the refusal says: %s", m)
	}
	heads, err := w.Vault.Heads(context.Background())
	if err != nil || len(heads) != 0 || w.Vault.History().Sequence != before {
		t.Errorf("%d cases, %v, sequence %d after %d", len(heads), err, w.Vault.History().Sequence, before)
	}
}

func TestRefusedEditDestroysTheCase(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.ready()
	other := w.create(nil)
	c, err := w.Get(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	sealedBytes := sealedChunk(t, w, id)
	doc := c.Document
	doc.Residence = casefile.Place{Country: "SY"}
	_, err = w.SaveSection(ctx, id, SectionLocation, c.Versions[SectionLocation], doc)
	wantKind(t, err, errs.Refused)
	if m := errs.Message(err); !strings.Contains(m, "Syria") || !strings.Contains(m, "Nothing about the patient was kept") {
		t.Errorf("the refusal says: %s", m)
	}
	w.wantGone(id, 0)
	for path, b := range bytesIn(t, w.dir) {
		if bytes.Contains(b, sealedBytes) {
			t.Errorf("%s still holds the record's sealed bytes", path)
		}
	}
	w.wantState(other, casefile.Draft)

	// It stays gone after the vault is opened again.
	w.signIn(doctor, doctorPass)
	w.wantGone(id, 0)
}

// sealedChunk is a piece of a record as it lies on the disk.
func sealedChunk(t *testing.T, w *world, id casefile.CaseID) []byte {
	t.Helper()
	recs, err := w.Records(context.Background(), id)
	if err != nil || len(recs) == 0 {
		t.Fatalf("%d records, %v", len(recs), err)
	}
	cipher, err := w.Vault.Ciphertext(id)
	if err != nil {
		t.Fatal(err)
	}
	b, err := cipher.Chunk(recs[0].Record, 0, recs[0].Chunks[0])
	if err != nil {
		t.Fatal(err)
	}
	piece := b[len(b)/2 : min(len(b), len(b)/2+64)]
	found := false
	for _, f := range bytesIn(t, w.dir) {
		found = found || bytes.Contains(f, piece)
	}
	if !found {
		t.Fatal("the piece is not on the disk before: the test would prove nothing")
	}
	return piece
}

func TestNewRulesEndDrafts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	gone := w.create(nil)
	stays := w.create(func(d *casefile.Document) { d.Residence, d.Specimen = casefile.Place{Country: "FR"}, casefile.Place{} })
	sealed := w.ready()
	w.seal(sealed, "")
	amended := w.ready()
	w.seal(amended, "")
	if err := w.Amend(ctx, amended); err != nil {
		t.Fatal(err)
	}
	if told, err := w.Recheck(ctx); err != nil || len(told) != 0 {
		t.Fatalf("before the new table: %v, %v", told, err)
	}
	w.rules(closed("GB"))
	told, err := w.Recheck(ctx)
	if err != nil || len(told) != 1 || !strings.Contains(told[0], "United Kingdom") {
		t.Fatalf("%v, %v", told, err)
	}
	// It stands at the desk until somebody has read it.
	notices, err := w.Notices(ctx)
	if err != nil || len(notices) != 1 || !strings.HasSuffix(notices[0].Value.Message, told[0]) {
		t.Fatalf("to be read: %d, %v", len(notices), err)
	}
	for range 2 {
		if err := w.ReadNotice(ctx, notices[0].ID); err != nil {
			t.Error(err)
		}
	}
	if left, err := w.Notices(ctx); err != nil || len(left) != 0 {
		t.Errorf("after it was read: %d, %v", len(left), err)
	}
	w.wantGone(gone, 2)
	w.wantState(stays, casefile.Draft)
	w.wantState(sealed, casefile.Sealed)
	// What was sealed once is kept, and cannot be sealed again.
	if h := w.head(amended); h.State == casefile.Ready || h.Problems == 0 {
		t.Errorf("a sealed case under the new table: %s with %d problems", h.State, h.Problems)
	}
	_, err = w.Seal(ctx, amended, Act{Passphrase: doctorPass, Participate: true, Amendment: "a new film"})
	wantKind(t, err, errs.Incomplete)
	c, err := w.Get(ctx, amended)
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.SaveSection(ctx, amended, SectionLocation, c.Versions[SectionLocation], c.Document)
	wantKind(t, err, errs.Refused)
	if _, err := w.Get(ctx, amended); err != nil {
		t.Errorf("a case that was sealed is gone: %v", err)
	}
	if told, err := w.Recheck(ctx); err != nil || len(told) != 0 {
		t.Errorf("asked again: %v, %v", told, err)
	}
}

// A crash between the decision and the destruction is made good.
func TestRecheckFinishesADiscard(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.ready()
	if err := w.Vault.Update(ctx, id, func(tx *casebook.Tx) error { tx.Head().State = casefile.Discarded; return nil }); err != nil {
		t.Fatal(err)
	}
	c, err := w.Get(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.SaveSection(ctx, id, SectionOrder, c.Versions[SectionOrder], c.Document)
	wantKind(t, err, errs.Refused)
	_, err = w.Seal(ctx, id, Act{Passphrase: doctorPass, Participate: true})
	wantKind(t, err, errs.Refused)
	if _, err := w.Recheck(ctx); err != nil {
		t.Fatal(err)
	}
	w.wantGone(id, 0)
}

func TestDiscard(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.ready()

	// An import that runs holds it up, and the case goes on as it was.
	b, err := w.Vault.NewBatch(ctx, id, vault.BatchOptions{})
	if err != nil {
		t.Fatal(err)
	}
	wantKind(t, w.Discard(ctx, id, "mistake"), errs.Conflict)
	w.wantState(id, casefile.Ready)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if err := w.Discard(ctx, id, "mistake"); err != nil {
		t.Fatal(err)
	}
	w.wantGone(id, 0)
	wantKind(t, w.Discard(ctx, id, "mistake"), errs.NotFound)
}

func TestQuoteLeavesOutClosedReviews(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	edit := func(d *casefile.Document) { d.Service.AddOns = []casefile.AddOn{casefile.ImagingReview} }
	id := w.create(edit)
	open, err := w.Quote(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	w.rules(policy.Row{ID: "t1", Kind: policy.RadiologyClosed, Country: "GB", Source: "test", From: "2026-01-01"})
	shut, err := w.Quote(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	if before, after := len(open.Lines)+len(open.Missing), len(shut.Lines)+len(shut.Missing); after != before-1 {
		t.Errorf("%d items, then %d with the review closed", before, after)
	}
	r, err := w.Check(ctx, id)
	if err != nil || !hasProblem(r, intake.CodeForbiddenAddOn) {
		t.Errorf("the closed review is no problem: %v", err)
	}
}

func hasProblem(r Result, code string) bool {
	for _, p := range r.Problems {
		if p.Code == code {
			return true
		}
	}
	return false
}
