package prose

import (
	"encoding/json"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write what the table says of its inputs anew")

// example is a line of the table that Go and the pages are both held against.
type example struct {
	Name     string `json:"name"`
	In       string `json:"in"`                 // as somebody typed it
	Spelling string `json:"spelling,omitempty"` // the one spelling; empty: as typed
	Text     Text   `json:"text"`
	Plain    string `json:"plain"`
}

// escaped is a plain text and what it is in the form.
type escaped struct {
	Name  string `json:"name"`
	Plain string `json:"plain"`
	Prose string `json:"prose"`
}

// lined is a text of one line.
type lined struct {
	Name    string   `json:"name"`
	In      string   `json:"in"`
	Inlines []Inline `json:"inlines"`
	Plain   string   `json:"plain"`
}

func table[T any](t testing.TB, name string) []T {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "prose", name))
	if err != nil {
		t.Fatal(err)
	}
	var all []T
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func write(t *testing.T, name string, all any) {
	t.Helper()
	var s strings.Builder
	e := json.NewEncoder(&s)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(all); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("testdata", "prose", name), []byte(s.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestExamples(t *testing.T) {
	all := table[example](t, "examples.json")
	if *update {
		for i := range all {
			e := &all[i]
			e.Text = Parse(e.In)
			if e.Text == nil {
				e.Text = Text{}
			}
			if e.Spelling = e.Text.String(); e.Spelling == e.In {
				e.Spelling = ""
			}
			e.Plain = e.Text.Plain()
		}
		write(t, "examples.json", all)
	}
	if len(all) < 40 {
		t.Fatalf("the table has %d lines: is it whole?", len(all))
	}
	for _, e := range all {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			got := Parse(e.In)
			if !same(t, got, e.Text) {
				t.Errorf("reads as\n%s\nwant\n%s", asJSON(t, got), asJSON(t, e.Text))
			}
			want := e.Spelling
			if want == "" {
				want = e.In
			}
			if s := got.String(); s != want {
				t.Errorf("spelled\n%q\nwant\n%q", s, want)
			}
			if s := Plain(e.In); s != e.Plain {
				t.Errorf("plain\n%q\nwant\n%q", s, e.Plain)
			}
			holds(t, e.In)
		})
	}
}

func TestEscape(t *testing.T) {
	all := table[escaped](t, "escape.json")
	if *update {
		for i := range all {
			all[i].Prose = Escape(all[i].Plain)
		}
		write(t, "escape.json", all)
	}
	for _, e := range all {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			if got := Escape(e.Plain); got != e.Prose {
				t.Errorf("got\n%q\nwant\n%q", got, e.Prose)
			}
			if got, want := words(Plain(Escape(e.Plain))), words(e.Plain); got != want {
				t.Errorf("says\n%q\nwant\n%q", got, want)
			}
		})
	}
}

func TestParseLine(t *testing.T) {
	all := table[lined](t, "lines.json")
	if *update {
		for i := range all {
			e := &all[i]
			e.Inlines, e.Plain = append([]Inline{}, ParseLine(e.In)...), PlainLine(e.In)
		}
		write(t, "lines.json", all)
	}
	for _, e := range all {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			if got := append([]Inline{}, ParseLine(e.In)...); !reflect.DeepEqual(got, e.Inlines) {
				t.Errorf("reads as\n%s\nwant\n%s", asJSON(t, got), asJSON(t, e.Inlines))
			}
			if got := PlainLine(e.In); got != e.Plain {
				t.Errorf("plain\n%q\nwant\n%q", got, e.Plain)
			}
			if got := words(PlainLine(Escape(e.In))); got != words(e.In) {
				t.Errorf("escaped, it says %q", got)
			}
		})
	}
}

func TestSays(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{
		"": false, " \n\n\u00a0": false, "-\n  -": false, "| |\n| --- |\n| |": false, "a": true, "- a": true, "-\n  1. a": true, "| |\n| --- |\n| a |": true, "**": true, "#": true,
	} {
		if got := Says(s); got != want {
			t.Errorf("Says(%q) is %v", s, got)
		}
	}
}

// words are a text's words and their order, whatever the space between them.
func words(s string) string { return strings.Join(strings.Fields(s), " ") }

func asJSON(t testing.TB, v any) string {
	t.Helper()
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// same tells whether two trees are one, nil and empty lists being alike.
func same(t testing.TB, a, b Text) bool {
	return len(a) == 0 && len(b) == 0 || asJSON(t, a) == asJSON(t, b)
}

// holds is what holds of every string.
func holds(t testing.TB, s string) {
	t.Helper()
	tree := Parse(s)
	spelled := tree.String()
	if again := Parse(spelled); !same(t, again, tree) {
		t.Fatalf("%q is spelled %q, which reads as\n%s\nwant\n%s", s, spelled, asJSON(t, again), asJSON(t, tree))
	}
	if again := Parse(spelled).String(); again != spelled {
		t.Fatalf("%q is spelled %q and then %q", s, spelled, again)
	}
	plain := Escape(s)
	if got, want := words(Plain(plain)), words(strings.ReplaceAll(oneEnd(s), "\n", " \n ")); got != want {
		t.Fatalf("escaped, %q is %q, which says %q, want %q", s, plain, got, want)
	}
	if again := Parse(plain).String(); again != plain {
		t.Fatalf("%q is escaped as %q, spelled %q", s, plain, again)
	}
}

// TestAnyStringIsAText tries strings of the form's own signs, where they are
// thickest.
func TestAnyStringIsAText(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	bits := strings.Split("**|_|^|~|*|\\|[|]|[1]|[*1]|[Figure 2]|a|b| |  |\n|\n\n|- |1. |12. |# |## |\\||--- \\||:--|\\/|é|≤|-|.|/|\t|\u00a0", "|")
	for i := range bits {
		bits[i] = strings.ReplaceAll(bits[i], "\\/", "/")
	}
	bits = append(bits, "|", "| a |", "\n| --- |\n", "\n  ", "\n    - ", `\/`, `\`)
	for range 8000 {
		var s strings.Builder
		for range 1 + r.IntN(14) {
			s.WriteString(bits[r.IntN(len(bits))])
		}
		holds(t, s.String())
	}
}

// TestTreesComeBack makes trees and has them written and read: what the form
// holds comes back as it was.
func TestTreesComeBack(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for range 1500 {
		tree := anyText(r)
		once := Parse(tree.String()) // in its one form
		if again := Parse(once.String()); !same(t, again, once) {
			t.Fatalf("%s\ncame back from %q as\n%s", asJSON(t, once), once.String(), asJSON(t, again))
		}
		if a, b := tree.String(), once.String(); a != b {
			t.Fatalf("%s\nis spelled %q and, read, %q", asJSON(t, tree), a, b)
		}
		// Nothing that was said is lost, and each character looks as it did.
		if got, want := looks(once), looks(tree); !reflect.DeepEqual(got, want) {
			t.Fatalf("%s\nspelled %q\nlooks like\n%v\nwant\n%v", asJSON(t, tree), tree.String(), got, want)
		}
	}
}

// looks is every character of a text that is seen, with its style, in order.
func looks(t Text) (out []string) {
	var blocks func(all []Block)
	inlines := func(all []Inline) {
		for _, in := range all {
			for _, r := range in.Text {
				if r != ' ' && r != '\t' && r != '\n' {
					out = append(out, string(r)+":"+string('0'+rune(in.style())))
				}
			}
		}
	}
	blocks = func(all []Block) {
		for _, b := range all {
			inlines(b.Inlines)
			for _, row := range b.Rows {
				for _, c := range row {
					inlines(c)
				}
			}
			for _, item := range b.Items {
				blocks(item)
			}
		}
	}
	blocks(t)
	return out
}

func anyText(r *rand.Rand) Text {
	var t Text
	for range 1 + r.IntN(4) {
		b := Block{Kind: Paragraph, Inlines: anyInlines(r, true)}
		switch r.IntN(5) {
		case 0:
			b = Block{Kind: Heading, Level: 1 + r.IntN(2), Inlines: anyInlines(r, false)}
		case 1, 2:
			b = anyList(r, 0)
		case 3:
			columns := 1 + r.IntN(3)
			b = Block{Kind: Table, Align: make([]Align, columns)}
			for i := range b.Align {
				b.Align[i] = []Align{AlignStart, AlignLeft, AlignRight}[r.IntN(3)]
			}
			for range 1 + r.IntN(3) {
				row := make([]Cell, columns)
				for i := range row {
					row[i] = anyInlines(r, true)
				}
				b.Rows = append(b.Rows, row)
			}
		}
		t = append(t, b)
	}
	return t
}

func anyList(r *rand.Rand, level int) Block {
	b := Block{Kind: List, Ordered: r.IntN(2) == 0, Start: r.IntN(12)}
	for range 1 + r.IntN(3) {
		var item []Block
		if r.IntN(6) > 0 {
			item = append(item, Block{Kind: Paragraph, Inlines: anyInlines(r, true)})
		}
		for level < MaxLevel && r.IntN(3) == 0 {
			item = append(item, anyList(r, level+1))
		}
		b.Items = append(b.Items, item)
	}
	return b
}

func anyInlines(r *rand.Rand, breaks bool) []Inline {
	bits := strings.Split("a|b c| |  d|e |*|**|_|^|~|\\|[1]|[Figure 2]|[|]|- |1. |# |12|.|é|HLA-B*27|10^9/L|~5 mm|\\/|[CT_x*y, 3]", "|")
	bits = append(bits, "|", "a|b", "| --- |", "[x|y]")
	var out []Inline
	for range 1 + r.IntN(6) {
		if breaks && r.IntN(8) == 0 {
			out = append(out, Inline{Break: true})
			continue
		}
		one, other := style(r.IntN(16)), style(r.IntN(16)) // what both have: seldom much
		out = append(out, inline(bits[r.IntN(len(bits))], one&other))
	}
	return out
}

// TestLongTexts reads what would take for ever if it took more than a few times
// as long as its length.
func TestLongTexts(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]string{
		"signs":    strings.Repeat("**_^~", 30_000),
		"openers":  strings.Repeat("**a _b ^c ~d ", 20_000),
		"brackets": strings.Repeat("[", 100_000),
		"long":     strings.Repeat("[a", 20_000),
		"items":    strings.Repeat("    - a\n", 20_000),
		"numbers":  strings.Repeat("1. a\n  - b\n", 15_000),
		"lines":    "- a\n" + strings.Repeat("  b\n", 70_000),
		"lists":    "- a\n" + strings.Repeat("  - b\n  1. c\n", 18_000),
		"rows":     "|" + strings.Repeat(" a |", 19) + "\n|" + strings.Repeat(" - |", 19) + "\n" + strings.Repeat("|\n", 20_000),
		"strokes":  strings.Repeat("|", 100_000),
		"columns":  strings.Repeat("| a ", 20_000) + "|\n" + strings.Repeat("|-", 20_000) + "|\n" + strings.Repeat("|\n", 20_000),
		"cells":    "| a |\n| - |\n" + strings.Repeat("| a ", 100_000),
		"escapes":  strings.Repeat(`\`, 100_001),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tree := Parse(s)
			if out := tree.String(); len(out) > 4*len(s)+200 && name != "rows" {
				t.Errorf("%d bytes are spelled in %d", len(s), len(out))
			}
			if out := tree.Plain(); len(out) > 4*len(s) && name != "rows" {
				t.Errorf("%d bytes say %d", len(s), len(out))
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	for _, e := range table[example](f, "examples.json") {
		f.Add(e.In)
	}
	for _, e := range table[escaped](f, "escape.json") {
		f.Add(e.Plain)
	}
	f.Fuzz(func(t *testing.T, s string) { holds(t, s) })
}
