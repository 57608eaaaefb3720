package draft

import (
	"cmp"
	"context"
	"slices"

	"oso/internal/casefile"
	"oso/internal/clinic/vault"
	"oso/internal/errs"
)

// notify keeps a sentence for whoever is at the desk next.
func (d *Desk) notify(ctx context.Context, message string) error {
	return d.Vault.Update(ctx, "", func(tx *vault.Tx) error {
		n := vault.Row[vault.Notice]{ID: casefile.NewID(), Value: vault.Notice{At: d.Now().UTC(), Message: message}}
		_, err := vault.Put(tx, vault.KindNotice, n)
		return err
	})
}

// Notices are what nobody has read yet, oldest first.
func (d *Desk) Notices(ctx context.Context) ([]vault.Row[vault.Notice], error) {
	var rows []vault.Row[vault.Notice]
	err := d.Vault.View(ctx, "", func(tx *vault.Tx) (err error) {
		rows, err = vault.List[vault.Notice](tx, vault.KindNotice)
		return err
	})
	slices.SortFunc(rows, func(a, b vault.Row[vault.Notice]) int {
		return cmp.Or(a.Value.At.Compare(b.Value.At), cmp.Compare(a.ID, b.ID))
	})
	return rows, err
}

// ReadNotice takes away a notice that was read; twice does no harm.
func (d *Desk) ReadNotice(ctx context.Context, id string) error {
	return d.Vault.Update(ctx, "", func(tx *vault.Tx) error {
		row, err := vault.Get[vault.Notice](tx, vault.KindNotice, id)
		if errs.Is(err, errs.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		return tx.Delete(vault.KindNotice, id, row.Version)
	})
}
