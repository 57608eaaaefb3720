package console

import (
	"oso/internal/casefile"
	"oso/internal/seal"
	"oso/internal/server/acts"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// read says which over-read an act is about.
func (d *doing) read(of acts.Review) error {
	d.cmd.Read = workflow.Read(of)
	return nil
}

func nameCovering(d *doing, in *acts.NameCovering) error {
	d.cmd.PersonID = string(in.Person)
	return nil
}

// fit names who is asked, looked at again: the list may be long ago.
func (d *doing) fit(id string) error {
	d.cmd.PersonID = id
	who, p, err := d.q.Who(d.ctx, id, d.cmd.Now)
	if err != nil {
		return err
	}
	return eligible(p, d.file.related().OfTheClinic(who), d.cmd.Now)
}

// offer sends the synopsis to one specialist: what is asked, without the name.
func offer(d *doing, in *acts.Offer) error {
	if err := d.fit(string(in.Person)); err != nil {
		return err
	}
	items, err := d.c.CountItems(d.ctx, d.q)
	if err != nil {
		return err
	}
	sealed, err := d.c.SealSynopsis(string(in.Person), d.k.makeSynopsis(d.c, items, string(in.Note)))
	if err != nil {
		return err
	}
	d.cmd.Synopsis, d.cmd.Object = sealed, seal.SHA256(sealed)
	return nil
}

// acceptOffer: the draft is there when the specialist opens the case.
func acceptOffer(d *doing) error {
	p, err := d.author(d.cmd.Actor.ID, d.cmd.Actor.Role)
	if err != nil {
		return err
	}
	top, err := d.k.letterhead(d.ctx, d.q)
	if err != nil {
		return err
	}
	return d.c.Start(d.ctx, d.q, p, top, d.k.today(), d.cmd.Now)
}

func assignOverread(d *doing, in *acts.AssignOverread) error {
	if err := d.read(in.Kind); err != nil {
		return err
	}
	return d.fit(string(in.Person))
}

func finalizeOverread(d *doing, in *acts.FinalizeOverread) error {
	if err := d.read(in.Kind); err != nil {
		return err
	}
	by, err := d.signature()
	if err != nil {
		return err
	}
	if d.cmd.Object, err = d.c.SignReading(d.ctx, d.q, string(in.Kind), string(in.Report), by); err != nil {
		return err
	}
	return d.c.ForgetReport(d.ctx, d.q, d.file.who.Person, string(in.Kind))
}

// letter stores a message and, where it goes to the clinic, tells the clinic's
// desks.
func (d *doing) letter(kind string, from principal.Role, to, text string) error {
	id := casefile.NewID()
	body, err := d.c.SealMessage(id, chart.Message{From: d.file.who.Name + ", " + string(from), Text: text})
	if err != nil {
		return err
	}
	now := d.cmd.Now.UnixMilli()
	if err := d.q.InsertMessage(d.ctx, db.InsertMessageParams{
		ID: id, CaseID: d.file.row.ID, Kind: kind, FromRole: string(from), FromID: d.file.who.ID, ToRole: to, BodySealed: body, CreatedAt: now,
	}); err != nil {
		return db.Err(err, "write message")
	}
	d.cmd.Object = seal.SHA256(body)
	if to != "physician" || d.file.row.ClinicID == "" {
		return nil
	}
	return db.Err(d.q.InsertFeed(d.ctx, db.InsertFeedParams{
		ClinicID: d.file.row.ClinicID, CaseID: d.file.row.ID, Kind: "message", RefID: id, CreatedAt: now,
	}), "tell clinic")
}

// A question goes to the coordinator, then the doctor, never the patient.
func askQuestion(d *doing, in *acts.AskQuestion) error {
	return d.letter("question", d.cmd.Actor.Role, string(principal.Coordinator), string(in.Text))
}

func forwardQuestion(d *doing, in *acts.ForwardQuestion) error {
	return d.letter("question", principal.Coordinator, "physician", string(in.Text))
}

func answerQuestion(d *doing, in *acts.AnswerQuestion) error {
	to := string(writer(d.file.row.Kind))
	messages, err := d.q.ListMessages(d.ctx, d.file.row.ID)
	if err != nil {
		return db.Err(err, "find who asked")
	}
	for _, m := range messages { // the last question counts: under which role it was asked
		if m.Kind == "question" && m.FromID != "" && m.FromID == d.file.row.AskerID {
			to = m.FromRole
		}
	}
	return d.letter("answer", principal.Coordinator, to, string(in.Text))
}

func raiseCritical(d *doing, in *acts.RaiseCritical) error {
	d.cmd.Finding = d.c.SealFinding(string(in.Finding))
	d.cmd.Object = seal.SHA256(d.cmd.Finding)
	return nil
}

// logCall: every call is on record, the finding keeps the first.
func logCall(d *doing, in *acts.LogCall) error {
	d.cmd.Finding = d.c.SealCall(string(in.Call))
	d.cmd.Note = d.c.SealNote(string(in.Call))
	d.cmd.Object = seal.SHA256(d.cmd.Finding)
	return nil
}
