package casefile

import (
	"strings"
	"unicode"
)

// Display is the Latin form as records have it, "Given Middle Family", with
// prefix and suffix; the native form alone where there is no Latin one.
func (n Name) Display() string {
	var p []string
	for _, s := range []string{n.Prefix, n.Given, n.Middle, n.Family, n.Suffix} {
		if s = strings.TrimSpace(s); s != "" {
			p = append(p, s)
		}
	}
	if len(p) == 0 {
		return n.Ideographic
	}
	return strings.Join(p, " ")
}

// Surname is the end of Display by which people look a name up: the family name,
// and what follows it.
func (n Name) Surname() string {
	return strings.TrimSpace(strings.TrimSpace(n.Family) + " " + strings.TrimSpace(n.Suffix))
}

// Plain is Display without prefix and suffix: what a signer's name is compared with.
func (n Name) Plain() string {
	m := n
	m.Prefix, m.Suffix = "", ""
	return m.Display()
}

// NameOfDICOM splits a PN value into its groups and components. The native
// groups are kept whole, their components joined by spaces; padding and control
// characters are dropped.
func NameOfDICOM(pn string) Name {
	groups := strings.SplitN(pn, "=", 4)
	whole := func(i int) string {
		if i >= len(groups) {
			return ""
		}
		return strings.Join(strings.Fields(legible(strings.ReplaceAll(groups[i], "^", " "))), " ")
	}
	parts := strings.SplitN(groups[0], "^", 6)
	part := func(i int) string {
		if i >= len(parts) {
			return ""
		}
		return legible(parts[i])
	}
	return Name{
		Family: part(0), Given: part(1), Middle: part(2), Prefix: part(3), Suffix: part(4),
		Ideographic: whole(1), Phonetic: whole(2),
	}
}

// legible is a text without control characters and the space around it.
func legible(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s))
}

// DICOM is the name as a DICOM PN value: Family^Given^Middle^Prefix^Suffix,
// trailing empty components cut, with the ideographic and phonetic groups
// after = where present (PS3.5 6.2.1).
func (n Name) DICOM() string {
	latin := strings.TrimRight(strings.Join([]string{n.Family, n.Given, n.Middle, n.Prefix, n.Suffix}, "^"), "^")
	if n.Ideographic == "" && n.Phonetic == "" {
		return latin
	}
	return strings.TrimRight(latin+"="+n.Ideographic+"="+n.Phonetic, "=")
}
