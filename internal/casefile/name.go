package casefile

import "strings"

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

// Plain is Display without prefix and suffix: what a signer's name is compared with.
func (n Name) Plain() string {
	m := n
	m.Prefix, m.Suffix = "", ""
	return m.Display()
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
