package proofread

import (
	"slices"
	"strings"
)

// mention is a side that a text speaks of.
type mention struct {
	side    string // left, right
	at, end int    // tokens: the side's word, and to where what it is of goes
	regions []region
	words   []string // what it is of, in words that stand for themselves
	general bool     // "on the left"
	topic   region   // of "on the left" without a region: the one that was spoken of last
	heart   bool
	stems   map[string]bool // of the words of its regions
	done    bool            // it is of what is done or found
	head    string          // what is of it: "stent" of the left renal artery
	sound   bool            // of the side that nothing is wrong with
	added   bool            // it is told as something beside what matters
}

// sound are words by which a text says that a side is not the sick one.
var sound = set(`normal healthy unremarkable contralateral opposite unaffected uninvolved asymptomatic prophylactic uneventful compensatory compared comparison unharmed patent strong unimpaired cold slim ventilated relies rely relied carries`)

// aside are words by which a text adds something new, or looks ahead.
var aside = set("also incidental incidentally too additionally furthermore later eventually likewise")

// denied are words that, before one of abnormal, say the same.
var (
	denied   = set("no without not neither nor never nothing")
	abnormal = set(`suspicious abnormality abnormalities abnormal lesion lesions mass disease finding findings tear danger trouble harm evidence sign signs
		surgery operation operations trauma injury procedures arthritis arthrosis effusion stenosis symptoms complaint complaints pain involvement node nodes adenopathy nodule nodules recurrence deficit swollen swelling thrombosis clot weakness calcification calcifications hurt hurts ache aches injured`)
)

// stops end what a side is of.
var stops = set(`the a an of in on at to from with without for and or but is was were are be been has had have who which that as by after
	before over under into than then it he she they so if when while because since until not no does did do will would can could may might
	should must shows showed away now there here about during via per his her its their my your our this these those only too also both
	again measures measured lies lay appears looks seems became remains remained carries holds holding alone where against through
	side hurts hurt feels felt came has needs needed became began`)

// mentions finds the sides in a text.
func mentions(t *text) []mention {
	var out []mention
	for i := range t.all {
		m, ok := t.mention(i)
		if ok {
			m.sound, m.added = t.soundAt(i)
			m.head = t.headOf(i)
			out = append(out, m)
		}
	}
	return out
}

func (t *text) mention(i int) (m mention, ok bool) {
	k := &t.all[i]
	if x, is := letters[k.s]; is && k.shout && k.end-k.at >= 2 {
		return mention{side: x.side, at: i, end: i + 1, regions: []region{x.of}}, true
	}
	next := i + 1
	switch k.s {
	case "left", "right":
		m.side = k.s
	case "lt", "rt", "l", "r":
		m.side = map[byte]string{'l': "left", 'r': "right"}[k.s[0]]
		if len(k.s) == 1 && !k.upper {
			return m, false
		}
		if t.is(next, ".") && t.all[next].glued {
			next++
		}
		alone := len(k.s) == 1 && t.letterAlone(i)
		if !alone && (next >= len(t.all) || !t.is(next, "-", "side", "sided") && !t.named(next) || i > 0 && t.all[i-1].kind == number) { // of letters alone only what stands before a part of the body is one
			return m, false
		}
		if t.is(next, "-") && t.is(next+1, "spine") || t.is(next, "/") && t.is(next+1, "o") {
			return m, false
		}
		if alone && !t.named(next) && !t.is(next, "-", "side", "sided") {
			m.at, m.end, m.general = i, next, true
			t.spokenLast(&m)
			return m, true
		}
	case "leftsided", "rightsided":
		m.side = k.s[:len(k.s)-len("sided")]
	default:
		return m, false
	}
	if t.is(next, "/") && (t.is(next+1, "left", "right", "r", "l")) || t.is(i-1, "/") && t.is(i-2, "left", "right", "l", "r") {
		return m, false // no side is said
	}
	if t.is(next, "and", "or") && t.is(next+1, "left", "right") || t.is(i-1, "and", "or") && t.is(i-2, "left", "right") {
		return m, false // both
	}
	if k.s == "left" && t.is(i-1, "be", "been", "being") && regionOf(t.at(next)) == "" && !t.is(next, "-", "side", "sided") {
		return m, false // alone, mobile
	}
	m.at = i
	if t.is(next, "-") {
		next++
	}
	if t.is(next, "sided") {
		next++
		if t.is(next, "-") {
			next++
		}
	}
	if t.is(next, "handed", "hander", "hand") && t.is(next-1, "-") || t.is(next, "dominant", "dominance") {
		return m, false
	}
	m.end = next
	const most = 5
	named := false
	for j := next; j < len(t.all) && j < next+most && t.in[j] == t.in[i]; j++ {
		w := &t.all[j]
		if w.kind == mark && (w.s == "-" || w.s == "/" || w.s == "’" || w.s == "'") {
			continue
		}
		if w.kind != word || stops[w.s] || w.s == "left" || w.s == "right" {
			break
		}
		m.end = j + 1
		if r := regionOf(w.s); r != "" {
			if !slices.Contains(m.regions, r) {
				m.regions = append(m.regions, r)
			}
			if m.stems == nil {
				m.stems = map[string]bool{}
			}
			m.stems[stem(w.s)] = true
		} else if len(w.s) > 2 && !little[w.s] {
			m.words = append(m.words, same(w.s))
		}
		m.heart = m.heart || heart[w.s]
		named = named || partOfName[w.s]
	}
	m.heart = m.heart || named && len(m.regions) == 0
	for j := next; j < m.end; j++ {
		m.done = m.done || t.procedure(j)
	}
	if m.done && len(m.regions) > 0 {
		m.done = false
	}
	if m.done { // of what is said before or behind
		s := t.sentence(i)
		for d := 1; d < 8 && len(m.regions) == 0; d++ {
			for _, j := range [2]int{m.end - 1 + d, i - d} {
				if j < s.from || j >= s.to || len(m.regions) > 0 {
					continue
				}
				if r := regionOf(t.at(j)); r != "" {
					m.regions = []region{r}
				}
			}
		}
		return m, true
	}
	if t.is(next, "one") && t.is(i-1, "the", "his", "her") {
		m.general, m.end = true, next+1
		return m, true
	}
	pointed := t.is(i-1, "the", "his", "her") && t.is(i-2, "on", "upon", "to", "from", "at") || t.is(i-1, "on", "upon") || t.is(next, "side") || t.is(i-1, "the", "his", "her") && t.bare(next)
	if j := next + 3; t.is(next, "side", "corner", "half", "part") && t.is(next+1, "of") && t.is(next+2, "the", "his", "her") && regionOf(t.at(j)) != "" { // "the left side of her face"
		return mention{side: m.side, at: i, end: j + 1, regions: []region{regionOf(t.at(j))}, stems: map[string]bool{stem(t.at(j)): true}}, true
	}
	verb := pointed && len(m.regions) == 0 && t.is(i-2, "on") && t.is(i-1, "the") && strings.HasSuffix(t.at(next), "s") // "on the left leaves no doubt"
	if m.end > next && len(m.regions)+len(m.words) > 0 && !verb {
		return m, true
	}
	if verb {
		m.words, m.end = nil, next
	}
	// "on the left", "left side", "knee, left"
	labeled := i > 0 && (t.is(i-1, ",", "(", ":", ";") || regionOf(t.at(i-1)) != "") && (i+1 == len(t.all) || t.all[i+1].kind != word || t.in[i+1] != t.in[i] || t.is(i+1, "side"))
	if !pointed && !labeled && !t.against(i) {
		return m, false
	}
	if t.is(next, "side") {
		m.end = next + 1
	}
	m.general = true
	t.spokenLast(&m)
	return m, true
}

// spokenLast gives a mention without a part of the body the one that was spoken of last.
func (t *text) spokenLast(m *mention) {
	for j := m.at - 1; j >= t.sentence(m.at).from && j > m.at-12; j-- {
		if t.is(j, "left", "right") {
			break
		}
		if r := regionOf(t.at(j)); r != "" {
			m.regions = []region{r}
			break
		}
	}
	for j := m.at - 1; len(m.regions) == 0 && m.topic == "" && j >= 0 && j > m.at-60; j-- { // and before that, in the same passage
		if r := regionOf(t.at(j)); r != "" {
			m.topic = r
		}
	}
}

// letterAlone tells whether a capital L or R by itself is a side, as in notes and tables:
// "EHL L 4/5, R 5/5", "R first". Behind a number it is a unit, before a name an initial.
func (t *text) letterAlone(i int) bool {
	k := &t.all[i]
	if !k.shout || k.glued && i > 0 && !t.is(i-1, "(", "|") || i > 0 && (t.all[i-1].kind == number || t.is(i-1, "vitamin", "dr")) {
		return false
	}
	if i+1 < len(t.all) && t.all[i+1].glued && t.all[i+1].kind == number || t.is(i+1, ".") && t.all[i+1].glued && i+2 < len(t.all) && t.all[i+2].upper && t.in[i+2] == t.in[i] {
		return false
	}
	return true
}

// against tells whether a bare side is set against the other one of its sentence, or
// stands before what was measured on it: "31% left, 69% right", "index left 0.51".
func (t *text) against(i int) bool {
	if t.is(i-1, "is", "are", "was", "were", "be", "has", "have", "had", "he", "she", "they", "who", "i", "you", "little", "much", "nothing", "what", "time", "all", "not", "been", "it", "that", "quite") {
		return false
	}
	if t.all[i].s == "right" && t.is(i+1, "away", "now", "after", "before", "at", "to") || t.all[i].s == "left" && t.is(i+1, "in", "to", "alone", "for", "behind", "him", "her", "out", "over", "with", "by", "off", "as") {
		return false
	}
	s := t.sentence(i)
	numbered := i+1 < s.to && t.all[i+1].kind == number
	for j := s.from; j < s.to; j++ {
		if j != i && t.is(j, "left", "right") && (numbered || i > 0 && t.all[i-1].kind != word || t.is(i-1, "vs", "versus", "than", "and", "or", "more") || t.is(i+1, ",", ".", ";", "(", "|") || i+1 == s.to) {
			return true
		}
	}
	return numbered && i > s.from && (regionOf(t.at(i-1)) != "" || t.is(i-1, "index", "pressure", "girth", "grip", "flexion", "extension", "raising", "velocity", "average", "acuity", "iop", "va", "pta"))
}

// named tells whether a part of the body, or what is done to one, is named from here on.
func (t *text) named(j int) bool {
	for k := j; k < min(len(t.all), j+3) && t.in[k] == t.in[j] && t.all[k].kind == word && !stops[t.all[k].s]; k++ {
		if regionOf(t.at(k)) != "" || t.procedure(k) {
			return true
		}
	}
	return false
}

// bare tells whether "the left" ends here, and is no "left knee".
func (t *text) bare(next int) bool {
	return next >= len(t.all) || t.in[next] != t.in[next-1] || t.all[next].kind == number || t.all[next].kind == mark && !t.is(next, "-", "/") || afterBare[t.at(next)]
}

var afterBare = set("being measures measured for at in alone with which where only is was has had does did will would can could should may might must remains stays needs shows hears sees and or than as because")

// headOf is what a text has of a side: the word before "of the left".
func (t *text) headOf(i int) string {
	j := i - 1
	if t.is(j, "the", "his", "her") {
		j--
	}
	if t.is(j, "of") && j > t.sentence(i).from && t.all[j-1].says() && t.all[j-1].kind == word {
		return same(t.all[j-1].s)
	}
	return ""
}

// procedure tells whether a word is what is done, or found, on a side.
func (t *text) procedure(j int) bool {
	w := t.at(j)
	for _, end := range [...]string{"algia", "itis", "oma", "graphy"} {
		if strings.HasSuffix(w, end) {
			return true
		}
	}
	return procedures[w] || actEnding(w)
}

// actEnding tells whether a word ends as the names of operations do.
func actEnding(w string) bool {
	for _, end := range [...]string{"ectomy", "otomy", "oscopy", "plasty", "ostomy", "desis"} {
		if strings.HasSuffix(w, end) {
			return true
		}
	}
	return false
}

var procedures = set("pain tumor tumour mass lesion nodule cyst stone fracture implant prosthesis swelling repair replacement tear effusion stent drain graft aneurysm hernia symptoms complaints injury cup")

// soundAt tells whether the clause says that this side is the one with nothing wrong.
func (t *text) soundAt(i int) (is, added bool) {
	c := t.clause(i)
	if t.has(c, set("contralateral opposite")) {
		return true, added
	}
	no := false
	for j := c.from; j < c.to; j++ {
		w := t.at(j)
		switch {
		case w == "clear":
			if j+1 == len(t.all) || t.all[j+1].kind == mark || t.is(j+1, "of", "on", "but", "and") {
				return true, added
			}
		case sound[w] && !(j > 0 && (t.is(j-1, "not", "no", "longer"))):
			return true, added
		case w == "nothing" && t.is(j+1, "on", "in"), w == "as" && t.is(j+1, "it") && t.is(j+2, "is", "was"), w == "well" && t.is(j+1, "since"), w == "good" && t.is(j-1, "is", "are", "was"),
			w == "sound" && t.is(j-1, "is") && j-c.from < 6: // of a part, not of what is advised
			return true, added
		case w == "well" && t.is(j-1, "so", "how", "done", "is", "are", "did", "doing", "lies", "does", "been", "very") && !t.is(j+1, "enough", "after", "with", "without"):
			return true, added
		case (w == "works" || w == "functions") && (j+1 == len(t.all) || t.all[j+1].kind == mark):
			return true, added
		case aside[w] && !(w == "later" && j+1 < len(t.all) && t.all[j+1].kind == mark):
			added = true
		case w == "other" || w == "in" && t.is(j+1, "its") && t.is(j+2, "place") || w == "as" && t.is(j+1, "it") && t.is(j+2, "should"):
			return true, added
		case denied[w]:
			no = true
		case no && abnormal[w]:
			return true, added
		}
	}
	return false, added
}
