package chart

import (
	"context"
	"database/sql"
	"errors"
	"io"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/keys"
)

// Case is one case, opened. It is for one goroutine; Close it when the request
// is over.
type Case struct {
	Row db.Case
	*Columns

	store *Store
	key   seal.Key
	doc   *casefile.Document
}

// Open opens the case of a row. Kind NotFound: it was erased.
func (s *Store) Open(ring *keys.Ring, row db.Case) (*Case, error) {
	key, err := ring.UnwrapCaseKey(casefile.CaseID(row.ID), row.KeyWrapped)
	if err != nil {
		return nil, errs.Op(err, "open case")
	}
	return s.With(row, key), nil
}

// With is the case of a row whose key the caller has.
func (s *Store) With(row db.Case, key seal.Key) *Case {
	return &Case{Row: row, Columns: ColumnsOf(casefile.CaseID(row.ID), &key), store: s, key: key}
}

// Close wipes the case key.
func (c *Case) Close() { c.key.Wipe() }

// ID is the case's own.
func (c *Case) ID() casefile.CaseID { return casefile.CaseID(c.Row.ID) }

// SealFor seals under the case key for whoever else has it: the clinic.
func (c *Case) SealFor(purpose string, plain []byte, fields ...string) []byte {
	return c.key.Seal(purpose, plain, fields...)
}

// OpenFrom opens what whoever else has the case key sealed: the clinic.
func (c *Case) OpenFrom(purpose string, sealed []byte, fields ...string) ([]byte, error) {
	return c.key.Open(purpose, sealed, fields...)
}

// Source is the case for Store's readers.
func (c *Case) Source() Source { return Source{Clinic: c.Row.ClinicID, ID: c.ID(), Key: &c.key} }

// Document is what the clinic asks, as it was sealed.
func (c *Case) Document() (*casefile.Document, error) {
	if c.doc == nil {
		var d casefile.Document
		if err := c.openJSON(document, "", c.Row.DocumentSealed, &d); err != nil {
			return nil, errs.Op(err, "open document")
		}
		c.doc = &d
	}
	return c.doc, nil
}

// KeyImages are the images that the clinic marked in its newest version; none
// where it marked none.
func (c *Case) KeyImages(ctx context.Context, q *db.Queries) ([]casefile.KeyImage, error) {
	const op = "read key images"
	all := []casefile.KeyImage{}
	sealed, err := q.GetKeyImages(ctx, c.Row.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return all, nil
	}
	if err != nil {
		return nil, db.Err(err, op)
	}
	return all, errs.Op(c.openJSON(keyImages, "", sealed, &all), op)
}

// Patient is whom the case is about.
func (c *Case) Patient() (Patient, error) { return c.OpenPatient(c.Row.SummarySealed) }

// Agreement is the patient's, as it was signed.
func (c *Case) Agreement() (Agreement, error) {
	var a Agreement
	err := c.openJSON(agreement, "", c.Row.AgreementSealed, &a)
	return a, errs.Op(err, "open agreement")
}

// Contact is how the patient, or who acts for the patient, is reached.
func (c *Case) Contact() (Contact, error) {
	var d Contact
	err := c.openJSON(contact, "", c.Row.ContactSealed, &d)
	return d, errs.Op(err, "open contact")
}

// ManifestSHA256 names the newest sealed version; empty where there is none.
func (c *Case) ManifestSHA256(ctx context.Context, q *db.Queries) (string, error) {
	sum, err := q.GetManifestSHA256(ctx, db.GetManifestSHA256Params{CaseID: c.Row.ID, Version: c.Row.SealVersion})
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return sum, db.Err(err, "find version")
}

// Items are the records and scans of the newest sealed version, in its order.
func (c *Case) Items(ctx context.Context, q *db.Queries) ([]deed.Item, error) {
	rows, err := q.ListRecords(ctx, c.Row.ID)
	if err != nil {
		return nil, db.Err(err, "list records")
	}
	items := make([]deed.Item, len(rows))
	for i, r := range rows {
		if err := c.item(r, &items[i]); err != nil {
			return nil, err
		}
	}
	return items, nil
}

// Item is one of them. Kind NotFound: the case has no such record now.
func (c *Case) Item(ctx context.Context, q *db.Queries, id casefile.RecordID) (deed.Item, error) {
	const op = "find record"
	var it deed.Item
	r, err := q.GetRecord(ctx, db.GetRecordParams{CaseID: c.Row.ID, ID: string(id)})
	if err = db.Err(err, op); errs.Is(err, errs.NotFound) {
		return it, errs.Wrap(err, errs.NotFound, op, "There is no such record in this case, or a newer version of the case does not hold it.")
	} else if err != nil {
		return it, err
	}
	return it, c.item(r, &it)
}

func (c *Case) item(r db.Record, it *deed.Item) error {
	return errs.Op(c.openJSON(record, r.ID, r.DescriptionSealed, it), "open record")
}

// Named are the hashes of all chunks that a received version names, whichever it
// is, and how many versions there are. It opens every manifest.
func (c *Case) Named(ctx context.Context, q *db.Queries) (hashes map[string]bool, versions int, err error) {
	rows, err := q.ListCaseVersions(ctx, c.Row.ID)
	if err != nil {
		return nil, 0, db.Err(err, "list versions")
	}
	hashes = map[string]bool{}
	for _, r := range rows {
		signed, err := deed.OpenManifestBox(&c.key, r.ManifestSealed, c.ID(), int(r.Version))
		if err != nil {
			return nil, 0, errs.Op(err, "open version")
		}
		var m deed.Manifest
		if err := seal.ReadBody(signed, &m); err != nil {
			return nil, 0, errs.Op(err, "open version")
		}
		for _, it := range m.Items {
			for _, ref := range it.Chunks {
				hashes[ref.Hash.String()] = true
			}
		}
	}
	return hashes, len(rows), nil
}

// CountItems is how many there are.
func (c *Case) CountItems(ctx context.Context, q *db.Queries) (int, error) {
	n, err := q.CountRecords(ctx, c.Row.ID)
	return int(n), db.Err(err, "count records")
}

// Read gives one item's bytes to be read from any place.
func (c *Case) Read(ctx context.Context, it deed.Item) (*Reader, error) {
	return c.store.Reader(ctx, c.Source(), it)
}

// Copy writes one item's bytes to w and checks them, see Store.Copy.
func (c *Case) Copy(ctx context.Context, w io.Writer, it deed.Item) error {
	return c.store.Copy(ctx, w, c.Source(), it)
}
