package chart_test

import (
	"context"
	"database/sql"
	"io"
	"path/filepath"
	"testing"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/blob"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/db/schematest"
	"oso/internal/server/dbtest"
)

// tables are those of the service, made once.
var tables schematest.Tables

func TestMain(m *testing.M) { dbtest.Main(m) }

// held is a case of two records, of which the second's row is damaged; the
// manifest is no manifest at all: nothing here may need it.
func held(t *testing.T) (*chart.Store, *chart.Case, *db.DB, []deed.Item, blob.Store) {
	t.Helper()
	ctx := context.Background()
	d := tables.Memory(t)
	blobs := blob.Beside(filepath.Join(t.TempDir(), "blobs"))
	id, key := casefile.CaseID(casefile.NewID()), seal.NewKey()
	cols := chart.ColumnsOf(id, &key)
	var items []deed.Item
	for _, text := range []string{"first", "second"} {
		it := deed.Item{Record: casefile.RecordID(casefile.NewID()), Kind: deed.ItemRecord, Path: text, Bytes: int64(len(text)), SHA256: seal.SHA256([]byte(text))}
		sealed := seal.NewBox(&key, seal.PurposeChunk).SealChunk(nil, []byte(text), seal.ChunkPlace{Case: string(id), Record: string(it.Record), Last: true}, false)
		hash := seal.HashChunk(sealed)
		it.Chunks = []seal.ChunkRef{{Hash: hash, Size: len(sealed)}}
		items = append(items, it)
		if err := blobs.Put(ctx, "packs/"+hash.String(), sealed); err != nil {
			t.Fatal(err)
		}
	}
	b := []byte{}
	err := d.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		if err := q.InsertCase(ctx, db.InsertCaseParams{
			ID: string(id), Reference: "4417203958", ClinicID: "c", State: "in-review", KeyWrapped: b, SummarySealed: b, DocumentSealed: b, ContactSealed: b, AgreementSealed: b,
		}); err != nil {
			return err
		}
		for i, it := range items {
			sealed, err := cols.SealItem(it)
			if err != nil {
				return err
			}
			if i == 1 {
				sealed[len(sealed)-1] ^= 1
			}
			if err := q.InsertRecord(ctx, db.InsertRecordParams{CaseID: string(id), ID: string(it.Record), Version: 1, Bytes: it.Bytes, DescriptionSealed: sealed, Position: int64(9 - i)}); err != nil {
				return err
			}
			if _, err := q.InsertChunk(ctx, db.InsertChunkParams{ClinicID: "c", CaseID: string(id), SHA256: it.Chunks[0].Hash.String(), Size: int64(it.Chunks[0].Size), BlobKey: "packs/" + it.Chunks[0].Hash.String()}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	row, err := d.Q().GetCase(ctx, string(id))
	if err != nil {
		t.Fatal(err)
	}
	s := chart.New(d, blobs)
	return s, s.With(row, key), d, items, blobs
}

// One record is read by its own row: what else the case holds, damaged as it
// may be, is not looked at.
func TestOneRecordIsReadByItsRow(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	_, c, d, items, _ := held(t)
	defer c.Close()
	it, err := c.Item(ctx, d.Q(), items[0].Record)
	if err != nil {
		t.Fatal(err)
	}
	r, err := c.Read(ctx, it)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(r); err != nil || string(b) != "first" {
		t.Errorf("%q, %v", b, err)
	}
	if _, err := c.Item(ctx, d.Q(), items[1].Record); !errs.Is(err, errs.Damaged) {
		t.Errorf("the damaged one: %v", err)
	}
	if _, err := c.Item(ctx, d.Q(), casefile.RecordID(casefile.NewID())); !errs.Is(err, errs.NotFound) {
		t.Errorf("one that is not there: %v", err)
	}
	if n, err := c.CountItems(ctx, d.Q()); err != nil || n != 2 {
		t.Errorf("%d records, %v", n, err)
	}
}

// A record that a version left out and a later one brings again is there.
func TestRecordComesBack(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	_, c, d, items, _ := held(t)
	defer c.Close()
	id := string(items[0].Record)
	sealed, err := c.SealItem(items[0])
	if err != nil {
		t.Fatal(err)
	}
	tx := func(f func(*db.Queries) error) {
		t.Helper()
		if err := d.Tx(ctx, func(tx *sql.Tx) error { return f(db.New(tx)) }); err != nil {
			t.Fatal(err)
		}
	}
	tx(func(q *db.Queries) error {
		return q.RemoveRecord(ctx, db.RemoveRecordParams{CaseID: c.Row.ID, ID: id, RemovedVersion: 2})
	})
	if _, err := c.Item(ctx, d.Q(), items[0].Record); !errs.Is(err, errs.NotFound) {
		t.Errorf("left out: %v", err)
	}
	tx(func(q *db.Queries) error {
		return q.InsertRecord(ctx, db.InsertRecordParams{CaseID: c.Row.ID, ID: id, Version: 3, Bytes: items[0].Bytes, DescriptionSealed: sealed})
	})
	if _, err := c.Item(ctx, d.Q(), items[0].Record); err != nil {
		t.Errorf("brought again: %v", err)
	}
}

// A blob is what its name says, or nothing.
func TestBlobIsWhatItsNameSays(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s, c, _, _, _ := held(t)
	defer c.Close()
	name, err := s.PutBlob(ctx, []byte("sealed"))
	if err != nil {
		t.Fatal(err)
	}
	if b, err := s.Blob(ctx, name); err != nil || string(b) != "sealed" {
		t.Errorf("%q, %v", b, err)
	}
	if _, err := s.Blob(ctx, name+"0"); !errs.Is(err, errs.NotFound) {
		t.Errorf("another name: %v", err)
	}
}
