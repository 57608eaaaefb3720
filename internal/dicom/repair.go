package dicom

import (
	"bytes"
	"io"
	"strings"

	"github.com/suyashkumar/dicom/pkg/tag"
)

// This file is for what writers get wrong in files that are sound otherwise.
// What is told of them must be true: nobody is sent for a new disc because of
// a blank representation or a line end behind the last element.

const oddElement = "An element of this file is not written as the standard says. What stands behind it was read; the file is kept as it is."

// mostFar is how often one file is looked at beyond the window: behind some
// readers each time costs reading from the start again.
const mostFar = 512

// lookAt gives n bytes at an offset ahead without moving, fewer at the end; of
// a stream only what the window holds. The slice is valid until the next call.
func (c *cursor) lookAt(off int64, n int) []byte {
	if at := off - c.off; at >= 0 && at+int64(n) <= int64(c.hi-c.lo) {
		return c.buf[c.lo+int(at):][:n]
	}
	if c.at != nil {
		if c.far++; c.far > mostFar {
			return nil
		}
		if left := c.size - off; left < int64(n) {
			n = int(max(0, left))
		}
		b := make([]byte, n)
		k, _ := c.at.ReadAt(b, off)
		return b[:k]
	}
	ahead := int(min(off-c.off, window))
	b, err := c.peek(min(ahead+n, window))
	if err != nil { // near the end: what is there
		b = c.buf[c.lo:c.hi]
	}
	return b[min(ahead, len(b)):]
}

// head reads the element head at an offset, if one may stand there: after the
// tag given, of a known representation, with a length that fits. end is the
// offset behind it; -1 where it has no length.
func (w *walk) head(off int64, after uint32) (e element, end int64, ok bool) {
	b := w.c.lookAt(off, 12)
	if len(b) < 8 {
		return e, 0, false
	}
	if e, ok = parseHead(b, w.implicit, w.bigEndian); !ok || e.tag>>16 == 0xFFFE || e.tag <= after {
		return e, 0, false
	}
	if known, _ := vrForm(e.vr); !w.implicit && !known {
		return e, 0, false
	}
	if group := uint16(e.tag >> 16); w.implicit && group%2 == 0 {
		if _, err := tag.Find(tag.Tag{Group: group, Element: uint16(e.tag)}); err != nil {
			return e, 0, false
		}
	}
	if e.length == undefined {
		return e, -1, e.vr == "SQ" || e.vr == "UN" || e.vr == "" || e.isPixels()
	}
	end = off + int64(e.head) + int64(e.length)
	return e, end, w.c.size < 0 || end <= w.c.size || e.isPixels()
}

// goesOn tells whether n heads follow each other from an offset on, or as many
// as there are up to the end.
func (w *walk) goesOn(off int64, after uint32, n int) bool {
	for met := 0; met < n; met++ {
		if w.c.size >= 0 && off == w.c.size {
			return met > 0
		}
		e, end, ok := w.head(off, after)
		if !ok {
			return false
		}
		if end < 0 || e.isPixels() {
			return true
		}
		off, after = end, e.tag
	}
	return true
}

// follows tells whether an element may end at an offset: there something begins
// or ends that belongs there.
func (w *walk) follows(off int64, after uint32) bool {
	top := w.top()
	if w.c.size >= 0 && off == w.c.size || top != nil && off == top.end {
		return true
	}
	if b := w.c.lookAt(off, 8); top != nil && len(b) == 8 && readTag(b, orderOf(w.bigEndian)) == tagItemEnd {
		return true
	}
	_, _, ok := w.head(off, after)
	return ok
}

// settleHead decides how the head of an element with no known representation is
// written: with 16 or 32 bits of length behind the two letters, or without
// letters, as an implicit one. The form that leads to something that belongs
// there is right; without one it stays as the standard has it.
func (w *walk) settleHead(e *element, b []byte) {
	known, long := vrForm(e.vr)
	if w.implicit || e.tag>>16 == 0xFFFE || known && (!long || e.length == undefined || e.isPixels() || w.c.fits(int64(e.head)+int64(e.length))) {
		return // a long form whose length goes beyond the file may be a short one
	}
	o := orderOf(w.bigEndian)
	letters := string(b[4:6])
	forms := []element{
		{e.tag, "", o.Uint32(b[4:]), 8},
		{e.tag, letters, uint32(o.Uint16(b[6:])), 8},
	}
	if len(b) >= 12 {
		forms = append(forms, element{e.tag, letters, o.Uint32(b[8:]), 12})
	}
	if isUpper(b[4]) && isUpper(b[5]) {
		forms[0], forms[len(forms)-1] = forms[len(forms)-1], forms[0]
	}
	for _, f := range forms {
		if known && f.vr == "" {
			continue
		}
		if f.length == undefined {
			if x := w.c.lookAt(w.c.off+int64(f.head), 4); len(x) == 4 && readTag(x, o) == tagItem {
				*e = f
				return
			}
			continue
		}
		if n := int64(f.head) + int64(f.length); w.c.fits(n) && w.follows(w.c.off+n, e.tag) {
			*e = f
			return
		}
	}
}

// readOn goes to where the elements go on behind one that is not written as it
// should be, within one window, and says so. It works at the root alone, where
// whose records they are stands.
func (w *walk) readOn(after uint32) bool {
	w.c.peek(window) // near the end fewer are there
	b := w.c.lookAt(w.c.off, w.c.hi-w.c.lo)
	if len(b) >= 4 && readTag(b, orderOf(w.bigEndian)) == tagItem {
		return false // a sequence that was cut: what follows is inside of it
	}
	if i := bytes.Index(b, []byte(fileMark)); i >= 0 {
		b = b[:i] // of another file: nothing behind it is this one's
	}
	for p := 0; p+8 <= len(b); p++ {
		if w.goesOn(w.c.off+int64(p), after, 3) {
			w.find(Malformed, oddElement)
			return w.c.skip(int64(p)) == nil
		}
	}
	return false
}

// fill are the bytes that writers put behind the last element, each kind alone.
var fill = [...]string{"\x00", " ", "\r\n\x1a", "\xff"}

// padded tells whether nothing but such bytes is left.
func (w *walk) padded() bool {
	b := w.c.lookAt(w.c.off, 8)
	if len(b) == 0 {
		return false
	}
	for _, set := range fill {
		if only(b, set) {
			if w.c.at == nil {
				return only(w.c.lookAt(w.c.off, window), set)
			}
			r := io.NewSectionReader(w.c.at, w.c.off, w.c.left())
			for buf := make([]byte, window); ; {
				n, err := r.Read(buf)
				if !only(buf[:n], set) || w.c.ctx.Err() != nil {
					return false
				}
				if err != nil {
					return true
				}
			}
		}
	}
	return false
}

func only(b []byte, set string) bool {
	for _, c := range b {
		found := false
		for i := range len(set) {
			found = found || c == set[i]
		}
		if !found {
			return false
		}
	}
	return true
}

// noEndMark judges a compressed image whose delimiter is missing at the end of
// the file: too few fragments are a cut file; with a picture's own end it is
// whole.
func (w *walk) noEndMark() error {
	frames, given := number(string(w.values[tagFrames]))
	if !given {
		frames = 1
	}
	if w.pixels.fragments == 0 || w.pixels.fragments < frames {
		return w.truncated()
	}
	if w.c.at != nil {
		b := make([]byte, min(16, w.c.off))
		n, _ := w.c.at.ReadAt(b, w.c.off-int64(len(b)))
		switch s := string(b[:n]); {
		case only(b[:n], "\x00"): // as far as the file was written
			return w.truncated()
		case strings.HasSuffix(s, "\xff\xd9"), strings.HasSuffix(s, "\xff\xd9\x00"):
			w.pixels.closed = true
			return errStop
		}
	}
	return w.malformed("The mark that ends the image is missing at the end of the file; all of the image may be here. It is kept as it is.")
}
