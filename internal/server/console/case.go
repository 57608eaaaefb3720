package console

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// file is a case as one person meets it: its row, what relates the two, and
// the few rows that say whose turn it is. Nothing sealed is open in it.
type file struct {
	row db.Case
	who principal.Principal
	rights.Standings

	offer    db.Offer // the open one
	reads    []db.Overread
	parts    []db.Contribution
	opinions []head // by version
	writers  []string
	tasks    []task                // the open ones; read for the desk
	glass    []db.ListOpenGlassRow // of an administrator who has it under break-glass
	things   []db.Thing            // slides and discs; read for the desk with what may be done
}

// head is what a case's page says of a version of the opinion.
type head = db.ListOpinionHeadsRow

// find gives the case if it exists for this person. Kind NotFound otherwise:
// that it is there is nobody else's to know.
func (k *Console) find(ctx context.Context, q *db.Queries, id string, who principal.Principal) (*file, error) {
	none := errs.E(errs.NotFound, "find case", "There is no such case for you. It may have gone to somebody else, or the patient took the authorization back.")
	row, err := q.GetCase(ctx, id)
	if err = db.Err(err, "find case"); errs.Is(err, errs.NotFound) {
		return nil, none
	} else if err != nil {
		return nil, err
	}
	for {
		f, err := k.meet(ctx, q, row, who)
		if err != nil || len(f.Standings) > 0 {
			return f, err
		}
		// An act may have come between the case and what hangs on it: who has just
		// accepted has no open offer any more, and was not yet the case's specialist.
		now, err := q.GetCase(ctx, id)
		if err = db.Err(err, "find case"); err != nil && !errs.Is(err, errs.NotFound) {
			return nil, err
		}
		if err != nil || now.UpdatedAt == row.UpdatedAt && now.State == row.State && now.SpecialistID == row.SpecialistID {
			return nil, none
		}
		row = now
	}
}

// meet reads what relates a person to a case.
func (k *Console) meet(ctx context.Context, q *db.Queries, row db.Case, who principal.Principal) (*file, error) {
	const op = "read case"
	f := &file{row: row, who: who}
	var err error
	if row.State == string(workflow.Offered) {
		if f.offer, err = q.GetOpenOffer(ctx, row.ID); err != nil && !errs.Is(db.Err(err, op), errs.NotFound) {
			return nil, db.Err(err, op)
		}
	}
	if row.ImagingRead != string(workflow.NotOrdered) || row.PathologyRead != string(workflow.NotOrdered) {
		if f.reads, err = q.ListOverreads(ctx, row.ID); err != nil {
			return nil, db.Err(err, op)
		}
	}
	if f.parts, err = q.ListContributions(ctx, row.ID); err != nil {
		return nil, db.Err(err, op)
	}
	if row.SpecialistID != "" || row.Version > 0 {
		if f.opinions, err = q.ListOpinionHeads(ctx, row.ID); err != nil {
			return nil, db.Err(err, op)
		}
	}
	if f.writers, err = q.ListWriters(ctx, row.ID); err != nil {
		return nil, db.Err(err, op)
	}
	if who.Has(principal.Admin) {
		open, err := q.ListOpenGlass(ctx, db.ListOpenGlassParams{CaseID: row.ID, Now: k.Now().UnixMilli()})
		if err != nil {
			return nil, db.Err(err, op)
		}
		for _, g := range open {
			if who.Is(g.PersonID) {
				f.glass = append(f.glass, g)
			}
		}
	}
	f.Standings = rights.LookOf(who).At(f.related())
	if f.May(rights.FinishTask) {
		f.tasks, err = caseTasks(ctx, q, row.ID)
	}
	return f, err
}

// as is the role under which the person does an act, which the rights allow:
// the nearest to the case that the workflow's table names, too.
func (f *file) as(act rights.Act) principal.Role {
	role, ok := f.Under(act, func(r principal.Role) bool {
		return workflow.Names(workflow.State(f.row.State), workflow.Event(act), r)
	})
	if !ok {
		role, _ = f.Under(act, func(principal.Role) bool { return true })
	}
	return role
}

// seesUnder is the nearest role under which the person sees a part of the case.
func (f *file) seesUnder(v rights.View) principal.Role {
	for _, s := range f.Standings {
		if s.Sees(v) {
			return s.Role
		}
	}
	return ""
}

// roles are those under which the person meets the case, the nearest first.
func (f *file) roles() []principal.Role {
	out := make([]principal.Role, len(f.Standings))
	for i, s := range f.Standings {
		out[i] = s.Role
	}
	return out
}

// under tells whether the person has a part in the case under a role.
func (f *file) under(role principal.Role) bool {
	return slices.ContainsFunc(f.Standings, func(s rights.Standing) bool { return s.Role == role })
}

// related is what relates people to the case, as the rows say.
func (f *file) related() rights.Case {
	c := workflow.Related(f.row)
	c.Offer, c.Approver = f.offer.PersonID, f.latest().ApproverID
	for _, r := range f.reads {
		if r.ReaderID != "" && (r.State == string(workflow.Assigned) || r.State == string(workflow.Final)) {
			c.Readers = append(c.Readers, r.ReaderID)
		}
	}
	for _, p := range f.parts {
		switch workflow.PartState(p.State) {
		case workflow.PartAccepted, workflow.PartDone:
			c.Contributors = append(c.Contributors, p.PersonID)
		case workflow.PartAsked:
			c.Invited = append(c.Invited, p.PersonID)
		}
	}
	for _, g := range f.glass {
		c.Glass = append(c.Glass, g.PersonID)
	}
	c.Authors = append(c.Authors, f.writers...)
	for _, o := range f.opinions {
		c.Authors = append(c.Authors, o.AuthorID)
		if o.ReleasedAt > 0 {
			c.Signers, c.Approvers = append(c.Signers, o.AuthorID), append(c.Approvers, o.ApproverID)
		}
	}
	return c
}

func (f *file) must(act rights.Act) error {
	if f.May(act) {
		return nil
	}
	return refusedRight()
}

func (f *file) mustSee(v rights.View) error {
	if f.Sees(v) {
		return nil
	}
	return refusedRight()
}

func refusedRight() error {
	return errs.E(errs.Forbidden, "check permission", "Your role may not do this with this case. Nothing was changed.")
}

// latest is the newest version of the opinion; the zero one where none is.
func (f *file) latest() head {
	if len(f.opinions) == 0 {
		return head{}
	}
	return f.opinions[len(f.opinions)-1]
}

// releasedAt is when the first version was released; 0: not yet.
func (f *file) releasedAt() int64 {
	for _, o := range f.opinions {
		if o.ReleasedAt > 0 {
			return o.ReleasedAt
		}
	}
	return 0
}

// sealed tells whether the person may see anything that is sealed.
func (f *file) sealed() bool {
	return f.row.ErasedAt == 0 && (f.Sees(rights.Clinical) || f.Sees(rights.Name) || f.Sees(rights.Synopsis) || f.Sees(rights.Money))
}

// openCase opens what is sealed.
func (k *Console) openCase(ctx context.Context, q *db.Queries, f *file) (*opinion.Working, error) {
	c, err := k.Records.Open(k.Keys, f.row)
	if err != nil {
		return nil, err
	}
	w, err := opinion.Open(ctx, q, c, k.Zone)
	if err != nil {
		c.Close()
		return nil, err
	}
	w.PDF = k.PDF
	return w, nil
}

// facts are what the workflow's guards ask about, as far as they are known
// before an act: what the act itself brings (a report, a signature, a reason)
// is taken as given, so that a page offers what can be begun.
func (k *Console) facts(ctx context.Context, q *db.Queries, f *file) (workflow.Facts, error) {
	const op = "read facts"
	w := k.commonFacts(f)
	var err error
	if l := f.latest(); l.State == opinion.StateApproval {
		if w.SameRecords, err = workflow.SameRecords(ctx, q, f.row, l.ContentSHA256, workflow.SignedOver{Manifest: l.ManifestSHA256, Filed: l.FiledRecords}); err != nil {
			return w, err
		}
	}
	_, p, err := q.Who(ctx, f.who.ID, k.Now())
	if err != nil {
		return w, err
	}
	f.person(&w, f.related(), workflow.CredentialsOf(p))
	m, err := q.CountMaterials(ctx, f.row.ID)
	if err != nil {
		return w, db.Err(err, op)
	}
	w.Declared, w.Outstanding, w.Unreturned, w.Untranslated = m.Declared, m.Outstanding, m.Unreturned, m.Untranslated
	charge, err := q.GetChargeByCase(ctx, f.row.ID)
	if err != nil && !errs.Is(db.Err(err, op), errs.NotFound) {
		return w, db.Err(err, op)
	}
	w.ChargeState = charge.State
	if w.OfPartner && f.releasedAt() > 0 {
		if w.Placement, err = workflow.Placement(ctx, q, f.row.ID); err != nil {
			return w, err
		}
	}
	return w, nil
}

// commonFacts are those that do not depend on who looks, but for counts and
// states of other tables.
func (k *Console) commonFacts(f *file) workflow.Facts {
	row, now := f.row, k.Now()
	w := workflow.Facts{
		Now: now, Reason: "any",
		Kind: row.Kind, PayerKind: row.PayerKind, LicenseKnown: true, Identified: true, EstimateMade: true, Evidence: true,
		Authorization: k.Flow.Authorized(row, now), OfPartner: row.PartnerID != "",
		OfClinic: true, OfferedTo: f.offer.PersonID, ReportSigned: true, PartSigned: true,
		AnswersComplete: true, LimitsStated: true, OpinionSigned: true, SameBytes: true, PackageStored: true,
		OpinionVersion: row.Version, Author: f.latest().AuthorID, Approver: f.latest().ApproverID, Delivered: f.latest().DeliveredAt > 0,
		Candidate: workflow.Credentials{Active: true, Tenured: true, Licensed: true, BoardCertified: true, Until: now.AddDate(1, 0, 0).UnixMilli()},
	}
	w.ReadsDoubted = slices.ContainsFunc(f.reads, func(r db.Overread) bool {
		return workflow.Overread(r.State) == workflow.Final && r.DoubtedAt > 0
	})
	w.ReadsAdded = workflow.ReadingsAdded(f.reads, f.latest().SignedAt)
	if row.SpecialistID == "" || w.Author == "" {
		w.Author = row.SpecialistID
	}
	return w
}

// person fills in what depends on who looks; the role comes with each act.
func (f *file) person(w *workflow.Facts, c rights.Case, cred workflow.Credentials) {
	w.Actor, w.ActorCred = f.who.Person, cred
	w.Wrote, w.IsOverreader = c.Wrote(f.who.Person), f.who.IsAny(c.Readers)
	w.Contributes, w.Approves = f.who.IsAny(c.Contributors), f.who.IsAny(c.Approvers)
	w.IsPartnersAdmin = f.row.PartnerID != "" && f.who.HoldsOf(principal.PartnerAdmin, f.row.PartnerID)
}

// people gives names by id, each read once.
type people struct {
	ctx   context.Context
	q     *db.Queries
	known map[string]db.Person
	k     *Console
	now   time.Time
}

func (k *Console) names(ctx context.Context, q *db.Queries) *people {
	return &people{ctx, q, map[string]db.Person{}, k, k.Now()}
}

func (p *people) get(id string) db.Person {
	p.read(id)
	return p.known[id]
}

// read asks for all that are not known yet at once: a page names a hundred.
func (p *people) read(ids ...string) {
	ids = slices.DeleteFunc(ids, func(id string) bool {
		_, known := p.known[id]
		return known || id == ""
	})
	if len(ids) == 0 {
		return
	}
	for _, id := range ids { // a person who is not there any more has no name to show
		p.known[id] = db.Person{ID: id}
	}
	rows, err := p.q.ListNamed(p.ctx, ids)
	if err != nil {
		lacks(p.ctx, db.Err(err, "read names"))
	}
	for _, r := range rows {
		p.known[r.Named] = r.Person
	}
}

// checked tells whether the person's license is, in whichever entry.
func (p *people) checked(id string) bool {
	_, x, err := p.q.Who(p.ctx, id, p.now)
	if err != nil {
		lacks(p.ctx, err)
	}
	return x.LicenseCheckedAt > 0
}

func (p *people) name(id string) string { return p.get(id).Name }

func (p *people) ref(id string) personRef {
	x := p.get(id)
	return personRef{x.ID, x.Name}
}

type personRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// caseRef is a case as it is spoken of elsewhere than on its own page.
type caseRef struct {
	ID        string `json:"id"`
	Reference string `json:"reference"`
}

// instant is a time for JSON that is always there.
type instant int64 // unix ms

func (i instant) MarshalJSON() ([]byte, error) { return json.Marshal(time.UnixMilli(int64(i)).UTC()) }

// moment is a time for JSON: null where there is none yet.
type moment int64

func (m moment) MarshalJSON() ([]byte, error) {
	if m == 0 {
		return []byte("null"), nil
	}
	return json.Marshal(time.UnixMilli(int64(m)).UTC())
}
