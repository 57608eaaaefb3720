package console

import (
	"context"
	"slices"
	"strings"
	"time"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/directory"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
)

// asked is what a case is about, in the words of who asks, by where they stand.
func (k *Console) asked(ctx context.Context, q *db.Queries, c *opinion.Working) (directory.Asked, error) {
	d := c.Doc
	a := directory.Asked{
		Diagnosis: d.Diagnosis.Text + " " + d.Diagnosis.ICD10, Also: strings.Join([]string{d.Reason, d.Plan, d.History.ChiefComplaint}, "\n"),
		Age: ageOn(d.Patient.BirthDate, k.Now().In(k.Zone)),
	}
	for _, x := range d.Questions {
		a.Questions = append(a.Questions, x.Text+"\n"+strings.Join(x.Parts, "\n"))
	}
	items, err := c.Items(ctx, q)
	if err != nil {
		return a, err
	}
	for _, it := range items {
		if it.DICOM != nil && it.DICOM.Modality != "" && !slices.Contains(a.Modalities, it.DICOM.Modality) {
			a.Modalities = append(a.Modalities, it.DICOM.Modality)
		}
	}
	return a, nil
}

// casesOf is how many cases each entry has of something.
type casesOf map[string]int64

// of counts a person's, under whichever entry.
func (w casesOf) of(p principal.Person) int64 {
	n := w[p.ID]
	for _, id := range p.Entries {
		n += w[id]
	}
	return n
}

// openCases are those being written.
func openCases(ctx context.Context, q *db.Queries) (casesOf, error) {
	rows, err := q.CountOpenBySpecialist(ctx)
	if err != nil {
		return nil, db.Err(err, "count open cases")
	}
	open := casesOf{}
	for _, r := range rows {
		open[r.SpecialistID] = r.Cases
	}
	return open, nil
}

// waitingOffers are those that wait for an answer.
func waitingOffers(ctx context.Context, q *db.Queries) (casesOf, error) {
	rows, err := q.CountOpenOffers(ctx)
	if err != nil {
		return nil, db.Err(err, "count offers")
	}
	open := casesOf{}
	for _, r := range rows {
		open[r.PersonID] = r.Offers
	}
	return open, nil
}

// tallies are the opinions that each entry wrote, by the codes of the specialties
// by which their cases were the person's.
type tallies map[string][]db.CountAnsweredRow

// answeredFor is how far back opinions are counted.
const answeredFor = 2 * 365 * 24 * time.Hour

// answered counts the cases that whoever asks may see: all of the service, or those
// of the partner whose case it is.
func (k *Console) answered(ctx context.Context, q *db.Queries, f *file) (tallies, error) {
	partner := f.row.PartnerID
	if f.who.HoldsOf(principal.Coordinator, "") {
		partner = ""
	} else if partner == "" {
		return nil, errs.E(errs.Internal, "count opinions", "")
	}
	rows, err := q.CountAnswered(ctx, db.CountAnsweredParams{Since: k.Now().Add(-answeredFor).UnixMilli(), Partner: partner})
	if err != nil {
		return nil, db.Err(err, "count opinions")
	}
	out := tallies{}
	for _, r := range rows {
		out[r.PersonID] = append(out[r.PersonID], r)
	}
	return out, nil
}

// of counts a person's: those by one of the codes, all, and the days that they took
// on average.
func (a tallies) of(p principal.Person, codes []string) (such, all int64, days int) {
	var took int64
	for _, id := range append([]string{p.ID}, p.Entries...) {
		for _, r := range a[id] {
			all, took = all+r.Opinions, took+r.Took
			if slices.ContainsFunc(strings.Fields(r.Fits), func(c string) bool { return slices.Contains(codes, c) }) {
				such += r.Opinions
			}
		}
	}
	if all > 0 {
		day := (24 * time.Hour).Milliseconds()
		days = int(max(1, (took/all+day/2)/day))
	}
	return such, all, days
}
