package opinion

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// Place is what a comment is about. Part names a part of the letter
// ("assessment", "answers[1]", "figures/" with an image's id) or is empty for the
// whole. Quote are words of that part as they read, empty for all of it; Start is
// where they began among the part's words, which tells two alike apart. The words
// may be others by now: whoever shows the comment looks for them.
type Place struct {
	Part  string `json:"part"`
	Quote string `json:"quote"`
	Start int    `json:"start"`
}

// Comment is what an approver asks for, and what its author says to it.
type Comment struct {
	ID string `json:"id"` // empty: it was sent before comments had places, and is not answered
	Place
	Text       string    `json:"text"`
	By         string    `json:"by"` // name
	At         time.Time `json:"at"`
	Over       string    `json:"over"` // hash of the signed bytes that it is about
	Settled    bool      `json:"settled"`
	Answer     string    `json:"answer"`
	AnsweredAt time.Time `json:"answered_at,omitzero"`
	AnsweredBy string    `json:"answered_by"` // name
	RowVersion int64     `json:"row_version"`
	Mine       bool      `json:"mine"` // made by who reads

	by, answeredBy string // ids
	sent           bool
}

// For is the comment as a person reads it; name gives a person's by id.
func (c Comment) For(who principal.Person, name func(string) string) Comment {
	c.Mine = c.by != "" && who.Is(c.by)
	if c.answeredBy != "" {
		c.AnsweredBy = name(c.answeredBy)
	}
	return c
}

// remark is what remarks.body_sealed holds.
type remark struct {
	Place
	Text string `json:"text"`
	By   string `json:"by"` // name, as it was then
}

// Bounds of what one may ask, in characters and in number.
const (
	mostRemark  = 20_000
	mostQuote   = 1_000
	mostPart    = 200
	mostRemarks = 500
)

// remarks are all that is asked of a version's author, and what is still the
// approver's own, in the order in which it was written.
func (w *Working) remarks(ctx context.Context, q *db.Queries, opinion string) ([]Comment, error) {
	const op = "read comments"
	rows, err := q.ListRemarks(ctx, db.ListRemarksParams{CaseID: w.Row.ID, OpinionID: opinion})
	if err != nil {
		return nil, db.Err(err, op)
	}
	out := make([]Comment, 0, len(rows))
	for _, row := range rows {
		var r remark
		if err := w.OpenRemark(row, &r); err != nil {
			return nil, errs.Op(err, op)
		}
		c := Comment{
			ID: row.ID, Place: r.Place, Text: r.Text, By: r.By, At: time.UnixMilli(row.MadeAt).UTC(), Over: row.ContentSHA256,
			Settled: row.Settled, RowVersion: row.RowVersion, by: row.PersonID, sent: row.SentAt > 0,
		}
		if row.AnsweredAt > 0 {
			c.AnsweredAt, c.answeredBy = time.UnixMilli(row.AnsweredAt).UTC(), row.AnsweredBy
			if c.Answer, err = w.Answer(row); err != nil {
				return nil, errs.Op(err, op)
			}
		}
		out = append(out, c)
	}
	return out, nil
}

// checkRemark is what a comment has to be, in words.
func checkRemark(r *remark) error {
	const op = "keep comment"
	r.Text, r.Quote = strings.TrimSpace(oneEnd(r.Text)), strings.Join(strings.Fields(r.Quote), " ")
	switch {
	case r.Text == "":
		return errs.E(errs.Incomplete, op, "The comment is empty. Nothing was kept. Say what should change.")
	case utf8.RuneCountInString(r.Text) > mostRemark:
		return errs.E(errs.TooLarge, op, fmt.Sprintf("The comment is longer than %d characters. Nothing was kept. Shorten it.", mostRemark))
	case utf8.RuneCountInString(r.Quote) > mostQuote:
		return errs.E(errs.TooLarge, op, fmt.Sprintf("More than %d characters of the letter were chosen. Nothing was kept. Choose fewer words, or the whole part.", mostQuote))
	case utf8.RuneCountInString(r.Part) > mostPart || r.Start < 0 || r.Part == "" && r.Quote != "":
		return errs.E(errs.Invalid, op, "This is no place of the letter. Nothing was kept. Load the page again and choose it anew.")
	}
	return nil
}

// KeepRemark keeps a comment that is not sent yet: a new one (over 0), or other
// words of one, over the row version that was read.
func (w *Working) KeepRemark(ctx context.Context, q *db.Queries, row db.Opinion, who principal.Person, id string, at Place, text string, over int64, now time.Time) error {
	const op = "keep comment"
	r := remark{at, text, who.Name}
	if err := checkRemark(&r); err != nil {
		return err
	}
	if !casefile.ValidID(id) {
		return errs.E(errs.Invalid, op, "This comment has no name of its own. Nothing was kept. Load the page again.")
	}
	rows, err := q.ListRemarks(ctx, db.ListRemarksParams{CaseID: w.Row.ID, OpinionID: row.ID})
	if err != nil {
		return db.Err(err, op)
	}
	if over == 0 && len(rows) >= mostRemarks {
		return errs.E(errs.TooLarge, op, fmt.Sprintf("There are %d comments on this version already. Nothing was kept. Put what is missing into one of them.", mostRemarks))
	}
	made := now.UnixMilli()
	for _, old := range rows {
		made = max(made, old.MadeAt+1) // they stand in the order in which they were written
		if old.ID == id && over > 0 && !who.Is(old.PersonID) {
			return errs.E(errs.Forbidden, op, "Another approver wrote this comment. Nothing was changed. Write one of your own, or remove that one.")
		}
	}
	sealed, err := w.SealRemark(id, r)
	if err != nil {
		return err
	}
	var n int64
	if over == 0 {
		n, err = q.InsertRemark(ctx, db.InsertRemarkParams{
			CaseID: w.Row.ID, ID: id, OpinionID: row.ID, ContentSHA256: row.ContentSHA256, PersonID: who.ID, MadeAt: made, BodySealed: sealed, AnswerSealed: []byte{},
		})
	} else {
		n, err = q.SaveRemark(ctx, db.SaveRemarkParams{CaseID: w.Row.ID, ID: id, BodySealed: sealed, RowVersion: over})
	}
	if err == nil && n != 1 {
		return errs.E(errs.Conflict, op, "This comment was changed or sent from another window. What is kept was not written over. Look at it again.")
	}
	return db.Err(err, op)
}

// DropRemark takes back a comment that is not sent yet.
func (w *Working) DropRemark(ctx context.Context, q *db.Queries, row db.Opinion, id string) error {
	n, err := q.DropRemark(ctx, db.DropRemarkParams{CaseID: w.Row.ID, ID: id, OpinionID: row.ID})
	if err == nil && n != 1 {
		return errs.E(errs.Conflict, "remove comment", "This comment is not there any more, or it was sent. Nothing was changed. Look at it again.")
	}
	return db.Err(err, "remove comment")
}

// AnswerRemark is what the author says to a comment that was sent, and whether it
// is done.
func (w *Working) AnswerRemark(ctx context.Context, q *db.Queries, row db.Opinion, who principal.Person, id, answer string, settled bool, over int64, now time.Time) error {
	const op = "answer comment"
	answer = strings.TrimSpace(oneEnd(answer))
	if utf8.RuneCountInString(answer) > mostRemark {
		return errs.E(errs.TooLarge, op, fmt.Sprintf("The answer is longer than %d characters. Nothing was kept. Shorten it.", mostRemark))
	}
	n, err := q.AnswerRemark(ctx, db.AnswerRemarkParams{
		CaseID: w.Row.ID, ID: id, OpinionID: row.ID, Settled: settled, AnswerSealed: w.SealAnswer(id, answer),
		AnsweredBy: who.ID, AnsweredAt: now.UnixMilli(), RowVersion: over,
	})
	if err == nil && n != 1 {
		return errs.E(errs.Conflict, op, "This comment was answered from another window. What is kept was not written over. Look at it again.")
	}
	return db.Err(err, op)
}

// send gives the author all that is kept, and what is said of the whole with it.
// Kind Incomplete: there is nothing.
func (w *Working) send(ctx context.Context, q *db.Queries, row db.Opinion, who principal.Person, more []Comment, now time.Time) error {
	const op = "return draft"
	n, err := q.SendRemarks(ctx, db.SendRemarksParams{CaseID: w.Row.ID, OpinionID: row.ID, SentAt: now.UnixMilli()})
	if err != nil {
		return db.Err(err, op)
	}
	if n == 0 && len(more) == 0 {
		return errs.E(errs.Incomplete, op, "Say what should change. Nothing was sent back.")
	}
	rows, err := q.ListRemarks(ctx, db.ListRemarksParams{CaseID: w.Row.ID, OpinionID: row.ID})
	if err != nil {
		return db.Err(err, op)
	}
	made := now.UnixMilli()
	for _, old := range rows {
		made = max(made, old.MadeAt+1)
	}
	for i, c := range more {
		r := remark{c.Place, c.Text, who.Name}
		if err := checkRemark(&r); err != nil {
			return err
		}
		name := casefile.NewID()
		sealed, err := w.SealRemark(name, r)
		if err != nil {
			return err
		}
		if _, err := q.InsertRemark(ctx, db.InsertRemarkParams{
			CaseID: w.Row.ID, ID: name, OpinionID: row.ID, ContentSHA256: row.ContentSHA256, PersonID: who.ID, MadeAt: made + int64(i), BodySealed: sealed,
			SentAt: now.UnixMilli(), AnswerSealed: []byte{},
		}); err != nil {
			return db.Err(err, op)
		}
	}
	return nil
}
