package workflow

import "oso/internal/server/principal"

// Audience of a notice. Patient means the representative where there is one.
type Audience string

const (
	ToPatient     Audience = "patient"
	ToPhysician   Audience = "physician"
	ToCoordinator Audience = "coordinator"
	ToSpecialist  Audience = "specialist"  // the one offered or assigned
	ToReader      Audience = "reader"      // the over-readers and contributors whom it concerns
	ToAsker       Audience = "asker"       // who asked the question: the specialist, an over-reader or a contributor
	ToOffered     Audience = "offered"     // whose open offer ends with the event
	ToLead        Audience = "lead"        // who writes the opinion, where somebody does
	ToContributor Audience = "contributor" // whose part of the opinion it is about
	ToApprover    Audience = "approver"
	ToBilling     Audience = "billing"
	ToPayer       Audience = "payer" // the patient, or the partner's administrators
)

// words is the audience in whose words a notice is written, as its row says it:
// those who write and read for the service share theirs.
func (a Audience) words() Audience {
	switch a {
	case ToReader, ToAsker, ToOffered, ToLead, ToContributor:
		return ToSpecialist
	}
	return a
}

// Notice is a message that a row sends: the name of a template of package
// notify, and to whom. None carries health data.
type Notice struct {
	Name string
	To   Audience
}

// Money is what a row does about it.
type Money string

const (
	NoMoney        Money = ""
	FreezeEstimate Money = "estimate frozen"
	OrderCharge    Money = "charge ordered, once a case"
	OrderFee       Money = "fee ordered if an over-read was performed, once a case"
	OrderRetry     Money = "the same charge is tried again"
	WaiveTheCharge Money = "charge waived"
)

// Task is something for a person that no state shows. It is opened under its
// kind and done when a row Ends that kind.
type Task struct {
	Kind string
	Role principal.Role
}

// Task kinds.
const (
	TaskCheckLicense  = "check-licence"
	TaskCallDoctor    = "call-doctor"       // reminders used up
	TaskCriticalCall  = "critical-call"     // telephone at once
	TaskCorrection    = "correction-call"   // unacknowledged after one working day
	TaskRecordRequest = "record-request"    // has a limit
	TaskPostLetter    = "post-letter"       // the patient has no e-mail address (package notify)
	TaskMailFailed    = "mail-failed"       // a mail was refused for good
	TaskMisfiled      = "misfiled"          // another patient's record was in the case
	TaskCorrectLetter = "correct-letter"    // a released one rests on another patient's record
	TaskLinkPartner   = "link-partner"      // a partner pays whom the service does not know
	TaskCallAgain     = "call-again"        // promised at a call
	TaskReviewGlass   = "review-glass"      // somebody took the case under break-glass
	TaskRead          = "read-message"      // the clinic wrote
	TaskAskMaterials  = "ask-materials"     // what was found wanting is asked for again
	TaskTranslation   = "await-translation" // it was to be here on that day
	TaskFurther       = "further-questions" // of a released opinion: an addendum answers them
	TaskOverread      = "overread-late"     // a review's report is not there
	TaskPart          = "part-late"         // a part of the opinion is not there
	TaskAddendum      = "read-addendum"     // a review was added to after the letter was out
)

// TaskAct is the act by which a kind of task is done; empty: none, a person says
// that it was.
func TaskAct(kind string) Event {
	switch kind {
	case TaskCheckLicense:
		return CheckLicense
	case TaskCriticalCall:
		return LogCall
	case TaskCorrection:
		return AcknowledgeCorrection
	case TaskRecordRequest:
		return Deliver
	case TaskOverread:
		return AssignOverread
	case TaskPart:
		return RemovePart
	}
	return ""
}

// Effect changes tracks. It may read the facts and never fails.
type Effect struct {
	Name string
	Do   func(*Status, Facts)
}

// To says where a row leads.
type To string

const (
	Same To = "same" // the state stays; only tracks change
	Back To = "back" // to the state that was held
)

// Rule is one row of the table: in any of the From states, Event by one of
// Roles leads To, if every guard holds. (state, event) is unique over all rows.
type Rule struct {
	From    []State
	Event   Event
	To      To // a State, Same or Back
	Roles   []principal.Role
	Reason  bool // a reason's code must be given
	Guards  []Guard
	Effects []Effect
	Notices []Notice
	First   []Notice // sent too where the current version was not opened before
	Tasks   []Task
	Ends    []string // kinds of tasks that are done with this
	Timers  []Event  // set by this row, besides those of the state it enters
	Money   Money
	Then    []Event // tried at once by the program, in the same transaction; a guard that does not hold ends it quietly
	Erases  bool    // everything about the person is destroyed
	// Evidence is what the audit row's hash points at.
	Evidence string
}

// StayTimers are set whenever a case enters the state, and carry the stay: one
// that comes late is refused and does nothing. Expire is set anew by every act
// of a person, too.
func StayTimers(s State) []Event {
	switch s {
	case Registered, Preparing:
		return []Event{Expire}
	case AwaitingPhysician, AwaitingMaterials:
		return []Event{Remind, Expire}
	case Offered:
		return []Event{OfferTimeout}
	case Released:
		return []Event{Remind}
	case Closed:
		return []Event{AskOutcome}
	}
	return nil
}

// Table is every row, in the order of the pipeline. The rows are made anew for
// each caller; a change to them changes nothing.
func Table() []Rule {
	var t []Rule
	t = append(t, intakeRules()...)
	t = append(t, trackRules()...)
	t = append(t, reviewRules()...)
	t = append(t, findingRules()...)
	t = append(t, panelRules()...)
	t = append(t, releaseRules()...)
	t = append(t, billingRules()...)
	t = append(t, revisionRules()...)
	t = append(t, arrangementRules()...)
	return append(t, endRules()...)
}
