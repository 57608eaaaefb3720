package dicom

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"oso/internal/errs"
)

// shape is what the header of an image says.
type shape struct {
	rows, columns, samples, bits int
	photometric, frames          string
}

// picture puts a header of a shape.
func (b *builder) picture(s shape) *builder {
	b.short(tagSamples, s.samples).put(tagPhotometric, "CS", s.photometric)
	if s.frames != "" {
		b.put(tagFrames, "IS", s.frames)
	}
	return b.short(tagRows, s.rows).short(tagColumns, s.columns).short(tagBitsAllocated, s.bits)
}

// pieces puts encapsulated pixels: the offset table, then the fragments.
func (b *builder) pieces(table string, fragments ...string) *builder {
	b.head(tagPixels, "OB", undefined).put(tagItem, "", table)
	for _, f := range fragments {
		b.put(tagItem, "", f)
	}
	return b.head(tagSeqEnd, "", 0)
}

func offsets(n ...uint32) string {
	var b []byte
	for _, x := range n {
		b = binary.LittleEndian.AppendUint32(b, x)
	}
	return string(b)
}

func long(n ...uint64) string {
	var b []byte
	for _, x := range n {
		b = binary.LittleEndian.AppendUint64(b, x)
	}
	return string(b)
}

const soi, eoi = "\xff\xd8\xff\xe0", "\xff\xd9"

// TestFrames: whatever way frames lie in, each comes out as codecs want it, or a
// sentence says why not.
func TestFrames(t *testing.T) {
	t.Parallel()
	gray := func(frames string) shape { return shape{2, 2, 1, 8, "MONOCHROME2", frames} }
	big := func() *builder { return &builder{big: true} }
	for name, c := range map[string]struct {
		syntax string
		data   *builder
		frames []string
		why    string // a part of the sentence
		hidden bool
	}{
		"native":               {explicitLittle, explicit().picture(gray("2")).put(tagPixels, "OB", "abcdefgh"), []string{"abcd", "efgh"}, "", false},
		"implicit":             {implicitLittle, (&builder{implicit: true}).picture(gray("2")).put(tagPixels, "", "abcdefgh"), []string{"abcd", "efgh"}, "", false},
		"16 bits, big":         {explicitBig, big().picture(shape{1, 2, 1, 16, "MONOCHROME2", "2"}).put(tagPixels, "OW", "abcdefgh"), []string{"badc", "fehg"}, "", false},
		"32 bits, big":         {explicitBig, big().picture(shape{1, 2, 1, 32, "MONOCHROME2", "1"}).put(tagPixels, "OW", "abcdefgh"), []string{"dcbahgfe"}, "", false},
		"8 bits in words, big": {explicitBig, big().picture(shape{1, 3, 1, 8, "MONOCHROME2", "2"}).put(tagPixels, "OW", "badcfe"), []string{"abc", "def"}, "", false},
		"8 bits in bytes, big": {explicitBig, big().picture(shape{1, 3, 1, 8, "MONOCHROME2", "2"}).put(tagPixels, "OB", "abcdef"), []string{"abc", "def"}, "", false},
		"GE":                   {implicitGE, (&builder{implicit: true}).picture(shape{1, 2, 1, 16, "MONOCHROME2", "1"}).put(tagPixels, "", "abcd"), []string{"badc"}, "", false},
		"1 bit":                {explicitLittle, explicit().picture(shape{3, 3, 1, 1, "MONOCHROME2", "3"}).put(tagPixels, "OB", "\xff\x03\xa8\x05"), []string{"\xff\x01", "\x01\x00", "\x6a\x01"}, "", false},
		"1 bit in words, big":  {explicitBig, big().picture(shape{3, 3, 1, 1, "MONOCHROME2", "3"}).put(tagPixels, "OW", "\x03\xff\x05\xa8"), []string{"\xff\x01", "\x01\x00", "\x6a\x01"}, "", false},
		"12 bits, packed":      {explicitLittle, explicit().picture(shape{1, 1, 1, 12, "MONOCHROME2", "2"}).put(tagPixels, "OW", "\x23\x61\x45\x00"), []string{"\x23\x01", "\x56\x04"}, "", false},
		"float":                {explicitLittle, explicit().picture(shape{1, 1, 1, 32, "MONOCHROME2", "2"}).put(tagFloatPixels, "OF", "abcdefgh"), []string{"abcd", "efgh"}, "", false},
		"float, big":           {explicitBig, big().picture(shape{1, 1, 1, 32, "MONOCHROME2", "2"}).put(tagFloatPixels, "OF", "abcdefgh"), []string{"dcba", "hgfe"}, "", false},
		"double, big":          {explicitBig, big().picture(shape{1, 1, 1, 64, "MONOCHROME2", "1"}).put(tagDoublePixels, "OD", "abcdefgh"), []string{"hgfedcba"}, "", false},
		"deflated":             {deflated, explicit().picture(gray("2")).put(tagPixels, "OB", "abcdefgh"), []string{"abcd", "efgh"}, "", false},
		"half the color":       {explicitLittle, explicit().picture(shape{2, 2, 3, 8, "YBR_FULL_422", "2"}).put(tagPixels, "OB", "abcdefghijklmnop"), []string{"abcdefgh", "ijklmnop"}, "", false},
		"all the color":        {explicitLittle, explicit().picture(shape{1, 2, 3, 8, "YBR_FULL_422", "2"}).put(tagPixels, "OB", "abcdefghijkl"), []string{"abcdef", "ghijkl"}, "", false},
		"padded":               {explicitLittle, explicit().picture(shape{1, 3, 1, 8, "MONOCHROME2", "1"}).put(tagPixels, "OB", "abc"), []string{"abc"}, "", false},
		"groups behind it":     {explicitLittle, explicit().picture(gray("1")).put(tagPixels, "OB", "abcd").put(0xFFFCFFFC, "OB", "zzzz"), []string{"abcd"}, "", false},
		"an icon and no image": {explicitLittle, explicit().head(0x00880200, "SQ", undefined).put(tagItem, "", explicit().picture(gray("1")).put(tagPixels, "OB", "icon").String()).head(tagSeqEnd, "", 0).picture(gray("1")), nil, "holds none", true},
		"an icon before it":    {explicitLittle, explicit().picture(gray("1")).head(0x00880200, "SQ", undefined).put(tagItem, "", explicit().picture(gray("1")).put(tagPixels, "OB", "icon").String()).head(tagSeqEnd, "", 0).put(tagPixels, "OB", "abcd"), []string{"abcd"}, "", false},
		"a private image":      {explicitLittle, explicit().picture(gray("1")).put(0x7FE10010, "LO", "MAKER").put(0x7FE11010, "OB", "abcd"), nil, "holds none", true},
		"no rows":              {explicitLittle, explicit().picture(shape{0, 2, 1, 8, "MONOCHROME2", "1"}).put(tagPixels, "OB", "abcd"), nil, "do not fit together", true},
		"an odd bit depth":     {explicitLittle, explicit().picture(shape{2, 2, 1, 13, "MONOCHROME2", "1"}).put(tagPixels, "OB", "abcdabcd"), nil, "do not fit together", true},
		"empty":                {explicitLittle, explicit().picture(gray("1")).put(tagPixels, "OB", ""), nil, "holds none", true},
		"too short":            {explicitLittle, explicit().picture(gray("1")).put(tagPixels, "OB", "ab"), nil, "do not fit together", true},
		"fewer than said":      {explicitLittle, explicit().picture(gray("3")).put(tagPixels, "OB", "abcdefghij"), []string{"abcd", "efgh"}, "only 2 are in it", false},
		"very many":            {explicitLittle, explicit().picture(gray("2147483647")).put(tagPixels, "OB", "abcd"), []string{"abcd"}, "only 1 are in it", false},
		"not a number":         {explicitLittle, explicit().picture(gray("-7")).put(tagPixels, "OB", "abcdefgh"), []string{"abcd", "efgh"}, "does not say how many", false},

		"one piece a frame":           {jpeg, explicit().picture(gray("2")).pieces("", soi+"ab", soi+"cd"), []string{soi + "ab", soi + "cd"}, "", false},
		"one frame in pieces":         {jpeg, explicit().picture(gray("")).pieces("", soi+"ab", "cd", "ef"), []string{soi + "abcdef"}, "", false},
		"offset table":                {jpeg, explicit().picture(gray("2")).pieces(offsets(0, 22), "abcd", "ef", "ghij", "kl"), []string{"abcdef", "ghijkl"}, "", false},
		"extended offset table":       {jpeg, explicit().picture(gray("2")).put(tagOffsets, "OV", long(0, 24)).put(tagOffsetLength, "OV", long(24, 24)).pieces("", "abcd", "efgh", "ijkl", "mnop"), []string{"abcdefgh", "ijklmnop"}, "", false},
		"offset table that lies":      {jpeg, explicit().picture(gray("2")).pieces(offsets(0, 999), soi+"ab", soi+"cd"), []string{soi + "ab", soi + "cd"}, "", false},
		"offset table that goes back": {jpeg, explicit().picture(gray("2")).pieces(offsets(14, 0), soi+"ab", soi+"cd"), []string{soi + "ab", soi + "cd"}, "", false},
		"by where pictures begin":     {jpeg, explicit().picture(gray("2")).pieces("", soi+"ab", "cd", soi+"ef", "gh", "ij"), []string{soi + "abcd", soi + "efghij"}, "", false},
		"by where pictures end":       {jpeg, explicit().picture(gray("2")).pieces("", "ab", "cd"+eoi, "ef", "gh"+eoi), []string{"abcd" + eoi, "efgh" + eoi}, "", false},
		"pieces that nobody can tell": {jpeg, explicit().picture(gray("2")).pieces("", "ab", "cd", "ef"), nil, "do not fit together", true},
		"more pictures than said":     {jpeg, explicit().picture(gray("1")).pieces("", soi+"ab", soi+"cd"), []string{soi + "ab", soi + "cd"}, "All are shown", false},
		"fewer pictures than said":    {jpeg, explicit().picture(gray("5")).pieces("", soi+"ab", soi+"cd"), []string{soi + "ab", soi + "cd"}, "only 2 are in it", false},
		"no pieces":                   {jpeg, explicit().picture(gray("1")).pieces(""), nil, "holds none", true},
		"frames deflated":             {deflatedFrames, explicit().picture(gray("2")).pieces("", string(deflate(t, []byte("abcd"))), string(deflate(t, []byte("efgh")))), []string{"abcd", "efgh"}, "", false},
		"a film":                      {"1.2.840.10008.1.2.4.102", explicit().picture(gray("300")).pieces("", "ab", "cd"), []string{"abcd"}, "film", true},
		"a form that nobody knows":    {"1.2.840.10008.1.2.4.110", explicit().picture(gray("1")).pieces("", "abcd"), []string{"abcd"}, "cannot show", true},
		"on a server":                 {"1.2.840.10008.1.2.4.94", explicit().picture(gray("1")), nil, "server", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := c.data.Bytes()
			if c.syntax == deflated {
				data = deflate(t, data)
			}
			in := file("", c.syntax, data)
			m, got := framesOf(t, in)
			if strings.Join(got, "|") != strings.Join(c.frames, "|") {
				t.Errorf("frames %q, want %q", got, c.frames)
			}
			if !strings.Contains(m.Why, c.why) || (c.why == "") != (m.Why == "") || m.Hidden != c.hidden {
				t.Errorf("hidden %v: %q, want %q", m.Hidden, m.Why, c.why)
			}
			if m.Frames == 0 {
				if _, err := m.Frame(t.Context(), bytes.NewReader(in), 1); !errs.Is(err, errs.Unreadable) || errs.Message(err) != m.Why {
					t.Errorf("a frame of what has none: %v", err)
				}
			}
		})
	}
}

// TestFramesOfWhatBreaksOff: of a compressed image that ends too early the
// frames that are whole are there, and no half of one is taken for it.
func TestFramesOfWhatBreaksOff(t *testing.T) {
	t.Parallel()
	picture := func(s string) string { return soi + s + eoi }
	for name, c := range map[string]struct {
		frames, table string
		pieces        []string
		keep          int // pieces that stay
		want          []string
	}{
		"one in pieces":             {"1", "", []string{soi + "ab", "cd", "ef" + eoi}, 2, nil},
		"one a piece":               {"3", "", []string{picture("ab"), picture("cd"), picture("ef")}, 2, []string{picture("ab"), picture("cd")}},
		"two pieces a frame":        {"3", "", []string{soi + "ab", "cd" + eoi, soi + "ef", "gh" + eoi, soi + "ij", "kl" + eoi}, 3, []string{soi + "abcd" + eoi}},
		"as many pieces as frames":  {"4", "", []string{soi + "ab", "cd" + eoi, soi + "ef", "gh" + eoi, soi + "ij"}, 4, []string{soi + "abcd" + eoi, soi + "efgh" + eoi}},
		"the table is whole":        {"2", offsets(0, 28), []string{soi + "ab", "cd" + eoi, soi + "ef", "gh" + eoi}, 3, []string{soi + "abcd" + eoi}},
		"only the end mark is gone": {"2", "", []string{picture("ab"), picture("cd")}, 2, []string{picture("ab"), picture("cd")}},
	} {
		b := explicit().picture(shape{2, 2, 1, 8, "MONOCHROME2", c.frames}).head(tagPixels, "OB", undefined).put(tagItem, "", c.table)
		for i, p := range c.pieces {
			if i == c.keep { // cut inside of it
				b.head(tagItem, "", uint32(len(p))).WriteString(p[:1])
				break
			}
			b.put(tagItem, "", p)
		}
		m, got := framesOf(t, file("", jpeg, b.Bytes()))
		if strings.Join(got, "|") != strings.Join(c.want, "|") {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if m.Hidden != (len(c.want) == 0) || c.keep < len(c.pieces) && m.Why == "" {
			t.Errorf("%s: hidden %v, %q", name, m.Hidden, m.Why)
		}
	}
}

// A deflated image that is cut is not shown; what expands without end behind one
// is not read for it.
func TestDeflatedFramesAreBounded(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	pixels := make([]byte, 1<<16)
	for i := range pixels {
		pixels[i] = byte(r.Uint32())
	}
	plain := explicit().picture(shape{256, 256, 1, 8, "MONOCHROME2", "1"}).put(tagPixels, "OB", string(pixels)).Bytes()
	packed := file("", deflated, deflate(t, plain))
	info, err := Read(t.Context(), bytes.NewReader(packed[:len(packed)/2]), int64(len(packed)/2), Limits{})
	if err != nil || info.Image == nil || !info.Image.Hidden || info.Image.Why != cutImage || info.Image.Frames != 0 {
		t.Errorf("cut: %+v, %v", info.Image, err)
	}
	bomb := file("", deflated, deflate(t, append(plain, make([]byte, 64<<20)...)))
	info, err = Read(t.Context(), bytes.NewReader(bomb), int64(len(bomb)), Limits{InflatedFloor: 1 << 20, InflatedRatio: 1})
	if err != nil || info.Image == nil || info.Image.Frames != 1 {
		t.Fatalf("a bomb behind it: %+v, %v", info.Image, err)
	}
	f, err := info.Image.Frame(t.Context(), bytes.NewReader(bomb), 1)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(f); err != nil || !bytes.Equal(b, pixels) {
		t.Errorf("%d bytes, %v", len(b), err)
	}
}

// framesOf gives all frames of a file, each read as a whole and in pieces.
func framesOf(t testing.TB, in []byte) (*Image, []string) {
	t.Helper()
	info, err := Read(context.Background(), bytes.NewReader(in), int64(len(in)), Limits{})
	if err != nil || info.Image == nil {
		t.Fatalf("no image: %v", err)
	}
	var out []string
	for n := 1; n <= min(info.Image.Frames, 1000); n++ {
		f, err := info.Image.Frame(context.Background(), bytes.NewReader(in), n)
		if err != nil {
			t.Fatalf("frame %d: %v", n, err)
		}
		b, err := io.ReadAll(f)
		if err != nil || int64(len(b)) != f.Size() {
			t.Fatalf("frame %d: %d of %d bytes, %v", n, len(b), f.Size(), err)
		}
		for at := range b { // a range, from each place and backward
			p := make([]byte, min(2, len(b)-at))
			from := len(b) - at - len(p)
			if _, err := f.ReadAt(p, int64(from)); err != nil && err != io.EOF || !bytes.Equal(p, b[from:from+len(p)]) {
				t.Fatalf("frame %d from %d: %x, %v", n, from, p, err)
			}
		}
		out = append(out, string(b))
	}
	return info.Image, out
}

// A file without its preamble has the same frames.
func TestFramesWithoutPreamble(t *testing.T) {
	t.Parallel()
	if m, got := framesOf(t, explicit().object().image().Bytes()); m.Frames != 1 || len(got[0]) != 32 {
		t.Errorf("%+v", m)
	}
}

// Where a multi-frame image lies is said of its first frame, and of all.
func TestFunctionalGroups(t *testing.T) {
	t.Parallel()
	item := func(b *builder) string { return b.String() }
	seq := func(b *builder, tag uint32, items ...string) *builder {
		n := 0
		for _, i := range items {
			n += 8 + len(i)
		}
		b.head(tag, "SQ", uint32(n))
		for _, i := range items {
			b.put(tagItem, "", i)
		}
		return b
	}
	plane := func(at string) string {
		return item(seq(explicit(), tagPlanePos, item(explicit().put(tagPosition, "DS", at))))
	}
	b := explicit().picture(shape{2, 2, 1, 8, "MONOCHROME2", "2"})
	shared := seq(explicit(), tagPlaneOrient, item(explicit().put(tagOrientation, "DS", `1\0\0\0\1\0`)))
	shared = seq(shared, tagMeasures, item(explicit().put(tagThickness, "DS", "2.5").put(tagSpacing, "DS", `0.5\0.25`)))
	seq(b, tagShared, item(shared))
	seq(b, tagPerFrame, plane(`1\2\3`), plane(`4\5\6`))
	in := file("", explicitLittle, b.put(tagPixels, "OB", "abcdefgh").Bytes())
	m, _ := framesOf(t, in)
	if len(m.Position) != 3 || m.Position[2] != 3 || len(m.Orientation) != 6 || m.Thickness != 2.5 || len(m.Spacing) != 2 || m.Spacing[1] != 0.25 {
		t.Errorf("%+v", m)
	}
}

// sparse is a file that is nearly all zeros, without holding them.
type sparse struct {
	head []byte
	size int64
	read int64
}

func (s *sparse) ReadAt(p []byte, off int64) (int, error) {
	if off >= s.size {
		return 0, io.EOF
	}
	if left := s.size - off; int64(len(p)) > left {
		p = p[:left]
	}
	s.read += int64(len(p))
	clear(p)
	if off < int64(len(s.head)) {
		copy(p, s.head[off:])
	}
	return len(p), nil
}

// An image of 2 GB costs its header, and of a frame what is asked for.
func TestLargeImageInLittleMemory(t *testing.T) {
	t.Parallel()
	const frames, side = 8000, 512
	b := explicit().picture(shape{side, side, 1, 8, "MONOCHROME2", "8000"}).head(tagPixels, "OB", frames*side*side)
	s := &sparse{head: file("", explicitLittle, b.Bytes())}
	s.size = int64(len(s.head)) + frames*side*side
	info, err := Read(t.Context(), s, s.size, Limits{})
	if err != nil || info.Image == nil || info.Image.Frames != frames {
		t.Fatalf("%+v, %v", info.Image, err)
	}
	if s.read > 1<<20 {
		t.Errorf("%d bytes were read for the header", s.read)
	}
	s.read = 0
	f, err := info.Image.Frame(t.Context(), s, frames)
	if err != nil || f.Size() != side*side || s.read != 0 {
		t.Fatalf("the last frame: %v, %d read before it is asked for", err, s.read)
	}
	if _, err := f.ReadAt(make([]byte, 100), 5); err != nil || s.read != 100 {
		t.Errorf("100 bytes cost %d, %v", s.read, err)
	}
}

func FuzzFrames(f *testing.F) {
	gray := shape{2, 2, 1, 8, "MONOCHROME2", "2"}
	f.Add(file("", explicitLittle, explicit().picture(gray).put(tagPixels, "OB", "abcdefgh").Bytes()))
	f.Add(file("", explicitBig, (&builder{big: true}).picture(shape{3, 3, 1, 1, "MONOCHROME2", "3"}).put(tagPixels, "OW", "abcd").Bytes()))
	f.Add(file("", jpeg, explicit().picture(gray).pieces(offsets(0, 14), soi+"ab", soi+"cd").Bytes()))
	f.Add(file("", jpeg, explicit().picture(gray).pieces("", soi+"ab", "cd", soi+"ef", "g").Bytes()))
	f.Add(file("", deflated, deflate(f, explicit().picture(gray).put(tagPixels, "OB", "abcdefgh").Bytes())))
	f.Add(file("", deflatedFrames, explicit().picture(gray).pieces("", string(deflate(f, []byte("abcd"))), "xx").Bytes()))
	f.Fuzz(func(t *testing.T, in []byte) {
		info, err := Read(t.Context(), bytes.NewReader(in), int64(len(in)), Limits{Elements: 100_000, InflatedFloor: 1 << 20})
		if err != nil || info.Image == nil {
			return
		}
		m := info.Image
		if m.Frames == 0 && (m.Why == "" || !m.Hidden) {
			t.Error("no frames, and nobody is told why")
		}
		for n := 1; n <= min(m.Frames, 3); n++ {
			fr, err := m.Frame(t.Context(), bytes.NewReader(in), n)
			if err != nil {
				continue
			}
			if fr.Size() > 8*int64(len(in)) && m.Layout.Inflate == 0 && m.Syntax != deflatedFrames {
				t.Errorf("a frame of %d bytes in a file of %d", fr.Size(), len(in))
			}
			if k, err := io.Copy(io.Discard, io.LimitReader(fr, 1<<20)); err == nil && k < min(fr.Size(), 1<<20) {
				t.Errorf("%d of %d bytes, and no error", k, fr.Size())
			}
		}
	})
}
