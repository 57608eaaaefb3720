package directory

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"oso/internal/intake"
)

// Asked is what a case asks for, by the places where it says so.
type Asked struct {
	Diagnosis  string   // with its code of ICD-10
	Questions  []string // each with its parts
	Also       string   // reason, plan, complaint
	Modalities []string // of its images, as DICOM names them
	Age        int      // of the patient, whole years; -1: unknown
}

// Place is where a case names a specialty, the plainest first.
type Place string

const (
	InDiagnosis Place = "diagnosis"
	InQuestion  Place = "question"
	InImages    Place = "images" // by their modality
	InRest      Place = "rest"   // reason, plan or complaint
)

var places = [...]Place{InDiagnosis, InQuestion, InImages, InRest}

// Places lists them in order.
func Places() []Place { return places[:] }

// Fit is why a specialty is a case's: the word of the list, and where it stands.
type Fit struct {
	Code      string // empty: named in words, not of the list
	Specialty string
	Place     Place
	Word      string
	Questions []int // by number from 1, those that name it
	// General: a part of this specialty fits as well, so that who has the part
	// knows more of it.
	General bool
	// ForAge: it is of patients as old as this one alone.
	ForAge bool
}

// Rank orders fits, the best first.
func (f Fit) Rank() int {
	r := 2 * slices.Index(places[:], f.Place)
	if f.General {
		r++
	}
	return r
}

// Fits are the specialties that a case names. It promises nothing but words: what
// fits is data that the office edits, and a coordinator chooses.
type Fits struct {
	list  List
	asked Asked
	by    map[string]Fit
	plain bool // a diagnosis, a question or images name one
}

// Fits finds which specialties of the list a case names.
func (l List) Fits(a Asked) *Fits {
	a.Diagnosis, a.Also = folded(a.Diagnosis), folded(a.Also)
	a.Questions = slices.Clone(a.Questions)
	for i, q := range a.Questions {
		a.Questions[i] = folded(q)
	}
	f := &Fits{list: l, asked: a, by: map[string]Fit{}}
	for _, s := range l.Specialties {
		if fit, is := s.fit(a); is {
			f.by[s.Code] = fit
			f.plain = f.plain || fit.Place != InRest
		}
	}
	for _, s := range l.Specialties { // who has a part of one
		whole, is := f.by[s.Of]
		part, has := f.by[s.Code]
		if is && has && part.Rank() <= whole.Rank() {
			whole.General = true
			f.by[s.Of] = whole
		}
	}
	return f
}

// Of are those of an entry, the best first.
func (f *Fits) Of(p Profile) []Fit {
	out := []Fit{}
	for _, c := range p.Specialties {
		if fit, is := f.by[c]; is {
			out = append(out, fit)
		}
	}
	for _, name := range p.Also {
		fit, is := (Specialty{Name: name}).fit(f.asked)
		if !is {
			fit, is = f.meant(name)
		}
		if is {
			out = append(out, fit)
		}
	}
	slices.SortStableFunc(out, func(a, b Fit) int { return cmp.Compare(a.Rank(), b.Rank()) })
	return out
}

// meant is the best fit of a specialty of the list that words of no list name, as
// entries of before it have them: "Surgeon, liver and bile ducts". It stands under
// the entry's own words, and counts for no code.
func (f *Fits) meant(name string) (Fit, bool) {
	var best Fit
	text, found := folded(name), false
	for _, is := range []func(Specialty) bool{
		func(s Specialty) bool { return sameWords(text, folded(s.Name)) }, // the plainest
		func(s Specialty) bool { return s.word(text) != "" },
	} {
		for _, s := range f.list.Specialties {
			if fit, fits := f.by[s.Code]; fits && !s.Retired && is(s) && (!found || fit.Rank() < best.Rank()) {
				best, found = fit, true
			}
		}
		if found {
			break
		}
	}
	best.Code, best.Specialty = "", name
	return best, found
}

// sameWords tells whether a folded text has every word of a folded name, in
// whatever order.
func sameWords(text, name string) bool {
	words := func(s string) []string {
		return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	}
	have := words(text)
	for _, w := range words(name) {
		if w != "and" && w != "of" && w != "the" && !slices.Contains(have, w) {
			return false
		}
	}
	return len(have) > 0
}

// Plain tells whether a fit says what the case is about: by its diagnosis, a
// question or its images; by anything else only where none of these name any
// specialty.
func (f *Fits) Plain(fit Fit) bool { return fit.Place != InRest || !f.plain }

// Ages tells whether somebody has a specialty for patients as old as this one,
// where the list has such specialties for that age.
func (f *Fits) Ages(p Profile) bool {
	asks := false
	for _, s := range f.list.Specialties {
		if s.Under == 0 || !s.forAge(f.asked.Age) {
			continue
		}
		if asks = true; slices.Contains(p.Specialties, s.Code) {
			return true
		}
	}
	return !asks
}

// Codes are the codes of fits that say what the case is about.
func (f *Fits) Codes(fits []Fit) []string {
	out := []string{}
	for _, x := range fits {
		if x.Code != "" && f.Plain(x) {
			out = append(out, x.Code)
		}
	}
	slices.Sort(out)
	return out
}

// forAge tells whether the specialty is of patients of this age alone.
func (s Specialty) forAge(age int) bool { return s.Under > 0 && age >= 0 && age < s.Under }

// fit is why a specialty is a case's, whose texts are folded.
func (s Specialty) fit(a Asked) (Fit, bool) {
	if s.Under > 0 && a.Age >= s.Under {
		return Fit{}, false
	}
	f := Fit{Code: s.Code, Specialty: s.Name, ForAge: s.forAge(a.Age)}
	found := func(p Place, word string) {
		if word != "" && f.Place == "" {
			f.Place, f.Word = p, word
		}
	}
	found(InDiagnosis, s.word(a.Diagnosis))
	for i, q := range a.Questions {
		if w := s.word(q); w != "" {
			found(InQuestion, w)
			f.Questions = append(f.Questions, i+1)
		}
	}
	for _, m := range a.Modalities {
		if slices.ContainsFunc(s.Modalities, func(x string) bool { return strings.EqualFold(x, m) }) {
			found(InImages, strings.ToUpper(m))
		}
	}
	found(InRest, s.word(a.Also))
	return f, f.Place != ""
}

// word is the word of the specialty, its own name or one of its list, by which a
// folded text names it; empty: none. Only the beginnings of words count.
func (s Specialty) word(text string) string {
	for _, w := range append([]string{s.Name}, s.Words...) {
		if w = strings.TrimSpace(w); w != "" && intake.Begins(text, folded(w)) {
			return w
		}
	}
	return ""
}

// folded is a text in small letters without accents, its blanks alike.
func folded(s string) string {
	var out strings.Builder
	blank := false
	for _, r := range norm.NFD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsSpace(r):
			blank = true
		default:
			if blank && out.Len() > 0 {
				out.WriteByte(' ')
			}
			blank = false
			out.WriteRune(unicode.ToLower(r))
		}
	}
	return out.String()
}
