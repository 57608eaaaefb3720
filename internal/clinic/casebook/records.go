package casebook

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/vault"
	"oso/internal/deed"
	"oso/internal/dicom"
	"oso/internal/errs"
	"oso/internal/seal"
)

// Record is one stored record of a case. The embedded item is what a manifest
// lists; Batch sets Record, Bytes, SHA256 and Chunks, the caller the rest.
type Record struct {
	deed.Item
	Added time.Time       `json:"added"`
	Meta  json.RawMessage `json:"meta,omitempty"` // what the importer found out; not sent
	// Where the frames of an image lie, and what lists of images say of it; not
	// sent. Nil where there is none, and in rows from before it was kept.
	Frames *dicom.Image `json:"frames,omitempty"`
}

// stored is what the vault knows of the record.
func (r *Record) stored() vault.Record {
	return vault.Record{ID: vault.RecordID(r.Record), Bytes: r.Bytes, SHA256: r.SHA256, Chunks: r.Chunks}
}

// store takes over what the vault knows of the record.
func (r *Record) store(s vault.Record) {
	r.Record, r.Bytes, r.SHA256, r.Chunks = casefile.RecordID(s.ID), s.Bytes, s.SHA256, s.Chunks
}

// Record reads a record's row.
func (v *Vault) Record(ctx context.Context, id casefile.CaseID, record casefile.RecordID) (Record, error) {
	var r Row[Record]
	err := v.View(ctx, id, func(tx *Tx) (err error) {
		r, err = Get[Record](tx, KindRecord, string(record))
		return err
	})
	return r.Value, err
}

// Records lists a case's records. Where some are damaged it gives the others
// and an error of kind Damaged.
func (v *Vault) Records(ctx context.Context, id casefile.CaseID) ([]Record, error) {
	return vault.Values[Record](ctx, v.Vault, vault.SetID(id), KindRecord)
}

// DeleteRecord takes a record's row out of the case, also a damaged one. Its
// sealed chunks are overwritten once that has lasted.
func DeleteRecord(tx *Tx, record casefile.RecordID) error {
	r, err := Get[Record](tx, KindRecord, string(record))
	if errs.Is(err, errs.NotFound) {
		return err
	}
	if err == nil {
		tx.Head().Records--
		tx.Head().Bytes -= r.Value.Bytes
	}
	return tx.DeleteRecord(vault.RecordID(record))
}

// Reader gives a record's original bytes, see vault.Reader.
type Reader struct {
	*vault.Reader
	Record Record
}

// OpenRecord opens a record for reading. Close it when done.
func (v *Vault) OpenRecord(ctx context.Context, id casefile.CaseID, record casefile.RecordID) (*Reader, error) {
	r := &Reader{}
	var err error
	if r.Reader, err = v.Vault.OpenRecord(ctx, vault.SetID(id), vault.RecordID(record), &r.Record); err != nil {
		return nil, err
	}
	return r, nil
}

// Copy writes the whole record to w and compares its SHA-256 with the one
// that was taken when it came in. On an error of kind Damaged what w got must
// not be used.
func (v *Vault) Copy(ctx context.Context, w io.Writer, id casefile.CaseID, record casefile.RecordID) (Record, error) {
	var r Record
	err := v.Vault.Copy(ctx, w, vault.SetID(id), vault.RecordID(record), &r)
	return r, err
}

// Ciphertext reads a case's chunks as they are stored: sealed. It needs no
// key and stays usable while the vault is locked, until Close.
type Ciphertext struct{ c *vault.Ciphertext }

// Ciphertext gives the handle; take it while the vault is open.
func (v *Vault) Ciphertext(id casefile.CaseID) (*Ciphertext, error) {
	c, err := v.Vault.Ciphertext(vault.SetID(id))
	if err != nil {
		return nil, err
	}
	return &Ciphertext{c}, nil
}

// Chunk gives one sealed chunk and checks that it is the one that ref names.
func (c *Ciphertext) Chunk(record casefile.RecordID, idx int, ref seal.ChunkRef) ([]byte, error) {
	return c.c.Chunk(vault.RecordID(record), idx, ref)
}

// Append appends one sealed chunk to dst without comparing its hash, for a
// reader that does: the service compares every chunk that comes.
func (c *Ciphertext) Append(dst []byte, record casefile.RecordID, idx int, ref seal.ChunkRef) ([]byte, error) {
	return c.c.Append(dst, vault.RecordID(record), idx, ref)
}
