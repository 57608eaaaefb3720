package dicom

import (
	"math"
	"slices"
)

// Stack is where the frames of one file lie that share an orientation: along its
// normal, each place once.
type Stack struct {
	Orientation []float64 `json:"orientation"`         // 6: along a row, along a column
	Thickness   []float64 `json:"thickness,omitempty"` // mm: the least and the most of its slices
	First       float64   `json:"first"`               // mm along the normal
	Steps       []Step    `json:"steps,omitempty"`     // from place to place
}

// Step is how far apart places are, several times in a row.
type Step struct {
	MM float64 `json:"mm"`
	N  int     `json:"n"`
}

const (
	nearPlace = 0.05 // mm: places that are called the same
	nearStep  = 0.02 // mm: steps that are called the same
	// Beyond these a file says nothing of its frames' places: no device makes so many.
	mostPlaces = 50_000
	mostStacks = 64
	mostSteps  = 1_000
)

// places gathers where the frames of one file lie.
type places struct {
	of  []framePlace
	odd bool // a frame says nothing of its place, or there are too many
}

type framePlace struct {
	position, orientation []float64
	thickness             float64
}

func (p *places) add(s *Set) {
	at := framePlace{s.within(tagPlanePos).numbers(tagPosition, 3), s.within(tagPlaneOrient).numbers(tagOrientation, 6), first(s.within(tagMeasures).numbers(tagThickness, 1))}
	if at.position == nil || len(p.of) == mostPlaces {
		p.odd, p.of = true, nil
		return
	}
	if n := len(p.of); n > 0 && slices.Equal(p.of[n-1].orientation, at.orientation) {
		at.orientation = p.of[n-1].orientation // most files have few: none is held twice
	}
	p.of = append(p.of, at)
}

// stacks puts the frames together by their orientation; what no frame says by
// itself is said of all.
func (p *places) stacks(shared *Set) (out []Stack) {
	if p.odd || len(p.of) < 2 {
		return nil
	}
	orientation, thickness := shared.within(tagPlaneOrient).numbers(tagOrientation, 6), first(shared.within(tagMeasures).numbers(tagThickness, 1))
	var at [][]float64
	for _, f := range p.of {
		if f.orientation == nil {
			f.orientation = orientation
		}
		if f.thickness == 0 {
			f.thickness = thickness
		}
		normal, ok := Normal(f.orientation)
		if !ok {
			return nil
		}
		i := slices.IndexFunc(out, func(s Stack) bool { return Parallel(s.Orientation, f.orientation) })
		if i < 0 {
			if i = len(out); i == mostStacks {
				return nil
			}
			out, at = append(out, Stack{Orientation: f.orientation}), append(at, nil)
		}
		s := &out[i]
		if f.thickness > 0 {
			if s.Thickness == nil {
				s.Thickness = []float64{f.thickness, f.thickness}
			}
			s.Thickness[0], s.Thickness[1] = min(s.Thickness[0], f.thickness), max(s.Thickness[1], f.thickness)
		}
		at[i] = append(at[i], normal[0]*f.position[0]+normal[1]*f.position[1]+normal[2]*f.position[2])
	}
	for i := range out {
		if !out[i].lie(at[i]) {
			return nil
		}
	}
	return out
}

// lie notes the places of a stack, in runs of the same step; false: there are
// more different ones than any stack has.
func (s *Stack) lie(at []float64) bool {
	slices.Sort(at)
	s.First = round(at[0])
	last := at[0]
	for _, v := range at[1:] {
		d, n := v-last, len(s.Steps)
		if d < nearPlace {
			continue
		}
		last = v
		switch {
		case n > 0 && math.Abs(s.Steps[n-1].MM-d) < nearStep:
			x := &s.Steps[n-1] // the mean, so that nothing adds up from place to place
			x.MM = (x.MM*float64(x.N) + d) / float64(x.N+1)
			x.N++
		case n == mostSteps:
			return false
		default:
			s.Steps = append(s.Steps, Step{d, 1})
		}
	}
	for i := range s.Steps {
		s.Steps[i].MM = round(s.Steps[i].MM)
	}
	return true
}

// round leaves what a device knows: a tenth of a micrometer.
func round(mm float64) float64 { return math.Round(mm*1e4) / 1e4 }

// Normal is what stands upright on a plane; false where the orientation is none.
func Normal(o []float64) (n [3]float64, ok bool) {
	if len(o) != 6 {
		return n, false
	}
	n = [3]float64{o[1]*o[5] - o[2]*o[4], o[2]*o[3] - o[0]*o[5], o[0]*o[4] - o[1]*o[3]}
	l := math.Sqrt(n[0]*n[0] + n[1]*n[1] + n[2]*n[2])
	return n, l > 0.9 && l < 1.1
}

// Parallel tells two orientations that are the same within what rounding does.
func Parallel(a, b []float64) bool {
	for i := range a {
		if math.Abs(a[i]-b[i]) > 0.01 {
			return false
		}
	}
	return true
}
