package workflow

import (
	"oso/internal/errs"
	"oso/internal/server/principal"
)

// Guard is one condition of a row. Says is read by people when it does not
// hold: what is the matter and what to do.
type Guard struct {
	Name string
	Kind errs.Kind // of the refusal
	Says string
	OK   func(Status, Facts) bool
}

// guards gives each condition one name, one sentence and one test.
func guard(name string, kind errs.Kind, says string, ok func(Status, Facts) bool) Guard {
	return Guard{Name: name, Kind: kind, Says: says, OK: ok}
}

var (
	placeOpen = guard("location is allowed or check", errs.Refused,
		"The service may not be given at this place. A visit in person remains open.",
		func(_ Status, f Facts) bool { return oneOf(f.Location, Allowed, Check) })
	placeClosed = guard("location is refused", errs.Refused,
		"The location rules do not refuse this place.",
		func(_ Status, f Facts) bool { return f.Location == Refused })
	placeStillOpen = guard("location is not newly refused", errs.Refused,
		"The location rules now refuse this place. A coordinator has to end the case as not eligible.",
		func(_ Status, f Facts) bool { return f.Location != Refused })
	placeUndecided = guard("location is check", errs.Refused,
		"There is nothing to decide: the location rules gave an answer for this place.",
		func(s Status, f Facts) bool { return placeNow(s, f) == Check })
	placeDecided = guard("location is allowed, or decided by a coordinator", errs.Incomplete,
		"The location rules name no answer for this place. A coordinator has to decide it first.",
		func(s Status, f Facts) bool { return oneOf(placeNow(s, f), Allowed, Decided) })
	serviceOpen = guard("the kind of service is open at the place", errs.Refused,
		"The review that was asked for may not be given at this place. End the case as not eligible or give it back.",
		func(s Status, f Facts) bool {
			fi, fp := forbidsNow(s, f)
			return !(s.Kind == "imaging" && fi) && !(s.Kind == "pathology" && fp)
		})

	accountReady = guard("all fields, password rule, e-mail confirmed", errs.Incomplete,
		"The registration is not complete: every field is needed and the e-mail address has to be confirmed.",
		func(_ Status, f Facts) bool { return f.AccountReady })
	agreementGiven = guard("agreement and authorization signed", errs.Incomplete,
		"The patient's agreement is missing. Without it there is no consultation; a visit in person remains open.",
		func(_ Status, f Facts) bool { return oneOf(f.Agreement, Signed, Attested) })
	agreementAttested = guard("agreement was attested at the desk", errs.Refused,
		"There is no agreement waiting for a check.",
		func(s Status, _ Facts) bool { return s.Agreement == Attested })
	agreementInOrder = guard("agreement signed, or checked by a coordinator", errs.Incomplete,
		"The agreement was attested at the clinic's desk. A coordinator has to check it first.",
		func(s Status, _ Facts) bool { return oneOf(s.Agreement, Signed, Checked) })
	authorized = guard("authorization not revoked, not expired", errs.Revoked,
		"The patient's authorization was taken back or has run out. Nothing more may be disclosed.",
		func(s Status, f Facts) bool { return s.Agreement != Revoked && f.Authorization })

	// What was wrong is put right however long ago it was said; an authorization
	// that has run out ends only what is new.
	correctable = guard("authorization not revoked", errs.Revoked,
		"The patient's authorization was taken back. Nothing more may be disclosed.",
		func(s Status, _ Facts) bool { return s.Agreement != Revoked })
	writable = guard("authorization not revoked, and for an addendum not expired", errs.Revoked,
		"The patient's authorization was taken back, or has run out for anything but a correction. Nothing more may be disclosed.",
		func(s Status, f Facts) bool { return s.Agreement != Revoked && (f.Authorization || s.isCorrection()) })

	takesPart = guard("participation statement accepted", errs.Incomplete,
		"The treating physician has not accepted to take part and to stay responsible for the care.",
		func(_ Status, f Facts) bool { return f.Participation })
	hasAccepted = guard("physician takes part", errs.Incomplete,
		"The treating physician has not agreed to take part yet.",
		func(s Status, _ Facts) bool { return s.Participation == Accepted })
	licenseKnown = guard("license confirmed, by hand or by the enrollment code", errs.Incomplete,
		"The physician's license has not been confirmed. A coordinator has to check it.",
		func(_ Status, f Facts) bool { return f.LicenseKnown })
	physicianLinked = guard("treating physician registered and linked", errs.Incomplete,
		"The treating physician is not registered and linked to the case.",
		func(s Status, _ Facts) bool { return s.Participation == Linked })
	isPhysician = guard("the case's own physician, or the one who stands in", errs.Forbidden,
		"Only the case's treating physician may do this.",
		func(_ Status, f Facts) bool { return f.Role != principal.Physician || f.IsPhysician })
	physicianFit = guard("the physician named is of the case's clinic, active, with a checked license", errs.Refused,
		"The physician named is of another clinic, is not active, or the license has not been checked.",
		func(_ Status, f Facts) bool {
			return f.OfClinic && f.Candidate.Active && f.Candidate.Licensed
		})

	hasList = guard("list of materials not empty", errs.Incomplete,
		"The list of materials is empty. Say what will be sent.",
		func(_ Status, f Facts) bool { return f.Declared > 0 })
	identified = guard("matched to the case by two identifiers", errs.Incomplete,
		"The material was not matched to the case by two identifiers. It stays in the inbox.",
		func(_ Status, f Facts) bool { return f.Identified })
	materialsHere = guard("everything declared is here, or waived", errs.Incomplete,
		"Declared materials are still outstanding. Record them, or go on without them with a reason.",
		func(s Status, f Facts) bool { return f.Outstanding == 0 || s.Materials == Waived })
	translated = guard("every record in English, or with its translation", errs.Incomplete,
		"A translation is still waited for. Join it to its record once it is here, or say why none is needed.",
		func(_ Status, f Facts) bool { return f.Untranslated == 0 })
	allReturned = guard("slides and discs returned", errs.Incomplete,
		"Slides or discs have not gone back yet.",
		func(_ Status, f Facts) bool { return f.Unreturned == 0 })

	nothingHeld = guard("the service holds no slides or discs", errs.Refused,
		"The service still holds slides or discs of this case, and ending it would destroy where they go. They go back first, and a coordinator records it.",
		func(_ Status, f Facts) bool { return f.Unreturned == 0 })

	estimateMade = guard("estimate made from the price list", errs.Incomplete,
		"There is no estimate. Make one from the price list first.",
		func(_ Status, f Facts) bool { return f.EstimateMade })
	estimateOut = guard("estimate waits for an answer", errs.Refused,
		"No estimate waits for an answer.",
		func(s Status, _ Facts) bool { return s.Billing == Estimated })
	namedPayer = guard("by the named payer, its contract, or recorded with evidence", errs.Forbidden,
		"Only the named payer may accept the estimate; a coordinator may record it with evidence.",
		func(s Status, f Facts) bool {
			partner := s.PayerKind == "partner"
			switch f.Role {
			case principal.Patient:
				return !partner
			case principal.PartnerAdmin:
				return partner && f.IsPartnersAdmin
			case principal.System:
				return partner && f.ContractAccepts
			case principal.Coordinator:
				return f.Evidence
			}
			return false
		})
	estimateTaken = guard("estimate accepted by the named payer", errs.Incomplete,
		"The named payer has not accepted the estimate yet.",
		func(s Status, _ Facts) bool { return s.Billing == EstimateAccepted })
	notPaid = guard("nothing charged before", errs.Refused,
		"This case was charged, invoiced or waived before.",
		func(s Status, _ Facts) bool { return oneOf(s.Billing, EstimateAccepted) })
	chargeDue = guard("a charge is due or was refused", errs.Refused,
		"No charge is open for this case.",
		func(s Status, _ Facts) bool { return oneOf(s.Billing, Due, ChargeRefused) })
	chargeSettled = guard("the gateway or the invoice has it", errs.Refused,
		"The charge is not settled.",
		func(_ Status, f Facts) bool { return oneOf(f.ChargeState, "charged", "invoiced") })
	chargeRefused = guard("the gateway refused", errs.Refused,
		"The charge was not refused.",
		func(s Status, f Facts) bool { return s.Billing == Due && f.ChargeState == "failed" })
	chargeRetry = guard("the last charge was refused", errs.Refused,
		"There is no refused charge to try again.",
		func(s Status, f Facts) bool { return s.Billing == ChargeRefused && f.ChargeState == "failed" })
	chargeWaivable = guard("no charge is under way", errs.Conflict,
		"The charge is under way or done. Wait for its result.",
		func(s Status, f Facts) bool {
			return oneOf(s.Billing, Due, ChargeRefused) && oneOf(f.ChargeState, "pending", "failed")
		})
	settled = guard("charged, invoiced or waived", errs.Incomplete,
		"The case is not settled yet.",
		func(s Status, _ Facts) bool { return oneOf(s.Billing, Charged, Invoiced, ChargeWaived) })

	candidateFit = guard("tenured, licensed, board-certified, no trainee, not lapsed", errs.Refused,
		"This person may not be assigned: tenure, license and board certification must be on record and in date, and trainees never.",
		func(s Status, f Facts) bool {
			return f.Named.Holds(signer(s.Kind)) && !f.Candidate.Lapsed(f.Now)
		})
	backupNamed = guard("somebody was named as the next, who has not declined", errs.Refused,
		"Nobody was named as the next, or this person declined or did not answer before.",
		func(_ Status, f Facts) bool { return f.Named.ID != "" && !f.NamedDeclined })
	noConflict = guard("no conflict of interest", errs.Refused,
		"There is a conflict of interest. Choose somebody else.",
		func(_ Status, f Facts) bool { return !f.Conflict })
	actorFit = guard("own credentials in date, no trainee", errs.Refused,
		"Your credentials on record have lapsed or are not complete. Tell the coordinator.",
		func(_ Status, f Facts) bool { return !f.ActorCred.Lapsed(f.Now) })
	offeredToActor = guard("the offer is to this person", errs.Forbidden,
		"This case is not offered to you, or no longer.",
		func(_ Status, f Facts) bool { return f.Actor.Is(f.OfferedTo) })
	isAuthor = guard("the assigned specialist", errs.Forbidden,
		"This case is not assigned to you.",
		func(s Status, f Facts) bool { return f.Actor.Is(s.Specialist) })
	onCase = guard("the assigned specialist, an over-reader or a contributor of the case", errs.Forbidden,
		"This case is not assigned to you.",
		func(s Status, f Facts) bool { return f.Actor.Is(s.Specialist) || f.IsOverreader || f.Contributes })

	actorOnCase = guard("a coordinator, or the assigned specialist", errs.Forbidden,
		"This case is not assigned to you.",
		func(s Status, f Facts) bool {
			return f.Role == principal.Coordinator || f.Actor.Is(s.Specialist)
		})

	queryPosed = guard("a question waits with the coordinator", errs.Refused,
		"No question waits for you.", func(s Status, _ Facts) bool { return s.Query == Posed })
	queryOpen = guard("a question is open", errs.Refused,
		"No question is open.", func(s Status, _ Facts) bool { return oneOf(s.Query, Posed, WithDoctor) })
	queryFree = guard("no other question is open", errs.Refused,
		"Another question is still open. Add to it or wait for its answer.",
		func(s Status, _ Facts) bool { return oneOf(s.Query, NoQuery, Answered) })
	criticalOpen = guard("a critical finding is not acknowledged", errs.Refused,
		"No critical finding is open.", func(s Status, _ Facts) bool { return oneOf(s.Critical, Raised, Called) })
	criticalTold = guard("no critical finding is open", errs.Refused,
		"A critical finding of this case is not acknowledged yet, and ending the case would destroy it. The physician has to know of it first.",
		func(s Status, _ Facts) bool { return !oneOf(s.Critical, Raised, Called) })
	criticalCalled = guard("the physician was called", errs.Refused,
		"The call to the physician has not been logged yet.", func(s Status, _ Facts) bool { return s.Critical == Called })

	answered = guard("every question answered or a reason given", errs.Incomplete,
		"A question is neither answered nor explained.", func(_ Status, f Facts) bool { return f.AnswersComplete })
	limits = guard("limits stated", errs.Incomplete,
		"The opinion does not say what lies outside its scope.", func(_ Status, f Facts) bool { return f.LimitsStated })
	opinionSigned = guard("signed by the author, those bytes stored", errs.Incomplete,
		"The opinion is not signed yet.", func(_ Status, f Facts) bool { return f.OpinionSigned && f.SameBytes && f.Actor.Is(f.Author) })
	// Whoever wrote any version judges none: the next one rests on its words.
	notAuthor = guard("the approver is not the author of any version", errs.Forbidden,
		"Nobody approves an opinion of their own.",
		func(_ Status, f Facts) bool { return f.Author != "" && !f.Actor.Is(f.Author) && !f.Wrote })
	readsNot = guard("who acts has no over-read of the case", errs.Forbidden,
		"You have or had a review of this case. Somebody else has to do this.",
		func(_ Status, f Facts) bool { return !f.IsOverreader })
	writesNot = guard("who acts has not written on the case", errs.Forbidden,
		"You write or wrote on this case. Somebody else has to do this.",
		func(_ Status, f Facts) bool { return !f.Wrote })
	namedReadsNot = guard("the person named has no over-read of the case", errs.Refused,
		"This person has or had a review of this case. Choose somebody else.",
		func(_ Status, f Facts) bool { return !f.NamedReads })
	namedWritesNot = guard("the person named has not written on the case and is not asked to", errs.Refused,
		"This person writes or wrote on this case, or is asked to. Choose somebody else.",
		func(_ Status, f Facts) bool { return !f.NamedWrites })
	namedApart = guard("the person named has no part in the case for the service", errs.Refused,
		"This person writes, reads or approves on this case for the service, or did. Choose somebody else.",
		func(_ Status, f Facts) bool { return !f.NamedWrites && !f.NamedReads && !f.NamedApproves })
	notHeld = guard("not with this approver yet", errs.Refused,
		"You have taken this up already.", func(_ Status, f Facts) bool { return !f.Actor.Is(f.Approver) })
	sameBytes = guard("exactly the bytes that were signed", errs.SignatureMismatch,
		"What was acted on is not what was signed. Open it again and look before you go on.",
		func(_ Status, f Facts) bool { return f.OpinionSigned && f.SameBytes })
	sameRecords = guard("signed over the newest sealed version of the case", errs.Refused,
		"The clinic sent a newer version of the case after this was signed. Return it: the author looks at what is new and signs again.",
		func(_ Status, f Facts) bool { return f.SameRecords })
	packaged = guard("approver's signature and release package stored", errs.Incomplete,
		"The release package is not complete.", func(_ Status, f Facts) bool { return f.PackageStored })

	signedAct = guard("act of access signed by the physician's key", errs.SignatureMismatch,
		"The act of access is not signed by the physician's own key.", func(_ Status, f Facts) bool { return f.ActVerified && f.SameBytes })
	currentVersion = guard("of the current version", errs.Conflict,
		"A newer version of this opinion exists. Open that one.",
		func(s Status, f Facts) bool { return s.Version > 0 && f.OpinionVersion == s.Version })
	olderVersion = guard("of a version that has a successor", errs.Refused,
		"This is the current version.",
		func(s Status, f Facts) bool { return f.OpinionVersion > 0 && f.OpinionVersion < s.Version })
	disclosable = guard("authorization not revoked, or handed over before", errs.Revoked,
		"The patient took the authorization back before the opinion was handed over. It may not be opened.",
		func(s Status, f Facts) bool { return s.Agreement != Revoked || f.Delivered })
	deliverable = guard("authorization not revoked, or the patient asked for the record", errs.Revoked,
		"The patient took the authorization back. Only a request for the patient's own record may be answered.",
		func(s Status, _ Facts) bool { return s.Agreement != Revoked || s.RecordRequest == RequestOpen })
	undelivered = guard("revoked, and no desk has the opinion", errs.Refused,
		"The opinion is out. It can only be withdrawn when the authorization was taken back before any desk had it.",
		func(s Status, f Facts) bool { return s.Agreement == Revoked && !f.Delivered })
	evidenced = guard("evidence recorded", errs.Incomplete,
		"Evidence of this is missing.", func(_ Status, f Facts) bool { return f.Evidence })
	unread = guard("the version was not opened before", errs.Conflict,
		"This version was opened before; that is on record.", func(s Status, _ Facts) bool { return s.Unread })
	partnersCase = guard("a partner's case", errs.Refused,
		"A placement is arranged for a partner's members. No partner is named in this case.",
		func(_ Status, f Facts) bool { return f.OfPartner })
	placementFree = guard("no placement is asked for", errs.Refused,
		"A placement is asked for already.", func(_ Status, f Facts) bool { return f.Placement != PlacementRequested })
	placementAsked = guard("a placement is asked for", errs.Refused,
		"No placement is asked for.", func(_ Status, f Facts) bool { return f.Placement == PlacementRequested })
	stillUnread = guard("the version is not opened yet", errs.Refused,
		"This version was opened.", func(s Status, _ Facts) bool { return s.Unread })
	notRequested = guard("no request is open", errs.Refused,
		"A request for the record is open already.", func(s Status, _ Facts) bool { return s.RecordRequest != RequestOpen })
	notRevoked = guard("not revoked before", errs.Refused,
		"The authorization was taken back before.", func(s Status, _ Facts) bool { return s.Agreement != Revoked })
	wantsCopy = guard("copy not declined before", errs.Refused,
		"The courtesy copy was declined before.", func(s Status, _ Facts) bool { return s.CourtesyCopy })
	notEmergent = guard("not emergent yet", errs.Refused,
		"The case is emergent already.", func(s Status, _ Facts) bool { return !s.Emergent })

	noRevision = guard("no other version is on its way", errs.Refused,
		"Another version of the opinion is on its way already.", func(s Status, _ Facts) bool { return s.Revision == NoRevision })
	revisionOpen = guard("an addendum or correction is being written", errs.Refused,
		"No addendum or correction is being written.", func(s Status, _ Facts) bool { return oneOf(s.Revision, AddendumOpen, CorrectionOpen) })
	revisionWaits = guard("the new version is signed, and not with this approver yet", errs.Refused,
		"No signed version waits for you to take up.", func(s Status, f Facts) bool {
			return oneOf(s.Revision, AddendumSigned, CorrectionSigned) || oneOf(s.Revision, AddendumApproval, CorrectionApproval) && !f.Actor.Is(f.Approver)
		})
	revisionTaken = guard("the new version is with an approver", errs.Refused,
		"No version is with an approver.", func(s Status, _ Facts) bool { return oneOf(s.Revision, AddendumApproval, CorrectionApproval) })
	revisionAny = guard("a version is on its way", errs.Refused,
		"No addendum or correction is on its way.", func(s Status, _ Facts) bool { return s.Revision != NoRevision })
	authorOrApprover = guard("the author, or an approver", errs.Forbidden,
		"Only the author or an approver may begin a correction.",
		func(s Status, f Facts) bool { return f.Role == principal.Approver || f.Actor.Is(s.Specialist) })
	authorOrDesk = guard("the author, where it is no physician or coordinator", errs.Forbidden,
		"Only the author begins an addendum; a coordinator may begin it for the physician who asks.",
		func(s Status, f Facts) bool {
			return oneOf(f.Role, principal.Physician, principal.Coordinator) || f.Actor.Is(s.Specialist)
		})
	correctionOpen = guard("a correction is not acknowledged", errs.Refused,
		"No correction waits to be acknowledged.", func(s Status, _ Facts) bool { return oneOf(s.Correction, AckPending, AckOverdue) })
	correctionPending = guard("a correction is not acknowledged, and not called about", errs.Refused,
		"No correction is overdue.", func(s Status, _ Facts) bool { return s.Correction == AckPending })
	byPhysicianOrCall = guard("the physician, or a coordinator with evidence of the call", errs.Forbidden,
		"Only the physician acknowledges; a coordinator may record it with evidence of the call.",
		func(_ Status, f Facts) bool {
			return f.Role == principal.Physician && f.IsPhysician || f.Role == principal.Coordinator && f.Evidence
		})
	notBreached = guard("not breached before", errs.Refused,
		"The breach is on record.", func(s Status, _ Facts) bool { return !s.Breached && s.ClockStart > 0 })
	itsStay = guard("the timer is of this stay", errs.Refused,
		"This timer belongs to an earlier stay.",
		func(s Status, f Facts) bool { return f.TimerEntered == timerToken(f.event, s) })
	// A timer that comes early (a clock that was set back, another instance's)
	// is not done: who runs it puts it off.
	isDue = guard("the timer is due", errs.TooMany,
		"This timer is too early.",
		func(_ Status, f Facts) bool { return !f.Now.Before(f.TimerDue) })
)

// placeNow is policy's answer if it was asked again, and a coordinator's
// decision stands while policy still has none.
func placeNow(s Status, f Facts) Location {
	if f.Location == "" || f.Location == Check && s.Location == Decided {
		return s.Location
	}
	return f.Location
}

func forbidsNow(s Status, f Facts) (imaging, pathology bool) {
	if f.Location == "" {
		return s.ForbidImaging, s.ForbidPathology
	}
	return f.ForbidImaging, f.ForbidPathology
}
