package survey

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"oso/internal/casefile"
	"oso/internal/identity"
)

// group is one person, in however many ways the files name them.
type group struct {
	key     string
	members []*spelling // those that say most first
	maybe   []*group    // others of whom it is not clear whether they are the same person
}

// grouped puts those together who may be one person as identity sees them, and
// those of whom it says that they are the same. Called with mu held.
func (s *Survey) grouped() []*group {
	if s.groups != nil || len(s.order) == 0 {
		return s.groups
	}
	met := make([]identity.Person, len(s.order))
	for i, x := range s.order {
		met[i] = x.person
	}
	byKey := map[string]*group{}
	var named []*group
	for i, key := range identity.Group(met) {
		g := byKey[key]
		if g == nil {
			g = &group{}
			byKey[key] = g
			named = append(named, g)
		}
		g.members = append(g.members, s.order[i])
	}
	for _, g := range named {
		g.sort()
		parts := g.split()
		for i, a := range parts {
			for _, b := range parts[i+1:] {
				a.note(b)
			}
		}
		s.groups = append(s.groups, parts...)
	}
	s.join()
	for _, g := range s.groups {
		g.key = g.name()
	}
	return s.groups
}

func (g *group) sort() {
	slices.SortStableFunc(g.members, func(a, b *spelling) int { return cmp.Compare(says(&b.person), says(&a.person)) })
}

// split parts those of one name who may well be two people: with numbers that
// have nothing in common, and nothing else that makes them one. Who may be either of two
// is with neither.
func (g *group) split() []*group {
	var out []*group
	for _, x := range g.members {
		var fits []*group
		for _, o := range out {
			if !slices.ContainsFunc(o.members, func(y *spelling) bool { return apart(&x.person, &y.person) }) {
				fits = append(fits, o)
			}
		}
		if len(fits) != 1 {
			fits = []*group{{}}
			out = append(out, fits[0])
		}
		fits[0].members = append(fits[0].members, x)
	}
	return out
}

// apart tells whether two of one name may not be put together without a person.
func apart(a, b *identity.Person) bool {
	switch identity.Compare(patientOf(a, ""), *b).Verdict {
	case identity.Same:
		return false
	case identity.Differs:
		return true
	}
	numbered, shared := a.Number() != "" && b.Number() != "", false
	for _, x := range a.Numbers {
		for _, y := range b.Numbers {
			shared = shared || x.Value != "" && strings.EqualFold(strings.TrimSpace(x.Value), strings.TrimSpace(y.Value))
		}
	}
	return numbered && !shared
}

// name is one text for the group that stays while others are met: made from the spelling
// that says most.
func (g *group) name() string {
	p := g.members[0].person
	sum := sha256.Sum256([]byte(identity.Display(p.Name) + "\x00" + p.Birth() + "\x00" + p.Sex + "\x00" + p.Number()))
	return hex.EncodeToString(sum[:8])
}

// says counts what a spelling says: the one that says most speaks for the person.
func says(p *identity.Person) int {
	n := 0
	for _, part := range []string{p.Name.Family, p.Name.Given, p.Name.Middle, p.Name.Ideographic} {
		switch {
		case strings.Contains(part, "\ufffd"):
			n -= 8 // letters were lost
		case part != "":
			n += 2
		}
	}
	if validDay(p.Birth()) {
		n += 4
	}
	if sex, ok := identity.ReadSex(p.Sex); ok && sex != "" && sex != casefile.UnknownSex {
		n++
	}
	if p.Number() != "" {
		n++
	}
	return n
}

// join puts groups together of whom identity says without a doubt that they
// are one person, in two spellings of a name. Only who share a day of birth or a number
// can be, so that a thousand people are not compared with a thousand.
func (s *Survey) join() {
	shared := map[string][]int{}
	for i, g := range s.groups {
		for _, x := range g.members {
			keys := []string{}
			if b := x.person.Birth(); b != "" {
				keys = append(keys, "born "+b)
			}
			for _, n := range x.person.Numbers {
				if n.Value != "" {
					keys = append(keys, "number "+strings.ToLower(n.Value))
				}
			}
			for _, k := range keys {
				if at := shared[k]; len(at) == 0 || at[len(at)-1] != i {
					shared[k] = append(at, i)
				}
			}
		}
	}
	into := make([]int, len(s.groups))
	for i := range into {
		into[i] = i
	}
	root := func(i int) int {
		for into[i] != i {
			i = into[i]
		}
		return i
	}
	for _, all := range shared {
		for n, i := range all {
			for _, k := range all[n+1:] {
				a, b := root(i), root(k)
				if a == b {
					continue
				}
				if s.groups[a].note(s.groups[b]) == identity.Same {
					into[max(a, b)] = min(a, b)
				}
			}
		}
	}
	var left []*group
	for i, g := range s.groups {
		if r := root(i); r != i {
			s.groups[r].members = append(s.groups[r].members, g.members...)
			s.groups[r].maybe = append(s.groups[r].maybe, g.maybe...)
			s.groups[r].sort()
			continue
		}
		left = append(left, g)
	}
	s.groups = left
}

// note compares two people by all their spellings, one that differs decides, and
// notes with both where it is not clear.
func (g *group) note(other *group) identity.Verdict {
	verdict := identity.Unclear
	for _, a := range g.members {
		for _, b := range other.members {
			switch identity.Compare(patientOf(&a.person, ""), b.person).Verdict {
			case identity.Differs:
				return identity.Differs
			case identity.Same:
				verdict = identity.Same
			}
		}
	}
	if verdict == identity.Unclear {
		g.maybe, other.maybe = append(g.maybe, other), append(other.maybe, g)
	}
	return verdict
}

// directories are those of discs that name this person alone.
func (g *group) directories() (all []loose) {
	for _, x := range g.members {
		all = append(all, x.dirs...)
	}
	return all
}

// patientOf is a person of the records as a case's patient. from is who gave a number
// where the records do not say it.
func patientOf(p *identity.Person, from string) casefile.Patient {
	out := casefile.Patient{Name: p.Name}
	if b := p.Birth(); validDay(b) {
		out.BirthDate = b
	}
	if sex, ok := identity.ReadSex(p.Sex); ok && sex != casefile.UnknownSex {
		out.Sex = sex
	}
	for _, n := range p.Numbers {
		if n.Value != "" {
			out.Identifiers = append(out.Identifiers, casefile.Identifier{System: first(n.System, from), Value: n.Value})
		}
	}
	return out
}
