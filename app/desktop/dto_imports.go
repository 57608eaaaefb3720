package desktop

// ImportSummary is one import into a case, as its report begins.
type ImportSummary struct {
	ID          string        `json:"id"`
	At          string        `json:"at"`    // when it began
	Ended       string        `json:"ended"` // "": it runs, or was killed
	By          string        `json:"by"`
	Sources     []string      `json:"sources"`
	Places      []string      `json:"places"` // full paths, as it was last read
	Again       []ImportAgain `json:"again"`  // when it was gone on with
	Running     bool          `json:"running"`
	Queued      bool          `json:"queued"` // it waits until another import is done
	Stuck       bool          `json:"stuck"`  // the program ended under it more than once, and no file is known to be the reason
	Away        bool          `json:"away"`   // its source is not there; it goes on by itself when it is
	Why         string        `json:"why"`    // why it ended early; "" where it did not
	Found       int           `json:"found"`
	Read        int           `json:"read"` // of found
	Unread      int           `json:"unread"`
	Imported    int           `json:"imported"`
	Kept        int           `json:"kept"`
	Duplicate   int           `json:"duplicate"`
	Refused     int           `json:"refused"`
	Apart       int           `json:"apart"` // not among what a person chose of the source
	Bytes       int64         `json:"bytes"` // stored
	Listed      bool          `json:"listed"`
	Open        bool          `json:"open"` // something of it did not come in, and nobody has set it aside
	AsideBy     string        `json:"aside_by"`
	AsideAt     string        `json:"aside_at"`
	AsideReason string        `json:"aside_reason"` // a person's word that the rest is not needed
}

// ImportAgain is one going on with an import.
type ImportAgain struct {
	At string `json:"at"`
	By string `json:"by"`
}

// ImportFiles is a part of an import's report.
type ImportFiles struct {
	Files []ImportFile `json:"files"`
	Next  int          `json:"next"` // where to read on; -1: that is all
}

// ImportFile is one file of a report.
type ImportFile struct {
	Path       string `json:"path"`    // "" where it is not known whose it is
	Outcome    string `json:"outcome"` // imported, kept, duplicate, rejected, unread, opened (an archive), later (with another import), apart (not chosen)
	Reason     string `json:"reason"`
	Type       string `json:"type"`
	Bytes      int64  `json:"bytes"`
	Record     string `json:"record"`
	Decided    bool   `json:"decided"` // a person decided on the record
	LeftOut    bool   `json:"left_out"`
	DecidedBy  string `json:"decided_by"`
	DecidedWhy string `json:"decided_why"`
}
