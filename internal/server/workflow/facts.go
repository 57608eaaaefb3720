package workflow

import (
	"slices"
	"time"

	"oso/internal/server/principal"
)

// Credentials are what a specialist or over-reader must show (R5).
type Credentials struct {
	Active         bool
	Tenured        bool
	Licensed       bool
	BoardCertified bool
	Trainee        bool
	Until          int64 // unix ms at which they lapse; 0: no date recorded, which does not do
}

// Bar is why somebody may neither be offered a case, assigned to a review nor sign.
type Bar string

// Bars, as the pages name them.
const (
	Inactive     Bar = "inactive"
	NotTenured   Bar = "not-tenured"
	NotLicensed  Bar = "not-licensed"
	NotCertified Bar = "not-board-certified"
	InTraining   Bar = "trainee"
	PastDate     Bar = "licence-lapsed"
)

// Bars are all that speaks against a person at a time: the one rule of who may
// be assigned (property 5), whoever asks.
func (c Credentials) Bars(now time.Time) []Bar {
	var out []Bar
	for _, b := range []struct {
		is  bool
		why Bar
	}{
		{!c.Active, Inactive}, {!c.Tenured, NotTenured}, {!c.Licensed, NotLicensed}, {!c.BoardCertified, NotCertified},
		{c.Trainee, InTraining}, {c.Until <= now.UnixMilli(), PastDate},
	} {
		if b.is {
			out = append(out, b.why)
		}
	}
	return out
}

// Lapsed says whether the credentials are not good at a time.
func (c Credentials) Lapsed(now time.Time) bool { return len(c.Bars(now)) > 0 }

// Amended is in what a new sealed version differs from the one before it, as far
// as intake settled it once: that has to be settled again. What is read and
// judged instead (who the patient is, history, questions, records) is looked at
// by intake review, to which a case that is not offered yet goes back, and later
// by the author, who has to sign again over the newest version.
type Amended struct {
	Agreement Agreement // another one than before: Signed or Attested
	Elsewhere bool      // the patient lives, or tissue was taken, at another place
	Announced bool      // something is still to come that was not announced before
	NoCopy    bool      // the patient wants no copy any more (R53)
	Wanted    *Wanted   // another service or payer than the estimate was for
}

// Wanted is what is paid for, and by whom.
type Wanted struct {
	Kind      string // casefile.ServiceKind
	PayerKind string // casefile.PayerKind
	Partner   string // id, if it is known
}

// Facts are what the guards ask about besides the Status. Apply builds them
// inside its transaction: from the database, and from what the door has
// checked (see Command).
type Facts struct {
	Now    time.Time
	Role   principal.Role
	Actor  principal.Person // zero for System, a desk, and a patient without an account
	Reason string           // code, already known to be one of the event's

	// The acting person.
	ActorCred    Credentials
	IsPhysician  bool // the case's treating physician, or the one who stands in
	IsOverreader bool // has an over-read of this case
	Wrote        bool // has the case to write, or wrote a version of its opinion or a part of it
	Contributes  bool // writes or wrote a part of the opinion that stands
	Approves     bool // has a version to approve, or approved one

	// What a new case or a new sealed version says.
	Kind            string
	PayerKind       string
	Emergent        bool
	CourtesyCopy    bool
	WantsImaging    bool
	WantsPathology  bool
	Agreement       Agreement // Signed or Attested
	Amended         Amended
	Participation   bool     // the physician's participation statement is accepted
	AccountReady    bool     // portal: every field, password rule, e-mail confirmed
	LicenseKnown    bool     // confirmed by the acting coordinator, or by the enrollment code
	Location        Location // policy's answer now; empty: not asked again
	ForbidImaging   bool     // with Location
	ForbidPathology bool     // with Location

	// Materials.
	Declared     int64
	Outstanding  int64
	Unreturned   int64
	Untranslated int64 // records that wait for a translation (R15)
	Identified   bool  // matched to the case by two identifiers

	// Money.
	EstimateMade     bool
	ContractAccepts  bool // the partner's contract accepts estimates by itself
	IsPartnersAdmin  bool // of the partner who pays
	ChargeState      string
	WithdrawalIsFree bool // even after an over-read (price list)

	// Offers and over-reads.
	Named         principal.Person // who is offered, assigned or named
	Candidate     Credentials      // of that person
	OfClinic      bool             // a physician of the case's clinic
	NamedReads    bool             // has an over-read of this case
	NamedWrites   bool             // is offered the case, has it to write, or wrote a version
	NamedApproves bool             // has a version to approve, or approved one
	NamedLeads    bool             // is offered the case, or has it to write
	NamedPart     bool             // is asked for a part of the opinion, or writes or wrote one
	NamedDeclined bool             // said no to this case, or nothing, or it was taken back
	Conflict      bool             // of interest, of who is named or else acts: declared, now or at an earlier offer, or on the clinic's side
	OfferedTo     string
	Read          Read
	ReaderID      string // who the over-read is assigned to
	ReadDue       int64  // unix ms: until when its report is waited for; 0: it is not
	ReadDoubted   bool   // its report rests on a record that is another patient's
	ReadsDoubted  bool   // a final one does, of either kind
	ReadsAdded    bool   // one was added to since the opinion acted on was signed
	ReportSigned  bool
	Authorization bool // the patient's authorization has not run out

	// The part of the opinion acted on, and the others.
	Part       PartState
	PartOf     string // who was asked for it
	PartDue    int64  // unix ms: until when it, or an answer, is waited for
	PartSigned bool   // content and its author's signature are stored, the hash acted on is theirs
	PartsOpen  bool   // one that was asked for or accepted is not signed

	// The opinion acted on.
	Author          string
	Approver        string // who has taken it up
	AnswersComplete bool   // every question answered, or a reason given
	LimitsStated    bool
	OpinionSigned   bool // content and author's signature are stored
	SameBytes       bool // the hash acted on is the hash that was signed
	SameRecords     bool // signed over the newest sealed version of the case, and what is filed beside it
	OpinionVersion  int64
	Delivered       bool // its package was handed to a desk
	PackageStored   bool // approver's signature and release package are stored

	// Acts and evidence.
	ActVerified bool // signed by the physician's certified key, checked by the door
	Evidence    bool // hash of the evidence is given

	// After the opinion.
	OfPartner bool   // a partner is named in the case
	Placement string // how the last one stands; empty: none was asked for

	// Timers.
	TimerEntered int64 // what the timer carried
	TimerDue     time.Time

	event Event // filled by Next, for guards that several events share
}

// signers: who writes and signs for a kind of service. Imaging-only and
// pathology-only cases skip the consultant.
func signer(kind string) principal.Role {
	switch kind {
	case "imaging":
		return principal.Radiologist
	case "pathology":
		return principal.Pathologist
	}
	return principal.Specialist
}

func reader(r Read) principal.Role {
	if r == ImagingRead {
		return principal.Radiologist
	}
	return principal.Pathologist
}

// timerToken is what a timer for an event must carry to be the present one:
// the stay it was set in, or what else it is about.
func timerToken(e Event, s Status) int64 {
	switch e {
	case Breach:
		return s.ClockStart
	case CorrectionOverdue:
		return s.Version
	case Expire:
		return max(s.Entered, s.Acted)
	case Remind, Escalate:
		if s.Version > 1 { // each later version climbs by itself; below zero, to be no stay's
			return -s.Version
		}
	}
	return s.Entered
}

func oneOf[T comparable](v T, set ...T) bool { return slices.Contains(set, v) }
