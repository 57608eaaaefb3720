package vault

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"reflect"
	"slices"

	"oso/internal/errs"
	"oso/internal/seal"
)

// BatchOptions of a Batch. The zero value compresses where that helps.
type BatchOptions struct {
	NoCompress bool // chunks are stored as they are
}

// Batch adds records to one set. Many records go through one Batch: their
// bytes are sealed and stored behind the caller's back while it reads on, and
// Commit makes all finished records last together. One Batch for a set at a
// time; its methods and its writers are for one goroutine.
type Batch struct {
	v     *Vault
	st    *setState
	pipe  *pipe
	open  *Writer
	ready []*Writer  // finished, not committed
	gone  []RecordID // to be deleted at Close
	shut  bool
}

// NewBatch begins adding records to the set. Close it in every case.
func (v *Vault) NewBatch(ctx context.Context, id SetID, o BatchOptions) (*Batch, error) {
	st, err := v.state(id)
	if err != nil {
		return nil, err
	}
	v.mu.Lock()
	if v.batches[id] {
		v.mu.Unlock()
		return nil, errs.E(errs.Conflict, "add records", "Records are being added to this "+v.layout.noun+" already. Nothing was changed. Wait until that is done, or stop it.")
	}
	v.batches[id] = true
	v.mu.Unlock()
	b := &Batch{v: v, st: st}
	if err := b.start(ctx, o); err != nil {
		v.endBatch(id)
		return nil, err
	}
	return b, nil
}

func (b *Batch) start(ctx context.Context, o BatchOptions) error {
	// The note must last before the first chunk does: a crash between chunks
	// and rows leaves chunks that only the note leads to.
	err := b.v.Update(ctx, "", func(tx *Tx) error { return tx.mark(b.st.id) })
	if err != nil {
		return err
	}
	r, err := b.v.openRecords(b.st.file, true)
	if err != nil {
		return err
	}
	b.pipe = newPipe(r, b.st, !o.NoCompress)
	return nil
}

func (v *Vault) endBatch(id SetID) {
	v.mu.Lock()
	delete(v.batches, id)
	v.mu.Unlock()
}

// Adding tells whether records are being added to the set just now.
func (v *Vault) Adding(id SetID) bool {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.batches[id]
}

// NewRecord begins a record. The one before must be finished or discarded.
func (b *Batch) NewRecord() (*Writer, error) {
	if b.shut || b.open != nil {
		return nil, errs.Wrap(errors.New("batch is closed or has a record open"), errs.Internal, "add record", "")
	}
	w := &Writer{b: b, sum: sha256.New()}
	w.Record.ID = RecordID(newID())
	b.open = w
	return w, nil
}

// Pending tells how many finished records, and how many of their original
// bytes, wait for Commit. Committing every 64 MiB or so loses little speed.
func (b *Batch) Pending() (records int, bytes int64) {
	for _, w := range b.ready {
		bytes += w.Record.Bytes
	}
	return len(b.ready), bytes
}

// Commit acknowledges the finished records: first their chunks are on the
// disk, then their rows, the head and what fn (may be nil) puts, in one
// transaction. If it gives an error, none of them is in the set.
func (b *Batch) Commit(ctx context.Context, fn func(*Tx, []Record) error) error {
	if b.shut || b.open != nil {
		return errs.Wrap(errors.New("batch is closed or has a record open"), errs.Internal, "add records", "")
	}
	if err := b.pipe.flush(); err != nil {
		return err
	}
	err := b.v.Update(ctx, b.st.id, func(tx *Tx) error {
		recs := make([]Record, len(b.ready))
		for i, w := range b.ready {
			w.Record.Chunks = w.refs
			recs[i] = w.Record
			if err := tx.putRecord(w); err != nil {
				return err
			}
		}
		if fn != nil {
			return fn(tx, recs)
		}
		return nil
	})
	if err != nil && !outcomeUnknown(err) {
		for _, w := range b.ready {
			w.forget()
		}
	} // else the rows may come back with the log, and need their chunks: see unmark
	b.ready = nil
	return err
}

// putRecord stores a record's row.
func (tx *Tx) putRecord(w *Writer) error {
	var value any = w.Record
	if w.Row != nil {
		value = w.Row(w.Record)
	}
	b, err := json.Marshal(value)
	if err != nil {
		return errs.Wrap(err, errs.Internal, "save record", "")
	}
	var said Record
	if err := json.Unmarshal(b, &said); err != nil || !reflect.DeepEqual(said, w.Record) {
		return errs.Wrap(errors.New("the row says something else of the record than was stored"), errs.Internal, "save record", "")
	}
	_, err = put(tx, KindRecord, Row[json.RawMessage]{ID: string(w.Record.ID), Value: b})
	return err
}

// Close ends the batch and takes away what was not committed.
func (b *Batch) Close() error {
	if b.shut {
		return nil
	}
	b.shut = true
	if b.open != nil {
		b.gone = append(b.gone, b.open.Record.ID)
	}
	for _, w := range b.ready {
		b.gone = append(b.gone, w.Record.ID)
	}
	b.open, b.ready = nil, nil
	err := b.pipe.close(b.gone)
	b.v.releaseRecords(b.pipe.db)
	b.v.endBatch(b.st.id)
	return err
}

// Writer takes the original bytes of one record. After Close its Record has
// id, size and SHA-256.
type Writer struct {
	Record Record
	// Row gives the value that Commit stores as the record's row: its JSON has
	// all that Record's has, and may say more. nil: the Record alone.
	Row func(Record) any

	b    *Batch
	sum  hash.Hash
	next *job
	idx  uint32
	refs []seal.ChunkRef // filled in by the pipe, in order
	done bool
}

// Write adds bytes. An error says that the batch is lost; what was committed
// before is kept.
func (w *Writer) Write(p []byte) (int, error) {
	n := 0
	for len(p) > 0 {
		room, err := w.room()
		if err != nil {
			return n, err
		}
		k := copy(room, p)
		w.grow(k)
		n += k
		p = p[k:]
	}
	return n, nil
}

// ReadFrom reads r to its end without a copy in between.
func (w *Writer) ReadFrom(r io.Reader) (int64, error) {
	var n int64
	var one [1]byte
	for {
		room, full := one[:], w.next != nil && len(w.next.plain) == seal.ChunkSize
		if !full { // a full chunk waits until another byte shows that it is not the last
			var err error
			if room, err = w.room(); err != nil {
				return n, err
			}
		}
		k, err := r.Read(room)
		if full {
			if _, werr := w.Write(one[:k]); werr != nil {
				return n, werr
			}
		} else {
			w.grow(k)
		}
		n += int64(k)
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
}

// room is where the next bytes go. A full chunk is handed on only when more
// is to come, since the last chunk must be known as the last.
func (w *Writer) room() ([]byte, error) {
	if w.done {
		return nil, errs.Wrap(errors.New("write after close"), errs.Internal, "add record", "")
	}
	if w.next != nil && len(w.next.plain) == seal.ChunkSize {
		if err := w.send(false); err != nil {
			return nil, err
		}
	}
	if w.next == nil {
		w.next = w.b.pipe.job()
	}
	return w.next.plain[len(w.next.plain):seal.ChunkSize], nil
}

func (w *Writer) grow(k int) { w.next.plain = w.next.plain[:len(w.next.plain)+k] }

func (w *Writer) send(last bool) error {
	j := w.next
	w.next = nil
	w.sum.Write(j.plain)
	w.Record.Bytes += int64(len(j.plain))
	j.w, j.place = w, seal.ChunkPlace{Case: string(w.b.st.id), Record: string(w.Record.ID), Index: w.idx, Last: last}
	w.idx++
	return w.b.pipe.send(j)
}

// Close ends the record: nothing more is written to it. It is acknowledged
// only by Commit.
func (w *Writer) Close() error {
	if w.done {
		return nil
	}
	if w.next == nil {
		w.next = w.b.pipe.job() // an empty record has one empty chunk
	}
	if err := w.send(true); err != nil {
		return err
	}
	w.done = true
	w.Record.SHA256 = hex.EncodeToString(w.sum.Sum(nil))
	w.b.open = nil
	w.b.ready = append(w.b.ready, w)
	return nil
}

// Discard drops the record, before or after Close: a duplicate, a broken
// file. After Commit it does nothing: the record is in the set.
func (w *Writer) Discard() {
	if w.next != nil {
		w.b.pipe.free <- w.next
		w.next = nil
	}
	w.done = true
	i := slices.Index(w.b.ready, w)
	if i >= 0 {
		w.b.ready = slices.Delete(w.b.ready, i, i+1)
	}
	if i >= 0 || w.b.open == w {
		w.forget()
	}
	if w.b.open == w {
		w.b.open = nil
	}
}

// forget has the record's chunks deleted, now or at the latest by Close.
func (w *Writer) forget() {
	if w.idx > 0 && !w.b.pipe.forget(w.Record.ID) {
		w.b.gone = append(w.b.gone, w.Record.ID)
	}
}
