package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// hostile writes records of the patient that claim what is not so, among others
// that are sound, and gives what is to be said of each image of the series; "" where
// it is shown.
func hostile(t *testing.T, dir string) (says []string) {
	t.Helper()
	of := func(n, rows, columns int, syntax string, more ...element) []byte {
		whose := []element{
			{0x00080020, "DA", "20260312"}, {0x00081030, "LO", "Robust"}, {0x0008103E, "LO", "Images that lie"},
			{0x00100010, "PN", "Whitcombe^Eleanor"}, {0x00100020, "LO", "HS-104472"}, {0x00100030, "DA", "19710914"}, {0x00100040, "CS", "F"},
		}
		return madeImage(n, rows, columns, "OT", syntax, append(whose, more...)...)
	}
	coded := func(rows, columns byte) element { // JPEG-LS whose data break off
		return element{0x7FE00010, "OB", []byte{0xFF, 0xD8, 0xFF, 0xF7, 0, 11, 12, 0, rows, 0, columns, 1, 1, 0x11, 0, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0, 0, 1, 2, 3, 4, 5, 0xFF, 0xD9}}
	}
	files := []struct {
		says string
		body []byte
	}{
		{"", of(1, 64, 64, nativeSyntax)},
		{"another size than its header says", of(2, 64, 64, jpegLS, coded(32, 16))},
		{"Its compressed data are damaged", of(3, 64, 64, jpegLS, coded(64, 64))},
		{"cannot be shown", of(4, 32768, 32768, nativeSyntax, element{0x7FE00010, "OW", make([]byte, 64)})}, // says that it has 2 GB
		{"too large to be shown", of(5, 32768, 32768, jpegLS, element{0x7FE00010, "OB", []byte{0xFF, 0xD8, 0xFF, 0xF7, 0, 11, 12, 0x80, 0, 0x80, 0, 1, 1, 0x11, 0, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0, 0, 1, 2, 3, 4, 5, 0xFF, 0xD9}})},
		{"", of(6, 64, 64, nativeSyntax)},
	}
	for i, f := range files {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("lies-%d.dcm", i+1)), f.body, 0o600); err != nil {
			t.Fatal(err)
		}
		says = append(says, f.says)
	}
	// A page is filled with tiles without number.
	tiles := madePDF(
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Pattern << /P 5 0 R >> >> >>",
		"<< /Length 35 >>\nstream\n/Pattern cs /P scn 0 0 595 842 re f\nendstream",
		"<< /Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 0.00001 /YStep 0.00001 /Resources << >> /Length 12 >>\nstream\n0 0 1 1 re f\nendstream",
	)
	if err := os.WriteFile(filepath.Join(dir, "loops.pdf"), tiles, 0o600); err != nil {
		t.Fatal(err)
	}
	return says
}

// madePDF is a PDF of these objects, the first of which is its root.
func madePDF(objects ...string) []byte {
	b, at := []byte("%PDF-1.4\n"), make([]int, len(objects))
	for i, o := range objects {
		at[i] = len(b)
		b = fmt.Appendf(b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	table := len(b)
	b = fmt.Appendf(b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, a := range at {
		b = fmt.Appendf(b, "%010d 00000 n \n", a)
	}
	return fmt.Appendf(b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
}

// Of records that lie or never end, the window and the console say which it is and
// stay usable: what comes after them is shown.
func TestHostileRecordsInBothPrograms(t *testing.T) {
	t.Parallel()
	chromium := browser(t)
	program := buildWindow(t)
	s := serve(t)
	c := newClinic(t)
	id, records := c.begin()
	says := hostile(t, records)
	c.takeIn(id, []string{records})

	w := openCase(t, program, c)
	w.run(`location.hash = "#/case/" + arguments[0] + "/images?series=1.2.3.9.0"`, id)
	for i, want := range says {
		if want != "" {
			w.await("the words: "+want, `const p = document.querySelector("main [role=alert]"); return p !== null && p.innerText.includes("Image " + arguments[0]) && p.innerText.includes(arguments[1])`, fmt.Sprint(i+1), want)
		} else {
			w.await("an image that is sound", `const p = document.querySelector("[data-index]"); return p !== null && p.dataset.index === arguments[0] && p.querySelector("canvas") !== null`, fmt.Sprint(i+1))
		}
		if os.Getenv("OSO_PICTURES") != "" {
			w.picture(fmt.Sprintf("window-hostile-%d.png", i+1))
		}
		w.run(`document.querySelector("[role=slider]").focus()
			document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }))`)
	}
	w.run(`location.hash = "#/case/" + arguments[0] + "/records"`, id)
	w.press("All records")
	w.await("to open the PDF", `const b = [...document.querySelectorAll("button")].find(b => b.innerText.includes("loops.pdf"))
		if (b) b.click()
		return b !== undefined`)
	w.await("what the page of the PDF says", `const s = document.querySelector("[role=dialog] [data-page='1']"); return s !== null && ["slow", "partly", "damaged"].includes(s.dataset.state)`)
	w.picture("window-hostile-pdf.png")
	w.run(`document.querySelector("[role=dialog] button[aria-label=Close]").click()`)
	w.await("the records again", `return document.querySelector("[role=dialog]") === null`)
	w.press("Cases")
	w.reads("Whitcombe")
	w.close()

	c.seal(id)
	c.enrol(s)
	c.sync()
	walk(t, "hostile.mjs", map[string]any{"console": s.Console, "accounts": s.Accounts, "chromium": chromium, "pictures": os.Getenv("OSO_PICTURES"), "failures": failures(), "patient": "Eleanor Whitcombe", "says": says})
}
