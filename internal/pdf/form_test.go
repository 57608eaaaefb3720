package pdf

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// stream is an object with a content stream.
func stream(dict, contents string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(contents), contents)
}

// drawn is a page that draws forms, which are objects 6 and on, by the names X6 and on.
func drawn(contents string, forms ...string) []byte {
	var x strings.Builder
	for i := range forms {
		fmt.Fprintf(&x, "/X%d %d 0 R ", 6+i, 6+i)
	}
	// The table of objects is off by it; the libraries find the objects by themselves.
	return bytes.Replace(document("", contents, "", forms...), []byte("<< /F1 5 0 R >> >>"), []byte("<< /F1 5 0 R >> /XObject << "+x.String()+">> >>"), 1)
}

func TestTextOfForms(t *testing.T) {
	t.Parallel()
	const font = "/Resources << /Font << /F9 5 0 R >> >>"
	for name, c := range map[string]struct {
		contents string
		forms    []string
		want     string
	}{
		"its own font": {"q 1 0 0 1 72 700 cm /X6 Do Q BT /F1 12 Tf 72 650 Td (Below) Tj ET",
			[]string{stream("/Type /XObject /Subtype /Form /BBox [0 0 200 50] "+font, "BT /F9 12 Tf (Eleanora Whitcombe) Tj ET")}, "Eleanora Whitcombe\nBelow"},
		"the page's font": {"/X6 Do", []string{stream("/Subtype /Form", "BT /F1 12 Tf 72 700 Td (Eleanora) Tj ET")}, "Eleanora"},
		"in its place": {"BT /F1 12 Tf 72 700 Td (Born) Tj ET /X6 Do",
			[]string{stream("/Subtype /Form /Matrix [1 0 0 1 104 700]", "BT /F1 12 Tf (1971) Tj ET")}, "Born 1971"},
		"one in another": {"/X6 Do", []string{
			stream("/Subtype /Form /Resources << /XObject << /In 7 0 R >> >>", "/In Do"),
			stream("/Subtype /Form "+font, "BT /F9 12 Tf 72 700 Td (Deep) Tj ET")}, "Deep"},
		"the state after it": {"BT /F1 12 Tf 72 700 Td (Jane) Tj ET q 1 0 0 1 9 0 cm /X6 Do Q BT 72 600 Td (Roe) Tj ET",
			[]string{stream("/Subtype /Form", "q q q 9 0 0 9 0 0 cm")}, "Jane\nRoe"},
		"an image":  {"/X6 Do " + hello, []string{stream("/Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray", "x")}, "Dear colleague,\nthank you"},
		"broken":    {"/X6 Do " + hello, []string{stream("/Subtype /Form /Filter /Nobody", "BT")}, "Dear colleague,\nthank you"},
		"of itself": {"/X6 Do", []string{stream("/Subtype /Form /Resources << /XObject << /Me 6 0 R >> /Font << /F9 5 0 R >> >>", "BT /F9 12 Tf 72 700 Td (Me) Tj ET /Me Do")}, "Me"},
		"twice the next": {"/X6 Do " + hello, func() (all []string) {
			for i := range 40 { // two to the fortieth of the last
				all = append(all, stream(fmt.Sprintf("/Subtype /Form /Resources << /XObject << /N %d 0 R >> >>", 7+i), "/N Do /N Do"))
			}
			return append(all, stream("/Subtype /Form", ""))
		}(), "Dear colleague,\nthank you"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := pageText(t, drawn(c.contents, c.forms...))
			if name == "of itself" {
				got = got[:min(len(got), 2)]
			}
			if got != c.want {
				t.Errorf("got %q", got)
			}
		})
	}
}

// What somebody typed into a form's field is drawn by the field, not by the page.
func TestTextOfFields(t *testing.T) {
	t.Parallel()
	page := func(flags string) []byte {
		data := document("", "BT /F1 12 Tf 72 700 Td (Name:) Tj ET", "",
			"<< /Type /Annot /Subtype /Widget /FT /Tx /Rect [112 696 300 712] /AP << /N 7 0 R >> "+flags+" >>",
			stream("/Subtype /Form /BBox [0 0 188 16]", "/Tx BMC BT /F1 12 Tf 2 4 Td (Eleanora Whitcombe) Tj ET EMC"))
		return bytes.Replace(data, []byte("/Contents 4 0 R"), []byte("/Annots [6 0 R] /Contents 4 0 R"), 1)
	}
	if got := pageText(t, page("")); got != "Name: Eleanora Whitcombe" {
		t.Errorf("got %q", got)
	}
	if got := pageText(t, page("/F 2")); got != "Name:" {
		t.Errorf("hidden: %q", got)
	}
}

// Notes and filled fields that bring no look of their own are read all the same.
func TestTextOfNotesWithoutALook(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ annot, want string }{
		"text upon the page": {"/Subtype /FreeText /Contents (Left, not right) /DA (/Helv 10 Tf)", "Name:\nLeft, not right"},
		"a note":             {"/Subtype /Text /Contents <FEFF0141006F006400790067>", "Name:\nŁodyg"},
		"in lines":           {"/Subtype /Highlight /Contents (one\\rtwo)", "Name:\none two"},
		"a filled field":     {"/Subtype /Widget /FT /Tx /V (Eleanora) /Contents (a hint)", "Name:\nEleanora"},
		"hidden":             {"/Subtype /FreeText /Contents (Left) /F 2", "Name:"},
		"a way elsewhere":    {"/Subtype /Link /A << /URI (https://oso.example) >>", "Name:"},
	} {
		data := document("", "BT /F1 12 Tf 72 700 Td (Name:) Tj ET", "", "<< /Type /Annot /Rect [72 600 300 640] "+c.annot+" >>")
		data = bytes.Replace(data, []byte("/Contents 4 0 R"), []byte("/Annots [6 0 R] /Contents 4 0 R"), 1)
		if got := pageText(t, data); got != c.want {
			t.Errorf("%s: got %q", name, got)
		}
		alone := bytes.Replace(data, []byte("/Contents 4 0 R"), nil, 1)
		if got, want := pageText(t, alone), strings.TrimSpace(strings.TrimPrefix(c.want, "Name:")); got != want {
			t.Errorf("%s, on a page without anything else: got %q", name, got)
		}
	}
}

// A font that every reader has says no widths: its letters are as wide as they are.
func TestWidthsOfStandardFonts(t *testing.T) {
	t.Parallel()
	for base, wide := range map[string]float64{"Helvetica": 9.44, "ArialMT": 9.44, "Arial,Bold": 9.44, "ABCDEF+TimesNewRomanPS-BoldMT": 10, "Times-Italic": 8.33, "Courier": 6, "CourierNewPSMT": 6} {
		page := fmt.Sprintf("BT /F1 10 Tf 72 700 Td (W) Tj %.2f 0 Td (hitcombe) Tj ET BT /F1 10 Tf 72 680 Td (Jane) Tj 26 0 Td (Roe) Tj ET", wide)
		data := bytes.Replace(document("", page, ""), []byte("/BaseFont /Helvetica"), []byte("/BaseFont /"+base), 1)
		if got := pageText(t, data); got != "Whitcombe\nJane Roe" {
			t.Errorf("%s: %q", base, got)
		}
	}
	if standardName("Wingdings") != "" || standardName("") != "" {
		t.Error("a font that not every reader has")
	}
}
