package letter

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"golang.org/x/text/unicode/norm"

	"oso/internal/deed"
	"oso/internal/errs"
)

func TestLetterIsAValidPDFAndTheSameEachTime(t *testing.T) {
	t.Parallel()
	pages := map[string]int{"long": 3, "short": 1, "team": 4}
	for name, c := range variants() {
		for _, p := range []Paper{A4, US} {
			if strings.HasPrefix(name, "name-") && p == US {
				continue // differs in one line, which the paper does not touch
			}
			t.Run(name+" "+string(p), func(t *testing.T) {
				t.Parallel()
				data, err := Render(t.Context(), &c, facts(len(c.Signers)), p)
				if err != nil {
					t.Fatal(err)
				}
				conf := model.NewDefaultConfiguration()
				conf.ValidationMode = model.ValidationStrict
				if err := api.Validate(bytes.NewReader(data), conf); err != nil {
					t.Fatal(err)
				}
				again, err := Render(t.Context(), &c, facts(len(c.Signers)), p)
				if err != nil || !bytes.Equal(data, again) {
					t.Errorf("a second time gives other bytes: %v", err)
				}
				dims, err := api.PageDims(bytes.NewReader(data), nil)
				if err != nil {
					t.Fatal(err)
				}
				if want, ok := pages[name]; ok && len(dims) != want {
					t.Errorf("%d pages, want %d", len(dims), want)
				}
				if w := sheetOf(p).width; dims[0].Width-w > 0.1 || w-dims[0].Width > 0.1 {
					t.Errorf("%g points wide, want %g", dims[0].Width, w)
				}
				if bytes.Contains(data, []byte("/utf8")) || !bytes.Contains(data, []byte("/FontName /OSOCUT+SourceSerif4-Regular")) {
					t.Error("a font is not named as a cut")
				}
				if bytes.Contains(data, []byte(c.Patient.Name)) {
					t.Error("the patient's name stands in the PDF's own data")
				}
			})
		}
	}
}

// seen is a text as it is drawn: what only tells where not to break is a space.
func seen(s string) string {
	return strings.NewReplacer("\u00a0", " ", "\u2011", "-").Replace(s)
}

// said is all that the rows say, in reading order, spaces evened out.
func said(l *letter) string {
	var b strings.Builder
	add := func(rows []row) {
		for _, r := range rows {
			for _, s := range r.spans {
				b.WriteString(s.Text)
				b.WriteByte(' ')
			}
		}
	}
	add(l.rows)
	for _, n := range l.notes {
		add(n)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func TestLetterSaysAllThatWasSigned(t *testing.T) {
	t.Parallel()
	c := variants()["team"]
	l, err := compose(t.Context(), &c, facts(3), A4)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(said(l), " ", "")
	want := []string{c.Addressee.Name, c.Addressee.Clinic, c.Patient.Name, c.Patient.Native, c.Thanks, c.Change, c.Complaint, c.History, c.Recommendation,
		"4417 203 958, version 2", "1 Dec 1949", "Correction, replaces version 1", "22 Nov 2026, 16:20 EST (UTC-5)", "Approved and released by Helen Marsh", "Wrote: Review of pathology", "By Lucía Castellanos, MD",
		"Not answered. I do not know which trials", "7F3A 91C2 0D4E 58B6 E17C A903 55D1 C0AA 7F3A", "litigation, arbitration", "Nobody from the service examined"}
	want = append(want, c.Addressee.Lines...)
	want = append(want, c.Reviewed...)
	want = append(want, c.Limits...)
	want = append(want, c.References...)
	for _, s := range c.Signers {
		want = append(want, strings.Fields(strings.Join([]string{s.Name, s.Specialty, s.Position, s.Certification, s.Part}, " "))...)
	}
	for i, a := range c.Answers {
		want = append(want, fmt.Sprintf("Question %d", i+1), a.Question)
		for _, p := range a.Parts {
			want = append(want, p.Question)
		}
	}
	for _, s := range slices.Concat(c.Scenarios, c.Findings) {
		want = append(want, s.Heading)
	}
	for _, w := range want {
		for p := range strings.SplitSeq(w, "\n\n") {
			if !strings.Contains(text, strings.ReplaceAll(seen(p), " ", "")) {
				t.Errorf("the letter lacks %q", p)
			}
		}
	}
	for _, s := range []string{"transformation.1", "series;2,3no trial", "a year†", "I advise.*", "* A marrow", "† The rate"} {
		if !strings.Contains(text, strings.ReplaceAll(s, " ", "")) {
			t.Errorf("a mark is missing: %q", s)
		}
	}
}

// random makes a letter of texts of many lengths.
func random(r *rand.Rand) deed.Content {
	words := strings.Fields("the node measures 4.1 cm and lies at the left renal hilum where nothing was seen in May so that I would not wait [1] longer than 3 weeks before she is treated with 16 mg [*1] of dexamethasone and then again after the second dose Nwosu-Bergström")
	text := func(most int) string {
		var out []string
		for range r.IntN(most + 1) {
			var p []string
			for range 1 + r.IntN(90) {
				p = append(p, words[r.IntN(len(words))])
			}
			s := strings.Join(p, " ")
			if r.IntN(5) == 0 {
				s = "- " + strings.Join(p, " ") + "\n- an item\n- another"
			}
			out = append(out, s)
		}
		return strings.Join(out, "\n\n")
	}
	c := base()
	c.Thanks, c.Complaint, c.History, c.Assessment, c.Recommendation = text(2), text(1), text(4), text(3), text(2)
	c.Notes = []string{text(1) + " a note", "a note nobody points to"}
	c.References = []string{"A reference that is long enough to take two lines in the letter, with authors, title and a journal 2024; 1: 1–2."}
	for range r.IntN(6) {
		a := deed.Answer{Question: "Does " + text(1) + " help?", Text: text(3) + " an answer"}
		for range r.IntN(4) {
			a.Parts = append(a.Parts, deed.PartAnswer{Question: "part " + words[r.IntN(len(words))], Text: text(2)})
		}
		c.Answers = append(c.Answers, a)
	}
	for range r.IntN(3) {
		c.Scenarios = append(c.Scenarios, deed.Section{Heading: "If so", Text: text(1) + " then"})
	}
	for range r.IntN(4) {
		c.Signers = append(c.Signers, c.Signers[0])
	}
	return c
}

func TestPagesOfManyLetters(t *testing.T) {
	t.Parallel()
	n := 20
	if testing.Short() {
		n = 10
	}
	for seed := range n {
		r := rand.New(rand.NewPCG(uint64(seed), 1))
		c := random(r)
		paper := []Paper{A4, US}[seed%2]
		l, err := compose(t.Context(), &c, facts(len(c.Signers)), paper)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		checkPages(t, fmt.Sprintf("seed %d", seed), l, paper)
	}
}

func dealt(t *testing.T, l *letter) []page {
	t.Helper()
	pages, err := l.paginate()
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

func checkPages(t *testing.T, name string, l *letter, paper Paper) {
	t.Helper()
	pages := dealt(t, l)
	s := sheetOf(paper)
	var rows, notes, lines = 0, []int{}, 0
	for n, p := range pages {
		lines += len(p.foot)
		if len(p.rows) == 0 {
			if len(p.foot) == 0 {
				t.Errorf("%s: page %d is empty", name, n+1)
			}
			continue
		}
		y := nextTop
		if n == 0 {
			y = l.firstRow()
		}
		again := 0 // heads of tables
		for i, r := range p.rows {
			if i > 0 {
				y += r.before
			}
			y += r.height
			if r.repeated {
				again++
				continue
			}
			if got, want := len(r.spans), len(l.rows[rows+i-again].spans); got != want {
				t.Errorf("%s: page %d, row %d is another row", name, n+1, i)
			}
			for _, sp := range r.spans {
				if sp.X+sp.W > fullW+0.5 {
					t.Errorf("%s: a line runs out of the page", name)
				}
			}
			for _, note := range r.notes {
				if !slices.Contains(notes, note) && !slices.Contains(p.notes, note) {
					t.Errorf("%s: page %d points to note %d, which is not on it", name, n+1, note)
				}
			}
		}
		rows += len(p.rows) - again
		for _, note := range p.notes {
			if slices.Contains(notes, note) {
				t.Errorf("%s: note %d is there twice", name, note)
			}
		}
		notes = append(notes, p.notes...)
		h := footHeight(p.foot)
		if y+h > s.height-s.bottom+0.1 {
			t.Errorf("%s: page %d overflows", name, n+1)
		}
		// A glued row heads a page only where more than a page is glued together.
		if n > 0 && p.rows[again].glue && !l.tooLongToKeep(rows-len(p.rows)+again, paper) {
			t.Errorf("%s: page %d parts what belongs together", name, n+1)
		}
	}
	if rows != len(l.rows) {
		t.Errorf("%s: %d rows on the pages, %d in the letter", name, rows, len(l.rows))
	}
	for i, n := range l.notes {
		if lines -= len(n); (len(n) > 0) != slices.Contains(notes, i) {
			t.Errorf("%s: note %d is on no page", name, i)
		}
	}
	if lines != 0 {
		t.Errorf("%s: %+d lines of notes on the pages", name, lines)
	}
}

// tooLongToKeep tells whether the group around row i is higher than what a
// page has beside the notes.
func (l *letter) tooLongToKeep(i int, paper Paper) bool {
	first, last := i, i
	for first > 0 && l.rows[first].glue {
		first--
	}
	for last+1 < len(l.rows) && l.rows[last+1].glue {
		last++
	}
	h := footHeight(slices.Concat(l.notes...))
	for _, r := range l.rows[first : last+1] {
		h += r.before + r.height
	}
	s := sheetOf(paper)
	return h > s.height-s.bottom-nextTop
}

func rowOf(t *testing.T, l *letter, text string) int {
	t.Helper()
	for i, r := range l.rows {
		for _, s := range r.spans {
			if strings.Contains(s.Text, text) {
				return i
			}
		}
	}
	t.Fatalf("no row says %q", text)
	return 0
}

func TestWhatStaysTogether(t *testing.T) {
	t.Parallel()
	c := long()
	l, err := compose(t.Context(), &c, facts(1), A4)
	if err != nil {
		t.Fatal(err)
	}
	glued := func(what string, from, to int) {
		t.Helper()
		for i := from + 1; i <= to; i++ {
			if !l.rows[i].glue {
				t.Errorf("%s: a page may end between its lines %d and %d", what, i-from, i-from+1)
			}
		}
	}
	q := rowOf(t, l, "Is a CD20×CD3")
	glued("question and three lines of its answer", q, q+4)
	if l.rows[q].glue {
		t.Error("a question is tied to what stands before it")
	}
	sign := rowOf(t, l, "Sincerely,")
	glued("signature and two lines of text", sign-2, rowOf(t, l, "Approved and released by"))
	p := rowOf(t, l, "Retroperitoneal nodes, the largest")
	glued("a paragraph of three lines", p, p+2)
	w := rowOf(t, l, "Follicular lymphoma grade 2, stage III")
	glued("the first two lines", w, w+1)
	glued("the last two lines", w+3, w+4)
	second := rowOf(t, l, "Response rates are close")
	glued("the first two lines of a later paragraph", second, second+1)
	if l.rows[w+2].glue {
		t.Error("a paragraph of five lines cannot be parted at all")
	}
}

func TestPieces(t *testing.T) {
	t.Parallel()
	got := pieces("One\ntwo\n\n- a\n- b\nafter\n\n\n\n  last  ")
	want := []piece{{text: "One\ntwo"}, {text: "a", item: true, first: true}, {text: "b", item: true}, {text: "after"}, {text: "last"}}
	if !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
}

// A number that points to nothing is no mark of a reference (S10; TestProof flags it).
func TestMarksOnlyWhereTheyPointToSomething(t *testing.T) {
	t.Parallel()
	c := short()
	c.Answers[0].Text = "See [1], [2], [*1] and [*2]."
	c.References, c.Notes = []string{"One reference."}, []string{"One note."}
	l, err := compose(t.Context(), &c, facts(1), A4)
	if err != nil {
		t.Fatal(err)
	}
	if text := strings.ReplaceAll(said(l), " ", ""); !strings.Contains(text, "See1,[2],*and[*2].") {
		t.Errorf("%s", text)
	}
}

func TestWhatCannotBePrintedIsRefused(t *testing.T) {
	t.Parallel()
	c := short()
	c.Answers[0].Text = "She wrote 🙏."
	if _, err := Render(t.Context(), &c, facts(1), A4); !errs.Is(err, errs.Invalid) {
		t.Errorf("%v", err)
	}
	c = short()
	c.Date = "22 Nov"
	if _, err := Render(t.Context(), &c, facts(1), A4); !errs.Is(err, errs.Invalid) {
		t.Errorf("%v", err)
	}
	c = short()
	c.Patient.Name = " "
	if _, err := Render(t.Context(), &c, facts(1), A4); !errs.Is(err, errs.Invalid) {
		t.Errorf("%v", err)
	}
	for _, ok := range []string{"≥ ≤ → † ‡ × µ CD4⁺ β₂ ½ °C ♀", "She said: شكرا.", "王建国", "김민준", "Ωμέγα Надежда Nguyễn"} {
		c = short()
		c.Answers[0].Text = ok
		if _, err := Render(t.Context(), &c, facts(1), A4); err != nil {
			t.Errorf("%q: %v", ok, err)
		}
	}
}

func TestNativeNameOnlyWhereItCanBeSet(t *testing.T) {
	t.Parallel()
	for native, printed := range map[string]string{
		"陳曉明": "陳曉明", "Надежда": "Надежда", "김민준": "김민준", "יעל": "יעל",
		"فاطمة": "فاطمة", "สมชาย": "สมชาย", "प्रिया": "प्रिया", "יָעֵל": "יָעֵל", "𠮷田": "",
	} {
		c := short()
		c.Patient.Native = native
		l, err := compose(t.Context(), &c, facts(1), A4)
		if err != nil {
			t.Errorf("%s: %v", native, err)
			continue
		}
		text := strings.ReplaceAll(said(l), " ", "")
		if printed == "" && !strings.Contains(text, "ChenXiaoming,male") {
			t.Errorf("%s: the Latin form does not stand alone", native)
		}
		if printed != "" && !strings.Contains(text, norm.NFC.String(printed)) {
			t.Errorf("%s is not in the letter", native)
		}
	}
}

// A time in a letter is of the service’s zone, and names it (S17).
func TestSayTime(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 21, 20, 0, 0, time.UTC)
	for want, zone := range map[string]*time.Location{
		"22 Nov 2026, 16:20 EST (UTC-5)":    boston,
		"22 Nov 2026, 21:20 UTC":            time.UTC,
		"23 Nov 2026, 02:50 IST (UTC+5:30)": time.FixedZone("IST", 5*3600+1800),
		"23 Nov 2026, 03:05 UTC+5:45":       time.FixedZone("+0545", 5*3600+2700),
	} {
		if got := seen(sayTime(at.In(zone))); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestPreviewIsMarked(t *testing.T) {
	t.Parallel()
	c := short()
	l, err := compose(t.Context(), &c, Facts{}, A4)
	if err != nil {
		t.Fatal(err)
	}
	if text := said(l); strings.Contains(text, "Approved") || !strings.Contains(text, "Not signed yet") || strings.Contains(text, "Fingerprint") {
		t.Errorf("a preview says more than is so: %s", text)
	}
}
