package vault

import (
	"bytes"
	"context"
	"errors"
	"slices"

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
	Seed    []byte   `json:"seed"`
	Earlier [][]byte `json:"earlier,omitempty"` // seeds that were next before the one that is
	Next    []byte   `json:"next,omitempty"`    // seed of the key that is to take its place
}

// NextDevice gives the key that is to take the device key's place, nil where
// none is due. One is after RemoveUser: whoever is gone may have a copy of the
// one before, which opens nothing but speaks for this workstation. The service
// certifies it at the next exchange, with proof of both keys; then AdoptDevice.
// Like DeviceKey it stays usable while the vault is locked.
func (v *Vault) NextDevice() *seal.SigningKey {
	if all := v.NextDevices(); len(all) > 0 {
		return all[len(all)-1]
	}
	return nil
}

// NextDevices gives NextDevice, last, and the keys that were it before and that
// the service may have taken: its answer may be lost, or still on its way.
func (v *Vault) NextDevices() []*seal.SigningKey {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return slices.Clone(v.next)
}

// AdoptDevice makes one of NextDevices the device key, once the service has
// certified it. Those after it stay due. Kind Conflict: it is none of them.
func (v *Vault) AdoptDevice(ctx context.Context, next seal.VerifyKey) error {
	v.write.Lock()
	defer v.write.Unlock()
	return v.update(ctx, "", func(tx *Tx) error {
		row, err := Get[deviceRow](tx, KindDevice, deviceID)
		if err != nil {
			return err
		}
		due := v.NextDevices()
		at := slices.IndexFunc(due, func(k *seal.SigningKey) bool { return bytes.Equal(k.Public(), next) })
		if at < 0 {
			return errs.Wrap(errors.New("no such key is due"), errs.Conflict, "renew device key", "")
		}
		row.Value = deviceRow{Seed: due[at].Seed()}
		row.Value.await(due[at+1:])
		if _, err := put(tx, KindDevice, row); err != nil {
			return err
		}
		tx.onCommit(func() {
			for _, k := range append(due[:at:at], tx.v.device) {
				k.Wipe()
			}
			tx.v.device, tx.v.next = due[at], due[at+1:]
		})
		return nil
	})
}

// ReplaceDevice makes a key that is to take the device key's place, where none
// is due, and gives NextDevice: the service knows the key of this vault no more.
func (v *Vault) ReplaceDevice(ctx context.Context) (*seal.SigningKey, error) {
	if k := v.NextDevice(); k != nil {
		return k, nil
	}
	err := v.Update(ctx, "", func(tx *Tx) error { return tx.renewDevice() })
	return v.NextDevice(), err
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
	due := append(tx.v.NextDevices(), seal.NewSigningKey())
	row.Value.await(due)
	if _, err := put(tx, KindDevice, row); err != nil {
		return err
	}
	tx.onCommit(func() { tx.v.next = due })
	return nil
}

// await lists the keys that are due, the newest last.
func (r *deviceRow) await(due []*seal.SigningKey) {
	r.Earlier, r.Next = nil, nil
	for i, k := range due {
		if i == len(due)-1 {
			r.Next = k.Seed()
		} else {
			r.Earlier = append(r.Earlier, k.Seed())
		}
	}
}

// loadDevice is called with mu held.
func (v *Vault) loadDevice() error {
	st := v.sets[""]
	want, ok := st.listed[rowKey{KindDevice, deviceID}]
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
	for _, seed := range append(r.Value.Earlier, r.Value.Next) {
		var k *seal.SigningKey
		if seed == nil {
			continue
		}
		if k, err = seal.SigningKeyFrom(seed); err != nil {
			break
		}
		v.next = append(v.next, k)
	}
	if err != nil {
		v.damage = append(v.damage, Damage{Of: string(KindDevice), What: sealedShut})
	}
	return nil
}
