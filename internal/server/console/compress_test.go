package console

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func TestFilesGoPacked(t *testing.T) {
	t.Parallel()
	noise := make([]byte, 4096)
	rand.Read(noise)
	script := []byte(strings.Repeat("export const a = 1\n", 500))
	p := &packedFiles{pages: fstest.MapFS{
		"assets/a.js":    {Data: script},
		"assets/n.js":    {Data: noise},
		"assets/f.woff2": {Data: script},
		"assets/c.wasm":  {Data: script},
	}}
	for _, c := range []struct {
		name, takes, ranged, kind string
		packed                    bool
	}{
		{"assets/a.js", "gzip, deflate, br", "", "text/javascript", true},
		{"assets/a.js", "br;q=1.0, gzip;q=0.8", "", "text/javascript", true},
		{"assets/a.js", "", "", "text/javascript", false},
		{"assets/a.js", "gzip;q=0", "", "text/javascript", false},
		{"assets/a.js", "br", "", "text/javascript", false},
		{"assets/a.js", "gzip", "bytes=0-9", "text/javascript", false},
		{"assets/c.wasm", "gzip", "", "application/wasm", true},
		{"assets/n.js", "gzip", "", "text/javascript", false}, // would grow
		{"assets/f.woff2", "gzip", "", "font/woff2", false},   // is packed in its own way
	} {
		for range 2 {
			r := httptest.NewRequest(http.MethodGet, "/console/"+c.name, nil)
			r.Header.Set("Accept-Encoding", c.takes)
			if c.ranged != "" {
				r.Header.Set("Range", c.ranged)
			}
			w := httptest.NewRecorder()
			p.file(w, r, c.name)
			if got := w.Header().Get("Content-Encoding") == "gzip"; got != c.packed {
				t.Errorf("%s for %q: packed %v", c.name, c.takes, got)
			}
			if got := w.Header().Get("Content-Type"); !strings.HasPrefix(got, c.kind) {
				t.Errorf("%s for %q is called %q", c.name, c.takes, got)
			}
			if w.Header().Get("Vary") != "Accept-Encoding" {
				t.Errorf("%s: who keeps it is not told what it depends on", c.name)
			}
			if c.packed {
				z, err := gzip.NewReader(w.Body)
				if err != nil {
					t.Fatal(err)
				}
				if b, err := io.ReadAll(z); err != nil || !bytes.Equal(b, script) {
					t.Errorf("%s is another file when unpacked: %v", c.name, err)
				}
			}
		}
	}
}

func TestAnswersGoPacked(t *testing.T) {
	t.Parallel()
	words := strings.Repeat(`{"record":"r"}`, 1000)
	ask := func(takes string, serve func(http.ResponseWriter) error) (*httptest.ResponseRecorder, error) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Accept-Encoding", takes)
		w := httptest.NewRecorder()
		return w, zipped(w, r, serve)
	}
	say := func(w http.ResponseWriter) error { _, err := io.WriteString(w, words); return err }
	w, err := ask("gzip", say)
	if err != nil || w.Header().Get("Content-Encoding") != "gzip" || w.Body.Len() > len(words)/5 {
		t.Errorf("%d bytes of %d, %v: %v", w.Body.Len(), len(words), w.Header(), err)
	}
	z, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(z); err != nil || string(b) != words {
		t.Errorf("another answer when unpacked: %v", err)
	}
	if w, _ := ask("", say); w.Header().Get("Content-Encoding") != "" || w.Body.String() != words {
		t.Error("packed for somebody who does not take it")
	}
	// What fails before it begins is answered by others.
	if w, err := ask("gzip", func(http.ResponseWriter) error { return errors.New("no") }); err == nil || w.Header().Get("Content-Encoding") != "" || w.Body.Len() > 0 {
		t.Errorf("an error was begun as an answer: %v, %d bytes", w.Header(), w.Body.Len())
	}
}
