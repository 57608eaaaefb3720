package console

import (
	"net/http"

	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// physicians are those of the case's clinic who may stand in for its own.
func (k *Console) physicians(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	ctx, q := r.Context(), k.DB.Q()
	f, err := k.find(ctx, q, r.PathValue("case"), who)
	if err != nil {
		return err
	}
	if err := f.must(rights.Act(workflow.NameCovering)); err != nil {
		return err
	}
	list, err := q.Holders(ctx, principal.Physician, k.Now())
	if err != nil {
		return err
	}
	s, err := k.shelf(ctx, q)
	if err != nil {
		return err
	}
	parts := f.related()
	out := []candidate{}
	for _, x := range list {
		person, p := x.Person, x.Row
		if !person.At(principal.Physician, f.row.ClinicID) || person.Is(f.row.PhysicianID) {
			continue
		}
		c := candidate{
			ID: p.ID, Name: p.Name, entryView: s.entry(person, p), Eligible: p.LicenseCheckedAt > 0, Group: groupFits, Reasons: []string{}, Fits: []fitView{},
		}
		if !c.Eligible {
			c.Reasons = append(c.Reasons, licenseUnchecked)
		}
		if parts.Wrote(person) || person.Is(parts.Offer) || person.IsAny(parts.Readers) || person.Is(parts.Approver) {
			c.Eligible, c.Reasons = false, append(c.Reasons, writesHere)
		}
		if !c.Eligible {
			c.Group = groupBarred
		}
		out = append(out, c)
	}
	return answer(w, candidatesView{Candidates: out})
}
