package console

import (
	"context"
	"database/sql"
	"net/http"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/auth"
	"oso/internal/server/columns"
	"oso/internal/server/db"
	"oso/internal/server/opinion"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// actBody is what any act may bring. An act reads its own fields and passes
// over the rest.
type actBody struct {
	Seq    int64  `json:"seq"`    // the Case's; 0: not checked
	Reason string `json:"reason"` // a code of GET /reasons
	Note   string `json:"note"`   // words that go with it; sealed

	Allow    bool       `json:"allow"`
	Material string     `json:"material"`
	Items    []itemBody `json:"items"`
	Person   string     `json:"person"`
	Kind     string     `json:"kind"` // imaging, pathology
	Report   string     `json:"report"`
	Finding  string     `json:"finding"`
	Call     string     `json:"call"`
	Text     string     `json:"text"`
	Channel  string     `json:"channel"`
	Evidence string     `json:"evidence"`
	Change   string     `json:"change"`

	Version    int64         `json:"version"`
	RowVersion int64         `json:"row_version"`
	Comments   []commentBody `json:"comments"`
	Password   string        `json:"password"`
	Code       string        `json:"code"`
}

type itemBody struct {
	Material string `json:"material"`
	Code     string `json:"code"`
	Note     string `json:"note"`
}

type commentBody struct {
	Part string `json:"part"`
	Text string `json:"text"`
}

// doing is one act under way, inside its transaction.
type doing struct {
	k      *Console
	ctx    context.Context
	tx     *sql.Tx
	q      *db.Queries
	in     *actBody
	file   *file
	c      *opinion.Working
	cmd    workflow.Command
	signer *auth.Signer
	ready  string // hash of what was found fit to be signed
	// release is what approve prepared before the transaction.
	release *opinion.Released
}

// step is how one act is done: do fills the command and writes what has to be
// there before the event, then writes what hangs on it. An act that signs
// opens the key before the transaction; ready is asked before that, so that a
// code is not spent on what cannot be signed.
type step struct {
	do, then func(*doing) error
	signs    bool
	ready    func(*doing) error
	prepare  func(*doing) error
	message  bool // no event: a message and its audit row
}

func steps() map[workflow.Event]step {
	plain := step{do: func(*doing) error { return nil }}
	read := step{do: func(d *doing) error { return d.read() }}
	all := map[workflow.Event]step{
		workflow.CheckLicence:         {do: func(d *doing) error { d.cmd.LicenceKnown = true; return nil }},
		workflow.CheckAgreement:       {do: agreementChecked},
		workflow.RejectAgreement:      {do: agreementChecked},
		workflow.DecideLocation:       {do: decideLocation},
		workflow.RefuseLocation:       {do: refuseLocation},
		workflow.RecordMaterial:       {do: recordMaterial},
		workflow.FindDeficient:        {do: findDeficient},
		workflow.FindComplete:         {do: findComplete},
		workflow.RecordReturn:         {do: recordReturn},
		workflow.SetEstimate:          {do: setEstimate},
		workflow.AcceptEstimate:       {do: acceptEstimate},
		workflow.Offer:                {do: offer},
		workflow.AcceptOffer:          {do: plain.do, then: acceptOffer},
		workflow.NameCovering:         {do: func(d *doing) error { return d.person() }, then: covered},
		workflow.ReissueOpinion:       {do: reissue},
		workflow.OrderOverread:        read,
		workflow.OverreadNotAvailable: read,
		workflow.RemoveOverread:       read,
		workflow.AssignOverread:       {do: assignOverread},
		workflow.FinalizeOverread:     {do: finalizeOverread, signs: true, ready: readyOverread},
		workflow.AskQuestion:          {do: askQuestion},
		workflow.ForwardQuestion:      {do: forwardQuestion},
		workflow.AnswerQuestion:       {do: answerQuestion},
		workflow.RaiseCritical:        {do: raiseCritical},
		workflow.LogCall:              {do: logCall},
		workflow.AcknowledgeCritical:  {do: acknowledgeCritical},
		workflow.SignDraft:            {do: signDraft, signs: true, ready: readyDraft},
		workflow.SignRevision:         {do: signDraft, signs: true, ready: readyDraft},
		workflow.TakeUp:               {do: takeUp},
		workflow.TakeUpRevision:       {do: takeUp},
		workflow.ReturnDraft:          {do: returnDraft},
		workflow.ReturnRevision:       {do: returnDraft},
		workflow.Approve:              {do: approve, signs: true, ready: readyApproval, prepare: prepareApproval},
		workflow.ApproveRevision:      {do: approve, signs: true, ready: readyApproval, prepare: prepareApproval},
		workflow.ReassignRevision:     {do: func(d *doing) error { return d.fit() }, then: reassignRevision},
		workflow.BeginCorrection:      {do: needChange, then: beginCorrection},
		workflow.Deliver:              {do: deliver},
		workflow.Event(rights.WriteLetter): {do: func(d *doing) error {
			return d.letter("message", auth.Coordinator, "physician", d.in.Text)
		}, message: true},
	}
	for _, e := range []workflow.Event{
		workflow.WaiveMaterials, workflow.ReopenIntake, workflow.CancelOffer, workflow.Unassign, workflow.DeclineOffer,
		workflow.AcknowledgeCorrection, workflow.DropRevision, workflow.DeclineCopy, workflow.SetEmergent,
		workflow.RequestRecord, workflow.RetryCharge, workflow.WaiveCharge, workflow.Close, workflow.Hold, workflow.Resume,
		workflow.Withdraw, workflow.Revoke, workflow.GiveBack,
	} {
		all[e] = plain
	}
	return all
}

// act does one act and answers with the case as it is then.
func (k *Console) act(w http.ResponseWriter, r *http.Request, who auth.Identity) error {
	event := workflow.Event(r.PathValue("act"))
	s, ok := k.steps[event]
	if !ok {
		return errs.E(errs.NotFound, "find act", "There is no such act. Nothing was changed.")
	}
	var in actBody
	if err := read(r, &in); err != nil {
		return err
	}
	ctx, id := r.Context(), r.PathValue("case")
	d := &doing{k: k, ctx: ctx, in: &in}
	if s.signs {
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
		return answer(w, struct {
			ID   string `json:"id"`
			Gone bool   `json:"gone"`
		}{id, true})
	}
	if err != nil {
		return err
	}
	return answer(w, v)
}

// begin finds the case, asks the table, and opens what is sealed. The caller
// closes d.c.
func (d *doing) begin(q *db.Queries, event workflow.Event, id string, who auth.Identity) error {
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
	if d.c, err = d.k.openCase(d.ctx, q, f); err != nil {
		return err
	}
	d.cmd = workflow.Command{
		CaseID: id, Event: event, Now: d.k.Now(), Expect: d.in.Seq, Reason: d.in.Reason,
		Actor: workflow.Actor{ID: who.ID, Role: workflow.Role(who.Role)},
	}
	return nil
}

// unlock opens the signing key, before the transaction: it takes a while.
func (d *doing) unlock(s step, event workflow.Event, id string, who auth.Identity) error {
	if err := d.begin(d.k.DB.Q(), event, id, who); err != nil {
		return err
	}
	defer d.c.Close()
	if d.in.Seq != 0 && d.in.Seq != d.file.row.Seq {
		return errs.E(errs.Conflict, "begin act", "Somebody else changed this case in the meantime. Nothing was changed; look at it again before you go on.")
	}
	if err := s.ready(d); err != nil {
		return err
	}
	var err error
	if d.signer, err = d.k.Auth.Unlock(d.ctx, who.ID, d.in.Password, d.in.Code); err != nil {
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
func (d *doing) run(s step, event workflow.Event, id string, who auth.Identity) error {
	if err := d.begin(db.New(d.tx), event, id, who); err != nil {
		return err
	}
	defer d.c.Close()
	if d.in.Note != "" {
		d.cmd.Note = d.c.Columns().Seal(columns.AuditNote, "", []byte(d.in.Note))
	}
	if err := s.do(d); err != nil {
		return err
	}
	if s.message {
		_, err := db.AppendAudit(d.ctx, d.tx, db.Audit{
			Chain: id, ServerTime: d.cmd.Now.UnixMilli(), ActorID: who.ID, Role: string(who.Role), Event: string(event),
			FromState: d.file.row.State, ToState: d.file.row.State, NoteSealed: d.cmd.Note,
		})
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

// signature is the opened key as the opinion's package takes it.
func (d *doing) signature() (opinion.Signature, error) {
	p, err := d.q.GetPerson(d.ctx, d.signer.ID)
	return opinion.Signature{Key: d.signer.Key, Cert: d.signer.Cert, Person: p, At: d.cmd.Now}, db.Err(err, "find signer")
}

func incomplete(op, what string) error {
	return errs.E(errs.Incomplete, op, what+" Nothing was changed.")
}
