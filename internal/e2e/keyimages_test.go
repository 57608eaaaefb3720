package e2e

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"math"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"oso/internal/casefile"
	"oso/internal/sample"
)

// The picture of a key image has the values of the file under its window, as it
// was turned and mirrored, the part that was seen, and its arrow where it
// points: read and drawn by the viewer's own code in a real browser, held
// against what was written into the file.
func TestKeyImagePictures(t *testing.T) {
	chromium := browser(t)
	const columns, rows = 64, 48
	hu := func(x, y int) int { return x*20 - y*10 }
	pixels := make([]uint16, columns*rows)
	for i := range pixels {
		pixels[i] = uint16(hu(i%columns, i/columns) + 1024)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "ct.dcm")
	if err := os.WriteFile(file, sample.DICOM(sample.Image{
		StudyUID: "1.2", SeriesUID: "1.2.3", SOPInstanceUID: "1.2.3.4", Modality: "CT", Rows: rows, Columns: columns, Spacing: 1, Pixels: pixels,
	}), 0o600); err != nil {
		t.Fatal(err)
	}
	type region struct{ x, y, w, h int }
	all := region{0, 0, columns, rows}
	cases := []struct {
		name    string
		k       casefile.KeyImage
		of      region
		w, h    int                       // of the part as it lies in the picture
		back    func(x, y int) (int, int) // from there to the part
		pointed [2]int                    // where the arrow ends, in the part's pixels in the picture
	}{
		{"as it lies", casefile.KeyImage{}, all, columns, rows, func(x, y int) (int, int) { return x, y }, [2]int{40, 30}},
		{"turned clockwise", casefile.KeyImage{Rotate: 90}, all, rows, columns, func(x, y int) (int, int) { return y, rows - 1 - x }, [2]int{rows - 1 - 30, 40}},
		{"on its head", casefile.KeyImage{Rotate: 180}, all, columns, rows, func(x, y int) (int, int) { return columns - 1 - x, rows - 1 - y }, [2]int{columns - 1 - 40, rows - 1 - 30}},
		{"mirrored", casefile.KeyImage{Flip: true}, all, columns, rows, func(x, y int) (int, int) { return columns - 1 - x, y }, [2]int{columns - 1 - 40, 30}},
		{"mirrored and turned", casefile.KeyImage{Flip: true, Rotate: 90}, all, rows, columns, func(x, y int) (int, int) { return columns - 1 - y, rows - 1 - x }, [2]int{rows - 1 - 30, columns - 1 - 40}},
		{"a part, inverted", casefile.KeyImage{Invert: true, Region: &casefile.Region{X: 30, Y: 20, Width: 16, Height: 20}}, region{30, 20, 16, 20}, 16, 20, func(x, y int) (int, int) { return x, y }, [2]int{10, 10}},
	}
	const center, width = 400, 1200
	var orders struct {
		Chromium string              `json:"chromium"`
		Page     string              `json:"page"`
		Images   []casefile.KeyImage `json:"images"`
	}
	for i := range cases {
		k := &cases[i].k
		k.ID, k.Record, k.Study, k.Series, k.SOP, k.Frame = casefile.NewID(), "0", "1.2", "1.2.3", "1.2.3.4", 1
		k.Window = &casefile.Windowing{Center: center, Width: width}
		orders.Images = append(orders.Images, *k)
		k.Arrows = []casefile.Arrow{{From: casefile.Pixel{36.5, 26.5}, To: casefile.Pixel{40.5, 30.5}}}
		orders.Images = append(orders.Images, *k)
	}
	page := httptest.NewServer(proofPage(proofPages(t), imagesOf(t, dir), func(string, int) (pixelReference, string) { return pixelReference{}, "" }))
	defer page.Close()
	orders.Chromium, orders.Page = chromium, page.URL
	in, err := json.Marshal(orders)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", "../../frontend/e2e/key-images.mjs")
	cmd.Stdin = bytes.NewReader(in)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the proof page: %v\n%s", err, said.Bytes())
	}
	var pictures []image.Image
	for line := range bytes.Lines(out) {
		var got struct {
			PNG   []byte `json:"png"`
			Again bool   `json:"again"`
		}
		if err := json.Unmarshal(line, &got); err != nil {
			t.Fatal(err)
		}
		if !got.Again {
			t.Error("a picture made twice is not the same")
		}
		p, err := png.Decode(bytes.NewReader(got.PNG))
		if err != nil {
			t.Fatal(err)
		}
		pictures = append(pictures, p)
	}
	if len(pictures) != len(orders.Images) {
		t.Fatalf("%d pictures of %d", len(pictures), len(orders.Images))
	}
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			bare, arrowed := pictures[2*i], pictures[2*i+1]
			// So few pixels are enlarged four times: the middles of those lie at 2 of 4.
			if got := bare.Bounds().Size(); got != image.Pt(4*c.w, 4*c.h) {
				t.Fatalf("the picture is %v", got)
			}
			for y := range c.h {
				for x := range c.w {
					bx, by := c.back(x, y)
					v := float64(hu(c.of.x+bx, c.of.y+by))
					want := 255 * min(1, max(0, (v-(center-0.5))/(width-1)+0.5))
					if c.k.Invert {
						want = 255 - want
					}
					// Between four of the picture's: the mean of the two on the way is the pixel's own.
					r1, _, _, _ := bare.At(4*x+1, 4*y+1).RGBA()
					r2, _, _, _ := bare.At(4*x+2, 4*y+2).RGBA()
					inner := x > 0 && y > 0 && x < c.w-1 && y < c.h-1
					if got := float64(r1>>8+r2>>8) / 2; inner && want > 5 && want < 250 && math.Abs(got-want) > 2.5 {
						t.Fatalf("at %d, %d of the part it is %.1f, want %.1f", x, y, got, want)
					}
				}
			}
			// Just behind the arrow's point it is drawn, and far from it nothing is.
			bounds, drawn := image.Rectangle{}, image.Pt(4*c.pointed[0]+2, 4*c.pointed[1]+2)
			for y := range 4 * c.h {
				for x := range 4 * c.w {
					if bare.At(x, y) != arrowed.At(x, y) {
						bounds = bounds.Union(image.Rect(x, y, x+1, y+1))
					}
				}
			}
			if !drawn.In(bounds.Inset(-2)) || bounds.Dx() > 4*4+12 || bounds.Dy() > 4*4+12 {
				t.Errorf("the arrow is drawn in %v, and points at %v", bounds, drawn)
			}
		})
	}
}

// A physician marks an image in the real window with the keys alone, with a
// note and an arrow; it is sealed with the case, and the service's people see it
// in a real browser.
func TestKeyImageFromTheWindowToTheConsole(t *testing.T) {
	t.Parallel()
	program, chromium := buildWindow(t), browser(t)
	s := serve(t)
	c := newClinic(t)
	id, records := c.begin()
	c.takeIn(id, []string{records})
	w := openCase(t, program, c)
	w.run(`location.hash = "#/case/" + arguments[0] + "/images"`, id)
	const index = `const p = document.querySelector("[data-index]"); return p !== null && p.dataset.index === arguments[0]`
	w.await("the first image", index, "1")
	key := func(name string) {
		w.run(`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: arguments[0], bubbles: true }))`, name)
	}
	w.run(`document.querySelector("[role=slider]").focus()`)
	key("ArrowDown")
	w.await("the second image", index, "2")
	key("k")
	w.await("the note's field has the keys", `return document.activeElement.tagName === "TEXTAREA"`)
	w.fill("textarea", "This node?")
	key("Enter")
	w.await("back at the image", `return document.activeElement.getAttribute("role") === "slider"`)
	key("d")
	w.await("the arrow in hand", `return document.querySelector("[data-tool=arrow]") !== null`)
	key("Enter")
	w.await("the arrow has the keys", `return document.activeElement.hasAttribute("data-mark")`)
	key("ArrowRight")
	w.await("the note", `return document.querySelector("textarea").value === "This node?"`)
	w.await("the small picture", `return document.querySelector("[data-key-images] canvas[data-drawn]") !== null`)
	if picture := os.Getenv("OSO_PICTURES"); picture != "" {
		t.Log(w.picture("window-key-image.png"))
	}
	w.run(`window.kept = ""
		const ask = () => window.go.desktop.Records.KeyImages(arguments[0]).then(all => { window.kept = JSON.stringify(all); setTimeout(ask, 200) })
		ask()`, id)
	w.await("note and arrow are kept", `return window.kept.includes("This node?") && window.kept.includes('"arrows"')`)
	w.close()

	c.seal(id)
	c.enrol(s)
	c.sync()
	// The command line names it on both sides, with the file of its image.
	type named struct {
		Path  string
		Image casefile.KeyImage
	}
	var shown struct {
		KeyImages []named `json:"key_images"`
	}
	c.must(&shown, 0, "case", "show", id)
	var mine, theirs struct {
		KeyImages []named `json:"key_images"`
	}
	c.must(&mine, 0, "export", id, filepath.Join(t.TempDir(), "mine"))
	_, reference := c.sync().state(id)
	s.admin(&theirs, "admin", "export-case", reference, filepath.Join(t.TempDir(), "theirs"))
	for _, list := range [][]named{shown.KeyImages, mine.KeyImages, theirs.KeyImages} {
		if len(list) != 1 || list[0].Image.Note != "This node?" || len(list[0].Image.Arrows) != 1 {
			t.Fatalf("the command line names %+v", list)
		}
	}
	if mine.KeyImages[0].Path == "" || theirs.KeyImages[0].Path == "" {
		t.Error("an export names no file of a key image")
	}
	walk(t, "key-images-console.mjs", map[string]any{
		"console": s.Console, "accounts": s.Accounts, "chromium": chromium, "pictures": os.Getenv("OSO_PICTURES"), "failures": failures(), "patient": "Eleanor Whitcombe", "note": "This node", "number": 2,
	})
}
