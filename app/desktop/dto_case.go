package desktop

import "oso/internal/casefile"

// Country and its regions for the pick lists, names in English.
type Country struct {
	Code    string   `json:"code"`
	Name    string   `json:"name"`
	Regions []Region `json:"regions"` // empty where no rule tells them apart
}

// Region of a country.
type Region struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// LocationQuestion is asked before anything about a person (R12).
type LocationQuestion struct {
	Residence casefile.Place   `json:"residence"`
	Specimen  casefile.Place   `json:"specimen"`
	Service   casefile.Service `json:"service"` // may be empty: then the second opinion alone is asked about
}

// LocationAnswer is the rule table's answer.
type LocationAnswer struct {
	Outcome       string   `json:"outcome"`        // allowed, check, refused
	Place         string   `json:"place"`          // as a sentence has it: "New Jersey"
	Reason        string   `json:"reason"`         // one or more sentences
	ClosedReviews []string `json:"closed_reviews"` // imaging-review, pathology-review: not possible there
	Table         string   `json:"table"`          // version of the rules
	On            string   `json:"on"`             // day asked about, YYYY-MM-DD
}

// CaseRow is what a list shows of a case. Strings are empty and numbers zero
// where there is nothing to say.
type CaseRow struct {
	ID           string   `json:"id"`
	Reference    string   `json:"reference"`  // ten digits, ungrouped
	Name         string   `json:"name"`       // Latin form; the native one where there is no other
	Native       string   `json:"native"`     // native form beside a Latin one
	Sex          string   `json:"sex"`        // female, male, other, unknown
	BirthDate    string   `json:"birth_date"` // YYYY-MM-DD
	About        string   `json:"about"`      // diagnosis, or chief complaint
	Questions    []string `json:"questions"`  // texts, for the search box
	Physician    string   `json:"physician"`  // who seals or sealed it
	Service      string   `json:"service"`    // casefile.ServiceKind
	Emergent     bool     `json:"emergent"`
	State        string   `json:"state"`        // casefile.State
	ServerState  string   `json:"server_state"` // as last heard, spelled as in the workflow; may be one this program does not know
	Reason       string   `json:"reason"`       // of a hold, a refusal, an end
	ThingsLeft   int      `json:"things_left"`  // errors of the check
	Decisions    int      `json:"decisions"`    // records that wait for a person's decision
	Agreement    string   `json:"agreement"`    // none, signed
	Opinion      string   `json:"opinion"`      // none, arrived, opened, corrected (to acknowledge)
	CopyDeclined bool     `json:"copy_declined"`
	Request      string   `json:"request"`       // what OSO asks the clinic for
	Revising     string   `json:"revising"`      // addendum, correction: a further version of the opinion is being written; else ""
	OutcomeAsked string   `json:"outcome_asked"` // since when OSO waits to hear what became of the case; else ""
	Unread       bool     `json:"unread"`        // changed by OSO and not opened since
	ReadOnly     string   `json:"read_only"`     // which workstation has it; "" if this one
	Waiting      string   `json:"waiting"`       // since when this state stands
	ClockStart   string   `json:"clock_start"`   // completeness found
	ClockDue     string   `json:"clock_due"`     // when the two weeks are over; "" where a service before this one did not say
	ClockEnd     string   `json:"clock_end"`     // released; "" while the clock runs
	SentBytes    int64    `json:"sent_bytes"`
	TotalBytes   int64    `json:"total_bytes"`
	Imports      int      `json:"imports"`     // that have not read all
	ImportRead   int      `json:"import_read"` // files that they have read
	ImportFound  int      `json:"import_found"`
	Created      string   `json:"created"`
	Updated      string   `json:"updated"`
}

// CaseView is a case as its page shows it.
type CaseView struct {
	Row       CaseRow           `json:"row"`
	Document  casefile.Document `json:"document"`
	Versions  []SectionVersion  `json:"versions"` // one for each section
	Location  LocationAnswer    `json:"location"`
	Agreement AgreementState    `json:"agreement"`
	Editable  bool              `json:"editable"` // draft, agreed or ready, at this workstation
	Receipt   Receipt           `json:"receipt"`  // zero before the service has it
	Seals     []Sealed          `json:"seals"`    // newest first
	Taken     []string          `json:"taken"`    // fields taken from the records that nobody has accepted yet
}

// Sections of the document that are saved on their own.
//
//	location   residence, specimen
//	patient    patient
//	order      payer, service, wishes, courtesy_copy
//	history    history, diagnosis, plan, reason
//	questions  questions
//	materials  materials
type SectionVersion struct {
	Section string `json:"section"`
	Version int    `json:"version"`
}

// SectionSave writes one section: only the fields that belong to it are read
// from Document. Version is the one that the page last saw.
type SectionSave struct {
	Case     string            `json:"case"`
	Section  string            `json:"section"`
	Version  int               `json:"version"`
	Document casefile.Document `json:"document"`
}

// SectionSaved is on disk when it is returned.
type SectionSaved struct {
	Section string  `json:"section"`
	Version int     `json:"version"`
	At      string  `json:"at"`
	Row     CaseRow `json:"row"` // as the list has the case now
}

// CheckResult is the completeness of a case.
type CheckResult struct {
	Complete bool      `json:"complete"`
	Passed   int       `json:"passed"` // checks passed
	Total    int       `json:"total"`
	Problems []Problem `json:"problems"` // in the order of the pages
}

// Problem is casefile.Problem with the page that mends it.
type Problem struct {
	casefile.Problem
	Page string `json:"page"` // location, patient, order, agreement, materials, history, questions, records
}

// Quote is the price as the tables stand today (R10).
type Quote struct {
	Lines    []QuoteLine `json:"lines"`
	Total    string      `json:"total"` // "1,350"
	Currency string      `json:"currency"`
	Payer    string      `json:"payer"` // patient or partner
	Partner  string      `json:"partner"`
	Open     string      `json:"open"` // a sentence where no price is known
}

// QuoteLine is one priced thing.
type QuoteLine struct {
	Code   string `json:"code"` // second-opinion, imaging-review, ...
	Amount string `json:"amount"`
}

// MessageView is one of the messages between the clinic and OSO about a case.
type MessageView struct {
	ID       string `json:"id"`
	From     string `json:"from"` // name and role
	At       string `json:"at"`
	Text     string `json:"text"`
	Own      bool   `json:"own"`       // written at this clinic
	Waits    bool   `json:"waits"`     // written here, and OSO has not confirmed it
	ToAnswer bool   `json:"to_answer"` // OSO asks, and nobody has answered
	Re       string `json:"re"`        // the message that it answers
	Kind     string `json:"kind"`      // message, further (questions about an opinion), outcome
}

// MessageDraft is what somebody writes to OSO.
type MessageDraft struct {
	Case string `json:"case"`
	Re   string `json:"re"` // the message that it answers; "" for none
	Text string `json:"text"`
}

// FurtherDraft is what the physician asks further of an opinion.
type FurtherDraft struct {
	Case      string   `json:"case"`
	Version   int      `json:"version"` // of the opinion
	Questions []string `json:"questions"`
}

// OutcomeDraft is what became of a case; codes of wire.OutcomeDiagnoses and
// OutcomeTreatments.
type OutcomeDraft struct {
	Case      string `json:"case"`
	Diagnosis string `json:"diagnosis"`
	Treatment string `json:"treatment"`
	Words     string `json:"words"`
}

// TimelineEntry is one thing that happened to a case, newest last.
type TimelineEntry struct {
	At   string `json:"at"`
	Code string `json:"code"` // created, agreed, sealed, received, and the server's states
	By   string `json:"by"`   // who, where it is known
	Text string `json:"text"` // a sentence of the service's own, or what changed
}

// AgreementText is shown in full (R15 to R26).
type AgreementText struct {
	Version string   `json:"version"`
	Date    string   `json:"date"` // in force from, YYYY-MM-DD
	SHA256  string   `json:"sha256"`
	Title   string   `json:"title"`
	Clauses []Clause `json:"clauses"`
	Sheet   string   `json:"sheet"` // the exact text with blanks for the signer, for paper
	Paper   string   `json:"paper"` // a4 or letter: what was chosen at this desk, else what is usual where the patient lives
	// Earlier are the texts of before that a signed paper may bear, the newest first.
	Earlier []TextVersion `json:"earlier"`
}

// TextVersion names a text of the agreement.
type TextVersion struct {
	Version string `json:"version"`
	Date    string `json:"date"` // in force from, YYYY-MM-DD
}

// SignedText is the agreement as it was signed.
type SignedText struct {
	State AgreementState `json:"state"`
	Text  string         `json:"text"` // the exact bytes that were signed
	Scan  Asset          `json:"scan"` // the signature drawn here or the scanned paper; no path where none is kept
}

// Clause of the agreement.
type Clause struct {
	Title      string   `json:"title"`
	Paragraphs []string `json:"paragraphs"`
}

// AgreementSignature is the act of signing.
type AgreementSignature struct {
	Case     string `json:"case"`
	Version  string `json:"version"` // of the text that was shown
	SHA256   string `json:"sha256"`
	Bears    string `json:"bears"` // the version that the paper bears, where that is one of before; else empty
	Signer   string `json:"signer"`
	Relation string `json:"relation"` // self, or as the case says it of the representative
	Method   string `json:"method"`   // screen, scan, attested
	Ink      string `json:"ink"`      // method screen: PNG of the signature, base64, at most 256 KiB; kept like a scan
	Scan     string `json:"scan"`     // method scan: path from ChooseScan
	Copy     bool   `json:"copy"`     // the patient wants the courtesy copy (R19)
}

// AgreementState is what is known of the signature.
type AgreementState struct {
	Signed   bool   `json:"signed"`
	Version  string `json:"version"`
	SHA256   string `json:"sha256"`
	Signer   string `json:"signer"`
	Relation string `json:"relation"`
	Method   string `json:"method"` // screen, scan, attested
	By       string `json:"by"`     // who attested it at the desk
	At       string `json:"at"`
}

// Receipt is the service's signed answer.
type Receipt struct {
	Reference string `json:"reference"`
	At        string `json:"at"`
}

// SealPreview is what would be sealed now.
type SealPreview struct {
	Version   int         `json:"version"`
	Signer    string      `json:"signer"`    // who would sign; "" if the user may not
	MaySeal   bool        `json:"may_seal"`  // a physician at this workstation
	Statement string      `json:"statement"` // participation, as it is signed (R2, R20)
	Records   int         `json:"records"`
	Bytes     int64       `json:"bytes"`
	Kinds     []KindCount `json:"kinds"`
	Decided   []string    `json:"decided"` // decisions of import, one sentence each
	KeyImages int         `json:"key_images"`
	Physical  []string    `json:"physical"` // what follows by mail
	Amends    bool        `json:"amends"`   // a sealed version exists
	Seen      string      `json:"seen"`     // fingerprint of what is shown, for SealAct
}

// KindCount counts records of one kind: ct, mr, ..., pdf, image, other.
type KindCount struct {
	Kind    string `json:"kind"`
	Count   int    `json:"count"`
	Studies int    `json:"studies"`
}

// SealAct is the physician's act.
type SealAct struct {
	Case        string `json:"case"`
	Participate bool   `json:"participate"`
	Passphrase  string `json:"passphrase"`
	Amendment   string `json:"amendment"` // what changed and why, from version 2 on
	Seen        string `json:"seen"`      // SealPreview's
}

// Sealed is one sealed version.
type Sealed struct {
	Version int    `json:"version"`
	SHA256  string `json:"sha256"` // of the manifest
	Signer  string `json:"signer"`
	At      string `json:"at"`
}
