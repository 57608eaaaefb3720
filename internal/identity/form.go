package identity

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"oso/internal/casefile"
)

// Of a word: what it is in its name, as far as the name is in parts.
type role int

const (
	anyPart role = iota // the name is not in parts
	familyPart
	givenPart   // the first given name
	furtherPart // given names after it
	middlePart
)

type word struct {
	text  string
	role  role
	at    int  // place among the words of its form
	bound bool // by a hyphen to the word before it
	// may be there or not: van, de la. Only before a family name in its own part, for
	// elsewhere each of them is somebody's name: Do, Ben, Le, Van, Bin, Al.
	particle bool
}

// form is a name in one writing.
type form struct {
	in      writing
	words   []word
	suffix  string // Jr, Sr, II: of a family, told from the words
	plain   bool   // no letter has a sign
	parted  bool   // family and given name stand apart
	ordered string // all letters, in their order
}

// titles say nothing about who it is.
var titles = strings.Fields("dr prof professor mr mrs ms miss mx herr frau md phd mme mlle sra srta señor señora med rev sir dame")

// suffixes tell people of one name in one family from each other.
var suffixes = map[string]string{
	"jr": "jr", "jnr": "jr", "junior": "jr", "filho": "jr", "fils": "jr", "hijo": "jr",
	"sr": "sr", "snr": "sr", "senior": "sr", "père": "sr", "pere": "sr", "padre": "sr",
	"ii": "2", "2nd": "2", "iii": "3", "3rd": "3", "iv": "4", "4th": "4", "neto": "neto", "sobrinho": "sobrinho",
}

// apartSuffixes are suffixes where they stand as one, and may be names or initials elsewhere.
var apartSuffixes = map[string]string{"i": "1", "1st": "1", "v": "5", "5th": "5", "vi": "6", "6th": "6"}

// births tell that a name tells one child from another, or one of two people, by
// words that are no names: they must be equal on both sides, to the last letter.
var births = strings.Fields("baby babyboy babygirl twin twina twinb triplet quadruplet boy girl newborn neonate infant fetus foetus of zwilling drilling neugeborenes kind sohn tochter" +
	" son daughter wife husband mother father jumeau jumelle bebe bébé rn gemelo gemela gemello gemella recien nacido bb bg" +
	" brother sister bruder schwester donor recipient spender and or oder")

// shared are first names that many children of one family have, so that the
// next name tells which of them it is.
var shared = strings.Fields("mohamed mohammed muhammad mohammad muhammed mohamad mehmet mohd md maria mary marie mariam jean jose josé abdul abd abdel abu sri shri thi thị van văn kumar singh kaur nur noor siti")

// fathers are first names that stand as often in the family name's place, as the
// father's: which of two is which, nobody sees.
var fathers = strings.Fields("mohamed mohammed muhammad mohammad muhammed mohamad ahmed ahmad ali hassan hasan hussein hussain husain omar umar osman uthman othman" +
	" ibrahim abdullah abdallah abdi abdirahman mahmoud mahmud mustafa khalid khaled yusuf youssef yousef ismail saleh salah salem said saeed hamid hamza idris adan adam farah jama nur noor musa moussa isa issa suleiman sulaiman tesfaye haile abebe bekele")

// particles may be there or not, before a family name.
var particles = strings.Fields("van von vom der den de del della degli di da do dos das du la le el al bin ibn bint ben ter ten te zu zur zum y e af av und and d l o mc mac st")

// bynames are particles that are family names themselves (Lê, Đỗ, Ben), or without
// which a name is another family's (O'Brien, Mac Donald, St John). They count as
// particles beside another one alone.
var bynames = strings.Fields("le do du ben mac mc st o l d")

// forms takes a name apart into its writings: the one that is in parts first,
// then the native and the phonetic form.
func forms(n casefile.Name) []*form {
	parted := strings.TrimSpace(n.Family) != "" && strings.TrimSpace(n.Given) != ""
	var out, native []*form
	out = read(out, n.Family, familyPart, parted)
	for _, f := range out {
		f.markParticles()
	}
	out = read(out, n.Given, givenPart, parted)
	out = read(out, n.Middle, middlePart, parted)
	out = read(out, beside(n), middlePart, parted)
	for _, f := range out {
		f.trim(n.Suffix)
	}
	for _, s := range []string{n.Ideographic, n.Phonetic} {
		native = read(nil, s, anyPart, false)
		for _, f := range native {
			f.trim("")
		}
		out = append(out, native...)
	}
	return out
}

// markParticles finds the particles of a family name, of which its last word is none.
// In a name that is not in parts nobody can tell them from names.
func (f *form) markParticles() {
	is := func(i int) bool { return i >= 0 && i < len(f.words)-1 && slices.Contains(particles, f.words[i].text) }
	for i := 0; f.parted && i < len(f.words)-1; i++ {
		f.words[i].particle = is(i) && (!slices.Contains(bynames, f.words[i].text) || is(i-1) || is(i+1))
	}
}

// beside are the words of prefix and suffix that tell one person from another:
// those of newborns, and the letter or number that is all that twins differ by.
// A name that is empty but for them stays empty.
func beside(n casefile.Name) string {
	if Display(casefile.Name{Family: n.Family, Given: n.Given, Middle: n.Middle}) == "" {
		return ""
	}
	var out []string
	for i, part := range []string{n.Prefix, n.Suffix} {
		words := strings.FieldsFunc(even(part), between)
		child := slices.ContainsFunc(words, func(w string) bool { return slices.Contains(births, w) })
		for _, w := range words {
			switch {
			case slices.Contains(births, w), strings.Trim(w, "0123456789") == "", initial(w) && (child || i == 1 && apartSuffixes[w] == ""):
				out = append(out, w)
			}
		}
	}
	return strings.Join(out, " ")
}

// read adds a part's words to the forms of their writings.
func read(out []*form, part string, r role, parted bool) []*form {
	s := even(part)
	east := strings.IndexFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0
	seen := map[writing]bool{}
	rest := s
	for rest != "" {
		text := strings.TrimLeftFunc(rest, between)
		bound := strings.HasSuffix(rest[:len(rest)-len(text)], "-")
		end := strings.IndexFunc(text, between)
		if end < 0 {
			end = len(text)
		}
		text, rest = text[:end], text[end:]
		for _, piece := range byWriting(text, east) {
			at := slices.IndexFunc(out, func(f *form) bool { return f.in == piece.in })
			if at < 0 {
				at, out = len(out), append(out, &form{in: piece.in, plain: true, parted: parted})
			}
			f := out[at]
			is := r
			switch {
			case !parted:
				is = anyPart
			case r == givenPart && (seen[piece.in] || slices.Contains(titles, piece.text)):
				is = furtherPart
			case r == givenPart:
				seen[piece.in] = true
			}
			f.words = append(f.words, word{text: piece.text, role: is, at: len(f.words), bound: bound})
			f.plain = f.plain && plain(piece.text)
			f.ordered += piece.text
		}
	}
	return out
}

// between tells whether a sign stands between words.
func between(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r) && r != 'ー'
}

type piece struct {
	text string
	in   writing
}

// byWriting cuts a text where its writing changes; digits and marks stay with
// what is before them. Kana beside Han is one writing.
func byWriting(s string, east bool) []piece {
	var out []piece
	for _, r := range s {
		w := writingOf(r)
		if east && w == kana {
			w = han
		}
		if n := len(out); n > 0 && (out[n-1].in == w || !unicode.IsLetter(r)) {
			out[n-1].text += string(r)
			continue
		}
		out = append(out, piece{string(r), w})
	}
	return out
}

// trim takes what tells fathers from sons out of the words of a form.
func (f *form) trim(suffix string) {
	if f.in != latin {
		return
	}
	for _, s := range strings.FieldsFunc(even(suffix), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if x := cmp.Or(suffixes[s], apartSuffixes[s]); x != "" {
			f.suffix = x
		}
	}
	for i := len(f.words) - 1; i > 0 && len(f.words) > 2; i-- {
		x := suffixes[f.words[i].text]
		if x == "" || f.parted && f.words[i].role == givenPart { // a word that is the given name is a name
			continue
		}
		if f.suffix == "" {
			f.suffix = x
		}
		if f.suffix == x {
			f.words = slices.Delete(f.words, i, i+1)
		}
	}
}

// turned is the form with its parts the other way round where only so the
// family name stands where the other form has it: many devices swap them.
func (f *form) turned(like *form, loose bool) *form {
	meets := func(r func(role) bool) bool {
		return slices.ContainsFunc(like.words, func(w word) bool {
			return w.role == familyPart && slices.ContainsFunc(f.words, func(x word) bool { return r(x.role) && alike(w.text, x.text, loose) })
		})
	}
	if !f.parted || !like.parted || meets(func(r role) bool { return r == familyPart }) || !meets(func(r role) bool { return r != familyPart }) {
		return f
	}
	g := *f
	g.words = slices.Clone(f.words)
	first := true
	for i, w := range g.words {
		g.words[i].particle = false // which part is whose is a guess now
		switch {
		case w.role == middlePart:
		case w.role != familyPart:
			g.words[i].role = familyPart
		case first:
			g.words[i].role, first = givenPart, false
		default:
			g.words[i].role = furtherPart
		}
	}
	return &g
}

// initial tells whether a word is a single letter that may stand for a name.
func initial(s string) bool { return utf8.RuneCountInString(s) == 1 }
