package intake

import "slices"

// CodeTaken says that something stands in the case that no person has typed or
// accepted: it was taken from the records.
const CodeTaken = "taken-from-records"

// Fields that may be taken from the records.
const (
	FieldName        = "patient.name"
	FieldBirthDate   = "patient.birth_date"
	FieldSex         = "patient.sex"
	FieldIdentifiers = "patient.identifiers"
	FieldMaterials   = "materials"
)

// Takable are the fields that may be taken from the records, in the order of the
// case page.
func Takable() []string {
	return []string{FieldName, FieldBirthDate, FieldSex, FieldIdentifiers, FieldMaterials}
}

// taken stops where nobody has accepted what was taken from the records. Records
// may have it wrong, and what they agree with is what they said themselves.
func (c *checker) taken(field string) {
	if !slices.Contains(c.have.Taken, field) {
		return
	}
	what := map[string]string{
		FieldName: "The name was", FieldBirthDate: "The birth date was", FieldSex: "The sex was",
		FieldIdentifiers: "The numbers were", FieldMaterials: "The materials were",
	}[field]
	with := "Compare it with what the patient says or an identity card, and accept it."
	switch field {
	case FieldIdentifiers:
		with = "Compare them with the patient's papers, and accept them."
	case FieldMaterials:
		with = "Compare them with what is to be sent, and accept them."
	}
	c.stop(CodeTaken, field, what+" taken from the records. "+with)
}
