package workflow

import "oso/internal/server/principal"

// endRules: reminders and clocks, pauses and ends.
func endRules() []Rule {
	reminded := []Effect{{"reminders: one more", func(s *Status, _ Facts) { s.Reminders++ }}}
	tell := func(name string) []Notice {
		return []Notice{{name, ToPhysician}, {name, ToPatient}, {name, ToSpecialist}, {name, ToReader}}
	}
	return []Rule{
		{
			From: []State{AwaitingPhysician}, Event: Remind, To: Same, Roles: []principal.Role{principal.System}, Guards: []Guard{itsStay, isDue},
			Effects: reminded, Notices: []Notice{{"reminder-participation", ToPhysician}}, Timers: []Event{Remind}, Evidence: "-",
		},
		{
			From: []State{AwaitingMaterials}, Event: Remind, To: Same, Roles: []principal.Role{principal.System}, Guards: []Guard{itsStay, isDue},
			Effects: reminded, Notices: []Notice{{"reminder-materials", ToPhysician}}, Timers: []Event{Remind}, Evidence: "-",
		},
		{
			From: []State{Released}, Event: Remind, To: Same, Roles: []principal.Role{principal.System}, Guards: []Guard{itsStay, isDue, notRevoked},
			Effects: reminded, Notices: []Notice{{"reminder-opinion", ToPhysician}}, Timers: []Event{Remind}, Evidence: "-",
		},
		{
			From: []State{AwaitingPhysician, AwaitingMaterials, Released}, Event: Escalate, To: Same, Roles: []principal.Role{principal.System}, Guards: []Guard{itsStay, isDue, notRevoked},
			Notices: []Notice{{"call-doctor", ToCoordinator}}, Tasks: []Task{{TaskCallDoctor, principal.Coordinator}}, Evidence: "-",
		},
		{ // an addendum or a correction climbs as the first version did
			From: opened(), Event: Remind, To: Same, Roles: []principal.Role{principal.System}, Guards: []Guard{itsStay, isDue, stillUnread, notRevoked},
			Effects: reminded, Notices: []Notice{{"reminder-opinion", ToPhysician}}, Timers: []Event{Remind}, Evidence: "-",
		},
		{
			From: opened(), Event: Escalate, To: Same, Roles: []principal.Role{principal.System}, Guards: []Guard{itsStay, isDue, stillUnread, notRevoked},
			Notices: []Notice{{"call-doctor", ToCoordinator}}, Tasks: []Task{{TaskCallDoctor, principal.Coordinator}}, Evidence: "-",
		},
		{
			From: with(working(), OnHold), Event: Breach, To: Same, Roles: []principal.Role{principal.System}, Guards: []Guard{itsStay, isDue, notBreached},
			Effects: []Effect{{"breached", func(s *Status, _ Facts) { s.Breached = true }}},
			Notices: []Notice{{"clock-breached", ToCoordinator}}, Evidence: "-",
		},
		{
			From: []State{Registered, AwaitingPhysician, Preparing, AwaitingMaterials}, Event: Expire, To: To(Expired), Roles: []principal.Role{principal.System},
			Guards: []Guard{itsStay, isDue}, Notices: []Notice{{"expired", ToPhysician}, {"expired", ToPatient}},
			Ends: []string{TaskCallDoctor, TaskAskMaterials, TaskTranslation, TaskCheckLicense}, Evidence: "-",
		},
		{
			From: active(), Event: Hold, To: To(OnHold), Roles: []principal.Role{principal.Coordinator}, Reason: true,
			Effects: []Effect{{"goes back to where it was; an open offer is over", func(s *Status, _ Facts) {
				if s.Return = s.State; s.State == Offered {
					s.Return = Triage
				}
			}}},
			Notices: []Notice{{"on-hold", ToPhysician}, {"on-hold", ToPatient}, {"offer-cancelled", ToOffered}}, Evidence: "the reason",
		},
		{
			From: []State{OnHold}, Event: Resume, To: Back, Roles: []principal.Role{principal.Coordinator},
			Notices: []Notice{{"resumed", ToPhysician}, {"resumed", ToPatient}}, Evidence: "-",
		},
		{
			From: with(active(), OnHold), Event: Withdraw, To: To(Withdrawn), Roles: []principal.Role{principal.Patient, principal.Physician, principal.Coordinator}, Reason: true,
			Guards: []Guard{isPhysician}, Effects: []Effect{fee}, Notices: tell("withdrawn"), Money: OrderFee,
			Ends: []string{TaskCallDoctor, TaskAskMaterials, TaskTranslation, TaskCheckLicense, TaskRecordRequest, TaskOverread, TaskPart, TaskLinkPartner}, Evidence: "the reason",
		},
		{
			From: []State{Released}, Event: Withdraw, To: To(Withdrawn), Roles: []principal.Role{principal.Coordinator}, Reason: true,
			Guards: []Guard{undelivered}, Effects: []Effect{fee}, Notices: tell("withdrawn"), Money: OrderFee,
			Ends: []string{TaskCallDoctor}, Evidence: "the revocation",
		},
		{
			From: with(active(), OnHold), Event: Revoke, To: To(Withdrawn), Roles: []principal.Role{principal.Patient, principal.Coordinator},
			Guards: []Guard{notRevoked}, Effects: []Effect{revoked, fee}, Notices: tell("withdrawn"), Money: OrderFee,
			Ends: []string{TaskCallDoctor, TaskAskMaterials, TaskTranslation, TaskCheckLicense, TaskOverread, TaskPart, TaskLinkPartner}, Evidence: "the revocation",
		},
		{ // nobody is reminded of, or called about, what is disclosed no more
			From: out(), Event: Revoke, To: Same, Roles: []principal.Role{principal.Patient, principal.Coordinator},
			Guards: []Guard{notRevoked}, Effects: []Effect{revoked}, Notices: []Notice{{"revoked", ToPhysician}, {"revoked", ToCoordinator}, {"revoked", ToSpecialist}, {"revoked", ToReader}},
			Ends: []string{TaskCallDoctor, TaskPart}, Evidence: "the revocation",
		},
		{
			From: with(active(), OnHold), Event: GiveBack, To: To(CannotAnswer), Roles: []principal.Role{principal.Coordinator}, Reason: true,
			Effects: []Effect{fee}, Notices: tell("cannot-answer"), Money: OrderFee,
			Ends: []string{TaskCallDoctor, TaskAskMaterials, TaskTranslation, TaskCheckLicense, TaskRecordRequest, TaskOverread, TaskPart, TaskLinkPartner}, Evidence: "the reason",
		},
	}
}
