package clinical

import (
	"archive/zip"
	"encoding/xml"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
)

// officeParts are the parts of a document that is a ZIP by form (Office Open
// XML, ODF) whose words are looked at, the pages' heads before the pages.
var officeParts = []string{
	"word/header*.xml", "word/document.xml", "word/footer*.xml",
	"xl/sharedStrings.xml", "xl/worksheets/sheet*.xml", "ppt/slides/slide*.xml",
	"styles.xml", "content.xml",
}

// mostParts bounds how many of a kind are read: whom a document is about stands
// on its first pages.
const mostParts = 20

// ReadOffice tells whom the words of an Office document name. A part that cannot
// be read says nothing; of none that can, the kind is Other.
func ReadOffice(r io.ReaderAt, size int64) Found {
	z, err := OpenZIP(r, size)
	if z == nil || err != nil && len(z.File) == 0 {
		return Found{}
	}
	o := officeText{left: MaxBytes}
	for _, pattern := range officeParts {
		var files []*zip.File
		for _, f := range z.File {
			if ok, _ := path.Match(pattern, f.Name); ok && len(files) < mostParts {
				files = append(files, f)
			}
		}
		slices.SortStableFunc(files, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
		for _, f := range files {
			if o.text.Len() < textRead {
				o.read(f, strings.HasPrefix(pattern, "xl/"))
			}
		}
	}
	if strings.TrimSpace(o.text.String()) == "" {
		return Found{}
	}
	return Found{Kind: Plain, People: distinct(Text(o.text.String()))}
}

// officeText is what the parts of a document say, a line for each line.
type officeText struct {
	text   strings.Builder
	shared []string // a workbook's texts, which its cells name by number
	left   int64    // bytes that may still be read of all parts
}

// read adds the words of one part. Of all parts together no more is read than
// of any document, and of one no more than half: there are others.
func (o *officeText) read(f *zip.File, sheet bool) {
	in, err := f.Open()
	if err != nil {
		return
	}
	defer in.Close()
	part := &io.LimitedReader{R: in, N: min(o.left, MaxBytes/2)}
	before := part.N
	defer func() { o.left -= before - part.N }()
	d := xml.NewDecoder(part)
	d.Strict = false
	if sheet {
		o.workbook(d)
		return
	}
	own := strings.HasPrefix(f.Name, "word/") || strings.HasPrefix(f.Name, "ppt/") // words stand in "t" alone
	said, cells := 0, 0
	for o.text.Len() < textRead {
		t, err := d.Token()
		if err != nil {
			break
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "t":
				said++
			case "tc", "table-cell":
				cells++
				o.text.WriteByte('\t')
			case "tab":
				o.text.WriteByte('\t')
			case "br", "line-break", "cr":
				o.text.WriteByte('\n')
			case "s":
				o.text.WriteByte(' ')
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "t":
				said--
			case "tc", "table-cell":
				cells--
			case "p", "h":
				if cells > 0 { // a cell's paragraphs are of one line
					o.text.WriteByte(' ')
				} else {
					o.text.WriteByte('\n')
				}
			case "tr", "table-row":
				o.text.WriteByte('\n')
			}
		case xml.CharData:
			if said > 0 || !own {
				o.text.Write(t)
			}
		}
	}
	o.text.WriteByte('\n')
}

// workbook reads the texts of a workbook, or the rows of one of its sheets.
func (o *officeText) workbook(d *xml.Decoder) {
	var kind, value string
	for said := false; o.text.Len() < textRead && len(o.shared) < 100_000; {
		t, err := d.Token()
		if err != nil {
			return
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "si":
				value = ""
			case "c":
				kind, value = "", ""
				for _, a := range t.Attr {
					if a.Name.Local == "t" {
						kind = a.Value
					}
				}
			case "t", "v":
				said = true
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "t", "v":
				said = false
			case "si":
				o.shared = append(o.shared, value)
			case "c":
				if i, err := strconv.Atoi(value); kind == "s" && err == nil && i >= 0 && i < len(o.shared) {
					value = o.shared[i]
				}
				o.text.WriteString(strings.Join(strings.Fields(value), " ") + "\t")
			case "row":
				o.text.WriteByte('\n')
			}
		case xml.CharData:
			if said && len(value) < 4096 {
				value += string(t)
			}
		}
	}
}
