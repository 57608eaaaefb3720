package console

import "strings"

// matches remember of the words that are searched for which cases have them, and
// where. A list on somebody's screen is asked for again with each change of any
// case, and a word is typed letter by letter: looking through the questions of a
// hundred thousand cases each time is most of such a search.
type matches map[string]*match

// match is one word. Whether a person may see where it stands is not in it.
type match struct {
	at   []uint8 // by the number of the entry; 0: not looked at yet
	used int64   // the list that asked last
	from *match  // of a part of this word: what lacks that lacks this
}

const (
	looked      = 1 << 0
	inNumber    = 1 << 1
	inPatient   = 1 << 2
	inMember    = 1 << 3
	inQuestions = 1 << 4
)

// keptWords bounds for how many words this is remembered, at a byte a case.
const keptWords = 64

// of gives that of a word, made from ways, for so many entries.
func (m matches) of(ways []string, entries int, list int64) *match {
	word := ways[0]
	one := m[word]
	if one == nil {
		for len(m) >= keptWords {
			oldest := ""
			for w, o := range m {
				if oldest == "" || o.used < m[oldest].used {
					oldest = w
				}
			}
			delete(m, oldest)
		}
		one = &match{}
		m[word] = one
	}
	one.used, one.from = list, nil
	if len(ways) == 1 {
		part := ""
		for w, o := range m {
			if len(w) > len(part) && w != word && strings.Contains(word, w) {
				part, one.from = w, o
			}
		}
	}
	if n := entries - len(one.at); n > 0 {
		one.at = append(one.at, make([]uint8, n)...)
	}
	return one
}

// changed forgets where words stand in an entry.
func (m matches) changed(no int) {
	for _, one := range m {
		if no < len(one.at) {
			one.at[no] = 0
		}
	}
}

// in says where a term stands in a case. All cores ask, each of other cases.
func (t *term) in(s *spot) uint8 {
	at := &t.match.at[s.no]
	if *at != 0 {
		return *at
	}
	*at = looked
	if f := t.match.from; f != nil && int(s.no) < len(f.at) && f.at[s.no] == looked {
		return *at
	}
	if t.digits && t.among(s.number) {
		*at |= inNumber
	}
	if t.among(s.text) {
		for bit, words := range [...]string{s.whom(), s.member(), s.asked()} {
			if t.among(words) {
				*at |= inPatient << bit
			}
		}
	}
	return *at
}
