// Package identity tells whether a record is the patient's: it compares whom
// the record names with the patient as the case has it.
//
// It promises one of three answers for each pair, with what led to it: the
// same, where two things that do not depend on each other agree and nothing
// speaks against it; another, where something does; not clear, where too
// little can be compared. What is there and cannot be read is never taken for
// absent, a number is never enough, and a name that is written in several
// forms must agree in each that both sides have. Nothing is guessed: a right
// patient may be asked about, a wrong one never passes.
//
// It is pure and carried by both programs. What a record says is taken as the
// record has it, in letters that are Unicode already; reading files is dicom's
// and clinical's, keeping what was found and what a person decided is the
// caller's.
package identity

import (
	"slices"
	"strings"

	"oso/internal/casefile"
)

// Person is whom a record names, each part as the record has it: texts that
// nobody has interpreted yet. Empty means that the record does not say.
type Person struct {
	Name    casefile.Name         `json:"name"`
	Born    string                `json:"born,omitempty"`
	Sex     string                `json:"sex,omitempty"`
	Numbers []casefile.Identifier `json:"numbers,omitempty"` // system: who gave it, empty where not said
	Aged    string                `json:"aged,omitempty"`    // from Aged: an age that says more than the birth date, or against it
	Others  []casefile.Name       `json:"others,omitempty"`  // further names of the same person: a birth name, one before a marriage
}

// Nobody tells whether the record says nothing at all about a person.
func (p *Person) Nobody() bool {
	return Display(p.Name) == "" && p.Name.Phonetic == "" && p.Born == "" && !slices.ContainsFunc(p.Numbers, func(n casefile.Identifier) bool { return bare(n.Value) != "" })
}

// Key is equal for records that say the same, letter for letter.
func (p *Person) Key() string {
	n := p.Name
	key := n.Family + "\x00" + n.Given + "\x00" + n.Middle + "\x00" + n.Prefix + "\x00" + n.Suffix + "\x00" + n.Ideographic + "\x00" + n.Phonetic + "\x00" + p.Born + "\x00" + p.Sex
	if p.Aged != "" {
		key += "\x00age\x00" + p.Aged
	}
	for _, x := range p.Numbers {
		key += "\x00" + x.System + "\x00" + x.Value
	}
	return key
}

// Shown is the person for people: the name, else the number, else the day of
// birth.
func (p *Person) Shown() string {
	if s := Display(p.Name); s != "" {
		return s
	}
	for _, n := range p.Numbers {
		if n.Value != "" {
			return n.Value
		}
	}
	return p.Birth()
}

// Birth is the birth date as YYYY-MM-DD where it can be read in one way only,
// and as it stands where not.
func (p *Person) Birth() string {
	if d, ok := ReadDate(p.Born).one(); ok && d.m > 0 && d.d > 0 {
		return d.String()
	}
	return p.Born
}

// Number is the first number.
func (p *Person) Number() string {
	for _, n := range p.Numbers {
		if n.Value != "" {
			return n.Value
		}
	}
	return ""
}

// Display is the name with its native form.
func Display(n casefile.Name) string {
	s := n.Display()
	if n.Ideographic != "" && s != n.Ideographic {
		s = strings.TrimSpace(s + " " + n.Ideographic)
	}
	return s
}

// Surname is the end of Display by which people look somebody up.
func Surname(n casefile.Name) string {
	s := n.Surname()
	if n.Ideographic != "" && n.Display() != n.Ideographic {
		s = strings.TrimSpace(s + " " + n.Ideographic)
	}
	return s
}

// Verdict is the answer about one record.
type Verdict int

const (
	Unclear Verdict = iota // too little can be compared: a person must look
	Same                   // two things agree, nothing differs
	Differs                // something says that it is somebody else
)

func (v Verdict) String() string { return [...]string{"unclear", "same", "differs"}[v] }

// Answer is what comparing one thing gave.
type Answer string

const (
	Agrees     Answer = "agrees"
	Partly     Answer = "partly"     // what is there fits, and is not all: a year, an initial, a number that nobody is named for
	Absent     Answer = "absent"     // one side does not say
	Apart      Answer = "apart"      // both say, in ways that cannot be compared: another script, a date that reads in two ways
	Unreadable Answer = "unreadable" // it is there and cannot be read
	Otherwise  Answer = "differs"
)

// What is compared.
const (
	ByName   = "name"
	ByBirth  = "birth_date"
	BySex    = "sex"
	ByNumber = "number"
)

// Line is one thing compared: what the case has and what was found.
type Line struct {
	What, Case, Found string
	Answer            Answer
}

// Result of a comparison: the verdict, its four lines in their order, and why
// it is not the same, in sentences without anything of the patient's.
type Result struct {
	Verdict Verdict
	Lines   []Line
	Why     []string
}

// Named tells whether the case says whose it is, so that there is somebody to
// compare with.
func Named(p casefile.Patient) bool { return Display(p.Name) != "" || p.BirthDate != "" }

// Compare tells whether the person of a record is the patient of the case.
func Compare(want casefile.Patient, got Person) Result {
	birth := compareBirth(want.BirthDate, got.Born)
	name := compareName(want.Name, got.Name, birth.Answer == Agrees)
	sex := compareSex(want.Sex, got.Sex)
	number := compareNumbers(want.Identifiers, got.Numbers)
	name.Case, name.Found = Display(want.Name), Display(got.Name)

	r := Result{Lines: []Line{name.Line, birth.Line, sex.Line, number.Line}}
	var unreadable bool
	for _, f := range []remark{name, birth, sex, number} {
		switch f.Answer {
		case Otherwise:
			r.Verdict = Differs
		case Unreadable:
			unreadable = true
		}
	}
	age := ageRemark(want.BirthDate, got)
	if r.Verdict != Differs && !unreadable && age == "" && enough(name, birth, sex, number) {
		return Result{Verdict: Same, Lines: r.Lines}
	}
	for _, f := range []remark{name, birth, sex, number} {
		if f.why != "" && (r.Verdict != Differs || f.Answer == Otherwise || f.Answer == Unreadable) {
			r.Why = append(r.Why, f.why)
		}
	}
	if age != "" {
		r.Why = append(r.Why, age)
	}
	// It explains, and settles nothing: whoever looks decides.
	if name.Answer == Otherwise && slices.ContainsFunc(got.Others, func(n casefile.Name) bool {
		return compareName(want.Name, n, birth.Answer == Agrees).Answer == Agrees
	}) {
		r.Why = append(r.Why, otherName)
	}
	return r
}

// remark is a line with what is to be said about it.
type remark struct {
	Line
	why string
	// weak: it agrees and many people share it: 1 January, or a name of which the
	// form that tells people apart could not be compared.
	weak bool
}

// enough tells whether two things agree that do not depend on each other. Sex
// and a number whose giver is not named never count as one; they tip the
// scale only beside a name and a birthday that very many people have.
func enough(name, birth, sex, number remark) bool {
	born := birth.Answer == Agrees && !birth.weak
	numbered := number.Answer == Agrees
	named := name.Answer == Agrees || name.weak && born && numbered
	// A name that is there in part, or written so that it cannot be compared,
	// is neither agreement nor silence: then the two others must carry it.
	switch {
	case named && (born || numbered):
		return true
	case named && birth.Answer == Agrees:
		return sex.Answer == Agrees || number.Answer == Partly
	}
	return born && numbered && (name.Answer == Absent || name.Answer == Apart)
}
