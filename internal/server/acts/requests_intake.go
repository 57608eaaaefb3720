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
		On       Day        `json:"on,omitempty" label:"Received on" hint:"Left empty: today."`
		Things   []NewThing `json:"things,omitempty" label:"Slides, blocks, or discs"`
		Place    Line       `json:"place,omitempty" label:"Where it lies" hint:"The shelf, cupboard, or box."`
		Note     Note       `json:"note,omitempty"`
	}
	RecordReturn struct {
		Seen
		Material Material `json:"material,omitempty" hint:"None chosen: everything that is still here."`
		SentBack
	}
	SendThings struct {
		Seen
		Things Things `json:"things"`
		SentBack
	}
	PlaceThings struct {
		Seen
		Things Things `json:"things"`
		Place  Line   `json:"place" label:"Where it lies" need:"Say where it lies now."`
	}
	ConfirmThings struct {
		Seen
		Things Things `json:"things"`
		On     Day    `json:"on,omitempty" label:"Arrived there on" hint:"Left empty: today."`
		Note   Note   `json:"note" label:"Who confirmed it, and how" need:"Say who confirmed it, and how."`
	}
	CorrectThing struct {
		Seen
		Things    Things    `json:"things"` // one
		Kind      ThingKind `json:"kind"`
		Marks     Line      `json:"marks" label:"What stands on it" need:"Write what its label says."`
		Accession Line      `json:"accession,omitempty" label:"Accession number"`
		Note      Note      `json:"note" label:"What was wrong, and how it was found" need:"Say what was wrong, and how it was found."`
	}
	AskedTranslation struct {
		Seen
		Record Record        `json:"record"`
		Of     TranslationOf `json:"of"`
		Whom   Line          `json:"whom,omitempty" label:"Who it is, and how they are reached"`
		Due    Day           `json:"due" label:"To be here on" need:"Say by when it is to be here. If it is not, it is a task on that day."`
		Note   Note          `json:"note,omitempty" hint:"Asked of the clinic, it stands in the message to it."`
	}
	JoinedTranslation struct {
		Seen
		Record      Record `json:"record" label:"The record"`
		Translation Record `json:"translation" label:"Its translation" need:"Choose the translation."`
		Note        Note   `json:"note,omitempty"`
	}
	NoTranslationNeeded struct {
		Seen
		Record Record `json:"record"`
		Note   Note   `json:"note,omitempty" label:"Why" hint:"Needed where a translation was asked for."`
	}
	TiedRecords struct {
		Seen
		Records  Records  `json:"records"`
		Material Material `json:"material,omitempty" label:"What was declared" hint:"None chosen: of none of them."`
	}
	LinkedPartner struct {
		Seen
		Partner Partner `json:"partner" label:"Which partner pays" need:"Choose the partner who pays."`
		Note    Note    `json:"note" label:"How this is known" need:"Say how it is known that this partner pays: who said so, and when."`
	}
	WaiveMaterials struct{ Reasoned }

	FindDeficient struct {
		Seen
		Items []Deficiency `json:"items" label:"What is wrong" need:"Say for each material what is wrong with it."`
		Again Day          `json:"again,omitempty" label:"Ask again on" hint:"The clinic is told the day. What is not here by then is a task."`
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

// NewThing is a slide, a block, or a disc that came.
type NewThing struct {
	Kind      ThingKind `json:"kind"`
	Marks     Line      `json:"marks" label:"What stands on it" need:"Write what its label says."`
	Accession Line      `json:"accession,omitempty" label:"Accession number"`
}

// SentBack is how things went back.
type SentBack struct {
	On       Day  `json:"on,omitempty" label:"Sent on" hint:"Left empty: today."`
	Carrier  Line `json:"carrier,omitempty" label:"Carrier"`
	Tracking Line `json:"tracking,omitempty" label:"Tracking number"`
	Note     Note `json:"note,omitempty" label:"To whom, and what else to note"`
}

// Deficiency is what is wrong with one material.
type Deficiency struct {
	Material Material `json:"material"`
	Code     Reason   `json:"code" label:"What is wrong"`
	Note     Words    `json:"note,omitempty" label:"Note"`
}
