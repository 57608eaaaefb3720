package typeset

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"oso/internal/pdfa"
	"oso/internal/typeface"
)

// samples are letters of many scripts, marks, digits and signs.
const samples = "abcfiXÄé12345().,-/%≥µ[]{} \u0301\u0323 אבגד\u05b8\u05bc شسلامن\u064e\u0651ىپ٣ कषत्रि\u093cरक् রোগী নোயாளி ผู้ป่ว เกี่ ຄົນເຈັບ ខ្ញុំត្រូ လူနာ့သ် བཅོས། გამა Հայ ሰላም 患者、「か」カ・ 한국똠 Ωμέ Жизнь \u200c\u200d\n"

func random(r *rand.Rand) string {
	all := []rune(samples)
	out := make([]rune, 1+r.IntN(200))
	at := 0
	for i := range out {
		if r.IntN(4) > 0 {
			at = (at + 1) % len(all) // as it is written
		} else {
			at = r.IntN(len(all)) // as nobody would
		}
		out[i] = all[at]
	}
	return string(out)
}

// bare is a text without what lines break at and what is not seen.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unseen(r) {
			return -1
		}
		return seen(r)
	}, norm.NFC.String(s))
}

// Whatever stands beside whatever, nothing is lost, each glyph stands for
// characters that are there, no line is too wide, and a page takes it.
func TestNothingOfATextIsLost(t *testing.T) {
	t.Parallel()
	faces := typeface.New()
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 7))
		text := random(r)
		s := New(t.Context(), faces, func(r rune) { t.Errorf("no font has %U", r) })
		width := 40 + 300*r.Float64()
		p := s.Set(Piece{Text: text, Style: Style{Face: typeface.SerifBold, Size: 10}})
		doc := pdfa.New(pdfa.About{Title: "T", Lang: "en-US", Date: time.Unix(0, 0)}, faces)
		doc.AddPage(595, 842)
		var said strings.Builder
		for _, line := range s.Lines(p, width) {
			for _, sp := range s.Place(line, 10, width) {
				said.WriteString(sp.Text)
				if sp.X < 10-0.1 && sp.Text != " " && !line.spaced || sp.X+sp.W > 10+width+0.1 && sp.W < width {
					t.Errorf("seed %d: a line of %.1f reaches from %.1f to %.1f", seed, width, sp.X-10, sp.X+sp.W-10)
				}
				last, n := -1, len([]rune(sp.Text))
				for i := range sp.glyphs {
					g := sp.glyphs[i]
					if sp.level.RightToLeft() {
						g = sp.glyphs[len(sp.glyphs)-1-i]
					}
					if g.Cluster < last || g.Cluster >= n {
						t.Fatalf("seed %d: a glyph stands for character %d of %d, after %d, in %q", seed, g.Cluster, n, last, sp.Text)
					}
					last = g.Cluster
				}
				sp.Tagged(doc, doc.Root().Add("P"), 0, 100)
			}
		}
		if got := bare(said.String()); got != bare(text) {
			t.Errorf("seed %d: %q is set as %q", seed, bare(text), got)
		}
		if _, err := doc.Bytes(); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
}

func TestWhatNoFontHasIsTold(t *testing.T) {
	t.Parallel()
	var told []rune
	s := New(context.Background(), typeface.New(), func(r rune) { told = append(told, r) })
	s.Set(Piece{Text: "thanks 🙏 and 𒀀", Style: Style{Face: typeface.Serif, Size: 10}})
	if string(told) != "🙏𒀀" {
		t.Errorf("%q", string(told))
	}
}

// A paragraph in Arabic stands at the right, a name in Arabic in an English one
// where it is read.
func TestWhereLinesStand(t *testing.T) {
	t.Parallel()
	s := New(t.Context(), typeface.New(), func(rune) {})
	st := Style{Face: typeface.Serif, Size: 10}
	set := func(text string) []Placed {
		p := s.Set(Piece{Text: text, Style: st})
		return s.Place(s.Lines(p, 300)[0], 0, 300)
	}
	arabic := set("هل يحتاج المريض إلى عملية")
	if end := arabic[0].X + arabic[0].W; end < 299.9 || end > 300.1 {
		t.Errorf("a line that is read from the right ends at %.1f of 300", end)
	}
	mixed := set("seen in مستشفى السلام today")
	if len(mixed) != 3 || mixed[0].X != 0 || mixed[1].X < mixed[0].X+mixed[0].W-0.1 || mixed[2].X < mixed[1].X+mixed[1].W-0.1 {
		t.Errorf("%+v", mixed)
	}
	numbers := set("التاريخ 28 ثم CT هنا")
	if len(numbers) < 4 || numbers[0].X < numbers[1].X {
		t.Errorf("what is read first does not stand at the right: %+v", numbers)
	}
}

// Emphasis in a script that has one weight is drawn, not dropped.
func TestEmphasisInEveryScript(t *testing.T) {
	t.Parallel()
	s := New(t.Context(), typeface.New(), func(rune) {})
	word := func(text string, fc typeface.Face) Span {
		return s.Set(Piece{Text: text, Style: Style{Face: fc, Size: 10}}).Words[0].Spans[0]
	}
	if sp := word("患者", typeface.SerifBold); !sp.heavy || sp.slant {
		t.Errorf("bold: %+v", sp)
	}
	if sp := word("患者", typeface.SerifItalic); sp.heavy || !sp.slant {
		t.Errorf("italic: %+v", sp)
	}
	if sp := word("bold", typeface.SerifBoldItalic); sp.heavy || sp.slant || sp.Face != typeface.SerifBoldItalic {
		t.Errorf("Latin: %+v", sp)
	}
}

// Lines of letters that are put under each other have room for them.
func TestTallLettersHaveRoom(t *testing.T) {
	t.Parallel()
	s := New(t.Context(), typeface.New(), func(rune) {})
	for text, want := range map[string]float64{"plain": 14, "ผู้ป่วย": 14, "བཅོས་": 18, "လူနာ": 18, "in English လူနာ": 18} {
		p := s.Set(Piece{Text: text, Style: Style{Face: typeface.Serif, Size: 10}})
		if got := s.Lines(p, 300)[0].Height(14); got != want {
			t.Errorf("%q: %g", text, got)
		}
	}
}

// X and W together are where a span ends on the right, also where a space that
// nobody sees hangs on its left.
func TestSpansEndWhereTheyAreDrawn(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"from the right": strings.Repeat("مستشفى السلام ", 12), "from the left": strings.Repeat("word after word ", 12),
		"both": strings.Repeat("مستشفى السلام word after ", 12), "the other": strings.Repeat("word after مستشفى السلام ", 12),
	} {
		const x, wide = 30.0, 120.0
		s := New(t.Context(), typeface.New(), func(rune) {})
		p := s.Set(Piece{Text: text, Style: Style{Face: typeface.Serif, Size: 10}})
		lines := s.Lines(p, wide)
		if len(lines) < 3 {
			t.Fatalf("%s: %d lines", name, len(lines))
		}
		for n, line := range lines {
			end := 0.0
			for _, sp := range s.Place(line, x, wide) {
				drawn := width(sp.glyphs, sp.Size)
				if !sp.RightToLeft() && strings.HasSuffix(sp.Text, " ") && drawn > sp.W {
					drawn = sp.W // the space hangs out on the right
				}
				if d := drawn - sp.W; d > 0.01 || d < -0.01 {
					t.Errorf("%s, line %d: a span of %.2f is drawn %.2f wide", name, n, sp.W, drawn)
				}
				end = max(end, sp.X+sp.W)
			}
			if p.RightToLeft && (end < x+wide-0.01 || end > x+wide+0.01) {
				t.Errorf("%s, line %d ends at %.2f of %.2f", name, n, end, x+wide)
			}
		}
	}
}
