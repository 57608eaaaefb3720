package clinicapi

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/blob"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/trace"
	"oso/internal/server/workflow"
	"oso/internal/wire"
)

func (a *API) missing(ctx context.Context, in *struct {
	Case string `path:"case"`
	Body wire.MissingRequest
}) (*answer[wire.MissingAnswer], error) {
	dev := deviceOf(ctx)
	if _, _, err := a.ownCase(ctx, dev, in.Case); err != nil {
		return nil, err
	}
	if len(in.Body.Chunks) > wire.MaxMissing {
		return nil, errs.E(errs.TooLarge, "ask for chunks", "More chunks were asked for at once than the service answers. Nothing was changed.")
	}
	held, err := a.chunksOf(ctx, dev.Clinic, in.Case)
	if err != nil {
		return nil, err
	}
	out := wire.MissingAnswer{Missing: []seal.ChunkHash{}}
	for _, h := range in.Body.Chunks {
		if _, ok := held[h.String()]; !ok {
			out.Missing = append(out.Missing, h)
		}
	}
	return &answer[wire.MissingAnswer]{out}, nil
}

// chunksOf are the chunks that the clinic has sent for the case, by hash.
func (a *API) chunksOf(ctx context.Context, clinic, id string) (map[string]db.Chunk, error) {
	rows, err := a.db.Q().ListChunks(ctx, db.ListChunksParams{ClinicID: clinic, CaseID: id})
	if err != nil {
		return nil, db.Err(err, "list chunks")
	}
	held := make(map[string]db.Chunk, len(rows))
	for _, r := range rows {
		held[r.SHA256] = r
	}
	return held, nil
}

// stillHere looks once more at the chunks of a version that is to be received:
// until then they are an upload, which may be freed at any time. From here on
// nobody frees them, since one writes at a time and a version names them.
func (a *API) stillHere(ctx context.Context, q *db.Queries, v *sealedVersion) error {
	rows, err := q.ListChunks(ctx, db.ListChunksParams{ClinicID: v.dev.Clinic, CaseID: string(v.id)})
	if err != nil {
		return db.Err(err, "enter version")
	}
	held := make(map[string]bool, len(rows))
	for _, r := range rows {
		held[r.SHA256] = true
	}
	for _, it := range v.manifest.Items {
		for _, ref := range it.Chunks {
			if !held[ref.Hash.String()] {
				return notArrived()
			}
		}
	}
	return nil
}

// ownCase checks that the id may be used by this clinic: a case of its own, or
// one that does not exist yet (false). What belongs to another clinic is not
// found. A case that was refused takes nothing any more.
func (a *API) ownCase(ctx context.Context, dev principal.Principal, id string) (db.Case, bool, error) {
	const op = "find case"
	if !casefile.ValidID(id) {
		return db.Case{}, false, errs.E(errs.Invalid, op, "This is not the id of a case. Nothing was changed.")
	}
	c, err := a.db.Q().GetCase(ctx, id)
	if err = db.Err(err, op); errs.Is(err, errs.NotFound) {
		return db.Case{}, false, nil
	} else if err != nil {
		return db.Case{}, false, err
	}
	if _, ok := may(dev, principal.ClinicStaff, c); !ok {
		return db.Case{}, false, errs.E(errs.NotFound, op, "There is no such case for this clinic. Nothing was changed.")
	}
	if c.State == string(workflow.NotEligible) {
		return c, true, notEligible("")
	}
	if c.ErasedAt != 0 {
		return c, true, erased()
	}
	return c, true, nil
}

func erased() error {
	return errs.E(errs.Refused, "find case", "This case was erased by the service. Nothing was stored. Ask your OSO coordinator.")
}

// packs are read into buffers that are used again: a sync sends hundreds.
func newPackPool() *sync.Pool {
	return &sync.Pool{New: func() any { b := make([]byte, 0, wire.MaxPack/2); return &b }}
}

// putPack takes one pack: checks every hash, stores the pack as one blob,
// durably, then writes where each chunk is (shelf). The pack's id is the
// client's own and means nothing here.
func (a *API) putPack(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	dev, id := deviceOf(ctx), r.PathValue("case")
	if _, _, err := a.ownCase(ctx, dev, id); err != nil {
		return err
	}
	if err := a.room(ctx, dev, id, max(r.ContentLength, 0)); err != nil {
		return err
	}
	if err := http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTimeOf(max(r.ContentLength, 0)))); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return errs.Op(err, "read pack")
	}
	buf := a.packs.Get().(*[]byte)
	defer func() { *buf = (*buf)[:0]; a.packs.Put(buf) }()
	pack, err := readAll(*buf, http.MaxBytesReader(w, r.Body, wire.MaxPack), r.ContentLength)
	*buf = pack
	if err != nil {
		return err
	}
	chunks, err := wire.ReadPack(pack)
	if err != nil {
		return err
	}
	if err := a.keep(ctx, dev, id, pack, chunks); err != nil {
		return err
	}
	var n int64
	for _, c := range chunks {
		n += int64(len(c.Sealed))
	}
	w.Header().Set("Content-Type", "application/json")
	return errs.Op(json.NewEncoder(w).Encode(wire.PackAnswer{Chunks: len(chunks), Bytes: n}), "answer pack")
}

// readAll reads a body into buf's room, growing it at most once where the
// length is known.
func readAll(buf []byte, r io.Reader, length int64) ([]byte, error) {
	if length > wire.MaxPack {
		return buf, tooLarge()
	}
	if length > 0 && int(length) > cap(buf) {
		buf = make([]byte, 0, length)
	}
	for {
		if len(buf) == cap(buf) {
			if length > 0 && int64(len(buf)) == length {
				// Whole: only the end of the body is left to see.
				var one [1]byte
				n, err := r.Read(one[:])
				if n == 0 && err == io.EOF {
					return buf, nil
				}
				if n > 0 {
					return buf, tooLarge()
				}
				if err != nil {
					return buf, cut(err)
				}
				continue
			}
			buf = append(buf, 0)[:len(buf)]
		}
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if err == io.EOF {
			return buf, nil
		}
		if err != nil {
			return buf, cut(err)
		}
	}
}

func tooLarge() error {
	return errs.E(errs.TooLarge, "read pack", "A part of the case is larger than the service takes at once, 8 MB. Nothing of it was stored.")
}

// cut is the error of a request that did not come to its end.
func cut(err error) error {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return tooLarge()
	}
	return errs.Wrap(err, errs.Canceled, "read request", "What was sent was cut off on the way. Nothing of it was stored. It is sent again with the next exchange.")
}

// without leaves out the chunks of a pack that are here, or come twice in it:
// what is stored is what the quota counts. It gives the bytes to store, and
// where in them the rest is.
func without(pack []byte, chunks []wire.PackedChunk, here map[string]bool) ([]byte, []wire.PackedChunk) {
	var fresh []wire.PackedChunk
	seen := map[string]bool{}
	for _, c := range chunks {
		if h := c.Hash.String(); !here[h] && !seen[h] {
			seen[h] = true
			fresh = append(fresh, c)
		}
	}
	if len(fresh) == len(chunks) || len(fresh) == 0 {
		return pack, fresh
	}
	var rest []byte
	for i, c := range fresh {
		fresh[i].Offset = len(rest)
		rest = append(rest, c.Sealed...)
	}
	return rest, fresh
}

// keep stores what is new of a pack. A pack that brings nothing new writes
// nothing: repeating costs no room.
func (a *API) keep(ctx context.Context, dev principal.Principal, id string, pack []byte, chunks []wire.PackedChunk) error {
	const op = "store pack"
	var here []db.Chunk
	is := map[string]bool{}
	for _, c := range chunks {
		row, err := a.db.Q().GetChunk(ctx, db.GetChunkParams{ClinicID: dev.Clinic, CaseID: id, SHA256: c.Hash.String()})
		if err = db.Err(err, op); errs.Is(err, errs.NotFound) {
			continue
		} else if err != nil {
			return err
		}
		here = append(here, row)
		is[row.SHA256] = true
	}
	lost, err := a.lookAt(ctx, here)
	if err != nil {
		return err
	}
	for _, c := range lost {
		delete(is, c.SHA256)
	}
	if pack, chunks = without(pack, chunks, is); len(chunks) == 0 {
		return nil
	}
	// The packs of a case lie in one folder: the first makes it, and the disk
	// has one folder to bring up to date for all that come at once.
	key := "packs/" + id[:2] + "-" + casefile.NewID()
	if err := a.blobs.Put(ctx, key, pack); err != nil {
		if blob.Unsure(err) {
			a.db.Fail()
		}
		return errs.Op(err, op)
	}
	now := a.now().UnixMilli()
	rows := make([]db.InsertChunkParams, len(chunks))
	for i, c := range chunks {
		rows[i] = db.InsertChunkParams{
			ClinicID: dev.Clinic, CaseID: id, SHA256: c.Hash.String(), Size: int64(len(c.Sealed)),
			BlobKey: key, BlobOffset: int64(c.Offset), ReceivedAt: now,
		}
	}
	_, span := trace.Start(ctx, "write chunk rows") // in one transaction with others'
	used, err := a.shelf.put(dev.Device, rows)
	span.End(err)
	if db.Unsure(err) {
		return err // the rows may be there, now or after a restart: the blob stays
	}
	if err != nil || !used {
		// Another connection was faster with the same chunks, or nothing was
		// written: no row names the blob.
		if e := a.blobs.Delete(context.WithoutCancel(ctx), key); e != nil {
			a.log.WarnContext(ctx, "clinic door: a blob without rows is left", "kind", string(errs.KindOf(e)))
		}
		return err
	}
	for _, r := range rows {
		a.looked.add(db.Chunk{ClinicID: r.ClinicID, CaseID: r.CaseID, SHA256: r.SHA256, BlobKey: r.BlobKey, BlobOffset: r.BlobOffset})
	}
	return nil
}
