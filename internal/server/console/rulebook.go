package console

import (
	"context"
	"slices"
	"time"

	"oso/internal/casefile"
	"oso/internal/policy"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// ruleEffects is what other rules or prices bring to the cases that are not
// released yet. Everybody who keeps the register is told how many; which, who sees
// every case.
type ruleEffects struct {
	Open   int           `json:"open"`   // cases that were looked at
	Frozen int           `json:"frozen"` // of these, whose payer was told a price: that stays
	Unread int           `json:"unread"` // that could not be read
	Groups []effectGroup `json:"groups"`
	Cases  []effectCase  `json:"cases"` // the first 200
}

type effectGroup struct {
	change
	Count int `json:"count"`
}

type effectCase struct {
	caseRef
	State string `json:"state"`
	change
}

// change is what a case would answer before and after, from a day on.
type change struct {
	From string `json:"from"` // as the register says it: an answer, or an amount
	To   string `json:"to"`
	On   string `json:"on"` // YYYY-MM-DD; empty: at once
}

const (
	mostEffects = 200
	openAtOnce  = 500 // cases read from the database at once
)

// askedCase is a case that is not released yet, as rules and prices ask it.
type askedCase struct {
	facts     policy.Facts
	member    string // the number at the partner
	estimated bool
}

// ruleEffects asks every open case what it would answer before and after on each day
// of days, today first, and gathers what differs.
func (k *Console) ruleEffects(ctx context.Context, q *db.Queries, who principal.Principal, days []time.Time, answers func(askedCase, time.Time) (before, after string)) (*ruleEffects, error) {
	v := &ruleEffects{Groups: []effectGroup{}, Cases: []effectCase{}}
	sees := seesAll(who)
	err := k.openCases(ctx, q, func(r db.ListOpenSealedRow, c askedCase, ok bool) {
		v.Open++
		if !ok {
			v.Unread++
			return
		}
		if c.estimated {
			v.Frozen++
		}
		if ch, is := firstChange(c, days, answers); is {
			v.add(ch, caseRef{r.ID, r.Reference}, r.State, sees)
		}
	})
	slices.SortStableFunc(v.Groups, func(a, b effectGroup) int { return b.Count - a.Count })
	return v, err
}

// seesAll tells whether somebody sees every case, and may be told which ones.
func seesAll(who principal.Principal) bool {
	return who.Has(principal.Coordinator) && who.HoldsOf(principal.Coordinator, "")
}

// openCases gives each case that is not released yet, opened as far as rules ask;
// ok is false for one that cannot be read.
func (k *Console) openCases(ctx context.Context, q *db.Queries, each func(r db.ListOpenSealedRow, c askedCase, ok bool)) error {
	for after := ""; ; {
		rows, err := q.ListOpenSealed(ctx, db.ListOpenSealedParams{After: after, MaxRows: openAtOnce})
		if err != nil {
			return db.Err(err, "list open cases")
		}
		for _, r := range rows {
			after = r.Reference
			c, ok := k.askedOf(r)
			each(r, c, ok)
		}
		if len(rows) < openAtOnce {
			return nil
		}
	}
}

func (v *ruleEffects) add(ch change, ref caseRef, state string, sees bool) {
	if i := slices.IndexFunc(v.Groups, func(g effectGroup) bool { return g.change == ch }); i >= 0 {
		v.Groups[i].Count++
	} else {
		v.Groups = append(v.Groups, effectGroup{ch, 1})
	}
	if sees && len(v.Cases) < mostEffects {
		v.Cases = append(v.Cases, effectCase{ref, state, ch})
	}
}

// firstChange is the first of the days on which a case answers otherwise.
func firstChange(c askedCase, days []time.Time, answers func(askedCase, time.Time) (string, string)) (change, bool) {
	for i, d := range days {
		before, after := answers(c, d)
		if before == after {
			continue
		}
		ch := change{From: before, To: after}
		if i > 0 {
			ch.On = d.UTC().Format(time.DateOnly)
		}
		return ch, true
	}
	return change{}, false
}

// askedOf opens what a case asks for. One that is damaged is counted, and holds
// up nothing.
func (k *Console) askedOf(r db.ListOpenSealedRow) (askedCase, bool) {
	c, err := k.Records.Open(k.Keys, db.Case{ID: r.ID, KeyWrapped: r.KeyWrapped, DocumentSealed: r.DocumentSealed})
	if err != nil {
		return askedCase{}, false
	}
	defer c.Close()
	doc, err := c.Document()
	if err != nil {
		return askedCase{}, false
	}
	f := policy.FactsOf(doc)
	f.Partner, f.Emergent = r.PartnerID, r.Emergent
	return askedCase{f, doc.Payer.Member, r.Estimates > 0}, true
}

// mostDays is how many days on which something begins or ends are looked at.
const mostDays = 12

// turns gives the days on which an answer can become another: today, and the first
// ones after it on which a row begins or the last one of another is over.
func turns(now time.Time, spans [][2]string) []time.Time {
	today := now.UTC().Format(time.DateOnly)
	var later []string
	for _, s := range spans {
		if s[0] > today {
			later = append(later, s[0])
		}
		if until, err := time.Parse(time.DateOnly, s[1]); err == nil && s[1] >= today {
			later = append(later, until.AddDate(0, 0, 1).Format(time.DateOnly))
		}
	}
	slices.Sort(later)
	later = slices.Compact(later)
	days := []time.Time{now}
	for _, d := range later[:min(len(later), mostDays)] {
		if t, err := time.Parse(time.DateOnly, d); err == nil {
			days = append(days, t)
		}
	}
	return days
}

// placeView is a country or a part of one, for lists to choose from.
type placeView struct {
	Code    string      `json:"code"`
	Name    string      `json:"name"`
	Regions []placeView `json:"regions"`
}

func places() []placeView {
	out := []placeView{}
	for _, c := range policy.Countries() {
		v := placeView{c.Code, c.Name, []placeView{}}
		for _, r := range policy.Regions(c.Code) {
			v.Regions = append(v.Regions, placeView{r.Code, r.Name, []placeView{}})
		}
		out = append(out, v)
	}
	return out
}

// answerOf is a decision in a word, with the reviews that it takes away: "check
// imaging-review".
func answerOf(d policy.Decision) string {
	out := string(d.Outcome)
	for _, a := range []casefile.AddOn{casefile.ImagingReview, casefile.PathologyReview} {
		if slices.Contains(d.ClosedReviews, a) {
			out += " " + string(a)
		}
	}
	return out
}
