package survey

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"oso/internal/pdf"
	"oso/internal/sample"
)

// TestMeasures prints how long a folder of 5,000 slices takes that the system has
// read before, from the first look at it to the proposal; see docs/BENCH.md. It
// asserts nothing about time. OSO_BENCH=1 runs it.
func TestMeasures(t *testing.T) {
	if os.Getenv("OSO_BENCH") != "1" {
		t.Skip("set OSO_BENCH=1, or run make bench")
	}
	const count, side = 5000, 512
	dir := filepath.Join(cmp.Or(os.Getenv("OSO_BENCH_DIR"), t.TempDir()), "slices")
	pixels := make([]uint16, side*side)
	for i := range pixels {
		pixels[i] = uint16(i * 7919 & 0xfff)
	}
	for i := range count {
		p := filepath.Join(dir, fmt.Sprintf("DICOM/ST1/SE%d/IM%05d", i/300, i))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		image := sample.DICOM(sample.Image{
			Patient: anna, StudyUID: sample.UID(1, "study"), SeriesUID: sample.UID(1, fmt.Sprint("series", i/300)), SOPInstanceUID: sample.UID(1, fmt.Sprint(i)),
			StudyDate: "20261109", StudyText: "CT chest", Modality: "CT", Instance: i%300 + 1, Rows: side, Columns: side, Pixels: pixels,
		})
		if err := os.WriteFile(p, image, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	rounds, err := strconv.Atoi(os.Getenv("OSO_BENCH_ROUNDS"))
	if err != nil {
		rounds = 9
	}
	self, err := pdf.Self()
	if err != nil {
		t.Fatal(err)
	}
	v := openVault(t)
	var took []float64
	for range rounds {
		began := time.Now()
		s := New([]string{dir})
		if err := s.Run(context.Background(), Request{PDF: self, Now: time.Now}); err != nil {
			t.Fatal(err)
		}
		people := s.Snapshot().People
		if _, err := Matches(context.Background(), v, people); err != nil {
			t.Fatal(err)
		}
		if len(people) != 1 || people[0].Images != count {
			t.Fatalf("%d people", len(people))
		}
		took = append(took, time.Since(began).Seconds())
	}
	slices.Sort(took)
	row := fmt.Sprintf("disc to proposal | %d slices of 0.5 MB, read before | %.2f (%.2f to %.2f) s | | 3 s", count, took[rounds/2], took[0], took[rounds-1])
	t.Log(row)
	if out := os.Getenv("OSO_BENCH_OUT"); out != "" {
		f, err := os.OpenFile(out, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		fmt.Fprintln(f, row)
	}
}
