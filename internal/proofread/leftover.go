package proofread

import (
	"regexp"
	"strings"

	"oso/internal/characters"
)

// left are what templates leave, and what writers put where something is to come.
var left = []struct {
	re   *regexp.Regexp
	says string
}{
	{regexp.MustCompile(`\{\{[^{}\n]{0,80}\}\}|\{[^{}\n]{1,80}\}|\$\{[^{}\n]{0,80}\}|<<[^<>\n]{0,80}>>|«[A-Z_]{2,40}»`), "A template's field was not filled in."},
	{regexp.MustCompile(`<(?i:name|date|age|patient|patient name|dose|side|drug|doctor|physician|insert[^<>\n]{0,60}|first name|last name|diagnosis|finding|findings|number|sex|dob)>`), "A template's field was not filled in."},
	{regexp.MustCompile(`\[(?i:insert|add|enter|fill|choose|select|delete|your|tbd|todo|name|date|dose|side|age|drug|answer|patient|xx+|specify|check|here|reference|citation|ref|cite|text)(?i:[^\[\]\n]{0,80})?\]|\[\s*(?:\.{2,}|…|_+|\?+)?\s*\]`), "A place was left to be filled in."},
	{regexp.MustCompile(`\b(?:XX+|xxx+|TODO|TBD|TBC|FIXME|TKTK|TK)\b`), "A place was left to be filled in."},
	{regexp.MustCompile(`_{3,}|\?{2,}|\.{5,}|#{3,}|@{2,}`), "A place was left to be filled in."},
	{regexp.MustCompile(`(?i)\blorem ipsum\b`), "This is filling text."},
	{regexp.MustCompile(`(?i)\b(?:s/he|\(s\)he|he/she|she/he|his/her|her/his|him/her|her/him|himself/herself|mr\.?/mrs\.?|mr\.?/ms\.?|man/woman|woman/man|male/female|son/daughter)`), "One of the two is meant."},
	{regexp.MustCompile(`(?i)\b(?:left/right|right/left|r/l|l/r)\b`), "One of the two sides is meant."},
	{regexp.MustCompile(`(?i)\byes/no\b|\bdelete as (?:appropriate|applicable)\b|\bcopy and paste\b|\bplease (?:delete|fill in|complete) (?:this|here|below)\b`), "A template's words were left."},
}

// doubled are words that do stand twice in a row.
var doubled = set("that had is very no so bye")

// leftovers finds what is left of templates and of writing, and words that stand
// twice.
func (r *reader) leftovers() {
	for i := range r.letter.Passages {
		s := r.passages[i].of
		for _, x := range left {
			for _, at := range x.re.FindAllStringIndex(s, -1) {
				r.putAt(Leftover, i, at[0], at[1], x.says, nil)
			}
		}
		t := &r.passages[i]
		for j := 1; j < len(t.all); j++ {
			a, b := &t.all[j-1], &t.all[j]
			if a.kind == word && a.s == b.s && !doubled[a.s] && t.in[j] == t.in[j-1] && len(a.s) > 1 && !b.glued && !b.upper {
				r.put(Leftover, i, j-1, j+1, "The word stands twice.", nil)
			}
		}
		for _, x := range r.facts.Unseen {
			mark := "[" + x.Label + "]"
			for from := 0; ; {
				at := strings.Index(s[from:], mark)
				if at < 0 || x.Label == "" {
					break
				}
				at += from
				from = at + len(mark)
				r.found = append(r.found, Finding{
					Kind: Unseen, Part: r.letter.Passages[i].Part, Passage: i, Start: at, End: from, Words: mark, Source: x.Name, Record: x.Record,
					Says: "You have marked this as not seen.",
				})
			}
		}
	}
}

// characters finds what the letter cannot set, by place.
func (r *reader) characters() {
	for i := range r.letter.Passages {
		s := r.passages[i].of
		if len(characters.Unset(s)) == 0 {
			continue
		}
		for at, c := range s {
			size := len(string(c))
			if c == '\uFFFD' { // or a byte that is no character
				size = 1
				if strings.HasPrefix(s[at:], "\uFFFD") {
					size = 3
				}
			}
			if len(characters.Unset(s[at:at+size])) > 0 {
				r.putAt(Character, i, at, at+size, "The letter cannot print "+characters.Name(c)+".", nil)
			}
		}
	}
}
