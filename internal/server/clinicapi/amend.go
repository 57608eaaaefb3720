package clinicapi

import (
	"context"
	"database/sql"
	"slices"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// amend puts a later version beside the ones before it.
func (a *API) amend(ctx context.Context, tx *sql.Tx, c db.Case, v *sealedVersion) error {
	q := db.New(tx)
	amended, err := a.differs(ctx, q, v, c)
	if err != nil {
		return err
	}
	if _, err := a.flow.Apply(ctx, tx, a.enqueue, workflow.Command{
		CaseID: string(v.id), Event: workflow.Amend, Now: a.now(), Device: v.manifest.SealedAt, Actor: v.by,
		Object: v.sha256, Place: place(v.decision), Amended: amended, AgreedAt: v.manifest.Agreement.SignedAt,
	}); err != nil {
		return err
	}
	if err := a.amendMaterials(ctx, q, v); err != nil {
		return err
	}
	s, err := v.sealColumns()
	if err != nil {
		return err
	}
	return db.Err(q.UpdateCaseSealed(ctx, db.UpdateCaseSealedParams{
		SummarySealed: s.summary, DocumentSealed: s.document, ContactSealed: s.contact, AgreementSealed: s.agreement,
		PatientEmailable: false, UpdatedAt: a.now().UnixMilli(), ID: string(v.id),
	}), "amend case")
}

// amendMaterials: uploads come with a sealed version. One that was declared
// before has arrived where the new version holds enough of its kind; one that was
// found wanting only where something of its kind is in it that was not there
// before. What the new version announces besides is added.
func (a *API) amendMaterials(ctx context.Context, q *db.Queries, v *sealedVersion) error {
	const op = "amend materials"
	list, err := q.ListMaterials(ctx, string(v.id))
	if err != nil {
		return db.Err(err, op)
	}
	fresh, err := a.fresh(ctx, q, v)
	if err != nil {
		return err
	}
	came := arrivals(v.doc.Materials, broughtBy(v.manifest.Items))
	enough := map[string]bool{} // by kind: as much came as is declared now
	for i, m := range v.doc.Materials {
		enough[string(m.Kind)] = enough[string(m.Kind)] || came[i]
	}
	cols, now := chart.ColumnsOf(v.id, &v.key), a.now().UnixMilli()
	known := map[string]int{}
	arrived := func(id string) error {
		_, err := q.UpdateMaterial(ctx, db.UpdateMaterialParams{
			ID: id, CaseID: string(v.id), State: "arrived", Reason: "", NoteSealed: []byte{}, ArrivedAt: now, UpdatedAt: now,
		})
		return db.Err(err, op)
	}
	for _, m := range list {
		what, _, err := cols.Material(m)
		if err != nil {
			return err
		}
		known[m.Kind+"/"+m.Channel+"/"+what]++
		if m.Channel != string(casefile.ByUpload) || m.Physical || m.State == "arrived" || !enough[m.Kind] {
			continue
		}
		if m.State != "deficient" || fresh.holds(casefile.MaterialKind(m.Kind)) {
			if err := arrived(m.ID); err != nil {
				return err
			}
		}
	}
	for i, m := range v.doc.Materials {
		k := string(m.Kind) + "/" + string(m.Channel) + "/" + m.Description
		if known[k] > 0 {
			known[k]--
			continue
		}
		id := casefile.NewID()
		if err := q.InsertMaterial(ctx, db.InsertMaterialParams{
			ID: id, CaseID: string(v.id), Position: int64(len(list) + i), Kind: string(m.Kind), Channel: string(m.Channel), Physical: m.Physical,
			State: "declared", DescriptionSealed: cols.SealMaterial(id, m.Description), UpdatedAt: now,
		}); err != nil {
			return db.Err(err, op)
		}
		if came[i] {
			if err := arrived(id); err != nil {
				return err
			}
		}
	}
	return nil
}

// fresh counts the records of a version that the ones before it did not have.
func (a *API) fresh(ctx context.Context, q *db.Queries, v *sealedVersion) (brought, error) {
	rows, err := q.ListRecords(ctx, string(v.id))
	if err != nil {
		return brought{}, db.Err(err, "list records")
	}
	had := map[string]bool{}
	for _, r := range rows {
		had[r.ID] = true
	}
	return broughtBy(slices.DeleteFunc(slices.Clone(v.manifest.Items), func(it deed.Item) bool { return had[string(it.Record)] })), nil
}

// holds tells whether anything may be of a kind.
func (b brought) holds(kind casefile.MaterialKind) bool {
	if kind == casefile.MaterialImaging {
		return b.images > 0
	}
	return b.images+b.documents > 0
}

// goOn does what needs no person: the physician's license was confirmed with
// the code, the request is the sealed document, and what came with it is here.
// Each step that is not possible yet is left to a coordinator.
func (a *API) goOn(ctx context.Context, tx *sql.Tx, v *sealedVersion) error {
	for _, e := range []workflow.Event{workflow.CheckLicense, workflow.Submit, workflow.RecordMaterial} {
		_, err := a.flow.Apply(ctx, tx, a.enqueue, workflow.Command{
			CaseID: string(v.id), Event: e, Now: a.now(), Actor: principal.TheProgram(), Object: v.sha256, Identified: true,
		})
		switch errs.KindOf(err) {
		case "", errs.Refused, errs.Incomplete, errs.Forbidden:
		default:
			return err
		}
	}
	return nil
}
