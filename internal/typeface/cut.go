package typeface

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/go-text/typesetting/harfbuzz"
)

// Cut is a face with the glyphs alone that a document uses, TrueType without
// what only a layout engine reads: glyph i of it is ids[i], and glyph 0 is the
// sign for a missing one, whatever ids[0] is. Parts of glyphs that are put
// together follow behind. The same ids give the same bytes.
func Cut(f Face, ids []uint16) ([]byte, error) {
	src, err := tables(Data(f))
	if err != nil {
		return nil, fmt.Errorf("cut %s: %w", f, err)
	}
	c := &cutter{tables: src, ids: slices.Clone(ids), at: map[uint16]uint16{}}
	b, err := c.cut()
	if err != nil {
		return nil, fmt.Errorf("cut %s: %w", f, err)
	}
	return b, nil
}

// tables are a font file's, by their names.
func tables(font []byte) (map[string][]byte, error) {
	if len(font) < 12 {
		return nil, fmt.Errorf("no font")
	}
	out := map[string][]byte{}
	for i := range int(binary.BigEndian.Uint16(font[4:])) {
		at := 12 + 16*i
		if at+16 > len(font) {
			return nil, fmt.Errorf("a table's entry lies behind the end")
		}
		from, n := int(binary.BigEndian.Uint32(font[at+8:])), int(binary.BigEndian.Uint32(font[at+12:]))
		if from < 0 || n < 0 || from+n > len(font) {
			return nil, fmt.Errorf("a table lies behind the end")
		}
		out[string(font[at:at+4])] = font[from : from+n]
	}
	for name, least := range map[string]int{"head": 54, "hhea": 36, "maxp": 32, "hmtx": 4, "loca": 4, "glyf": 0} {
		if len(out[name]) < least {
			return nil, fmt.Errorf("no table %q", name)
		}
	}
	return out, nil
}

type cutter struct {
	tables map[string][]byte
	ids    []uint16          // by the new number
	at     map[uint16]uint16 // the new number of a part
}

func (c *cutter) cut() ([]byte, error) {
	if len(c.ids) == 0 {
		c.ids = []uint16{0}
	}
	c.ids[0] = 0
	for i, id := range c.ids {
		if _, ok := c.at[id]; !ok {
			c.at[id] = uint16(i)
		}
	}
	var glyf, loca, hmtx []byte
	wide := int(binary.BigEndian.Uint16(c.tables["hhea"][34:])) // glyphs with an advance of their own
	for i := 0; i < len(c.ids); i++ {                           // grows by parts
		g, err := c.glyph(int(c.ids[i]))
		if err != nil {
			return nil, err
		}
		if g, err = c.renumbered(g); err != nil {
			return nil, err
		}
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		glyf = append(glyf, g...)
		for len(glyf)%4 > 0 {
			glyf = append(glyf, 0)
		}
		m, err := c.metrics(int(c.ids[i]), wide)
		if err != nil {
			return nil, err
		}
		hmtx = append(hmtx, m...)
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
	n := uint16(len(c.ids))
	head, hhea, maxp := slices.Clone(c.tables["head"]), slices.Clone(c.tables["hhea"]), slices.Clone(c.tables["maxp"])
	binary.BigEndian.PutUint32(head[8:], 0)  // sum of the whole, set below
	binary.BigEndian.PutUint16(head[50:], 1) // long places
	binary.BigEndian.PutUint16(hhea[34:], n)
	binary.BigEndian.PutUint16(maxp[4:], n)
	out := map[string][]byte{"glyf": glyf, "head": head, "hhea": hhea, "hmtx": hmtx, "loca": loca, "maxp": maxp}
	for _, hints := range []string{"cvt ", "fpgm", "prep"} {
		if t := c.tables[hints]; t != nil {
			out[hints] = t
		}
	}
	return file(out), nil
}

// glyph is a glyph's outline; nil: it has none.
func (c *cutter) glyph(id int) ([]byte, error) {
	loca, glyf := c.tables["loca"], c.tables["glyf"]
	var from, to int
	if binary.BigEndian.Uint16(c.tables["head"][50:]) == 0 {
		if 2*id+4 > len(loca) {
			return nil, fmt.Errorf("no glyph %d", id)
		}
		from, to = 2*int(binary.BigEndian.Uint16(loca[2*id:])), 2*int(binary.BigEndian.Uint16(loca[2*id+2:]))
	} else {
		if 4*id+8 > len(loca) {
			return nil, fmt.Errorf("no glyph %d", id)
		}
		from, to = int(binary.BigEndian.Uint32(loca[4*id:])), int(binary.BigEndian.Uint32(loca[4*id+4:]))
	}
	if from < 0 || to < from || to > len(glyf) {
		return nil, fmt.Errorf("glyph %d lies behind the end", id)
	}
	return glyf[from:to], nil
}

// What a part of a put-together glyph says of itself (OpenType, glyf).
const (
	wordArguments = 1 << 0
	scaled        = 1 << 3
	moreParts     = 1 << 5
	scaledTwice   = 1 << 6
	turned        = 1 << 7
)

// renumbered is a glyph whose parts are named by their new numbers.
func (c *cutter) renumbered(g []byte) ([]byte, error) {
	if len(g) < 10 || int16(binary.BigEndian.Uint16(g)) >= 0 {
		return g, nil
	}
	g = slices.Clone(g)
	for at := 10; ; {
		if at+4 > len(g) {
			return nil, fmt.Errorf("a glyph of parts ends early")
		}
		flags, id := binary.BigEndian.Uint16(g[at:]), binary.BigEndian.Uint16(g[at+2:])
		n, ok := c.at[id]
		if !ok {
			n = uint16(len(c.ids))
			c.ids, c.at[id] = append(c.ids, id), n
		}
		binary.BigEndian.PutUint16(g[at+2:], n)
		at += 6
		if flags&wordArguments != 0 {
			at += 2
		}
		switch {
		case flags&scaled != 0:
			at += 2
		case flags&scaledTwice != 0:
			at += 4
		case flags&turned != 0:
			at += 8
		}
		if flags&moreParts == 0 {
			return g, nil
		}
	}
}

// metrics are a glyph's advance and left bearing.
func (c *cutter) metrics(id, wide int) ([]byte, error) {
	hmtx := c.tables["hmtx"]
	if id < wide {
		if 4*id+4 > len(hmtx) {
			return nil, fmt.Errorf("no metrics of glyph %d", id)
		}
		return hmtx[4*id : 4*id+4], nil
	}
	at := 4*wide + 2*(id-wide)
	if wide == 0 || at+2 > len(hmtx) {
		return nil, fmt.Errorf("no metrics of glyph %d", id)
	}
	last := 4 * (wide - 1)
	return append(slices.Clone(hmtx[last:last+2]), hmtx[at:at+2]...), nil
}

// file puts tables together.
func file(all map[string][]byte) []byte {
	var names []string
	for n := range all {
		names = append(names, n)
	}
	slices.Sort(names)
	search, power := 16, 0
	for 2*search <= 16*len(names) {
		search, power = 2*search, power+1
	}
	out := []byte{0, 1, 0, 0}
	for _, v := range []int{len(names), search, power, 16*len(names) - search} {
		out = binary.BigEndian.AppendUint16(out, uint16(v))
	}
	at := 12 + 16*len(names)
	head := 0
	for _, n := range names {
		t := all[n]
		if n == "head" {
			head = at
		}
		out = append(out, n...)
		for _, v := range []uint32{sum(t), uint32(at), uint32(len(t))} {
			out = binary.BigEndian.AppendUint32(out, v)
		}
		at += (len(t) + 3) &^ 3
	}
	for _, n := range names {
		out = append(out, all[n]...)
		for len(out)%4 > 0 {
			out = append(out, 0)
		}
	}
	binary.BigEndian.PutUint32(out[head+8:], 0xB1B0AFBA-sum(out))
	return out
}

func sum(b []byte) (s uint32) {
	for i := 0; i < len(b); i += 4 {
		var w [4]byte
		copy(w[:], b[i:])
		s += binary.BigEndian.Uint32(w[:])
	}
	return s
}

// Measures of a face, in thousandths of the size.
type Measures struct {
	Box                        [4]int // left, bottom, right, top
	Ascent, Descent, CapHeight int
	Slant                      float64 // degrees, of an italic
	Fixed                      bool
}

// Measure reads what a document says of a face that it carries.
func (f *Faces) Measure(fc Face) Measures {
	o := f.open(fc)
	t, err := tables(Data(fc))
	if err != nil {
		panic(fmt.Sprintf("typeface: font %s: %v", fc, err))
	}
	at := func(b []byte, i int) int {
		if i+2 > len(b) {
			return 0
		}
		return int(float64(int16(binary.BigEndian.Uint16(b[i:]))) * o.scale)
	}
	head, hhea, os2, post := t["head"], t["hhea"], t["OS/2"], t["post"]
	m := Measures{
		Box:    [4]int{at(head, 36), at(head, 38), at(head, 40), at(head, 42)},
		Ascent: at(hhea, 4), Descent: at(hhea, 6), CapHeight: at(os2, 88), Fixed: o.face.IsMonospace(),
	}
	if m.CapHeight == 0 {
		m.CapHeight = m.Ascent * 2 / 3
	}
	if len(post) >= 8 {
		m.Slant = float64(int32(binary.BigEndian.Uint32(post[4:]))) / 65536
	}
	return m
}

// Advance is how far a glyph moves on in the face's own table, in thousandths
// of the size.
func (f *Faces) Advance(fc Face, id uint16) float64 {
	o := f.open(fc)
	return float64(o.face.HorizontalAdvance(harfbuzz.GID(id))) * o.scale
}
