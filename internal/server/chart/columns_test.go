package chart

import (
	"testing"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
)

func TestValueOpensInItsPlaceOnly(t *testing.T) {
	t.Parallel()
	key, other := seal.NewKey(), seal.NewKey()
	id := casefile.CaseID(casefile.NewID())
	c := ColumnsOf(id, &key)
	sealed := c.seal(material, "m1", []byte("slides"))
	if got, err := c.open(material, "m1", sealed); err != nil || string(got) != "slides" {
		t.Fatalf("open: %q, %v", got, err)
	}
	for name, open := range map[string]func() ([]byte, error){
		"another row":    func() ([]byte, error) { return c.open(material, "m2", sealed) },
		"another column": func() ([]byte, error) { return c.open(materialNote, "m1", sealed) },
		"another case": func() ([]byte, error) {
			return ColumnsOf(casefile.CaseID(casefile.NewID()), &key).open(material, "m1", sealed)
		},
		"another key": func() ([]byte, error) { return ColumnsOf(id, &other).open(material, "m1", sealed) },
	} {
		if _, err := open(); !errs.Is(err, errs.Damaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got, err := c.open(material, "m1", nil); err != nil || got != nil {
		t.Errorf("an empty column: %q, %v", got, err)
	}
}

func TestJSON(t *testing.T) {
	t.Parallel()
	key := seal.NewKey()
	c := ColumnsOf(casefile.CaseID(casefile.NewID()), &key)
	in := Agreement{Agreement: deed.Agreement{Version: "agreement-1", Method: "scan"}, Text: "text", Scan: "r"}
	sealed, err := c.sealJSON(agreement, "", in)
	if err != nil {
		t.Fatal(err)
	}
	var out Agreement
	if err := c.openJSON(agreement, "", sealed, &out); err != nil || out != in {
		t.Errorf("read back: %+v, %v", out, err)
	}
}
