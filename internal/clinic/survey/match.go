package survey

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/people"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/identity"
)

// Match is a case that may be a person's.
type Match struct {
	Case      casefile.CaseID    `json:"case"`
	Name      string             `json:"name"`
	BirthDate string             `json:"birth_date"`
	Sex       casefile.Sex       `json:"sex"`
	Topic     string             `json:"topic"`
	State     casefile.State     `json:"state"`
	Reference casefile.Reference `json:"reference"`
	Sure      bool               `json:"sure"`    // identity says that it is the same person
	Holds     bool               `json:"holds"`   // some of these records are in it
	New       int                `json:"new"`     // how many of the person's files are not
	Differs   []string           `json:"differs"` // name, birth_date, sex, number: what speaks against it, where it holds the records all the same
}

// Matches finds the cases that may be each person's, the surest first. It reads
// cases of this vault and changes nothing.
func Matches(ctx context.Context, v *casebook.Vault, all []Person) (map[string][]Match, error) {
	heads, err := v.Heads(ctx)
	if err != nil && !errs.Is(err, errs.Damaged) { // the others can still be found
		return nil, err
	}
	index := newCaseIndex(heads)
	out := map[string][]Match{}
	for i := range all {
		p := &all[i]
		for _, at := range index.candidates(p) {
			if err := ctx.Err(); err != nil {
				return nil, errs.Wrap(err, errs.Canceled, "find cases", "Looking was stopped. Nothing was stored.")
			}
			m, ok, err := matchOf(ctx, v, &heads[at], p)
			switch {
			case errs.Is(err, errs.Damaged), errs.Is(err, errs.NotFound): // nothing can be said of it
			case err != nil:
				return nil, err
			case ok:
				out[p.Key] = append(out[p.Key], m)
			}
		}
		rank := func(m Match) int {
			switch {
			case m.Holds:
				return 0
			case m.Sure:
				return 1
			}
			return 2
		}
		slices.SortStableFunc(out[p.Key], func(a, b Match) int { return cmp.Compare(rank(a), rank(b)) })
	}
	return out, nil
}

// matchOf holds one case against a person.
func matchOf(ctx context.Context, v *casebook.Vault, h *casebook.Head, p *Person) (m Match, ok bool, err error) {
	m = Match{
		Case: h.ID, Name: first(h.Name, h.Native), BirthDate: h.BirthDate, Sex: h.Sex, Topic: h.Topic, State: h.State, Reference: h.Reference,
		Differs: []string{},
	}
	err = v.View(ctx, h.ID, func(tx *casebook.Tx) error {
		patient, err := people.Patient(tx)
		if err != nil {
			return err
		}
		verdict := compare(patient, p, &m)
		shares := slices.ContainsFunc(p.Studies, func(st Study) bool { return slices.Contains(h.Studies, casebook.StudyMark(st.UID)) })
		if verdict == identity.Differs && !shares {
			return nil
		}
		ok, m.Sure = true, verdict == identity.Same
		rows, err := casebook.List[casebook.Record](tx, casebook.KindRecord)
		if err != nil && !errs.Is(err, errs.Damaged) {
			return err
		}
		m.New = p.Files - p.held(rows)
		m.Holds = m.New < p.Files
		return nil
	})
	return m, ok && (m.Holds || len(m.Differs) == 0), err
}

// compare is identity's answer over all spellings: one that differs decides.
func compare(patient casefile.Patient, p *Person, m *Match) identity.Verdict {
	verdict := identity.Unclear
	for _, x := range p.spellings {
		r := identity.Compare(patient, x.person)
		switch r.Verdict {
		case identity.Differs:
			for _, l := range r.Lines {
				if l.Answer == identity.Otherwise {
					m.Differs = once(m.Differs, l.What)
				}
			}
		case identity.Same:
			verdict = identity.Same
		}
	}
	if len(m.Differs) > 0 {
		return identity.Differs
	}
	return verdict
}

// held counts the person's files that are among the records.
func (p *Person) held(rows []casebook.Row[casebook.Record]) int {
	sops, docs := map[uint64]bool{}, map[document]bool{}
	for i := range rows {
		r := &rows[i].Value
		if r.Kind != deed.ItemRecord {
			continue
		}
		if r.DICOM != nil && r.DICOM.SOPInstanceUID != "" {
			sops[short(r.DICOM.SOPInstanceUID)] = true
		}
		docs[document{strings.ToLower(r.Path), r.Bytes}] = true
	}
	n := 0
	for _, f := range p.beside {
		if f.sop != 0 && sops[f.sop] || docs[document{strings.ToLower(f.path), f.size}] {
			n++
		}
	}
	for _, x := range p.spellings {
		for _, s := range x.sops {
			if sops[s] {
				n++
			}
		}
		for _, d := range x.docs {
			if docs[document{strings.ToLower(d.path), d.size}] {
				n++
			}
		}
	}
	return n
}

// caseIndex finds the cases worth comparing among ten thousand.
type caseIndex struct {
	born    map[string][]int // by day of birth
	words   map[string][]int // by the words of their names: of those without a day of birth
	all     map[string][]int // the same of all
	studies map[string][]int
}

func newCaseIndex(heads []casebook.Head) *caseIndex {
	x := &caseIndex{born: map[string][]int{}, words: map[string][]int{}, all: map[string][]int{}, studies: map[string][]int{}}
	for i := range heads {
		h := &heads[i]
		if h.State == casefile.Discarded {
			continue
		}
		if h.BirthDate != "" {
			x.born[h.BirthDate] = append(x.born[h.BirthDate], i)
		}
		for _, w := range words(h.Name + " " + h.Native) {
			x.all[w] = append(x.all[w], i)
			if h.BirthDate == "" {
				x.words[w] = append(x.words[w], i)
			}
		}
		for _, st := range h.Studies {
			x.studies[st] = append(x.studies[st], i)
		}
	}
	return x
}

// candidates are those of the same day of birth; where one side has none, of a
// word of the name; and those that have a study of the person's.
func (x *caseIndex) candidates(p *Person) []int {
	var out []int
	for _, st := range p.Studies {
		out = append(out, x.studies[casebook.StudyMark(st.UID)]...)
	}
	byName := x.words
	out = append(out, x.born[p.Patient.BirthDate]...)
	if p.Patient.BirthDate == "" {
		byName = x.all
	}
	for _, s := range p.spellings {
		for _, w := range words(identity.Display(s.person.Name)) {
			out = append(out, byName[w]...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// words are the words of a name without case and marks.
func words(name string) []string {
	plain := strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case unicode.IsLetter(r):
			return unicode.ToLower(r)
		}
		return ' '
	}, norm.NFKD.String(name))
	return strings.Fields(plain)
}
