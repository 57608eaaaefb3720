package e2e

import (
	"bytes"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "image/png"
)

// Files in a window's home: into which it prints, and where this one is, prints not.
const printed, noPrinter = "printed.pdf", "no-printer"

// print presses a button that prints, and gives the file that GTK made of the
// page in its printer "Print to File", on A4.
func (w *window) print(button, as string) string {
	w.t.Helper()
	w.asksToPrint(button)
	from, to := filepath.Join(w.home, printed), filepath.Join(w.t.TempDir(), as)
	for deadline := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		if b, err := os.ReadFile(from); err == nil && bytes.HasSuffix(bytes.TrimSpace(b), []byte("%%EOF")) {
			break
		}
		if time.Now().After(deadline) {
			w.t.Fatalf("nothing is printed; the page says: %s", w.text())
		}
	}
	if err := os.Rename(from, to); err != nil {
		w.t.Fatal(err)
	}
	return to
}

// asksToPrint presses a button that prints, and has GTK do what its dialog ends in.
func (w *window) asksToPrint(button string) {
	w.t.Helper()
	w.run(`window.asked = false; window.print = () => {
		window.sheets = document.querySelectorAll("[data-paper] img").length
		window.asked = true
	}`)
	w.press(button)
	w.await("the wish to print", `return window.asked`)
	running := children(w.driver)
	if len(running) != 1 {
		w.t.Fatalf("the driver runs %v", running)
	}
	program, err := strconv.Atoi(running[0])
	if err != nil {
		w.t.Fatal(err)
	}
	if err := syscall.Kill(program, syscall.SIGUSR2); err != nil {
		w.t.Fatal(err)
	}
}

// cancelsPrinting presses a button that prints, and then cancels.
func (w *window) cancelsPrinting(button string) {
	w.t.Helper()
	not := filepath.Join(w.home, noPrinter)
	if err := os.WriteFile(not, nil, 0o600); err != nil {
		w.t.Fatal(err)
	}
	w.asksToPrint(button)
	w.givesPaperBack()
	if err := os.Remove(not); err != nil {
		w.t.Fatal(err)
	}
}

// givesPaperBack waits until the page has let go of what it had drawn to be printed.
func (w *window) givesPaperBack() {
	w.t.Helper()
	if w.run(`return window.sheets`) == 0.0 {
		w.t.Error("nothing was drawn to be printed")
	}
	w.await("the drawn pages gone", `return document.querySelector("[data-paper]") === null`)
}

// printedText is what a person reads on printed paper.
func printedText(t *testing.T, pdf string) string {
	t.Helper()
	out, err := exec.Command("pdftotext", "-layout", pdf, "-").Output()
	if err != nil {
		t.Fatalf("build/setup.sh test installs pdftotext: %v", err)
	}
	return string(out)
}

// pages are those of a PDF, at fifty dots an inch.
func pages(t *testing.T, pdf string) (list []image.Image) {
	t.Helper()
	at := t.TempDir()
	if out, err := exec.Command("pdftoppm", "-r", "50", "-gray", "-png", pdf, filepath.Join(at, "page")).CombinedOutput(); err != nil {
		t.Fatalf("build/setup.sh test installs pdftoppm: %v: %s", err, out)
	}
	files, err := filepath.Glob(filepath.Join(at, "page*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files { // in order: each number has as many digits
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		p, _, err := image.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	return list
}

// inked is the box of what is printed on a page.
func inked(p image.Image) (box image.Rectangle) {
	for y := p.Bounds().Min.Y; y < p.Bounds().Max.Y; y++ {
		for x := p.Bounds().Min.X; x < p.Bounds().Max.X; x++ {
			if r, _, _, _ := p.At(x, y).RGBA(); r < 0xc000 {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return box
}

// shades are how dark the parts of a page's print are, whatever its size.
func shades(p image.Image) []float64 {
	const columns, rows = 12, 18
	box, out := inked(p), make([]float64, columns*rows)
	for i := range out {
		cell := image.Rect(
			box.Min.X+i%columns*box.Dx()/columns, box.Min.Y+i/columns*box.Dy()/rows,
			box.Min.X+(i%columns+1)*box.Dx()/columns, box.Min.Y+(i/columns+1)*box.Dy()/rows)
		for y := cell.Min.Y; y < cell.Max.Y; y++ {
			for x := cell.Min.X; x < cell.Max.X; x++ {
				r, _, _, _ := p.At(x, y).RGBA()
				out[i] += (1 - float64(r)/0xffff) / float64(cell.Dx()*cell.Dy())
			}
		}
	}
	return out
}

// unlike says how a printed document differs from what it was printed from:
// empty, where each page is the other's, whole, on one page, and hardly smaller.
func unlike(paper, own []image.Image) string {
	if len(paper) != len(own) {
		return fmt.Sprintf("%d pages are printed of %d", len(paper), len(own))
	}
	for i := range own {
		was, is := inked(own[i]), inked(paper[i])
		small := float64(is.Dx()) / float64(was.Dx())
		if tall := float64(is.Dy()) / float64(was.Dy()); small < 0.85 || small > 1.05 || tall/small < 0.97 || tall/small > 1.03 {
			return fmt.Sprintf("page %d is printed %.2f as wide and %.2f as tall", i+1, small, tall)
		}
		of, differ, dark := shades(own[i]), 0.0, 0.0
		for k, v := range shades(paper[i]) {
			differ += max(v-of[k], of[k]-v)
			dark += of[k]
		}
		if differ > dark/3 {
			return fmt.Sprintf("page %d shows something else: %.1f of %.1f", i+1, differ, dark)
		}
	}
	return ""
}

// misprinted says what of some words is not on a printed document, and what else of it
// is there that belongs to the screen.
func misprinted(text string, has, not []string) (wrong []string) {
	for _, s := range has {
		if !strings.Contains(text, s) {
			wrong = append(wrong, "lacks "+s)
		}
	}
	for _, s := range not {
		if strings.Contains(text, s) {
			wrong = append(wrong, "has "+s)
		}
	}
	return wrong
}
