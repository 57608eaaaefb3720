package vault

import (
	"database/sql"
	"runtime"
	"sync"
	"time"

	"oso/internal/seal"
)

const (
	// maxTransaction is how much sealed data one transaction of a record
	// database takes: more is no faster.
	maxTransaction = 64 << 20
	// maxHold is how long a transaction may stay open while the caller is
	// slow: readers of the same set wait for it.
	maxHold = time.Second / 4
	// yieldAt is how much is stored before a waiting reader gets its turn.
	yieldAt = 4 << 20
	// jobs is how many chunks are on their way at once; each holds two buffers
	// of 1 MiB.
	jobs = 6
)

// job is one chunk on its way from the writer to the database.
type job struct {
	w     *Writer
	place seal.ChunkPlace
	plain []byte
	out   []byte
	ref   seal.ChunkRef
	ready chan struct{}
	flush chan error // not nil: commit and answer, no chunk
	drop  RecordID   // not empty: delete what came of this record, no chunk
}

// pipe seals chunks on all cores and stores them in their order. Errors stick:
// after the first one nothing is stored.
type pipe struct {
	db       *recordDB
	box      *seal.Box
	compress bool

	free  chan *job // buffers nobody uses
	work  chan *job // to be sealed
	order chan *job // to be stored, in this order
	done  sync.WaitGroup

	mu  sync.Mutex
	err error
}

func newPipe(db *recordDB, st *setState, compress bool) *pipe {
	p := &pipe{db: db, box: st.chunks, compress: compress,
		free: make(chan *job, jobs), work: make(chan *job, jobs), order: make(chan *job, jobs+1)}
	for range jobs {
		p.free <- &job{ready: make(chan struct{}, 1)}
	}
	for range max(2, runtime.GOMAXPROCS(0)) {
		p.done.Add(1)
		go p.seal()
	}
	p.done.Add(1)
	go p.store()
	return p
}

// job waits for a free buffer.
func (p *pipe) job() *job {
	j := <-p.free
	if j.plain == nil {
		j.plain = make([]byte, 0, seal.ChunkSize)
		j.out = make([]byte, 0, seal.MaxSealedChunk)
	}
	j.plain = j.plain[:0]
	return j
}

func (p *pipe) send(j *job) error {
	if err := p.failed(); err != nil {
		p.free <- j
		return err
	}
	p.order <- j
	p.work <- j
	return nil
}

// sendSealed stores a chunk that is sealed already.
func (p *pipe) sendSealed(j *job) error {
	if err := p.failed(); err != nil {
		p.free <- j
		return err
	}
	j.ready <- struct{}{}
	p.order <- j
	return nil
}

// forget deletes what was stored of a record so far. It tells whether that
// can be relied on.
func (p *pipe) forget(record RecordID) bool {
	if p.failed() != nil {
		return false
	}
	p.order <- &job{drop: record}
	return true
}

// flush waits until everything sent is committed.
func (p *pipe) flush() error {
	answer := make(chan error, 1)
	p.order <- &job{flush: answer}
	return <-answer
}

// close ends the goroutines and deletes the records that nobody wants.
func (p *pipe) close(gone []RecordID) error {
	p.flush()
	close(p.work)
	close(p.order)
	p.done.Wait()
	if len(gone) == 0 {
		return nil
	}
	return p.db.deleteChunks(gone)
}

func (r *recordDB) deleteChunks(gone []RecordID) error {
	r.gate.Lock()
	defer r.gate.Unlock()
	tx, err := r.db.Begin()
	if err != nil {
		return dbErr(err, "remove chunks")
	}
	defer tx.Rollback()
	for _, id := range gone {
		if _, err := tx.Exec("DELETE FROM chunks WHERE record = ?", string(id)); err != nil {
			return dbErr(err, "remove chunks")
		}
	}
	return dbErr(tx.Commit(), "remove chunks")
}

func (p *pipe) failed() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.err
}

func (p *pipe) fail(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err == nil {
		p.err = err
	}
}

func (p *pipe) seal() {
	defer p.done.Done()
	for j := range p.work {
		if j.out = p.box.SealChunk(j.out[:0], j.plain, j.place, p.compress); j.out == nil {
			p.fail(lockedErr()) // before store looks
		}
		j.ref = seal.ChunkRef{Hash: seal.HashChunk(j.out), Size: len(j.out)}
		j.ready <- struct{}{}
	}
}

// store is the one goroutine that writes. It commits when the transaction is
// full, has been open for long, or when flush asks.
func (p *pipe) store() {
	defer p.done.Done()
	s := storing{db: p.db}
	defer s.rollback()
	hold := time.NewTimer(maxHold)
	defer hold.Stop()
	for {
		select {
		case j, ok := <-p.order:
			if !ok {
				return
			}
			if s.tx == nil {
				hold.Reset(maxHold)
			}
			p.take(&s, j)
		case <-hold.C:
			if err := s.commit(); err != nil {
				p.fail(err)
			}
		}
	}
}

func (p *pipe) take(s *storing, j *job) {
	if j.flush != nil {
		err := p.failed()
		if err == nil {
			if err = s.commit(); err != nil {
				p.fail(err)
			}
		}
		j.flush <- err
		return
	}
	if j.drop != "" {
		if p.failed() == nil {
			if err := s.forget(j.drop); err != nil {
				s.rollback()
				p.fail(err)
			}
		}
		return
	}
	<-j.ready
	if p.failed() == nil {
		err := s.insert(j)
		if err == nil && (s.size >= maxTransaction || s.size >= yieldAt && p.db.waiting.Load() > 0) {
			err = s.commit()
		}
		if err != nil {
			s.rollback()
			p.fail(err)
		}
	}
	j.w.refs = append(j.w.refs, j.ref)
	j.w = nil
	p.free <- j
}

// storing is the transaction under way.
type storing struct {
	db   *recordDB
	tx   *sql.Tx
	put  *sql.Stmt
	size int
}

func (s *storing) begin() (err error) {
	if s.tx != nil {
		return nil
	}
	s.db.gate.Lock()
	if s.tx, err = s.db.db.Begin(); err != nil {
		s.db.gate.Unlock()
		return dbErr(err, "store chunk")
	}
	s.put, err = s.tx.Prepare("INSERT INTO chunks (record, idx, sealed) VALUES (?, ?, ?)")
	return dbErr(err, "store chunk")
}

func (s *storing) forget(record RecordID) error {
	if err := s.begin(); err != nil {
		return err
	}
	_, err := s.tx.Exec("DELETE FROM chunks WHERE record = ?", string(record))
	return dbErr(err, "remove chunks")
}

func (s *storing) insert(j *job) error {
	if err := s.begin(); err != nil {
		return err
	}
	s.size += len(j.out)
	_, err := s.put.Exec(j.place.Record, j.place.Index, j.out)
	return dbErr(err, "store chunk")
}

func (s *storing) commit() error {
	if s.tx == nil {
		return nil
	}
	err := s.tx.Commit()
	s.end()
	return dbErr(err, "store chunks")
}

func (s *storing) rollback() {
	if s.tx != nil {
		s.end()
	}
}

// end ends the transaction, whatever came of it, and opens the gate.
func (s *storing) end() {
	s.tx.Rollback() // does nothing after a commit
	s.tx, s.put, s.size = nil, nil, 0
	s.db.gate.Unlock()
}
