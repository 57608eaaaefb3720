package draft

import (
	"cmp"
	"context"
	"slices"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/errs"
)

// notify keeps a sentence for whoever is at the workstation next.
func (d *Workstation) notify(ctx context.Context, message string) error {
	return d.Vault.Update(ctx, "", func(tx *casebook.Tx) error {
		n := casebook.Row[casebook.Notice]{ID: casefile.NewID(), Value: casebook.Notice{At: d.Now().UTC(), Message: message}}
		_, err := casebook.Put(tx, casebook.KindNotice, n)
		return err
	})
}

// Notices are what nobody has read yet, oldest first.
func (d *Workstation) Notices(ctx context.Context) ([]casebook.Row[casebook.Notice], error) {
	var rows []casebook.Row[casebook.Notice]
	err := d.Vault.View(ctx, "", func(tx *casebook.Tx) (err error) {
		rows, err = casebook.List[casebook.Notice](tx, casebook.KindNotice)
		return err
	})
	slices.SortFunc(rows, func(a, b casebook.Row[casebook.Notice]) int {
		return cmp.Or(a.Value.At.Compare(b.Value.At), cmp.Compare(a.ID, b.ID))
	})
	return rows, err
}

// ReadNotice takes away a notice that was read; twice does no harm.
func (d *Workstation) ReadNotice(ctx context.Context, id string) error {
	return d.Vault.Update(ctx, "", func(tx *casebook.Tx) error {
		row, err := casebook.Get[casebook.Notice](tx, casebook.KindNotice, id)
		if errs.Is(err, errs.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		return tx.Delete(casebook.KindNotice, id, row.Version)
	})
}
