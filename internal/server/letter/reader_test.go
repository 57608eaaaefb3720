package letter

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// reader reads a letter as another program does: objects by a library that did
// not write them, pages operator by operator. What breaks a rule of the standards
// is kept, with the rule's clause.
type reader struct {
	t       *testing.T
	x       *model.XRefTable
	raw     []byte
	catalog types.Dict
	pages   []*readPage
	elems   []*readElem // in the order of reading
	used    map[string]bool
	broken  []string
}

type readPage struct {
	ref   int
	dict  types.Dict
	fonts map[string]*readFont
	text  map[int]string // of each marked content
	of    map[int]int    // element that each marked content is of
}

type readElem struct {
	ref, parent     int
	role, alt, says string
	lang, id        string
	dict            types.Dict
	kids            []*readElem
	text            string // what is read aloud
	depth           int
}

type readFont struct {
	name    string
	unicode map[uint16]string
	widths  []float64
	glyphs  []byte // CIDToGIDMap
	hmtx    []byte
	wide    int
	count   int
	upem    float64
}

func (r *reader) breaks(clause, format string, args ...any) {
	r.broken = append(r.broken, clause+": "+fmt.Sprintf(format, args...))
}

func read(t *testing.T, data []byte) *reader {
	t.Helper()
	ctx, err := api.ReadContext(bytes.NewReader(data), model.NewDefaultConfiguration())
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{t: t, x: ctx.XRefTable, raw: data, used: map[string]bool{}}
	if r.catalog, err = r.x.Catalog(); err != nil {
		t.Fatal(err)
	}
	r.tree(r.dict(r.catalog["Pages"]))
	for i := range r.pages {
		r.page(i)
	}
	r.structure()
	return r
}

func (r *reader) dict(o types.Object) types.Dict {
	d, err := r.x.DereferenceDict(o)
	if err != nil {
		r.t.Fatal(err)
	}
	return d
}

func (r *reader) array(o types.Object) types.Array {
	a, err := r.x.DereferenceArray(o)
	if err != nil {
		r.t.Fatal(err)
	}
	return a
}

func (r *reader) stream(o types.Object) []byte {
	s, _, err := r.x.DereferenceStreamDict(o)
	if err != nil || s == nil {
		r.t.Fatalf("no stream: %v", err)
	}
	for _, f := range s.FilterPipeline {
		if f.Name != "FlateDecode" {
			r.breaks("PDF/A-2 6.1.7", "a stream is packed with %s", f.Name)
		}
	}
	if _, ok := s.Dict["F"]; ok {
		r.breaks("PDF/A-2 6.1.7", "a stream lies in another file")
	}
	if err := s.Decode(); err != nil {
		r.t.Fatal(err)
	}
	return s.Content
}

// text is a text string, in whatever form it is written.
func (r *reader) text(o types.Object) string {
	if o == nil {
		return ""
	}
	o, err := r.x.Dereference(o)
	if err != nil {
		r.t.Fatal(err)
	}
	var b []byte
	switch v := o.(type) {
	case types.HexLiteral:
		b, _ = v.Bytes()
	case types.StringLiteral:
		b = []byte(v.Value())
	default:
		return ""
	}
	if len(b) >= 2 && b[0] == 0xFE && b[1] == 0xFF {
		return decode16(b[2:])
	}
	return string(b)
}

func decode16(b []byte) string {
	var u []uint16
	for i := 0; i+1 < len(b); i += 2 {
		u = append(u, binary.BigEndian.Uint16(b[i:]))
	}
	return string(utf16.Decode(u))
}

func refOf(o types.Object) int {
	if i, ok := o.(types.IndirectRef); ok {
		return int(i.ObjectNumber)
	}
	return 0
}

func number(o types.Object) float64 {
	switch v := o.(type) {
	case types.Integer:
		return float64(v)
	case types.Float:
		return float64(v)
	}
	return math.NaN()
}

func (r *reader) tree(d types.Dict) {
	for _, k := range r.array(d["Kids"]) {
		kid := r.dict(k)
		if *kid.NameEntry("Type") == "Pages" {
			r.tree(kid)
			continue
		}
		r.pages = append(r.pages, &readPage{ref: refOf(k), dict: kid, fonts: map[string]*readFont{}, text: map[int]string{}, of: map[int]int{}})
	}
}

func (r *reader) font(o types.Object) *readFont {
	d := r.dict(o)
	f := &readFont{unicode: map[uint16]string{}, name: *d.NameEntry("BaseFont")}
	if *d.NameEntry("Subtype") != "Type0" || *d.NameEntry("Encoding") != "Identity-H" {
		r.breaks("PDF/A-2 6.2.11.3", "%s is a font of another kind", f.name)
	}
	if !regexp.MustCompile(`^[A-Z]{6}\+`).MatchString(f.name) {
		r.breaks("PDF 9.6.4", "%s is not named as a cut", f.name)
	}
	below := r.dict(r.array(d["DescendantFonts"])[0])
	info := r.dict(below["CIDSystemInfo"])
	if *below.NameEntry("Subtype") != "CIDFontType2" || r.text(info["Registry"]) != "Adobe" || r.text(info["Ordering"]) != "Identity" {
		r.breaks("PDF/A-2 6.2.11.3.1", "%s has another system", f.name)
	}
	if *below.NameEntry("BaseFont") != f.name {
		r.breaks("PDF/A-2 6.2.11.2", "%s has two names", f.name)
	}
	if below["CIDToGIDMap"] == nil {
		r.breaks("PDF/A-2 6.2.11.3.2", "%s has no map of glyphs", f.name)
	}
	f.glyphs = r.stream(below["CIDToGIDMap"])
	w := r.array(below["W"])
	if len(w) != 2 || number(w[0]) != 0 {
		r.breaks("PDF 9.7.4.3", "%s has widths of another form", f.name)
	}
	for _, v := range r.array(w[1]) {
		f.widths = append(f.widths, number(v))
	}
	desc := r.dict(below["FontDescriptor"])
	if desc["FontFile2"] == nil {
		r.breaks("PDF/A-2 6.2.11.4", "%s is not in the file", f.name)
	}
	for _, k := range []string{"Flags", "FontBBox", "ItalicAngle", "Ascent", "Descent", "CapHeight", "StemV"} {
		if desc[k] == nil {
			r.breaks("PDF 9.8.1", "%s says no %s", f.name, k)
		}
	}
	r.program(f, r.stream(desc["FontFile2"]))
	r.unicode(f, string(r.stream(d["ToUnicode"])))
	return f
}

// program reads the widths out of a font itself.
func (r *reader) program(f *readFont, b []byte) {
	table := map[string][]byte{}
	for i := range int(binary.BigEndian.Uint16(b[4:])) {
		e := b[12+16*i:]
		at, n := binary.BigEndian.Uint32(e[8:]), binary.BigEndian.Uint32(e[12:])
		table[string(e[:4])] = b[at : at+n]
	}
	for _, need := range []string{"glyf", "loca", "head", "hhea", "hmtx", "maxp"} {
		if _, ok := table[need]; !ok {
			r.breaks("PDF 9.9", "the font %s has no table %s", f.name, need)
		}
	}
	f.upem = float64(binary.BigEndian.Uint16(table["head"][18:]))
	f.wide = int(binary.BigEndian.Uint16(table["hhea"][34:]))
	f.count = int(binary.BigEndian.Uint16(table["maxp"][4:]))
	f.hmtx = table["hmtx"]
	if n := len(table["loca"]); n != 4*(f.count+1) {
		r.breaks("PDF 9.9", "%s: places of %d glyphs, not of %d", f.name, n/4-1, f.count)
	}
}

func (r *reader) unicode(f *readFont, cmap string) {
	for _, m := range regexp.MustCompile(`(?m)^<([0-9A-F]{4})> <([0-9A-F]+)>$`).FindAllStringSubmatch(cmap, -1) {
		cid, _ := strconv.ParseUint(m[1], 16, 16)
		b, _ := types.HexLiteral(m[2]).Bytes()
		if m[1] != "0000" || m[2] != "FFFF" {
			f.unicode[uint16(cid)] = decode16(b)
		}
	}
}

// shown is one character identifier on a page.
func (r *reader) shown(f *readFont, cid uint16) string {
	if r.used[fmt.Sprint(f.name, cid)] {
		return f.unicode[cid]
	}
	r.used[fmt.Sprint(f.name, cid)] = true
	if int(cid) >= len(f.widths) || 2*int(cid)+2 > len(f.glyphs) {
		r.breaks("PDF/A-2 6.2.11.5", "%s: no width of %d", f.name, cid)
		return ""
	}
	gid := int(binary.BigEndian.Uint16(f.glyphs[2*cid:]))
	if cid == 0 || gid == 0 {
		r.breaks("PDF/A-2 6.2.11.8", "%s: the sign for a missing glyph is shown", f.name)
	}
	if gid >= f.count {
		r.breaks("PDF/A-2 6.2.11.4.1", "%s: glyph %d is not in the font", f.name, gid)
		return ""
	}
	at := min(gid, f.wide-1)
	if w := float64(binary.BigEndian.Uint16(f.hmtx[4*at:])) * 1000 / f.upem; math.Abs(w-f.widths[cid]) > 1 {
		r.breaks("PDF/A-2 6.2.11.5", "%s: %d is %g wide in the font and %g in the file", f.name, cid, w, f.widths[cid])
	}
	text := f.unicode[cid]
	if text == "" || strings.ContainsAny(text, "\x00\ufeff\ufffe") {
		r.breaks("PDF/A-2 6.2.11.7", "%s: %d stands for %q", f.name, cid, text)
	}
	for _, c := range text {
		if c >= 0xE000 && c <= 0xF8FF {
			r.breaks("PDF/A-2 6.2.11.7.3", "%s: %d stands for the private %U", f.name, cid, c)
		}
	}
	return text
}

// token is one of a page's operators' or operands.
var token = regexp.MustCompile(`<<|>>|<[0-9A-Fa-f]*>|\([^()]*\)|\[|\]|/[^\s<>\[\]()/]+|[^\s<>\[\]()/]+`)

type opened struct {
	artifact bool
	mcid     int
	actual   *string
}

// page walks over what is drawn.
func (r *reader) page(n int) {
	p := r.pages[n]
	if p.dict["Group"] != nil {
		r.breaks("PDF/A-2 6.2.10", "page %d has a group", n+1)
	}
	if p.dict["Annots"] != nil || p.dict["AA"] != nil {
		r.breaks("PDF/A-2 6.3 and 6.5", "page %d has annotations or acts", n+1)
	}
	if s := p.dict.NameEntry("Tabs"); s == nil || *s != "S" {
		r.breaks("PDF/UA-1 7.18.3", "page %d has no order of tabs", n+1)
	}
	if i := p.dict.IntEntry("StructParents"); i == nil || *i != n {
		r.breaks("PDF 14.7.4.4", "page %d is not in the parent tree", n+1)
	}
	resources := r.dict(p.dict["Resources"])
	for k := range resources {
		if k != "Font" && k != "XObject" {
			r.breaks("PDF/A-2 6.2.2", "page %d draws with %s", n+1, k)
		}
	}
	for name, o := range r.dict(resources["Font"]) {
		p.fonts[name] = r.font(o)
	}
	for _, o := range r.dict(resources["XObject"]) {
		r.image(o)
	}
	content := string(r.stream(p.dict["Contents"]))
	var stack []opened
	var args []string
	var font *readFont
	inText := false
	painted := func(what string) {
		artifact, marked := 0, 0
		for _, o := range stack {
			if o.artifact {
				artifact++
			}
			if o.mcid >= 0 {
				marked++
			}
		}
		if artifact+marked != 1 {
			r.breaks("PDF/UA-1 7.1", "page %d: %s stands in %d artifacts and %d elements", n+1, what, artifact, marked)
		}
	}
	say := func(text string) {
		for i := len(stack) - 1; i >= 0; i-- {
			if stack[i].actual != nil {
				return // said when it ends
			}
			if stack[i].mcid >= 0 {
				p.text[stack[i].mcid] += text
				return
			}
		}
	}
	for _, tok := range token.FindAllString(content, -1) {
		switch tok {
		case "BDC":
			o := opened{mcid: -1, artifact: args[0] == "/Artifact"}
			for i, a := range args {
				switch a {
				case "/MCID":
					o.mcid, _ = strconv.Atoi(args[i+1])
					if _, twice := p.text[o.mcid]; twice {
						r.breaks("PDF 14.7.4.2", "page %d has content %d twice", n+1, o.mcid)
					}
					p.text[o.mcid] = ""
				case "/ActualText":
					b, _ := types.HexLiteral(strings.Trim(args[i+1], "<>")).Bytes()
					s := decode16(b[2:])
					o.actual = &s
				case "/Lang":
					r.language(strings.Trim(args[i+1], "()"))
				}
			}
			stack = append(stack, o)
		case "EMC":
			if len(stack) == 0 {
				r.t.Fatal("an end without a beginning")
			}
			o := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if o.actual != nil {
				say(*o.actual)
			}
		case "Tf":
			if font = p.fonts[args[0][1:]]; font == nil {
				r.t.Fatalf("no font %s", args[0])
			}
		case "TJ":
			painted("text")
			for _, a := range args {
				if strings.HasPrefix(a, "<") {
					b, _ := types.HexLiteral(strings.Trim(a, "<>")).Bytes()
					for i := 0; i+1 < len(b); i += 2 {
						say(r.shown(font, binary.BigEndian.Uint16(b[i:])))
					}
				}
			}
		case "S", "f":
			painted("a line")
		case "Do":
			painted("a picture")
		case "BT", "ET":
			if inText == (tok == "BT") {
				r.breaks("PDF 9.4.1", "page %d: %s inside another", n+1, tok)
			}
			inText = tok == "BT"
		case "rg", "RG", "w", "m", "l", "re", "q", "Q", "cm", "Tm", "Ts", "Tr", "Tc":
		default:
			if c := tok[0]; c != '/' && c != '<' && c != '>' && c != '(' && c != '[' && c != ']' && c != '-' && c != '.' && (c < '0' || c > '9') {
				r.breaks("PDF/A-2 6.2.2", "page %d has the operator %s", n+1, tok)
			}
			args = append(args, tok)
			continue
		}
		args = nil
	}
	if len(stack) > 0 || inText {
		r.breaks("PDF 14.6.1", "page %d ends inside something", n+1)
	}
}

func (r *reader) image(o types.Object) {
	s, _, err := r.x.DereferenceStreamDict(o)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, k := range []string{"SMask", "Mask", "Alternates", "OPI", "Interpolate", "Intent"} {
		if s.Dict[k] != nil {
			r.breaks("PDF/A-2 6.2.8 and 6.2.10", "a picture has %s", k)
		}
	}
	if c := s.Dict.NameEntry("ColorSpace"); c == nil || *c != "DeviceRGB" && *c != "DeviceGray" {
		r.breaks("PDF/A-2 6.2.4.3", "a picture has another space of colors than the output intent's")
	}
}

var tagged = regexp.MustCompile(`^(und|[a-z]{2,3})(-[A-Z][a-z]{3})?(-[A-Z]{2})?$`)

func (r *reader) language(s string) {
	if !tagged.MatchString(s) {
		r.breaks("PDF/UA-1 7.2", "%q is no language", s)
	}
}
