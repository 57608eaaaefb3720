package vault

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"

	"oso/internal/errs"
	"oso/internal/seal"
)

// ahead is how many chunks are opened before they are asked for: one keeps a
// second core busy, and what more would lie ready no cache would hold.
const ahead = 1

// Reader gives a record's original bytes. Only the chunks that are needed are
// opened; a chunk that does not open gives an error of kind Damaged and none
// of its bytes. It reads, seeks, reads at an offset (io.ReaderAt) and writes
// itself to another (io.WriterTo). It is safe for several goroutines, but
// Read and Seek share one offset.
type Reader struct {
	Record Record

	v  *Vault
	st *setState
	db *recordDB

	strict bool // compare each chunk's hash, too: verify

	mu     sync.Mutex
	off    int64
	cache  map[int]*opening
	spare  []*[]byte // buffers to open chunks in, wiped at Close
	closed bool
}

// opening is a chunk that is open, or about to be.
type opening struct {
	done  chan struct{}
	buf   *[]byte // what plain lies in
	plain []byte
	err   error
}

// buffer gives room for a chunk. Called with mu held.
func (r *Reader) buffer() *[]byte {
	n := len(r.spare)
	if n == 0 {
		return r.v.buffers.Get().(*[]byte)
	}
	b := r.spare[n-1]
	r.spare = r.spare[:n-1]
	return b
}

// OpenRecord opens a record for reading. What its row says is read into row,
// too, where that is not nil. Close it when done. Lock does not reach into an
// open reader's buffers, but ends its reading.
func (v *Vault) OpenRecord(ctx context.Context, id SetID, record RecordID, row any) (*Reader, error) {
	var r Record
	err := v.View(ctx, id, func(tx *Tx) error {
		raw, err := Get[json.RawMessage](tx, KindRecord, string(record))
		if err != nil {
			return err
		}
		if err = json.Unmarshal(raw.Value, &r); err == nil && row != nil {
			err = json.Unmarshal(raw.Value, row)
		}
		if err != nil {
			return damaged("record", err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	st, err := v.state(id)
	if err != nil {
		return nil, err
	}
	if want := (r.Bytes + seal.ChunkSize - 1) / seal.ChunkSize; int64(len(r.Chunks)) != max(want, 1) {
		return nil, damaged("record", errors.New("size and chunks do not fit"))
	}
	db, err := v.openRecords(st.file, false)
	if err != nil {
		return nil, err
	}
	return &Reader{Record: r, v: v, st: st, db: db, cache: map[int]*opening{}}, nil
}

// Size is how many bytes the record has.
func (r *Reader) Size() int64 { return r.Record.Bytes }

// Read implements io.Reader.
func (r *Reader) Read(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	n, err := r.readAt(p, r.off, true)
	r.off += int64(n)
	return n, err
}

// Seek implements io.Seeker.
func (r *Reader) Seek(offset int64, whence int) (int64, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch whence {
	case io.SeekCurrent:
		offset += r.off
	case io.SeekEnd:
		offset += r.Record.Bytes
	}
	if offset < 0 {
		return r.off, errs.Wrap(errors.New("seek before the start"), errs.Internal, "read record", "")
	}
	r.off = offset
	return offset, nil
}

// ReadAt implements io.ReaderAt.
func (r *Reader) ReadAt(p []byte, off int64) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if off < 0 {
		return 0, errs.Wrap(errors.New("read before the start"), errs.Internal, "read record", "")
	}
	total := 0
	for total < len(p) {
		n, err := r.readAt(p[total:], off+int64(total), false)
		total += n
		if err != nil {
			return total, err
		}
	}
	return total, nil
}

// WriteTo implements io.WriterTo: from the offset to the end, with the next
// chunks opened on other cores in the meantime.
func (r *Reader) WriteTo(w io.Writer) (int64, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var total int64
	for r.off < r.Record.Bytes {
		plain, err := r.chunk(int(r.off/seal.ChunkSize), true)
		if err != nil {
			return total, err
		}
		n, err := w.Write(plain[r.off%seal.ChunkSize:])
		total += int64(n)
		r.off += int64(n)
		if err != nil {
			return total, err
		}
	}
	return total, nil
}

// Close lets go of the record's file and wipes the buffers.
func (r *Reader) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil
	}
	r.closed = true
	for _, o := range r.cache {
		<-o.done
		r.spare = append(r.spare, o.buf)
	}
	for _, b := range r.spare {
		clear((*b)[:cap(*b)])
		r.v.buffers.Put(b)
	}
	r.cache, r.spare = nil, nil
	r.v.releaseRecords(r.db)
	return nil
}

// readAt reads from one chunk. Called with mu held.
func (r *Reader) readAt(p []byte, off int64, inOrder bool) (int, error) {
	if off >= r.Record.Bytes {
		return 0, io.EOF
	}
	if len(p) == 0 {
		return 0, nil
	}
	plain, err := r.chunk(int(off/seal.ChunkSize), inOrder)
	if err != nil {
		return 0, err
	}
	return copy(p, plain[off%seal.ChunkSize:]), nil
}

// chunk gives an opened chunk; it is good until the next call. Called with mu
// held.
func (r *Reader) chunk(idx int, inOrder bool) ([]byte, error) {
	if r.closed {
		return nil, errs.Wrap(fs.ErrClosed, errs.Internal, "read record", "")
	}
	if r.v.Locked() {
		return nil, errs.E(errs.VaultLocked, "read record", "The vault is locked. What was saved is kept. Unlock it to go on.")
	}
	last := idx
	if inOrder {
		last = min(idx+ahead, len(r.Record.Chunks)-1)
	}
	for have, o := range r.cache {
		if have >= idx && have <= last {
			continue
		}
		select {
		case <-o.done:
			delete(r.cache, have)
			r.spare = append(r.spare, o.buf)
		default: // still being opened; taken out the next time
		}
	}
	for i := last; i >= idx; i-- { // those beside first: they run while this one is opened here
		if r.cache[i] != nil {
			continue
		}
		o := &opening{done: make(chan struct{}), buf: r.buffer()}
		r.cache[i] = o
		if i > idx {
			go r.open(o, i)
		} else {
			r.open(o, i)
		}
	}
	o := r.cache[idx]
	<-o.done
	if o.err != nil {
		delete(r.cache, idx) // a disk may answer the next time
		r.spare = append(r.spare, o.buf)
	}
	return o.plain, o.err
}

// open reads and opens one chunk.
func (r *Reader) open(o *opening, idx int) {
	defer close(o.done)
	defer func() {
		if errs.Is(o.err, errs.Damaged) && !r.listed() {
			o.err = errs.E(errs.NotFound, "read record", "This record was taken away while it was read. Go back to the list and choose again.")
		}
	}()
	o.err = r.db.sealed(r.Record.ID, idx, func(b []byte) error {
		if r.strict && seal.HashChunk(b) != r.Record.Chunks[idx].Hash {
			return damaged("chunk", fmt.Errorf("chunk %d is not the one that was stored", idx))
		}
		plain, err := r.st.chunks.OpenChunk((*o.buf)[:0], b, r.place(idx))
		if err != nil {
			return err
		}
		if want := min(r.Record.Bytes-int64(idx)*seal.ChunkSize, seal.ChunkSize); int64(len(plain)) != want {
			return damaged("chunk", fmt.Errorf("chunk %d has not its size", idx))
		}
		o.plain = plain
		return nil
	})
}

// listed tells whether the record is still in the set.
func (r *Reader) listed() bool {
	r.v.mu.RLock()
	defer r.v.mu.RUnlock()
	_, ok := r.st.records[rowKey{KindRecord, string(r.Record.ID)}]
	return ok
}

func (r *Reader) place(idx int) seal.ChunkPlace {
	return seal.ChunkPlace{Case: string(r.st.id), Record: string(r.Record.ID), Index: uint32(idx), Last: idx == len(r.Record.Chunks)-1}
}

// Copy writes the whole record to w and compares its SHA-256 with the one
// that was taken when it came in. On an error of kind Damaged what w got must
// not be used. row is as in OpenRecord.
func (v *Vault) Copy(ctx context.Context, w io.Writer, id SetID, record RecordID, row any) error {
	r, err := v.OpenRecord(ctx, id, record, row)
	if err != nil {
		return err
	}
	defer r.Close()
	return r.copyTo(w)
}

func (r *Reader) copyTo(w io.Writer) error {
	sum := sha256.New()
	if _, err := r.WriteTo(io.MultiWriter(w, sum)); err != nil {
		return err
	}
	if hex.EncodeToString(sum.Sum(nil)) != r.Record.SHA256 {
		return damaged("record", errors.New("SHA-256 differs"))
	}
	return nil
}
