package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"oso/app/desktop"
	"oso/internal/clinic/syncer"
	"oso/internal/clinic/vault"
	"oso/internal/dicom"
	"oso/internal/images"
)

// TestBenchImages times what a page waits for before its first image, Go's part
// of it: the list of a case's images, then one frame, of a CT of 300 slices; in
// the window's asset handler, and through the service's program over loopback,
// the first time after the case came in and after that.
func TestBenchImages(t *testing.T) {
	dir := benchPlace(t)
	src := filepath.Join(dir, "study")
	writeStudy(t, src, 300, 512)
	figure(t, "headers", "300 files of 0.5 MB, read before", spread(benchHeaders(t, src))+" a second", "", "3,000")

	data := filepath.Join(dir, "clinic")
	d := benchDesk(t, data)
	s := serveIn(t, filepath.Join(dir, "service"))
	line := &syncer.Syncer{Vault: d.Vault, Now: time.Now}
	if _, err := line.Enrol(context.Background(), s.URL, s.Code, linePass, ""); err != nil {
		t.Fatal(err)
	}
	id := benchCase(t, d)
	benchImport(t, d, id, src, vault.BatchOptions{})
	benchSeal(t, d, id)
	if r, err := line.Exchange(context.Background()); err != nil || len(r.Waiting) > 0 {
		t.Fatalf("%v, %+v", err, r)
	}

	p := s.staff()["coordinator"]
	base := p.base + "/cases/" + string(id)
	first := firstImage(t, p.http, base)
	var again, frames []float64
	for range benchRounds() {
		again = append(again, firstImage(t, p.http, base))
	}
	frames = everyFrame(t, p.http, base)
	figure(t, "first image, console", "CT of 300 slices over loopback: its list and one frame, without the page", spread(again)+" s", fmt.Sprintf("the first time, just after it came in: %.2f s", first), "0.5 s with the page")
	figure(t, "a frame, console", "each of 300 slices once, one after the other", spread(frames)+" ms", "", "40 ms for 25 a second")

	d.Vault.Close()
	app := desktop.New(desktop.Config{DataDir: data, Now: time.Now, Shell: quiet{}})
	defer app.Close()
	for _, b := range app.Bound() {
		if session, ok := b.(*desktop.Session); ok {
			if _, err := session.Unlock(lineUser, linePass); err != nil {
				t.Fatal(err)
			}
		}
	}
	window := httptest.NewServer(app.Assets())
	defer window.Close()
	base, again = window.URL+"/asset/case/"+string(id), nil
	for range benchRounds() {
		again = append(again, firstImage(t, window.Client(), base))
	}
	figure(t, "first image, window", "CT of 300 slices: its list and one frame, without the page", spread(again)+" s", "", "0.3 s with the page")
	figure(t, "a frame, window", "each of 300 slices once, one after the other", spread(everyFrame(t, window.Client(), base))+" ms", "", "40 ms for 25 a second")
}

// benchHeaders gives how many headers are read a second, round by round.
func benchHeaders(t *testing.T, dir string) (out []float64) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for range benchRounds() + 1 {
		began := time.Now()
		for _, e := range entries {
			f, err := os.Open(filepath.Join(dir, e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			fi, err := f.Stat()
			if err != nil {
				t.Fatal(err)
			}
			info, err := dicom.Read(context.Background(), f, fi.Size(), dicom.Limits{})
			if err != nil || info.Image == nil || info.Image.Frames != 1 {
				t.Fatalf("%+v, %v", info.Image, err)
			}
			f.Close()
		}
		out = append(out, float64(len(entries))/time.Since(began).Seconds())
	}
	return out[1:]
}

// firstImage gives the seconds from asking for the list to the last byte of one
// frame.
func firstImage(t *testing.T, c *http.Client, base string) float64 {
	t.Helper()
	began := time.Now()
	list := listed(t, c, base)
	of := list.Studies[0].Series[0].Instances
	fetched(t, c, base+"/records/"+string(of[len(of)/2].Record)+"/frames/1", nil)
	return time.Since(began).Seconds()
}

// everyFrame gives the milliseconds of each frame of a series.
func everyFrame(t *testing.T, c *http.Client, base string) (out []float64) {
	t.Helper()
	for _, e := range listed(t, c, base).Studies[0].Series[0].Instances {
		began := time.Now()
		fetched(t, c, base+"/records/"+string(e.Record)+"/frames/1", nil)
		out = append(out, float64(time.Since(began).Microseconds())/1000)
	}
	return out
}

func listed(t *testing.T, c *http.Client, base string) images.List {
	t.Helper()
	var list images.List
	fetched(t, c, base+"/images", &list)
	if len(list.Studies) != 1 || len(list.Studies[0].Series[0].Instances) != 300 {
		t.Fatalf("%d studies", len(list.Studies))
	}
	return list
}

func fetched(t *testing.T, c *http.Client, url string, into any) {
	t.Helper()
	res, err := c.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 200 {
		t.Fatalf("%d, %v: %.200s", res.StatusCode, err, b)
	}
	if into != nil {
		if err := json.Unmarshal(b, into); err != nil {
			t.Fatal(err)
		}
	}
}

// quiet is a window that shows nothing.
type quiet struct{}

func (quiet) Emit(string, any)                        {}
func (quiet) OpenFiles(string) ([]string, error)      { return nil, nil }
func (quiet) OpenFolder(string) (string, error)       { return "", nil }
func (quiet) SaveFile(string, string) (string, error) { return "", nil }
func (quiet) CopyText(string) error                   { return nil }
func (quiet) Quit()                                   {}
