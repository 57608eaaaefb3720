package workflow

import (
	"time"

	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// Command asks for one event on one case. Only the fields that the event needs
// are filled; what is not named here Apply reads from the database itself.
type Command struct {
	CaseID string
	Event  Event
	Actor  principal.Actor // as the door authenticated it; Apply reads the person anew
	Now    time.Time       // the server's clock
	Device time.Time       // the device's clock; zero: none
	Expect int64           // Status.Seq the person was looking at; 0: not checked

	Reason string // a code of Config.Reasons[Event]
	Note   []byte // words that go with it, sealed under the case key
	// Object is the SHA-256, as hex, of what was acted on: the table's Evidence
	// column says of what. For acts on an opinion it is the hash of the
	// canonical bytes the person saw, and is compared with what was signed.
	Object string

	New     *NewCase // Register, Receive, and RefuseLocation of a case that does not exist yet
	Place   *Place   // policy's answer: Register, Receive, Amend, RefuseLocation; FindComplete, DecideLocation, OrderOverread and AssignOverread, where asked again (R12)
	Amended Amended  // Amend: in what the new version differs
	// AgreedAt is when the patient signed the agreement that this brings
	// (Register, Receive, Amend): the authorization runs from then.
	AgreedAt time.Time

	// PhysicianID names the physician who is asked (AskDoctor).
	PhysicianID string
	// Participates: the door has the physician's participation statement
	// (Receive, AcceptParticipation).
	Participates bool
	// LicenseKnown: the acting coordinator has confirmed it (CheckLicense). For
	// System the physician's licence_checked_at counts.
	LicenseKnown bool
	// AccountReady: every field, password rule, e-mail confirmed (Register).
	AccountReady bool
	// Identified: matched by two identifiers, or named in a verified manifest
	// (RecordMaterial).
	Identified bool
	// ActVerified: Act is a signed act of access over Object, and its signature,
	// certificate and case were verified (Access, AccessSuperseded).
	ActVerified bool
	Act         []byte // stored as it is: the signed act, or the sealed evidence of a delivery

	PersonID string // who is offered, assigned, asked or named (Offer, AssignOverread, AskPart, NameCovering, ReassignRevision)
	Conflict bool   // a conflict of interest is declared
	Synopsis []byte // sealed, for the specialist (Offer)
	Fits     string // by which of the person's specialties it is theirs (Offer)
	// Backup is asked when PersonID declines or does not answer (Offer).
	Backup    *Backup
	Read      Read   // which over-read
	PartID    string // which part of the opinion; AskPart: its new id
	About     []byte // sealed: its heading, and what who is asked decides by (AskPart)
	OpinionID string // the opinion acted on; empty: the newest
	Finding   []byte // sealed (RaiseCritical; with LogCall, what was said)
	Estimate  *Estimate

	Timer *Timer // what a timer job carried
}

// NewCase is what the first event stores. Sealed fields are ciphertext under
// the case key; for a refused location they are not stored.
type NewCase struct {
	Reference   string // ten digits, from db.NewReference
	ClinicID    string
	PhysicianID string
	PartnerID   string
	Kind        string // casefile.ServiceKind
	PayerKind   string // casefile.PayerKind
	Emergent    bool
	Copy        bool // courtesy copy wanted
	Imaging     bool // formal over-reads asked for
	Pathology   bool
	Agreement   Agreement // Signed or Attested
	Emailable   bool      // the patient's address is there and confirmed by its owner
	Materials   []Material

	KeyWrapped []byte // the case key, wrapped by the master key
	Summary    []byte // sealed
	Document   []byte // sealed
	Contact    []byte // sealed
	AgreementS []byte // sealed bytes of the agreement as signed
}

// Material is one declared thing (R31, R33).
type Material struct {
	ID          string
	Kind        string // casefile.MaterialKind
	Channel     string // casefile.Channel
	Physical    bool
	Arrived     bool   // it came with the sealed case
	Description []byte // sealed
}

// Place is policy's decision about where the patient lives and tissue was taken.
type Place struct {
	Answer          Location // Allowed, Check or Refused
	ForbidImaging   bool
	ForbidPathology bool
	Rule            string // version of the table that said so
}

// Estimate is what the named payer is asked to accept. Lines whose Code is
// ImagingLine or PathologyLine are charged only if that over-read was performed,
// WithdrawalFee only if the case ends early after one.
type Estimate struct {
	Lines    []Line
	Currency string // ISO 4217
}

// Line is one line of an estimate or a charge.
type Line struct {
	Code  string `json:"code"`
	Cents int64  `json:"cents"`
}

// Codes of lines that depend on what was performed and how the case ended.
// They are policy's items.
const (
	ImagingLine   = "imaging-review"
	PathologyLine = "pathology-review"
	WithdrawalFee = "withdrawal-fee"
)

// Backup is who is offered a case next, with what is shown then.
type Backup struct {
	PersonID string
	Synopsis []byte // sealed, for that person
	Fits     string
}

// Timer is the payload of a timer job.
type Timer struct {
	Event Event  `json:"event"`
	Token int64  `json:"token"`
	Due   int64  `json:"due"`            // unix ms
	Read  Read   `json:"read,omitempty"` // OverreadOverdue: of which
	Part  string `json:"part,omitempty"` // PartOverdue: of which, an id
}

// Kinds of the jobs that Apply puts into the outbox. The payload of JobTimer
// is a Timer, of JobNotice {"id"} of a notices row, of JobCharge {"id"} of a
// charges row; JobErase (Erase) has none and means: delete the doomed
// blobs, then db.DB.Checkpoint.
const (
	JobTimer  = "timer"
	JobNotice = "notice"
	JobCharge = "charge"
	JobErase  = "erase"
)

// TimerCommand is the command that a timer job's worker applies. Refused then
// means that the case has moved on, and the job is done; TooMany that the timer
// came before it is due, and has to come again then.
func TimerCommand(caseID string, t Timer, now time.Time) Command {
	return Command{CaseID: caseID, Event: t.Event, Actor: principal.TheProgram(), Now: now, Timer: &t, Read: t.Read, PartID: t.Part}
}

// StatusOf reads the status out of a case's row.
func StatusOf(c db.Case) Status {
	return Status{
		State: State(c.State), Return: State(c.ReturnState),
		Participation: Participation(c.Participation), Agreement: Agreement(c.Agreement), Location: Location(c.Location),
		Materials: Materials(c.Materials), Imaging: Overread(c.ImagingRead), Pathology: Overread(c.PathologyRead),
		Billing: BillingTrack(c.Billing), Query: Query(c.Query), Critical: Critical(c.Critical),
		Correction: Correction(c.Correction), Revision: Revision(c.Revision), RecordRequest: RecordRequest(c.RecordRequest),
		Kind: c.Kind, PayerKind: c.PayerKind, ForbidImaging: c.ForbidImaging, ForbidPathology: c.ForbidPathology,
		Emergent: c.Emergent, CourtesyCopy: c.CourtesyCopy, Breached: c.Breached,
		Reminders: c.Reminders, Version: c.Version, Unread: c.Unread, SealVer: c.SealVersion,
		Seq: c.Seq, Entered: c.EnteredSeq, Acted: c.ActedSeq, ClockStart: c.ClockStarted,
		Specialist: c.SpecialistID, Covering: c.CoveringID,
	}
}
