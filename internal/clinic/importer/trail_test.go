package importer

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oso/internal/dicom"
	"oso/internal/sample"
)

// picture is an image of 256 by 256 values that a function gives; words shifts where
// its pixels begin.
func picture(words string, value func(x, y int) uint16) []byte {
	m := sample.Image{
		Patient: anna, StudyUID: sample.UID(1, "torn study"), SeriesUID: sample.UID(1, "torn series"), SOPInstanceUID: sample.UID(1, "torn"),
		Modality: "CT", SeriesText: words, Instance: 1, Rows: 256, Columns: 256, Pixels: make([]uint16, 256*256),
	}
	for i := range m.Pixels {
		m.Pixels[i] = value(i%256, i/256)
	}
	return sample.DICOM(m)
}

func noise() func(x, y int) uint16 {
	r := rand.New(rand.NewPCG(3, 4))
	return func(int, int) uint16 { return uint16(r.IntN(4095) + 1) }
}

func unwritten(t *testing.T, b []byte) float64 {
	t.Helper()
	info, err := dicom.Read(context.Background(), bytes.NewReader(b), int64(len(b)), dicom.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var seen trail
	for i, p := 0, b; len(p) > 0; i++ { // in pieces of any length
		n := min(len(p), 1+i*977%40_000)
		seen.see(p[:n])
		p = p[n:]
	}
	seen.end()
	return info.Pixels.Unwritten(bytes.NewReader(b), int64(len(b)), seen.empty)
}

// A picture's own dark parts are not taken for storage that was not written, wherever
// they begin in the file.
func TestDarkBordersAreNoTear(t *testing.T) {
	t.Parallel()
	for name, inside := range map[string]func(x, y int) bool{
		"a round field":      func(x, y int) bool { return (x-128)*(x-128)+(y-128)*(y-128) < 100*100 },
		"a bar below":        func(x, y int) bool { return y < 200 },
		"bars between":       func(x, y int) bool { return y/32%2 == 0 },
		"margins":            func(x, y int) bool { return x > 30 && x < 220 && y > 10 && y < 180 },
		"turned by a degree": func(x, y int) bool { return 57*y+x < 57*200 && x > 20 && x < 240 },
		"turned by more":     func(x, y int) bool { return 5*y+x < 5*200 },
		"a fan":              func(x, y int) bool { return y > 20 && (x-128)*(x-128)+y*y < 220*220 && (x-128)*(x-128) < y*y },
		"words below":        func(x, y int) bool { return y < 100 || y > 120 && y < 130 && x > 20 && x < 60 && x%7 < 5 },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := noise()
			for n := 0; n < 512; n += 2 {
				b := picture(strings.Repeat("x", n), func(x, y int) uint16 {
					if inside(x, y) {
						return r(x, y)
					}
					return 0
				})
				if share := unwritten(t, b); share > 0 {
					t.Fatalf("with %d letters in its header %.0f%% of it is said to be empty", n, share*100)
				}
			}
		})
	}
}

// A capture of a screen may have a dark bar below it, however high that is.
func TestDarkBarOfACapture(t *testing.T) {
	t.Parallel()
	m := sample.Image{Patient: anna, StudyUID: "1.2", SeriesUID: "1.2.3", SOPInstanceUID: "1.2.3.4", Modality: "OT", Rows: 256, Columns: 256, Pixels: make([]uint16, 256*256)}
	r := noise()
	for i := range m.Pixels[:256*120] {
		m.Pixels[i] = r(0, 0)
	}
	if share := unwritten(t, sample.DICOM(m)); share > 0 {
		t.Errorf("%.2f of it is said to be empty", share)
	}
}

// What was torn off, or has a hole where storage could not be read, is found, and how
// much of it.
func TestTearsAreFound(t *testing.T) {
	t.Parallel()
	const pixels = 256 * 256 * 2
	whole := picture("axial", noise())
	start := len(whole) - pixels
	compressed := sample.Film(sample.Image{Patient: anna, StudyUID: "1.2", SeriesUID: "1.2.3", SOPInstanceUID: "1.2.3.4"}, "1.2.840.10008.1.2.4.50",
		append(append([]byte("\xff\xd8\xff"), bytes.Repeat([]byte("data"), 30_000)...), "\xff\xd9"...))
	for name, c := range map[string]struct {
		data     []byte
		from, to int
		fill     byte
		least    float64
		most     float64
	}{
		"torn in the middle":       {whole, 16 << 12, len(whole), 0, .4, .6},
		"torn near the end":        {whole, 30 << 12, len(whole), 0, .01, .1},
		"torn at half a sector":    {whole, 30<<12 + 512, len(whole), 0, .01, .1},
		"torn anywhere":            {whole, 16<<12 + 174, len(whole), 0, .4, .6},
		"the second half":          {whole, start + pixels/2, len(whole), 0, .49, .51},
		"erased, not written":      {whole, 8 << 12, len(whole), 0xFF, .7, .8},
		"a hole of a sector":       {whole, 8 << 12, 8<<12 + 2048, 0, .01, .02},
		"a hole of many":           {whole, 8 << 12, 20 << 12, 0, .3, .4},
		"two holes are one answer": {whole, 4 << 12, 6 << 12, 0, .05, .07},
		"nothing written":          {whole, start, len(whole), 0, 1, 1},
		"torn, compressed":         {compressed, 16 << 12, len(compressed), 0, .4, .6},
		"a hole, compressed":       {compressed, 16 << 12, 17 << 12, 0, .03, .04},
		"whole":                    {whole, 0, 0, 0, 0, 0},
		"whole, compressed":        {compressed, 0, 0, 0, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := bytes.Clone(c.data)
			copy(b[c.from:c.to], bytes.Repeat([]byte{c.fill}, c.to-c.from))
			if share := unwritten(t, b); share < c.least || share > c.most {
				t.Errorf("%.3f of it is said to be empty, want %.2f to %.2f", share, c.least, c.most)
			}
		})
	}
}

// Of a public corpus no image is said to be torn off. Four are empty: software was tried
// with them.
func TestCorpusHasNoTears(t *testing.T) {
	t.Parallel()
	met := 0
	filepath.WalkDir(filepath.Join(corpus(t), "dicom"), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := dicom.Read(context.Background(), bytes.NewReader(b), int64(len(b)), dicom.Limits{}); err != nil {
			return nil
		}
		met++
		share := unwritten(t, b)
		if tried := strings.Contains(filepath.ToSlash(path), "x38x3/image/"); share > 0 && !(tried && share == 1) {
			t.Errorf("%s: %.2f of it is said to be empty", path, share)
		}
		return nil
	})
	if met < 300 {
		t.Errorf("only %d files were read", met)
	}
}

// What passes on its way into the vault is looked at to its last byte, whatever kind of
// file it is.
func TestWhatStandsInsideAFile(t *testing.T) {
	t.Parallel()
	whole := picture("axial", noise())
	torn := bytes.Clone(whole)
	clear(torn[16<<12:])
	hers := slice(reiko, "1", 1)
	within := bytes.Clone(whole) // as where a copy went on with another file
	copy(within[20<<12:], hers)
	own := bytes.Clone(whole)
	copy(own[20<<12:], slice(anna, "1", 9))
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 64, 64)), nil); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"torn.dcm":    {torn, "part-empty"},
		"within.dcm":  {within, "another-behind identity-mismatch several-patients"},
		"own.dcm":     {own, "another-behind"},
		"photo.jpg":   {append(photo.Bytes(), hers...), "another-behind identity-mismatch"},
		"report.pdf":  {append(sample.PDF("Findings: none."), hers...), "another-behind bytes-behind identity-mismatch"},
		"letter.txt":  {append([]byte("Findings: none. The mark of such files is DICM."), 10), ""},
		"film.mp4":    {append([]byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"), append(bytes.Repeat([]byte("film"), 4096-6), make([]byte, 64<<10)...)...), "part-empty"},
		"anybody.bin": {append(bytes.Repeat([]byte{1, 0, 7, 3}, 500), hers...), "another-behind identity-mismatch"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, anna)
			r := d.run(write(t, map[string][]byte{name: c.data}))
			got := strings.Join(strings.Fields(strings.NewReplacer("identity-not-compared", "", "identity-unknown", "", "scanned-no-text", "").Replace(warned(r))), " ")
			if got != c.want {
				t.Errorf("warned of %q, want %q", warned(r), c.want)
			}
		})
	}
}
