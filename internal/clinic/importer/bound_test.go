package importer

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/pdf"
	"oso/internal/sample"
)

// However much a file holds, whoever is named in it is compared; where there is more
// than is looked at, that is said, and nothing is sealed before a person decided.
func TestBoundsHideNobody(t *testing.T) {
	t.Parallel()
	hers, his := slice(anna, "1", 1), slice(reiko, "1", 1)
	decoy := strings.Repeat("x", 200) + "DICM"
	var crowd []byte
	for i := range 70 {
		p := anna
		p.BirthDate = fmt.Sprintf("1950-01-%02d", i%28+1)
		p.Name.Given = fmt.Sprint("Anna ", i)
		crowd = append(crowd, slice(p, "1", i)...)
	}
	page := []byte("%PDF-1.4\n%%EOF\n")
	for name, c := range map[string]struct {
		file string
		data []byte
		want []string
		none []string
	}{
		"behind the patient's":          {"a.dcm", slices.Concat(bytes.Repeat(hers, 131), his), []string{"another-behind", "identity-mismatch"}, []string{"not-all-compared"}},
		"behind decoys":                 {"a.bin", slices.Concat([]byte("BM.."), bytes.Repeat([]byte(decoy), 70), his), []string{"another-behind", "identity-mismatch"}, []string{"not-all-compared"}},
		"the patient's in a film":       {"a.bin", slices.Concat([]byte("BM.."), bytes.Repeat([]byte("x"), 200), bytes.Repeat(hers, 131), his), []string{"another-behind", "identity-mismatch"}, []string{"not-all-compared"}},
		"more people than are compared": {"a.dcm", append(bytes.Clone(hers), crowd...), []string{"another-behind", "not-all-compared"}, nil},
		"more marks than are kept":      {"a.bin", slices.Concat([]byte("BM.."), bytes.Repeat([]byte("DICM"), mostMarks+1)), []string{"not-all-compared"}, nil},
		"decoys alone":                  {"a.bin", slices.Concat([]byte("BM.."), bytes.Repeat([]byte(decoy), 300)), nil, []string{"not-all-compared", "another-behind"}},
		"very many documents":           {"a.pdf", bytes.Repeat(page, 2000), []string{"another-behind", "not-all-compared"}, nil},
		"some documents":                {"a.pdf", bytes.Repeat(sample.PDF("Findings: none."), 20), []string{"another-behind"}, []string{"not-all-compared"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, anna)
			if strings.HasSuffix(c.file, ".pdf") {
				d.child, _ = pdf.Self()
			}
			r := d.run(write(t, map[string][]byte{c.file: c.data}))
			got := strings.Fields(warned(r))
			for _, code := range c.want {
				if !slices.Contains(got, code) {
					t.Errorf("warned of %q, not of %s", got, code)
				}
			}
			for _, code := range c.none {
				if slices.Contains(got, code) {
					t.Errorf("warned of %q", got)
				}
			}
			if slices.Contains(c.want, "not-all-compared") && r.Waiting == 0 {
				t.Error("nobody is asked")
			}
		})
	}
	for _, code := range []string{"not-all-compared", "decompression-bomb"} {
		if severity(code) != casefile.SeverityError {
			t.Errorf("%s does not stop the seal", code)
		}
	}
}
