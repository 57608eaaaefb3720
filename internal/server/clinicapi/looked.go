package clinicapi

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"sync"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
)

// looked knows which stored chunks this process has hashed itself: as they
// came, or read back from where they are. A row alone is no proof: it may be
// of a process whose disk did not keep the bytes. Nothing of it outlives the
// process.
type looked struct {
	mu    sync.Mutex
	cases map[string]map[string]spot // by clinic and case, then by chunk
	n     int
}

// spot is where a chunk was seen.
type spot struct {
	blob   string
	offset int64
}

// maxLooked bounds the memory: beyond it, other cases are forgotten, and read
// again when they are asked for.
const maxLooked = 500_000

func newLooked() *looked { return &looked{cases: map[string]map[string]spot{}} }

func (l *looked) add(c db.Chunk) {
	l.mu.Lock()
	defer l.mu.Unlock()
	key := c.ClinicID + c.CaseID
	if l.n >= maxLooked {
		for other, chunks := range l.cases {
			if other != key {
				l.n -= len(chunks)
				delete(l.cases, other)
			}
		}
	}
	if l.cases[key] == nil {
		l.cases[key] = map[string]spot{}
	}
	if _, ok := l.cases[key][c.SHA256]; !ok {
		l.n++
	}
	l.cases[key][c.SHA256] = spot{c.BlobKey, c.BlobOffset}
}

func (l *looked) at(c db.Chunk) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	p, ok := l.cases[c.ClinicID+c.CaseID][c.SHA256]
	return ok && p == spot{c.BlobKey, c.BlobOffset}
}

// lookAt reads those chunks back that this process has not seen, and gives the
// ones that are not what their rows say. Their rows are dropped: the workstation is
// asked for them again.
func (a *API) lookAt(ctx context.Context, chunks []db.Chunk) (lost []db.Chunk, err error) {
	const op = "look at chunks"
	chunks = slices.DeleteFunc(chunks, a.looked.at)
	slices.SortFunc(chunks, func(x, y db.Chunk) int {
		return cmp.Or(cmp.Compare(x.BlobKey, y.BlobKey), cmp.Compare(x.BlobOffset, y.BlobOffset))
	})
	var buf []byte
	for _, c := range chunks {
		buf, err = a.blobs.ReadRange(ctx, c.BlobKey, c.BlobOffset, c.Size, buf[:0])
		switch errs.KindOf(err) {
		case "":
			if seal.HashChunk(buf).String() == c.SHA256 {
				a.looked.add(c)
				continue
			}
		case errs.NotFound, errs.Damaged:
		default:
			return nil, errs.Op(err, op)
		}
		lost = append(lost, c)
	}
	if len(lost) == 0 {
		return nil, nil
	}
	a.log.ErrorContext(ctx, "clinic door: stored chunks are lost and asked for again", "chunks", len(lost))
	return lost, a.db.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		for _, c := range lost {
			named, err := q.DropLostChunk(ctx, db.DropLostChunkParams{ClinicID: c.ClinicID, CaseID: c.CaseID, SHA256: c.SHA256, BlobKey: c.BlobKey})
			if err = db.Err(err, op); errs.Is(err, errs.NotFound) || err == nil && named { // what a version names is in no quota
				continue
			} else if err != nil {
				return err
			}
			if err := q.ShrinkUpload(ctx, db.ShrinkUploadParams{ClinicID: c.ClinicID, CaseID: c.CaseID, Bytes: c.Size}); err != nil {
				return db.Err(err, op)
			}
		}
		return nil
	})
}

// sound refuses everything after the disk failed under this process.
func (a *API) sound() error {
	select {
	case <-a.db.Broken():
		return errs.E(errs.Unreachable, "serve", "The service has stopped: its disk did not keep what it was given. What was acknowledged is kept. Try again in a few minutes.")
	default:
		return nil
	}
}
