package images

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"oso/internal/dicom"
)

// stack are the slices of one orientation, by their places along its normal.
type stack struct {
	orientation []float64
	thickness   []float64 // of each slice, where it is said
	places      []float64 // sorted, each once
}

// nearMM is how far apart places may be that are called the same.
const nearMM = 0.05

// stacks puts what has a place together by its orientation: images, and the
// frames of files that hold several.
func stacks(of []*dicom.Image) (all []*stack) {
	add := func(orientation, thickness []float64, places ...float64) {
		i := slices.IndexFunc(all, func(s *stack) bool { return dicom.Parallel(s.orientation, orientation) })
		if i < 0 {
			i = len(all)
			all = append(all, &stack{orientation: orientation})
		}
		s := all[i]
		s.thickness = append(s.thickness, thickness...)
		s.places = append(s.places, places...)
	}
	for _, m := range of {
		for _, s := range m.Stacks {
			at := []float64{s.First}
			for _, step := range s.Steps {
				for range step.N {
					at = append(at, at[len(at)-1]+step.MM)
				}
			}
			add(s.Orientation, s.Thickness, at...)
		}
		normal, ok := dicom.Normal(m.Orientation)
		if !ok || len(m.Position) != 3 || m.Frames > 1 {
			continue
		}
		var thick []float64
		if m.Thickness > 0 {
			thick = []float64{m.Thickness}
		}
		add(m.Orientation, thick, normal[0]*m.Position[0]+normal[1]*m.Position[1]+normal[2]*m.Position[2])
	}
	for _, s := range all {
		slices.Sort(s.places)
		s.places = slices.CompactFunc(s.places, func(a, b float64) bool { return math.Abs(b-a) < nearMM })
	}
	return all
}

// steps are the distances from slice to slice, and the usual one; 0: there is
// none.
func (s *stack) steps() (all []float64, usual float64) {
	for i := 1; i < len(s.places); i++ {
		all = append(all, s.places[i]-s.places[i-1])
	}
	if len(all) == 0 {
		return nil, 0
	}
	return all, slices.Sorted(slices.Values(all))[len(all)/2]
}

// empty counts places where a slice would be by the usual step and none is; odd
// tells of steps that fit no such place.
func (s *stack) empty() (places int, odd bool) {
	all, usual := s.steps()
	if len(all) < 3 || usual <= 0 {
		return 0, false
	}
	slack := max(0.1*usual, 2*nearMM)
	for _, d := range all {
		n := math.Round(d / usual)
		switch {
		case math.Abs(d-usual) <= slack:
		case n >= 2 && math.Abs(d-n*usual) <= n*slack:
			places += int(n) - 1
		default:
			odd = true
		}
	}
	return places, odd
}

// mm writes millimeters as people say them.
func mm(v float64) string {
	return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64) + " mm"
}

// slices tells how thick slices are, how far apart, and where they leave gaps.
func (p *passport) slices() {
	if p.scout {
		return
	}
	var thick []float64
	for _, m := range p.images {
		if m.Thickness > 0 && len(m.Stacks) == 0 {
			thick = append(thick, m.Thickness)
		}
	}
	all := stacks(p.images)
	for _, s := range all {
		thick = append(thick, s.thickness...)
	}
	most, usual, irregular, empty := 0.0, 0.0, false, 0
	var least, largest float64
	for _, s := range all {
		steps, u := s.steps()
		n, odd := s.empty()
		empty, irregular = empty+n, irregular || odd
		for _, d := range steps {
			if largest = max(largest, d); least == 0 || d < least {
				least = d
			}
		}
		usual = max(usual, u)
	}
	if usual == 0 && len(p.images) == 1 && p.images[0].Frames > 1 && len(p.known) > 0 {
		usual = p.known[0].Step // of a file that holds the whole stack: of others makers also say the gap alone
		least, largest = usual, usual
	}
	if len(thick) > 0 {
		most = slices.Max(thick)
		p.thickest = most
	}
	switch {
	case most == 0 && usual == 0:
		return
	case most == 0:
		p.note("slices", "", "a slice every %s, their thickness is not said", mm(usual))
	default:
		text := mm(most) + " slices"
		if low := slices.Min(thick); most-low > nearMM {
			text = fmt.Sprintf("slices of %s to %s", mm(low), mm(most))
		}
		if usual > 0 && len(all) < 2 {
			text += " every " + mm(usual)
		}
		means := ""
		if most >= 2.5 && (p.modality == "CT" || p.modality == "MR" || p.modality == "PT") {
			means = fmt.Sprintf("What is smaller than about %s may not be visible.", mm(most))
		}
		p.note("slices", means, "%s", text)
	}
	if irregular {
		p.note("irregular", "Distances between slices differ: lengths across slices may mislead.", "slices %s to %s apart", mm(least), mm(largest))
	}
	if empty > 0 && !irregular {
		places := "places without a slice"
		if empty == 1 {
			places = "place without a slice"
		}
		p.note("empty-places", "Slices may be missing; what lies there cannot be judged.", "%d %s", empty, places)
	}
	slack := max(0.1*most, 2*nearMM)
	p.gap = most > 0 && (irregular || empty > 0) && largest > most+slack
	if most == 0 || usual == 0 || irregular || len(all) > 1 {
		return
	}
	switch {
	case usual > most+slack:
		p.note("gaps", "What lies between slices cannot be seen.", "gaps of %s between slices", mm(usual-most))
	case usual < most-slack:
		p.note("overlap", "", "slices overlap by %s", mm(most-usual))
	}
}

// turns tells of several orientations in one series.
func (p *passport) turns() {
	if p.scout {
		return
	}
	if n := len(stacks(p.images)); n > 1 {
		p.note("orientations", "", "%d orientations in one series", n)
	}
}
