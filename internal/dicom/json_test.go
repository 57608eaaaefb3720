package dicom

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"math"
	"strings"
	"testing"
)

// modelOf is a file's DICOM JSON, compacted for comparing, by tag.
func modelOf(t testing.TB, in []byte) map[string]string {
	t.Helper()
	s, err := Dataset(t.Context(), bytes.NewReader(in), int64(len(in)), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := s.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(b.Bytes(), &raw); err != nil {
		t.Fatalf("%v: %s", err, &b)
	}
	out := map[string]string{}
	for k, v := range raw {
		out[k] = string(v)
	}
	return out
}

func TestDICOMJSON(t *testing.T) {
	t.Parallel()
	le := binary.LittleEndian
	b := explicit().put(tagCharacterSet, "CS", `\ISO 2022 IR 87`).
		put(0x00080008, "CS", `ORIGINAL\PRIMARY\`).
		put(0x00081030, "LO", "a \x1b$B;3\x1b(B b").
		put(0x00084000, "LT", ` two\one`+"\r\nlines  ").
		put(tagPatientName, "PN", "Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=").
		put(tagPatientID, "LO", "").
		put(0x00181063, "DS", `1.50\ 2 \x\\1e400\0x10`).
		put(tagInstanceNumber, "IS", `+7 `).
		put(0x00200012, "IS", "seven").
		put(0x00280009, "AT", "\x18\x00\x63\x10").
		put(0x00280106, "US", "\xff\xff").
		put(0x00281052, "DS", "-1024").
		put(0x00189087, "FD", string(le.AppendUint64(le.AppendUint64(nil, math.Float64bits(0.1)), math.Float64bits(math.NaN())))).
		put(0x00189074, "FL", string(le.AppendUint32(nil, math.Float32bits(0.1)))).
		put(0x00290010, "LO", "MAKER").
		put(0x00291001, "OB", strings.Repeat("x", 5000)).
		put(0x00291002, "UN", "ab")
	b.head(0x00400275, "SQ", undefined)
	b.put(tagItem, "", explicit().put(tagCharacterSet, "CS", "ISO_IR 192").put(0x00321060, "LO", "ü").String())
	b.put(tagItem, "", explicit().put(0x00321060, "LO", "\x1b$B;3\x1b(B").String())
	b.head(tagItem, "", 0).head(tagSeqEnd, "", 0)
	b.head(0x00400555, "SQ", 0)
	b.put(0x00420011, "OB", "%PDF document").put(0x00500030, "SV", string(le.AppendUint64(nil, 1<<62)))
	b.image()
	got := modelOf(t, file("", explicitLittle, b.Bytes()))
	for tag, want := range map[string]string{
		"00020010": `{"vr":"UI","Value":["1.2.840.10008.1.2.1"]}`,
		"00080008": `{"vr":"CS","Value":["ORIGINAL","PRIMARY",null]}`,
		"00081030": `{"vr":"LO","Value":["a 山 b"]}`,
		"00084000": `{"vr":"LT","Value":[" two\\one\r\nlines"]}`,
		"00100010": `{"vr":"PN","Value":[{"Alphabetic":"Yamada^Tarou","Ideographic":"山田^太郎"}]}`,
		"00100020": `{"vr":"LO"}`,
		"00181063": `{"vr":"DS","Value":[1.5,2,"x",null,"1e400","0x10"]}`,
		"00200013": `{"vr":"IS","Value":[7]}`,
		"00200012": `{"vr":"IS","Value":["seven"]}`,
		"00280009": `{"vr":"AT","Value":["00181063"]}`,
		"00280106": `{"vr":"US","Value":[65535]}`,
		"00281052": `{"vr":"DS","Value":[-1024]}`,
		"00189087": `{"vr":"FD","Value":[0.1,"NaN"]}`,
		"00189074": `{"vr":"FL","Value":[0.1]}`,
		"00291001": `{"vr":"OB","bytes":5000}`,
		"00291002": `{"vr":"UN","InlineBinary":"YWI="}`,
		"00400275": `{"vr":"SQ","Value":[{"00080005":{"vr":"CS","Value":["ISO_IR 192"]},"00321060":{"vr":"LO","Value":["ü"]}},{"00321060":{"vr":"LO","Value":["山"]}},{}]}`,
		"00400555": `{"vr":"SQ"}`,
		"00420011": `{"vr":"OB","bytes":14}`,
		"00500030": `{"vr":"SV","Value":["4611686018427387904"]}`,
		"7FE00010": `{"vr":"OW","bytes":32}`,
	} {
		if got[tag] != want {
			t.Errorf("%s is %s, want %s", tag, got[tag], want)
		}
	}
	if got["cut"] != "" {
		t.Error("a whole file is said to be cut")
	}
}

// Where a file names no representations, the dictionary and the pixels' sign do;
// what was written in big endian reads the same.
func TestDICOMJSONOfOtherSyntaxes(t *testing.T) {
	t.Parallel()
	for _, big := range []bool{false, true} {
		b := &builder{implicit: !big, big: big}
		b.object().short(0x00280103, 1)
		b.head(0x00280106, "SS", 2)
		binary.Write(b, orderOf(big), int16(-5))
		b.put(0x00281052, "DS", "1").put(0x00290010, "UN", "MAKER").head(0x00400275, "SQ", uint32(8+8+2))
		b.head(tagItem, "", uint32(8+2)).put(0x00321060, "LO", "ab")
		syntax := implicitLittle
		if big {
			syntax = explicitBig
		}
		got := modelOf(t, file("", syntax, b.image().Bytes()))
		for tag, want := range map[string]string{
			"00280106": `{"vr":"SS","Value":[-5]}`,
			"00280010": `{"vr":"US","Value":[4]}`,
			"00290010": `{"vr":"LO","Value":["MAKER"]}`,
			"7FE00010": `{"vr":"OW","bytes":32}`,
			"00400275": `{"vr":"SQ","Value":[{"00321060":{"vr":"LO","Value":["ab"]}}]}`,
		} {
			if got[tag] != want {
				t.Errorf("big %v: %s is %s, want %s", big, tag, got[tag], want)
			}
		}
	}
}

// A damaged file gives what is there, and says that it is cut; a file of very
// many elements too.
func TestDICOMJSONIsBounded(t *testing.T) {
	t.Parallel()
	whole := file("", explicitLittle, explicit().object().image().Bytes())
	if got := modelOf(t, whole[:len(whole)-60]); got["cut"] != "true" || got["00100020"] == "" {
		t.Errorf("a file that is cut: %v", got)
	}
	b := explicit().object().head(0x00400275, "SQ", undefined)
	for range 400_000 {
		b.head(tagItem, "", 8).put(0x00321060, "LO", "")
	}
	b.head(tagSeqEnd, "", 0)
	if got := modelOf(t, file("", explicitLittle, b.Bytes())); got["cut"] != "true" || len(got["00400275"]) > 64<<20 {
		t.Errorf("very many items: %d bytes, cut %q", len(got["00400275"]), got["cut"])
	}
}

// Every real file's data set is JSON.
func TestCorpusDICOMJSON(t *testing.T) {
	t.Parallel()
	eachOfCorpus(t, func(path string, in []byte) {
		s, err := Dataset(t.Context(), bytes.NewReader(in), int64(len(in)), Limits{})
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := s.WriteJSON(&b); err != nil || !json.Valid(b.Bytes()) {
			t.Errorf("%s: %v", path, err)
		}
		if b.Len() > 2*len(in)+1<<20 {
			t.Errorf("%s: %d bytes of %d", path, b.Len(), len(in))
		}
	})
}

func FuzzDICOMJSON(f *testing.F) {
	f.Add(file("", explicitLittle, explicit().object().image().Bytes()))
	f.Add(file("", implicitLittle, (&builder{implicit: true}).object().head(0x00400275, "SQ", 18).head(tagItem, "", 10).put(0x00321060, "LO", "ab").Bytes()))
	f.Fuzz(func(t *testing.T, in []byte) {
		s, err := Dataset(t.Context(), bytes.NewReader(in), int64(len(in)), Limits{Elements: 100_000, InflatedFloor: 1 << 20})
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := s.WriteJSON(&b); err != nil || !json.Valid(b.Bytes()) {
			t.Errorf("%v: %q", err, b.String())
		}
	})
}
