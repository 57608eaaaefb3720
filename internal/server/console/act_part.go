package console

import (
	"encoding/json"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/acts"
	"oso/internal/server/db"
	"oso/internal/server/opinion"
)

// part says which part of the opinion an act is about.
func (d *doing) part(of acts.PartOf) error {
	p, err := d.c.Contribution(string(of))
	d.cmd.PartID = p.ID
	if d.cmd.Object == "" && len(d.cmd.Note) == 0 {
		d.cmd.Object = seal.SHA256(p.AboutSealed)
	}
	return err
}

// askPart asks a specialist for a part of the opinion: until accepting, the person
// sees the synopsis and what the part is called.
func askPart(d *doing, in *acts.AskPart) error {
	heading, err := d.c.NewHeading(string(in.Heading))
	if err != nil {
		return &acts.FieldError{Field: "heading", Err: err}
	}
	r, err := d.k.ranking(d.ctx, d.q, d.c, d.file, writer(d.file.row.Kind))
	if err != nil {
		return err
	}
	if _, err := d.fit(string(in.Person), r); err != nil {
		return err
	}
	items, err := d.c.CountItems(d.ctx, d.q)
	if err != nil {
		return err
	}
	shown, err := json.Marshal(d.k.makeSynopsis(d.c, items, string(in.Note)))
	if err != nil {
		return errs.Op(err, "ask for part")
	}
	d.cmd.PartID = casefile.NewID()
	if d.cmd.About, err = d.c.SealContribution(d.cmd.PartID, opinion.Asked{Heading: heading, Synopsis: shown}); err != nil {
		return err
	}
	d.cmd.Object = seal.SHA256(d.cmd.About)
	return nil
}

func (d *doing) myPart(of acts.PartOf) (db.Contribution, error) {
	p, err := d.c.Contribution(string(of))
	if err == nil && !d.file.who.Is(p.PersonID) {
		err = errs.E(errs.Forbidden, "sign part", "This part is not yours to write. Nothing was changed.")
	}
	return p, err
}

func readyPart(d *doing, in *acts.SignPart) error {
	p, err := d.myPart(in.Part)
	if err != nil {
		return err
	}
	author, err := d.author(d.file.who.ID, d.cmd.Actor.Role)
	if err != nil {
		return err
	}
	top, err := d.k.letterhead(d.ctx, d.q)
	if err != nil {
		return err
	}
	return d.c.ReadyPart(d.ctx, d.q, p, int64(in.RowVersion), author, top, d.k.today(), d.cmd.Now)
}

func signPart(d *doing, in *acts.SignPart) error {
	p, err := d.myPart(in.Part)
	if err != nil {
		return err
	}
	by, err := d.signature()
	if err != nil {
		return err
	}
	d.cmd.PartID = p.ID
	d.cmd.Object, err = d.c.SignPart(d.ctx, d.q, p, int64(in.RowVersion), by)
	return err
}
