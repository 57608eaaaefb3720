package clinicapi

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/chart"
	"oso/internal/server/db"
)

// partnerID finds the partner that the document names; one that is not known, or
// whose contract does not hold, is left for the coordinator to settle.
func partnerID(ctx context.Context, q *db.Queries, doc *casefile.Document, now time.Time) (string, error) {
	if payer(doc) != casefile.PayerPartner {
		return "", nil
	}
	list, err := q.ListPartners(ctx)
	if err != nil {
		return "", db.Err(err, "find partner")
	}
	for _, p := range list {
		if p.Holds(now) && strings.EqualFold(strings.TrimSpace(p.Name), strings.TrimSpace(doc.Payer.Partner)) {
			return p.ID, nil
		}
	}
	return "", nil
}

// agreementData is the agreement as the case keeps it.
func (v *sealedVersion) agreementData() chart.Agreement {
	d := chart.Agreement{Agreement: *v.manifest.Agreement, Text: string(v.agreement)}
	if scan, ok := v.manifest.Item(deed.ItemScan); ok {
		d.Scan = scan.Record
	}
	return d
}

type sealedColumns struct{ summary, document, contact, agreement []byte }

func (v *sealedVersion) sealColumns() (sealedColumns, error) {
	var s sealedColumns
	cols := chart.ColumnsOf(v.id, &v.key)
	p := v.doc.Patient
	contact := chart.Contact{Name: p.Name.Display(), Email: p.Email, Phone: p.Phone, Address: p.Address}
	if p.Representative != nil && p.Representative.Name != "" {
		contact.Name = p.Representative.Name
	}
	var err error
	if s.summary, err = cols.SealPatient(chart.Patient{Name: p.Name.Display(), Surname: p.Name.Surname(), Native: p.Name.Ideographic, Sex: p.Sex, BirthDate: p.BirthDate}); err != nil {
		return s, err
	}
	if s.document, err = cols.SealDocument(v.doc); err != nil {
		return s, err
	}
	if s.contact, err = cols.SealContact(contact); err != nil {
		return s, err
	}
	s.agreement, err = cols.SealAgreement(v.agreementData())
	return s, err
}

// keepItems lists scan and records of this version; what an older version had
// and this one has not is marked as removed. A case may have thousands, and nobody
// else writes meanwhile: they are put many at a time.
func (a *API) keepItems(ctx context.Context, q *db.Queries, v *sealedVersion) error {
	const op = "keep records"
	cols := chart.ColumnsOf(v.id, &v.key)
	now := map[string]bool{}
	var rows []db.InsertRecordParams
	for i, it := range v.manifest.Items {
		if it.Kind == deed.ItemDocument || it.Kind == deed.ItemAgreement {
			continue
		}
		now[string(it.Record)] = true
		b, err := cols.SealItem(it)
		if err != nil {
			return err
		}
		rows = append(rows, db.InsertRecordParams{
			CaseID: string(v.id), ID: string(it.Record), Version: int64(v.manifest.Version), Bytes: it.Bytes, DescriptionSealed: b, Position: int64(i),
		})
	}
	if err := q.InsertRecords(ctx, rows); err != nil {
		return err
	}
	if v.manifest.Version == 1 {
		return nil
	}
	before, err := q.ListRecords(ctx, string(v.id))
	if err != nil {
		return db.Err(err, op)
	}
	for _, r := range before {
		if !now[r.ID] {
			if err := q.RemoveRecord(ctx, db.RemoveRecordParams{CaseID: string(v.id), ID: r.ID, RemovedVersion: int64(v.manifest.Version)}); err != nil {
				return db.Err(err, op)
			}
		}
	}
	return nil
}

// keepKeyImages keeps those of this version in the place of an older one's.
func (a *API) keepKeyImages(ctx context.Context, q *db.Queries, v *sealedVersion) error {
	if len(v.manifest.KeyImages) == 0 {
		return db.Err(q.DeleteCaseKeyImages(ctx, string(v.id)), "keep key images")
	}
	b, err := chart.ColumnsOf(v.id, &v.key).SealKeyImages(v.manifest.KeyImages)
	if err != nil {
		return err
	}
	return db.Err(q.PutKeyImages(ctx, db.PutKeyImagesParams{CaseID: string(v.id), ImagesSealed: b}), "keep key images")
}

func (a *API) keepVersion(ctx context.Context, q *db.Queries, v *sealedVersion, receipt seal.Signed) error {
	b, err := json.Marshal(receipt)
	if err != nil {
		return errs.Wrap(err, errs.Internal, "keep version", "")
	}
	reason := []byte{}
	if v.manifest.Amendment != "" {
		reason = chart.ColumnsOf(v.id, &v.key).SealAmendment(v.manifest.Version, v.manifest.Amendment)
	}
	return db.Err(q.InsertCaseVersion(ctx, db.InsertCaseVersionParams{
		CaseID: string(v.id), Version: int64(v.manifest.Version), ManifestSealed: v.sealed, ManifestSHA256: v.sha256,
		Signature: v.signed.Signature, CertificateID: v.signer.Serial, DeviceID: v.dev.Device, ReasonSealed: reason,
		ReceivedAt: a.now().UnixMilli(), Receipt: b,
	}), "keep version")
}
