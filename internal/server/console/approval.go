package console

import (
	"context"
	"database/sql"
	"net/http"

	"oso/internal/errs"
	"oso/internal/server/acts"
	"oso/internal/server/checklist"
	"oso/internal/server/db"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
)

// approvalView is what an approver has to tick of the version that is with this
// approver, and what is kept to be said to its author.
type approvalView struct {
	Version  int64             `json:"version"`
	SHA256   string            `json:"sha256"` // of what is read
	List     int64             `json:"list"`   // version of the list of checks; 0: the one that ships
	Checks   []checkView       `json:"checks"`
	Comments []opinion.Comment `json:"comments"` // not sent yet; also an earlier approver's
}

// checkView is one check. Mine is when this person made it, Others who else did.
type checkView struct {
	checklist.Check
	Mine   moment     `json:"mine"`
	Others []tickView `json:"others"`
}

type tickView struct {
	By string  `json:"by"` // name
	At instant `json:"at"`
}

// approves tells whether a version waits for this person's decision.
func (f *file) approves() error {
	if f.Is(rights.Approving) && f.latest().State == opinion.StateApproval {
		return nil
	}
	return refusedRight()
}

func commentsFor(list []opinion.Comment, f *file, names *people) []opinion.Comment {
	out := make([]opinion.Comment, 0, len(list))
	for _, c := range list {
		out = append(out, c.For(f.who.Person, names.name))
	}
	return out
}

func (k *Console) approvalOf(ctx context.Context, q *db.Queries, f *file, c *opinion.Working) (*approvalView, error) {
	d, err := c.Version(ctx, q, f.latest().Version)
	if err != nil {
		return nil, err
	}
	list, err := c.Checklist(ctx, q, d.Row)
	if err != nil {
		return nil, err
	}
	names := k.names(ctx, q)
	v := &approvalView{Version: d.Row.Version, SHA256: d.Row.ContentSHA256, List: list.Version, Checks: []checkView{}, Comments: commentsFor(d.Kept, f, names)}
	for _, x := range list.Checks {
		row := checkView{Check: x.Check, Others: []tickView{}}
		for _, t := range x.Ticks {
			if at := t.At.UnixMilli(); f.who.Is(t.By) {
				row.Mine = moment(at)
			} else {
				row.Others = append(row.Others, tickView{names.name(t.By), instant(at)})
			}
		}
		v.Checks = append(v.Checks, row)
	}
	return v, nil
}

func (k *Console) approval(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	ctx, q := r.Context(), k.DB.Q()
	return k.inCase(ctx, q, r.PathValue("case"), who, (*file).approves, func(f *file, c *opinion.Working) error {
		v, err := k.approvalOf(ctx, q, f, c)
		if err != nil {
			return err
		}
		return answer(w, v)
	})
}

// approvalStep runs fn on what this person decides on, as it was read: over these
// bytes and no others. It answers with what stands then.
func (k *Console) approvalStep(w http.ResponseWriter, r *http.Request, who principal.Principal, sha256 string, fn func(*sql.Tx, *db.Queries, *file, *opinion.Working, db.Opinion) error) error {
	var v *approvalView
	ctx := r.Context()
	err := k.DB.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		return k.inCase(ctx, q, r.PathValue("case"), who, (*file).approves, func(f *file, c *opinion.Working) error {
			d, err := c.Version(ctx, q, f.latest().Version)
			if err != nil {
				return err
			}
			if d.Row.ContentSHA256 != sha256 {
				return errs.E(errs.Conflict, "read letter", "The letter was signed anew since you read it. Nothing was kept. Read it again.")
			}
			if err := fn(tx, q, f, c, d.Row); err != nil {
				return err
			}
			v, err = k.approvalOf(ctx, q, f, c)
			return err
		})
	})
	if err != nil {
		return err
	}
	return answer(w, v)
}

type tickRequest struct {
	SHA256 string `json:"sha256"` // of what was read
	List   int64  `json:"list"`   // version of the list that was shown
	Made   bool   `json:"made"`
}

// tick keeps that this person made a check, or takes it back; either is in the
// case's history.
func (k *Console) tick(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in tickRequest
	if err := read(r, &in); err != nil {
		return err
	}
	return k.approvalStep(w, r, who, in.SHA256, func(tx *sql.Tx, q *db.Queries, f *file, c *opinion.Working, row db.Opinion) error {
		text, changed, err := c.Tick(r.Context(), q, row, who.Person, in.List, r.PathValue("code"), in.Made, k.Now())
		if err != nil || !changed {
			return err
		}
		event := acts.Ticked
		if !in.Made {
			event = acts.Unticked
		}
		e := db.Entry(f.row.ID, string(event), who.As(principal.Approver), k.Now())
		e.FromState, e.ToState, e.ObjectSHA256, e.NoteSealed = f.row.State, f.row.State, row.ContentSHA256, c.SealNote(text)
		_, err = db.AppendAudit(r.Context(), tx, e)
		return err
	})
}

type remarkRequest struct {
	SHA256 string `json:"sha256"` // of what was read
	opinion.Place
	Text       string `json:"text"`
	RowVersion int64  `json:"row_version"` // 0: a new one
}

// remark keeps a comment for the author, until it is sent with the letter.
func (k *Console) remark(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in remarkRequest
	if err := read(r, &in); err != nil {
		return err
	}
	return k.approvalStep(w, r, who, in.SHA256, func(_ *sql.Tx, q *db.Queries, _ *file, c *opinion.Working, row db.Opinion) error {
		return c.KeepRemark(r.Context(), q, row, who.Person, r.PathValue("id"), in.Place, in.Text, in.RowVersion, k.Now())
	})
}

func (k *Console) dropRemark(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	return k.approvalStep(w, r, who, r.URL.Query().Get("sha256"), func(_ *sql.Tx, q *db.Queries, _ *file, c *opinion.Working, row db.Opinion) error {
		return c.DropRemark(r.Context(), q, row, r.PathValue("id"))
	})
}

type answerRequest struct {
	Answer     string `json:"answer"`
	Settled    bool   `json:"settled"`
	RowVersion int64  `json:"row_version"`
}

type commentsView struct {
	Comments []opinion.Comment `json:"comments"`
}

// answerRemark is what the author says to a comment. The draft stays as it is.
func (k *Console) answerRemark(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in answerRequest
	if err := read(r, &in); err != nil {
		return err
	}
	ctx := r.Context()
	var v commentsView
	err := k.within(r, who, func(f *file) error { return f.must(rights.WriteDraft) }, func(q *db.Queries, f *file, c *opinion.Working) error {
		o := f.latest()
		if o.State != opinion.StateDraft {
			return errs.E(errs.Refused, "answer comment", "This version is signed and is no longer edited. Nothing was changed.")
		}
		row, err := q.GetOpinion(ctx, o.ID)
		if err != nil {
			return db.Err(err, "find opinion")
		}
		if err := c.AnswerRemark(ctx, q, row, who.Person, r.PathValue("id"), in.Answer, in.Settled, in.RowVersion, k.Now()); err != nil {
			return err
		}
		d, err := c.Version(ctx, q, o.Version)
		if err != nil {
			return err
		}
		v.Comments = commentsFor(d.Comments, f, k.names(ctx, q))
		return nil
	})
	if err != nil {
		return err
	}
	return answer(w, v)
}
