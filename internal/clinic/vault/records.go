package vault

import (
	"context"
	"errors"
	"fmt"

	"oso/internal/errs"
	"oso/internal/seal"
)

// Record is what the vault knows of a record of a set: its bytes are the chunks
// in their order. The row that holds it may say more, see Writer.Row.
type Record struct {
	ID     RecordID        `json:"record"`
	Bytes  int64           `json:"bytes"`
	SHA256 string          `json:"sha256"` // of the original bytes, in lower-case hex
	Chunks []seal.ChunkRef `json:"chunks"`
}

// Records lists a set's records, see Values.
func (v *Vault) Records(ctx context.Context, id SetID) ([]Record, error) {
	return Values[Record](ctx, v, id, KindRecord)
}

// DeleteRecord takes a record's row out of the set, also a damaged one. Its
// sealed chunks are overwritten once that has lasted; what a crash leaves of
// them goes when the vault is next opened.
func (tx *Tx) DeleteRecord(record RecordID) error {
	if tx.sql == nil || tx.st == nil {
		return errs.Wrap(errors.New("needs Update of a set"), errs.Internal, "delete record", "")
	}
	tx.v.mu.RLock()
	have, err := tx.lookup(tx.st, rowKey{KindRecord, string(record)})
	tx.v.mu.RUnlock()
	switch {
	case err == nil && have == 0:
		return noRow(KindRecord)
	case err != nil && !errs.Is(err, errs.Damaged):
		return err
	}
	if err := tx.mark(tx.st.id); err != nil {
		return err
	}
	tx.gone = append(tx.gone, record)
	return tx.Delete(KindRecord, string(record), 0)
}

// removeChunks overwrites and deletes what is stored of records that are no
// longer in the set, and empties the log of their rows. What it cannot do the
// note in meta has done later.
func (v *Vault) removeChunks(st *setState, gone []RecordID) {
	r, err := v.openRecords(st.file, false)
	if err != nil {
		return
	}
	defer v.releaseRecords(r)
	if r.deleteChunks(gone) == nil {
		_ = v.checkpoint()
	}
}

// Ciphertext reads a set's chunks as they are stored: sealed. It needs no
// key and stays usable while the vault is locked, until Close.
type Ciphertext struct {
	v    *Vault
	file string
}

// Ciphertext gives the handle; take it while the vault is open.
func (v *Vault) Ciphertext(id SetID) (*Ciphertext, error) {
	st, err := v.state(id)
	if err != nil {
		return nil, err
	}
	return &Ciphertext{v, st.file}, nil
}

// Chunk gives one sealed chunk and checks that it is the one that ref names.
func (c *Ciphertext) Chunk(record RecordID, idx int, ref seal.ChunkRef) ([]byte, error) {
	r, err := c.v.openRecords(c.file, false)
	if err != nil {
		return nil, err
	}
	defer c.v.releaseRecords(r)
	var out []byte
	err = r.sealed(record, idx, func(b []byte) error {
		if seal.HashChunk(b) != ref.Hash {
			return damaged("chunk", fmt.Errorf("chunk %d is not the one that was stored", idx))
		}
		out = append([]byte(nil), b...)
		return nil
	})
	return out, err
}

// Append appends one sealed chunk to dst without comparing its hash, for a
// reader that does: the service compares every chunk that comes.
func (c *Ciphertext) Append(dst []byte, record RecordID, idx int, ref seal.ChunkRef) ([]byte, error) {
	r, err := c.v.openRecords(c.file, false)
	if err != nil {
		return dst, err
	}
	defer c.v.releaseRecords(r)
	err = r.sealed(record, idx, func(b []byte) error {
		if len(b) != ref.Size {
			return damaged("chunk", fmt.Errorf("chunk %d has not its size", idx))
		}
		dst = append(dst, b...)
		return nil
	})
	return dst, err
}
