package workflow

import (
	"oso/internal/server/principal"
	"slices"
)

func signersAll() []principal.Role {
	return []principal.Role{principal.Specialist, principal.Radiologist, principal.Pathologist}
}

// reviewRules: from triage to the approver.
func reviewRules() []Rule {
	return []Rule{
		{
			From: []State{Triage}, Event: Offer, To: To(Offered), Roles: []principal.Role{principal.Coordinator},
			Guards:   []Guard{authorized, agreementInOrder, placeDecided, candidateFit, noConflict, namedReadsNot, namedNoPart},
			Notices:  []Notice{{"offer", ToSpecialist}},
			Evidence: "the synopsis",
		},
		{
			From: []State{Triage}, Event: OfferBackup, To: To(Offered), Roles: []principal.Role{principal.System},
			Guards:   []Guard{backupNamed, authorized, agreementInOrder, placeDecided, candidateFit, noConflict, namedReadsNot, namedNoPart},
			Notices:  []Notice{{"offer", ToSpecialist}},
			Evidence: "the synopsis",
		},
		{
			From: []State{Offered}, Event: AcceptOffer, To: To(InReview), Roles: signersAll(),
			Guards:   []Guard{offeredToActor, authorized, agreementInOrder, placeDecided, actorFit, noConflict, readsNot},
			Effects:  []Effect{{"specialist: the one who accepts", func(s *Status, f Facts) { s.Specialist = f.Actor.ID }}},
			Notices:  []Notice{{"in-review", ToPhysician}, {"in-review", ToPatient}},
			Evidence: "the offer",
		},
		{
			From: []State{Offered}, Event: DeclineOffer, To: To(Triage), Roles: signersAll(), Reason: true,
			Guards:   []Guard{offeredToActor},
			Notices:  []Notice{{"offer-declined", ToCoordinator}, {"offer-declined", ToOffered}},
			Then:     []Event{OfferBackup},
			Evidence: "the reason",
		},
		{
			From: []State{Offered}, Event: OfferTimeout, To: To(Triage), Roles: []principal.Role{principal.System},
			Guards:   []Guard{itsStay, isDue},
			Notices:  []Notice{{"offer-timed-out", ToCoordinator}, {"offer-timed-out", ToOffered}},
			Then:     []Event{OfferBackup},
			Evidence: "the offer",
		},
		{
			From: []State{Offered}, Event: CancelOffer, To: To(Triage), Roles: []principal.Role{principal.Coordinator}, Reason: true,
			Notices:  []Notice{{"offer-cancelled", ToOffered}},
			Evidence: "the reason",
		},
		{
			From: []State{InReview, SignedDraft, Approval}, Event: Unassign, To: To(Triage), Roles: []principal.Role{principal.Coordinator}, Reason: true,
			Effects:  []Effect{{"specialist: none", func(s *Status, _ Facts) { s.Specialist = "" }}},
			Notices:  []Notice{{"unassigned", ToSpecialist}},
			Evidence: "the reason",
		},
		{
			From: []State{InReview}, Event: SignDraft, To: To(SignedDraft), Roles: signersAll(),
			Guards:   []Guard{isAuthor, actorFit, authorized, opinionSigned, answered, limits, readsSettled, readsStand, partsSettled},
			Notices:  []Notice{{"to-approve", ToApprover}},
			Evidence: "the opinion's canonical bytes",
		},
		{
			From: []State{SignedDraft}, Event: TakeUp, To: To(Approval), Roles: []principal.Role{principal.Approver},
			Guards:   []Guard{notAuthor, readsNot},
			Evidence: "the opinion's canonical bytes",
		},
		{
			From: []State{Approval}, Event: TakeUp, To: Same, Roles: []principal.Role{principal.Approver},
			Guards:   []Guard{notAuthor, readsNot, notHeld},
			Evidence: "the opinion's canonical bytes",
		},
		{
			From: []State{Approval}, Event: ReturnDraft, To: To(InReview), Roles: []principal.Role{principal.Approver}, Reason: true,
			Guards:   []Guard{notAuthor, readsNot},
			Notices:  []Notice{{"draft-returned", ToSpecialist}},
			Evidence: "the comments",
		},
		{
			From: []State{Approval}, Event: Approve, To: To(Released), Roles: []principal.Role{principal.Approver},
			Guards:   []Guard{notAuthor, readsNot, sameBytes, sameRecords, sameReadings, packaged, physicianLinked, authorized, agreementInOrder, placeDecided, serviceOpen},
			Effects:  []Effect{release},
			Notices:  []Notice{{"opinion-released", ToPhysician}},
			Evidence: "the opinion's canonical bytes",
		},
	}
}

// findingRules: over-reads, questions and critical findings beside the review.
func findingRules() []Rule {
	reading := []State{Triage, Offered, InReview}
	// Something urgent may be noticed while a case is held or after its release
	// too, and the physician can be told of it wherever the case went since.
	noticed := with(append(working(), out()...), AwaitingMaterials, IntakeReview, OnHold)
	urgent := slices.DeleteFunc(States(), func(s State) bool { return s == NotEligible })
	readers := []principal.Role{principal.Radiologist, principal.Pathologist}
	return []Rule{
		{
			From: reading, Event: OrderOverread, To: Same, Roles: []principal.Role{principal.Coordinator, principal.Specialist},
			Guards:   []Guard{actorOnCase, authorized, readAllowed, readOrderable},
			Effects:  []Effect{setRead(Ordered)},
			Notices:  []Notice{{"overread-ordered", ToCoordinator}},
			Evidence: "the order",
		},
		{
			From: reading, Event: AssignOverread, To: Same, Roles: []principal.Role{principal.Coordinator},
			Guards:   []Guard{authorized, readOpen, readAllowed, readerFit, noConflict, namedWritesNot},
			Effects:  []Effect{setRead(Assigned)},
			Notices:  []Notice{{"overread-assigned", ToSpecialist}, {"overread-ended", ToReader}},
			Ends:     []string{TaskOverread},
			Timers:   []Event{OverreadOverdue},
			Evidence: "the order",
		},
		{
			From: reading, Event: FinalizeOverread, To: Same, Roles: readers,
			Guards:   []Guard{isReader, writesNot, actorFit, authorized, readAllowed, reportSigned},
			Effects:  []Effect{setRead(Final)},
			Notices:  []Notice{{"overread-final", ToSpecialist}},
			Ends:     []string{TaskOverread},
			Evidence: "the report's bytes",
		},
		{ // until the case is closed: what is seen later is said, too
			From: reading, Event: AddToOverread, To: Same, Roles: readers,
			Guards:   []Guard{hasRead, writesNot, actorFit, authorized, reportSigned},
			Notices:  []Notice{{"overread-addendum", ToSpecialist}, {"overread-addendum", ToCoordinator}},
			Evidence: "the addendum's bytes",
		},
		{ // the letter was signed without it: its approver returns it
			From: []State{SignedDraft, Approval}, Event: AddToOverread, To: Same, Roles: readers,
			Guards:   []Guard{hasRead, writesNot, actorFit, authorized, reportSigned},
			Notices:  []Notice{{"overread-addendum", ToSpecialist}, {"overread-addendum", ToCoordinator}, {"overread-addendum", ToApprover}},
			Evidence: "the addendum's bytes",
		},
		{ // the letter is out without it
			From: []State{Released, Accessed, Completed, PaymentFailed}, Event: AddToOverread, To: Same, Roles: readers,
			Guards:   []Guard{hasRead, writesNot, actorFit, authorized, reportSigned},
			Notices:  []Notice{{"overread-addendum", ToSpecialist}, {"overread-addendum", ToCoordinator}},
			Tasks:    []Task{{TaskAddendum, principal.Coordinator}},
			Evidence: "the addendum's bytes",
		},
		{
			From: with(noticed), Event: DoubtOverread, To: Same, Roles: []principal.Role{principal.Coordinator},
			Guards:   []Guard{readFinal},
			Notices:  []Notice{{"overread-doubted", ToReader}, {"overread-doubted", ToSpecialist}},
			Evidence: "-",
		},
		{
			From: with(reading, AwaitingMaterials, IntakeReview, OnHold), Event: OverreadOverdue, To: Same, Roles: []principal.Role{principal.System},
			Guards:   []Guard{itsLimit, isDue},
			Notices:  []Notice{{"overread-late", ToCoordinator}, {"overread-late", ToReader}},
			Tasks:    []Task{{TaskOverread, principal.Coordinator}},
			Evidence: "-",
		},
		{
			From: reading, Event: OverreadNotAvailable, To: Same, Roles: []principal.Role{principal.Coordinator}, Reason: true,
			Guards:   []Guard{readUnsettled},
			Effects:  []Effect{setRead(NotAvailable)},
			Notices:  []Notice{{"overread-ended", ToReader}},
			Ends:     []string{TaskOverread},
			Evidence: "the reason",
		},
		{ // a report in doubt does not keep what is wrong from being corrected
			From: out(), Event: OverreadNotAvailable, To: Same, Roles: []principal.Role{principal.Coordinator}, Reason: true,
			Guards:   []Guard{correctionWritten, readDoubted},
			Effects:  []Effect{setRead(NotAvailable)},
			Notices:  []Notice{{"overread-ended", ToReader}},
			Evidence: "the reason",
		},
		{
			From: with(reading, beforeTriage()...), Event: RemoveOverread, To: Same, Roles: []principal.Role{principal.Coordinator}, Reason: true,
			Guards:   []Guard{readOpen},
			Effects:  []Effect{setRead(Removed)},
			Notices:  []Notice{{"overread-ended", ToReader}},
			Ends:     []string{TaskOverread},
			Evidence: "the reason",
		},
		{
			From: []State{InReview}, Event: AskQuestion, To: Same, Roles: signersAll(),
			Guards:   []Guard{onCase, queryFree},
			Effects:  []Effect{{"query: asked", func(s *Status, _ Facts) { s.Query = Posed }}},
			Notices:  []Notice{{"question", ToCoordinator}},
			Evidence: "the question",
		},
		{
			From: []State{InReview, SignedDraft, Approval}, Event: ForwardQuestion, To: Same, Roles: []principal.Role{principal.Coordinator},
			Guards:   []Guard{queryPosed},
			Effects:  []Effect{{"query: with the doctor", func(s *Status, _ Facts) { s.Query = WithDoctor }}},
			Notices:  []Notice{{"question", ToPhysician}},
			Evidence: "the question",
		},
		{
			From: []State{InReview, SignedDraft, Approval}, Event: AnswerQuestion, To: Same, Roles: []principal.Role{principal.Physician, principal.Coordinator},
			Guards:   []Guard{isPhysician, queryOpen},
			Effects:  []Effect{{"query: answered", func(s *Status, _ Facts) { s.Query = Answered }}},
			Notices:  []Notice{{"question-answered", ToAsker}},
			Evidence: "the answer",
		},
		{
			From: noticed, Event: RaiseCritical, To: Same, Roles: signersAll(),
			Guards:   []Guard{onCase},
			Effects:  []Effect{{"critical finding: raised", func(s *Status, _ Facts) { s.Critical = Raised }}},
			Notices:  []Notice{{"critical-finding", ToCoordinator}},
			Tasks:    []Task{{TaskCriticalCall, principal.Coordinator}},
			Evidence: "the finding",
		},
		{
			From: urgent, Event: LogCall, To: Same, Roles: []principal.Role{principal.Coordinator},
			Guards:   []Guard{criticalOpen},
			Effects:  []Effect{{"critical finding: called", func(s *Status, _ Facts) { s.Critical = Called }}},
			Notices:  []Notice{{"please-call", ToPhysician}},
			Evidence: "who was called, when, by whom",
		},
		{
			From: urgent, Event: AcknowledgeCritical, To: Same, Roles: []principal.Role{principal.Physician, principal.Coordinator},
			Guards:   []Guard{isPhysician, criticalCalled},
			Effects:  []Effect{{"critical finding: acknowledged", func(s *Status, _ Facts) { s.Critical = Acknowledged }}},
			Ends:     []string{TaskCriticalCall},
			Evidence: "who acknowledged",
		},
	}
}
