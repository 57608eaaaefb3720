package identity

import (
	"strings"

	"oso/internal/casefile"
	"oso/internal/clinic/vault"
	"oso/internal/dicom"
)

// compareIdentity tells whether a record's person is the case's patient. A
// different birth date decides; so does a name that cannot be the same, or the
// other sex. A hospital number may differ, since every hospital has its own; an
// equal one stands in for what is missing.
func compareIdentity(want casefile.Patient, got dicom.Patient) (answer, []vault.Comparison) {
	birth := sameText(want.BirthDate, got.BirthDate)
	name := sameName(want.Name, got.Name, birth == same)
	sex := unknown
	if known(want.Sex) && known(got.Sex) {
		sex = sameText(string(want.Sex), string(got.Sex))
	}
	number, numbers := unknown, []string{}
	for _, id := range want.Identifiers {
		if v := bareNumber(id.Value); v != "" && got.ID != "" {
			numbers = append(numbers, id.Value)
			if v == bareNumber(got.ID) {
				number = same
			} else if number == unknown {
				number = different
			}
		}
	}
	lines := []vault.Comparison{
		{What: "name", Case: display(want.Name), Found: display(got.Name), Differs: name == different},
		{What: "birth_date", Case: want.BirthDate, Found: got.BirthDate, Differs: birth == different},
		{What: "sex", Case: string(want.Sex), Found: string(got.Sex), Differs: sex == different},
		{What: "number", Case: strings.Join(numbers, ", "), Found: got.ID, Differs: number == different},
	}
	switch {
	case birth == different, name == different, sex == different:
		return different, lines
	case name == same, birth == same, number == same:
		return same, lines
	}
	return unknown, lines
}

func known(s casefile.Sex) bool { return s == casefile.Female || s == casefile.Male }

func sameText(a, b string) answer {
	switch {
	case a == "" || b == "":
		return unknown
	case a == b:
		return same
	}
	return different
}

// bareNumber is a number without what people put between its parts.
func bareNumber(s string) string {
	return strings.ToLower(strings.NewReplacer(" ", "", "-", "", ".", "", "/", "").Replace(s))
}

// display is the name with its native form.
func display(n casefile.Name) string {
	s := n.Display()
	if n.Ideographic != "" && s != n.Ideographic {
		s += " " + n.Ideographic
	}
	return s
}

// personKey names a person among the records met: equal for every record that
// says the same about name, birth date and sex. Empty where it says nothing.
func personKey(p dicom.Patient) string {
	w := words(p.Name.Family, p.Name.Given, p.Name.Middle)
	if len(w) == 0 {
		w = words(p.Name.Ideographic)
	}
	if len(w) == 0 && p.BirthDate == "" {
		if p.ID == "" {
			return ""
		}
		return "id:" + bareNumber(p.ID)
	}
	sex := ""
	if known(p.Sex) {
		sex = string(p.Sex)
	}
	return together(w) + "|" + p.BirthDate + "|" + sex
}
