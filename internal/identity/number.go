package identity

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"oso/internal/casefile"
)

// bare is a number without what people put between its parts.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(s))
}

// common names for a number that do not say who gave it: what kind it is, or by
// what program.
var common = append(strings.Fields("mrn pid id pi mr patientid patient number hospital hospitalnumber clinic local internal unknown"+
	" medicalrecordnumber medicalrecord medicalrecordno recordnumber localmrn hospitalmrn hospitalid patientidentifier patientnumber patientno identifier"+
	" unitnumber chartnumber chart casenumber visitnumber accountnumber externalid internalid pt ptid default none na other his kis ris pacs emr ehr dicom"+
	" patientennummer patientenid patientnr fallnummer numerodehistoria historiaclinica nhc numerodossier dossier ipp prontuario paciente"), "")

// giver is who gave a number, comparable; empty where that is not said.
func giver(system string) string {
	s := bare(strings.TrimPrefix(strings.ToLower(strings.TrimSpace(system)), "urn:oid:"))
	if slices.Contains(common, s) {
		return ""
	}
	return s
}

// telling is how many signs a number has at least that not everybody has: "1",
// "007" and the like tell nobody from anybody.
const telling = 5

// compareNumbers compares numbers of the same giver. A number may differ, since
// every hospital has its own; one of a giver that both sides name may not.
func compareNumbers(want, got []casefile.Identifier) remark {
	f := remark{Line: Line{What: ByNumber, Answer: Absent}}
	var ours, theirs []string
	var fits, differs bool
	for _, g := range got {
		value := bare(g.Value)
		if value == "" {
			continue
		}
		theirs = append(theirs, g.Value)
		var shared, agreed bool
		for _, w := range want {
			if bare(w.Value) == "" {
				continue
			}
			same := bare(w.Value) == value
			if from := giver(w.System); from != "" && from == giver(g.System) {
				shared, agreed = true, agreed || same
			}
			fits = fits || same && len(strings.TrimLeft(value, "0")) >= telling
		}
		if agreed {
			f.Answer = Agrees
		}
		differs = differs || shared && !agreed
	}
	for _, w := range want {
		if bare(w.Value) != "" {
			ours = append(ours, w.Value)
		}
	}
	f.Case, f.Found = strings.Join(ours, ", "), strings.Join(theirs, ", ")
	switch {
	case f.Answer == Agrees:
	case differs:
		f.Answer, f.why = Otherwise, "The number is another one of the same hospital."
	case fits:
		f.Answer = Partly
	case len(ours) > 0 && len(theirs) > 0:
		f.Answer = Apart
	}
	return f
}
