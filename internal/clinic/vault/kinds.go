package vault

import (
	"time"

	"oso/internal/casefile"
)

// Kind is what a row holds. The list is short and ours: a kind stands in the
// clear, so it may never tell about a patient.
type Kind string

// Kinds of rows below a case, sealed under the case key.
const (
	KindSection   Kind = "section"   // one section of the case document; id: its name
	KindAgreement Kind = "agreement" // the agreement and its evidence
	KindDecision  Kind = "decision"  // what a person decided about a finding
	KindRecord    Kind = "record"    // a Record; written by Batch
	KindSealed    Kind = "sealed"    // one sealed version: the signed manifest
	KindEvent     Kind = "event"     // what happened to the case, for its history
	KindOpinion   Kind = "opinion"   // an opinion's package and its state
	KindReceipt   Kind = "receipt"   // the service's signed receipt
	KindMessage   Kind = "message"   // to and from the coordinators
	KindDraft     Kind = "draft"     // anything else the desk keeps of a case
	KindImport    Kind = "import"    // an Import: what was met, what of it did not come in and why, whether it ended
	KindAhead     Kind = "ahead"     // an Ahead: what an import found before it read
)

// Kinds of rows of the vault itself, sealed under the vault key.
const (
	KindServer    Kind = "server"    // what enrolment brought: addresses, trust
	KindDevice    Kind = "device"    // the device key, see DeviceKey
	KindCursor    Kind = "cursor"    // how far the exchange has come
	KindTable     Kind = "table"     // location and price tables, agreement texts
	KindOutbox    Kind = "outbox"    // what is to be sent; nothing that opens data
	KindTombstone Kind = "tombstone" // a Tombstone; written by Discard
	KindSetting   Kind = "setting"   // the desk's own settings
	KindNotice    Kind = "notice"    // a Notice
	KindHeld      Kind = "held"      // what came from the service and could not be read, as it came
	KindWanted    Kind = "wanted"    // an opinion that is still to be fetched
)

// Kinds that only this package writes.
const (
	kindHead    Kind = "head"     // a case's Head
	kindSet     Kind = "set"      // which rows a case, or the vault, has
	kindCaseKey Kind = "case-key" // the case key and the name of its record database
	kindRoot    Kind = "root"     // which cases the vault has
	kindKit     Kind = "kit"      // the recovery kit's public opening key
	kindHistory Kind = "history"  // what the service was told of the vault's history

	// In the vault's set, for rows of the other tables; see tables.go.
	entryUser     Kind = "user"
	entrySlot     Kind = "slot"
	entryHandover Kind = "hand-over"
)

// codes stand for kinds in a set. Never reuse a number.
func codes() map[Kind]byte {
	return map[Kind]byte{
		KindSection: 1, KindAgreement: 2, KindDecision: 3, KindRecord: 4, KindSealed: 5, KindEvent: 6,
		KindOpinion: 7, KindReceipt: 8, KindMessage: 9, KindDraft: 10, KindImport: 11, KindAhead: 12,
		KindServer: 64, KindDevice: 65, KindCursor: 66, KindTable: 67, KindOutbox: 68, KindTombstone: 69, KindSetting: 70, KindNotice: 71,
		kindHistory: 95, kindKit: 96, entryUser: 97, entrySlot: 98, entryHandover: 99,
		KindHeld: 72, KindWanted: 73,
	}
}

// firstVaultCode divides codes: below it are kinds of a case.
const firstVaultCode = 64

// inCase tells whether rows of the kind hang on a case.
func (k Kind) inCase() bool {
	c := codes()[k]
	return c > 0 && c < firstVaultCode
}

// open tells whether callers may write rows of the kind.
func (k Kind) open() bool {
	switch k {
	case KindRecord, KindDevice, KindTombstone, kindKit, kindHistory, entryUser, entrySlot, entryHandover:
		return false
	}
	return codes()[k] != 0
}

// Head is what a list shows of a case. Vault keeps ID, Version, Created,
// Updated, Records and Bytes; the rest is the caller's.
type Head struct {
	ID      casefile.CaseID `json:"-"`
	Version int64           `json:"-"` // grows with every change below the case

	Name         string               `json:"name"`             // Latin form, for display
	Native       string               `json:"native,omitempty"` // the native form, any script
	Sex          casefile.Sex         `json:"sex,omitempty"`
	BirthDate    string               `json:"birth_date,omitempty"` // YYYY-MM-DD
	Topic        string               `json:"topic,omitempty"`      // what it is about, one line
	Physician    string               `json:"physician,omitempty"`
	State        casefile.State       `json:"state"`
	Reference    casefile.Reference   `json:"reference,omitempty"`
	ServerState  string               `json:"server_state,omitempty"` // as the service sent it
	Problems     int                  `json:"problems,omitempty"`     // errors left before the seal
	Emergent     bool                 `json:"emergent,omitempty"`
	Unread       bool                 `json:"unread,omitempty"` // something came that nobody has looked at
	WaitingSince *time.Time           `json:"waiting_since,omitempty"`
	Service      casefile.ServiceKind `json:"service,omitempty"`
	Questions    []string             `json:"questions,omitempty"`     // for the search box
	Agreed       bool                 `json:"agreed,omitempty"`        // the agreement is signed
	Decisions    int                  `json:"decisions,omitempty"`     // findings that wait for a person
	Opinion      OpinionState         `json:"opinion,omitempty"`       // of the newest version here
	Opened       []int                `json:"opened,omitempty"`        // versions of the opinion whose opening the service has
	Acknowledged []int                `json:"acknowledged,omitempty"`  // and those that it wants no acknowledgement of any more
	CopyDeclined bool                 `json:"copy_declined,omitempty"` // no courtesy copy (R19)
	Request      string               `json:"request,omitempty"`       // what OSO asks the clinic for
	ClockStart   *time.Time           `json:"clock_start,omitempty"`   // of the two weeks (R11)
	ClockEnd     *time.Time           `json:"clock_end,omitempty"`     // released, or ended otherwise
	SentBytes    int64                `json:"sent_bytes,omitempty"`    // of the newest sealed version
	TotalBytes   int64                `json:"total_bytes,omitempty"`
	Created      time.Time            `json:"created"`
	Updated      time.Time            `json:"updated"`
	// What was sealed and what the service answered last, kept by Put: whether
	// something is to be sent is known without reading the case.
	SealedVersion   int    `json:"sealed_version,omitempty"`
	ReceivedVersion int    `json:"received_version,omitempty"`
	ReceivedEpoch   string `json:"received_epoch,omitempty"`

	Records int   `json:"records,omitempty"`
	Bytes   int64 `json:"bytes,omitempty"` // original bytes of all records
}

// Tombstone is what stays of a discarded case. Reason is a code or a sentence
// without patient data.
type Tombstone struct {
	Case   casefile.CaseID `json:"case"`
	At     time.Time       `json:"at"`
	By     string          `json:"by"`
	Reason string          `json:"reason"`
}

// Damage is one thing that was found changed, missing or put back. The JSON
// form is promised on the command line.
type Damage struct {
	Case   casefile.CaseID   `json:"case"`
	Record casefile.RecordID `json:"record"`
	What   string            `json:"what"`
}
