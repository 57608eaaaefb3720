package rights

import "slices"

// Role of whoever acts or looks. Stored in the audit and in people.role.
type Role string

const (
	Patient      Role = "patient" // or the representative who acts for the patient (R54)
	Physician    Role = "physician"
	ClinicStaff  Role = "staff"
	Coordinator  Role = "coordinator"
	Specialist   Role = "specialist"
	Radiologist  Role = "radiologist"
	Pathologist  Role = "pathologist"
	Approver     Role = "approver"
	Billing      Role = "billing"
	PartnerAdmin Role = "partner-admin"
	Admin        Role = "admin"
	System       Role = "system" // the program: timers, jobs, what follows by itself
)

// Relation is what somebody is to one case, by role. There is exactly one.
type Relation string

const (
	None      Relation = "none"      // the case does not exist for this person
	Own       Relation = "own"       // patient: the own case
	Treating  Relation = "treating"  // physician of the case, or who stands in
	Clinic    Relation = "clinic"    // staff of the case's clinic
	Desk      Relation = "desk"      // coordinator: the service's own, or the partner's for its cases
	Offered   Relation = "offered"   // specialist with an open offer
	Author    Relation = "author"    // who accepted: until the case is closed or given to another, and again while a new version is written
	Reader    Relation = "reader"    // radiologist or pathologist with an over-read, until the case is closed
	Signed    Relation = "signed"    // who wrote a released version, the part being over
	Waiting   Relation = "waiting"   // approver: a signed version of somebody else waits, or is with another approver
	Approving Relation = "approving" // approver who has it
	Approved  Relation = "approved"  // approver of a released version, the part being over
	Ledger    Relation = "ledger"    // billing: every case's money
	Member    Relation = "member"    // partner administrator: own members
	Oversight Relation = "oversight" // system administrator: that a case is there
)

// Person is who wants to see or do something.
type Person struct {
	ID      string
	Role    Role
	Partner string // a partner's own people see that partner's cases
	Clinic  string
}

// Case is what relates people to a case.
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

	Specialist string   // who accepted
	Offer      string   // to whom an offer is open
	Readers    []string // over-readers, assigned or done
	Authors    []string // who wrote any version of the opinion
	Signers    []string // who wrote a released one
	Approver   string   // of the newest version
	Approvers  []string // of released versions
}

// Relate says what p is to the case.
func Relate(p Person, c Case) Relation {
	if p.ID == "" && p.Role != ClinicStaff {
		return None
	}
	switch p.Role {
	case Physician:
		if p.ID == c.Physician || p.ID == c.Covering {
			return Treating
		}
	case ClinicStaff:
		if p.Clinic != "" && p.Clinic == c.Clinic {
			return Clinic
		}
	case Coordinator:
		if p.Partner == "" || p.Partner == c.Partner {
			return Desk
		}
	case Specialist, Radiologist, Pathologist:
		switch {
		case c.Revoked || c.Ended:
		case c.Specialist == p.ID && !c.Closed:
			return Author // a radiologist or pathologist too, where nothing else is asked for
		case c.Offer == p.ID:
			return Offered
		case p.Role != Specialist && slices.Contains(c.Readers, p.ID) && !c.Closed:
			return Reader
		case slices.Contains(c.Signers, p.ID):
			return Signed
		}
	case Approver:
		switch {
		case c.Revoked || c.Ended || slices.Contains(c.Authors, p.ID):
		case c.Waits && c.Taken && c.Approver == p.ID:
			return Approving
		case c.Waits:
			return Waiting
		case slices.Contains(c.Approvers, p.ID):
			return Approved
		}
	case Billing:
		return Ledger
	case PartnerAdmin:
		if p.Partner != "" && p.Partner == c.Partner && !c.Revoked {
			return Member
		}
	case Admin:
		return Oversight
	}
	return None
}
