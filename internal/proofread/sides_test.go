package proofread

import (
	"slices"
	"testing"
)

// TestSidesOfALetter: every side is listed with what it is of; names of the heart's
// parts, and what is of both or of no side, are none.
func TestSidesOfALetter(t *testing.T) {
	r, err := Check(t.Context(), Letter{Passages: []Passage{
		{Part: "history", Text: "Pain of the left knee; the right one is well. A Rt. hip was replaced.", Question: -1},
		{Part: "assessment", Text: "The left-sided effusion, RLL nodule, and the left ventricle of a right-handed man, right away. Nothing on the right.", Question: -1},
	}}, Facts{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range r.Sides {
		got = append(got, s.Part+": "+s.Side+" "+s.Of+" “"+s.Words+"”")
	}
	want := []string{
		"history: left knee “left knee”", "history: right one “right one”", "history: right hip “Rt. hip”",
		"assessment: left effusion “left-sided effusion”", "assessment: right  “RLL”", "assessment: right  “right”",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}
