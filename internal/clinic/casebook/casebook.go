// Package casebook reads and writes a vault as a clinic's cases: which kinds of
// rows a case and a desk have, what each of them holds, and what a list shows.
//
// It promises that whoever works on a case (draft, importer, syncer, opinion,
// the programs) meets rows that mean the same to all of them. How rows and
// records are sealed, kept and verified is the vault's; what may be done with a
// case is its users'.
package casebook

import (
	"context"

	"oso/internal/casefile"
	"oso/internal/clinic/vault"
)

// The vault, as it is read here.
type (
	Vault      = vault.Vault
	Tx         = vault.Tx
	Kind       = vault.Kind
	User       = vault.User
	Batch      = vault.Batch
	Reader     = vault.Reader
	Ciphertext = vault.Ciphertext
	Damage     = vault.Damage
	Report     = vault.Report
	Head       = vault.Head
	NewCase    = vault.NewCase
	Record     = vault.Record
	Tombstone  = vault.Tombstone

	Server       = vault.Server
	OpinionState = vault.OpinionState
)

// Row is one stored value, with the version that it has.
type Row[T any] = vault.Row[T]

// Get reads one row. The error's kind is NotFound or Damaged.
func Get[T any](tx *Tx, kind Kind, id string) (Row[T], error) { return vault.Get[T](tx, kind, id) }

// List reads all rows of a kind, in the order of their ids. Where some are
// damaged it gives the others and an error of kind Damaged.
func List[T any](tx *Tx, kind Kind) ([]Row[T], error) { return vault.List[T](tx, kind) }

// Put stores the value and gives the row's new version. The row's Version
// must be the one that was read, 0 for a new row: else the error's kind is
// Conflict and nothing is changed.
func Put[T any](tx *Tx, kind Kind, row Row[T]) (int64, error) {
	version, err := vault.Put(tx, kind, row)
	if err != nil {
		return 0, err
	}
	// The head says which version was sealed and which received, so that sending
	// reads no case that has nothing to send.
	switch value := any(row.Value).(type) {
	case SealedVersion:
		h := tx.Head()
		h.SealedVersion = max(h.SealedVersion, value.Version)
	case ReceiptRow:
		h := tx.Head()
		if r := value.Receipt; r.Version >= h.ReceivedVersion || r.Epoch != h.ReceivedEpoch {
			h.ReceivedVersion, h.ReceivedEpoch = r.Version, r.Epoch
		}
	}
	return version, nil
}

// Memo gives what fn derives from the case's rows of these kinds and from
// nothing else, and remembers it until one of them changes.
func Memo[T any](tx *Tx, name string, kinds []Kind, fn func() (T, error)) (T, error) {
	return vault.Memo(tx, name, kinds, fn)
}

// ServerID is the id of the one Server row.
const ServerID = vault.ServerID

// ReadServer reads the Server row; the error's kind is NotEnrolled before
// there is one.
func ReadServer(tx *Tx) (Server, error) { return vault.ReadServer(tx) }

// DeleteRecord takes a record's row out of the case, also a damaged one.
func DeleteRecord(tx *Tx, record casefile.RecordID) error { return vault.DeleteRecord(tx, record) }

// ChangeRecord lets fn change what a record's row says beside its bytes.
func ChangeRecord(tx *Tx, record casefile.RecordID, fn func(*Record)) error {
	return vault.ChangeRecord(tx, record, fn)
}

// Open opens the vault in dir, as vault.Open does.
func Open(ctx context.Context, dir string, o vault.OpenOptions) (*Vault, error) {
	return vault.Open(ctx, dir, o)
}

// Recover opens the vault in dir with its recovery kit, as vault.Recover does.
func Recover(ctx context.Context, dir string, o vault.RecoverOptions) (vault.Recovered, error) {
	return vault.Recover(ctx, dir, o)
}

// Peek reads who uses the vault in dir, as vault.Peek does.
func Peek(dir string) ([]User, error) { return vault.Peek(dir) }
