package casebook

import (
	"context"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/vault"
	"oso/internal/seal"
)

// NewCase says what a case begins with. ID and Key are set where the case
// comes from another workstation of the clinic; else both are made here.
type NewCase struct {
	ID   casefile.CaseID
	Key  *seal.Key
	Head Head
}

// CreateCase stores a new case; fn (may be nil) puts its first rows in the
// same transaction.
func (v *Vault) CreateCase(ctx context.Context, c NewCase, fn func(*Tx) error) (casefile.CaseID, error) {
	h := &listed{Head: c.Head}
	h.Created, h.Records, h.Bytes = v.Now(), 0, 0
	id, err := v.CreateSet(ctx, vault.NewSet{ID: vault.SetID(c.ID), Key: c.Key, Head: h}, v.in(fn))
	return casefile.CaseID(id), err
}

// CaseKey gives the case's key, for an envelope or a hand-over. The caller
// wipes it.
func (v *Vault) CaseKey(id casefile.CaseID) (seal.Key, error) { return v.SetKey(vault.SetID(id)) }

// Tombstone is what stays of a discarded case. Reason is a code or a sentence
// without patient data.
type Tombstone struct {
	Case   casefile.CaseID `json:"case"`
	At     time.Time       `json:"at"`
	By     string          `json:"by"`
	Reason string          `json:"reason"`
}

// Discard destroys a case: its key and rows go, and a Tombstone without
// patient data comes, in one transaction; then its records' file and what the
// log still holds. At and Case of the tombstone are set here.
func (v *Vault) Discard(ctx context.Context, id casefile.CaseID, t Tombstone) error {
	t.Case, t.At = id, v.Now()
	return v.Vault.Discard(ctx, vault.SetID(id), func(tx *vault.Tx) error {
		_, err := vault.Put(tx, KindTombstone, Row[Tombstone]{ID: string(id), Value: t})
		return err
	})
}
