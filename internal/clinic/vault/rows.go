package vault

import (
	"strconv"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

// What stands in rows that more than one package reads. Ids are given with
// each type.

// Server is what enrolment brought. KindServer, id "server".
type Server struct {
	URL           string             `json:"url"`
	TLS           []byte             `json:"tls,omitempty"` // SHA-256 of the server's public key; empty: public authorities
	Trust         deed.Trust         `json:"trust"`
	Receiving     []deed.Certificate `json:"receiving"`
	Clinic        string             `json:"clinic"` // id
	ClinicName    string             `json:"clinic_name"`
	Device        string             `json:"device"`                // id
	DeviceCert    *deed.Certificate  `json:"device_cert,omitempty"` // renewed long before its end
	Demonstration bool               `json:"demonstration,omitempty"`
	Service       wire.Service       `json:"service"`
	Since         time.Time          `json:"since"`
	LastExchange  *time.Time         `json:"last_exchange,omitempty"`

	stored seal.VerifyKey // the root that the row names
}

// ServerID is the id of the one Server row.
const ServerID = "server"

// ReadServer reads the Server row; the error's kind is NotEnrolled before
// there is one. Trust is what the user who has the vault open believes: its
// root is that user's own, none where there is none yet, whatever the row says;
// then nothing that came from the service verifies. See Rooted and Unchanged.
func ReadServer(tx *Tx) (Server, error) {
	row, err := Get[Server](tx, KindServer, ServerID)
	if errs.Is(err, errs.NotFound) {
		err = errs.E(errs.NotEnrolled, "read enrolment", "This desk is not enrolled with OSO yet. Everything here is kept. Enrol with a code from your OSO coordinator.")
	}
	s := row.Value
	s.stored, s.Trust.Root = s.Trust.Root, tx.v.Root()
	return s, err
}

// Signature is how a user signs: the name as OSO certified it, else the
// sign-in name.
func (u User) Signature() string {
	var b deed.CertBody
	if u.Certificate != nil && seal.ReadBody(u.Certificate.Signed, &b) == nil && b.Name != "" {
		return b.Name
	}
	return u.Name
}

// Finding is something that import met and a person may have to decide on:
// one for each code and patient. KindDraft, id FindingID. Which of its records
// are decided is told by Decisions.
type Finding struct {
	Code     string              `json:"code"`
	Severity casefile.Severity   `json:"severity"`
	Message  string              `json:"message"`
	Patient  string              `json:"patient,omitempty"` // as the records have it, for people
	Compare  []Comparison        `json:"compare,omitempty"`
	Series   []string            `json:"series,omitempty"`
	Records  []casefile.RecordID `json:"records"`
	At       time.Time           `json:"at"`
}

// Comparison is one line of what the case says against what was found.
type Comparison struct {
	What    string `json:"what"` // name, birth_date, sex, number
	Case    string `json:"case"`
	Found   string `json:"found"`
	Differs bool   `json:"differs"`
}

// FindingID names the finding of a code about a patient: key is any stable
// text, only its hash is kept.
func FindingID(code, key string) string {
	return findingPrefix + seal.SHA256([]byte(code + "\x00" + key))[:32]
}

const findingPrefix = "finding/"

// IsFinding tells whether a row of KindDraft is a Finding.
func IsFinding(id string) bool { return strings.HasPrefix(id, findingPrefix) }

// A deed.Decision is what a person decided. KindDecision, id random.

// SealedVersion is one version of the case as the physician sealed it.
// KindSealed, id VersionID. The row is never changed.
type SealedVersion struct {
	Version  int         `json:"version"`
	Manifest seal.Signed `json:"manifest"`
	SHA256   string      `json:"sha256"` // of the manifest's bytes
}

// VersionID is the row id of a numbered version.
func VersionID(n int) string { return strconv.Itoa(n) }

// ReceiptRow is the service's answer to one sealed version. KindReceipt, id
// VersionID.
type ReceiptRow struct {
	Signed  seal.Signed  `json:"signed"`
	Receipt deed.Receipt `json:"receipt"`
}

// Event is one thing that happened to the case. KindEvent, id EventID.
type Event struct {
	At   time.Time `json:"at"`
	Code string    `json:"code"` // created, agreed, sealed, received, amended, opened, or a state of the service's
	By   string    `json:"by,omitempty"`
	Text string    `json:"text,omitempty"`
}

// EventID orders events by their time; random makes two of one moment differ.
func EventID(at time.Time, random string) string {
	return at.UTC().Format("20060102T150405.000000000") + "-" + random
}

// Opinion is one version of the opinion as it came. KindOpinion, id VersionID.
type Opinion struct {
	Notice   wire.OpinionNotice `json:"notice"`
	Sealed   []byte             `json:"sealed"` // the package under the opinion's own key
	Got      time.Time          `json:"got"`
	Accessed *time.Time         `json:"accessed,omitempty"` // first opening, by the desk's clock
	By       string             `json:"by,omitempty"`       // who opened it
	// Key is the opinion's key, there once the physician has opened it and
	// delegates: sealed again by the row, so the case key opens it.
	Key          []byte     `json:"key,omitempty"`
	Acknowledged *time.Time `json:"acknowledged,omitempty"` // a correction was read
	SupersededBy int        `json:"superseded_by,omitempty"`
}

// OpinionState is what a list says about a case's newest opinion.
type OpinionState string

const (
	OpinionNone      OpinionState = ""
	OpinionArrived   OpinionState = "arrived"
	OpinionOpened    OpinionState = "opened"
	OpinionCorrected OpinionState = "corrected" // to acknowledge
)

// Outgoing is an act that waits for the line: a signed access or
// acknowledgement. KindOutbox, id random. Nothing in it opens data.
type Outgoing struct {
	Path string             `json:"path"` // filled in, below the server's URL
	Body wire.AccessRequest `json:"body"`
	At   time.Time          `json:"at"`
	// Answered is when somebody answered it last: nobody signs such an answer,
	// so the act stays until the service's sealed status names it.
	Answered *time.Time `json:"answered,omitempty"`
}

// Notice is what somebody at this desk has to read, and says that it was read:
// a sentence without patient data. KindNotice, any id.
type Notice struct {
	At      time.Time `json:"at"`
	Message string    `json:"message"`
}
