package console

import (
	"context"
	"database/sql"
	"net/http"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/acts"
	"oso/internal/server/auth"
	"oso/internal/server/db"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// doing is one act under way, inside its transaction.
type doing struct {
	k      *Console
	ctx    context.Context
	tx     *sql.Tx
	q      *db.Queries
	act    acts.Act
	in     any // the act's own request, as acts declares it
	common acts.Common
	file   *file
	c      *opinion.Working
	cmd    workflow.Command
	signer *auth.Signer
	ready  string // hash of what was found fit to be signed
	// repeated: this was asked before, and is done; nothing is written again.
	repeated    bool
	arrangement db.InsertArrangementParams // what an act arranges, to be kept once it was done
	// release is what approve prepared before the transaction.
	release *opinion.Released
}

// step is how one act is done: do fills the command and writes what has to be
// there before the event, then writes what hangs on it. An act that signs
// opens the key before the transaction; ready is asked before that, so that a
// code is not spent on what cannot be signed. An act without a step needs
// nothing but its event.
type step struct {
	do, then func(*doing) error
	ready    func(*doing) error
	prepare  func(*doing) error
	message  bool // no event: what it writes, and its audit row
}

// with gives a step the request of its act, as the type that acts declares.
func with[R any](do func(*doing, *R) error) func(*doing) error {
	return func(d *doing) error {
		in, ok := d.in.(*R)
		if !ok {
			return errs.E(errs.Internal, "do act", "")
		}
		return do(d, in)
	}
}

func steps() map[workflow.Event]step {
	return map[workflow.Event]step{
		workflow.CheckLicense:         {do: func(d *doing) error { d.cmd.LicenseKnown = true; return nil }},
		workflow.CheckAgreement:       {do: agreementChecked},
		workflow.RejectAgreement:      {do: agreementChecked},
		workflow.DecideLocation:       {do: decideLocation},
		workflow.RefuseLocation:       {do: refuseLocation},
		workflow.RecordMaterial:       {do: with(recordMaterial)},
		workflow.FindDeficient:        {do: with(findDeficient)},
		workflow.FindComplete:         {do: findComplete},
		workflow.RecordReturn:         {do: with(recordReturn)},
		workflow.SetEstimate:          {do: setEstimate},
		workflow.Offer:                {do: with(offer)},
		workflow.AcceptOffer:          {then: acceptOffer},
		workflow.NameCovering:         {do: with(nameCovering), then: covered},
		workflow.ReissueOpinion:       {do: reissue},
		workflow.OrderOverread:        {do: with(orderOverread)},
		workflow.OverreadNotAvailable: {do: with(func(d *doing, in *acts.OverreadNotAvailable) error { return d.read(in.Kind) })},
		workflow.RemoveOverread:       {do: with(func(d *doing, in *acts.RemoveOverread) error { return d.read(in.Kind) })},
		workflow.AssignOverread:       {do: with(assignOverread)},
		workflow.FinalizeOverread:     {do: with(finalizeOverread), ready: with(reportFit)},
		workflow.AddToOverread:        {do: with(addToOverread), ready: with(addendumFit)},
		workflow.AskPart:              {do: with(askPart)},
		workflow.AcceptPart:           {do: with(func(d *doing, in *acts.AcceptPart) error { return d.part(in.Part) })},
		workflow.DeclinePart:          {do: with(func(d *doing, in *acts.DeclinePart) error { return d.part(in.Part) })},
		workflow.SignPart:             {ready: with(readyPart), do: with(signPart)},
		workflow.ReturnPart:           {do: with(func(d *doing, in *acts.ReturnPart) error { return d.part(in.Part) })},
		workflow.RemovePart:           {do: with(func(d *doing, in *acts.RemovePart) error { return d.part(in.Part) })},
		workflow.AskQuestion:          {do: with(askQuestion)},
		workflow.ForwardQuestion:      {do: with(forwardQuestion)},
		workflow.AnswerQuestion:       {do: with(answerQuestion)},
		workflow.RaiseCritical:        {do: with(raiseCritical)},
		workflow.LogCall:              {do: with(logCall)},
		workflow.SignDraft:            signing(func(in *acts.SignDraft) *acts.Signing { return &in.Signing }),
		workflow.SignRevision:         signing(func(in *acts.SignRevision) *acts.Signing { return &in.Signing }),
		workflow.TakeUp:               {do: takeUp},
		workflow.TakeUpRevision:       {do: takeUp},
		workflow.ReturnDraft:          {do: with(func(d *doing, in *acts.ReturnDraft) error { return returnDraft(d, &in.Returning) })},
		workflow.ReturnRevision:       {do: with(func(d *doing, in *acts.ReturnRevision) error { return returnDraft(d, &in.Returning) })},
		workflow.Approve:              approving(func(in *acts.Approve) *acts.Approving { return &in.Approving }),
		workflow.ApproveRevision:      approving(func(in *acts.ApproveRevision) *acts.Approving { return &in.Approving }),
		workflow.ReassignRevision:     {do: with(reassign), then: with(reassignRevision)},
		workflow.AskAddendum:          {do: with(needQuestions), then: with(beginAddendum)},
		workflow.BeginCorrection:      {do: with(needChange), then: with(beginCorrection)},
		workflow.DropRevision:         {then: droppedRevision},
		workflow.Deliver:              {do: with(deliver)},
		workflow.RequestPlacement:     {do: with(requestPlacement), then: keepArrangement},
		workflow.ArrangePlacement:     {do: with(arrangePlacement), then: keepArrangement},
		workflow.DeclinePlacement:     {do: with(declinePlacement), then: keepArrangement},
		workflow.HandOffVideo:         {do: with(handOffVideo), then: keepArrangement},
		acts.Assign:                   {message: true, do: with(assign)},
		acts.FinishTask:               {message: true, do: with(finishTask)},
		acts.PutOffTask:               {message: true, do: with(putOffTask)},
		acts.RecordCall:               {message: true, do: with(recordCall)},
		acts.SendThingsBack:           {message: true, do: with(sendThings)},
		acts.PutThings:                {message: true, do: with(placeThings)},
		acts.ConfirmArrival:           {message: true, do: with(confirmThings)},
		acts.CorrectLabel:             {message: true, do: with(correctThing)},
		acts.AskTranslation:           {message: true, do: with(askTranslation)},
		acts.JoinTranslation:          {message: true, do: with(joinTranslation)},
		acts.NoTranslation:            {message: true, do: with(noTranslation)},
		acts.TieRecords:               {message: true, do: with(tieRecords)},
		acts.TakeMaterial:             {message: true, do: with(takeMaterial)},
		acts.GiveBackMaterial:         {message: true, do: with(giveBackMaterial)},
		acts.RecordOutcome:            {message: true, do: with(recordOutcome)},
		acts.NoteTalk:                 {message: true, do: with(noteConference)},
		acts.LinkPartner:              {message: true, do: with(linkPartner)},
		acts.Letter:                   {message: true, do: with(writeLetter)},
	}
}

// act does one act and answers with the case as it is then.
func (k *Console) act(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	a, ok := acts.Find(workflow.Event(r.PathValue("act")))
	if !ok {
		return errs.E(errs.NotFound, "find act", "There is no such act. Nothing was changed.")
	}
	event, s := a.Event, k.steps[a.Event]
	in := a.New()
	if err := readOf(r, in, "“"+a.Label+"” has"); err != nil {
		return err
	}
	ctx, id := r.Context(), r.PathValue("case")
	d := &doing{k: k, ctx: ctx, act: a, in: in, common: a.Common(in)}
	if a.Signs() {
		if err := d.unlock(s, event, id, who); err != nil {
			return err
		}
		defer d.signer.Wipe()
		if d.release != nil {
			defer d.release.Wipe()
		}
	}
	if err := k.DB.Tx(ctx, func(tx *sql.Tx) error {
		d.tx = tx
		return d.run(s, event, id, who)
	}); err != nil {
		return err
	}
	v, err := k.caseView(ctx, id, who)
	if errs.Is(err, errs.NotFound) { // declined, refused: it is nobody's here any more
		return answer(w, goneView{id, true})
	}
	if err != nil {
		return err
	}
	return answer(w, v)
}

// begin finds the case, asks the table, looks at what was brought, and opens
// what is sealed. The caller closes d.c.
func (d *doing) begin(q *db.Queries, event workflow.Event, id string, who principal.Principal) error {
	f, err := d.k.find(d.ctx, q, id, who)
	if err != nil {
		return err
	}
	if err := f.must(rights.Act(event)); err != nil {
		return err
	}
	d.q, d.file, d.c = q, f, nil
	if f.row.ErasedAt > 0 {
		return errs.E(errs.Refused, "begin act", "This case was erased. Nothing was changed.")
	}
	by := who.As(f.as(rights.Act(event)))
	if err := d.act.Check(d.in, by.Role, d.k.Flow.Config().ReasonKnown); err != nil {
		return err
	}
	if d.c, err = d.k.openCase(d.ctx, q, f); err != nil {
		return err
	}
	d.cmd = workflow.Command{
		CaseID: id, Event: event, Now: d.k.Now(), Expect: d.common.Seq, Reason: d.common.Reason,
		Actor: by,
	}
	return nil
}

// unlock opens the signing key, before the transaction: it takes a while.
func (d *doing) unlock(s step, event workflow.Event, id string, who principal.Principal) error {
	if err := d.begin(d.k.DB.Q(), event, id, who); err != nil {
		return err
	}
	defer d.c.Close()
	if seen := d.common.Seq; seen != 0 && seen != d.file.row.Seq {
		return errs.E(errs.Conflict, "begin act", "Somebody else changed this case in the meantime. Nothing was changed; look at it again before you go on.")
	}
	if s.ready != nil {
		if err := s.ready(d); err != nil {
			return err
		}
	}
	var err error
	proof := d.act.Proof(d.in)
	if d.signer, err = d.k.Auth.Unlock(d.ctx, d.cmd.Actor, string(proof.Password), string(proof.Code)); err != nil {
		return err
	}
	if s.prepare == nil {
		return nil
	}
	if err := s.prepare(d); err != nil {
		d.signer.Wipe()
		return err
	}
	return nil
}

// run is the transaction: what hangs on the event, and the event.
func (d *doing) run(s step, event workflow.Event, id string, who principal.Principal) error {
	if err := d.begin(db.New(d.tx), event, id, who); err != nil {
		return err
	}
	defer d.c.Close()
	if d.signer != nil {
		if err := d.k.Auth.Stands(d.ctx, d.tx, d.signer); err != nil {
			return err
		}
	}
	if note := d.common.Note; note != "" {
		d.cmd.Note = d.c.SealNote(note)
	}
	if s.message {
		if err := d.step(event); err != nil {
			return err
		}
	}
	if s.do != nil {
		if err := s.do(d); err != nil {
			return err
		}
	}
	if d.repeated {
		return nil
	}
	if s.message {
		row := db.Entry(id, string(event), d.cmd.Actor, d.cmd.Now)
		row.FromState, row.ToState, row.Reason, row.NoteSealed, row.ObjectSHA256 = d.file.row.State, d.file.row.State, d.cmd.Reason, d.cmd.Note, d.cmd.Object
		_, err := db.AppendAudit(d.ctx, d.tx, row)
		return err
	}
	if d.cmd.Object == "" && len(d.cmd.Note) > 0 {
		// Of the sealed words: a hash of plain ones could be guessed at.
		d.cmd.Object = seal.SHA256(d.cmd.Note)
	}
	if _, err := d.k.Flow.Apply(d.ctx, d.tx, d.k.Enqueue, d.cmd); err != nil {
		return err
	}
	if s.then == nil {
		return nil
	}
	return s.then(d)
}

// step is what an event does by itself, for an act that is none: it is refused
// where the case was seen as it is not any more, and but for a message the case
// counts one further, so that of two at once the second is told. A call was made,
// whatever became of the case meanwhile.
func (d *doing) step(event workflow.Event) error {
	if event == acts.RecordCall || event == acts.RecordOutcome || event == acts.NoteTalk {
		return nil
	}
	conflict := errs.E(errs.Conflict, "do act", "Somebody else changed this case in the meantime. Nothing was changed; look at it again before you go on.")
	if seen := d.common.Seq; seen != 0 && seen != d.file.row.Seq {
		return conflict
	}
	if event == acts.Letter {
		return nil
	}
	n, err := d.q.StepCase(d.ctx, db.StepCaseParams{ID: d.file.row.ID, Seq: d.file.row.Seq})
	if err == nil && n == 0 {
		return conflict
	}
	return db.Err(err, "do act")
}

// signature is the opened key as the opinion's package takes it.
func (d *doing) signature() (opinion.Signature, error) {
	p, err := d.author(d.signer.By.ID, d.signer.By.Role)
	return opinion.Signature{Key: d.signer.Key, Cert: d.signer.Cert, Person: p, At: d.cmd.Now}, err
}

func incomplete(op, what string) error {
	return errs.E(errs.Incomplete, op, what+" Nothing was changed.")
}

// author is who writes or signs under a role, as on record.
func (d *doing) author(id string, role principal.Role) (opinion.Author, error) {
	_, p, err := d.q.Who(d.ctx, id, d.cmd.Now)
	return opinion.Author{Person: p, Role: role}, err
}
