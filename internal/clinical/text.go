package clinical

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"oso/internal/casefile"
	"oso/internal/identity"
)

// label is what a label in a text says of the words after it.
type label int

const (
	lName   label = iota // of a patient, said so
	lBare                // "Name": whose, the labels around it tell
	lFamily              // family name
	lGiven               // given name
	lBorn                // birth date
	lSex                 // sex
	lNumber              // patient's number
	lEnd                 // something else: ends what stands before it
)

// labels of reports in the languages in which they come. What is longer stands
// before what it begins with.
var labels = []struct {
	is    label
	words string
}{
	{lNumber, `subject[ ]id|m\.?r\.?n\.?|medical[ ]record[ ](?:no|number|nr)\.?|patient[ ]?(?:id|no|nr|number)\.?|patienten(?:nummer|-?nr\.?|-?id)|hospital[ ](?:no|number|id)\.?|nhs[ ](?:no|number)\.?|unit[ ]no\.?|number|chart[ ](?:no|number|#)\.?|患者(?:id|番号)|病历号|住院号`},
	{lName, `subject[ ]name|patient(?:['’]?s)?[ ]full[ ]name|patient(?:['’]?s)?[ ]name|name[ ]of[ ](?:the[ ])?patient|pt\.?[ ]name|patientenname|patient(?:in)?[ ]?/[ ]?(?:patient)?in|name[ ](?:des|der)[ ]patient(?:en|in)|nom[ ]du[ ]patient|nombre[ ]del?[ ](?:la[ ])?paciente|nome[ ]d[oa][ ]paciente|nome[ ](?:del[ ])?paziente|naam[ ]pati[eë]nt|patientin|patient|paciente|paziente|pati[eë]nt|患者(?:氏|姓)?名|환자명|пациент(?:ка)?|اسم المريض|المريض`},
	{lFamily, `family[ ]name|last[ ]name|surname|nachname|familienname|apellidos?|cognome|sobrenome|achternaam|nom[ ]de[ ]famille|фамилия`},
	{lGiven, `given[ ]names?|first[ ]names?|forenames?|vornamen?|pr[eé]noms?|voornamen?|имя`},
	{lBare, `full[ ]name|name|re|regarding|betrifft|betr\.|nombre|nom|nome|naam|氏名|姓名|성명|이름|фио|الاسم`},
	{lBorn, `subject[ ](?:birth[ ]?date|date[ ]of[ ]birth)|date[ ]of[ ]birth|birth[ ]?date|d\.?[ ]?o\.?[ ]?b\.?|born(?:[ ]on)?|geburtsdatum|geb\.?[ -]?dat(?:um|\.)|geboren(?:[ ]am)?|geb\.(?:[ ]am)?|geb|fecha[ ](?:de[ ])?nac(?:imiento|\.)|f\.?[ ]?nac\.?|date[ ]de[ ]naissance|n[ée]\(?e?\)?[ ]le|ddn|data[ ]di[ ]nascita|nat[oa][ ]il|data[ ]de[ ]nasc(?:imento|\.)|geboortedatum|生年月日|出生(?:日期|年月日)?|생년월일|дата[ ]рождения|تاريخ الميلاد`},
	{lSex, `subject[ ]sex|sex|gender|geschlecht|sexe|sexo|sesso|geslacht|性別|性别|성별|пол|الجنس`},
	{lEnd, `age|alter|edad|tel|phone|fax|address|adresse|ward|room|visit|accession(?:[ ](?:no|number))?|taken|collected|reported|received|page|account|physician|doctor|dr|referring|consultant|requested|ordering|date|exam(?:ination)?|study|weight|height|blutgruppe|insurance|ssn|email|status|specimen|clinic|hospital|department|provider`},
}

var labelled = func() *regexp.Regexp {
	var groups []string
	for _, l := range labels {
		groups = append(groups, "("+strings.ReplaceAll(l.words, "[ ]", `[ \t\x{00a0}]`)+")")
	}
	// A label ends in a colon, or stands at the head of its line.
	return regexp.MustCompile(`(?i)(?:` + strings.Join(groups, "|") + `)(?:[ \t\x{00a0}]*(?:\([^()\n]{0,24}\)[ \t\x{00a0}]*)?([:：=#])|[ \t\x{00a0}]|[\n\r])`)
}()

// another is who else has names and birthdays in a report.
var another = regexp.MustCompile(`(?i)(?:mother|father|maternal|paternal|spouse|husband|wife|guardian|parent|kin|contact|insured|subscriber|physician|doctor|hospital|clinic|file|brand|generic|drug|test|user|study|company|mutter|vater|madre|padre|m[èe]re|p[èe]re)(?:['’]?s)?(?:[ ]of)?[ \t]*$`)

// addressed is a name before a birth date in a sentence: "Frau Erika Muster,
// geb. am", "Mr John Doe (DOB".
var addressed = regexp.MustCompile(`(?:Herrn?|Frau|Mr|Mrs|Ms|Miss|Mme|Mlle|Sra?|Patient(?:in)?|patient(?:in)?)\.?[ \x{00a0}]+((?:\p{Lu}[\pL\pM.'’-]*[ \x{00a0}]*){1,6}),?[ \x{00a0}]*\(?$`)

// met is one label with what stands after it.
type met struct {
	is    label
	value string
	at    int
	colon bool
	line  string // what stands before it on its line

	from, to int // where what stands after it is
}

// textRead is how much of a text is looked at: who it is about stands at its
// head or at the head of its pages.
const textRead = 256 << 10

// Text tells whom a text names by the labels that it has: "Patient:", "DOB",
// "geb.". A person is told where a name has the patient's label, or a bare one
// that stands near the patient's other labels.
func Text(s string) []identity.Person {
	if len(s) > textRead {
		s = strings.ToValidUTF8(s[:textRead], "")
	}
	all := find(s)
	var out []identity.Person
	var p identity.Person
	last := 0
	flush := func() {
		if identity.Display(p.Name) != "" || p.Born != "" {
			out = append(out, p)
		}
		p = identity.Person{}
	}
	const near = 600 // letters between two labels of one person
	for i, m := range all {
		if m.at-last > near {
			flush()
		}
		switch m.is {
		case lName, lBare:
			name := nameIn(m.value, !m.colon, followed(all, i))
			if name == (casefile.Name{}) || (m.is == lBare || !m.colon) && !followed(all, i) {
				continue
			}
			// Whoever signs a report has a name, too, and stands below the patient.
			if m.is == lBare && identity.Display(p.Name) != "" && !about(all[i+1:min(len(all), i+4)], m.at) {
				continue
			}
			if identity.Display(p.Name) != "" && p.Name != name {
				flush()
			}
			p.Name = name
		case lFamily, lGiven:
			name := nameIn(m.value, !m.colon, true)
			text := identity.Display(name)
			if text == "" {
				continue
			}
			if m.is == lFamily {
				if p.Name.Family != "" {
					flush()
				}
				p.Name.Family = text
			} else {
				p.Name.Given = text
			}
		case lBorn:
			v := dateIn(m.value)
			if v == "" || !m.colon && !identity.ReadDate(v).Readable() {
				continue
			}
			if p.Born != "" && p.Born != v {
				flush()
			}
			p.Born = v
			if identity.Display(p.Name) == "" {
				if x := addressed.FindStringSubmatch(m.line); x != nil {
					p.Name = nameIn(x[1], true, true)
				}
			}
		case lSex:
			v, _, _ := strings.Cut(m.value, " ")
			if _, ok := identity.ReadSex(v); (m.colon || ok) && p.Sex == "" && utf8.RuneCountInString(v) <= 12 {
				p.Sex = v
			}
		case lNumber:
			v, _, _ := strings.Cut(m.value, " ")
			if strings.ContainsAny(v, "0123456789") && len(p.Numbers) == 0 {
				number(&p, "", strings.Trim(v, ".,;()"))
			}
		default:
			continue
		}
		last = m.at
	}
	flush()
	return distinct(append(out, table(s)...))
}

// find gives the labels of a text in their order, each with what follows up to
// the next label or the end of its line.
func find(s string) []met {
	var all []met
	for at := 0; at < len(s); {
		x := labelled.FindStringSubmatchIndex(s[at:])
		if x == nil {
			break
		}
		m := met{at: at + x[0]}
		end := at + x[1]
		for g := range labels {
			if x[2+2*g] >= 0 {
				m.is = labels[g].is
			}
		}
		m.colon = x[2+2*len(labels)] >= 0
		head := s[strings.LastIndexByte(s[:m.at], '\n')+1 : m.at]
		before, _ := utf8.DecodeLastRuneInString(head)
		atHead := strings.TrimSpace(head) == ""
		switch {
		case head != "" && (unicode.IsLetter(before) || unicode.IsDigit(before)), // inside a word
			!m.colon && !atHead && m.is != lBorn,
			!m.colon && m.is == lEnd,
			another.MatchString(head) && m.is != lEnd,
			m.is == lBare && !atHead && !strings.HasSuffix(head, "  ") && !strings.ContainsAny(string(before), "|;,\t/"):
			at += x[0] + max(1, utf8Len(s[at+x[0]:]))
			continue
		}
		m.line = head
		all = append(all, m)
		at = end
		if !m.colon {
			at-- // the line's end may be what ends the label
		}
	}
	for i := range all {
		from := all[i].at
		x := labelled.FindStringIndex(s[from:])
		from += x[1]
		if !all[i].colon {
			from--
		}
		to := len(s)
		if i+1 < len(all) {
			to = all[i+1].at
		}
		all[i].from, all[i].to = from, max(from, to)
		v := s[from:all[i].to]
		lines := strings.SplitN(strings.TrimLeft(v, " \t\u00a0"), "\n", 3)
		v = lines[0]
		if strings.TrimSpace(v) == "" && len(lines) > 1 { // the value stands on the next line
			v = lines[1]
		}
		v, _, _ = strings.Cut(v, "|")
		v, _, _ = strings.Cut(v, "\t")
		all[i].value = cutWords(strings.TrimSpace(strings.Trim(v, " \u00a0:：")))
	}
	columns(s, all)
	return all
}

func utf8Len(s string) int {
	_, n := utf8.DecodeRuneInString(s)
	return n
}

// cutWords ends a value where a column ends.
func cutWords(s string) string {
	s, _, _ = strings.Cut(s, "   ")
	if len(s) > 200 {
		s = strings.ToValidUTF8(s[:200], "")
	}
	return strings.Join(strings.Fields(s), " ")
}

// followed tells whether labels of a person stand near label i, so that it is
// about one.
func followed(all []met, i int) bool {
	return about(all[max(0, i-3):i], all[i].at) || about(all[i+1:min(len(all), i+5)], all[i].at)
}

// about tells whether one of the labels is a person's and stands near.
func about(labels []met, at int) bool {
	return slices.ContainsFunc(labels, func(m met) bool {
		return (m.is == lBorn || m.is == lNumber || m.is == lSex) && m.at-at < 300 && at-m.at < 300 && m.value != ""
	})
}

// nameIn takes the words at the head of a value that look like a name. strict:
// every word begins with a capital, since nothing but its place says that it is
// one.
func nameIn(s string, strict, sure bool) casefile.Name {
	var words []string
	comma := -1
	for _, w := range strings.Fields(s) {
		if strings.ContainsAny(w, "0123456789()[]{}<>\"“”=@") || strings.HasSuffix(w, ":") || len(words) == 7 {
			break
		}
		bare := strings.Trim(w, ",;")
		if bare == "" {
			break
		}
		first, _ := utf8.DecodeRuneInString(bare)
		small := unicode.IsLower(first) && !slices.Contains(strings.Fields("van von der den de del della di da do dos la le el al bin ibn ten ter zu zur y e af av"), bare)
		if small && (strict || !sure) {
			break
		}
		words = append(words, bare)
		if strings.HasSuffix(w, ",") && comma < 0 {
			comma = len(words)
		} else if strings.HasSuffix(w, ";") {
			break
		}
		if strings.HasSuffix(w, ".") && len(bare) > 5 { // the end of a sentence
			break
		}
	}
	if len(words) == 0 || !strings.ContainsFunc(strings.Join(words, ""), unicode.IsLetter) && !strings.ContainsAny(s, "?*\ufffd") {
		return casefile.Name{}
	}
	if comma > 0 && comma < len(words) {
		return casefile.Name{Family: strings.Join(words[:comma], " "), Given: strings.Join(words[comma:], " ")}
	}
	if parts := strings.Split(words[0], "^"); len(words) == 1 && len(parts) > 1 {
		return casefile.Name{Family: parts[0], Given: strings.Join(parts[1:], " ")}
	}
	return casefile.Name{Family: strings.Join(words, " ")}
}

// dateIn takes the date at the head of a value: the longest that can be read,
// else what stands there.
func dateIn(s string) string {
	words := strings.Fields(s)
	for n := min(len(words), 6); n > 0; n-- {
		v := strings.Trim(strings.Join(words[:n], " "), ".,;")
		if i := strings.IndexAny(v, "()"); i > 0 {
			v = strings.TrimSpace(v[:i])
		}
		if identity.ReadDate(v).Readable() && (n == 1 || strings.ContainsAny(words[n-1], "0123456789")) {
			return v
		}
	}
	if len(words) == 0 {
		return ""
	}
	return strings.Join(words[:min(len(words), 3)], " ")
}
