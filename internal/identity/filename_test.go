package identity

import (
	"testing"

	"oso/internal/casefile"
)

func TestFileName(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"DOE^JOHN.dcm": "DOE^JOHN", "DOE^JOHN^^19500101.pdf": "DOE^JOHN", "Doe, John.pdf": "Doe^John", "Befund 2024 Doe, John CT 2024.pdf": "Doe^John",
		"Report Doe, John 2024.pdf": "Report Doe^John", "CT Thorax 2024-03-11.pdf": "", "scan_12.jpg": "", "thorax, 11 March.pdf": "", "a, b.txt": "", "": "", ".pdf": "",
		"García López, Ana María.pdf": "García López^Ana María", "佐藤^花子.pdf": "佐藤^花子",
	} {
		if got := FileName(in).DICOM(); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	doe := casefile.Name{Family: "Doe", Given: "Jörg"}
	for in, want := range map[string]bool{"DOE_JOERG_1950.pdf": true, "report jorg doe.pdf": true, "doe.pdf": false, "doerjorg.pdf": false, "Doe-Jörg-CT.jpg": true} {
		if Mentions(in, doe) != want {
			t.Errorf("%q: %t", in, !want)
		}
	}
	if Mentions("smith.pdf", casefile.Name{Family: "Smith"}) {
		t.Error("one word is enough")
	}
}
