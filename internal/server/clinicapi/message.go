package clinicapi

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/acts"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/wire"
)

// message takes what somebody at the clinic writes about one of its cases: it is
// kept as sealed words, waits for the coordinator as a task, and goes back to all
// workstations of the clinic. Nobody's signature is under it: the name in it is the
// workstation's word.
func (a *API) message(ctx context.Context, in *struct {
	Case    string `path:"case"`
	Message string `path:"message"`
	Body    wire.MessageRequest
}) (*answer[wire.Done], error) {
	const op = "take message"
	dev := deviceOf(ctx)
	row, ok, err := a.ownCase(ctx, dev, in.Case)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, errs.E(errs.NotFound, op, "OSO does not have this case yet. The message is kept here and sent once the case has arrived.")
	}
	if err := mayWrite(dev, row); err != nil {
		return nil, err
	}
	if !casefile.ValidID(in.Message) {
		return nil, errs.E(errs.Invalid, op, "The message has no id of the service's form. Nothing was stored. Update the program.")
	}
	c, err := a.records.Open(a.keys, row)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	w, err := written(c, in.Message, in.Body.Sealed)
	if err != nil {
		return nil, err
	}
	if err := about(row, w.Asks); err != nil {
		return nil, err
	}
	body, err := c.SealMessage(in.Message, chart.Message{From: w.From, Text: w.Text, Asks: w.Asks})
	if err != nil {
		return nil, err
	}
	kind, task := kindOf(w.Asks)
	err = a.db.Tx(ctx, func(tx *sql.Tx) error {
		q, now := db.New(tx), a.now()
		// As it is now: the case may have been erased meanwhile, and nothing comes after that.
		row, err := q.GetCase(ctx, row.ID)
		if err != nil {
			return db.Err(err, op)
		}
		if row.ErasedAt != 0 {
			return erased()
		}
		if err := mayWrite(dev, row); err != nil {
			return err
		}
		n, err := q.InsertMessage(ctx, db.InsertMessageParams{
			ID: in.Message, CaseID: row.ID, Kind: kind, FromRole: string(principal.ClinicStaff), FromID: dev.Device,
			ToRole: string(principal.Coordinator), BodySealed: body, CreatedAt: now.UnixMilli(), ReID: w.Re,
		})
		if err != nil {
			return db.Err(err, op)
		}
		if n == 0 {
			return a.sameMessage(ctx, q, row.ID, in.Message)
		}
		for _, step := range []func() error{
			func() error {
				return q.InsertFeed(ctx, db.InsertFeedParams{ClinicID: row.ClinicID, CaseID: row.ID, Kind: string(wire.ChangeMessage), RefID: in.Message, CreatedAt: now.UnixMilli()})
			},
			func() error {
				return q.PutTask(ctx, db.PutTaskParams{
					ID: casefile.NewID(), CaseID: row.ID, Kind: task, Role: string(principal.Coordinator), Key: "read/" + in.Message,
					DueAt: now.UnixMilli(), CreatedAt: now.UnixMilli(),
				})
			},
			func() error { return q.TouchCase(ctx, db.TouchCaseParams{ID: row.ID}) },
			func() error {
				if w.Outcome == nil {
					return nil
				}
				return opinion.CountOutcome(ctx, q, c, *w.Outcome, in.Message, now)
			},
		} {
			if err := step(); err != nil {
				return db.Err(err, op)
			}
		}
		e := db.Entry(row.ID, string(acts.Replied), dev.As(principal.ClinicStaff), now)
		e.FromState, e.ToState, e.DeviceTime, e.ObjectSHA256 = row.State, row.State, w.At.UnixMilli(), seal.SHA256(body)
		_, err = db.AppendAudit(ctx, tx, e)
		return err
	})
	if err != nil {
		return nil, err
	}
	a.log.InfoContext(ctx, "clinic door: a message was taken")
	return &answer[wire.Done]{}, nil
}

func mayWrite(dev principal.Principal, c db.Case) error {
	if r, _ := may(dev, principal.ClinicStaff, c); !r.May(rights.Reply) {
		return errs.E(errs.Forbidden, "take message", "This clinic may not write about this case any more. Nothing was stored. Telephone OSO.")
	}
	return nil
}

// written opens what the workstation sealed, and looks whether it is a message.
func written(c *chart.Case, id string, sealed []byte) (wire.Written, error) {
	const op = "read message"
	var w wire.Written
	b, err := c.OpenFrom(wire.PurposeWritten, sealed, string(c.ID()), id)
	if err != nil {
		return w, err
	}
	if err := json.Unmarshal(b, &w); err != nil {
		return w, errs.Wrap(err, errs.Invalid, op, "The message is not of the form that the service reads. Nothing was stored. Update the program.")
	}
	w.Text, w.From = strings.TrimSpace(w.Text), strings.TrimSpace(w.From)
	if !w.Asks.Sound() {
		return w, errs.E(errs.Invalid, op, "What the message asks or tells of the opinion is not of the form that the service reads. Nothing was stored. Update the program.")
	}
	switch {
	case w.Text == "" || w.From == "" || w.Re != "" && !casefile.ValidID(w.Re):
		return w, errs.E(errs.Invalid, op, "The message has no words, or does not say who wrote it. Nothing was stored. Write it again.")
	case utf8.RuneCountInString(w.Text) > wire.MaxText || utf8.RuneCountInString(w.From) > 400:
		return w, errs.E(errs.TooLarge, op, "The message is longer than 20,000 characters. Nothing was stored. Shorten it; what is longer goes into the case as a document.")
	}
	return w, nil
}

// sameMessage: an answer was lost and the message sent again.
func (a *API) sameMessage(ctx context.Context, q *db.Queries, caseID, id string) error {
	m, err := q.GetMessage(ctx, id)
	if err != nil {
		return db.Err(err, "find message")
	}
	if m.CaseID != caseID || m.FromRole != string(principal.ClinicStaff) {
		return errs.E(errs.Conflict, "take message", "Another message has this id. Nothing was stored. Write it again.")
	}
	return nil
}
