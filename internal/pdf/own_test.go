package pdf

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"oso/internal/pdfa"
	"oso/internal/typeface"
	"oso/internal/typeset"
)

// What the programs write themselves, they read: a letter may come back as a
// record.
func TestOwnLettersAreRead(t *testing.T) {
	t.Parallel()
	faces := typeface.New()
	doc := pdfa.New(pdfa.About{Title: "T", Lang: "en-US", Program: "OSO", Date: time.Unix(0, 0)}, faces)
	set := typeset.New(t.Context(), faces, func(r rune) { t.Errorf("no font has %U", r) })
	doc.AddPage(595, 842)
	all := []string{"The largest node measures 4.1 cm, efficiency of the office.", "Нужна ли операция", "患者需要手术治疗吗"}
	for i, text := range all {
		for _, p := range set.One(text, typeset.Style{Face: typeface.Serif, Size: 10}, 50) {
			p.Tagged(doc, doc.Root().Add("P"), 0, float64(50+20*i))
		}
	}
	data, err := doc.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	pool := NewPool([]string{self, ChildCommand})
	defer pool.Close()
	info, err := Read(t.Context(), bytes.NewReader(data), int64(len(data)), Options{Pool: pool})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range all {
		if !strings.Contains(info.Text, want) {
			t.Errorf("%q is not in %q", want, info.Text)
		}
	}
}
