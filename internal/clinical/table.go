package clinical

import (
	"regexp"
	"strings"
	"sync"

	"oso/internal/casefile"
	"oso/internal/identity"
)

// heading is a table's heading that is one of the labels, and nothing else.
var heading = sync.OnceValue(func() *regexp.Regexp {
	var groups []string
	for _, l := range labels {
		groups = append(groups, "("+strings.ReplaceAll(l.words, "[ ]", `[ \x{00a0}]`)+")")
	}
	return regexp.MustCompile(`(?i)^(?:` + strings.Join(groups, "|") + `)[ :：]*$`)
})

// A table's headings stand near its head, and a list of people names several
// soon enough.
const (
	headingRows = 200
	tableRows   = 50
)

// table tells whom a table names, its cells between tabs, commas, semicolons or
// bars, under headings for a name and a birth date.
func table(s string) []identity.Person {
	rows := strings.Split(strings.ReplaceAll(s, "\r", ""), "\n")
	for i, row := range rows[:min(len(rows), headingRows)] {
		for _, between := range []rune{'\t', ';', '|', ','} {
			if strings.ContainsRune(row, between) {
				if columns, ok := headings(fields(row, between)); ok {
					return under(columns, rows[i+1:min(len(rows), i+1+tableRows)], between)
				}
			}
		}
	}
	return nil
}

// headings are the labels at the head of a table, lEnd where it is none; ok
// where a person can be told by them.
func headings(row []string) (columns []label, ok bool) {
	name, born := false, false
	for _, cell := range row {
		is := lEnd
		if x := heading().FindStringSubmatchIndex(strings.ReplaceAll(cell, "_", " ")); x != nil {
			for g := range labels {
				if x[2+2*g] >= 0 {
					is = labels[g].is
				}
			}
		}
		columns = append(columns, is)
		name = name || is == lName || is == lBare || is == lFamily
		born = born || is == lBorn
	}
	return columns, name && born
}

// under are the people of the rows that have a name and a birth date.
func under(columns []label, rows []string, between rune) []identity.Person {
	var out []identity.Person
	for _, row := range rows {
		var p identity.Person
		values := fields(row, between)
		for i := range min(len(values), len(columns)) {
			v := values[i]
			switch columns[i] {
			case lName, lBare:
				if p.Name == (casefile.Name{}) {
					p.Name = nameIn(v, false, true)
				}
			case lFamily:
				p.Name.Family = identity.Display(nameIn(v, false, true))
			case lGiven:
				p.Name.Given = identity.Display(nameIn(v, false, true))
			case lBorn:
				p.Born = v
			case lSex:
				if _, ok := identity.ReadSex(v); ok {
					p.Sex = v
				}
			case lNumber:
				if strings.ContainsAny(v, "0123456789") && len(p.Numbers) == 0 {
					number(&p, "", v)
				}
			}
		}
		if identity.Display(p.Name) != "" && identity.ReadDate(p.Born).Readable() {
			out = append(out, p)
		}
	}
	return out
}

// fields are what stands between the separators, which count for nothing inside
// quotation marks.
func fields(row string, between rune) []string {
	quoted := false
	parts := strings.FieldsFunc(strings.ReplaceAll(strings.Trim(row, "| "), string(between), string([]rune{between, ' '})), func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return r == between && !quoted
	})
	for i := range parts {
		parts[i] = strings.Join(strings.Fields(strings.Trim(strings.TrimSpace(parts[i]), `"`)), " ")
	}
	return parts
}
