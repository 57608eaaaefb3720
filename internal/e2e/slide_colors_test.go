package e2e

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// slideColors are images of the corpus in every kind of color that a slide's tiles
// may have; below the corpus.
var slideColors = []string{
	"cornerstone/TestPattern_JPEG-Baseline_YBR422.dcm", "cornerstone/TestPattern_JPEG-Baseline_YBRFull.dcm", "pydicom/SC_rgb_dcmtk_+eb+cy+np.dcm",
	"pydicom/SC_jpeg_no_color_transform.dcm", "pydicom/SC_rgb_dcmtk_+eb+cr.dcm",
	"pydicom/examples_jpeg2k.dcm", "pydicom-data/US1_J2KI.dcm",
	"cornerstone/TestPattern_JPEG-LS-Lossless.dcm", "pydicom/SC_rgb_rle.dcm", "cornerstone/TestPattern_RGB.dcm", "pydicom-data/color-pl.dcm",
	"cornerstone/US-YBR_FULL_422-EVRLE.dcm", "pydicom-data/SC_ybr_full_uncompressed.dcm", "cornerstone/TestPattern_Palette.dcm", "cornerstone/TestPattern_Palette_16.dcm",
}

// A slide whose tiles are images of the corpus as they are stored is drawn in the
// colors that pydicom, gdcm or dcmtk read of those images: every pixel of all its
// tiles, those that the slide's edge cuts included, beside a color profile that is
// not applied.
func TestSlideColors(t *testing.T) {
	t.Parallel()
	corpus := os.Getenv("OSO_CORPUS")
	if corpus == "" {
		t.Skip("OSO_CORPUS names no corpus")
	}
	if exec.CommandContext(t.Context(), "/usr/bin/python3", "-c", "import pydicom, numpy, gdcm, PIL.ImageCms").Run() != nil {
		t.Skip("python3-pydicom, python3-gdcm and python3-pil are not here")
	}
	chromium := browser(t)
	dir := t.TempDir()
	var in bytes.Buffer
	var sources []pixelFile
	for i, path := range slideColors {
		whole := filepath.Join(corpus, "dicom", filepath.FromSlash(path))
		fmt.Fprintf(&in, "%s\t%s\n", whole, filepath.Join(dir, fmt.Sprintf("%02d.dcm", i)))
		one := imagesOf(t, whole)
		if len(one) != 1 {
			t.Fatalf("%s is no image", path)
		}
		sources = append(sources, pixelFile{path: path, whole: whole, image: one[0].image})
	}
	cmd := exec.CommandContext(t.Context(), "/usr/bin/python3", "testdata/slides.py")
	cmd.Stdin = &in
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("slides.py: %v\n%s", err, out)
	}
	slides := imagesOf(t, dir)
	if len(slides) != len(sources) {
		t.Fatalf("%d slides of %d images", len(slides), len(sources))
	}
	for i := range slides {
		slides[i].path, slides[i].slide = sources[i].path, true
	}
	found := provePixels(t, chromium, slides, referencePixels(t, sources))
	var rows strings.Builder
	rows.WriteString("| Tiles as in | Result | Held against |\n|---|---|---|\n")
	for i := range found {
		f := &found[i]
		r := f.reference
		switch {
		case f.Why != "" || f.Note != "" || r.Kind != "rgb":
			t.Errorf("%s: %s %s %s (reference: %+v)", f.path, f.Why, f.Detail, f.Note, r)
		case r.Lossy && (f.Most > mayDiffer(f.Kind) || f.Mean > 1), !r.Lossy && f.Differing > 0 && f.Most > exactly(f):
			t.Errorf("%s: %d of %d values differ from %s's, by %g at most and %.3f in the mean", f.path, f.Differing, f.Total, r.By, f.Most, f.Mean)
		}
		result := "shown right, every value"
		if f.Differing > 0 {
			result = "shown right, within " + strconv.FormatFloat(f.Most, 'g', -1, 64)
		}
		fmt.Fprintf(&rows, "| %s | %s | %s |\n", f.path, result, r.By)
	}
	if *updatePixels && !t.Failed() {
		writeTable(t, "slides: generated, see internal/e2e TestSlideColors", "slides", rows.String())
	}
}
