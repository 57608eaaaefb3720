package draft

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/people"
	"oso/internal/clinic/subject"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/identity"
)

// slice makes a record one image of a series.
func (w *world) slice(id casefile.CaseID, series, number string, p *identity.Person) casefile.RecordID {
	w.t.Helper()
	rec := w.record(id, "MAYVIEW/CT/S"+series+"/I"+number, []byte(series+"/"+number))
	meta, err := json.Marshal(struct {
		people.Claims
		subject.Facts
	}{people.Claims{Person: p}, subject.Facts{Instance: number, SeriesNumber: series}})
	if err != nil {
		w.t.Fatal(err)
	}
	w.change(id, rec, func(r *casebook.Record) {
		r.Meta = meta
		r.DICOM = &deed.DICOMRef{StudyUID: "1", SeriesUID: "1." + series, SOPInstanceUID: series + "." + number, Modality: "CT", Study: "Thorax", StudyDate: "2026-03-12"}
	})
	if err := w.Refresh(context.Background(), id); err != nil {
		w.t.Fatal(err)
	}
	return rec
}

func patient() *identity.Person {
	return &identity.Person{Name: casefile.Name{Family: "Whitcombe", Given: "Eleanor"}, Born: "19710914", Sex: "F"}
}

func TestWorstFirstAndNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.ready()
	hint := w.record(id, "MAYVIEW/letter.pdf", []byte("hint"))
	cut := w.slice(id, "3", "12", patient())
	w.slice(id, "3", "13", patient())
	gap := w.slice(id, "4", "1", patient())
	far := w.slice(id, "4", "9", patient())
	other := patient()
	other.Born = "19710904"
	date := w.slice(id, "7", "1", other)
	stranger := w.slice(id, "8", "1", &identity.Person{Name: casefile.Name{Family: "Other", Given: "Ann"}, Born: "19490130"})
	w.discrepancy(id, "active-content", "", casefile.SeverityWarning, hint)
	w.discrepancy(id, "series-incomplete", "", casefile.SeverityWarning, gap, far)
	w.discrepancy(id, "truncated", "", casefile.SeverityWarning, cut)
	list, err := w.met(id)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i := range list {
		f := &list[i]
		got = append(got, f.Rank.String()+": "+f.Title()+": "+f.Subjects[0].Full())
		if blocks := f.Severity == casefile.SeverityError; f.Blocks() != blocks {
			t.Errorf("%s blocks: %t", f.Code, f.Blocks())
		}
	}
	want := []string{
		"whose: Name differs: CT Thorax, 12 Mar 2026, series 8, 1 image (I1)",
		"whose: Birth date differs: CT Thorax, 12 Mar 2026, series 7, 1 image (I1)",
		"unreadable: Cut off before its end: CT Thorax, 12 Mar 2026, series 3, image 12 (I12)",
		"missing: Images are missing: CT Thorax, 12 Mar 2026, series 4, 2 images",
		"hint: Holds something that could run: MAYVIEW/letter.pdf",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if got := subject.Say(list[3].Subjects[0].Missing); got != "2 to 8" {
		t.Errorf("missing %q", got)
	}
	// What comes while somebody decides moves nothing that is there.
	w.slice(id, "9", "1", &identity.Person{Name: casefile.Name{Family: "Young", Given: "Bea"}, Born: "19500101"})
	again, err := w.met(id)
	if err != nil || len(again) != len(list)+1 {
		t.Fatalf("%d, %v", len(again), err)
	}
	var kept []string
	for _, f := range again {
		if i := slices.IndexFunc(list, func(x Discrepancy) bool { return x.ID == f.ID }); i >= 0 {
			kept = append(kept, f.ID)
		}
	}
	for i := range list {
		if kept[i] != list[i].ID {
			t.Errorf("%s moved", list[i].Title())
		}
	}
	_, _ = date, stranger
}

func TestOneReasonForSeveral(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.ready()
	a, b, c := w.slice(id, "1", "1", patient()), w.slice(id, "1", "2", patient()), w.slice(id, "2", "1", patient())
	ann := w.slice(id, "3", "1", &identity.Person{Name: casefile.Name{Family: "Other", Given: "Ann"}, Born: "19490130"})
	w.discrepancy(id, "truncated", "", casefile.SeverityWarning, a, b)
	w.discrepancy(id, "series-incomplete", "", casefile.SeverityWarning, c)
	_, err := w.DecideSeveral(ctx, id, true, "Seen.", []Choice{{Code: "truncated", Records: []casefile.RecordID{a}}, {Code: people.CodeMismatch, Records: []casefile.RecordID{ann}}})
	wantKind(t, err, errs.Refused)
	_, err = w.DecideSeveral(ctx, id, true, " ", []Choice{{Code: "truncated"}, {Code: "series-incomplete"}})
	wantKind(t, err, errs.Incomplete)
	if left, err := w.met(id); err != nil || left[0].Decision != nil || len(left) != 3 {
		t.Fatalf("after refusals: %+v, %v", left, err)
	}
	n, err := w.DecideSeveral(ctx, id, true, "Mayview has no more of it.", []Choice{{Code: "truncated", Records: []casefile.RecordID{a, b}}, {Code: "series-incomplete", Records: []casefile.RecordID{c}}})
	if err != nil || n != 3 {
		t.Fatalf("%d decided, %v", n, err)
	}
	list, err := w.met(id)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list[1:] {
		if f.Decision == nil || f.Decision.Reason != "Mayview has no more of it." {
			t.Errorf("%s: %+v", f.Code, f.Decision)
		}
	}
}

// Taken back, a decision waits again as if nobody had decided; the history tells who did what and when.
func TestTakenBackUntilTheSeal(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.ready()
	one, two := w.slice(id, "7", "1", &identity.Person{Name: casefile.Name{Family: "Other", Given: "Ann"}, Born: "19490130"}), casefile.RecordID("")
	two = w.slice(id, "7", "2", &identity.Person{Name: casefile.Name{Family: "Other", Given: "Ann"}, Born: "19490130"})
	w.decide(id, people.CodeMismatch, true, one, two)
	w.wantState(id, casefile.Ready)
	_, err := w.TakeBack(ctx, id, people.CodeMismatch, []casefile.RecordID{"no"})
	wantKind(t, err, errs.NotFound)
	if n, err := w.TakeBack(ctx, id, people.CodeMismatch, []casefile.RecordID{two}); err != nil || n != 1 {
		t.Fatalf("%d taken back, %v", n, err)
	}
	w.wantState(id, casefile.Agreed)
	if p := w.problems(id)[people.CodeMismatch]; !slices.Equal(p, []casefile.RecordID{two}) {
		t.Errorf("waits: %v", p)
	}
	w.decide(id, people.CodeMismatch, false, two)
	w.wantState(id, casefile.Ready)
	history, err := w.Judgments(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, j := range history {
		told = append(told, j.What)
		if j.By != doctor || j.At.IsZero() || j.Title != "Name differs" || len(j.Names) != 1 || !strings.Contains(j.Names[0], "series 7") {
			t.Errorf("%+v", j)
		}
	}
	slices.Sort(told)
	if !slices.Equal(told, []string{Kept, LeftOut, TakenBack}) {
		t.Errorf("history: %v", told)
	}
	m := w.manifest(w.seal(id, ""))
	if got := sealedRecords(m); !slices.Contains(got, one) || slices.Contains(got, two) || len(m.Decisions) != 2 {
		t.Errorf("sealed %v with %d decisions", got, len(m.Decisions))
	}
	_, err = w.TakeBack(ctx, id, people.CodeMismatch, []casefile.RecordID{one})
	wantKind(t, err, errs.Refused)
}

func TestCaseIsCorrectedFromTheRecords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.ready()
	p := patient()
	p.Born = "19710904"
	rec := w.slice(id, "7", "1", p)
	list, err := w.met(id)
	if err != nil || list[0].Code != people.CodeMismatch {
		t.Fatalf("%+v, %v", list, err)
	}
	fix := list[0].Correct
	if len(fix) != 1 || fix[0].Field != "birth_date" || fix[0].From != "1971-09-14" || fix[0].To != "1971-09-04" || !fix[0].Agreement {
		t.Fatalf("%+v", fix)
	}
	wantKind(t, w.CorrectCase(ctx, id, list[0].ID, "birth_date", " "), errs.Incomplete)
	wantKind(t, w.CorrectCase(ctx, id, list[0].ID, "name", "Passport."), errs.Refused)
	wantKind(t, w.CorrectCase(ctx, id, "finding/none", "birth_date", "Passport."), errs.NotFound)
	if err := w.CorrectCase(ctx, id, list[0].ID, "birth_date", "Her passport says so."); err != nil {
		t.Fatal(err)
	}
	c, err := w.Get(ctx, id)
	if err != nil || c.Document.Patient.BirthDate != "1971-09-04" || c.Document.Patient.Name.Family != "Whitcombe" {
		t.Fatalf("%+v, %v", c.Document.Patient, err)
	}
	if got := w.problems(id)[people.CodeMismatch]; len(got) != 0 {
		t.Errorf("still waits: %v", got)
	}
	w.wantState(id, casefile.Draft) // the agreement was signed for another birth date
	history, err := w.Judgments(ctx, id)
	if err != nil || len(history) != 1 || history[0].What != Corrected || history[0].Reason == "" {
		t.Errorf("%+v, %v", history, err)
	}
	_ = rec
}

// What was not compared speaks for nobody: a name that was taken out, another house's
// number. The case is not to be given such a record's birth date at the press of a button.
func TestCaseIsCorrectedFromItsOwnPatientAlone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(p *identity.Person)
		fields string
	}{
		"the name agrees":        {func(*identity.Person) {}, "birth_date"},
		"the name was taken out": {func(p *identity.Person) { p.Name = casefile.Name{Family: "Anonymous"} }, ""},
		"no name":                {func(p *identity.Person) { p.Name = casefile.Name{} }, ""},
		"no name, another house's number": {func(p *identity.Person) {
			p.Name, p.Numbers = casefile.Name{}, []casefile.Identifier{{Value: "642341"}}
		}, ""},
		"a name in another script alone": {func(p *identity.Person) { p.Name = casefile.Name{Ideographic: "山田 太郎"} }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			id := w.ready()
			p := patient()
			p.Born = "19710904"
			c.change(p)
			w.slice(id, "7", "1", p)
			list, err := w.met(id)
			if err != nil || len(list) == 0 || list[0].Code != people.CodeMismatch {
				t.Fatalf("%+v, %v", list, err)
			}
			var fields []string
			for _, x := range list[0].Correct {
				fields = append(fields, x.Field)
			}
			if got := strings.Join(fields, " "); got != c.fields {
				t.Errorf("the case may take over %q, not %q", got, c.fields)
			}
		})
	}
}

func TestNamesInCapitals(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"TAN": "Tan", "O'BRIEN-LEE": "O'Brien-Lee", "van der Berg": "van der Berg", "WEI LING": "Wei Ling", "X": "X", "ÉMILE": "Émile"} {
		if got := written(casefile.Name{Family: in}).Family; got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

// A directory and a viewer are not the images that were announced.
func TestWhatCameAlongIsNoMaterial(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.create(nil)
	rec := w.record(id, "MAYVIEW/DICOMDIR", []byte("directory"))
	w.change(id, rec, func(r *casebook.Record) { r.DICOM = &deed.DICOMRef{SOPClassUID: "1.2.840.10008.1.3.10"} })
	if _, here := w.problems(id)["material-not-here"]; !here {
		t.Error("a disc's directory alone passes as the images")
	}
	w.slice(id, "1", "1", patient())
	if _, here := w.problems(id)["material-not-here"]; here {
		t.Error("an image does not")
	}
}

// An import that was set aside waits again once that is taken back.
func TestSetAsideIsTakenBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.ready()
	ended := w.Now().Add(time.Minute)
	err := w.Vault.Update(ctx, id, func(tx *casebook.Tx) error {
		_, err := casebook.Put(tx, casebook.KindImport, casebook.Row[casebook.Import]{ID: casefile.NewID(), Value: casebook.Import{
			Began: w.Now(), Ended: &ended, Sources: []string{"MAYVIEW"}, Found: 2, Files: 2, Imported: 1, Refused: 1,
			NotTaken: []casebook.NotTaken{{Path: "MAYVIEW/I0002", Reason: "It could not be read.", Mark: "m"}},
		}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	waits := func() bool { _, ok := w.problems(id)[CodeImport]; return ok }
	if !waits() {
		t.Fatal("it does not wait")
	}
	if n, err := w.SetAside(ctx, id, nil, "An old copy."); err != nil || n != 1 || waits() {
		t.Fatalf("%d set aside, %v, waits %t", n, err, waits())
	}
	all, err := w.Imports(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.TakeImport(ctx, id, all[0].ID); err != nil || !waits() {
		t.Fatalf("%v, waits %t", err, waits())
	}
	wantKind(t, w.TakeImport(ctx, id, all[0].ID), errs.NotFound)
	if m := w.manifest(w.seal(id, "")); len(m.Decisions) != 0 {
		t.Errorf("%+v is sealed", m.Decisions)
	}
}
