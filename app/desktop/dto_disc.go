package desktop

import (
	"oso/internal/casefile"
	"oso/internal/clinic/survey"
)

// DiscState is what is known of the disc that is looked at, or was last.
type DiscState struct {
	Looked bool            `json:"looked"` // somebody asked to look at one
	Source string          `json:"source"` // its name; "" for several files
	Places []string        `json:"places"` // what was given, to be shown
	Seen   survey.Snapshot `json:"seen"`
	Found  []DiscMatches   `json:"found"` // whose cases were found; once all was looked at
	Table  DiscTable       `json:"table"` // of the cases, where one lies beside the records
	Ready  bool            `json:"ready"` // all was looked at, and the cases are found: it can be chosen
	Fault  Fault           `json:"fault"`
}

// DiscMatches are the cases that may be a person's, and where the records
// would go: "new", "none", a case's id, or "" where a person must say.
type DiscMatches struct {
	Person   string         `json:"person"`
	Matches  []survey.Match `json:"matches"`
	Proposed string         `json:"proposed"`

	Document casefile.Document `json:"document"` // of a new case, what a table says included
	Line     int               `json:"line"`     // of the table; 0: the person stands in none
	Problems []string          `json:"problems"` // of the row
}

// DiscTable is a table of cases that lies beside the records.
type DiscTable struct {
	Name    string          `json:"name"` // of the file; "" none
	Rows    int             `json:"rows"`
	Ignored []string        `json:"ignored"` // columns that nothing here knows
	Without []survey.Listed `json:"without"` // rows of which no records were found
	Fault   Fault           `json:"fault"`
}

// DiscCase is what a person chose for one case.
type DiscCase struct {
	People   []string          `json:"people"`
	Loose    []string          `json:"loose"`
	Case     string            `json:"case"`     // that was found; "" a new one
	Document casefile.Document `json:"document"` // of a new one
}

// DiscPlan is something chosen that is not done: it runs, or was ended under.
type DiscPlan struct {
	ID      string   `json:"id"`
	Began   string   `json:"began"`
	Sources []string `json:"sources"`
	Cases   []string `json:"cases"` // made so far
	Left    int      `json:"left"`
	Total   int      `json:"total"`
	Running bool     `json:"running"`
	Why     []string `json:"why"` // what could not be done
}
