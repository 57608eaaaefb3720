package vault

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"oso/internal/errs"
	"oso/internal/seal"
)

// AddSealed adds a record whose chunks were sealed under this set's key
// elsewhere: in another vault. rec is complete; row is as Writer.Row; next gives
// the sealed chunk of an index. Every chunk is opened and compared with rec
// before it counts, and stored as it came. Like all records of the batch it
// is acknowledged by Commit. Kinds: Damaged, Conflict (the record is here).
//
// No act of the program brings a case from another workstation yet; with NewSet's
// ID and Key it is what keeps the frozen format able to (chunks are bound to case
// and record, not to a vault), and tests hold that.
func (b *Batch) AddSealed(rec Record, row func(Record) any, next func(idx int) ([]byte, error)) error {
	w, err := b.NewRecord()
	if err != nil {
		return err
	}
	w.Record, w.Row = rec, row
	if err := w.receive(next); err != nil {
		w.Discard()
		return err
	}
	w.done = true
	b.open = nil
	b.ready = append(b.ready, w)
	return nil
}

func (w *Writer) receive(next func(int) ([]byte, error)) error {
	b := w.b
	b.v.mu.RLock()
	_, there := b.st.records[rowKey{KindRecord, string(w.Record.ID)}]
	b.v.mu.RUnlock()
	if there {
		return errs.E(errs.Conflict, "receive record", "This record is here already. Nothing was changed.")
	}
	sum, size := sha256.New(), int64(0)
	for idx, ref := range w.Record.Chunks {
		sealed, err := next(idx)
		if err != nil {
			return err
		}
		if len(sealed) > seal.MaxSealedChunk || len(sealed) != ref.Size || seal.HashChunk(sealed) != ref.Hash {
			return damaged("received chunk", fmt.Errorf("chunk %d is not the one that was named", idx))
		}
		j := b.pipe.job()
		j.w, j.ref = w, ref
		j.place = seal.ChunkPlace{Case: string(b.st.id), Record: string(w.Record.ID), Index: uint32(idx), Last: idx == len(w.Record.Chunks)-1}
		j.out = append(j.out[:0], sealed...)
		j.plain, err = b.st.chunks.OpenChunk(j.plain[:0], sealed, j.place)
		if err != nil {
			b.pipe.free <- j
			return err
		}
		w.idx++
		sum.Write(j.plain)
		size += int64(len(j.plain))
		if err := b.pipe.sendSealed(j); err != nil {
			return err
		}
	}
	if size != w.Record.Bytes || hex.EncodeToString(sum.Sum(nil)) != w.Record.SHA256 {
		return damaged("received record", errors.New("size or SHA-256 differs"))
	}
	return nil
}
