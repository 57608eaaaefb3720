package directory

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"oso/internal/errs"
)

// Specialty is one of the coded list.
type Specialty struct {
	Code    string   `json:"code"` // "hematology": never given another meaning
	Name    string   `json:"name"`
	Of      string   `json:"of"`      // code of the specialty that it is a part of; empty: it stands alone
	Words   []string `json:"words"`   // by which a case is known to be its: "leukemia", "C91"
	Retired bool     `json:"retired"` // chosen no more; entries that have it stay readable
	// Modalities are DICOM's, of images that are its: "MG".
	Modalities []string `json:"modalities"`
	// Under: it is of patients below this age alone; 0: of any.
	Under int `json:"under"`
}

// List is the coded list, as it is proposed and stored.
type List struct {
	Specialties []Specialty `json:"specialties"`
}

const (
	mostListed = 500
	mostWords  = 60
	mostCode   = 60
	mostUnder  = 30 // years
)

//go:embed specialties.json
var shipped string

// Shipped is the list that holds until the office has put one in force.
func Shipped() (List, error) { return ParseList(shipped) }

// ParseList reads a stored list.
func ParseList(body string) (List, error) {
	var l List
	err := parse(body, &l)
	if err == nil {
		l = l.whole()
		err = l.Check()
	}
	if err != nil {
		return List{}, errs.Wrap(err, errs.Damaged, "read specialties", "The list of specialties cannot be read. Nothing was changed; tell the system administrator.")
	}
	return l, nil
}

func (l List) whole() List {
	l.Specialties = slices.Clone(l.Specialties)
	if l.Specialties == nil {
		l.Specialties = []Specialty{}
	}
	for i := range l.Specialties {
		if l.Specialties[i].Words == nil {
			l.Specialties[i].Words = []string{}
		}
		if l.Specialties[i].Modalities == nil { // of a list from before there were any
			l.Specialties[i].Modalities = []string{}
		}
	}
	return l
}

// Check is what a list must pass. Invalid names the entry.
func (l List) Check() error {
	switch {
	case len(l.Specialties) == 0:
		return invalid("The list has no specialty. Nobody could be found by one.")
	case len(l.Specialties) > mostListed:
		return invalid(fmt.Sprintf("There are more than %d specialties. Take away those that nobody has.", mostListed))
	}
	top := map[string]bool{}
	names := map[string]bool{}
	for i, s := range l.Specialties {
		at := fmt.Sprintf("Specialty %d", i+1)
		name := strings.ToLower(strings.TrimSpace(s.Name))
		if !code(s.Code) {
			return invalid(at + ": the code is small letters, digits and hyphens, at most 60. Write it so.")
		}
		if _, twice := top[s.Code]; twice {
			return invalid("The code “" + s.Code + "” is there twice. Take one of the two away.")
		}
		top[s.Code] = s.Of == ""
		switch {
		case name == "":
			return invalid(at + " has no name. Write it as a letter says it.")
		case names[name]:
			return invalid("The name “" + s.Name + "” is there twice. Take one of the two away.")
		case len(s.Words) > mostWords:
			return invalid(fmt.Sprintf("%s has more than %d words. Keep those that tell it from others.", at, mostWords))
		}
		names[name] = true
		for _, w := range append([]string{s.Name}, s.Words...) {
			if err := line(at, w, mostLine); err != nil {
				return err
			}
		}
		if slices.ContainsFunc(s.Words, func(w string) bool { return len([]rune(strings.TrimSpace(w))) < 3 }) {
			return invalid(at + " has a word of fewer than three letters, which stands in too many texts. Take it away.")
		}
		if slices.ContainsFunc(s.Modalities, func(m string) bool { return !modality(m) }) || len(s.Modalities) > mostWords {
			return invalid(at + " has a modality that is none of DICOM's: two to sixteen capital letters, as MR or XA. Write it so.")
		}
		if s.Under < 0 || s.Under > mostUnder {
			return invalid(fmt.Sprintf("%s: the age below which patients are its is a number from 0 to %d; 0: of any age.", at, mostUnder))
		}
	}
	for i, s := range l.Specialties {
		if s.Of == "" {
			continue
		}
		if is, there := top[s.Of]; !there || !is {
			return invalid(fmt.Sprintf("Specialty %d is a part of one that is not in the list, or is itself a part. Choose another.", i+1))
		}
	}
	return nil
}

func code(s string) bool {
	return s != "" && len(s) <= mostCode && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == "" && s[0] != '-'
}

func modality(s string) bool {
	return len(s) >= 2 && len(s) <= 16 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// String is the list as it is stored.
func (l List) String() (string, error) {
	l = l.whole()
	for i, s := range l.Specialties {
		s.Name, s.Words = strings.TrimSpace(s.Name), trimmed(s.Words)
		l.Specialties[i] = s
	}
	return written(l)
}

// By is the specialty of a code.
func (l List) By(code string) (Specialty, bool) {
	i := slices.IndexFunc(l.Specialties, func(s Specialty) bool { return s.Code == code })
	if i < 0 {
		return Specialty{}, false
	}
	return l.Specialties[i], true
}

// Code is the code of a specialty that somebody named in words.
func (l List) Code(name string) (string, bool) {
	name = strings.TrimSpace(name)
	for _, s := range l.Specialties {
		if strings.EqualFold(s.Name, name) || s.Code == strings.ToLower(name) {
			return s.Code, true
		}
	}
	return "", false
}

// Names are the specialties of an entry in words, the main one first. A code
// that the list has no more stands for itself.
func (l List) Names(p Profile) []string {
	out := []string{}
	for _, c := range p.Specialties {
		if s, ok := l.By(c); ok {
			c = s.Name
		}
		out = append(out, c)
	}
	return append(out, p.Also...)
}

// Place sorts specialties that were named in words into codes and what the list
// does not have.
func (l List) Place(names []string) (codes, also []string) {
	codes, also = []string{}, []string{}
	for _, n := range names {
		if n = strings.TrimSpace(n); n == "" {
			continue
		}
		if c, ok := l.Code(n); ok && !slices.Contains(codes, c) {
			codes = append(codes, c)
		} else if !ok && !slices.Contains(also, n) {
			also = append(also, n)
		}
	}
	return codes, also
}

// CheckCodes is what an entry must pass by the list: every code is in it, and
// none was retired before the entry had it.
func (l List) CheckCodes(p, before Profile) error {
	for _, c := range p.Specialties {
		s, ok := l.By(c)
		if slices.Contains(before.Specialties, c) {
			continue
		}
		if !ok || s.Retired {
			return invalid("A specialty is not in the list, or is chosen no more. Choose another one.")
		}
	}
	return nil
}
