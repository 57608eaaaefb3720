package dicom

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"slices"

	"github.com/suyashkumar/dicom/pkg/tag"

	"oso/internal/identity"
)

// This file is for what stands in a file and is no part of its first object:
// nothing of it is passed over in silence (ADR 123).

const (
	anotherBehind = "Another image or report stands behind the first one in this file. Only the first is shown. Look whose both are, and ask the place that made the file for each as a file of its own."
	notCompared   = "Not all of this file could be looked at for whose it is: it holds too much that looks like images or reports of their own. Somebody else may be named in it. Ask the place that made it for each as a file of its own, or keep it with a reason."
	bytesBehind   = "Something that nobody can read stands in this file behind its image or report. The file is kept and sent as it is. If anything is missing, ask the place that made it for a new copy."
)

const (
	// mostBehind bounds how many people are told apart in one file.
	mostBehind = 64
	// lookRatio is how many times its size is read of a file to look at what is not its
	// first object, beyond what any file may be inflated to.
	lookRatio = 8
)

// ended tells whether the object has ended before an element at its root, since
// elements only go up: what follows then is none of it.
func (w *walk) ended(e *element) bool {
	if e.tag > w.last && e.tag>>16 != 0xFFFE && (e.length == undefined || e.isPixels() || w.c.fits(int64(e.head)+int64(e.length))) {
		return false
	}
	if w.another() {
		return true
	}
	if e.tag > tagPixels {
		return w.pixels.present && !w.may(e)
	}
	// Some write overlays or what a person added behind the image: elements all the same.
	return w.pixels.present && (e.isPixels() || !w.goesOn(w.c.off, e.tag-1, 3))
}

// may tells whether what goes beyond the file may be an element that was cut: of a known
// representation, or where none is written of a known or a private tag.
func (w *walk) may(e *element) bool {
	if !w.implicit {
		known, _ := vrForm(e.vr)
		return known
	}
	group := uint16(e.tag >> 16)
	_, err := tag.Find(tag.Tag{Group: group, Element: uint16(e.tag)})
	return err == nil || group%2 == 1
}

// another tells whether an object begins at the cursor: a file of its own, or a
// data set that says once more what the first has said.
func (w *walk) another() bool {
	b := w.c.ahead(1024)
	if len(b) >= 132 && string(b[128:132]) == fileMark {
		return true
	}
	for _, form := range []struct{ implicit, big bool }{{w.implicit, w.bigEndian}, {false, false}, {true, false}, {false, true}} {
		if bareIn(b, w.c.rest(), form.implicit, form.big) && w.repeats(b, form.implicit, form.big) {
			return true
		}
	}
	return false
}

// repeats tells whether a data set begins with what stands once in an object, and
// that this one has said already.
func (w *walk) repeats(b []byte, implicit, big bool) bool {
	for range 16 {
		e, ok := parseHead(b, implicit, big)
		if !ok {
			return false
		}
		switch e.tag {
		case tagMediaSOPClass, tagMediaSOPInstance, tagTransferSyntax, tagSOPClass, tagSOPInstance:
			if _, said := w.values[e.tag]; said {
				return true
			}
		}
		n := int64(e.head) + int64(e.length)
		if n+8 > int64(len(b)) {
			return false
		}
		b = b[n:]
	}
	return false
}

// behind goes through what stands behind the first object, from the cursor to the
// end, and says what is there.
func (w *walk) behind(c *cursor) error {
	found, filled, err := w.more(c)
	switch {
	case found:
		w.find(Another, anotherBehind)
	case !filled:
		w.find(Behind, bytesBehind)
	}
	if err == nil || errors.Is(err, errEnd) {
		return errStop
	}
	return err
}

// over says where an image's value goes on behind what the image takes.
func (w *walk) over(from, to int64) {
	if w.c.at == nil || to-from < 2 || w.damaged() {
		return
	}
	c := newCursor(w.c.ctx, w.c.at, to)
	c.off = from
	if _, filled, err := c.seekFile(); err == nil && !filled {
		w.find(Behind, bytesBehind)
	}
}

// instead tells, where the elements at the root do not go on, whether that is
// because another object begins there, and reads it.
func (w *walk) instead() bool {
	if w.further || w.top() != nil {
		return false
	}
	found, _, _ := w.more(w.c)
	if found {
		w.find(Another, anotherBehind)
	}
	return found
}

// more reads the objects from the cursor to the end for whom they name, and tells
// whether there are any, and whether all else is filling. All that is looked at in one
// file, what is inflated for that too, has one budget: what it does not suffice for is
// said, since nobody knows whom it names.
func (w *walk) more(c *cursor) (found, filled bool, err error) {
	if w.spare == nil {
		w.spare = budgetOf(w.lim, max(0, c.size))
	}
	if c.budget == nil {
		c.budget = w.spare
	}
	defer func() {
		if c.spent() {
			w.find(Uncompared, notCompared)
		}
		if c.budget == w.spare && errors.Is(err, errBomb) {
			err = nil // it was said
		}
	}()
	filled = true
	first := &walk{c: c, implicit: w.implicit, bigEndian: w.bigEndian, values: w.values}
	for {
		if !first.another() {
			there, ok, err := c.seekFile()
			if filled = filled && ok; err != nil || !there {
				return found, filled, err
			}
		}
		at := c.off
		if _, met := w.met[at]; met && c.at != nil {
			return found, filled, nil // from here on it was looked at
		}
		o := &walk{c: c, lim: w.lim, values: map[uint32][]byte{}, said: map[uint32][][]byte{}, keep: &keeper{}, further: true, spare: w.spare}
		err := o.run()
		if err != nil && !errors.Is(err, errNotDICOM) {
			return found, filled, err
		}
		object := err == nil && o.isObject()
		if w.met != nil && c.at != nil {
			w.met[at] = object
		}
		switch {
		case object:
			found = true
			w.addOther(o)
			if w.values == nil { // what the first one there has said
				first.implicit, first.bigEndian, first.values = o.implicit, o.bigEndian, o.values
			}
			if o.inflating {
				if _, ok, err := w.more(o.c); err != nil {
					return found, filled, err
				} else if filled = filled && ok; c.skip(o.deflate.n) != nil {
					return found, filled, nil
				}
			}
		default:
			filled = false
		}
		if c.spent() {
			return found, filled, errBomb
		}
		if c.off == at {
			if err := c.skip(4); err != nil {
				return found, filled, err
			}
		}
	}
}

// budgetOf is how much may be read of a file to look at what is not its first object.
func budgetOf(lim Limits, size int64) *int64 {
	n := lim.InflatedFloor + lookRatio*size
	return &n
}

// isObject tells whether a walk met more than a few bytes that look like one.
func (w *walk) isObject() bool {
	for _, t := range []uint32{tagSOPClass, tagSOPInstance, tagStudyUID, tagPatientName, tagPatientID, tagMediaSOPClass} {
		if len(w.values[t]) > 0 {
			return true
		}
	}
	return false
}

// addOther keeps whom another object names, each once.
func (w *walk) addOther(o *walk) {
	get := func(t uint32) string { return string(o.values[t]) }
	p, how := patientOf(get, charsetOf(get(tagCharacterSet)))
	all := []identity.Person{p}
	if o.dir != nil {
		all, how = o.dir.patients, max(how, o.dir.letters)
	}
	w.tellLetters(how)
	for i := range all {
		p := &all[i]
		key := p.Key()
		switch {
		case p.Nobody() || w.known[key]:
		case len(w.others) == mostBehind:
			w.find(Uncompared, notCompared)
		default:
			if w.known == nil {
				w.known = map[string]bool{}
			}
			w.known[key] = true
			w.others = append(w.others, *p)
		}
	}
}

// ahead gives the next n bytes (n <= window) without moving, or as many as there are.
func (c *cursor) ahead(n int) []byte {
	if b, err := c.peek(n); err == nil {
		return b
	}
	return c.buf[c.lo:min(c.hi, c.lo+n)]
}

// rest is how many bytes may still come.
func (c *cursor) rest() int64 {
	if n := c.left(); n >= 0 {
		return n
	}
	return math.MaxInt64
}

// seekFile moves to where the next file begins: to its preamble, or to its mark where
// fewer bytes are before that. filled tells whether what was passed is what writers
// fill up with.
func (c *cursor) seekFile() (there, filled bool, err error) {
	const preamble = 128
	kinds := fill[:]
	pass := func(n int) error {
		b := c.buf[c.lo : c.lo+n]
		kinds = slices.DeleteFunc(slices.Clone(kinds), func(set string) bool { return !only(b, set) })
		return c.skip(int64(n))
	}
	for {
		if err := c.ctx.Err(); err != nil {
			return false, len(kinds) > 0, err
		}
		_, err := c.peek(window)
		b := c.buf[c.lo:c.hi]
		i := bytes.Index(b, []byte(fileMark))
		switch {
		case i >= preamble:
			i -= preamble
			fallthrough
		case i >= 0:
			err := pass(i)
			return true, len(kinds) > 0, err
		case err != nil:
			pass(len(b))
			if errors.Is(err, errEnd) {
				err = nil
			}
			return false, len(kinds) > 0, err
		}
		if err := pass(len(b) - preamble - len(fileMark)); err != nil {
			return false, len(kinds) > 0, err
		}
	}
}

// counted knows how many bytes were read of it.
type counted struct {
	io.ByteReader
	n int64
}

func (r *counted) ReadByte() (byte, error) {
	b, err := r.ByteReader.ReadByte()
	if err == nil {
		r.n++
	}
	return b, err
}

// Read is for what wants a reader: what inflates reads bytes alone.
func (r *counted) Read(p []byte) (int, error) {
	for i := range p {
		b, err := r.ReadByte()
		if err != nil {
			return i, err
		}
		p[i] = b
	}
	return len(p), nil
}

// behindDeflated looks behind the end of data that are deflated.
func (w *walk) behindDeflated() error {
	if w.deflate == nil || w.damaged() {
		return nil
	}
	if w.c.peek(1); w.c.hi > w.c.lo {
		return nil // not read to its end
	}
	c := newCursor(w.c.ctx, w.file, w.size)
	c.off = w.deflate.n + w.dataAt
	if b := c.ahead(9); len(b) == 0 || len(b) == 8 && int64(binary.LittleEndian.Uint32(b[4:])) == w.c.off {
		return nil // some end with what gzip does, a checksum and how long it was
	}
	return w.behind(c)
}
