package clinicapi

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/workflow"
	"oso/internal/wire"
)

// enter writes one checked version: the case or its amendment, its records,
// the workflow's event and what the program may do after it, and the receipt.
func (a *API) enter(ctx context.Context, v *sealedVersion) (*answer[wire.ReceiptAnswer], error) {
	var out *answer[wire.ReceiptAnswer]
	// Before the times of what follows from it, which are kept in milliseconds.
	received := a.now().Truncate(time.Millisecond)
	err := a.db.Tx(ctx, func(tx *sql.Tx) error {
		q, again := db.New(tx), true
		if err := a.stillHere(ctx, q, v); err != nil {
			return err
		}
		c, err := q.GetCase(ctx, string(v.id))
		if err = db.Err(err, "enter version"); err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		if err != nil {
			if c, err = a.receive(ctx, tx, v); err != nil {
				return err
			}
		} else {
			// Another connection may have been faster with the same version.
			// One of before a restore is answered outside, where its bytes are looked at.
			if out, _, err = a.before(ctx, q, v); err != nil || out != nil {
				return err
			}
			if err := mayAct(v.by, c, workflow.Amend); err != nil {
				return err
			}
			if err := a.amend(ctx, tx, c, v); err != nil {
				return err
			}
			again = c.State == string(workflow.AwaitingMaterials)
		}
		if err := a.endUpload(ctx, tx, v); err != nil {
			return err
		}
		if err := a.keepItems(ctx, q, v); err != nil {
			return err
		}
		if err := a.keepKeyImages(ctx, q, v); err != nil {
			return err
		}
		if err := a.enqueue(ctx, tx, db.Job{Kind: chart.JobImages, CaseID: string(v.id)}); err != nil {
			return errs.Op(err, "enqueue")
		}
		receipt, err := a.receipt(v, c, received)
		if err != nil {
			return err
		}
		if err := a.keepVersion(ctx, q, v, receipt); err != nil {
			return err
		}
		if again {
			if err := a.goOn(ctx, tx, v); err != nil {
				return err
			}
		}
		out = &answer[wire.ReceiptAnswer]{wire.ReceiptAnswer{Receipt: receipt}}
		return nil
	})
	if err == nil {
		a.log.InfoContext(ctx, "clinic door: a version is whole", "version", v.manifest.Version, "chunks", v.chunks, "bytes", v.bytes)
	}
	return out, err
}

// endUpload takes what came of a version out of the quota: it is whole, and what
// a workstation sends again of it after a restore is no case of its own on its way.
// What came and no version names goes on to count.
func (a *API) endUpload(ctx context.Context, tx *sql.Tx, v *sealedVersion) error {
	const op = "end upload"
	q := db.New(tx)
	list, err := q.ListUnnamedChunks(ctx, db.ListUnnamedChunksParams{ClinicID: v.dev.Clinic, CaseID: string(v.id)})
	if err != nil {
		return db.Err(err, op)
	}
	if len(list) > 0 {
		if err := q.NameChunks(ctx, db.NameChunksParams{ClinicID: v.dev.Clinic, CaseID: string(v.id)}); err != nil {
			return db.Err(err, op)
		}
	}
	named := map[string]bool{}
	for _, it := range v.manifest.Items {
		for _, ref := range it.Chunks {
			named[ref.Hash.String()] = true
		}
	}
	var left int64
	for _, c := range list {
		if named[c.SHA256] {
			continue
		}
		left += c.Size
		if err := q.UnnameChunk(ctx, db.UnnameChunkParams{ClinicID: v.dev.Clinic, CaseID: string(v.id), SHA256: c.SHA256}); err != nil {
			return db.Err(err, op)
		}
	}
	if left == 0 {
		return db.Err(q.EndUpload(ctx, db.EndUploadParams{ClinicID: v.dev.Clinic, CaseID: string(v.id)}), op)
	}
	return db.Err(q.LeaveUpload(ctx, db.LeaveUploadParams{
		ClinicID: v.dev.Clinic, CaseID: string(v.id), DeviceID: v.dev.Device, Bytes: left, Now: a.now().UnixMilli(),
	}), op)
}

func (a *API) receipt(v *sealedVersion, c db.Case, at time.Time) (seal.Signed, error) {
	return a.keys.SignReceipt(deed.Receipt{
		Case: v.id, Reference: casefile.Reference(c.Reference), Clinic: v.dev.Clinic, Version: v.manifest.Version,
		ManifestSHA256: v.sha256, Chunks: v.chunks, Bytes: v.bytes, ReceivedAt: at, Epoch: v.epoch,
	})
}

// receiveAgain answers a version that was received in an epoch before this one:
// what the restored backup holds of it is looked at, and has a receipt of its
// own.
func (a *API) receiveAgain(ctx context.Context, v *sealedVersion, c db.Case) (*answer[wire.ReceiptAnswer], error) {
	const op = "receive again"
	if err := a.whole(ctx, v); err != nil {
		return nil, err
	}
	received := a.now().Truncate(time.Millisecond)
	signed, err := a.receipt(v, c, received)
	if err != nil {
		return nil, err
	}
	b, err := json.Marshal(signed)
	if err != nil {
		return nil, errs.Wrap(err, errs.Internal, op, "")
	}
	err = a.db.Tx(ctx, func(tx *sql.Tx) error {
		if err := db.New(tx).UpdateReceipt(ctx, db.UpdateReceiptParams{
			CaseID: string(v.id), Version: int64(v.manifest.Version), Receipt: b, ReceivedAt: received.UnixMilli(),
		}); err != nil {
			return db.Err(err, op)
		}
		if err := a.endUpload(ctx, tx, v); err != nil {
			return err
		}
		row := db.Entry(db.SystemChain, "received-again", v.by, received)
		row.ObjectSHA256 = v.sha256
		_, err := db.AppendAudit(ctx, tx, row)
		return err
	})
	return &answer[wire.ReceiptAnswer]{wire.ReceiptAnswer{Receipt: signed}}, err
}

// receive begins a case.
func (a *API) receive(ctx context.Context, tx *sql.Tx, v *sealedVersion) (db.Case, error) {
	q := db.New(tx)
	ref, err := db.NewReference(ctx, tx)
	if err != nil {
		return db.Case{}, err
	}
	s, err := v.sealColumns()
	if err != nil {
		return db.Case{}, err
	}
	partner, err := partnerID(ctx, q, v.doc, a.now())
	if err != nil {
		return db.Case{}, err
	}
	cols := chart.ColumnsOf(v.id, &v.key)
	n := &workflow.NewCase{
		Reference: ref, ClinicID: v.dev.Clinic, PhysicianID: v.by.ID, PartnerID: partner,
		Kind: string(v.doc.Service.Kind), PayerKind: string(payer(v.doc)), Emergent: v.doc.Service.Emergent, Copy: v.doc.WantsCopy(),
		Imaging:   slices.Contains(v.doc.Service.AddOns, casefile.ImagingReview),
		Pathology: slices.Contains(v.doc.Service.AddOns, casefile.PathologyReview),
		Agreement: agreementOf(&v.manifest),
		// A clinic's word about an address is not its owner's (workflow property 13).
		Emailable:  false,
		KeyWrapped: a.keys.WrapCaseKey(v.id, &v.key),
		Summary:    s.summary, Document: s.document, Contact: s.contact, AgreementS: s.agreement,
	}
	came := arrivals(v.doc.Materials, broughtBy(v.manifest.Items))
	for i, m := range v.doc.Materials {
		id := casefile.NewID()
		n.Materials = append(n.Materials, workflow.Material{
			ID: id, Kind: string(m.Kind), Channel: string(m.Channel), Physical: m.Physical,
			Arrived:     came[i],
			Description: cols.SealMaterial(id, m.Description),
		})
	}
	if _, err := a.flow.Apply(ctx, tx, a.enqueue, workflow.Command{
		CaseID: string(v.id), Event: workflow.Receive, Now: a.now(), Device: v.manifest.SealedAt, Actor: v.by,
		Object: v.sha256, New: n, Place: place(v.decision), Participates: true, AgreedAt: v.manifest.Agreement.SignedAt,
	}); err != nil {
		return db.Case{}, err
	}
	c, err := q.GetCase(ctx, string(v.id))
	return c, db.Err(err, "enter version")
}
