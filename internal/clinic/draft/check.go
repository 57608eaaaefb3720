package draft

import (
	"context"
	"slices"

	"oso/internal/casefile"
	"oso/internal/clinic/vault"
	"oso/internal/errs"
	"oso/internal/intake"
	"oso/internal/policy"
	"oso/internal/seal"
)

// Result is the completeness of a case.
type Result struct {
	Complete bool               `json:"complete"`
	Problems []casefile.Problem `json:"problems"`
	Location policy.Decision    `json:"-"`
}

// Check tells what is missing or wrong before the seal.
func (d *Desk) Check(ctx context.Context, id casefile.CaseID) (Result, error) {
	var r Result
	err := d.Vault.View(ctx, id, func(tx *vault.Tx) error {
		c, err := load(tx)
		if err != nil {
			return err
		}
		r, err = d.check(tx, c)
		return err
	})
	return r, err
}

func (d *Desk) check(tx *vault.Tx, c *Case) (Result, error) {
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
	out, pending, err := decisions(tx)
	if err != nil {
		return r, err
	}
	have.Pending = pending
	items, hurt := vault.List[vault.Record](tx, vault.KindRecord)
	if hurt != nil && !errs.Is(hurt, errs.Damaged) {
		return r, hurt
	}
	for _, it := range items {
		if it.Value.Kind == seal.ItemRecord && !out[it.Value.Record] {
			have.Records = append(have.Records, intake.Record{ID: it.Value.Record, Media: it.Value.MediaType})
		}
	}
	r.Problems = intake.Check(&c.Document, have, d.Now())
	if hurt != nil || slices.ContainsFunc(d.Vault.Damage(), func(x vault.Damage) bool { return x.Case == c.Head.ID }) {
		r.Problems = append(r.Problems, casefile.Problem{
			Code: "damaged", Severity: casefile.SeverityError, Field: "records", Series: []string{}, Records: []casefile.RecordID{},
			Message: "Something stored in this case was damaged or changed. The rest is kept. Restore the vault from its backup, or add the record again.",
		})
	}
	r.Complete, r.Location = intake.Complete(r.Problems), decision
	return r, nil
}

// decisions tells which records are left out and what nobody has decided yet.
func decisions(tx *vault.Tx) (out map[casefile.RecordID]bool, pending []casefile.Problem, err error) {
	findings, err := findings(tx)
	if err != nil {
		return nil, nil, err
	}
	rows, err := vault.List[seal.Decision](tx, vault.KindDecision)
	if err != nil {
		return nil, nil, err
	}
	out = map[casefile.RecordID]bool{}
	decided := map[string]map[casefile.RecordID]bool{}
	for _, r := range rows {
		if decided[r.Value.Code] == nil {
			decided[r.Value.Code] = map[casefile.RecordID]bool{}
		}
		for _, id := range r.Value.Records {
			decided[r.Value.Code][id] = true
			if !r.Value.Accept {
				out[id] = true
			}
		}
	}
	for _, f := range findings {
		open := slices.DeleteFunc(slices.Clone(f.Records), func(id casefile.RecordID) bool { return out[id] || decided[f.Code][id] })
		if len(open) == 0 {
			continue
		}
		pending = append(pending, casefile.Problem{
			Code: f.Code, Severity: f.Severity, Field: "records", Message: f.Message,
			Patient: f.Patient, Series: append([]string{}, f.Series...), Records: open,
		})
	}
	return out, pending, nil
}

func findings(tx *vault.Tx) ([]vault.Finding, error) {
	rows, err := vault.List[vault.Finding](tx, vault.KindDraft)
	if err != nil {
		return nil, err
	}
	var out []vault.Finding
	for _, r := range rows {
		if vault.IsFinding(r.ID) {
			out = append(out, r.Value)
		}
	}
	return out, nil
}

// Decide is a person's decision on what import found. Records may be named by
// themselves or by their series; for codes about identity they must be.
func (d *Desk) DecideRecords(ctx context.Context, id casefile.CaseID, code string, accept bool, reason string, records []casefile.RecordID, series []string) (int, error) {
	decided := 0
	err := d.Vault.Update(ctx, id, func(tx *vault.Tx) error {
		c, err := load(tx)
		if err != nil {
			return err
		}
		if err := mayEdit(c); err != nil {
			return err
		}
		_, pending, err := decisions(tx)
		if err != nil {
			return err
		}
		open, err := d.chosen(tx, pending, code, records, series)
		if err != nil {
			return err
		}
		if reason = intake.Clean(reason, true); accept && reason == "" {
			return errs.E(errs.Incomplete, "decide records", "Keeping these records needs a reason, in a few words. Nothing was decided. Give the reason and decide again.")
		}
		s := seal.Decision{Code: code, Accept: accept, Reason: reason, Records: open, Series: series, By: d.Vault.User().Signature(), At: d.Now().UTC()}
		if _, err := vault.Put(tx, vault.KindDecision, vault.Row[seal.Decision]{ID: casefile.NewID(), Value: s}); err != nil {
			return err
		}
		decided = len(open)
		return d.refresh(tx)
	})
	return decided, err
}

// chosen are the undecided records of the code that the person named.
func (d *Desk) chosen(tx *vault.Tx, pending []casefile.Problem, code string, records []casefile.RecordID, series []string) ([]casefile.RecordID, error) {
	named := map[casefile.RecordID]bool{}
	for _, id := range records {
		named[id] = true
	}
	if len(series) > 0 {
		rows, err := vault.List[vault.Record](tx, vault.KindRecord)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if r.Value.DICOM != nil && slices.Contains(series, r.Value.DICOM.SeriesUID) {
				named[r.Value.Record] = true
			}
		}
	}
	all := len(records) == 0 && len(series) == 0
	var open []casefile.RecordID
	seen := map[casefile.RecordID]bool{}
	patients := 0
	for _, p := range pending {
		if p.Code != code {
			continue
		}
		before := len(open)
		for _, id := range p.Records {
			if (all || named[id]) && !seen[id] {
				seen[id] = true
				open = append(open, id)
			}
		}
		if len(open) > before {
			patients++
		}
	}
	switch {
	case AboutIdentity(code) && all:
		return nil, errs.E(errs.Incomplete, "decide records", "Whose records these are must be decided by name. Nothing was decided. Name each record or series that you looked at.")
	case AboutIdentity(code) && patients > 1:
		return nil, errs.E(errs.Refused, "decide records", "These records name more than one person. Nothing was decided. Decide for each person with a reason of its own.")
	case len(open) == 0:
		return nil, errs.E(errs.NotFound, "decide records", "Nothing with this code waits for a decision there. Nothing was changed. See: what is left, by checking the case.")
	}
	return open, nil
}
