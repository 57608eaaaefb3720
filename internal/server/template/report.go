package template

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"oso/internal/errs"
	"oso/internal/prose"
	"oso/internal/server/db"
	"oso/internal/server/rights"
)

// ReportText is what a formal review's report begins with (R38): headings that fit the
// modality, and between them words with places. Those that a case fills are in
// ReportPlaces; every other one is the reader's, who writes over it.
type ReportText struct {
	Name     string `json:"name"`     // what it is chosen by
	Review   string `json:"review"`   // imaging, pathology
	Modality string `json:"modality"` // as DICOM has it, CT; empty: any
	Words    string `json:"words"`    // in the form of package prose
}

// ReportTexts is all of them, in the order in which they are offered.
type ReportTexts struct {
	Reports []ReportText `json:"reports"`
}

// Reviews that there are.
const (
	Imaging   = "imaging"
	Pathology = "pathology"
)

// Places that a case fills in a report.
const (
	Age       = "age"
	Sex       = "sex"
	Diagnosis = "diagnosis"
	Asked     = "questions"
	Studies   = "studies" // of the review's kind, with their dates
)

// ReportPlaces lists them.
func ReportPlaces() []string { return []string{Age, Sex, Diagnosis, Asked, Studies} }

var modality = regexp.MustCompile(`^[A-Z0-9]{0,16}$`)

// Check tells whether the list can be put in force. Kind Invalid says where not.
func (l ReportTexts) Check() error {
	const op = "check report texts"
	wrong := func(n int, says string) error {
		return errs.E(errs.Invalid, op, fmt.Sprintf("Template %d: %s Nothing was changed.", n+1, says))
	}
	if len(l.Reports) > mostTexts {
		return errs.E(errs.Invalid, op, fmt.Sprintf("There are more than %d templates. Nothing was changed. Take out those that nobody uses.", mostTexts))
	}
	seen := map[string]bool{}
	for i, t := range l.Reports {
		name, words := strings.TrimSpace(t.Name), strings.TrimSpace(t.Words)
		switch {
		case name == "" || strings.ContainsAny(name, "\r\n\t"):
			return wrong(i, "it has no name of one line. Name it by what is read.")
		case utf8.RuneCountInString(name) > mostName:
			return wrong(i, fmt.Sprintf("its name is longer than %d characters. Shorten it.", mostName))
		case seen[t.Review+strings.ToLower(name)]:
			return wrong(i, "another one has the same name. Name them apart.")
		case t.Review != Imaging && t.Review != Pathology:
			return wrong(i, "it is for no review. Choose imaging or pathology.")
		case !modality.MatchString(t.Modality):
			return wrong(i, "its modality is no code of DICOM’s, as CT or MR. Correct it, or leave it empty.")
		case words == "":
			return wrong(i, "it has no words. Write its headings, or take it out.")
		case utf8.RuneCountInString(words) > mostWords:
			return wrong(i, fmt.Sprintf("it is longer than %d characters. Shorten it.", mostWords))
		case !slices.ContainsFunc(prose.Parse(words), func(b prose.Block) bool { return b.Kind == prose.Heading }):
			return wrong(i, "it has no heading. Write one at least.")
		}
		seen[t.Review+strings.ToLower(name)] = true
	}
	return nil
}

// String is the list as a register keeps it.
func (l ReportTexts) String() (string, error) {
	b, err := json.Marshal(l)
	return string(b), errs.Op(err, "write report texts")
}

// ParseReports reads what String gave.
func ParseReports(body string) (ReportTexts, error) {
	d := json.NewDecoder(bytes.NewReader([]byte(body)))
	d.DisallowUnknownFields()
	var l ReportTexts
	if err := d.Decode(&l); err != nil {
		return l, errs.Wrap(err, errs.Damaged, "read report texts", "The templates of reports cannot be read. Nothing was changed. Restore the database from its backup.")
	}
	return l, nil
}

// OpenReports reads the templates in force; those that the program carries where
// the office has decided on none.
func OpenReports(ctx context.Context, q *db.Queries) (ReportTexts, error) {
	row, err := q.GetRegister(ctx, string(rights.ReportTexts))
	if errors.Is(err, sql.ErrNoRows) {
		return ShippedReports(), nil
	}
	if err != nil {
		return ReportTexts{}, db.Err(err, "read report texts")
	}
	return ParseReports(row.Body)
}

// Fill puts what a case says in the places that a case fills; every other one stays
// for the reader.
func (t ReportText) Fill(says map[string]string) string {
	return Text{Words: t.Words}.Fill(says)
}

// Blanks are the places that still stand in a report, each once: nobody wrote over
// them.
func Blanks(text string) []string {
	var out []string
	for _, b := range prose.Parse(text).Blocks() {
		for _, p := range place.FindAllStringSubmatch(b, -1) {
			if !slices.Contains(out, p[1]) {
				out = append(out, p[1])
			}
		}
	}
	return out
}

// Empty are the headings of a report that have nothing under them.
func Empty(text string) []string {
	var out []string
	blocks := prose.Parse(text)
	for i, b := range blocks {
		if b.Kind != prose.Heading {
			continue
		}
		// A heading of the second level is something under one of the first.
		if i+1 == len(blocks) || blocks[i+1].Kind == prose.Heading && blocks[i+1].Level <= b.Level {
			out = append(out, prose.Text{b}.Plain())
		}
	}
	return out
}

// Unfinished refuses a report of which a template's places or headings were left as
// they were.
func Unfinished(text string) error {
	const op = "check report"
	if left := Blanks(text); len(left) > 0 {
		return errs.E(errs.Incomplete, op, fmt.Sprintf("“{%s}” of the template still stands in the report. Nothing was signed. Write what belongs there, or take it out.", short(left[0])))
	}
	if empty := Empty(text); len(empty) > 0 {
		return errs.E(errs.Incomplete, op, fmt.Sprintf("Nothing stands under “%s”. Nothing was signed. Write it, or take the heading out.", short(empty[0])))
	}
	return nil
}

// ShippedReports are the templates that the program carries.
func ShippedReports() ReportTexts {
	const imaging = "# Indication\n\n{sex}, {age} years. {diagnosis}\n\n# Technique\n\n%s\n\n# Comparison\n\n{earlier studies, or: none}\n\n# Findings\n\n%s\n\n# Impression\n\n{what it means for the question}"
	const pathology = "# Material received\n\n%s\n\n# Clinical history\n\n{sex}, {age} years. {diagnosis}\n\n# Microscopic description\n\n%s\n\n# Stains and further tests\n\n{done elsewhere, or: none}\n\n# Diagnosis\n\n{site, procedure: diagnosis}"
	of := func(name, review, modality, form string, words ...any) ReportText {
		return ReportText{name, review, modality, fmt.Sprintf(form, words...)}
	}
	return ReportTexts{[]ReportText{
		of("Imaging", Imaging, "", imaging, "{studies}", "{findings}"),
		of("CT", Imaging, "CT", imaging, "{studies} {phase and contrast medium}", "{organ by organ}"),
		of("MRI", Imaging, "MR", imaging, "{studies} {sequences and contrast medium}", "{organ by organ}"),
		of("PET and CT", Imaging, "PT", imaging, "{studies} {tracer, dose and time after it}", "## Head and neck\n\n{findings}\n\n## Chest\n\n{findings}\n\n## Abdomen and pelvis\n\n{findings}\n\n## Skeleton\n\n{findings}"),
		of("Mammography", Imaging, "MG", imaging, "{studies} {views}", "## Composition\n\n{density}\n\n## Right breast\n\n{findings}\n\n## Left breast\n\n{findings}"),
		of("Slides", Pathology, "", pathology, "{blocks and slides, by their labels}", "{slide by slide}"),
		of("Scanned slides", Pathology, "SM", pathology, "{studies}", "{slide by slide}"),
		of("Cytology", Pathology, "", pathology, "{preparations, by their labels}", "## Adequacy\n\n{adequate, or why not}\n\n## Cells\n\n{findings}"),
	}}
}
