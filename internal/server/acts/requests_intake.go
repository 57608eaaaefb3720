package acts

// Seen is the case as the person saw it; 0: whatever it is now.
type Seen struct {
	Seq Seq `json:"seq,omitempty"`
}

// Plain acts need nothing but, where there is something to say, words.
type Plain struct {
	Seen
	Note Note `json:"note,omitempty"`
}

// Reasoned acts need one of the reasons.
type Reasoned struct {
	Seen
	Reason Reason `json:"reason"`
	Note   Note   `json:"note,omitempty"`
}

// Requests from the sealed case to triage.
type (
	CheckLicense    struct{ Plain }
	CheckAgreement  struct{ Plain }
	RejectAgreement struct{ Reasoned }

	DecideLocation struct {
		Seen
		Allow  Agreed `json:"allow" label:"May go on" need:"Say that the case may go on. To end it, refuse the location instead."`
		Reason Reason `json:"reason" label:"What was done"`
		Note   Note   `json:"note" label:"Which rule or whose answer, and what it says" need:"Say which rule you looked up, where, or who was asked, and what it says of this place."`
	}
	RefuseLocation struct {
		Seen
		Note Note `json:"note" label:"Who decided it, and by which rule" need:"Say who decided it, and by which rule."`
	}

	RecordMaterial struct {
		Seen
		Material Material   `json:"material"`
		By       Identifier `json:"by" label:"You compared" need:"Say by what you compared it with the case."`
		And      Identifier `json:"and" label:"and" need:"Say by what else you compared it with the case."`
		Note     Note       `json:"note,omitempty"`
	}
	RecordReturn struct {
		Seen
		Material Material `json:"material,omitempty" hint:"None chosen: everything that is still here."`
		Note     Note     `json:"note,omitempty" label:"How it went back"`
	}
	WaiveMaterials struct{ Reasoned }

	FindDeficient struct {
		Seen
		Items []Deficiency `json:"items" label:"What is wrong" need:"Say for each material what is wrong with it."`
	}
	FindComplete struct{ Plain }
	ReopenIntake struct{ Reasoned }

	SetEstimate    struct{ Plain }
	AcceptEstimate struct {
		Seen
		Note Note `json:"note,omitempty" of:"coordinator" label:"How the payer accepted" need:"Say how the payer accepted: who, when, in what way."`
	}
	DeclineCopy   struct{ Plain }
	SetEmergent   struct{ Reasoned }
	RequestRecord struct{ Plain }

	NameCovering struct {
		Seen
		Person Physician `json:"person"`
		Reason Reason    `json:"reason"`
		Note   Note      `json:"note,omitempty"`
	}
)

// Deficiency is what is wrong with one material.
type Deficiency struct {
	Material Material `json:"material"`
	Code     Reason   `json:"code" label:"What is wrong"`
	Note     Words    `json:"note,omitempty" label:"Note"`
}
