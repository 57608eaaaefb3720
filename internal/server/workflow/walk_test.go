package workflow

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"oso/internal/errs"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
)

// tellsOfOpinion: notices that let their reader know that an opinion exists.
var tellsOfOpinion = []string{"opinion-opened", "new-version-opened", "opinion-released", "new-version-released", "reminder-opinion"}

// ledger watches one case through a walk and says which of the properties of
// workflow.md was broken.
type ledger struct {
	accessed  bool
	completed bool
	charges   int
	fees      int
	versions  []rights.Version
}

// check looks at one step that was not refused. Facts that other packages make
// true (a signature, a byte-for-byte comparison) are taken as the facts say.
func (l *ledger) check(before, after Status, e Event, f Facts, o Outcome) error {
	fail := func(property int, what string) error {
		return fmt.Errorf("property %d: %s: %s in %q -> %q by %s", property, what, e, before.State, after.State, f.Role)
	}
	// 10: the row taken is one that the table names, for this role.
	row := o.Rule
	if !slices.Contains(row.From, before.State) || row.Event != e || !slices.Contains(row.Roles, f.Role) {
		return fail(10, "a row was taken that the table does not name")
	}
	// 3: not by the author, not before approval, and the only way out.
	if oneOf(e, Approve, ApproveRevision) && (f.Actor.Is(f.Author) || f.Wrote) {
		return fail(3, "approved by the author")
	}
	if oneOf(e, SignDraft, SignRevision) && f.PartsOpen {
		return fail(3, "signed while a part of it is not")
	}
	if oneOf(e, AcceptPart, SignPart) && (f.Approves || f.IsOverreader) {
		return fail(3, "a part by who approves, or reads")
	}
	if after.Version != before.Version && !oneOf(e, Approve, ApproveRevision) {
		return fail(3, "a version left without approval")
	}
	if e != Approve && !slices.Contains(out(), before.State) && slices.Contains(out(), after.State) {
		return fail(3, "released without approval")
	}
	// 9, 11: who makes it accessed.
	if after.State == Accessed && before.State != Accessed || e == Access {
		byPhysician := e == Access && f.Role == principal.Physician && f.IsPhysician && f.ActVerified
		byDelivery := e == Deliver && f.Role == principal.Coordinator && f.Evidence
		if !byPhysician && !byDelivery {
			return fail(11, "accessed without a signed act or evidence")
		}
	}
	// 6: what is opened is what was signed.
	if oneOf(e, Approve, ApproveRevision, Access, AccessSuperseded, SignDraft, SignRevision) && !f.SameBytes {
		return fail(6, "other bytes than those signed")
	}
	if oneOf(e, Approve, ApproveRevision) && !f.SameRecords {
		return fail(6, "released over records that the author never saw")
	}
	switch e {
	case Approve, ApproveRevision:
		if before.isCorrection() {
			for i := range l.versions {
				l.versions[i].Superseded = true
			}
		}
		l.versions = append(l.versions, rights.Version{Number: after.Version})
	case Access, Deliver:
		l.accessed = true
		for i := range l.versions {
			if l.versions[i].Number == f.OpinionVersion {
				l.versions[i].Opened = true
			}
		}
	case Complete:
		l.completed = true
	}
	// 1
	for _, n := range slices.Concat(row.Notices, row.First) {
		if n.To == ToPatient && slices.Contains(tellsOfOpinion, n.Name) && !l.accessed {
			return fail(1, "the patient is told of an opinion: "+n.Name)
		}
	}
	// 2
	if after.Billing == Due && !oneOf(before.Billing, Due, ChargeRefused) {
		if row.Money == OrderFee {
			if l.fees++; !oneOf(after.State, Withdrawn, CannotAnswer) || before.Imaging != Final && before.Pathology != Final {
				return fail(2, "a fee that the price list does not name")
			}
		} else if l.charges++; !l.completed {
			return fail(2, "charged before completion")
		}
	}
	if l.charges+l.fees > 1 {
		return fail(2, "charged twice")
	}
	// 5
	if oneOf(e, Offer, AssignOverread, AskPart, ReassignRevision) && f.Candidate.Lapsed(f.Now) || oneOf(e, AcceptOffer, AcceptPart, FinalizeOverread, SignPart, SignDraft, SignRevision) && f.ActorCred.Lapsed(f.Now) {
		return fail(5, "without credentials in date")
	}
	if after.ForbidImaging && after.Imaging == Assigned || after.ForbidPathology && after.Pathology == Assigned {
		return fail(5, "a forbidden over-read is assigned")
	}
	if e == FinalizeOverread && before.forbids(f.Read) {
		return fail(5, "a forbidden over-read was done")
	}
	// 7
	if after.State == NotEligible && (!row.Erases || after.Agreement != NoAgreement) {
		return fail(7, "a refused place leaves something")
	}
	// 8
	if before.Agreement == Revoked && oneOf(e, AskPart, AcceptPart, SignPart, Offer, AcceptOffer, AssignOverread, FinalizeOverread, SignDraft, Approve, SignRevision, ApproveRevision, OrderOverread, AskAddendum, RequestPlacement, ArrangePlacement, HandOffVideo) {
		return fail(8, "went on after revocation")
	}
	if before.Agreement == Revoked && e == Access && !f.Delivered {
		return fail(8, "opened after revocation")
	}
	if after.Agreement == Revoked && slices.Contains(active(), after.State) {
		return fail(8, "still active after revocation")
	}
	return l.sight(after, fail)
}

// holder is somebody with one role, at the door where it counts.
func holder(role principal.Role) principal.Principal {
	p := principal.Principal{Kind: principal.Staff, Person: principal.Person{ID: "me", Roles: []principal.Held{{Role: role, Partner: "p"}}}}
	if oneOf(role, principal.Physician, principal.ClinicStaff) {
		p.Kind, p.Roles = principal.Desk, []principal.Held{{Role: role, Clinic: "c"}}
	}
	return p
}

// sight holds properties 4, 8 and 12, and the column "Never", against the table
// that the doors ask: for everybody, whatever they were to the case.
func (l *ledger) sight(s Status, fail func(int, string) error) error {
	c := s.Rights()
	c.Partner, c.Clinic, c.Offer = "p", "c", "me"
	internal := []rights.View{rights.Synopsis, rights.Clinical, rights.Intake, rights.Records, rights.History, rights.Writers, rights.Draft}
	sees := func(r rights.Rights, views ...rights.View) bool {
		return slices.ContainsFunc(views, r.Sees)
	}
	for _, role := range principal.Roles() {
		for _, part := range []func(*rights.Case){
			func(*rights.Case) {},
			func(c *rights.Case) { c.Specialist = "me" },
			func(c *rights.Case) {
				c.Readers, c.Signers, c.Approver, c.Approvers = []string{"me"}, []string{"me"}, "me", []string{"me"}
			},
			func(c *rights.Case) { c.Authors, c.Approver = []string{"me"}, "me" },
			func(c *rights.Case) { c.Contributors, c.Approver = []string{"me"}, "me" },
			func(c *rights.Case) { c.Invited, c.Offer = []string{"me"}, "" },
		} {
			c := c
			part(&c)
			if role == principal.Physician {
				c.Physician = "me"
			}
			relation := rights.Relate(holder(role), role, c)
			if role == principal.Patient {
				relation = rights.Own
			}
			r := rights.Of(role, relation)
			var versions []int64
			if r.Sees(rights.Opinion) {
				versions = rights.Versions(role, s.Release(), true, l.versions)
			}
			if role == principal.Patient && sees(r, internal...) {
				return fail(4, "the patient sees the specialist or internal papers")
			}
			if oneOf(role, principal.Patient, principal.ClinicStaff) && len(versions) > 0 && !l.accessed {
				return fail(4, string(role)+" sees an opinion before access")
			}
			if oneOf(role, principal.Specialist, principal.Radiologist, principal.Pathologist, principal.PartnerAdmin, principal.Approver) && s.Agreement == Revoked && sees(r, rights.Views()...) {
				return fail(8, string(role)+" still sees the case after revocation")
			}
			if oneOf(role, principal.Billing, principal.PartnerAdmin, principal.Admin) && sees(r, append(internal, rights.Name, rights.Contact, rights.Opinion)...) {
				return fail(8, string(role)+" sees what is clinical, or who writes")
			}
			if oneOf(role, principal.Specialist, principal.Radiologist, principal.Pathologist, principal.Approver) && sees(r, rights.Contact, rights.Money, rights.Intake) {
				return fail(8, string(role)+" sees payer or contact data")
			}
			if oneOf(role, principal.Specialist, principal.Radiologist, principal.Pathologist) && s.State == Closed && s.Revision == NoRevision && sees(r, rights.Clinical, rights.Records, rights.Draft) {
				return fail(8, string(role)+" still sees the case after its end")
			}
			if role == principal.Approver && !c.Waits && sees(r, rights.Clinical, rights.Records, rights.Draft, rights.Opinion) {
				return fail(3, "an approver sees a letter that is not his")
			}
			if relation == rights.Invited && sees(r, rights.Name, rights.Clinical, rights.Records, rights.History, rights.Writers, rights.Draft, rights.Opinion) {
				return fail(4, "who is only asked for a part sees more than the synopsis")
			}
			if relation == rights.Contributor && sees(r, rights.Draft) {
				return fail(4, "a contributor reads the lead's draft")
			}
			if role == principal.Approver && (slices.Contains(c.Authors, "me") || slices.Contains(c.Contributors, "me")) && sees(r, rights.Views()...) {
				return fail(3, "an author approves")
			}
			for _, n := range versions {
				o := l.versions[n-1]
				if o.Superseded && !slices.ContainsFunc(versions, func(m int64) bool { return m > n && !l.versions[m-1].Superseded }) {
					return fail(12, fmt.Sprintf("%s sees version %d without its successor", role, n))
				}
			}
		}
	}
	return nil
}

// coverage counts states and rows over all walks, and makes the rare ones likelier.
type coverage struct {
	table  indexed
	rows   []int
	states map[State]int
	eager  bool // go for what was never reached, even where that ends a walk
}

func newCoverage(t indexed) *coverage {
	return &coverage{table: t, rows: make([]int, len(t.rows)), states: map[State]int{}}
}

// pick chooses an event that the table names for s, the rarer rows first.
func (c *coverage) pick(r *rand.Rand, s State) (Event, int) {
	var list []int
	sum := 0.0
	for i, row := range c.table.rows {
		if slices.Contains(row.From, s) {
			list = append(list, i)
			sum += c.weight(i)
		}
	}
	if len(list) == 0 {
		return "", -1
	}
	x := r.Float64() * sum
	for _, i := range list {
		if x -= c.weight(i); x <= 0 {
			return c.table.rows[i].Event, i
		}
	}
	return c.table.rows[list[0]].Event, list[0]
}

// weight: rare rows are likelier, and so is going forward; ends, which cut a
// walk short, and going back are less likely. Without this no walk gets far.
func (c *coverage) weight(row int) float64 {
	r := c.table.rows[row]
	w := 1 / float64(20+c.rows[row])
	if c.eager && c.rows[row] == 0 {
		return w * 40
	}
	switch to := State(r.To); {
	case r.To == Same || r.To == Back:
		return w
	case oneOf(to, Withdrawn, CannotAnswer, Expired, NotEligible, OnHold):
		return w / 20
	case slices.Index(States(), to) > slices.Index(States(), r.From[0]):
		return w * 6
	}
	return w / 4
}

func (c *coverage) missing() string {
	var m []string
	for _, s := range States() {
		if c.states[s] == 0 {
			m = append(m, "state "+string(s))
		}
	}
	for i, n := range c.rows {
		if n == 0 {
			r := c.table.rows[i]
			m = append(m, fmt.Sprintf("row %d %v %s -> %s", i, r.From, r.Event, r.To))
		}
	}
	return strings.Join(m, "\n")
}

func allEvents() []Event {
	seen := map[Event]bool{}
	var list []Event
	for _, r := range rules.rows {
		if !seen[r.Event] {
			seen[r.Event] = true
			list = append(list, r.Event)
		}
	}
	return list
}

// walkModel takes one walk through a table; the error names the seed and the
// property that was broken.
func walkModel(t indexed, seed uint64, steps int, cov *coverage) (refused int, err error) {
	r := rand.New(rand.NewPCG(seed, 1))
	events := allEvents()
	faults := 15
	if seed%2 == 1 {
		faults = 100 // these get far
	}
	var s Status
	var l ledger
	// A third of the walks begin late, where the main line would have led.
	late := Status{
		State: InReview, Participation: Linked, Agreement: Signed, Location: Allowed, Materials: InOrder, Imaging: NotOrdered, Pathology: Final,
		Billing: EstimateAccepted, Query: NoQuery, Critical: NotCritical, Correction: NoCorrection, Revision: NoRevision, RecordRequest: NoRequest,
		Kind: "second-opinion", PayerKind: "patient", CourtesyCopy: true, SealVer: 1, Seq: 9, Entered: 9, ClockStart: 1, Specialist: "ann",
	}
	switch seed % 6 {
	case 3:
		if s = late; seed%12 == 3 {
			s.Imaging = Assigned
		}
	case 5:
		s = late
		s.State, s.Version, s.Unread = Released, 1, true
		l.versions = []rights.Version{{Number: 1}}
	}
	var trace []string
	for range steps {
		e, row := cov.pick(r, s.State)
		if row < 0 || r.IntN(8) == 0 {
			e = events[r.IntN(len(events))]
		}
		f := randomFacts(r, t, s, e, faults)
		o, err := t.next(s, e, f)
		if _, named := rules.at[key{s.State, e}]; !named && !errs.Is(err, errs.Refused) {
			return 0, fmt.Errorf("seed %d: property 10: %s in %q is not in the table, and gave %v", seed, e, s.State, err)
		}
		if err != nil {
			if refused++; o.Rule != nil || o.Status != (Status{}) {
				return 0, fmt.Errorf("seed %d: property 10: a refusal carries an outcome", seed)
			}
			continue
		}
		trace = append(trace, fmt.Sprintf("%s->%s", e, o.Status.State))
		if err := l.check(s, o.Status, e, f, o); err != nil {
			return 0, fmt.Errorf("seed %d: %w\n%s", seed, err, strings.Join(trace, " "))
		}
		s = o.Status
		cov.rows[o.Row]++
		cov.states[s.State]++
	}
	return refused, nil
}

// TestRandomWalksOfTheModel walks Next. A failure prints the seed; the
// coverage that steers a walk depends on the walks before it, so begin the
// loop at 0 to see it again.
func TestRandomWalksOfTheModel(t *testing.T) {
	t.Parallel()
	const walks, steps = 2500, 120
	cov, refused := newCoverage(rules), 0
	for seed := range uint64(walks) {
		n, err := walkModel(rules, seed, steps, cov)
		if err != nil {
			t.Fatal(err)
		}
		refused += n
	}
	if m := cov.missing(); m != "" {
		t.Errorf("never reached:\n%s", m)
	}
	if refused < walks {
		t.Errorf("only %d refusals: the walks try too little that is forbidden", refused)
	}
}
