package console

import (
	"context"
	"database/sql"
	"net/http"
	"slices"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/acts"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// GlassFor is how long a case that was taken under break-glass is open, where the
// service's settings name no other time.
const GlassFor = time.Hour

// glassReasons are why a case may be taken; the words say more.
var glassReasons = []string{"emergency", "nobody-reached", "complaint", "authority", "fault", "other"}

type glassRequest struct {
	Reason string `json:"reason"`
	Why    string `json:"why"`
}

type glassReviewRequest struct {
	Verdict string `json:"verdict" ts:"'justified' | 'not-justified'"`
	Note    string `json:"note"`
}

// glassesView is every case that was taken under break-glass, for those who review
// it.
type glassesView struct {
	Rows []glassView `json:"rows"`
}

type glassView struct {
	ID       string    `json:"id"`
	Case     caseRef   `json:"case"`
	Person   personRef `json:"person"`
	Mine     bool      `json:"mine"`
	Reason   string    `json:"reason"`
	Why      string    `json:"why"` // to whom the case's history is shown, and whose it is
	Began    instant   `json:"began"`
	Until    instant   `json:"until"`
	Ended    moment    `json:"ended"`
	EndedBy  personRef `json:"ended_by"`
	Open     bool      `json:"open"`
	Verdict  string    `json:"verdict"`
	Note     string    `json:"note"`
	Reviewed moment    `json:"reviewed"`
	By       personRef `json:"by"`
	Reviews  bool      `json:"reviews"` // this person may review it
	Ends     bool      `json:"ends"`    // this person may end it
	Saw      []sawView `json:"saw"`
}

// sawView is what was looked at under it, by kind of page.
type sawView struct {
	What  string `json:"what"`
	Count int    `json:"count"`
}

// seenOf names the part of a case that a request reads: "case", or the last fixed
// word of its route.
func seenOf(r *http.Request) (what, path string) {
	what = "case"
	for _, part := range strings.Split(strings.TrimPrefix(r.Pattern, r.Method+" "+api+"/cases/{case}"), "/") {
		if part != "" && part[0] != '{' {
			what = part
		}
	}
	path = r.URL.Path
	if at := strings.Index(path, "/frames/"); at >= 0 {
		path = path[:at] // one image, however many frames
	}
	return what, path
}

// underGlass writes what an administrator reads of a case under break-glass, before
// any of it is shown: each thing once.
func (k *Console) underGlass(r *http.Request, who principal.Principal) error {
	id := r.PathValue("case")
	if id == "" || r.Method != http.MethodGet || !who.Has(principal.Admin) {
		return nil
	}
	what, path := seenOf(r)
	return k.glassSaw(r.Context(), who, id, what, path)
}

func (k *Console) glassSaw(ctx context.Context, who principal.Principal, id, what, path string) error {
	const op = "note what is seen"
	q := k.DB.Q()
	open, err := q.ListOpenGlass(ctx, db.ListOpenGlassParams{CaseID: id, Now: k.Now().UnixMilli()})
	if err != nil {
		return db.Err(err, op)
	}
	at := slices.IndexFunc(open, func(g db.ListOpenGlassRow) bool { return who.Is(g.PersonID) })
	if at < 0 {
		return nil
	}
	c, err := q.GetCase(ctx, id)
	if err != nil {
		return db.Err(err, op)
	}
	row := db.Entry(id, string(acts.GlassSaw), who.As(principal.Admin), k.Now())
	row.FromState, row.ToState, row.Reason, row.ObjectSHA256 = c.State, c.State, what, seal.SHA256([]byte(open[at].ID+path))
	return k.onceADay(ctx, row)
}

// breakGlass takes a case for a stated reason, until a time. A second person has to
// review it.
func (k *Console) breakGlass(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "break glass"
	var in glassRequest
	why, err := asked(r, who, op, &in, &in.Why)
	if err != nil {
		return err
	}
	if !slices.Contains(glassReasons, in.Reason) {
		return errs.E(errs.Invalid, op, "This is no reason that there is. Nothing was opened. Choose one.")
	}
	ctx, id := r.Context(), r.PathValue("case")
	if err := k.DB.Tx(ctx, func(tx *sql.Tx) error {
		q, now := db.New(tx), k.Now()
		f, err := k.find(ctx, q, id, who)
		if err != nil {
			return err
		}
		switch {
		case f.row.ErasedAt > 0:
			return errs.E(errs.Refused, op, "This case is erased. There is nothing to open.")
		case f.Is(rights.Glass):
			return errs.E(errs.Conflict, op, "You have this case under break-glass already. Look at the page again.")
		case f.Sees(rights.Clinical):
			return errs.E(errs.Refused, op, "You have a part in this case already, and see it by that. Nothing was changed.")
		}
		if rights.Relate(who, principal.Admin, f.withGlass(who.ID)) != rights.Glass {
			return errs.E(errs.Forbidden, op, "This case cannot be taken: you are of its clinic, or the patient took the authorization back. Nothing was opened.")
		}
		c, err := k.Records.Open(k.Keys, f.row)
		if err != nil {
			return err
		}
		defer c.Close()
		g := db.InsertGlassParams{
			ID: casefile.NewID(), CaseID: id, PersonID: who.ID, Reason: in.Reason, WhySealed: c.SealNote(why), BeganAt: now.UnixMilli(), UntilAt: now.Add(k.glassFor()).UnixMilli(),
		}
		if err := q.InsertGlass(ctx, g); err != nil {
			return db.Err(err, op)
		}
		if err := q.PutTask(ctx, db.PutTaskParams{
			ID: g.ID, CaseID: id, Kind: workflow.TaskReviewGlass, Role: string(principal.Coordinator), Key: workflow.TaskReviewGlass + "/" + g.ID, DueAt: now.UnixMilli(), CreatedAt: now.UnixMilli(),
		}); err != nil {
			return db.Err(err, op)
		}
		if err := q.TouchCase(ctx, db.TouchCaseParams{ID: id}); err != nil {
			return db.Err(err, op)
		}
		row := db.Entry(id, string(acts.BrokeGlass), who.As(principal.Admin), now)
		row.FromState, row.ToState, row.Reason, row.NoteSealed, row.ObjectSHA256 = f.row.State, f.row.State, in.Reason, g.WhySealed, seal.SHA256([]byte(g.ID))
		_, err = db.AppendAudit(ctx, tx, row)
		return err
	}); err != nil {
		return err
	}
	if err := k.glassSaw(ctx, who, id, "case", strings.TrimSuffix(r.URL.Path, "/glass")); err != nil {
		return err
	}
	return k.view(w, r, who)
}

func (k *Console) glassFor() time.Duration {
	if d := k.Flow.Config().GlassFor; d > 0 {
		return d
	}
	return GlassFor
}

// withGlass is what relates people to the case, were it somebody's by break-glass.
func (f *file) withGlass(person string) rights.Case {
	c := f.related()
	c.Glass = append(c.Glass, person)
	return c
}

// glassOf reads one, with the case as this person meets it. Of what the person has
// no part in there is none.
func (k *Console) glassOf(ctx context.Context, q *db.Queries, id string, who principal.Principal) (db.BreakGlass, *file, error) {
	g, err := q.GetGlass(ctx, id)
	if err != nil {
		return g, nil, db.Err(err, "find break-glass")
	}
	f, err := k.find(ctx, q, g.CaseID, who)
	return g, f, err
}

// reviews tells whether somebody may review it: a coordinator of the case, or
// another administrator, never who took it.
func reviews(g db.BreakGlass, f *file) bool {
	return !f.who.Is(g.PersonID) && (f.Is(rights.Desk) || f.who.Has(principal.Admin))
}

func (k *Console) endGlass(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "end break-glass"
	return keep(k, w, r, k.glasses, who, func(ctx context.Context, tx *sql.Tx) error {
		q := db.New(tx)
		g, f, err := k.glassOf(ctx, q, r.PathValue("glass"), who)
		if err != nil {
			return err
		}
		if !who.Is(g.PersonID) && !reviews(g, f) {
			return refusedRight()
		}
		return k.endIt(ctx, tx, g, f, op)
	})
}

func (k *Console) endIt(ctx context.Context, tx *sql.Tx, g db.BreakGlass, f *file, op string) error {
	now := k.Now()
	n, err := db.New(tx).EndGlass(ctx, db.EndGlassParams{ID: g.ID, EndedAt: now.UnixMilli(), EndedBy: f.who.ID})
	if err != nil {
		return db.Err(err, op)
	}
	if n == 0 {
		return errs.E(errs.Conflict, op, "It has ended already. Nothing was changed; look at it again.")
	}
	return k.glassRow(ctx, tx, g, f, acts.GlassEnded, "")
}

func (k *Console) glassRow(ctx context.Context, tx *sql.Tx, g db.BreakGlass, f *file, event workflow.Event, reason string) error {
	row := db.Entry(g.CaseID, string(event), f.who.As(f.nearest()), k.Now())
	row.FromState, row.ToState, row.Reason, row.ObjectSHA256 = f.row.State, f.row.State, reason, seal.SHA256([]byte(g.ID))
	_, err := db.AppendAudit(ctx, tx, row)
	return err
}

func (f *file) nearest() principal.Role {
	if len(f.Standings) == 0 {
		return ""
	}
	return f.Standings[0].Role
}

// reviewGlass says whether it was justified; what was not, ends at once. What is
// still open is not justified yet: more may be seen under it.
func (k *Console) reviewGlass(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "review break-glass"
	var in glassReviewRequest
	if err := read(r, &in); err != nil {
		return err
	}
	if in.Verdict != "justified" && in.Verdict != "not-justified" {
		return errs.E(errs.Invalid, op, "It is justified or not. Nothing was changed. Choose one.")
	}
	note, err := because(in.Note, op)
	if err != nil {
		return err
	}
	return keep(k, w, r, k.glasses, who, func(ctx context.Context, tx *sql.Tx) error {
		q, now := db.New(tx), k.Now()
		g, f, err := k.glassOf(ctx, q, r.PathValue("glass"), who)
		if err != nil {
			return err
		}
		if !reviews(g, f) {
			return errs.E(errs.Forbidden, op, "A second person reviews it: a coordinator of the case, or another administrator. Nothing was changed.")
		}
		open := g.EndedAt == 0 && g.UntilAt > now.UnixMilli()
		if open && in.Verdict == "justified" {
			return errs.E(errs.Refused, op, "The case is still open under it, and more may be seen. Nothing was changed. End it, or wait until it ends; then review it.")
		}
		sealed := []byte{}
		if f.row.ErasedAt == 0 {
			c, err := k.Records.Open(k.Keys, f.row)
			if err != nil {
				return err
			}
			defer c.Close()
			sealed = c.SealNote(note)
		}
		n, err := q.ReviewGlass(ctx, db.ReviewGlassParams{ID: g.ID, Verdict: in.Verdict, ReviewSealed: sealed, ReviewedAt: now.UnixMilli(), ReviewedBy: who.ID})
		if err != nil {
			return db.Err(err, op)
		}
		if n == 0 {
			return errs.E(errs.Conflict, op, "Somebody has reviewed it already. Nothing was changed; look at it again.")
		}
		if open {
			if err := k.endIt(ctx, tx, g, f, op); err != nil {
				return err
			}
		}
		if _, err := q.FinishTask(ctx, db.FinishTaskParams{ID: g.ID, DoneAt: now.UnixMilli(), DoneBy: who.ID, Outcome: in.Verdict}); err != nil {
			return db.Err(err, op)
		}
		if err := q.TouchCase(ctx, db.TouchCaseParams{ID: g.CaseID}); err != nil {
			return db.Err(err, op)
		}
		return k.glassRow(ctx, tx, g, f, acts.GlassReviewed, in.Verdict)
	})
}

// glasses lists them for administrators, and for coordinators those of their cases.
func (k *Console) glasses(ctx context.Context, q *db.Queries, who principal.Principal) (*glassesView, error) {
	const op = "list break-glass"
	if !who.Has(principal.Admin) && !who.Has(principal.Coordinator) {
		return nil, errs.E(errs.Forbidden, op, "Your role does not show this. Nothing was changed.")
	}
	rows, err := q.ListGlass(ctx)
	if err != nil {
		return nil, db.Err(err, op)
	}
	v, names := &glassesView{Rows: []glassView{}}, k.names(ctx, q)
	for _, g := range rows {
		f, err := k.find(ctx, q, g.CaseID, who)
		if errs.Is(err, errs.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		one, err := k.glassView(ctx, q, names, f, db.BreakGlass{
			ID: g.ID, CaseID: g.CaseID, PersonID: g.PersonID, Reason: g.Reason, WhySealed: g.WhySealed, BeganAt: g.BeganAt, UntilAt: g.UntilAt, EndedAt: g.EndedAt, EndedBy: g.EndedBy,
			Verdict: g.Verdict, ReviewSealed: g.ReviewSealed, ReviewedAt: g.ReviewedAt, ReviewedBy: g.ReviewedBy,
		})
		if err != nil {
			return nil, err
		}
		v.Rows = append(v.Rows, one)
	}
	return v, nil
}

func (k *Console) glassView(ctx context.Context, q *db.Queries, names *people, f *file, g db.BreakGlass) (glassView, error) {
	open := g.EndedAt == 0 && g.UntilAt > k.Now().UnixMilli()
	v := glassView{
		ID: g.ID, Case: caseRef{f.row.ID, f.row.Reference}, Person: names.ref(g.PersonID), Mine: f.who.Is(g.PersonID), Reason: g.Reason, Began: instant(g.BeganAt), Until: instant(g.UntilAt),
		Ended: moment(g.EndedAt), EndedBy: names.ref(g.EndedBy), Open: open, Verdict: g.Verdict, Reviewed: moment(g.ReviewedAt), By: names.ref(g.ReviewedBy),
		Reviews: reviews(g, f) && g.ReviewedAt == 0, Ends: open && (f.who.Is(g.PersonID) || reviews(g, f)), Saw: []sawView{},
	}
	if (v.Mine || f.Sees(rights.History)) && f.row.ErasedAt == 0 {
		c, err := k.Records.Open(k.Keys, f.row)
		if err != nil {
			return v, err
		}
		defer c.Close()
		if v.Why, err = c.Note(g.WhySealed); err != nil {
			return v, err
		}
		if v.Note, err = c.Note(g.ReviewSealed); err != nil {
			return v, err
		}
	}
	saw, err := q.CountGlassSaw(ctx, db.CountGlassSawParams{Chain: g.CaseID, Event: string(acts.GlassSaw), ActorID: g.PersonID, From: g.BeganAt, Until: glassEnd(g)})
	if err != nil {
		return v, db.Err(err, "count what was seen")
	}
	for _, s := range saw {
		v.Saw = append(v.Saw, sawView{s.Reason, int(s.Things)})
	}
	return v, nil
}

// glassEnd is when a break-glass was over at the latest.
func glassEnd(g db.BreakGlass) int64 {
	if g.EndedAt > 0 {
		return g.EndedAt
	}
	return g.UntilAt
}

// caseGlass are those of a case that its page tells of: to the desk what is open or
// waits for a review, and to who took it the own that is open.
func (k *Console) caseGlass(ctx context.Context, q *db.Queries, names *people, f *file) ([]glassView, error) {
	out := []glassView{}
	if !f.Is(rights.Desk) && !f.Is(rights.Glass) {
		return out, nil
	}
	rows, err := q.ListCaseGlass(ctx, f.row.ID)
	if err != nil {
		return nil, db.Err(err, "list break-glass")
	}
	for _, g := range rows {
		open := g.EndedAt == 0 && g.UntilAt > k.Now().UnixMilli()
		if !open && (g.ReviewedAt > 0 || !f.Is(rights.Desk)) || !f.Is(rights.Desk) && !f.who.Is(g.PersonID) {
			continue
		}
		v, err := k.glassView(ctx, q, names, f, g)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}
