package template

import (
	"slices"
	"testing"

	"oso/internal/errs"
)

func TestShippedReportsCanBeKept(t *testing.T) {
	t.Parallel()
	l := ShippedReports()
	if err := l.Check(); err != nil {
		t.Fatal(err)
	}
	body, err := l.String()
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseReports(body)
	if err != nil || !slices.Equal(again.Reports, l.Reports) {
		t.Errorf("read again: %v, %+v", err, again)
	}
	for _, r := range l.Reports { // each has places that are the reader's: none can be signed as it is
		if err := Unfinished(r.Fill(map[string]string{Age: "55", Sex: "Female", Diagnosis: "Adenocarcinoma.", Studies: "CT, 2026-10-12."})); !errs.Is(err, errs.Incomplete) {
			t.Errorf("%s is finished as it stands: %v", r.Name, err)
		}
	}
}

func TestReportsThatAreNone(t *testing.T) {
	t.Parallel()
	good := ReportText{"CT", Imaging, "CT", "# Findings\n\n{x}"}
	for what, change := range map[string]func(*ReportText){
		"no name":                func(r *ReportText) { r.Name = " " },
		"two lines in the name":  func(r *ReportText) { r.Name = "a\nb" },
		"no review":              func(r *ReportText) { r.Review = "both" },
		"no code of a modality":  func(r *ReportText) { r.Modality = "x-ray" },
		"no words":               func(r *ReportText) { r.Words = "\n" },
		"no heading":             func(r *ReportText) { r.Words = "Findings: {x}" },
		"the name of another":    func(r *ReportText) { r.Name = "mr" },
		"longer than what holds": func(r *ReportText) { r.Words += string(make([]byte, mostWords)) },
	} {
		one := good
		change(&one)
		if err := (ReportTexts{[]ReportText{{"MR", Imaging, "MR", "# Findings"}, one}}).Check(); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := (ReportTexts{[]ReportText{good, {"CT", Pathology, "", "# Diagnosis"}}}).Check(); err != nil {
		t.Errorf("one name for each review: %v", err)
	}
}

func TestUnfinished(t *testing.T) {
	t.Parallel()
	for text, empty := range map[string][]string{
		"# A\n\n# B\n\nx":         {"A"},
		"# A\n\nx\n\n# B":         {"B"},
		"# A\n\n## B\n\nx":        nil,
		"# A\n\n## B\n\n# C\n\nx": {"B"},
		"x":                       nil,
		"# A\n\n- x":              nil,
	} {
		if got := Empty(text); !slices.Equal(got, empty) {
			t.Errorf("%q: %v", text, got)
		}
	}
	for text, left := range map[string][]string{
		"{a} and {b}, {a}": {"a", "b"}, "| {a} | b |\n| --- | --- |\n| c | {d} |": {"a", "d"}, "- {a}": {"a"}, "{}": {""}, "{ {": nil, "a } b {": nil,
	} {
		if got := Blanks(text); !slices.Equal(got, left) {
			t.Errorf("%q: %v", text, got)
		}
	}
}
