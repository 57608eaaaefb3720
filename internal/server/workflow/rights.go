package workflow

import (
	"oso/internal/server/db"
	"oso/internal/server/rights"
)

// Related is what a case's row says of who may see and do what. The doors add
// what is not in it: who was asked, who reads, who wrote and approved which
// version.
func Related(c db.Case) rights.Case {
	r := StatusOf(c).Rights()
	r.Partner, r.Clinic, r.Physician = c.PartnerID, c.ClinicID, c.PhysicianID
	return r
}

// Rights is what a status says of it.
func (s Status) Rights() rights.Case {
	revising := oneOf(s.Revision, AddendumSigned, AddendumApproval, CorrectionSigned, CorrectionApproval)
	return rights.Case{
		Revoked: s.Agreement == Revoked, Ended: s.State.Ended(), Closed: s.State == Closed && s.Revision == NoRevision,
		Waits:      oneOf(s.State, SignedDraft, Approval) || revising,
		Taken:      s.State == Approval || oneOf(s.Revision, AddendumApproval, CorrectionApproval),
		Specialist: s.Specialist, Covering: s.Covering,
	}
}

// Release is what it says of how far the opinion has gone.
func (s Status) Release() rights.Release {
	return rights.Release{
		Revoked: s.Agreement == Revoked, Opened: oneOf(s.State, opened()...), Copy: s.CourtesyCopy || s.RecordRequest == RequestAnswered,
	}
}
