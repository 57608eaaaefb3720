package vault

import (
	"context"
	"os"

	"oso/internal/errs"
)

// kitKnown says that somebody has the recovery kit of a slot in hand: copied a
// group of it, keeps its file, or came in with it. KindSetting, id kitKnownID.
type kitKnown struct {
	Slot string `json:"slot"`
}

const kitKnownID = "kit-known"

// KitKnown tells whether somebody has the vault's present recovery kit. A vault
// whose making was broken off on the kit's page opens like any other, and there
// is nothing to open it with but its passphrases.
func (v *Vault) KitKnown(ctx context.Context) (bool, error) {
	s, err := readSlot(v.db, "kind = ?", slotKit)
	if err != nil {
		return false, err
	}
	var known Row[kitKnown]
	err = v.View(ctx, "", func(tx *Tx) (err error) {
		known, err = Get[kitKnown](tx, KindSetting, kitKnownID)
		return err
	})
	if errs.Is(err, errs.NotFound) {
		return false, nil
	}
	return known.Value.Slot == s.id, err
}

// ConfirmKit notes that somebody has the vault's present recovery kit.
func (v *Vault) ConfirmKit(ctx context.Context) error {
	return v.Update(ctx, "", func(tx *Tx) error {
		s, err := readSlot(tx.sql, "kind = ?", slotKit)
		if err != nil {
			return err
		}
		return tx.knowKit(s.id)
	})
}

func (tx *Tx) knowKit(slot string) error {
	row, err := Get[kitKnown](tx, KindSetting, kitKnownID)
	if err != nil && !errs.Is(err, errs.NotFound) {
		return err
	}
	row.ID, row.Value.Slot = kitKnownID, slot
	_, err = Put(tx, KindSetting, row)
	return err
}

// NewKit makes a new recovery kit and gives its page; the one before opens
// nothing any more but backups of before. With a file, the page is written there before the old kit
// goes, and somebody has it; else nobody has it until ConfirmKit. Who may ask is
// the caller's. Kinds, of the file: Refused (inside the data folder), Conflict
// (there is one), and those of the disk; the old kit stays then, and the file goes,
// unless nobody knows whether the new one lasted: then both pages are kept.
func (v *Vault) NewKit(ctx context.Context, file string) (page string, err error) {
	if file != "" {
		if err := checkKitPlace(file, v.dir); err != nil {
			return "", err
		}
	}
	device, _, err := v.slotDevice(ctx)
	if err != nil {
		return "", err
	}
	defer device.Wipe()
	kit := newKit()
	defer clear(kit)
	page = kitText(v.id, formatKit(kit))
	written := false
	err = v.Update(ctx, "", func(tx *Tx) error {
		old, err := readSlot(tx.sql, "kind = ?", slotKit)
		if err != nil {
			return err
		}
		if err := tx.dropHandovers(old.id); err != nil {
			return err
		}
		if _, err := tx.sql.Exec("DELETE FROM slots WHERE id = ?", old.id); err != nil {
			return dbErr(err, "replace recovery kit")
		}
		tx.note(tx.own, rowKey{entrySlot, old.id}, 0)
		if err := tx.Delete(kindKit, old.id, 0); err != nil {
			return err
		}
		slot, err := tx.addKit(kit, device)
		if err != nil || file == "" {
			return err
		}
		if err := writeKit(file, page); err != nil {
			return err
		}
		written = true
		return tx.knowKit(slot)
	})
	switch {
	case err == nil:
	case written && outcomeUnknown(err):
		// A page too many opens nothing; the only one, deleted, is the vault's end.
		return "", errs.Wrap(err, errs.KindOf(err), "replace recovery kit", "The disk did not answer as it should while the new recovery kit took the place of the one before, so one of the two opens the vault, and it is not known which. "+
			"The new kit's page was kept. Keep both. Check the disk, then make another kit in another file; once that is done, delete both.")
	default:
		if written {
			os.Remove(file) // it opens nothing
		}
	}
	if err != nil {
		return "", err
	}
	return page, nil
}
