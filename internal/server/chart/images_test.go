package chart_test

import (
	"context"
	"database/sql"
	"testing"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/sample"
	"oso/internal/seal"
	"oso/internal/server/db"
)

// What a look found out is kept under the case's key: the second list and each
// frame read no header again, what does not open is looked at anew, and an
// erased case keeps nothing.
func TestImagesAreLookedAtOnce(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s, c, d, items, blobs := held(t)
	defer c.Close()
	plain := sample.DICOM(sample.Image{Modality: "CT", SOPInstanceUID: "1.2", SeriesUID: "1.3", StudyUID: "1.4"})
	it := deed.Item{
		Record: casefile.RecordID(casefile.NewID()), Kind: deed.ItemRecord, Bytes: int64(len(plain)), SHA256: seal.SHA256(plain),
		DICOM: &deed.DICOMRef{SOPInstanceUID: "1.2", SeriesUID: "1.3", StudyUID: "1.4", Modality: "CT"},
	}
	key := *c.Source().Key
	sealed := seal.NewBox(&key, seal.PurposeChunk).SealChunk(nil, plain, seal.ChunkPlace{Case: c.Row.ID, Record: string(it.Record), Last: true}, false)
	hash := seal.HashChunk(sealed)
	it.Chunks = []seal.ChunkRef{{Hash: hash, Size: len(sealed)}}
	name := "packs/" + hash.String()
	put := func() {
		t.Helper()
		if err := blobs.Put(ctx, name, sealed); err != nil {
			t.Fatal(err)
		}
	}
	put()
	tx := func(f func(*db.Queries) error) {
		t.Helper()
		if err := d.Tx(ctx, func(tx *sql.Tx) error { return f(db.New(tx)) }); err != nil {
			t.Fatal(err)
		}
	}
	tx(func(q *db.Queries) error {
		description, err := c.SealItem(it)
		if err != nil {
			return err
		}
		if err := q.RemoveRecord(ctx, db.RemoveRecordParams{CaseID: c.Row.ID, ID: string(items[1].Record), RemovedVersion: 1}); err != nil {
			return err
		}
		if err := q.InsertRecord(ctx, db.InsertRecordParams{CaseID: c.Row.ID, ID: string(it.Record), Version: 1, Bytes: it.Bytes, DescriptionSealed: description}); err != nil {
			return err
		}
		_, err = q.InsertChunk(ctx, db.InsertChunkParams{ClinicID: "c", CaseID: c.Row.ID, SHA256: hash.String(), Size: int64(len(sealed)), BlobKey: name})
		return err
	})
	look := func(when string) {
		t.Helper()
		all, err := c.Images(ctx, d.Q())
		if err != nil || len(all) != 1 || all[0].Image == nil || all[0].Image.Frames != 1 || all[0].Image.Rows != 16 {
			t.Fatalf("%s: %+v, %v", when, all, err)
		}
	}
	look("at first")
	if err := blobs.Delete(ctx, name); err != nil {
		t.Fatal(err)
	}
	look("without its bytes")
	if m, err := c.Image(ctx, d.Q(), it, nil); err != nil || m.Frames != 1 {
		t.Errorf("one without its bytes: %+v, %v", m, err)
	}

	tx(func(q *db.Queries) error {
		return q.PutImage(ctx, db.PutImageParams{CaseID: c.Row.ID, RecordID: string(it.Record), ImageSealed: []byte("rubbish of some length, sealed by nobody")})
	})
	if all, err := c.Images(ctx, d.Q()); err != nil || len(all) != 1 || all[0].Image != nil || all[0].Kept == "" {
		t.Errorf("bytes that are gone: %+v, %v", all, err)
	}
	put()
	look("after a row that does not open")

	if err := d.Tx(ctx, func(tx *sql.Tx) error { return db.EraseCase(ctx, tx, c.Row.ID, 1) }); err != nil {
		t.Fatal(err)
	}
	if _, err := s.With(c.Row, key).Image(ctx, d.Q(), it, nil); err == nil {
		t.Error("an image of an erased case")
	}
	if rows, err := d.Q().ListImages(ctx, c.Row.ID); err != nil || len(rows) > 0 {
		t.Errorf("%d rows of an erased case, %v", len(rows), err)
	}
}
