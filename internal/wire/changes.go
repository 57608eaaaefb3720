package wire

import (
	"encoding/json"
	"time"

	"oso/internal/casefile"
	"oso/internal/seal"
)

// Changes is the answer of GET PathChanges: what happened for this clinic after
// the cursor, oldest first. The query is
//
//	after=N&epoch=E&nonce=X&limit=M&again=5,9&sequence=S&history=H&signature=Y
//
// nonce is random, 1 to 64 letters and digits; again are numbers, at most
// MaxAgain, of changes that the workstation could not read before; S and H (base64url)
// are the mark of its vault by now, and Y the device's signature over it
// (DomainSequence over MarkBytes) in base64url.
//
// A cursor moves on the signed Page alone, saved with what it stands for. Body
// is the PageBody, exactly the bytes that the page's hash is of.
type Changes struct {
	Page seal.Signed `json:"page"`
	Body []byte      `json:"body"`
}

// Page is what the issuing key signs (DomainChanges) over a page of the feed.
type Page struct {
	Format string `json:"format"` // oso/changes/v1
	// Epoch of the service's database. Where it is not the one that was asked
	// for, After is 0: the workstation asks for everything, and hands over again what
	// has no receipt of this epoch.
	Epoch  string  `json:"epoch"`
	Clinic string  `json:"clinic"`
	Device string  `json:"device"`
	Nonce  string  `json:"nonce"` // as it was asked: a page is good once
	After  int64   `json:"after"`
	Cursor int64   `json:"cursor"`
	More   bool    `json:"more"`
	Again  []int64 `json:"again,omitempty"` // numbers asked for that were looked up; one without a change has nothing to tell any more
	// Mark is what the service holds of the workstation's vault: it is told no earlier
	// one any more.
	Mark   *Mark     `json:"mark,omitempty"`
	Time   time.Time `json:"time"`
	SHA256 string    `json:"sha256"` // of Changes.Body
}

// MadeAt is when the page was signed.
func (p Page) MadeAt() time.Time { return p.Time }

// FormatPage is the value of Page.Format.
const FormatPage = "oso/changes/v1"

// PageBody holds the changes after the cursor, and those that were asked for
// again. Each is a Change, kept as the bytes that came.
type PageBody struct {
	Changes []json.RawMessage `json:"changes"`
	Again   []json.RawMessage `json:"again,omitempty"`
}

// MaxAgain bounds how many changes are asked for again at once.
const MaxAgain = 100

// ChangeKind says what a Change carries. One that is not known is kept as it
// came and passed over.
type ChangeKind string

const (
	ChangeStatus  ChangeKind = "status"  // Sealed: Status
	ChangeOpinion ChangeKind = "opinion" // Opinion
	ChangeMessage ChangeKind = "message" // Sealed: Message
	ChangePolicy  ChangeKind = "policy"  // Table: policy.Table
	ChangePrices  ChangeKind = "prices"  // Table: policy.Prices
	// ChangeAgreement brings the text of the patient's agreement that is signed from now
	// on. Table: intake.Text. A program of before it keeps it and passes it over.
	ChangeAgreement ChangeKind = "agreement"
	// ChangeGuide brings what cases need and ask, by the office's lists. Table:
	// intake.Guide.
	ChangeGuide ChangeKind = "guide"
)

// Change is one event. What it carries beyond these fields is kept with it. What concerns a case is sealed under its case key for
// PurposeChange at (case, kind, seq).
type Change struct {
	Seq     int64           `json:"seq"`
	Kind    ChangeKind      `json:"kind"`
	At      time.Time       `json:"at"`
	Case    casefile.CaseID `json:"case,omitempty"`
	Sealed  []byte          `json:"sealed,omitempty"`
	Opinion *OpinionNotice  `json:"opinion,omitempty"`
	Table   *seal.Signed    `json:"table,omitempty"`
	// Unreadable: the service itself cannot read what stands here now.
	Unreadable bool `json:"unreadable,omitempty"`
}

// PurposeChange is the purpose under which a Change's content is sealed.
const PurposeChange = "oso/change/v1"

// Status is where a case stands, for the clinic.
type Status struct {
	Reference  casefile.Reference `json:"reference"`
	State      CaseState          `json:"state"` // unknown ones are kept, and shown neutrally
	Since      time.Time          `json:"since"`
	ClockStart *time.Time         `json:"clock_start,omitempty"` // of the two weeks (R11)
	ClockDue   *time.Time         `json:"clock_due,omitempty"`
	Waiting    string             `json:"waiting,omitempty"` // clinic, patient, oso
	Note       string             `json:"note,omitempty"`    // for people: what is asked for, why it stands
	// Opened are the versions of the opinion whose opening is recorded,
	// Acknowledged those that need no acknowledgement any more. The workstation keeps
	// an act of the physician until it reads of it here: no other answer to it
	// is sealed or signed.
	Opened       []int `json:"opened,omitempty"`
	Acknowledged []int `json:"acknowledged,omitempty"`
	// Withheld are released versions that are not handed over (any more): the
	// workstation stops asking for them.
	Withheld []int `json:"withheld,omitempty"`
	// Revising is which further version is being written: addendum, correction.
	Revising string `json:"revising,omitempty"`
	// OutcomeAsked is since when the service waits to hear what became of the case;
	// absent once it knows.
	OutcomeAsked *time.Time `json:"outcome_asked,omitempty"`
	// Delivered are versions that reached the physician another way, by a
	// coordinator's record.
	Delivered []Delivered `json:"delivered,omitempty"`
	// Epoch of the service's database in which this was said.
	Epoch string `json:"epoch"`
}

// Delivered is one recorded delivery: of which version, and when it was recorded.
type Delivered struct {
	Version int       `json:"version"`
	At      time.Time `json:"at"`
}

// Message between coordinator and clinic about one case.
type Message struct {
	ID   string    `json:"id"`
	From string    `json:"from"` // name and role
	At   time.Time `json:"at"`
	Text string    `json:"text"`
	// Own: somebody at the clinic wrote it. Question: an answer is waited for, which
	// names this message. Re is the message that this one answers.
	Own      bool   `json:"own,omitempty"`
	Question bool   `json:"question,omitempty"`
	Re       string `json:"re,omitempty"`
	Asks            // of the clinic's own
}

// OpinionNotice says that an opinion can be fetched: its size, and its key
// for each of the physician's opening keys.
type OpinionNotice struct {
	Version    int                `json:"version"`
	Supersedes int                `json:"supersedes,omitempty"`
	SHA256     string             `json:"sha256"` // of the sealed package
	Size       int64              `json:"size"`
	Released   time.Time          `json:"released"`
	Keys       []OpinionKey       `json:"keys"`
	Reference  casefile.Reference `json:"reference"`
}

// OpinionKey is the opinion's key, deed.WrapOpinion at (case, version), to one
// opening key.
type OpinionKey struct {
	Opening string `json:"opening"` // id of the opening key
	Wrapped []byte `json:"wrapped"`
}
