package importer

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/vault"
	"oso/internal/sample"
)

// TestImportRate compares an import with io.Copy through SHA-256 into new files
// of the same number and size, one thread, one sync at the end: both sides take
// turns, nine rounds, the median of the ratios and their spread are printed
// (design, "Measures"). It asserts nothing about time and runs where
// OSO_BENCH_DIR names a folder to work in.
func TestImportRate(t *testing.T) {
	dir := os.Getenv("OSO_BENCH_DIR")
	if dir == "" {
		t.Skip("OSO_BENCH_DIR is not set")
	}
	dir, err := os.MkdirTemp(dir, "import")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	src := filepath.Join(dir, "src")
	total := writeStudy(t, src, 400)
	v := benchVault(t, filepath.Join(dir, "vault"))
	for _, o := range []vault.BatchOptions{{}, {NoCompress: true}} {
		var ratios, rates []float64
		for round := range 9 {
			out := filepath.Join(dir, "copy")
			began := time.Now()
			copyHashed(t, src, out)
			baseline := time.Since(began)
			os.RemoveAll(out)

			id, err := v.CreateCase(context.Background(), vault.NewCase{Head: vault.Head{State: casefile.Draft}}, nil)
			if err != nil {
				t.Fatal(err)
			}
			began = time.Now()
			r, err := Run(context.Background(), Request{Vault: v, Case: id, Patient: anna, Paths: []string{src}, Now: time.Now, Batch: o})
			took := time.Since(began)
			if err != nil || !r.Whole() {
				t.Fatalf("round %d: error %v, %v", round, err, outcomes(r))
			}
			if err := v.Discard(context.Background(), id, vault.Tombstone{Reason: "bench"}); err != nil {
				t.Fatal(err)
			}
			ratios = append(ratios, baseline.Seconds()/took.Seconds())
			rates = append(rates, float64(total)/1e6/took.Seconds())
		}
		slices.Sort(ratios)
		slices.Sort(rates)
		t.Logf("compression %v: ratio %.2f (%.2f to %.2f), %.0f MB/s", !o.NoCompress, ratios[4], ratios[0], ratios[8], rates[4])
	}
}

// writeStudy writes a study with pixels as a scanner's: smooth with noise.
func writeStudy(t testing.TB, dir string, images int) (total int64) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	for n := 1; n <= images; n++ {
		pixels := make([]uint16, 512*512)
		for i := range pixels {
			pixels[i] = uint16(1000 + (i%512)/4 + rnd.IntN(32))
		}
		b := sample.DICOM(sample.Image{
			Patient: anna, StudyUID: "1.2.3", SeriesUID: "1.2.3.1", SOPInstanceUID: fmt.Sprintf("1.2.3.1.%d", n),
			StudyDate: "20241109", Modality: "CT", Instance: n, Rows: 512, Columns: 512, Pixels: pixels,
		})
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("I%04d", n)), b, 0o600); err != nil {
			t.Fatal(err)
		}
		total += int64(len(b))
	}
	return total
}

func benchVault(t testing.TB, dir string) *vault.Vault {
	t.Helper()
	const pass = "seven quiet lanterns drift"
	if _, err := vault.Create(context.Background(), dir, vault.CreateOptions{User: "vega", Role: casefile.Physician, Passphrase: pass}); err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(context.Background(), dir, vault.OpenOptions{Passphrase: pass})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	return v
}

// copyHashed is the baseline.
func copyHashed(t testing.TB, src, dst string) {
	t.Helper()
	entries, err := os.ReadDir(src)
	if err != nil {
		t.Fatal(err)
	}
	os.MkdirAll(dst, 0o700)
	h := sha256.New()
	var last *os.File
	for _, e := range entries {
		in, err := os.Open(filepath.Join(src, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		out, err := os.Create(filepath.Join(dst, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		h.Reset()
		if _, err := io.Copy(io.MultiWriter(out, h), in); err != nil {
			t.Fatal(err)
		}
		in.Close()
		if last != nil {
			last.Close()
		}
		last = out
	}
	last.Sync()
	last.Close()
}
