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
	e := Entry{Record: x.Record, Number: numberOf(x), SOP: x.Ref.SOPClassUID, UID: x.Ref.SOPInstanceUID, Bytes: x.Bytes, Why: x.Kept}
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
	e.Film = m.HasFilm()
	e.Shown = m.Frames > 0 && !m.Hidden
	if m.Why != "" { // says more than why the file as a whole was only kept
		e.Why = m.Why
	}
	return e
}

func seriesOf(uid string, of []*Instance, asked Asked) Series {
	s := Series{UID: uid, Missing: [][2]int{}, Instances: []Entry{}}
	slices.SortStableFunc(of, numbered)
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
	numbers := numbersOf(all)
	if g := numbers.Gaps(s.Modality); g.Ranges != nil {
		s.Missing = g.Ranges
	}
	return s
}

// numbersOf counts the images of a series. A number that is 0 is none here: where one
// image alone has none in a stack that begins with 1, it is taken for 0, as some makers
// count.
func numbersOf(of []Instance) (s Numbers) {
	without, one := 0, false
	for i := range of {
		if of[i].Ref.Number == 0 {
			without++
		}
		one = one || of[i].Ref.Number == 1
	}
	for i := range of {
		x := &of[i]
		if x.Image != nil && x.Image.Quality != nil {
			s.Counted(x.Image.Quality.Series)
		}
		s.Add(x.Ref.Number, x.Ref.Number != 0 || without == 1 && one)
	}
	return s
}
