package clinical

import (
	"regexp"
	"slices"
	"strings"

	"oso/internal/casefile"
	"oso/internal/identity"
)

// columns gives labels their values where several labels stand together and
// their values after them: a heading's labels above a row, or a column of
// labels before a column of values, as the text of a page of two columns comes.
// Only where each value is of its label's kind: else nothing is changed.
func columns(s string, all []met) {
	for i := 0; i < len(all); {
		k := i
		for k+1 < len(all) && strings.Trim(s[all[k].from:all[k].to], blanks) == "" {
			k++
		}
		run := all[i : k+1]
		// A bare name beside nothing of a person's is anybody's.
		if k > i && slices.ContainsFunc(run, func(m met) bool { return m.is != lBare && m.is != lEnd }) {
			after := s[all[k].from:all[k].to]
			head, below, _ := strings.Cut(after, "\n")
			breaks := strings.Count(s[all[i].at:all[k].at], "\n")
			var values []string
			switch {
			case strings.Trim(head, blanks) != "": // the last has its own beside it
			case breaks == 0:
				values = row(run, below)
			case breaks >= k-i:
				values = column(run, below)
			}
			for n, v := range values {
				run[n].value = v
			}
		}
		i = k + 1
	}
}

// blanks stand between a label and the next and say nothing.
const blanks = " \t\r\n\u00a0|:："

// column takes a line for each label.
func column(run []met, below string) []string {
	values := lines(below, len(run))
	if len(values) < len(run) || !fit(run, values) {
		return nil
	}
	return values
}

var wide = regexp.MustCompile(`\t+|\|| {2,}`)

// row takes what stands in one line below a line of labels: by its columns, or,
// where they ran together, by what the words look like.
func row(run []met, below string) []string {
	line := lines(below, 1)
	if len(line) == 0 {
		return nil
	}
	var cells []string
	for _, c := range wide.Split(line[0], -1) {
		if c = strings.TrimSpace(c); c != "" {
			cells = append(cells, c)
		}
	}
	if len(cells) == len(run) && fit(run, cells) {
		return cells
	}
	words := strings.Fields(line[0])
	cells = nil
	for i, m := range run {
		n := 0
		switch m.is {
		case lName, lBare, lFamily, lGiven:
			for n < len(words) && !strings.ContainsAny(words[n], "0123456789") {
				n++
			}
			if i+1 < len(run) && run[i+1].is == lSex && n > 1 {
				if _, ok := identity.ReadSex(words[n-1]); ok {
					n--
				}
			}
		case lBorn:
			for n = min(len(words), 4); n > 0 && !identity.ReadDate(strings.Join(words[:n], " ")).Readable(); n-- {
			}
		default:
			n = min(len(words), 1)
		}
		cells = append(cells, cutWords(strings.Join(words[:n], " ")))
		words = words[n:]
	}
	if !fit(run, cells) {
		return nil
	}
	return cells
}

// fit tells whether each value may be what its label says.
func fit(run []met, values []string) bool {
	return !slices.ContainsFunc(run, func(m met) bool {
		v := values[0]
		values = values[1:]
		switch m.is {
		case lName, lBare, lFamily, lGiven:
			return nameIn(v, !m.colon, true) == casefile.Name{}
		case lBorn:
			return !identity.ReadDate(dateIn(v)).Readable()
		case lSex:
			word, _, _ := strings.Cut(v, " ")
			_, ok := identity.ReadSex(word)
			return !ok
		case lNumber:
			return !strings.ContainsAny(v, "0123456789")
		}
		return v == ""
	})
}

// lines are the first lines that say something.
func lines(s string, most int) []string {
	var out []string
	for len(out) < most && s != "" {
		var l string
		l, s, _ = strings.Cut(s, "\n")
		if strings.Trim(l, blanks+"-+") != "" {
			out = append(out, strings.Trim(l, blanks))
		}
	}
	return out
}
