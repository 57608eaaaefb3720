package importer

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// corpus is the folder of real files, where there is one.
func corpus(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("OSO_CORPUS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "shared", "corpus")
	}
	if _, err := os.Stat(filepath.Join(dir, "MANIFEST.md")); err != nil || testing.Short() {
		t.Skip("no corpus of real files here, or -short")
	}
	return dir
}

// Every real file is in the report once, with an outcome and, where it is not
// whole, a reason; memory does not grow with what is read. Not parallel:
// memory is measured.
func TestCorpus(t *testing.T) {
	dir := filepath.Join(corpus(t), "dicom")
	d := newDesk(t, anna)
	defer debug.SetGCPercent(debug.SetGCPercent(100)) // whatever the tests run with
	var peak atomic.Uint64
	done := make(chan bool)
	go func() {
		var m runtime.MemStats
		for {
			select {
			case <-done:
				return
			case <-time.After(20 * time.Millisecond):
				runtime.ReadMemStats(&m)
				peak.Store(max(peak.Load(), m.HeapAlloc))
			}
		}
	}()
	r := d.run(dir)
	close(done)
	t.Logf("%d files, %d MB in %.1f s, %v, heap at most %d MB", len(r.Files), r.Bytes>>20, r.Seconds, outcomes(r), peak.Load()>>20)
	if peak.Load() > 200<<20 {
		t.Errorf("heap grew to %d MB", peak.Load()>>20)
	}
	seen := map[string]bool{}
	for _, f := range r.Files {
		if seen[f.Path] {
			t.Errorf("%s is in the report twice", f.Path)
		}
		seen[f.Path] = true
		if (f.Outcome == Kept || f.Outcome == Rejected) != (f.Reason != "") || (f.Outcome == Rejected) != (f.Record == "") || (f.SHA256 == "") != (f.Outcome == Rejected) {
			t.Errorf("%+v", f)
		}
	}
	filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		p = filepath.ToSlash(p)
		if err == nil && !e.IsDir() && !seen[p] && !slices.ContainsFunc(r.Files, func(f File) bool { return strings.HasPrefix(f.Path, p+"!/") }) {
			t.Errorf("%s is not in the report", p)
		}
		return nil
	})
	for _, code := range []string{"identity-mismatch", "several-patients", "series-incomplete", "dicomdir-missing-files", "truncated", "suspicious-preamble", "same-uid-other-bytes", "not-viewable"} {
		if !slices.ContainsFunc(r.Warnings, func(w Warning) bool { return w.Code == code && len(w.Files) > 0 }) {
			t.Errorf("no warning %s", code)
		}
	}
}

func TestCorpusArchives(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(corpus(t), "dicom", "derived")
	d := newDesk(t, anna)
	r := d.run(filepath.Join(dir, "zip-slip.zip"), filepath.Join(dir, "zip-bomb-1gb.zip"))
	for _, f := range r.Files {
		bad := strings.Contains(f.Path, "evil") || strings.Contains(f.Path, "zip-bomb")
		if (f.Outcome == Rejected) != bad {
			t.Errorf("%s: %s %q", f.Path, f.Outcome, f.Reason)
		}
	}
	if len(r.Files) < 4 {
		t.Errorf("files %+v", r.Files)
	}
}

// A real disc with its directory: whole, it misses nothing.
func TestCorpusDisc(t *testing.T) {
	t.Parallel()
	dir := corpus(t)
	d := newDesk(t, anna)
	r := d.run(filepath.Join(dir, "dicom", "pacs-export-cd"))
	missing := 0
	for _, w := range r.Warnings {
		if w.Code == "dicomdir-missing-files" {
			missing = len(w.Files)
		}
	}
	t.Logf("%v, %d files missing of the directory", outcomes(r), missing)
	if outcomes(r)[Imported] < 10 {
		t.Errorf("outcomes %v", outcomes(r))
	}
}
