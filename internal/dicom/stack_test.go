package dicom

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// Where each frame lies is read from its own functional groups, the rest from
// those of all.
func TestStacks(t *testing.T) {
	t.Parallel()
	nested := func(b *builder, tag uint32, items ...string) *builder {
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
	group := func(b *builder, tag, of uint32, value string) *builder {
		return nested(b, tag, explicit().put(of, "DS", value).String())
	}
	at := func(z float64) string {
		return group(explicit(), tagPlanePos, tagPosition, fmt.Sprintf(`1\2\%g`, z)).String()
	}
	turned := func(z float64, orientation string) string {
		b := group(explicit(), tagPlanePos, tagPosition, fmt.Sprintf(`1\2\%g`, z))
		return group(b, tagPlaneOrient, tagOrientation, orientation).String()
	}
	const across = `1\0\0\0\1\0`
	flat := []float64{1, 0, 0, 0, 1, 0}
	every := func(from, step float64, n int) (out []string) {
		for i := range n {
			out = append(out, at(from+step*float64(i)))
		}
		return out
	}
	for name, c := range map[string]struct {
		frames []string
		want   []Stack
	}{
		"evenly":             {every(-10, 2.5, 5), []Stack{{flat, []float64{2, 2}, -10, []Step{{2.5, 4}}}}},
		"thirds":             {every(0, 1.0/3, 7), []Stack{{flat, []float64{2, 2}, 0, []Step{{0.3333, 6}}}}},
		"turned around":      {every(10, -2.5, 5), []Stack{{flat, []float64{2, 2}, 0, []Step{{2.5, 4}}}}},
		"a gap":              {append(every(0, 2, 3), every(8, 2, 3)...), []Stack{{flat, []float64{2, 2}, 0, []Step{{2, 2}, {4, 1}, {2, 2}}}}},
		"times of one place": {append(every(0, 2, 3), every(0, 2, 3)...), []Stack{{flat, []float64{2, 2}, 0, []Step{{2, 2}}}}},
		"two orientations": {[]string{turned(0, across), turned(2, across), turned(0, `0\1\0\0\0\-1`), turned(0, `0\1\0\0\0\-1`)},
			[]Stack{{flat, []float64{2, 2}, 0, []Step{{2, 1}}}, {[]float64{0, 1, 0, 0, 0, -1}, []float64{2, 2}, -1, nil}}},
		"one frame":            {every(0, 2, 1), nil},
		"a frame says nothing": {append(every(0, 2, 3), explicit().String()), nil},
		"no number":            {append(every(0, 2, 3), group(explicit(), tagPlanePos, tagPosition, `1\2\NaN`).String()), nil},
		"beyond any place":     {append(every(0, 2, 3), group(explicit(), tagPlanePos, tagPosition, `1e308\1e308\-1e308`).String()), nil},
		"no plane":             {[]string{turned(0, `1\0\0\1\0\0`), turned(1, `1\0\0\1\0\0`)}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := len(c.frames)
			b := explicit().picture(shape{2, 2, 1, 8, "MONOCHROME2", fmt.Sprint(n)})
			shared := group(group(explicit(), tagPlaneOrient, tagOrientation, across), tagMeasures, tagThickness, "2")
			nested(b, tagShared, shared.String())
			nested(b, tagPerFrame, c.frames...)
			in := file("", explicitLittle, b.put(tagPixels, "OB", strings.Repeat("abcd", n)).Bytes())
			info, err := Read(t.Context(), bytes.NewReader(in), int64(len(in)), Limits{})
			if err != nil || info.Image == nil || info.Image.Frames != n {
				t.Fatalf("%v: %+v", err, info.Image)
			}
			if !reflect.DeepEqual(info.Image.Stacks, c.want) {
				t.Errorf("%+v", info.Image.Stacks)
			}
			if name == "evenly" && (len(info.Image.Position) != 3 || info.Image.Position[2] != -10) {
				t.Errorf("the first frame lies at %v", info.Image.Position)
			}
		})
	}
}

// A file cannot make this costly: beyond what any device makes nothing is said.
func TestStacksAreBounded(t *testing.T) {
	t.Parallel()
	var many places
	for i := range mostPlaces + 10 {
		s := &Set{}
		n := &node{tag: tagPlanePos, seq: true, items: []*Set{{elements: []*node{{tag: tagPosition, value: []byte(fmt.Sprintf(`0\0\%d`, i))}}}}}
		s.elements = append(s.elements, n)
		many.add(s)
	}
	if many.stacks(nil) != nil || len(many.of) > mostPlaces {
		t.Errorf("%d places are held", len(many.of))
	}
	wild := make([]float64, 0, mostSteps+3)
	v := 0.0
	for i := range mostSteps + 3 {
		v += 1 + float64(i%2)
		wild = append(wild, v)
	}
	if s := (&Stack{}); s.lie(wild) || len(s.Steps) > mostSteps {
		t.Errorf("%d steps", len(s.Steps))
	}
}
