package dicom

import (
	"io"
	"strings"

	"oso/internal/sopclass"
)

// Stretch is a run of one byte in a file, from the beginning of a block of 512
// bytes to the end of one, or to the end of the file.
type Stretch struct {
	Start, End  int64
	Value       byte
	Lead, Trail int // how many more of them stand right before and right behind
}

// Pixels is where the image's value stands in a file; zero where there is none, or
// where it is deflated.
type Pixels struct {
	Start, End int64
	Row        int  // bytes of a row of native samples, 0 where that is not known
	Sample     int  // bytes of a sample
	Closed     bool // encapsulated: its end was reached
	masks      bool // parts of it are empty by what it is
	acquired   bool // by a device that fills its field: no capture of a screen, no fan
}

// mostBegun is how many compressed frames of a file are looked at for whether they begin.
const mostBegun = 2000

// emptyFrames says where compressed frames begin with zeros, which no picture does: their
// place was kept and not written.
func (w *walk) emptyFrames(starts []int64) {
	empty := 0
	for k := range min(len(starts), mostBegun) {
		var b [24]byte // a head, and what follows it
		at := starts[k*len(starts)/min(len(starts), mostBegun)]
		if w.c.readAll(b[:], at) && orderOf(w.bigEndian).Uint32(b[4:]) >= uint32(len(b)-8) && only(b[8:], "\x00") {
			empty++
		}
	}
	if empty > 0 {
		w.find(Unwritten, "Images in this file are empty where they begin, as in a copy that was torn off. They cannot be shown. Copy it again from where it came, or ask for a new disc.")
	}
}

func (p Pixels) encapsulated() bool { return p.Row == 0 }

// span tells where the image's value stands.
func (w *walk) span(info *Info, short func(uint32) int) Pixels {
	p := &w.pixels
	if !p.present || w.inflating {
		return Pixels{}
	}
	out := Pixels{Start: p.at, End: p.at + p.length, Closed: p.closed}
	for _, kind := range []string{"66", "481", "30"} { // segmentations, doses, parametric maps
		out.masks = out.masks || strings.HasPrefix(info.SOPClassUID, sopclass.Storage+kind)
	}
	// CR, DX and mammography, CT, MR, XA, RF, NM, PET.
	class, _ := strings.CutPrefix(info.SOPClassUID, sopclass.Storage)
	for _, kind := range []string{"1", "2", "4", "12", "20", "128"} {
		out.acquired = out.acquired || class == kind || strings.HasPrefix(class, kind+".")
	}
	if p.encapsulated {
		if n := len(p.heads); n > 0 {
			out.End = p.heads[n-1]
		}
		return out
	}
	bits := short(tagBitsAllocated)
	if p.bits != 0 {
		bits = p.bits
	}
	if out.Sample = bits / 8; bits%8 == 0 {
		out.Row = info.Columns * out.Sample
		if n := short(tagSamples); n > 1 && short(tagPlanar) != 1 {
			out.Row *= n
		}
	}
	return out
}

const (
	// hole is what storage that was not written, or not read, leaves out at the least:
	// a sector of a disc.
	hole = 2048
	// evenRows are the rows above a tear that are looked at.
	evenRows = 4
)

// Unwritten tells how much of the image was never written, from 0 to 1, as in a copy
// that was torn off: by stretches of one byte that begin where a block of storage does
// and not where a picture's dark border does (ADR 123).
func (p Pixels) Unwritten(r io.ReaderAt, size int64, found []Stretch) float64 {
	if p.End <= p.Start || p.masks {
		return 0
	}
	var empty int64
	for _, s := range found {
		if s.End == size && s.Start-int64(s.Lead) <= p.Start {
			return 1
		}
		from, to := max(s.Start-int64(s.Lead), p.Start), min(s.End, p.End)
		if to-from < hole {
			continue
		}
		if s.Lead > p.slack() {
			if s.End == size && p.brokenOff(r, s, float64(to-from)/float64(p.End-p.Start)) {
				empty += to - from
			}
			continue
		}
		switch {
		case s.End == size && p.encapsulated():
			empty += to - from
		case s.End == size:
			if p.torn(r, s) {
				empty += to - from
			}
		case s.Start%hole == 0 && s.End%hole == 0 && s.Trail <= p.slack() && s.Start > p.Start && s.End < p.End && !p.betweenRows(s):
			empty += to - from
		}
	}
	return float64(empty) / float64(p.End-p.Start)
}

// slack is how many bytes of a sample may be as those that were not written.
func (p Pixels) slack() int {
	return max(1, p.Sample)
}

// betweenRows tells a stretch that begins and ends where a row does, as a dark bar.
func (p Pixels) betweenRows(s Stretch) bool {
	if p.Row == 0 {
		return false
	}
	near := func(off int64) bool {
		n := (off - p.Start) % int64(p.Row)
		return n <= int64(p.slack()) || n >= int64(p.Row-p.slack())
	}
	return near(s.Start) && near(s.End)
}

// torn tells whether a picture breaks off before a stretch that goes on to the end: its
// last row begins as those above it and ends before they do, and they end alike. Where a
// picture has an edge, it ends with a row, or its rows grow shorter one by one.
func (p Pixels) torn(r io.ReaderAt, s Stretch) bool {
	row, last := int64(p.Row), s.Start-int64(s.Lead)-1-p.Start // of what was written
	if last < 0 || row == 0 {
		return false
	}
	n := last / row
	above := min(n, evenRows)
	b := make([]byte, (above+1)*row)
	if k, _ := r.ReadAt(b, p.Start+(n-above)*row); k < len(b) {
		return false
	}
	first, end := ends(b[above*row:], s.Value)
	if above < 2 {
		return end < int(row)-4*p.slack()
	}
	least, most, begins := int(row), 0, 0
	for k := range above {
		f, e := ends(b[k*row:(k+1)*row], s.Value)
		least, most, begins = min(least, e), max(most, e), max(begins, f)
	}
	return least-end >= 2*p.slack() && most-least <= (least-end)/2 && first <= begins+p.Row/50+p.slack()
}

// brokenOff tells the same of a stretch that begins anywhere, as in an image whose
// writing stopped: much is missing, and the rows above are full of what no dark border
// is next to, and go on to the same place.
func (p Pixels) brokenOff(r io.ReaderAt, s Stretch, share float64) bool {
	const much, muchBelow = 0.2, 0.25
	row, last := int64(p.Row), s.Start-int64(s.Lead)-1-p.Start
	if last < 0 || row == 0 || share < much {
		return false
	}
	n := last / row
	if n < 2*evenRows {
		return false
	}
	b := make([]byte, (2*evenRows+1)*row)
	if k, _ := r.ReadAt(b, p.Start+(n-2*evenRows)*row); k < len(b) {
		return false
	}
	first, end := ends(b[2*evenRows*row:], s.Value)
	if !p.full(b[2*evenRows*row:], first, end, s.Value) {
		return false
	}
	begins, ext := ends(b[:row], s.Value)
	for k := range int64(2 * evenRows) {
		line := b[k*row : (k+1)*row]
		f, e := ends(line, s.Value)
		if e-ext > p.slack() || ext-e > p.slack() || f-begins > p.slack() || begins-f > p.slack() || !p.full(line, f, e, s.Value) {
			return false
		}
	}
	if first-begins > p.slack() || begins-first > p.slack() {
		return false
	}
	if ext-end >= 8*p.slack() {
		return true
	}
	// With a row's end a picture may end too, above a bar: but not one of a device that
	// fills its rows from edge to edge, and its first as well.
	if !p.acquired || share < muchBelow {
		return false
	}
	top := make([]byte, row)
	if k, _ := r.ReadAt(top, p.Start); k < len(top) {
		return false
	}
	edge := func(f, e int) bool { return f <= p.slack() && e >= p.Row-2*p.slack() }
	f, e := ends(top, s.Value)
	return edge(first, end) && edge(begins, ext) && edge(f, e) && p.full(top, f, e, s.Value)
}

// full tells whether nearly all samples between two places of a row are others.
func (p Pixels) full(row []byte, first, end int, v byte) bool {
	if end-first < 16*p.slack() {
		return false
	}
	blank, all := 0, 0
	for at := first - first%p.slack(); at+p.slack() <= end+1; at += p.slack() {
		all++
		same := true
		for _, c := range row[at : at+p.slack()] {
			same = same && c == v
		}
		if same {
			blank++
		}
	}
	return blank*20 <= all
}

// ends are the first and the last place of a row where another byte stands.
func ends(row []byte, v byte) (first, last int) {
	first, last = len(row), -1
	for i, c := range row {
		if c != v {
			first, last = min(first, i), i
		}
	}
	return first, last
}
