package identity

import (
	"slices"
	"strings"
	"testing"

	"oso/internal/casefile"
)

// someone reads "Family^Given^Middle^Prefix^Suffix=native=phonetic|born|sex|number@giver".
func someone(s string) Person {
	at := func(parts []string, i int) string {
		if i < len(parts) {
			return parts[i]
		}
		return ""
	}
	fields := strings.Split(s, "|")
	groups := strings.Split(fields[0], "=")
	n := strings.Split(groups[0], "^")
	p := Person{
		Name: casefile.Name{
			Family: at(n, 0), Given: at(n, 1), Middle: at(n, 2), Prefix: at(n, 3), Suffix: at(n, 4),
			Ideographic: at(groups, 1), Phonetic: at(groups, 2),
		},
		Born: at(fields, 1), Sex: at(fields, 2),
	}
	if v := at(fields, 3); v != "" {
		value, giver, _ := strings.Cut(v, "@")
		p.Numbers = []casefile.Identifier{{System: giver, Value: value}}
	}
	return p
}

// patientOf is someone as a case names them.
func patientOf(s string) casefile.Patient {
	p := someone(s)
	return casefile.Patient{Name: p.Name, BirthDate: p.Born, Sex: casefile.Sex(p.Sex), Identifiers: p.Numbers}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	const born = "1965-09-14"
	for _, c := range []struct {
		about, want, got string
		verdict          Verdict
	}{
		{"equal", "Tan^Wei Ling|" + born + "|female", "TAN^WEI LING|19650914|F", Same},
		{"born on another day", "Tan^Wei Ling|" + born + "|female|MV 220-417@MV", "TAN^WEI LING|19650904|F|MV220417@MV", Differs},
		{"family and given name swapped", "Tan^Wei Ling|" + born, "Wei Ling^Tan|19650914", Same},
		{"all in the family name", "Tan^Wei Ling|" + born, "TAN WEI LING|19650914", Same},
		{"run together", "Tan^Wei Ling|" + born, "Tan^Weiling|19650914", Same},
		{"signs written out", "Müller^Jörg|" + born, "MUELLER^JOERG|19650914", Same},
		{"signs dropped", "Müller^Jörg|" + born, "MULLER^JORG|19650914", Same},
		{"signs decomposed", "Müller^Jörg|" + born, "Mu\u0308ller^Jo\u0308rg|19650914", Same},
		{"signs that differ", "Nguyễn^Thị Hoa|" + born, "NGUYỄN^THỊ HÒA|19650914", Differs},
		{"signs of one side only", "Nguyễn^Thị Hoa|" + born, "NGUYEN^THI HOA|19650914", Same},
		{"diacritics", "Łukasiewicz^Zoë|" + born, "Lukasiewicz^Zoe|19650914", Same},
		{"apostrophe and hyphen", "O'Brien^Anne-Marie|" + born, "OBRIEN^ANNE MARIE|19650914", Same},
		{"particles", "van der Berg^Jan|" + born, "VANDERBERG^JAN|19650914", Same},
		{"particles left away", "de la Cruz^Ana|" + born, "CRUZ^ANA|19650914", Same},
		{"particles behind the given name", "van der Berg^Jan|" + born, "BERG^JAN VAN DER|19650914", Same},
		{"particles of a name not in parts", "van der Berg^Jan|" + born, "JAN VAN DER BERG|19650914", Same},
		{"particles left away, parts swapped", "de la Cruz^Ana|" + born, "ANA^CRUZ|19650914", Same},
		{"a second given name that looks like a particle", "Nguyen^Van|" + born, "NGUYEN^VAN DO|19650914", Unclear},
		{"the same, as a middle name", "Nguyen^Van|" + born, "NGUYEN^VAN^DO|19650914", Unclear},
		{"the same, of the case", "Nguyen^Van^Do|" + born, "NGUYEN^VAN|19650914", Unclear},
		{"the same, not in parts", "Nguyen^Van|" + born, "DO NGUYEN VAN|19650914", Unclear},
		{"the same, swapped", "Do^Hoa|" + born, "HOA^VAN DO|19650914", Unclear},
		{"an initial that looks like a particle", "López^María|" + born, "LOPEZ^MARIA E|19650914", Unclear},
		{"a family name that looks like a particle", "Le^Minh|" + born, "VAN^MINH|19650914", Differs},
		{"the first of two family names looks like a particle", "Le Tran^Minh|" + born, "TRAN^MINH|19650914", Unclear},
		{"the same, of the records", "Tran^Minh|" + born, "LE TRAN^MINH|19650914", Unclear},
		{"what makes another family's name", "O Brien^Ana|" + born, "BRIEN^ANA|19650914", Unclear},
		{"the same, in one word", "Mac Donald^Ana|" + born, "MACDONALD^ANA|19650914", Same},
		{"two particles left away, one of them a name", "de l Isle^Ana|" + born, "ISLE^ANA|19650914", Same},
		{"an initial behind a name that many share", "Khan^Mohamed A|" + born, "KHAN^MOHAMED ALI|19650914", Unclear},
		{"an initial behind a name of one's own", "Smith^John P|" + born, "SMITH^JOHN PAUL|19650914", Same},
		{"parts swapped, and each may be either", "Mohamed^Ahmed|" + born, "AHMED^MOHAMED|19650914", Unclear},
		{"a word that tells the sex", "Singh^Gurpreet|" + born, "SINGH^GURPREET KAUR|19650914", Unclear},
		{"one of two family names that looks like a particle", "Ben^Ana|" + born, "SMITH BEN^ANA|19650914", Unclear},
		{"title in the name", "Smith^John|" + born, "SMITH^DR JOHN MR|19650914", Same},
		{"two titles", "Smith^John^^Dr|" + born, "SMITH^JOHN^^Prof|19650914", Same},
		{"middle name only there", "Smith^John|" + born, "Smith^John^Paul|19650914", Same},
		{"middle name only here", "Smith^John^Paul|" + born, "Smith^John|19650914", Same},
		{"middle initial", "Smith^John^Paul|" + born, "Smith^John^P|19650914", Same},
		{"another middle name", "Smith^John^Paul|" + born, "Smith^John^Henry|19650914", Differs},
		{"second family name", "García^Ana|" + born, "Garcia Lopez^Ana|19650914", Same},
		{"married", "Smith^Anna|" + born, "Jones^Anna|19650914", Differs},
		{"married, both names", "Smith^Anna|" + born, "Smith-Jones^Anna|19650914", Same},
		{"other sex", "Smith^Kim|" + born + "|female", "Smith^Kim|19650914|M", Differs},
		{"other sex, in a word", "Smith^Kim|" + born + "|female", "Smith^Kim|19650914|MALE", Differs},
		{"other sex, as a number", "Smith^Kim|" + born + "|male", "Smith^Kim|19650914|2", Differs},
		{"sex not said", "Smith^Kim|" + born + "|female", "Smith^Kim|19650914|U", Same},
		{"sex not readable", "Smith^Kim|" + born + "|female", "Smith^Kim|19650914|Q7", Unclear},

		{"twin", "Smith^John|" + born, "Smith^James|19650914", Differs},
		{"twins by letter", "Lee^Twin A of Kim|" + born, "LEE^TWIN B OF KIM|19650914", Differs},
		{"twin of a mother named like the patient", "Lee^Kim|" + born, "LEE^TWIN B OF KIM|19650914", Differs},
		{"twin by number", "Lee^Girl 1|" + born, "LEE^GIRL 2|19650914", Differs},
		{"twins with an initial in common", "Smith^John|" + born, "SMITH^J|19650914", Unclear},
		{"the newborn of the patient", "Whitcombe^Eleanor|" + born, "WHITCOMBE^BABY OF ELEANOR|19650914", Differs},
		{"twins by the letter of a suffix", "Garcia^Girl^^^A|" + born, "GARCIA^GIRL^^^B|19650914", Differs},
		{"twins by the number of a suffix", "Garcia^Baby^^^1|" + born, "GARCIA^BABY^^^2|19650914", Differs},
		{"twins by the words of a suffix", "Garcia^Ana^^^Twin A|" + born, "GARCIA^ANA^^^TWIN B|19650914", Differs},
		{"twins by the words of a prefix", "Garcia^Ana^^Twin A|" + born, "GARCIA^ANA^^TWIN B|19650914", Differs},
		{"the patient's newborn, by a prefix", "Garcia^Ana|" + born, "GARCIA^ANA^^BABY OF|19650914", Differs},
		{"the patient's donor", "Smith^John|" + born, "SMITH^JOHN^^^DONOR|19650914", Differs},
		{"the patient's brother", "Smith^John|" + born, "SMITH^JOHN (BROTHER)|19650914", Differs},
		{"first of the name and second", "Smith^John^^^I|" + born, "SMITH^JOHN^^^II|19650914", Differs},
		{"an academic degree", "Smith^John|" + born, "SMITH^JOHN^^^MD PhD|19650914", Same},
		{"two people in one name", "Smith^John|" + born, "SMITH^JOHN/JAMES|19650914", Unclear},
		{"two people in one name, with and", "Smith^John|" + born, "SMITH^JOHN AND JANE|19650914", Differs},
		{"family and given name as one name of another", "Li^Na Chen|" + born, "CHEN^LINA|19650914", Differs},
		{"one name as a family and a given one", "Suharto|" + born, "SU^HARTO|19650914", Differs},
		{"the second of two family names", "García López^Ana|" + born, "LOPEZ^ANA|19650914", Unclear},
		{"two family names, the second is the patient's", "López^Ana|" + born, "GARCIA LOPEZ^ANA|19650914", Unclear},
		{"a kind of number is nobody who gives one", "Smith^Kim|" + born + "||712345@Medical Record Number", "Smith^Kim|||712345@medical record number", Unclear},
		{"numbers of one kind", "Smith^Kim|" + born + "||712345@Medical Record Number", "Smith^Kim|19650914||712346@medical record number", Same},

		{"family name alone", "Smith^John|" + born, "Smith|19650914", Unclear},
		{"given name alone", "Smith^John|" + born, "^John|19650914", Unclear},
		{"second given name alone", "Smith^Anna Maria|" + born, "SMITH^MARIA|19650914", Unclear},
		{"initials", "Whitcombe^Eleanor|" + born, "E.W.|19650914", Unclear},
		{"initials of everything beside a name", "Whitcombe^Eleanor|" + born, "JONES^E^W|19650914", Differs},
		{"sons and fathers", "Smith^John^^^Sr|1941-02-03|male", "SMITH^JOHN^^^JR||M", Differs},
		{"son, day of birth agrees", "Smith^John^^^Sr|1941-02-03", "SMITH^JOHN^^^JR|19410203", Differs},
		{"son in the given name", "Smith^John^^^Sr|1941-02-03", "SMITH^JOHN JR|19410203", Differs},
		{"suffix on one side, same day", "Smith^John^^^Sr|1941-02-03", "SMITH^JOHN|19410203", Same},
		{"suffix on one side, no day", "Smith^John|1941-02-03|male|1234567@H", "SMITH^JOHN^^^JR||M|1234567@H", Unclear},
		{"suffix written otherwise", "Smith^John^^^Jr.|1941-02-03", "SMITH^JOHN^JUNIOR|19410203", Same},
		{"one name, equal", "Suharto|" + born, "SUHARTO|19650914", Same},
		{"one name beside two", "Suharto|" + born, "SUHARTO^AHMAD|19650914", Unclear},

		{"name alone", "Smith^Kim|" + born, "Smith^Kim", Unclear},
		{"date alone", "Smith^Kim|" + born, "|19650914", Unclear},
		{"nobody", "Smith^Kim|" + born, "", Unclear},
		{"removed", "Smith^Kim|" + born, "REMOVED|19650914", Unclear},
		{"a code", "Smith^Kim|" + born, "0012345|19650914", Unclear},
		{"letters lost", "Müller^Jörg|" + born, "M?ller^J?rg|19650914", Unclear},
		{"letters lost for good", "Müller^Jörg|" + born, "M\ufffdller^J\ufffdrg|19650914", Unclear},
		{"two names in one place", "Whitcombe^Eleanor|" + born, `Whitcombe Eleanor \ Doe John|19650914`, Unclear},
		{"only question marks", "Yamada^Taro|" + born, "???|19650914", Unclear},
		{"year alone", "Smith^Kim|" + born, "Smith^Kim|1965", Unclear},
		{"date not readable", "Smith^Kim|" + born, "Smith^Kim|JJJJMMTT", Unclear},
		{"another year", "Smith^Kim|" + born, "Smith^Kim|1950", Differs},
		{"1 January", "Ali^Mohamed|1980-01-01", "ALI^MOHAMED|19800101", Unclear},
		{"1 January and the sex", "Ali^Mohamed|1980-01-01|male", "ALI^MOHAMED|19800101|M", Same},
		{"1 January and another name", "Ali^Mohamed|1980-01-01|male", "قباني^نزار|19800101|M", Unclear},

		{"number alone", "Smith^Kim|" + born + "||MV 220-417@MV", "|||mv220417@MV", Unclear},
		{"number that everybody has", "Smith^Kim|" + born + "||1@clinic", "|||1", Unclear},
		{"number, giver not said, and the name", "Smith^Kim|" + born + "||MV 220-417@MV", "Smith^Kim|||mv220417", Unclear},
		{"number of its giver and the name", "Smith^Kim|" + born + "||MV 220-417@MV", "Smith^Kim|||mv220417@mv", Same},
		{"number of its giver and the day", "Smith^Kim|" + born + "||MV 220-417@MV", "|19650914||mv220417@MV", Same},
		{"number of its giver and the day beside a name that is hidden", "Smith^Kim|" + born + "||MV 220-417@MV", "ANON|19650914||mv220417@MV", Unclear},
		{"another hospital's number", "Smith^Kim|" + born + "||MV 220-417@MV", "Smith^Kim|19650914||77", Same},
		{"another number of the same hospital", "Smith^Kim|" + born + "||MV 220-417@MV", "Smith^Kim|19650914||MV 220-418@MV", Differs},

		{"a native form that the case lacks", "Yamada^Taro|" + born, "YAMADA^TARO=山田^太郎|19650914", Unclear},
		{"a native form that the case lacks, and the number", "Yamada^Taro|" + born + "||MV 220-417@MV", "YAMADA^TARO=山田^太郎|19650914||MV220417@MV", Same},
		{"a phonetic form that the case lacks", "Sato^Hanako=佐藤花子|" + born, "SATO^HANAKO=佐藤^花子=さとう^はなこ|19650914", Same},
		{"a Cyrillic form that the case lacks, another Latin one", "Ivanov^Petr|" + born, "IVANOV^OLEG=Иванов^Олег|19650914", Differs},
		{"the case has more forms", "Yamada^Taro=山田太郎|" + born, "YAMADA^TARO|19650914", Same},
		{"native form against Latin", "Yamada^Taro|" + born, "山田^太郎|19650914", Unclear},
		{"native form in either place", "=山田太郎|" + born, "Yamada^Taro=山田 太郎|19650914", Same},
		{"native form as family, given", "Yamada^Taro=山田太郎|" + born, "山田^太郎|19650914", Same},
		{"native form differs beside a Latin one that agrees", "Sato^Hanako=佐藤花子|" + born, "SATO^HANAKO=佐藤^華子|19650914", Differs},
		{"phonetic form differs", "Sato^Hanako=佐藤花子=さとうはなこ|" + born, "SATO^HANAKO=佐藤^花子=サトウ^ハルコ|19650914", Differs},
		{"phonetic form in other kana", "Sato^Hanako=佐藤花子=さとうはなこ|" + born, "ｻﾄｳ^ﾊﾅｺ=佐藤^花子=サトウ^ハナコ|19650914", Same},
		{"Latin form differs beside a native one that agrees", "Sato^Hanako=佐藤花子|" + born, "SATO^HARUKO=佐藤花子|19650914", Differs},
		{"both forms in one part", "Wang^Xiaodong=王小东|" + born, "王小东 WANG XIAODONG|19650914", Same},
		{"Hangul", "Kim^Minjun=김민준|" + born, "KIM^MIN JUN=김^민준|19650914", Same},
		{"Cyrillic", "Иванов^Пётр|" + born, "ИВАНОВ^ПЕТР|19650914", Same},
		{"Cyrillic with the father's name", "Иванов^Пётр|" + born, "ИВАНОВ^ПЕТР^СЕРГЕЕВИЧ|19650914", Same},
		{"Cyrillic, another", "Иванов^Пётр|" + born, "Иванов^Олег|19650914", Differs},
		{"Arabic with vowels", "محمد^علي|" + born, "مُحَمَّد^عَلي|19650914", Same},
		{"the case does not say the date yet", "Smith^Kim", "Smith^Kim|19650914", Unclear},
		{"the case does not say the name yet", "|" + born, "Smith^Kim|19650914", Unclear},
	} {
		t.Run(c.about, func(t *testing.T) {
			t.Parallel()
			got := Compare(patientOf(c.want), someone(c.got))
			if got.Verdict != c.verdict {
				t.Errorf("%s, want %s: %+v", got.Verdict, c.verdict, got)
			}
			if (got.Verdict == Same) != (len(got.Why) == 0) {
				t.Errorf("%s because of %q", got.Verdict, got.Why)
			}
			if len(got.Lines) != 4 || slices.ContainsFunc(got.Lines, func(l Line) bool { return l.Answer == Otherwise }) != (got.Verdict == Differs) {
				t.Errorf("%s with %+v", got.Verdict, got.Lines)
			}
		})
	}
}
