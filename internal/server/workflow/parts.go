package workflow

import (
	"errors"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
)

// actorFacts: people act for themselves, under a role that they hold now and
// that counts at the door they came through; a clinic's staff may act through
// the clinic's device.
func (a *act) actorFacts(cmd Command, f *Facts) error {
	role, clinic, physician := cmd.Actor.Role, a.row.ClinicID, a.row.PhysicianID
	if cmd.New != nil && a.row.ID == "" {
		clinic, physician = cmd.New.ClinicID, cmd.New.PhysicianID
	}
	if !cmd.Actor.Borne() {
		return notYours(nil)
	}
	switch {
	case oneOf(role, principal.System, principal.Patient):
		return nil
	case role == principal.ClinicStaff && cmd.Actor.ID == "":
		d, err := a.q.GetDevice(a.ctx, cmd.Actor.Device)
		if err != nil || d.RevokedAt != 0 || d.ClinicID != clinic {
			return notYours(err)
		}
		return nil
	}
	who, row, err := a.q.Who(a.ctx, cmd.Actor.ID, cmd.Now)
	if errs.Is(err, errs.NotFound) {
		return notYours(err)
	} else if err != nil {
		return err
	}
	held := who.Holds(role)
	switch role {
	case principal.ClinicStaff:
		held = who.At(role, clinic)
	case principal.Coordinator: // a partner's own sees that partner's cases
		held = who.HoldsOf(role, "") || who.HoldsOf(role, a.row.PartnerID)
	}
	if !held {
		return notYours(nil)
	}
	f.Actor, f.ActorCred = who, CredentialsOf(row)
	f.IsPhysician = who.Is(physician) || who.Is(a.status.Covering)
	f.IsPartnersAdmin = a.row.PartnerID != "" && who.HoldsOf(role, a.row.PartnerID)
	if cmd.Event == Receive && !f.IsPhysician {
		return notYours(nil)
	}
	if rights.Apart(role) && a.related().OfTheClinic(who) {
		return errs.E(errs.Forbidden, "check actor",
			"You are on the clinic's side of this case: its physician, or one of its clinic. Somebody else has to do this for the service. Nothing was changed.")
	}
	return nil
}

// related is who has which part in the case, as far as its own row says.
func (a *act) related() rights.Case {
	c := a.status.Rights()
	c.Clinic, c.Physician, c.Partner = a.row.ClinicID, a.row.PhysicianID, a.row.PartnerID
	return c
}

func notYours(cause error) error {
	return errs.Wrap(errors.Join(errors.New("actor not active, not of this role, or of another clinic"), cause), errs.Forbidden, "check actor",
		"You may not act on this case. Nothing was changed.")
}

// CredentialsOf is what is on record of a person.
func CredentialsOf(p db.Person) Credentials {
	return Credentials{
		Active: p.LeftAt == 0, Tenured: p.Tenured, Licensed: p.Licensed,
		BoardCertified: p.BoardCertified, Trainee: p.Trainee, Until: p.CredentialsUntil,
	}
}

// namedFacts: who is offered, assigned or named.
func (a *act) namedFacts(cmd Command, f *Facts) error {
	f.Conflict = cmd.Conflict
	if cmd.PersonID == "" {
		f.Conflict = f.Conflict || a.related().OfTheClinic(f.Actor)
		return nil
	}
	who, row, err := a.q.Who(a.ctx, cmd.PersonID, cmd.Now)
	if err != nil {
		return err
	}
	f.Named, f.Candidate = who, CredentialsOf(row)
	if cmd.Event == NameCovering { // the license is the coordinator's check
		f.Candidate.Licensed = row.LicenseCheckedAt > 0
	}
	f.OfClinic = who.At(principal.Physician, a.row.ClinicID)
	f.Conflict = f.Conflict || a.related().OfTheClinic(who)
	return nil
}

// partFacts: which other part who acts, and who is named, has in the case. Four
// eyes are those of two people, whatever each is called.
func (a *act) partFacts(_ Command, f *Facts) error {
	if a.row.ID == "" {
		return nil
	}
	c := a.related()
	c.Offer = a.offer.PersonID
	for _, r := range a.reads {
		if r.ReaderID != "" && oneOf(Overread(r.State), Assigned, Final) {
			c.Readers = append(c.Readers, r.ReaderID)
		}
	}
	for _, p := range a.parts {
		switch state := PartState(p.State); {
		case state.stands():
			c.Contributors = append(c.Contributors, p.PersonID)
		case state == PartAsked:
			c.Invited = append(c.Invited, p.PersonID)
		}
	}
	heads, err := a.q.ListOpinionHeads(a.ctx, a.row.ID)
	if err != nil {
		return db.Err(err, "read who approved")
	}
	for _, o := range heads {
		c.Authors, c.Approvers = append(c.Authors, o.AuthorID), append(c.Approvers, o.ApproverID)
	}
	writers, err := a.q.ListWriters(a.ctx, a.row.ID)
	if err != nil {
		return db.Err(err, "read who wrote")
	}
	c.Authors = append(c.Authors, writers...)
	f.Wrote, f.IsOverreader = c.Wrote(f.Actor), f.Actor.IsAny(c.Readers)
	f.Contributes, f.Approves = f.Actor.IsAny(c.Contributors), f.Actor.IsAny(c.Approvers)
	f.NamedLeads = f.Named.Is(c.Specialist) || f.Named.Is(c.Offer)
	f.NamedPart = f.Named.IsAny(c.Contributors) || f.Named.IsAny(c.Invited)
	f.NamedWrites = c.Wrote(f.Named) || f.Named.Is(c.Offer) || f.NamedPart
	f.NamedReads, f.NamedApproves = f.Named.IsAny(c.Readers), f.Named.IsAny(c.Approvers)
	return nil
}
