package identity

import (
	"cmp"
	"slices"
	"strings"
)

// Group puts those together that may be one person: who have one name, and
// birth dates, sexes and numbers that do not speak against it. It gives each one's group
// as a key that depends on nothing but what those of the group say. A person is
// asked about once, however many records name them and however fully.
func Group(met []Person) []string {
	keys := make([]string, len(met))
	byName := map[string][]int{}
	for i := range met {
		byName[nameKey(&met[i])] = append(byName[nameKey(&met[i])], i)
	}
	for name, all := range byName {
		if name == "" {
			continue // they say nothing that could be told apart
		}
		var groups [][]int
		slices.SortFunc(all, func(a, b int) int { // those that say most first
			return cmp.Or(cmp.Compare(says(&met[b]), says(&met[a])), cmp.Compare(met[a].Birth(), met[b].Birth()), cmp.Compare(met[a].Sex, met[b].Sex), cmp.Compare(met[a].Number(), met[b].Number()))
		})
		for _, i := range all {
			fits, at := 0, -1
			for g := range groups {
				if !slices.ContainsFunc(groups[g], func(k int) bool { return apart(&met[i], &met[k]) }) {
					fits, at = fits+1, g
				}
			}
			if fits != 1 { // somebody new; or it may be either of two, and nobody may choose
				groups, at = append(groups, nil), len(groups)
			}
			groups[at] = append(groups[at], i)
		}
		taken := map[string]bool{}
		for _, g := range groups {
			first := &met[g[0]]
			sex, _ := ReadSex(first.Sex)
			key := name + "|" + first.Birth() + "|" + string(sex)
			if taken[key] { // all that tells them apart is a number, or nothing does
				key += "|" + first.Number()
			}
			taken[key] = true
			for _, i := range g {
				keys[i] = key
			}
		}
	}
	return keys
}

// says counts what a person's record says beside the name.
func says(p *Person) int {
	n := 0
	if d, ok := ReadDate(p.Born).one(); ok && d.d > 0 {
		n += 4
	} else if p.Born != "" {
		n += 2
	}
	if s, _ := ReadSex(p.Sex); s == "female" || s == "male" {
		n++
	}
	return n
}

// apart tells whether what two say of birth, sex and numbers cannot be one person's.
func apart(a, b *Person) bool {
	x, y := ReadDate(a.Born), ReadDate(b.Born)
	switch {
	case x.Written == "" || y.Written == "":
	case !x.Readable() || !y.Readable():
		return a.Born != b.Born
	case !slices.ContainsFunc(x.readings, func(d day) bool {
		return slices.ContainsFunc(y.readings, func(e day) bool {
			return d.y == e.y && (d.m == 0 || e.m == 0 || d.m == e.m && (d.d == 0 || e.d == 0 || d.d == e.d))
		})
	}):
		return true
	}
	if compareNumbers(a.Numbers, b.Numbers).Answer == Otherwise {
		return true
	}
	s, _ := ReadSex(a.Sex)
	t, _ := ReadSex(b.Sex)
	return s != t && s != "unknown" && t != "unknown"
}

// nameKey is one text for all ways of writing one name; for those without a
// name it is the birth date, or the number.
func nameKey(p *Person) string {
	var words []string
	for _, f := range forms(p.Name) {
		// The first form names the person, native letters beside it tell those
		// apart who share it.
		var own []string
		for _, w := range f.words {
			own = append(own, spellings(w.text)[0])
		}
		if f.in == han || f.in == kana || f.in == hangul {
			own = []string{f.ordered}
		}
		slices.Sort(own)
		words = append(words, strings.Join(own, ""), f.suffix)
	}
	if s := strings.Join(words, "/"); s != "" {
		return s
	}
	if s := Display(p.Name); s != "" {
		return "sign:" + s
	}
	if p.Born != "" {
		return "born:" + p.Birth()
	}
	for _, n := range p.Numbers {
		if b := bare(n.Value); b != "" {
			return "id:" + b + "@" + giver(n.System)
		}
	}
	return ""
}
