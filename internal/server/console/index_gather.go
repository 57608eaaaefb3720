package console

import (
	"context"
	"runtime"
	"strings"
	"sync"

	"oso/internal/casefile"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/opinion"
	"oso/internal/server/workflow"
)

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
			e.reads = append(e.reads, db.Overread{CaseID: r.CaseID, Kind: r.Kind, State: r.State, ReaderID: r.ReaderID, DueAt: r.DueAt, AddedAt: r.AddedAt, DoubtedAt: r.DoubtedAt})
		}
	}
	panel, err := q.ListChangedContributions(ctx, db.ListChangedContributionsParams{Since: since, Until: until})
	if err != nil {
		return nil, db.Err(err, op)
	}
	for _, p := range panel {
		if e := by[p.CaseID]; e != nil {
			e.parts = append(e.parts, db.Contribution{ID: p.ID, CaseID: p.CaseID, State: p.State, PersonID: p.PersonID, DueAt: p.DueAt})
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
				ContentSHA256: o.ContentSHA256, ManifestSHA256: o.ManifestSHA256, FiledRecords: o.FiledRecords, SignedAt: o.SignedAt, ReleasedAt: o.ReleasedAt, DeliveredAt: o.DeliveredAt,
			})
		}
	}
	writers, err := q.ListChangedWriters(ctx, db.ListChangedWritersParams{Since: since, Until: until})
	if err != nil {
		return nil, db.Err(err, op)
	}
	for _, w := range writers {
		if e := by[w.CaseID]; e != nil {
			e.writers = append(e.writers, w.PersonID)
		}
	}
	tasks, err := q.ListChangedTasks(ctx, db.ListChangedTasksParams{Since: since, Until: until})
	if err != nil {
		return nil, db.Err(err, op)
	}
	for _, t := range tasks {
		if e := by[t.CaseID]; e != nil {
			e.tasks = append(e.tasks, task{id: t.ID, kind: t.Kind, about: t.About, aboutAt: t.AboutAt, due: t.DueAt, later: t.LaterAt, since: t.CreatedAt, newest: t.CreatedAt})
		}
	}
	for _, e := range out {
		e.tasks = inOneEnvelope(e.tasks)
		e.facts, e.relates = k.commonFacts(&e.file), e.related()
	}
	materials, err := q.ListChangedMaterials(ctx, db.ListChangedMaterialsParams{Since: since, Until: until})
	if err != nil {
		return nil, db.Err(err, op)
	}
	for _, m := range materials {
		if e := by[m.CaseID]; e != nil {
			e.facts.Declared, e.facts.Outstanding, e.facts.Unreturned, e.facts.Untranslated = m.Declared, m.Outstanding, m.Unreturned, m.Untranslated
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
	records, err := q.ListChangedFiled(ctx, db.ListChangedFiledParams{Since: since, Until: until})
	if err != nil {
		return nil, db.Err(err, op)
	}
	filed := map[string][]string{}
	for _, r := range records {
		filed[r.CaseID] = append(filed[r.CaseID], r.ID)
	}
	for _, e := range out {
		if l := e.latest(); l.State == opinion.StateApproval {
			sum, sealed := newest[e.row.ID]
			e.facts.SameRecords = l.ContentSHA256 != "" && workflow.FiledAs(filed[e.row.ID]) == l.FiledRecords && (!sealed || sum == l.ManifestSHA256)
		}
	}
	// Opening what is sealed is most of the work of a start.
	var opens sync.WaitGroup
	parts := min(runtime.GOMAXPROCS(0), 1+len(out)/100)
	for p := range parts {
		opens.Go(func() {
			for i := p; i < len(out); i += parts {
				if !out[i].gone {
					out[i].name(k, rows[i])
				}
			}
		})
	}
	opens.Wait()
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
	whom := p.Name + "\n" + p.Native + "\n" + p.BirthDate
	e.says = saysOf(whom, "", "")
	a, err := chart.ColumnsOf(id, &key).OpenAsked(r.DocumentSealed)
	if err != nil {
		return // found by whom it is about, at least
	}
	var all strings.Builder
	for _, q := range a.Questions {
		all.WriteString(q.Text + "\n" + strings.Join(q.Parts, "\n") + "\n")
	}
	e.says = saysOf(whom, a.Payer.Member, all.String())
}

// rowOf is a case's row without what is sealed.
func rowOf(r db.ListChangedCasesRow) db.Case {
	return db.Case{
		ID: r.ID, Reference: r.Reference, ClinicID: r.ClinicID, PhysicianID: r.PhysicianID, CoveringID: r.CoveringID, CoordinatorID: r.CoordinatorID, SpecialistID: r.SpecialistID,
		Kind: r.Kind, PayerKind: r.PayerKind, PartnerID: r.PartnerID, State: r.State, ReturnState: r.ReturnState, Participation: r.Participation,
		Agreement: r.Agreement, Location: r.Location, Materials: r.Materials, ImagingRead: r.ImagingRead, PathologyRead: r.PathologyRead,
		Billing: r.Billing, Query: r.Query, Critical: r.Critical, Correction: r.Correction, Revision: r.Revision, RecordRequest: r.RecordRequest,
		Reminders: r.Reminders, Version: r.Version, Unread: r.Unread, Emergent: r.Emergent, CourtesyCopy: r.CourtesyCopy, Breached: r.Breached,
		ForbidImaging: r.ForbidImaging, ForbidPathology: r.ForbidPathology, SealVersion: r.SealVersion, Seq: r.Seq, EnteredSeq: r.EnteredSeq,
		ClockStarted: r.ClockStarted, DueAt: r.DueAt, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, ErasedAt: r.ErasedAt,
		AgreedAt: r.AgreedAt, AskerID: r.AskerID, EnteredAt: r.EnteredAt, ChangeNo: r.ChangeNo,
	}
}
