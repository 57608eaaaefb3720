package dicom

import (
	"bytes"
	"errors"
	"slices"
)

// enter goes into, keeps or skips one element whose head was peeked.
func (w *walk) enter(e *element, in *level) error {
	if err := w.tick(); err != nil {
		return err
	}
	if err := w.c.skip(int64(e.head)); err != nil {
		return err
	}
	if in == nil {
		w.before, w.last = w.last, e.tag
	}
	if e.length == undefined {
		return w.enterUndefined(e, in)
	}
	n := int64(e.length)
	if in == nil && e.isPixels() {
		w.seePixels(e)
		if w.inflating && float64(n) <= w.promised()+1024 {
			w.c.budget += n // an image that is nearly all zeros expands a thousandfold, and its header says how far
		}
	}
	if in == nil && e.tag == tagRecordSequence {
		w.dir = &directory{lim: w.lim}
		if !w.c.fits(n) { // the records that are there still count
			w.truncated()
		}
		return w.push(level{end: w.c.off + n, records: true})
	}
	if e.vr != "UN" && w.report.goesInto(e.tag, in) && w.c.fits(n) {
		return w.push(level{end: w.c.off + n, content: true})
	}
	if !w.c.fits(n) {
		if in == nil && !e.isPixels() && w.readOn(w.before) {
			return nil
		}
		return w.truncated()
	}
	switch {
	case in == nil && described[e.tag] != "":
		return w.keep(e.tag, e.length)
	case in != nil && in.records && describedInRecord[e.tag]:
		return w.keepInRecord(e.tag, e.length)
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

func (w *walk) enterUndefined(e *element, in *level) error {
	switch {
	case in == nil && e.isPixels():
		w.seePixels(e)
		return w.fragments()
	case e.vr == "OB" || e.vr == "OW" || e.isPixels():
		return w.fragments()
	case e.vr == "SQ" || e.vr == "":
		l := level{end: -1, content: w.report.goesInto(e.tag, in)}
		if in == nil && e.tag == tagRecordSequence {
			w.dir = &directory{lim: w.lim}
			l.records = true
		}
		return w.push(l)
	case e.vr == "UN": // a sequence, implicit little endian inside (PS3.5 6.2.2 note 2)
		if err := w.push(level{end: -1}); err != nil {
			return err
		}
		w.implicit, w.bigEndian = true, false
		return nil
	}
	return w.malformed(brokenStructure)
}

// fragments walks encapsulated data to its sequence delimiter (PS3.5 A.4).
func (w *walk) fragments() error {
	o := orderOf(w.bigEndian)
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
		w.c.skip(8)
		switch {
		case t == tagSeqEnd:
			return nil
		case t != tagItem || n == undefined:
			return w.malformed("The compressed image inside the file is damaged. Ask the place that made it for a new copy.")
		}
		if err := w.c.skip(int64(n)); err != nil {
			return err
		}
		if !first && len(w.stack) == 0 {
			w.pixels.fragments++
		}
	}
}

func (w *walk) seePixels(e *element) {
	w.pixels.present = true
	w.pixels.encapsulated = e.length == undefined
	w.pixels.length = int64(e.length)
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

// keep stores a described value. The first of a tag counts, but of what says
// who the patient is: programs do not agree on which they show, so that those
// that differ are all there, as several values.
func (w *walk) keep(t uint32, length uint32) error {
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

func (w *walk) keepInRecord(t uint32, length uint32) error {
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
