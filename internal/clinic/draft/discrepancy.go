package draft

import (
	"context"
	"slices"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/people"
	"oso/internal/clinic/subject"
	"oso/internal/deed"
)

// Discrepancy is something that import met, as it stands now: open, or with the
// decision about it. ID tells it from others in one list; of an open one it
// stays as long as the discrepancy does.
type Discrepancy struct {
	ID string
	casebook.Discrepancy
	Decision *deed.Decision // nil: waits for a person, or needs none
	Rank     Rank
	Subjects []subject.Subject // what its records are
	Correct  []Correction      // what the case may take over from them
}

// Discrepancies lists what import met, the worst of the open ones first, then
// what is decided, the last decision first. A discrepancy of which only some
// records are decided stands more than once. What is left out is here also when
// its discrepancy has gone, so that it can be taken back in.
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
		open, done = h.listed()
		for i := range open {
			open[i].Correct = h.corrections(c, &open[i])
		}
		return nil
	})
	return append(open, done...), err
}

// each tells whether the discrepancy says only that there are several others
// beside each of them: those are what is decided on.
func each(f *Discrepancy) bool {
	return f.Code == people.CodeSeveral && f.Severity == casefile.SeverityWarning
}

// listed are the discrepancies with what was decided about them.
func (h *holding) listed() (open, done []Discrepancy) {
	told := make([]map[casefile.RecordID]bool, len(h.decisions))
	for i := range h.discrepancies {
		f := h.discrepancies[i]
		if f.Records = h.open(&f); len(f.Records) > 0 && !each(&f) {
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
	x := subject.Read(h.records)
	for _, list := range [][]Discrepancy{open, done} {
		for i := range list {
			list[i].Rank, _ = place(list[i].Code, list[i].Severity)
			list[i].Subjects = x.Of(list[i].Records)
		}
	}
	order(open)
	slices.SortStableFunc(done, func(a, b Discrepancy) int { return b.Decision.At.Compare(a.Decision.At) })
	return open, done
}
