package dicom

import (
	"bufio"
	"compress/flate"
	"errors"
	"io"

	"oso/internal/identity"
)

// fileMark stands behind the preamble (PS3.10 7.1).
const fileMark = "DICM"

// errNotDICOM says that the input is something else.
var errNotDICOM = errors.New("no DICOM data set")

// errStop ends a walk whose discrepancies say why.
var errStop = errors.New("walk ends")

// walk is the structural reading of one file: heads of elements only, values
// where they are described, everything else skipped. It keeps its own stack
// instead of recursing, so depth costs no stack.
type walk struct {
	c   *cursor
	lim Limits

	syntax    string // transfer syntax, as declared
	implicit  bool   // how the data set is really written
	bigEndian bool
	inflating bool
	dataAt    int64 // where the data set begins in the file

	count         int    // elements, items and fragments met
	last          uint32 // tag of the last element at the root
	before        uint32 // tag of the one before it
	values        map[uint32][]byte
	said          map[uint32][][]byte // what elements say that stand there several times
	raw           []rawElement        // the same, in file order, for the library
	stack         []level
	pixels        pixels
	document      *Document
	report        report // what a structured report says
	keep          *keeper
	places        places // of frames
	dir           *directory
	discrepancies []Discrepancy

	others  []identity.Person // whom what stands behind the object names
	known   map[string]bool   // of those, by key
	further bool              // this is not the first object of its file
	spare   *int64            // bytes that may be read or inflated to look at what is not the first object
	met     map[int64]bool    // where looking began, and whether an object is there; nil: nobody asks
	file    io.ReaderAt       // of what is inflated
	size    int64             // of that
	deflate *counted          // what was read of it
}

// rawElement is one described element as the file holds it.
type rawElement struct {
	tag   uint32
	value []byte
}

// pixels is what the walk saw of the image.
type pixels struct {
	present      bool
	encapsulated bool
	length       int64 // native: bytes
	fragments    int   // encapsulated: without the offset table
	bits         int   // per sample where the tag fixes it, else 0

	at     int64 // where the value begins; in what is inflated, where it is
	vr     string
	tag    uint32
	closed bool    // encapsulated: its end was reached
	table  []byte  // the basic offset table
	heads  []int64 // where each fragment's head is, and the end of the last
}

func (w *walk) find(code Code, message string) {
	for _, f := range w.discrepancies {
		if f.Code == code {
			return
		}
	}
	w.discrepancies = append(w.discrepancies, Discrepancy{code, message})
}

func (w *walk) truncated() error {
	w.find(Truncated, "The file ends before its contents do; the copy is incomplete. Copy it again from where it came, or ask for a new disc.")
	return errStop
}

func (w *walk) malformed(message string) error {
	w.find(Malformed, message)
	return errStop
}

const brokenStructure = "The structure of the file is damaged, so only part of it can be read. Ask the place that made it for a new copy."

// run walks the file. What went wrong inside a DICOM file becomes a discrepancy; an
// error is left only for input that is not DICOM, that cannot be read, or that
// was stopped.
func (w *walk) run() error {
	if err := w.start(); err != nil {
		return w.settleError(err)
	}
	if err := w.settleError(w.dataset()); err != nil || w.further {
		return err
	}
	return w.settleError(w.behindDeflated())
}

func (w *walk) settleError(err error) error {
	switch {
	case err == nil, errors.Is(err, errStop):
		return nil
	case errors.Is(err, errEnd):
		w.truncated()
		return nil
	case errors.Is(err, errBomb):
		w.find(Bomb, "The file expands to far more than an image of its size can hold and was not read to its end.")
		return nil
	}
	return err
}

// start finds the data set: preamble, file meta information, transfer syntax,
// inflating.
func (w *walk) start() error {
	head, err := w.c.peek(1024)
	if errors.Is(err, errEnd) {
		head, err = w.c.ahead(1024), nil
	}
	if err != nil {
		return err
	}
	n := len(head)
	switch {
	case n >= 132 && string(head[128:132]) == fileMark:
		if suspicious(head[:128]) {
			w.find(SuspiciousPreamble, "The file is a DICOM file and at the same time starts like a program or web page. It is stored as it is; do not run or open it outside this program.")
		}
		w.c.skip(132)
	case n >= 4 && string(head[:4]) == fileMark && bare(head[4:], w.c.rest()-4):
		w.c.skip(4)
	case bare(head, w.c.rest()):
	default:
		return errNotDICOM
	}
	if err := w.meta(); err != nil {
		return err
	}
	declared := realUID(string(w.values[tagTransferSyntax]))
	w.dataAt = w.c.off
	if declared == deflated {
		if w.c.at == nil {
			return errNotDICOM // deflated within what is deflated
		}
		w.file, w.size = w.c.at, w.c.size
		ahead, budget := 64<<10, w.spare
		if w.further { // each that is tried costs what is read ahead for it
			ahead = 4 << 10
			*budget -= int64(ahead)
		} else {
			n := w.lim.InflatedFloor + w.lim.InflatedRatio*w.c.size
			budget = &n
		}
		w.deflate = &counted{ByteReader: bufio.NewReaderSize(io.NewSectionReader(w.file, w.c.off, w.c.left()), ahead)}
		w.c = newStreamCursor(w.c.ctx, flate.NewReader(w.deflate), budget)
		w.inflating = true
	}
	first, err := w.c.peek(8)
	if errors.Is(err, errEnd) {
		w.syntax = declared
	}
	if err != nil {
		return err
	}
	w.settle(declared, first)
	return nil
}

// meta reads the file meta information: explicit little endian, all of group 2.
// Its group length is not believed.
func (w *walk) meta() error {
	for {
		b, err := w.c.peek(8)
		if err != nil {
			return err
		}
		if b[0] != 2 || b[1] != 0 {
			return nil
		}
		if long, err := w.c.peek(12); err == nil {
			b = long
		}
		e, ok := parseHead(b, false, false)
		if !ok {
			return errEnd
		}
		if err := w.enter(&e, nil); err != nil {
			return err
		}
	}
}

// dataset walks all elements to the end of the file.
func (w *walk) dataset() error {
	for {
		w.close()
		top := w.top()
		b, err := w.c.peek(8)
		if errors.Is(err, errEnd) {
			return w.atEnd()
		}
		if err != nil {
			return err
		}
		if top != nil && !top.item {
			err = w.nextItem(b)
		} else {
			if long, lerr := w.c.peek(12); lerr == nil {
				b = long
			}
			err = w.nextElement(b)
		}
		if err != nil {
			return err
		}
	}
}

// atEnd judges an end where a head was expected.
func (w *walk) atEnd() error {
	rest, _ := w.c.peek(1)
	if w.pixels.present && len(w.stack) == 0 {
		if len(rest) > 0 && !w.padded() {
			w.find(Behind, bytesBehind)
		}
		return nil
	}
	if len(w.stack) > 0 || len(rest) > 0 && !w.padded() {
		return w.truncated()
	}
	if w.last < tagStudyUID && w.dir == nil && len(w.values[tagFileSetID]) == 0 {
		return w.truncated() // cut between two elements, before the study that every object names
	}
	return nil
}

// nextItem reads an item head inside a sequence.
func (w *walk) nextItem(b []byte) error {
	if err := w.tick(); err != nil {
		return err
	}
	top := w.top()
	o := orderOf(w.bigEndian)
	t, length := readTag(b, o), o.Uint32(b[4:])
	switch t {
	case tagItem:
		w.c.skip(8)
		l := level{item: true, records: top.records, content: top.content, end: -1, set: w.addItem(top.seq)}
		if l.set != nil && w.frames(top.seq) {
			l.frame = w.keep.left + nodeCost
		}
		if length != undefined {
			if !w.c.fits(int64(length)) {
				return w.truncated()
			}
			if l.end = w.c.off + int64(length); !top.records && !top.content && l.set == nil {
				return w.c.skip(int64(length)) // nothing in there is described
			}
		}
		return w.push(l)
	case tagSeqEnd:
		w.c.skip(8)
		w.pop()
		return nil
	case tagItemEnd: // one too many: some writers close an item of defined length
		return w.c.skip(8)
	}
	return w.malformed(brokenStructure)
}

// nextElement reads one element at the root or inside an item.
func (w *walk) nextElement(b []byte) error {
	e, ok := parseHead(b, w.implicit, w.bigEndian)
	if !ok {
		return w.truncated()
	}
	if w.keep != nil && w.keep.all && w.keep.left < 0 {
		return errStop // as much as is kept of any file
	}
	top := w.top()
	if w.count%1024 == 0 && w.c.ctx.Err() != nil {
		return w.c.ctx.Err() // a window may hold very many
	}
	switch e.tag {
	case tagItemEnd:
		w.c.skip(8)
		if top != nil {
			w.pop()
		}
		return nil
	case tagSeqEnd: // the item's own delimiter is missing
		w.c.skip(8)
		for len(w.stack) > 0 {
			item := w.top().item
			w.pop()
			if !item {
				break
			}
		}
		return nil
	}
	if top == nil {
		switch {
		case w.padded():
			if err := w.atEnd(); err != nil {
				return err
			}
			if w.c.at == nil && !w.further { // no more than a window of it was seen
				return w.behind(w.c)
			}
			return errStop
		case w.ended(&e):
			if w.further {
				return errStop // the next object's
			}
			return w.behind(w.c)
		}
	}
	if e.tag>>16 == 0xFFFE || e.tag == 0 {
		if top == nil && w.readOn(w.last) {
			return nil
		}
		if w.instead() {
			return errStop
		}
		return w.malformed(brokenStructure)
	}
	w.settleHead(&e, b)
	return w.enter(&e, top)
}

// tick counts one more thing met. Without a limit of its own a file has as many
// as its bytes allow: reading one costs less than a microsecond and no memory.
func (w *walk) tick() error {
	if w.count++; w.lim.Elements > 0 && w.count > w.lim.Elements {
		return w.malformed("The file has more parts than any real one does; it was not read to its end.")
	}
	return nil
}
