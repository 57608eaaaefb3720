package casebook

import (
	"time"

	"oso/internal/casefile"
	"oso/internal/seal"
)

// Discrepancy is something that import met and a person may have to decide on:
// one for each code and patient. KindDraft, id DiscrepancyID. Which of its records
// are decided is told by Decisions.
type Discrepancy struct {
	Code     string              `json:"code"`
	Severity casefile.Severity   `json:"severity"`
	Message  string              `json:"message"`
	Patient  string              `json:"patient,omitempty"` // as the records have it, for people
	Compare  []Comparison        `json:"compare,omitempty"`
	Series   []string            `json:"series,omitempty"`
	Records  []casefile.RecordID `json:"records"`
	Files    []string            `json:"files,omitempty"` // that a disc's directory names, by its own paths, and that are not here; the first of them
	At       time.Time           `json:"at"`
}

// Comparison is one line of what the case says against what was found.
type Comparison struct {
	What    string `json:"what"` // name, birth_date, sex, number
	Case    string `json:"case"`
	Found   string `json:"found"`
	Differs bool   `json:"differs"`
	// Answer is what comparing the two gave (identity.Answer). What does not differ
	// need not agree: a name that was taken out, a number of another house. Empty in
	// what earlier programs wrote.
	Answer string `json:"answer,omitempty"`
}

// DiscrepancyID names the discrepancy of a code about a patient: key is any stable
// text, only its hash is kept.
func DiscrepancyID(code, key string) string {
	return discrepancyPrefix + seal.SHA256([]byte(code + "\x00" + key))[:32]
}

// discrepancyPrefix is how the rows are named in vaults, whatever we call them.
const discrepancyPrefix = "finding/"

// DiscrepancyRows are the rows that hold discrepancies, for Memo.
func DiscrepancyRows() Rows { return Rows{Kind: KindDraft, Below: discrepancyPrefix} }

// Discrepancies lists what import found. The other rows of KindDraft hold other
// things.
func Discrepancies(tx *Tx) ([]Row[Discrepancy], error) {
	return ListBelow[Discrepancy](tx, KindDraft, discrepancyPrefix)
}
