package identity

import (
	"slices"
	"strings"
	"unicode"

	"oso/internal/casefile"
)

// emptied are words that stand where a name was taken out.
var emptied = strings.Fields("anonymous anonymized anonymised anonym anon anonimo anonyme removed deleted redacted unknown unk unbekannt inconnu desconocido unnamed noname none null nil na test phantom xxx xxxx xxxxx pseudonym deidentified deid patient name nn")

// unreadableName tells whether something stands for the name and none can be
// read from it: letters lost on the way, a code, a word that hides the name.
func unreadableName(n casefile.Name) (why string) {
	all := strings.Join([]string{n.Family, n.Given, n.Middle, n.Ideographic, n.Phonetic}, " ")
	if strings.TrimSpace(all) == "" {
		return ""
	}
	if strings.ContainsRune(all, unicode.ReplacementChar) || strings.Contains(all, "?") || strings.ContainsFunc(all, func(r rune) bool { return unicode.Is(unicode.Co, r) }) {
		return "The name’s letters could not be read."
	}
	if strings.ContainsAny(all, `\/&+`) {
		return "Two names stand where one has its place."
	}
	letters, digits, hidden := 0, 0, true
	for _, w := range strings.FieldsFunc(even(all), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r) }) {
		for _, r := range w {
			if unicode.IsDigit(r) {
				digits++
			} else {
				letters++
			}
		}
		hidden = hidden && slices.Contains(emptied, strings.TrimRight(w, "0123456789"))
	}
	switch {
	case letters == 0 || digits > letters:
		return "What stands for the name is a code."
	case hidden:
		return "The name was taken out of them."
	}
	return ""
}

// compareName compares the case's name with a record's, in each writing that
// both have. dated tells that both are born on the same day: then a name may
// have more parts than the other.
func compareName(want, got casefile.Name, dated bool) remark {
	f := remark{Line: Line{What: ByName, Answer: Absent}}
	if Display(got) == "" && got.Phonetic == "" {
		f.why = "They do not say a name."
		return f
	}
	if why := unreadableName(got); why != "" {
		f.Answer, f.why = Unreadable, why
		return f
	}
	ours, theirs := forms(want), forms(got)
	if len(ours) == 0 {
		f.why = "The case does not say the patient’s name yet."
		return f
	}
	f.Answer, f.why = Apart, "The name is in other letters than the case has it in."
	compared, alone := -1, -1 // the form that tells most, of those in both and of those that the case lacks
	for _, their := range theirs {
		if slices.ContainsFunc(ours, func(our *form) bool { return our.in == their.in }) {
			compared = max(compared, tells(their.in))
		} else {
			alone = max(alone, tells(their.in))
		}
		for _, our := range ours {
			if our.in != their.in {
				continue
			}
			if a, why := compareForms(our, their, dated); rank(a) > rank(f.Answer) {
				f.Answer, f.why = a, why
			}
		}
	}
	if f.Answer == Agrees && alone > compared {
		f.Answer, f.why, f.weak = Partly, whyMore, true
	}
	return f
}

// tells orders the writings by how much a name in them tells: one name in Latin
// letters is several in native ones, one reading several in Han.
func tells(w writing) int {
	switch w {
	case latin:
		return 0
	case kana:
		return 1
	}
	return 2
}

// rank orders what the forms of one name say: the worst of what was compared
// counts.
func rank(a Answer) int {
	return slices.Index([]Answer{Apart, Agrees, Partly, Otherwise}, a)
}

const (
	whyName    = "The name is another one."
	whySuffix  = "The name is that of somebody else in the family (Jr, Sr)."
	whyMore    = "The name in Latin letters agrees, and the case lacks the native ones, so those were not compared."
	whyPart    = "Only a part of the name, or initials, are there."
	whyTurned  = "Family and given name stand the other way round, and each may be either."
	whyForm    = "The name is another one in its native letters."
	whySuffix1 = "Only one side says Jr, Sr or the like, and no birth date says which of the two it is."
)

// compareForms compares two names of one writing.
func compareForms(our, their *form, dated bool) (Answer, string) {
	if our.in != latin {
		if our.ordered == their.ordered || our.swapped() == their.ordered || their.swapped() == our.ordered {
			return Agrees, ""
		}
		switch our.in {
		case han, kana, hangul:
			// Not parted into words: one that is the head of the other may be the
			// family name alone.
			if strings.HasPrefix(our.ordered, their.ordered) || strings.HasPrefix(their.ordered, our.ordered) {
				return Partly, whyPart
			}
			return Otherwise, whyForm
		}
	}
	a, why := matchWords(our, their, dated)
	switch {
	case a == Otherwise && our.in != latin:
		return a, whyForm
	case a == Otherwise || our.suffix == their.suffix:
		return a, why
	case our.suffix != "" && their.suffix != "":
		return Otherwise, whySuffix
	case !dated:
		return Partly, whySuffix1
	}
	return a, why
}

// swapped is the name with its first word last, for a writing without spaces.
func (f *form) swapped() string {
	if len(f.words) < 2 {
		return f.ordered
	}
	var b strings.Builder
	for _, w := range append(slices.Clone(f.words[1:]), f.words[0]) {
		b.WriteString(w.text)
	}
	return b.String()
}

// matchWords pairs the words of two names, each word once. What is left over
// decides: on both sides, and they are two names; on one, and it has more parts.
func matchWords(our, their *form, dated bool) (Answer, string) {
	loose := our.plain || their.plain
	turned := their.turned(our, loose)
	swapped := turned != their
	their = turned
	a, b := slices.Clone(our.words), slices.Clone(their.words)
	var full, fullTheirs []word // that are there in full on both sides, in pairs
	crossed, last, given := false, -1, -1
	for i := 0; i < len(a); {
		n, j, m := pair(a, b, i, loose)
		if n == 0 {
			i++
			continue
		}
		if a[i].role == givenPart {
			given = b[j].at
		}
		if a[i].role == middlePart && b[j].bound || b[j].role == middlePart && a[i].bound {
			crossed = true // half of a double name here is a middle name there
		}
		if r := a[i].role; r == givenPart && b[j].role > givenPart {
			crossed = true // a first name here is a second one there
		} else if r > familyPart {
			crossed, last = crossed || b[j].at < last, b[j].at
		}
		full, fullTheirs = append(full, a[i:i+n]...), append(fullTheirs, b[j:j+m]...)
		a, b = slices.Delete(a, i, i+n), slices.Delete(b, j, j+m)
	}
	enough := !crossed && our.holds(full) && their.holds(fullTheirs)
	met := initialsFor(&a, &b)
	met = initialsFor(&b, &a) || met
	a, b = untitled(a), untitled(b)
	switch {
	case tellsChild(a) || tellsChild(b), tellsChild(full) && len(a)+len(b) > 0:
		return Otherwise, whyName
	case len(full) == 0 && (!met || len(a)+len(b) > 0), len(a) > 0 && len(b) > 0:
		return Otherwise, whyName
	case !enough:
		return Partly, whyPart
	case len(our.words) == 1 && len(b) > 0: // one word of ours beside a whole name of theirs
		return Partly, whyPart
	case slices.ContainsFunc(a, func(w word) bool { return w.role == furtherPart }):
		return Partly, whyPart
	case !their.parted && slices.ContainsFunc(b, func(w word) bool { return w.at < given }):
		return Partly, whyPart // another first name, or a second family name
	case slices.ContainsFunc(append(slices.Clone(a), b...), func(w word) bool { return w.bound && w.role != familyPart }):
		return Partly, whyPart // half of a double name
	case (tellsSibling(a) || tellsSibling(b) || met) && !own(full):
		return Partly, whyPart
	case swapped && !slices.ContainsFunc(full, func(w word) bool { return !slices.Contains(fathers, w.text) }):
		return Partly, whyTurned // Mohamed Ahmed and Ahmed Mohamed are two people
	case tellsSex(a) || tellsSex(b):
		return Partly, whyPart
	case headless(a, full) || headless(b, fullTheirs):
		return Partly, whyPart
	case !dated && slices.ContainsFunc(a, func(w word) bool { return w.role == familyPart && !w.particle }):
		return Partly, whyPart
	}
	return Agrees, "" // in full, or one side has more: middle names, a second family name
}

// headless tells whether of several family names the first is left over: of two
// it is the one that people go by.
func headless(left, full []word) bool {
	return slices.ContainsFunc(left, func(w word) bool {
		return w.role == familyPart && !w.particle &&
			slices.ContainsFunc(full, func(v word) bool { return v.role == familyPart && v.at > w.at })
	})
}

// tellsSibling tells whether a word may be a given name.
func tellsSibling(words []word) bool {
	return slices.ContainsFunc(words, func(w word) bool { return w.role != familyPart })
}

// own tells whether the words hold a first name that brothers and sisters do
// not share.
func own(words []word) bool {
	n := 0
	for _, w := range words {
		if w.role == givenPart {
			return !sharedName(w.text)
		}
		if !sharedName(w.text) && !slices.Contains(particles, w.text) {
			n++
		}
	}
	return n >= 2
}

// sharedName tells whether a word is one of the names that are shared, with its signs
// or without.
func sharedName(text string) bool {
	return slices.Contains(shared, text) || slices.Contains(shared, spellings(text)[0])
}

// tellsSex tells whether a word says of which sex somebody is whose first name says
// nothing of it.
func tellsSex(words []word) bool {
	return slices.ContainsFunc(words, func(w word) bool { return w.text == "kaur" || w.text == "singh" })
}

// untitled are the words without titles.
func untitled(words []word) []word {
	return slices.DeleteFunc(words, func(w word) bool { return slices.Contains(titles, w.text) })
}

// tellsChild tells whether a word, or a number, tells one child from another.
func tellsChild(words []word) bool {
	return slices.ContainsFunc(words, func(w word) bool {
		return slices.Contains(births, w.text) || strings.Trim(w.text, "0123456789") == ""
	})
}

// pair finds n words of ours from i on that are m words of theirs from j on:
// one to one, or one written as several. A family name and a given one are never
// one word: Li Na is not Lina.
func pair(a, b []word, i int, loose bool) (n, j, m int) {
	for j := range b {
		if !initial(a[i].text) && alike(a[i].text, b[j].text, loose) || a[i].text == b[j].text {
			return 1, j, 1
		}
	}
	const most = 4
	joined := ""
	for m := range min(most, len(a)-i) {
		if !a[i+m].besides(a[i]) {
			break
		}
		if joined += a[i+m].text; m == 0 {
			continue
		}
		for j := range b {
			if !initial(b[j].text) && alike(joined, b[j].text, loose) {
				return m + 1, j, 1
			}
		}
	}
	for j := range b {
		joined := ""
		for m := range min(most, len(b)-j) {
			if !b[j+m].besides(b[j]) {
				break
			}
			if joined += b[j+m].text; m > 0 && alike(a[i].text, joined, loose) {
				return 1, j, m + 1
			}
		}
	}
	return 0, 0, 0
}

// besides tells whether two words of a name may be one word, written apart.
func (w word) besides(v word) bool { return (w.role == familyPart) == (v.role == familyPart) }

// initialsFor pairs the single letters of a with words of b that begin so, and
// tells whether there were any.
func initialsFor(a, b *[]word) bool {
	met := false
	for i := 0; i < len(*a); {
		x := (*a)[i].text
		j := -1
		if initial(x) {
			j = slices.IndexFunc(*b, func(w word) bool { return strings.HasPrefix(bareLetters(w.text), bareLetters(x)) })
		}
		if j < 0 {
			i++
			continue
		}
		met = true
		*a, *b = slices.Delete(*a, i, i+1), slices.Delete(*b, j, j+1)
	}
	return met
}

// holds tells whether words of the form name a person by themselves: a family
// name and a first given name, or two words where the name is not in parts, or
// all of a name that is one word.
func (f *form) holds(words []word) bool {
	if f.parted {
		has := func(r role) bool {
			return slices.ContainsFunc(words, func(w word) bool { return w.role == r && !initial(w.text) })
		}
		return has(familyPart) && has(givenPart)
	}
	n := len(slices.DeleteFunc(slices.Clone(words), func(w word) bool { return initial(w.text) }))
	return n >= min(2, len(f.words)) && n > 0
}
