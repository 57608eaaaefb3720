package acts

import (
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

const ends = "The case ends here. What was sent stays with the service as the law asks; nothing more is disclosed."

const signs = "Your signing key opens for this one act. It needs your password and a code that was not used before."

const signTitle = "Sign with your own key"

// Acts that are no events: words to the clinic, what was done about a task, who
// looks after a case, calls, and what was talked over.
const (
	Letter     = workflow.Event(rights.WriteLetter)
	FinishTask = workflow.Event(rights.FinishTask)
	PutOffTask = workflow.Event(rights.PutOffTask)
	Assign     = workflow.Event(rights.Assign)
	RecordCall = workflow.Event(rights.RecordCall)
	NoteTalk   = workflow.Event(rights.NoteTalk)

	RecordOutcome = workflow.Event(rights.RecordOutcome)
	LinkPartner   = workflow.Event(rights.LinkPartner)

	SendThingsBack   = workflow.Event(rights.SendThings)
	PutThings        = workflow.Event(rights.PlaceThings)
	ConfirmArrival   = workflow.Event(rights.ConfirmThings)
	CorrectLabel     = workflow.Event(rights.CorrectThing)
	AskTranslation   = workflow.Event(rights.AskTranslation)
	JoinTranslation  = workflow.Event(rights.JoinTranslation)
	NoTranslation    = workflow.Event(rights.NoTranslation)
	TieRecords       = workflow.Event(rights.TieRecords)
	TakeMaterial     = workflow.Event(rights.TakeMaterial)
	GiveBackMaterial = workflow.Event(rights.GiveBackMaterial)
)

// Beside tells whether an act is none of the workflow's: the case stays where
// it is.
func Beside(e workflow.Event) bool {
	switch e {
	case Letter, FinishTask, PutOffTask, Assign, RecordCall, RecordOutcome, NoteTalk, SendThingsBack, PutThings, ConfirmArrival, CorrectLabel, TakeMaterial, GiveBackMaterial, AskTranslation, JoinTranslation, NoTranslation, TieRecords, LinkPartner:
		return true
	}
	return false
}

var table = append(append(due(), later()...), elsewhere()...)

// due are acts that somebody waits for, the most urgent first.
func due() []Act {
	return []Act{
		{
			Event: workflow.LogCall, Done: "Call logged", Label: "Log the call", Next: "Telephone the physician", Request: asks[LogCall](),
			Means: "What was said, to whom; the finding keeps the first call, the history every one.",
		},
		{
			Event: workflow.AcknowledgeCritical, Done: "Critical finding acknowledged", Label: "Physician has understood", Next: "Confirm the physician knows", Request: asks[AcknowledgeCritical](),
		},
		{
			Event: workflow.AcceptOffer, Done: "Offer accepted", Label: "Accept the case", Next: "Accept or decline", Press: true, Request: asks[AcceptOffer](),
			Means: "Opens the whole case.",
		},
		{
			Event: workflow.FinalizeOverread, Done: "Review final", Label: "Sign the report", Title: signTitle, Lead: signs, Next: "Read and report", Request: asks[FinalizeOverread](),
			Means: "The signed report of a review.",
		},
		{
			Event: workflow.AcceptPart, Done: "Part of the opinion accepted", Label: "Write this part", Next: "Write a part or decline", Press: true, Request: asks[AcceptPart](),
			Means: "Opens the whole case; the part is this person’s to write.",
		},
		{
			Event: workflow.SignPart, Done: "Part of the opinion signed", Label: "Sign your part", Title: signTitle, Lead: signs, Next: "Write and sign your part", Request: asks[SignPart](),
			Means: "Signs the part as it was saved; it joins the letter word for word.",
		},
		{
			Event: workflow.SignDraft, Done: "Opinion signed", Label: "Sign the opinion", Title: signTitle, Lead: signs, Next: "Write and sign", Request: asks[SignDraft](),
			Means: "Signs the draft as it was saved.",
		},
		{
			Event: workflow.SignRevision, Done: "New version signed", Label: "Sign the opinion", Title: signTitle, Lead: signs, Next: "Write the new version", Request: asks[SignRevision](),
		},
		{
			Event: workflow.TakeUp, Done: "Taken up for approval", Label: "Take it up", Next: "Read for approval", Press: true, Request: asks[TakeUp](),
			Means: "Reads it; another approver may take it over with the same act.",
		},
		{
			Event: workflow.TakeUpRevision, Done: "New version taken up", Label: "Take the new version up", Next: "Read the new version", Press: true, Request: asks[TakeUpRevision](),
		},
		{
			Event: workflow.Approve, Done: "Approved and released", Label: "Approve and release", Title: signTitle, Lead: signs, Next: "Approve or return", Request: asks[Approve](),
			Means: "Refused where the clinic sent a newer version after the signature (check `records`): return it.",
		},
		{
			Event: workflow.ApproveRevision, Done: "New version released", Label: "Approve and release", Title: signTitle, Lead: signs, Next: "Approve the new version", Request: asks[ApproveRevision](),
		},
		{
			Event: workflow.ReturnDraft, Done: "Returned with comments", Label: "Return with comments", Next: "Return to the author", Request: asks[ReturnDraft](),
		},
		{
			Event: workflow.ReturnRevision, Done: "New version returned", Label: "Return with comments", Next: "Return to the author", Request: asks[ReturnRevision](),
		},
		{
			Event: workflow.ForwardQuestion, Done: "Question passed on", Label: "Pass on to the clinic", Next: "Pass a question to the clinic", Request: asks[ForwardQuestion](),
			Means: "To the physician, never to the patient.",
		},
		{
			Event: workflow.AnswerQuestion, Done: "Question answered", Label: "Answer the specialist", Next: "Answer the question", Request: asks[AnswerQuestion](),
		},
		{
			Event: workflow.CheckLicense, Done: "License checked", Label: "License is valid", Next: "Check the license", Press: true, Request: asks[CheckLicense](),
			Means: "The physician’s license was verified.",
		},
		{
			Event: workflow.CheckAgreement, Done: "Agreement checked", Label: "Agreement in order", Next: "Check the agreement", Press: true, Request: asks[CheckAgreement](),
			Means: "The desk’s attestation or scan was looked at.",
		},
		{
			Event: workflow.DecideLocation, Done: "Location decided", Label: "Location may go on", Title: "What was looked up?", Next: "Decide the location", Request: asks[DecideLocation](),
			Lead:  "The location rules leave this place open. What you write here is kept as the evidence.",
			Means: "Answers `tracks.location` = `check`; closed reviews are taken off the order.",
		},
		{
			Event: workflow.RecordMaterial, Done: "Material arrived", Label: "Record what arrived", Next: "Record what arrived", Request: asks[RecordMaterial](),
			Means: "A physical or mailed thing has arrived.",
		},
		{
			Event: workflow.SetEstimate, Done: "Estimate made", Label: "Make the estimate", Next: "Make the estimate", Press: true, Request: asks[SetEstimate](),
			Means: "Computed from the prices in force, sent to the named payer.",
		},
		{
			Event: workflow.AcceptEstimate, Done: "Estimate accepted", Label: "Payer has accepted", Next: "Record the payer’s answer", Request: asks[AcceptEstimate](),
			Means: "The named payer’s acceptance; a coordinator says how it was told.",
		},
		{
			Event: workflow.FindComplete, Done: "Found complete", Label: "Find complete", Next: "Find complete", Press: true, Request: asks[FindComplete](),
			Means: "The two-week clock starts; on to triage.",
		},
		{
			Event: workflow.Offer, Done: "Offered", Label: "Offer", Next: "Choose a specialist", Request: asks[Offer](),
			Means: "To a candidate; the synopsis only. `backup` is offered the case by itself when the first declines or does not answer.",
		},
		{
			Event: workflow.AssignOverread, Done: "Review assigned", Label: "Assign a review", Next: "Assign the review", Request: asks[AssignOverread](),
		},
		{
			Event: workflow.RetryCharge, Done: "Charge tried again", Label: "Try the charge again", Next: "Try the charge again", Request: asks[RetryCharge](),
		},
		{
			Event: workflow.RecordReturn, Done: "Things returned", Label: "Record what went back", Next: "Send things back", Request: asks[RecordReturn](),
			Means: "Slides or disc sent back; has to be done before refuse-location.",
		},
		{
			Event: workflow.AcknowledgeCorrection, Done: "Correction acknowledged", Label: "Physician knows of the correction", Next: "Call about the correction", Request: asks[AcknowledgeCorrection](),
		},
	}
}

// later are acts that may be done and wait for nobody.
func later() []Act {
	return []Act{
		{
			Event: workflow.AddToOverread, Done: "Addendum to the review", Label: "Sign an addendum", Title: "Add to the signed report", Request: asks[AddToOverread](),
			Lead:  "What you signed stays as it is. The addendum joins it in the opinion; author and approver are told.",
			Means: "An addendum to a report that this reader signed; a letter that is signed without it cannot be approved.",
		},
		{
			Event: TakeMaterial, Done: "Material given to the reader", Label: "Take slides or discs", Title: "What is with the reader?", Request: asks[TakenMaterial](),
			Means: "No event: a thing that came is in the reader’s hands, with who and when; a second pair of hands is refused.",
		},
		{
			Event: GiveBackMaterial, Done: "Material back from the reader", Label: "Give slides or discs back", Title: "What came back?", Request: asks[ReturnedMaterial](),
			Means: "No event: it is back, and where it lies.",
		},
		{Event: workflow.DeclineOffer, Done: "Offer declined", Label: "Decline", Title: "Decline the case?", Request: asks[DeclineOffer](), Means: "Back to triage."},
		{Event: workflow.DeclinePart, Done: "Part of the opinion declined", Label: "Decline the part", Title: "Decline the part?", Request: asks[DeclinePart]()},
		{
			Event: workflow.AskPart, Done: "Part of the opinion asked for", Label: "Ask for a part of the opinion", Request: asks[AskPart](),
			Lead:  "Somebody else than the lead writes and signs this part. It stands in the letter under its heading, with the name of who wrote it.",
			Means: "Of another specialist than the lead, who sees the synopsis alone until accepting (R49). The part’s id is made by the service.",
		},
		{Event: workflow.ReturnPart, Done: "Part of the opinion sent back", Label: "Send the part back", Request: asks[ReturnPart](), Lead: "Who wrote the part is told, changes it and signs it again.", Means: "By the lead, with what should change."},
		{Event: workflow.RemovePart, Done: "Part of the opinion taken off", Label: "Take the part off", Danger: true, Request: asks[RemovePart](), Lead: "The part does not join the letter. What was written of it stays in the case."},
		{Event: workflow.AskQuestion, Done: "Question from the specialist", Label: "Ask the clinic", Request: asks[AskQuestion](), Means: "To the coordinator, never to the patient."},
		{Event: workflow.RaiseCritical, Done: "Critical finding raised", Label: "Report critical finding", Danger: true, Request: asks[RaiseCritical](), Means: "A coordinator telephones at once."},
		{Event: workflow.FindDeficient, Done: "Found deficient", Label: "Ask the clinic for materials", Title: "What is wrong with the materials?", Lead: "The case goes back to the clinic, which is told what is wrong.", Request: asks[FindDeficient](), Means: "Back to awaiting materials."},
		{Event: workflow.WaiveMaterials, Done: "Goes on without outstanding materials", Label: "Go on without what is outstanding", Request: asks[WaiveMaterials]()},
		{Event: workflow.RejectAgreement, Done: "Agreement rejected", Label: "Agreement not in order", Request: asks[RejectAgreement](), Means: "The clinic has to bring another."},
		{Event: workflow.ReopenIntake, Done: "Intake opened again", Label: "Back to intake", Request: asks[ReopenIntake]()},
		{Event: workflow.CancelOffer, Done: "Offer canceled", Label: "Cancel the offer", Request: asks[CancelOffer](), Means: "Back to triage."},
		{Event: workflow.Unassign, Done: "Taken from the specialist", Label: "Take from the specialist", Request: asks[Unassign](), Means: "Back to triage."},
		{Event: workflow.OrderOverread, Done: "Review ordered", Label: "Order a review", Request: asks[OrderOverread]()},
		{Event: workflow.OverreadNotAvailable, Done: "Review not available", Label: "Review not available", Request: asks[OverreadNotAvailable]()},
		{Event: workflow.RemoveOverread, Done: "Review removed", Label: "Take the review off", Request: asks[RemoveOverread]()},
		{
			Event: workflow.Deliver, Done: "Delivery recorded", Label: "Record another delivery", Request: asks[Deliver](),
			Lead:  "The physician has the opinion in hand by another way. It counts as opened: the patient is told now.",
			Means: "Delivery by another way: makes the case accessed. One of tracking, receipt and evidence is needed.",
		},
		{
			Event: workflow.ReissueOpinion, Done: "Opinion encrypted to new keys", Label: "Give the opinion to new keys", Request: asks[ReissueOpinion](),
			Means: "Released versions are encrypted to the keys that the physician, or who stands in, has now; not after a revocation. name-covering does it for who is named.",
		},
		{
			Event: workflow.AskAddendum, Done: "Addendum begun", Label: "Begin an addendum", Request: asks[AskAddendum](),
			Lead:  "The physician has read the opinion and asks further. The author answers in a version of its own; the released one stays in force.",
			Means: "A further question after the opinion (R58): the answer is a version that adds to the last; then sign-revision, take-up-revision, return-revision, approve-revision.",
		},
		{
			Event: workflow.BeginCorrection, Done: "Correction begun", Label: "Begin a correction", Request: asks[BeginCorrection](),
			Lead:  "A new version begins with the words of the released one. That one stays in force until the new version is approved.",
			Means: "A new version of a released opinion; then sign-revision, take-up-revision, return-revision, approve-revision.",
		},
		{
			Event: workflow.ReassignRevision, Done: "New version given to another specialist", Label: "Give the new version to another specialist", Request: asks[ReassignRevision](),
			Means: "The author of a new version is gone: a candidate writes it on.",
		},
		{Event: workflow.DropRevision, Done: "New version dropped", Label: "Drop the new version", Title: "Drop the new version?", Danger: true, Request: asks[DropRevision](), Lead: "What was written of it is deleted. The released version stays in force."},
		{Event: workflow.RequestPlacement, Done: "Placement asked for", Label: "Ask for a placement", Title: "Where is the patient to be placed?", Request: asks[RequestPlacement](), Means: "At a hospital, of a partner’s member; after access."},
		{Event: workflow.ArrangePlacement, Done: "Placement arranged", Label: "Placement is arranged", Title: "Where and when?", Request: asks[ArrangePlacement]()},
		{Event: workflow.DeclinePlacement, Done: "Placement declined", Label: "Placement is declined", Title: "Why is there no placement?", Request: asks[DeclinePlacement]()},
		{
			Event: workflow.HandOffVideo, Done: "Video consultation handed over", Label: "Hand over for a video consultation", Title: "Hand over to whom, by which agreement?", Request: asks[HandOffVideo](),
			Lead:  "A third party holds the consultation, by its own agreement. Without that agreement signed nothing is handed over.",
			Means: "Recorded hand-off to a third party with its own agreement; after access.",
		},
		{Event: workflow.DeclineCopy, Done: "Courtesy copy declined", Label: "Patient declines the copy", Request: asks[DeclineCopy]()},
		{Event: workflow.SetEmergent, Done: "Made emergent", Label: "Make emergent", Request: asks[SetEmergent](), Means: "Shorter limits from here on."},
		{Event: workflow.NameCovering, Done: "Covering physician named", Label: "Name a covering physician", Request: asks[NameCovering](), Lead: "Who stands in can open what was released."},
		{Event: workflow.RequestRecord, Done: "Record requested", Label: "Patient asks for the record", Request: asks[RequestRecord]()},
		{Event: workflow.WaiveCharge, Done: "Charge waived", Label: "Waive the charge", Request: asks[WaiveCharge]()},
		{Event: workflow.Close, Done: "Closed", Label: "Close the case", Title: "Close the case?", Request: asks[Close]()},
		{Event: workflow.Hold, Done: "Put on hold", Label: "Put on hold", Request: asks[Hold](), Lead: "Clinic and patient are told where an address is known. An open offer is over."},
		{Event: workflow.Resume, Done: "Resumed", Label: "Resume", Next: "Resume the case", Title: "Resume the case?", Request: asks[Resume]()},
		{Event: workflow.Withdraw, Done: "Withdrawn", Label: "Withdraw the case", Title: "Withdraw the case?", Final: ends, Request: asks[Withdraw]()},
		{Event: workflow.Revoke, Done: "Authorization taken back", Label: "Patient takes the authorization back", Title: "Has the patient taken the authorization back?", Final: ends, Request: asks[Revoke]()},
		{Event: workflow.GiveBack, Done: "Given back", Label: "Give back unanswered", Title: "Give the case back?", Request: asks[GiveBack](), Final: "The case ends here, without an opinion, and cannot be opened again. Clinic, patient, specialist and readers are told where an address is known; what was written stays here and is sent to nobody. A fee is charged only where a review was performed."},
		{
			Event: workflow.RefuseLocation, Done: "Location refused", Label: "Refuse the location", Title: "Refuse the location?", Request: asks[RefuseLocation](),
			Final: "The case ends, and everything about the person is destroyed. This cannot be undone.",
			Means: "Ends and erases a case whose place the rules leave open.",
		},
		{
			Event: Assign, Done: "Given to a coordinator", Label: "Give to a coordinator", Title: "Who looks after it?", Request: asks[Assigned](),
			Means: "No event: whose the case is at the desk; without a person nobody’s in particular. The note hands it over. It decides nothing about who may do what.",
		},
		{
			Event: FinishTask, Done: "Task done", Label: "Done", Title: "What was done?", Request: asks[FinishedTask](),
			Means: "No event: a task that only a person can say is done, with who and when, and a row of the audit.",
		},
		{
			Event: PutOffTask, Done: "Task tried", Label: "Try again later", Title: "When is it tried again?", Request: asks[TriedTask](),
			Means: "No event: what came of it, and when it is due again; without a time on the next day of the office.",
		},
		{
			Event: RecordCall, Done: "Call", Label: "Log a call", Title: "What came of the call?", Request: asks[RecordedCall](),
			Means: "No event: whoever was telephoned, with the number, what came of it, what was said, and when it is tried again, which is a task then. What is wrong in an entry is said by another that names it.",
		},
		{
			Event: SendThingsBack, Done: "Sent back", Label: "Send back", Title: "How do they go back?", Request: asks[SendThings](),
			Means: "No event: slides, blocks, and discs that went back, one by one, with carrier and tracking number. With the last of them record-return follows where the case's state has it.",
		},
		{
			Event: PutThings, Done: "Put in another place", Label: "Put elsewhere", Title: "Where do they lie now?", Request: asks[PlaceThings](),
			Means: "No event: where slides, blocks, and discs lie.",
		},
		{
			Event: ConfirmArrival, Done: "Receipt of what went back", Label: "Arrived there", Title: "Who confirmed that they arrived?", Request: asks[ConfirmThings](),
			Means: "No event: what went back is where it belongs, and who says so.",
		},
		{
			Event: CorrectLabel, Done: "Label corrected", Label: "Correct the label", Title: "What stands on it?", Request: asks[CorrectThing](),
			Lead:  "What was written down before stays in the history, with who corrected it and why. Print its label again.",
			Means: "No event: what one slide, block, or disc is and what stands on it, where that was written down wrongly. What it was before is kept.",
		},
		{
			Event: AskTranslation, Done: "Translation asked for", Label: "Needs a translation", Title: "Which record needs a translation?", Request: asks[AskedTranslation](),
			Lead:  "Records must be in English, or come with a translation. Intake is complete once it is here and joined to its record. The clinic is written to at once; anybody else you ask yourself.",
			Means: "No event: a record is not in English, who was asked for its translation, and by when it is to be here, which is a task then. The clinic is told by a message where it is asked.",
		},
		{
			Event: JoinTranslation, Done: "Translation joined to its record", Label: "Its translation is here", Title: "Which record is the translation?", Request: asks[JoinedTranslation](),
			Means: "No event: one of the case’s records is the translation of another; whoever reads one sees both.",
		},
		{
			Event: NoTranslation, Done: "No translation needed", Label: "Needs none", Title: "Why does it need no translation?", Request: asks[NoTranslationNeeded](),
			Means: "No event: a record is in English, or a translation that was asked for is not needed, and why.",
		},
		{
			Event: TieRecords, Done: "Records told of what was declared", Label: "Say what it is", Title: "Which declared material is this?", Request: asks[TiedRecords](),
			Means: "No event by itself: which declared material records are of, none where none is chosen. What is no thing has arrived with them: record-material follows.",
		},
		{
			Event: LinkPartner, Done: "Partner linked", Label: "Link the partner", Title: "Which partner pays for this case?", Request: asks[LinkedPartner](),
			Lead:  "OSO knows no partner by that name. The partner’s own coordinator and administrator see the case from then on, and its prices hold.",
			Means: "No event: the partner who pays, where the case named one whom the service did not know. A charge that failed for want of one can be tried again.",
		},
		{
			Event: NoteTalk, Done: "Conference noted", Label: "Note a conference", Title: "What was talked over?", Request: asks[NotedTalk](),
			Lead:  "Kept in the case for who writes, approves and coordinates. The clinic does not see it; the author may put it into the letter.",
			Means: "No event: what specialists decided who talked the case over, with when and who. What is wrong in one is said by another that names it.",
		},
		{
			Event: RecordOutcome, Done: "Outcome recorded", Label: "Record the outcome", Title: "What became of the case?", Request: asks[TookOutcome](),
			Lead:  "As the physician said it by telephone. It takes the place of what was told before, and is counted apart from the case: nobody is measured by it.",
			Means: "No event: what became of diagnosis and treatment, who said it and when, kept as the message that a workstation would send.",
		},
		{Event: Letter, Done: "Message to the clinic", Label: "Write to the clinic", Request: asks[Message](), Means: "No event: a message and a row of the audit."},
	}
}
