package desktop

// OpinionHead is what may be said about an opinion that is not opened.
type OpinionHead struct {
	Case      string `json:"case"`
	State     string `json:"state"` // none, arrived, opened, corrected (to acknowledge); of the newest version
	Version   int    `json:"version"`
	Released  string `json:"released"`
	Accessed  string `json:"accessed"`  // "" before the first opening
	By        string `json:"by"`        // who opened it
	MayOpen   bool   `json:"may_open"`  // this user: the physician, or staff once it is opened and delegated
	Needs     string `json:"needs"`     // passphrase, or ""
	Delegated bool   `json:"delegated"` // staff may read it
	Previous  int    `json:"previous"`  // the version that this one replaces; 0
	Handed    bool   `json:"handed"`    // OSO recorded that it was delivered another way
}

// OpinionView is the opinion as it was signed, made from those bytes. Its texts are
// in the form of internal/prose, also those that were signed as plain ones: a list
// holds blocks, or lines.
type OpinionView struct {
	Head           OpinionHead `json:"head"`
	Reference      string      `json:"reference"`
	Date           string      `json:"date"` // YYYY-MM-DD
	To             []string    `json:"to"`
	Patient        Subject     `json:"patient"`
	Summary        []string    `json:"summary"`
	AddsTo         int         `json:"adds_to"` // the version that an addendum adds to; 0: it is none
	Change         []string    `json:"change"`  // what a correction changes, and why
	Complaint      []string    `json:"complaint"`
	History        []string    `json:"history"`
	Reviewed       []string    `json:"reviewed"` // a line each
	NotReviewed    []string    `json:"not_reviewed"`
	Review         []string    `json:"review"` // of imaging, pathology, other records
	Assessment     []string    `json:"assessment"`
	Answers        []Answer    `json:"answers"`
	Essay          []Part      `json:"essay"`     // a free letter's parts, in place of answers or beside them (R50)
	Scenarios      []Part      `json:"scenarios"` // R51
	Recommendation []string    `json:"recommendation"`
	Limits         []string    `json:"limits"`
	References     []string    `json:"references"`
	Notes          []string    `json:"notes"`        // * † ‡
	CaseVersion    int         `json:"case_version"` // the sealed version of the case that was reviewed; 0: none that lies here
	CaseNewest     int         `json:"case_newest"`  // the newest that OSO has
	Paper          string      `json:"paper"`        // a4 or letter: what was chosen at this desk, else what is usual where the clinic is
	Proof          Proof       `json:"proof"`

	// What texts name by their marks, see frontend/shared/opinion/marks.ts.
	Figures   []OpinionFigure   `json:"figures"`
	Citations []OpinionCitation `json:"citations"`

	Outcome string           `json:"outcome"` // what becomes of diagnosis and plan, in a line; "" where it is not said
	Earlier []EarlierOpinion `json:"earlier"` // R63
	Reached []string         `json:"reached"` // how the opinion was reached
	Options []WeighedOption  `json:"options"` // in the order in which they are read
}

// EarlierOpinion is one that was given before, beside this one. Its texts are lines.
type EarlierOpinion struct {
	Who    string `json:"who"`
	Day    string `json:"day"`
	Source string `json:"source"` // which of the records it is, by marks
	Said   string `json:"said"`
	Stand  string `json:"stand"` // in a word
	Why    string `json:"why"`
}

// WeighedOption is a way that was weighed.
type WeighedOption struct {
	Title string   `json:"title"` // what is held of it, and its name
	Text  []string `json:"text"`  // the reasons, and what would change them
}

// OpinionFigure is a key image as it was signed; its number is its place in the
// list, from 1.
type OpinionFigure struct {
	Path    string       `json:"path"` // of the picture, below the page's origin
	Width   int          `json:"width"`
	Height  int          `json:"height"`
	Shows   string       `json:"shows"`
	Legend  string       `json:"legend"`
	Printed bool         `json:"printed"`
	Place   OpinionPlace `json:"place"`
}

// OpinionCitation is a place in the records that a text names by its label.
type OpinionCitation struct {
	Label string       `json:"label"`
	Place OpinionPlace `json:"place"`
}

// OpinionPlace is where an image or a page opens.
type OpinionPlace struct {
	Record string    `json:"record"`
	SOP    string    `json:"sop"` // empty: no image
	Series string    `json:"series"`
	Frame  int       `json:"frame"`
	At     []float64 `json:"at"`   // column and row of a point, or empty
	Page   int       `json:"page"` // of a document; 0: none is named
	Here   bool      `json:"here"` // this workstation has the record
}

// Subject is the patient as the opinion names them.
type Subject struct {
	Name      string `json:"name"`
	Native    string `json:"native"`
	Sex       string `json:"sex"`
	BirthDate string `json:"birth_date"`
}

// Answer restates one question word for word. Text and Parts' texts are
// blocks; "[1]" or "[2,3]" in them refers to References.
type Answer struct {
	Number     int          `json:"number"`
	Question   string       `json:"question"`
	Text       []string     `json:"text"`
	Parts      []AnswerPart `json:"parts"`
	Unanswered string       `json:"unanswered"` // the reason, of an answer without a state; then there is no text
	State      string       `json:"state"`      // answered, cannot, needs; "" of one that was signed before there were states
	By         string       `json:"by"`         // a contributor, where it is not the lead (R49)
}

// AnswerPart answers part a, b, ...
type AnswerPart struct {
	Label      string   `json:"label"`
	Question   string   `json:"question"`
	Text       []string `json:"text"`
	Unanswered string   `json:"unanswered"`
	State      string   `json:"state"`
}

// Part is a titled piece.
type Part struct {
	Title string   `json:"title"`
	Text  []string `json:"text"`
}

// Proof is the result of verifying at this workstation, offline.
type Proof struct {
	Valid       bool     `json:"valid"`
	Checked     string   `json:"checked"`     // time
	Current     string   `json:"current"`     // current as of: the last exchange
	Fault       Fault    `json:"fault"`       // why it is not valid
	Signers     []Signer `json:"signers"`     // author first, then approver
	Release     string   `json:"release"`     // time of the release statement
	Fingerprint string   `json:"fingerprint"` // SHA-256 of the signed content, hex
	Demo        bool     `json:"demo"`        // the root is a demonstration's
}

// Signer with the certificate that binds the key to the person.
type Signer struct {
	Name        string `json:"name"`
	Role        string `json:"role"`  // specialist, approver, physician
	Title       string `json:"title"` // degrees, specialty
	Signed      string `json:"signed"`
	Certificate string `json:"certificate"` // fingerprint, hex
	ValidUntil  string `json:"valid_until"`
}
