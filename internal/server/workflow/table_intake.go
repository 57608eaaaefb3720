package workflow

import "oso/internal/server/principal"

// intakeRules: from nothing to triage.
func intakeRules() []Rule {
	return []Rule{
		{
			From: []State{None}, Event: Register, To: To(Registered), Roles: []principal.Role{principal.Patient},
			Guards:   []Guard{placeOpen, accountReady, agreementGiven},
			Effects:  []Effect{begin},
			Notices:  []Notice{{"welcome", ToPatient}},
			Evidence: "the agreement's exact bytes",
		},
		{
			From: []State{None}, Event: Receive, To: To(Registered), Roles: []principal.Role{principal.Physician},
			Guards:   []Guard{placeOpen, agreementGiven, takesPart},
			Effects:  []Effect{begin, participates},
			Notices:  []Notice{{"welcome", ToPatient}, {"case-received", ToPhysician}, {"case-received", ToCoordinator}},
			Then:     []Event{CheckLicense},
			Evidence: "the sealed manifest",
		},
		{
			From: []State{None}, Event: RefuseLocation, To: To(NotEligible), Roles: []principal.Role{principal.Patient, principal.Physician, principal.System},
			Guards:   []Guard{placeClosed},
			Effects:  []Effect{refuse},
			Erases:   true,
			Evidence: "version of the location table",
		},
		{
			From: with(beforeTriage(), Triage, OnHold), Event: RefuseLocation, To: To(NotEligible), Roles: []principal.Role{principal.Coordinator, principal.System},
			Guards:   []Guard{placeClosed, criticalTold, nothingHeld},
			Effects:  []Effect{refuse},
			Notices:  []Notice{{"not-eligible", ToPhysician}, {"not-eligible", ToReader}},
			Erases:   true,
			Evidence: "version of the location table",
		},
		{ // what is here goes back first: a refusal destroys where to
			From: with(beforeTriage(), Triage, OnHold), Event: RecordReturn, To: Same, Roles: []principal.Role{principal.Coordinator},
			Guards:   []Guard{allReturned},
			Evidence: "tracking of what went back",
		},
		{
			From: []State{Registered}, Event: AskDoctor, To: To(AwaitingPhysician), Roles: []principal.Role{principal.Patient},
			Effects:  []Effect{{"participation: asked", func(s *Status, _ Facts) { s.Participation = Asked }}},
			Notices:  []Notice{{"invitation", ToPhysician}},
			Evidence: "the invitation",
		},
		{
			From: []State{AwaitingPhysician}, Event: AcceptParticipation, To: Same, Roles: []principal.Role{principal.Physician},
			Guards:   []Guard{isPhysician, takesPart},
			Effects:  []Effect{participates},
			Notices:  []Notice{{"physician-accepted", ToCoordinator}},
			Tasks:    []Task{{TaskCheckLicense, principal.Coordinator}},
			Evidence: "the participation statement",
		},
		{
			From: []State{AwaitingPhysician}, Event: DeclineParticipation, To: To(Registered), Roles: []principal.Role{principal.Physician}, Reason: true,
			Guards:   []Guard{isPhysician},
			Effects:  []Effect{{"participation: none", func(s *Status, _ Facts) { s.Participation = NotAsked }}},
			Notices:  []Notice{{"physician-declined", ToPatient}, {"physician-declined", ToCoordinator}},
			Ends:     []string{TaskCheckLicense},
			Evidence: "the reason",
		},
		{
			From: []State{Registered, AwaitingPhysician}, Event: CheckLicense, To: To(Preparing), Roles: []principal.Role{principal.Coordinator, principal.System},
			Guards:   []Guard{hasAccepted, licenseKnown},
			Effects:  []Effect{{"participation: linked", func(s *Status, _ Facts) { s.Participation = Linked }}},
			Notices:  []Notice{{"doctor-joined", ToPatient}},
			Ends:     []string{TaskCheckLicense, TaskCallDoctor},
			Then:     []Event{Submit},
			Evidence: "the license, or the certificate of the enrollment",
		},
		{
			From: []State{Preparing}, Event: Submit, To: To(AwaitingMaterials), Roles: []principal.Role{principal.Physician, principal.System},
			Guards:   []Guard{isPhysician, hasList},
			Effects:  []Effect{{"materials: declared", func(s *Status, _ Facts) { s.Materials = Declared }}},
			Notices:  []Notice{{"checklist", ToPhysician}},
			Then:     []Event{RecordMaterial},
			Evidence: "the list of materials",
		},
		{
			From: []State{AwaitingMaterials}, Event: RecordMaterial, To: To(IntakeReview),
			Roles:    []principal.Role{principal.Coordinator, principal.Physician, principal.ClinicStaff, principal.Patient, principal.System},
			Guards:   []Guard{isPhysician, identified},
			Effects:  []Effect{arriving},
			Notices:  []Notice{{"materials-received", ToPhysician}},
			Ends:     []string{TaskCallDoctor},
			Evidence: "the items, with their hashes",
		},
		{
			From: with(working(), IntakeReview), Event: RecordMaterial, To: Same,
			Roles:    []principal.Role{principal.Coordinator, principal.Physician, principal.ClinicStaff, principal.Patient},
			Guards:   []Guard{isPhysician, identified},
			Notices:  []Notice{{"materials-received", ToCoordinator}},
			Evidence: "the items, with their hashes",
		},
		{
			From: []State{AwaitingMaterials}, Event: WaiveMaterials, To: To(IntakeReview), Roles: []principal.Role{principal.Coordinator}, Reason: true,
			Effects:  []Effect{{"materials: waived", func(s *Status, _ Facts) { s.Materials = Waived }}},
			Ends:     []string{TaskCallDoctor, TaskAskMaterials},
			Evidence: "the reason",
		},
		{
			From: []State{IntakeReview}, Event: FindDeficient, To: To(AwaitingMaterials), Roles: []principal.Role{principal.Coordinator}, Reason: true,
			Effects:  []Effect{{"materials: deficient", func(s *Status, _ Facts) { s.Materials = Deficient }}},
			Notices:  []Notice{{"deficient", ToPhysician}},
			Evidence: "a reason for each item",
		},
		{
			From: []State{IntakeReview}, Event: FindComplete, To: To(Triage), Roles: []principal.Role{principal.Coordinator},
			Guards:   []Guard{physicianLinked, authorized, agreementInOrder, placeDecided, serviceOpen, materialsHere, translated, estimateTaken},
			Effects:  []Effect{relocate, removeForbidden, {"materials: in order, unless waived", inOrder}, startClock},
			Notices:  []Notice{{"clock-started", ToPhysician}, {"clock-started", ToPatient}},
			Timers:   []Event{Breach},
			Ends:     []string{TaskAskMaterials},
			Money:    FreezeEstimate,
			Evidence: "the newest sealed manifest",
		},
		{
			From: []State{Triage}, Event: ReopenIntake, To: To(IntakeReview), Roles: []principal.Role{principal.Coordinator}, Reason: true,
			Evidence: "the reason",
		},
	}
}

// trackRules: what a coordinator, the payer and the patient settle beside the
// main line.
func trackRules() []Rule {
	return []Rule{
		{
			From: with(beforeTriage(), Offered, InReview, OnHold), Event: Amend, To: Same, Roles: []principal.Role{principal.Physician},
			Guards:   []Guard{isPhysician, placeStillOpen},
			Effects:  []Effect{amended},
			Notices:  []Notice{{"amended", ToCoordinator}, {"amended", ToSpecialist}, {"amended", ToReader}},
			Evidence: "the new sealed manifest",
		},
		{ // what was signed does not rest on it: the approver has to return it
			From: []State{SignedDraft, Approval}, Event: Amend, To: Same, Roles: []principal.Role{principal.Physician},
			Guards:   []Guard{isPhysician, placeStillOpen},
			Effects:  []Effect{amended},
			Notices:  []Notice{{"amended", ToCoordinator}, {"amended", ToSpecialist}, {"amended", ToApprover}},
			Evidence: "the new sealed manifest",
		},
		{
			From: []State{Triage}, Event: Amend, To: To(IntakeReview), Roles: []principal.Role{principal.Physician},
			Guards:   []Guard{isPhysician, placeStillOpen},
			Effects:  []Effect{amended},
			Notices:  []Notice{{"amended", ToCoordinator}, {"amended", ToReader}},
			Evidence: "the new sealed manifest",
		},
		{
			From: with(active(), OnHold), Event: CheckAgreement, To: Same, Roles: []principal.Role{principal.Coordinator},
			Guards:   []Guard{agreementAttested},
			Effects:  []Effect{{"agreement: checked", func(s *Status, _ Facts) { s.Agreement = Checked }}},
			Evidence: "the agreement's exact bytes",
		},
		{
			From: with(active(), OnHold), Event: RejectAgreement, To: Same, Roles: []principal.Role{principal.Coordinator}, Reason: true,
			Guards:   []Guard{agreementAttested},
			Effects:  []Effect{{"agreement: rejected", func(s *Status, _ Facts) { s.Agreement = Rejected }}},
			Notices:  []Notice{{"agreement-rejected", ToPhysician}},
			Evidence: "the agreement's exact bytes",
		},
		{
			From: with(active(), OnHold), Event: DecideLocation, To: Same, Roles: []principal.Role{principal.Coordinator}, Reason: true,
			Guards:   []Guard{placeUndecided, placeStillOpen},
			Effects:  []Effect{{"location: decided", func(s *Status, _ Facts) { s.Location = Decided }}},
			Evidence: "version of the location table",
		},
		{
			From: beforeTriage(), Event: SetEstimate, To: Same, Roles: []principal.Role{principal.Coordinator, principal.Billing},
			Guards:   []Guard{estimateMade},
			Effects:  []Effect{{"billing: estimated", func(s *Status, _ Facts) { s.Billing = Estimated }}},
			Notices:  []Notice{{"estimate", ToPayer}},
			Then:     []Event{AcceptEstimate},
			Evidence: "the estimate's lines",
		},
		{
			From: beforeTriage(), Event: AcceptEstimate, To: Same, Roles: []principal.Role{principal.Patient, principal.PartnerAdmin, principal.Coordinator, principal.System},
			Guards:   []Guard{estimateOut, namedPayer},
			Effects:  []Effect{{"billing: accepted", func(s *Status, _ Facts) { s.Billing = EstimateAccepted }}},
			Evidence: "the estimate's lines",
		},
		{
			From: with(active(), OnHold), Event: DeclineCopy, To: Same, Roles: []principal.Role{principal.Patient, principal.Coordinator},
			Guards:   []Guard{wantsCopy},
			Effects:  []Effect{{"courtesy copy: declined", func(s *Status, _ Facts) { s.CourtesyCopy = false }}},
			Evidence: "the patient's word, by telephone too",
		},
		{
			From: active(), Event: SetEmergent, To: Same, Roles: []principal.Role{principal.Coordinator}, Reason: true,
			Guards:   []Guard{notEmergent},
			Effects:  []Effect{{"emergent", func(s *Status, _ Facts) { s.Emergent = true }}},
			Timers:   []Event{Breach, OfferTimeout},
			Evidence: "the reason",
		},
		{
			From: with(append(active(), out()...), OnHold), Event: NameCovering, To: Same, Roles: []principal.Role{principal.Coordinator}, Reason: true,
			Guards:   []Guard{physicianFit, namedApart},
			Effects:  []Effect{{"covering physician", func(s *Status, f Facts) { s.Covering = f.Named.ID }}},
			Evidence: "the reason",
		},
		{
			From: with(append(active(), out()...), OnHold), Event: RequestRecord, To: Same, Roles: []principal.Role{principal.Patient, principal.Coordinator},
			Guards:   []Guard{notRequested},
			Effects:  []Effect{{"record request: open", func(s *Status, _ Facts) { s.RecordRequest = RequestOpen }}},
			Tasks:    []Task{{TaskRecordRequest, principal.Coordinator}},
			Evidence: "the request",
		},
	}
}
