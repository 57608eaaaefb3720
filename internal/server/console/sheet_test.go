package console_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/png"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/go-pdf/fpdf"

	"oso/internal/casefile"
	"oso/internal/pdf"
	"oso/internal/server/inbox"
	"oso/internal/server/inbox/apart"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// pageOf is a scanned page: gray of a shade, with the code of a sheet on it where
// there is one.
func pageOf(shade uint8, code []string) *image.Gray {
	page := image.NewGray(image.Rect(0, 0, 864, 1145))
	for i := range page.Pix {
		page.Pix[i] = shade
	}
	for y, row := range code {
		for x, m := range row {
			for i := range 64 {
				c := color.Gray{Y: 255}
				if m == '1' {
					c.Y = 0
				}
				page.SetGray(200+x*8+i%8, 200+y*8+i/8, c)
			}
		}
	}
	return page
}

// tiffOf is a fax of pages, each in two strips as they come.
func tiffOf(pages ...*image.Gray) []byte {
	var out bytes.Buffer
	out.WriteString("II*\x00\x00\x00\x00\x00")
	link := 4
	for _, p := range pages {
		w, h := p.Rect.Dx(), p.Rect.Dy()
		rows := (h + 1) / 2
		at := out.Len()
		out.Write(p.Pix)
		places := out.Len()
		for _, n := range []uint32{uint32(at), uint32(at + rows*w), uint32(rows * w), uint32((h - rows) * w)} {
			binary.Write(&out, binary.LittleEndian, n)
		}
		binary.LittleEndian.PutUint32(out.Bytes()[link:], uint32(out.Len()))
		entries := [][4]uint32{{256, 4, 1, uint32(w)}, {257, 4, 1, uint32(h)}, {258, 3, 1, 8}, {259, 3, 1, 1}, {262, 3, 1, 1}, {273, 4, 2, uint32(places)}, {278, 4, 1, uint32(rows)}, {279, 4, 2, uint32(places + 8)}}
		binary.Write(&out, binary.LittleEndian, uint16(len(entries)))
		for _, e := range entries {
			binary.Write(&out, binary.LittleEndian, uint16(e[0]))
			binary.Write(&out, binary.LittleEndian, uint16(e[1]))
			binary.Write(&out, binary.LittleEndian, e[2:4])
		}
		link = out.Len()
		out.Write([]byte{0, 0, 0, 0})
	}
	return out.Bytes()
}

// scanOf is a scan as a PDF: an image on each page, and words on the last one
// where there are any.
func scanOf(t *testing.T, words string, pages ...*image.Gray) []byte {
	t.Helper()
	doc := fpdf.New("P", "mm", "A4", "")
	for i, p := range pages {
		doc.AddPage()
		var b bytes.Buffer
		if err := png.Encode(&b, p); err != nil {
			t.Fatal(err)
		}
		name := string(rune('a' + i))
		doc.RegisterImageOptionsReader(name, fpdf.ImageOptions{ImageType: "PNG"}, &b)
		doc.ImageOptions(name, 0, 0, 210, 297, false, fpdf.ImageOptions{}, 0, "")
	}
	doc.SetFont("Helvetica", "", 12)
	doc.MultiCell(0, 6, words, "", "", false)
	var out bytes.Buffer
	if err := doc.Output(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

type sheetAnswer struct {
	Code                []string
	Reference, Material string
}

func (w *world) faxed(data []byte, name string) inbox.Taken {
	w.t.Helper()
	got, err := w.inbox.Arrive(w.t.Context(), inbox.Arrival{Channel: inbox.Fax, Name: name, Body: bytes.NewReader(data)})
	if err != nil {
		w.t.Fatal(err)
	}
	return got
}

// Pages that are faxed behind printed sheets go to the sheets' cases, with nothing
// of the others' pages; what nobody printed a sheet for waits.
func TestPrintedSheetsFileWhatFollows(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.staff[principal.Coordinator]
	other := document()
	other.Patient.Name, other.Patient.BirthDate = casefile.Name{Family: "Okafor", Given: "Nneka"}, "1980-05-05"
	a, b := w.receive(document(), workflow.Allowed), w.receive(other, workflow.Allowed)
	c.act(a, "check-licence", nil)
	c.act(b, "check-licence", nil)
	var sa, sb sheetAnswer
	c.want(200, "POST", "/cases/"+a+"/sheets", map[string]any{"material": ""}, &sa)
	c.want(200, "POST", "/cases/"+b+"/sheets", map[string]any{"material": c.open(b).Materials[0].ID}, &sb)
	if sa.Reference != c.open(a).Reference || sb.Material == "" || slices.Equal(sa.Code, sb.Code) {
		t.Fatalf("%+v %+v", sa, sb)
	}
	for who, p := range map[string]*person{"a partner's coordinator": w.colleague("Wendeline", w.partner), "an approver": w.staff[principal.Approver]} {
		if code, _ := p.ask("POST", "/cases/"+a+"/sheets", map[string]any{"material": ""}); code < 400 {
			t.Errorf("%s prints a sheet: %d", who, code)
		}
	}
	if code, _ := c.ask("POST", "/cases/"+a+"/sheets", map[string]any{"material": "00000000000000000000000000000000"}); code != 404 {
		t.Errorf("a sheet of no material: %d", code)
	}
	fax := tiffOf(pageOf(210, nil), pageOf(250, sa.Code), pageOf(201, nil), pageOf(202, nil), pageOf(250, sb.Code), pageOf(203, nil))
	w.faxed(fax, "fax.tif")
	var list inboxAnswer
	c.want(200, "GET", "/inbox", nil, &list)
	if len(list.Waiting) != 1 || list.Waiting[0].Name != "fax pages 1-1.tif" {
		t.Fatalf("%+v", list.Waiting)
	}
	for id, want := range map[string][]uint8{a: {201, 202}, b: {203}} {
		seen := c.open(id)
		if len(seen.Records) != 2 || seen.Records[1].Origin == nil {
			t.Fatalf("%+v", seen.Records)
		}
		_, data := c.ask("GET", "/cases/"+id+"/records/"+seen.Records[1].ID, nil)
		if n, whole := apart.CountPages(bytes.NewReader(data), int64(len(data))); n != len(want) || !whole {
			t.Errorf("%d pages, %v", n, whole)
		}
		for _, shade := range []uint8{201, 202, 203, 210, 250} {
			if has := bytes.Contains(data, bytes.Repeat([]byte{shade}, 864)); has != slices.Contains(want, shade) {
				t.Errorf("shade %d: %v", shade, has)
			}
		}
		last := seen.Timeline[len(seen.Timeline)-1]
		if last.Event != "record-material" || !strings.Contains(last.Note, "separator sheet that") || !strings.Contains(last.Note, "Nobody is named") {
			t.Errorf("%+v", last)
		}
	}
	if m := c.open(b).Materials[0]; m.State != "arrived" {
		t.Errorf("the material of the sheet is %s", m.State)
	}
	// The service ended among the parts: what was taken is not taken twice.
	w.exec("DELETE FROM inbox_items WHERE state = 'parted'")
	w.faxed(fax, "after a crash.tif")
	if c.want(200, "GET", "/inbox", nil, &list); len(list.Waiting) != 1 || len(c.open(a).Records) != 2 || len(c.open(b).Records) != 2 {
		t.Errorf("taken twice after a crash: %+v", list.Waiting)
	}
	if got := w.faxed(fax, "again.tif"); !got.Again {
		t.Errorf("the same fax was taken twice")
	}
	if seen := c.open(a); len(seen.Records) != 2 {
		t.Errorf("filed twice: %+v", seen.Records)
	}
}

// What names somebody else than the sheet's case is held, with the case suggested
// and the reason said; so is what came under a sheet that nobody printed here.
func TestASheetOverAnotherPatientsPagesFilesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	w.inbox.PDF = pdf.NewPool([]string{self, pdf.ChildCommand})
	t.Cleanup(w.inbox.PDF.Close)
	c := w.staff[principal.Coordinator]
	id := w.receive(document(), workflow.Allowed)
	c.act(id, "check-licence", nil)
	var s sheetAnswer
	c.want(200, "POST", "/cases/"+id+"/sheets", map[string]any{"material": ""}, &s)
	w.faxed(scanOf(t, "Patient: Nakamura, Hana\nDOB: 1999-01-07\n\nThe biopsy of the liver shows a benign lesion without atypia.", pageOf(250, s.Code), pageOf(201, nil)), "scan.pdf")
	var list inboxAnswer
	c.want(200, "GET", "/inbox", nil, &list)
	if len(list.Waiting) != 1 || list.Waiting[0].Name != "scan pages 2-2.pdf" || len(c.open(id).Records) != 1 {
		t.Fatalf("%+v", list)
	}
	var v struct {
		Remarks     []string
		Pages       int
		Suggestions []struct {
			Case string
			Why  []string
		}
	}
	c.want(200, "GET", "/inbox/"+list.Waiting[0].ID, nil, &v)
	if v.Pages != 1 || !slices.ContainsFunc(v.Remarks, func(s string) bool { return strings.Contains(s, "names somebody else") }) || len(v.Suggestions) != 1 || v.Suggestions[0].Case != id || !slices.Contains(v.Suggestions[0].Why, "sheet") {
		t.Errorf("%+v", v)
	}
	// The same case's own pages are filed by the same sheet.
	w.faxed(scanOf(t, "Patient: Quintanilla, Santiago\nDOB: 1971-03-02\n\nPathology: hepatocellular carcinoma.", pageOf(250, s.Code), pageOf(202, nil)), "own.pdf")
	seen := c.open(id)
	if last := seen.Timeline[len(seen.Timeline)-1]; len(seen.Records) != 2 || !strings.Contains(last.Note, "It names the patient.") {
		t.Errorf("%+v %+v", seen.Records, last)
	}
	w.pass(inbox.SheetKept)
	w.faxed(tiffOf(pageOf(250, s.Code), pageOf(203, nil)), "late.tif")
	rows, err := w.db.Q().ListRecords(t.Context(), id)
	if err != nil || len(rows) != 2 {
		t.Errorf("%d records after a sheet that is too old, %v", len(rows), err)
	}
}
