package dicom

import (
	"encoding/binary"
	"slices"
	"strings"
)

// Layout is where the frames of an image lie in its file. Of a native image
// start and size say it; of an encapsulated one how many bytes each frame takes
// with the heads of its fragments, which lie one behind the other.
type Layout struct {
	Start   int64  `json:"start"`
	Bits    int64  `json:"bits,omitempty"`    // native, or each frame deflated: of one frame
	Length  int64  `json:"length,omitempty"`  // native: bytes of all
	Swap    int    `json:"swap,omitempty"`    // native, big endian: bytes of a word
	Inflate int64  `json:"inflate,omitempty"` // where deflated data begins, which Start counts from
	Spans   []byte `json:"spans,omitempty"`   // encapsulated: a varint for each frame
	Big     bool   `json:"big,omitempty"`     // encapsulated: heads are big endian
}

const (
	oddImage  = "The header and the image in this file do not fit together, so it cannot be shown. It is kept and sent as it is."
	noImage   = "The file describes an image but holds none. Ask the place that made it for a new copy."
	cutImage  = "The image in this file is not whole; the copy is incomplete. Copy it again from where it came, or ask for a new disc."
	noCodec   = "The image is stored in a form that this program's viewer cannot show. It is kept and sent as it is."
	filmImage = "This is a film, which the viewer does not play. It can be saved and played by another program."
	farImage  = "The file only says on which server the image is; it does not hold it. Ask the place that made it for the image itself."
	tooMany   = "The image has more parts than any real one does, so it is not shown. It is kept and sent as it is."
)

// locate finds out where the frames lie, and whether the image can be shown.
func (w *walk) locate(m *Image, get func(uint32) string, short func(uint32) int) {
	p := &w.pixels
	claimed, given := number(get(tagFrames))
	if !given {
		claimed = 1
	}
	samples, bits := short(tagSamples), short(tagBitsAllocated)
	if p.bits != 0 {
		bits, samples = p.bits, 1
	}
	switch {
	case remotePixels[w.syntax]:
		m.hide(farImage)
		return
	case !p.present && w.damaged():
		m.hide(cutImage)
		return
	case !p.present || p.length == 0:
		m.hide(noImage)
		return
	}
	sound := m.Rows > 0 && m.Columns > 0 && samples > 0 && samples <= 4 && (bits == 1 || bits == 8 || bits == 12 && !p.encapsulated || bits == 16 || bits == 32 || bits == 64)
	if p.encapsulated {
		if w.inflating {
			m.hide(noCodec)
			return
		}
		w.locateFragments(m, claimed)
		if w.syntax == deflatedFrames && sound {
			m.Layout.Bits = int64(m.Rows) * int64(m.Columns) * int64(samples) * int64(bits)
		}
	} else if sound {
		w.locateNative(m, claimed, samples, bits, code(get(tagPhotometric)))
	}
	switch {
	case video(w.syntax):
		m.hide(filmImage)
	case !viewable[w.syntax]:
		m.hide(noCodec)
	case !sound && !m.Hidden:
		m.hide(oddImage)
	}
}

// locateNative finds the frames of an image that is not compressed.
func (w *walk) locateNative(m *Image, claimed, samples, bits int, photometric string) {
	p := &w.pixels
	there := p.length
	if left := w.c.size - p.at; w.c.size >= 0 && there > left {
		there = max(0, left)
	} else if w.c.size < 0 && w.damaged() {
		there = min(there, max(0, w.c.off-p.at))
	}
	size := int64(m.Rows) * int64(m.Columns) * int64(samples) * int64(bits)
	if samples == 3 && float64(there)*8 < float64(size)*float64(max(1, claimed)) {
		switch photometric { // two of four, or of six, pixels share their color
		case "YBR_FULL_422", "YBR_PARTIAL_422":
			size = size / 3 * 2
		case "YBR_PARTIAL_420":
			size /= 2
		}
	}
	fit := there / ((size + 7) / 8)
	if there <= 1<<59 {
		fit = there * 8 / size
	}
	switch {
	case fit == 0 && w.damaged():
		m.hide(cutImage)
		return
	case fit == 0:
		m.hide(oddImage)
		return
	case int64(claimed) > fit || claimed < 1:
		m.fewer(claimed, int(fit))
		m.Frames = int(fit)
	default:
		m.Frames = claimed
		w.over(p.at+(size*int64(claimed)+7)/8, p.at+there)
	}
	m.Layout = Layout{Start: p.at, Bits: size, Length: there}
	if w.inflating {
		m.Layout.Inflate = w.dataAt
	}
	m.Layout.Swap = w.swap(bits)
}

// swap is how many bytes make a word that has to be turned around; 0 where none
// has (PS3.5 annex A.3: bytes are never swapped in OB, and words of 16 bits in OW).
func (w *walk) swap(bits int) int {
	switch {
	case w.pixels.bits != 0 && w.bigEndian:
		return bits / 8
	case w.syntax == implicitGE && bits == 16:
		return 2
	case !w.bigEndian, w.pixels.vr == "OB" && bits <= 8:
		return 0
	case bits <= 16:
		return 2
	}
	return bits / 8
}

// locateFragments finds the frames of an encapsulated image (PS3.5 A.4): by the
// extended offset table, by the basic one, by how many fragments there are, or
// by where pictures begin.
func (w *walk) locateFragments(m *Image, claimed int) {
	p := &w.pixels
	heads := p.heads
	n := len(heads) - 1
	if n < p.fragments {
		m.hide(tooMany)
		return
	}
	if n < 1 {
		m.hide(noImage)
		if !p.closed {
			m.hide(cutImage)
		}
		return
	}
	if video(w.syntax) {
		claimed = 1
	}
	starts := w.byTables(heads, claimed)
	switch {
	case starts != nil && !p.closed:
		starts = w.withoutCut(heads, starts)
	case starts != nil:
	case !p.closed:
		starts = w.wholeOnes(heads)
	case claimed == n:
		starts = heads[:n]
	case claimed == 1:
		if starts = w.byBeginnings(heads); len(starts) < 2 || len(starts) != n || video(w.syntax) {
			starts = heads[:1] // one picture, in whatever number of pieces
		}
	case claimed > n || claimed < 1:
		if starts = w.byBeginnings(heads); len(starts) == 0 || pieceIsFrame[w.syntax] {
			starts = heads[:n]
		}
	default:
		if starts = w.byBeginnings(heads); len(starts) != claimed {
			if starts = w.byEnds(heads); len(starts) != claimed {
				m.hide(oddImage)
				return
			}
		}
	}
	if len(starts) == 0 {
		m.hide(cutImage)
		return
	}
	if m.Frames = len(starts); m.Frames != claimed {
		m.fewer(claimed, m.Frames)
	}
	w.emptyFrames(starts)
	m.Layout = Layout{Start: starts[0], Big: w.bigEndian}
	for i, at := range starts {
		end := heads[n]
		if i+1 < len(starts) {
			end = starts[i+1]
		} else if !p.closed {
			end = w.endOf(heads, at)
		}
		m.Layout.Spans = binary.AppendUvarint(m.Layout.Spans, uint64(end-at))
	}
}

// pieceIsFrame are the syntaxes of which every fragment is a frame.
var pieceIsFrame = map[string]bool{"1.2.840.10008.1.2.5": true, deflatedFrames: true}

// wholeOnes gives where the frames begin that are whole in a file that breaks
// off: those that another one begins behind, and the last one where it ends.
func (w *walk) wholeOnes(heads []int64) []int64 {
	n := len(heads) - 1
	if pieceIsFrame[w.syntax] {
		return heads[:n]
	}
	return w.withoutCut(heads, w.byBeginnings(heads))
}

// withoutCut leaves out the last frame where no picture ends at the end.
func (w *walk) withoutCut(heads, starts []int64) []int64 {
	n := len(heads) - 1
	if len(starts) > 0 && !pieceIsFrame[w.syntax] && !w.endsIn(heads[n-1], heads[n]) {
		starts = starts[:len(starts)-1]
	}
	return starts
}

// endOf is where the last of the whole frames ends: where the next picture
// begins, or all of it.
func (w *walk) endOf(heads []int64, start int64) int64 {
	if pieceIsFrame[w.syntax] {
		return heads[len(heads)-1]
	}
	for _, h := range heads[:len(heads)-1] {
		if h > start && w.beginsAt(h) {
			return h
		}
	}
	return heads[len(heads)-1]
}

// byTables gives where the frames begin as the offset tables say; nil where
// there is none, or one that does not lead to fragments.
func (w *walk) byTables(heads []int64, claimed int) []int64 {
	if claimed < 1 {
		return nil
	}
	read := func(value []byte, size int, number func([]byte) int64) []int64 {
		if len(value) == 0 || len(value) != size*claimed {
			return nil
		}
		offsets := make([]int64, claimed)
		for i := range offsets {
			offsets[i] = number(value[size*i:])
		}
		return at(heads, offsets)
	}
	if x := w.keep.root.find(tagOffsets); x != nil {
		if starts := read(x.value, 8, func(b []byte) int64 { return int64(orderOf(x.big).Uint64(b)) }); starts != nil {
			return starts
		}
	}
	return read(w.pixels.table, 4, func(b []byte) int64 { return int64(orderOf(w.bigEndian).Uint32(b)) })
}

// at turns offsets behind the first fragment's head into places in the file; nil
// where one does not go up, or is not where a fragment begins.
func at(heads, offsets []int64) []int64 {
	out := make([]int64, 0, len(offsets))
	next := 0
	for i, off := range offsets {
		for next < len(heads)-1 && heads[next]-heads[0] < off {
			next++
		}
		if next == len(heads)-1 || heads[next]-heads[0] != off || i == 0 && off != 0 {
			return nil
		}
		out = append(out, heads[next])
		next++
	}
	return out
}

// beginnings are the first bytes of pictures: JPEG and JPEG-LS, JPEG 2000.
var beginnings = []string{"\xff\xd8\xff", "\xff\x4f\xff\x51"}

// byBeginnings gives the fragments that a picture begins in.
func (w *walk) byBeginnings(heads []int64) (starts []int64) {
	for _, h := range heads[:len(heads)-1] {
		if w.beginsAt(h) {
			starts = append(starts, h)
		}
	}
	if len(starts) > 0 && starts[0] != heads[0] {
		return nil
	}
	return starts
}

// beginsAt tells whether a picture begins in the fragment whose head is there.
func (w *walk) beginsAt(head int64) bool {
	var b [4]byte
	if !w.c.readAll(b[:], head+8) {
		return false
	}
	return slices.ContainsFunc(beginnings, func(s string) bool { return strings.HasPrefix(string(b[:]), s) })
}

// byEnds gives the fragments behind those that a picture ends in, and the first.
func (w *walk) byEnds(heads []int64) (starts []int64) {
	ended := true
	for i, h := range heads[:len(heads)-1] {
		if ended {
			starts = append(starts, h)
		}
		ended = w.endsIn(h, heads[i+1])
	}
	return starts
}

// endsIn tells whether a picture ends in the fragment between two places.
func (w *walk) endsIn(head, end int64) bool {
	b := make([]byte, max(0, min(10, end-head-8)))
	return w.c.readAll(b, end-int64(len(b))) && strings.Contains(string(b), "\xff\xd9")
}
