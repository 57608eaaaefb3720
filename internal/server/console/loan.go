package console

import (
	"context"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/acts"
	"oso/internal/server/db"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// holdingView is a slide, block or disc of the case that readers take and give back.
type holdingView struct {
	Material    string     `json:"material"`
	Kind        string     `json:"kind"`
	Description string     `json:"description"`
	State       string     `json:"state"` // declared, arrived, deficient
	Sent        moment     `json:"sent"`  // back to the clinic
	Loans       []loanView `json:"loans"` // the first one first
}

// loanView is that a reader had it, or has it: then Back is null.
type loanView struct {
	Review string    `json:"review"`
	Reader personRef `json:"reader"`
	By     string    `json:"by"` // who recorded that it was taken
	Taken  instant   `json:"taken"`
	Back   moment    `json:"back"`
	Place  string    `json:"place"` // where it lies
	Mine   bool      `json:"mine"`
}

// viewHoldings is for the desk and for readers: each reader is told of the own loans
// by name, and that somebody else has a thing.
func viewHoldings(ctx context.Context, q *db.Queries, f *file, c *opinion.Working, names *people, v *caseView) error {
	const op = "read loans"
	if !f.May(rights.TakeMaterial) {
		return nil
	}
	list, err := q.ListMaterials(ctx, c.Row.ID)
	if err != nil {
		return db.Err(err, op)
	}
	loans, err := q.ListMaterialLoans(ctx, c.Row.ID)
	if err != nil {
		return db.Err(err, op)
	}
	for _, m := range list {
		if !m.Physical {
			continue
		}
		t := holdingView{Material: m.ID, Kind: m.Kind, State: m.State, Sent: moment(m.ReturnedAt), Loans: []loanView{}}
		if t.Description, _, err = c.Material(m); err != nil {
			return err
		}
		for _, l := range loans {
			if l.MaterialID != m.ID {
				continue
			}
			one := loanView{Review: l.Kind, Taken: instant(l.TakenAt), Back: moment(l.GivenAt), Mine: f.who.Is(l.ReaderID)}
			if one.Mine || f.Is(rights.Desk) {
				one.Reader, one.By = names.ref(l.ReaderID), names.name(l.TakenBy)
			}
			if one.Place, err = c.LoanPlace(l); err != nil {
				return err
			}
			t.Loans = append(t.Loans, one)
		}
		v.Holdings = append(v.Holdings, t)
	}
	return nil
}

// takeMaterial gives a thing that is here to the reader of a review: the reader
// says so, or a coordinator who handed it over.
func takeMaterial(d *doing, in *acts.TakenMaterial) error {
	const op = "take material"
	m, err := d.material(string(in.Material))
	if err != nil {
		return err
	}
	if !m.Physical || m.ArrivedAt == 0 || m.ReturnedAt > 0 {
		return &acts.FieldError{Field: "material", Err: errs.E(errs.Refused, op, "This is not here. Nothing was changed. Take what came and was not sent back.")}
	}
	reader := ""
	for _, o := range d.file.reads {
		if o.Kind == string(in.Kind) && (o.State == string(workflow.Assigned) || o.State == string(workflow.Final)) {
			reader = o.ReaderID
		}
	}
	switch {
	case reader == "":
		return &acts.FieldError{Field: "kind", Err: errs.E(errs.Refused, op, "This review has no reader. Nothing was changed. Assign it first.")}
	case d.file.as(rights.TakeMaterial) != principal.Coordinator && !d.file.who.Is(reader):
		return errs.E(errs.Forbidden, op, "This review is not yours. Nothing was changed.")
	}
	id := casefile.NewID()
	place := d.c.SealLoanPlace(id, string(in.Place))
	n, err := d.q.LendMaterial(d.ctx, db.LendMaterialParams{
		ID: id, CaseID: d.file.row.ID, MaterialID: m.ID, Kind: string(in.Kind), ReaderID: reader, PlaceSealed: place, TakenBy: d.cmd.Actor.ID, TakenAt: d.cmd.Now.UnixMilli(),
	})
	if err == nil && n == 0 {
		return errs.E(errs.Conflict, op, "A reader has this already. Nothing was changed. Have it given back first.")
	}
	d.cmd.Object = seal.SHA256([]byte(m.ID))
	return db.Err(err, op)
}

// giveBackMaterial takes it back, and says where it lies.
func giveBackMaterial(d *doing, in *acts.ReturnedMaterial) error {
	const op = "give material back"
	loans, err := d.q.ListMaterialLoans(d.ctx, d.file.row.ID)
	if err != nil {
		return db.Err(err, op)
	}
	for _, l := range loans {
		if l.MaterialID != string(in.Material) || l.GivenAt > 0 {
			continue
		}
		if d.file.as(rights.GiveBackMaterial) != principal.Coordinator && !d.file.who.Is(l.ReaderID) {
			return errs.E(errs.Forbidden, op, "You do not have this. Nothing was changed.")
		}
		n, err := d.q.GiveBackMaterial(d.ctx, db.GiveBackMaterialParams{
			CaseID: l.CaseID, MaterialID: l.MaterialID, GivenBy: d.cmd.Actor.ID, GivenAt: d.cmd.Now.UnixMilli(), PlaceSealed: d.c.SealLoanPlace(l.ID, string(in.Place)),
		})
		if err == nil && n == 0 {
			break
		}
		d.cmd.Object = seal.SHA256([]byte(l.MaterialID))
		return db.Err(err, op)
	}
	return errs.E(errs.Conflict, op, "Nobody has this any more. Nothing was changed. Look at the case again.")
}

// lent refuses to send back to a clinic what a reader has: every thing named, or all.
func (d *doing) lent(material string) error {
	loans, err := d.q.ListMaterialLoans(d.ctx, d.file.row.ID)
	if err != nil {
		return db.Err(err, "read loans")
	}
	for _, l := range loans {
		if l.GivenAt == 0 && (material == "" || material == l.MaterialID) {
			return errs.E(errs.Refused, "record return", "A reader still has some of it. Nothing was changed. Have it given back first.")
		}
	}
	return nil
}
