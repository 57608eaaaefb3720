package identity

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"oso/internal/casefile"
)

// sexes are the ways in which sex is written: the standards' letters and
// numbers (DICOM, HL7 table 0001, ISO 5218) and the words of the languages in
// which devices are set up.
var sexes = func() map[string]casefile.Sex {
	of := map[casefile.Sex]string{
		casefile.Male: "m male man masculine 1 männlich maennlich mannlich mann herr h homme hombre masculin masculino maschio maschile uomo" +
			" man mannelijk mand mężczyzna mezczyzna muž muz erkek e муж мужской м чол 男 男性 남 남성 남자 ذكر זכר nam ชาย पुरुष",
		casefile.Female: "f female woman feminine 2 w weiblich frau femme femenino féminin feminin feminino femmina femminile donna mujer mulher" +
			" v vrouw vrouwelijk k kvinde kvinna kvinne kobieta žena zena kadın kadin жен женский ж жін 女 女性 여 여성 여자 أنثى נקבה nữ หญิง महिला",
		casefile.OtherSex:   "o other d divers x a ambiguous intersex diverse indeterminate",
		casefile.UnknownSex: "u un unk unknown unspecified undifferentiated 0 9 n na notapplicable none notknown unbekannt",
	}
	out := map[string]casefile.Sex{}
	for sex, words := range of {
		for _, w := range strings.Fields(words) {
			out[w] = sex
		}
	}
	return out
}()

// ReadSex reads sex as a record has it. ok is false where something is written
// that cannot be read; what is not said, or said to be unknown, is unknown.
func ReadSex(s string) (sex casefile.Sex, ok bool) {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r) && r != unicode.ReplacementChar {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(s))
	if s == "" {
		return casefile.UnknownSex, true
	}
	sex, ok = sexes[s]
	if !ok {
		return casefile.UnknownSex, false
	}
	return sex, true
}

func compareSex(want casefile.Sex, got string) remark {
	f := remark{Line: Line{What: BySex, Case: string(want), Found: got, Answer: Absent}}
	sex, ok := ReadSex(got)
	if ok && got != "" {
		f.Found = string(sex)
	}
	switch {
	case !ok:
		f.Answer, f.why = Unreadable, "What is written for the sex cannot be read."
	case want == "" || want == casefile.UnknownSex || sex == casefile.UnknownSex:
	case want == sex:
		f.Answer = Agrees
	default:
		f.Answer, f.why = Otherwise, "The sex is another one."
	}
	return f
}
