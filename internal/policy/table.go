package policy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"oso/internal/casefile"
	"oso/internal/errs"
)

// Kind of a location rule, lettered as in R13. Tables travel between versions
// of the program: a kind that this one does not know closes nothing by itself
// but keeps the place from being allowed.
type Kind string

const (
	OpinionsClosed  Kind = "opinions-closed"  // (a) no second opinion across state lines
	PathologyClosed Kind = "pathology-closed" // (b)
	RadiologyClosed Kind = "radiology-closed" // (c)
	ReviewsClosed   Kind = "reviews-closed"   // (d) pathology and radiology
	CountryClosed   Kind = "country-closed"   // (e) United States sanctions
)

// AllCountries is the name, in CompleteLists, of the list of countries. The
// list of a country's regions is named by the country's code.
const AllCountries = "countries"

// Table holds the location rules. It is the form in which the table is stored,
// edited and sent to the workstations. Dates are YYYY-MM-DD; from Expires on, the
// table answers Check where it would have said Allowed.
type Table struct {
	Version       string   `json:"version"`
	Issued        string   `json:"issued"`
	Expires       string   `json:"expires"`
	Rows          []Row    `json:"rows"`
	CompleteLists []string `json:"complete_lists"`
}

// Row is one rule about one place, in force from From until Until, both days
// included; an empty Until is open.
type Row struct {
	ID      string `json:"id"`
	Kind    Kind   `json:"kind"`
	Country string `json:"country"`
	Region  string `json:"region"`
	Source  string `json:"source"`
	From    string `json:"from"`
	Until   string `json:"until"`
}

func (r Row) place() casefile.Place {
	return Canonical(casefile.Place{Country: r.Country, Region: r.Region})
}

// names tells whether the row is about the canonical place: the same place, or
// the whole of the country that the place is in.
func (r Row) names(p casefile.Place) bool {
	q := r.place()
	return q.Country != "" && q.Country == p.Country && (q.Region == "" || q.Region == p.Region)
}

func (t *Table) inForce(day string) bool {
	return t.Issued <= day && day < t.Expires
}

// maxTable bounds a table that comes from outside: some thousand rows.
const maxTable = 4 << 20

// ParseTable reads a location table as it is stored and sent. Fields that a
// newer program added are passed over; a table that is not well formed is
// refused with errs.Invalid.
func ParseTable(data []byte) (*Table, error) {
	var t Table
	if err := parse(data, &t); err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "read location table", "The table of location rules is not in the form this program reads. The table in use stays.")
	}
	if err := t.wellFormed(false); err != nil {
		return nil, err
	}
	return &t, nil
}

// Validate is what an administrator's edit must pass: well formed, and every
// kind, place and source known to this program. The error is errs.Invalid and
// names the row.
func (t *Table) Validate() error { return t.wellFormed(true) }

func (t *Table) wellFormed(strict bool) error {
	bad := func(format string, a ...any) error {
		return errs.E(errs.Invalid, "check location table", fmt.Sprintf(format, a...)+" The table in use stays.")
	}
	if t.Version == "" {
		return bad("The table of location rules has no version.")
	}
	if !validDay(t.Issued) || !validDay(t.Expires) || t.Expires <= t.Issued {
		return bad("The table of location rules needs a day of issue and a later day on which it runs out.")
	}
	seen := map[string]bool{}
	for i, r := range t.Rows {
		n := i + 1
		switch {
		case r.ID == "" || seen[r.ID]:
			return bad("Location rule %d has no number of its own.", n)
		case r.Country == "" || r.Kind == "":
			return bad("Location rule %d names no country or no kind.", n)
		case !validDay(r.From) || r.Until != "" && (!validDay(r.Until) || r.Until < r.From):
			return bad("Location rule %d needs the day from which it holds and, if it ends, a later last day.", n)
		}
		seen[r.ID] = true
		if !strict {
			continue
		}
		switch r.Kind {
		case OpinionsClosed, PathologyClosed, RadiologyClosed, ReviewsClosed, CountryClosed:
		default:
			return bad("Location rule %d is of a kind that this program does not know.", n)
		}
		if !Known(r.place()) {
			return bad("Location rule %d names a place that is not in the lists of countries and regions.", n)
		}
		if r.Source == "" {
			return bad("Location rule %d gives no source.", n)
		}
	}
	for _, l := range t.CompleteLists {
		if !strict || l == AllCountries || len(Regions(l)) > 0 {
			continue
		}
		return bad("A list is marked complete that does not exist.")
	}
	return nil
}

func parse(data []byte, into any) error {
	if len(data) > maxTable {
		return fmt.Errorf("%d bytes, at most %d", len(data), maxTable)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	if err := dec.Decode(into); err != nil {
		return err
	}
	if _, err := dec.Token(); err != io.EOF {
		return fmt.Errorf("more than one document")
	}
	return nil
}
