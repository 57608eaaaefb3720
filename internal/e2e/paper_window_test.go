package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What the window prints lies whole on the paper that is in the printer, A4 as US
// Letter: the agreement to be signed, the signed one, and the opinion's letter, page
// by page as it was signed.
func TestPaperInTheWindow(t *testing.T) {
	t.Parallel()
	program := buildWindow(t)
	s := serve(t, "--autopilot")
	c := newClinic(t)
	draft := c.enter(func(map[string]any) {})
	id, records := c.begin()
	c.takeIn(id, []string{records})
	c.seal(id)
	c.enrol(s)
	c.syncUntil("an opinion", func(lineSync) bool { return len(c.opinions()) == 1 })

	for _, paper := range []struct {
		name, letter string
		size         string // in points, as another program says it
	}{{"iso_a4", "a4", "595 x 842 pts (A4)"}, {"na_letter", "letter", "612 x 792 pts (letter)"}} {
		w := openOn(t, paper.name, "", program, "--data", c.data)
		w.unlock()
		w.reads("All cases")
		whole := func(what, pdf string, has, not []string) {
			t.Helper()
			if out, err := exec.Command("pdfinfo", pdf).Output(); err != nil || !strings.Contains(string(out), paper.size) {
				t.Errorf("%s on %s: %v\n%s", what, paper.name, err, out)
			}
			if wrong := misprinted(printedText(t, pdf), has, not); len(wrong) > 0 {
				t.Errorf("%s on %s %v", what, paper.name, wrong)
			}
			for i, p := range pages(t, pdf) {
				// Printers leave about six millimeters blank, a dozen dots of these.
				if box := inked(p); box.Empty() || !box.In(p.Bounds().Inset(11)) {
					t.Errorf("%s on %s: page %d of %v is printed at %v", what, paper.name, i+1, p.Bounds(), box)
				}
			}
			if dir := os.Getenv("OSO_PICTURES"); dir != "" { // for a person to look at
				b, err := os.ReadFile(pdf)
				if err != nil {
					t.Fatal(err)
				}
				put(t, filepath.Join(dir, fmt.Sprintf("paper-%s-%s.pdf", strings.ReplaceAll(what, " ", "-"), paper.letter)), b)
			}
		}

		w.run(`location.hash = "#/case/" + arguments[0] + "/agreement/sign"`, draft)
		w.press("Sign on paper instead")
		whole("sheet to sign", w.print("Print for signing", "sheet.pdf"), []string{"Eleanor Whitcombe", "Signature"}, []string{"Print for signing", "All cases"})
		w.run(`location.hash = "#/case/" + arguments[0] + "/agreement/sign"`, id)
		w.reads("Print a copy for the patient")
		whole("signed agreement", w.print("Print a copy for the patient", "agreement.pdf"), []string{"Eleanor Whitcombe", "Signed"}, []string{"Print a copy", "All cases"})

		w.run(`location.hash = "#/case/" + arguments[0] + "/opinion"`, id)
		w.reads("Open the opinion")
		w.fill("input[type=password]", linePass)
		w.press("Open the opinion")
		w.reads("Verified")
		w.run(`[...document.querySelectorAll("label, button")].find(e => e.innerText.trim() === "Letter").click()`)
		w.await("the choice of paper", `const s = [...document.querySelectorAll("button[aria-pressed]")].find(e => e.innerText.trim() === arguments[0] && e.parentElement.innerText.includes("A4"))
			if (s) s.click()
			return s !== undefined && s.getAttribute("aria-pressed") === "true"`, map[string]string{"a4": "A4", "letter": "Letter"}[paper.letter])
		w.await("the letter drawn for that paper", `const c = document.querySelector("canvas")
			return c !== null && c.width > 0 && Math.abs(c.height / c.width - arguments[0]) < 0.02`, map[string]float64{"a4": 297. / 210, "letter": 11 / 8.5}[paper.letter])
		letter := w.print("Print", "letter.pdf")
		w.givesPaperBack()
		w.close()
		own := filepath.Join(t.TempDir(), "own.pdf")
		c.must(nil, 0, "opinion", "save", id, own, "--paper", paper.letter)
		if wrong := unlike(pages(t, letter), pages(t, own)); wrong != "" {
			t.Errorf("the letter on %s: %s", paper.name, wrong)
		}
		whole("letter", letter, nil, nil)
	}
}

// Who signs on paper is offered the form to print and as a file, whole in the window
// in both its sizes, on a light desk and on a dark one.
func TestSignOnPaperLooksWhole(t *testing.T) {
	t.Parallel()
	program := buildWindow(t)
	c := newClinic(t)
	draft := c.enter(func(map[string]any) {})
	for _, theme := range []struct{ name, gtk string }{{"", "Adwaita"}, {"-dark", "Adwaita:dark"}} {
		w := openOn(t, "iso_a4", theme.gtk, program, "--data", c.data)
		w.unlock()
		w.reads("All cases")
		w.run(`location.hash = "#/case/" + arguments[0] + "/agreement/sign"`, draft)
		w.press("Sign on paper instead")
		w.reads("Save as PDF")
		w.looks("sign-on-paper" + theme.name)
		w.close()
	}
}
