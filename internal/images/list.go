package images

import (
	"cmp"
	"slices"
	"strconv"

	"oso/internal/sopclass"
)

// ListOf puts the instances of a case in order.
func ListOf(all []Instance, asked Asked) List {
	l := List{Studies: []Study{}, Others: []Entry{}}
	type key struct{ study, series string }
	studies, series := map[string]*Study{}, map[key][]*Instance{}
	var order []string
	for i := range all {
		x := &all[i]
		if kind := kindOf(x); kind != "" {
			e := entry(x)
			e.Kind, e.Study, e.Series, e.Modality, e.Date = kind, x.Ref.StudyUID, x.Ref.SeriesUID, x.Ref.Modality, x.Ref.StudyDate
			if e.Description = x.Ref.Series; e.Description == "" {
				e.Description = x.Ref.Study
			}
			l.Others = append(l.Others, e)
			continue
		}
		s := studies[x.Ref.StudyUID]
		if s == nil {
			s = &Study{UID: x.Ref.StudyUID, Series: []Series{}}
			studies[s.UID] = s
			order = append(order, s.UID)
		}
		first(&s.Date, x.Ref.StudyDate)
		first(&s.Description, x.Ref.Study)
		first(&s.Accession, x.Ref.AccessionNumber)
		k := key{x.Ref.StudyUID, x.Ref.SeriesUID}
		series[k] = append(series[k], x)
	}
	for _, uid := range order {
		s := studies[uid]
		for k, of := range series {
			if k.study == uid {
				s.Series = append(s.Series, seriesOf(k.series, of, asked))
			}
		}
		slices.SortFunc(s.Series, func(a, b Series) int {
			return cmp.Or(byNumber(a.Number, b.Number), cmp.Compare(a.UID, b.UID))
		})
		l.Studies = append(l.Studies, *s)
	}
	slices.SortStableFunc(l.Studies, func(a, b Study) int { // the newest first, those without a date last
		return cmp.Or(cmp.Compare(b.Date, a.Date), cmp.Compare(a.UID, b.UID))
	})
	slices.SortStableFunc(l.Others, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(b.Date, a.Date), cmp.Compare(a.Study, b.Study), cmp.Compare(a.Kind, b.Kind), byNumber(a.Number, b.Number), cmp.Compare(a.UID, b.UID), cmp.Compare(a.Record, b.Record))
	})
	return l
}

func first(to *string, s string) {
	if *to == "" {
		*to = s
	}
}

// kindOf says what an instance is that is no image; of a class that nobody
// knows the file itself says whether it holds one.
func kindOf(x *Instance) string {
	if k := sopclass.Kind(x.Ref.SOPClassUID); k != "" {
		return k
	}
	if x.Image == nil && (x.Kept == "" || !x.Ref.Image()) { // one that could not be read stays with its series
		return "other"
	}
	return ""
}

// byNumber puts what has no number last.
func byNumber(a, b *int) int {
	switch {
	case a != nil && b != nil:
		return cmp.Compare(*a, *b)
	case a != nil:
		return -1
	case b != nil:
		return 1
	}
	return 0
}

func entry(x *Instance) Entry {
	e := Entry{Record: x.Record, SOP: x.Ref.SOPClassUID, UID: x.Ref.SOPInstanceUID, Bytes: x.Bytes, Why: x.Kept}
	if x.Ref.Number != 0 {
		e.Number = &x.Ref.Number
	}
	m := x.Image
	if m == nil {
		return e
	}
	e.Frames, e.Rows, e.Columns, e.Syntax = m.Frames, m.Rows, m.Columns, m.Syntax
	if len(m.Position) == 3 {
		e.Position = (*[3]float64)(m.Position)
	}
	if len(m.Orientation) == 6 {
		e.Orientation = (*[6]float64)(m.Orientation)
	}
	if len(m.Spacing) == 2 {
		e.Spacing = (*[2]float64)(m.Spacing)
	}
	if m.Thickness > 0 {
		e.Thickness = &m.Thickness
	}
	e.Shown = m.Frames > 0 && !m.Hidden
	if m.Why != "" { // says more than why the file as a whole was only kept
		e.Why = m.Why
	}
	return e
}

func seriesOf(uid string, of []*Instance, asked Asked) Series {
	s := Series{UID: uid, Missing: [][2]int{}, Instances: []Entry{}}
	all := make([]Instance, 0, len(of))
	for _, x := range of {
		all = append(all, *x)
		first(&s.Modality, x.Ref.Modality)
		first(&s.Description, x.Ref.Series)
		if m := x.Image; m != nil {
			if n, err := strconv.Atoi(m.Number); err == nil && s.Number == nil {
				s.Number = &n
			}
			first(&s.BodyPart, m.BodyPart)
			first(&s.Laterality, m.Laterality)
			first(&s.FrameOfReference, m.FrameOfReference)
		}
		s.Instances = append(s.Instances, entry(x))
	}
	s.Quality = PassportOf(s.Modality, all, asked)
	arrange(s.Instances)
	s.Missing = missing(s.Modality, s.Instances)
	return s
}

// missing are the numbers that a stack lacks between its lowest and its highest.
// Only stacks are numbered without gaps, and only where most numbers are there.
func missing(modality string, of []Entry) [][2]int {
	out := [][2]int{}
	switch modality {
	case "CT", "MR", "PT", "NM", "OT":
	default:
		return out
	}
	numbers := make([]int, 0, len(of))
	for _, e := range of {
		if e.Number != nil {
			numbers = append(numbers, *e.Number)
		}
	}
	slices.Sort(numbers)
	if numbers = slices.Compact(numbers); len(numbers) < 2 {
		return out
	}
	gap := 0
	for i, n := range numbers[1:] {
		if before := numbers[i]; n > before+1 {
			out = append(out, [2]int{before + 1, n - 1})
			gap += n - before - 1
		}
	}
	if gap > 4*len(of) || stepped(numbers) {
		return [][2]int{}
	}
	return out
}

// stepped tells whether numbers go up by one step that is larger than one, as
// some makers number.
func stepped(numbers []int) bool {
	step := numbers[1] - numbers[0]
	for i, n := range numbers[1:] {
		if n-numbers[i] != step {
			return false
		}
	}
	return step > 1 && len(numbers) > 3
}
