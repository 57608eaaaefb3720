package console

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"oso/internal/server/db"
	"oso/internal/server/directory"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// ranking is what one list of candidates is made from.
type ranking struct {
	*shelf
	parts   rights.Case
	role    principal.Role
	writes  bool // the case, else a review of it
	fits    *directory.Fits
	wish    string
	offers  []db.Offer
	waiting casesOf
	done    tallies
	due     string // the last day of the case's clock at the office; today, where it does not run
}

// ranking reads what candidates for a case are looked at by.
func (k *Console) ranking(ctx context.Context, q *db.Queries, c *opinion.Working, f *file, role principal.Role) (*ranking, error) {
	r := &ranking{parts: f.related(), role: role, writes: role == writer(f.row.Kind), wish: c.Doc.Wishes.Specialist}
	var err error
	if r.shelf, err = k.shelf(ctx, q); err != nil {
		return nil, err
	}
	asked, err := k.asked(ctx, q, c)
	if err != nil {
		return nil, err
	}
	r.fits = r.book.List.Fits(asked)
	if r.offers, err = q.ListOffers(ctx, f.row.ID); err != nil {
		return nil, db.Err(err, "list offers")
	}
	if r.done, err = k.answered(ctx, q, f); err != nil {
		return nil, err
	}
	if r.waiting, err = waitingOffers(ctx, q); err != nil {
		return nil, err
	}
	if r.due = r.today; f.row.DueAt > 0 {
		r.due = time.UnixMilli(f.row.DueAt).In(k.Zone).Format(time.DateOnly)
	}
	return r, nil
}

// list are the candidates.
func (r *ranking) list(ctx context.Context, q *db.Queries) (*candidatesView, error) {
	list, err := q.Holders(ctx, r.role, r.now)
	if err != nil {
		return nil, err
	}
	v := &candidatesView{Candidates: []candidate{}}
	for _, x := range list {
		v.Candidates = append(v.Candidates, r.candidate(x.Person, x.Row))
	}
	r.order(v)
	return v, nil
}

// codes are the specialties by which a case is a candidate's, as its offer keeps
// them.
func (r *ranking) codes(x candidate) string { return strings.Join(r.fits.Codes(x.fit), " ") }

// order puts the candidates into their order and proposes the first two who fit
// and are free.
func (r *ranking) order(v *candidatesView) {
	whole := 0
	for _, x := range v.Candidates {
		if x.wish == directory.WholeName {
			whole++
		}
	}
	for i := range v.Candidates {
		r.stand(&v.Candidates[i], whole)
	}
	slices.SortStableFunc(v.Candidates, func(a, b candidate) int {
		return cmp.Or(slices.Compare(a.rank[:], b.rank[:]), cmp.Compare(b.Such, a.Such), cmp.Compare(a.Open+a.Offered, b.Open+b.Offered))
	})
	for _, x := range v.Candidates {
		switch {
		case x.Group != groupFits || x.wish == directory.Mentioned: // perhaps as who is not wanted
		case v.Suggested == "":
			v.Suggested = x.ID
		case v.Backup == "":
			v.Backup = x.ID
		}
	}
}

// candidate is one person, with what is known of him for this case.
func (r *ranking) candidate(who principal.Person, row db.Person) candidate {
	e := r.book.Of(who, row)
	x := candidate{
		ID: who.ID, Name: row.Name, entryView: r.entry(who, row), Reasons: r.against(who, row), Fits: []fitView{},
		Offered: r.waiting.of(who), Before: r.before(who), profile: e.Profile, fit: r.fits.Of(e.Profile), wish: directory.Wished(r.wish, row.Name),
	}
	x.Eligible = len(x.Reasons) == 0
	x.Such, x.Opinions, x.Days = r.done.of(who, r.fits.Codes(x.fit))
	for _, fit := range x.fit {
		x.Fits = append(x.Fits, fitView{fit.Specialty, fit.Word, string(fit.Place), append([]int{}, fit.Questions...), fit.ForAge})
	}
	for _, a := range r.absences.Of(who) { // the next first
		if x.Away == nil && a.From <= r.due {
			next := r.absence(a)
			x.AwayNext = &next
			break
		}
	}
	return x
}

// against is why a person may not be chosen. Four eyes: who has the one part in
// the case is not asked for the other.
func (r *ranking) against(who principal.Person, row db.Person) []string {
	out := bars(row, r.now)
	for _, c := range []struct {
		is  bool
		why string
	}{
		{r.parts.OfTheClinic(who), hasConflict},
		{slices.ContainsFunc(r.offers, func(o db.Offer) bool { return who.Is(o.PersonID) && o.Reason == workflow.ConflictOfInterest }), declaredConflict},
		{r.writes && who.IsAny(r.parts.Readers), readsHere},
		{!r.writes && (r.parts.Wrote(who) || who.Is(r.parts.Offer)), writesHere},
	} {
		if c.is {
			out = append(out, c.why)
		}
	}
	return out
}

// before is how the last offer of this case to a person ended. One that was
// called off for another reason than the person says nothing.
func (r *ranking) before(who principal.Person) *beforeView {
	var v *beforeView
	for _, o := range r.offers { // oldest first
		if _, against := asBefore[o.State]; who.Is(o.PersonID) && against && (o.State != "cancelled" || o.Reason == "chosen-wrongly" || o.Reason == "too-slow") {
			v = &beforeView{o.State, o.Reason, moment(o.AnsweredAt)}
		}
	}
	return v
}

// asBefore says how an offer that ended so is told.
var asBefore = map[string]string{"declined": declinedBefore, "timed-out": timedOutBefore, "cancelled": canceledBefore, "ended": unassignedBefore}

// stand finds a candidate's group, reasons and place. whole is how many bear the
// name that is asked for: of two nobody knows who is meant.
func (r *ranking) stand(x *candidate, whole int) {
	say := func(is bool, why string) bool {
		if is {
			x.Reasons = append(x.Reasons, why)
		}
		return is
	}
	wished := say(x.wish == directory.WholeName && whole == 1, askedFor)
	several := x.wish == directory.WholeName && whole > 1
	say(several || x.wish == directory.Mentioned && whole == 0, askedForFamily)
	fits := say(len(x.fit) > 0, specialtyFits)
	say(x.Such > 0, answeredSuch)
	against := 0
	for _, c := range []struct {
		is  bool
		why string
	}{
		{!fits && x.Eligible && len(x.profile.Specialties) > 0, noFit},
		{!fits && x.Eligible && len(x.profile.Specialties) == 0, notCoded},
		{fits && !r.fits.Ages(x.profile), notForAge},
		{x.Eligible && x.Through != "" && x.Through < r.due, endsBefore},
		{x.Away != nil, isAway},
		{x.AwayNext != nil, awaySoon},
		{x.Capacity > 0 && x.Open+x.Offered >= int64(x.Capacity), isFull},
	} {
		if say(c.is, c.why) && c.why != noFit && c.why != notCoded {
			against++
		}
	}
	if x.Before != nil {
		say(true, asBefore[x.Before.State])
	}
	switch {
	case !x.Eligible:
		x.Group = groupBarred
	case x.Before != nil:
		x.Group = groupBefore
	case !(fits && r.fits.Plain(x.fit[0])):
		x.Group = groupOther
	case against > 0:
		x.Group = groupLimits
	default:
		x.Group = groupFits
	}
	x.rank = [...]int{slices.Index(groups[:], x.Group), 2, 1, 99, 0, against}
	switch {
	case wished:
		x.rank[1] = 0
	case several:
		x.rank[1] = 1
	}
	if fits {
		x.rank[3] = x.fit[0].Rank()
	}
	for _, f := range x.fit {
		if f.ForAge {
			x.rank[2] = 0
		}
		x.rank[4] = min(x.rank[4], -len(f.Questions))
	}
}
