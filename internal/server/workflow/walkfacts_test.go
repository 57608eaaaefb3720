package workflow

import (
	"math/rand/v2"
	"time"

	"oso/internal/server/principal"
)

// partBefore is where a part has to be for an event about it.
var partBefore = map[Event]PartState{AskPart: partNotOpened, AcceptPart: PartAsked, DeclinePart: PartAsked, SignPart: PartAccepted, ReturnPart: PartDone, RemovePart: PartAccepted, PartOverdue: PartAccepted}

// randomFacts are mostly such that guards hold; each is wrong once in faults.
func randomFacts(r *rand.Rand, t indexed, s Status, e Event, faults int) Facts {
	yes := func() bool { return r.IntN(faults) != 0 }
	no := func() bool { return !yes() }
	now := time.UnixMilli(1_800_000_000_000 + r.Int64N(1_000_000))
	row, named := t.at[key{s.State, e}]
	roles := principal.Roles()
	if named && yes() {
		roles = t.rows[row].Roles
	}
	f := Facts{
		Now: now, Role: roles[r.IntN(len(roles))],
		Kind: []string{"second-opinion", "second-opinion", "imaging", "pathology"}[r.IntN(4)], PayerKind: []string{"patient", "partner"}[r.IntN(2)],
		Emergent: r.IntN(4) == 0, CourtesyCopy: r.IntN(3) != 0, WantsImaging: r.IntN(2) == 0, WantsPathology: r.IntN(2) == 0,
		Agreement:   []Agreement{Signed, Attested, NoAgreement, ""}[min(r.IntN(12)/4, 3)],
		Amended:     Amended{Agreement: []Agreement{Signed, Attested, ""}[min(r.IntN(12)/4, 2)], Elsewhere: r.IntN(4) == 0, Announced: r.IntN(4) == 0, NoCopy: r.IntN(5) == 0},
		IsPhysician: yes(), Participation: yes(), AccountReady: yes(), LicenseKnown: yes(),
		Location: []Location{"", Allowed, Allowed, Check, Refused}[r.IntN(5)], ForbidImaging: r.IntN(5) == 0, ForbidPathology: r.IntN(5) == 0,
		Part: []PartState{PartAsked, PartAccepted, PartDone, partNotOpened, PartRemoved}[r.IntN(5)], PartSigned: yes(), PartsOpen: no(), Contributes: yes(), Approves: no(), NamedLeads: no(), NamedPart: no(),
		Declared: 2, Identified: yes(), EstimateMade: yes(), ContractAccepts: yes(), IsPartnersAdmin: yes(),
		ChargeState: []string{"pending", "charged", "invoiced", "failed"}[r.IntN(4)], WithdrawalIsFree: r.IntN(6) == 0,
		Conflict: no(), OfClinic: yes(), Wrote: no(), NamedReads: no(), NamedWrites: no(), NamedApproves: no(), Read: []Read{ImagingRead, PathologyRead}[r.IntN(2)], IsOverreader: yes(), ReportSigned: yes(), Authorization: yes(),
		AnswersComplete: yes(), LimitsStated: yes(), OpinionSigned: yes(), SameBytes: yes(), SameRecords: yes(), Delivered: r.IntN(2) == 0, PackageStored: yes(),
		ActVerified: yes(), Evidence: yes(), OfPartner: yes(), Placement: []string{"", PlacementRequested, PlacementRequested, PlacementDeclined}[r.IntN(4)],
		TimerEntered: timerToken(e, s), TimerDue: now,
		ReadDue: timerToken(e, s), PartDue: timerToken(e, s), ReadDoubted: r.IntN(2) == 0, ReadsDoubted: no(), ReadsAdded: no(),
	}
	if no() {
		f.Outstanding, f.Declared, f.Unreturned = 1, r.Int64N(2), 1
		f.Untranslated = r.Int64N(2)
	}
	if yes() {
		f.Reason = "other"
	}
	if no() {
		f.TimerEntered--
	}
	people := []string{"ann", "ben", "eve"}
	f.Actor.ID = people[r.IntN(3)]
	if s.Specialist != "" && yes() && oneOf(f.Role, principal.Specialist, principal.Radiologist, principal.Pathologist) {
		f.Actor.ID = s.Specialist
	}
	f.OfferedTo, f.ReaderID, f.Author, f.PartOf = f.Actor.ID, f.Actor.ID, f.Actor.ID, f.Actor.ID
	if part, ok := partBefore[e]; ok && yes() {
		f.Part = part
	}
	if f.Role == principal.Approver && r.IntN(4) != 0 {
		f.Author = "author"
	}
	if f.Approver = "ben"; r.IntN(4) == 0 {
		f.Approver = ""
	}
	if oneOf(e, AcceptOffer, AcceptPart, SignPart, TakeUp, TakeUpRevision, ReturnDraft, ReturnRevision, Approve, ApproveRevision) {
		f.IsOverreader = no()
	}
	if s.Billing == ChargeRefused && yes() {
		f.ChargeState = "failed"
	}
	f.OpinionVersion = s.Version
	if r.IntN(4) == 0 {
		f.OpinionVersion--
	}
	good := Credentials{Active: true, Tenured: true, Licensed: true, BoardCertified: true, Until: now.UnixMilli() + 1}
	f.Candidate, f.ActorCred = good, good
	f.Named = principal.Person{ID: people[r.IntN(3)], Roles: []principal.Held{{Role: signer(s.Kind)}, {Role: principal.Physician}}}
	if e == AssignOverread {
		f.Named.Roles = []principal.Held{{Role: reader(f.Read)}}
	}
	if no() {
		for _, c := range []*Credentials{&f.Candidate, &f.ActorCred} {
			switch r.IntN(5) {
			case 0:
				c.Trainee = true
			case 1:
				c.Until = now.UnixMilli()
			case 2:
				c.Tenured = false
			case 3:
				c.BoardCertified = false
			case 4:
				c.Active = false
			}
		}
	}
	return f
}
