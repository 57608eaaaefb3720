package desktop

// RecordList is what a case holds, by whose it is.
type RecordList struct {
	People     []Person      `json:"people"` // this patient first, then whoever must be decided on, then who is left out
	Kept       []Record      `json:"kept"`   // stored as they are; could not be read
	Files      int           `json:"files"`  // stored
	Bytes      int64         `json:"bytes"`  // original
	Open       []Discrepancy `json:"open"`   // wait for a decision
	Decided    []Discrepancy `json:"decided"`
	Missing    []string      `json:"missing"`    // declared materials by upload of which nothing is here: their descriptions
	Unfinished []Unfinished  `json:"unfinished"` // imports of which something did not come in
}

// Person is somebody whose records were met.
type Person struct {
	Name        string   `json:"name"`
	Native      string   `json:"native"`
	Sex         string   `json:"sex"`
	BirthDate   string   `json:"birth_date"`
	Number      string   `json:"number"`      // the hospital's
	Whose       string   `json:"whose"`       // patient, unsure, other (left out), left (the patient's or nobody's, left out), nobody (no identity inside: letters, PDF)
	Differs     []string `json:"differs"`     // name, birth_date, sex, number: against the case
	Discrepancy string   `json:"discrepancy"` // id of the open discrepancy to decide, or of the decided one that leaves these out; "" if none
	Studies     []Study  `json:"studies"`
	Records     []Record `json:"records"` // what belongs to no study
}

// Study of images.
type Study struct {
	UID         string   `json:"uid"`
	Date        string   `json:"date"` // YYYY-MM-DD
	Description string   `json:"description"`
	Modality    string   `json:"modality"`
	Accession   string   `json:"accession"` // number of the order
	Referrer    string   `json:"referrer"`  // who referred the patient for it
	Series      []Series `json:"series"`
	Images      int      `json:"images"`
	Missing     int      `json:"missing"` // images that the numbering says are absent
	Stored      bool     `json:"stored"`
	Note        string   `json:"note"` // one sentence, where something is not whole
}

// Series of a study.
type Series struct {
	UID         string `json:"uid"`
	Modality    string `json:"modality"`
	Description string `json:"description"`
	Images      int    `json:"images"`
	Missing     int    `json:"missing"`
}

// Record is one stored file.
type Record struct {
	ID     string `json:"id"`
	Name   string `json:"name"` // as it was found
	Type   string `json:"type"` // media type
	Bytes  int64  `json:"bytes"`
	Pages  int    `json:"pages"`
	Date   string `json:"date"`
	Reason string `json:"reason"` // why it is only kept
}

// Discrepancy is something import met that a person must look at.
type Discrepancy struct {
	ID       string       `json:"id"`
	Code     string       `json:"code"`
	Severity string       `json:"severity"` // error: stops the seal
	Title    string       `json:"title"`    // "Birth date differs"
	Message  string       `json:"message"`
	Study    string       `json:"study"` // "PET-CT, 20 Jun 2026"
	Compare  []Comparison `json:"compare"`
	Records  []string     `json:"records"`
	Series   []string     `json:"series"`
	Accepted bool         `json:"accepted"` // of a decided one
	Reason   string       `json:"reason"`
	By       string       `json:"by"`
	At       string       `json:"at"`
}

// Comparison is one line of case against discrepancy.
type Comparison struct {
	Field   string `json:"field"` // name, birth_date, sex, number
	Case    string `json:"case"`
	Found   string `json:"found"`
	Differs bool   `json:"differs"`
}

// RecordDecision answers a discrepancy, open or decided, on the records that the
// person saw in it. Reason is needed to accept.
type RecordDecision struct {
	Case    string   `json:"case"`
	Code    string   `json:"code"`
	Records []string `json:"records"`
	Accept  bool     `json:"accept"`
	Reason  string   `json:"reason"`
}

// ImportState is a running or ended import.
type ImportState struct {
	Case       string   `json:"case"`
	Running    bool     `json:"running"`
	Paused     bool     `json:"paused"`  // the vault is locked; it goes on by itself when it is unlocked
	Stopped    bool     `json:"stopped"` // by a person; what was read is kept
	Source     string   `json:"source"`  // what is read: a disc's or folder's name
	Files      int      `json:"files"`
	TotalFiles int      `json:"total_files"` // 0: not known yet
	Bytes      int64    `json:"bytes"`
	TotalBytes int64    `json:"total_bytes"`
	Rate       int64    `json:"rate"`    // bytes a second, mean of the last five seconds
	Seconds    int      `json:"seconds"` // left; -1: not known
	Imported   int      `json:"imported"`
	Kept       int      `json:"kept"`
	Duplicate  int      `json:"duplicate"`
	LeftOut    int      `json:"left_out"` // of the duplicates: a decision keeps them out
	Rejected   []Record `json:"rejected"` // not stored, with the reason
	Fault      Fault    `json:"fault"`    // of an import that ended badly; what was read is kept
}

// Adding is what the lock screen and the list say of the imports that run:
// nothing of whose records or from where.
type Adding struct {
	Cases      int  `json:"cases"`
	Files      int  `json:"files"`
	TotalFiles int  `json:"total_files"` // 0: not known yet
	Paused     bool `json:"paused"`      // until the vault is unlocked
}

// Unfinished is an import that did not take all that it met, or was ended
// before it had met all, and that nobody has set aside.
type Unfinished struct {
	ID       string   `json:"id"`
	At       string   `json:"at"` // when it began
	By       string   `json:"by"`
	Sources  []string `json:"sources"`
	Unread   int      `json:"unread"`    // met or given, not read to the end
	Killed   bool     `json:"killed"`    // the program ended under it
	Why      string   `json:"why"`       // why it ended early; "" where it did not
	NotTaken []Record `json:"not_taken"` // with the reason; the first of them
	More     int      `json:"more"`      // beyond those
}

// Exported says what an export wrote.
type Exported struct {
	Folder string `json:"folder"` // "" when the person closed the dialog
	Files  int    `json:"files"`
	Bytes  int64  `json:"bytes"`
}

// SyncStatus is the line to OSO.
type SyncStatus struct {
	Running  bool   `json:"running"`
	Cases    int    `json:"cases"` // that are being sent or wait to be
	Sent     int64  `json:"sent"`
	Total    int64  `json:"total"`
	Rate     int64  `json:"rate"`
	Seconds  int    `json:"seconds"` // left; -1: not known
	Last     string `json:"last"`    // last whole exchange
	Online   bool   `json:"online"`  // as last seen
	Fault    Fault  `json:"fault"`   // of the last exchange; empty kind if it went well
	Enrolled bool   `json:"enrolled"`
}
