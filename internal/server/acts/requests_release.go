package acts

// Requests after release, and those of any time.
type (
	Deliver struct {
		Seen
		Channel  Channel `json:"channel"`
		Evidence Words   `json:"evidence" label:"Proof of the delivery" hint:"Tracking number, or whom you spoke to and when." need:"Say what proves the delivery: tracking number, whom you spoke to, when."`
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
		Question Words `json:"question" label:"What the physician asks" hint:"As the physician asked it: it stands in the letter, word for word." need:"Write what the physician asks."`
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
