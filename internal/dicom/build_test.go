package dicom

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"testing"
)

// builder writes small DICOM files, sound or broken, for the tests.
type builder struct {
	implicit, big bool
	bytes.Buffer
}

func (b *builder) head(t uint32, vr string, length uint32) *builder {
	o := orderOf(b.big)
	var h [12]byte
	o.PutUint16(h[:], uint16(t>>16))
	o.PutUint16(h[2:], uint16(t))
	switch _, long := vrForm(vr); {
	case b.implicit || t>>16 == 0xFFFE:
		o.PutUint32(h[4:], length)
		b.Write(h[:8])
	case long:
		copy(h[4:], vr)
		o.PutUint32(h[8:], length)
		b.Write(h[:12])
	default:
		copy(h[4:], vr)
		o.PutUint16(h[6:], uint16(length))
		b.Write(h[:8])
	}
	return b
}

func (b *builder) put(t uint32, vr, value string) *builder {
	if len(value)%2 == 1 {
		value += " "
	}
	b.head(t, vr, uint32(len(value)))
	b.WriteString(value)
	return b
}

func (b *builder) short(t uint32, n int) *builder {
	b.head(t, "US", 2)
	binary.Write(b, orderOf(b.big), uint16(n))
	return b
}

// person and study put the elements that every object has.
func (b *builder) object() *builder {
	return b.put(tagCharacterSet, "CS", "ISO_IR 192").
		put(tagSOPClass, "UI", "1.2.840.10008.5.1.4.1.1.2").
		put(tagSOPInstance, "UI", "1.2.3.4").
		put(tagStudyDate, "DA", "20240131").
		put(tagModality, "CS", "CT").
		put(tagSeriesDescription, "LO", "Thorax ü").
		put(tagPatientName, "PN", "Müller^Jörg^A^Dr^jr=山田^太郎").
		put(tagPatientID, "LO", "4711").
		put(tagBirthDate, "DA", "19720409").
		put(tagSex, "CS", "M").
		put(tagStudyUID, "UI", "1.2.3").
		put(tagSeriesUID, "UI", "1.2.3.1").
		put(tagInstanceNumber, "IS", "7")
}

// image puts an image of 4 by 4 pixels of 16 bits.
func (b *builder) image() *builder {
	b.short(tagSamples, 1).put(tagPhotometric, "CS", "MONOCHROME2").
		short(tagRows, 4).short(tagColumns, 4).short(tagBitsAllocated, 16)
	return b.put(tagPixels, "OW", string(make([]byte, 32)))
}

// encapsulated puts a compressed image of the fragments given.
func (b *builder) encapsulated(closed bool, fragments ...string) *builder {
	b.short(tagSamples, 1).short(tagRows, 4).short(tagColumns, 4).short(tagBitsAllocated, 16)
	b.head(tagPixels, "OB", undefined).head(tagItem, "", 0)
	for _, f := range fragments {
		b.put(tagItem, "", f)
	}
	if closed {
		b.head(tagSeqEnd, "", 0)
	}
	return b
}

// file puts preamble and file meta information in front of a data set.
func file(preamble, syntax string, data []byte) []byte {
	out := &builder{}
	out.WriteString(preamble)
	out.Write(make([]byte, 128-len(preamble)))
	out.WriteString("DICM")
	meta := &builder{}
	meta.put(tagMediaSOPClass, "UI", "1.2.840.10008.5.1.4.1.1.2\x00").put(tagMediaSOPInstance, "UI", "1.2.3.4")
	meta.put(tagTransferSyntax, "UI", syntax)
	out.head(0x00020000, "UL", 4)
	binary.Write(out, binary.LittleEndian, uint32(meta.Len()))
	out.Write(meta.Bytes())
	out.Write(data)
	return out.Bytes()
}

func deflate(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	w.Write(data)
	w.Close()
	return b.Bytes()
}

func explicit() *builder { return &builder{} }
