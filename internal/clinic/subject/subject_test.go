package subject

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/deed"
)

func image(series string, number int) casebook.Record {
	meta, _ := json.Marshal(Facts{Instance: fmt.Sprint(number), SeriesNumber: series, Institution: "Mayview"})
	r := casebook.Record{Meta: meta}
	r.Record, r.Path = casefile.RecordID(fmt.Sprintf("%s-%d-%d", series, number, len(meta))), fmt.Sprintf("CD/S%s/I%04d", series, number)
	r.DICOM = &deed.DICOMRef{StudyUID: "1", SeriesUID: "1." + series, Modality: "CT", Study: "Thorax", Series: "lung", StudyDate: "2026-03-12"}
	return r
}

func TestNames(t *testing.T) {
	t.Parallel()
	var all []casebook.Record
	for n := 1; n <= 120; n++ {
		if n < 40 || n > 60 {
			all = append(all, image("3", n))
		}
	}
	for n := 1; n <= 3; n++ {
		all = append(all, image("1", n))
	}
	file := casebook.Record{}
	file.Record, file.Path, file.Kept = "f", "disc.zip!/REPORTS/report 1.pdf", "It is locked."
	all = append(all, file)
	x := Read(all)
	every := make([]casefile.RecordID, len(all))
	for i, r := range all {
		every[i] = r.Record
	}
	s := x.Of(every)
	if len(s) != 3 {
		t.Fatalf("%d subjects", len(s))
	}
	for i, want := range []string{"CT Thorax, 12 Mar 2026, series 1 (lung), 3 images", "CT Thorax, 12 Mar 2026, series 3 (lung), 99 images", "disc.zip!/REPORTS/report 1.pdf"} {
		if got := s[i].Full(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := Say(s[1].Missing); got != "40 to 60" || Count(s[1].Missing) != 21 {
		t.Errorf("missing %s", got)
	}
	if s[1].Institution != "Mayview" || s[2].Kept == "" || s[1].Record == every[0] {
		t.Errorf("%+v", s[1])
	}
	// One image of 790 is named with its file.
	one := x.Of(every[11:12])
	if got := one[0].Full(); got != "CT Thorax, 12 Mar 2026, series 3 (lung), image 12 (I0012)" {
		t.Errorf("%q", got)
	}
	if got := []string{one[0].Short(), one[0].Part(), s[2].Short(), s[2].Part()}; !slices.Equal(got, []string{"CT Thorax, 12 Mar 2026", "series 3 (lung), image 12", "report 1.pdf", "disc.zip!/REPORTS"}) {
		t.Errorf("%q", got)
	}
	some := x.Of(slices.Concat(every[0:3], every[50:51]))
	if got := some[0].Which(); got != "images 1 to 3 and 72" {
		t.Errorf("%q", got)
	}
	if got := x.Of([]casefile.RecordID{"gone"}); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

func TestSay(t *testing.T) {
	t.Parallel()
	if got := Say(ranges([]int{7, 1, 2, 3, 5, 2})); got != "1 to 3, 5 and 7" {
		t.Error(got)
	}
	var many []int
	for n := range 30 {
		many = append(many, 2*n)
	}
	if got := Say(ranges(many)); got != "0, 2, 4, 6, 8, 10, 12, 14 and 22 more" {
		t.Error(got)
	}
	if Say(nil) != "" {
		t.Error("nothing")
	}
}

// Two echoes of one stack share their numbers: a number that stands once is missing once.
func TestMissingOfEchoes(t *testing.T) {
	t.Parallel()
	var all []casebook.Record
	for echo := range 2 {
		for n := 1; n <= 10; n++ {
			if echo == 1 && n == 4 {
				continue
			}
			r := image("2", n)
			r.Record += casefile.RecordID(fmt.Sprint("-", echo))
			all = append(all, r)
		}
	}
	if got := Say(Read(all).Of([]casefile.RecordID{all[0].Record})[0].Missing); got != "4" {
		t.Errorf("missing %q", got)
	}
}

// What is no image is not called one.
func TestWhichByModality(t *testing.T) {
	t.Parallel()
	for modality, want := range map[string]string{"CT": "2 images", "SM": "2 images", "SR": "2 reports", "ECG": "2 recordings", "DOC": "2 documents", "PR": "2 objects", "": "2 images"} {
		s := Subject{SeriesUID: "1.2", Modality: modality, Records: make([]casefile.RecordID, 2)}
		if got := s.Which(); got != want {
			t.Errorf("%q: %q, want %q", modality, got, want)
		}
	}
}
