package survey

import (
	"context"
	"maps"
	"slices"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/draft"
	"oso/internal/clinic/importer"
	"oso/internal/errs"
)

// Prepare makes the cases of a plan that are not made yet, each in the one
// transaction in which the plan learns of it, and opens those for an amendment that are
// sealed and have no import of it yet. It may be called again after the program
// ended under it. A case that cannot be had gets its reason and is passed: the
// others get theirs.
func (p *Plan) Prepare(ctx context.Context, d *draft.Workstation) error {
	return p.prepare(ctx, d.Vault, func(i int) error { return p.open(ctx, d, i) })
}

func (p *Plan) prepare(ctx context.Context, v *casebook.Vault, open func(i int) error) error {
	for i := range p.Rows {
		row := &p.Rows[i]
		if row.held = false; row.Imported || row.Import != "" {
			continue
		}
		if err := open(i); err == nil {
			row.Why = ""
		} else if rest, nerr := p.notDone(ctx, v, i, err); nerr != nil {
			return nerr
		} else if !rest {
			return err
		}
	}
	return nil
}

// open makes the case of a row, or opens it for an amendment.
func (p *Plan) open(ctx context.Context, d *draft.Workstation, i int) error {
	row := &p.Rows[i]
	if row.New == nil {
		return d.Amend(ctx, row.Case)
	}
	id := casefile.CaseID(casefile.NewID())
	_, err := d.CreateFrom(ctx, *row.New, draft.Origin{ID: id, Taken: row.Taken, With: func(tx *casebook.Tx) error {
		return change(tx, p.ID, func(stored *Plan) {
			x := &stored.Rows[i]
			x.Case, x.New, x.Taken = id, nil, nil
		})
	}})
	if err == nil {
		row.Case, row.New, row.Taken = id, nil, nil
	}
	return err
}

// notDone notes why a row is not done, and tells whether the others may go on: a
// fault of one case keeps no other's records out. What will be no other way by itself ends
// the row; what may pass waits, with its reason, until somebody goes on with the plan.
func (p *Plan) notDone(ctx context.Context, v *casebook.Vault, i int, err error) (rest bool, _ error) {
	switch errs.KindOf(err) {
	case errs.Refused, errs.NotFound, errs.Damaged, errs.Invalid, errs.Incomplete, errs.Forbidden, errs.Unsupported:
		return true, p.done(ctx, v, i, errs.Message(err))
	case errs.Conflict:
		p.Rows[i].held, p.Rows[i].Why = true, errs.Message(err)
		return true, p.write(ctx, v, func(stored *Plan) { stored.Rows[i].Why = errs.Message(err) })
	}
	return false, nil
}

// Import makes r the import of a row: the one that was begun for it, or a new
// one, written down in the transaction in which the plan learns of it, so that
// whoever goes on with the plan goes on with that, and whoever ends it ends
// that. done: the one that was begun needs nobody any more. A plan or a case
// that is gone gives NotFound.
func (p *Plan) Import(ctx context.Context, d *draft.Workstation, i int, r importer.Request) (_ importer.Request, done bool, err error) {
	row := &p.Rows[i]
	r.Vault, r.Case, r.Import, r.Paths, r.Roots, r.Only = d.Vault, row.Case, row.Import, nil, nil, nil
	if row.Import != "" {
		x, err := p.Begun(ctx, d, i)
		return r, err == nil && (x == nil || x.SetAside != nil || !x.Early()), err
	}
	only := row.Only
	r.Paths, r.Roots, r.Only = p.Paths, p.Roots, &only
	r.Import, err = importer.Plan(ctx, r, func(tx *casebook.Tx, imported string) error {
		return change(tx, p.ID, func(stored *Plan) { stored.Rows[i].Import = imported })
	})
	if err == nil {
		row.Import = r.Import
	}
	return r, false, err
}

// Begun is the import that was begun for a row; nil where there is none, or the
// case has it no more.
func (p *Plan) Begun(ctx context.Context, d *draft.Workstation, i int) (*draft.Import, error) {
	all, err := d.Imports(ctx, p.Rows[i].Case)
	if err != nil && !errs.Is(err, errs.Damaged) {
		return nil, err
	}
	if at := slices.IndexFunc(all, func(x draft.Import) bool { return x.ID == p.Rows[i].Import }); at >= 0 {
		return &all[at], nil
	}
	return nil, nil
}

// GoesOn tells whether nobody needs to be asked to go on with a plan that was ended
// under: its cases are made and take records, the disc lies there as it was when it was
// chosen from, no person stopped one of its imports, and none ends the program while its
// files are counted.
func (p *Plan) GoesOn(ctx context.Context, d *draft.Workstation) bool {
	fresh := false // something of the disc is in no import yet
	for i := range p.Rows {
		row := &p.Rows[i]
		switch {
		case row.Imported, row.Why != "" && row.Import == "": // it waits, and keeps no other
			continue
		case row.New != nil || !d.Editable(ctx, row.Case):
			return false
		case row.Import == "":
			fresh = true
			continue
		}
		x, err := p.Begun(ctx, d, i)
		if err != nil || x != nil && (x.Ended != nil && x.Early() && !x.Waits || x.Loops()) {
			return false
		}
	}
	return p.Left() > 0 && (!fresh || slices.Equal(importer.Roots(p.Paths), p.Roots))
}

// Ended notes how the import of a row ended, and tells whether the rows behind it may
// follow. The row is done also where the disc is away or another lies in its place,
// since the case remembers what it did not take. The plan goes with its last row.
func (p *Plan) Ended(ctx context.Context, v *casebook.Vault, i int, ended error) (rest bool, err error) {
	if ended != nil && (p.Rows[i].Import == "" || !errs.Is(ended, errs.NotFound) && !importer.Other(ended)) {
		return p.notDone(ctx, v, i, ended)
	}
	return true, p.done(ctx, v, i, "")
}

// Due tells whether a row is to be filled now.
func (p *Plan) Due(i int) bool { return !p.Rows[i].Imported && !p.Rows[i].held }

func (p *Plan) done(ctx context.Context, v *casebook.Vault, i int, why string) error {
	p.Rows[i].Imported, p.Rows[i].Why, p.Rows[i].New = true, why, nil
	return p.write(ctx, v, func(stored *Plan) {
		x := &stored.Rows[i]
		x.Imported, x.Why, x.New = true, why, nil
	})
}

func (p *Plan) write(ctx context.Context, v *casebook.Vault, fn func(stored *Plan)) error {
	err := v.Update(ctx, "", func(tx *casebook.Tx) error { return change(tx, p.ID, fn) })
	if errs.Is(err, errs.NotFound) {
		return nil // forgotten meanwhile
	}
	return err
}

// Whose is what was met, for the imports that follow: marks alone, without a name.
func (s *Survey) Whose() func(file string) (people []string, known bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	whose, marks := maps.Clone(s.whose), make([][]string, len(s.order))
	for i, x := range s.order {
		marks[i] = []string{importer.PersonMark(&x.person)}
	}
	return func(file string) ([]string, bool) {
		at, known := whose[short(file)]
		if !known || at < 0 {
			return nil, known
		}
		return marks[at], true
	}
}
