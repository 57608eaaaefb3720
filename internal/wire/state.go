package wire

//go:generate go run ./gen -root ../..

// CaseState is where a case stands at the service: the one vocabulary of the
// server's table, the feed, the workstation and every page (frontend/shared/wire is
// written from it). Names are stored, sent and printed: add, never rename. A
// reader keeps and shows neutrally one that it does not know.
type CaseState string

// Where a case can stand. How it gets in and out is in docs/WORKFLOW.md.
const (
	NotEligible       CaseState = "not-eligible"
	Registered        CaseState = "registered"
	AwaitingPhysician CaseState = "awaiting-physician"
	Preparing         CaseState = "preparing"
	AwaitingMaterials CaseState = "awaiting-materials"
	IntakeReview      CaseState = "intake-review"
	Triage            CaseState = "triage"
	Offered           CaseState = "offered"
	InReview          CaseState = "in-review"
	SignedDraft       CaseState = "signed-draft"
	Approval          CaseState = "approval"
	Released          CaseState = "released"
	Accessed          CaseState = "accessed"
	Completed         CaseState = "completed"
	PaymentFailed     CaseState = "payment-failed"
	Closed            CaseState = "closed"
	Withdrawn         CaseState = "withdrawn"
	CannotAnswer      CaseState = "cannot-answer"
	Expired           CaseState = "expired"
	OnHold            CaseState = "on-hold"
	// Erased is what a workstation keeps of a case that the service destroyed: a
	// status without content said so. No row of the server's table names it.
	Erased CaseState = "erased"
)

// CaseStates lists them in the order of the pipeline.
func CaseStates() []CaseState {
	return []CaseState{
		Registered, AwaitingPhysician, Preparing, AwaitingMaterials, IntakeReview, Triage, Offered, InReview,
		SignedDraft, Approval, Released, Accessed, Completed, PaymentFailed, Closed,
		OnHold, Withdrawn, CannotAnswer, Expired, NotEligible, Erased,
	}
}

// Ended tells whether the case came to an end without an opinion.
func (s CaseState) Ended() bool {
	switch s {
	case Withdrawn, CannotAnswer, Expired, NotEligible, Erased:
		return true
	}
	return false
}

// ClockStopped tells whether the two weeks (R11) are over: the opinion is out,
// or none will be.
func (s CaseState) ClockStopped() bool {
	switch s {
	case Released, Accessed, Completed, PaymentFailed, Closed:
		return true
	}
	return s.Ended()
}
