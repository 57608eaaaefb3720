package acts

// Requests after release, and those of any time.
type (
	Deliver struct {
		Seen
		Channel  Channel `json:"channel"`
		To       Line    `json:"to" label:"To whom" hint:"Who has it in hand: the physician, or who took it for the physician." need:"Say who has it now."`
		At       Moment  `json:"at,omitempty" label:"When" hint:"By the office’s clock. Empty: now."`
		Tracking Line    `json:"tracking,omitempty" label:"Tracking number"`
		Receipt  Record  `json:"receipt,omitempty" label:"Scanned receipt" hint:"File it from the inbox first."`
		Evidence Words   `json:"evidence,omitempty" label:"What proves it besides" hint:"Whom you spoke to, what was said."`
	}
	ReissueOpinion struct {
		Seen
		Note Note `json:"note" label:"How you know that the keys are new" need:"Say how you know that the physician’s keys are new: who was confirmed, when, in what way."`
	}
	RetryCharge struct{ Plain }
	WaiveCharge struct{ Reasoned }
	Close       struct{ Plain }

	AskAddendum struct {
		Seen
		About     About             `json:"about,omitempty"`
		Questions []FurtherQuestion `json:"questions" label:"What the physician asks further" need:"Write what the physician asks."`
	}
	FurtherQuestion struct {
		Text Words `json:"text" label:"Question" hint:"As the physician asked it: it stands in the letter, word for word." need:"Write what the physician asks."`
	}
	RequestPlacement struct {
		Seen
		Where Line `json:"where" label:"Hospital" need:"Say where the patient is to be placed."`
		Note  Note `json:"note,omitempty" label:"Who asks, and for what"`
	}
	ArrangePlacement struct {
		Seen
		Where Line `json:"where" label:"Hospital" need:"Say where the patient is placed."`
		Day   Day  `json:"day" label:"From which day" need:"Enter the day from which the patient is expected."`
		Note  Note `json:"note,omitempty" label:"With whom it was arranged"`
	}
	DeclinePlacement struct {
		Seen
		Note Note `json:"note" label:"Who declined, and why" need:"Say who declined, and why."`
	}
	HandOffVideo struct {
		Seen
		Where     Line   `json:"where" label:"Who holds the consultation" need:"Name the third party that holds it."`
		Agreement Line   `json:"agreement" label:"Version of its agreement" need:"Give the version of the third party’s own agreement that was signed."`
		SignedBy  Line   `json:"signed_by" label:"Who signed it" hint:"The patient, or who acts for the patient." need:"Say who signed the agreement."`
		SignedOn  Day    `json:"signed_on" label:"When it was signed" need:"Enter the day on which it was signed."`
		Scan      Record `json:"scan,omitempty" label:"The signed agreement" hint:"Where it is among the records."`
		Note      Note   `json:"note,omitempty" label:"What was handed over, and how"`
	}
	BeginCorrection struct {
		Seen
		Reason Reason `json:"reason"`
		Change Words  `json:"change" label:"What changes, and why" need:"Say what the correction changes, and why."`
	}
	ReassignRevision struct {
		Seen
		Person Writer `json:"person"`
		Reason Reason `json:"reason"`
		Note   Note   `json:"note,omitempty"`
	}
	SignRevision          struct{ Signing }
	TakeUpRevision        struct{ Plain }
	ReturnRevision        struct{ Returning }
	ApproveRevision       struct{ Approving }
	DropRevision          struct{ Reasoned }
	AcknowledgeCorrection struct {
		Seen
		Note Note `json:"note" label:"Who knows of it, when, and how you know" need:"Say who knows of it, when, and how you know."`
	}

	Hold     struct{ Reasoned }
	Resume   struct{ Plain }
	Withdraw struct{ Reasoned }
	Revoke   struct {
		Seen
		Note Note `json:"note,omitempty" label:"How the patient said so"`
	}
	GiveBack struct{ Reasoned }

	Assigned struct {
		Seen
		Person Colleague `json:"person,omitempty" label:"To whom" need:"Choose who has it, or nobody in particular."`
		Note   Note      `json:"note,omitempty" label:"What the other should know"`
	}
	FinishedTask struct {
		Seen
		Task Task `json:"task"`
		Note Note `json:"note,omitempty" label:"Who was reached, what was said or sent"`
	}
	// RecordedCall is what a call came to. Of its time and again, the exact one
	// counts where both are given.
	RecordedCall struct {
		Seen
		Once     Once     `json:"once,omitempty"`
		Task     Task     `json:"task,omitempty"`
		Corrects Call     `json:"corrects,omitempty"`
		Party    Party    `json:"party"`
		Number   Line     `json:"number,omitempty" label:"Number"`
		Came     Answered `json:"came"`
		With     Line     `json:"with,omitempty" label:"Who answered"`
		Said     Words    `json:"said,omitempty" label:"What was said"`
		When     Again    `json:"when,omitempty"`
		At       Moment   `json:"at,omitempty" label:"Or at this time" hint:"At the office’s clock."`
	}
	// TookOutcome is what became of a case, by telephone.
	TookOutcome struct {
		Seen
		Once      Once      `json:"once,omitempty"`
		Diagnosis Diagnosed `json:"diagnosis"`
		Treatment Treated   `json:"treatment"`
		Who       Line      `json:"who" label:"Who said it" need:"Say who told it: the physician, or who spoke for the physician."`
		At        Moment    `json:"at,omitempty" label:"When" hint:"By the office’s clock. Empty: now."`
		Words     Words     `json:"words,omitempty" label:"In the physician’s words"`
	}
	// NotedTalk is what specialists decided who talked the case over.
	NotedTalk struct {
		Seen
		Once     Once   `json:"once,omitempty"`
		Corrects Talk   `json:"corrects,omitempty"`
		Held     Moment `json:"held" label:"When it was" hint:"At the office’s clock." need:"Enter day and time."`
		With     Line   `json:"with" label:"Who took part" need:"Say who took part."`
		Decided  Words  `json:"decided" label:"What was decided" need:"Say what was decided."`
	}
	TriedTask struct {
		Seen
		Task Task  `json:"task"`
		Came Came  `json:"came"`
		When Again `json:"when,omitempty"`
		Note Note  `json:"note,omitempty"`
	}
)
