package dicom

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// digestOf is frames.py's digest of an image.
func digestOf(t testing.TB, m *Image, r io.ReaderAt) (string, error) {
	t.Helper()
	all := sha256.New()
	for n := 1; n <= m.Frames; n++ {
		f, err := m.Frame(context.Background(), r, n)
		if err != nil {
			return "", err
		}
		one := sha256.New()
		if _, err := io.Copy(one, f); err != nil {
			return "", err
		}
		all.Write(one.Sum(nil))
	}
	return hex.EncodeToString(all.Sum(nil))[:32], nil
}

// asOther are files that pydicom 2.3 reads no frames of, and the files whose
// frames are in them.
var asOther = map[string]string{
	"derived/pn-vl-65535.dcm":                                "pydicom/CT_small.dcm",
	"derived/private-ob-vl-2gb.dcm":                          "pydicom/CT_small.dcm",
	"pydicom/badVR.dcm":                                      "pydicom/rtdose_1frame.dcm",
	"pydicom-data/emri_small_jpeg_2k_lossless_too_short.dcm": "pydicom-data/emri_small_jpeg_2k_lossless.dcm",
	"pydicom-data/liver_deflate.dcm":                         "pydicom-data/liver.dcm",
	"pydicom-data/liver_nonbyte_aligned_deflate.dcm":         "pydicom-data/liver_nonbyte_aligned.dcm",
}

// Every frame of every real file is what pydicom takes for it (testdata/frames.py),
// or a sentence says why it is not shown.
func TestCorpusFrames(t *testing.T) {
	t.Parallel()
	dir := corpus(t)
	text, err := os.ReadFile("testdata/frames.txt")
	if err != nil {
		t.Fatal(err)
	}
	same, told, lines := 0, 0, map[string][]string{}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		c := strings.Split(line, "\t")
		lines[c[0]] = c
	}
	for path, c := range lines {
		if other := asOther[path]; other != "" {
			c = append([]string{path}, lines[other][1:]...)
		}
		f, err := os.Open(filepath.Join(dir, "dicom", filepath.FromSlash(c[0])))
		if err != nil {
			t.Fatal(err)
		}
		fi, _ := f.Stat()
		info, err := Read(context.Background(), f, fi.Size(), Limits{})
		m := info.Image
		switch {
		case err != nil || m == nil:
			if c[1] != "0" {
				t.Errorf("%s: no image, and pydicom has %s frames", c[0], c[1])
			}
		default:
			got, err := digestOf(t, m, f)
			switch want := c[1] + " " + c[2]; {
			case err != nil && m.Frames > 0:
				t.Errorf("%s: %v", c[0], err)
			case m.Frames > 0 && fmt.Sprint(m.Frames, " ", got) == want:
				same++
			case m.Why != "":
				told++
			default:
				t.Errorf("%s: %d %s, want %s", c[0], m.Frames, got, want)
			}
			if m.Frames == 0 && (m.Why == "" || !m.Hidden) {
				t.Errorf("%s: no frames, and nobody is told why", c[0])
			}
		}
		f.Close()
	}
	if same < 330 || told > 20 {
		t.Errorf("%d files as pydicom has them, of %d a sentence says why not", same, told)
	}
}
