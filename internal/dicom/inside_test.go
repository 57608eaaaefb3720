package dicom

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
)

func namesOf(i *Info) string {
	var out []string
	for _, p := range i.Others {
		out = append(out, p.Name.Display())
	}
	return strings.Join(out, ", ")
}

// person puts an object of one of many patients.
func person(n int) []byte {
	return file("", explicitLittle, explicit().put(tagSOPClass, "UI", "1.2.840.10008.5.1.4.1.1.2").put(tagSOPInstance, "UI", fmt.Sprint("9.8.", n)).
		put(tagPatientName, "PN", fmt.Sprint("Roe^", n)).put(tagPatientID, "LO", fmt.Sprint(n)).put(tagStudyUID, "UI", "9.8.7").image().Bytes())
}

// Whoever is named behind an image is met, however much stands before: what comes once
// more takes nobody's place, and what is not met for a bound is said.
func TestEverybodyBehindIsMet(t *testing.T) {
	t.Parallel()
	image := file("", explicitLittle, explicit().object().image().Bytes())
	second := file("", explicitLittle, explicit().other().image().Bytes())
	many := func(n int) (out []byte) {
		for i := range n {
			out = append(out, person(i)...)
		}
		return out
	}
	packed := func(parts ...any) []byte { return file("", deflated, deflate(t, joinedBytes(parts...))) }
	inner, third := explicit().object().image().Bytes(), person(1)
	zeros := string(make([]byte, 3*window))
	const hers = "Dr Jörg A Müller jr, Jane Doe"
	for name, c := range map[string]struct {
		data          []byte
		codes, others string
	}{
		"behind the patient's":                 {joinedBytes(image, bytes.Repeat(image, 130), second), "another-behind", hers},
		"behind very many of the patient's":    {joinedBytes(image, bytes.Repeat(image, 1500), second), "another-behind", hers},
		"between the patient's":                {joinedBytes(image, bytes.Repeat(image, 65), second, bytes.Repeat(image, 65)), "another-behind", hers},
		"behind one that is deflated":          {joinedBytes(image, packed(inner), second), "another-behind", hers},
		"in what is deflated, behind":          {joinedBytes(image, packed(inner, second)), "another-behind", hers},
		"in what is deflated, behind zeros":    {packed(inner, zeros, second), "another-behind", "Jane Doe"},
		"in what is deflated, two, and behind": {joinedBytes(image, packed(inner, second), third), "another-behind", hers + ", 1 Roe"},
		"zeros in what is deflated":            {packed(inner, zeros), "", ""},
		"as many as are told apart":            {joinedBytes(image, many(mostBehind)), "another-behind", "*"},
		"more than are told apart":             {joinedBytes(image, many(mostBehind+1)), "another-behind not-all-compared", "*"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := read(t, c.data)
			have := strings.Fields(codes(got))
			slices.Sort(have)
			if strings.Join(have, " ") != c.codes || c.others != "*" && namesOf(&got) != c.others || c.others == "*" && len(got.Others) != mostBehind {
				t.Errorf("%q, names %d, %.200q; want %q, %q", have, len(got.Others), namesOf(&got), c.codes, c.others)
			}
		})
	}
}

// tally counts the bytes that are read of a file.
type tally struct {
	io.ReaderAt
	n int64
}

func (r *tally) ReadAt(p []byte, off int64) (int, error) {
	n, err := r.ReaderAt.ReadAt(p, off)
	r.n += int64(n)
	return n, err
}

// Heads that each say that all behind them is deflated do not make reading a file cost
// more than a fixed number of times its size, and that not all was looked at is said.
func TestInflatingHasOneBudget(t *testing.T) {
	t.Parallel()
	head := joinedBytes(make([]byte, 128), fileMark, explicit().put(tagTransferSyntax, "UI", deflated).Bytes())
	const period = 400
	block := binary.LittleEndian.AppendUint16(append(slices.Clone(head), 0), period-5)
	block = binary.LittleEndian.AppendUint16(block, 0xFFFF-(period-5))
	block = append(block, explicit().head(0x00090010, "OB", 0x70000000).Bytes()...)
	if len(block) > period {
		t.Fatalf("%d bytes are too long", len(block))
	}
	block = append(block, make([]byte, period-len(block))...)
	data := joinedBytes(file("", explicitLittle, explicit().object().image().Bytes()), bytes.Repeat(block, 1000))
	lim := Limits{InflatedFloor: 1 << 20, InflatedRatio: 1}
	most := lim.InflatedFloor + lookRatio*int64(len(data))

	r := &tally{ReaderAt: bytes.NewReader(data)}
	info, err := Read(context.Background(), r, int64(len(data)), lim)
	if err != nil || !info.Has(Uncompared) || r.n > 2*most {
		t.Errorf("%q, %v; %d bytes were read of %d", codes(info), err, r.n, len(data))
	}

	var marks []int64
	for i := 0; i < len(data); i++ {
		if bytes.HasPrefix(data[i:], []byte(fileMark)) {
			marks = append(marks, int64(i))
		}
	}
	r = &tally{ReaderAt: bytes.NewReader(data)}
	in, err := ReadInside(context.Background(), r, int64(len(data)), marks, lim)
	if err != nil || !in.Partly || r.n > 2*most {
		t.Errorf("by its marks: %v, %v; %d bytes were read of %d", in.Partly, err, r.n, len(data))
	}
}

// Marks count where an object stands, wherever that is.
func TestReadInside(t *testing.T) {
	t.Parallel()
	second, third := file("", explicitLittle, explicit().other().image().Bytes()), person(1)
	decoy := strings.Repeat("x", 200) + fileMark
	for name, c := range map[string]struct {
		data    []byte
		objects int
		people  string
	}{
		"behind decoys":           {joinedBytes("BM..", strings.Repeat(decoy, 70), second), 1, "Jane Doe"},
		"behind very many":        {joinedBytes("BM..", strings.Repeat(decoy, 6000), second), 1, "Jane Doe"},
		"close behind one":        {joinedBytes("BM..", strings.Repeat("x", 200), fileMark, second[100:]), 1, "Jane Doe"},
		"without its preamble":    {joinedBytes("BM..", second[128:]), 1, "Jane Doe"},
		"inside of another":       {file("", explicitLittle, explicit().other().put(tagPixels, "OW", string(joinedBytes(second, third))).Bytes()), 3, "Jane Doe, 1 Roe"},
		"behind another, bare":    {joinedBytes("BM..", strings.Repeat("x", 200), third, second[132:]), 1, "1 Roe, Jane Doe"},
		"decoys alone":            {joinedBytes("BM..", strings.Repeat(decoy, 3000)), 0, ""},
		"decoys without a letter": {joinedBytes("BM..", strings.Repeat(fileMark, 3000)), 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var marks []int64
			for i := 0; i < len(c.data); i++ {
				if bytes.HasPrefix(c.data[i:], []byte(fileMark)) {
					marks = append(marks, int64(i))
				}
			}
			in, err := ReadInside(context.Background(), bytes.NewReader(c.data), int64(len(c.data)), marks, Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if got := namesOf(&Info{Others: in.People}); len(in.At) != c.objects || got != c.people || in.Partly {
				t.Errorf("%d objects of %q, partly %v; want %d of %q", len(in.At), got, in.Partly, c.objects, c.people)
			}
		})
	}
}
