package clinicapi

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/intake"
	"oso/internal/policy"
	"oso/internal/seal"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
	"oso/internal/wire"
)

// sealedVersion is one version whose every part was checked.
type sealedVersion struct {
	id       casefile.CaseID
	dev      principal.Principal
	signer   deed.CertBody
	by       principal.Actor // the physician, at the workstation
	key      seal.Key
	signed   seal.Signed
	manifest deed.Manifest
	sha256   string // of the signed manifest
	sealed   []byte // the manifest as it came
	chunks   int
	bytes    int64
	epoch    string // of the database that receives it

	doc       *casefile.Document
	agreement []byte // text as signed
	decision  policy.Decision
}

// version takes one sealed version. It is checked outside the transaction and
// written inside, all of it or nothing; the same version again gives the same
// receipt.
func (a *API) version(ctx context.Context, in *struct {
	Case string `path:"case"`
	Body wire.VersionRequest
}) (*answer[wire.ReceiptAnswer], error) {
	dev := deviceOf(ctx)
	c, exists, err := a.ownCase(ctx, dev, in.Case)
	ended := exists && c.State == string(workflow.NotEligible)
	if err != nil && !ended {
		return nil, err
	}
	v, err := a.open(ctx, dev, casefile.CaseID(in.Case), in.Body)
	if err != nil {
		return nil, err
	}
	defer v.key.Wipe()
	if ended {
		// It was refused before, and the answer may have been lost, or kept
		// back because what was sent was not gone yet.
		return nil, a.signRefusal(ctx, v, notEligible(""))
	}
	if exists {
		r, older, err := a.before(ctx, a.db.Q(), v)
		if older {
			return a.receiveAgain(ctx, v, c)
		}
		if err != nil {
			return nil, err
		}
		if r != nil {
			// The workstation destroys nothing on a receipt, but stops sending.
			if err := a.whole(ctx, v); err != nil {
				return nil, err
			}
			return r, a.db.Tx(ctx, func(tx *sql.Tx) error { return a.endUpload(ctx, tx, v) })
		}
	}
	if err := a.whole(ctx, v); err != nil {
		return nil, err
	}
	if err := a.read(ctx, v); err != nil {
		return nil, err
	}
	if v.decision.Outcome == policy.Refused {
		return nil, a.refuse(ctx, v, c, exists)
	}
	return a.enter(ctx, v)
}

// open opens the envelope and checks certificate and signature.
func (a *API) open(ctx context.Context, dev principal.Principal, id casefile.CaseID, r wire.VersionRequest) (_ *sealedVersion, err error) {
	const op = "open version"
	if r.Version < 1 || len(r.Envelope.Manifest) > wire.MaxManifest {
		return nil, errs.E(errs.TooLarge, op, "This version is larger than the service takes, or has no number. Nothing was stored. Ask OSO by telephone how to send it.")
	}
	v := &sealedVersion{id: id, dev: dev, sealed: r.Envelope.Manifest}
	if v.epoch, err = a.db.Q().Epoch(ctx); err != nil {
		return nil, err
	}
	v.signer, v.by, err = a.physician(ctx, dev, r.Signer, func(key seal.VerifyKey) (time.Time, error) {
		if v.key, v.signed, err = a.keys.OpenEnvelope(r.Envelope, id, r.Version); err != nil {
			return time.Time{}, errs.Wrap(err, errs.KindOf(err), op, "The sealed case could not be opened by the service. Nothing was stored; it is kept on this workstation. Seal it again; if it happens again, ask OSO by telephone.")
		}
		v.manifest, err = deed.OpenManifest(v.signed, key)
		return v.manifest.SealedAt, err
	})
	if err != nil {
		v.key.Wipe()
		return nil, err
	}
	m := &v.manifest
	if m.Case != id || m.Version != r.Version {
		return nil, errs.E(errs.SignatureMismatch, op, "The physician's seal is on another case or version. Nothing was stored. Seal the case again.")
	}
	if m.Participation.SHA256 == "" {
		return nil, errs.E(errs.Incomplete, op, "The physician's statement of taking part is missing. Nothing was stored. Seal the case again.")
	}
	v.sha256 = seal.SHA256(v.signed.Body)
	return v, nil
}

// before answers a version that is here already: the same again gives the same
// receipt (older: that is one of before a restore, and counts no more); another
// under the same number or a lower one is a conflict.
func (a *API) before(ctx context.Context, q *db.Queries, v *sealedVersion) (_ *answer[wire.ReceiptAnswer], older bool, _ error) {
	rows, err := q.ListCaseVersions(ctx, string(v.id))
	if err != nil {
		return nil, false, db.Err(err, "find version")
	}
	for _, r := range rows {
		if r.Version == int64(v.manifest.Version) && r.ManifestSHA256 == v.sha256 {
			var signed seal.Signed
			var receipt deed.Receipt
			err := json.Unmarshal(r.Receipt, &signed)
			if err == nil {
				err = seal.ReadBody(signed, &receipt)
			}
			return &answer[wire.ReceiptAnswer]{wire.ReceiptAnswer{Receipt: signed}}, receipt.Epoch != v.epoch, errs.Wrap(err, errs.Internal, "read receipt", "")
		}
	}
	conflict := errs.E(errs.Conflict, "find version", "The service has this version or a newer one already, with other content. Nothing was stored. Seal the case once more as a new version.")
	if n := len(rows); n > 0 {
		newest := rows[n-1]
		if newest.Version >= int64(v.manifest.Version) {
			return nil, false, conflict
		}
		if v.manifest.Previous != "" && newest.Version == int64(v.manifest.Version)-1 && v.manifest.Previous != newest.ManifestSHA256 {
			return nil, false, conflict
		}
	}
	return nil, false, nil
}

// whole checks that every chunk of every item is here: with its size, and hashed
// by this process as it came or where it is now.
func (a *API) whole(ctx context.Context, v *sealedVersion) error {
	const op = "check version"
	bad := errs.E(errs.Invalid, op, "The sealed case does not have the form of one. Nothing was accepted. Update the program and seal the case again.")
	held, err := a.chunksOf(ctx, v.dev.Clinic, string(v.id))
	if err != nil {
		return err
	}
	var named []db.Chunk
	seen, counted := map[casefile.RecordID]bool{}, map[seal.ChunkHash]bool{}
	once := map[deed.ItemKind]int{}
	for _, it := range v.manifest.Items {
		if it.Record == "" || len(it.Record) > 64 || seen[it.Record] {
			return bad
		}
		seen[it.Record] = true
		once[it.Kind]++
		if err := chart.CheckForm(it); err != nil {
			return err
		}
		for _, ref := range it.Chunks {
			c, ok := held[ref.Hash.String()]
			if !ok {
				return notArrived()
			}
			if c.Size != int64(ref.Size) {
				return bad
			}
			if !counted[ref.Hash] {
				counted[ref.Hash] = true
				v.chunks++
				v.bytes += c.Size
				named = append(named, c)
			}
		}
	}
	if once[deed.ItemDocument] != 1 || once[deed.ItemAgreement] != 1 || v.manifest.Agreement == nil {
		return errs.E(errs.Incomplete, op, "The sealed case lacks its document or the patient's agreement. Nothing was accepted. Complete the case and seal it again.")
	}
	if err := v.manifest.CheckKeyImages(); err != nil {
		return err
	}
	if lost, err := a.lookAt(ctx, named); err != nil {
		return err
	} else if len(lost) > 0 {
		return notArrived()
	}
	return nil
}

func notArrived() error {
	return errs.E(errs.Incomplete, "check version", "Parts of the case have not arrived. Nothing was accepted yet. The program asks which are missing and sends them.")
}

// read opens document and agreement, and asks the location rules again.
func (a *API) read(ctx context.Context, v *sealedVersion) error {
	const op = "read version"
	of := chart.Source{Clinic: v.dev.Clinic, ID: v.id, Key: &v.key}
	it, _ := v.manifest.Item(deed.ItemDocument)
	b, err := a.records.Bytes(ctx, of, it, intake.MaxDocument)
	if err != nil {
		return err
	}
	if v.doc, err = intake.Decode(b); err != nil {
		// The words of the refusal name fields: not for the log of a server.
		return errs.E(errs.Invalid, op, "The case document is not of the form that the service reads. Nothing was accepted. Update the program and seal the case again.")
	}
	it, _ = v.manifest.Item(deed.ItemAgreement)
	if v.agreement, err = a.records.Bytes(ctx, of, it, intake.MaxDocument); err != nil {
		return err
	}
	if it.SHA256 != v.manifest.Agreement.SHA256 {
		return errs.E(errs.SignatureMismatch, op, "The agreement is not the one that was signed. Nothing was accepted. Have it signed again and seal the case again.")
	}
	table, err := a.location(ctx)
	if err != nil {
		return err
	}
	v.decision = table.Decide(policy.FactsOf(v.doc), a.now())
	return nil
}

func notEligible(reason string) error {
	if reason == "" {
		reason = "The service cannot be given at this place. Nothing about the patient was kept. A visit in person remains possible."
	}
	return errs.E(errs.Refused, "check location", reason)
}

// refuse ends a case whose place is closed and destroys what was sent. The
// workstation is told only after it is gone.
func (a *API) refuse(ctx context.Context, v *sealedVersion, c db.Case, exists bool) error {
	cmd := workflow.Command{
		CaseID: string(v.id), Event: workflow.RefuseLocation, Now: a.now(), Device: clientTime(ctx),
		Actor:  v.by,
		Object: seal.SHA256([]byte(v.decision.TableVersion)), Place: place(v.decision),
	}
	if exists {
		cmd.Actor = principal.TheProgram()
		cmd.Actor.Device = v.dev.Device
	}
	err := a.db.Tx(ctx, func(tx *sql.Tx) error {
		if !exists {
			ref, err := db.NewReference(ctx, tx)
			if err != nil {
				return err
			}
			// Of the person nothing is written: ids and the kind of service only.
			cmd.New = &workflow.NewCase{
				Reference: ref, ClinicID: v.dev.Clinic, PhysicianID: v.by.ID,
				Kind: string(v.doc.Service.Kind), PayerKind: string(payer(v.doc)),
			}
		}
		_, err := a.flow.Apply(ctx, tx, a.enqueue, cmd)
		return err
	})
	if err != nil {
		return err
	}
	return a.signRefusal(ctx, v, notEligible(v.decision.Refusal()))
}

// signRefusal lets the workstation believe that its case is ended for good: it then
// destroys its own copy, on no other word than this. It is signed only over a
// disk that holds nothing of the case any more.
func (a *API) signRefusal(ctx context.Context, v *sealedVersion, refusal error) error {
	if err := a.db.Checkpoint(ctx); err != nil {
		return err
	}
	signed, err := a.keys.SignRefusal(deed.Refusal{
		Case: v.id, Version: v.manifest.Version, ManifestSHA256: v.sha256, Clinic: v.dev.Clinic, Reason: deed.RefusedLocation, RefusedAt: a.now(), Epoch: v.epoch,
	})
	if err != nil {
		return err
	}
	p := problemOf(refusal)
	p.Refusal = &signed
	return p
}

func place(d policy.Decision) *workflow.Place {
	p := &workflow.Place{Answer: workflow.Location(d.Outcome), Rule: d.TableVersion}
	for _, r := range d.ClosedReviews {
		p.ForbidImaging = p.ForbidImaging || r == casefile.ImagingReview
		p.ForbidPathology = p.ForbidPathology || r == casefile.PathologyReview
	}
	return p
}

func payer(doc *casefile.Document) casefile.PayerKind {
	if doc.Payer.Kind == casefile.PayerPartner {
		return casefile.PayerPartner
	}
	return casefile.PayerPatient
}

// agreementOf: a scan, or a signature on the screen, is evidence in itself;
// what was attested at the desk is looked at by a coordinator.
func agreementOf(m *deed.Manifest) workflow.Agreement {
	if strings.HasPrefix(m.Agreement.Method, "attested") {
		return workflow.Attested
	}
	return workflow.Signed
}

// apply is one event in a transaction of its own.
func (a *API) apply(ctx context.Context, cmd workflow.Command) error {
	return a.db.Tx(ctx, func(tx *sql.Tx) error {
		_, err := a.flow.Apply(ctx, tx, a.enqueue, cmd)
		return err
	})
}
