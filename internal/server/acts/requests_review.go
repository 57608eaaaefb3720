package acts

// Proof opens the person's signing key for one act.
type Proof struct {
	Password Password `json:"password"`
	Code     Code     `json:"code"`
}

// Signing is over the draft as it was saved.
type Signing struct {
	Seen
	Version    Version    `json:"version"`
	RowVersion RowVersion `json:"row_version"`
	Proof
}

// Approving is over the version that was read.
type Approving struct {
	Seen
	Version Version `json:"version"`
	Proof
}

// Returning sends the version that was read back to its author, with all comments
// that its approvers kept at their places. Comments are what is said beside those.
type Returning struct {
	Seen
	Version  Version   `json:"version"`
	Reason   Reason    `json:"reason"`
	Comments []Comment `json:"comments,omitempty" label:"Comments"`
}

// Comment is what an approver asks of one part of the letter.
type Comment struct {
	Part Part  `json:"part,omitempty"`
	Text Words `json:"text" label:"What should change" need:"Say what should change."`
}

// Asking acts carry a question on.
type Asking struct {
	Seen
	Text Words `json:"text" label:"Question" need:"Write the question."`
}

// OfReview acts are about one review.
type OfReview struct {
	Seen
	Kind Review `json:"kind"`
}

// EndingReview acts end one review without a report.
type EndingReview struct {
	Seen
	Kind   Review `json:"kind"`
	Reason Reason `json:"reason"`
	Note   Note   `json:"note,omitempty"`
}

// EndingPart acts end one part of another.
type EndingPart struct {
	Seen
	Part   PartOf `json:"part"`
	Reason Reason `json:"reason"`
	Note   Note   `json:"note,omitempty"`
}

// Requests from triage to release.
type (
	Offer struct {
		Seen
		Person Writer `json:"person"`
		Backup Writer `json:"backup,omitempty" label:"Who is asked next" hint:"By itself, when the first declines or does not answer."`
		Note   Note   `json:"note,omitempty" label:"A word to the specialist"`
	}
	AcceptOffer  struct{ Plain }
	DeclineOffer struct{ Reasoned }
	CancelOffer  struct{ Reasoned }
	Unassign     struct{ Reasoned }

	OrderOverread struct {
		OfReview
		Note Note `json:"note,omitempty" label:"Who agreed to the added price, and how" hint:"Where it is not in the estimate that was accepted."`
	}
	AssignOverread struct {
		Seen
		Kind   Review `json:"kind"`
		Person Reader `json:"person"`
		Note   Note   `json:"note,omitempty" label:"Who agreed to the added price, and how" hint:"Where it is not in the estimate that was accepted."`
	}
	OverreadNotAvailable struct{ EndingReview }
	RemoveOverread       struct{ EndingReview }
	FinalizeOverread     struct {
		Seen
		Kind   Review `json:"kind"`
		Report Report `json:"report" label:"Your report" need:"Write what was found and what it means."`
		// RowVersion is that of the kept report that this is; 0: none was kept.
		RowVersion RowVersion `json:"row_version,omitempty"`
		Proof
	}
	AddToOverread struct {
		Seen
		Kind   Review `json:"kind"`
		Report Report `json:"report" label:"What you add" need:"Write what is added, and why."`
		// RowVersion: as of a report.
		RowVersion RowVersion `json:"row_version,omitempty"`
		Proof
	}
	TakenMaterial struct {
		Seen
		Kind     Review   `json:"kind"`
		Material Material `json:"material"`
		Place    Line     `json:"place,omitempty" label:"Where it lies" hint:"Room, cabinet, tray."`
	}
	ReturnedMaterial struct {
		Seen
		Material Material `json:"material"`
		Place    Line     `json:"place" label:"Where it lies now" need:"Say where it was put, or to whom it was given."`
	}

	// The parts of an opinion that others than its lead write (R49).
	AskPart struct {
		Seen
		Heading Line   `json:"heading" label:"What the part is called in the letter" hint:"For example: Surgical view." need:"Say what the part is called."`
		Person  Writer `json:"person"`
		Note    Note   `json:"note,omitempty" label:"What you ask of the specialist"`
	}
	AcceptPart struct {
		Seen
		Part PartOf `json:"part"`
	}
	DeclinePart struct{ EndingPart }
	SignPart    struct {
		Seen
		Part       PartOf     `json:"part"`
		RowVersion RowVersion `json:"row_version"`
		Proof
	}
	ReturnPart struct {
		Seen
		Part PartOf `json:"part"`
		Note Note   `json:"note" label:"What should change" need:"Say what should change."`
	}
	RemovePart struct{ EndingPart }

	AskQuestion     struct{ Asking }
	ForwardQuestion struct{ Asking }
	// AnswerQuestion and Message say until which message somebody read before
	// writing; where they do not, nothing counts as read.
	AnswerQuestion struct {
		Seen
		Until Until `json:"until,omitempty"`
		Text  Words `json:"text" label:"Answer" need:"Write the answer."`
	}
	Message struct {
		Seen
		Once  Once  `json:"once,omitempty"`
		Until Until `json:"until,omitempty"`
		Text  Words `json:"text"`
	}

	RaiseCritical struct {
		Seen
		Finding Words `json:"finding" label:"What was found" need:"Say what was found."`
	}
	LogCall struct {
		Seen
		Call Words `json:"call" label:"Who was reached, when, what was said" need:"Say who was reached, when, and what was said."`
	}
	AcknowledgeCritical struct {
		Seen
		Note Note `json:"note" label:"Who understood it, when, and how you know" need:"Say who understood it, when, and how you know: read back, or in writing."`
	}

	SignDraft   struct{ Signing }
	TakeUp      struct{ Plain }
	ReturnDraft struct{ Returning }
	Approve     struct{ Approving }
)
