package draft

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/errs"
	"oso/internal/intake"
)

// A case walks from the first save to the seal and, by an amendment, on.
func TestStates(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.create(nil)
	w.wantState(id, casefile.Draft)
	if h := w.head(id); h.Name != "Eleanor Whitcombe" || h.BirthDate != "1971-09-14" || h.Problems == 0 || h.Agreed || h.Physician != doctor || len(h.Questions) != 2 {
		t.Errorf("the head of a new case: %+v", h)
	}
	w.agree(id)
	w.wantState(id, casefile.Agreed)
	w.record(id, "I1", []byte("pixels"))
	w.wantState(id, casefile.Ready)
	if h := w.head(id); !h.Agreed || h.Problems != 0 || h.WaitingSince == nil {
		t.Errorf("the head of a ready case: %+v", h)
	}

	// What is taken away again takes the state back.
	c, err := w.Get(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	doc := c.Document
	doc.Questions = nil
	version, err := w.SaveSection(ctx, id, SectionQuestions, c.Versions[SectionQuestions], doc)
	if err != nil {
		t.Fatal(err)
	}
	w.wantState(id, casefile.Agreed)
	if _, err := w.SaveSection(ctx, id, SectionQuestions, version, c.Document); err != nil {
		t.Fatal(err)
	}
	w.wantState(id, casefile.Ready)

	w.seal(id, "")
	w.wantState(id, casefile.Sealed)
	_, err = w.SaveSection(ctx, id, SectionHistory, c.Versions[SectionHistory], c.Document)
	wantKind(t, err, errs.Refused)
	_, err = w.SignAgreement(ctx, id, Signature{Signer: "Eleanor Whitcombe", Relation: intake.Self})
	wantKind(t, err, errs.Refused)
	_, err = w.DecideRecords(ctx, id, "not-viewable", true, "seen", nil, nil)
	wantKind(t, err, errs.Refused)
	_, err = w.Seal(ctx, id, Act{Passphrase: doctorPass, Participate: true, Amendment: "again"})
	wantKind(t, err, errs.Refused)
	wantKind(t, w.Discard(ctx, id, "mistake"), errs.Refused)
	w.wantState(id, casefile.Sealed)

	if err := w.Amend(ctx, id); err != nil {
		t.Fatal(err)
	}
	w.wantState(id, casefile.Ready) // agreement and records are there
	wantKind(t, w.Discard(ctx, id, "mistake"), errs.Refused)
	if err := w.Amend(ctx, id); err != nil {
		t.Errorf("amending an open case: %v", err)
	}
	events, err := w.Events(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, e := range events {
		codes = append(codes, e.Code)
		if e.By != doctor {
			t.Errorf("%s was done by %q", e.Code, e.By)
		}
	}
	if got, want := len(codes), 4; got != want || codes[0] != "created" || codes[1] != "agreed" || codes[2] != "sealed" || codes[3] != "amending" {
		t.Errorf("the history is %v", codes)
	}
}

// What the service says again of a case is no news; said anew after something else, or
// in other words, it is.
func TestWhatIsSaidAgainIsNoNews(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.create(nil)
	if err := w.Vault.Update(ctx, id, func(tx *casebook.Tx) error {
		for i, e := range []casebook.Event{
			{Code: "intake-review"}, {Code: "intake-review"}, {Code: "intake-review", Text: "OSO telephones."}, {Code: "intake-review"},
			{Code: "amended", By: doctor}, {Code: "amended", By: doctor}, {Code: "intake-review"},
		} {
			e.At = w.Now().Add(time.Duration(i+1) * time.Minute).UTC()
			if _, err := casebook.Put(tx, casebook.KindEvent, casebook.Row[casebook.Event]{ID: casebook.EventID(e.At, "s"), Value: e}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	events, err := w.Events(ctx, id)
	var said []string
	for _, e := range events {
		said = append(said, e.Code+e.Text)
	}
	if want := "created intake-review intake-reviewOSO telephones. intake-review amended amended intake-review"; err != nil || strings.Join(said, " ") != want {
		t.Errorf("%q, %v", said, err)
	}
}

func TestAmendWaitsForTheLine(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.ready()
	w.seal(id, "")
	for state, kind := range map[casefile.State]errs.Kind{casefile.Sending: errs.Refused, casefile.Discarded: errs.Refused, casefile.Received: ""} {
		if err := w.Vault.Update(ctx, id, func(tx *casebook.Tx) error { tx.Head().State = state; return nil }); err != nil {
			t.Fatal(err)
		}
		if err := w.Amend(ctx, id); errs.KindOf(err) != kind {
			t.Errorf("amending a case that is %s: %v", state, err)
		}
	}
}

func TestSectionsOfTwoWriters(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.create(nil)
	mine, err := w.Get(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := w.Get(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	doc := mine.Document
	doc.History.Past = "Nothing else."
	version, err := w.SaveSection(ctx, id, SectionHistory, mine.Versions[SectionHistory], doc)
	if err != nil || version <= mine.Versions[SectionHistory] {
		t.Fatalf("version %d, %v", version, err)
	}
	late := theirs.Document
	late.History.Past = "Overwritten."
	_, err = w.SaveSection(ctx, id, SectionHistory, theirs.Versions[SectionHistory], late)
	wantKind(t, err, errs.Conflict)

	// Another section is another page: it is saved, and only it.
	late.Payer.Member = "HB-1"
	if _, err := w.SaveSection(ctx, id, SectionOrder, theirs.Versions[SectionOrder], late); err != nil {
		t.Fatal(err)
	}
	now, err := w.Get(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	if now.Document.History.Past != "Nothing else." || now.Document.Payer.Member != "HB-1" {
		t.Errorf("past %q, member %q", now.Document.History.Past, now.Document.Payer.Member)
	}
	_, err = w.SaveSection(ctx, id, "notes", 1, late)
	wantKind(t, err, errs.Invalid)
	_, err = w.SaveSection(ctx, casefile.CaseID(casefile.NewID()), SectionOrder, 1, late)
	wantKind(t, err, errs.NotFound)
}

// Every field of the document is in exactly one section, so that saving all
// sections saves all of the case.
func TestSectionsHoldTheWholeDocument(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	doc := intake.TemplateCase()
	doc.Wishes.Specialist = "Dr. Vance"
	yes := true
	doc.CourtesyCopy = &yes
	doc.Patient.Representative = &casefile.Representative{Name: "Ann Whitcombe", Relation: "guardian", Authority: "court order"}
	intake.Normalize(doc)
	id, err := w.Create(context.Background(), *doc)
	if err != nil {
		t.Fatal(err)
	}
	c, err := w.Get(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	want, got := canonical(t, doc), canonical(t, &c.Document)
	if !bytes.Equal(want, got) {
		t.Errorf("what comes back is not what was stored:\n%s\n%s", want, got)
	}
}

func TestManySavesAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.create(nil)
	c, err := w.Get(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	const writers = 8
	results := make(chan error, writers)
	var start, done sync.WaitGroup
	start.Add(1)
	for i := range writers {
		done.Add(1)
		go func() {
			defer done.Done()
			doc := c.Document
			doc.Plan = "Plan " + string(rune('A'+i))
			start.Wait()
			_, err := w.SaveSection(ctx, id, SectionHistory, c.Versions[SectionHistory], doc)
			results <- err
		}()
	}
	start.Done()
	done.Wait()
	close(results)
	saved := 0
	for err := range results {
		if err == nil {
			saved++
		} else if !errs.Is(err, errs.Conflict) {
			t.Error(err)
		}
	}
	if saved != 1 {
		t.Errorf("%d of %d saves of the same version were taken", saved, writers)
	}
	now, err := w.Get(ctx, id)
	if err != nil || now.Versions[SectionHistory] != c.Versions[SectionHistory]+1 {
		t.Errorf("version %d, %v", now.Versions[SectionHistory], err)
	}
}
