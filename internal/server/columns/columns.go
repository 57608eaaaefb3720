// Package columns says what stands in the database's sealed columns, and seals
// and opens it under the case's key.
//
// It promises that a value opens only in the case, column and row that it was
// sealed for. Where the case key comes from is keys'; reading and writing rows
// is the callers'.
package columns

import (
	"encoding/json"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
)

// Column names a sealed column. The name is part of what is authenticated:
// never rename one.
type Column string

const (
	Summary      Column = "cases.summary"     // Patient
	Document     Column = "cases.document"    // casefile.Document, JSON as sealed by the clinic
	Contact      Column = "cases.contact"     // ContactData
	Agreement    Column = "cases.agreement"   // AgreementData
	Amendment    Column = "case_versions.why" // text; row: version
	Record       Column = "records.item"      // deed.Item; row: record id
	Material     Column = "materials.what"    // text; row: material id
	MaterialNote Column = "materials.note"    // text; row: material id
	Message      Column = "messages.body"     // MessageData; row: message id
	AuditNote    Column = "audit.note"        // text; row: empty, since the number is not known yet
	Synopsis     Column = "offers.synopsis"   // the offering door's own
	OfferNote    Column = "offers.note"       // text; row: offer id
	Finding      Column = "critical.finding"  // text
	Call         Column = "critical.call"     // text
	Overread     Column = "overreads.report"  // the opinion's
	Draft        Column = "opinions.draft"    // the opinion's
	Content      Column = "opinions.content"  // deed.Content, canonical bytes; row: version
	Comments     Column = "opinions.comments" // the opinion's
	LetterA4     Column = "opinions.pdf_a4"   // PDF, in a blob; row: version
	LetterUS     Column = "opinions.pdf_letter"
)

const purpose = "oso/server/column/v1" // at (case, column, row)

// Patient is what a list shows of whom the case is about.
type Patient struct {
	Name      string       `json:"name"`
	Native    string       `json:"native"`
	Sex       casefile.Sex `json:"sex"`
	BirthDate string       `json:"birth_date"`
}

// ContactData is how the patient, or who acts for the patient, is reached.
type ContactData struct {
	Name    string           `json:"name"`
	Email   string           `json:"email"`
	Phone   string           `json:"phone"`
	Address casefile.Address `json:"address"`
}

// AgreementData is the agreement as it was signed: the evidence, the exact
// text, and the record that holds the scan, if there is one.
type AgreementData struct {
	deed.Agreement
	Text string            `json:"text"`
	Scan casefile.RecordID `json:"scan"`
}

// MessageData is one message between coordinator and clinic.
type MessageData struct {
	From string `json:"from"` // name and role
	Text string `json:"text"`
}

// Case seals and opens the columns of one case. It is safe for use by several
// goroutines.
type Case struct {
	id  casefile.CaseID
	box *seal.Box
}

// For takes the case's opened key.
func For(id casefile.CaseID, key *seal.Key) *Case {
	return &Case{id, seal.NewBox(key, purpose)}
}

// Seal seals bytes for a column; row tells rows of one case apart and is empty
// for the columns of cases.
func (c *Case) Seal(col Column, row string, plain []byte) []byte {
	return c.box.Seal(nil, plain, string(c.id), string(col), row)
}

// Open opens what Seal made; an empty column is empty.
func (c *Case) Open(col Column, row string, sealed []byte) ([]byte, error) {
	if len(sealed) == 0 {
		return nil, nil
	}
	return c.box.Open(nil, sealed, string(c.id), string(col), row)
}

// SealJSON is Seal of v's JSON.
func (c *Case) SealJSON(col Column, row string, v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, errs.Wrap(err, errs.Internal, "seal "+string(col), "")
	}
	return c.Seal(col, row, b), nil
}

// OpenJSON opens into v; an empty column leaves v as it is.
func (c *Case) OpenJSON(col Column, row string, sealed []byte, v any) error {
	b, err := c.Open(col, row, sealed)
	if err != nil || b == nil {
		return err
	}
	return errs.Wrap(json.Unmarshal(b, v), errs.Damaged, "read "+string(col), "")
}
