package console

import (
	"cmp"
	"context"
	"slices"
	"time"

	"oso/internal/server/db"
	"oso/internal/server/opinion"
	"oso/internal/server/partner"
)

// Who is reached about a case, as a call names them.
const (
	partyPatient        = "patient"
	partyRepresentative = "representative"
	partyPhysician      = "physician"
	partyCovering       = "covering"
	partyClinic         = "clinic"
)

// partyView is one of those who are reached about a case, and how. What stands in
// the case's document (the patient's names, address, numbers) is not said twice.
type partyView struct {
	Party  string `json:"party"`
	Name   string `json:"name"`
	Titles string `json:"titles"`
	Phone  string `json:"phone"`
	Email  string `json:"email"`
	// EmailConfirmed: the owner has confirmed the address. Only then more than
	// that something waits is written to it.
	EmailConfirmed bool     `json:"email_confirmed"`
	Address        []string `json:"address"` // a line each
	// There is the zone of the clocks there, where they stand otherwise than here.
	There string `json:"there,omitempty"`
}

// callView is a call that somebody logged.
type callView struct {
	ID       string  `json:"id"`
	At       instant `json:"at"`
	By       string  `json:"by"`
	Party    string  `json:"party"`
	Number   string  `json:"number"`
	Came     string  `json:"came"`
	With     string  `json:"with"`
	Said     string  `json:"said"`
	Again    moment  `json:"again"`
	Corrects string  `json:"corrects"` // the entry that this one corrects
	Wrong    bool    `json:"wrong"`    // a later one corrects it
}

// viewContact is who is reached and how, and what calls came to. Where somebody
// acts for the patient, what was given for the patient reaches that person.
func viewContact(ctx context.Context, q *db.Queries, c *opinion.Working, names *people, v *caseView) error {
	given, err := c.Contact()
	if err != nil {
		return err
	}
	p := c.Doc.Patient
	phone, email := cmp.Or(given.Phone, p.Phone), cmp.Or(given.Email, p.Email)
	reached := partyView{Party: partyPatient, Name: c.Person.Name, Phone: phone, Email: email, EmailConfirmed: email != "" && c.Row.PatientEmailable}
	if r := p.Representative; r != nil {
		v.Parties = append(v.Parties, partyView{Party: partyPatient, Name: c.Person.Name})
		reached.Party, reached.Name = partyRepresentative, r.Name
	}
	v.Parties = append(v.Parties, reached)
	for _, one := range []struct{ party, id string }{{partyPhysician, c.Row.PhysicianID}, {partyCovering, c.Row.CoveringID}} {
		if one.id != "" {
			x := names.get(one.id)
			v.Parties = append(v.Parties, partyView{Party: one.party, Name: x.Name, Titles: x.Titles, Phone: x.Phone, Email: x.Email, There: names.k.there(c.Clinic.Zone)})
		}
	}
	if c.Clinic.ID != "" {
		v.Parties = append(v.Parties, partyView{Party: partyClinic, Name: c.Clinic.Name, Phone: c.Clinic.Phone, Address: addressLines(c.Clinic.Address), There: names.k.there(c.Clinic.Zone)})
	}
	for i := range v.Parties {
		v.Parties[i].Address = append([]string{}, v.Parties[i].Address...)
	}
	if err := viewAgreed(ctx, q, c, names.now, v); err != nil {
		return err
	}
	return viewCalls(ctx, q, c, names, v)
}

// agreedView is what whoever handles a case has to know of the partner's contract.
type agreedView struct {
	Contract string          `json:"contract"`
	Holds    bool            `json:"holds"` // today
	Pays     string          `json:"pays" ts:"'partner' | 'member'"`
	Contact  partner.Contact `json:"contact"`
	Note     string          `json:"note"`
	Member   string          `json:"member"` // the form of its members' numbers
	Fits     bool            `json:"fits"`   // this case's number is of that form
}

func viewAgreed(ctx context.Context, q *db.Queries, c *opinion.Working, now time.Time, v *caseView) error {
	if c.Row.PartnerID == "" {
		return nil
	}
	row, err := q.GetPartner(ctx, c.Row.PartnerID)
	if err != nil {
		return db.Err(err, "read partner")
	}
	p, err := partner.Of(row)
	if err != nil {
		return err
	}
	v.Agreed = &agreedView{p.Contract, row.Holds(now), p.Pays, p.Contact, p.Note, p.Member, p.Fits(c.Doc.Payer.Member)}
	return nil
}

func viewCalls(ctx context.Context, q *db.Queries, c *opinion.Working, names *people, v *caseView) error {
	list, err := q.ListCalls(ctx, c.Row.ID)
	if err != nil {
		return db.Err(err, "read calls")
	}
	wrong := map[string]bool{}
	for _, row := range list {
		wrong[row.CorrectsID] = true
	}
	for _, row := range slices.Backward(list) {
		l, err := c.LoggedCall(row)
		if err != nil {
			return err
		}
		v.Calls = append(v.Calls, callView{
			row.ID, instant(row.CreatedAt), names.name(row.ByID), row.Party, l.Number, row.Came, l.With, l.Said, moment(row.AgainAt), row.CorrectsID, wrong[row.ID],
		})
	}
	return nil
}
