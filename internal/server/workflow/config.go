package workflow

import (
	"slices"
	"time"

	"oso/internal/server/calendar"
)

// Config is what an owner may change without a change of the table. The zero
// value is not usable: begin with Defaults.
type Config struct {
	Clock             time.Duration // from completeness to release (R11)
	ClockEmergent     time.Duration
	OfferLimit        time.Duration // an offer without an answer
	OfferEmergent     time.Duration
	ReadLimit         time.Duration   // a report of an over-read from its assignment, a part of the opinion from its acceptance; in office days
	ReadEmergent      time.Duration   // of an emergent case, in hours
	Reminders         []time.Duration // after entering the state; then Escalate
	RemindersEmergent []time.Duration
	EscalateAfter     time.Duration // after the last reminder
	Expiry            time.Duration // of a stay before intake in which nothing happens
	OutcomeAfter      time.Duration // after closing
	RecordLimit       time.Duration // to answer a patient's request; 30 days at most
	AuthorizedFor     time.Duration // an authorization lasts from its signature
	GlassFor          time.Duration // a case is open under break-glass; 0: an hour
	WithdrawalIsFree  bool          // even after an over-read was performed
	// Office is where and when a working day is (R4).
	Office       *time.Location
	OfficeOpens  time.Duration // since midnight
	OfficeCloses time.Duration
	// Holidays are the office's, as its people entered and confirmed them: Apply
	// reads them when it reckons with them.
	Holidays calendar.Body
	// Reasons are the codes a person may choose from, by event. The words that
	// may go with one are sealed (Command.Note).
	Reasons map[Event][]string
}

const day = 24 * time.Hour

// ConflictOfInterest is the reason with which somebody has no part in a case from
// then on.
const ConflictOfInterest = "conflict-of-interest"

// Defaults are the values of docs/WORKFLOW.md. office is the time zone of the
// coordinators: US Eastern, or UTC where the system has no zone data.
func Defaults(office *time.Location) Config {
	return Config{
		Clock:             14 * day,
		ClockEmergent:     3 * day,
		OfferLimit:        2 * day,
		OfferEmergent:     6 * time.Hour,
		ReadLimit:         7 * day,
		ReadEmergent:      1 * day,
		Reminders:         []time.Duration{1 * day, 3 * day, 7 * day},
		RemindersEmergent: []time.Duration{4 * time.Hour, 1 * day},
		EscalateAfter:     1 * day,
		Expiry:            90 * day,
		OutcomeAfter:      21 * day,
		RecordLimit:       30 * day,
		AuthorizedFor:     365 * day,
		Office:            office,
		OfficeOpens:       8*time.Hour + 30*time.Minute,
		OfficeCloses:      17 * time.Hour,
		Reasons: map[Event][]string{
			DeclineParticipation: {"not-my-patient", "does-not-agree", "other"},
			WaiveMaterials:       {"not-obtainable", "not-needed", "other"},
			FindDeficient:        {"missing", "illegible", "not-english", "wrong-patient", "other"},
			ReopenIntake:         {"missing", "illegible", "not-english", "wrong-patient", "other"},
			RejectAgreement:      {"wrong-person", "no-authority", "not-signed", "other"},
			DecideLocation:       {"counsel-asked", "rule-found", "other"},
			SetEmergent:          {"physician-asked", "finding", "other"},
			NameCovering:         {"illness", "leave", "left-practice", "other"},
			DeclineOffer:         {"outside-specialty", "no-time", ConflictOfInterest, "other"},
			CancelOffer:          {"chosen-wrongly", "too-slow", "other"},
			DeclinePart:          {"outside-specialty", "no-time", ConflictOfInterest, "other"},
			RemovePart:           {"not-needed", "too-slow", "beyond-scope", ConflictOfInterest, "other"},
			Unassign:             {"credentials", "illness", ConflictOfInterest, "other"},
			OverreadNotAvailable: {"images-unusable", "slides-not-sent", "no-reader", "other"},
			RemoveOverread:       {"not-needed", "forbidden", "not-wanted", "other"},
			ReturnDraft:          {"question-missed", "unclear", "beyond-scope", "error", "other"},
			ReturnRevision:       {"question-missed", "unclear", "beyond-scope", "error", "other"},
			BeginCorrection:      {"error", "new-information", "wrong-patient", "other"},
			ReassignRevision:     {"credentials", "illness", "left-practice", "other"},
			DropRevision:         {"not-needed", "begun-by-mistake", "other"},
			WaiveCharge:          {"goodwill", "error", "hardship", "other"},
			Hold:                 {"patient-asked", "physician-away", "waiting-for-counsel", "other"},
			Withdraw:             {"patient-asked", "physician-asked", "travels-instead", "authorization-revoked", "other"},
			GiveBack:             {"no-specialist", "outside-scope", "materials-unusable", "other"},
		},
	}
}

// ReasonKnown says whether a code may be given for an event. Events that ask
// for no reason take any of their own codes or none.
func (c Config) ReasonKnown(e Event, code string) bool {
	return code == "" || slices.Contains(c.Reasons[e], code)
}

// timer says which event is due when, for a timer asked for at now by the
// status after an event. A Remind becomes Escalate when the days are used up.
// ok is false where there is nothing to set.
func (c Config) timer(e Event, s Status, now time.Time) (event Event, due time.Time, ok bool) {
	pick := func(normal, emergent time.Duration) time.Time {
		if s.Emergent {
			return now.Add(emergent)
		}
		return now.Add(normal)
	}
	switch e {
	case OfferTimeout:
		return e, pick(c.OfferLimit, c.OfferEmergent), s.State == Offered
	case OverreadOverdue:
		return e, c.readDue(s, now), true
	case Breach:
		return e, c.breach(s), s.ClockStart > 0
	case Expire:
		return e, now.Add(c.Expiry), true
	case AskOutcome:
		return e, now.Add(c.OutcomeAfter), true
	case CorrectionOverdue:
		return e, c.Calendar().DayAfter(now), s.Correction == AckPending
	case Remind:
		days := c.Reminders
		if s.Emergent {
			days = c.RemindersEmergent
		}
		n := int(s.Reminders)
		switch {
		case n >= len(days):
			return Escalate, now.Add(c.EscalateAfter), true
		case n == 0:
			return e, now.Add(days[0]), true
		}
		return e, now.Add(days[n] - days[n-1]), true
	}
	return e, due, false
}

// Calendar is the office's.
func (c Config) Calendar() calendar.Calendar {
	return calendar.New(c.Office, c.OfficeCloses, c.Holidays)
}

// breach is when the clock of a status runs out, however long it has run: the
// two weeks in office days (R11); an emergent case's in hours, whatever day it is.
func (c Config) breach(s Status) time.Time {
	start := time.UnixMilli(s.ClockStart)
	if s.Emergent {
		return start.Add(c.ClockEmergent)
	}
	return c.Calendar().After(start, c.Clock)
}

// readDue is until when a report, or a part of the opinion, that is begun at now is
// waited for.
func (c Config) readDue(s Status, now time.Time) time.Time {
	if s.Emergent {
		return now.Add(c.ReadEmergent)
	}
	return c.Calendar().After(now, c.ReadLimit)
}

// ClockDays is how many office days the clock of a case has; 0 where it runs in hours.
func (c Config) ClockDays(started time.Time, emergent bool) int {
	if emergent {
		return 0
	}
	return c.Calendar().Days(started, c.Clock)
}
