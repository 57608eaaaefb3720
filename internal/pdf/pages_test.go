package pdf

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	ledongthuc "github.com/ledongthuc/pdf"
)

// flat is a PDF of so many pages in one list, as drivers of printers write them; where it
// goes around, the list is among its own kids.
func flat(pages int, around bool) []byte {
	b, at := []byte("%PDF-1.7\n"), []int{0}
	add := func(format string, args ...any) {
		at = append(at, len(b))
		b = fmt.Appendf(b, "%d 0 obj\n%s\nendobj\n", len(at)-1, fmt.Sprintf(format, args...))
	}
	add("<< /Type /Catalog /Pages 2 0 R >>")
	var kids []byte
	for i := range pages {
		if around && i%2 == 0 {
			kids = append(kids, "2 0 R "...)
		}
		kids = fmt.Appendf(kids, "%d 0 R ", 4+i)
	}
	add("<< /Type /Pages /Count %d /Kids [%s] >>", pages, kids)
	add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
	for range pages {
		add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>")
	}
	table := len(b)
	b = fmt.Appendf(b, "xref\n0 %d\n0000000000 65535 f \n", len(at))
	for _, x := range at[1:] {
		b = fmt.Appendf(b, "%010d 00000 n \n", x)
	}
	return fmt.Appendf(b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at), table)
}

// counting counts how often a file is read from.
type counting struct {
	io.ReaderAt
	reads int
}

func (c *counting) ReadAt(b []byte, at int64) (int, error) {
	c.reads++
	return c.ReaderAt.ReadAt(b, at)
}

// A long list of pages is gone through once, not once for each page; one that goes
// around comes to an end.
func TestManyPages(t *testing.T) {
	t.Parallel()
	for _, around := range []bool{false, true} {
		const pages = 3000
		data := flat(pages, around)
		c := &counting{ReaderAt: bytes.NewReader(data)}
		r, err := ledongthuc.NewReader(c, int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		met := 0
		eachPage(r, pages, func(p ledongthuc.Page) bool {
			if p.V.Key("Type").Name() != "Page" {
				t.Fatal("it is no page")
			}
			met++
			return true
		})
		if !around && met != pages {
			t.Errorf("%d of %d pages", met, pages)
		}
		if c.reads > 20*pages {
			t.Errorf("around %v: %d reads for %d pages", around, c.reads, pages)
		}
	}
}
