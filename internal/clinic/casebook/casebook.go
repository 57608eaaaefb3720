// Package casebook reads and writes a vault as a clinic's cases: which kinds of
// rows a case and a workstation have, what each of them holds, what a list shows, and
// whom the workstation believes.
//
// It promises that whoever works on a case (draft, importer, syncer, opinion,
// the programs) meets rows that mean the same to all of them; that what a list
// shows changes in the transaction that changes the case; that a discarded case
// leaves a tombstone without patient data; and that nobody believes the service
// by a key that somebody else put into the vault. How rows and records are
// sealed, kept and verified is the vault's, and so are its promises; what may be
// done with a case is for its users to know.
package casebook

import (
	"context"
	"errors"
	"sync"

	"oso/internal/casefile"
	"oso/internal/clinic/vault"
	"oso/internal/deed"
	"oso/internal/errs"
)

// Vault is an open vault whose sets are cases. What is not about cases (users,
// keys, lock, history, backup) is the vault's own.
type Vault struct {
	*vault.Vault
	imports sync.Map // case to the id of the import that runs
	queued  sync.Map // ids of imports that wait for their turn
}

// Open opens the vault in dir, with the errors of vault.Open.
func Open(ctx context.Context, dir string, o vault.OpenOptions) (*Vault, error) {
	o.Layout = layout()
	opened, err := vault.Open(ctx, dir, o)
	if err != nil {
		return nil, err
	}
	v := &Vault{Vault: opened}
	if err := v.learnRoot(ctx, o.Passphrase); err != nil {
		v.Close()
		return nil, err
	}
	return v, nil
}

// Unlock opens a vault that Lock has closed; o.Clock is not looked at. The
// errors are those of Open.
func (v *Vault) Unlock(ctx context.Context, o vault.OpenOptions) error {
	if err := v.Vault.Unlock(ctx, o); err != nil {
		return err
	}
	return v.learnRoot(ctx, o.Passphrase)
}

// Recover opens the vault in dir with its recovery kit, as vault.Recover does.
func Recover(ctx context.Context, dir string, o vault.RecoverOptions) (vault.Recovered, error) {
	o.Layout = layout()
	return vault.Recover(ctx, dir, o)
}

// Tx reads and writes the rows of one case and of the workstation. It lives as long as
// the function it was given to.
type Tx struct {
	*vault.Tx
	v *Vault
}

// Head is the case's head; what Update's fn changes in it is stored with the
// rows. It is nil where the act has no case, and has nothing but its id where
// View meets a damaged one.
func (tx *Tx) Head() *Head {
	if l, ok := tx.Tx.Head().(*listed); ok {
		return &l.Head
	}
	return nil
}

// in hands fn the vault's transaction as one of cases.
func (v *Vault) in(fn func(*Tx) error) func(*vault.Tx) error {
	if fn == nil {
		return nil
	}
	return func(tx *vault.Tx) error { return fn(&Tx{tx, v}) }
}

// Update runs fn in one transaction: all that it puts, and the head, are
// stored together and on the disk when Update returns nil, or not at all. An
// empty id is an act without a case. Other writers wait; do not call Update,
// CreateCase, Discard or a Batch from fn.
func (v *Vault) Update(ctx context.Context, id casefile.CaseID, fn func(*Tx) error) error {
	return v.Vault.Update(ctx, vault.SetID(id), v.in(fn))
}

// View runs fn for reading. Each read sees the newest stored value; two reads
// may see two different moments.
func (v *Vault) View(ctx context.Context, id casefile.CaseID, fn func(*Tx) error) error {
	return v.Vault.View(ctx, vault.SetID(id), v.in(fn))
}

// Row is one stored value. Version is 0 for a row that is not stored yet, and
// grows with each Update that puts it.
type Row[T any] = vault.Row[T]

// Get reads one row. The error's kind is NotFound or Damaged.
func Get[T any](tx *Tx, kind Kind, id string) (Row[T], error) { return vault.Get[T](tx.Tx, kind, id) }

// List reads all rows of a kind, in the order of their ids. Where some are
// damaged it gives the others and an error of kind Damaged: callers that can
// do with the rest go on.
func List[T any](tx *Tx, kind Kind) ([]Row[T], error) { return vault.List[T](tx.Tx, kind) }

// Each is List row by row. see reads nothing of the vault.
func Each[T any](tx *Tx, kind Kind, see func(Row[T])) error { return vault.Each(tx.Tx, kind, see) }

// ListBelow is List of the rows alone whose ids begin with the prefix.
func ListBelow[T any](tx *Tx, kind Kind, prefix string) ([]Row[T], error) {
	return vault.ListBelow[T](tx.Tx, kind, prefix)
}

// Put stores the value and gives the row's new version. The row's Version
// must be the one that was read, 0 for a new row: else the error's kind is
// Conflict and nothing is changed.
func Put[T any](tx *Tx, kind Kind, row Row[T]) (int64, error) {
	if kind == KindTombstone {
		return 0, errs.Wrap(errors.New("a tombstone is written by Discard"), errs.Internal, "save row", "")
	}
	version, err := vault.Put(tx.Tx, kind, row)
	if err != nil {
		return 0, err
	}
	switch value := any(row.Value).(type) {
	case SealedVersion:
		tx.Head().sealed(value)
	case ReceiptRow:
		tx.Head().received(value)
	}
	return version, nil
}

// Rows are those of a kind whose ids begin with the prefix, see vault.Rows.
type Rows = vault.Rows

// Memo gives what fn derives from these of the case's rows and from
// nothing else, and remembers it until one of them changes: a case of thousands
// of records is not read anew for each word that somebody types. The value is
// shared and must not be changed. See vault.Memo.
func Memo[T any](tx *Tx, name string, rows []Rows, fn func() (T, error)) (T, error) {
	return vault.Memo(tx.Tx, name, rows, fn)
}

// LeftOut are the records that one of these decisions keeps out of the case.
func LeftOut(decisions []Row[deed.Decision]) map[casefile.RecordID]bool {
	out := map[casefile.RecordID]bool{}
	for _, d := range decisions {
		for _, id := range d.Value.Records {
			if !d.Value.Accept {
				out[id] = true
			}
		}
	}
	return out
}
