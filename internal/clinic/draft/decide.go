package draft

import (
	"context"
	"slices"

	"oso/internal/casefile"
	"oso/internal/clinic/vault"
	"oso/internal/errs"
	"oso/internal/seal"
)

// AboutIdentity tells whether a code is about whose records these are: such
// findings are decided by name.
func AboutIdentity(code string) bool {
	return code == "identity-mismatch" || code == "several-patients"
}

// Finding is something that import met, as it stands now: open, or with the
// newest decision about it.
type Finding struct {
	ID string
	vault.Finding
	Decision *seal.Decision // nil: waits for a person, or needs none
}

// Findings lists what import met, the open ones first. A finding of which
// only some records are decided stands twice.
func (d *Desk) Findings(ctx context.Context, id casefile.CaseID) ([]Finding, error) {
	var open, done []Finding
	err := d.Vault.View(ctx, id, func(tx *vault.Tx) error {
		rows, err := vault.List[vault.Finding](tx, vault.KindDraft)
		if err != nil {
			return err
		}
		made, err := vault.List[seal.Decision](tx, vault.KindDecision)
		if err != nil {
			return err
		}
		left, _, err := decisions(tx)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if !vault.IsFinding(r.ID) {
				continue
			}
			rest := r.Value.Records
			for _, x := range made {
				if x.Value.Code != r.Value.Code {
					continue
				}
				f := Finding{ID: r.ID, Finding: r.Value, Decision: &x.Value}
				if f.Records, rest = split(rest, setOf(x.Value.Records)); len(f.Records) > 0 {
					done = append(done, f)
				}
			}
			if _, rest = split(rest, left); len(rest) > 0 {
				f := Finding{ID: r.ID, Finding: r.Value}
				f.Records = rest
				open = append(open, f)
			}
		}
		return nil
	})
	return append(open, done...), err
}

// split parts records by whether they are in the set.
func split(records []casefile.RecordID, set map[casefile.RecordID]bool) (in, rest []casefile.RecordID) {
	for _, id := range records {
		if set[id] {
			in = append(in, id)
		} else {
			rest = append(rest, id)
		}
	}
	return in, rest
}

func setOf(records []casefile.RecordID) map[casefile.RecordID]bool {
	set := make(map[casefile.RecordID]bool, len(records))
	for _, id := range records {
		set[id] = true
	}
	return set
}

// DecideFinding decides on all open records of one finding.
func (d *Desk) DecideFinding(ctx context.Context, id casefile.CaseID, finding string, accept bool, reason string) error {
	all, err := d.Findings(ctx, id)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(f Finding) bool { return f.ID == finding && f.Decision == nil })
	if i < 0 {
		return errs.E(errs.NotFound, "decide records", "This was decided meanwhile. Nothing was changed. Look at the records again.")
	}
	_, err = d.DecideRecords(ctx, id, all[i].Code, accept, reason, all[i].Records, nil)
	return err
}

// samePerson tells whether what records are compared with is the same.
func samePerson(a, b *casefile.Patient) bool {
	return a.Name == b.Name && a.BirthDate == b.BirthDate && a.Sex == b.Sex && slices.Equal(a.Identifiers, b.Identifiers)
}

// forgetIdentity takes back that records of another name were said to be the
// patient's: it was said of the patient as the case had it then. What was left
// out stays out, and what was sealed stays with its version.
func forgetIdentity(tx *vault.Tx) error {
	rows, err := vault.List[seal.Decision](tx, vault.KindDecision)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.Value.Accept && AboutIdentity(r.Value.Code) {
			if err := tx.Delete(vault.KindDecision, r.ID, r.Version); err != nil {
				return err
			}
		}
	}
	return nil
}
