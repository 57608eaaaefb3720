package vault

import (
	"context"
	"errors"
	"time"

	"oso/internal/errs"
)

// Locked tells whether the vault needs Unlock.
func (v *Vault) Locked() bool {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.keys == nil
}

// WaitUnlocked waits until the vault is open. The error's kind is Canceled
// where ctx ended or the vault was closed for good.
func (v *Vault) WaitUnlocked(ctx context.Context) error {
	for {
		v.mu.RLock()
		_, err := v.opened()
		closed := v.closed
		v.mu.RUnlock()
		if err == nil {
			return nil
		}
		if closed {
			return errs.Wrap(err, errs.Canceled, "wait for vault", "The vault was closed. What was saved before is kept.")
		}
		select {
		case <-ctx.Done():
			return errs.Wrap(ctx.Err(), errs.Canceled, "wait for vault", "Stopped. What was saved before is kept.")
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// Lock wipes the keys and forgets the index: every reading and writing act
// answers VaultLocked until Unlock. What opens nothing stays, so that sending
// can go on: DeviceKey, the marks of Report, and Ciphertext handles that were
// taken before. The lock file stays held. What the program has let go of is overwritten, too; let
// go of everything of a patient's first. When to lock is the caller's.
func (v *Vault) Lock() {
	v.forget()
	wash()
}

// forget wipes the keys and lets go of all that was opened with them.
func (v *Vault) forget() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.keys != nil {
		v.keys.wipe()
		v.keys = nil
	}
	for _, st := range v.sets {
		st.wipe()
	}
	if v.root != nil {
		v.root.key.Wipe()
	}
	v.sets, v.index, v.root = nil, nil, nil
}

// Close locks the vault for good and lets go of its files.
func (v *Vault) Close() error {
	v.write.Lock()
	defer v.write.Unlock()
	v.mu.Lock()
	if v.closed {
		v.mu.Unlock()
		return nil
	}
	v.closed = true
	v.mu.Unlock()
	err := v.unmark()
	v.forget()
	v.recordsMu.Lock()
	for _, r := range v.records {
		err = errors.Join(err, r.db.Close())
	}
	v.records = nil
	v.recordsMu.Unlock()
	v.mu.Lock()
	for _, k := range append(v.next, v.device) {
		if k != nil {
			k.Wipe()
		}
	}
	v.device, v.next = nil, nil
	v.mu.Unlock()
	err = errors.Join(err, v.db.Close(), dropLock(v.lock))
	return errs.Wrap(err, errs.Internal, "close vault", "")
}

// opened tells whether keys are there. Called with mu held.
func (v *Vault) opened() (*openKeys, error) {
	if v.keys == nil {
		return nil, lockedErr()
	}
	return v.keys, nil
}

func lockedErr() error {
	return errs.E(errs.VaultLocked, "use vault", "The vault is locked. What was saved is kept. Unlock it to go on.")
}
