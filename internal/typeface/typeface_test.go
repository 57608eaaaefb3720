package typeface

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	t.Parallel()
	f := New()
	for r, want := range map[rune]Face{
		'a': SerifItalic, '≥': SerifItalic, 'ش': "NotoNaskhArabic-Regular", 'ש': "NotoSerifHebrew-Regular", 'क': "NotoSerifDevanagari-Regular",
		'ก': "NotoSerifThai-Regular", '王': "NotoSerifSC-Regular", 'か': "NotoSerifSC-Regular", '똠': "NotoSerifKR-Regular", '☒': "NotoSansSymbols2-Regular", '∴': "NotoSansMath-Regular",
	} {
		if got, ok := f.Find(SerifItalic, r); !ok || got != want {
			t.Errorf("%c: %s, %t", r, got, ok)
		}
	}
	for _, r := range "🙏𒀀\ufffd\x00" {
		if fc, ok := f.Find(Serif, r); ok {
			t.Errorf("%U is in %s", r, fc)
		}
	}
}

// Letters are joined, put before the consonant that they follow, or drawn as one.
func TestShape(t *testing.T) {
	t.Parallel()
	f := New()
	shape := func(fc Face, s string, rightToLeft bool) (ids []uint16, clusters []int) {
		for _, g := range f.Shape(fc, []rune(s), rightToLeft) {
			ids, clusters = append(ids, g.ID), append(clusters, g.Cluster)
		}
		return ids, clusters
	}
	apart, _ := shape("NotoNaskhArabic-Regular", "م", true)
	joined, order := shape("NotoNaskhArabic-Regular", "ممم", true)
	if len(joined) != 3 || slices.Contains(joined, apart[0]) || !slices.Equal(order, []int{2, 1, 0}) {
		t.Errorf("Arabic is not joined from the right: %v, %v", joined, order)
	}
	if ids, _ := shape("NotoSerifDevanagari-Regular", "क्ष", false); len(ids) != 1 {
		t.Errorf("a conjunct is %v", ids)
	}
	_, plain := shape("NotoSerifDevanagari-Regular", "कि", false)
	first, _ := shape("NotoSerifDevanagari-Regular", "ि", false)
	if ids, _ := shape("NotoSerifDevanagari-Regular", "कि", false); len(plain) != 2 || ids[1] == first[0] {
		t.Errorf("the short i stands behind: %v", ids)
	}
	if ids, clusters := shape(Serif, "ffi", false); len(ids) != 1 || clusters[0] != 0 {
		t.Errorf("no ligature: %v", ids)
	}
}

func TestLongTextIsShapedWhole(t *testing.T) {
	t.Parallel()
	f := New()
	for _, rightToLeft := range []bool{false, true} {
		fc, unit := Serif, "abc"
		if rightToLeft {
			fc, unit = "NotoSerifHebrew-Regular", "אבג"
		}
		text := []rune(strings.Repeat(unit, longest))
		got := f.Shape(fc, text, rightToLeft)
		if rightToLeft {
			slices.Reverse(got)
		}
		if len(got) != len(text) {
			t.Fatalf("%d glyphs for %d letters", len(got), len(text))
		}
		for i, g := range got {
			if g.Cluster != i {
				t.Fatalf("glyph %d stands for %d", i, g.Cluster)
			}
		}
	}
}

// A cut is a font that another reader reads, with the outlines and widths of
// the whole one.
func TestCut(t *testing.T) {
	t.Parallel()
	f := New()
	for _, fc := range []Face{Serif, SerifItalic, "NotoNaskhArabic-Regular", "NotoSerifSC-Regular"} {
		var ids []uint16
		ids = append(ids, 0)
		for _, r := range "äñ王شaé" {
			if g, ok := f.open(fc).face.NominalGlyph(r); ok {
				ids = append(ids, uint16(g))
			}
		}
		b, err := Cut(fc, ids)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := Cut(fc, ids)
		if !bytes.Equal(b, again) {
			t.Errorf("%s: a second cut is another", fc)
		}
		all, err := tables(b)
		if err != nil {
			t.Fatal(err)
		}
		whole, _ := tables(Data(fc))
		cut, full := &cutter{tables: all}, &cutter{tables: whole}
		for i, id := range ids {
			wide := func(c *cutter) int { return int(c.tables["hhea"][34])<<8 | int(c.tables["hhea"][35]) }
			m, err := cut.metrics(i, wide(cut))
			want, _ := full.metrics(int(id), wide(full))
			if err != nil || !bytes.Equal(m, want) {
				t.Errorf("%s: glyph %d has another width: %v", fc, id, err)
			}
			g, err := cut.glyph(i)
			from, _ := full.glyph(int(id))
			if err != nil || len(g) < len(from) {
				t.Errorf("%s: glyph %d lost its outline: %v", fc, id, err)
			}
		}
		if sum(b) != 0xB1B0AFBA {
			t.Errorf("%s: the sums are wrong", fc)
		}
	}
	if _, err := Cut(Serif, []uint16{0, 65535}); err == nil {
		t.Error("a glyph that the font lacks is cut")
	}
}
