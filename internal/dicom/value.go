package dicom

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
	"unicode"

	"oso/internal/casefile"
	"oso/internal/identity"
)

// clean trims the padding of a value (PS3.5 6.2) and drops control characters.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

// uid is a unique identifier without its padding (PS3.5 9.1). One that breaks
// the rules, with letters or too long, still tells studies apart: it is kept as
// it is written, and a very long one as its beginning and a hash.
func uid(s string) string {
	s = strings.Trim(s, "\x00 ")
	s, _, _ = strings.Cut(s, `\`)
	if strings.Trim(s, ".0123456789") == "" && len(s) <= longestUID {
		return s
	}
	shown := strings.Map(func(r rune) rune {
		if r <= ' ' || r > '~' {
			return '_'
		}
		return r
	}, s)
	if len(shown) > 2*longestUID || strings.Contains(shown, "_") {
		sum := sha256.Sum256([]byte(s))
		shown = shown[:min(len(shown), longestUID)] + "~" + hex.EncodeToString(sum[:8])
	}
	return shown
}

const longestUID = 64

// realUID is a uid that keeps the rules, or empty.
func realUID(s string) string {
	if s = uid(s); strings.Trim(s, ".0123456789") != "" || len(s) > longestUID {
		return ""
	}
	return s
}

// code is a CS or IS value: the first one, trimmed, ASCII or nothing.
func code(s string) string {
	s, _, _ = strings.Cut(s, `\`)
	if s = clean(s); len(s) > 64 || !plain(s) {
		return ""
	}
	return s
}

// number is an IS value; ok is false where it is none.
func number(s string) (n int, ok bool) {
	n, err := strconv.Atoi(code(s))
	return n, err == nil
}

// date is a DA value, also in the form of the standard before 1993, as
// YYYY-MM-DD; empty where it names no day.
func date(s string) string {
	s = code(s)
	for _, layout := range []string{"20060102", "2006.01.02", "2006-01-02"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	return ""
}

// patientOf reads the patient from raw values, and tells how far the letters of
// name and number could be read.
func patientOf(get func(uint32) string, cs charset) (identity.Person, fit) {
	name, how := cs.read(get(tagPatientName))
	if first, rest, _ := strings.Cut(name, `\`); strings.Trim(rest, `\ `) == "" || rest == first {
		name = first
	} else { // two names, where one has its place: nobody may choose
		name = strings.NewReplacer(`\`, ` \ `, "^", " ", "=", " ").Replace(name)
	}
	_, number := cs.read(get(tagPatientID))
	p := identity.Person{Name: casefile.NameOfDICOM(name), Born: written(get(tagBirthDate), cs), Sex: written(get(tagSex), cs)}
	if id := written(get(tagPatientID), cs); id != "" {
		p.Numbers = []casefile.Identifier{{System: written(get(tagIssuer), cs), Value: id}}
	}
	p.Aged = identity.Aged(clean(get(tagAge)), date(get(tagStudyDate)), p.Born)
	for _, t := range []uint32{tagBirthName, tagOtherNames} {
		names, _ := cs.read(get(t))
		for _, n := range strings.Split(names, `\`) {
			if n := casefile.NameOfDICOM(n); identity.Display(n) != "" && len(p.Others) < mostOthers {
				p.Others = append(p.Others, n)
			}
		}
	}
	return p, max(how, number)
}

// mostOthers is how many further names of a patient are kept.
const mostOthers = 8

// written is a value as it stands, one that cannot be read as well; a value
// written twice counts once.
func written(s string, cs charset) string {
	s = clean(cs.decode(s))
	if first, rest, several := strings.Cut(s, `\`); several && (rest == "" || rest == first) {
		return strings.TrimSpace(first)
	}
	return s
}
