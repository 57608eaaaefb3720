package desktop

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"oso/internal/casefile"
	"oso/internal/clinic/survey"
	"oso/internal/errs"
	"oso/internal/intake"
	"oso/internal/pdf"
	"oso/internal/sample"
)

// The test binary is its own PDF child.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == pdf.ChildCommand {
		os.Exit(pdf.ChildMain(os.Stdin, os.Stdout))
	}
	os.Exit(m.Run())
}

var (
	anna  = casefile.Patient{Name: casefile.Name{Family: "Müller", Given: "Anna"}, BirthDate: "1972-04-09", Sex: casefile.Female, Identifiers: []casefile.Identifier{{System: "Mayview", Value: "MV 220-417"}}}
	berta = casefile.Patient{Name: casefile.Name{Family: "Jones", Given: "Berta"}, BirthDate: "1950-01-30", Sex: casefile.Female, Identifiers: []casefile.Identifier{{System: "Mayview", Value: "MV 117-003"}}}
)

// twoPatients is a disc with the records of two people.
func twoPatients(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "disc")
	for i, p := range []casefile.Patient{anna, berta} {
		if _, err := sample.Write(filepath.Join(dir, string(rune('A'+i))), p, uint64(i+1)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func looked(t *testing.T, d *Disc, paths ...string) DiscState {
	t.Helper()
	if _, err := d.Look(paths); err != nil {
		t.Fatal(err)
	}
	var st DiscState
	until(t, "the end of the look", func() (done bool) {
		var err error
		if st, err = d.State(); err != nil {
			t.Fatal(err)
		}
		return st.Ready
	})
	return st
}

// proposal is what the page sends when nobody changes anything.
func proposal(st DiscState, place casefile.Place) []DiscCase {
	var out []DiscCase
	for _, f := range st.Found {
		if f.Proposed != survey.ToNew {
			continue
		}
		p := st.Seen.Person(f.Person)
		doc := p.Document()
		doc.Residence = place
		out = append(out, DiscCase{People: []string{p.Key}, Document: doc})
	}
	return out
}

// A disc with two patients becomes two cases, each with its own records, what
// was taken from them marked; and given again it is nothing new.
func TestStartFromTheDisc(t *testing.T) {
	t.Parallel()
	a, h := opened(t, silent{})
	h.run()
	d, cases := &Disc{a}, &Cases{a}
	dir := twoPatients(t)
	st := looked(t, d, dir)
	if len(st.Seen.People) != 2 || st.Source != "disc" || len(st.Seen.Loose) != 0 {
		t.Fatalf("%d people on %q, loose %+v", len(st.Seen.People), st.Source, st.Seen.Loose)
	}
	if _, err := d.Start(proposal(st, casefile.Place{Country: "US", Region: "NM"})); !errs.Is(err, errs.Refused) {
		t.Fatalf("a refused place: %v", err)
	}
	if rows, err := cases.List(); err != nil || len(rows) != 0 {
		t.Fatalf("of a refused place %d cases were kept, %v", len(rows), err)
	}
	ids, err := d.Start(proposal(st, casefile.Place{Country: "GB"}))
	if err != nil || len(ids) != 2 {
		t.Fatal(ids, err)
	}
	until(t, "the plan's end", func() bool { plans, err := d.Plans(); return err == nil && len(plans) == 0 })
	for _, id := range ids {
		list, err := (&Records{a}).List(id)
		if err != nil || len(list.People) == 0 || list.Files != sample.Slices+3 || len(list.Unfinished) != 0 {
			t.Fatalf("%d files, unfinished %+v, %v", list.Files, list.Unfinished, err)
		}
		for _, p := range list.People {
			if p.Whose != "patient" && p.Whose != "nobody" {
				t.Errorf("records of %s in a case", p.Whose)
			}
		}
		view, err := cases.Get(id)
		if err != nil || !slices.Equal(view.Taken, intake.Takable()) {
			t.Errorf("marked are %q, %v", view.Taken, err)
		}
		if err := cases.Accept(id, nil); err != nil {
			t.Error(err)
		}
		if view, err = cases.Get(id); err != nil || len(view.Taken) > 0 {
			t.Errorf("still marked: %q, %v", view.Taken, err)
		}
	}
	for _, f := range looked(t, d, dir).Found {
		if f.Proposed != survey.ToNone {
			t.Errorf("given again, somebody's records would go to %q", f.Proposed)
		}
	}
}

// What was seen of a disc stays behind no lock; a plan goes on behind it.
func TestDiscBehindTheLock(t *testing.T) {
	t.Parallel()
	a, h := opened(t, silent{})
	h.run()
	d := &Disc{a}
	looked(t, d, twoPatients(t))
	h.move(IdleAfter)
	if !a.lockIfIdle() {
		t.Fatal("not locked")
	}
	for what, err := range map[string]error{
		"state": func() error { _, err := d.State(); return err }(), "look": func() error { _, err := d.Look([]string{"."}); return err }(),
		"plans": func() error { _, err := d.Plans(); return err }(), "start": func() error { _, err := d.Start(nil); return err }(),
	} {
		if !errs.Is(err, errs.VaultLocked) {
			t.Errorf("%s behind the lock: %v", what, err)
		}
	}
	if a.disc.look != nil {
		t.Error("what was seen is still there")
	}
	if _, err := (&Session{a}).Unlock("doctor", pass); err != nil {
		t.Fatal(err)
	}
	if st, err := d.State(); err != nil || st.Looked {
		t.Errorf("after unlocking: %+v, %v", st.Seen.Files, err)
	}
}

// A table of cases beside a tree: its rows find their patients, what they ask
// goes into the cases, and who stands in no row is asked about.
func TestTableBesideTheDisc(t *testing.T) {
	t.Parallel()
	a, h := opened(t, silent{})
	h.run()
	d := &Disc{a}
	table := filepath.Join(t.TempDir(), "cases.csv")
	text := "Family name,Given name,Birth date,Country,Diagnosis,Question,Ward\nMÜLLER,ANNA,9 Apr 1972,GB,Nodule,Malignant?,3\nNobody,Ann,1 Jan 1960,GB,x,y,4\n"
	if err := os.WriteFile(table, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	st := looked(t, d, twoPatients(t), table)
	if st.Table.Rows != 2 || len(st.Table.Without) != 1 || !slices.Equal(st.Table.Ignored, []string{"Ward"}) || st.Source != "disc" {
		t.Fatalf("table %+v of %q", st.Table, st.Source)
	}
	var cases []DiscCase
	for _, f := range st.Found {
		listed := f.Document.Patient.Name.Family == "MÜLLER"
		if listed != (f.Line == 2) || listed != (f.Proposed == survey.ToNew) {
			t.Errorf("row %d goes to %q", f.Line, f.Proposed)
		}
		if listed {
			cases = append(cases, DiscCase{People: []string{f.Person}, Document: f.Document})
		}
	}
	ids, err := d.Start(cases)
	if err != nil || len(ids) != 1 {
		t.Fatal(ids, err)
	}
	view, err := (&Cases{a}).Get(ids[0])
	if err != nil || view.Document.Diagnosis.Text != "Nodule" || len(view.Document.Questions) != 1 {
		t.Errorf("%+v, %v", view.Document.Questions, err)
	}
	// What the table says was typed by the clinic; what only the records say is marked.
	if slices.Contains(view.Taken, intake.FieldName) || !slices.Contains(view.Taken, intake.FieldSex) {
		t.Errorf("marked are %q", view.Taken)
	}
	until(t, "the plan's end", func() bool { plans, err := d.Plans(); return err == nil && len(plans) == 0 })
}

// Pressed more than once, Start makes each case once.
func TestStartTwice(t *testing.T) {
	t.Parallel()
	a, h := opened(t, silent{})
	h.run()
	d := &Disc{a}
	chosen := proposal(looked(t, d, twoPatients(t)), casefile.Place{Country: "GB"})
	const presses = 4
	results := make(chan error, presses)
	for range presses {
		go func() { _, err := d.Start(chosen); results <- err }()
	}
	begun := 0
	for range presses {
		if err := <-results; err == nil {
			begun++
		} else if !errs.Is(err, errs.Conflict) {
			t.Error(err)
		}
	}
	if rows, err := (&Cases{a}).List(); err != nil || begun != 1 || len(rows) != len(chosen) {
		t.Errorf("begun %d times, %d cases of %d, %v", begun, len(rows), len(chosen), err)
	}
	until(t, "the plan's end", func() bool { plans, err := d.Plans(); return err == nil && len(plans) == 0 })
}
