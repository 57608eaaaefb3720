package opinion

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/columns"
	"oso/internal/server/db"
	"oso/internal/server/keys"
)

// Working is a case opened for those who write, read or approve its opinion.
// Close it when the request is over.
type Working struct {
	Case     db.Case
	Document casefile.Document
	Patient  columns.Patient
	// Manifest is the newest sealed version: what there is to review.
	Manifest       seal.Manifest
	ManifestSHA256 string

	Physician db.Person // the treating one
	Clinic    db.Clinic
	Overreads []db.Overread

	key  seal.Key
	cols *columns.Case
	zone *time.Location // of the service: of every date that people read
}

// Open reads and opens the case. Kind NotFound: there is none, or it was erased.
func Open(ctx context.Context, q *db.Queries, ring *keys.Ring, zone *time.Location, caseID string) (*Working, error) {
	const op = "open case"
	row, err := q.GetCase(ctx, caseID)
	if err != nil {
		return nil, db.Err(err, op)
	}
	id := casefile.CaseID(row.ID)
	key, err := ring.UnwrapCaseKey(id, row.KeyWrapped)
	if err != nil {
		return nil, errs.Op(err, op)
	}
	w := &Working{Case: row, key: key, cols: columns.For(id, &key), zone: zone}
	if err := w.cols.OpenJSON(columns.Document, "", row.DocumentSealed, &w.Document); err != nil {
		return nil, errs.Op(err, op)
	}
	if err := w.cols.OpenJSON(columns.Summary, "", row.SummarySealed, &w.Patient); err != nil {
		return nil, errs.Op(err, op)
	}
	if err := w.openManifest(ctx, q); err != nil {
		return nil, errs.Op(err, op)
	}
	if w.Physician, err = q.GetPerson(ctx, row.PhysicianID); err != nil && !errs.Is(db.Err(err, op), errs.NotFound) {
		return nil, db.Err(err, op)
	}
	if w.Clinic, err = q.GetClinic(ctx, row.ClinicID); err != nil && !errs.Is(db.Err(err, op), errs.NotFound) {
		return nil, db.Err(err, op)
	}
	if w.Overreads, err = q.ListOverreads(ctx, row.ID); err != nil {
		return nil, db.Err(err, op)
	}
	return w, nil
}

// Close wipes the case key.
func (w *Working) Close() { w.key.Wipe() }

// Columns seals and opens the case's columns.
func (w *Working) Columns() *columns.Case { return w.cols }

// Key is the case's own; it is wiped by Close.
func (w *Working) Key() *seal.Key { return &w.key }

// openManifest: a patient's own registration has none yet.
func (w *Working) openManifest(ctx context.Context, q *db.Queries) error {
	v, err := q.GetCaseVersion(ctx, db.GetCaseVersionParams{CaseID: w.Case.ID, Version: w.Case.SealVersion})
	if errs.Is(db.Err(err, ""), errs.NotFound) {
		return nil
	}
	if err != nil {
		return db.Err(err, "open manifest")
	}
	signed, err := seal.OpenManifestBox(&w.key, v.ManifestSealed, casefile.CaseID(w.Case.ID), int(v.Version))
	if err != nil {
		return err
	}
	if seal.SHA256(signed.Body) != v.ManifestSHA256 {
		return errs.E(errs.Damaged, "open manifest", "The list of what the clinic sent is not the one that was received. It is not used. Ask the clinic to send the case again.")
	}
	w.ManifestSHA256 = v.ManifestSHA256
	return errs.Wrap(json.Unmarshal(signed.Body, &w.Manifest), errs.Damaged, "read manifest", "")
}

// Questions are asked in this order and answered one by one.
func (w *Working) Questions() []casefile.Question {
	out := []casefile.Question{}
	for _, q := range w.Document.Questions {
		if q.Text != "" {
			out = append(out, q)
		}
	}
	return out
}

// Comment is what an approver asks for. Part names a part of the letter
// ("assessment", "answers[1]") or is empty for the whole.
type Comment struct {
	Part string    `json:"part"`
	Text string    `json:"text"`
	By   string    `json:"by"` // name
	At   time.Time `json:"at"`
}

// Draft is one version of the opinion, as it stands.
type Draft struct {
	Row      db.Opinion
	Content  seal.Content
	Signed   bool // Content is what was signed, byte for byte
	Comments []Comment
	// Previous is what was signed before and sent back; nil where nothing was.
	Previous *seal.Content
}

// RowVersion tells whether a draft was saved in between; it never goes back.
func (d *Draft) RowVersion() int64 { return d.Row.UpdatedAt }

// stored is what opinions.draft_sealed holds.
type stored struct {
	Content  seal.Content `json:"content"`
	Previous []byte       `json:"previous,omitempty"` // canonical bytes of what was sent back
}

// Latest is the newest version. Kind NotFound: nothing is written yet.
func (w *Working) Latest(ctx context.Context, q *db.Queries) (*Draft, error) {
	row, err := q.GetLatestOpinion(ctx, w.Case.ID)
	if err != nil {
		return nil, db.Err(err, "find opinion")
	}
	return w.open(row)
}

// Version is one of them.
func (w *Working) Version(ctx context.Context, q *db.Queries, version int64) (*Draft, error) {
	row, err := q.GetOpinionVersion(ctx, db.GetOpinionVersionParams{CaseID: w.Case.ID, Version: version})
	if err != nil {
		return nil, db.Err(err, "find opinion")
	}
	return w.open(row)
}

func (w *Working) open(row db.Opinion) (*Draft, error) {
	const op = "open opinion"
	d, at := &Draft{Row: row}, strconv.FormatInt(row.Version, 10)
	var s stored
	if err := w.cols.OpenJSON(columns.Draft, at, row.DraftSealed, &s); err != nil {
		return nil, errs.Op(err, op)
	}
	d.Content = s.Content
	if err := w.cols.OpenJSON(columns.Comments, at, row.CommentsSealed, &d.Comments); err != nil {
		return nil, errs.Op(err, op)
	}
	if row.State != StateDraft {
		b, err := w.signedBytes(row)
		if err != nil {
			return nil, errs.Op(err, op)
		}
		var c seal.Content
		if err := json.Unmarshal(b, &c); err != nil {
			return nil, errs.Wrap(err, errs.Damaged, op, "")
		}
		d.Content, d.Signed = c, true
	}
	if len(s.Previous) > 0 {
		var p seal.Content
		if err := json.Unmarshal(s.Previous, &p); err != nil {
			return nil, errs.Wrap(err, errs.Damaged, op, "")
		}
		d.Previous = &p
	}
	return d, nil
}

// signedBytes are the canonical bytes, checked against their hash.
func (w *Working) signedBytes(row db.Opinion) ([]byte, error) {
	b, err := w.cols.Open(columns.Content, strconv.FormatInt(row.Version, 10), row.ContentSealed)
	if err != nil {
		return nil, err
	}
	if len(b) == 0 || seal.SHA256(b) != row.ContentSHA256 {
		return nil, errs.Wrap(errors.New("content and hash differ"), errs.SignatureMismatch, "read signed opinion",
			"What is stored is not what was signed. It is not shown. Tell the system administrator.")
	}
	return b, nil
}

// States of an opinion's row, as workflow writes them.
const (
	StateDraft    = "draft"
	StateSigned   = "signed"
	StateApproval = "approval"
	StateReleased = "released"
)
