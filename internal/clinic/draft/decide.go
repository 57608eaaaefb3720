package draft

import (
	"context"
	"slices"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/people"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/intake"
)

// AboutIdentity tells whether a code is about whose records these are: such
// discrepancies are decided by name.
func AboutIdentity(code string) bool {
	return code == people.CodeMismatch || code == people.CodeUnknown || code == people.CodeSeveral
}

// byName tells whether records must be named to be decided on.
func byName(code string) bool { return AboutIdentity(code) || code == people.CodeLeftOut }

// Discrepancy is something that import met, as it stands now: open, or with the
// decision about it. ID tells it from others in one list; of an open one it
// stays as long as the discrepancy does.
type Discrepancy struct {
	ID string
	casebook.Discrepancy
	Decision *deed.Decision // nil: waits for a person, or needs none
}

// Discrepancies lists what import met, the open ones first. A discrepancy of which
// only some records are decided stands more than once. What is left out is
// here also when its discrepancy has gone, so that it can be taken back in.
func (d *Workstation) Discrepancies(ctx context.Context, id casefile.CaseID) ([]Discrepancy, error) {
	var open, done []Discrepancy
	err := d.Vault.View(ctx, id, func(tx *casebook.Tx) error {
		c, err := load(tx)
		if err != nil {
			return err
		}
		h, err := holdings(tx, c)
		if err != nil {
			return err
		}
		told := make([]map[casefile.RecordID]bool, len(h.decisions))
		for i := range h.discrepancies {
			f := h.discrepancies[i]
			if f.Code == people.CodeNobody {
				continue // nothing was met; the check tells of it
			}
			if f.Records = h.open(&f); len(f.Records) > 0 {
				open = append(open, f)
			}
			for k := range h.decisions {
				x := &h.decisions[k].Value
				if x.Code != f.Code {
					continue
				}
				f.ID, f.Decision = h.discrepancies[i].ID+"/"+h.decisions[k].ID, x
				if f.Records, _ = split(h.discrepancies[i].Records, setOf(x.Records)); len(f.Records) == 0 {
					continue
				}
				done = append(done, f)
				if told[k] == nil {
					told[k] = map[casefile.RecordID]bool{}
				}
				for _, r := range f.Records {
					told[k][r] = true
				}
			}
		}
		for k := range h.decisions {
			x := &h.decisions[k].Value
			if _, rest := split(x.Records, told[k]); !x.Accept && len(rest) > 0 {
				done = append(done, Discrepancy{ID: casebook.DiscrepancyID(x.Code, h.decisions[k].ID), Decision: x, Discrepancy: casebook.Discrepancy{
					Code: x.Code, Severity: casefile.SeverityWarning, Message: "What these records were left out for is not found any more.", Records: rest,
				}})
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

// DecideRecords is a person's decision on what import found. Records may be
// named by themselves or by their series; for codes about identity they must
// be. Until the seal a decision can be made again, the other way round, on
// records that are named; then it stands in the place of the one before.
func (d *Workstation) DecideRecords(ctx context.Context, id casefile.CaseID, code string, accept bool, reason string, records []casefile.RecordID, series []string) (int, error) {
	if code == CodeImport {
		if !accept {
			return 0, errs.E(errs.Usage, "decide records", "What was not taken cannot be left out once more. Nothing was decided. Accept it with a reason, or add the files again.")
		}
		return d.SetAside(ctx, id, nil, reason)
	}
	decided := 0
	err := d.Vault.Update(ctx, id, func(tx *casebook.Tx) error {
		c, err := load(tx)
		if err != nil {
			return err
		}
		if err := mayEdit(c); err != nil {
			return err
		}
		h, err := holdings(tx, c)
		if err != nil {
			return err
		}
		chosen, err := h.chosen(code, accept, records, series)
		if err != nil {
			return err
		}
		if reason = intake.Clean(reason, true); accept && reason == "" {
			return errs.E(errs.Incomplete, "decide records", "Keeping these records needs a reason, in a few words. Nothing was decided. Give the reason and decide again.")
		}
		again, err := h.takeBack(tx, code, accept, setOf(chosen))
		if err != nil {
			return err
		}
		if again {
			if err := d.event(tx, "decided-again", "A decision about records was changed"); err != nil {
				return err
			}
		}
		s := deed.Decision{Code: code, Accept: accept, Reason: reason, Records: chosen, Series: series, By: d.Vault.User().Signature(), At: d.Now().UTC()}
		if _, err := casebook.Put(tx, casebook.KindDecision, casebook.Row[deed.Decision]{ID: casefile.NewID(), Value: s}); err != nil {
			return err
		}
		decided = len(chosen)
		return d.refresh(tx)
	})
	return decided, err
}

// chosen are the records of the code that the person named and of which that
// is not yet decided: what waits, and what was decided the other way.
func (h *holding) chosen(code string, accept bool, records []casefile.RecordID, series []string) ([]casefile.RecordID, error) {
	all := len(records) == 0 && len(series) == 0
	if all && byName(code) {
		return nil, errs.E(errs.Incomplete, "decide records", "Whose records these are must be decided by name. Nothing was decided. Name each record or series that you looked at.")
	}
	named := setOf(records)
	for _, r := range h.records {
		if r.DICOM != nil && slices.Contains(series, r.DICOM.SeriesUID) {
			named[r.Record] = true
		}
	}
	again := map[casefile.RecordID]bool{}
	for id := range named {
		was, decided := h.decided[code][id]
		again[id] = decided && was != accept || accept && code == people.CodeLeftOut && h.out[id]
	}
	var chosen []casefile.RecordID
	seen := map[casefile.RecordID]bool{}
	most := 0 // that one discrepancy covers
	add := func(group []casefile.RecordID) {
		for _, id := range group {
			if !seen[id] {
				seen[id] = true
				chosen = append(chosen, id)
			}
		}
		most = max(most, len(group))
	}
	for i := range h.discrepancies {
		f := &h.discrepancies[i]
		if f.Code != code {
			continue
		}
		waits := setOf(h.open(f))
		add(slices.DeleteFunc(slices.Clone(f.Records), func(id casefile.RecordID) bool {
			return !again[id] && !(waits[id] && (all || named[id]))
		}))
	}
	var rest []casefile.RecordID // whose discrepancy has gone
	for _, r := range h.records {
		if again[r.Record] && !seen[r.Record] {
			rest = append(rest, r.Record)
		}
	}
	add(rest)
	switch {
	case len(chosen) == 0:
		return nil, errs.E(errs.NotFound, "decide records", "Nothing with this code waits for a decision there. Nothing was changed. See what is left by checking the case. To decide again, name each record.")
	case AboutIdentity(code) && most < len(chosen):
		return nil, errs.E(errs.Refused, "decide records", "These records name more than one person. Nothing was decided. Decide for each person with a reason of its own.")
	}
	return chosen, nil
}

// takeBack removes from earlier decisions what a new one of the code stands
// in the place of, and tells whether there was any. What was sealed stays with
// its version.
func (h *holding) takeBack(tx *casebook.Tx, code string, accept bool, records map[casefile.RecordID]bool) (bool, error) {
	again := false
	for _, r := range h.decisions {
		replaced := r.Value.Code == code || r.Value.Code == people.CodeLeftOut ||
			accept && code == people.CodeLeftOut && !r.Value.Accept // whatever it was left out for
		if !replaced {
			continue
		}
		taken, rest := split(r.Value.Records, records)
		if len(taken) == 0 {
			continue
		}
		again = true
		var err error
		if len(rest) == 0 {
			err = tx.Delete(casebook.KindDecision, r.ID, r.Version)
		} else {
			r.Value.Records, r.Value.Series = rest, nil // the series were named for all
			_, err = casebook.Put(tx, casebook.KindDecision, r)
		}
		if err != nil {
			return again, err
		}
	}
	return again, nil
}

// samePerson tells whether what records are compared with is the same.
func samePerson(a, b *casefile.Patient) bool {
	return a.Name == b.Name && a.BirthDate == b.BirthDate && a.Sex == b.Sex && slices.Equal(a.Identifiers, b.Identifiers)
}

// forgetIdentity takes back that records of another name were said to be the
// patient's: it was said of the patient as the case had it then. What was left
// out stays out until somebody takes it back in, and what was sealed stays
// with its version.
func forgetIdentity(tx *casebook.Tx) error {
	rows, err := casebook.List[deed.Decision](tx, casebook.KindDecision)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.Value.Accept && AboutIdentity(r.Value.Code) {
			if err := tx.Delete(casebook.KindDecision, r.ID, r.Version); err != nil {
				return err
			}
		}
	}
	return nil
}
