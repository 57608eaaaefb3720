package dicom

import (
	"context"
	"encoding/binary"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// What is noted of a recording is read with its place, by the rate of the group
// that it is about.
func TestRemarks(t *testing.T) {
	t.Parallel()
	seq := func(in *builder, tag uint32, items ...*builder) *builder {
		all := explicit()
		for _, it := range items {
			all.head(tagItem, "", uint32(it.Len())).Write(it.Bytes())
		}
		in.head(tag, "SQ", uint32(all.Len())).Write(all.Bytes())
		return in
	}
	code := func(in *builder, tag uint32, value, meaning string) *builder {
		return seq(in, tag, explicit().put(tagCodeValue, "SH", value).put(tagCodeMeaning, "LO", meaning))
	}
	of := func(in *builder, pairs ...uint16) *builder {
		in.head(tagRemarkOf, "US", uint32(2*len(pairs)))
		_ = binary.Write(in, binary.LittleEndian, pairs)
		return in
	}
	samples := func(in *builder, n ...uint32) *builder {
		in.head(tagRemarkSamples, "UL", uint32(4*len(n)))
		_ = binary.Write(in, binary.LittleEndian, n)
		return in
	}
	group := func(rate string) *builder { return explicit().put(tagFrequency, "DS", rate) }
	b := explicit().object()
	measured := code(explicit(), tagRemarkUnits, "ms", "milliseconds")
	measured = of(code(measured, tagConceptName, "1", "QT Interval"), 1, 0)
	b = seq(b, tagRemarks,
		of(explicit(), 1, 0).put(tagRemarkText, "ST", "Sinus rhythm"),
		measured.put(tagRemarkNumber, "DS", "402"),
		samples(code(of(explicit(), 2, 1, 2, 3), tagRemarkCode, "5", "P wave"), 1, 126),
		of(explicit(), 1, 2).put(tagRemarkTimes, "DS", `0.5\1.5`).put(tagRemarkText, "ST", "Artifact"),
		of(explicit(), 9, 1), // says nothing
		samples(of(explicit(), 51, 2).put(tagRemarkText, "ST", "Of none"), 5),
		samples(of(explicit(), 0, 2, 1, 1).put(tagRemarkText, "ST", "Counted from 0"), 5),
		of(explicit(), 0, 0).put(tagRemarkText, "ST", "Of all"),
		// A file of others may name as many channels as it has bytes.
		of(explicit(), slices.Repeat([]uint16{1, 1}, 5000)...).put(tagRemarkText, "ST", "Many"),
	)
	b = seq(b, tagWaveforms, group("500"), group("250"))
	data := file("", explicitLittle, b.Bytes())
	set, err := Dataset(context.Background(), strings.NewReader(string(data)), int64(len(data)), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want := []Remark{
		{Group: 1, Channels: []int{}, Value: "Sinus rhythm", Times: []float64{}},
		{Group: 1, Channels: []int{}, Name: "QT Interval", Value: "402 ms", Times: []float64{}},
		{Group: 2, Channels: []int{1, 3}, Value: "P wave", Times: []float64{0, 0.5}},
		{Group: 1, Channels: []int{2}, Value: "Artifact", Times: []float64{0.5, 1.5}},
		{Group: 51, Channels: []int{2}, Value: "Of none", Times: []float64{}},
		{Group: -1, Channels: []int{2}, Value: "Counted from 0", Times: []float64{}},
		{Group: 0, Channels: []int{}, Value: "Of all", Times: []float64{}},
		{Group: 1, Channels: slices.Repeat([]int{1}, mostRemarkPlaces), Value: "Many", Times: []float64{}},
	}
	if got := set.Remarks(); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
}
