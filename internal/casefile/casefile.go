// Package casefile is the shared vocabulary: the case document that a clinic
// fills in and both programs read, its identifiers, and the checks that need
// nothing but the document itself.
//
// It does no I/O and reads no clock; dates to compare with come in as
// arguments. Location rules are policy's, the agreement's text and the
// completeness of a case are intake's.
package casefile

import (
	"crypto/rand"
	"encoding/hex"
)

// CaseID names a case on every desk and on the server: 128 random bits, made
// by the program that begins the case, 32 lower-case hex digits.
type CaseID string

// RecordID names one stored record of a case: 128 random bits as hex.
type RecordID string

// Reference is the ten-digit number the service gives a case when it has
// received it. It is shown in groups: 4417 203 958.
type Reference string

// String groups the digits 4 3 3 for people.
func (r Reference) String() string {
	if len(r) != 10 {
		return string(r)
	}
	return string(r[:4] + " " + r[4:7] + " " + r[7:])
}

// NewID is 128 bits from the system's random source as 32 hex digits.
func NewID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails since Go 1.24
	return hex.EncodeToString(b[:])
}

// ValidID tells whether s has the form that NewID gives.
func ValidID(s string) bool {
	if len(s) != 32 {
		return false
	}
	for _, c := range s {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// Document is the case as the clinic fills it in: everything but the
// agreement, the records and the seal. Its JSON form is promised on the
// command line; null or absent means unknown.
type Document struct {
	Residence    Place      `json:"residence"`
	Specimen     Place      `json:"specimen"` // where tissue was taken, if any
	Patient      Patient    `json:"patient"`
	Payer        Payer      `json:"payer"`
	Service      Service    `json:"service"`
	History      History    `json:"history"`
	Diagnosis    Diagnosis  `json:"diagnosis"`
	Plan         string     `json:"plan"`
	Reason       string     `json:"reason"` // why an opinion is asked for (R61)
	Questions    []Question `json:"questions"`
	Wishes       Wishes     `json:"wishes"`
	CourtesyCopy *bool      `json:"courtesy_copy"` // nil: not asked yet, counts as yes (R19)
	Materials    []Material `json:"materials"`
}

// WantsCopy tells whether the patient gets the courtesy copy (R19, R53).
func (d *Document) WantsCopy() bool { return d.CourtesyCopy == nil || *d.CourtesyCopy }

// Place is a country of ISO 3166-1 alpha-2 and, where the country has them, a
// subdivision of ISO 3166-2 without the country ("MA" for US-MA).
type Place struct {
	Country string `json:"country"`
	Region  string `json:"region"`
}

// Patient is who the opinion is about.
type Patient struct {
	Name           Name            `json:"name"`
	BirthDate      string          `json:"birth_date"` // YYYY-MM-DD
	Sex            Sex             `json:"sex"`
	Identifiers    []Identifier    `json:"identifiers"`
	Address        Address         `json:"address"`
	Phone          string          `json:"phone"`
	Email          string          `json:"email"`
	Representative *Representative `json:"representative"`
}

// Name follows the parts of a DICOM person name (PS3.5 6.2), the Latin form
// in its parts, the ideographic and phonetic groups whole.
type Name struct {
	Family      string `json:"family"`
	Given       string `json:"given"`
	Middle      string `json:"middle"`
	Prefix      string `json:"prefix"`
	Suffix      string `json:"suffix"`
	Ideographic string `json:"ideographic"` // the native form, any script
	Phonetic    string `json:"phonetic"`
}

// Sex as administrative gender, FHIR R4 value set administrative-gender.
type Sex string

const (
	Female     Sex = "female"
	Male       Sex = "male"
	OtherSex   Sex = "other"
	UnknownSex Sex = "unknown"
)

// Identifier is a number somebody gave the patient, with who gave it.
type Identifier struct {
	System string `json:"system"`
	Value  string `json:"value"`
}

// Address in any country's form (R52).
type Address struct {
	Lines      []string `json:"lines"`
	City       string   `json:"city"`
	Region     string   `json:"region"`
	PostalCode string   `json:"postal_code"`
	Country    string   `json:"country"`
}

// Representative acts for a child or another person (R54).
type Representative struct {
	Name      string `json:"name"`
	Relation  string `json:"relation"`
	Authority string `json:"authority"`
}

// PayerKind says who pays.
type PayerKind string

const (
	PayerPatient PayerKind = "patient"
	PayerPartner PayerKind = "partner"
)

// Payer is the patient, or a partner organization with its member number (R55).
type Payer struct {
	Kind    PayerKind `json:"kind"`
	Partner string    `json:"partner"`
	Member  string    `json:"member"`
}

// ServiceKind is what is asked for (R9).
type ServiceKind string

const (
	SecondOpinion ServiceKind = "second-opinion"
	Imaging       ServiceKind = "imaging"
	Pathology     ServiceKind = "pathology"
	Video         ServiceKind = "video"
)

// AddOn is a formal over-read beside a second opinion (R10, R38).
type AddOn string

const (
	ImagingReview   AddOn = "imaging-review"
	PathologyReview AddOn = "pathology-review"
)

// Service is what the clinic orders.
type Service struct {
	Kind     ServiceKind `json:"kind"`
	AddOns   []AddOn     `json:"add_ons"`
	Emergent bool        `json:"emergent"`
}

// History is the medical history in the physician's words (R31).
type History struct {
	ChiefComplaint string      `json:"chief_complaint"`
	PresentIllness string      `json:"present_illness"`
	Past           string      `json:"past"`
	Medication     string      `json:"medication"`
	Allergies      string      `json:"allergies"`
	Family         string      `json:"family"`
	Social         string      `json:"social"`
	Encounters     []Encounter `json:"events"`
}

// Encounter is one dated happening, a visit, an operation, an admission: YYYY, YYYY-MM or YYYY-MM-DD, and what happened.
type Encounter struct {
	Date string `json:"date"`
	Text string `json:"text"`
}

// Diagnosis is the present one, in words and, where known, as ICD-10 code.
type Diagnosis struct {
	Text  string `json:"text"`
	ICD10 string `json:"icd10"`
}

// Question is answered on its own, in this order, with its parts a, b, ... (R32).
type Question struct {
	Text  string   `json:"text"`
	Parts []string `json:"parts"`
}

// Wishes of the physician and the patient (R34, R36).
type Wishes struct {
	Specialist string `json:"specialist"`
}

// MaterialKind is what sort of record is announced (R33).
type MaterialKind string

const (
	MaterialImaging    MaterialKind = "imaging"
	MaterialPathology  MaterialKind = "pathology"
	MaterialLaboratory MaterialKind = "laboratory"
	MaterialRecord     MaterialKind = "record"
)

// Channel is how a material arrives (R33).
type Channel string

const (
	ByUpload Channel = "upload"
	ByMail   Channel = "mail"
	ByEmail  Channel = "email"
	ByFax    Channel = "fax"
)

// Material is one thing the physician says will be sent (R31, R33). Physical
// material is tracked until it arrives and goes back.
type Material struct {
	Kind        MaterialKind `json:"kind"`
	Description string       `json:"description"`
	Channel     Channel      `json:"channel"`
	Physical    bool         `json:"physical"`
}

// Severity of a Problem: an error stops the seal, a warning does not.
type Severity string

const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
)

// Problem is one thing that is missing or wrong in a case. Field is the path
// in the document ("questions[1].text"); Patient, Series and Records are
// filled where records are the cause, one problem per patient met.
type Problem struct {
	Code     string     `json:"code"`
	Severity Severity   `json:"severity"`
	Field    string     `json:"field"`
	Message  string     `json:"message"`
	Patient  string     `json:"patient"`
	Series   []string   `json:"series"`
	Records  []RecordID `json:"records"`
}

// State is where a case stands on the desktop (workflow.md, "On the desktop");
// once received the server's state is kept beside it as it was sent.
type State string

const (
	Draft     State = "draft"     // from the first save; leaves by the agreement, discard or refusal
	Agreed    State = "agreed"    // the agreement is signed; leaves when the case is complete
	Ready     State = "ready"     // nothing left but the physician's seal
	Sealed    State = "sealed"    // signed by the physician; waits for the line
	Sending   State = "sending"   // begun, not acknowledged
	Received  State = "received"  // the server's signed receipt is here
	Discarded State = "discarded" // key destroyed, tombstone without patient data
)
