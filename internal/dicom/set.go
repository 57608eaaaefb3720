package dicom

import (
	"errors"
	"io"
	"slices"

	"github.com/suyashkumar/dicom/pkg/tag"
)

// Set is a data set as it stands in the file: its elements in their order.
type Set struct {
	elements []*node
	cut      bool // more is in the file than was kept
}

// node is one element of a Set.
type node struct {
	tag    uint32
	vr     string // as written; empty where implicit
	big    bool   // value is big endian
	length int64  // bytes of the value; -1: until a delimiter
	value  []byte // nil: empty, or left out
	items  []*Set // of a sequence
	seq    bool
}

// find gives the first element of a tag, or nil.
func (s *Set) find(t uint32) *node {
	if s == nil {
		return nil
	}
	for _, n := range s.elements {
		if n.tag == t {
			return n
		}
	}
	return nil
}

// within gives the first item of a sequence, or nil.
func (s *Set) within(t uint32) *Set {
	if n := s.find(t); n != nil && len(n.items) > 0 {
		return n.items[0]
	}
	return nil
}

// What is kept of a data set. Longer values of the standard's own elements are
// images, documents and sounds, which are asked for in other ways; of private
// ones nobody knows what they mean.
const (
	mostStandard = 1 << 20
	mostPrivate  = 4 << 10
	mostOffsets  = 16 << 20 // of frames, twice
	mostKept     = 32 << 20 // of one file in all
	mostPlacing  = 40 << 20 // the same where lists are made: offsets of frames, and little else
	nodeCost     = 128      // what an element costs beside its value
)

// keeper keeps a data set, or the part of it that lists of images need.
type keeper struct {
	root Set
	all  bool // everything, not only what describes the image
	left int  // bytes that may still be kept

	header bool       // nothing is read of the image, nor behind it
	frame  func(*Set) // gets what is said of each frame, which is not kept, but the first where lists are made
}

// Tags that say where an image lies, in the patient and in the file.
const (
	tagThickness    = 0x00180050
	tagPosition     = 0x00200032
	tagOrientation  = 0x00200037
	tagFrameOfRef   = 0x00200052
	tagLaterality   = 0x00200060
	tagImageSide    = 0x00200062
	tagSpacing      = 0x00280030
	tagShared       = 0x52009229
	tagPerFrame     = 0x52009230
	tagPlanePos     = 0x00209113
	tagPlaneOrient  = 0x00209116
	tagMeasures     = 0x00289110
	tagRegion       = 0x00209071
	tagFrameSide    = 0x00209072
	tagOffsets      = 0x7FE00001
	tagOffsetLength = 0x7FE00002
)

var placing = map[uint32]bool{
	tagThickness: true, tagPosition: true, tagOrientation: true, tagFrameOfRef: true, tagLaterality: true, tagImageSide: true,
	tagSpacing: true, tagShared: true, tagPerFrame: true, tagOffsets: true, tagOffsetLength: true,
	tagImageType: true, tagConversion: true, tagAgent: true, tagBetween: true, tagAcquisition: true, tagInAcquisition: true, tagInSeries: true,
	tagConcatenation: true, tagPart: true, tagParts: true,
	tagBitsStored: true, tagBurnedIn: true, tagLossy: true, tagLossyRatio: true, tagLossyMethod: true,
}

// into gives the set that an element is kept in; nil: it is not.
func (w *walk) into(t uint32, in *level) *Set {
	switch {
	case w.keep == nil:
		return nil
	case in == nil && (w.keep.all || placing[t]):
		return &w.keep.root
	case in == nil:
		return nil
	}
	return in.set
}

// add keeps an element without its value.
func (w *walk) add(to *Set, e *element) *node {
	if to == nil {
		return nil
	}
	if w.keep.left -= nodeCost; w.keep.left < 0 {
		to.cut, w.keep.root.cut = true, true
		return nil
	}
	n := &node{tag: e.tag, vr: e.vr, big: w.bigEndian && e.tag>>16 != 2, length: int64(e.length)}
	if e.length == undefined {
		n.length = -1
	}
	to.elements = append(to.elements, n)
	return n
}

func (w *walk) addSequence(to *Set, e *element) *node {
	n := w.add(to, e)
	if n != nil {
		n.seq = true
	}
	return n
}

// addItem keeps an item of a sequence, if the sequence is kept: of those that
// tell of each frame the first, where only lists are made.
func (w *walk) addItem(seq *node) *Set {
	if seq == nil || !w.keep.all && len(seq.items) > 0 && !w.frames(seq) {
		return nil
	}
	if w.keep.left -= nodeCost; w.keep.left < 0 {
		w.keep.root.cut = true
		return nil
	}
	s := &Set{}
	if w.frames(seq) && (w.keep.all || len(seq.items) > 0) {
		return s // told, and not kept
	}
	seq.items = append(seq.items, s)
	return s
}

// frames tells whether the items of a sequence are what is said of each frame,
// and somebody wants to hear it.
func (w *walk) frames(seq *node) bool {
	return seq != nil && seq.tag == tagPerFrame && w.keep.frame != nil
}

// addValue keeps a value of n bytes that the cursor stands before. moved tells
// whether it had to go behind it for that.
func (w *walk) addValue(x *node, n int64) (moved bool, err error) {
	most := int64(mostStandard)
	switch {
	case x.tag == tagOffsets || x.tag == tagOffsetLength:
		most = mostOffsets
	case x.tag>>16%2 == 1:
		most = mostPrivate
	case x.tag == tagDocument:
		most = 0
	}
	if n == 0 || n > most || int(n) > w.keep.left {
		return false, nil
	}
	w.keep.left -= int(n)
	if n <= window {
		b, err := w.c.peek(int(n))
		if err != nil {
			return false, err
		}
		x.value = append([]byte(nil), b...)
		return false, nil
	}
	x.value = make([]byte, n)
	return true, w.c.read(x.value)
}

// read fills b with what comes next and moves behind it.
func (c *cursor) read(b []byte) error {
	for len(b) > 0 {
		n := min(len(b), window)
		p, err := c.peek(n)
		if err != nil {
			return err
		}
		copy(b, p)
		b = b[n:]
		if err := c.skip(int64(n)); err != nil {
			return err
		}
	}
	return nil
}

// holdsItems tells whether an element of a length that is given is a sequence
// whose items are to be kept. Where the file does not say, the dictionary does,
// and the value begins with an item or is empty.
func (w *walk) holdsItems(e *element) bool {
	switch e.vr {
	case "SQ":
		return true
	case "", "UN":
		if e.tag>>16%2 == 1 || vrOf(e.tag) != "SQ" {
			return false
		}
		if e.length == 0 {
			return true
		}
		b, err := w.c.peek(4)
		return err == nil && readTag(b, orderOf(w.bigEndian && e.vr != "UN")) == tagItem
	}
	return false
}

// vrOf is the representation that the data dictionary gives an element; the
// first where it gives several, but words where it leaves the choice to bytes
// (PS3.5 A.1), "UN" where it knows none.
func vrOf(t uint32) string {
	info, err := tag.Find(tag.Tag{Group: uint16(t >> 16), Element: uint16(t)})
	switch {
	case err != nil || len(info.VRs) == 0:
		return "UN"
	case info.VRs[0] == "OB" && slices.Contains(info.VRs, "OW"):
		return "OW"
	}
	return info.VRs[0]
}

// readAll reads len(b) bytes at an offset of the file; of one that is inflated
// it cannot.
func (c *cursor) readAll(b []byte, off int64) bool {
	if c.at == nil {
		return false
	}
	n, err := c.at.ReadAt(b, off)
	return n == len(b) && (err == nil || errors.Is(err, io.EOF))
}

// eitherSign tells whether the dictionary leaves it to the pixels whether an
// element's numbers have a sign.
func eitherSign(t uint32) bool {
	info, err := tag.Find(tag.Tag{Group: uint16(t >> 16), Element: uint16(t)})
	if err != nil {
		return false
	}
	us, ss := false, false
	for _, vr := range info.VRs {
		us, ss = us || vr == "US", ss || vr == "SS"
	}
	return us && ss
}
