package workflow

// Participation of the treating physician.
type Participation string

const (
	NotAsked Participation = "none"
	Asked    Participation = "asked"
	Accepted Participation = "accepted" // takes part, license not checked yet
	Linked   Participation = "linked"   // license checked: may get the opinion
)

// Agreement and authorization of the patient.
type Agreement string

const (
	NoAgreement Agreement = "none"
	Signed      Agreement = "signed"   // on screen, or on paper with the scan here
	Attested    Agreement = "attested" // attested at the desk: a coordinator checks it
	Checked     Agreement = "checked"
	Rejected    Agreement = "rejected"
	Revoked     Agreement = "revoked" // nothing more is disclosed to anybody
)

// Location is policy's answer about the patient's place, and what came of it.
type Location string

const (
	Allowed Location = "allowed"
	Check   Location = "check"   // no rule names the place: a coordinator decides
	Decided Location = "decided" // decided by a coordinator
	Refused Location = "refused"
)

// Materials of the case as a whole; each material has its own row.
type Materials string

const (
	NoMaterials Materials = "none"
	Declared    Materials = "declared"
	Arriving    Materials = "arriving"
	Deficient   Materials = "deficient"
	Waived      Materials = "waived"
	InOrder     Materials = "in-order" // found complete
)

// Overread is a formal imaging or pathology review beside the opinion (R38).
type Overread string

const (
	NotOrdered   Overread = "none"
	Ordered      Overread = "ordered"
	Assigned     Overread = "assigned"
	Final        Overread = "final" // performed: this is what is charged
	NotAvailable Overread = "not-available"
	Removed      Overread = "removed"
)

// Read says which of the two over-reads an event is about.
type Read string

const (
	ImagingRead   Read = "imaging"
	PathologyRead Read = "pathology"
)

// BillingTrack is where the money stands.
type BillingTrack string

const (
	NoBilling        BillingTrack = "none"
	Estimated        BillingTrack = "estimated"
	EstimateAccepted BillingTrack = "accepted"
	Due              BillingTrack = "due" // charge ordered, not settled
	Charged          BillingTrack = "charged"
	Invoiced         BillingTrack = "invoiced"
	ChargeRefused    BillingTrack = "failed"
	ChargeWaived     BillingTrack = "waived"
)

// Query is the specialist's question on its way to the doctor and back.
type Query string

const (
	NoQuery    Query = "none"
	Posed      Query = "asked"
	WithDoctor Query = "with-doctor"
	Answered   Query = "answered"
)

// Critical finding: red until acknowledged.
type Critical string

const (
	NotCritical  Critical = "none"
	Raised       Critical = "raised"
	Called       Critical = "called"
	Acknowledged Critical = "acknowledged"
)

// Correction says whether the physician knows that a released version was wrong.
type Correction string

const (
	NoCorrection      Correction = "none"
	AckPending        Correction = "pending"
	AckOverdue        Correction = "overdue"
	CorrectionIsKnown Correction = "acknowledged"
)

// Revision is a further version of a released opinion on its way.
type Revision string

const (
	NoRevision         Revision = "none"
	AddendumOpen       Revision = "addendum"
	AddendumSigned     Revision = "addendum-signed"
	AddendumApproval   Revision = "addendum-approval"
	CorrectionOpen     Revision = "correction"
	CorrectionSigned   Revision = "correction-signed"
	CorrectionApproval Revision = "correction-approval"
)

// RecordRequest is the patient's legal right to ask for the record.
type RecordRequest string

const (
	NoRequest       RecordRequest = "none"
	RequestOpen     RecordRequest = "open"
	RequestAnswered RecordRequest = "answered"
)

// Status is everything about a case that the table reads and writes: the main
// state and the tracks beside it. The zero Status is a case that does not
// exist yet.
type Status struct {
	State  State
	Return State // where OnHold goes back to; else empty

	Participation Participation
	Agreement     Agreement
	Location      Location
	Materials     Materials
	Imaging       Overread
	Pathology     Overread
	Billing       BillingTrack
	Query         Query
	Critical      Critical
	Correction    Correction
	Revision      Revision
	RecordRequest RecordRequest

	Kind            string // casefile.ServiceKind
	PayerKind       string // casefile.PayerKind
	ForbidImaging   bool   // the place is closed to radiology review
	ForbidPathology bool
	Emergent        bool
	CourtesyCopy    bool
	Breached        bool // the two weeks ran out

	Reminders  int64  // sent in this stay
	Version    int64  // of the newest released opinion; 0: none
	Unread     bool   // the physician has not opened that version
	SealVer    int64  // of the newest sealed case version
	Seq        int64  // counts events
	Entered    int64  // Seq at which this stay in State began; timers carry it
	Acted      int64  // Seq of the last act of a person: a case in which things go on does not expire
	ClockStart int64  // unix ms; 0: not started
	Specialist string // who writes; empty until an offer is accepted
	Covering   string // physician who stands in
}

// beforeOffer: nobody was asked to write yet, wherever the case is held.
func (s Status) beforeOffer() bool {
	at := s.State
	if at == OnHold {
		at = s.Return
	}
	return oneOf(at, with(beforeTriage(), Triage)...)
}

// sameClock: the clock runs out when it did before.
func (s Status) sameClock(before Status) bool {
	return s.ClockStart == before.ClockStart && s.Emergent == before.Emergent
}

func (s *Status) read(r Read) *Overread {
	if r == ImagingRead {
		return &s.Imaging
	}
	return &s.Pathology
}

func (s Status) forbids(r Read) bool {
	return r == ImagingRead && s.ForbidImaging || r == PathologyRead && s.ForbidPathology
}

// settledRead: nothing is waited for any more.
func settledRead(o Overread) bool { return o != Ordered && o != Assigned }
