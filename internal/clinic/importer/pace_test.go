package importer

import (
	"fmt"
	"testing"
	"time"

	"oso/internal/clinic/casebook"
)

// What is left is told by kind and number of the files, not by bytes alone.
func TestTimeLeft(t *testing.T) {
	t.Parallel()
	type batch struct {
		files int
		name  string
		bytes int64
		each  time.Duration
	}
	for name, x := range map[string]struct {
		done, left []batch
		want       time.Duration
	}{
		"slices by their bytes":               {[]batch{{500, "I", 500 << 10, 4 * time.Millisecond}}, []batch{{1000, "I", 500 << 10, 0}}, 4 * time.Second},
		"small PDFs by their number":          {[]batch{{100, "a.pdf", 10 << 10, 40 * time.Millisecond}}, []batch{{500, "b.pdf", 12 << 10, 0}}, 20 * time.Second},
		"small PDFs after many large images":  {[]batch{{400, "I", 1 << 20, 20 * time.Millisecond}, {60, "a.PDF", 8 << 10, 40 * time.Millisecond}}, []batch{{500, "b.pdf", 8 << 10, 0}}, 20 * time.Second},
		"large images after many small PDFs":  {[]batch{{200, "a.pdf", 9 << 10, 50 * time.Millisecond}, {50, "I", 1 << 20, 10 * time.Millisecond}}, []batch{{1000, "I", 1 << 20, 0}}, 10 * time.Second},
		"tiny files by their number":          {[]batch{{3000, "I", 2 << 10, 2 * time.Millisecond}}, []batch{{5000, "I", 2 << 10, 0}}, 10 * time.Second},
		"large files after tiny ones of both": {[]batch{{1000, "I", 4 << 10, 2 * time.Millisecond}, {1000, "I", 1 << 20, 12 * time.Millisecond}}, []batch{{500, "I", 2 << 20, 0}}, 11 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := time.Unix(1_000_000, 0)
			var p pace
			var files []casebook.ReportFile
			for _, b := range append(append([]batch{}, x.done...), x.left...) {
				for range b.files {
					files = append(files, casebook.ReportFile{Path: b.name, Bytes: b.bytes})
				}
			}
			p.ahead(files)
			var bytes int64
			for _, b := range x.done {
				for range b.files {
					p.begin(&item{stored: b.name}, now, bytes)
					if _, left := p.read(now, bytes); now.Sub(p.began) < leftAfter && left >= 0 {
						t.Fatal("said too early")
					}
					now = now.Add(b.each)
					bytes += b.bytes
					p.done(b.bytes, now)
				}
			}
			now = now.Add(leftAfter)
			if _, left := p.read(now, bytes); left < x.want*8/10 || left > x.want*12/10 {
				t.Errorf("%v left, of about %v", left, x.want)
			}
		})
	}
}

// The rate is that of the last five seconds, and none of what went by while
// the vault was locked.
func TestRateOfTheLastSeconds(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_000_000, 0)
	var p pace
	var bytes int64
	p.ahead([]casebook.ReportFile{{Path: "a", Bytes: 1 << 40}})
	p.begin(&item{stored: "a"}, now, 0)
	step := func(seconds int, each int64) (said []int64) {
		for range seconds * 10 {
			now = now.Add(100 * time.Millisecond)
			bytes += each / 10
			rate, _ := p.read(now, bytes)
			said = append(said, rate)
		}
		return said
	}
	step(20, 100<<20)
	slow := step(6, 10<<20)
	if last := slow[len(slow)-1]; last < 9<<20 || last > 11<<20 {
		t.Errorf("six seconds after it became slow it says %d", last)
	}
	p.pause()
	now = now.Add(time.Hour)
	if rate, left := p.read(now, bytes); rate != 0 || left >= 0 {
		t.Errorf("locked: %d, %v", rate, left)
	}
	p.begin(&item{stored: "a"}, now, bytes)
	if said := step(4, 50<<20); said[30] < 45<<20 || said[30] > 55<<20 {
		t.Error(fmt.Sprint("after the pause ", said))
	}
}
