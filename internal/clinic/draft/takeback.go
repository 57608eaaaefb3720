package draft

import (
	"context"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/deed"
	"oso/internal/errs"
)

// TakeImport takes back that what an import did not take was set aside, with all
// that was set aside in the same act: it waits again.
func (d *Workstation) TakeImport(ctx context.Context, id casefile.CaseID, ended string) error {
	const op = "take decision back"
	return d.Vault.Update(ctx, id, func(tx *casebook.Tx) error {
		c, err := load(tx)
		if err != nil {
			return err
		}
		if err := mayEdit(c); err != nil {
			return err
		}
		rows, err := casebook.Imports(tx)
		if err != nil && !errs.Is(err, errs.Damaged) {
			return err
		}
		var aside *casebook.SetAside
		for _, r := range rows {
			if r.ID == ended {
				aside = r.Value.SetAside
			}
		}
		if aside == nil {
			return errs.E(errs.NotFound, op, "This import was not set aside. Nothing was changed. Look at the records again.")
		}
		for _, r := range rows {
			if a := r.Value.SetAside; a != nil && a.At.Equal(aside.At) {
				r.Value.SetAside = nil
				if _, err := casebook.PutImport(tx, r); err != nil {
					return err
				}
			}
		}
		decisions, err := casebook.List[deed.Decision](tx, casebook.KindDecision)
		if err != nil {
			return err
		}
		for _, r := range decisions {
			if r.Value.Code == CodeImport && r.Value.At.Equal(aside.At) {
				if err := tx.Delete(casebook.KindDecision, r.ID, r.Version); err != nil {
					return err
				}
			}
		}
		if err := d.judged(tx, nil, Judgment{What: TakenBack, Code: CodeImport, Title: titleOf(CodeImport)}, nil); err != nil {
			return err
		}
		return d.refresh(tx)
	})
}
