package workflow

import "oso/internal/server/principal"

// releaseRules: the physician first, then the patient, then the end.
func releaseRules() []Rule {
	return []Rule{
		{
			From: []State{Released}, Event: Access, To: To(Accessed), Roles: []principal.Role{principal.Physician},
			Guards:   []Guard{isPhysician, signedAct, currentVersion, disclosable},
			Effects:  []Effect{opens},
			Notices:  []Notice{{"opinion-opened", ToPatient}},
			Ends:     []string{TaskCallDoctor},
			Then:     []Event{Complete},
			Evidence: "the opinion's canonical bytes",
		},
		{
			From: opened(), Event: Access, To: Same, Roles: []principal.Role{principal.Physician},
			Guards:   []Guard{isPhysician, signedAct, currentVersion, disclosable, unread},
			Effects:  []Effect{opens},
			Notices:  []Notice{{"new-version-opened", ToPatient}},
			Ends:     []string{TaskCallDoctor},
			Evidence: "the opinion's canonical bytes",
		},
		{
			From: out(), Event: AccessSuperseded, To: Same, Roles: []principal.Role{principal.Physician},
			Guards:   []Guard{isPhysician, signedAct, olderVersion},
			Evidence: "the older version's canonical bytes",
		},
		{
			From: []State{Released}, Event: Deliver, To: To(Accessed), Roles: []principal.Role{principal.Coordinator},
			Guards:   []Guard{evidenced, currentVersion, sameBytes, deliverable},
			Effects:  []Effect{opens, answersRequest},
			Notices:  []Notice{{"opinion-opened", ToPatient}},
			Ends:     []string{TaskCallDoctor, TaskRecordRequest},
			Then:     []Event{Complete},
			Evidence: "proof of the delivery",
		},
		{ // the same package, encrypted to the keys that the physician has now
			From: out(), Event: ReissueOpinion, To: Same, Roles: []principal.Role{principal.Coordinator},
			Guards:   []Guard{evidenced, correctable},
			Notices:  []Notice{{"opinion-reissued", ToPhysician}},
			Evidence: "how the coordinator knows whose keys they are",
		},
		{
			From: opened(), Event: Deliver, To: Same, Roles: []principal.Role{principal.Coordinator},
			Guards:   []Guard{evidenced, currentVersion, sameBytes, deliverable},
			Effects:  []Effect{opens, answersRequest},
			First:    []Notice{{"new-version-opened", ToPatient}},
			Ends:     []string{TaskCallDoctor, TaskRecordRequest},
			Evidence: "proof of the delivery",
		},
		{
			From: []State{Accessed}, Event: Complete, To: To(Completed), Roles: []principal.Role{principal.System},
			Guards:   []Guard{notPaid},
			Effects:  []Effect{{"billing: due", func(s *Status, _ Facts) { s.Billing = Due }}},
			Money:    OrderCharge,
			Evidence: "the charge's lines",
		},
		{
			From: []State{Completed}, Event: Close, To: To(Closed), Roles: []principal.Role{principal.System, principal.Coordinator},
			Guards:   []Guard{settled, allReturned},
			Notices:  []Notice{{"receipt", ToPayer}},
			Evidence: "the settled charge",
		},
		{
			From: with(opened(), Withdrawn, CannotAnswer, Expired), Event: RecordReturn, To: Same, Roles: []principal.Role{principal.Coordinator},
			Guards:   []Guard{allReturned},
			Then:     []Event{Close},
			Evidence: "tracking of what went back",
		},
		{
			From: []State{Closed}, Event: AskOutcome, To: Same, Roles: []principal.Role{principal.System},
			Guards:   []Guard{itsStay, isDue},
			Notices:  []Notice{{"outcome-question", ToPhysician}},
			Evidence: "-",
		},
	}
}

// billingRules: what comes back from the gateway or the invoice.
func billingRules() []Rule {
	ends := []State{Withdrawn, CannotAnswer}
	paid := []Effect{{"billing: as the charge says", func(s *Status, f Facts) {
		if s.Billing = Charged; f.ChargeState == "invoiced" {
			s.Billing = Invoiced
		}
	}}}
	failed := []Effect{{"billing: failed", func(s *Status, _ Facts) { s.Billing = ChargeRefused }}}
	due := []Effect{{"billing: due", func(s *Status, _ Facts) { s.Billing = Due }}}
	waived := []Effect{{"billing: waived", func(s *Status, _ Facts) { s.Billing = ChargeWaived }}}
	refusal := []Notice{{"payment-failed", ToBilling}, {"payment-failed", ToPayer}}
	return []Rule{
		{
			From: []State{Completed, PaymentFailed}, Event: ChargeSucceeded, To: To(Completed), Roles: []principal.Role{principal.System},
			Guards: []Guard{chargeDue, chargeSettled}, Effects: paid, Then: []Event{Close}, Evidence: "the gateway's or invoice's number",
		},
		{
			From: ends, Event: ChargeSucceeded, To: Same, Roles: []principal.Role{principal.System},
			Guards: []Guard{chargeDue, chargeSettled}, Effects: paid, Notices: []Notice{{"receipt", ToPayer}}, Evidence: "the gateway's or invoice's number",
		},
		{
			From: []State{Completed}, Event: ChargeFailed, To: To(PaymentFailed), Roles: []principal.Role{principal.System},
			Guards: []Guard{chargeRefused}, Effects: failed, Notices: refusal, Evidence: "the gateway's code",
		},
		{
			From: ends, Event: ChargeFailed, To: Same, Roles: []principal.Role{principal.System},
			Guards: []Guard{chargeRefused}, Effects: failed, Notices: refusal, Evidence: "the gateway's code",
		},
		{
			From: []State{PaymentFailed}, Event: RetryCharge, To: To(Completed), Roles: []principal.Role{principal.Billing, principal.Patient},
			Guards: []Guard{chargeRetry}, Effects: due, Money: OrderRetry, Evidence: "the charge's lines",
		},
		{
			From: ends, Event: RetryCharge, To: Same, Roles: []principal.Role{principal.Billing, principal.Patient},
			Guards: []Guard{chargeRetry}, Effects: due, Money: OrderRetry, Evidence: "the charge's lines",
		},
		{
			From: []State{Completed, PaymentFailed}, Event: WaiveCharge, To: To(Completed), Roles: []principal.Role{principal.Billing}, Reason: true,
			Guards: []Guard{chargeWaivable}, Effects: waived, Money: WaiveTheCharge, Then: []Event{Close}, Evidence: "the reason",
		},
		{
			From: ends, Event: WaiveCharge, To: Same, Roles: []principal.Role{principal.Billing}, Reason: true,
			Guards: []Guard{chargeWaivable}, Effects: waived, Money: WaiveTheCharge, Evidence: "the reason",
		},
	}
}

// revisionRules: addenda and corrections of a released opinion. The doctor
// first, the patient after the doctor has opened the new version.
func revisionRules() []Rule {
	return []Rule{
		{
			From: opened(), Event: AskAddendum, To: Same, Roles: with2(signersAll(), principal.Physician, principal.Coordinator),
			Guards:   []Guard{isPhysician, authorOrDesk, authorized, noRevision},
			Effects:  []Effect{{"revision: addendum", func(s *Status, _ Facts) { s.Revision = AddendumOpen }}},
			Notices:  []Notice{{"addendum-asked", ToSpecialist}, {"addendum-asked", ToCoordinator}},
			Evidence: "the doctor's question",
		},
		{
			From: out(), Event: BeginCorrection, To: Same, Roles: with2(signersAll(), principal.Approver), Reason: true,
			Guards:   []Guard{authorOrApprover, correctable, noRevision},
			Effects:  []Effect{{"revision: correction", func(s *Status, _ Facts) { s.Revision = CorrectionOpen }}},
			Notices:  []Notice{{"correction-begun", ToCoordinator}, {"correction-begun", ToSpecialist}},
			Evidence: "the reason",
		},
		{
			From: out(), Event: ReassignRevision, To: Same, Roles: []principal.Role{principal.Coordinator}, Reason: true,
			Guards:   []Guard{revisionOpen, writable, candidateFit, noConflict, namedReadsNot, namedNoPart},
			Effects:  []Effect{{"specialist: the one named", func(s *Status, f Facts) { s.Specialist = f.Named.ID }}},
			Notices:  []Notice{{"revision-assigned", ToSpecialist}},
			Evidence: "the reason",
		},
		{
			From: out(), Event: SignRevision, To: Same, Roles: signersAll(),
			Guards:   []Guard{isAuthor, actorFit, writable, revisionOpen, opinionSigned, answered, limits, correctionReadsStand, partsSettled},
			Effects:  []Effect{{"revision: signed", step(AddendumSigned, CorrectionSigned)}},
			Notices:  []Notice{{"to-approve", ToApprover}},
			Evidence: "the new version's canonical bytes",
		},
		{
			From: out(), Event: TakeUpRevision, To: Same, Roles: []principal.Role{principal.Approver},
			Guards:   []Guard{revisionWaits, notAuthor, readsNot},
			Effects:  []Effect{{"revision: with an approver", step(AddendumApproval, CorrectionApproval)}},
			Evidence: "the new version's canonical bytes",
		},
		{
			From: out(), Event: ReturnRevision, To: Same, Roles: []principal.Role{principal.Approver}, Reason: true,
			Guards:   []Guard{revisionTaken, notAuthor, readsNot},
			Effects:  []Effect{{"revision: open again", step(AddendumOpen, CorrectionOpen)}},
			Notices:  []Notice{{"draft-returned", ToSpecialist}},
			Evidence: "the comments",
		},
		{
			From: out(), Event: ApproveRevision, To: Same, Roles: []principal.Role{principal.Approver},
			Guards:   []Guard{revisionTaken, notAuthor, readsNot, sameBytes, sameRecords, correctionSameReadings, packaged, writable},
			Effects:  []Effect{releaseRevision},
			Notices:  []Notice{{"new-version-released", ToPhysician}},
			Ends:     []string{TaskCorrectLetter}, // of a correction
			Timers:   []Event{CorrectionOverdue, Remind},
			Evidence: "the new version's canonical bytes",
		},
		{
			From: out(), Event: DropRevision, To: Same, Roles: []principal.Role{principal.Coordinator}, Reason: true,
			Guards:   []Guard{revisionAny},
			Effects:  []Effect{{"revision: none", func(s *Status, _ Facts) { s.Revision = NoRevision }}},
			Ends:     []string{TaskPart},
			Evidence: "the reason",
		},
		{
			From: out(), Event: AcknowledgeCorrection, To: Same, Roles: []principal.Role{principal.Physician, principal.Coordinator},
			Guards:   []Guard{byPhysicianOrCall, correctionOpen},
			Effects:  []Effect{{"correction: acknowledged", func(s *Status, _ Facts) { s.Correction = CorrectionIsKnown }}},
			Ends:     []string{TaskCorrection},
			Evidence: "the new version's canonical bytes, or proof of the call",
		},
		{
			From: out(), Event: CorrectionOverdue, To: Same, Roles: []principal.Role{principal.System},
			Guards:   []Guard{itsStay, isDue, correctionPending},
			Effects:  []Effect{{"correction: overdue", func(s *Status, _ Facts) { s.Correction = AckOverdue }}},
			Notices:  []Notice{{"correction-overdue", ToCoordinator}},
			Tasks:    []Task{{TaskCorrection, principal.Coordinator}},
			Evidence: "-",
		},
	}
}
