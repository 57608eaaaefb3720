package opinion

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"oso/internal/casefile"
	"oso/internal/characters"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/pdf"
	"oso/internal/seal"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/workflow"
)

// Working is a case opened for those who write, read or approve its opinion.
// Close it when the request is over.
type Working struct {
	*chart.Case
	Doc    *casefile.Document
	Person chart.Patient
	// Manifest is the hash of the newest sealed version: what there is to
	// review. Empty where no clinic sealed one.
	Manifest string
	// FiledNow names what is filed beside it, as a signature keeps it.
	FiledNow string

	Physician db.Person // the treating one
	Clinic    db.Clinic
	Overreads []db.Overread
	// Contributions are the parts that others than the lead were asked for.
	Contributions []db.Contribution
	signed        []db.SignedReading // by readers; nil where none was final

	PDF *pdf.Pool // reads the text of PDFs; nil: nobody does

	zone *time.Location // of the service: of every date that people read
}

// Open reads what an opinion needs of an opened case, which Close closes.
func Open(ctx context.Context, q *db.Queries, c *chart.Case, zone *time.Location) (*Working, error) {
	const op = "open case"
	w := &Working{Case: c, zone: zone}
	var err error
	if w.Doc, err = c.Document(); err != nil {
		return nil, err
	}
	if w.Person, err = c.Patient(); err != nil {
		return nil, err
	}
	if w.Manifest, err = c.ManifestSHA256(ctx, q); err != nil {
		return nil, err
	}
	if w.FiledNow, err = workflow.FiledRecords(ctx, q, c.Row.ID); err != nil {
		return nil, errs.Op(err, op)
	}
	if w.Physician, err = q.GetPerson(ctx, c.Row.PhysicianID); err != nil && !errs.Is(db.Err(err, op), errs.NotFound) {
		return nil, db.Err(err, op)
	}
	if w.Clinic, err = q.GetClinic(ctx, c.Row.ClinicID); err != nil && !errs.Is(db.Err(err, op), errs.NotFound) {
		return nil, db.Err(err, op)
	}
	if w.Overreads, err = q.ListOverreads(ctx, c.Row.ID); err != nil {
		return nil, db.Err(err, op)
	}
	if w.Contributions, err = q.ListContributions(ctx, c.Row.ID); err != nil {
		return nil, db.Err(err, op)
	}
	if len(w.Overreads) > 0 {
		if w.signed, err = q.ListSignedReadings(ctx, c.Row.ID); err != nil {
			return nil, db.Err(err, op)
		}
	}
	return w, nil
}

// Questions are asked in this order and answered one by one, in the characters
// that the clinic was told the letter has.
func (w *Working) Questions() []casefile.Question {
	out := []casefile.Question{}
	for _, q := range w.Doc.Questions {
		if q.Text == "" {
			continue
		}
		asked := casefile.Question{Text: characters.Set(q.Text), Parts: make([]string, len(q.Parts))}
		for i, p := range q.Parts {
			asked.Parts[i] = characters.Set(p)
		}
		out = append(out, asked)
	}
	return out
}

// Draft is one version of the opinion, as it stands.
type Draft struct {
	Row      db.Opinion
	Content  deed.Content
	Signed   bool      // Content is what was signed, byte for byte
	Comments []Comment // that were sent
	// Kept are those of its approvers that were not sent yet: nobody else's to read.
	Kept []Comment
	// Previous is what was signed before and sent back; nil where nothing was.
	Previous *deed.Content
	// Review is what there is to review, with its author's marks; of a draft.
	Review []Reviewable

	marks *marks
	lost  []string // what it shows or cites and the case does not hold any more; of a draft
}

// RowVersion tells whether a draft was saved in between; it never goes back.
func (d *Draft) RowVersion() int64 { return d.Row.UpdatedAt }

// stored is what opinions.draft_sealed holds.
type stored struct {
	Content  deed.Content `json:"content"`
	Previous []byte       `json:"previous,omitempty"` // canonical bytes of what was sent back
	Marks    *marks       `json:"marks,omitempty"`
}

// Latest is the newest version. Kind NotFound: nothing is written yet.
func (w *Working) Latest(ctx context.Context, q *db.Queries) (*Draft, error) {
	row, err := q.GetLatestOpinion(ctx, w.Row.ID)
	if err != nil {
		return nil, db.Err(err, "find opinion")
	}
	return w.open(ctx, q, row)
}

// Version is one of them.
func (w *Working) Version(ctx context.Context, q *db.Queries, version int64) (*Draft, error) {
	row, err := q.GetOpinionVersion(ctx, db.GetOpinionVersionParams{CaseID: w.Row.ID, Version: version})
	if err != nil {
		return nil, db.Err(err, "find opinion")
	}
	return w.open(ctx, q, row)
}

func (w *Working) open(ctx context.Context, q *db.Queries, row db.Opinion) (*Draft, error) {
	const op = "open opinion"
	d := &Draft{Row: row}
	var s stored
	if err := w.OpenDraft(row, &s); err != nil {
		return nil, errs.Op(err, op)
	}
	d.Content, d.marks = s.Content, s.Marks
	if err := w.OpenComments(row, &d.Comments); err != nil {
		return nil, errs.Op(err, op)
	}
	all, err := w.remarks(ctx, q, row.ID)
	if err != nil {
		return nil, errs.Op(err, op)
	}
	for _, c := range all {
		if c.sent {
			d.Comments = append(d.Comments, c)
		} else {
			d.Kept = append(d.Kept, c)
		}
	}
	if row.State != StateDraft {
		b, err := w.signedBytes(row)
		if err != nil {
			return nil, errs.Op(err, op)
		}
		var c deed.Content
		if err := json.Unmarshal(b, &c); err != nil {
			return nil, errs.Wrap(err, errs.Damaged, op, "")
		}
		d.Content, d.Signed = c, true
	} else {
		d.Content = ownAlone(d.Content)
		form(&d.Content) // one that was begun before there was a form says the same
		settle(&d.Content)
		d.Content.SaysOutcome = true // as it will be signed
		var err error
		if d.Review, err = w.review(ctx, q, row.AuthorID, d.marks); err != nil {
			return nil, errs.Op(err, op)
		}
		state(&d.Content, d.Review)
		if d.lost, err = w.lost(ctx, q, &d.Content); err != nil {
			return nil, errs.Op(err, op)
		}
	}
	if len(s.Previous) > 0 {
		var p deed.Content
		if err := json.Unmarshal(s.Previous, &p); err != nil {
			return nil, errs.Wrap(err, errs.Damaged, op, "")
		}
		if row.State == StateDraft {
			p = ownAlone(p) // what others wrote is not its author's to change
		}
		d.Previous = &p
	}
	return d, nil
}

// signedBytes are the canonical bytes, checked against their hash.
func (w *Working) signedBytes(row db.Opinion) ([]byte, error) {
	b, err := w.Content(row)
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
