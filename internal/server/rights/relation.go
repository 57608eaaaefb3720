package rights

import "oso/internal/server/principal"

// Relation is what somebody is to one case under one role. There is exactly
// one for each role.
type Relation string

const (
	None        Relation = "none"        // the case does not exist for this role
	Own         Relation = "own"         // patient: the own case
	Treating    Relation = "treating"    // physician of the case, or who stands in
	Clinic      Relation = "clinic"      // staff of the case's clinic
	Desk        Relation = "desk"        // coordinator: the service's own, or the partner's for its cases
	Offered     Relation = "offered"     // specialist with an open offer
	Author      Relation = "author"      // who accepted: until the case is closed or given to another, and again while a new version is written
	Contributor Relation = "contributor" // who accepted a part of the opinion, until the case is closed
	Invited     Relation = "invited"     // specialist who is asked for a part
	Reader      Relation = "reader"      // radiologist or pathologist with an over-read, until the case is closed
	Signed      Relation = "signed"      // who wrote a released version, the part being over
	Waiting     Relation = "waiting"     // approver: a signed version of somebody else waits, or is with another approver
	Approving   Relation = "approving"   // approver who has it
	Approved    Relation = "approved"    // approver of a released version, the part being over
	Ledger      Relation = "ledger"      // billing: every case's money
	Member      Relation = "member"      // partner administrator: own members
	Glass       Relation = "glass"       // system administrator who took the case for a stated reason, for a while
	Oversight   Relation = "oversight"   // system administrator: that a case is there
)

// nearest lists relations by how much they are this person's own, the most
// first: an act that two roles could do is done under the nearest.
var nearest = []Relation{Own, Treating, Clinic, Author, Contributor, Reader, Approving, Offered, Invited, Signed, Approved, Waiting, Member, Ledger, Desk, Glass, Oversight}

// Case is what relates people to a case, by the ids that its rows hold.
type Case struct {
	Partner   string // id, or empty
	Clinic    string
	Physician string
	Covering  string

	Revoked bool // the patient took the authorization back
	Ended   bool // withdrawn, expired, not eligible, cannot answer
	Closed  bool // and no new version on its way
	Waits   bool // a signed version waits for an approver, or is with one
	Taken   bool // it is with Approver

	Specialist   string   // who accepted
	Offer        string   // to whom an offer is open
	Readers      []string // over-readers, assigned or done
	Contributors []string // who write or wrote a part of the opinion that stands
	Invited      []string // who are asked for one
	Authors      []string // who wrote any version of the opinion
	Signers      []string // who wrote a released one
	Approver     string   // of the newest version
	Approvers    []string // of released versions
	Glass        []string // who took it under break-glass, now
}

// OfTheClinic tells whether somebody is on the clinic's side of the case: its
// physician, who stands in, or anybody of its clinic. For the service such a
// person neither handles, writes, reads nor approves it.
func (c Case) OfTheClinic(p principal.Person) bool {
	return p.Is(c.Physician) || p.Is(c.Covering) || p.Of(c.Clinic)
}

// Wrote tells whether somebody has the case to write, or wrote any version of
// its opinion.
func (c Case) Wrote(p principal.Person) bool { return p.Is(c.Specialist) || p.IsAny(c.Authors) }

// AtDesk tells whether somebody is a coordinator of the case: the service's own,
// or its partner's, and nobody of its clinic.
func AtDesk(p principal.Person, c Case) bool {
	return !p.Left && !c.OfTheClinic(p) && (p.HoldsOf(principal.Coordinator, "") || p.HoldsOf(principal.Coordinator, c.Partner))
}

// Relate says what p is to the case under one role. A role that p does not
// hold, or that does not count at the door, relates to nothing.
func Relate(p principal.Principal, role principal.Role, c Case) Relation {
	if !p.Has(role) {
		return None
	}
	if Apart(role) && c.OfTheClinic(p.Person) {
		return None
	}
	switch role {
	case principal.Physician:
		if p.Is(c.Physician) || p.Is(c.Covering) {
			return Treating
		}
	case principal.ClinicStaff:
		if p.At(role, c.Clinic) {
			return Clinic
		}
	case principal.Coordinator:
		if AtDesk(p.Person, c) {
			return Desk
		}
	case principal.Specialist, principal.Radiologist, principal.Pathologist:
		switch {
		case c.Revoked || c.Ended:
		case p.Is(c.Specialist) && !c.Closed:
			return Author // a radiologist or pathologist too, where nothing else is asked for
		case p.Is(c.Offer):
			return Offered
		case p.IsAny(c.Contributors) && !c.Closed:
			return Contributor
		case p.IsAny(c.Invited):
			return Invited
		case role != principal.Specialist && p.IsAny(c.Readers) && !c.Closed:
			return Reader
		case p.IsAny(c.Signers):
			return Signed
		}
	case principal.Approver:
		switch {
		case c.Revoked || c.Ended || c.Wrote(p.Person) || p.IsAny(c.Contributors) || p.IsAny(c.Readers):
		case c.Waits && c.Taken && p.Is(c.Approver):
			return Approving
		case c.Waits:
			return Waiting
		case p.IsAny(c.Approvers):
			return Approved
		}
	case principal.Billing:
		return Ledger
	case principal.PartnerAdmin:
		if c.Partner != "" && !c.Revoked && p.HoldsOf(role, c.Partner) {
			return Member
		}
	case principal.Admin:
		if p.IsAny(c.Glass) && !c.Revoked && !c.OfTheClinic(p.Person) {
			return Glass
		}
		return Oversight
	}
	return None
}

// Apart tells whether nobody of the case's clinic has the role for it: checking,
// writing, reading and approving are done by somebody else than who asks.
func Apart(r principal.Role) bool {
	switch r {
	case principal.Coordinator, principal.Specialist, principal.Radiologist, principal.Pathologist, principal.Approver:
		return true
	}
	return false
}
