package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"oso/internal/intake"
	"oso/internal/sample"
)

// What a page does to measure itself: from the press on the way to the images
// until the first is drawn; then key after key, each image waited for, with its
// number in the corner; and until thirty series have their small pictures.
const (
	firstImageScript = `(() => new Promise(done => {
		const link = [...document.querySelectorAll("a")].find(a => a.textContent.includes("Look at the images"))
		const from = performance.now()
		link.click()
		const look = () => document.querySelector("[data-index] canvas") ? done(performance.now() - from) : requestAnimationFrame(look)
		look()
	}))()`
	thumbnailsScript = `(() => new Promise(done => {
		const from = performance.now()
		const dark = c => !c.getContext("2d").getImageData(0, 0, c.width, c.height).data.some((v, i) => i % 4 < 3 && v > 0)
		const look = () => {
			const strip = document.querySelector("nav canvas")?.closest("nav") // it comes after the image
			if (!strip) return setTimeout(look, 20)
			const waiting = [...strip.querySelectorAll("canvas")].filter(dark)
			if (waiting.length === 0) { strip.scrollTop = 0; return done(performance.now() - from) }
			waiting[0].scrollIntoView()
			setTimeout(look, 20)
		}
		look()
	}))()`
	scrollScript = `(async images => {
		const rail = document.querySelector("[role=slider]")
		rail.focus()
		const taken = []
		let wrong = 0
		for (let n = 2; n <= images; n++) {
			const from = performance.now()
			rail.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }))
			while (document.querySelector("[data-index]")?.dataset.index !== String(n)) await new Promise(requestAnimationFrame)
			taken.push(performance.now() - from)
			if (!document.querySelector("canvas[role=img]").getAttribute("aria-label").includes("image " + n + " of")) wrong++
		}
		taken.sort((a, b) => a - b)
		return { rate: 1000 / taken[taken.length >> 1], slowest: taken[taken.length - 1], wrong }
	})`
)

// viewerStudy is a series of so many slices and thirty more of one image.
func viewerStudy(t *testing.T, dir string, slices int) {
	t.Helper()
	writeStudy(t, dir, slices, 512)
	for n := range 30 {
		pixels := make([]uint16, 256*256)
		for i := range pixels {
			pixels[i] = uint16(1024 + (i*(n+1))%800)
		}
		b := sample.DICOM(sample.Image{
			Patient: intake.TemplateCase().Patient, StudyUID: "1.2.3", SeriesUID: fmt.Sprintf("1.2.3.2.%d", n), SOPInstanceUID: fmt.Sprintf("1.2.3.2.%d.1", n),
			StudyDate: "20261109", Modality: "CT", SeriesNumber: 10 + n, Instance: 1, Rows: 256, Columns: 256, Pixels: pixels,
		})
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("S%02d", n)), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestBenchViewer takes the time to the first image, the images a second, and
// the memory of the viewer: in the console over loopback with 2,000 slices, and
// in the window with 300.
func TestBenchViewer(t *testing.T) {
	benchPlace(t)
	t.Run("console", func(t *testing.T) {
		const slices = 2000
		chromium := wholeBrowser(t)
		s := serve(t)
		c := newClinic(t)
		id, records := c.begin()
		viewerStudy(t, records, slices)
		c.takeIn(id, []string{records})
		c.seal(id)
		c.enrol(s)
		c.sync()
		in, err := json.Marshal(map[string]any{
			"console": s.Console, "accounts": s.Accounts, "chromium": chromium, "patient": "Eleanor Whitcombe", "images": 300,
			"firstImage": firstImageScript, "thumbnails": thumbnailsScript, "scroll": scrollScript,
		})
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), "node", "e2e/viewer-bench.mjs")
		cmd.Dir = "../../frontend"
		cmd.Stdin = bytes.NewReader(in)
		var said bytes.Buffer
		cmd.Stderr = &said
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v\n%s", err, &said)
		}
		var got struct {
			Found                                     []string
			First                                     []float64
			Thumbnails, Rate, Slowest, Opened, Memory float64
			Wrong, Beside                             int
			Far                                       struct {
				Kept, Read struct {
					Ms              float64
					Requests, Bytes int
				}
			}
		}
		decode(t, out, &got)
		if len(got.Found) > 0 {
			t.Errorf("in the page: %q", got.Found)
		}
		if got.Wrong > 0 {
			t.Errorf("%d images stood under another number", got.Wrong)
		}
		figure(t, "first image, console", "2,000 slices of 0.5 MB, over loopback; from the press", fmt.Sprintf("%s ms", spread(got.First)), "", "0.5 s")
		for _, row := range []struct {
			setting, limit string
			ms             float64
			requests, size int
		}{
			{"the viewer's script known", "1.5 s", got.Far.Kept.Ms, got.Far.Kept.Requests, got.Far.Kept.Bytes},
			{"nothing known but the page", "4 s", got.Far.Read.Ms, got.Far.Read.Requests, got.Far.Read.Bytes},
		} {
			figure(t, "first image, console, 20 Mbit/s and 50 ms", "2,000 slices of 0.5 MB; "+row.setting, fmt.Sprintf("%.0f ms, %d requests, %.1f MB by then", row.ms, row.requests, float64(row.size)/1e6), "", row.limit)
		}
		figure(t, "scrolling, console", "300 images, a key each", fmt.Sprintf("%.0f images/s by the median, %.0f ms the slowest, %d wrong", got.Rate, got.Slowest, got.Wrong), "", "said only")
		figure(t, "thumbnails, console", "30 series", fmt.Sprintf("%.0f ms", got.Thumbnails), "", "2 s")
		above := "the browser's processes above an empty page"
		if got.Beside > 0 {
			above += "; not to be relied on, as another browser ran and took its share of the program's memory"
		}
		figure(t, "memory of the viewer", "2,000 slices opened; "+above, fmt.Sprintf("%.0f MB", got.Opened), "", "under 250 MB")
		figure(t, "memory of the viewer", "2,000 slices, 300 of them looked at; "+above, fmt.Sprintf("%.0f MB", got.Memory), "", "under 250 MB")
	})
	t.Run("window", func(t *testing.T) {
		program := buildWindow(t)
		c := newClinic(t)
		id, records := c.begin()
		viewerStudy(t, records, 300)
		c.takeIn(id, []string{records})
		w := openCase(t, program, c)
		var first []float64
		for range 3 {
			w.run(`location.hash = "#/case/" + arguments[0] + "/records"`, id)
			w.await("the way to the images", `return [...document.querySelectorAll("a")].some(a => a.textContent.includes("Look at the images"))`)
			time.Sleep(time.Second) // a person reads what is there
			first = append(first, w.run(`return `+firstImageScript).(float64))
		}
		time.Sleep(2 * time.Second) // as in the console: both ways of drawing have been timed
		got := w.run(`return ` + scrollScript + `(300)`).(map[string]any)
		if got["wrong"].(float64) > 0 {
			t.Errorf("%v images stood under another number", got["wrong"])
		}
		figure(t, "first image, window", "300 slices of 0.5 MB; from the press", fmt.Sprintf("%s ms, the first of all %.0f", spread(first), first[0]), "", "0.3 s")
		figure(t, "scrolling, window", "300 images, a key each", fmt.Sprintf("%.0f images/s by the median, %.0f ms the slowest, %v wrong", got["rate"], got["slowest"], got["wrong"]), "", "25 images/s")
		w.close()
	})
}
