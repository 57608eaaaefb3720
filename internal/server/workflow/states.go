package workflow

import (
	"slices"

	"oso/internal/wire"
)

// State is a case's one main state, of the vocabulary that service, desk and
// pages share.
type State = wire.CaseState

const (
	// None is the state of a case that does not exist yet.
	None State = ""
	// NotEligible is an end: the place is closed to the service (R12). In by a
	// refused location, at the first submission or before an offer is made; no
	// way out. Everything about the person is destroyed.
	NotEligible = wire.NotEligible
	// Registered: in by a patient's registration or a clinic's sealed case; out
	// when the doctor is asked, or at once when the license of a physician who
	// takes part already is checked.
	Registered = wire.Registered
	// AwaitingPhysician: in when the patient asks the doctor; out when the
	// coordinator has checked the license of a doctor who accepted, by the
	// doctor's no, or by expiry.
	AwaitingPhysician = wire.AwaitingPhysician
	// Preparing: in when the physician is linked; out when the request is
	// submitted with the list of materials.
	Preparing = wire.Preparing
	// AwaitingMaterials: in by the request, or by a deficiency; out when
	// material arrives, or a coordinator does without it.
	AwaitingMaterials = wire.AwaitingMaterials
	// IntakeReview: in when material arrives; out when a coordinator finds the
	// case complete or names what is deficient.
	IntakeReview = wire.IntakeReview
	// Triage: in when complete (the two-week clock starts), and back after a
	// declined, timed-out or canceled offer; out by an offer.
	Triage = wire.Triage
	// Offered: in by an offer to one specialist; out by accept, decline,
	// timeout or cancel.
	Offered = wire.Offered
	// InReview: in when the specialist accepts, and back when the approver
	// returns the draft; out by the specialist's signature.
	InReview = wire.InReview
	// SignedDraft: in by the author's signature; out when an approver who is
	// not the author takes it up.
	SignedDraft = wire.SignedDraft
	// Approval: in when an approver takes the draft up; out by approval, which
	// releases, or by return.
	Approval = wire.Approval
	// Released: in by approval; the physician has it and nobody else. Out by
	// the physician's signed act of access or a recorded delivery.
	Released = wire.Released
	// Accessed: in by access; out at once, by completion.
	Accessed = wire.Accessed
	// Completed: in by the program after access, with the one charge; out when
	// settled and everything is returned, or when payment fails.
	Completed = wire.Completed
	// PaymentFailed: in when the processor refuses; out by a retry, another
	// card or a waiver. Nobody loses access over it.
	PaymentFailed = wire.PaymentFailed
	// Closed: in when settled and slides and discs are back; later versions of
	// the opinion may still come.
	Closed = wire.Closed
	// Withdrawn is an end before access: the patient revoked, or the patient,
	// the physician or a coordinator withdrew the case.
	Withdrawn = wire.Withdrawn
	// CannotAnswer is an end before release: a coordinator gave the case back.
	CannotAnswer = wire.CannotAnswer
	// Expired is an end: nothing happened until the limit ran out.
	Expired = wire.Expired
	// OnHold: in by a coordinator from any state before release; out to the
	// state it came from (an open offer is over: back to triage), or to an end.
	OnHold = wire.OnHold
)

// States lists every state that a row of the table leads to, in the order of
// the pipeline.
func States() []State {
	return slices.DeleteFunc(wire.CaseStates(), func(s State) bool { return s == wire.Erased })
}

// Sets of states that rows of the table share.
func beforeTriage() []State {
	return []State{Registered, AwaitingPhysician, Preparing, AwaitingMaterials, IntakeReview}
}

func working() []State { return []State{Triage, Offered, InReview, SignedDraft, Approval} }

// active: everything before release that is not held.
func active() []State { return append(beforeTriage(), working()...) }

// opened: the physician has opened the opinion.
func opened() []State { return []State{Accessed, Completed, PaymentFailed, Closed} }

// out: the opinion has left the service.
func out() []State { return append([]State{Released}, opened()...) }

func with(set []State, more ...State) []State { return append(append([]State{}, set...), more...) }
