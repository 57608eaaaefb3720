package console

import (
	"slices"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/acts"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/template"
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
func (d *doing) fit(id string, r *ranking) (candidate, error) {
	d.cmd.PersonID = id
	who, p, err := d.q.Who(d.ctx, id, d.cmd.Now)
	if err != nil {
		return candidate{}, err
	}
	x := r.candidate(who, p)
	if !x.Eligible || !who.Holds(r.role) {
		return x, errs.E(errs.Refused, "check candidate", "This person may not be assigned: tenure, license and board certification must be on record and in date, without a conflict of interest or another part in the case, and trainees never. Nothing was changed.")
	}
	return x, nil
}

// offer sends the synopsis to one specialist: what is asked, without the name. Who
// is named as the next gets the same one.
func offer(d *doing, in *acts.Offer) error {
	items, err := d.c.CountItems(d.ctx, d.q)
	if err != nil {
		return err
	}
	shown := d.k.makeSynopsis(d.c, items, string(in.Note))
	r, err := d.k.ranking(d.ctx, d.q, d.c, d.file, writer(d.file.row.Kind))
	if err != nil {
		return err
	}
	if in.Backup != "" {
		if err := d.backup(r, in, shown); err != nil {
			return err
		}
	}
	x, err := d.fit(string(in.Person), r)
	if err != nil {
		return err
	}
	if d.cmd.Synopsis, err = d.c.SealSynopsis(string(in.Person), shown); err != nil {
		return err
	}
	d.cmd.Object, d.cmd.Fits = seal.SHA256(d.cmd.Synopsis), r.codes(x)
	return nil
}

// backup seals what the next one is shown, who has not declined this case.
func (d *doing) backup(r *ranking, in *acts.Offer, shown synopsis) error {
	x, err := d.fit(string(in.Backup), r)
	if err != nil {
		return err
	}
	if x.Before != nil || in.Backup == in.Person {
		return errs.E(errs.Refused, "name backup", "Who is asked next is the same person, or declined this case, or did not answer. Nothing was changed. Choose somebody else, or nobody.")
	}
	b := &workflow.Backup{PersonID: string(in.Backup), Fits: r.codes(x)}
	if b.Synopsis, err = d.c.SealSynopsis(b.PersonID, shown); err != nil {
		return err
	}
	d.cmd.Backup = b
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
	if err := d.orders(in.Kind, string(in.Note)); err != nil {
		return err
	}
	r, err := d.k.ranking(d.ctx, d.q, d.c, d.file, readerRole(d.cmd.Read))
	if err == nil {
		_, err = d.fit(string(in.Person), r)
	}
	return err
}

func finalizeOverread(d *doing, in *acts.FinalizeOverread) error {
	if err := d.read(in.Kind); err != nil {
		return err
	}
	by, err := d.signature()
	if err != nil {
		return err
	}
	if err := d.c.SameReport(d.ctx, d.q, d.file.who.Person, string(in.Kind), int64(in.RowVersion)); err != nil {
		return err
	}
	if d.cmd.Object, err = d.c.SignReading(d.ctx, d.q, string(in.Kind), string(in.Report), by); err != nil {
		return err
	}
	return d.c.ForgetReport(d.ctx, d.q, d.file.who.Person, string(in.Kind))
}

// reportFit: a code is not spent on what cannot be signed.
func reportFit(_ *doing, in *acts.FinalizeOverread) error {
	return template.Unfinished(string(in.Report))
}

func addToOverread(d *doing, in *acts.AddToOverread) error {
	if err := d.read(in.Kind); err != nil {
		return err
	}
	by, err := d.signature()
	if err != nil {
		return err
	}
	if err := d.c.SameReport(d.ctx, d.q, d.file.who.Person, string(in.Kind), int64(in.RowVersion)); err != nil {
		return err
	}
	if d.cmd.Object, err = d.c.SignAddendum(d.ctx, d.q, string(in.Kind), string(in.Report), by); err != nil {
		return err
	}
	return d.c.ForgetReport(d.ctx, d.q, d.file.who.Person, string(in.Kind))
}

func addendumFit(_ *doing, in *acts.AddToOverread) error {
	return template.Unfinished(string(in.Report))
}

// letter stores a message and, where it goes to the clinic, tells the clinic's
// desks. What the coordinator writes answers what the clinic wrote; re names the
// message that it is about, where one is known.
func (d *doing) letter(kind string, from principal.Role, to, text, once, re string) error {
	const op = "write message"
	if err := unfilled(text); err != nil && from == principal.Coordinator {
		return &acts.FieldError{Field: "text", Err: err}
	}
	id, err := onceID(once)
	if err != nil {
		return err
	}
	body, err := d.c.SealMessage(id, chart.Message{From: d.file.who.Name + ", " + string(from), Text: text})
	if err != nil {
		return err
	}
	now := d.cmd.Now.UnixMilli()
	n, err := d.q.InsertMessage(d.ctx, db.InsertMessageParams{
		ID: id, CaseID: d.file.row.ID, Kind: kind, FromRole: string(from), FromID: d.file.who.ID, ToRole: to, BodySealed: body, CreatedAt: now, ReID: re,
	})
	if err != nil {
		return db.Err(err, op)
	}
	if n == 0 {
		return d.repeatedLetter(id)
	}
	d.cmd.Object = seal.SHA256(body)
	if to != "physician" || d.file.row.ClinicID == "" {
		return nil
	}
	return db.Err(d.q.InsertFeed(d.ctx, db.InsertFeedParams{
		ClinicID: d.file.row.ClinicID, CaseID: d.file.row.ID, Kind: "message", RefID: id, CreatedAt: now,
	}), "tell clinic")
}

// repeatedLetter: an answer was lost and the same was asked again.
func (d *doing) repeatedLetter(id string) error {
	m, err := d.q.GetMessage(d.ctx, id)
	if err != nil {
		return db.Err(err, "find message")
	}
	return d.sameAgain(m.CaseID, m.FromID)
}

// A question goes to the coordinator, then the doctor, never the patient.
func askQuestion(d *doing, in *acts.AskQuestion) error {
	return d.letter("question", d.cmd.Actor.Role, string(principal.Coordinator), string(in.Text), "", "")
}

// asked is the last question of who asks now, and under which role it was asked;
// the zero message where there is none.
func (d *doing) asked() (db.Message, error) {
	list, err := d.q.ListMessages(d.ctx, d.file.row.ID)
	if err != nil {
		return db.Message{}, db.Err(err, "find who asked")
	}
	for _, m := range slices.Backward(list) {
		if m.Kind == "question" && m.FromID != "" && m.FromID == d.file.row.AskerID && m.FromRole != string(principal.Coordinator) {
			return m, nil
		}
	}
	return db.Message{}, nil
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
