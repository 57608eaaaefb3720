package dicom

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
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

// Whatever a file says of its scale, a lead is drawn in millivolts or not at all: never
// as a line.
func TestScaleOfALead(t *testing.T) {
	t.Parallel()
	seq := func(in *builder, tag uint32, it *builder) *builder {
		in.head(tag, "SQ", uint32(8+it.Len())).head(tagItem, "", uint32(it.Len())).Write(it.Bytes())
		return in
	}
	for name, c := range map[string]struct {
		sensitivity, units string
		want               string // of the second sample
	}{
		"microvolts":           {"2", "uV", "0.004 mV"},
		"in capitals":          {"2", "UV", "0.004 mV"},
		"volts":                {"0.001", "V", "2 mV"},
		"pressure":             {"2", "mm[Hg]", "4 mm[Hg]"},
		"nothing":              {"0", "mV", ""},
		"no number":            {"nan", "mV", ""},
		"beyond every measure": {"1e308", "mV", "no value"},
	} {
		def := seq(explicit().put(tagSensitivity, "DS", c.sensitivity), tagSensitivityIn, explicit().put(tagCodeValue, "SH", c.units))
		group := explicit().short(tagChannels, 1)
		group.head(tagSamplesOf, "UL", 4)
		_ = binary.Write(group, binary.LittleEndian, uint32(2))
		group = seq(group.put(tagFrequency, "DS", "500"), tagChannel, def).short(tagWaveBits, 16).put(tagWaveForm, "CS", "SS").put(tagWaveData, "OW", "\x01\x00\x02\x00")
		data := file("", explicitLittle, seq(explicit().object(), tagWaveforms, group).Bytes())
		set, err := Dataset(context.Background(), strings.NewReader(string(data)), int64(len(data)), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		w := set.Waves()[0]
		got := ""
		if s := w.Channels[0].Samples; len(s) == 2 && s[1] == nil {
			got = "no value"
		} else if len(s) == 2 {
			got = fmt.Sprint(*s[1], " ", w.Channels[0].Units)
		}
		if _, err := json.Marshal(w); err != nil || got != c.want || (got == "") != (w.Why != "") {
			t.Errorf("%s: %q (%s), want %q, %v", name, got, w.Why, c.want, err)
		}
	}
}
