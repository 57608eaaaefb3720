package draft

import (
	"context"
	"slices"
	"testing"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/errs"
	"oso/internal/intake"
)

// taken begins the template's case with everything taken from the records.
func (w *world) taken(edit func(*casefile.Document)) casefile.CaseID {
	w.t.Helper()
	doc := intake.TemplateCase()
	if edit != nil {
		edit(doc)
	}
	id, err := w.CreateFrom(context.Background(), *doc, Origin{Taken: intake.Takable()})
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func (w *world) marks(id casefile.CaseID) (fields []string) {
	w.t.Helper()
	r, err := w.Check(context.Background(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, p := range r.Problems {
		if p.Code == intake.CodeTaken {
			if p.Severity != casefile.SeverityError {
				w.t.Errorf("%s is a %s", p.Field, p.Severity)
			}
			fields = append(fields, p.Field)
		}
	}
	c, err := w.Get(context.Background(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	if !slices.Equal(c.Taken, fields) {
		w.t.Errorf("the case says %q, the check %q", c.Taken, fields)
	}
	return fields
}

// What was taken from the records stops the seal until a person accepts it, also
// after the vault was closed and opened by somebody else.
func TestTakenStopsTheSeal(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.taken(nil)
	w.record(id, "I1", []byte("x"))
	w.agree(id)
	w.wantState(id, casefile.Agreed)
	w.signIn(nurse, nursePass)
	if got := w.marks(id); !slices.Equal(got, intake.Takable()) {
		t.Fatalf("marked are %q", got)
	}
	w.signIn(doctor, doctorPass)
	_, err := w.Seal(ctx, id, Act{Passphrase: doctorPass, Participate: true})
	wantKind(t, err, errs.Incomplete)

	if n, err := w.AcceptTaken(ctx, id, []string{intake.FieldSex, "history"}); n != 1 || err != nil {
		t.Fatalf("one field: %d, %v", n, err)
	}
	_, err = w.AcceptTaken(ctx, id, []string{intake.FieldSex})
	wantKind(t, err, errs.NotFound)
	if n, err := w.AcceptTaken(ctx, id, nil); n != 4 || err != nil {
		t.Fatalf("the rest: %d, %v", n, err)
	}
	if got := w.marks(id); len(got) > 0 {
		t.Errorf("still marked: %q", got)
	}
	w.wantState(id, casefile.Ready)
	w.seal(id, "")
	_, err = w.AcceptTaken(ctx, id, nil)
	wantKind(t, err, errs.Refused)
}

// What a person types is not taken from the records any more; what is beside it is.
func TestTypedIsNotTaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	for name, c := range map[string]struct {
		section Section
		edit    func(*casefile.Document)
		gone    string
	}{
		"the name":           {SectionPatient, func(d *casefile.Document) { d.Patient.Name.Given += "a" }, intake.FieldName},
		"the birth date":     {SectionPatient, func(d *casefile.Document) { d.Patient.BirthDate = "1971-09-15" }, intake.FieldBirthDate},
		"the sex":            {SectionPatient, func(d *casefile.Document) { d.Patient.Sex = casefile.OtherSex }, intake.FieldSex},
		"the numbers":        {SectionPatient, func(d *casefile.Document) { d.Patient.Identifiers = nil }, intake.FieldIdentifiers},
		"the telephone":      {SectionPatient, func(d *casefile.Document) { d.Patient.Phone = "+1 555 0100" }, ""},
		"a material":         {SectionMaterials, func(d *casefile.Document) { d.Materials[0].Description += "." }, ""},
		"the same once more": {SectionPatient, func(*casefile.Document) {}, ""},
	} {
		id := w.taken(nil)
		x, err := w.Get(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		doc := x.Document
		c.edit(&doc)
		if _, err := w.SaveSection(ctx, id, c.section, x.Versions[c.section], doc); err != nil {
			t.Fatal(err)
		}
		want := slices.DeleteFunc(intake.Takable(), func(f string) bool { return f == c.gone })
		if got := w.marks(id); !slices.Equal(got, want) {
			t.Errorf("%s: marked are %q, want %q", name, got, want)
		}
	}
}

// What the records do not say is missing, not taken; and what else was to be
// written with the case is there or the case is not.
func TestCreateFrom(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.taken(func(d *casefile.Document) { d.Patient.BirthDate, d.Patient.Identifiers = "", nil })
	if got := w.marks(id); !slices.Equal(got, []string{intake.FieldName, intake.FieldSex, intake.FieldMaterials}) {
		t.Errorf("marked are %q", got)
	}
	heads, err := w.Vault.Heads(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	full := errs.E(errs.DiskFull, "test", "")
	_, err = w.CreateFrom(context.Background(), *intake.TemplateCase(), Origin{With: func(*casebook.Tx) error { return full }})
	wantKind(t, err, errs.DiskFull)
	_, err = w.CreateFrom(context.Background(), casefile.Document{Residence: casefile.Place{Country: "US", Region: "NM"}}, Origin{Taken: intake.Takable()})
	wantKind(t, err, errs.Refused)
	if now, err := w.Vault.Heads(context.Background()); err != nil || len(now) != len(heads) {
		t.Errorf("%d cases, %d before, %v", len(now), len(heads), err)
	}
}
