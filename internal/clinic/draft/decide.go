package draft

import (
	"context"
	"slices"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/people"
	"oso/internal/clinic/subject"
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

// Choice is what is decided about: the records of one code, by themselves or by
// their series.
type Choice struct {
	Code    string
	Records []casefile.RecordID
	Series  []string
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
	return d.DecideSeveral(ctx, id, accept, reason, []Choice{{code, records, series}})
}

// DecideSeveral decides alike, with one reason and in one act, about
// discrepancies of several kinds; of codes about identity about one person
// alone, since each person has a reason of its own. It gives how many records
// were decided about.
func (d *Workstation) DecideSeveral(ctx context.Context, id casefile.CaseID, accept bool, reason string, choices []Choice) (int, error) {
	if len(choices) > 1 && slices.ContainsFunc(choices, func(x Choice) bool { return byName(x.Code) }) {
		return 0, errs.E(errs.Refused, "decide records", "Whose records these are is decided for each person alone. Nothing was decided. Decide about them one after the other, with a reason for each.")
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
		reason := intake.Clean(reason, true)
		for i, x := range choices {
			h, err := holdings(tx, c)
			if err != nil {
				return err
			}
			n, err := d.decideOne(tx, h, x, accept, reason)
			if errs.Is(err, errs.NotFound) && (decided > 0 || i < len(choices)-1) {
				continue // what was left out for one reason needs no other
			}
			if err != nil {
				return err
			}
			decided += n
		}
		return d.refresh(tx)
	})
	if err != nil {
		return 0, err
	}
	return decided, nil
}

func (d *Workstation) decideOne(tx *casebook.Tx, h *holding, x Choice, accept bool, reason string) (int, error) {
	chosen, err := h.chosen(x.Code, accept, x.Records, x.Series)
	if err != nil {
		return 0, err
	}
	if accept && reason == "" {
		return 0, errs.E(errs.Incomplete, "decide records", "Keeping these records needs a reason, in a few words. Nothing was decided. Give the reason and decide again.")
	}
	again, err := h.takeBack(tx, x.Code, accept, setOf(chosen))
	if err != nil {
		return 0, err
	}
	if again {
		if err := d.event(tx, "decided-again", "A decision about records was changed"); err != nil {
			return 0, err
		}
	}
	s := deed.Decision{Code: x.Code, Accept: accept, Reason: reason, Records: chosen, Series: x.Series, By: d.Vault.User().Signature(), At: d.Now().UTC()}
	if _, err := casebook.Put(tx, casebook.KindDecision, casebook.Row[deed.Decision]{ID: casefile.NewID(), Value: s}); err != nil {
		return 0, err
	}
	j := Judgment{What: LeftOut, Code: x.Code, Title: h.title(x.Code, chosen), Reason: reason}
	if accept {
		j.What = Kept
	}
	return len(chosen), d.judged(tx, subject.Read(h.records), j, chosen)
}

// TakeBack takes back what was decided about records for a code: it waits for a
// decision again. Until the seal only; what was sealed stays with its version.
func (d *Workstation) TakeBack(ctx context.Context, id casefile.CaseID, code string, records []casefile.RecordID) (int, error) {
	const op = "take decision back"
	n := 0
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
		named := setOf(records)
		var taken []casefile.RecordID
		for _, r := range h.decisions {
			if r.Value.Code != code {
				continue
			}
			in, rest := split(r.Value.Records, named)
			if len(in) == 0 {
				continue
			}
			taken = append(taken, in...)
			if err := lessen(tx, r, rest); err != nil {
				return err
			}
		}
		if n = len(taken); n == 0 {
			return errs.E(errs.NotFound, op, "Nothing is decided about these records. Nothing was changed. Look at the records again.")
		}
		j := Judgment{What: TakenBack, Code: code, Title: h.title(code, taken)}
		if err := d.judged(tx, subject.Read(h.records), j, taken); err != nil {
			return err
		}
		return d.refresh(tx)
	})
	return n, err
}

// lessen leaves a decision with the rest of its records, or takes it away.
func lessen(tx *casebook.Tx, r casebook.Row[deed.Decision], rest []casefile.RecordID) error {
	if len(rest) == 0 {
		return tx.Delete(casebook.KindDecision, r.ID, r.Version)
	}
	r.Value.Records, r.Value.Series = rest, nil // the series were named for all
	_, err := casebook.Put(tx, casebook.KindDecision, r)
	return err
}

// title is that of the discrepancy of the code that is about the first of the
// records.
func (h *holding) title(code string, records []casefile.RecordID) string {
	for i := range h.discrepancies {
		if f := &h.discrepancies[i]; f.Code == code && len(records) > 0 && slices.Contains(f.Records, records[0]) {
			return f.Title()
		}
	}
	return titleOf(code)
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
		if err := lessen(tx, r, rest); err != nil {
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
func (d *Workstation) forgetIdentity(tx *casebook.Tx) error {
	rows, err := casebook.List[deed.Decision](tx, casebook.KindDecision)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if !r.Value.Accept || !AboutIdentity(r.Value.Code) {
			continue
		}
		if err := tx.Delete(casebook.KindDecision, r.ID, r.Version); err != nil {
			return err
		}
		j := Judgment{What: TakenBack, Code: r.Value.Code, Title: titleOf(r.Value.Code), Reason: "What the case says of the patient was changed."}
		if err := d.judged(tx, nil, j, r.Value.Records); err != nil {
			return err
		}
	}
	return nil
}
