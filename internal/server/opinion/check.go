package opinion

import (
	"slices"
	"strings"
	"time"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/server/template"
	"oso/internal/server/workflow"
)

// Check is one thing that must hold before a signature, as author and
// approver read it.
type Check struct {
	Code   string `json:"code"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
	Notice bool   `json:"notice,omitempty"` // to be known; it keeps nobody from signing
}

// Codes of checks.
const (
	CheckAddressee  = "addressee"
	CheckReviewed   = "reviewed"
	CheckOpinion    = "opinion"
	CheckAnswers    = "answers"
	CheckLimits     = "limits"
	CheckReads      = "over-reads"
	CheckAuthor     = "author"
	CheckPermitted  = "authorization"
	CheckParts      = "parts"
	CheckPartsOlder = "parts-older"
	CheckSame       = "records"
	CheckCited      = "citations"
	CheckFigures    = "figures"
	CheckNamed      = "figures-named"
	CheckTemplate   = "template"
)

// Checks looks a content over, in the order of the letter. review is what there
// is to mark, of a draft.
func (w *Working) Checks(c *deed.Content, review []Reviewable, author Author, now time.Time) []Check {
	out := []Check{}
	add := func(code string, ok bool, good, bad string) {
		d := bad
		if ok {
			d = good
		}
		out = append(out, Check{Code: code, OK: ok, Detail: d})
	}
	add(CheckAddressee, w.Physician.Name != "" && c.Patient.Name != "", "Addressed to "+w.Physician.Name, "The treating physician or the patient is not known")
	out = append(out, checkReviewed(c, review))
	add(CheckOpinion, saysSomething(c), "The opinion is given", "Write the assessment or the recommendation")

	out = append(out, checkTemplate(c)...)
	out = append(out, w.answersCheck(c))
	out = append(out, checkWeighed(c)...)
	out = append(out, w.checkOutcome(c)...)
	add(CheckLimits, limited(c), "Limits stated", "Say what lies outside the scope")

	var waiting []string
	for _, o := range w.Overreads {
		if o.State == "ordered" || o.State == "assigned" {
			waiting = append(waiting, o.Kind)
		}
	}
	reads := "No review ordered"
	if len(w.Overreads) > 0 {
		reads = "Ordered reviews final or recorded as not available"
	}
	add(CheckReads, len(waiting) == 0, reads, "Not final: "+strings.Join(waiting, " and ")+" review")
	out = append(out, w.checkParts(c)...)
	fit := !workflow.CredentialsOf(author.Person).Lapsed(now)
	add(CheckAuthor, fit, "Author licensed and certified today", "The author’s credentials on record have lapsed")
	add(CheckPermitted, w.Row.Agreement != "revoked" && w.Row.Agreement != "rejected", "Patient’s authorization in force", "The patient’s authorization is not in force")
	return out
}

// CheckRecords says whether what was signed rests on the records that the case has
// now, which an approver sees: the newest sealed version, and what was filed.
func (w *Working) CheckRecords(over workflow.SignedOver) Check {
	switch {
	case over.Manifest == w.Manifest && over.Filed == w.FiledNow:
		return Check{Code: CheckSame, OK: true, Detail: "Signed over what the clinic sent last"}
	case over.Manifest == w.Manifest:
		return Check{Code: CheckSame, Detail: "A record was filed or taken out after this was signed: return it to the author"}
	}
	return Check{Code: CheckSame, Detail: "The clinic sent more after this was signed: return it to the author"}
}

// CheckShown looks over what a version shows and cites.
func (w *Working) CheckShown(d *Draft) []Check { return checkShown(&d.Content, d.lost) }

func saysSomething(c *deed.Content) bool {
	texts := []string{c.Assessment, c.Recommendation}
	for _, s := range c.Sections {
		texts = append(texts, s.Text)
	}
	for _, a := range c.Answers {
		texts = append(texts, a.Text)
		for _, p := range a.Parts {
			texts = append(texts, p.Text)
		}
	}
	return slices.ContainsFunc(texts, c.Says)
}

// checkTemplate finds what a reader's letter still has of the template that its
// findings began with.
func checkTemplate(c *deed.Content) []Check {
	if c.Kind != deed.KindImaging && c.Kind != deed.KindPathology {
		return nil
	}
	for _, s := range c.Findings {
		if left := template.Blanks(s.Text); len(left) > 0 {
			return []Check{{Code: CheckTemplate, Detail: "“{" + left[0] + "}” of the template still stands in the findings"}}
		}
	}
	return nil
}

func (w *Working) answered(c *deed.Content) bool { return c.CheckAnswers(w.Asked(c)) == nil }

func limited(c *deed.Content) bool { return slices.ContainsFunc(c.Limits, c.Says) }

// refuse gives the first check that does not hold as an error.
func refuse(checks []Check) error {
	for _, c := range checks {
		if !c.OK {
			return errs.E(errs.Incomplete, "check opinion", "The opinion is not ready: "+c.Detail+". The draft is kept. Mend it and sign again.")
		}
	}
	return nil
}
