package vault

import (
	"context"
	"errors"

	"oso/internal/errs"
	"oso/internal/seal"
)

// DeviceKey gives the workstation's key, making and storing it at the first
// call. It stays usable while the vault is locked, so that sending goes on;
// it opens nothing. It is wiped by Close; do not keep it longer.
func (v *Vault) DeviceKey(ctx context.Context) (*seal.SigningKey, error) {
	v.mu.RLock()
	k := v.device
	v.mu.RUnlock()
	if k != nil {
		return k, nil
	}
	k = seal.NewSigningKey()
	err := v.Update(ctx, "", func(tx *Tx) error {
		_, err := put(tx, KindDevice, Row[deviceRow]{ID: deviceID, Value: deviceRow{Seed: k.Seed()}})
		return err
	})
	if err != nil {
		return nil, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.device = k
	return k, nil
}

const deviceID = "this"

type deviceRow struct {
	Seed []byte `json:"seed"`
	Next []byte `json:"next,omitempty"` // seed of the key that is to take its place
}

// NextDevice gives the key that is to take the device key's place, nil where
// none is due. One is after RemoveUser: whoever is gone may have a copy of the
// one before, which opens nothing but speaks for this desk. The service
// certifies it at the next exchange, with proof of both keys; then AdoptDevice.
// Like DeviceKey it stays usable while the vault is locked.
func (v *Vault) NextDevice() *seal.SigningKey {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.next
}

// AdoptDevice makes NextDevice the device key, once the service has certified
// it. Kind Conflict: next is not the key that is due.
func (v *Vault) AdoptDevice(ctx context.Context, next seal.VerifyKey) error {
	v.write.Lock()
	defer v.write.Unlock()
	return v.update(ctx, "", func(tx *Tx) error {
		row, err := Get[deviceRow](tx, KindDevice, deviceID)
		if err != nil {
			return err
		}
		key, err := seal.SigningKeyFrom(row.Value.Next)
		if row.Value.Next == nil || err != nil || string(key.Public()) != string(next) {
			return errs.Wrap(errors.New("no such key is due"), errs.Conflict, "renew device key", "")
		}
		row.Value = deviceRow{Seed: row.Value.Next}
		if _, err := put(tx, KindDevice, row); err != nil {
			return err
		}
		tx.onCommit(func() {
			tx.v.device.Wipe()
			tx.v.device, tx.v.next = key, nil
		})
		return nil
	})
}

// renewDevice has the device key replaced at the next exchange; where there is
// none yet, nothing is due.
func (tx *Tx) renewDevice() error {
	row, err := Get[deviceRow](tx, KindDevice, deviceID)
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	key := seal.NewSigningKey()
	row.Value.Next = key.Seed()
	if _, err := put(tx, KindDevice, row); err != nil {
		return err
	}
	tx.onCommit(func() { tx.v.next = key })
	return nil
}

// loadDevice is called with mu held.
func (v *Vault) loadDevice() error {
	st := v.cases[""]
	want, ok := st.set[rowKey{KindDevice, deviceID}]
	if !ok || v.device != nil || st.bad[rowKey{KindDevice, deviceID}] != "" {
		return nil
	}
	version, sealed, err := readRow(v.db, KindDevice, "", deviceID)
	if err != nil {
		return err
	}
	r, err := openRow[deviceRow](v, st, KindDevice, deviceID, want, version, sealed)
	if err == nil {
		v.device, err = seal.SigningKeyFrom(r.Value.Seed)
	}
	if err == nil && r.Value.Next != nil {
		v.next, err = seal.SigningKeyFrom(r.Value.Next)
	}
	if err != nil {
		v.damage = append(v.damage, Damage{What: "device: does not open"})
	}
	return nil
}
