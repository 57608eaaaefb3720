package workflow

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/dbtest"
	"oso/internal/server/principal"
)

// TestRandomWalksOfApply walks the same table through Apply and
// holds the properties against what is in the database afterwards, without
// asking the facts. Of 6 and 11 only the part that is this package's: which
// hash was acted on, and who is said to have signed; the signatures themselves
// are tested by opinion and the doors.
func TestRandomWalksOfApply(t *testing.T) {
	t.Parallel()
	// At least so many walks, and on SQLite more until every state and row was reached.
	walks, most := 100, 1000
	every := !testing.Short() && !dbtest.PostgreSQL(t) // which can be reached is the table's, whatever keeps it
	if testing.Short() {
		walks, most = 30, 30
	} else if !every {
		walks, most = 40, 40
	}
	if n, err := strconv.Atoi(os.Getenv("OSO_WALKS")); err == nil {
		walks, most = n, n // OSO_WALKS=5000 takes some minutes
	}
	w := newWorld(t)
	w.flow.cfg.Reminders = w.flow.cfg.Reminders[:1] // the last one comes within a walk
	w.flow.cfg.RemindersEmergent = w.flow.cfg.RemindersEmergent[:1]
	cov := newCoverage(rules)
	cov.eager = true
	refused, done := 0, uint64(0)
	for seed := range uint64(most) {
		if seed >= uint64(walks) && cov.missing() == "" {
			break
		}
		done = seed + 1
		k := &walker{world: w, r: rand.New(rand.NewPCG(seed, 2)), cov: cov}
		k.begin()
		if seed%2 == 1 {
			if err := k.express(seed%20 == 9); err != nil {
				t.Fatalf("seed %d: on the way: %v", seed, err)
			}
		}
		for range 60 {
			if err := k.step(); err != nil {
				t.Fatalf("seed %d: %v\n%s", seed, err, strings.Join(k.trace, " "))
			}
		}
		if err := k.audit(); err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, strings.Join(k.trace, " "))
		}
		refused += k.refused
	}
	t.Logf("%d walks reached %d states and %d rows", done, len(cov.states), len(cov.rows))
	if m := cov.missing(); m != "" && every {
		t.Errorf("never reached:\n%s", m)
	}
	if refused < walks {
		t.Errorf("only %d refusals", refused)
	}
}

type walker struct {
	*world
	r       *rand.Rand
	cov     *coverage
	s       Status
	trace   []string
	refused int
	seen    string            // snapshot after the last event that was done
	audited int64             // rows of the audit by then
	signed  map[string]string // opinion id to the hash it was released with
	charged *int64            // what was charged first
	revoked bool
	patient bool // the patient registered, no clinic sealed
}

func (k *walker) begin() {
	k.id, k.jobs, k.s = casefile.NewID(), nil, Status{}
	k.now = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC).Add(time.Duration(k.r.IntN(1000)) * time.Hour)
	k.signed, k.patient = map[string]string{}, k.r.IntN(3) == 0
	k.seen = k.snapshot()
}

func (k *walker) yes() bool { return k.r.IntN(25) != 0 }

func pickOf[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

// step tries one event: mostly one that the table names here and a person who
// may, sometimes neither.
func (k *walker) step() error {
	k.now = k.now.Add(time.Duration(k.r.IntN(90)) * time.Minute)
	e, row := k.cov.pick(k.r, k.s.State)
	if k.s.State == None && oneOf(e, Register, Receive) {
		if e = Receive; k.patient {
			e = Register
		}
		if k.r.IntN(15) == 0 {
			e = RefuseLocation
		}
		row = rules.at[key{None, e}]
	}
	if k.s.Revision == CorrectionOpen && k.r.IntN(4) == 0 { // a part that is changed with it takes several events in a row
		e = pickOf(k.r, AskPart, AcceptPart, SignPart, ReturnPart)
		row = rules.at[key{k.s.State, e}]
	}
	if row < 0 || k.r.IntN(10) == 0 {
		events := allEvents()
		e = events[k.r.IntN(len(events))]
		row = -1
		if i, named := rules.at[key{k.s.State, e}]; named {
			row = i
		}
	}
	cmd, before := k.command(e, row)
	if k.s.State == None {
		before = nil // nothing can hang on a case that is not there
	}
	return k.try(cmd, row, before...)
}

// try applies one command and looks at what came of it.
func (k *walker) try(cmd Command, row int, before ...before) error {
	e := cmd.Event
	was, audited := k.seen, k.audited
	s, err := k.do(cmd, before...)
	if err != nil {
		if oneOf(errs.KindOf(err), errs.Internal) {
			return fmt.Errorf("%s in %q: %w", e, k.s.State, err)
		}
		if k.refused++; k.snapshot() != was {
			return fmt.Errorf("property 10: %s in %q was refused and changed something", e, k.s.State)
		}
		if row < 0 && k.s.State != None && oneOf(errs.KindOf(err), errs.Forbidden, errs.Incomplete) && cmd.Actor.Role == principal.System {
			return fmt.Errorf("property 10: %s in %q is not in the table, and gave %v", e, k.s.State, err)
		}
		return nil
	}
	if row < 0 {
		return fmt.Errorf("property 10: %s in %q is not in the table and was done", e, k.s.State)
	}
	rows := must(k.db.Q().ListAudit(k.ctx, k.id))
	if int64(len(rows)) <= audited {
		return fmt.Errorf("%s left no audit row", e)
	}
	for _, a := range rows[audited:] {
		i := rules.at[key{State(a.FromState), Event(a.Event)}]
		k.cov.rows[i]++
		k.cov.states[State(a.ToState)]++
		k.trace = append(k.trace, a.Event+"->"+a.ToState)
	}
	if err := k.arranged(e); err != nil {
		return err
	}
	k.s, k.seen, k.audited = s, k.snapshot(), int64(len(rows))
	if e == Revoke {
		k.revoked = true
	}
	return k.properties(rows, audited)
}

// snapshot is everything that hangs on the case, as text.
func (k *walker) snapshot() string {
	const counts = `SELECT (SELECT COUNT(*) FROM audit WHERE chain = ?1) || ' ' || (SELECT COUNT(*) FROM notices WHERE case_id = ?1) || ' ' ||
		(SELECT COUNT(*) FROM offers WHERE case_id = ?1) || ' ' || (SELECT COUNT(*) FROM opinions WHERE case_id = ?1) || ' ' ||
		(SELECT COUNT(*) FROM accesses WHERE case_id = ?1) || ' ' || (SELECT COUNT(*) FROM charges WHERE case_id = ?1) || ' ' ||
		(SELECT COUNT(*) FROM tasks WHERE case_id = ?1) || ' ' || (SELECT COALESCE(MAX(seq), 0) FROM feed WHERE clinic_id = ?2) || ' ' ||
		(SELECT COALESCE(MAX(changed_at), 0) || ' ' || COUNT(*) FROM contributions WHERE case_id = ?1) || ' ' || (SELECT COUNT(*) FROM materials WHERE case_id = ?1) || ' ' || (SELECT COUNT(*) FROM overreads WHERE case_id = ?1) || ' ' ||
		(SELECT COUNT(*) FROM estimates WHERE case_id = ?1) || ' ' || (SELECT COUNT(*) FROM critical_findings WHERE case_id = ?1)`
	var n string
	if err := k.db.Reader().QueryRow(counts, k.id, k.clinic).Scan(&n); err != nil {
		panic(err)
	}
	c, _ := k.db.Q().GetCase(k.ctx, k.id)
	o, _ := k.db.Q().GetLatestOpinion(k.ctx, k.id)
	ch, _ := k.db.Q().GetChargeByCase(k.ctx, k.id)
	return fmt.Sprint(n, c, o, ch, len(k.jobs))
}

// person who has a role; now and then another of the same role, or of none.
func (k *walker) actor(e Event, row int) principal.Actor {
	role := pickOf(k.r, principal.Roles()...)
	if row >= 0 && k.yes() {
		role = pickOf(k.r, rules.rows[row].Roles...)
	}
	id := ""
	switch role {
	case principal.Physician:
		if id = k.physician; !k.yes() {
			id = k.stranger
		}
	case principal.Coordinator:
		id = k.coordinator
	case principal.Specialist:
		id = pickOf(k.r, k.specialist, k.second)
	case principal.Radiologist:
		id = k.radiologist
	case principal.Pathologist:
		id = k.pathologist
	case principal.Approver:
		id = pickOf(k.r, k.approver, k.approver, k.deputy)
	case principal.Billing:
		id = k.billing
	case principal.PartnerAdmin:
		id = k.partnerAdmin
	}
	if oneOf(e, AcceptOffer, DeclineOffer) && k.yes() {
		if o, err := k.db.Q().GetOpenOffer(k.ctx, k.id); err == nil {
			return k.as(o.PersonID)
		}
	}
	if part := k.part(e); oneOf(e, AcceptPart, DeclinePart, SignPart) && part.ID != "" && k.yes() {
		return k.as(part.PersonID)
	}
	if oneOf(e, ReturnPart, RemovePart, SignDraft, SignRevision, AskQuestion, RaiseCritical, BeginCorrection) && k.s.Specialist != "" && oneOf(role, principal.Specialist, principal.Radiologist, principal.Pathologist) && k.yes() {
		return k.as(k.s.Specialist)
	}
	return k.by(id, role)
}

// part is one that an event may be about; the zero one where there is none.
func (k *walker) part(e Event) db.Contribution {
	for _, p := range must(k.db.Q().ListContributions(k.ctx, k.id)) {
		if state := PartState(p.State); state == partBefore[e] || e == RemovePart && (state.Open() || state == PartDone) {
			return p
		}
	}
	return db.Contribution{}
}

func (k *walker) as(id string) principal.Actor {
	p, _, err := k.db.Q().Who(k.ctx, id, k.now)
	if err != nil {
		k.t.Fatal(err)
	}
	return k.by(id, p.Roles[0].Role)
}

// before is what a door writes first, in the same transaction.
type before = func(*db.Queries) error

// command fills in what a door would, mostly well.
func (k *walker) command(e Event, row int) (Command, []before) {
	r := k.r
	cmd := Command{Event: e, Actor: k.actor(e, row), Object: sum("evidence"), Note: []byte("sealed"),
		LicenseKnown: k.yes(), Participates: k.yes(), AccountReady: k.yes(), Identified: k.yes(), ActVerified: k.yes(), Conflict: !k.yes(),
		Synopsis: []byte("sealed"), Finding: []byte("sealed"), Act: []byte("act"), Read: pickOf(r, ImagingRead, PathologyRead), PhysicianID: k.physician}
	if codes := k.flow.cfg.Reasons[e]; len(codes) > 0 && k.yes() {
		cmd.Reason = pickOf(r, codes...)
	}
	if !k.yes() {
		cmd.Object = ""
	}
	place := &Place{Answer: pickOf(r, Allowed, Allowed, Check), ForbidImaging: r.IntN(6) == 0, ForbidPathology: r.IntN(6) == 0, Rule: "1"}
	switch e {
	case Register, Receive, RefuseLocation:
		cmd.Place = place
		if k.s.State == None {
			n := k.received()
			k.shape(&cmd, n.New)
		}
		if e == RefuseLocation && k.yes() || !k.yes() {
			place.Answer = Refused
		}
	case Amend, FindComplete:
		if r.IntN(3) == 0 {
			cmd.Place = place
		}
		cmd.Amended = Amended{Agreement: pickOf(r, "", Signed, Attested), Elsewhere: r.IntN(3) == 0, Announced: r.IntN(4) == 0, NoCopy: r.IntN(4) == 0}
		if r.IntN(3) == 0 {
			cmd.Amended.Wanted = &Wanted{Kind: pickOf(r, "second-opinion", "imaging"), PayerKind: pickOf(r, "patient", "partner")}
		}
	case SetEstimate:
		if cmd.Estimate = k.estimate(); !k.yes() {
			cmd.Estimate.Lines = nil
		}
	case Offer, ReassignRevision:
		cmd.PersonID = map[principal.Role]string{principal.Specialist: pickOf(r, k.specialist, k.second), principal.Radiologist: k.radiologist, principal.Pathologist: k.pathologist}[signer(k.s.Kind)]
		if !k.yes() {
			cmd.PersonID = pickOf(r, k.trainee, k.lapsed, k.approver)
		}
		if e == Offer && k.yes() {
			cmd.Backup = &Backup{PersonID: pickOf(r, k.specialist, k.second, k.trainee), Synopsis: []byte("sealed")}
		}
	case AskPart:
		cmd.PartID, cmd.About = casefile.NewID(), []byte("sealed")
		cmd.PersonID = map[principal.Role]string{principal.Specialist: pickOf(r, k.specialist, k.second), principal.Radiologist: k.radiologist, principal.Pathologist: k.pathologist}[signer(k.s.Kind)]
		if !k.yes() {
			cmd.PersonID = pickOf(r, k.trainee, k.lapsed, k.approver)
		}
	case AcceptPart, DeclinePart, SignPart, ReturnPart, RemovePart:
		cmd.PartID = k.part(e).ID
	case AssignOverread:
		cmd.PersonID = map[Read]string{ImagingRead: k.radiologist, PathologyRead: k.pathologist}[cmd.Read]
		if !k.yes() {
			cmd.PersonID = pickOf(r, k.lapsed, k.specialist)
		}
	case NameCovering:
		cmd.PersonID = pickOf(r, k.stranger, k.specialist)
	}
	return k.opinionPart(cmd)
}

// shape makes a new case of one of the sorts that there are.
func (k *walker) shape(cmd *Command, n *NewCase) {
	r := k.r
	n.Kind = pickOf(r, "second-opinion", "second-opinion", "imaging", "pathology")
	n.Imaging, n.Pathology = r.IntN(2) == 0, r.IntN(2) == 0
	n.Agreement = pickOf(r, Signed, Attested)
	n.Emergent, n.Copy = r.IntN(4) == 0, r.IntN(3) != 0
	if n.PayerKind = pickOf(r, "patient", "partner"); n.PayerKind == "patient" {
		n.PartnerID = ""
	}
	n.Materials[0].Arrived, n.Materials[0].Physical = r.IntN(2) == 0, r.IntN(3) == 0
	if cmd.Event == Register {
		n.ClinicID, n.PhysicianID, n.Materials = "", "", nil
	}
	cmd.New = n
}

// opinionPart: what the editor, the approver's page, the gateway and the
// inbox write in the same transaction.
func (k *walker) opinionPart(cmd Command) (Command, []before) {
	q := k.db.Q()
	now := k.now.UnixMilli()
	switch e := cmd.Event; e {
	case Submit:
		return cmd, []before{func(q *db.Queries) error {
			if must(q.CountMaterials(k.ctx, k.id)).Declared > 0 || !k.yes() {
				return nil
			}
			return q.InsertMaterial(k.ctx, db.InsertMaterialParams{ID: casefile.NewID(), CaseID: k.id, Kind: "imaging", Channel: "mail", Physical: true, State: "declared", DescriptionSealed: []byte{}, UpdatedAt: now})
		}}
	case RecordMaterial, RecordReturn, FindComplete:
		return cmd, []before{func(q *db.Queries) error {
			if e == FindComplete && k.r.IntN(2) == 0 {
				return nil
			}
			for _, m := range must(q.ListMaterials(k.ctx, k.id)) {
				p := db.UpdateMaterialParams{ID: m.ID, CaseID: k.id, State: "arrived", ArrivedAt: now, NoteSealed: []byte{}, UpdatedAt: now}
				if e == RecordReturn && k.yes() {
					p.State, p.ArrivedAt, p.ReturnedAt = "returned", max(m.ArrivedAt, 1), now
				}
				if _, err := q.UpdateMaterial(k.ctx, p); err != nil {
					return err
				}
			}
			return nil
		}}
	case SignPart:
		p := k.part(e)
		if p.ID == "" || !k.yes() {
			return cmd, nil
		}
		cmd.Object = sum("part" + p.ID)
		return cmd, []before{func(q *db.Queries) error {
			_, err := q.StoreContribution(k.ctx, db.StoreContributionParams{ID: p.ID, CaseID: k.id, SignedSealed: []byte("sealed"), SignedSHA256: cmd.Object, SignedAt: now, RowVersion: p.RowVersion})
			return err
		}}
	case FinalizeOverread:
		o, err := q.GetOverread(k.ctx, db.GetOverreadParams{CaseID: k.id, Kind: string(cmd.Read)})
		if err != nil || o.ReaderID == "" {
			return cmd, nil
		}
		cmd.Actor, cmd.Object = k.as(o.ReaderID), sum("report")
		return cmd, []before{func(q *db.Queries) error {
			_, err := q.SaveOverreadReport(k.ctx, db.SaveOverreadReportParams{CaseID: k.id, Kind: o.Kind, ReaderID: o.ReaderID, ReportSealed: []byte("x"), ReportSHA256: sum("report"), Signature: []byte("s")})
			return err
		}}
	case AddToOverread:
		o, err := q.GetOverread(k.ctx, db.GetOverreadParams{CaseID: k.id, Kind: string(cmd.Read)})
		if err != nil || o.ReaderID == "" {
			return cmd, nil
		}
		cmd.Actor, cmd.Object = k.as(o.ReaderID), sum("addendum")
		return cmd, []before{func(q *db.Queries) error {
			return q.InsertSignedReading(k.ctx, db.InsertSignedReadingParams{ID: casefile.NewID(), CaseID: k.id, Kind: o.Kind, ReaderID: o.ReaderID, OfSHA256: sum("report"), BodySealed: []byte("x"), BodySHA256: sum("addendum"), Signature: []byte("s"), SignedAt: now})
		}}
	case SignDraft, SignRevision:
		text := fmt.Sprintf("version %d of %d", k.s.Version+1, k.r.Int())
		if cmd.Object = sum(text); !k.yes() {
			cmd.Object = sum("another")
		}
		return cmd, []before{k.draft(cmd.Actor.ID, k.s.Version+1, "opinion", text)}
	case TakeUp, TakeUpRevision, Approve, ApproveRevision:
		o, err := q.GetLatestOpinion(k.ctx, k.id)
		if err != nil {
			return cmd, nil
		}
		if cmd.Object = o.ContentSHA256; !k.yes() {
			cmd.Object = sum("another")
		}
		if oneOf(e, Approve, ApproveRevision) && k.yes() {
			return cmd, []before{k.packed(cmd.Actor.ID, o.Version)}
		}
	case Access, AccessSuperseded:
		version := k.s.Version
		if e == AccessSuperseded && k.yes() {
			version--
		}
		o, err := q.GetOpinionVersion(k.ctx, db.GetOpinionVersionParams{CaseID: k.id, Version: version})
		if err != nil {
			return cmd, nil
		}
		if cmd.OpinionID, cmd.Object = o.ID, o.ContentSHA256; !k.yes() {
			cmd.Object = sum("another")
		}
		deliver := k.r.IntN(2) == 0
		return cmd, []before{func(q *db.Queries) error {
			if deliver && !k.revoked {
				return q.MarkOpinionDelivered(k.ctx, db.MarkOpinionDeliveredParams{ID: o.ID, DeliveredAt: now})
			}
			return nil
		}}
	case ChargeSucceeded:
		return cmd, []before{func(q *db.Queries) error { return ignoreMissing(k.settle(pickOf(k.r, "charged", "invoiced"))(q)) }}
	case ChargeFailed:
		return cmd, []before{func(q *db.Queries) error { return ignoreMissing(k.settle("failed")(q)) }}
	case Remind, Escalate, Breach, Expire, OfferTimeout, AskOutcome, CorrectionOverdue, OverreadOverdue, PartOverdue:
		for _, j := range slices.Backward(k.jobs) {
			var t Timer
			if j.Kind == JobTimer && json.Unmarshal(j.Payload, &t) == nil && t.Event == e {
				cmd.Read, cmd.PartID = t.Read, t.Part
				if cmd.Timer = &t; k.yes() && k.now.UnixMilli() < t.Due {
					k.now = time.UnixMilli(t.Due)
				}
				break
			}
		}
		if cmd.Timer != nil {
			cmd.Actor = principal.TheProgram()
		}
	}
	return cmd, nil
}

// arranged is what the door writes once a step of a placement was done.
func (k *walker) arranged(e Event) error {
	state, ok := map[Event]string{RequestPlacement: PlacementRequested, ArrangePlacement: PlacementArranged, DeclinePlacement: PlacementDeclined}[e]
	if !ok {
		return nil
	}
	return k.db.Tx(k.ctx, func(tx *sql.Tx) error {
		return db.New(tx).InsertArrangement(k.ctx, db.InsertArrangementParams{
			ID: casefile.NewID(), CaseID: k.id, Kind: ArrangedPlacement, State: state, BodySealed: []byte{}, CreatedAt: k.now.UnixMilli() + k.s.Seq,
		})
	})
}

func ignoreMissing(err error) error {
	if errs.Is(db.Err(err, ""), errs.NotFound) {
		return nil
	}
	return err
}
