package images

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/dicom"
)

const ct = "1.2.840.10008.5.1.4.1.1.2"

// slice is one image of a stack across the body.
func slice(number int, z float64) Instance {
	return Instance{
		Record: casefile.RecordID(fmt.Sprint("r", number, z)), Ref: deed.DICOMRef{StudyUID: "1", SeriesUID: "1.1", SOPInstanceUID: fmt.Sprint("1.1.", number), SOPClassUID: ct, Modality: "CT", Number: number},
		Image: &dicom.Image{Frames: 1, Rows: 2, Columns: 2, Position: []float64{0, 0, z}, Orientation: []float64{1, 0, 0, 0, 1, 0}},
	}
}

func numbers(t *testing.T, all ...Instance) (out []int) {
	t.Helper()
	l := ListOf(all, Asked{})
	if len(l.Studies) != 1 || len(l.Studies[0].Series) != 1 {
		t.Fatalf("%+v", l)
	}
	for _, e := range l.Studies[0].Series[0].Instances {
		if e.Number == nil {
			out = append(out, 0)
		} else {
			out = append(out, *e.Number)
		}
	}
	return out
}

func TestOrder(t *testing.T) {
	t.Parallel()
	other := slice(1, 0)
	other.Image.Orientation = []float64{0, 1, 0, 0, 0, -1}
	without := slice(3, 9)
	without.Image.Position = nil
	for name, c := range map[string]struct {
		in   []Instance
		want []int
	}{
		"numbers go up":               {[]Instance{slice(3, 2), slice(1, 0), slice(2, 1)}, []int{1, 2, 3}},
		"numbers go down the body":    {[]Instance{slice(3, 0), slice(1, 2), slice(2, 1)}, []int{1, 2, 3}},
		"no numbers":                  {[]Instance{slice(0, 2), slice(0, 0), slice(0, 1)}, []int{0, 0, 0}},
		"numbers that are shuffled":   {[]Instance{slice(1, 0), slice(2, 2), slice(3, 1), slice(4, 3)}, []int{1, 3, 2, 4}},
		"several in one place":        {[]Instance{slice(4, 1), slice(1, 0), slice(3, 0), slice(2, 1)}, []int{1, 2, 3, 4}},
		"one lies across the others":  {[]Instance{slice(3, 1), slice(2, 2), other}, []int{1, 2, 3}},
		"one lies nobody knows where": {[]Instance{without, slice(2, 2), slice(1, 5)}, []int{1, 2, 3}},
	} {
		if got := numbers(t, c.in...); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	if l := ListOf([]Instance{slice(0, 2), slice(0, 0), slice(0, 1)}, Asked{}).Studies[0].Series[0].Instances; l[0].Position[2] != 0 || l[2].Position[2] != 2 {
		t.Errorf("without numbers: %v, %v, %v", l[0].Position, l[1].Position, l[2].Position)
	}
}

// The files of one image have one number and UIDs in any order: they go by their
// parts, and one that is not here is said.
func TestImageInSeveralFiles(t *testing.T) {
	t.Parallel()
	part := func(uid, of string, number, count int) Instance {
		x := slice(7, 0)
		x.Record, x.Ref.SOPInstanceUID, x.Image.Frames, x.Image.Part = casefile.RecordID(uid), uid, 40, &dicom.Part{Of: of, Number: number, Count: count}
		return x
	}
	for name, c := range map[string]struct {
		in   []Instance
		want string
		says string
	}{
		"all here":                 {[]Instance{part("1.1", "2.1", 3, 3), part("1.2", "2.1", 1, 3), part("1.3", "2.1", 2, 3)}, "[1.2 1.3 1.1]", ""},
		"two images of one number": {[]Instance{part("1.1", "2.2", 2, 2), part("1.2", "2.1", 2, 2), part("1.3", "2.2", 1, 2), part("1.4", "2.1", 1, 2)}, "[1.4 1.2 1.3 1.1]", ""},
		"the middle is not here":   {[]Instance{part("1.1", "2.1", 3, 3), part("1.2", "2.1", 1, 3)}, "[1.2 1.1]", "1 of the 3 files of one image missing"},
		"nobody says how many":     {[]Instance{part("1.1", "2.1", 3, 0), part("1.2", "2.1", 1, 0)}, "[1.2 1.1]", "1 of the 3 files of one image missing"},
		"one twice":                {[]Instance{part("1.1", "2.1", 1, 2), part("1.2", "2.1", 1, 2), part("1.3", "2.1", 2, 2)}, "[1.1 1.2 1.3]", ""},
	} {
		s := ListOf(c.in, Asked{}).Studies[0].Series[0]
		var got []string
		for _, e := range s.Instances {
			got = append(got, e.UID)
		}
		if fmt.Sprint(got) != c.want || !strings.Contains(s.Quality.Line, c.says) || c.says == "" && strings.Contains(s.Quality.Line, "missing") {
			t.Errorf("%s: %v, %q", name, got, s.Quality.Line)
		}
	}
}

func TestMissing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		modality string
		numbers  []int
		want     [][2]int
	}{
		"whole":                {"CT", []int{1, 2, 3}, [][2]int{}},
		"two gaps":             {"CT", []int{1, 2, 4, 5, 9}, [][2]int{{3, 3}, {6, 8}}},
		"by a step":            {"MR", []int{1, 3, 5, 7}, [][2]int{}},
		"mostly gaps":          {"MR", []int{1, 900}, [][2]int{}},
		"not a stack":          {"US", []int{1, 2, 9}, [][2]int{}},
		"one image":            {"CT", []int{7}, [][2]int{}},
		"one without a number": {"CT", []int{0, 5, 6, 8}, [][2]int{}}, // it may be that one
		"numbered from 0":      {"CT", []int{0, 1, 2, 4}, [][2]int{{3, 3}}},
		"one of two echoes":    {"MR", []int{1, 1, 2, 2, 3, 4, 4}, [][2]int{{3, 3}}},
		"half numbered twice":  {"MR", []int{1, 1, 2, 2, 3, 4}, [][2]int{}},
	} {
		var all []Instance
		for _, n := range c.numbers {
			x := slice(n, float64(n))
			x.Ref.Modality = c.modality
			all = append(all, x)
		}
		if got := ListOf(all, Asked{}).Studies[0].Series[0].Missing; !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// What is no image by itself is listed apart by what it is; an image that
// cannot be shown stays in its series, with the reason.
func TestOthersAndHidden(t *testing.T) {
	t.Parallel()
	one := func(class, modality string, m *dicom.Image) Instance {
		return Instance{Record: casefile.RecordID(class), Ref: deed.DICOMRef{StudyUID: "1", SeriesUID: "1." + modality, SOPClassUID: class, Modality: modality, Series: "words"}, Image: m}
	}
	broken := one(ct, "CT", nil)
	broken.Kept, broken.Ref.Number = "broken", 9
	hidden := &dicom.Image{Frames: 1, Hidden: true, Why: "why"}
	l := ListOf([]Instance{
		one("1.2.840.10008.5.1.4.1.1.88.11", "SR", nil), one("1.2.840.10008.5.1.4.1.1.88.59", "KO", nil), one("1.2.840.10008.5.1.4.1.1.66.4", "SEG", &dicom.Image{Frames: 3}),
		one("1.2.840.10008.5.1.4.1.1.9.1.1", "ECG", nil), one("1.2.840.10008.5.1.4.1.1.104.1", "DOC", nil), one("1.2.840.10008.5.1.4.1.1.11.1", "PR", nil), one("1.9", "XX", nil),
		one(ct, "CT", hidden), one("1.8", "ZZ", &dicom.Image{Frames: 1}), broken,
	}, Asked{})
	var kinds []string
	for _, e := range l.Others {
		kinds = append(kinds, e.Kind)
		if e.Shown != (e.Kind == "segmentation") || e.Description != "words" || e.Study != "1" {
			t.Errorf("%+v", e)
		}
	}
	slices.Sort(kinds)
	if want := []string{"key-object", "other", "pdf", "presentation", "report", "segmentation", "waveform"}; !slices.Equal(kinds, want) {
		t.Errorf("%v", kinds)
	}
	if len(l.Studies) != 1 || len(l.Studies[0].Series) != 2 {
		t.Fatalf("%+v", l.Studies)
	}
	for _, s := range l.Studies[0].Series {
		if s.Modality == "CT" {
			if e := s.Instances[0]; len(s.Instances) != 2 || e.Shown || e.Why != "broken" {
				t.Errorf("one that could not be read: %+v", s.Instances)
			}
			s.Instances = s.Instances[1:]
		}
		if e := s.Instances[0]; s.Modality == "CT" && (e.Shown || e.Why != "why") || s.Modality == "ZZ" && !e.Shown {
			t.Errorf("%+v", e)
		}
	}
}
