package console

import (
	"net/http"

	"oso/internal/errs"
	"oso/internal/server/directory"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// candidate is somebody who might be chosen, with what speaks for and against.
// Nothing is added up: candidates stand in groups, and within one in an order
// that each reason says (ADR 144).
type candidate struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	entryView
	Eligible bool     `json:"eligible"`
	Group    group    `json:"group" ts:"CandidateGroup"`
	Reasons  []string `json:"reasons"` // for and against, the weightiest first
	// Fits are the specialties that what is asked names, the plainest first.
	Fits []fitView `json:"fits"`
	// Offered are cases that wait for this person's answer.
	Offered int64 `json:"offered"`
	// Such and Opinions are opinions released in the last two years: those of cases
	// that were this person's by the same specialty, and all. Days is how long they
	// took from the yes to the signature, on average; 0: nothing is known.
	Such     int64 `json:"such"`
	Opinions int64 `json:"opinions"`
	Days     int   `json:"days"`
	// AwayNext is an absence that begins before the opinion is due.
	AwayNext *absenceView `json:"away_next"`
	// Before is how this case went with this person before; null: not asked.
	Before *beforeView `json:"before"`

	profile directory.Profile
	fit     []directory.Fit
	wish    directory.Wish
	rank    [6]int // smaller first
}

// fitView is a specialty that fits.
type fitView struct {
	Specialty string `json:"specialty"`
	Word      string `json:"word"` // as the list of specialties has it
	Place     string `json:"place" ts:"FitPlace"`
	Questions []int  `json:"questions"` // by number, that name it
	ForAge    bool   `json:"for_age"`   // it is of patients as old as this one alone
}

// beforeView is an earlier offer of this case.
type beforeView struct {
	State  string `json:"state"`
	Reason string `json:"reason"`
	At     moment `json:"at"`
}

// group is where somebody stands among the candidates, in this order. Only from
// the first is anybody proposed.
type group string

const (
	groupFits   group = "fits"   // fits, and is free
	groupLimits group = "limits" // fits, and something speaks against it
	groupOther  group = "other"  // nothing that is asked names a specialty of this person
	groupBefore group = "before" // declined this case, did not answer, or it was taken back
	groupBarred group = "barred" // may not be chosen
)

var groups = [...]group{groupFits, groupLimits, groupOther, groupBefore, groupBarred}

// Groups lists them in order.
func Groups() []string {
	out := make([]string, len(groups))
	for i, g := range groups {
		out[i] = string(g)
	}
	return out
}

// Reasons for and against a person besides what bars anybody (workflow.Bar).
const (
	askedFor       = "asked-for"      // by name (R34)
	askedForFamily = "asked-for-name" // the wish names the family name, perhaps of another
	specialtyFits  = "specialty-fits"
	answeredSuch   = "answered-such"
	noFit          = "no-fit"
	notCoded       = "not-coded"   // has no specialty of the list, so that nothing can fit
	notForAge      = "not-for-age" // the list has specialties for patients of this age, and this person none
	endsBefore     = "ends-before" // a credential ends before the opinion is due
	isAway         = "away"        // today
	awaySoon       = "away-soon"   // before the opinion is due
	isFull         = "full"        // has as many cases as may be had at once

	declinedBefore   = "declined-before"
	timedOutBefore   = "timed-out-before"
	canceledBefore   = "canceled-before"
	unassignedBefore = "unassigned-before"

	hasConflict      = "conflict"          // on the clinic's side
	declaredConflict = "declared-conflict" // said so of this case
	readsHere        = "reads-here"        // has an over-read of the case
	writesHere       = "writes-here"       // writes it, wrote it, or is asked to

	licenseUnchecked = "licence-not-checked" // of a physician who might stand in
)

// candidatesView is who may be chosen for something.
type candidatesView struct {
	Candidates []candidate `json:"candidates"`
	// Suggested fits best and is free, Backup next; empty: nobody is proposed.
	Suggested string `json:"suggested"`
	Backup    string `json:"backup"`
	// Due is when an offer that is made now has to be answered; null: it is none.
	Due moment `json:"due"`
}

// candidates are everybody of the role that answers this kind of case, the
// fitting first, with what speaks for and against each (R36).
func (k *Console) candidates(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	return k.choose(w, r, who, "offer", func(f *file) (principal.Role, error) { return writer(f.row.Kind), nil })
}

// readers are the same for an over-read.
func (k *Console) readers(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	kind := r.URL.Query().Get("kind")
	return k.choose(w, r, who, "assign-overread", func(*file) (principal.Role, error) {
		if kind != string(workflow.ImagingRead) && kind != string(workflow.PathologyRead) {
			return "", errs.E(errs.Invalid, "list readers", "Say which review: imaging or pathology.")
		}
		return readerRole(workflow.Read(kind)), nil
	})
}

func (k *Console) choose(w http.ResponseWriter, r *http.Request, who principal.Principal, act rights.Act, of func(*file) (principal.Role, error)) error {
	ctx, q := r.Context(), k.DB.Q()
	f, err := k.find(ctx, q, r.PathValue("case"), who)
	if err != nil {
		return err
	}
	if err := f.must(act); err != nil {
		return err
	}
	role, err := of(f)
	if err != nil {
		return err
	}
	c, err := k.openCase(ctx, q, f)
	if err != nil {
		return err
	}
	defer c.Close()
	ranked, err := k.ranking(ctx, q, c, f, role)
	if err != nil {
		return err
	}
	v, err := ranked.list(ctx, q)
	if err != nil {
		return err
	}
	if act == rights.Act(workflow.Offer) {
		v.Due = moment(k.Flow.OfferDue(f.row, k.Now()).UnixMilli())
	}
	return answer(w, v)
}
