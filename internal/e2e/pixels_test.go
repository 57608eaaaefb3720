package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"oso/internal/dicom"
	"oso/internal/images"
)

var updatePixels = flag.Bool("update-pixels", false, "write what the viewer shows of the corpus into testdata and docs/IMAGES.md")

// pixelFile is a file of the corpus with an image, behind the page's address.
type pixelFile struct {
	path     string // below the corpus
	whole    string
	image    *dicom.Image
	modality string
	slide    bool // a whole slide: held against the image that each of its tiles is
}

// pixelFound is what the viewer made of a frame, and how far that is from the
// reference.
type pixelFound struct {
	Record    string  `json:"record"`
	Frame     int     `json:"frame"`
	Why       string  `json:"why"` // why it is not shown
	Detail    string  `json:"detail"`
	Kind      string  `json:"kind"`
	Digest    string  `json:"digest"`
	Most      float64 `json:"most"` // the largest difference
	Mean      float64 `json:"mean"`
	Differing int     `json:"differing"`
	Total     int     `json:"total"`
	Note      string  `json:"note"`

	reference pixelReference
	path      string
}

// pixelReference is a line of testdata/pixels.py.
type pixelReference struct {
	Name   string `json:"name"`
	Kind   string `json:"kind"`
	By     string `json:"by"`
	Lossy  bool   `json:"lossy"`
	Failed string `json:"failed"`
}

// Every image of the corpus is shown with the values that pydicom, gdcm or
// dcmtk read, or is declared with a reason: nothing is shown wrong. Codecs that
// lose something may differ by their rounding.
func TestCorpusPixels(t *testing.T) {
	corpus := os.Getenv("OSO_CORPUS")
	if corpus == "" {
		t.Skip("OSO_CORPUS names no corpus")
	}
	chromium := browser(t)
	files := imagesOf(t, filepath.Join(corpus, "dicom"))
	references := referencePixels(t, files)
	found := provePixels(t, chromium, files, references)
	kept := map[string]string{} // by file and frame: the digest, or why it is not shown
	for i := range found {
		f := &found[i]
		key := fmt.Sprintf("%s#%d", f.path, f.Frame)
		kept[key] = f.Digest
		if f.Why != "" {
			kept[key] = "not shown: " + f.Why
			continue
		}
		switch r := f.reference; {
		case r.Kind == "": // nobody else reads it, or nobody is here to
		case f.Note != "":
			t.Errorf("%s: %s", key, f.Note)
		case r.Lossy && (f.Most > mayDiffer(f.Kind) || f.Mean > 1), !r.Lossy && f.Differing > 0 && f.Most > exactly(f):
			t.Errorf("%s: %d of %d values differ from %s's, by %g at most and %.3f in the mean", key, f.Differing, f.Total, r.By, f.Most, f.Mean)
		}
	}
	const golden = "testdata/pixels.txt"
	if *updatePixels {
		var b strings.Builder
		for _, key := range slices.Sorted(maps.Keys(kept)) {
			fmt.Fprintf(&b, "%s\t%s\n", key, kept[key])
		}
		if err := os.WriteFile(golden, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
		writePixelTable(t, found)
		return
	}
	// The same on a machine without the references.
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(want)) {
		key, digest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if kept[key] != digest {
			t.Errorf("%s: %q, was %q", key, kept[key], digest)
		}
	}
}

// mayDiffer is how far two codecs of one compression with losses are apart: each
// rounds on its own, colors twice.
func mayDiffer(kind string) float64 {
	if kind == "color" {
		return 8
	}
	return 4
}

// exactly is 0, but for colors that were mixed from brightness: a whole number
// is rounded once more or once less.
func exactly(f *pixelFound) float64 {
	if f.Kind == "color" {
		return 1
	}
	return 0
}

func imagesOf(t *testing.T, dir string) (files []pixelFile) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		in, err := os.Open(path)
		if err != nil {
			return err
		}
		defer in.Close()
		st, err := in.Stat()
		if err != nil {
			return err
		}
		info, err := dicom.Read(t.Context(), in, st.Size(), dicom.Limits{})
		if err != nil || info.Image == nil || info.Image.Rows == 0 {
			return nil // not a file, or not an image
		}
		rel, err := filepath.Rel(dir, path)
		files = append(files, pixelFile{path: filepath.ToSlash(rel), whole: path, image: info.Image, modality: info.Modality})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// framesOf are the first, the middle and the last.
func (f pixelFile) frames() []int {
	n := max(1, f.image.Frames)
	return slices.Compact([]int{1, (n + 1) / 2, n})
}

// referencePixels has another's values of each frame in files of a folder; none
// where what reads them is not installed.
func referencePixels(t *testing.T, files []pixelFile) func(record string, frame int) (pixelReference, string) {
	t.Helper()
	python := ""
	for _, name := range []string{"/usr/bin/python3", "python3"} {
		if exec.CommandContext(t.Context(), name, "-c", "import pydicom, numpy, gdcm").Run() == nil {
			python = name
			break
		}
	}
	if python == "" {
		t.Log("python3-pydicom, python3-gdcm and dcmtk are not here: only the digests of before are compared")
		return func(string, int) (pixelReference, string) { return pixelReference{}, "" }
	}
	dir := t.TempDir()
	var in bytes.Buffer
	for i, f := range files {
		for _, n := range f.frames() {
			fmt.Fprintf(&in, "%d-%d\t%s\t%d\n", i, n, f.whole, n)
		}
	}
	cmd := exec.CommandContext(t.Context(), python, "testdata/pixels.py", dir)
	cmd.Stdin = &in
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the reference pixels: %v", err)
	}
	known := map[string]pixelReference{}
	for line := range bytes.Lines(out) {
		var r pixelReference
		if json.Unmarshal(line, &r) == nil {
			known[r.Name] = r
		}
	}
	return func(record string, frame int) (pixelReference, string) {
		name := record + "-" + strconv.Itoa(frame)
		return known[name], filepath.Join(dir, name)
	}
}

// provePixels lets the viewer's own code read every frame in a real browser.
func provePixels(t *testing.T, chromium string, files []pixelFile, reference func(string, int) (pixelReference, string)) []pixelFound {
	t.Helper()
	page := httptest.NewServer(proofPage(proofPages(t), files, reference))
	t.Cleanup(page.Close)
	type asked struct {
		Record string `json:"record"`
		Frame  int    `json:"frame"`
		Slide  bool   `json:"slide"`
	}
	orders := struct {
		Chromium string  `json:"chromium"`
		Page     string  `json:"page"`
		Frames   []asked `json:"frames"`
	}{chromium, page.URL, nil}
	for i, f := range files {
		if f.slide {
			orders.Frames = append(orders.Frames, asked{strconv.Itoa(i), 1, true})
			continue
		}
		for _, n := range f.frames() {
			orders.Frames = append(orders.Frames, asked{strconv.Itoa(i), n, false})
		}
	}
	in, err := json.Marshal(orders)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", "../../frontend/e2e/pixels.mjs")
	cmd.Stdin = bytes.NewReader(in)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the proof page: %v\n%s", err, said.Bytes())
	}
	var all []pixelFound
	for line := range bytes.Lines(out) {
		var f pixelFound
		if err := json.Unmarshal(line, &f); err != nil {
			t.Fatalf("the proof page said %q", line)
		}
		i, _ := strconv.Atoi(f.Record)
		f.path = files[i].path
		f.reference, _ = reference(f.Record, f.Frame)
		all = append(all, f)
	}
	if len(all) != len(orders.Frames) {
		t.Fatalf("%d answers to %d frames", len(all), len(orders.Frames))
	}
	return all
}

// proofPages is the folder of these tests' page, built once for all of them.
func proofPages(t *testing.T) string {
	t.Helper()
	dir, err := builtProof()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

var builtProof = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(builtIn, "proof")
	build := exec.Command("npx", "vite", "build", "--mode", "proof", "--outDir", dir, "--logLevel", "error")
	build.Dir = "../../frontend"
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("the proof page: %w\n%s", err, out)
	}
	return dir, nil
})

// proofPage serves what both programs serve of a record, under their policy.
func proofPage(dir string, files []pixelFile, reference func(string, int) (pixelReference, string)) http.Handler {
	mux := http.NewServeMux()
	one := func(give func(ctx context.Context, w http.ResponseWriter, r *http.Request, f pixelFile, in *os.File) error) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			i, err := strconv.Atoi(r.PathValue("record"))
			if err != nil || i >= len(files) {
				http.NotFound(w, r)
				return
			}
			in, err := os.Open(files[i].whole)
			if err == nil {
				defer in.Close()
				err = give(r.Context(), w, r, files[i], in)
			}
			if err != nil {
				http.Error(w, err.Error(), http.StatusUnprocessableEntity)
			}
		}
	}
	mux.Handle("GET /records/{record}/dicom", one(func(ctx context.Context, w http.ResponseWriter, _ *http.Request, _ pixelFile, in *os.File) error {
		st, err := in.Stat()
		if err != nil {
			return err
		}
		set, err := dicom.Dataset(ctx, in, st.Size(), dicom.Limits{})
		if err != nil {
			return err
		}
		return set.WriteJSON(w)
	}))
	mux.Handle("GET /records/{record}/slide", one(func(_ context.Context, w http.ResponseWriter, r *http.Request, _ pixelFile, in *os.File) error {
		st, err := in.Stat()
		if err != nil {
			return err
		}
		return images.ServeSlide(w, r, in, st.Size())
	}))
	mux.Handle("GET /records/{record}/frames/{frame}", one(func(ctx context.Context, w http.ResponseWriter, r *http.Request, f pixelFile, in *os.File) error {
		n, err := strconv.Atoi(r.PathValue("frame"))
		if err != nil {
			return err
		}
		frame, err := f.image.Frame(ctx, in, n)
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "application/octet-stream; transfer-syntax="+frame.Syntax)
		_, err = io.Copy(w, frame)
		return err
	}))
	mux.HandleFunc("GET /reference/{record}/{name}", func(w http.ResponseWriter, r *http.Request) {
		frame, kind, _ := strings.Cut(r.PathValue("name"), ".")
		n, _ := strconv.Atoi(frame)
		known, path := reference(r.PathValue("record"), n)
		if known.Kind != kind {
			http.NotFound(w, r)
			return
		}
		http.ServeFile(w, r, path+"."+kind)
	})
	pages := http.FileServer(http.Dir(dir))
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data: blob:")
		pages.ServeHTTP(w, r)
	})
	return mux
}

// writePixelTable puts the result into docs/IMAGES.md, by folder and syntax.
func writePixelTable(t *testing.T, found []pixelFound) {
	t.Helper()
	proved := map[string]string{} // a digest that another's values have: of which file
	for _, f := range slices.Backward(found) {
		if f.reference.Kind != "" && f.Digest != "" {
			proved[f.Digest] = f.path
		}
	}
	var b strings.Builder
	b.WriteString("| File | Frame | Result | Held against |\n|---|---|---|---|\n")
	for _, f := range found {
		result, by := "shown right", f.reference.By
		switch {
		case f.Why != "":
			result, by = "declared: "+strings.TrimSpace(f.Why+" "+f.Detail), ""
		case by == "" && proved[f.Digest] != "":
			result, by = result+", every value", "nobody else here reads it; the same values as "+proved[f.Digest]
		case by == "":
			result, by = "shown", "nobody else here reads it"
		case f.Differing > 0:
			result += fmt.Sprintf(", within %g", f.Most)
		default:
			result += ", every value"
		}
		fmt.Fprintf(&b, "| %s | %d | %s | %s |\n", f.path, f.Frame, strings.ReplaceAll(result, "|", " "), by)
	}
	writeTable(t, "pixels: generated, see internal/e2e TestCorpusPixels", "pixels", b.String())
}

// writeTable puts a table between its marks in docs/IMAGES.md.
func writeTable(t *testing.T, begins, ends, rows string) {
	t.Helper()
	const path = "../../docs/IMAGES.md"
	begin, end := "<!-- begin "+begins+" -->\n", "<!-- end "+ends+" -->"
	doc, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(doc), begin)
	_, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no place for the table", path)
	}
	if err := os.WriteFile(path, []byte(head+begin+rows+end+tail), 0o666); err != nil {
		t.Fatal(err)
	}
}
