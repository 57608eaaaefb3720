package draft

import (
	"cmp"
	"slices"
	"strings"

	"oso/internal/casefile"
	"oso/internal/clinic/people"
)

// Rank is how much harm a discrepancy may do; the worst is the lowest, and is
// shown first.
type Rank int

const (
	RankWhose      Rank = iota // whose records these are
	RankUnreadable             // what cannot be read, was not opened, or is not for certain what it says
	RankMissing                // what seems not to be here
	RankHint                   // what is good to know
)

func (r Rank) String() string { return [...]string{"whose", "unreadable", "missing", "hint"}[r] }

// codes orders what is known of codes: rank first, then as they stand here.
var codes = []struct {
	code, title string
	rank        Rank
}{
	{people.CodeMismatch, "These name somebody else", RankWhose},
	{people.CodeSeveral, "Records of several people", RankWhose},
	{people.CodeUnknown, "Whose records these are is not clear", RankWhose},
	{people.CodeLeftOut, "Left out, names this patient", RankWhose},
	{"letters-not-read", "Letters of the name could not be read", RankWhose},
	{"not-all-compared", "Not all of it was compared", RankWhose},

	{"another-behind", "Holds more than one image or report", RankUnreadable},
	{"same-uid-other-bytes", "Two different files with one number", RankUnreadable},
	{CodeImport, "Not all of it came in", RankUnreadable},
	{"truncated", "Cut off before its end", RankUnreadable},
	{"part-empty", "Partly empty", RankUnreadable},
	{"malformed", "Damaged", RankUnreadable},
	{"decompression-bomb", "Expands too far to be read", RankUnreadable},
	{"password-protected", "Locked by a password", RankUnreadable},
	{"archive-not-opened", "Not opened", RankUnreadable},
	{"not-what-it-says", "Not what its name says", RankUnreadable},
	{"empty-file", "Files without content", RankUnreadable},

	{"series-incomplete", "Images are missing", RankMissing},
	{"dicomdir-missing-files", "Files of the disc are missing", RankMissing},
	{"slide-incomplete", "Parts of a slide are missing", RankMissing},
	{"series-unsure", "Whether it is whole is not known", RankMissing},

	{"suspicious-preamble", "Holds something that could run", RankHint},
	{"active-content", "Holds something that could run", RankHint},
	{"not-viewable", "Cannot be viewed here", RankHint},
	{"bytes-behind", "Something stands behind its end", RankHint},
	{"letters-guessed", "Letters of names were guessed", RankHint},
	{people.CodeNobody, "Compared with nobody", RankHint},
	{"text-not-read", "Its text could not be searched", RankHint},
	{"scanned-no-text", "Scanned pages without text", RankHint},
}

// place is where a code stands in the order; one that is not known yet stands
// behind those of its rank.
func place(code string, severity casefile.Severity) (rank Rank, at int) {
	for i, c := range codes {
		if c.code == code {
			return c.rank, i
		}
	}
	switch {
	case severity == casefile.SeverityError:
		return RankWhose, len(codes)
	case strings.Contains(code, "archive"), strings.Contains(code, "locked"), strings.Contains(code, "password"), strings.Contains(code, "not-read"), strings.Contains(code, "damaged"):
		return RankUnreadable, len(codes)
	case strings.Contains(code, "missing"), strings.Contains(code, "incomplete"):
		return RankMissing, len(codes)
	}
	return RankHint, len(codes)
}

// Blocks tells whether the discrepancy keeps the case from being sealed.
func (f *Discrepancy) Blocks() bool {
	return f.Decision == nil && f.Severity == casefile.SeverityError
}

// ByName tells whether the discrepancy is decided for each of its records by
// name, with a reason of its own.
func (f *Discrepancy) ByName() bool { return byName(f.Code) }

// Title is what is wrong in a few words.
func (f *Discrepancy) Title() string {
	for _, c := range f.Compare {
		if !c.Differs {
			continue
		}
		switch c.What {
		case "birth_date":
			return "Birth date differs"
		case "name":
			return "Name differs"
		case "sex":
			return "Sex differs"
		case "number":
			return "Number differs"
		}
	}
	return titleOf(f.Code)
}

func titleOf(code string) string {
	for _, c := range codes {
		if c.code == code {
			return c.title
		}
	}
	return "To look at"
}

// order puts the worst first, and keeps each at its place while more come: no
// count moves it.
func order(open []Discrepancy) {
	slices.SortStableFunc(open, func(a, b Discrepancy) int {
		ra, at := place(a.Code, a.Severity)
		rb, bt := place(b.Code, b.Severity)
		return cmp.Or(cmp.Compare(ra, rb), cmp.Compare(harmless(&a), harmless(&b)), cmp.Compare(at, bt), cmp.Compare(a.Patient, b.Patient), cmp.Compare(a.Message, b.Message), cmp.Compare(a.ID, b.ID))
	})
}

func harmless(f *Discrepancy) int {
	if f.Blocks() {
		return 0
	}
	return 1
}
