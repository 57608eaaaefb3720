package draft

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/people"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/identity"
)

// problems are the records that the check names, by code.
func (w *world) problems(id casefile.CaseID) map[string][]casefile.RecordID {
	w.t.Helper()
	r, err := w.Check(context.Background(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	out := map[string][]casefile.RecordID{}
	for _, p := range r.Problems {
		out[p.Code] = append(out[p.Code], p.Records...)
	}
	return out
}

// met lists what import met but for the hint that records were compared with
// nobody, which nearly every made-up record here gives.
func (w *world) met(id casefile.CaseID) ([]Discrepancy, error) {
	all, err := w.Discrepancies(context.Background(), id)
	return slices.DeleteFunc(all, func(f Discrepancy) bool { return f.Code == people.CodeNobody }), err
}

// patient corrects the patient as the window does: one act, nothing after it.
func (w *world) patient(id casefile.CaseID, edit func(*casefile.Patient)) {
	w.t.Helper()
	c, err := w.Get(context.Background(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	edit(&c.Document.Patient)
	if _, err := w.SaveSection(context.Background(), id, SectionPatient, c.Versions[SectionPatient], c.Document); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) decide(id casefile.CaseID, code string, accept bool, records ...casefile.RecordID) {
	w.t.Helper()
	n, err := w.DecideRecords(context.Background(), id, code, accept, "Looked at.", records, nil)
	if err != nil || n != len(records) {
		w.t.Fatalf("%d decided, %v", n, err)
	}
}

// sealedRecords are the records of a manifest.
func sealedRecords(m deed.Manifest) []casefile.RecordID {
	var out []casefile.RecordID
	for _, it := range m.Items {
		if it.Kind == deed.ItemRecord {
			out = append(out, it.Record)
		}
	}
	return out
}

// Somebody else's records are met at the seal also where nothing has looked at
// the case since they came: a crash, or an import that ended badly.
func TestSealItselfComparesRecordsWithThePatient(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.ready()
	rec := w.record(id, "b/1", []byte("b1"))
	meta, err := json.Marshal(people.Claims{Person: &identity.Person{Name: casefile.Name{Family: "Other", Given: "Bob"}}})
	if err != nil {
		t.Fatal(err)
	}
	w.change(id, rec, func(r *casebook.Record) { r.Meta = meta })
	w.wantState(id, casefile.Ready) // as it was before
	if p := w.problems(id); !slices.Equal(p["identity-mismatch"], []casefile.RecordID{rec}) {
		t.Errorf("the check finds %v", p)
	}
	_, err = w.Seal(ctx, id, Act{Passphrase: doctorPass, Participate: true})
	wantKind(t, err, errs.Incomplete)
}

// The patient's page alone brings the records' names up: nobody else has to
// be asked.
func TestPatientSavedIsComparedInTheSameAct(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.create(func(doc *casefile.Document) { doc.Patient.Name, doc.Patient.BirthDate = casefile.Name{}, "" })
	rec := w.record(id, "b/1", []byte("b1"))
	w.names(id, "Other", "Bob", rec)
	if p := w.problems(id); len(p["identity-mismatch"]) != 0 {
		t.Fatalf("a case without a name finds %v", p)
	}
	before := w.head(id).Decisions
	w.patient(id, func(p *casefile.Patient) { p.Name = casefile.Name{Family: "Whitcombe", Given: "Eleanor"} })
	if p := w.problems(id); !slices.Equal(p["identity-mismatch"], []casefile.RecordID{rec}) {
		t.Errorf("the check finds %v", p)
	}
	if n := w.head(id).Decisions; n != before+1 {
		t.Errorf("the list tells of %d decisions, before the name %d", n, before)
	}
}

// Until the seal a decision can be made again, the other way round.
func TestDecisionIsMadeAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.ready()
	one, two := w.record(id, "a/1", []byte("a1")), w.record(id, "a/2", []byte("a2"))
	w.names(id, "Other", "Ann", one, two)
	w.decide(id, "identity-mismatch", false, one, two)
	_, err := w.DecideRecords(ctx, id, "identity-mismatch", false, "", []casefile.RecordID{one}, nil)
	wantKind(t, err, errs.NotFound) // that is decided
	_, err = w.DecideRecords(ctx, id, "identity-mismatch", true, "", []casefile.RecordID{one}, nil)
	wantKind(t, err, errs.Incomplete) // a reason is needed also the second time
	for _, accept := range []bool{true, false, true} {
		w.decide(id, "identity-mismatch", accept, one)
	}
	w.wantState(id, casefile.Ready)
	list, err := w.met(id)
	if err != nil || len(list) != 2 {
		t.Fatalf("%d discrepancies, %v", len(list), err)
	}
	for _, f := range list {
		if want := map[bool]casefile.RecordID{true: one, false: two}[f.Decision.Accept]; !slices.Equal(f.Records, []casefile.RecordID{want}) {
			t.Errorf("accepted %t: %v", f.Decision.Accept, f.Records)
		}
	}
	m := w.manifest(w.seal(id, ""))
	if got := sealedRecords(m); len(got) != 2 || !slices.Contains(got, one) || slices.Contains(got, two) {
		t.Errorf("sealed: %v", got)
	}
	if len(m.Decisions) != 2 {
		t.Errorf("%d decisions are sealed, not the two that stand", len(m.Decisions))
	}
	_, err = w.DecideRecords(ctx, id, "identity-mismatch", true, "Too late.", []casefile.RecordID{two}, nil)
	wantKind(t, err, errs.Refused)
	var again int
	events, err := w.Events(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if e.Code == "decided-again" {
			again++
		}
	}
	if again != 3 {
		t.Errorf("the history tells of %d changed decisions", again)
	}
}

// Records left out for a patient's name that was mistyped are told of once the
// name is right, and go along once they are taken back in.
func TestLeftOutThenPatientCorrected(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		code   string
		accept bool
		sealed int
	}{
		"taken back in":                   {"left-out", true, 3},
		"taken back in by the first code": {"identity-mismatch", true, 3},
		"left out for good":               {"left-out", false, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			ctx := context.Background()
			id := w.create(func(doc *casefile.Document) { doc.Patient.Name.Family = "Whitcomb" })
			w.record(id, "disc/1", []byte("x"))
			one, two := w.record(id, "a/1", []byte("a1")), w.record(id, "a/2", []byte("a2"))
			w.names(id, "Whitcombe", "Eleanor", one, two)
			w.decide(id, "identity-mismatch", false, one, two)
			if p := w.problems(id); len(p["left-out"]) != 0 {
				t.Errorf("left out of another patient's case: %v", p)
			}
			w.patient(id, func(p *casefile.Patient) { p.Name.Family = "Whitcombe" })
			w.agree(id)
			w.wantState(id, casefile.Ready) // a warning, no more
			if p := w.problems(id); len(p["left-out"]) != 2 {
				t.Fatalf("the check does not tell what is left out: %v", p)
			}
			_, err := w.DecideRecords(ctx, id, x.code, x.accept, "All.", nil, nil)
			wantKind(t, err, errs.Incomplete) // by name only
			w.decide(id, x.code, x.accept, one, two)
			if p := w.problems(id); len(p["left-out"]) != 0 {
				t.Errorf("the check still asks: %v", p)
			}
			if got := sealedRecords(w.manifest(w.seal(id, ""))); len(got) != x.sealed {
				t.Errorf("%d records are sealed", len(got))
			}
		})
	}
}

// What was left out for something that is not found any more can be taken
// back in, and what was taken back in is compared with the next patient.
func TestTakenBackInIsComparedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.ready()
	rec := w.record(id, "a/1", []byte("a1"))
	w.names(id, "Whitcomb", "Eleanor", rec)
	w.decide(id, "identity-mismatch", false, rec)
	w.patient(id, func(p *casefile.Patient) { p.Name.Family = "Whitcomb" })
	list, err := w.met(id)
	if err != nil {
		t.Fatal(err)
	}
	shown := slices.ContainsFunc(list, func(f Discrepancy) bool {
		return f.Decision != nil && !f.Decision.Accept && slices.Equal(f.Records, []casefile.RecordID{rec})
	})
	if !shown {
		t.Errorf("what is left out is not listed: %+v", list)
	}
	w.decide(id, "left-out", true, rec)
	w.patient(id, func(p *casefile.Patient) { p.Name.Family = "Whitcombe" })
	if p := w.problems(id); !slices.Equal(p["identity-mismatch"], []casefile.RecordID{rec}) {
		t.Errorf("the check finds %v", p)
	}
	w.decide(id, "identity-mismatch", false, rec)
	if p := w.problems(id); len(p["identity-mismatch"])+len(p["left-out"]) != 0 {
		t.Errorf("left out again, the check finds %v", p)
	}
}
