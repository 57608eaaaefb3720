package console_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/sample"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// zipped packs files in their order: name, then bytes.
func zipped(t *testing.T, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, files[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func imageOf(p casefile.Patient, n int) string {
	return string(sample.DICOM(sample.Image{
		Patient: p, StudyUID: "1.2.7", SeriesUID: "1.2.7.1", SOPInstanceUID: fmt.Sprintf("1.2.7.1.%d", n), Modality: "CT", Instance: n, Rows: 2, Columns: 2, Pixels: make([]uint16, 4),
	}))
}

// A disc comes as an archive with a viewer in it: it is looked into, filed as its
// images and reports, each with how it came, and taken out whole; the archive stays
// in the inbox as it came, until the case is erased.
func TestAnArchiveIsFiledAsWhatIsInIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.staff[principal.Coordinator]
	id := w.receive(document(), workflow.Allowed)
	c.act(id, "check-licence", nil)
	p := document().Patient
	disc := zipped(t, "DICOMDIR", "\x00", "IMAGES/IM1", imageOf(p, 1), "VIEWER/view.exe", "MZ\x90\x00"+strings.Repeat("x", 500), "VIEWER/index.html", "<html><body>Viewer</body></html>",
		"more.zip", string(zipped(t, "IMAGES/IM2", imageOf(p, 2), "report.txt", faxed)))
	x, record := w.comesWith("disc.zip", disc)
	var v struct {
		posted
		Remarks []string
	}
	c.want(200, "GET", "/inbox/"+x, nil, &v)
	if len(v.Suggestions) != 1 || v.Suggestions[0].Case != id || v.Suggestions[0].Verdict != "same" {
		t.Fatalf("%+v %v", v.Suggestions, v.People)
	}
	if !slices.ContainsFunc(v.Remarks, func(s string) bool { return strings.Contains(s, "3 files in it are records, 2 of them images") }) {
		t.Errorf("%v", v.Remarks)
	}
	upload := c.open(id).Materials[0].ID
	file := map[string]any{"case": id, "material": upload, "kind": "imaging", "date": "", "name": "", "by": []string{"name", "birth-date"}, "despite": "", "note": ""}
	c.want(200, "POST", "/inbox/"+x+"/file", file, nil)
	seen := c.spoken(id)
	var names []string
	for _, r := range seen.Records[1:] {
		names = append(names, r.Name)
		if r.Origin == nil || r.Material != upload {
			t.Errorf("%+v", r)
		}
		if code, b := c.ask("GET", "/cases/"+id+"/records/"+r.ID, nil); code != 200 || r.Name == "report.txt" && string(b) != faxed || r.Name == "IM2" && string(b) != imageOf(p, 2) {
			t.Errorf("%s: %d", r.Name, code)
		}
	}
	if !slices.Equal(names, []string{"IM1", "IM2", "report.txt"}) {
		t.Fatalf("filed: %v", names)
	}
	w.takesOut(x, "wrong-patient")
	if n := len(c.open(id).Records); n != 1 {
		t.Errorf("%d records after it was taken out", n)
	}
	if code, b := c.ask("GET", "/inbox/"+x+"/records/"+record, nil); code != 200 || !bytes.Equal(b, disc) {
		t.Errorf("the archive as it came: %d, %d bytes", code, len(b))
	}
	c.want(200, "POST", "/inbox/"+x+"/file", file, nil)
	if n := len(c.open(id).Records); n != 4 {
		t.Errorf("%d records after it was filed again", n)
	}
}

// Two patients on one disc: kept and told, and never filed as one.
func TestAnArchiveOfTwoPatientsIsNotFiled(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.staff[principal.Coordinator]
	id := w.receive(document(), workflow.Allowed)
	c.act(id, "check-licence", nil)
	p, other := document().Patient, document().Patient
	other.Name, other.BirthDate = casefile.Name{Family: "Okafor", Given: "Nneka"}, "1980-05-05"
	x := w.comes("disc.zip", string(zipped(t, "IM1", imageOf(p, 1), "IM2", imageOf(other, 2))))
	in := map[string]any{"case": id, "material": "", "kind": "imaging", "date": "", "name": "", "by": []string{"name", "birth-date"}, "despite": "The sender says so.", "note": ""}
	if code, b := c.ask("POST", "/inbox/"+x+"/file", in); code != 409 || !strings.Contains(string(b), "several patients") {
		t.Errorf("%d %s", code, b)
	}
	// However many names one patient has on it before the other's.
	var files []string
	for n := range 25 {
		q := p
		q.Identifiers = []casefile.Identifier{{System: "Ward", Value: fmt.Sprint("W-", n)}}
		if n == 24 {
			q = other
		}
		files = append(files, fmt.Sprint("IM", n), imageOf(q, n+1))
	}
	y := w.comes("disc.zip", string(zipped(t, files...)))
	if code, b := c.ask("POST", "/inbox/"+y+"/file", in); code != 409 || !strings.Contains(string(b), "several patients") {
		t.Errorf("%d %s", code, b)
	}
	if n := len(c.open(id).Records); n != 1 {
		t.Errorf("%d records", n)
	}
	// One that ends before it says whose it is may be anybody's.
	z := w.comes("disc.zip", string(zipped(t, "IM1", imageOf(p, 1), "IM2", imageOf(other, 2)[:150])))
	var v struct{ Remarks []string }
	c.want(200, "GET", "/inbox/"+z, nil, &v)
	if !slices.ContainsFunc(v.Remarks, func(s string) bool { return strings.Contains(s, "1 of the images do not say whose") }) {
		t.Errorf("%v", v.Remarks)
	}
}

// What is made to keep computers busy or to fill disks costs what one item may, and
// waits whole: archives in archives, a bomb, a locked one, a damaged one, an image of
// a disc.
func TestWhateverIsPackedIsKeptAndTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.staff[principal.Coordinator]
	nested := zipped(t, "IM1", imageOf(document().Patient, 1))
	for range 6 {
		nested = zipped(t, "more.zip", string(nested))
	}
	var bomb bytes.Buffer
	g := gzip.NewWriter(&bomb)
	zeros := make([]byte, 1<<20)
	for range 300 {
		if _, err := g.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	of := func(name string) []byte {
		b, err := os.ReadFile("../../container/testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	iso, err := gzip.NewReader(bytes.NewReader(of("plain.iso.gz")))
	if err != nil {
		t.Fatal(err)
	}
	disc, err := io.ReadAll(iso)
	if err != nil {
		t.Fatal(err)
	}
	many := make([]string, 0, 12_000)
	for i := range 6_000 {
		many = append(many, fmt.Sprintf("f%d.txt", i), "x")
	}
	for name, one := range map[string]struct {
		data []byte
		says string
	}{
		"nested.zip": {nested, "too deep"},
		"bomb.gz":    {bomb.Bytes(), "expands to more"},
		"locked.zip": {of("aes.zip"), "password"},
		"cut.zip":    {nested[:len(nested)/2], ""},
		"disc.iso":   {disc, "packed"},
		"many.zip":   {zipped(t, many...), "too many files"},
	} {
		x, record := w.comesWith(name, one.data)
		var v struct {
			State   string
			Remarks []string
		}
		c.want(200, "GET", "/inbox/"+x, nil, &v)
		if v.State != "waiting" || !strings.Contains(strings.Join(v.Remarks, " "), one.says) {
			t.Errorf("%s: %s %v", name, v.State, v.Remarks)
		}
		if code, b := c.ask("GET", "/inbox/"+x+"/records/"+record, nil); code != 200 || !bytes.Equal(b, one.data) {
			t.Errorf("%s is not kept as it came: %d", name, code)
		}
	}
}
