package deed

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MarkKind is what a piece of an opinion's text is.
type MarkKind string

const (
	MarkText      MarkKind = "text"
	MarkReference MarkKind = "reference" // [1], [2,3], [1-3]: numbers of References
	MarkNote      MarkKind = "note"      // [*1]: a number of Notes
	MarkFigure    MarkKind = "figure"    // [Figure 2]: a number of Figures
	MarkRecord    MarkKind = "record"    // [CT chest, 12 Oct 2026, image 44]: a number of Citations
	MarkLost      MarkKind = "lost"      // [Figure 9] of eight, [Figure 9?], [Figure removed 3fa2]: it leads nowhere
)

// Mark is a piece of a text. The pieces of a text, put together, are the text.
type Mark struct {
	Kind    MarkKind `json:"kind"`
	Text    string   `json:"text"`              // as it was typed, brackets included
	Numbers []int    `json:"numbers,omitempty"` // from 1, in the list that the kind says
}

// Said is what stands between a mark's brackets.
func (m Mark) Said() string { return strings.TrimSuffix(strings.TrimPrefix(m.Text, "["), "]") }

var (
	bracketed   = regexp.MustCompile(`\[[^\[\]\n]{1,400}\]`)
	referenceIs = regexp.MustCompile(`^\d{1,3}(?: ?[,–-] ?\d{1,3})*$`)
	noteIs      = regexp.MustCompile(`^\*\d{1,2}$`)
	figureIs    = regexp.MustCompile(`^Figure[ \x{00a0}]\d{1,3}$`)
	removedIs   = regexp.MustCompile(`^Figure[ \x{00a0}](?:removed [0-9a-f]{4}|\d{1,3}\?)$`)
	ofFigure    = regexp.MustCompile(`\[Figure[ \x{00a0}](?:(\d{1,3})|removed ([0-9a-f]{4}))\]`)
)

// Marks parts a text of the content at its marks. What looks like a mark and
// names nothing that the content has is text, as it was typed: what is pasted
// becomes a link only to what the content lists under exactly these words, and
// what the words are the service has said, not the page.
func (c *Content) Marks(text string) []Mark {
	var out []Mark
	put := func(m Mark) {
		if m.Text == "" {
			return
		}
		if n := len(out); n > 0 && m.Kind == MarkText && out[n-1].Kind == MarkText {
			out[n-1].Text += m.Text
			return
		}
		out = append(out, m)
	}
	from := 0
	for _, at := range bracketed.FindAllStringIndex(text, -1) {
		put(Mark{Kind: MarkText, Text: text[from:at[0]]})
		put(c.mark(text[at[0]:at[1]]))
		from = at[1]
	}
	put(Mark{Kind: MarkText, Text: text[from:]})
	return out
}

// Brackets are what stands between the brackets of a text, whatever it names.
func Brackets(text string) []string {
	var out []string
	for _, s := range bracketed.FindAllString(text, -1) {
		out = append(out, strings.ReplaceAll(s[1:len(s)-1], "\u00a0", " "))
	}
	return out
}

func (c *Content) mark(text string) Mark {
	m := Mark{Kind: MarkText, Text: text}
	s := strings.ReplaceAll(m.Said(), "\u00a0", " ")
	numbered := func(kind MarkKind, list string, of int) bool {
		all := numbersOf(list)
		if len(all) == 0 || slices.Min(all) < 1 || slices.Max(all) > of {
			return false
		}
		m.Kind, m.Numbers = kind, all
		return true
	}
	switch {
	case referenceIs.MatchString(s):
		numbered(MarkReference, s, len(c.References))
	case noteIs.MatchString(s):
		numbered(MarkNote, s[1:], len(c.Notes))
	case figureIs.MatchString(s):
		if !numbered(MarkFigure, s[len("Figure "):], len(c.Figures)) {
			m.Kind = MarkLost
		}
	case removedIs.MatchString(s):
		m.Kind = MarkLost
	default:
		for i := range c.Citations {
			if c.Citations[i].Label == s {
				m.Kind, m.Numbers = MarkRecord, []int{i + 1}
				break
			}
		}
	}
	return m
}

// SetFigures gives the content other figures, or another order of them; what its
// texts say of each goes along. A number that named none before names none after:
// what leads nowhere does not come to lead to a figure that its author never meant.
func (c *Content) SetFigures(figures []Figure) {
	ids := func(list []Figure) (out []string) {
		for i := range list {
			out = append(out, list[i].Image.ID)
		}
		return out
	}
	before, after := ids(c.Figures), ids(figures)
	c.Figures = figures
	if slices.Equal(before, after) {
		return
	}
	c.Texts(func(_ string, text *string) { *text = renumber(*text, before, after) })
}

// Refer gives the marks of references and notes other numbers: the i-th names what
// references[i-1], notes[i-1] says. What leads nowhere stays as it is.
func (c *Content) Refer(references, notes []int) {
	c.Texts(func(_ string, text *string) {
		var out strings.Builder
		for _, m := range c.Marks(*text) {
			switch {
			case m.Kind == MarkReference && slices.Max(m.Numbers) <= len(references):
				var list []string
				for _, n := range m.Numbers {
					list = append(list, strconv.Itoa(references[n-1]))
				}
				out.WriteString("[" + strings.Join(list, ",") + "]")
			case m.Kind == MarkNote && m.Numbers[0] <= len(notes):
				fmt.Fprintf(&out, "[*%d]", notes[m.Numbers[0]-1])
			default:
				out.WriteString(m.Text)
			}
		}
		*text = out.String()
	})
}

// renumber is a text after the figures of these ids came to be others. The pages
// have the same; both are held against one table.
func renumber(text string, before, after []string) string {
	return ofFigure.ReplaceAllStringFunc(text, func(mark string) string {
		m := ofFigure.FindStringSubmatch(mark)
		id := ""
		if n, err := strconv.Atoi(m[1]); err != nil { // removed: it may be back
			i := slices.IndexFunc(after, func(x string) bool { return strings.HasPrefix(x, m[2]) && !slices.Contains(before, x) })
			if i < 0 {
				return mark
			}
			id = after[i]
		} else if n < 1 || n > len(before) {
			if n < 1 || n > len(after) {
				return mark
			}
			return fmt.Sprintf("[Figure %d?]", n)
		} else {
			id = before[n-1]
		}
		if i := slices.Index(after, id); i >= 0 {
			return fmt.Sprintf("[Figure %d]", i+1)
		}
		return "[Figure removed " + id[:min(4, len(id))] + "]"
	})
}

// numbersOf are the numbers of "2", "2, 3" and "1-3", which names 2, too; none
// where a range does not go up.
func numbersOf(list string) []int {
	var all []int
	for piece := range strings.SplitSeq(strings.ReplaceAll(list, "–", "-"), ",") {
		last := 0
		for n := range strings.SplitSeq(piece, "-") {
			i, err := strconv.Atoi(strings.TrimSpace(n))
			if err != nil || last > 0 && i <= last {
				return nil
			}
			for next := last + 1; last > 0 && next < i; next++ {
				all = append(all, next)
			}
			all, last = append(all, i), i
		}
	}
	return all
}

// MaxLabel is how many characters a citation's label has at most.
const MaxLabel = 160

// ValidLabel tells whether a citation may be called so: in one line, without
// brackets, in characters that are seen as they are, and not as another mark.
func ValidLabel(s string) bool {
	if s == "" || utf8.RuneCountInString(s) > MaxLabel || s != strings.TrimSpace(s) {
		return false
	}
	for _, re := range []*regexp.Regexp{referenceIs, noteIs, figureIs, removedIs} {
		if re.MatchString(s) {
			return false
		}
	}
	return strings.IndexFunc(s, func(r rune) bool {
		return r == '[' || r == ']' || r == utf8.RuneError || r != ' ' && unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
	}) < 0
}
