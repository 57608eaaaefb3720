package workflow

import "slices"

// Version is one released version of a case's opinion.
type Version struct {
	Number     int64
	Opened     bool // by the physician's signed act, or a recorded delivery
	Superseded bool // a later version corrects it
	Delivered  bool // its package was handed to a desk
}

// Viewer is who wants to look at a case.
type Viewer struct {
	Role       Role
	ID         string
	IsTheirs   bool // physician: treating or covering; staff: of the case's clinic; partner: own member; patient: own case
	Delegated  bool // staff: the physician delegates reading the opinion
	Offered    bool // the open offer is to this person
	Overreader bool // assigned to, or has done, an over-read of the case
}

// Sight is what a viewer may see. Being allowed to see says nothing about
// being able to: keys are held elsewhere.
type Sight struct {
	Status     bool    // where the case stands, and its dates
	Synopsis   bool    // what an offer shows
	Case       bool    // the document and the records
	Letter     bool    // the signed draft that waits for approval, and its manifest
	Opinion    []int64 // versions, oldest first
	Money      bool    // kind, add-ons performed, payer, charges
	Specialist bool    // who writes; contact channels are shown to no patient at all
}

// See is "who sees what" for one case. Revocation stops disclosure at once, to
// specialists, over-readers, approvers and partners too; what the physician or
// the patient has had before cannot be taken back and stays.
//
// It is the rule that properties 4, 8 and 12 are walked against, the table in
// docs/WORKFLOW.md, and what a portal asks. What staff may do at the console
// is auth's table, which has to agree with it.
func See(s Status, v Viewer, versions []Version) Sight {
	revoked := s.Agreement == Revoked
	gone := revoked || oneOf(s.State, Withdrawn, NotEligible)
	switch v.Role {
	case Patient:
		g := Sight{Status: v.IsTheirs, Money: v.IsTheirs && s.PayerKind != "partner"}
		copyDue := s.CourtesyCopy || s.RecordRequest == RequestAnswered
		if v.IsTheirs && copyDue && slices.Contains(opened(), s.State) {
			g.Opinion = withSuccessors(versions, func(o Version) bool { return o.Opened })
		}
		return g
	case Physician:
		if !v.IsTheirs {
			return Sight{}
		}
		g := Sight{Status: true, Case: s.State != NotEligible, Specialist: true}
		if slices.Contains(out(), s.State) {
			g.Opinion = withSuccessors(versions, func(o Version) bool { return !revoked || o.Delivered || o.Opened })
		}
		return g
	case ClinicStaff:
		if !v.IsTheirs {
			return Sight{}
		}
		g := Sight{Status: true, Case: s.State != NotEligible}
		if v.Delegated && slices.Contains(opened(), s.State) {
			g.Opinion = withSuccessors(versions, func(o Version) bool { return o.Opened })
		}
		return g
	case Coordinator:
		g := Sight{Status: true, Synopsis: true, Case: s.State != NotEligible, Money: true, Specialist: true}
		g.Opinion = withSuccessors(versions, func(Version) bool { return true })
		return g
	case Specialist, Radiologist, Pathologist:
		if gone {
			return Sight{}
		}
		mine := v.ID != "" && v.ID == s.Specialist
		g := Sight{Synopsis: v.Offered || mine, Case: mine || v.Overreader, Status: v.Offered || mine || v.Overreader, Specialist: mine}
		if mine {
			g.Letter = true
			g.Opinion = withSuccessors(versions, func(Version) bool { return true })
		}
		return g
	case Approver:
		waits := oneOf(s.State, SignedDraft, Approval) || oneOf(s.Revision, AddendumSigned, AddendumApproval, CorrectionSigned, CorrectionApproval)
		return Sight{Status: !gone, Letter: waits && !gone, Specialist: !gone}
	case Billing:
		return Sight{Status: true, Money: true}
	case PartnerAdmin:
		return Sight{Status: v.IsTheirs && !gone, Money: v.IsTheirs && !gone}
	case Admin, System:
		return Sight{Status: true}
	}
	return Sight{}
}

// withSuccessors keeps the versions that may be seen, and of a superseded one
// only if a later version may be seen too.
func withSuccessors(versions []Version, may func(Version) bool) []int64 {
	sorted := slices.Clone(versions)
	slices.SortFunc(sorted, func(a, b Version) int { return int(a.Number - b.Number) })
	var seen []int64
	last := len(sorted) - 1
	for i, o := range sorted {
		if !may(o) {
			continue
		}
		if o.Superseded {
			// Its successor is the newest version that corrects; every later one
			// that corrects has superseded all before it, so the newest not
			// superseded has to be within sight.
			ok := false
			for _, later := range sorted[i+1 : last+1] {
				if !later.Superseded && may(later) {
					ok = true
				}
			}
			if !ok {
				continue
			}
		}
		seen = append(seen, o.Number)
	}
	return seen
}
