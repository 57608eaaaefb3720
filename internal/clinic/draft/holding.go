package draft

import (
	"maps"
	"slices"

	"oso/internal/casefile"
	"oso/internal/clinic/people"
	"oso/internal/clinic/vault"
	"oso/internal/errs"
	"oso/internal/seal"
)

// holding is what a case has of records, what was found about them and what
// was decided, as one transaction sees it. What is found about identity is
// made here from the records and the patient: what is sealed was compared with
// the patient who is sealed.
type holding struct {
	records   []vault.Record
	scans     []seal.Item // of the agreement
	findings  []Finding   // without decisions
	decisions []vault.Row[seal.Decision]
	out       map[casefile.RecordID]bool
	decided   map[string]map[casefile.RecordID]bool // by code: whether it was accepted
	hurt      error                                 // of kind Damaged: the rest is here
}

func holdings(tx *vault.Tx, c *Case) (*holding, error) {
	h := &holding{out: map[casefile.RecordID]bool{}, decided: map[string]map[casefile.RecordID]bool{}}
	var err error
	if h.decisions, err = vault.List[seal.Decision](tx, vault.KindDecision); err != nil {
		return nil, err
	}
	for _, r := range h.decisions {
		if h.decided[r.Value.Code] == nil {
			h.decided[r.Value.Code] = map[casefile.RecordID]bool{}
		}
		for _, id := range r.Value.Records {
			h.decided[r.Value.Code][id] = r.Value.Accept
			if !r.Value.Accept {
				h.out[id] = true
			}
		}
	}
	rows, err := vault.List[vault.Record](tx, vault.KindRecord)
	if err != nil && !errs.Is(err, errs.Damaged) {
		return nil, err
	}
	h.hurt = err
	var met people.Met
	for i := range rows {
		switch rec := rows[i].Value; {
		case rec.Kind == seal.ItemScan && c.Agreement != nil && rec.Record == c.Agreement.Scan:
			h.scans = append(h.scans, rec.Item)
		case rec.Kind == seal.ItemRecord:
			h.records = append(h.records, rec)
			met.AddRecord(&rec)
		}
	}
	found := met.Findings(c.Document.Patient, h.out)
	stored, err := vault.List[vault.Finding](tx, vault.KindDraft)
	if err != nil {
		return nil, err
	}
	for _, r := range stored {
		if vault.IsFinding(r.ID) && !people.Made(r.Value.Code) {
			found[r.ID] = r.Value
		}
	}
	for _, id := range slices.Sorted(maps.Keys(found)) {
		h.findings = append(h.findings, Finding{ID: id, Finding: found[id]})
	}
	return h, nil
}

// open are the records of a finding that nobody has decided about.
func (h *holding) open(f *Finding) []casefile.RecordID {
	return slices.DeleteFunc(slices.Clone(f.Records), func(id casefile.RecordID) bool {
		_, decided := h.decided[f.Code][id]
		return decided || h.out[id] && f.Code != people.CodeLeftOut
	})
}

// pending is what waits for a person.
func (h *holding) pending() []casefile.Problem {
	var out []casefile.Problem
	for i := range h.findings {
		f := &h.findings[i]
		open := h.open(f)
		if len(open) == 0 {
			continue
		}
		out = append(out, casefile.Problem{
			Code: f.Code, Severity: f.Severity, Field: "records", Message: f.Message,
			Patient: f.Patient, Series: append([]string{}, f.Series...), Records: open,
		})
	}
	return out
}
