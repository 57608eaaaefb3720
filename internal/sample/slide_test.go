package sample

import (
	"bytes"
	"context"
	"testing"

	"oso/internal/dicom"
)

// The made slide is read by the program's own reader: three images, two of which
// are levels of one, in tiles without gaps.
func TestSlideIsASlide(t *testing.T) {
	t.Parallel()
	files, err := Slide(patient(), 1)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		role          string
		columns, rows int
		frames        int
	}{{"label", SlideTile, SlideTile, 1}, {"volume", SlideColumns / 4, SlideRows / 4, 20}, {"volume", SlideColumns, SlideRows, 280}} {
		b := files[i].Data
		s, err := dicom.ReadSlide(context.Background(), bytes.NewReader(b), int64(len(b)), dicom.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if s.Role != want.role || s.Columns != want.columns || s.Rows != want.rows || s.Frames != want.frames || len(s.Spacing) != 2 || s.Power != 40 {
			t.Errorf("%+v", s)
		}
	}
}
