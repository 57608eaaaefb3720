package workflow

import (
	"slices"

	"oso/internal/errs"
	"oso/internal/server/principal"
)

// PartState is where a part of the opinion stands that another than its lead was
// asked for (R49).
type PartState string

const (
	PartAsked     PartState = "asked"
	PartAccepted  PartState = "accepted" // is written, or was sent back
	PartDone      PartState = "signed"
	PartDeclined  PartState = "declined"
	PartRemoved   PartState = "removed"
	partNotOpened PartState = ""
)

// Open tells whether the opinion waits for it.
func (p PartState) Open() bool { return p == PartAsked || p == PartAccepted }

// stands tells whether who was asked has a part in the opinion by it.
func (p PartState) stands() bool { return p == PartAccepted || p == PartDone }

var (
	namedFree = guard("the person named has no other part in the case for the service", errs.Refused,
		"This person writes, reads or approves on this case already, or is asked to. Choose somebody else.",
		func(_ Status, f Facts) bool {
			return !f.NamedLeads && !f.NamedPart && !f.NamedReads && !f.NamedApproves
		})
	namedNoPart = guard("the person named has no part of the opinion", errs.Refused,
		"This person is asked for a part of the opinion, or wrote one. Choose somebody else, or take the part off first.",
		func(_ Status, f Facts) bool { return !f.NamedPart })
	approvesNot = guard("who acts does not approve the opinion", errs.Forbidden,
		"You have this opinion to approve, or approved one. Somebody else has to write the part.",
		func(_ Status, f Facts) bool { return !f.Approves })
	partNew = guard("a part that was not asked for before", errs.Conflict,
		"This part was asked for already. Look at the case again.",
		func(_ Status, f Facts) bool { return f.Part == partNotOpened })
	partAskedOf = guard("the part is asked of this person", errs.Forbidden,
		"This part is not asked of you, or no longer.",
		func(_ Status, f Facts) bool { return f.Part == PartAsked && f.Actor.Is(f.PartOf) })
	partWritten = guard("the part is this person's to write", errs.Forbidden,
		"This part is not yours to write, or it is signed.",
		func(_ Status, f Facts) bool { return f.Part == PartAccepted && f.Actor.Is(f.PartOf) })
	partSigned = guard("the part is signed by who wrote it, those bytes stored", errs.Incomplete,
		"The part is not signed yet.",
		func(_ Status, f Facts) bool { return f.PartSigned })
	partLimit = guard("the timer is of the limit of a part that is open", errs.Refused,
		"This timer belongs to an earlier limit.",
		func(_ Status, f Facts) bool { return f.Part.Open() && f.TimerEntered == f.PartDue })
	partDone = guard("the part is signed", errs.Refused,
		"This part is not signed, so that there is nothing to send back.",
		func(_ Status, f Facts) bool { return f.Part == PartDone })
	partThere = guard("the part was not declined or removed", errs.Refused,
		"This part is not there any more.",
		func(_ Status, f Facts) bool { return f.Part.Open() || f.Part == PartDone })
	partsSettled = guard("no part that somebody was asked for is open", errs.Incomplete,
		"A part that somebody else was asked for is not signed. Wait for it, or take it off with a reason.",
		func(_ Status, f Facts) bool { return !f.PartsOpen })
	correcting = guard("a correction is being written", errs.Refused,
		"No correction is being written.",
		func(s Status, _ Facts) bool { return s.Revision == CorrectionOpen })
)

// panelRules: an opinion of several, with one lead (R49). Until the lead has signed;
// and anew while a correction is written.
func panelRules() []Rule {
	first := []Guard{authorized, agreementInOrder, placeDecided}
	return slices.Concat(
		panelIn([]State{Triage, Offered, InReview}, []State{InReview}, nil, first),
		panelIn(out(), out(), []Guard{correcting}, []Guard{correctable}),
		[]Rule{{
			From: with(out(), Triage, Offered, InReview, AwaitingMaterials, IntakeReview, OnHold), Event: PartOverdue, To: Same, Roles: []principal.Role{principal.System},
			Guards:   []Guard{partLimit, isDue, notRevoked},
			Notices:  []Notice{{"part-late", ToCoordinator}, {"part-late", ToContributor}},
			Tasks:    []Task{{TaskPart, principal.Coordinator}},
			Evidence: "-",
		}},
	)
}

// panelIn are the rules where a version is written: from where a part is asked for
// and written, from where the lead sends one back; what holds while the version is
// not signed, after which nothing of it may change; and what has to hold to go on.
func panelIn(from, led []State, unsigned, going []Guard) []Rule {
	desk := []principal.Role{principal.Coordinator}
	still := func(more ...Guard) []Guard { return slices.Concat(unsigned, more) }
	on := func(more ...Guard) []Guard { return slices.Concat(unsigned, going, more) }
	return []Rule{
		{
			From: from, Event: AskPart, To: Same, Roles: desk,
			Guards:   on(partNew, candidateFit, noConflict, namedFree),
			Notices:  []Notice{{"part-asked", ToContributor}},
			Timers:   []Event{PartOverdue},
			Evidence: "the heading and the synopsis",
		},
		{
			From: from, Event: AcceptPart, To: Same, Roles: signersAll(),
			Guards:   on(partAskedOf, actorFit, noConflict, readsNot, approvesNot),
			Ends:     []string{TaskPart},
			Timers:   []Event{PartOverdue},
			Evidence: "what was asked",
		},
		{
			From: from, Event: DeclinePart, To: Same, Roles: signersAll(), Reason: true,
			Guards:   []Guard{partAskedOf},
			Notices:  []Notice{{"part-declined", ToCoordinator}, {"part-ended", ToContributor}},
			Ends:     []string{TaskPart},
			Evidence: "the reason",
		},
		{
			From: from, Event: SignPart, To: Same, Roles: signersAll(),
			Guards:   on(partWritten, actorFit, readsNot, approvesNot, partSigned),
			Notices:  []Notice{{"part-signed", ToLead}},
			Ends:     []string{TaskPart},
			Evidence: "the part's canonical bytes",
		},
		{
			From: led, Event: ReturnPart, To: Same, Roles: signersAll(),
			Guards:   still(isAuthor, partDone),
			Notices:  []Notice{{"part-returned", ToContributor}},
			Timers:   []Event{PartOverdue},
			Evidence: "the comment",
		},
		{
			From: from, Event: RemovePart, To: Same, Roles: with2(signersAll(), principal.Coordinator), Reason: true,
			Guards:   still(actorOnCase, partThere),
			Notices:  []Notice{{"part-ended", ToContributor}},
			Ends:     []string{TaskPart},
			Evidence: "the reason",
		},
	}
}
