// Package policy says where the service may be given and what it costs: two
// dated tables that an administrator edits and that travel from the server to
// every workstation, and the pure functions Decide and Quote over them.
//
// It promises that a place which a rule closes is never reported as allowed,
// that a place which no rule names is allowed only while the table is in force
// and an administrator has marked the list it belongs to as complete, and that
// every answer carries the rows and the version it rests on (R10, R12 to R14).
// It reads no clock and stores nothing; who may edit the tables, and what
// happens to a case after the answer, is left to others.
package policy

import (
	"time"

	"oso/internal/casefile"
)

// Outcome of a location question.
type Outcome string

const (
	Allowed Outcome = "allowed" // no rule closes it and the list is marked complete
	Refused Outcome = "refused" // a rule closes it; no patient data is kept
	Check   Outcome = "check"   // a coordinator decides before triage; the workstation goes on
)

// Facts are what location and price depend on. Places are as the case document
// has them; Partner is empty where the patient pays.
type Facts struct {
	Residence casefile.Place
	Specimen  casefile.Place // where tissue was taken; zero if none or unknown
	Kind      casefile.ServiceKind
	AddOns    []casefile.AddOn
	Emergent  bool
	Partner   string
}

// FactsOf takes the facts from a case document.
func FactsOf(doc *casefile.Document) Facts {
	f := Facts{
		Residence: doc.Residence,
		Specimen:  doc.Specimen,
		Kind:      doc.Service.Kind,
		AddOns:    doc.Service.AddOns,
		Emergent:  doc.Service.Emergent,
	}
	if doc.Payer.Kind == casefile.PayerPartner {
		f.Partner = doc.Payer.Partner
	}
	return f
}

// Without is f less the given add-ons: what remains to be done and paid after
// a Decision's ForbiddenAddOns are taken away.
func (f Facts) Without(forbidden []casefile.AddOn) Facts {
	var keep []casefile.AddOn
	for _, a := range f.AddOns {
		if !has(forbidden, a) {
			keep = append(keep, a)
		}
	}
	f.AddOns = keep
	return f
}

// orders tells whether the review is part of what is asked for, as an add-on
// or as the whole service.
func (f Facts) orders(review casefile.AddOn) bool {
	switch f.Kind {
	case casefile.Imaging:
		if review == casefile.ImagingReview {
			return true
		}
	case casefile.Pathology:
		if review == casefile.PathologyReview {
			return true
		}
	}
	return has(f.AddOns, review)
}

func has[T comparable](list []T, v T) bool {
	for _, x := range list {
		if x == v {
			return true
		}
	}
	return false
}

// dated is a stretch of days, both ends included, YYYY-MM-DD; an empty end is
// open.
type dated struct{ from, until string }

func (d dated) covers(day string) bool {
	return (d.from == "" || d.from <= day) && (d.until == "" || day <= d.until)
}

// day is the calendar day that rules are compared with, in UTC: tables are
// dated by whole days and a few hours at a border are a coordinator's matter.
func day(on time.Time) string { return on.UTC().Format(time.DateOnly) }

func validDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// say gives a day as people read it: 1 May 2027.
func say(date string) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return t.Format("2 Jan 2006")
}
