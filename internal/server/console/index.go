package console

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"

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
	mu     sync.Mutex // one list at a time
	upTo   int64
	cases  map[string]*entry
	busy   map[string]bool   // cases with open tasks
	order  []spot            // by place
	mixed  bool              // order is still to be sorted
	words  map[string]string // states and kinds, each kept once
	stages map[string]int    // the place of a state among all
	sights
}

func newIndex() *index {
	x := &index{upTo: -1, cases: map[string]*entry{}, busy: map[string]bool{}, words: map[string]string{}, stages: map[string]int{}, sights: sights{by: map[string]*sight{}}}
	for i, s := range workflow.States() {
		x.stages[string(s)] = i
	}
	return x
}

// entry is one case as lists need it.
type entry struct {
	file        // row (without what is sealed), offer, reads, opinions; the person is whoever asked last
	no      int // counts entries; stays
	relates rights.Case
	facts   workflow.Facts
	patient *chart.Patient // nil: damaged, or erased
	whom    string         // lower case, as the next
	asked   string         // the questions
	member  string         // the number at the payer
	gone    bool
}

// spot is where an entry stands in lists, with what every list asks of it: to
// look into a hundred thousand entries takes longer than all else.
type spot struct {
	*entry
	place  int64 // in lists, within a turn
	lateAt int64 // when it becomes late; 0: never
	no     int32
	stage  int8 // -1: none that lists count
	gone   bool
	number string // the reference number
	whom   string // the patient, in lower case
	asked  string // the questions
	member string // the number at the payer
}

func (x *index) spot(e *entry) spot {
	s := spot{entry: e, place: order(&e.row), no: int32(e.no), stage: -1, gone: e.gone, number: e.row.Reference, whom: e.whom, asked: e.asked, member: e.member}
	if i, ok := x.stages[e.row.State]; ok {
		s.stage = int8(i)
	}
	if mayBeLate(&e.file) {
		s.lateAt = e.row.DueAt
	}
	return s
}

// compare orders a list within a turn.
func (s spot) compare(o spot) int {
	return cmp.Or(cmp.Compare(s.place, o.place), cmp.Compare(s.row.ID, o.row.ID))
}

// refresh reads what changed since the last time: one query where nothing did.
func (x *index) refresh(ctx context.Context, k *Console) error {
	q := k.DB.Q()
	x.forget(k.Now())
	for {
		rows, err := q.ListChangedCases(ctx, x.upTo)
		if err != nil {
			return db.Err(err, "list cases")
		}
		if len(rows) == 0 {
			break
		}
		until := rows[len(rows)-1].ChangeNo
		fresh, err := k.gather(ctx, q, rows, x.upTo, until)
		if err != nil {
			return err
		}
		x.mixed = x.mixed || len(fresh) > fewChanges
		for _, e := range fresh {
			x.put(e)
		}
		x.upTo = until
	}
	if x.mixed {
		x.sort()
	}
	return nil
}

// sort orders everything anew.
func (x *index) sort() {
	x.order = x.order[:0]
	for _, e := range x.cases {
		x.order = append(x.order, x.spot(e))
	}
	slices.SortFunc(x.order, spot.compare)
	x.pack()
	x.mixed = false
}

// pack puts what is searched side by side, in the order in which it is.
func (x *index) pack() {
	n := 0
	for _, s := range x.order {
		n += len(s.number) + len(s.whom) + len(s.member)
	}
	var all strings.Builder
	all.Grow(n)
	for _, s := range x.order {
		all.WriteString(s.number)
		all.WriteString(s.whom)
		all.WriteString(s.member)
	}
	rest := all.String()
	take := func(s *string) { *s, rest = rest[:len(*s)], rest[len(*s):] }
	for i := range x.order {
		s := &x.order[i]
		take(&s.number)
		take(&s.whom)
		take(&s.member)
		s.row.Reference, s.entry.whom, s.entry.member = s.number, s.whom, s.member
	}
	// Questions are long: they lie together, so that looking for a name does not
	// go through them.
	n = 0
	for _, s := range x.order {
		n += len(s.asked)
	}
	var asked strings.Builder
	asked.Grow(n)
	for _, s := range x.order {
		asked.WriteString(s.asked)
	}
	rest = asked.String()
	for i := range x.order {
		take(&x.order[i].asked)
		x.order[i].entry.asked = x.order[i].asked
	}
}

// fewChanges are put where they belong one by one; of more all are sorted.
const fewChanges = 100

// put takes in an entry that is new or has changed.
func (x *index) put(e *entry) {
	x.keepWords(&e.row)
	if len(e.tasks) > 0 {
		x.busy[e.row.ID] = true
	} else {
		delete(x.busy, e.row.ID)
	}
	if old := x.cases[e.row.ID]; old != nil {
		if !x.mixed {
			if i, there := slices.BinarySearchFunc(x.order, x.spot(old), spot.compare); there {
				x.order = slices.Delete(x.order, i, i+1)
			}
		}
		e.no = old.no
		x.mixed = x.mixed || e.gone && !old.gone // packed anew without the patient
		*old = *e
		e = old
		x.changed(e.no)
	} else {
		e.no = len(x.cases)
		x.cases[e.row.ID] = e
	}
	if !x.mixed {
		s := x.spot(e)
		i, _ := slices.BinarySearchFunc(x.order, s, spot.compare)
		x.order = slices.Insert(x.order, i, s)
	}
}

// keepWords has words that many cases share kept once: they take less memory,
// and comparing them looks into less.
func (x *index) keepWords(r *db.Case) {
	for _, word := range []*string{
		&r.State, &r.ReturnState, &r.Kind, &r.PayerKind, &r.Participation, &r.Agreement, &r.Location, &r.Materials, &r.ImagingRead, &r.PathologyRead,
		&r.Billing, &r.Query, &r.Critical, &r.Correction, &r.Revision, &r.RecordRequest,
	} {
		known, ok := x.words[*word]
		if !ok {
			known = *word
			x.words[known] = known
		}
		*word = known
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
				ContentSHA256: o.ContentSHA256, ManifestSHA256: o.ManifestSHA256, FiledRecords: o.FiledRecords, ReleasedAt: o.ReleasedAt, DeliveredAt: o.DeliveredAt,
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
			e.tasks = append(e.tasks, task{id: t.ID, kind: t.Kind, about: t.About, due: t.DueAt, later: t.LaterAt, since: t.CreatedAt})
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
	e.whom = strings.ToLower(p.Name + "\n" + p.Native + "\n" + p.BirthDate)
	a, err := chart.ColumnsOf(id, &key).OpenAsked(r.DocumentSealed)
	if err != nil {
		return // found by whom it is about, at least
	}
	var all strings.Builder
	for _, q := range a.Questions {
		all.WriteString(q.Text + "\n" + strings.Join(q.Parts, "\n") + "\n")
	}
	e.asked, e.member = strings.ToLower(all.String()), strings.ToLower(a.Payer.Member)
}

// rowOf is a case's row without what is sealed.
func rowOf(r db.ListChangedCasesRow) db.Case {
	return db.Case{
		ID: r.ID, Reference: r.Reference, ClinicID: r.ClinicID, PhysicianID: r.PhysicianID, CoveringID: r.CoveringID, CoordinatorID: r.CoordinatorID, SpecialistID: r.SpecialistID,
		Kind: r.Kind, PayerKind: r.PayerKind, PartnerID: r.PartnerID, State: r.State, ReturnState: r.ReturnState, Participation: r.Participation,
		Agreement: r.Agreement, Location: r.Location, Materials: r.Materials, ImagingRead: r.ImagingRead, PathologyRead: r.PathologyRead,
		Billing: r.Billing, Query: r.Query, Critical: r.Critical, Correction: r.Correction, Revision: r.Revision, RecordRequest: r.RecordRequest,
		Version: r.Version, Unread: r.Unread, Emergent: r.Emergent, CourtesyCopy: r.CourtesyCopy, Breached: r.Breached,
		ForbidImaging: r.ForbidImaging, ForbidPathology: r.ForbidPathology, SealVersion: r.SealVersion, Seq: r.Seq, EnteredSeq: r.EnteredSeq,
		ClockStarted: r.ClockStarted, DueAt: r.DueAt, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, ErasedAt: r.ErasedAt,
		AgreedAt: r.AgreedAt, AskerID: r.AskerID, EnteredAt: r.EnteredAt, ChangeNo: r.ChangeNo,
	}
}
