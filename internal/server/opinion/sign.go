package opinion

import (
	"context"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/letter"
	"oso/internal/server/principal"
)

// final is the content as it would be signed today: the draft as it was read,
// with what the case says of itself. It must pass the checks.
func (w *Working) final(ctx context.Context, q *db.Queries, d *Draft, rowVersion int64, author Author, head deed.Letterhead, today string, now time.Time) (deed.Content, []byte, error) {
	const op = "sign opinion"
	if d.Row.State != StateDraft {
		return deed.Content{}, nil, errs.E(errs.Refused, op, "This version is signed already. Nothing was changed.")
	}
	if d.RowVersion() != rowVersion {
		return deed.Content{}, nil, errs.E(errs.Conflict, op, "The draft was saved after you looked at it. Nothing was signed. Look at the letter again, then sign.")
	}
	readings, err := w.Readings()
	if err != nil {
		return deed.Content{}, nil, err
	}
	c := d.Content
	c.Date = today
	w.own(&c, d.Row.Version, author, head, readings)
	finish(&c)
	if err := refuse(append(w.Checks(&c, d.Review, author, now), checkShown(&c, d.lost)...)); err != nil {
		return c, nil, err
	}
	if w.Manifest == "" {
		return c, nil, errs.E(errs.Incomplete, op, "Nothing that was reviewed is on record. Nothing was signed.")
	}
	if c, err = w.withParts(ctx, q, c); err != nil {
		return c, nil, err
	}
	body, err := deed.NewContent(c)
	return c, body, err
}

// Ready tells whether the draft can be signed, and gives the hash of what
// would be. A letter that cannot be set is found here, not at release; it takes
// a moment, so that it is asked before the transaction.
func (w *Working) Ready(ctx context.Context, q *db.Queries, version, rowVersion int64, author Author, head deed.Letterhead, today string, now time.Time) (string, error) {
	d, err := w.Version(ctx, q, version)
	if err != nil {
		return "", err
	}
	c, body, err := w.final(ctx, q, d, rowVersion, author, head, today, now)
	if err != nil {
		return "", err
	}
	sum := seal.SHA256(body)
	_, err = letter.Render(ctx, &c, letter.Facts{ContentSHA256: sum, Signed: w.signedTimes(&c, now), Zone: w.zone, Picture: w.pictureOf(ctx, q, &c)}, letter.A4)
	return sum, errs.Op(err, "sign opinion")
}

// Sign turns the saved draft into the one byte string that is signed, and
// stores it with the author's signature over it and over the manifest of what
// was reviewed, before the sign-draft event. ready is what Ready gave. It gives
// the row and the hash that the event acts on. The date of the letter is the
// day of the signature.
func (w *Working) Sign(ctx context.Context, q *db.Queries, version, rowVersion int64, ready string, by Signature, head deed.Letterhead, today string) (db.Opinion, error) {
	const op = "sign opinion"
	d, err := w.Version(ctx, q, version)
	if err != nil {
		return db.Opinion{}, err
	}
	c, body, err := w.final(ctx, q, d, rowVersion, by.Person, head, today, by.At)
	if err != nil {
		return db.Opinion{}, err
	}
	if seal.SHA256(body) != ready {
		return db.Opinion{}, errs.E(errs.Conflict, op, "The case changed while you signed. Nothing was signed. Look at the letter again, then sign.")
	}
	e, err := deed.SignContent(by.Key, by.Cert, deed.AuthorStatement{
		Case: casefile.CaseID(w.Row.ID), Version: int(version), ContentSHA256: seal.SHA256(body), ManifestSHA256: w.Manifest, SignedAt: by.At,
	})
	if err != nil {
		return db.Opinion{}, err
	}
	signature, err := seal.Canonical([]deed.Endorsement{e})
	if err != nil {
		return db.Opinion{}, err
	}
	at := max(by.At.UnixMilli(), d.RowVersion()+1)
	own := ownAlone(c)
	if err := w.keepNow(ctx, q, version, &own, by.Person.ID, at, CauseSigned, by.At); err != nil {
		return db.Opinion{}, err
	}
	n, err := q.SaveOpinionSigned(ctx, db.SaveOpinionSignedParams{
		ID: d.Row.ID, ContentSealed: w.SealContent(version, body), ContentSHA256: seal.SHA256(body),
		ManifestSHA256: w.Manifest, FiledRecords: w.FiledNow, Diagnosis: c.Diagnosis, Plan: c.Plan, AnswersComplete: w.answered(&c), LimitsStated: limited(&c),
		AuthorSignature: signature, AuthorID: by.Person.ID, UpdatedAt: at,
	})
	if err == nil && n != 1 {
		return db.Opinion{}, errs.E(errs.Conflict, op, "This version was signed in the meantime. Nothing was changed.")
	}
	if err != nil {
		return db.Opinion{}, db.Err(err, op)
	}
	row, err := q.GetOpinion(ctx, d.Row.ID)
	return row, db.Err(err, op)
}

// Return keeps what was signed beside the draft, so that both sides see what
// changes, and gives the author what its approvers kept to say, and what is said
// of the whole with it; before the return-draft event, which opens the draft again.
func (w *Working) Return(ctx context.Context, q *db.Queries, version int64, who principal.Person, comments []Comment, now time.Time) (db.Opinion, error) {
	const op = "return draft"
	d, err := w.Version(ctx, q, version)
	if err != nil {
		return db.Opinion{}, err
	}
	if !d.Signed || d.Row.ReleasedAt > 0 {
		return d.Row, errs.E(errs.Refused, op, "There is nothing signed to send back. Nothing was changed.")
	}
	if err := w.send(ctx, q, d.Row, who, comments, now); err != nil {
		return d.Row, err
	}
	body, err := w.signedBytes(d.Row)
	if err != nil {
		return d.Row, err
	}
	own := ownAlone(d.Content)
	sealed, err := w.SealDraft(version, stored{Content: own, Previous: body, Marks: d.marks})
	if err != nil {
		return d.Row, err
	}
	updated := max(now.UnixMilli(), d.RowVersion()+1)
	if err := w.keepNow(ctx, q, version, &own, d.Row.AuthorID, updated, CauseReturned, now); err != nil {
		return d.Row, err
	}
	// The row is no draft until the event; its words wait in the same row.
	n, err := q.KeepReturnedDraft(ctx, db.KeepReturnedDraftParams{ID: d.Row.ID, DraftSealed: sealed, UpdatedAt: updated})
	if err == nil && n != 1 {
		return d.Row, errs.E(errs.Refused, op, "There is nothing signed to send back. Nothing was changed.")
	}
	return d.Row, db.Err(err, op)
}
