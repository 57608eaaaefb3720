package importer

import (
	"path"
	"strings"
	"time"

	"oso/internal/clinic/casebook"
)

// pace tells how fast an import is and how long it still takes. Files cost by
// their number and by their bytes, and a PDF, whose text is read, costs another
// time than an image: each kind is measured apart, by what was read of it not
// long ago.
type pace struct {
	began time.Time // reading; behind a lock anew
	marks []passed  // of the last seconds
	kinds [kinds]cost
	left  [kinds]amount

	at     work // of the file that is being read
	since  time.Time
	before int64 // progress in bytes when it began
}

// work is a kind of files that cost alike.
type work int

const (
	plain work = iota
	paper      // a child process reads its text
	kinds
)

type passed struct {
	at    time.Time
	bytes int64
}

type amount struct{ files, bytes float64 }

// cost are sums over the files of a kind that were read, the later ones weighing
// more, for the straight line that is nearest to them: seconds by bytes.
type cost struct{ n, b, t, bb, bt float64 }

const (
	rateOver  = 5 * time.Second
	leftAfter = 3 * time.Second
	fading    = 0.998 // of each file before: some hundreds of files count
)

// expected is what is taken for a kind of which nothing was read yet, as two
// files: an empty one and one of a megabyte.
var expected = [kinds][2]float64{plain: {0.001, 0.012}, paper: {0.03, 0.08}}

func workOf(name string) work {
	if strings.EqualFold(path.Ext(name), ".pdf") {
		return paper
	}
	return plain
}

// ahead counts what is still to be read.
func (p *pace) ahead(files []casebook.ReportFile) {
	p.left = [kinds]amount{}
	for i := range files {
		if f := &files[i]; f.Outcome == casebook.ReportUnread {
			x := &p.left[workOf(f.Path)]
			x.files++
			x.bytes += float64(f.Bytes)
		}
	}
}

// begin notes that a file is read from now on.
func (p *pace) begin(it *item, now time.Time, bytes int64) {
	p.at, p.since, p.before = workOf(it.stored), now, bytes
	if p.began.IsZero() {
		p.began = now
		p.marks = append(p.marks[:0], passed{now, bytes})
	}
}

// done notes that it was read.
func (p *pace) done(size int64, now time.Time) {
	if p.since.IsZero() {
		return // a pause was between
	}
	p.kinds[p.at].add(float64(size), now.Sub(p.since).Seconds())
	x := &p.left[p.at]
	x.files, x.bytes = max(0, x.files-1), max(0, x.bytes-float64(size))
	p.since = time.Time{}
}

// pause forgets what time went by.
func (p *pace) pause() { p.began, p.since, p.marks = time.Time{}, time.Time{}, nil }

func (c *cost) add(bytes, seconds float64) {
	c.n, c.b, c.t, c.bb, c.bt = c.n*fading+1, c.b*fading+bytes, c.t*fading+seconds, c.bb*fading+bytes*bytes, c.bt*fading+bytes*seconds
}

// line gives seconds for each file and for each byte.
func (c cost) line(k work) (file, each float64) {
	c.add(0, expected[k][0])
	c.add(1<<20, expected[k][1])
	spread := c.bb - c.b*c.b/c.n
	if spread > 0 {
		each = max(0, (c.bt-c.b*c.t/c.n)/spread)
	}
	if file = (c.t - each*c.b) / c.n; file < 0 { // large files alone say nothing of small ones
		return 0, c.t / c.b
	}
	return file, each
}

// read gives bytes a second over the last seconds, and how long it still
// takes: below 0 while that cannot be said.
func (p *pace) read(now time.Time, bytes int64) (rate int64, left time.Duration) {
	if p.began.IsZero() {
		return 0, -1
	}
	p.marks = append(p.marks, passed{now, bytes})
	for len(p.marks) > 2 && now.Sub(p.marks[1].at) >= rateOver {
		p.marks = p.marks[1:]
	}
	if span := now.Sub(p.marks[0].at).Seconds(); span > 0 {
		rate = max(0, int64(float64(bytes-p.marks[0].bytes)/span))
	}
	if now.Sub(p.began) < leftAfter {
		return rate, -1
	}
	costs := p.kinds
	ahead := p.left
	if done := float64(bytes - p.before); !p.since.IsZero() && done > 0 { // of a large file
		costs[p.at].add(done, now.Sub(p.since).Seconds())
		ahead[p.at].bytes = max(0, ahead[p.at].bytes-done)
	}
	var seconds float64
	for k := range kinds {
		file, each := costs[k].line(k)
		seconds += ahead[k].files*file + ahead[k].bytes*each
	}
	return rate, time.Duration(seconds * float64(time.Second))
}
