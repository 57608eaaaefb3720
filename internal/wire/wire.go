// Package wire is the contract between the clinic's program and the service:
// paths, bodies and their meaning, in one place that both sides import.
//
// docs/WIRE.md describes the exchange; testdata/*.json pins every body. It
// promises that every request may be repeated, and that nothing in it but
// sizes, times, states and random ids is readable without the case key. It
// does no I/O.
package wire

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
)

// Protocol is the version this program speaks. A side answers for a range;
// the exchange uses the highest that both have.
const (
	Protocol    = 1
	ProtocolMin = 1
)

// Protocols is the range that a side speaks. In a header it is "1", or "1-2".
type Protocols struct {
	Min int `json:"min"`
	Max int `json:"max"`
}

// Ours is the range of this program.
func Ours() Protocols { return Protocols{ProtocolMin, Protocol} }

func (p Protocols) String() string {
	if p.Min == p.Max {
		return strconv.Itoa(p.Max)
	}
	return strconv.Itoa(p.Min) + "-" + strconv.Itoa(p.Max)
}

// Meets tells whether the two ranges have a version in common.
func (p Protocols) Meets(o Protocols) bool { return p.Min <= o.Max && o.Min <= p.Max }

// ParseProtocols reads what String gave.
func ParseProtocols(s string) (Protocols, bool) {
	low, high, ranged := strings.Cut(s, "-")
	if !ranged {
		high = low
	}
	a, err1 := strconv.Atoi(low)
	b, err2 := strconv.Atoi(high)
	return Protocols{a, b}, err1 == nil && err2 == nil && a > 0 && a <= b
}

// Paths. {case} is a casefile.CaseID, {pack} any id of the client's.
const (
	PathHello     = "/v1/hello"
	PathTrust     = "/v1/trust"
	PathEnrol     = "/v1/enrol"
	PathChallenge = "/v1/token/challenge"
	PathToken     = "/v1/token"
	PathRenew     = "/v1/renew"
	PathMissing   = "/v1/cases/{case}/missing"
	PathPack      = "/v1/cases/{case}/packs/{pack}"
	PathVersions  = "/v1/cases/{case}/versions"
	PathMessage   = "/v1/cases/{case}/messages/{message}"
	PathChanges   = "/v1/changes"
	PathOpinion   = "/v1/cases/{case}/opinions/{version}"
	PathAccess    = "/v1/cases/{case}/opinions/{version}/access"
	PathAck       = "/v1/cases/{case}/opinions/{version}/acknowledgement"
)

// HeaderProtocol carries the range of versions of the contract in every request;
// HeaderClientTime the workstation's clock (RFC 3339) where an act is recorded.
const (
	HeaderProtocol   = "Oso-Protocol"
	HeaderClientTime = "Oso-Client-Time"
)

// Agent begins the User-Agent of a workstation's program; its version follows.
const Agent = "oso/"

// Problem is every answer that is not 2xx: RFC 9457, with our Kind beside it.
// Detail is safe for people; nothing in it was sent by the client.
type Problem struct {
	Type   string    `json:"type"` // about:blank
	Title  string    `json:"title"`
	Status int       `json:"status"`
	Detail string    `json:"detail"`
	Kind   errs.Kind `json:"kind"`
	// Refusal, a deed.Refusal signed by the issuing key, stands beside the
	// refusal of a version (POST PathVersions) whose case the service has ended
	// and destroyed. Without it a problem destroys nothing at the workstation.
	Refusal *seal.Signed `json:"refusal,omitempty"`
	// Revocation, a deed.Revocation signed by the issuing key, stands beside
	// kind revoked. Without it the exchange did not work, and is tried again.
	Revocation *seal.Signed `json:"revocation,omitempty"`
	// Service and Program are the two ranges, beside status 426.
	Service *Protocols `json:"service,omitempty"`
	Program *Protocols `json:"program,omitempty"`
}

// ProblemType is the media type of a Problem.
const ProblemType = "application/problem+json"

// Hello is the answer of GET PathHello, before any trust.
type Hello struct {
	ProtocolMin   int       `json:"protocol_min"`
	ProtocolMax   int       `json:"protocol_max"`
	Service       Service   `json:"service"`
	Demonstration bool      `json:"demonstration"`
	Time          time.Time `json:"time"`
}

// Service says how to reach people; configuration (R60).
type Service struct {
	Name          string `json:"name"`
	National      string `json:"national"`
	International string `json:"international"`
	Email         string `json:"email"`
	Hours         string `json:"hours"` // for people: "Mon to Fri, 8:30 to 17:00 US Eastern"
}

// TrustAnswer is the answer of GET PathTrust. It is checked against the root
// that the program or the enrollment code carries.
type TrustAnswer struct {
	Issuing   []deed.Certificate `json:"issuing"`
	Receiving []deed.Certificate `json:"receiving"` // the current one first
}

// EnrolRequest redeems an enrollment code. Proofs are signatures (DomainEnrol)
// over the canonical EnrolProof, by the device's and the user's signing keys.
// Where the device is enrolled already, the same device key is sent again.
type EnrolRequest struct {
	Secret      []byte         `json:"secret"`
	DeviceKey   seal.VerifyKey `json:"device_key"`
	SigningKey  seal.VerifyKey `json:"signing_key"`
	OpeningKey  []byte         `json:"opening_key"`
	DeviceProof []byte         `json:"device_proof"`
	UserProof   []byte         `json:"user_proof"`
}

// EnrolProof is what the two proofs sign.
type EnrolProof struct {
	SecretSHA256 string         `json:"secret_sha256"`
	DeviceKey    seal.VerifyKey `json:"device_key"`
	SigningKey   seal.VerifyKey `json:"signing_key"`
	OpeningKey   []byte         `json:"opening_key"`
}

// EnrolAnswer certifies the keys. Repeating the same request gives the same
// answer; another request with a used code is refused.
type EnrolAnswer struct {
	Clinic     string           `json:"clinic"` // id
	ClinicName string           `json:"clinic_name"`
	Device     string           `json:"device"` // id
	DeviceCert deed.Certificate `json:"device_cert"`
	UserCert   deed.Certificate `json:"user_cert"`
}

// RenewRequest is POST PathRenew, with a device's token. RenewAnswer gives the
// newest certificate of this device and of each key of its clinic's people who
// take part, from the service's own register: renewed where its end is near, for
// the same keys.
//
// Next, where set, is the key that takes the device's place: its owner has
// reason to think that somebody else has the one of now, which stops with the
// answer. Proofs are signatures (DomainRenew) by both over the canonical
// RenewProof.
type (
	RenewRequest struct {
		Next        seal.VerifyKey `json:"next,omitempty"`
		DeviceProof []byte         `json:"device_proof,omitempty"`
		NextProof   []byte         `json:"next_proof,omitempty"`
	}
	RenewProof struct {
		Device string         `json:"device"` // id
		Next   seal.VerifyKey `json:"next"`
	}
	RenewAnswer struct {
		Certificates []deed.Certificate `json:"certificates"`
	}
)

// MissingRequest lists chunks by hash, at most MaxMissing; the answer names
// those that the service does not hold for this clinic and case.
type (
	MissingRequest struct {
		Chunks []seal.ChunkHash `json:"chunks"`
	}
	MissingAnswer struct {
		Missing []seal.ChunkHash `json:"missing"`
	}
)

// MaxMissing bounds one MissingRequest, MaxPack the body of one pack in bytes,
// MaxManifest a sealed manifest.
const (
	MaxMissing  = 16384
	MaxPack     = 8 << 20
	MaxManifest = 64 << 20
)

// PackAnswer is the answer of PUT PathPack: stored and durable.
type PackAnswer struct {
	Chunks int   `json:"chunks"`
	Bytes  int64 `json:"bytes"`
}

// PackType is the media type of a pack.
const PackType = "application/vnd.oso.pack"

// VersionRequest is POST PathVersions: one sealed version, whole once every
// chunk is there. The physician's certificate comes along; it may be younger
// than the seal. The answer is Receipt. Repeating it gives the same receipt.
type VersionRequest struct {
	Version  int              `json:"version"`
	Envelope deed.Envelope    `json:"envelope"`
	Signer   deed.Certificate `json:"signer"`
}

// ReceiptAnswer is a deed.Receipt signed by the issuing key.
type ReceiptAnswer struct {
	Receipt seal.Signed `json:"receipt"`
}

// AccessRequest is POST PathAccess: the physician's signed act of opening
// (deed.AccessStatement, DomainAccess), with the certificate of the key.
// Repeating it changes nothing. The same form acknowledges a correction
// (DomainAck).
type AccessRequest struct {
	Access deed.Endorsement `json:"access"`
}

// MessageRequest is POST PathMessage: what somebody at the clinic writes to the
// service about a case. Sealed is a Written under the case key for PurposeWritten
// at (case, message); {message} is an id that the workstation makes, and repeating
// the same changes nothing. That it arrived is told by the feed alone, which gives
// it back as a Message to every workstation of the clinic.
type MessageRequest struct {
	Sealed []byte `json:"sealed"`
}

// Written is a message of the clinic's own.
type Written struct {
	From string    `json:"from"` // name and role, as the workstation knows its user
	At   time.Time `json:"at"`   // by the workstation's clock
	Text string    `json:"text"`
	Re   string    `json:"re,omitempty"` // the message that it answers
	Asks
}

// Asks is what a Written brings besides words. Text says the same in words, for a
// service and a workstation that know nothing of it.
type Asks struct {
	// Version is of the opinion that it is about, Further what the physician asks
	// further of it, a question each (R58).
	Version int      `json:"version,omitempty"`
	Further []string `json:"further,omitempty"`
	// Outcome is what became of the case, for the service's question afterwards.
	Outcome *Outcome `json:"outcome,omitempty"`
}

// Sound tells whether it is of the form that this contract names: questions that say
// something, not more than MaxFurther, and codes that are known.
func (a Asks) Sound() bool {
	empty := func(q string) bool { return strings.TrimSpace(q) == "" }
	if a.Version < 0 || len(a.Further) > MaxFurther || slices.ContainsFunc(a.Further, empty) || len(a.Further) > 0 && a.Outcome != nil {
		return false
	}
	o := a.Outcome
	return o == nil || slices.Contains(OutcomeDiagnoses(), o.Diagnosis) && slices.Contains(OutcomeTreatments(), o.Treatment)
}

// Outcome is what the physician says of a case some weeks later. A code that is not
// known is refused; words may be empty.
type Outcome struct {
	Diagnosis string `json:"diagnosis"` // OutcomeDiagnoses
	Treatment string `json:"treatment"` // OutcomeTreatments
	Words     string `json:"words,omitempty"`
}

// OutcomeDiagnoses and OutcomeTreatments are the codes of an Outcome (R47): what
// became of the first diagnosis, and whether the opinion changed the treatment.
func OutcomeDiagnoses() []string { return []string{"confirmed", "refined", "changed", "unknown"} }

// OutcomeTreatments see OutcomeDiagnoses.
func OutcomeTreatments() []string { return []string{"as-planned", "partly", "changed", "unknown"} }

// MaxFurther bounds how many further questions are asked at once.
const MaxFurther = 20

// PurposeWritten is the purpose under which a Written is sealed; MaxText bounds a
// message, in characters.
const (
	PurposeWritten = "oso/written/v1"
	MaxText        = 20_000
)

// Done is the empty answer of an act.
type Done struct{}
