package chart

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/blob"
	"oso/internal/server/db"
)

// packSize is about how many bytes one blob of what is kept here holds.
const packSize = 8 << 20

// KeptItem is an item whose bytes lie sealed in the storage and which no row
// names yet: what no row comes to name is swept.
type KeptItem struct {
	deed.Item
	chunks []db.InsertNamedChunkParams
}

// Keep seals bytes under a case's key and stores them, as the clinic's program
// does, so that no transaction waits for the storage. Size and hash of the item
// are filled in.
func (s *Store) Keep(ctx context.Context, c Source, it deed.Item, body io.Reader, now time.Time) (KeptItem, error) {
	const op = "keep record"
	box, sum := seal.NewBox(c.Key, seal.PurposeChunk), sha256.New()
	defer box.Wipe()
	out := KeptItem{Item: it}
	out.Bytes, out.Chunks = 0, nil
	var pack []byte
	var waiting []int // chunks of the pack
	flush := func() error {
		if len(pack) == 0 {
			return nil
		}
		name := "packs/" + seal.SHA256(pack)
		if err := s.blobs.Put(ctx, name, pack); err != nil {
			if blob.Unsure(err) {
				s.db.Fail()
			}
			return errs.Op(err, op)
		}
		for _, i := range waiting {
			out.chunks[i].BlobKey = name
		}
		pack, waiting = pack[:0], waiting[:0]
		return nil
	}
	// One chunk ahead, since the last one says that it is.
	buf, next := make([]byte, seal.ChunkSize), make([]byte, seal.ChunkSize)
	read := func(b []byte) (n int, end bool, err error) {
		if err := ctx.Err(); err != nil {
			return 0, false, errs.Wrap(err, errs.Canceled, op, "")
		}
		n, err = io.ReadFull(body, b)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return n, true, nil
		}
		return n, false, errs.Op(err, op)
	}
	n, end, err := read(buf)
	for i := uint32(0); ; i++ {
		if err != nil {
			return out, err
		}
		more, last := 0, end
		if !last {
			if more, end, err = read(next); err != nil {
				return out, err
			}
			last = more == 0
		}
		sum.Write(buf[:n])
		out.Bytes += int64(n)
		sealed := box.SealChunk(nil, buf[:n], seal.ChunkPlace{Case: string(c.ID), Record: string(it.Record), Index: i, Last: last}, true)
		hash := seal.HashChunk(sealed)
		out.Chunks = append(out.Chunks, seal.ChunkRef{Hash: hash, Size: len(sealed)})
		waiting = append(waiting, len(out.chunks))
		out.chunks = append(out.chunks, db.InsertNamedChunkParams{
			ClinicID: c.Clinic, CaseID: string(c.ID), SHA256: hash.String(), Size: int64(len(sealed)), BlobOffset: int64(len(pack)), ReceivedAt: now.UnixMilli(),
		})
		pack = append(pack, sealed...)
		if len(pack) >= packSize || last {
			if err := flush(); err != nil {
				return out, err
			}
		}
		if last {
			out.SHA256 = hex.EncodeToString(sum.Sum(nil))
			return out, nil
		}
		buf, next, n = next, buf, more
	}
}

// Put names the chunks of what was kept, in the transaction that names the item. A
// disc's image has thousands.
func (k KeptItem) Put(ctx context.Context, q *db.Queries) error {
	return errs.Op(q.InsertNamedChunks(ctx, k.chunks), "keep record")
}

// File puts what was kept among the case's records, behind all others; from is
// the inbox item that it was.
func (c *Case) File(ctx context.Context, q *db.Queries, k KeptItem, from string) error {
	const op = "file record"
	if err := k.Put(ctx, q); err != nil {
		return err
	}
	sealed, err := c.SealItem(k.Item)
	if err != nil {
		return err
	}
	last, err := q.LastPosition(ctx, c.Row.ID)
	if err != nil {
		return db.Err(err, op)
	}
	return db.Err(q.FileRecord(ctx, db.FileRecordParams{
		CaseID: c.Row.ID, ID: string(k.Record), Version: c.Row.SealVersion, Bytes: k.Bytes, DescriptionSealed: sealed, Position: last + 1, ItemID: from,
	}), op)
}

// Filed are the records that no version of the clinic's holds, each with the
// inbox item that it was.
func (c *Case) Filed(ctx context.Context, q *db.Queries) (map[casefile.RecordID]string, error) {
	rows, err := q.ListFiledRecords(ctx, c.Row.ID)
	if err != nil {
		return nil, db.Err(err, "list filed records")
	}
	out := map[casefile.RecordID]string{}
	for _, r := range rows {
		out[casefile.RecordID(r.ID)] = r.ItemID
	}
	return out, nil
}

// Unfile takes a record that was filed out of the case: its row, what was found
// of its image, and its chunks, whose blobs are doomed. Kind NotFound: it is not
// one that was filed.
func (c *Case) Unfile(ctx context.Context, q *db.Queries, it deed.Item, now time.Time) error {
	const op = "take record out"
	n, err := q.DropRecord(ctx, db.DropRecordParams{CaseID: c.Row.ID, ID: string(it.Record)})
	if err == nil && n == 0 {
		return errs.E(errs.NotFound, op, "This record is not in the case any more, or the clinic sealed it. Nothing was changed. Look at the case again.")
	}
	if err != nil {
		return db.Err(err, op)
	}
	if err := q.DropRecordImage(ctx, db.DropRecordImageParams{CaseID: c.Row.ID, RecordID: string(it.Record)}); err != nil {
		return db.Err(err, op)
	}
	doomed := map[string]bool{}
	for _, ref := range it.Chunks {
		at := db.GetChunkParams{ClinicID: c.Row.ClinicID, CaseID: c.Row.ID, SHA256: ref.Hash.String()}
		row, err := q.GetChunk(ctx, at)
		if err = db.Err(err, op); errs.Is(err, errs.NotFound) {
			continue
		} else if err != nil {
			return err
		}
		if err := q.DropChunk(ctx, db.DropChunkParams{ClinicID: at.ClinicID, CaseID: at.CaseID, SHA256: at.SHA256, BlobKey: row.BlobKey}); err != nil {
			return db.Err(err, op)
		}
		if !doomed[row.BlobKey] { // a pack that was made here holds one item
			doomed[row.BlobKey] = true
			if err := q.DoomBlob(ctx, db.DoomBlobParams{BlobKey: row.BlobKey, CreatedAt: now.UnixMilli()}); err != nil {
				return db.Err(err, op)
			}
		}
	}
	return nil
}
