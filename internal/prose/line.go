package prose

import (
	"strings"
	"unicode/utf8"
)

// escapable are the signs that a backslash makes themselves; before anything
// else a backslash is one.
const escapable = `\*_^~[#-.|`

// maxBracket is how many characters stand between brackets whose inside is no
// writer's: as deed.Content.Marks has it.
const maxBracket = 400

// bracket is the length of what s begins with, where that is a bracket with
// something in it and its end; else 0. Nothing in it is a sign: a record's name
// stays what it is.
func bracket(s string) int {
	if s == "" || s[0] != '[' {
		return 0
	}
	end := strings.IndexAny(s[1:], "[]\n")
	if end < 1 || s[1+end] != ']' || end > maxBracket && utf8.RuneCountInString(s[1:1+end]) > maxBracket {
		return 0
	}
	return end + 2
}

// sign is a mark's sign in a line. It opens or closes, or, where it found no
// fellow, is text.
type sign struct {
	mark int
	on   bool // it has its fellow
}

// part is a piece of a line as it is read: text, or a sign.
type part struct {
	text string
	sign *sign
}

// ParseLine reads a text of one line: no sign begins a block in it, and lines
// follow each other with a space between.
func ParseLine(s string) []Inline {
	var out []Inline
	for raw := range strings.SplitSeq(oneEnd(s), "\n") {
		line := readLine(trim(raw))
		if len(out) > 0 && len(line) > 0 {
			out = append(out, Inline{Text: " "})
		}
		out = append(out, line...)
	}
	return tidy(out)
}

// readLine reads one line, without its end.
func readLine(line string) []Inline {
	var parts []part
	var text strings.Builder
	flush := func() {
		if text.Len() > 0 {
			parts = append(parts, part{text: text.String()})
			text.Reset()
		}
	}
	type opened struct {
		sign *sign
		end  int // where it ends
	}
	var open []opened
	for i := 0; i < len(line); {
		if line[i] == '\\' && i+1 < len(line) && strings.IndexByte(escapable, line[i+1]) >= 0 {
			text.WriteByte(line[i+1])
			i += 2
			continue
		}
		if n := bracket(line[i:]); n > 0 {
			text.WriteString(line[i : i+n])
			i += n
			continue
		}
		m := markAt(line[i:])
		if m < 0 {
			text.WriteByte(line[i])
			i++
			continue
		}
		flush()
		s, end := &sign{mark: m}, i+len(marks[m])
		parts = append(parts, part{text: marks[m], sign: s})
		was := -1
		for k := range open {
			if open[k].sign.mark == m {
				was = k
			}
		}
		switch {
		case was >= 0 && open[was].end < i && !blank(line[i-1]):
			open[was].sign.on, s.on = true, true
			open = open[:was] // what was opened in it has no fellow
		case end < len(line) && !blank(line[end]):
			if was >= 0 { // the nearer one opens
				open = append(open[:was], open[was+1:]...)
			}
			open = append(open, opened{s, end})
		}
		i = end
	}
	flush()
	var out []Inline
	var now style
	for _, p := range parts {
		if p.sign != nil && p.sign.on {
			now ^= 1 << p.sign.mark
			continue
		}
		out = append(out, inline(p.text, now))
	}
	return tidy(out)
}

func markAt(s string) int {
	for i, m := range marks {
		if strings.HasPrefix(s, m) {
			return i
		}
	}
	return -1
}

func blank(b byte) bool { return b == ' ' || b == '\t' }

func trim(s string) string { return strings.Trim(s, " \t") }

// tidy is a line in the one form that a tree has it in: pieces that look the
// same are one, white space looks as what stands on both sides, and there is
// none at the ends.
func tidy(line []Inline) []Inline {
	type run struct {
		text string
		s    style
		gap  bool
	}
	var runs []run
	for _, in := range line {
		for text := in.Text; text != ""; {
			gap := blank(text[0])
			n := strings.IndexFunc(text, func(r rune) bool { return (r == ' ' || r == '\t') != gap })
			if n < 0 {
				n = len(text)
			}
			if last := len(runs) - 1; last >= 0 && runs[last].gap && gap {
				runs[last].text += text[:n]
			} else {
				runs = append(runs, run{text[:n], in.style(), gap})
			}
			text = text[n:]
		}
	}
	var out []Inline
	var text strings.Builder
	var now style
	flush := func() {
		if text.Len() > 0 {
			out = append(out, inline(text.String(), now))
			text.Reset()
		}
	}
	for i, r := range runs {
		s := r.s
		if r.gap {
			if i == 0 || i == len(runs)-1 {
				continue
			}
			s = runs[i-1].s & runs[i+1].s
		}
		if s != now {
			flush()
			now = s
		}
		text.WriteString(r.text)
	}
	flush()
	return out
}

// lines parts inlines at their breaks, each line in its one form; empty ones are
// left out.
func lines(all []Inline) [][]Inline {
	var out [][]Inline
	var line []Inline
	end := func() {
		if line = tidy(line); len(line) > 0 {
			out = append(out, line)
		}
		line = nil
	}
	for _, in := range all {
		if in.Break {
			end()
			continue
		}
		for i, text := range strings.Split(oneEnd(in.Text), "\n") {
			if i > 0 { // a line's end in a text
				end()
			}
			line = append(line, inline(text, in.style()))
		}
	}
	end()
	return out
}

// oneEnd writes line ends as everybody does here.
func oneEnd(s string) string {
	if strings.IndexByte(s, '\r') < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// joined are lines as one piece of a tree.
func joined(all [][]Inline) []Inline {
	var out []Inline
	for i, line := range all {
		if i > 0 {
			out = append(out, Inline{Break: true})
		}
		out = append(out, line...)
	}
	return out
}
