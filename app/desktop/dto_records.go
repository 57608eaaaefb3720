package desktop

// RecordList is what a case holds, by whose it is.
type RecordList struct {
	People     []Person      `json:"people"` // whoever must be decided on first, then this patient, then who is left out
	Kept       []Record      `json:"kept"`   // stored as they are; not all of each is read or shown
	Files      int           `json:"files"`  // stored
	Bytes      int64         `json:"bytes"`  // original
	Open       []Discrepancy `json:"open"`   // wait for a decision, the worst first
	Decided    []Discrepancy `json:"decided"`
	History    []Judgment    `json:"history"`    // who decided what, the last first
	Missing    []string      `json:"missing"`    // declared materials by upload of which nothing is here: their descriptions
	Unfinished []Unfinished  `json:"unfinished"` // imports of which something did not come in
	Aside      []Aside       `json:"aside"`      // imports of which that was set aside
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
	Documents   []Record `json:"documents"` // reports, recordings and other instances that are no images
	Note        string   `json:"note"`      // one sentence, where something is not whole
}

// Series of a study.
type Series struct {
	UID         string `json:"uid"`
	Modality    string `json:"modality"`
	Description string `json:"description"`
	First       string `json:"first"` // id of its first image, which stands for all where the header's words are asked for
	Images      int    `json:"images"`
	Missing     int    `json:"missing"`
	Quality     string `json:"quality"` // one line on how good it is to read, from headers alone; "" where they say nothing
	Means       string `json:"means"`   // what that may keep a reader from seeing
	Asked       string `json:"asked"`   // what it means for what the case asks, or else what it limits
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
	// Modality is that of a DICOM file that is no image: a report, an ECG.
	Modality string `json:"modality"`
}

// Discrepancy is something import met that a person must look at.
type Discrepancy struct {
	ID       string       `json:"id"`
	Code     string       `json:"code"`
	Rank     string       `json:"rank"`     // whose, unreadable, missing, hint: the worst first
	Severity string       `json:"severity"` // error: stops the seal
	Blocks   bool         `json:"blocks"`   // the seal, as it stands
	ByName   bool         `json:"by_name"`  // decided for this person alone, with a reason of its own
	Title    string       `json:"title"`    // "Birth date differs"
	Message  string       `json:"message"`
	Person   string       `json:"person"`   // as the records name them; "" where they are about no person
	Subjects []Named      `json:"subjects"` // the series and files that it is about
	Compare  []Comparison `json:"compare"`
	Correct  []Correction `json:"correct"` // what the case may take over
	Records  []string     `json:"records"`
	Series   []string     `json:"series"`
	Accepted bool         `json:"accepted"` // of a decided one
	Reason   string       `json:"reason"`
	By       string       `json:"by"`
	At       string       `json:"at"`
}

// Named is one series or one file that a discrepancy is about.
type Named struct {
	Record      string   `json:"record"` // to show a picture of
	Records     []string `json:"records"`
	Name        string   `json:"name"`    // "CT Thorax, 12 Mar 2026, series 3 (lung)", or the path of a file
	Which       string   `json:"which"`   // "images 40 to 60"; "" of a file
	Short       string   `json:"short"`   // in two lines: the study, or the file's own name
	Part        string   `json:"part"`    // and series and images, or the folders around it
	Missing     string   `json:"missing"` // numbers of the images that are not here
	Files       []string `json:"files"`   // paths as they were found, the first of them
	Modality    string   `json:"modality"`
	Type        string   `json:"type"`
	Bytes       int64    `json:"bytes"`
	Institution string   `json:"institution"` // that made it
}

// Correction is what the case may take over from records, where the case is wrong.
type Correction struct {
	Field     string `json:"field"` // name, birth_date, sex, number
	From      string `json:"from"`
	To        string `json:"to"`
	Agreement bool   `json:"agreement"` // must be signed again then
}

// Comparison is one line of case against discrepancy.
type Comparison struct {
	Field  string `json:"field"` // name, birth_date, sex, number
	Case   string `json:"case"`
	Found  string `json:"found"`
	Answer string `json:"answer"` // agrees, partly, absent, apart, unreadable, differs; empty: an earlier program does not say
}

// RecordDecision answers discrepancies, open or decided, on the records that the
// person saw in them. Reason is needed to accept.
type RecordDecision struct {
	Case    string         `json:"case"`
	Choices []RecordChoice `json:"choices"`
	Accept  bool           `json:"accept"`
	Reason  string         `json:"reason"`
}

// RecordChoice are the records of one code.
type RecordChoice struct {
	Code    string   `json:"code"`
	Records []string `json:"records"`
}

// CaseCorrection takes over into the case what the records of a discrepancy say.
type CaseCorrection struct {
	Case        string `json:"case"`
	Discrepancy string `json:"discrepancy"`
	Field       string `json:"field"`
	Reason      string `json:"reason"`
}

// Judgment is one act of one person about what import met.
type Judgment struct {
	At     string   `json:"at"`
	By     string   `json:"by"`
	What   string   `json:"what"` // kept, left-out, taken-back, corrected
	Title  string   `json:"title"`
	Names  []string `json:"names"`
	Count  int      `json:"count"` // of records
	Reason string   `json:"reason"`
}

// ImportState is a running or ended import.
type ImportState struct {
	Case       string   `json:"case"`
	Running    bool     `json:"running"`
	Queued     bool     `json:"queued"`  // it waits until others are done
	Behind     int      `json:"behind"`  // further imports into the case that wait for this one
	Paused     bool     `json:"paused"`  // the vault is locked; it goes on by itself when it is unlocked
	Stalled    bool     `json:"stalled"` // its disc, drive or folder has not answered for a while
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
	Rejected   []Record `json:"rejected"` // not stored, with the reason; not those that an early end left unread
	// Further ones, not named.
	MoreRejected int   `json:"more_rejected"`
	Fault        Fault `json:"fault"` // of an import that ended badly; what was read is kept

	Locked LockedArchive `json:"locked"` // it waits for this archive's password
}

// Adding is what the lock screen and the list say of the imports that run:
// nothing of whose records or from where.
type Adding struct {
	Cases      int  `json:"cases"`
	Files      int  `json:"files"`
	TotalFiles int  `json:"total_files"` // 0: not known yet
	Paused     bool `json:"paused"`      // until the vault is unlocked
	// Imports that do not run and have not read all.
	Waiting      int `json:"waiting"`
	WaitingFiles int `json:"waiting_files"` // read
	WaitingTotal int `json:"waiting_total"` // of how many; 0: not known yet
}

// Unfinished is an import that did not take all that it met, or was ended
// before it had met all, and that nobody has set aside.
type Unfinished struct {
	ID       string   `json:"id"`
	At       string   `json:"at"` // when it began
	By       string   `json:"by"`
	Sources  []string `json:"sources"`
	Read     int      `json:"read"`      // of found
	Found    int      `json:"found"`     // the case's own files; 0: they were not counted
	Away     bool     `json:"away"`      // its source is not there; it goes on by itself when it is
	Unread   int      `json:"unread"`    // files met, or sources given, not read to the end
	Early    bool     `json:"early"`     // it ended before all was read
	Killed   bool     `json:"killed"`    // the program ended under it
	Why      string   `json:"why"`       // why it ended early; "" where it did not
	NotTaken []Record `json:"not_taken"` // with the reason; the first of them
	More     int      `json:"more"`      // beyond those
}

// Aside is an import of which a person said that the rest is not needed.
type Aside struct {
	ID      string   `json:"id"`
	Sources []string `json:"sources"`
	Reason  string   `json:"reason"`
	By      string   `json:"by"`
	At      string   `json:"at"`
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
