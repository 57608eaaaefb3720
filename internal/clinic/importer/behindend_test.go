package importer

import (
	"bytes"
	"slices"
	"testing"

	"oso/internal/pdf"
	"oso/internal/sample"
)

// What stands behind the end of a file is not passed over: an object of somebody
// else raises the question whose it is, one of the patient's is said.
func TestWhatStandsBehindAFile(t *testing.T) {
	t.Parallel()
	first := slice(anna, "1", 1)
	for name, c := range map[string]struct {
		behind  []byte
		want    string
		waiting int
	}{
		"another patient's image":                   {slice(reiko, "1", 1), "another-behind identity-mismatch several-patients", 2},
		"the patient's":                             {slice(anna, "1", 2), "another-behind", 1},
		"another's without its first 132 bytes":     {slice(reiko, "1", 1)[132:], "another-behind identity-mismatch several-patients", 2},
		"what nobody can read":                      {[]byte("no part of the image"), "bytes-behind", 0},
		"what writers fill up with":                 {make([]byte, 2048), "", 0},
		"another patient's image, behind a filling": {append(make([]byte, 2048), slice(reiko, "1", 1)...), "another-behind identity-mismatch several-patients", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, anna)
			r := d.run(write(t, map[string][]byte{"a": append(append([]byte(nil), first...), c.behind...)}))
			if warned(r) != c.want || r.Waiting != c.waiting || len(r.Files) != 1 || r.Files[0].Outcome == Rejected {
				t.Errorf("%s, %d wait; want %s, %d", warned(r), r.Waiting, c.want, c.waiting)
			}
			if stored := d.stored(r.Files[0].Record); len(stored) != len(first)+len(c.behind) {
				t.Errorf("%d bytes are kept of %d", len(stored), len(first)+len(c.behind))
			}
		})
	}
}

// Documents that stand one behind the other in one PDF are all read for whom they name;
// one that was updated is one.
func TestSeveralDocumentsInOnePDF(t *testing.T) {
	t.Parallel()
	hers, his := sample.PDF("Patient: Müller, Anna Maria  DOB: 1972-04-09"), sample.PDF("Patient: Doe, John  DOB: 1950-01-01")
	update := []byte("\n9 0 obj\n<<>>\nendobj\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Prev 9>>\nstartxref\n9\n%%EOF\n")
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"another patient's":                 {slices.Concat(hers, his), "another-behind identity-mismatch several-patients"},
		"another patient's first":           {slices.Concat(his, hers), "another-behind identity-mismatch several-patients"},
		"behind an update":                  {slices.Concat(hers, update, his), "another-behind identity-mismatch several-patients"},
		"the patient's twice":               {slices.Concat(hers, hers), "another-behind"},
		"attached, as in a portfolio":       {bytes.Replace(hers, []byte("/Type /Catalog"), []byte("/Type /Catalog /Collection << >> /X << /EF << /F 3 0 R >> >>"), 1), "another-behind"},
		"an update":                         {slices.Concat(hers, update), ""},
		"an end of a message":               {slices.Concat(hers, []byte("\r\n--part--\r\n")), ""},
		"what nobody can read, and much":    {slices.Concat(hers, bytes.Repeat([]byte("\x01\x02\x03\xfe"), 900)), "bytes-behind"},
		"zeros to the end of a sector, too": {slices.Concat(hers, make([]byte, 3000)), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, anna)
			d.child, _ = pdf.Self()
			r := d.run(write(t, map[string][]byte{"a.pdf": c.data}))
			if warned(r) != c.want {
				t.Errorf("%q, want %q", warned(r), c.want)
			}
		})
	}
}
