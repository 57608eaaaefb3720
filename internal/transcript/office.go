package transcript

import (
	"archive/zip"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"oso/internal/clinical"
	"oso/internal/errs"
)

// mostPart is how much is read of one part of an Office document, mostParts how
// many parts of a kind.
const mostPart, mostParts = 32 << 20, 60

// office reads the words of a document of Word, Excel, PowerPoint or Writer.
func office(r io.ReaderAt, size int64) (*Tree, error) {
	z, err := clinical.OpenZIP(r, size)
	if err != nil {
		return nil, errs.Wrap(err, errs.Unreadable, op, "This document is damaged and cannot be read. It is kept as it is; ask for a new copy.")
	}
	o := &officeFile{z: z, b: newBuilder(Office), left: 2 * mostPart}
	switch {
	case o.has("word/document.xml"):
		o.word()
	case o.has("xl/workbook.xml"):
		o.workbook()
	case o.has("ppt/presentation.xml"):
		o.slides()
	case o.has("content.xml"):
		o.openDocument()
	default:
		return nil, none()
	}
	return o.b.tree(), nil
}

type officeFile struct {
	z    *zip.Reader
	b    *builder
	left int64 // bytes that may still be unpacked
}

func (o *officeFile) has(name string) bool {
	return slices.ContainsFunc(o.z.File, func(f *zip.File) bool { return f.Name == name })
}

// part reads one part; nil where there is none, or it cannot be read.
func (o *officeFile) part(name string) *node {
	for _, f := range o.z.File {
		if f.Name != name {
			continue
		}
		in, err := f.Open()
		if err != nil {
			return nil
		}
		defer in.Close()
		most := min(o.left, mostPart)
		data, err := io.ReadAll(io.LimitReader(in, most))
		o.left -= int64(len(data))
		if err != nil || int64(len(data)) == most {
			o.b.t.Cut = true
		}
		return parse(data)
	}
	return nil
}

// parts are the names that fit a pattern, by their numbers.
func (o *officeFile) parts(pattern string) []string {
	var out []string
	for _, f := range o.z.File {
		if ok, _ := path.Match(pattern, f.Name); ok {
			out = append(out, f.Name)
		}
	}
	number := func(s string) int {
		n, _ := strconv.Atoi(strings.Trim(path.Base(s), "abcdefghijklmnopqrstuvwxyz."))
		return n
	}
	slices.SortFunc(out, func(a, b string) int { return number(a) - number(b) })
	if len(out) > mostParts {
		out, o.b.t.Cut = out[:mostParts], true
	}
	return out
}

func (o *officeFile) word() {
	for _, name := range o.parts("word/header*.xml") {
		o.wordBlocks(o.part(name), 0)
	}
	o.wordBlocks(o.part("word/document.xml").child("body"), 0)
	for _, name := range append(o.parts("word/footnotes.xml"), o.parts("word/footer*.xml")...) {
		o.wordBlocks(o.part(name), 0)
	}
}

func (o *officeFile) wordBlocks(x *node, depth int) {
	if x == nil || depth > deepest {
		return
	}
	for _, c := range x.nodes {
		switch c.name {
		case "p":
			text, style := wordText(c), c.child("pPr", "pStyle").get("val")
			switch {
			case strings.HasPrefix(strings.ToLower(style), "heading"), strings.EqualFold(style, "title"):
				level, _ := strconv.Atoi(strings.Trim(strings.ToLower(style), "headingtl "))
				o.b.heading(level+1, text)
			case c.child("pPr", "numPr") != nil:
				level, _ := strconv.Atoi(c.child("pPr", "numPr", "ilvl").get("val"))
				o.b.entry(level, text)
			default:
				o.b.paragraph(text)
			}
			o.boxes(c, depth+1)
		case "tbl":
			var rows [][]string
			cells := 0
			for _, tr := range c.children("tr") {
				row := make([]string, times(tr.child("trPr", "gridBefore").get("val"), 0, mostWide))
				for _, tc := range tr.children("tc") {
					var cell []string
					for _, p := range tc.nodes {
						if s := strings.TrimSpace(wordText(p)); s != "" {
							cell = append(cell, s)
						}
					}
					row = append(row, strings.Join(cell, "\n"))
					wide := times(tc.child("tcPr", "gridSpan").get("val"), 1, mostWide)
					if len(row)+wide > 2*mostWide {
						o.b.t.Cut = true
						break
					}
					row = append(row, make([]string, wide-1)...)
				}
				if cells += len(row); cells > mostCells {
					o.b.t.Cut = true
					break
				}
				rows = append(rows, row)
			}
			o.b.table(nil, rows)
		case "sdt", "sdtContent", "footnote", "ins", "txbxContent":
			o.wordBlocks(c, depth+1)
		}
	}
}

// boxes adds the texts of boxes within a paragraph.
func (o *officeFile) boxes(x *node, depth int) {
	if depth > deepest*2 {
		return
	}
	for _, c := range x.nodes {
		switch c.name {
		case "txbxContent":
			o.wordBlocks(c, depth)
		case "Fallback": // the same once more, for older programs
		default:
			o.boxes(c, depth+1)
		}
	}
}

// wordText is a paragraph's text, without boxes and what was deleted.
func wordText(x *node) string {
	var b strings.Builder
	var walk func(*node)
	level := "" // of the run, to the line
	walk = func(x *node) {
		switch x.name {
		case "r":
			level = x.child("rPr", "vertAlign").get("val")
		case "t":
			b.WriteString(leveled(x.words(), level))
			return
		case "tab":
			b.WriteByte('\t')
		case "br", "cr":
			b.WriteByte('\n')
		case "del", "delText", "txbxContent", "Fallback", "instrText":
			return
		}
		for _, c := range x.nodes {
			if c.name != "" {
				walk(c)
			}
		}
	}
	walk(x)
	return b.String()
}

// leveled is the text of a run of Word or Excel that may stand above or below the line.
func leveled(s, level string) string {
	if level != "superscript" && level != "subscript" {
		return s
	}
	return clinical.Raised(s, level == "subscript")
}

func (o *officeFile) workbook() {
	var shared []string
	if x := o.part("xl/sharedStrings.xml"); x != nil {
		for _, si := range x.children("si") {
			var b strings.Builder
			for _, c := range si.nodes {
				if c.name == "t" {
					b.WriteString(c.words())
				} else if c.name == "r" {
					b.WriteString(leveled(c.child("t").words(), c.child("rPr", "vertAlign").get("val")))
				}
			}
			shared = append(shared, b.String())
		}
	}
	names := o.part("xl/workbook.xml").child("sheets").children("sheet")
	for i, name := range o.parts("xl/worksheets/sheet*.xml") {
		if i < len(names) {
			o.b.heading(2, names[i].get("name"))
		}
		var rows [][]string
		for _, tr := range o.part(name).child("sheetData").children("row") {
			var row []string
			for _, c := range tr.children("c") {
				for at := column(c.get("r")); len(row) < at && at < 1000; {
					row = append(row, "")
				}
				v := c.child("v").words()
				switch c.get("t") {
				case "s":
					if n, err := strconv.Atoi(strings.TrimSpace(v)); err == nil && n >= 0 && n < len(shared) {
						v = shared[n]
					}
				case "inlineStr":
					v = c.child("is").words()
				case "b":
					v = map[string]string{"1": "yes", "0": "no"}[v]
				}
				row = append(row, v)
			}
			rows = append(rows, row)
		}
		o.b.table(nil, rows)
	}
	o.b.note("Days may stand as the numbers that the program counts them by. Save the record and open it in its own program where that matters.")
}

// column is the number of a cell's column, from 0: "C7" is 2.
func column(ref string) int {
	n := 0
	for _, c := range ref {
		if c < 'A' || c > 'Z' || n > 1000 {
			break
		}
		n = n*26 + int(c-'A') + 1
	}
	return max(0, n-1)
}

func (o *officeFile) slides() {
	for i, name := range o.parts("ppt/slides/slide*.xml") {
		o.b.heading(2, "Slide "+strconv.Itoa(i+1))
		var walk func(*node, int)
		walk = func(x *node, depth int) {
			if x == nil || depth > deepest*2 {
				return
			}
			for _, c := range x.nodes {
				if c.name == "p" {
					o.b.paragraph(wordText(c))
					continue
				}
				walk(c, depth+1)
			}
		}
		walk(o.part(name), 0)
	}
}
