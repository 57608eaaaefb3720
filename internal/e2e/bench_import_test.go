package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"oso/internal/clinic/importer"
	"oso/internal/clinic/vault"
	"oso/internal/dicom"
	"oso/internal/errs"
)

// TestBenchImport takes small slices through the importer beside a copy of the
// same folder with SHA-256, stops one in its middle, reads headers alone, and
// takes the peak of the program's memory for 50,000 files.
func TestBenchImport(t *testing.T) {
	dir := benchPlace(t)
	src, out := filepath.Join(dir, "study"), filepath.Join(dir, "copy")
	const files = 5000
	total := writeStudy(t, src, files, 224) // 0.1 MB
	d := benchDesk(t, filepath.Join(dir, "clinic"))
	var small turns
	var stops, headers []float64
	for range benchRounds() {
		limit := timed(t, func() { copyStudy(t, src, out) })
		os.RemoveAll(out)
		id := benchCase(t, d)
		small.add(total, limit, timed(t, func() { benchImport(t, d, id, src, vault.BatchOptions{}) }))
		benchForget(t, d, id)

		id = benchCase(t, d)
		ctx, stop := context.WithCancel(context.Background())
		var at time.Time
		_, err := importer.Run(ctx, importer.Request{Vault: d.Vault, Case: id, Paths: []string{src}, Now: time.Now, Progress: func(p importer.Progress) {
			if p.Files > files/3 && at.IsZero() {
				at = time.Now()
				stop()
			}
		}})
		if stops = append(stops, time.Since(at).Seconds()); !errs.Is(err, errs.Canceled) {
			t.Fatal(err)
		}
		stop()
		benchForget(t, d, id)

		began := time.Now()
		readHeaders(t, src)
		headers = append(headers, files/time.Since(began).Seconds())
	}
	figure(t, "import", "5,000 files of 0.1 MB, chunks compressed at import", small.String(), "copy of the same folder with SHA-256", "0.5")
	figure(t, "import stopped", "in its middle; to the last commit", spread(stops)+" s", "", "under 1 s")
	figure(t, "headers", "5,000 slices that the system has read before, one thread", fmt.Sprintf("%.0f (%.0f to %.0f) a second", middle(headers), slices.Min(headers), slices.Max(headers)), "", "3,000")

	many := filepath.Join(dir, "many")
	writeStudy(t, many, 50_000, 48)
	c := newClinic(t)
	id, _ := c.begin()
	cmd := exec.Command(c.bin, "import", id, many, "--json")
	cmd.Env = c.command().Env
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	high := watch(cmd.Process.Pid)
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	figure(t, "peak memory, import", "50,000 files; program and children", fmt.Sprintf("%.0f MB", high()), "", "under 300 MB")
}

func readHeaders(t *testing.T, dir string) {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		f, err := os.Open(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		fi, err := f.Stat()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := dicom.Read(context.Background(), f, fi.Size(), dicom.Limits{}); err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
}
