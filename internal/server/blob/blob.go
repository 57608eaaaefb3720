// Package blob keeps opaque bytes by key, in a folder or in a bucket of an
// S3-compatible storage: ciphertext that is written once, read in pieces and
// deleted whole.
//
// It promises that a Put which returned nil survives a power cut, that nobody
// ever reads half a blob, and that a full disk leaves nothing behind. It knows
// nothing of what the bytes are, seals nothing and checks no hash: that is for
// the callers, who have the rows that name the keys.
package blob

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"

	"oso/internal/casefile"
	"oso/internal/errs"
)

// Store keeps blobs. Both kinds pass one suite (suite_test.go). Safe for many
// goroutines.
//
// A key is lower-case letters, digits and hyphens in parts joined by slashes,
// the last part at least three long; everything answers Invalid otherwise.
// What cannot be reached is Unreachable or Internal, and safe to be asked again.
type Store interface {
	// Put stores b under key, in place of what was there. When it returns nil, b
	// is durable. Kind DiskFull where there is no room. After an error the key
	// has what it had before, or b whole: never a part.
	Put(ctx context.Context, key string, b []byte) error
	// Get is the whole blob; NotFound where there is none.
	Get(ctx context.Context, key string) ([]byte, error)
	// ReadRange appends size bytes from offset to buf and returns it; a buf with
	// room saves an allocation. Damaged where the blob is shorter than asked for,
	// NotFound where there is none.
	ReadRange(ctx context.Context, key string, offset, size int64, buf []byte) ([]byte, error)
	// Delete removes the blob for good; a key without one is no error.
	Delete(ctx context.Context, key string) error
	// Keys calls fn with every key and size, in no promised order, until fn
	// returns an error: for backup, and for the sweep of blobs that no row names.
	Keys(ctx context.Context, fn func(key string, size int64) error) error
}

// Dial opens what address names: s3://... is a bucket (see openS3), file: and a
// path, or a path alone, a folder. env gives a bucket's credentials. It writes
// nothing; see Try.
func Dial(ctx context.Context, address string, env func(string) string) (Store, error) {
	if strings.HasPrefix(address, "s3://") {
		return openS3(ctx, address, env)
	}
	if scheme, _, ok := strings.Cut(address, "://"); ok {
		return nil, errs.E(errs.Invalid, "open blobs", "The service does not know this kind of storage ("+scheme[:min(len(scheme), 20)]+"). Nothing was opened or changed. Give --blobs s3://BUCKET or file:PATH.")
	}
	return Beside(strings.TrimPrefix(address, "file:")), nil
}

// Try finds out whether the service may do in a storage all that it will have to,
// before anybody hangs on it: it writes a blob, reads it, lists and deletes it.
func Try(ctx context.Context, s Store) (err error) {
	key, probe := "probe/"+casefile.NewID(), []byte("May the service write, read, list and delete here?")
	defer func() {
		if err != nil && !errs.Is(err, errs.Unreachable) && !errs.Is(err, errs.DiskFull) {
			err = MayNot(err)
		}
	}()
	if err := s.Put(ctx, key, probe); err != nil {
		return err
	}
	got, err := s.Get(ctx, key)
	if err == nil && !bytes.Equal(got, probe) {
		err = errors.New("other bytes came back")
	}
	enough := errors.New("one is enough")
	if e := s.Keys(ctx, func(string, int64) error { return enough }); !errors.Is(e, enough) {
		err = errors.Join(err, e, errors.New("nothing is listed"))
	}
	return errors.Join(err, s.Delete(ctx, key))
}

// MayNot is the error of a storage that refuses what the service has to do in it,
// for whoever starts the service.
func MayNot(err error) error {
	return errs.Wrap(err, errs.Refused, "open blobs", "The storage is not there, or the service may not write, read, list and delete in it. Nothing was changed. Check --blobs, the credentials, and what they are allowed.")
}

// unsure marks the error of a folder's sync.
type unsure struct{ error }

func (u unsure) Unwrap() error { return u.error }

// Unsure tells whether err is one after which nobody knows what the disk
// holds: the system may have dropped what it could not write. Whoever
// acknowledges has to stop, and begin anew from what can be read.
func Unsure(err error) bool {
	var u unsure
	return errors.As(err, &u)
}

func checkKey(key string) error {
	parts := strings.Split(key, "/")
	for _, p := range parts {
		if p == "" || strings.Trim(p, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return badKey()
		}
	}
	if len(parts[len(parts)-1]) < 3 || len(key) > 200 || parts[0] == "tmp" {
		return badKey()
	}
	return nil
}

func badKey() error {
	return errs.E(errs.Invalid, "name blob", "Stored data cannot have this name. Nothing was changed.")
}

func badRange() error {
	return errs.E(errs.Invalid, "read blob", "This part of the stored data cannot be named. Nothing was changed.")
}

func shorter() error {
	return errs.Wrap(io.ErrUnexpectedEOF, errs.Damaged, "read blob", "Stored data is shorter than it was. The rest of the service is usable; restore this part from a backup.")
}

func notThere(err error, op string) error {
	return errs.Wrap(err, errs.NotFound, op, "This stored data is not here, or no longer.")
}

func noRoom(err error, op string) error {
	return errs.Wrap(err, errs.DiskFull, op, "The service has no room left. What was acknowledged is kept; this was not stored. Try again later.")
}

func stopped(err error, op string) error {
	return errs.Wrap(err, errs.Canceled, op, "This was stopped. What was stored before is kept.")
}
