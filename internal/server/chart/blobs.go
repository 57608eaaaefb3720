package chart

import (
	"context"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/blob"
)

// Blobs of a case that came about here (an opinion's package, its letters, the
// pictures of its figures) are named by the hash of their ciphertext: one that is
// there is whole, and none is ever replaced.

// Places of blobs. A program of before sweeps opinions/ of what none of its own
// columns names.
const (
	opinions = "opinions/"
	pictures = "pictures/"
)

// PutBlob stores ciphertext and gives its name. It is on the disk when this
// returns; a name that no row comes to hold is swept.
func (s *Store) PutBlob(ctx context.Context, sealed []byte) (string, error) {
	return s.put(ctx, opinions, sealed)
}

func (s *Store) put(ctx context.Context, place string, sealed []byte) (string, error) {
	name := place + seal.SHA256(sealed)
	err := s.blobs.Put(ctx, name, sealed)
	if blob.Unsure(err) {
		s.db.Fail() // nothing may be acknowledged over a disk that did not keep it
	}
	return name, errs.Op(err, "store opinion")
}

// Blob gives what PutBlob stored, or kind Damaged.
func (s *Store) Blob(ctx context.Context, name string) ([]byte, error) {
	const op = "read opinion"
	b, err := s.blobs.Get(ctx, name)
	if err != nil {
		return nil, errs.Op(err, op)
	}
	if sum := seal.SHA256(b); name != opinions+sum && name != pictures+sum {
		return nil, errs.E(errs.Damaged, op, "What is stored of this opinion is not what was released. It is not used. Tell the system administrator.")
	}
	return b, nil
}

// Blob gives one of the case's.
func (c *Case) Blob(ctx context.Context, name string) ([]byte, error) { return c.store.Blob(ctx, name) }

// PutBlob stores one of the case's.
func (c *Case) PutBlob(ctx context.Context, sealed []byte) (string, error) {
	return c.store.PutBlob(ctx, sealed)
}
