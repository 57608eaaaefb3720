package importer

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/people"
	"oso/internal/clinic/vault"
	"oso/internal/clinic/vault/vaulttest"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/pdf"
	"oso/internal/sample"
)

// The test binary is its own PDF child.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == pdf.ChildCommand {
		os.Exit(pdf.ChildMain(os.Stdin, os.Stdout))
	}
	dir, err := os.MkdirTemp("", "oso")
	if err != nil {
		panic(err)
	}
	shared.dir = dir
	code := m.Run()
	if shared.v != nil {
		shared.v.Close()
	}
	os.RemoveAll(dir)
	os.Exit(code)
}

// shared is one vault for all tests, since making one takes long by design;
// each test has cases of its own.
var shared struct {
	once sync.Once
	dir  string
	v    *casebook.Vault
	err  error
}

func openVault(t testing.TB) *casebook.Vault {
	t.Helper()
	shared.once.Do(func() {
		data := filepath.Join(shared.dir, "data")
		pass := "seven quiet lanterns drift"
		_, shared.err = vault.Create(context.Background(), data, vault.CreateOptions{User: "vega", Role: vault.Physician, Passphrase: pass, Rounds: vaulttest.Few()})
		if shared.err == nil {
			shared.v, shared.err = casebook.Open(context.Background(), data, vault.OpenOptions{Passphrase: pass, Rounds: vaulttest.Few()})
		}
	})
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.v
}

// desk is one case of one test.
type desk struct {
	t     testing.TB
	v     *casebook.Vault
	id    casefile.CaseID
	child []string
}

var anna = casefile.Patient{
	Name: casefile.Name{Family: "Müller", Given: "Anna", Middle: "Maria"}, BirthDate: "1972-04-09", Sex: casefile.Female,
	Identifiers: []casefile.Identifier{{System: "Mayview", Value: "MV 220-417"}},
}

var reiko = casefile.Patient{
	Name: casefile.Name{Family: "Tanaka", Given: "Reiko", Ideographic: "田中玲子"}, BirthDate: "1949-01-30", Sex: casefile.Female,
	Identifiers: []casefile.Identifier{{System: "Mayview", Value: "MV 100-001"}},
}

func newDesk(t testing.TB, patient casefile.Patient) *desk {
	t.Helper()
	v := openVault(t)
	id, err := v.CreateCase(context.Background(), casebook.NewCase{Head: casebook.Head{State: casefile.Draft}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, v: v, id: id}
	d.save(patient)
	return d
}

// save types who the patient is, as the case's page does.
func (d *desk) save(patient casefile.Patient) {
	d.t.Helper()
	err := d.v.Update(context.Background(), d.id, func(tx *casebook.Tx) error {
		row, err := casebook.Get[casefile.Document](tx, casebook.KindSection, people.Section)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		row.Value.Patient = patient
		_, err = casebook.Put(tx, casebook.KindSection, row)
		return err
	})
	if err != nil {
		d.t.Error(err) // also from an import's goroutine
	}
}

func (d *desk) request(paths ...string) Request {
	return Request{Vault: d.v, Case: d.id, Paths: paths, PDF: d.child, Now: time.Now}
}

func (d *desk) run(paths ...string) *Report {
	d.t.Helper()
	r, err := Run(context.Background(), d.request(paths...))
	if err != nil {
		d.t.Fatal(err)
	}
	for i := range r.Files {
		if r.Files[i].Reason == reasonReader { // made bearable for people, and a fault all the same
			d.t.Errorf("a reader fails over %s", r.Files[i].Path)
		}
	}
	return r
}

// discrepancies of the case, by code.
func (d *desk) discrepancies() map[string]casebook.Discrepancy {
	d.t.Helper()
	b, err := openBook(context.Background(), d.v, d.id)
	if err != nil {
		d.t.Fatal(err)
	}
	out := map[string]casebook.Discrepancy{}
	for _, r := range b.rows {
		out[r.Value.Code+" "+r.Value.Patient] = r.Value
	}
	for _, f := range b.people.Discrepancies(b.patient, b.out) {
		out[f.Code+" "+f.Patient] = f
	}
	return out
}

func (d *desk) decide(code string, accept bool, records ...casefile.RecordID) {
	d.t.Helper()
	err := d.v.Update(context.Background(), d.id, func(tx *casebook.Tx) error {
		_, err := casebook.Put(tx, casebook.KindDecision, casebook.Row[deed.Decision]{
			ID: casefile.NewID(), Value: deed.Decision{Code: code, Accept: accept, Reason: "seen", Records: records},
		})
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
}

// stored gives the bytes of a record.
func (d *desk) stored(id casefile.RecordID) []byte {
	d.t.Helper()
	var b bytes.Buffer
	if _, err := d.v.Copy(context.Background(), &b, d.id, id); err != nil {
		d.t.Fatal(err)
	}
	return b.Bytes()
}

func outcomes(r *Report) map[Outcome]int {
	n := map[Outcome]int{}
	for _, f := range r.Files {
		n[f.Outcome]++
	}
	return n
}

func warned(r *Report) string {
	var s []string
	for _, w := range r.Warnings {
		s = append(s, w.Code)
	}
	slices.Sort(s)
	return strings.Join(s, " ")
}

// write puts files into a new folder and gives it.
func write(t testing.TB, files map[string][]byte) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "disc")
	for name, b := range files {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// slice is image n of a small series of the patient.
func slice(p casefile.Patient, series string, n int) []byte {
	return sample.DICOM(sample.Image{
		Patient: p, StudyUID: sample.UID(1, "study"+p.BirthDate), SeriesUID: sample.UID(1, "series"+series+p.BirthDate),
		SOPInstanceUID: sample.UID(uint64(n), "image"+series+p.BirthDate), StudyDate: "20241109", StudyText: "CT chest",
		SeriesText: "axial", Modality: "CT", SeriesNumber: 1, Instance: n,
	})
}
