package images

import (
	"cmp"
	"math"
	"slices"

	"oso/internal/dicom"
)

// numbered compares by number. The parts of an image that was sent in several
// files have one number, and go one after the other (PS3.3 C.7.6.16.1).
func numbered(a, b *Instance) int {
	part := func(x *Instance) dicom.Part {
		if x.Image == nil || x.Image.Part == nil {
			return dicom.Part{}
		}
		return *x.Image.Part
	}
	p, q := part(a), part(b)
	return cmp.Or(byNumber(numberOf(a), numberOf(b)), cmp.Compare(p.Of, q.Of), cmp.Compare(p.Number, q.Number), cmp.Compare(a.Ref.SOPInstanceUID, b.Ref.SOPInstanceUID), cmp.Compare(a.Record, b.Record))
}

func numberOf(x *Instance) *int {
	if x.Ref.Number == 0 {
		return nil
	}
	return &x.Ref.Number
}

// arrange puts the images of a series, which are in the order of their numbers, in
// that for looking. A stack, all of one orientation and each in its own place, goes
// by place, in the direction in which its numbers go; everything else stays.
func arrange(of []Entry) {
	places, ok := along(of)
	if !ok {
		return
	}
	type placed struct {
		at float64
		e  Entry
	}
	list := make([]placed, len(of))
	rising := 0.0
	for i, e := range of {
		list[i] = placed{places[i], e}
		if i > 0 && e.Number != nil && byNumber(of[i-1].Number, e.Number) < 0 {
			rising += math.Copysign(1, places[i]-places[i-1])
		}
	}
	slices.SortStableFunc(list, func(a, b placed) int {
		if rising < 0 {
			a, b = b, a
		}
		return cmp.Compare(a.at, b.at)
	})
	for i := range list {
		of[i] = list[i].e
	}
}

// along gives how far along the normal of a stack each image lies; ok is false
// where it is no stack.
func along(of []Entry) (places []float64, ok bool) {
	if len(of) < 2 || of[0].Orientation == nil {
		return nil, false
	}
	o := of[0].Orientation
	normal, ok := dicom.Normal(o[:])
	if !ok {
		return nil, false
	}
	for _, e := range of {
		if e.Orientation == nil || e.Position == nil || e.Frames != 1 {
			return nil, false
		}
		for i := range o {
			if math.Abs(e.Orientation[i]-o[i]) > 1e-3 {
				return nil, false
			}
		}
		places = append(places, normal[0]*e.Position[0]+normal[1]*e.Position[1]+normal[2]*e.Position[2])
	}
	sorted := slices.Sorted(slices.Values(places))
	for i, p := range sorted[1:] {
		if p-sorted[i] < 1e-3 { // two in one place: times or echoes, which go by number
			return nil, false
		}
	}
	return places, true
}
