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
// ended under it. A case that cannot be had gets its reason and is passed.
func (p *Plan) Prepare(ctx context.Context, d *draft.Workstation) error {
	for i := range p.Rows {
		row := &p.Rows[i]
		if row.Imported || row.Import != "" {
			continue
		}
		var err error
		if row.New == nil {
			err = d.Amend(ctx, row.Case)
		} else {
			id := casefile.CaseID(casefile.NewID())
			_, err = d.CreateFrom(ctx, *row.New, draft.Origin{ID: id, Taken: row.Taken, With: func(tx *casebook.Tx) error {
				return change(tx, p.ID, func(stored *Plan) {
					x := &stored.Rows[i]
					x.Case, x.New, x.Taken = id, nil, nil
				})
			}})
			if err == nil {
				row.Case, row.New, row.Taken = id, nil, nil
			}
		}
		switch errs.KindOf(err) {
		case "":
			row.Why = ""
		case errs.Refused, errs.NotFound, errs.Damaged:
			if err := p.done(ctx, d.Vault, i, errs.Message(err)); err != nil {
				return err
			}
		default:
			return err
		}
	}
	return nil
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
		case row.Imported:
			continue
		case row.New != nil || !d.Editable(ctx, row.Case):
			return false
		case row.Import == "":
			fresh = true
			continue
		}
		x, err := p.Begun(ctx, d, i)
		if err != nil || x != nil && (x.Ended != nil && x.Early() && !x.Waits || x.Stuck() && x.Pages == 0) {
			return false
		}
	}
	return p.Left() > 0 && (!fresh || slices.Equal(importer.Roots(p.Paths), p.Roots))
}

// Ended notes how the import of a row ended, and tells whether the row is done:
// also where it was refused, with the reason, and where the disc is away, since
// the case remembers what it did not take. The plan goes with its last row.
func (p *Plan) Ended(ctx context.Context, v *casebook.Vault, i int, ended error) (done bool, err error) {
	why := ""
	switch errs.KindOf(ended) {
	case "":
	case errs.NotFound:
		if p.Rows[i].Import == "" { // nothing of the case remembers it
			why = errs.Message(ended)
		}
	case errs.Refused:
		why = errs.Message(ended)
	default:
		if !importer.Other(ended) { // that waits for its disc, as one that is away does
			return false, nil
		}
	}
	return true, p.done(ctx, v, i, why)
}

func (p *Plan) done(ctx context.Context, v *casebook.Vault, i int, why string) error {
	p.Rows[i].Imported, p.Rows[i].Why, p.Rows[i].New = true, why, nil
	err := v.Update(ctx, "", func(tx *casebook.Tx) error {
		return change(tx, p.ID, func(stored *Plan) {
			x := &stored.Rows[i]
			x.Imported, x.Why, x.New = true, why, nil
		})
	})
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
