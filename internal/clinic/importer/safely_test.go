package importer

import (
	"io"
	"testing"
	"time"
)

// faulty is a file over which whatever reads it fails.
type faulty struct{}

func (faulty) ReadAt([]byte, int64) (int, error) { panic("index out of range") }

// TestFaultOverOneFile has a file whose reader fails: it is refused, and what
// comes behind it is read.
func TestFaultOverOneFile(t *testing.T) {
	t.Parallel()
	var seen []Seen
	j := &job{
		Request: Request{Now: time.Now, Limits: Limits{}.withDefaults()}, report: newReport(),
		met: map[string]bool{}, seen: map[string]bool{}, see: func(s Seen) { seen = append(seen, s) }, journal: journal{met: map[string]int{}},
	}
	items := []item{
		{path: "a", stored: "a", size: 9, open: func() (*body, error) { panic("nil map") }},
		{path: "b", stored: "b", size: 9, open: func() (*body, error) {
			return &body{ReaderAt: faulty{}, size: 9, close: func() error { return nil }, stream: func() (io.ReadCloser, error) { return nil, io.EOF }}, nil
		}},
		{path: "c", stored: "c", size: 5, open: func() (*body, error) { return memory([]byte("words")), nil }},
	}
	for i := range items {
		if err := j.take(t.Context(), &items[i]); err != nil {
			t.Fatal(err)
		}
	}
	if f := j.report.Files; len(f) != 2 || f[0].Reason != reasonReader || f[1].Reason != reasonReader || len(seen) != 1 || seen[0].Path != "c" {
		t.Errorf("%+v, seen %+v", f, seen)
	}
}
