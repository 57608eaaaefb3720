package importer

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"oso/internal/dicom"
)

// trail is what is noticed of a file's bytes while they pass on their way into the
// vault: all of them pass once, and looking costs next to nothing there.
type trail struct {
	at    int64
	block []byte // of a block that has not passed whole
	run   dicom.Stretch
	last  [leadBytes]byte // the block before the one at hand

	empty []dicom.Stretch // that begin where a block does
	marks []int64         // where the mark of a DICOM file stands
	more  bool            // there are more of them
	seam  []byte
}

const (
	// blockBytes is what storage gives and takes at the least.
	blockBytes = 512
	leadBytes  = blockBytes
	mostMarks  = 1 << 16 // what is read at each has a bound of its own
	mostEmpty  = 1024
)

var dicomMark = []byte("DICM")

// see notes what passes.
func (t *trail) see(p []byte) {
	t.seeMarks(p)
	for len(p) > 0 {
		if len(t.block) == 0 && len(p) >= blockBytes {
			t.pass(p[:blockBytes])
			p = p[blockBytes:]
			continue
		}
		n := min(len(p), blockBytes-len(t.block))
		t.block = append(t.block, p[:n]...)
		if p = p[n:]; len(t.block) == blockBytes {
			t.pass(t.block)
			t.block = t.block[:0]
		}
	}
}

func (t *trail) seeMarks(p []byte) {
	from := t.at + int64(len(t.block)) // where p begins
	look := func(b []byte, at int64) {
		for off := 0; !t.more; {
			i := bytes.Index(b[off:], dicomMark)
			if i < 0 {
				return
			}
			if t.more = len(t.marks) == mostMarks; t.more {
				return
			}
			t.marks = append(t.marks, at+int64(off+i))
			off += i + len(dicomMark)
		}
	}
	head := p[:min(len(p), len(dicomMark)-1)]
	look(append(t.seam, head...), from-int64(len(t.seam))) // one that two reads share
	look(p, from)
	t.seam = append(t.seam, p[max(0, len(p)-len(dicomMark)+1):]...)
	t.seam = bytes.Clone(t.seam[max(0, len(t.seam)-len(dicomMark)+1):])
}

// pass takes a block, or what there is of the last one.
func (t *trail) pass(b []byte) {
	v, same := alike(b)
	same = same && (v == 0 || v == 0xFF)
	if t.run.End > 0 && !(same && t.run.Value == v) {
		t.endRun(b)
	}
	if same {
		if t.run.End == 0 {
			t.run = dicom.Stretch{Start: t.at, Value: v}
			for t.run.Lead < leadBytes && t.last[leadBytes-1-t.run.Lead] == v {
				t.run.Lead++
			}
		}
		t.run.End = t.at + int64(len(b))
	}
	copy(t.last[:], b[max(0, len(b)-leadBytes):])
	t.at += int64(len(b))
}

// endRun ends a stretch before a block that begins otherwise.
func (t *trail) endRun(next []byte) {
	r := t.run
	t.run = dicom.Stretch{}
	if r.Start == 0 || r.Lead == leadBytes || len(t.empty) == mostEmpty {
		return
	}
	for r.Trail < len(next) && r.Trail < leadBytes && next[r.Trail] == r.Value {
		r.Trail++
	}
	if len(next) == 0 || r.Trail < leadBytes {
		t.empty = append(t.empty, r)
	}
}

// end is told once all has passed.
func (t *trail) end() {
	if len(t.block) > 0 {
		t.pass(t.block)
		t.block = t.block[:0]
	}
	t.endRun(nil)
}

// alike tells whether all bytes are one, and which.
func alike(b []byte) (v byte, same bool) {
	if len(b) == 0 || b[0] != b[len(b)-1] || b[0] != b[len(b)/2] {
		return 0, false
	}
	return b[0], bytes.Equal(b[1:], b[:len(b)-1])
}

const (
	anotherInside = "Images or reports in DICOM stand inside of this file, where nobody sees them. Look whose they are, and ask the place that made the file for each as a file of its own."
	notCompared   = "Not all of this file could be looked at for whose it is: it holds too much that looks like files of their own. Somebody else may be named in it. Ask the place that made it for each as a file of its own, or keep it with a reason."
	partEmpty     = "Some of this image is empty in one piece, as in a copy that was torn off: about %d percent. It shows as an even area, which is no finding. Copy it again from where it came, or ask for a new disc."
	wholeEmpty    = "Nothing is in this image: all of its values are one, as in a copy that was begun and not written. Copy it again from where it came, or ask the place that made it whether it is meant so."
	endEmpty      = "The last part of this file is empty, as in a copy that was torn off. It is kept as it is; copy it again from where it came, or ask for it again."
	// leastTorn is how large a hole is at the least that is told of a file of which no
	// more is known than its bytes.
	leastTorn = 8 << 10
)

// readTrail takes what was noticed while the file passed into what is known of it.
func (u *understood) readTrail(ctx context.Context, b *body, t *trail) error {
	t.end()
	u.readEmpty(b, t)
	return u.readInside(ctx, b, t)
}

func (u *understood) readEmpty(b *body, t *trail) {
	tell := func(message string) {
		u.find(string(dicom.Unwritten), message)
		if u.reason == "" {
			u.reason = message
		}
	}
	if d := u.dicom; d != nil {
		if d.Has(dicom.Truncated) {
			return // it was said
		}
		switch share := d.Pixels.Unwritten(b, b.size, t.empty); {
		case share == 1:
			tell(wholeEmpty)
		case share > 0: // in tens, since each number would be a question of its own
			tell(fmt.Sprintf(partEmpty, max(1, int(share*10+0.5))*10))
		}
		return
	}
	kept := strings.HasPrefix(u.media, "image/") || strings.HasPrefix(u.media, "video/") || strings.HasPrefix(u.media, "audio/") || u.media == typeBinary
	for _, s := range t.empty {
		if kept && s.End == b.size && s.Start%4096 == 0 && s.Lead == 0 && s.End-s.Start >= leastTorn && len(u.discrepancies) == 0 {
			tell(endEmpty)
		}
	}
}

// readInside reads the DICOM files that may stand inside of another file of any kind,
// by their marks.
func (u *understood) readInside(ctx context.Context, b *body, t *trail) error {
	const preamble = 128
	d, marks := u.dicom, t.marks
	for d != nil && len(marks) > 0 && marks[0] <= preamble { // its own
		marks = marks[1:]
	}
	if len(marks) == 0 {
		return nil
	}
	in, err := dicom.ReadInside(ctx, b, b.size, marks, dicom.Limits{})
	if err != nil {
		return err
	}
	m := metaOf(u)
	known := map[string]bool{}
	for _, p := range namedIn(&m) {
		known[p.Key()] = true
	}
	for _, p := range in.People {
		if !known[p.Key()] {
			u.people = append(u.people, p)
		}
	}
	for _, mark := range in.At {
		if d == nil || d.Pixels.Start <= mark && mark < d.Pixels.End { // elsewhere it is what another program kept there
			u.another(anotherInside)
		}
	}
	if in.Partly || t.more {
		u.once(string(dicom.Uncompared), notCompared)
	}
	return nil
}

// another says once that another object is in the file.
func (u *understood) another(message string) { u.once(string(dicom.Another), message) }

// once finds what is said once of a file, and makes it one that is only kept.
func (u *understood) once(code, message string) {
	if u.has(code) {
		return
	}
	u.find(code, message)
	if u.reason == "" {
		u.reason = message
	}
}

func (u *understood) has(code string) bool {
	return slices.ContainsFunc(u.discrepancies, func(x discrepancy) bool { return x.code == code })
}
