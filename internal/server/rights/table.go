package rights

import (
	"slices"

	"oso/internal/server/principal"
)

// View is a part of a case that one may see.
type View string

const (
	Status   View = "status"   // reference, kind of service, stage, dates, whose turn it is
	Synopsis View = "synopsis" // what is asked, age and sex, without the name
	Name     View = "name"     // who the patient is: name, sex, birth date
	Clinical View = "clinical" // what the clinic asks and says, over-reads, critical findings; clinic and physician
	Intake   View = "intake"   // agreement, location, materials, tracks, who was asked
	Contact  View = "contact"  // addresses, telephone, e-mail, identifiers, who acts for the patient
	Money    View = "money"    // who pays, member number, estimate, charge
	Records  View = "records"  // list and bytes
	History  View = "history"  // messages, and what happened
	Writers  View = "writers"  // who writes and who approves, versions and their fingerprints
	Draft    View = "draft"    // the version that is written or waits
	Opinion  View = "opinion"  // released versions
)

// Views lists every view, in the order of docs/WORKFLOW.md.
func Views() []View {
	return []View{Status, Synopsis, Name, Clinical, Intake, Contact, Money, Records, History, Writers, Draft, Opinion}
}

// Act is something done. Events of the workflow are acts under their own names.
type Act string

// Acts that are no events.
const (
	WriteDraft      Act = "write-draft"
	WritePart       Act = "write-part"
	NoteTalk        Act = "note-conference" // what specialists decided who talked the case over
	RecordOutcome   Act = "record-outcome"  // what became of a case, as the physician said it by telephone
	WriteLetter     Act = "message"         // to the clinic
	FinishTask      Act = "finish-task"
	PutOffTask      Act = "put-off-task"
	Assign          Act = "assign"      // to a coordinator: who looks after it
	RecordCall      Act = "record-call" // whoever was telephoned, and what came of it
	SendThings      Act = "send-things" // slides and discs back, one by one
	PlaceThings     Act = "place-things"
	ConfirmThings   Act = "confirm-things"   // they arrived there
	CorrectThing    Act = "correct-thing"    // what stands on one was written down wrongly
	AskTranslation  Act = "ask-translation"  // of a record that is not in English (R15)
	JoinTranslation Act = "join-translation" // to its original
	NoTranslation   Act = "needs-no-translation"
	TieRecords      Act = "tie-records"  // to what was declared
	LinkPartner     Act = "link-partner" // who is to pay, and whom the service did not know
	Reply           Act = "reply"        // of the clinic, to the service
	TakeStudy       Act = "take-study"   // its files, for the hospital's own workstation
	SayLacked       Act = "say-lacked"   // what would have changed the own answer

	TakeMaterial     Act = "take-material" // slides, blocks and discs, to a reader and back
	GiveBackMaterial Act = "give-back-material"
)

// Rule: role in relation may see views and do acts.
type Rule struct {
	Role     principal.Role
	Relation Relation
	Views    []View
	Acts     []Act
}

var table = rules()

// Table is every rule; whatever it does not name is refused. It is not to be
// written to.
func Table() []Rule { return table }

func rules() []Rule {
	offered := []Act{"accept-offer", "decline-offer"}
	author := []View{Status, Name, Clinical, Records, History, Writers, Draft, Opinion}
	authors := []Act{
		WriteDraft, NoteTalk, TakeStudy, SayLacked, "sign-draft", "return-part", "remove-part", "ask-question", "raise-critical", "order-overread", "begin-correction", "ask-addendum", "sign-revision",
	}
	invited := []Act{"accept-part", "decline-part"}
	contributor := []View{Status, Name, Clinical, Records, History, Writers, Opinion}
	contributors := []Act{WritePart, NoteTalk, TakeStudy, "sign-part", "raise-critical", "ask-question"}
	reader := []View{Status, Name, Clinical, Records, History}
	readers := []Act{TakeStudy, "finalize-overread", "add-to-overread", TakeMaterial, GiveBackMaterial, "raise-critical", "ask-question"}
	t := []Rule{
		{principal.Patient, Own, []View{Status, Opinion}, nil},
		{principal.Physician, Treating, []View{Status, Name, Clinical, Contact, Records, Opinion}, []Act{
			Reply, "amend", "access", "access-superseded", "acknowledge-correction",
		}},
		{principal.ClinicStaff, Clinic, []View{Status, Name, Clinical, Contact, Records, Opinion}, []Act{Reply}},
		{principal.Coordinator, Desk, []View{Status, Synopsis, Name, Clinical, Intake, Contact, Money, Records, History, Writers, Opinion}, []Act{
			WriteLetter, RecordCall, RecordOutcome, NoteTalk, FinishTask, PutOffTask, Assign, SendThings, PlaceThings, ConfirmThings, CorrectThing, AskTranslation, JoinTranslation, NoTranslation, TieRecords, TakeMaterial, GiveBackMaterial, LinkPartner,
			"check-licence", "check-agreement", "reject-agreement", "decide-location", "refuse-location",
			"record-material", "waive-materials", "find-deficient", "find-complete", "reopen-intake", "record-return",
			"set-estimate", "accept-estimate", "decline-copy", "set-emergent", "name-covering", "request-record",
			"offer", "cancel-offer", "unassign", "ask-part", "remove-part", "order-overread", "assign-overread", "overread-not-available", "remove-overread",
			"forward-question", "answer-question", "log-call", "acknowledge-critical", "acknowledge-correction", "ask-addendum", "reassign-revision", "drop-revision",
			"deliver", "reissue-opinion", "request-placement", "arrange-placement", "decline-placement", "hand-off-video", "hold", "resume", "withdraw", "revoke", "cannot-answer", "close",
		}},
	}
	for _, r := range []principal.Role{principal.Specialist, principal.Radiologist, principal.Pathologist} {
		t = append(t,
			Rule{r, Offered, []View{Synopsis}, offered},
			Rule{r, Author, author, authors},
			Rule{r, Invited, []View{Synopsis}, invited},
			Rule{r, Contributor, contributor, contributors},
			Rule{r, Signed, []View{Status, Name, Opinion}, []Act{SayLacked, "begin-correction", "ask-addendum"}},
		)
		if r != principal.Specialist {
			t = append(t, Rule{r, Reader, reader, readers})
		}
	}
	return append(t,
		Rule{principal.Approver, Waiting, []View{Status, Writers}, []Act{"take-up", "take-up-revision"}},
		Rule{principal.Approver, Approving, []View{Status, Name, Clinical, Records, History, Writers, Draft, Opinion}, []Act{
			"return-draft", "approve", "return-revision", "approve-revision",
		}},
		Rule{principal.Approver, Approved, []View{Status, Writers}, []Act{"begin-correction"}},
		Rule{principal.Billing, Ledger, []View{Status, Money}, []Act{"set-estimate", "retry-charge", "waive-charge"}},
		Rule{principal.PartnerAdmin, Member, []View{Status, Money}, []Act{"accept-estimate"}},
		Rule{principal.Admin, Glass, []View{Status, Name, Clinical, Contact, Records, History, Writers, Opinion}, nil},
		Rule{principal.Admin, Oversight, []View{Status}, nil},
	)
}

// Rights are what the table gives under one role on one case. The zero value
// gives nothing.
type Rights struct {
	views []View
	acts  []Act
}

// Of looks the table up.
func Of(role principal.Role, relation Relation) Rights {
	for _, r := range table {
		if r.Role == role && r.Relation == relation {
			return Rights{r.Views, r.Acts}
		}
	}
	return Rights{}
}

// Sees tells whether the view is shown.
func (r Rights) Sees(v View) bool { return slices.Contains(r.views, v) }

// May tells whether the act is allowed.
func (r Rights) May(a Act) bool { return slices.Contains(r.acts, a) }
