package container

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"
)

// TestDirectoryLongerThanItsCount has ZIPs whose end counts fewer entries than
// the directory has: modulo 65,536 it is right, and its length means that the
// directory lies elsewhere. The library reads on until no entry follows.
func TestDirectoryLongerThanItsCount(t *testing.T) {
	le := binary.LittleEndian
	const few = 5
	entry := append([]byte(zipEntryMark), make([]byte, 42)...)
	end := func(count uint16, size, offset uint32) []byte {
		b := append([]byte("PK\x05\x06"), 0, 0, 0, 0)
		b = le.AppendUint16(le.AppendUint16(b, count), count)
		return append(le.AppendUint32(le.AppendUint32(b, size), offset), 0, 0)
	}
	long := bytes.Repeat(entry, 3<<16+few)
	large := append(le.AppendUint64([]byte("PK\x06\x06"), 44), make([]byte, 12)...)
	large = le.AppendUint64(le.AppendUint64(large, 1<<20), 1<<20)
	large = le.AppendUint64(le.AppendUint64(large, 46*few), 0)
	at := uint64(len(entry) * few)
	locator := le.AppendUint32(le.AppendUint64([]byte("PK\x06\x07\x00\x00\x00\x00"), at), 1)
	for name, b := range map[string][]byte{
		"modulo":       append(bytes.Clone(long), end(few, 46*few, 0)...),
		"long":         append(bytes.Repeat(entry, few+60), end(few+60, 46*few, 0)...),
		"in the large": bytes.Join([][]byte{bytes.Repeat(entry, few), large, locator, end(few, 46*few, 0xFFFFFFFF)}, nil),
		"mark behind":  append(append(bytes.Clone(long), end(few, 46*few, 0)[:20]...), "\x05\x00\x50K\x05\x06\x00"[:7]...),
	} {
		var err error
		spent := allocated(func() { _, err = open(t, ZIP, b, Options{Entries: 60}) })
		if err == nil || name != "mark behind" && !errors.Is(err, ErrFull) || spent > 12<<20 {
			t.Errorf("%s: %v, %d bytes of memory", name, err, spent)
		}
	}
	b := append(bytes.Repeat(entry, few), end(few, 46*few, 0)...)
	if c, err := open(t, ZIP, b, Options{Entries: few}); err != nil || len(c.Entries) != few {
		t.Errorf("as many as are taken: %v", err)
	}
}

// endless makes the descriptors of all files of an image in UDF lead to a block
// of them that leads to itself.
func endless(t *testing.T, size uint64) []byte {
	t.Helper()
	le := binary.LittleEndian
	b := bytes.Clone(sample(t, "udf.iso.gz"))
	for i := range 16 {
		if v := b[(16+i)*sector:]; string(v[1:6]) == "CD001" {
			clear(v[:sector])
		}
	}
	u, err := openUDF(&source{ctx: t.Context(), r: bytes.NewReader(b), size: int64(len(b))}, Options{}.withDefaults())
	if err != nil {
		t.Fatal(err)
	}
	here := uint32((int64(len(b)) - u.parts[0]) / sector)
	next := func(how, size, block uint32) []byte {
		return le.AppendUint32(le.AppendUint32(nil, how<<30|size), block)
	}
	for off := 0; off+sector <= len(b); off += sector {
		v, head := b[off:off+sector], 176
		switch udfTag(v) {
		case udfFile:
		case udfLongFile:
			head = 216
		default:
			continue
		}
		if v[27] != 5 {
			continue
		}
		if size > 0 {
			le.PutUint64(v[56:], size)
		}
		le.PutUint16(v[34:], le.Uint16(v[34:])&^7)
		le.PutUint32(v[head-8:], 0)
		le.PutUint32(v[head-4:], 8)
		copy(v[head:], next(3, sector, here))
	}
	block := make([]byte, 24, sector)
	le.PutUint32(block[20:], 8*253)
	for range 252 {
		block = append(block, next(0, sector, here)...)
	}
	block = append(block, next(3, sector, here)...)
	return append(b, block[:sector]...)
}

// TestEndlessFileInUDF has files of which any number of pieces is said to be:
// what lies behind their size is not looked for, and what is held is counted.
func TestEndlessFileInUDF(t *testing.T) {
	var err error
	b := endless(t, 1<<40)
	if spent := allocated(func() { _, err = open(t, Disc, b, Options{Entries: 50}) }); !errors.Is(err, ErrFull) || spent > 16<<20 {
		t.Errorf("%v, %d bytes of memory", err, spent)
	}
	c, err := open(t, Disc, endless(t, 0), Options{Entries: 50})
	if err != nil {
		t.Fatal(err)
	}
	for i := range c.Entries {
		if e := &c.Entries[i]; e.Fault != nil {
			t.Errorf("%d: %v", i, e.Fault)
		}
	}
}
