package console

import (
	"context"
	"database/sql"
	"net/http"
	"slices"
	"strconv"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/policy"
	"oso/internal/server/brand"
	"oso/internal/server/db"
	"oso/internal/server/letter"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

type opinionView struct {
	Version      int64               `json:"version"`
	RowVersion   int64               `json:"row_version"`
	State        string              `json:"state"`
	Kind         string              `json:"kind"`
	Author       personRef           `json:"author"`
	Approver     personRef           `json:"approver"`
	Content      deed.Content        `json:"content"`
	SHA256       string              `json:"sha256"` // of what was signed
	SavedAt      instant             `json:"saved_at"`
	SignedAt     moment              `json:"signed_at"`
	ReleasedAt   moment              `json:"released_at"`
	SupersededAt moment              `json:"superseded_at"` // then it is no longer the letter that stands
	Checks       []opinion.Check     `json:"checks"`
	Comments     []opinion.Comment   `json:"comments"`
	Previous     *deed.Content       `json:"previous"`
	Questions    []casefile.Question `json:"questions"`
	Paper        policy.Paper        `json:"paper"` // that is usual where the clinic is
	// Review is what there is to mark as seen, with the author's marks: the
	// author's alone, of a draft. What the letter says of it is in the content.
	Review []opinion.Reviewable `json:"review"`
}

// letterhead is how the service signs (R60).
func (k *Console) letterhead(ctx context.Context, q *db.Queries) (deed.Letterhead, error) {
	return brand.Letterhead(ctx, q, k.Service)
}

// seen gives the version that the person may see: the newest, or the one that
// is asked for. A draft is the author's alone until it is signed.
func (k *Console) seen(ctx context.Context, q *db.Queries, f *file, c *opinion.Working, version string) (*opinion.Draft, error) {
	if err := f.mustSee(rights.Opinion); err != nil {
		return nil, err
	}
	none := errs.E(errs.NotFound, "find opinion", "There is no opinion here that you may see.")
	var d *opinion.Draft
	var err error
	if version == "" {
		for i := len(f.opinions) - 1; i >= 0 && d == nil; i-- {
			if o := f.opinions[i]; visible(f, o.State, o.ReleasedAt, o.AuthorID) {
				d, err = c.Version(ctx, q, f.opinions[i].Version)
			}
		}
	} else {
		n, e := strconv.ParseInt(version, 10, 32)
		if e != nil {
			return nil, none
		}
		d, err = c.Version(ctx, q, n)
	}
	if err != nil || d == nil || !visible(f, d.Row.State, d.Row.ReleasedAt, d.Row.AuthorID) {
		if err != nil && !errs.Is(err, errs.NotFound) {
			return nil, err
		}
		return nil, none
	}
	return d, nil
}

func visible(f *file, state string, released int64, author string) bool {
	switch {
	case !f.who.Is(author) && f.onlySigned():
		return false // of a part that is over stays what one signed
	case state == opinion.StateDraft:
		return f.May(rights.WriteDraft)
	case released == 0:
		return f.Sees(rights.Draft)
	}
	return f.Sees(rights.Opinion)
}

// onlySigned tells whether the person sees opinions by an own signature alone.
func (f *file) onlySigned() bool {
	return f.Is(rights.Signed) && !slices.ContainsFunc(f.Standings, func(s rights.Standing) bool { return s.Relation != rights.Signed && s.Sees(rights.Opinion) })
}

// version runs fn on the version of the opinion that a request names, for who
// may see it.
func (k *Console) version(r *http.Request, q *db.Queries, who principal.Principal, fn func(*file, *opinion.Working, *opinion.Draft) error) error {
	ctx := r.Context()
	f, err := k.find(ctx, q, r.PathValue("case"), who)
	if err != nil {
		return err
	}
	c, err := k.openCase(ctx, q, f)
	if err != nil {
		return err
	}
	defer c.Close()
	d, err := k.seen(ctx, q, f, c, r.URL.Query().Get("version"))
	if err != nil {
		return err
	}
	return fn(f, c, d)
}

// draft runs fn on the case of a request for who writes its draft.
func (k *Console) draft(r *http.Request, q *db.Queries, who principal.Principal, fn func(*file, *opinion.Working) error) error {
	ctx := r.Context()
	f, err := k.find(ctx, q, r.PathValue("case"), who)
	if err != nil {
		return err
	}
	if err := f.must(rights.WriteDraft); err != nil {
		return err
	}
	c, err := k.openCase(ctx, q, f)
	if err != nil {
		return err
	}
	defer c.Close()
	return fn(f, c)
}

func (k *Console) opinion(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	q := k.DB.Q()
	return k.version(r, q, who, func(f *file, c *opinion.Working, d *opinion.Draft) error {
		return answer(w, k.opinionView(r.Context(), q, f, c, d))
	})
}

// opinionView is the version with what the person may know of how it came to
// be: checks, remarks and the words before are of a draft, the questions as they stand
// today are the clinic's.
func (k *Console) opinionView(ctx context.Context, q *db.Queries, f *file, c *opinion.Working, d *opinion.Draft) opinionView {
	names := k.names(ctx, q)
	v := opinionView{
		Version: d.Row.Version, RowVersion: d.RowVersion(), State: d.Row.State, Kind: d.Row.Kind,
		Author: names.ref(d.Row.AuthorID), Approver: names.ref(d.Row.ApproverID), Content: d.Content, Paper: policy.PaperAt(d.Content.Addressee.Lines),
		SavedAt: instant(d.Row.UpdatedAt), SignedAt: moment(d.Row.SignedAt), ReleasedAt: moment(d.Row.ReleasedAt), SupersededAt: moment(d.Row.SupersededAt),
		Checks: []opinion.Check{}, Comments: []opinion.Comment{}, Questions: answered(d.Content), Review: []opinion.Reviewable{},
	}
	if f.Sees(rights.Draft) {
		v.Checks = c.Checks(&d.Content, d.Review, opinion.Author{Person: names.get(d.Row.AuthorID)}, k.Now())
		v.Checks = append(v.Checks, c.CheckShown(d)...)
		v.Comments, v.Previous = commentsFor(d.Comments, f, names), d.Previous
	}
	if f.May(rights.WriteDraft) {
		v.Review = append(v.Review, d.Review...)
	}
	if f.Sees(rights.Clinical) {
		v.Questions = c.Asked(&d.Content)
	}
	if d.Signed {
		v.SHA256 = d.Row.ContentSHA256
	}
	if d.Signed && d.Row.ReleasedAt == 0 && f.Sees(rights.Draft) {
		v.Checks = append(v.Checks, c.CheckRecords(workflow.SignedOver{Manifest: d.Row.ManifestSHA256, Filed: d.Row.FiledRecords}))
	}
	return v
}

// answered are the questions as the letter restates them.
func answered(c deed.Content) []casefile.Question {
	out := []casefile.Question{}
	for _, a := range c.Answers {
		q := casefile.Question{Text: a.Question, Parts: []string{}}
		for _, p := range a.Parts {
			q.Parts = append(q.Parts, p.Question)
		}
		out = append(out, q)
	}
	return out
}

type saveRequest struct {
	opinion.Base
	Content *deed.Content `json:"content"`
	// Marks are what the author has seen; without them they stay as they are.
	Marks []opinion.Mark `json:"marks,omitempty"`
	// Cause is what this save does beside writing: what it is saved over is kept.
	Cause opinion.Cause `json:"cause,omitempty" ts:"'restored' | 'merged' | 'replaced'"`
}

func (k *Console) saveOpinion(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in saveRequest
	if err := read(r, &in); err != nil {
		return err
	}
	// An empty one would empty the draft, one of another case would move its
	// words to this patient.
	if c := in.Content; c == nil || c.Format != deed.FormatContent || string(c.Case) != r.PathValue("case") {
		return misformed("“content” is not the opinion on this case")
	}
	return k.edit(w, r, who, func(q *db.Queries, c *opinion.Working, author opinion.Author) (*opinion.Draft, error) {
		head, err := k.letterhead(r.Context(), q)
		if err != nil {
			return nil, err
		}
		return c.Save(r.Context(), q, in.Base, *in.Content, in.Marks, in.Cause, author, head, k.Now())
	})
}

// edit runs fn on the case of a request for who writes its draft, in a
// transaction, and answers with the draft as it is then.
func (k *Console) edit(w http.ResponseWriter, r *http.Request, who principal.Principal, fn func(*db.Queries, *opinion.Working, opinion.Author) (*opinion.Draft, error)) error {
	ctx := r.Context()
	var v opinionView
	err := k.DB.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		return k.draft(r, q, who, func(f *file, c *opinion.Working) error {
			_, person, err := q.Who(ctx, who.ID, k.Now())
			if err != nil {
				return err
			}
			d, err := fn(q, c, opinion.Author{Person: person, Role: f.as(rights.WriteDraft)})
			if err != nil {
				return err
			}
			v = k.opinionView(ctx, q, f, c, d)
			return nil
		})
	})
	if err != nil {
		return err
	}
	return answer(w, v)
}

type figureRequest struct {
	opinion.Base
	Figure *deed.Figure `json:"figure"`
	// Before is the figure that a new one stands before: one that is taken back
	// stands where it stood. Without it, it is the last.
	Before string `json:"before,omitempty"`
}

func (k *Console) putFigure(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in figureRequest
	if err := read(r, &in); err != nil {
		return err
	}
	if in.Figure == nil || in.Figure.Image.ID != r.PathValue("id") {
		return misformed("“figure” is another than the one that the address names")
	}
	return k.edit(w, r, who, func(q *db.Queries, c *opinion.Working, author opinion.Author) (*opinion.Draft, error) {
		head, err := k.letterhead(r.Context(), q)
		if err != nil {
			return nil, err
		}
		return c.PutFigure(r.Context(), q, in.Base, *in.Figure, in.Before, author, head, k.Now())
	})
}

func (k *Console) dropFigure(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var base opinion.Base
	for name, to := range map[string]*int64{"version": &base.Version, "row_version": &base.RowVersion} {
		n, err := strconv.ParseInt(r.URL.Query().Get(name), 10, 64)
		if err != nil {
			return misformed("the address does not say over which “" + name + "”")
		}
		*to = n
	}
	return k.edit(w, r, who, func(q *db.Queries, c *opinion.Working, author opinion.Author) (*opinion.Draft, error) {
		head, err := k.letterhead(r.Context(), q)
		if err != nil {
			return nil, err
		}
		return c.DropFigure(r.Context(), q, base, r.PathValue("id"), author, head, k.Now())
	})
}

// letter is the version as PDF: what was released, or a preview that says on
// each page that nobody has approved it.
func (k *Console) letter(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	ctx, q := r.Context(), k.DB.Q()
	paper := letter.Paper(r.URL.Query().Get("paper"))
	return k.version(r, q, who, func(_ *file, c *opinion.Working, d *opinion.Draft) error {
		if paper != letter.US && paper != letter.A4 {
			paper = policy.PaperAt(d.Content.Addressee.Lines)
		}
		b, err := c.LetterOf(ctx, q, d, k.names(ctx, q).name(d.Row.ApproverID), paper)
		if err != nil {
			return err
		}
		h := w.Header()
		h.Set("Content-Type", "application/pdf")
		h.Set("Content-Disposition", "inline")
		_, _ = w.Write(b)
		return nil
	})
}
