package console

import (
	"strings"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/auth"
	"oso/internal/server/columns"
	"oso/internal/server/db"
	"oso/internal/server/workflow"
)

func (d *doing) person() error {
	if d.in.Person == "" {
		return incomplete("choose person", "Say whom.")
	}
	d.cmd.PersonID = d.in.Person
	return nil
}

// read says which over-read an act is about.
func (d *doing) read() error {
	d.cmd.Read = workflow.Read(d.in.Kind)
	if d.cmd.Read != workflow.ImagingRead && d.cmd.Read != workflow.PathologyRead {
		return errs.E(errs.Invalid, "choose review", "Say which review: imaging or pathology. Nothing was changed.")
	}
	return nil
}

func (d *doing) fit() error {
	if err := d.person(); err != nil {
		return err
	}
	p, err := d.q.GetPerson(d.ctx, d.in.Person)
	if err != nil {
		return db.Err(err, "find person")
	}
	return eligible(p, d.file.row, d.cmd.Now.UnixMilli())
}

// offer sends the synopsis to one specialist: what is asked, without the name.
func offer(d *doing) error {
	if err := d.fit(); err != nil {
		return err
	}
	items, err := d.c.CountItems(d.ctx, d.q)
	if err != nil {
		return err
	}
	sealed, err := d.c.Columns().SealJSON(columns.Synopsis, d.in.Person, d.k.makeSynopsis(d.c, items, d.in.Note))
	if err != nil {
		return err
	}
	d.cmd.Synopsis, d.cmd.Object = sealed, seal.SHA256(sealed)
	return nil
}

// acceptOffer: the draft is there when the specialist opens the case.
func acceptOffer(d *doing) error {
	p, err := d.q.GetPerson(d.ctx, d.cmd.Actor.ID)
	if err != nil {
		return db.Err(err, "find author")
	}
	return d.c.Start(d.ctx, d.q, p, d.k.letterhead(), d.k.today(), d.cmd.Now)
}

func assignOverread(d *doing) error {
	if err := d.read(); err != nil {
		return err
	}
	return d.fit()
}

func readyOverread(d *doing) error {
	if err := d.read(); err != nil {
		return err
	}
	if strings.TrimSpace(d.in.Report) == "" {
		return incomplete("sign over-read", "The report is empty. Write what was found and what it means.")
	}
	return nil
}

func finalizeOverread(d *doing) error {
	if err := d.read(); err != nil {
		return err
	}
	by, err := d.signature()
	if err != nil {
		return err
	}
	d.cmd.Object, err = d.c.SignReading(d.ctx, d.q, d.in.Kind, d.in.Report, by)
	return err
}

// letter stores a message and, where it goes to the clinic, tells the clinic's
// desks.
func (d *doing) letter(kind string, from auth.Role, to, text string) error {
	if strings.TrimSpace(text) == "" {
		return incomplete("write message", "The message is empty.")
	}
	id := casefile.NewID()
	body, err := d.c.Columns().SealJSON(columns.Message, id, columns.MessageData{From: d.file.who.Name + ", " + string(from), Text: text})
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
func askQuestion(d *doing) error {
	return d.letter("question", d.file.who.Role, string(auth.Coordinator), d.in.Text)
}

func forwardQuestion(d *doing) error {
	return d.letter("question", auth.Coordinator, "physician", d.in.Text)
}

func answerQuestion(d *doing) error {
	to := string(writer(d.file.row.Kind))
	if id := d.file.row.AskerID; id != "" {
		p, err := d.q.GetPerson(d.ctx, id)
		if err != nil {
			return db.Err(err, "find who asked")
		}
		to = p.Role
	}
	return d.letter("answer", auth.Coordinator, to, d.in.Text)
}

func raiseCritical(d *doing) error {
	if strings.TrimSpace(d.in.Finding) == "" {
		return incomplete("raise critical finding", "Say what was found.")
	}
	d.cmd.Finding = d.c.Columns().Seal(columns.Finding, "", []byte(d.in.Finding))
	d.cmd.Object = seal.SHA256(d.cmd.Finding)
	return nil
}

func logCall(d *doing) error {
	if strings.TrimSpace(d.in.Call) == "" {
		return incomplete("log call", "Say who was reached, when, and what was said.")
	}
	d.cmd.Finding = d.c.Columns().Seal(columns.Call, "", []byte(d.in.Call))
	d.cmd.Note = d.c.Columns().Seal(columns.AuditNote, "", []byte(d.in.Call)) // every call is on record, the finding keeps the first
	d.cmd.Object = seal.SHA256(d.cmd.Finding)
	return nil
}

// acknowledgeCritical is the coordinator's word that the physician knows.
func acknowledgeCritical(d *doing) error {
	if strings.TrimSpace(d.in.Note) == "" {
		return incomplete("acknowledge critical finding", "Say who understood it, when, and how you know: read back, or in writing.")
	}
	return nil
}
