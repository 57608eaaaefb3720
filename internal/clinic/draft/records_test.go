package draft

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/people"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
)

func TestDecisions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.ready()
	ann1, ann2 := w.record(id, "a/1", []byte("a1")), w.record(id, "a/2", []byte("a2"))
	bob := w.record(id, "b/1", []byte("b1"))
	odd := w.record(id, "odd", []byte("odd"))
	w.change(id, bob, func(r *casebook.Record) { r.DICOM = &deed.DICOMRef{SeriesUID: "1.2.3"} })
	w.names(id, "Other", "Ann", ann1, ann2)
	w.names(id, "Other", "Bob", bob)
	w.discrepancy(id, "not-viewable", "", casefile.SeverityWarning, odd)
	w.wantState(id, casefile.Agreed)
	if n := w.head(id).Decisions; n != 3 { // two people, and the odd one
		t.Errorf("%d decisions wait", n)
	}

	for _, x := range []struct {
		name    string
		code    string
		accept  bool
		reason  string
		records []casefile.RecordID
		series  []string
		kind    errs.Kind
	}{
		{"nobody named", "identity-mismatch", true, "It is she.", nil, nil, errs.Incomplete},
		{"two people in one", "identity-mismatch", true, "It is she.", []casefile.RecordID{ann1, bob}, nil, errs.Refused},
		{"two people by series", "identity-mismatch", true, "It is she.", []casefile.RecordID{ann1}, []string{"1.2.3"}, errs.Refused},
		{"no reason", "identity-mismatch", true, "", []casefile.RecordID{ann1}, nil, errs.Incomplete},
		{"a blank reason", "identity-mismatch", true, "  ", []casefile.RecordID{ann1}, nil, errs.Incomplete},
		{"unknown record", "identity-mismatch", true, "It is she.", []casefile.RecordID{"no"}, nil, errs.NotFound},
		{"unknown code", "no-such-code", true, "It is she.", nil, nil, errs.NotFound},
		{"record of another code", "identity-mismatch", true, "It is she.", []casefile.RecordID{odd}, nil, errs.NotFound},
	} {
		_, err := w.DecideRecords(ctx, id, x.code, x.accept, x.reason, x.records, x.series)
		if !errs.Is(err, x.kind) {
			t.Errorf("%s: %v", x.name, err)
		}
	}
	if n := w.head(id).Decisions; n != 3 {
		t.Fatalf("%d decisions wait after refusals", n)
	}

	n, err := w.DecideRecords(ctx, id, "identity-mismatch", true, "Married name.", []casefile.RecordID{ann1, ann2}, nil)
	if err != nil || n != 2 {
		t.Fatalf("%d decided, %v", n, err)
	}
	n, err = w.DecideRecords(ctx, id, "identity-mismatch", false, "Her brother.", nil, []string{"1.2.3"})
	if err != nil || n != 1 {
		t.Fatalf("%d decided, %v", n, err)
	}
	w.wantState(id, casefile.Ready) // what is left is a warning
	if _, err := w.DecideRecords(ctx, id, "not-viewable", true, "Seen on paper.", nil, nil); err != nil {
		t.Errorf("a code that needs no names: %v", err)
	}
	_, err = w.DecideRecords(ctx, id, "identity-mismatch", true, "Again.", []casefile.RecordID{ann1}, nil)
	wantKind(t, err, errs.NotFound)

	list, err := w.met(id)
	if err != nil || len(list) != 3 {
		t.Fatalf("%d discrepancies, %v", len(list), err)
	}
	for _, f := range list {
		if f.Decision == nil || f.Decision.By != doctor {
			t.Errorf("%s of %s: %+v", f.Code, f.Patient, f.Decision)
		}
	}
	m := w.manifest(w.seal(id, ""))
	if len(m.Decisions) != 3 {
		t.Errorf("%d decisions are sealed", len(m.Decisions))
	}
	var sealed []casefile.RecordID
	for _, it := range m.Items {
		if it.Kind == deed.ItemRecord {
			sealed = append(sealed, it.Record)
		}
	}
	if len(sealed) != 4 || slices.Contains(sealed, bob) || !slices.Contains(sealed, ann1) {
		t.Errorf("%d records are sealed", len(sealed))
	}
}

// A record that comes later under a decided discrepancy waits for its own decision.
func TestLaterRecordIsDecidedAnew(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.ready()
	first := w.record(id, "a/1", []byte("a1"))
	w.names(id, "Other", "Ann", first)
	all, err := w.met(id)
	if err != nil || len(all) != 1 || all[0].Decision != nil {
		t.Fatalf("%+v, %v", all, err)
	}
	if _, err := w.DecideRecords(ctx, id, "identity-mismatch", true, "Married name.", all[0].Records, nil); err != nil {
		t.Fatal(err)
	}
	w.wantState(id, casefile.Ready)

	second := w.record(id, "a/2", []byte("a2"))
	w.names(id, "Other", "Ann", second)
	w.wantState(id, casefile.Agreed)
	r, err := w.Check(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.Problems {
		if p.Code == "identity-mismatch" && !slices.Equal(p.Records, []casefile.RecordID{second}) {
			t.Errorf("waiting: %v", p.Records)
		}
	}
}

// That records of another name are the patient's was said of the patient as
// the case had it: of another it is asked again.
func TestAcceptedForOnePatientOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.ready()
	ann, bob := w.record(id, "a/1", []byte("a1")), w.record(id, "b/1", []byte("b1"))
	w.names(id, "Other", "Ann", ann)
	w.names(id, "Other", "Bob", bob)
	for rec, accept := range map[casefile.RecordID]bool{ann: true, bob: false} {
		if _, err := w.DecideRecords(ctx, id, "identity-mismatch", accept, "Looked at.", []casefile.RecordID{rec}, nil); err != nil {
			t.Fatal(err)
		}
	}
	waiting := func() (n int) {
		r, err := w.Check(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range r.Problems {
			if p.Code != people.CodeNobody {
				n += len(p.Records)
			}
		}
		return n
	}
	save := func(edit func(*casefile.Patient)) {
		c, err := w.Get(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		edit(&c.Document.Patient)
		if _, err := w.SaveSection(ctx, id, SectionPatient, c.Versions[SectionPatient], c.Document); err != nil {
			t.Fatal(err)
		}
	}
	save(func(p *casefile.Patient) { p.Phone = "+44 20 7946 0019" })
	if n := waiting(); n != 0 {
		t.Errorf("%d records wait after another telephone number", n)
	}
	save(func(p *casefile.Patient) { p.Name.Family = "Whitmore" })
	if n := waiting(); n != 1 {
		t.Errorf("%d records wait after another name, not the one that was accepted", n)
	}
}

func TestExport(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.create(nil)
	content := map[string]string{
		"disc/DICOM/I0001":            "one",
		"disc.zip!/DICOM/I0001":       "two",
		"../../../../etc/passwd":      "three",
		"/abs/report.pdf":             "four",
		"manifest.json":               "five",
		"DISC/dicom/i0001":            "six", // the same on a disk that knows no case
		"C:\\Users\\x\\CON":           "seven",
		"name\nwith\x00odd\u202ebits": "eight",
		"":                            "nine",
	}
	for path, text := range content {
		w.record(id, path, []byte(text))
	}
	w.agree(id)
	dir := filepath.Join(t.TempDir(), "out")
	written, err := w.Export(ctx, id, dir)
	files := written.Files
	if err != nil || len(files) != len(content) {
		t.Fatalf("%d files, %v", len(files), err)
	}
	seen := map[string]bool{}
	var texts []string
	for _, f := range files {
		if !filepath.IsLocal(filepath.FromSlash(f.Path)) || seen[strings.ToLower(f.Path)] || strings.EqualFold(f.Path, "manifest.json") {
			t.Errorf("path %q", f.Path)
		}
		seen[strings.ToLower(f.Path)] = true
		b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(f.Path)))
		if err != nil {
			t.Error(err)
		}
		if seal.SHA256(b) != f.SHA256 || int64(len(b)) != f.Bytes {
			t.Errorf("%q does not hold what the manifest says", f.Path)
		}
		texts = append(texts, string(b))
	}
	var want []string
	for _, text := range content {
		want = append(want, text)
	}
	slices.Sort(want)
	slices.Sort(texts)
	if !slices.Equal(want, texts) {
		t.Errorf("exported %v", texts)
	}
	b, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var list struct{ Files []Exported }
	if err := json.Unmarshal(b, &list); err != nil || !slices.Equal(list.Files, files) {
		t.Errorf("the manifest lists %d files, %v", len(list.Files), err)
	}
	_, err = w.Export(ctx, id, dir)
	wantKind(t, err, errs.Refused)
	_, err = w.Export(ctx, id, filepath.Join(dir, "manifest.json"))
	wantKind(t, err, errs.Refused)
}

// One damaged record is told, and all others stay usable: the case can be
// looked at, checked and exported.
func TestDamagedRecordLeavesTheRest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.ready()
	w.record(id, "good", bytes.Repeat([]byte("tissue"), 1000))
	piece := sealedChunk(t, w, id)
	w.Vault.Close()
	w.Workstation = nil
	hit := false
	for path, b := range bytesIn(t, w.dir) {
		if at := bytes.Index(b, piece); at >= 0 {
			hit = true
			b[at] ^= 1
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if !hit {
		t.Fatal("the record's bytes are not where they were")
	}
	w.signIn(doctor, doctorPass)
	if _, err := w.Get(ctx, id); err != nil {
		t.Fatal(err)
	}
	written, err := w.Export(ctx, id, filepath.Join(t.TempDir(), "out"))
	files := written.Files
	wantKind(t, err, errs.Damaged)
	if len(files) != 1 {
		t.Errorf("%d of 2 files were exported", len(files))
	}
}

// One damaged discrepancy hides nothing that a decision does not keep out, and
// shows nothing that one does.
func TestDamagedDiscrepancyLeavesWhatIsLeftOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.ready()
	other := w.record(id, "other", bytes.Repeat([]byte("tissue"), 100))
	put := func(kind casebook.Kind, row, value string) {
		t.Helper()
		err := w.Vault.Update(ctx, id, func(tx *casebook.Tx) error {
			_, err := casebook.Put(tx, kind, casebook.Row[json.RawMessage]{ID: row, Value: json.RawMessage(value)})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	put(casebook.KindDecision, "d1", `{"code":"other-patient","records":["`+string(other)+`"],"accept":false}`)
	put(casebook.KindDraft, "finding/other-patient", `{"records":"none of a kind"}`)
	if _, err := w.Discrepancies(ctx, id); err == nil {
		t.Fatal("the discrepancy is not damaged")
	}
	out, err := w.LeftOut(ctx, id)
	if err != nil || len(out) != 1 || !out[other] {
		t.Errorf("left out: %v, %v", out, err)
	}
	put(casebook.KindDecision, "d2", `{"records":"none of a kind"}`)
	if out, err := w.LeftOut(ctx, id); err == nil {
		t.Errorf("with a decision that nobody can read: %v", out)
	}
}

// What else is kept of a case beside its discrepancies, a change of a newer
// service among it, hinders neither the check nor the seal.
func TestOtherRowsBesideDiscrepancies(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.ready()
	before, err := w.Check(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	err = w.Vault.Update(ctx, id, func(tx *casebook.Tx) error {
		_, err := casebook.Put(tx, casebook.KindDraft, casebook.Row[[]byte]{ID: "change/e/1", Value: []byte(`{"kind":"of-tomorrow"}`)})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.KeepWords(ctx, id, "amendment", "The biopsy came"); err != nil {
		t.Fatal(err)
	}
	if after, err := w.Check(ctx, id); err != nil || after.Complete != before.Complete {
		t.Fatalf("complete %v, %v; want %v", after.Complete, err, before.Complete)
	}
	if _, err := w.Discrepancies(ctx, id); err != nil {
		t.Error(err)
	}
	w.seal(id, "")
}
