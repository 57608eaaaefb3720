package dicom

import (
	"bytes"
	"errors"
	"slices"
)

// enter goes into, keeps or skips one element whose head was peeked.
func (w *walk) enter(e *element, in *level) error {
	if in == nil && w.keep != nil && w.keep.header && e.isPixels() {
		return errStop
	}
	if err := w.tick(); err != nil {
		return err
	}
	if err := w.c.skip(int64(e.head)); err != nil {
		return err
	}
	if in == nil {
		w.before, w.last = w.last, e.tag
	}
	to := w.into(e.tag, in)
	if e.length == undefined {
		return w.enterUndefined(e, in, to)
	}
	n := int64(e.length)
	if in == nil && e.isPixels() {
		w.seePixels(e)
		if w.inflating && !w.further && float64(n) <= w.promised()+1024 {
			*w.c.budget += n // an image that is nearly all zeros expands a thousandfold, and its header says how far
		}
	}
	if in == nil && e.tag == tagRecordSequence {
		w.dir = &directory{lim: w.lim}
		if !w.c.fits(n) { // the records that are there still count
			w.truncated()
		}
		return w.push(level{end: w.c.off + n, records: true, seq: w.addSequence(to, e)})
	}
	if e.vr != "UN" && w.report.goesInto(e.tag, in) && w.c.fits(n) {
		return w.push(level{end: w.c.off + n, content: true, seq: w.addSequence(to, e)})
	}
	if to != nil && w.c.fits(n) && w.holdsItems(e) {
		if err := w.push(level{end: w.c.off + n, seq: w.addSequence(to, e)}); err != nil {
			return err
		}
		if e.vr == "UN" { // implicit little endian inside (PS3.5 6.2.2 note 2)
			w.implicit, w.bigEndian = true, false
		}
		return nil
	}
	if !w.c.fits(n) {
		if in == nil && !e.isPixels() && w.readOn(w.before) {
			return nil
		}
		if !e.isPixels() && w.instead() {
			return errStop
		}
		return w.truncated()
	}
	if x := w.add(to, e); x != nil && !e.isPixels() {
		if moved, err := w.addValue(x, n); moved || err != nil {
			return err
		}
	}
	switch {
	case in == nil && described[e.tag] != "":
		return w.describes(e.tag, e.length)
	case in != nil && in.records && describedInRecord[e.tag]:
		return w.describesRecord(e.tag, e.length)
	case in != nil && in.content && contentValue[e.tag]:
		b, err := w.value(e.length)
		w.report.add(e.tag, b)
		return err
	case in == nil && e.tag == tagDocument:
		w.document = &Document{}
		if !w.inflating {
			w.document.Offset, w.document.Length = w.c.off, n
		}
	}
	return w.c.skip(n)
}

func (w *walk) enterUndefined(e *element, in *level, to *Set) error {
	switch {
	case in == nil && e.isPixels():
		w.add(to, e)
		w.seePixels(e)
		return w.fragments(true)
	case e.vr == "OB" || e.vr == "OW" || e.isPixels():
		w.add(to, e)
		return w.fragments(false)
	case e.vr == "SQ" || e.vr == "":
		l := level{end: -1, content: w.report.goesInto(e.tag, in), seq: w.addSequence(to, e)}
		if in == nil && e.tag == tagRecordSequence {
			w.dir = &directory{lim: w.lim}
			l.records = true
		}
		return w.push(l)
	case e.vr == "UN": // a sequence, implicit little endian inside (PS3.5 6.2.2 note 2)
		if err := w.push(level{end: -1, seq: w.addSequence(to, e)}); err != nil {
			return err
		}
		w.implicit, w.bigEndian = true, false
		return nil
	}
	return w.malformed(brokenStructure)
}

// mostFragments is how many pieces of one image are told apart.
const mostFragments = 1 << 20

// fragments walks encapsulated data to its sequence delimiter (PS3.5 A.4): of
// the image, or of something else that is written in the same way.
func (w *walk) fragments(image bool) error {
	o := orderOf(w.bigEndian)
	var end int64
	if image {
		defer func() { w.pixels.heads = append(w.pixels.heads, end) }()
	}
	for first := true; ; first = false {
		if err := w.tick(); err != nil {
			return err
		}
		b, err := w.c.peek(8)
		if errors.Is(err, errEnd) && (w.c.left() == 0 || w.padded()) && len(w.stack) == 0 {
			return w.noEndMark()
		}
		if err != nil {
			return err
		}
		t, n := readTag(b, o), o.Uint32(b[4:])
		if t != tagItem && t != tagSeqEnd && len(w.stack) == 0 && w.padded() {
			return w.noEndMark()
		}
		at := w.c.off
		w.c.skip(8)
		switch {
		case t == tagSeqEnd:
			w.pixels.closed = w.pixels.closed || image
			return nil
		case t != tagItem || n == undefined:
			return w.malformed("The compressed image inside the file is damaged. Ask the place that made it for a new copy.")
		}
		if image && first && n > 0 && n <= mostOffsets && w.c.fits(int64(n)) {
			w.pixels.table = make([]byte, n)
			if err := w.c.read(w.pixels.table); err != nil {
				return err
			}
		} else if err := w.c.skip(int64(n)); err != nil {
			return err
		}
		end = w.c.off
		if image && !first {
			w.pixels.fragments++
			if len(w.pixels.heads) < mostFragments {
				w.pixels.heads = append(w.pixels.heads, at)
			}
		}
	}
}

func (w *walk) seePixels(e *element) {
	w.pixels.present = true
	w.pixels.encapsulated = e.length == undefined
	w.pixels.length = int64(e.length)
	w.pixels.at, w.pixels.vr, w.pixels.tag = w.c.off, e.vr, e.tag
	switch e.tag {
	case tagFloatPixels:
		w.pixels.bits = 32
	case tagDoublePixels:
		w.pixels.bits = 64
	}
}

// promised is how many bytes the image has that the header describes.
func (w *walk) promised() float64 {
	frames, given := number(string(w.values[tagFrames]))
	if !given {
		frames = 1
	}
	size := float64(max(0, frames)) / 8
	for _, t := range []uint32{tagRows, tagColumns, tagSamples, tagBitsAllocated} {
		b := w.values[t]
		if len(b) != 2 {
			return 0
		}
		size *= float64(orderOf(w.bigEndian).Uint16(b))
	}
	return size
}

// describes stores a described value. The first of a tag counts, but of what says
// who the patient is: programs do not agree on which they show, so that those
// that differ are all there, as several values.
func (w *walk) describes(t uint32, length uint32) error {
	b, err := w.value(length)
	if err != nil || b == nil {
		return err
	}
	_, twice := w.values[t]
	switch {
	case !twice:
		w.values[t] = b
		w.raw = append(w.raw, rawElement{t, b})
	case identifies[t]:
		w.again(t, b)
	}
	return nil
}

// mostValues bounds how many values of one element are kept: two already say
// that nobody may choose.
const mostValues = 8

// again adds another value of a tag, unless it says nothing new.
func (w *walk) again(t uint32, b []byte) {
	i := slices.IndexFunc(w.raw, func(r rawElement) bool { return r.tag == t })
	said := w.said[t]
	if said == nil {
		said = [][]byte{trimmed(w.values[t])}
	}
	b = trimmed(b)
	if len(b) == 0 || len(said) == mostValues || slices.ContainsFunc(said, func(x []byte) bool { return bytes.Equal(x, b) }) {
		return
	}
	if said = append(said, b); len(said[0]) == 0 {
		said = said[1:]
	}
	w.said[t] = said
	w.values[t] = bytes.Join(said, []byte(`\`))
	w.raw[i].value = w.values[t]
}

// trimmed is a value without what fills it up.
func trimmed(b []byte) []byte { return bytes.Trim(b, "\x00 ") }

func (w *walk) describesRecord(t uint32, length uint32) error {
	b, err := w.value(length)
	if err != nil || b == nil {
		return err
	}
	return w.dir.set(w, t, b)
}

// value reads a described value, or skips one that is too long to be real: nil.
func (w *walk) value(length uint32) ([]byte, error) {
	if int64(length) > int64(min(w.lim.Value, window)) {
		return nil, w.c.skip(int64(length))
	}
	return w.c.take(int(length))
}
