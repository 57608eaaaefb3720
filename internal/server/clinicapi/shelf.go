package clinicapi

import (
	"context"
	"database/sql"
	"sync"

	"oso/internal/server/db"
)

// shelf writes where the chunks of packs are. Packs of several connections
// that are on the disk at the same time get their rows in one transaction: the
// database has one writer, and each commit waits for the disk. No pack is
// answered before the commit with its rows.
type shelf struct {
	db *db.DB

	mu      sync.Mutex
	waiting []*shelved
	busy    bool // somebody writes, and will look here again
}

// shelved is one pack's rows on their way.
type shelved struct {
	desk string
	rows []db.InsertChunkParams
	used bool // a row was new: its blob is named
	err  error
	done chan struct{}
}

// put writes the rows of one pack and tells whether any was new. It is not
// given up halfway: others may be in the same transaction.
func (s *shelf) put(desk string, rows []db.InsertChunkParams) (used bool, err error) {
	p := &shelved{desk: desk, rows: rows, done: make(chan struct{})}
	s.mu.Lock()
	s.waiting = append(s.waiting, p)
	begin := !s.busy
	s.busy = true
	s.mu.Unlock()
	if begin {
		go s.write()
	}
	<-p.done
	return p.used, p.err
}

// write takes what waits until nothing does.
func (s *shelf) write() {
	for {
		s.mu.Lock()
		group := s.waiting
		s.waiting, s.busy = nil, len(group) > 0
		s.mu.Unlock()
		if len(group) == 0 {
			return
		}
		err := s.commit(group)
		for _, p := range group {
			if p.err = err; err != nil && len(group) > 1 && !db.Unsure(err) {
				// One pack that cannot be written must not keep out the others.
				p.err = s.commit([]*shelved{p})
			}
			close(p.done)
		}
	}
}

func (s *shelf) commit(group []*shelved) error {
	ctx := context.Background()
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		for _, p := range group {
			p.used = false
			if err := takesPacks(ctx, q, p.rows); err != nil {
				return err
			}
			fresh := map[string]*db.GrowUploadParams{} // by case: of one, as a rule
			for _, row := range p.rows {
				n, err := q.InsertChunk(ctx, row)
				if err != nil {
					return db.Err(err, "store pack")
				}
				if n == 0 {
					continue
				}
				p.used = true
				u := fresh[row.CaseID]
				if u == nil {
					u = &db.GrowUploadParams{ClinicID: row.ClinicID, CaseID: row.CaseID, DeviceID: p.desk, Now: row.ReceivedAt}
					fresh[row.CaseID] = u
				}
				u.Bytes += row.Size
			}
			for _, u := range fresh {
				if err := q.GrowUpload(ctx, *u); err != nil {
					return db.Err(err, "store pack")
				}
			}
		}
		return nil
	})
}

// takesPacks asks once more, where nothing else can come in between: a case may
// have been erased while the pack was on its way, and nothing comes after that.
func takesPacks(ctx context.Context, q *db.Queries, rows []db.InsertChunkParams) error {
	n, err := q.CountErased(ctx, rows[0].CaseID) // a pack is of one case
	if err == nil && n > 0 {
		return erased()
	}
	return db.Err(err, "store pack")
}
