package console

import (
	"context"
	"strings"
	"sync"
	"time"

	"oso/internal/casefile"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/opinion"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// index is what work lists of this instance are made from: a few columns and
// the patient's name of every case that is not erased. What lists are searched
// by is sealed in the database, so that it is kept here, in memory alone, and
// refreshed by the number of the last change, which every instance and the
// administrator's commands count up. Nothing here decides: whoever opens a case
// or acts is asked anew, from the rows.
type index struct {
	mu    sync.Mutex // one list at a time
	upTo  int64
	asked time.Time // since when what is due is believed
	cases map[string]*entry
	order []*entry // as they first came
}

func newIndex() *index { return &index{upTo: -1, cases: map[string]*entry{}} }

// entry is one case as lists need it.
type entry struct {
	file    // row (without what is sealed), offer, reads, opinions; the person is whoever asked last
	relates rights.Case
	facts   workflow.Facts
	patient *chart.Patient // nil: damaged, or erased
	search  string         // lower case
	gone    bool
	next    map[string]string // by who looks, until the entry changes
}

// nextKept bounds what an entry remembers of who looked.
const nextKept = 8

// refresh reads what changed since the last time: one query where nothing did.
func (x *index) refresh(ctx context.Context, k *Console) error {
	q := k.DB.Q()
	if now := k.Now(); now.Sub(x.asked) > forgetAfter {
		x.asked = now
		for _, e := range x.order {
			e.next = nil
		}
	}
	for {
		rows, err := q.ListChangedCases(ctx, x.upTo)
		if err != nil {
			return db.Err(err, "list cases")
		}
		if len(rows) == 0 {
			return nil
		}
		until := rows[len(rows)-1].ChangeNo
		fresh, err := k.gather(ctx, q, rows, x.upTo, until)
		if err != nil {
			return err
		}
		for _, e := range fresh {
			old := x.cases[e.row.ID]
			switch {
			case old == nil:
				x.cases[e.row.ID] = e
				x.order = append(x.order, e)
			default:
				*old = *e
			}
		}
		x.upTo = until
	}
}

// gather makes the entries of changed rows, with one query for each table
// beside them.
func (k *Console) gather(ctx context.Context, q *db.Queries, rows []db.ListChangedCasesRow, since, until int64) ([]*entry, error) {
	const op = "list cases"
	out := make([]*entry, len(rows))
	by := make(map[string]*entry, len(rows))
	for i, r := range rows {
		e := &entry{file: file{row: rowOf(r)}, gone: r.ErasedAt > 0}
		out[i], by[r.ID] = e, e
	}
	offers, err := q.ListChangedOffers(ctx, db.ListChangedOffersParams{Since: since, Until: until})
	if err != nil {
		return nil, db.Err(err, op)
	}
	for _, o := range offers {
		if e := by[o.CaseID]; e != nil {
			e.offer = db.Offer{CaseID: o.CaseID, PersonID: o.PersonID}
		}
	}
	reads, err := q.ListChangedOverreads(ctx, db.ListChangedOverreadsParams{Since: since, Until: until})
	if err != nil {
		return nil, db.Err(err, op)
	}
	for _, r := range reads {
		if e := by[r.CaseID]; e != nil {
			e.reads = append(e.reads, db.Overread{CaseID: r.CaseID, Kind: r.Kind, State: r.State, ReaderID: r.ReaderID})
		}
	}
	opinions, err := q.ListChangedOpinions(ctx, db.ListChangedOpinionsParams{Since: since, Until: until})
	if err != nil {
		return nil, db.Err(err, op)
	}
	for _, o := range opinions {
		if e := by[o.CaseID]; e != nil {
			e.opinions = append(e.opinions, head{
				ID: o.ID, CaseID: o.CaseID, Version: o.Version, Kind: o.Kind, State: o.State, AuthorID: o.AuthorID, ApproverID: o.ApproverID,
				ContentSHA256: o.ContentSHA256, ManifestSHA256: o.ManifestSHA256, ReleasedAt: o.ReleasedAt, DeliveredAt: o.DeliveredAt,
			})
		}
	}
	for _, e := range out {
		e.facts, e.relates = k.commonFacts(&e.file), e.related()
	}
	materials, err := q.ListChangedMaterials(ctx, db.ListChangedMaterialsParams{Since: since, Until: until})
	if err != nil {
		return nil, db.Err(err, op)
	}
	for _, m := range materials {
		if e := by[m.CaseID]; e != nil {
			e.facts.Declared, e.facts.Outstanding, e.facts.Unreturned = m.Declared, m.Outstanding, m.Unreturned
		}
	}
	charges, err := q.ListChangedCharges(ctx, db.ListChangedChargesParams{Since: since, Until: until})
	if err != nil {
		return nil, db.Err(err, op)
	}
	for _, c := range charges {
		if e := by[c.CaseID]; e != nil {
			e.facts.ChargeState = c.State
		}
	}
	manifests, err := q.ListChangedManifests(ctx, db.ListChangedManifestsParams{Since: since, Until: until})
	if err != nil {
		return nil, db.Err(err, op)
	}
	newest := map[string]string{}
	for _, m := range manifests {
		newest[m.CaseID] = m.ManifestSHA256
	}
	for i, e := range out {
		if l := e.latest(); l.State == opinion.StateApproval {
			sum, sealed := newest[e.row.ID]
			e.facts.SameRecords = l.ContentSHA256 != "" && (!sealed || sum == l.ManifestSHA256)
		}
		if !e.gone {
			e.name(k, rows[i])
		}
	}
	return out, nil
}

// name opens whom the case is about. What does not open is damaged in this one
// case, and no reason to show no other.
func (e *entry) name(k *Console, r db.ListChangedCasesRow) {
	id := casefile.CaseID(r.ID)
	key, err := k.Keys.UnwrapCaseKey(id, r.KeyWrapped)
	if err != nil {
		return
	}
	defer key.Wipe()
	p, err := chart.ColumnsOf(id, &key).OpenPatient(r.SummarySealed)
	if err != nil {
		return
	}
	e.patient = &p
	e.search = strings.ToLower(p.Name + "\n" + p.Native + "\n" + p.BirthDate)
}

// nextFor is what is due from a person who is related to the entry; who names
// everybody to whom the same is.
func (e *entry) nextFor(k *Console, who string, me workflow.Credentials, now time.Time) string {
	f := &e.file
	if n, ok := e.next[who]; ok {
		return n
	}
	facts := e.facts
	facts.Now = now
	f.person(&facts, e.relates, me)
	n := k.nextOf(f, facts)
	if e.next == nil || len(e.next) >= nextKept {
		e.next = map[string]string{}
	}
	e.next[who] = n
	return n
}

// forgetAfter is how long what is due is believed without a change of the case:
// authorizations and credentials run out by themselves.
const forgetAfter = 10 * time.Minute

// rowOf is a case's row without what is sealed.
func rowOf(r db.ListChangedCasesRow) db.Case {
	return db.Case{
		ID: r.ID, Reference: r.Reference, ClinicID: r.ClinicID, PhysicianID: r.PhysicianID, CoveringID: r.CoveringID, SpecialistID: r.SpecialistID,
		Kind: r.Kind, PayerKind: r.PayerKind, PartnerID: r.PartnerID, State: r.State, ReturnState: r.ReturnState, Participation: r.Participation,
		Agreement: r.Agreement, Location: r.Location, Materials: r.Materials, ImagingRead: r.ImagingRead, PathologyRead: r.PathologyRead,
		Billing: r.Billing, Query: r.Query, Critical: r.Critical, Correction: r.Correction, Revision: r.Revision, RecordRequest: r.RecordRequest,
		Version: r.Version, Unread: r.Unread, Emergent: r.Emergent, CourtesyCopy: r.CourtesyCopy, Breached: r.Breached,
		ForbidImaging: r.ForbidImaging, ForbidPathology: r.ForbidPathology, SealVersion: r.SealVersion, Seq: r.Seq, EnteredSeq: r.EnteredSeq,
		ClockStarted: r.ClockStarted, DueAt: r.DueAt, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, ErasedAt: r.ErasedAt,
		AgreedAt: r.AgreedAt, AskerID: r.AskerID, EnteredAt: r.EnteredAt, ChangeNo: r.ChangeNo,
	}
}
