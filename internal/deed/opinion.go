package deed

import (
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/prose"
	"oso/internal/seal"
)

// OpinionKind is what sort of letter this is.
type OpinionKind string

const (
	KindOpinion    OpinionKind = "opinion"    // a consultant's second opinion
	KindImaging    OpinionKind = "imaging"    // a radiologist's interpretation
	KindPathology  OpinionKind = "pathology"  // a pathologist's interpretation
	KindAddendum   OpinionKind = "addendum"   // answers further questions (R58)
	KindCorrection OpinionKind = "correction" // replaces an earlier version
)

// Content is the opinion as it is written and signed: structured, so that it
// can be shown beside its questions, read aloud and set as a letter (R39,
// R49 to R51). Only Date, Addressee, Patient, Reviewed, an opinion (Assessment,
// Answers, Sections or Recommendation) and Signers are in every one (R50).
//
// Texts are in the form that TextForm names: headings, lists, tables, bold and
// the like, see internal/prose and ADR 127. Without it they are plain: a blank
// line parts paragraphs, a line that begins with "- " is an item of a list, and
// nothing is markup. In both [1] or [2,3] cites References, [*1] points to Notes,
// [Figure 2] to Figures, and the label of one of Citations in brackets to its
// place.
type Content struct {
	Format     string             `json:"format"` // oso/content/v1
	Case       casefile.CaseID    `json:"case"`
	Reference  casefile.Reference `json:"reference"`
	Version    int                `json:"version"`              // 1, 2, ...
	Supersedes int                `json:"supersedes,omitempty"` // the version it replaces
	Change     string             `json:"change,omitempty"`     // what a correction changes, and why
	Kind       OpinionKind        `json:"kind"`
	Date       string             `json:"date"` // YYYY-MM-DD
	Service    Letterhead         `json:"service"`
	Addressee  Addressee          `json:"addressee"`
	Patient    OpinionPatient     `json:"patient"`

	Thanks         string       `json:"thanks"` // opening lines
	Complaint      string       `json:"complaint"`
	History        string       `json:"history"`
	Reviewed       []string     `json:"reviewed"`       // one line each: what its author has marked as seen, wholly or in part
	NotReviewed    string       `json:"not_reviewed"`   // what was not sent, and whether it matters
	Findings       []Section    `json:"findings"`       // review of imaging, of pathology, of other records
	Assessment     string       `json:"assessment"`     // with its reasons
	Answers        []Answer     `json:"answers"`        // in the order of the questions
	Sections       []Section    `json:"sections"`       // of a free essay
	Scenarios      []Section    `json:"scenarios"`      // plans for later (R51)
	Recommendation string       `json:"recommendation"` // and closing summary
	Travel         bool         `json:"travel"`         // an examination in person is advised (R62)
	Limits         []string     `json:"limits"`         // outside the writer's scope, said openly
	Notes          []string     `json:"notes"`          // [*1], [*2]: * † ‡ in the letter
	References     []string     `json:"references"`     // [1], [2]
	Diagnosis      string       `json:"diagnosis"`      // see DiagnosisOutcome (R47)
	Plan           string       `json:"plan"`           // see PlanOutcome (R47)
	Signers        []SignerLine `json:"signers"`        // the lead first

	// Also is what its author reviewed beside what was sent, Unseen what was sent
	// and not looked at.
	Also   []string `json:"also_reviewed,omitempty"`
	Unseen []string `json:"unseen,omitempty"`

	// Figures are the key images that the author shows, Citations the places in
	// the records that the texts name. The service writes what they say of a
	// record; what a text says is found by Marks.
	Figures   []Figure   `json:"figures,omitempty"`
	Citations []Citation `json:"citations,omitempty"`

	// TextForm is prose.Form, or empty: texts are plain.
	TextForm string `json:"text_form,omitempty"`

	// AddsTo is the version that an addendum adds to, Further what the physician
	// asked in addition, plain (R58); where that are several questions, FurtherEach
	// has them one by one, and Further all with their numbers.
	AddsTo      int      `json:"adds_to,omitempty"`
	Further     string   `json:"further,omitempty"`
	FurtherEach []string `json:"further_each,omitempty"`

	// Options are the ways that were weighed, Earlier the opinions that came with the
	// case, each beside this one (R63), Reached how this one was come to (R48, R63).
	Options []Option  `json:"options,omitempty"`
	Earlier []Earlier `json:"earlier,omitempty"`
	Reached string    `json:"reached,omitempty"`

	// TravelFor says for what the patient should be examined in person, and where.
	TravelFor string `json:"travel_for,omitempty"`

	// SaysOutcome tells that its letter says what becomes of diagnosis and plan: one
	// of before does not.
	SaysOutcome bool `json:"says_outcome,omitempty"`
}

// Formed tells whether the texts are in the form of internal/prose.
func (c *Content) Formed() bool { return c.TextForm == prose.Form }

// Says tells whether one of the content's texts says anything.
func (c *Content) Says(text string) bool {
	if c.Formed() {
		return prose.Says(text)
	}
	return strings.TrimSpace(text) != ""
}

// Words gives one of the content's texts as words alone, for a terminal or a
// search.
func (c *Content) Words(text string) string {
	if c.Formed() {
		return prose.Plain(text)
	}
	return text
}

// Line gives one of the content's texts of one line (a note, a reference, a limit)
// as words alone.
func (c *Content) Line(text string) string {
	if c.Formed() {
		return prose.PlainLine(text)
	}
	return text
}

// FormatContent is the value of Content.Format.
const FormatContent = "oso/content/v1"

// Letterhead is configuration, since the service has been renamed before (R60). It
// is part of what is signed, so that a letter that is set anew has the head of its
// day.
type Letterhead struct {
	Name          string   `json:"name"`
	National      string   `json:"national"`      // telephone
	International string   `json:"international"` // telephone
	Email         string   `json:"email"`
	LegalName     string   `json:"legal_name,omitempty"` // who the service is by law
	Address       []string `json:"address,omitempty"`    // its postal address, a line each

	// Logo names the picture in the head; it is in the letters and travels nowhere
	// else. LogoNames: it shows the name itself, which then is not set beside it.
	Logo      *Picture `json:"logo,omitempty"`
	LogoNames bool     `json:"logo_names,omitempty"`
}

// Addressee is the referring physician.
type Addressee struct {
	Name   string   `json:"name"` // "Dr. Amara Okonkwo-Reyes"
	Clinic string   `json:"clinic"`
	Lines  []string `json:"lines"`
}

// OpinionPatient identifies who the letter is about.
type OpinionPatient struct {
	Name      string       `json:"name"`
	Native    string       `json:"native"`
	Sex       casefile.Sex `json:"sex"`
	BirthDate string       `json:"birth_date"`
}

// Section is a heading and its text.
type Section struct {
	Heading string `json:"heading"`
	Text    string `json:"text"`
}

// SignerLine is a line of the signature block.
type SignerLine struct {
	Name          string   `json:"name"` // with degrees
	Specialty     string   `json:"specialty"`
	Position      string   `json:"position"`
	Certification string   `json:"certification"`
	Role          CertRole `json:"role"`
	Part          string   `json:"part"` // what a contributor wrote; empty for the lead
}

// AuthorStatement is what a specialist signs (DomainAuthor): the content and
// the manifest of what was reviewed.
type AuthorStatement struct {
	Case           casefile.CaseID `json:"case"`
	Version        int             `json:"version"`
	ContentSHA256  string          `json:"content_sha256"`
	ManifestSHA256 string          `json:"manifest_sha256"`
	Part           string          `json:"part,omitempty"` // of a contributor: ContentSHA256 is of the Part, Version 0
	SignedAt       time.Time       `json:"signed_at"`
}

// MadeAt is when the author signed.
func (s AuthorStatement) MadeAt() time.Time { return s.SignedAt }

// ApprovalStatement is what the approver signs (DomainApproval): the authors'
// signatures, in the order of the package.
type ApprovalStatement struct {
	AuthorsSHA256 string    `json:"authors_sha256"`
	ApprovedAt    time.Time `json:"approved_at"`
}

// MadeAt is when the approver signed.
func (s ApprovalStatement) MadeAt() time.Time { return s.ApprovedAt }

// ReleaseStatement is what the issuing key signs (DomainRelease): it binds
// all signatures, their certificates and both PDFs, and says that every
// certificate was valid when it signed.
type ReleaseStatement struct {
	Case           casefile.CaseID    `json:"case"`
	Reference      casefile.Reference `json:"reference"`
	Version        int                `json:"version"`
	Supersedes     int                `json:"supersedes,omitempty"`
	ContentSHA256  string             `json:"content_sha256"`
	AuthorsSHA256  string             `json:"authors_sha256"`
	ApprovalSHA256 string             `json:"approval_sha256"`
	A4SHA256       string             `json:"a4_sha256"`
	LetterSHA256   string             `json:"letter_sha256"`
	ReleasedAt     time.Time          `json:"released_at"`
}

// MadeAt is when it was released.
func (s ReleaseStatement) MadeAt() time.Time { return s.ReleasedAt }

// Endorsement is a statement with its signature and the signer's certificate.
type Endorsement struct {
	seal.Signed
	Certificate Certificate `json:"certificate"`
}

// Package is the whole opinion as it travels and is kept: it verifies by
// itself, offline, against the root.
type Package struct {
	Format   string        `json:"format"`  // oso/opinion/v1
	Content  []byte        `json:"content"` // canonical bytes; everything shown is made from exactly these
	Authors  []Endorsement `json:"authors"` // the lead first
	Approval Endorsement   `json:"approval"`
	Release  seal.Signed   `json:"release"`
	Issuing  []Certificate `json:"issuing"`
	A4       []byte        `json:"a4"`     // PDF
	Letter   []byte        `json:"letter"` // PDF

	// Pictures are those of the content's figures, each once, by the hash that
	// the content names.
	Pictures [][]byte `json:"pictures,omitempty"`

	// Parts are the signatures of those who wrote a part, each over a Part, in the
	// order of the content's.
	Parts []Endorsement `json:"parts,omitempty"`
}

// FormatPackage is the value of Package.Format.
const FormatPackage = "oso/opinion/v1"
