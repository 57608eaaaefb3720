package dicom

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"strings"
	"testing"
)

// odd puts an element whose two letters no table knows, its length in 16 bits.
func (b *builder) odd(letters, value string) *builder {
	b.Write([]byte{9, 0, 0x10, 0x10})
	b.WriteString(letters)
	binary.Write(b, binary.LittleEndian, uint16(len(value)))
	b.WriteString(value)
	return b
}

func identified(b *builder) *builder {
	return b.put(tagPatientName, "PN", "Doe^John").put(tagBirthDate, "DA", "19500101").put(tagStudyUID, "UI", "1.2.3").put(tagSeriesUID, "UI", "1.2.3.1")
}

func begun() *builder {
	return explicit().put(tagSOPClass, "UI", "1.2.840.10008.5.1.4.1.1.2").put(tagSOPInstance, "UI", "1.2.3.4").put(tagModality, "CS", "CT")
}

// What writers get wrong in files that are sound otherwise is read on behind,
// and whose they are is seen.
func TestReadOn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"blank representation":          {identified(begun().odd("  ", "abcd")).image().Bytes(), ""},
		"unknown one, nothing in it":    {identified(begun().odd("RE", "")).image().Bytes(), ""},
		"unknown one, 16 bits":          {identified(begun().odd("ZZ", "some text.")).image().Bytes(), ""},
		"unknown one, 32 bits":          {identified(begun().odd("ZZ", "\x00\x00\x04\x00\x00\x00abcd"[:0])).image().Bytes(), ""},
		"no letters":                    {identified(begun().odd("\x00\x00", "")).image().Bytes(), ""},
		"a long form written short":     {identified(begun().odd("UN", "abcd")).image().Bytes(), ""},
		"a length beyond the file":      {identified(begun().head(0x00091010, "OB", 1<<31)).image().Bytes(), "malformed"},
		"a text longer than it is":      {identified(begun().head(0x00091010, "LO", 0xFFFE).put(0x00091011, "LO", "x")).image().Bytes(), "malformed"},
		"bytes between elements":        {identified(&builder{Buffer: *bytes.NewBuffer(append(begun().Bytes(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))}).image().Bytes(), "malformed"},
		"zeros behind":                  {append(identified(begun()).Bytes(), make([]byte, 1024)...), ""},
		"seven zeros behind":            {append(identified(begun()).Bytes(), make([]byte, 7)...), ""},
		"a line end behind":             {append(identified(begun()).Bytes(), "\r\n"...), ""},
		"many line ends behind":         {append(identified(begun()).Bytes(), strings.Repeat("\r\n", 40)...), ""},
		"blanks behind":                 {append(identified(begun()).Bytes(), strings.Repeat(" ", 40)...), ""},
		"half a head behind":            {append(identified(begun()).Bytes(), 0x20, 0, 0x0D), "truncated"},
		"much of nothing behind pixels": {append(identified(begun()).image().Bytes(), make([]byte, 1<<20)...), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			info := read(t, file("", explicitLittle, c.data))
			if codes(info) != c.want {
				t.Errorf("discrepancies %q, want %q", codes(info), c.want)
			}
			if info.Patient.Name.Family != "Doe" || info.StudyInstanceUID != "1.2.3" {
				t.Errorf("patient %+v, study %q", info.Patient, info.StudyInstanceUID)
			}
		})
	}
}

// A compressed image whose end mark is missing is whole where the picture ends
// as pictures do.
func TestMissingEndMark(t *testing.T) {
	t.Parallel()
	picture := "\xff\xd8\xff\xe0" + strings.Repeat("\x00", 60) + "\xff\xd9"
	open := func(frames string, parts ...string) []byte {
		b := explicit().object()
		if frames != "" {
			b.put(tagFrames, "IS", frames)
		}
		return b.encapsulated(false, parts...).Bytes()
	}
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"nothing behind":    {open("", picture), ""},
		"zeros for it":      {append(open("", picture), make([]byte, 8)...), ""},
		"some zeros":        {append(open("", picture), 0, 0, 0), ""},
		"two frames":        {open("2", picture, picture), ""},
		"one frame missing": {open("2", picture), "truncated"},
		"no end of picture": {open("", "abcd"), "malformed"},
		"no fragment":       {open(""), "truncated"},
	} {
		if got := codes(read(t, file("", jpeg, c.data))); got != c.want {
			t.Errorf("%s: discrepancies %q, want %q", name, got, c.want)
		}
	}
}

// Identifiers that break the rules still tell studies apart.
func TestOddUIDs(t *testing.T) {
	t.Parallel()
	long := "1.2." + strings.Repeat("3", 70)
	longer := strings.Repeat("9", 300)
	for in, want := range map[string]string{
		"1.2.3\x00": "1.2.3", " 1.2.3 ": "1.2.3", "": "", "1.2.3A.b-4": "1.2.3A.b-4", long: long, `1.2\1.3`: "1.2",
	} {
		if got := uid(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if a, b := uid(longer+"1"), uid(longer+"2"); a == b || len(a) > 100 || !strings.HasPrefix(a, "999") {
		t.Errorf("%q and %q", a, b)
	}
	if a, b := uid("1.2.\xfc"), uid("1.2.\xf6"); a == b || a == "" {
		t.Errorf("%q and %q", a, b)
	}
	if realUID(long) != "" || realUID("1.2.x") != "" || realUID("1.2") != "1.2" {
		t.Error("a transfer syntax that breaks the rules is believed")
	}
}

// What real files have is not too much: many frames with their groups, long
// directories, images of nearly all zeros.
func TestLimitsThatRealFilesPass(t *testing.T) {
	t.Parallel()
	group := explicit()
	for range 9 {
		inner := explicit().head(tagItem, "", undefined)
		for k := range 11 {
			inner.put(uint32(0x00209100+k), "LO", "x")
		}
		inner.head(tagItemEnd, "", 0)
		group.head(0x00209111, "SQ", undefined)
		group.Write(inner.Bytes())
		group.head(tagSeqEnd, "", 0)
	}
	frames := explicit().object().short(tagSamples, 1).put(tagPhotometric, "CS", "MONOCHROME2").put(tagFrames, "IS", "12000").
		short(tagRows, 2).short(tagColumns, 2).short(tagBitsAllocated, 16).head(0x52009230, "SQ", undefined)
	for range 12_000 {
		frames.head(tagItem, "", undefined)
		frames.Write(group.Bytes())
		frames.head(tagItemEnd, "", 0)
	}
	frames.head(tagSeqEnd, "", 0).put(tagPixels, "OW", string(make([]byte, 8*12_000)))
	info := read(t, file("", explicitLittle, frames.Bytes()))
	if codes(info) != "" || info.NumberOfFrames != 12_000 {
		t.Errorf("enhanced: discrepancies %q, %d frames", codes(info), info.NumberOfFrames)
	}

	list := explicit().put(tagFileSetID, "CS", "DISC").head(tagRecordSequence, "SQ", undefined)
	for range 60_000 {
		list.put(tagItem, "", explicit().put(tagRecordType, "CS", "IMAGE").put(tagReferencedFile, "CS", `DICOM\IM00001`).put(tagReferencedUID, "UI", "1.2.3").String())
	}
	info = read(t, file("", explicitLittle, list.head(tagSeqEnd, "", 0).Bytes()))
	if codes(info) != "" || len(info.Directory.Files) != 60_000 {
		t.Errorf("directory: discrepancies %q, %d files", codes(info), len(info.Directory.Files))
	}

	zeros := explicit().object().short(tagSamples, 1).put(tagFrames, "IS", "600").short(tagRows, 512).short(tagColumns, 512).short(tagBitsAllocated, 8)
	zeros.head(tagPixels, "OB", 600*512*512)
	zeros.Write(make([]byte, 600*512*512))
	packed := file("", deflated, deflate(t, zeros.Bytes()))
	if info = read(t, packed); codes(info) != "" {
		t.Errorf("zeros: discrepancies %q", codes(info))
	}
	f, err := info.Image.Frame(context.Background(), bytes.NewReader(packed), 600)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(io.Discard, f); err != nil || n != 512*512 {
		t.Errorf("the last frame of zeros: %d bytes, %v", n, err)
	}
}
