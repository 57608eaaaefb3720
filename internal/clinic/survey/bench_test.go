package survey

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"oso/internal/pdf"
	"oso/internal/sample"
)

// BenchmarkSurvey is a folder of 5,000 slices, from the first look at it to the
// proposal, as it is when the system has read it before. OSO_BENCH_SLICES names
// another number.
func BenchmarkSurvey(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "disc")
	const slices, side = 5000, 512
	pixels := make([]uint16, side*side)
	for i := range pixels {
		pixels[i] = uint16(i * 7919 & 0xfff)
	}
	for i := range slices {
		p := filepath.Join(dir, fmt.Sprintf("DICOM/ST1/SE%d/IM%05d", i/300, i))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			b.Fatal(err)
		}
		image := sample.DICOM(sample.Image{
			Patient: anna, StudyUID: sample.UID(1, "study"), SeriesUID: sample.UID(1, fmt.Sprint("series", i/300)), SOPInstanceUID: sample.UID(1, fmt.Sprint(i)),
			StudyDate: "20261109", StudyText: "CT chest", Modality: "CT", Instance: i%300 + 1, Rows: side, Columns: side, Pixels: pixels,
		})
		if err := os.WriteFile(p, image, 0o644); err != nil {
			b.Fatal(err)
		}
	}
	self, err := pdf.Self()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		s := New([]string{dir})
		if err := s.Run(context.Background(), Request{PDF: self, Now: time.Now}); err != nil {
			b.Fatal(err)
		}
		if got := s.Snapshot(); len(got.People) != 1 || got.People[0].Images != slices {
			b.Fatalf("%d people", len(got.People))
		}
	}
}
