package console

import (
	"fmt"
	"strings"
	"time"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/acts"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/wire"
)

// recordOutcome keeps what became of a case as the physician said it by telephone:
// as the message that a workstation would have sent, of which the desk knows.
func recordOutcome(d *doing, in *acts.TookOutcome) error {
	const op = "record outcome"
	id, err := onceID(string(in.Once))
	if err != nil {
		return err
	}
	if d.file.releasedAt() == 0 {
		return errs.E(errs.Refused, op, "Nothing is released in this case. Nothing was changed. Write down what was said as a call.")
	}
	said := d.cmd.Now
	if in.At != "" {
		var err error
		said, err = time.ParseInLocation("2006-01-02T15:04", string(in.At), d.k.Zone)
		if err != nil || said.After(d.cmd.Now) || said.UnixMilli() < d.file.releasedAt()-time.Minute.Milliseconds() {
			return &acts.FieldError{Field: "at", Err: errs.E(errs.Invalid, op, "“When” is no day with a time of day between the release and now. Nothing was changed. Enter when it was said, or leave it empty for now.")}
		}
	}
	o := wire.Outcome{Diagnosis: string(in.Diagnosis), Treatment: string(in.Treatment), Words: strings.TrimSpace(string(in.Words))}
	text := strings.TrimSpace(fmt.Sprintf("The first diagnosis: %s. The treatment: %s.\nSaid by telephone by %s, %s.\n\n%s",
		d.labelOf("diagnosis", o.Diagnosis), d.labelOf("treatment", o.Treatment), in.Who, said.In(d.k.Zone).Format("Jan 2, 2006, 15:04"), o.Words))
	body, err := d.c.SealMessage(id, chart.Message{From: d.file.who.Name + ", coordinator", Text: text, Asks: wire.Asks{Version: int(d.file.row.Version), Outcome: &o}})
	if err != nil {
		return err
	}
	now := d.cmd.Now.UnixMilli()
	n, err := d.q.InsertMessage(d.ctx, db.InsertMessageParams{
		ID: id, CaseID: d.file.row.ID, Kind: chart.OutcomeTold, FromRole: string(principal.Coordinator), FromID: d.file.who.ID,
		ToRole: string(principal.Coordinator), BodySealed: body, CreatedAt: now,
	})
	if err != nil {
		return db.Err(err, op)
	}
	if n == 0 { // an answer was lost and the same was asked again
		return d.repeatedLetter(id)
	}
	if err := d.q.ReadMessage(d.ctx, db.ReadMessageParams{CaseID: d.file.row.ID, ID: id, ToRole: string(principal.Coordinator), ReadAt: now}); err != nil {
		return db.Err(err, op)
	}
	d.cmd.Object = seal.SHA256(body)
	if err := d.q.TouchCase(d.ctx, db.TouchCaseParams{ID: d.file.row.ID}); err != nil {
		return db.Err(err, op)
	}
	return opinion.CountOutcome(d.ctx, d.q, d.c.Case, o, id, d.cmd.Now)
}

// labelOf is what a choice of the act says to people.
func (d *doing) labelOf(field, value string) string {
	for _, f := range d.act.Fields() {
		for _, c := range f.Choices {
			if f.Name == field && c.Value == value {
				return strings.ToLower(c.Label[:1]) + c.Label[1:]
			}
		}
	}
	return value
}
