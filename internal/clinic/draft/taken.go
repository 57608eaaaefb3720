package draft

import (
	"context"
	"reflect"
	"slices"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/errs"
	"oso/internal/intake"
)

// takenID is the row (KindDraft) of what was taken from the records and that no
// person has accepted yet. It goes with the last of it.
const takenID = "taken"

// taken is what a draft was begun with that nobody typed.
type taken struct {
	Fields []string `json:"fields"` // of intake.Takable
}

// Origin says what of a new case nobody typed.
type Origin struct {
	ID    casefile.CaseID // empty: made here
	Taken []string        // fields of the document that were taken from the records, of intake.Takable
	// With, where it is not nil, writes in the transaction that creates the case.
	With func(*casebook.Tx) error
}

// CreateFrom is Create of a document of which some was taken from the records:
// that stays marked until a person accepts it, and stops the seal until then.
func (d *Workstation) CreateFrom(ctx context.Context, doc casefile.Document, from Origin) (casefile.CaseID, error) {
	return d.create(ctx, doc, from.ID, func(tx *casebook.Tx) error {
		var marks taken
		for _, f := range intake.Takable() {
			if slices.Contains(from.Taken, f) && has(&doc, f) {
				marks.Fields = append(marks.Fields, f)
			}
		}
		if len(marks.Fields) > 0 {
			if _, err := casebook.Put(tx, casebook.KindDraft, casebook.Row[taken]{ID: takenID, Value: marks}); err != nil {
				return err
			}
		}
		if from.With != nil {
			return from.With(tx)
		}
		return nil
	})
}

// valueOf is what the document has in a field.
func valueOf(doc *casefile.Document, field string) any {
	switch field {
	case intake.FieldName:
		return doc.Patient.Name
	case intake.FieldBirthDate:
		return doc.Patient.BirthDate
	case intake.FieldSex:
		return doc.Patient.Sex
	case intake.FieldIdentifiers:
		return doc.Patient.Identifiers
	case intake.FieldMaterials:
		return doc.Materials
	}
	return ""
}

func has(doc *casefile.Document, field string) bool {
	v := reflect.ValueOf(valueOf(doc, field))
	return !v.IsZero() && (v.Kind() != reflect.Slice || v.Len() > 0)
}

// AcceptTaken is a person's word that what was taken from the records is right;
// without fields it is about all of it. It gives how many fields there were.
func (d *Workstation) AcceptTaken(ctx context.Context, id casefile.CaseID, fields []string) (int, error) {
	n := 0
	err := d.Vault.Update(ctx, id, func(tx *casebook.Tx) error {
		c, err := load(tx)
		if err != nil {
			return err
		}
		if err := mayEdit(c); err != nil {
			return err
		}
		accepted := slices.DeleteFunc(slices.Clone(c.Taken), func(f string) bool { return len(fields) > 0 && !slices.Contains(fields, f) })
		if n = len(accepted); n == 0 {
			return errs.E(errs.NotFound, "accept", "Nothing there waits to be accepted. Nothing was changed. See what is left by checking the case.")
		}
		if err := untake(tx, accepted); err != nil {
			return err
		}
		if err := d.event(tx, "accepted", ""); err != nil {
			return err
		}
		return d.refresh(tx)
	})
	return n, err
}

// takenFields are those of the case that nobody has accepted yet.
func takenFields(tx *casebook.Tx) ([]string, error) {
	row, err := casebook.Get[taken](tx, casebook.KindDraft, takenID)
	if errs.Is(err, errs.NotFound) {
		return nil, nil
	}
	return row.Value.Fields, err
}

// untake takes marks away.
func untake(tx *casebook.Tx, fields []string) error {
	row, err := casebook.Get[taken](tx, casebook.KindDraft, takenID)
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	left := slices.DeleteFunc(slices.Clone(row.Value.Fields), func(f string) bool { return slices.Contains(fields, f) })
	switch len(left) {
	case len(row.Value.Fields):
		return nil
	case 0:
		return tx.Delete(casebook.KindDraft, takenID, row.Version)
	}
	row.Value.Fields = left
	_, err = casebook.Put(tx, casebook.KindDraft, row)
	return err
}

// typed takes the marks away of what a person typed anew about the patient. Of
// the materials only a person's own word does: who changes one has not looked at all.
func typed(tx *casebook.Tx, c *Case, before *casefile.Document) error {
	var changed []string
	for _, f := range c.Taken {
		if f != intake.FieldMaterials && !reflect.DeepEqual(valueOf(before, f), valueOf(&c.Document, f)) {
			changed = append(changed, f)
		}
	}
	if len(changed) == 0 {
		return nil
	}
	return untake(tx, changed)
}
