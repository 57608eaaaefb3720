package desktop

import (
	"reflect"
	"testing"

	"oso/internal/casefile"
	"oso/internal/clinic/opinion"
)

func TestCitedReportsAreRead(t *testing.T) {
	t.Parallel()
	here := map[casefile.RecordID]bool{"image": true, "report": true}
	x := opinion.Opened{Here: here, Read: map[casefile.RecordID]bool{"report": true}}
	column, row := 3.5, 4.5
	for record, want := range map[casefile.RecordID]OpinionPlace{
		"image":  {Record: "image", SOP: "1.2", Series: "1", Frame: 2, At: []float64{3.5, 4.5}, Here: true},
		"report": {Record: "report", At: []float64{}, Page: 7, Here: true},
		"gone":   {Record: "gone", SOP: "1.2", Series: "1", Frame: 2, At: []float64{3.5, 4.5}},
	} {
		page := want.Page
		if got := place(casefile.Target{Record: record, SOP: "1.2", Series: "1", Frame: 2, X: &column, Y: &row}, page, x); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v", record, got)
		}
	}
}
