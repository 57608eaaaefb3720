package clinical

import (
	"regexp"
	"regexp/syntax"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
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
	{lNumber, `subject[ ]id|m\.?r\.?n\.?|medical[ ]record[ ](?:no|number|nr)\.?|patient[ ]?(?:id|no|nr|number)\.?|patienten(?:nummer|-?nr\.?|-?id)|hospital[ ](?:no|number|id)\.?|nhs[ ](?:no|number)\.?|unit[ ]no\.?|number|chart[ ](?:no|number|#)\.?|患者(?:id|番号)|病历号|住院号|pesel|rodné[ ]číslo|personnummer|cpr(?:-nr\.?)?|henkilötunnus|t\.?c\.?[ ]kimlik[ ]no|ת\.?ז\.?`},
	{lName, `subject[ ]name|patient(?:['’]?s)?[ ]full[ ]name|patient(?:['’]?s)?[ ]name|name[ ]of[ ](?:the[ ])?patient|pt\.?[ ]name|patientenname|patient(?:in)?[ ]?/[ ]?(?:patient)?in|name[ ](?:des|der)[ ]patient(?:en|in)|nom[ ]du[ ]patient|nombre[ ]del?[ ](?:la[ ])?paciente|nome[ ]d[oa][ ]paciente|nome[ ](?:del[ ])?paziente|naam[ ]pati[eë]nt|patientin|patient|paciente|paziente|pati[eë]nt|患者(?:氏|姓)?名|환자명|пациент(?:ка)?|اسم المريض|المريض|病人姓名|病患姓名|pacjent(?:ka)?|imię[ ]i[ ]nazwisko|nazwisko[ ]i[ ]imię|hasta(?:n[ıi]n)?[ ]ad[ıi](?:[ ]soyad[ıi])?|ad[ıi][ ](?:ve[ ])?soyad[ıi]|jméno[ ]a[ ]příjmení|příjmení[ ]a[ ]jméno|pacientka?|pasient(?:navn)?|patientnavn|patientens[ ]namn|potilas|(?:a[ ])?beteg[ ]neve|numele[ ](?:și[ ]prenumele|pacientului)|ονοματεπώνυμο|ασθενής|שם[ ]המטופלת?|שם[ ]החולה|họ[ ](?:và[ ])?tên(?:[ ]bệnh[ ]nhân)?|tên[ ]bệnh[ ]nhân|bệnh[ ]nhân|nama[ ]pasien|ชื่อผู้ป่วย|ชื่อ-(?:นาม)?สกุล|пацієнт(?:ка)?`},
	{lFamily, `family[ ]name|last[ ]name|surname|nachname|familienname|apellidos?|cognome|sobrenome|achternaam|nom[ ]de[ ]famille|фамилия|nazwisko|soyad[ıi]|příjmení|efternamn|efternavn|etternavn|sukunimi|nume[ ]de[ ]familie|επώνυμο|שם[ ]משפחה|прізвище`},
	{lGiven, `given[ ]names?|first[ ]names?|forenames?|vornamen?|pr[eé]noms?|voornamen?|имя|imi(?:ę|ona)|ad[ıi]|jméno|förnamn|fornavn|etunimi|keresztnév|utónév|prenume|όνομα|שם[ ]פרטי|ім[’']я`},
	{lBare, `full[ ]name|name|re|regarding|betrifft|betr\.|nombre|nom|nome|naam|氏名|姓名|성명|이름|фио|الاسم|namn|navn|nimi|név|nama|שם|піб`},
	{lBorn, `subject[ ](?:birth[ ]?date|date[ ]of[ ]birth)|date[ ]of[ ]birth|birth[ ]?date|d\.?[ ]?o\.?[ ]?b\.?|born(?:[ ]on(?:[ ]the)?)?|geburtsdatum|geb\.?[ -]?dat(?:um|\.)|geboren(?:[ ]am)?|geb\.(?:[ ]am)?|geb|fecha[ ](?:de[ ])?nac(?:imiento|\.)|f\.?[ ]?nac\.?|date[ ]de[ ]naissance|n[ée]\(?e?\)?[ ]le|ddn|data[ ]di[ ]nascita|nat[oa][ ]il|data[ ]de[ ]nasc(?:imento|\.)|geboortedatum|生年月日|出生(?:日期|年月日)?|생년월일|дата[ ]рождения|تاريخ الميلاد|data[ ]urodzenia|urodzon[ya]|ur\.|doğum[ ]tarihi|datum[ ]narození|nar\.|födelsedatum|född|fødselsda(?:to|g)|født|syntymäaika|synt\.|születési[ ](?:idő|dátum)|data[ ](?:nașterii|naşterii)|ημερομηνία[ ]γέννησης|ημ\.?[ ]γέννησης|תאריך[ ]לידה|ngày[ ]sinh|sinh[ ]ngày|tanggal[ ]lahir|tgl\.?[ ]lahir|วันเกิด|дата[ ]народження`},
	{lSex, `subject[ ]sex|sex|gender|geschlecht|sexe|sexo|sesso|geslacht|性別|性别|성별|пол|الجنس|płeć|cinsiyeti?|pohlaví|kön|køn|kjønn|φύλο|מין|giới[ ]tính|เพศ|стать`},
	{lEnd, `age|alter|edad|tel|phone|fax|address|adresse|ward|room|visit|accession(?:[ ](?:no|number))?|taken|collected|reported|received|page|account|physician|doctor|dr|referring|consultant|requested|ordering|date|exam(?:ination)?|study|weight|height|blutgruppe|insurance|ssn|email|status|specimen|clinic|hospital|department|provider`},
}

// labeled finds a label at the head of a text, by the letter that it begins
// with: what is tried there are few. A label ends in a colon, or stands at the
// head of its line.
var labeled = sync.OnceValue(func() map[rune]*labelsOf {
	out := map[rune]*labelsOf{}
	for _, l := range labels {
		for _, words := range alternatives(l.words) {
			tree, err := syntax.Parse(words, syntax.Perl)
			if err != nil {
				panic(err) // a word above is no expression
			}
			begin := map[rune]bool{}
			heads(tree, begin)
			for r := range begin {
				if out[r] == nil {
					out[r] = &labelsOf{}
				}
				out[r].is = append(out[r].is, l.is)
				out[r].words = append(out[r].words, "("+words+")")
			}
		}
	}
	for _, of := range out {
		words := strings.ReplaceAll(strings.Join(of.words, "|"), "[ ]", `[ \t\x{00a0}]`)
		of.find = regexp.MustCompile(`(?i)^(?:` + words + `)(?:[ \t\x{00a0}]*(?:\([^()\n]{0,24}\)[ \t\x{00a0}]*)?([:：=#])|[ \t\x{00a0}]|[\n\r])`)
	}
	return out
})

// labelsOf are the labels that begin with one letter, in their order.
type labelsOf struct {
	is    []label
	words []string // each in a group of its own
	find  *regexp.Regexp
}

// alternatives cuts an expression at the bars that stand in no brackets.
func alternatives(s string) (out []string) {
	depth, from := 0, 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		case '|':
			if depth == 0 {
				out, from = append(out, s[from:i]), i+1
			}
		}
	}
	return append(out, s[from:])
}

// heads adds the letters with which what re finds may begin, in small ones, and
// tells whether it may be nothing at all.
func heads(re *syntax.Regexp, out map[rune]bool) (empty bool) {
	switch re.Op {
	case syntax.OpLiteral:
		out[unicode.ToLower(re.Rune[0])] = true
	case syntax.OpCharClass:
		for i := 0; i < len(re.Rune); i += 2 {
			for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
				out[unicode.ToLower(r)] = true
			}
		}
	case syntax.OpQuest, syntax.OpStar:
		heads(re.Sub[0], out)
		return true
	case syntax.OpConcat:
		for _, x := range re.Sub {
			if !heads(x, out) {
				return false
			}
		}
		return true
	case syntax.OpCapture, syntax.OpPlus:
		return heads(re.Sub[0], out)
	case syntax.OpAlternate:
		for _, x := range re.Sub {
			empty = heads(x, out) || empty
		}
		return empty
	default:
		return true
	}
	return false
}

// labelAt finds a label at the head of a text: which, where it ends, and
// whether a colon ends it.
func labelAt(s string) (is label, end int, colon, ok bool) {
	r, _ := utf8.DecodeRuneInString(s)
	of := labeled()[unicode.ToLower(r)]
	if of == nil {
		return 0, 0, false, false
	}
	x := of.find.FindStringSubmatchIndex(s[:min(len(s), longest)])
	if x == nil {
		return 0, 0, false, false
	}
	for g, l := range of.is {
		if x[2+2*g] >= 0 {
			is = l
		}
	}
	return is, x[1], x[2+2*len(of.is)] >= 0, true
}

// longest is how far a label with what stands before its colon may reach.
const longest = 160
