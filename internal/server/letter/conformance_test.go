package letter

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
	"golang.org/x/text/unicode/norm"

	"oso/internal/prose"
)

// Every kind of letter follows the rules of PDF/A-2a and PDF/UA-1 that a program
// can tell; docs/LETTER.md lists them.
func TestLettersFollowPDFAAndPDFUA(t *testing.T) {
	t.Parallel()
	all := variants()
	all["formed"] = formed()
	every := short()
	every.Answers[0].Text = ""
	for _, s := range scripts() {
		every.Answers[0].Text += s + "\n\n"
	}
	all["scripts"] = every
	notes := formed()
	notes.Notes = numbered(8, 500) // over several pages, and among the rows
	all["notes"] = notes
	right := formed()
	right.Assessment = "- " + strings.Repeat(arabic, 12) + "\n  - " + arabic + "[1] [2]\n\n1. " + arabic + "\n\n| " + arabic + " | الجرعة |\n| --- | --- |\n| ثانية | 12.5 |"
	all["right"] = right
	figures, withPictures := withFigures(t, 5)
	all["figures"] = figures
	for name, c := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := facts(len(c.Signers))
			if name == "figures" {
				f = withPictures
			}
			data, err := Render(t.Context(), &c, f, A4)
			if err != nil {
				t.Fatal(err)
			}
			for _, what := range conforms(t, data, c.Patient.Name, c.Patient.Native) {
				t.Error(what)
			}
		})
	}
}

// conforms tells which rules a letter breaks.
func conforms(t *testing.T, data []byte, names ...string) []string {
	t.Helper()
	r := read(t, data)
	r.file()
	r.about(names...)
	r.intent()
	r.headings()
	for _, e := range r.elems {
		r.element(e)
	}
	return r.broken
}

// What tells that a letter follows the rules tells of one that does not.
func TestABrokenLetterIsTold(t *testing.T) {
	t.Parallel()
	c, f := withFigures(t, 1)
	c.TextForm, c.Assessment, c.Notes = prose.Form, "| a | b |\n| --- | --- |\n| c | d |\n\n- e\n\nf [*1]", []string{"g"}
	data, err := Render(t.Context(), &c, f, A4)
	if err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{
		"/Marked true": "/Marked null", "/DisplayDocTitle true": "/DisplayDocTitle null", "/Tabs /S": "/Tabs /W",
		"<pdfaid:part>2": "<pdfaid:part>3", "<pdfaid:conformance>A": "<pdfaid:conformance>B", "<pdfuaid:part>1": "<pdfuaid:part>2",
		"/S /H2": "/S /H5", "/Scope /Column": "/Scope /Row   ", "/Alt <": "/Alx <", "/ListNumbering": "/ListNumberinX", "/ID (note-0000)": "/IX (note-0000)",
		"/S /LBody": "/S /LBodx", "/S /TR": "/S /TX", "/GTS_PDFA1": "/GTS_PDFX9", "/Subtype /CIDFontType2": "/Subtype /CIDFontType0", "OSOCUT+": "OSOcut+",
		"/StructParents 0": "/StructParents 9", "/Lang (en-US)": "/Lang (EN_US)", "%\xE2\xE3\xCF\xD3": "%abcd", "/W [0 [": "/W [7 [", "/BBox [": "/BBoy [",
		"/DeviceGray": "/DeviceCMYK"[:11], "(Identity)": "(Japan1  )", "/MCID 1>> ]": "/MCID 0>> ]",
	} {
		if !bytes.Contains(data, []byte(from)) || len(from) != len(to) {
			t.Errorf("%q is not in the letter, or changes its length", from)
			continue
		}
		if got := conforms(t, bytes.ReplaceAll(data, []byte(from), []byte(to)), c.Patient.Name); len(got) == 0 {
			t.Errorf("nobody notices %q", to)
		}
	}
}

// file: header, trailer, nothing that runs or is attached.
func (r *reader) file() {
	const first = "%PDF-1.7\n%"
	above := 0
	for _, b := range r.raw[len(first) : len(first)+4] {
		if b > 127 {
			above++
		}
	}
	if !bytes.HasPrefix(r.raw, []byte(first)) || above != 4 || r.raw[len(first)+4] != '\n' {
		r.breaks("PDF/A-2 6.1.2", "the file begins otherwise")
	}
	if !regexp.MustCompile(`/ID \[<[0-9A-F]{32}> <[0-9A-F]{32}>\]>>\nstartxref\n\d+\n%%EOF\n$`).Match(r.raw) {
		r.breaks("PDF/A-2 6.1.3", "the trailer has no identifier, or something follows it")
	}
	if r.x.Encrypt != nil {
		r.breaks("PDF/A-2 6.1.3", "the file is encrypted")
	}
	for _, k := range []string{"OpenAction", "AA", "Names", "AcroForm", "OCProperties", "Requirements", "Collection", "NeedsRendering"} {
		if r.catalog[k] != nil {
			r.breaks("PDF/A-2 6.4 to 6.11", "the catalog has %s", k)
		}
	}
}

// about: what the document says of itself, twice and the same, and of nobody.
func (r *reader) about(names ...string) {
	s, _, err := r.x.DereferenceStreamDict(r.catalog["Metadata"])
	if err != nil || s == nil {
		r.t.Fatalf("no metadata: %v", err)
	}
	if s.Dict["Filter"] != nil {
		r.breaks("PDF/A-2 6.6.2.1", "metadata are packed")
	}
	xmp := string(s.Raw)
	d := xml.NewDecoder(strings.NewReader(xmp))
	for {
		if _, err := d.Token(); err != nil {
			if err.Error() != "EOF" {
				r.breaks("PDF/A-2 6.6.2.1", "metadata are no XML: %v", err)
			}
			break
		}
	}
	info := r.dict(*r.x.Info)
	for want, clause := range map[string]string{
		"<pdfaid:part>2</pdfaid:part>":                                        "PDF/A-2 6.6.4",
		"<pdfaid:conformance>A</pdfaid:conformance>":                          "PDF/A-2 6.6.4",
		"<pdfuaid:part>1</pdfuaid:part>":                                      "PDF/UA-1 5",
		"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>":                      "PDF/A-2 6.6.2.3",
		`<rdf:li xml:lang="x-default">` + r.text(info["Title"]) + `</rdf:li>`: "PDF/A-2 6.6.3, PDF/UA-1 7.1",
		"<pdf:Producer>" + r.text(info["Producer"]) + "</pdf:Producer>":       "PDF/A-2 6.6.3",
		"<xmp:CreatorTool>" + r.text(info["Creator"]) + "</xmp:CreatorTool>":  "PDF/A-2 6.6.3",
		"<xmp:CreateDate>2026-11-22T00:00:00Z</xmp:CreateDate>":               "PDF/A-2 6.6.3",
	} {
		if !strings.Contains(xmp, want) {
			r.breaks(clause, "the metadata lack %s", want)
		}
	}
	if got := r.text(info["CreationDate"]); got != "D:20261122000000+00'00'" {
		r.breaks("PDF/A-2 6.6.3", "made at %s", got)
	}
	for _, n := range names {
		if n != "" && (strings.Contains(xmp, n) || strings.Contains(r.text(info["Title"]), n)) {
			r.breaks("R52", "the metadata name the patient")
		}
	}
	if mark := r.dict(r.catalog["MarkInfo"]); mark.BooleanEntry("Marked") == nil || !*mark.BooleanEntry("Marked") || mark["Suspects"] != nil {
		r.breaks("PDF/A-2 6.7.2, PDF/UA-1 7.1", "the document is not marked as tagged")
	}
	if view := r.dict(r.catalog["ViewerPreferences"]); view.BooleanEntry("DisplayDocTitle") == nil || !*view.BooleanEntry("DisplayDocTitle") {
		r.breaks("PDF/UA-1 7.1", "the window shows the file's name")
	}
	if lang := r.text(r.catalog["Lang"]); lang == "" {
		r.breaks("PDF/A-2 6.7.4, PDF/UA-1 7.2", "no language")
	} else {
		r.language(lang)
	}
}

// intent: what the colors mean.
func (r *reader) intent() {
	all := r.array(r.catalog["OutputIntents"])
	if len(all) != 1 {
		r.breaks("PDF/A-2 6.2.3", "%d output intents", len(all))
		return
	}
	d := r.dict(all[0])
	p := r.stream(d["DestOutputProfile"])
	if *d.NameEntry("S") != "GTS_PDFA1" || int(binary.BigEndian.Uint32(p)) != len(p) || string(p[12:20]) != "mntrRGB " || string(p[36:40]) != "acsp" || p[8] > 4 {
		r.breaks("PDF/A-2 6.2.3", "the profile is none for colors of three parts")
	}
	for i := range int(binary.BigEndian.Uint32(p[128:])) {
		e := p[132+12*i:]
		if at, n := binary.BigEndian.Uint32(e[4:]), binary.BigEndian.Uint32(e[8:]); int(at+n) > len(p) || at%4 != 0 {
			r.breaks("ICC.1", "the tag %s lies behind the end", e[:4])
		}
	}
}

// structure reads the tree and holds it against the pages.
func (r *reader) structure() {
	root := r.dict(r.catalog["StructTreeRoot"])
	kids := r.array(root["K"])
	if len(kids) != 1 {
		r.breaks("PDF/UA-1 7.1", "%d roots", len(kids))
	}
	r.elem(kids[0], refOf(r.catalog["StructTreeRoot"]), 0)
	parents := r.array(r.dict(root["ParentTree"])["Nums"])
	if len(parents) != 2*len(r.pages) {
		r.breaks("PDF 14.7.4.4", "the parent tree has %d pages of %d", len(parents)/2, len(r.pages))
	}
	ids := map[string]int{}
	if root["IDTree"] != nil {
		for _, leaf := range r.array(r.dict(root["IDTree"])["Kids"]) {
			names := r.array(r.dict(leaf)["Names"])
			for i := 0; i+1 < len(names); i += 2 {
				ids[r.text(names[i])] = refOf(names[i+1])
			}
		}
	}
	for _, e := range r.elems {
		if e.role == "Note" && (e.id == "" || ids[e.id] != e.ref) {
			r.breaks("PDF/UA-1 7.9", "a note has no name of its own")
		}
	}
	for i, p := range r.pages {
		refs := r.array(parents[2*i+1])
		for mark := range p.text {
			of, ok := p.of[mark]
			if !ok {
				r.breaks("PDF/UA-1 7.1", "page %d: content %d is in no element", i+1, mark)
			} else if mark >= len(refs) || refOf(refs[mark]) != of {
				r.breaks("PDF 14.7.4.4", "page %d: content %d has another parent in the tree", i+1, mark)
			}
		}
	}
}

func (r *reader) elem(o types.Object, parent, depth int) *readElem {
	d := r.dict(o)
	e := &readElem{ref: refOf(o), parent: parent, dict: d, role: *d.NameEntry("S"), alt: r.text(d["Alt"]), says: r.text(d["ActualText"]), lang: r.text(d["Lang"]), id: r.text(d["ID"]), depth: depth}
	r.elems = append(r.elems, e)
	if refOf(d["P"]) != parent {
		r.breaks("PDF 14.7.2", "a %s has another parent", e.role)
	}
	if e.lang != "" {
		r.language(e.lang)
	}
	for _, k := range r.array(d["K"]) {
		kid := r.dict(k)
		if s := kid.NameEntry("Type"); s != nil && *s == "MCR" {
			mark := *kid.IntEntry("MCID")
			for _, p := range r.pages {
				if p.ref != refOf(kid["Pg"]) {
					continue
				}
				if _, twice := p.of[mark]; twice {
					r.breaks("PDF 14.7.4.2", "content %d is of two elements", mark)
				}
				if _, there := p.text[mark]; !there {
					r.breaks("PDF 14.7.4.2", "a %s has content that is on no page", e.role)
				}
				p.of[mark] = e.ref
				e.text += p.text[mark]
			}
			continue
		}
		below := r.elem(k, e.ref, depth+1)
		e.kids = append(e.kids, below)
		e.text += below.text
	}
	if e.says != "" {
		e.text = e.says
	}
	return e
}

// headings begin with the first level and pass over none.
func (r *reader) headings() {
	last := 0
	for _, e := range r.elems {
		var level int
		if n, _ := fmt.Sscanf(e.role, "H%d", &level); n != 1 {
			continue
		}
		if level > last+1 || last == 0 && level != 1 {
			r.breaks("PDF/UA-1 7.4.2", "a heading of level %d after one of level %d", level, last)
		}
		heard := e.text
		for _, k := range e.kids {
			heard += k.alt
		}
		if strings.TrimSpace(heard) == "" {
			r.breaks("PDF/UA-1 7.4", "an empty heading")
		}
		last = level
	}
}

// element: each kind of element holds what the standard has in it.
func (r *reader) element(e *readElem) {
	roles := func(clause string, may ...string) {
		for _, k := range e.kids {
			if !slices.Contains(may, k.role) {
				r.breaks(clause, "a %s in a %s", k.role, e.role)
			}
		}
	}
	switch e.role {
	case "Document":
	case "H1": // the service's name, as words or as a picture of them
		roles("PDF 14.8.4", "Span", "Figure")
		for _, k := range e.kids {
			if place := r.dict(k.dict["A"]).NameEntry("Placement"); k.role == "Figure" && (place == nil || *place != "Inline") {
				r.breaks("PDF 14.8.5.4.2", "a heading holds a block")
			}
		}
	case "H2", "H3", "H4", "H5", "H6", "P", "Lbl", "Note", "Span":
		roles("PDF 14.8.4", "Span")
	case "L":
		roles("PDF/UA-1 7.6", "LI")
		if a := r.dict(e.dict["A"]); a.NameEntry("ListNumbering") == nil {
			r.breaks("PDF/UA-1 7.6", "a list does not say how it is numbered")
		}
	case "LI":
		roles("PDF/UA-1 7.6", "Lbl", "LBody")
		if len(e.kids) == 0 || e.kids[len(e.kids)-1].role != "LBody" {
			r.breaks("PDF/UA-1 7.6", "an item has no body")
		}
	case "LBody":
		roles("PDF/UA-1 7.6", "Span", "L")
	case "Table":
		roles("PDF/UA-1 7.5", "THead", "TBody")
		r.table(e)
	case "THead", "TBody":
		roles("PDF/UA-1 7.5", "TR")
	case "TR":
		roles("PDF/UA-1 7.5", "TH", "TD")
	case "TH":
		roles("PDF/UA-1 7.5", "Span")
		if a := r.dict(e.dict["A"]); a.NameEntry("Scope") == nil || *a.NameEntry("Scope") != "Column" {
			r.breaks("PDF/UA-1 7.5", "a head does not say of what")
		}
	case "TD":
		roles("PDF/UA-1 7.5", "Span")
	case "Figure":
		if strings.TrimSpace(e.alt) == "" {
			r.breaks("PDF/UA-1 7.3", "a figure has no text in its place")
		}
		if box := r.array(r.dict(e.dict["A"])["BBox"]); len(box) != 4 || number(box[2]) <= number(box[0]) || number(box[3]) <= number(box[1]) {
			r.breaks("PDF/UA-1 7.3", "a figure has no place")
		}
	default:
		r.breaks("PDF/A-2 6.7.3.4", "%s is no type of the standard", e.role)
	}
}

func (r *reader) table(e *readElem) {
	columns := -1
	for _, part := range e.kids {
		for _, row := range part.kids {
			if columns < 0 {
				columns = len(row.kids)
			}
			if len(row.kids) != columns {
				r.breaks("PDF/UA-1 7.5", "a row has %d cells of %d", len(row.kids), columns)
			}
		}
	}
}

// What is read aloud is what was written, whatever its direction.
func TestWhatIsReadAloudIsWhatWasWritten(t *testing.T) {
	t.Parallel()
	all := scripts()
	all["Hebrew points"] = "שָׁלוֹם עֲלֵיכֶם"
	all["Arabic vowels"] = "مُسْتَشْفَى ٱلسَّلَامِ"
	all["two lines"] = strings.Repeat("يحتاج المريض إلى 16 mg في اليوم. ", 12)
	for name, text := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := short()
			c.Answers[0].Text = text
			data, err := Render(t.Context(), &c, facts(1), A4)
			if err != nil {
				t.Fatal(err)
			}
			r := read(t, data)
			want := strings.TrimSpace(norm.NFC.String(text))
			for _, e := range r.elems {
				if e.role == "P" && strings.TrimSpace(e.text) == want {
					return
				}
			}
			for _, e := range r.elems {
				if e.role == "P" && strings.Contains(e.text, string([]rune(want)[:2])) {
					t.Logf("%q", e.text)
				}
			}
			t.Errorf("nothing reads %q", want)
		})
	}
}
