package acts

import (
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// These are no events, as workflow.DateMoved, and stand in the audit: that
// somebody looked at a study or took its files away, wrote from the clinic, ticked
// a check before approval or took that back, said what was missing for an answer.
const (
	Opened workflow.Event = "open-study"

	BrokeGlass    workflow.Event = "break-glass"    // a case was taken for a stated reason
	GlassSaw      workflow.Event = "glass-saw"      // what was looked at then; the reason says which page
	GlassEnded    workflow.Event = "glass-ended"    // before its time
	GlassReviewed workflow.Event = "glass-reviewed" // by a second person
	HeldLegally   workflow.Event = "legal-hold"
	HoldLifted    workflow.Event = "legal-hold-lifted"
	Purged        workflow.Event = "purge"

	OpenedRecord workflow.Event = "open-record" // of one that a coordinator filed
	MovedRecord  workflow.Event = "move-record" // out of the case again
	Printed      workflow.Event = "print-sheet" // a separator sheet
	Taken                       = workflow.Event(rights.TakeStudy)
	Replied                     = workflow.Event(rights.Reply)
	Ticked       workflow.Event = "tick-check"
	Unticked     workflow.Event = "untick-check"
	Lacked                      = workflow.Event(rights.SayLacked)
)

// elsewhere are events that the clinic's desk, the patient or the program bring
// about: the console only tells of them.
func elsewhere() []Act {
	return []Act{
		{Event: workflow.Register, Done: "Registered"},
		{Event: workflow.Receive, Done: "Received from the clinic"},
		{Event: workflow.AskDoctor, Done: "Doctor invited"},
		{Event: workflow.AcceptParticipation, Done: "Doctor takes part"},
		{Event: workflow.DeclineParticipation, Done: "Doctor declined"},
		{Event: workflow.Submit, Done: "Request submitted"},
		{Event: workflow.Amend, Done: "New version from the clinic"},
		{Event: workflow.OfferTimeout, Done: "Offer timed out"},
		{Event: workflow.OfferBackup, Done: "Offered to the next"},
		{Event: workflow.Access, Done: "Opened by the physician"},
		{Event: workflow.AccessSuperseded, Done: "Older version opened"},
		{Event: workflow.Complete, Done: "Completed"},
		{Event: workflow.ChargeSucceeded, Done: "Charged"},
		{Event: workflow.ChargeFailed, Done: "Charge refused"},
		{Event: workflow.AskOutcome, Done: "Outcome asked"},
		{Event: workflow.DoubtOverread, Done: "Review in doubt"},
		{Event: workflow.OverreadOverdue, Done: "Review not there in time"},
		{Event: workflow.PartOverdue, Done: "Part not there in time"},
		{Event: workflow.CorrectionOverdue, Done: "Correction not acknowledged in time"},
		{Event: workflow.Remind, Done: "Reminder sent"},
		{Event: workflow.Escalate, Done: "Reminders used up"},
		{Event: workflow.Breach, Done: "Two weeks over"},
		{Event: workflow.Expire, Done: "Lapsed"},
		{Event: workflow.DateMoved, Done: "Date moved by the office’s holidays"},
		{Event: Opened, Done: "Images of a study opened"},
		{Event: OpenedRecord, Done: "A filed record opened"},
		{Event: MovedRecord, Done: "A filed record taken out"},
		{Event: Printed, Done: "Separator sheet printed"},
		{Event: Replied, Done: "Message from the clinic"},
		{Event: Taken, Done: "Files of a study saved as a ZIP"},
		{Event: BrokeGlass, Done: "Taken under break-glass"},
		{Event: GlassSaw, Done: "Seen under break-glass"},
		{Event: GlassEnded, Done: "Break-glass ended"},
		{Event: GlassReviewed, Done: "Break-glass reviewed"},
		{Event: HeldLegally, Done: "Legal hold placed"},
		{Event: HoldLifted, Done: "Legal hold lifted"},
		{Event: Purged, Done: "Erased after its time"},
		{Event: Ticked, Done: "Looked over before approval"},
		{Event: Unticked, Done: "Tick before approval taken back"},
		{Event: Lacked, Done: "Said what would have changed the answer"},
	}
}
