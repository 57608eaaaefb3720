package auth

// Role is people.role of the service's own people, spelled as in workflow.
type Role string

const (
	Coordinator  Role = "coordinator"
	Specialist   Role = "specialist"
	Radiologist  Role = "radiologist"
	Pathologist  Role = "pathologist"
	Approver     Role = "approver"
	Billing      Role = "billing"
	PartnerAdmin Role = "partner-admin"
	Admin        Role = "admin"
)

// Roles lists every role that signs in at the console.
func Roles() []Role {
	return []Role{Coordinator, Specialist, Radiologist, Pathologist, Approver, Billing, PartnerAdmin, Admin}
}

func staff(r Role) bool {
	for _, x := range Roles() {
		if r == x {
			return true
		}
	}
	return false
}

// Relation is what somebody is to one case, by role. There is exactly one.
type Relation string

const (
	None      Relation = "none"      // the case does not exist for this person
	Desk      Relation = "desk"      // coordinator: the service's own, or the partner's for its cases
	Offered   Relation = "offered"   // specialist with an open offer
	Author    Relation = "author"    // specialist who accepted
	Reader    Relation = "reader"    // radiologist or pathologist with an over-read
	Approving Relation = "approving" // approver, once a draft is signed that is not the approver's own
	Ledger    Relation = "ledger"    // billing: every case's money
	Member    Relation = "member"    // partner administrator: own members
	Oversight Relation = "oversight" // system administrator: that a case is there
)

// Relations lists every relation.
func Relations() []Relation {
	return []Relation{None, Desk, Offered, Author, Reader, Approving, Ledger, Member, Oversight}
}

// CaseFacts are what relates people to a case.
type CaseFacts struct {
	Partner    string   // id, or empty
	Revoked    bool     // the patient took the authorisation back
	Ended      bool     // withdrawn, expired, not eligible, cannot answer
	Specialist string   // who accepted
	Offer      string   // to whom an offer is open
	Readers    []string // over-readers, assigned or done
	Authors    []string // who wrote any version of the opinion
	Submitted  bool     // a signed draft waits or was released: there is something to approve
}

// Relate says what p is to the case. A revoked authorisation ends disclosure
// at once: to specialists, readers and partners (workflow property 8).
func Relate(p Identity, f CaseFacts) Relation {
	has := func(list []string) bool {
		for _, id := range list {
			if id == p.ID {
				return true
			}
		}
		return false
	}
	switch p.Role {
	case Coordinator:
		if p.Partner == "" || p.Partner == f.Partner {
			return Desk
		}
	case Specialist, Radiologist, Pathologist:
		switch {
		case f.Revoked || f.Ended:
		case f.Specialist == p.ID:
			return Author // a radiologist or pathologist too, where nothing else is asked for
		case f.Offer == p.ID:
			return Offered
		case p.Role != Specialist && has(f.Readers):
			return Reader
		}
	case Approver:
		if f.Submitted && !f.Revoked && !has(f.Authors) {
			return Approving
		}
	case Billing:
		return Ledger
	case PartnerAdmin:
		if p.Partner != "" && p.Partner == f.Partner && !f.Revoked {
			return Member
		}
	case Admin:
		return Oversight
	}
	return None
}

// Act is something done or seen. Events of the workflow are acts under their
// own names.
type Act string

// Views.
const (
	SeeStatus   Act = "see-status"   // reference, state, clock, kind
	SeeSynopsis Act = "see-synopsis" // what is asked, age and sex, without the name
	SeeCase     Act = "see-case"     // document, agreement, tracks, messages, timeline
	SeeRecords  Act = "see-records"  // list and bytes
	SeeMoney    Act = "see-money"    // payer, estimate, charge
	SeeDraft    Act = "see-draft"    // what is being written
	SeeOpinion  Act = "see-opinion"  // what is signed or released
	WriteDraft  Act = "write-draft"
	WriteLetter Act = "message" // to the clinic
)

// rule: role in relation may do acts.
type rule struct {
	role     Role
	relation Relation
	acts     []Act
}

// What those who write and read have in common, whatever their specialty.
var (
	offered = []Act{SeeSynopsis, "accept-offer", "decline-offer"}
	author  = []Act{
		SeeStatus, SeeCase, SeeRecords, SeeDraft, SeeOpinion, WriteDraft,
		"sign-draft", "ask-question", "raise-critical", "order-overread", "begin-correction", "sign-revision",
	}
	reader = []Act{SeeStatus, SeeCase, SeeRecords, "finalize-overread", "raise-critical", "ask-question"}
)

// table is the one place that says who may do what to which case
// (workflow.md, "Who sees what"). When an act is possible is the workflow's.
var table = []rule{
	{Coordinator, Desk, []Act{
		SeeStatus, SeeSynopsis, SeeCase, SeeRecords, SeeMoney, SeeOpinion, WriteLetter,
		"check-licence", "check-agreement", "reject-agreement", "decide-location", "refuse-location",
		"record-material", "waive-materials", "find-deficient", "find-complete", "reopen-intake", "record-return",
		"set-estimate", "accept-estimate", "decline-copy", "set-emergent", "name-covering", "request-record",
		"offer", "cancel-offer", "unassign", "order-overread", "assign-overread", "overread-not-available", "remove-overread",
		"forward-question", "answer-question", "log-call", "acknowledge-critical", "acknowledge-correction", "reassign-revision", "drop-revision",
		"deliver", "hold", "resume", "withdraw", "revoke", "cannot-answer", "close",
	}},
	{Specialist, Offered, offered},
	{Specialist, Author, author},
	{Radiologist, Offered, offered},
	{Radiologist, Author, author},
	{Radiologist, Reader, reader},
	{Pathologist, Offered, offered},
	{Pathologist, Author, author},
	{Pathologist, Reader, reader},
	{Approver, Approving, []Act{
		SeeStatus, SeeCase, SeeRecords, SeeDraft, SeeOpinion,
		"take-up", "return-draft", "approve", "begin-correction", "take-up-revision", "return-revision", "approve-revision",
	}},
	{Billing, Ledger, []Act{SeeStatus, SeeMoney, "set-estimate", "retry-charge", "waive-charge"}},
	{PartnerAdmin, Member, []Act{SeeStatus, SeeMoney, "accept-estimate"}},
	{Admin, Oversight, []Act{SeeStatus}},
}

// May tells whether the table names it. Everything else is refused.
func May(role Role, relation Relation, act Act) bool {
	for _, r := range table {
		if r.role != role || r.relation != relation {
			continue
		}
		for _, a := range r.acts {
			if a == act {
				return true
			}
		}
	}
	return false
}

// Acts lists every act that the table names for anybody, in its order.
func Acts() []Act {
	var out []Act
	seen := map[Act]bool{}
	for _, r := range table {
		for _, a := range r.acts {
			if !seen[a] {
				seen[a] = true
				out = append(out, a)
			}
		}
	}
	return out
}
