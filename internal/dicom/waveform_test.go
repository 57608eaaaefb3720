package dicom_test

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"oso/internal/dicom"
)

// An ECG's leads come in millivolts, with their names and filters.
func TestWaves(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("OSO_CORPUS")
	if dir == "" {
		t.Skip("OSO_CORPUS names no corpus")
	}
	files, _ := filepath.Glob(filepath.Join(dir, "dicom", "*", "waveform_ecg.dcm"))
	if len(files) == 0 {
		t.Skip("the corpus has no ECG of that name")
	}
	f, err := os.Open(files[0])
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	st, _ := f.Stat()
	set, err := dicom.Dataset(t.Context(), f, st.Size(), dicom.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	waves := set.Waves()
	if len(waves) != 2 || len(waves[0].Channels) != 12 || waves[0].Frequency != 1000 || waves[0].Seconds != 10 {
		t.Fatalf("%d groups, %+v", len(waves), waves[0].Label)
	}
	names := ""
	for _, c := range waves[0].Channels {
		names += c.Name + " "
		if c.Units != "mV" || len(c.Samples) != 10_000 || c.Low != 0.05 || c.High != 300 {
			t.Errorf("%s: %d samples in %s, %v to %v Hz", c.Name, len(c.Samples), c.Units, c.Low, c.High)
		}
		for _, v := range c.Samples {
			if v != nil && math.Abs(*v) > 10 {
				t.Fatalf("%s: %v mV", c.Name, *v)
			}
		}
	}
	if names != "I II III aVR aVL aVF V1 V2 V3 V4 V5 V6 " {
		t.Errorf("leads %s", names)
	}
	// The reference: samples as pydicom's waveform_array has them, in millivolts.
	for i, want := range []float64{0.1, 0.08125, 0.0625, 0.04375, 0.04625} {
		if got := *waves[0].Channels[0].Samples[i]; math.Abs(got-want) > 1e-9 {
			t.Errorf("sample %d is %v, not %v", i, got, want)
		}
	}
}
