package e2e

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/images"
	"oso/internal/intake"
	"oso/internal/sample"
)

// writeSlide puts the made slide into a folder and gives its files in order:
// label, coarse, fine.
func writeSlide(t *testing.T, dir string) (paths []string) {
	t.Helper()
	files, err := sample.Slide(intake.TemplateCase().Patient, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		p := filepath.Join(dir, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(p), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, p)
	}
	return paths
}

// A slide in tiles of JPEG is drawn by the viewer in a real browser, from files as
// both programs serve them.
func TestSlideInTheBrowser(t *testing.T) {
	t.Parallel()
	lookAt(t, "slide", writeSlide(t, t.TempDir()), map[string]any{"size": []int{sample.SlideColumns, sample.SlideRows}, "label": "0"}, nil)
}

// seenSlide is what a program says of one image of a slide.
type seenSlide struct {
	Role                  string
	Columns, Rows, Frames int
	TileColumns           int `json:"tile_columns"`
	Tiles                 []int
	said                  string // its size, and a digest of some of its tiles
}

// A slide that the clinic imports is listed, described and given tile by tile
// alike by the window and by the console, and as another reader reads its files.
// A part of it that the physician marks in the window is seen in a browser by the
// pathologist, who writes the opinion: with the keyboard alone it becomes a figure
// of the letter, what was reviewed is said, the letter is signed; and it comes back
// to the clinic.
func TestSlideThroughBothPrograms(t *testing.T) {
	t.Parallel()
	program, chromium := buildWindow(t), browser(t)
	s := serve(t)
	c := newClinic(t)
	id, records := c.beginWith(func(doc map[string]any) {
		doc["service"] = map[string]any{"kind": casefile.Pathology}
		slide := casefile.Material{Kind: casefile.MaterialPathology, Description: "HE slide of the biopsy", Channel: casefile.ByUpload}
		doc["materials"] = append(doc["materials"].([]any), slide)
	})
	paths := writeSlide(t, records)
	c.takeIn(id, []string{records})

	w := openCase(t, program, c)
	window := slideOf(t, func(path string) []byte {
		w.run(`window.got = null
			fetch("/asset/case/" + arguments[0] + arguments[1]).then(async r => {
				const b = new Uint8Array(await r.arrayBuffer())
				window.got = r.status + " " + Array.from(b, x => x.toString(16).padStart(2, "0")).join("")
			}, e => { window.got = "0 " })`, id, path)
		status, body, _ := strings.Cut(w.await("an answer to "+path, `return window.got`).(string), " ")
		b, err := hex.DecodeString(body)
		if status != "200" || err != nil {
			t.Fatalf("the window: %s: %s, %v", path, status, err)
		}
		return b
	})
	const note, legend = "Is this an abscess?", "A crypt abscess."
	w.run(`location.hash = "#/case/" + arguments[0] + "/images?series=" + arguments[1]`, id, sample.UID(1, "slide"))
	const onSlide = `const el = document.activeElement; return el.getAttribute("role") === "group" && /HE/.test(el.getAttribute("aria-label")) && document.querySelector(".openseadragon-canvas canvas") !== null`
	w.await("the slide has the keys", onSlide)
	key := func(name string) {
		w.run(`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: arguments[0], bubbles: true }))`, name)
	}
	key("k")
	w.await("the note's field has the keys", `return document.activeElement.tagName === "TEXTAREA"`)
	w.fill("textarea", note)
	key("Enter")
	w.await("the small picture", `return document.querySelector("[data-key-images] canvas[data-drawn]") !== null`)
	w.run(`window.kept = ""
		const ask = () => window.go.desktop.Records.KeyImages(arguments[0]).then(all => { window.kept = JSON.stringify(all); setTimeout(ask, 200) })
		ask()`, id)
	w.await("the note is kept", `return window.kept.includes(arguments[0])`, note)
	w.close()

	c.seal(id)
	c.enrol(s)
	c.sync()
	coordinator := s.signIn("coordinator")
	console := slideOf(t, func(path string) []byte {
		status, b := coordinator.do("GET", "/cases/"+id+path, nil, nil)
		if status != 200 {
			t.Fatalf("the console: %s: %d", path, status)
		}
		return []byte(b)
	})

	slideFigure(t, s, c, coordinator, chromium, id, note, legend)

	reference := slideReference(t, paths)
	for i, path := range paths {
		for name, program := range map[string][]seenSlide{"window": window, "console": console} {
			got := program[i]
			wanted := []string{"label", "volume", "volume"}[i]
			if got.Role != wanted || got.TileColumns != sample.SlideTile || len(got.Tiles) != 0 {
				t.Errorf("%s: %+v", name, got)
			}
			if reference == nil {
				continue
			}
			if want := reference[i]; got.said != want {
				t.Errorf("%s: %s is given as\n%sand another reader reads\n%s", name, filepath.Base(path), got.said, want)
			}
		}
	}
}

// slideFigure is a slide's key image from the console to the letter that the
// clinic reads: marked by its author where the clinic had marked it.
func slideFigure(t *testing.T, s *service, c *clinic, coordinator *person, chromium, id, note, legend string) {
	t.Helper()
	approver := s.signIn("approver")
	var seen struct {
		KeyImages []casefile.KeyImage `json:"key_images"`
	}
	coordinator.must("GET", "/cases/"+id, nil, &seen)
	if k := seen.KeyImages; len(k) != 1 || k[0].Note != note || k[0].Optics == nil || k[0].Modality != "SM" {
		t.Fatalf("the console has %+v", k)
	}
	coordinator.intake(id)
	s.offer(coordinator, id, "pathologist")
	const assessment = "It is inflamed"
	walk(t, "slide-figure.mjs", map[string]any{
		"console": s.Console, "accounts": s.Accounts, "chromium": chromium, "pictures": os.Getenv("OSO_PICTURES"), "failures": failures(),
		"patient": "Eleanor Whitcombe", "note": strings.TrimSuffix(note, "?"), "legend": legend, "assessment": assessment,
	})
	approver.act(id, "take-up", nil)
	var l consoleLetter
	approver.must("GET", "/cases/"+id+"/opinion", nil, &l)
	if f := l.Content.Figures; len(f) != 1 || f[0].Image.Optics == nil || f[0].Image.Optics.Power == 0 || len(f[0].Image.Arrows) != 1 || !strings.Contains(f[0].Shows(), "×") || strings.Contains(f[0].Shows(), "frame") {
		t.Fatalf("the figure: %+v", f)
	}
	if a := l.Content.Assessment; !strings.HasPrefix(a, assessment) || !strings.HasSuffix(a, "[Figure 1]") {
		t.Errorf("signed: %q", a)
	}
	seenInPart := func(x string) bool { return strings.HasSuffix(x, "(seen in part)") }
	if len(l.Content.Reviewed) < 2 || len(l.Content.Unseen) == 0 || !slices.ContainsFunc(l.Content.Reviewed, seenInPart) || slices.ContainsFunc(l.Content.Unseen, seenInPart) {
		t.Errorf("reviewed %q, not seen %q", l.Content.Reviewed, l.Content.Unseen)
	}
	approver.sign(id, "approve", map[string]any{"version": l.Version})
	c.syncUntil("an opinion", func(lineSync) bool { return len(c.opinions()) == 1 })
	c.readBy(s, id, "pathologist")
	var shown struct{ Content deed.Content }
	c.must(&shown, 0, "opinion", "show", id)
	if f := shown.Content.Figures; len(f) != 1 || f[0].Legend() != legend || f[0].Picture != l.Content.Figures[0].Picture {
		t.Fatalf("the clinic reads %+v", f)
	}
	c.printed(shown.Content.Figures[0])
}

// slideOf is the slide of a case by the numbers of its images, as a program gives
// it below its address of the case.
func slideOf(t *testing.T, get func(path string) []byte) (out []seenSlide) {
	t.Helper()
	var list images.List
	if err := json.Unmarshal(get("/images"), &list); err != nil {
		t.Fatal(err)
	}
	for _, study := range list.Studies {
		for _, series := range study.Series {
			if series.UID != sample.UID(1, "slide") {
				continue
			}
			for _, in := range series.Instances {
				if !in.Shown {
					t.Errorf("image %v is not shown: %s", in.Number, in.Why)
				}
				base := "/records/" + string(in.Record)
				var x seenSlide
				if err := json.Unmarshal(get(base+"/slide"), &x); err != nil {
					t.Fatal(err)
				}
				x.said = fmt.Sprintln(x.Columns, x.Rows, x.Frames)
				for n := 1; n <= x.Frames; n++ {
					if n != 1 && n != x.Frames && n%23 != 0 {
						continue
					}
					b := get(base + "/frames/" + strconv.Itoa(n))
					// JPEG ends with its mark; a byte after it makes the length even.
					x.said += fmt.Sprintf("%x\n", sha256.Sum256(b[:bytes.LastIndex(b, []byte{0xFF, 0xD9})+2]))
				}
				out = append(out, x)
			}
		}
	}
	if len(out) != 3 {
		t.Fatalf("%d images of the slide, not three", len(out))
	}
	return out
}

// slideReference is how pydicom reads the files: the size of each, its frames and
// a digest of some tiles; nil where it is not here.
func slideReference(t *testing.T, paths []string) (out []string) {
	t.Helper()
	const script = `
import hashlib, sys, pydicom
try:
    from pydicom.encaps import generate_frames
except ImportError: # before pydicom 3
    from pydicom.encaps import generate_pixel_data_frame
    def generate_frames(data, number_of_frames):
        return generate_pixel_data_frame(data, number_of_frames)
for path in sys.argv[1:]:
    ds = pydicom.dcmread(path)
    n = int(ds.NumberOfFrames)
    print(ds.TotalPixelMatrixColumns, ds.TotalPixelMatrixRows, n)
    for i, f in enumerate(generate_frames(ds.PixelData, number_of_frames=n), 1):
        if i in (1, n) or i % 23 == 0: print(hashlib.sha256(f[:f.rfind(b"\xff\xd9") + 2]).hexdigest())
    print("--")
`
	if exec.CommandContext(t.Context(), "/usr/bin/python3", "-c", "import pydicom.encaps").Run() != nil {
		t.Log("python3-pydicom is not here: the tiles of both programs are not compared with another reader's")
		return nil
	}
	b, err := exec.CommandContext(t.Context(), "/usr/bin/python3", append([]string{"-c", script}, paths...)...).Output()
	if err != nil {
		t.Fatalf("the other reader: %v", err)
	}
	return strings.Split(string(b), "--\n")[:len(paths)]
}
