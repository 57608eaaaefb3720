package workflow

// Event is what happens to a case. Names are stored in the audit: add, never
// rename. Who may bring one about, when, and what follows is in the table.
type Event string

// Beginning and preparing a case.
const (
	Register             Event = "register"              // a patient, at the portal
	Receive              Event = "receive"               // a clinic's sealed case
	RefuseLocation       Event = "refuse-location"       // the place is closed to the service
	AskDoctor            Event = "ask-doctor"            // the patient invites the treating physician
	AcceptParticipation  Event = "accept-participation"  // the physician takes part and keeps responsibility
	DeclineParticipation Event = "decline-participation" // the physician will not take part
	CheckLicense         Event = "check-licence"         // license confirmed: by hand, or by the enrollment code
	Submit               Event = "submit"                // the request, with the list of materials
	RecordMaterial       Event = "record-material"       // something arrived and was matched to the case
	WaiveMaterials       Event = "waive-materials"       // go on without what is outstanding
	FindDeficient        Event = "find-deficient"        // missing, illegible, not English, wrong patient
	FindComplete         Event = "find-complete"         // intake is done: triage, and the clock starts
	ReopenIntake         Event = "reopen-intake"         // triage found that something is missing
	Amend                Event = "amend"                 // the physician sealed a new version
	CheckAgreement       Event = "check-agreement"       // the agreement attested at the desk is in order
	RejectAgreement      Event = "reject-agreement"      // it is not: a new version has to bring another
	DecideLocation       Event = "decide-location"       // a coordinator decided what the table left open
	SetEstimate          Event = "set-estimate"          // the estimate goes to the named payer
	AcceptEstimate       Event = "accept-estimate"       // the payer accepts, or the contract does
	DeclineCopy          Event = "decline-copy"          // no courtesy copy for the patient
	SetEmergent          Event = "set-emergent"          // shorter limits from here on
	NameCovering         Event = "name-covering"         // another physician stands in
	RequestRecord        Event = "request-record"        // the patient's legal right to the record
)

// From triage to release.
const (
	Offer                Event = "offer"
	AcceptOffer          Event = "accept-offer"
	DeclineOffer         Event = "decline-offer"
	OfferTimeout         Event = "offer-timeout"
	OfferBackup          Event = "offer-backup" // to whom the coordinator named as the next
	CancelOffer          Event = "cancel-offer"
	Unassign             Event = "unassign" // take the case from the specialist again
	OrderOverread        Event = "order-overread"
	AssignOverread       Event = "assign-overread"
	FinalizeOverread     Event = "finalize-overread"
	AddToOverread        Event = "add-to-overread"  // an addendum to a final report
	DoubtOverread        Event = "doubt-overread"   // another patient's record was beside it
	OverreadOverdue      Event = "overread-overdue" // the reader's limit ran out
	OverreadNotAvailable Event = "overread-not-available"
	RemoveOverread       Event = "remove-overread"
	AskPart              Event = "ask-part"    // of the opinion, of another than its lead
	AcceptPart           Event = "accept-part" // who was asked writes it
	DeclinePart          Event = "decline-part"
	SignPart             Event = "sign-part"        // by who wrote it
	ReturnPart           Event = "return-part"      // by the lead, with what should change
	RemovePart           Event = "remove-part"      // from the opinion, kept in the case
	PartOverdue          Event = "part-overdue"     // the limit of an answer or of the part itself ran out
	AskQuestion          Event = "ask-question"     // specialist to coordinator
	ForwardQuestion      Event = "forward-question" // coordinator to physician
	AnswerQuestion       Event = "answer-question"
	RaiseCritical        Event = "raise-critical"
	LogCall              Event = "log-call"
	AcknowledgeCritical  Event = "acknowledge-critical"
	SignDraft            Event = "sign-draft"
	TakeUp               Event = "take-up"
	ReturnDraft          Event = "return-draft"
	Approve              Event = "approve"
)

// After release.
const (
	Access                Event = "access"            // the physician's signed act on the current version
	AccessSuperseded      Event = "access-superseded" // the same on a version that has a successor
	Deliver               Event = "deliver"           // a coordinator's recorded delivery with evidence
	ReissueOpinion        Event = "reissue-opinion"   // to a physician's new keys, or to who stands in
	Complete              Event = "complete"
	ChargeSucceeded       Event = "charge-succeeded"
	ChargeFailed          Event = "charge-failed"
	RetryCharge           Event = "retry-charge"
	WaiveCharge           Event = "waive-charge"
	RecordReturn          Event = "record-return" // slides and discs went back
	Close                 Event = "close"
	AskOutcome            Event = "ask-outcome"
	AskAddendum           Event = "ask-addendum"
	BeginCorrection       Event = "begin-correction"
	ReassignRevision      Event = "reassign-revision" // its author is gone: another specialist writes it
	SignRevision          Event = "sign-revision"
	TakeUpRevision        Event = "take-up-revision"
	ReturnRevision        Event = "return-revision"
	ApproveRevision       Event = "approve-revision"
	DropRevision          Event = "drop-revision"
	AcknowledgeCorrection Event = "acknowledge-correction"
	CorrectionOverdue     Event = "correction-overdue"
	RequestPlacement      Event = "request-placement" // at a hospital, of a partner's member (R43)
	ArrangePlacement      Event = "arrange-placement"
	DeclinePlacement      Event = "decline-placement"
	HandOffVideo          Event = "hand-off-video" // to a third party, by its own agreement (R9)
)

// At any time: clocks, pauses and ends.
const (
	Remind   Event = "remind"
	Escalate Event = "escalate" // the reminders are used up: a coordinator's task
	Breach   Event = "breach"   // the two-week clock ran out
	Expire   Event = "expire"
	Hold     Event = "hold"
	Resume   Event = "resume"
	Withdraw Event = "withdraw"
	Revoke   Event = "revoke" // the patient takes the authorization back
	GiveBack Event = "cannot-answer"
)
