package console

import (
	"context"
	"time"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/acts"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/opinion"
)

// conferenceView is what specialists decided who talked the case over: for whoever
// reads its history, never for the clinic.
type conferenceView struct {
	ID       string  `json:"id"`
	Held     instant `json:"held"`
	With     string  `json:"with"`
	Decided  string  `json:"decided"`
	By       string  `json:"by"`
	At       instant `json:"at"`       // when it was noted
	Corrects string  `json:"corrects"` // the one that this says otherwise
	Wrong    bool    `json:"wrong"`    // another one says so
}

// noteConference keeps one; what is wrong in an earlier one stays, with what says so.
func noteConference(d *doing, in *acts.NotedTalk) error {
	const op = "note conference"
	id, err := onceID(string(in.Once))
	if err != nil {
		return err
	}
	held, err := time.ParseInLocation("2006-01-02T15:04", string(in.Held), d.k.Zone)
	if err != nil || held.After(d.cmd.Now) {
		return &acts.FieldError{Field: "held", Err: errs.E(errs.Invalid, op, "“When it was” is no day with a time of day, or is still to come. Nothing was changed. Enter when it was.")}
	}
	if in.Corrects != "" {
		row, err := d.q.GetConference(d.ctx, string(in.Corrects))
		if err = db.Err(err, op); errs.Is(err, errs.NotFound) || err == nil && row.CaseID != d.file.row.ID {
			return errs.E(errs.NotFound, op, "There is no such conference with this case. Nothing was changed. Read the case again.")
		} else if err != nil {
			return err
		}
	}
	body, err := d.c.SealConference(id, chart.Conference{Held: held.UTC(), With: string(in.With), Decided: string(in.Decided)})
	if err != nil {
		return err
	}
	n, err := d.q.InsertConference(d.ctx, db.InsertConferenceParams{
		ID: id, CaseID: d.file.row.ID, BodySealed: body, MadeBy: d.file.who.ID, MadeRole: string(d.cmd.Actor.Role), MadeAt: d.cmd.Now.UnixMilli(), Corrects: string(in.Corrects),
	})
	if err != nil {
		return db.Err(err, op)
	}
	if n == 0 { // an answer was lost and the same was asked again
		row, err := d.q.GetConference(d.ctx, id)
		if err != nil {
			return db.Err(err, op)
		}
		return d.sameAgain(row.CaseID, row.MadeBy)
	}
	d.cmd.Object = seal.SHA256(body)
	return db.Err(d.q.TouchCase(d.ctx, db.TouchCaseParams{ID: d.file.row.ID}), op)
}

func viewConferences(ctx context.Context, q *db.Queries, c *opinion.Working, names *people, v *caseView) error {
	rows, err := q.ListConferences(ctx, c.Row.ID)
	if err != nil {
		return db.Err(err, "read conferences")
	}
	wrong := map[string]bool{}
	for _, r := range rows {
		wrong[r.Corrects] = true
	}
	for _, r := range rows {
		x, err := c.OpenConference(r)
		if err != nil {
			return err
		}
		v.Conferences = append(v.Conferences, conferenceView{r.ID, instant(x.Held.UnixMilli()), x.With, x.Decided, names.name(r.MadeBy), instant(r.MadeAt), r.Corrects, wrong[r.ID]})
	}
	return nil
}
