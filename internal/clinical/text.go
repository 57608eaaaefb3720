package clinical

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"oso/internal/casefile"
	"oso/internal/identity"
)

// expression is one that is read when it is first asked for: most starts of a
// program read no report, and these have many letters.
func expression(s string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(s) })
}

// near is how far words before a label are looked at for whose it is.
const near = 48

// another is who else has names and birthdays in a report. The word is whole:
// Hopkins is nobody's kin.
var another = expression(`(?i)(?:mother|father|mutter|vater|(?:^|[^\pL])(?:maternal|paternal|spouse|husband|wife|guardian|parent|kin|contact|insured|subscriber|physician|doctor|hospital|clinic|file|brand|generic|drug|test|user|study|company|madre|padre|m[èe]re|p[èe]re))(?:['’]?s)?(?:[ ]of)?[ \t]*$`)

// other is one of whom a sentence says when they were born: "Her son Tom was".
// A patient may have such a word for a name, so that alone it says nothing.
var other = expression(`(?i)(?:mother|father|(?:^|[^\pL])(?:spouse|husband|wife|parent|(?:grand|step)?(?:son|daughter|child)|children|baby|infant|twins?|brother|sister|sibling|nephew|niece|cousin|aunt|uncle|donor|carer))(?:,?[ ](?-i:\p{Lu})[\pL\pM.'’-]*){0,3},?[ ](?:who[ ])?(?:was|were|is|are)[ \t]*$`)

// titled is what makes the word after it a name: "Dr Born".
var titled = expression(`(?:^|[^\pL])(?:Dr|Prof|Mr|Mrs|Ms|Miss|Herrn?|Frau)\.?[ \x{00a0}]$`)

// addressed is a name before a birth date in a sentence: "Frau Erika Muster,
// geb. am", "Mr John Doe (DOB".
var addressed = expression(`(?:Herrn?|Frau|Mr|Mrs|Ms|Miss|Mme|Mlle|Sra?|Patient(?:in)?|patient(?:in)?)\.?[ \x{00a0}]+((?:\p{Lu}[\pL\pM.'’-]*[ \x{00a0}]*){1,6}),?[ \x{00a0}]*(?:\(|(?:who[ ])?was[ ])?$`)

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

// pages tells whom the heads of the pages name that begin behind what Text looks at,
// and whether nothing else stands there.
func pages(s string) (people []identity.Person, all bool) {
	const (
		head = 2 << 10
		most = 100
	)
	if len(s) <= textRead {
		return nil, true
	}
	rest := s[textRead:]
	for range most {
		_, page, ok := strings.Cut(rest, "\f")
		if !ok {
			break
		}
		people = append(people, Text(strings.ToValidUTF8(page[:min(len(page), head)], ""))...)
		rest = page
	}
	return people, false
}

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
	const apart = 600 // letters between two labels of one person
	for i, m := range all {
		if m.at-last > apart {
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
				if x := addressed().FindStringSubmatch(m.line); x != nil {
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
	line := 0        // where the line begins
	last := rune(-1) // the letter before
	for at := 0; at < len(s); {
		r, size := utf8.DecodeRuneInString(s[at:])
		inside := at > line && (unicode.IsLetter(last) || unicode.IsDigit(last))
		m := met{at: at}
		end, found := 0, false
		if !inside {
			m.is, end, m.colon, found = labelAt(s[at:])
		}
		if !found {
			if at, last = at+size, r; r == '\n' {
				line = at
			}
			continue
		}
		end += at
		head := s[max(line, m.at-longest):m.at]
		before, _ := utf8.DecodeLastRuneInString(head)
		atHead := strings.TrimSpace(head) == "" && len(head) < longest
		switch {
		case !m.colon && !atHead && m.is != lBorn,
			!m.colon && m.is == lEnd,
			m.is != lEnd && another().MatchString(head[max(0, len(head)-near):]),
			m.is == lBorn && !m.colon && (strings.HasPrefix(s[m.at:], "Born") && titled().MatchString(head) || other().MatchString(head[max(0, len(head)-near):])),
			m.is == lBare && !atHead && !strings.HasSuffix(head, "  ") && !strings.ContainsAny(string(before), "|;,\t/"):
			at, last = at+size, r
			continue
		}
		if !m.colon {
			end-- // the line's end may be what ends the label
		}
		m.line, m.from = head, end
		all = append(all, m)
		if i := strings.LastIndexByte(s[at:end], '\n'); i >= 0 {
			line = at + i + 1
		}
		last, _ = utf8.DecodeLastRuneInString(s[:end])
		at = end
	}
	for i := range all {
		from, to := all[i].from, len(s)
		if i+1 < len(all) {
			to = all[i+1].at
		}
		all[i].to = max(from, to)
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
