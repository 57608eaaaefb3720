package images

import (
	"fmt"
	"slices"
	"strings"
)

// Wanted is a row of the table by which passports say what a series means for a
// diagnosis, as it is read over by physicians.
type Wanted struct {
	Codes      []string `json:"codes"` // how an ICD-10 code begins
	Modalities []string `json:"modalities"`
	Images     string   `json:"images"` // what they are to be like
	Why        string   `json:"why"`
	Source     string   `json:"source"`
}

// Table is what is wanted of images, row by row; rows that differ only in their
// part of the body are one.
func Table() (all []Wanted) {
	for _, w := range wants {
		var like []string
		if w.slice > 0 {
			like = append(like, "slices of at most "+mm(w.slice))
		}
		if w.closed {
			like = append(like, "without gaps")
		}
		if w.contrast {
			like = append(like, "with contrast agent")
		}
		if w.acquired {
			like = append(like, "as acquired")
		}
		row := Wanted{Codes: slices.Clone(w.codes), Modalities: slices.Clone(w.modalities), Images: strings.Join(like, ", "), Why: w.what, Source: w.source}
		if n := len(all); n > 0 && all[n-1].Why == row.Why && all[n-1].Images == row.Images && all[n-1].Source == row.Source && slices.Equal(all[n-1].Modalities, row.Modalities) {
			all[n-1].Codes = append(all[n-1].Codes, row.Codes...)
			continue
		}
		all = append(all, row)
	}
	return append(all, Wanted{
		Codes: []string{solidFrom + " to " + solidTo + ", not " + lymphNodes}, Modalities: slices.Clone(onEither), Images: "slices of at most " + mm(tumorSlice) + "; thicker, lesions from twice the slice",
		Why: "solid tumors are measured", Source: "RECIST 1.1",
	})
}

// WriteTable is the table as Markdown.
func WriteTable(rows []Wanted) string {
	var b strings.Builder
	b.WriteString("| ICD-10 begins | Images | Are to be | Since | Source |\n|---|---|---|---|---|\n")
	for _, r := range rows {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", strings.Join(r.Codes, ", "), strings.Join(r.Modalities, ", "), r.Images, strings.TrimSuffix(r.Why, ","), r.Source)
	}
	return b.String()
}
