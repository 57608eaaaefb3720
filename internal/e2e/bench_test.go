package e2e

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"oso/internal/intake"
	"oso/internal/sample"
)

// The benches print the figures of docs/BENCH.md the way the design defines
// them ("Measures"): both sides take turns in one run, nine rounds, the median
// of the ratios with their spread. They assert nothing about time. build/bench.sh
// runs them and sets
//
//	OSO_BENCH=1       or they are skipped
//	OSO_BENCH_DIR     where to work; a temporary folder
//	OSO_BENCH_ROUNDS  9
//	OSO_BENCH_OUT     a file that the figures are appended to, for the table

// benchPlace gives a folder to work in, or skips.
func benchPlace(t *testing.T) string {
	t.Helper()
	if os.Getenv("OSO_BENCH") != "1" {
		t.Skip("set OSO_BENCH=1, or run make bench: takes minutes and 10 GB of disk")
	}
	dir := os.Getenv("OSO_BENCH_DIR")
	if dir == "" {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp(dir, "e2e")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func benchRounds() int {
	if n, err := strconv.Atoi(os.Getenv("OSO_BENCH_ROUNDS")); err == nil && n > 0 {
		return n
	}
	return 9
}

// figure says one measure in the log and for the table: name | setting |
// result | of what | what is to be reached.
func figure(t *testing.T, name, setting, result, limit, reach string) {
	t.Helper()
	t.Logf("%s, %s: %s, against %s; to reach: %s", name, setting, result, limit, reach)
	out := os.Getenv("OSO_BENCH_OUT")
	if out == "" {
		return
	}
	f, err := os.OpenFile(out, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	fmt.Fprintf(f, "%s | %s | %s | %s | %s\n", name, setting, result, limit, reach)
}

// turns collects the ratios of one measure.
type turns struct {
	ratios, ours, limits []float64 // ratio; MB/s
}

func (r *turns) add(bytes int64, limit, ours time.Duration) {
	r.ratios = append(r.ratios, limit.Seconds()/ours.Seconds())
	r.ours = append(r.ours, float64(bytes)/1e6/ours.Seconds())
	r.limits = append(r.limits, float64(bytes)/1e6/limit.Seconds())
}

func (r *turns) String() string {
	return fmt.Sprintf("%s (%.0f of %.0f MB/s)", spread(r.ratios), middle(r.ours), middle(r.limits))
}

func middle(v []float64) float64 {
	s := slices.Sorted(slices.Values(v))
	return s[len(s)/2]
}

func spread(v []float64) string {
	return fmt.Sprintf("%.2f (%.2f to %.2f)", middle(v), slices.Min(v), slices.Max(v))
}

// timed measures fn. What the side before left to be written must not be on
// its bill.
func timed(t *testing.T, fn func()) time.Duration {
	t.Helper()
	syscall.Sync()
	began := time.Now()
	fn()
	return time.Since(began)
}

// writeStudy writes one series of the template's patient: slices of side by
// side pixels (512: 0.5 MB), in
// each line of which nearly half is the same value, as outside of the body; in
// the rest the low byte is noise and the high byte smooth. Packing leaves about
// 40%, as of the vault's measures.
func writeStudy(t *testing.T, dir string, images, side int) int64 {
	t.Helper()
	rnd := rand.New(rand.NewPCG(1, 2))
	noise := make([]uint16, 2*side*side)
	for i := range noise {
		noise[i] = uint16(rnd.IntN(256))
	}
	pixels := make([]uint16, side*side)
	return writeSlices(t, dir, images, side, func(int) []uint16 {
		from := rnd.IntN(len(noise) - len(pixels))
		for i := range pixels {
			pixels[i] = 48
			if x := i % side * 512 / side; x >= 240 {
				pixels[i] = uint16(4+x/256)<<8 | noise[from+i]
			}
		}
		return pixels
	})
}

// writeSlices writes one series of the template's patient.
func writeSlices(t *testing.T, dir string, images, side int, pixels func(n int) []uint16) (total int64) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= images; n++ {
		b := sample.DICOM(sample.Image{
			Patient: intake.TemplateCase().Patient, StudyUID: "1.2.3", SeriesUID: "1.2.3.1", SOPInstanceUID: fmt.Sprintf("1.2.3.1.%d", n),
			StudyDate: "20261109", Modality: "CT", Instance: n, Rows: side, Columns: side, Pixels: pixels(n),
		})
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("I%04d", n)), b, 0o600); err != nil {
			t.Fatal(err)
		}
		total += int64(len(b))
	}
	return total
}

// realSlices are the pixels of a corpus' slices of 512 by 512, as scanners made them.
func realSlices(t *testing.T, corpus string) (all [][]uint16) {
	t.Helper()
	const side = 512
	for _, x := range imagesOf(t, filepath.Join(corpus, "dicom")) {
		m := x.image
		if m.Rows != side || m.Columns != side || m.Frames != 1 || x.modality != "CT" && x.modality != "MR" {
			continue
		}
		f, err := os.Open(x.whole)
		if err != nil {
			t.Fatal(err)
		}
		frame, err := m.Frame(t.Context(), f, 1)
		if err == nil {
			b, err := io.ReadAll(frame)
			if err != nil {
				t.Fatal(err)
			}
			if len(b) == 2*side*side { // no compressed one
				pixels := make([]uint16, side*side)
				for i := range pixels {
					pixels[i] = binary.LittleEndian.Uint16(b[2*i:])
				}
				all = append(all, pixels)
			}
		}
		f.Close()
	}
	return all
}

// copyStudy is the limit that import and sync are held against: io.Copy
// through SHA-256 into new files of the same number and size in one folder,
// one thread, one sync at the end.
func copyStudy(t *testing.T, from, to string) {
	t.Helper()
	list, err := os.ReadDir(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(to, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		in, err := os.Open(filepath.Join(from, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		out, err := os.Create(filepath.Join(to, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.MultiWriter(out, sha256.New()), in); err != nil {
			t.Fatal(err)
		}
		in.Close()
		if err := out.Close(); err != nil {
			t.Fatal(err)
		}
	}
	syscall.Sync()
}
