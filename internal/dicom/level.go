package dicom

// level is one open sequence or item.
type level struct {
	end      int64 // offset behind it; -1 until its delimiter
	item     bool
	records  bool  // the directory record sequence, or an item of it
	content  bool  // of a structured report, or the name of one of its entries
	seq      *node // where the items are kept; nil: they are not
	set      *Set  // where the item's elements are kept
	frame    int   // of an item that tells of one frame: bytes that may be kept behind it
	implicit bool  // how the level above is written, to go back to
	big      bool
}

func (w *walk) top() *level {
	if len(w.stack) == 0 {
		return nil
	}
	return &w.stack[len(w.stack)-1]
}

func (w *walk) push(l level) error {
	if len(w.stack) >= w.lim.Depth {
		return w.malformed("The file nests its contents deeper than any real one does; it was not read to its end.")
	}
	l.implicit, l.big = w.implicit, w.bigEndian
	w.stack = append(w.stack, l)
	return nil
}

func (w *walk) pop() {
	l := w.stack[len(w.stack)-1]
	w.stack = w.stack[:len(w.stack)-1]
	w.implicit, w.bigEndian = l.implicit, l.big
	if l.item && l.records && w.dir != nil {
		w.dir.endRecord()
	}
	if l.frame > 0 {
		w.keep.frame(l.set)
		w.keep.left = l.frame
	}
}

// close pops every level whose defined length is used up.
func (w *walk) close() {
	for len(w.stack) > 0 {
		l := w.stack[len(w.stack)-1]
		if l.end < 0 || w.c.off < l.end {
			return
		}
		w.pop()
	}
}
