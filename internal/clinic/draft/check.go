package draft

import (
	"context"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/errs"
	"oso/internal/intake"
	"oso/internal/policy"
)

// Result is the completeness of a case.
type Result struct {
	Complete bool               `json:"complete"`
	Problems []casefile.Problem `json:"problems"`
	Location policy.Decision    `json:"-"`

	studies []string // marks of those whose records are here
}

// Check tells what is missing or wrong before the seal.
func (d *Workstation) Check(ctx context.Context, id casefile.CaseID) (Result, error) {
	var r Result
	err := d.Vault.View(ctx, id, func(tx *casebook.Tx) error {
		c, err := load(tx)
		if err != nil {
			return err
		}
		r, err = d.check(tx, c)
		return err
	})
	return r, err
}

func (d *Workstation) check(tx *casebook.Tx, c *Case) (Result, error) {
	var r Result
	decision, err := d.decideIn(tx, &c.Document)
	if err != nil {
		return r, err
	}
	have := intake.Have{Location: intake.Location{
		Outcome: string(decision.Outcome), Reason: decision.Reason, Forbidden: decision.ForbiddenAddOns, Missing: decision.Missing,
	}}
	if c.Agreement != nil {
		have.Agreement = &c.Agreement.Signed
	}
	if have.Newer, err = newer(tx, c); err != nil {
		return r, err
	}
	h, err := shelved(tx, c)
	if err != nil {
		return r, err
	}
	have.Pending = h.pending()
	unfinished, err := d.unfinished(tx)
	if err != nil {
		return r, err
	}
	have.Pending = append(have.Pending, unfinished...)
	have.Records, have.Taken = h.taken, c.Taken
	r.Problems = intake.Check(&c.Document, have, d.Now())
	if h.hurt != nil || d.Vault.Hurt(c.Head.ID) {
		r.Problems = append(r.Problems, casefile.Problem{
			Code: "damaged", Severity: casefile.SeverityError, Field: "records", Series: []string{}, Records: []casefile.RecordID{},
			Message: "Something stored in this case was damaged or changed. The rest is kept. Restore the vault from its backup, or add the record again.",
		})
	}
	keys, err := keyImageProblems(tx, c)
	if err != nil && !errs.Is(err, errs.Damaged) {
		return r, err
	}
	r.Problems = append(r.Problems, keys...)
	r.studies = h.studies
	r.Complete, r.Location = intake.Complete(r.Problems), decision
	return r, nil
}

// named is how the letter says a record: images by their study, anything else
// by its file.
func named(r *casebook.Record) string {
	if r.DICOM != nil && r.DICOM.StudyUID != "" {
		return ""
	}
	return r.Name()
}
