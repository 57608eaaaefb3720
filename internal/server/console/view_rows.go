package console

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/policy"
	"oso/internal/prose"
	"oso/internal/server/acts"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/rulebook"
	"oso/internal/server/workflow"
)

type locationView struct {
	Outcome   string           `json:"outcome"`
	Reason    string           `json:"reason"`
	Table     string           `json:"table"`
	Forbidden []casefile.AddOn `json:"forbidden"`
}

type materialView struct {
	ID          string `json:"id"`
	Kind        string `json:"kind"`
	Description string `json:"description"`
	Channel     string `json:"channel"`
	Physical    bool   `json:"physical"`
	State       string `json:"state"`
	Reason      string `json:"reason"`
	Note        string `json:"note"`
	ArrivedAt   moment `json:"arrived_at"`
	ReturnedAt  moment `json:"returned_at"`
	// ReceivedBy wrote down that it came; Things are those of it that are here or
	// went back: for the desk.
	ReceivedBy string      `json:"received_by"`
	Things     []thingView `json:"things"`
}

type lineView struct {
	Code  string `json:"code"`
	Cents int64  `json:"cents"`
}

type estimateView struct {
	Version    int64      `json:"version"`
	Lines      []lineView `json:"lines"`
	Cents      int64      `json:"cents"`
	Currency   string     `json:"currency"`
	AcceptedAt moment     `json:"accepted_at"`
	AcceptedBy string     `json:"accepted_by"`
}

type offerView struct {
	ID         string    `json:"id"`
	Person     personRef `json:"person"`
	State      string    `json:"state"`
	Reason     string    `json:"reason"`
	Note       string    `json:"note"`
	OfferedAt  instant   `json:"offered_at"`
	DueAt      instant   `json:"due_at"`
	AnsweredAt moment    `json:"answered_at"`
}

type overreadView struct {
	Kind       string         `json:"kind"`
	State      string         `json:"state"`
	Reason     string         `json:"reason"`
	Reader     *personRef     `json:"reader"`
	DueAt      moment         `json:"due_at"` // until when the report is waited for
	FinishedAt moment         `json:"finished_at"`
	DoubtedAt  moment         `json:"doubted_at"`        // another patient's record was beside it
	Mine       bool           `json:"mine"`              // this person's to read
	Report     string         `json:"report"`            // as signed, its words alone
	Signed     *signedReport  `json:"signed,omitempty"`  // the same with its form, and by whom
	Addenda    []signedReport `json:"addenda,omitempty"` // to it
}

// signedReport is what a reader signed.
type signedReport struct {
	Text        string  `json:"text"` // in the form of an opinion's texts
	By          string  `json:"by"`
	As          string  `json:"as"` // specialty and qualifications
	At          instant `json:"at"`
	Fingerprint string  `json:"fingerprint"`
	// Citations are the places in the records that it names.
	Citations []deed.Citation `json:"citations"`
}

func signedReportOf(r opinion.Reading) signedReport {
	return signedReport{r.Prose(), r.Reader.Name, strings.Join(slices.DeleteFunc([]string{r.Reader.Specialty, r.Reader.Certification}, func(s string) bool { return s == "" }), ", "), instant(r.SignedAt.UnixMilli()), r.SHA256, append([]deed.Citation{}, r.Citations...)}
}

type criticalView struct {
	ID             string  `json:"id"`
	Finding        string  `json:"finding"`
	RaisedBy       string  `json:"raised_by"`
	RaisedAt       instant `json:"raised_at"`
	CalledBy       string  `json:"called_by"`
	Call           string  `json:"call"`
	CalledAt       moment  `json:"called_at"`
	AcknowledgedAt moment  `json:"acknowledged_at"`
}

type opinionRow struct {
	Version        int64  `json:"version"`
	Kind           string `json:"kind"`
	State          string `json:"state"`
	Author         string `json:"author"`
	Approver       string `json:"approver"`
	SignedAt       moment `json:"signed_at"`
	ReleasedAt     moment `json:"released_at"`
	AccessedAt     moment `json:"accessed_at"`
	SupersededAt   moment `json:"superseded_at"`
	AcknowledgedAt moment `json:"acknowledged_at"`
	Fingerprint    string `json:"fingerprint"`
	// Delivered: not opened in the program, a coordinator recorded that it was handed over.
	Delivered bool `json:"delivered"`
}

type auditView struct {
	Seq    int64   `json:"seq"`
	At     instant `json:"at"`
	Actor  string  `json:"actor"`
	Role   string  `json:"role"`
	Event  string  `json:"event"`
	From   string  `json:"from"`
	To     string  `json:"to"`
	Reason string  `json:"reason"`
	Note   string  `json:"note"`
}

// decide asks policy about the case's places again (R12).
func (k *Console) decide(ctx context.Context, q *db.Queries, c *opinion.Working) (policy.Decision, error) {
	t, err := rulebook.LocationsNow(ctx, q, k.Now())
	if err != nil {
		return policy.Decision{}, err
	}
	return t.Decide(policy.FactsOf(c.Doc), k.Now()), nil
}

func (k *Console) viewLocation(ctx context.Context, c *opinion.Working, v *caseView) error {
	d, err := k.decide(ctx, k.DB.Q(), c)
	if err != nil {
		return err
	}
	v.Location = &locationView{string(d.Outcome), d.Reason, d.TableVersion, append([]casefile.AddOn{}, d.ForbiddenAddOns...)}
	return nil
}

func viewMaterials(ctx context.Context, q *db.Queries, c *opinion.Working, names *people, v *caseView) error {
	list, err := q.ListMaterials(ctx, c.Row.ID)
	if err != nil {
		return db.Err(err, "read materials")
	}
	things, err := q.ListThings(ctx, c.Row.ID)
	if err != nil {
		return db.Err(err, "read things")
	}
	for _, m := range list {
		one, err := viewMaterial(c.Columns, m)
		if err != nil {
			return err
		}
		one.ReceivedBy = names.name(m.ReceivedBy)
		for _, t := range things {
			if t.MaterialID != m.ID {
				continue
			}
			x, err := viewThing(c.Columns, t, names)
			if err != nil {
				return err
			}
			one.Things = append(one.Things, x)
		}
		v.Materials = append(v.Materials, one)
	}
	return nil
}

func viewMaterial(c *chart.Columns, m db.Material) (materialView, error) {
	what, note, err := c.Material(m)
	return materialView{
		ID: m.ID, Kind: m.Kind, Description: what, Channel: m.Channel, Physical: m.Physical, State: m.State, Reason: m.Reason, Note: note,
		ArrivedAt: moment(m.ArrivedAt), ReturnedAt: moment(m.ReturnedAt), Things: []thingView{},
	}, err
}

// payerView is who pays, and under which number.
type payerView struct {
	Kind    casefile.PayerKind `json:"kind"`
	Partner string             `json:"partner"`
	Member  string             `json:"member"`
}

// performed are the add-ons that were done, which is all that whoever sees the
// money alone has to know of them.
func performed(row db.Case) (done []casefile.AddOn) {
	if row.ImagingRead == string(workflow.Final) {
		done = append(done, casefile.ImagingReview)
	}
	if row.PathologyRead == string(workflow.Final) {
		done = append(done, casefile.PathologyReview)
	}
	return done
}

// payerOf is who pays: as the document says, unless an amendment names another
// than the one who accepted the estimate, which stands from the offer on.
func payerOf(f *file, c *opinion.Working, partner string) *payerView {
	said := c.Doc.Payer
	if (said.Kind == casefile.PayerPartner) != (f.row.PayerKind == string(casefile.PayerPartner)) {
		return &payerView{Kind: casefile.PayerKind(f.row.PayerKind), Partner: partner}
	}
	return &payerView{said.Kind, said.Partner, said.Member}
}

func (k *Console) viewMoney(ctx context.Context, q *db.Queries, f *file, c *opinion.Working, names *people, v *caseView) error {
	v.Billing = f.row.Billing
	if !f.Sees(rights.Clinical) { // else those that are ordered are there already
		v.AddOns = append(v.AddOns, performed(f.row)...)
	}
	v.Payer = payerOf(f, c, v.Partner)
	e, err := q.LatestEstimate(ctx, f.row.ID)
	if err = db.Err(err, "read estimate"); errs.Is(err, errs.NotFound) {
		return nil
	} else if err != nil {
		return err
	}
	v.Estimate = &estimateView{Version: e.Version, Lines: []lineView{}, Cents: e.Cents, Currency: e.Currency, AcceptedAt: moment(e.AcceptedAt), AcceptedBy: names.name(e.AcceptedBy)}
	return errs.Wrap(json.Unmarshal([]byte(e.Lines), &v.Estimate.Lines), errs.Damaged, "read estimate", "")
}

func viewOffers(ctx context.Context, q *db.Queries, f *file, c *opinion.Working, names *people, v *caseView) error {
	list, err := q.ListOffers(ctx, f.row.ID)
	if err != nil {
		return db.Err(err, "read offers")
	}
	for _, o := range list {
		note, err := c.Note(o.NoteSealed)
		if err != nil {
			return err
		}
		v.Offers = append(v.Offers, offerView{
			o.ID, names.ref(o.PersonID), o.State, o.Reason, note, instant(o.OfferedAt), instant(o.DueAt), moment(o.AnsweredAt),
		})
	}
	return nil
}

// viewOverreads: a report is read before the opinion is released by the readers of
// the case, and by author and approver, whose letter it stands in; after that by
// all who read the letter.
func viewOverreads(f *file, c *opinion.Working, names *people, v *caseView) error {
	for _, o := range f.reads {
		row := overreadView{Kind: o.Kind, State: o.State, Reason: o.Reason, DueAt: moment(o.DueAt), FinishedAt: moment(o.FinishedAt), DoubtedAt: moment(o.DoubtedAt)}
		if o.ReaderID != "" {
			p := names.ref(o.ReaderID)
			row.Reader = &p
		}
		row.Mine = f.who.Is(o.ReaderID)
		if row.Mine || f.readsReviews() {
			r, err := c.ReadingOf(o.Kind)
			if err != nil {
				return err
			}
			if r != nil {
				row.Report = prose.Plain(r.Prose())
				row.Signed = new(signedReport)
				*row.Signed = signedReportOf(*r)
				for _, a := range r.Addenda {
					row.Addenda = append(row.Addenda, signedReportOf(a))
				}
			}
		}
		v.Overreads = append(v.Overreads, row)
	}
	return nil
}

// readsReviews tells whether the person reads reports that are signed.
func (f *file) readsReviews() bool {
	return f.Is(rights.Reader) || f.Sees(rights.Draft) || f.Sees(rights.Opinion) && f.releasedAt() > 0
}

func viewCritical(ctx context.Context, q *db.Queries, f *file, c *opinion.Working, names *people, v *caseView) error {
	list, err := q.ListCriticalFindings(ctx, c.Row.ID)
	if err != nil {
		return db.Err(err, "read findings")
	}
	for _, x := range list {
		finding, call, err := c.Critical(x)
		if err != nil {
			return err
		}
		by := names.name(x.RaisedBy)
		if !f.Sees(rights.Writers) && !f.who.Is(x.RaisedBy) {
			by = "" // it may be who writes
		}
		v.Critical = append(v.Critical, criticalView{
			x.ID, finding, by, instant(x.RaisedAt), names.name(x.CalledBy), call, moment(x.CalledAt), moment(x.AcknowledgedAt),
		})
	}
	return nil
}

// viewTimeline is the last of each event that happened to the case, in order: a page
// asks for all of it where somebody reads it (timeline). The desk's as a whole, for
// others what happened to what they read and write.
func viewTimeline(ctx context.Context, q *db.Queries, f *file, c *opinion.Working, names *people, v *caseView) error {
	const op = "read timeline"
	list, err := q.ListLastEvents(ctx, f.row.ID)
	if err != nil {
		return db.Err(err, op)
	}
	moved, err := q.ListAuditOf(ctx, db.ListAuditOfParams{Chain: f.row.ID, Event: string(acts.MovedRecord)})
	if err != nil {
		return db.Err(err, op)
	}
	others := ofOthers(moved)
	for _, a := range list {
		if !f.Sees(rights.Intake) && !aboutReview(workflow.Event(a.Event)) {
			continue
		}
		note, err := c.Note(a.NoteSealed)
		if err != nil {
			return err
		}
		actor := names.name(a.ActorID)
		if !f.Sees(rights.Writers) && !f.who.Is(a.ActorID) && writes(principal.Role(a.Role)) {
			actor, note = "", ""
		}
		if others(a) {
			note = ""
		}
		v.Timeline = append(v.Timeline, auditView{a.Seq, instant(a.ServerTime), actor, a.Role, a.Event, a.FromState, a.ToState, a.Reason, note})
	}
	return nil
}

// writes: whoever has this role may be the one who writes or approves, whatever
// was done. That a reader is told of no name of another reader either is no loss.
func writes(r principal.Role) bool {
	switch r {
	case principal.Specialist, principal.Radiologist, principal.Pathologist, principal.Approver:
		return true
	}
	return false
}

// aboutReview: what happened to the case, its records and the opinion; neither
// money nor contact, nor who else was asked.
func aboutReview(e workflow.Event) bool {
	switch e {
	case acts.Ticked, acts.Unticked, acts.TakeMaterial, acts.GiveBackMaterial:
		return true
	case workflow.Receive, workflow.Amend, workflow.RecordMaterial, workflow.WaiveMaterials, workflow.FindComplete,
		workflow.AcceptOffer, workflow.SetEmergent, workflow.Hold, workflow.Resume,
		workflow.OrderOverread, workflow.AssignOverread, workflow.FinalizeOverread, workflow.AddToOverread, workflow.DoubtOverread, workflow.OverreadNotAvailable, workflow.RemoveOverread,
		acts.NoteTalk, workflow.AskPart, workflow.AcceptPart, workflow.DeclinePart, workflow.SignPart, workflow.ReturnPart, workflow.RemovePart,
		workflow.AskQuestion, workflow.ForwardQuestion, workflow.AnswerQuestion,
		workflow.RaiseCritical, workflow.LogCall, workflow.AcknowledgeCritical,
		workflow.SignDraft, workflow.TakeUp, workflow.ReturnDraft, workflow.Approve,
		workflow.Access, workflow.Deliver, workflow.AskAddendum, workflow.BeginCorrection, workflow.ReassignRevision,
		workflow.SignRevision, workflow.TakeUpRevision, workflow.ReturnRevision, workflow.ApproveRevision, workflow.DropRevision, workflow.AcknowledgeCorrection:
		return true
	}
	return false
}
