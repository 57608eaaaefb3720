package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"oso/internal/casefile"
)

// Decision is the answer to "may the service be given here?", with all that a
// person needs to understand it and an audit needs to repeat it.
type Decision struct {
	Outcome Outcome `json:"outcome"`
	// Reason is for people: what the rule says and the way that remains, or
	// why a coordinator has to look.
	Reason string `json:"reason"`
	// RuleIDs are the rows that the answer rests on, in the table's order.
	RuleIDs      []string `json:"rule_ids"`
	TableVersion string   `json:"table_version"`
	On           string   `json:"on"` // the day asked about, YYYY-MM-DD
	// ForbiddenAddOns were ordered and are closed here. The opinion itself
	// goes on without them; they are removed before triage (R38).
	ForbiddenAddOns []casefile.AddOn `json:"forbidden_add_ons"`
	// ClosedReviews cannot be ordered here, whether they were or not.
	ClosedReviews []casefile.AddOn `json:"closed_reviews"`
	// Missing are the paths in the case document that would settle it.
	Missing []string `json:"missing"`
}

// wayRemains closes each refusal (R25).
const wayRemains = "A visit in person remains possible."

// Refusal is the whole text for a person whose case cannot go on: the rule,
// that nothing was kept, and the way that remains. Use it only once nothing
// has been kept, or what was kept is destroyed.
func (d Decision) Refusal() string {
	return strings.TrimSuffix(d.Reason, wayRemains) + "Nothing about the patient was kept. " + wayRemains
}

// Decide applies the table to the facts on a day.
//
// Residence is where the patient lives when the case is made, not nationality
// and not where the clinic is: rules (a), (c), (d) and (e) look at it. A review
// of tissue also looks at the place where the tissue was taken. Rules about a
// country hold for each of its regions. Rows of a table that has run out still
// close what they closed, and nothing is allowed by it any more.
func (t *Table) Decide(f Facts, on time.Time) Decision {
	e := t.evaluate(f, on)
	e.reviews()
	e.unsettled()
	return e.answer()
}

// evaluate goes through the rows.
func (t *Table) evaluate(f Facts, on time.Time) *evaluation {
	e := &evaluation{
		t: t, f: f, day: day(on),
		home:   Canonical(f.Residence),
		tissue: Canonical(f.Specimen),
		d: Decision{
			Outcome: Allowed, TableVersion: t.Version, On: day(on),
			RuleIDs: []string{}, ForbiddenAddOns: []casefile.AddOn{}, ClosedReviews: []casefile.AddOn{}, Missing: []string{},
		},
	}
	for _, r := range t.Rows {
		if !(dated{r.From, r.Until}).covers(e.day) {
			continue
		}
		if r.names(e.home) {
			e.residenceRule(r)
		}
		if r.names(e.tissue) {
			e.specimenRule(r)
		}
	}
	return e
}

// evaluation gathers what the rows say about one set of facts.
type evaluation struct {
	t            *Table
	f            Facts
	day          string
	home, tissue casefile.Place
	d            Decision
	closedBy     map[casefile.AddOn]Closing // the rule that closes a review
	refused      string                     // the first rule that refuses, as a sentence
	doubts       []string                   // why a coordinator has to look
}

func (e *evaluation) rest(r Row) {
	if !slices.Contains(e.d.RuleIDs, r.ID) {
		e.d.RuleIDs = append(e.d.RuleIDs, r.ID)
	}
}

func (e *evaluation) refuse(sentence string) {
	if e.refused == "" {
		e.refused = sentence
	}
}

func (e *evaluation) doubt(sentence string) {
	if !slices.Contains(e.doubts, sentence) {
		e.doubts = append(e.doubts, sentence)
	}
}

func (e *evaluation) close(review casefile.AddOn, by casefile.Place, r Row) {
	if slices.Contains(e.d.ClosedReviews, review) {
		return
	}
	e.d.ClosedReviews = append(e.d.ClosedReviews, review)
	if e.closedBy == nil {
		e.closedBy = map[casefile.AddOn]Closing{}
	}
	e.closedBy[review] = Closing{Rule: r, by: by, home: by == e.home}
}

// Closing is why a review cannot be ordered: the rule, and whether it is about
// where the patient lives or where tissue was taken.
type Closing struct {
	Rule Row

	by   casefile.Place
	home bool
}

// Says is the closing as a sentence.
func (c Closing) Says(review casefile.AddOn) string {
	what := "Images"
	if review == casefile.PathologyReview {
		what = "Tissue slides"
	}
	of := "taken in " + PlaceName(c.by)
	if c.home {
		of = "of people living in " + PlaceName(c.by)
	}
	return what + " " + of + " cannot be reviewed by the service."
}

// Closes gives the rules that close reviews, whether they are ordered or not.
func (t *Table) Closes(f Facts, on time.Time) map[casefile.AddOn]Closing {
	e := t.evaluate(f, on)
	return e.closedBy
}

func (e *evaluation) residenceRule(r Row) {
	e.rest(r)
	name := PlaceName(e.home)
	switch r.Kind {
	case CountryClosed:
		e.refuse("People living in " + name + " cannot use the service: United States sanctions close it to that country.")
	case OpinionsClosed:
		if e.f.Kind == casefile.SecondOpinion || e.f.Kind == "" {
			e.refuse("People living in " + name + " cannot get a written second opinion from another state.")
			return
		}
		// The rule speaks of second opinions only; what it means for a review
		// or a video consultation alone is not ours to make up (R14).
		e.doubt("People living in " + name + " cannot get a second opinion from another state; a coordinator decides whether this service alone is possible.")
	case PathologyClosed:
		e.close(casefile.PathologyReview, e.home, r)
	case RadiologyClosed:
		e.close(casefile.ImagingReview, e.home, r)
	case ReviewsClosed:
		e.close(casefile.ImagingReview, e.home, r)
		e.close(casefile.PathologyReview, e.home, r)
	default:
		e.doubt("A rule about " + name + " is newer than this program. A coordinator decides.")
	}
}

// specimenRule: what closes pathology review closes it for tissue taken there
// as well (R13). Rules about opinions and images look at residence alone.
func (e *evaluation) specimenRule(r Row) {
	switch r.Kind {
	case RadiologyClosed:
		return
	case PathologyClosed, ReviewsClosed, CountryClosed:
		e.close(casefile.PathologyReview, e.tissue, r)
	}
	e.rest(r)
	if r.Kind != PathologyClosed && r.Kind != ReviewsClosed {
		e.doubt("Tissue was taken in " + PlaceName(e.tissue) + ", where the service is restricted. A coordinator decides.")
	}
}

// reviews refuses a service that is nothing but a closed review, and notes the
// add-ons that have to go.
func (e *evaluation) reviews() {
	for _, rv := range []struct {
		kind  casefile.ServiceKind
		addOn casefile.AddOn
	}{
		{casefile.Imaging, casefile.ImagingReview},
		{casefile.Pathology, casefile.PathologyReview},
	} {
		by, closed := e.closedBy[rv.addOn]
		if !closed {
			continue
		}
		cannot := by.Says(rv.addOn)
		if e.f.Kind == rv.kind {
			e.refuse(cannot + " A second opinion from the written reports is another request.")
		}
		if has(e.f.AddOns, rv.addOn) {
			e.d.ForbiddenAddOns = append(e.d.ForbiddenAddOns, rv.addOn)
			e.doubt(cannot + " The specialist works from the reports of the patient’s own doctors; take the review off the order.")
		}
	}
}

// unsettled finds what stands between "no rule closes it" and "allowed".
func (e *evaluation) unsettled() {
	if !e.t.inForce(e.day) {
		e.doubt("The location rules held here are not those of today: they hold from " + say(e.t.Issued) + " and run out on " + say(e.t.Expires) + ". Connect to OSO once to get the present ones; until then a coordinator decides.")
	}
	e.place(e.home, "residence", "the patient lives")
	if e.f.orders(casefile.PathologyReview) {
		e.place(e.tissue, "specimen", "the tissue was taken")
	}
}

func (e *evaluation) place(p casefile.Place, field, where string) {
	if p.Country == "" {
		e.d.Missing = append(e.d.Missing, field+".country")
		e.doubt("The country where " + where + " is not known yet.")
		return
	}
	if !Known(p) {
		e.doubt("The place where " + where + " is not in the lists of countries and regions. Choose it from the list.")
		return
	}
	byRegion := e.t.tellsRegionsApart(p.Country)
	if byRegion && p.Region == "" {
		e.d.Missing = append(e.d.Missing, field+".region")
		e.doubt(fmt.Sprintf("Rules differ within %s. The state or territory where %s is not known yet.", PlaceName(p), where))
		return
	}
	if !slices.Contains(e.t.CompleteLists, AllCountries) || byRegion && !slices.Contains(e.t.CompleteLists, p.Country) {
		e.doubt("The list of rules that covers " + PlaceName(p) + " is not complete. A coordinator decides before a specialist is chosen; nothing is stopped here.")
	}
}

// tellsRegionsApart: some row, of whatever date, is about a part of the
// country, or its list of regions is kept as one of its own.
func (t *Table) tellsRegionsApart(country string) bool {
	for _, r := range t.Rows {
		if p := r.place(); p.Country == country && p.Region != "" {
			return true
		}
	}
	return slices.Contains(t.CompleteLists, country)
}

func (e *evaluation) answer() Decision {
	d := e.d
	slices.Sort(d.ClosedReviews)
	switch {
	case e.refused != "":
		d.Outcome, d.Reason = Refused, e.refused+" "+wayRemains
	case len(e.doubts) > 0:
		d.Outcome, d.Reason = Check, strings.Join(e.doubts, " ")
	default:
		d.Reason = "No rule closes the service for people living in " + PlaceName(e.home) + "."
	}
	return d
}
