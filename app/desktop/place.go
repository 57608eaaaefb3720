package desktop

import (
	"oso/internal/casefile"
	"oso/internal/policy"
)

// Places answers the question of place, before anything about a person (R12).
type Places struct{ a *App }

// Countries are the pick lists.
func (p *Places) Countries() []Country {
	out := []Country{}
	for _, c := range policy.Countries() {
		row := Country{Code: c.Code, Name: c.Name, Regions: []Region{}}
		for _, r := range policy.Regions(c.Code) {
			row.Regions = append(row.Regions, Region{Code: r.Code, Name: r.Name})
		}
		out = append(out, row)
	}
	return out
}

// Decide answers; nothing is kept.
func (p *Places) Decide(q LocationQuestion) (LocationAnswer, error) {
	d, err := p.a.workstation()
	if err != nil {
		return LocationAnswer{}, err
	}
	doc := q.document()
	decision, err := d.Decide(p.a.ctx, doc)
	if err != nil {
		return LocationAnswer{}, err
	}
	return locationAnswer(doc.Residence, decision), nil
}

func (q LocationQuestion) document() casefile.Document {
	doc := casefile.Document{Residence: q.Residence, Specimen: q.Specimen, Service: q.Service}
	if doc.Service.Kind == "" {
		doc.Service.Kind = casefile.SecondOpinion
	}
	return doc
}

func locationAnswer(residence casefile.Place, d policy.Decision) LocationAnswer {
	a := LocationAnswer{
		Outcome: string(d.Outcome), Reason: d.Reason, Table: d.TableVersion, On: d.On, ClosedReviews: []string{},
		Place: policy.PlaceName(policy.Canonical(residence)),
	}
	if d.Outcome == policy.Refused {
		a.Reason = d.Refusal()
	}
	for _, r := range d.ClosedReviews {
		a.ClosedReviews = append(a.ClosedReviews, string(r))
	}
	return a
}
