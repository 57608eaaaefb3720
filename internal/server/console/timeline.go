package console

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/acts"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// timelineView is a page of everything that happened to a case, the newest first.
type timelineView struct {
	From    int             `json:"from"`
	Total   int             `json:"total"` // of the kind asked for
	Entries []timelineEntry `json:"entries"`
	Kinds   []kindCount     `json:"kinds"` // what there is, in the order of the filter
}

type kindCount struct {
	Kind  string `json:"kind"`
	Count int    `json:"count"`
}

// timelineEntry is one thing that happened: a row of the audit with the words that
// hang on it, or a notice. What the person may not know of it is empty.
type timelineEntry struct {
	ID     string  `json:"id"`
	At     instant `json:"at"`
	Kind   string  `json:"kind"`
	Event  string  `json:"event"`
	Actor  string  `json:"actor"`
	Role   string  `json:"role"`
	From   string  `json:"from"`
	To     string  `json:"to"`
	Reason string  `json:"reason"`
	Note   string  `json:"note"`
	// Whom: to whom an offer, a call or a notice was.
	Whom string `json:"whom"`
	Text string `json:"text"` // a message's, a call's
	// State and Channel are a notice's: sent by mail or post, failed, waiting.
	State   string `json:"state"`
	Channel string `json:"channel"`

	note   []byte
	object string
	stamp  int64
}

// Kinds of entries, in the order of the filter.
var timelineKinds = [...]string{"case", "calls", "messages", "records", "specialist", "opinion", "money", "notices"}

// kindOfEvent says under which kind an event is looked for.
func kindOfEvent(e workflow.Event) string {
	switch e {
	case acts.RecordCall, workflow.LogCall, workflow.RaiseCritical, workflow.AcknowledgeCritical:
		return "calls"
	case acts.Letter, acts.Replied, workflow.AskQuestion, workflow.ForwardQuestion, workflow.AnswerQuestion:
		return "messages"
	case workflow.Receive, workflow.Amend, workflow.RecordMaterial, workflow.WaiveMaterials, workflow.FindDeficient, workflow.FindComplete, workflow.ReopenIntake,
		workflow.RecordReturn, acts.SendThingsBack, acts.PutThings, acts.ConfirmArrival, acts.CorrectLabel, acts.AskTranslation, acts.JoinTranslation, acts.NoTranslation, acts.TieRecords, acts.TakeMaterial, acts.GiveBackMaterial, acts.Opened, acts.OpenedRecord, acts.MovedRecord, acts.Printed, acts.Taken:
		return "records"
	case workflow.Offer, workflow.OfferBackup, workflow.AcceptOffer, workflow.DeclineOffer, workflow.OfferTimeout, workflow.CancelOffer, workflow.Unassign, workflow.ReassignRevision,
		acts.NoteTalk, workflow.AskPart, workflow.AcceptPart, workflow.DeclinePart, workflow.SignPart, workflow.ReturnPart, workflow.RemovePart, workflow.PartOverdue,
		workflow.OrderOverread, workflow.AssignOverread, workflow.FinalizeOverread, workflow.AddToOverread, workflow.DoubtOverread, workflow.OverreadOverdue,
		workflow.OverreadNotAvailable, workflow.RemoveOverread:
		return "specialist"
	case workflow.SignDraft, workflow.TakeUp, workflow.ReturnDraft, workflow.Approve, workflow.Access, workflow.AccessSuperseded, workflow.Deliver, workflow.ReissueOpinion,
		workflow.AskAddendum, workflow.BeginCorrection, workflow.SignRevision, workflow.TakeUpRevision, workflow.ReturnRevision, workflow.ApproveRevision,
		workflow.DropRevision, workflow.AcknowledgeCorrection, workflow.CorrectionOverdue, workflow.AskOutcome,
		workflow.RequestPlacement, workflow.ArrangePlacement, workflow.DeclinePlacement, workflow.HandOffVideo, acts.Lacked, acts.RecordOutcome:
		return "opinion"
	case workflow.SetEstimate, workflow.AcceptEstimate, workflow.ChargeSucceeded, workflow.ChargeFailed, workflow.RetryCharge, workflow.WaiveCharge, acts.LinkPartner:
		return "money"
	}
	return "case"
}

// mostTimeline bounds one page.
const mostTimeline = 100

// timeline answers with a page: ?kind= one of the filter's, ?from= how many are
// newer.
func (k *Console) timeline(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "read timeline"
	ctx, q, ask := r.Context(), k.DB.Q(), r.URL.Query()
	from, kind := 0, ask.Get("kind")
	if s := ask.Get("from"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 0 {
			return errs.E(errs.Invalid, op, "The page does not say from where on the timeline is read. Nothing was changed. Open the case anew.")
		}
		from = n
	}
	if kind != "" && !slices.Contains(timelineKinds[:], kind) {
		return errs.E(errs.Invalid, op, "There is no such kind of entry. Nothing was changed. Choose one of those that are there.")
	}
	f, err := k.find(ctx, q, r.PathValue("case"), who)
	if err != nil {
		return err
	}
	if err := f.mustSee(rights.History); err != nil {
		return err
	}
	if f.row.ErasedAt > 0 {
		return errs.E(errs.NotFound, op, "This case was erased. What happened to it stands in the audit alone.")
	}
	c, err := k.openCase(ctx, q, f)
	if err != nil {
		return err
	}
	defer c.Close()
	all, kinds, err := timelineOf(ctx, q, f, k.names(ctx, q), kind, from+mostTimeline)
	if err != nil {
		return err
	}
	v := &timelineView{From: from, Entries: []timelineEntry{}, Kinds: []kindCount{}}
	for _, one := range timelineKinds {
		if n := kinds[one]; n > 0 {
			v.Kinds = append(v.Kinds, kindCount{one, n})
			if kind == "" || kind == one {
				v.Total += n
			}
		}
	}
	v.Entries = append(v.Entries, all[min(from, len(all)):min(from+mostTimeline, len(all))]...)
	if err := k.words(ctx, q, f, c, v.Entries); err != nil {
		return err
	}
	return answer(w, v)
}

// timelineOf is the newest of a kind that the person may know of, as many as are
// reached, without what is sealed; and how many there are of each kind.
func timelineOf(ctx context.Context, q *db.Queries, f *file, names *people, kind string, reach int) ([]timelineEntry, map[string]int, error) {
	const op = "read timeline"
	counts, err := q.CountAuditByEvent(ctx, f.row.ID)
	if err != nil {
		return nil, nil, db.Err(err, op)
	}
	desk, kinds, asked := f.Sees(rights.Intake), map[string]int{}, ","
	for _, n := range counts {
		event := workflow.Event(n.Event)
		if !desk && !aboutReview(event) {
			continue
		}
		of := kindOfEvent(event)
		kinds[of] += int(n.Entries)
		if kind == "" || kind == of {
			asked += n.Event + ","
		}
	}
	audit, err := q.ListAuditNewest(ctx, db.ListAuditNewestParams{Chain: f.row.ID, Events: asked, Most: int64(reach)})
	if err != nil {
		return nil, nil, db.Err(err, op)
	}
	moved, err := q.ListAuditOf(ctx, db.ListAuditOfParams{Chain: f.row.ID, Event: string(acts.MovedRecord)})
	if err != nil {
		return nil, nil, db.Err(err, op)
	}
	others := ofOthers(moved)
	var out []timelineEntry
	for _, a := range audit {
		e := timelineEntry{
			ID: strconv.FormatInt(a.Seq, 10), At: instant(a.ServerTime), Kind: kindOfEvent(workflow.Event(a.Event)), Event: a.Event,
			Actor: names.name(a.ActorID), Role: a.Role, From: a.FromState, To: a.ToState, Reason: a.Reason,
			note: a.NoteSealed, object: a.ObjectSHA256, stamp: a.ServerTime,
		}
		if !f.Sees(rights.Writers) && !f.who.Is(a.ActorID) && writes(principal.Role(a.Role)) {
			e.Actor, e.note = "", nil
		}
		if others(a) {
			e.note = nil
		}
		out = append(out, e)
	}
	if desk {
		notices, err := q.ListNotices(ctx, f.row.ID)
		if err != nil {
			return nil, nil, db.Err(err, op)
		}
		kinds["notices"] = len(notices)
		for _, n := range slices.Backward(notices) {
			if kind == "" || kind == "notices" {
				at := cmp.Or(n.SentAt, n.CreatedAt)
				out = append(out, timelineEntry{
					ID: n.ID, At: instant(at), Kind: "notices", Event: n.Notice, Role: n.Audience, Whom: names.told(n), State: n.State, Channel: n.Channel, stamp: at,
				})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b timelineEntry) int { return cmp.Compare(b.stamp, a.stamp) })
	return out, kinds, nil
}

// told is who was written to by a notice, or is to be.
func (p *people) told(n db.Notice) string {
	ids := strings.Fields(n.Told)
	if len(ids) == 0 {
		return p.name(n.PersonID)
	}
	var out []string
	for _, id := range ids {
		out = append(out, p.name(id))
	}
	return strings.Join(out, ", ")
}

// ofOthers tells which rows of a case's audit are about a record that turned out to
// be another patient's, but for the one that says so: their words may name whose it
// is, in a case where nobody may read that.
func ofOthers(moved []db.Audit) func(db.Audit) bool {
	records := map[string]bool{}
	for _, a := range moved {
		if a.Reason == wrongPatient {
			records[a.ObjectSHA256] = true
		}
	}
	return func(a db.Audit) bool { return a.Event != string(acts.MovedRecord) && records[a.ObjectSHA256] }
}

// words opens what is sealed of the entries of a page: notes, and what hangs on an
// entry by the hash of what was sealed with it.
func (k *Console) words(ctx context.Context, q *db.Queries, f *file, c *opinion.Working, page []timelineEntry) error {
	messages, err := q.ListMessages(ctx, f.row.ID)
	if err != nil {
		return db.Err(err, "read messages")
	}
	said := map[string]db.Message{}
	for _, m := range messages {
		if f.Is(rights.Desk) || f.who.Is(m.FromID) || f.under(principal.Role(m.ToRole)) {
			said[seal.SHA256(m.BodySealed)] = m
		}
	}
	calls, offers := map[string]db.Call{}, []db.Offer{}
	if f.Sees(rights.Intake) {
		list, err := q.ListCalls(ctx, f.row.ID)
		if err != nil {
			return db.Err(err, "read calls")
		}
		for _, l := range list {
			calls[seal.SHA256(l.BodySealed)] = l
		}
		if offers, err = q.ListOffers(ctx, f.row.ID); err != nil {
			return db.Err(err, "read offers")
		}
	}
	names := k.names(ctx, q)
	for i := range page {
		e := &page[i]
		if e.Note, err = c.Note(e.note); err != nil {
			return err
		}
		if m, ok := said[e.object]; ok && e.object != "" {
			d, err := c.Message(m)
			if err != nil {
				return err
			}
			e.Text = d.Text
			if e.Actor == "" || m.FromRole == string(principal.ClinicStaff) {
				e.Actor = d.From
			}
		}
		if l, ok := calls[e.object]; ok && e.object != "" {
			body, err := c.LoggedCall(l)
			if err != nil {
				return err
			}
			e.Whom, e.Text = l.Party, callWords(body)
		}
		if to := principal.Role(e.Role); e.Kind == "notices" && e.Whom == "" && (to == principal.Patient || e.Role == "payer") {
			e.Whom = c.Person.Name
			if r := c.Doc.Patient.Representative; r != nil {
				e.Whom = r.Name
			}
		}
		if e.Kind == "specialist" {
			e.Whom = names.name(offered(offers, *e))
		}
	}
	return nil
}

// callWords is what a call's entry says below its head.
func callWords(l chart.Call) string {
	switch {
	case l.With != "" && l.Said != "":
		return fmt.Sprintf("%s: %s", l.With, l.Said)
	case l.With != "":
		return l.With
	}
	return l.Said
}

// offered is to whom an offer was that an entry tells of.
func offered(offers []db.Offer, e timelineEntry) string {
	for _, o := range offers {
		switch workflow.Event(e.Event) {
		case workflow.Offer, workflow.OfferBackup:
			if o.OfferedAt == e.stamp {
				return o.PersonID
			}
		case workflow.AcceptOffer, workflow.DeclineOffer, workflow.OfferTimeout, workflow.CancelOffer:
			if o.AnsweredAt == e.stamp {
				return o.PersonID
			}
		}
	}
	return ""
}

// stoppedView is why a case stands still, or has ended without an opinion.
type stoppedView struct {
	Event  string  `json:"event"`
	Reason string  `json:"reason"`
	Note   string  `json:"note"`
	By     string  `json:"by"`
	Role   string  `json:"role"`
	At     instant `json:"at"`
}

// viewStopped says it where the case's state is one of those, to whom its history
// is shown.
func viewStopped(ctx context.Context, q *db.Queries, f *file, c *opinion.Working, names *people, v *caseView) error {
	switch workflow.State(f.row.State) {
	case workflow.OnHold, workflow.Withdrawn, workflow.CannotAnswer, workflow.Expired, workflow.NotEligible:
	default:
		return nil
	}
	a, err := q.LastStep(ctx, db.LastStepParams{Chain: f.row.ID, State: f.row.State})
	if err = db.Err(err, "read why it stands"); errs.Is(err, errs.NotFound) {
		return nil
	} else if err != nil {
		return err
	}
	note, err := c.Note(a.NoteSealed)
	if err != nil {
		return err
	}
	v.Stopped = &stoppedView{a.Event, a.Reason, note, names.name(a.ActorID), a.Role, instant(a.ServerTime)}
	if !f.Sees(rights.Writers) && !f.who.Is(a.ActorID) && writes(principal.Role(a.Role)) {
		v.Stopped.By, v.Stopped.Note = "", ""
	}
	return nil
}
