package columns_test

import (
	"testing"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/columns"
)

func TestValueOpensInItsPlaceOnly(t *testing.T) {
	t.Parallel()
	key, other := seal.NewKey(), seal.NewKey()
	id := casefile.CaseID(casefile.NewID())
	c := columns.For(id, &key)
	sealed := c.Seal(columns.Material, "m1", []byte("slides"))
	if got, err := c.Open(columns.Material, "m1", sealed); err != nil || string(got) != "slides" {
		t.Fatalf("open: %q, %v", got, err)
	}
	for name, open := range map[string]func() ([]byte, error){
		"another row":    func() ([]byte, error) { return c.Open(columns.Material, "m2", sealed) },
		"another column": func() ([]byte, error) { return c.Open(columns.MaterialNote, "m1", sealed) },
		"another case": func() ([]byte, error) {
			return columns.For(casefile.CaseID(casefile.NewID()), &key).Open(columns.Material, "m1", sealed)
		},
		"another key": func() ([]byte, error) { return columns.For(id, &other).Open(columns.Material, "m1", sealed) },
	} {
		if _, err := open(); !errs.Is(err, errs.Damaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got, err := c.Open(columns.Material, "m1", nil); err != nil || got != nil {
		t.Errorf("an empty column: %q, %v", got, err)
	}
}

func TestJSON(t *testing.T) {
	t.Parallel()
	key := seal.NewKey()
	c := columns.For(casefile.CaseID(casefile.NewID()), &key)
	in := columns.AgreementData{Agreement: deed.Agreement{Version: "agreement-1", Method: "scan"}, Text: "text", Scan: "r"}
	sealed, err := c.SealJSON(columns.Agreement, "", in)
	if err != nil {
		t.Fatal(err)
	}
	var out columns.AgreementData
	if err := c.OpenJSON(columns.Agreement, "", sealed, &out); err != nil || out != in {
		t.Errorf("read back: %+v, %v", out, err)
	}
}
