package transcript_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oso/internal/dicom"
	"oso/internal/errs"
	"oso/internal/transcript"
)

// Each DICOM file of the corpus is read or refused with a sentence; none makes the
// reader fail in another way.
func TestCorpus(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("OSO_CORPUS")
	if dir == "" {
		t.Skip("OSO_CORPUS names no corpus")
	}
	kinds := map[transcript.Kind]int{}
	err := filepath.WalkDir(filepath.Join(dir, "dicom"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		st, err := f.Stat()
		if err != nil {
			return err
		}
		if _, err := dicom.Read(t.Context(), f, st.Size(), dicom.Limits{}); err != nil {
			return nil
		}
		x, err := transcript.Read(context.Background(), f, st.Size(), transcript.Options{})
		switch {
		case err == nil:
			kinds[x.Kind]++
			if len(x.Blocks) == 0 && !x.Cut && x.Kind != transcript.Waveform {
				t.Errorf("%s: %s says nothing", filepath.Base(path), x.Kind)
			}
			if strings.Contains(path, "sr-example/sr.dcm") {
				if got := drawn(x); !strings.Contains(got, "Measurement Group") || !strings.Contains(got, "- Derivation: Mean\n") {
					t.Errorf("the report of measurements: %.20000s", strings.ReplaceAll(got, "- Image: \n", ""))
				}
			}
		case !errs.Is(err, errs.Unreadable) || len(errs.Message(err)) < 20:
			t.Errorf("%s: %v", filepath.Base(path), err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []transcript.Kind{transcript.Report, transcript.Waveform, transcript.Wrapped, transcript.Header} {
		if kinds[k] == 0 {
			t.Errorf("the corpus has no %s: %v", k, kinds)
		}
	}
}
