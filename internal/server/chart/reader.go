package chart

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/blob"
	"oso/internal/server/db"
)

// Store reads cases: rows and blobs.
type Store struct {
	db    *db.DB
	blobs blob.Store
}

// New reads rows from d and bytes from b.
func New(d *db.DB, b blob.Store) *Store { return &Store{d, b} }

// Source is whose records are read: the clinic that sent them, the case, and its
// opened key.
type Source struct {
	Clinic string
	ID     casefile.CaseID
	Key    *seal.Key
}

// Bytes is a whole item of at most max bytes, checked against its hash.
func (s *Store) Bytes(ctx context.Context, c Source, it deed.Item, max int64) ([]byte, error) {
	if it.Bytes > max {
		return nil, errs.E(errs.TooLarge, "read item", "A part of the case is larger than the service reads. It is kept as it is.")
	}
	r, err := s.Reader(ctx, c, it)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	if seal.SHA256(b) != it.SHA256 {
		return nil, notSigned()
	}
	return b, nil
}

// Copy writes the item's bytes to w and checks them against their hash. After
// an error what was written is not to be used.
func (s *Store) Copy(ctx context.Context, w io.Writer, c Source, it deed.Item) error {
	r, err := s.Reader(ctx, c, it)
	if err != nil {
		return err
	}
	h := sha256.New()
	if _, err := io.Copy(io.MultiWriter(w, h), r); err != nil {
		return err
	}
	if hex.EncodeToString(h.Sum(nil)) != it.SHA256 {
		return notSigned()
	}
	return nil
}

func notSigned() error {
	return errs.E(errs.Damaged, "check item", "A part of the case is not what the physician signed. It is not used. Ask the clinic to send it again.")
}

// Reader gives the item to be read from any place. The reader keeps one chunk in
// memory and is for one goroutine.
func (s *Store) Reader(ctx context.Context, c Source, it deed.Item) (*Reader, error) {
	if err := CheckForm(it); err != nil {
		return nil, err
	}
	return &Reader{ctx: ctx, s: s, c: c, it: it, box: seal.NewBox(c.Key, seal.PurposeChunk), at: -1}, nil
}

// CheckForm tells whether an item has as many chunks as its bytes need.
func CheckForm(it deed.Item) error {
	want := (it.Bytes + seal.ChunkSize - 1) / seal.ChunkSize
	if want == 0 {
		want = 1
	}
	if it.Bytes < 0 || int64(len(it.Chunks)) != want {
		return errs.E(errs.Invalid, "check item", "A part of the case has not as many pieces as its size needs. Nothing of this version was accepted. Seal the case again.")
	}
	return nil
}

// Reader is one item's original bytes.
type Reader struct {
	ctx context.Context
	s   *Store
	c   Source
	it  deed.Item
	box *seal.Box

	pos    int64
	at     int // index of the chunk in plain; -1: none yet
	plain  []byte
	sealed []byte
}

// Size is how long the item is, in bytes.
func (r *Reader) Size() int64 { return r.it.Bytes }

func (r *Reader) Read(p []byte) (int, error) {
	if r.pos >= r.it.Bytes {
		return 0, io.EOF
	}
	if len(p) == 0 {
		return 0, nil
	}
	i := int(r.pos / seal.ChunkSize)
	if err := r.load(i); err != nil {
		return 0, err
	}
	off := int(r.pos % seal.ChunkSize)
	if off >= len(r.plain) {
		return 0, notSigned()
	}
	n := copy(p, r.plain[off:])
	r.pos += int64(n)
	return n, nil
}

// ReadAt implements io.ReaderAt, but for one goroutine, as all of Reader.
func (r *Reader) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, errors.New("read before the beginning")
	}
	n := 0
	for n < len(p) {
		if off >= r.it.Bytes {
			return n, io.EOF
		}
		if err := r.load(int(off / seal.ChunkSize)); err != nil {
			return n, err
		}
		at := int(off % seal.ChunkSize)
		if at >= len(r.plain) {
			return n, notSigned()
		}
		k := copy(p[n:], r.plain[at:])
		n, off = n+k, off+int64(k)
	}
	return n, nil
}

// Seek implements io.Seeker.
func (r *Reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.pos
	case io.SeekEnd:
		offset += r.it.Bytes
	}
	if offset < 0 {
		return r.pos, errors.New("seek before the beginning")
	}
	r.pos = offset
	return offset, nil
}

func (r *Reader) load(i int) error {
	const op = "read chunk"
	if r.at == i {
		return nil
	}
	ref := r.it.Chunks[i]
	row, err := r.s.db.Q().GetChunk(r.ctx, db.GetChunkParams{ClinicID: r.c.Clinic, CaseID: string(r.c.ID), SHA256: ref.Hash.String()})
	if err = db.Err(err, op); errs.Is(err, errs.NotFound) {
		return errs.Wrap(err, errs.Incomplete, op, "A part of the case is not here. Nothing was changed. The clinic's program sends it again.")
	} else if err != nil {
		return err
	}
	r.sealed, err = r.s.blobs.ReadRange(r.ctx, row.BlobKey, row.BlobOffset, row.Size, r.sealed[:0])
	if err != nil {
		return errs.Op(err, op)
	}
	r.at = -1
	r.plain, err = r.box.OpenChunk(r.plain[:0], r.sealed, seal.ChunkPlace{
		Case: string(r.c.ID), Record: string(r.it.Record), Index: uint32(i), Last: i == len(r.it.Chunks)-1,
	})
	if err != nil {
		return err
	}
	r.at = i
	return nil
}
