package opinion

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
)

// Start stores the first draft when a specialist takes the case. A draft that
// an earlier specialist left behind goes to the new one, who may change it all.
func (w *Working) Start(ctx context.Context, q *db.Queries, author Author, head deed.Letterhead, today string, now time.Time) error {
	const op = "begin draft"
	readings, err := w.Readings()
	if err != nil {
		return err
	}
	old, err := w.Latest(ctx, q)
	if err != nil && !errs.Is(err, errs.NotFound) {
		return err
	}
	if err == nil {
		if old.Row.State != StateDraft {
			return errs.E(errs.Conflict, op, "An opinion is signed already. Nothing was changed.")
		}
		c := old.Content
		w.own(&c, old.Row.Version, author, head, readings)
		return w.save(ctx, q, old, author.ID, c, "", now)
	}
	sealed, err := w.SealDraft(1, stored{Content: w.Begin(author, head, today, readings)})
	if err != nil {
		return err
	}
	return db.Err(q.InsertOpinion(ctx, db.InsertOpinionParams{
		ID: casefile.NewID(), CaseID: w.Row.ID, Version: 1, Kind: string(kindOf(w.Doc.Service.Kind)),
		AuthorID: author.ID, DraftSealed: sealed, UpdatedAt: now.UnixMilli(),
	}), op)
}

// StartRevision begins the next version from the newest one: a correction keeps
// its words, an addendum begins empty (R58). words are what changes, or the
// questions that the physician asks further.
func (w *Working) StartRevision(ctx context.Context, q *db.Queries, kind deed.OpinionKind, words []string, author Author, head deed.Letterhead, today string, now time.Time) error {
	const op = "begin revision"
	old, err := w.Latest(ctx, q)
	if err != nil {
		return err
	}
	if old.Row.ReleasedAt == 0 {
		return errs.E(errs.Conflict, op, "Another version is on its way already. Nothing was changed.")
	}
	readings, err := w.Readings()
	if err != nil {
		return err
	}
	version := old.Row.Version + 1
	c := old.Content
	form(&c)
	if kind == deed.KindCorrection {
		if c, err = w.standing(ctx, q, old); err != nil {
			return err
		}
	}
	c = follows(c, kind, words, old.Row.Version, today)
	if kind == deed.KindAddendum {
		c.Thanks = w.thanksFurther(old.Row.Version)
	}
	w.own(&c, version, author, head, readings)
	sealed, err := w.SealDraft(version, stored{Content: c, Marks: old.marks})
	if err != nil {
		return err
	}
	return db.Err(q.InsertOpinion(ctx, db.InsertOpinionParams{
		ID: casefile.NewID(), CaseID: w.Row.ID, Version: version, Kind: string(kind), AuthorID: author.ID, DraftSealed: sealed, UpdatedAt: now.UnixMilli(),
	}), op)
}

// Save stores what the author wrote, and marked (nil: as before), over the draft
// that was read; cause is what the page says of it. Kind Conflict: somebody saved in
// between, nothing was overwritten.
func (w *Working) Save(ctx context.Context, q *db.Queries, base Base, c deed.Content, marked []Mark, cause Cause, author Author, head deed.Letterhead, now time.Time) (*Draft, error) {
	d, err := w.at(ctx, q, base)
	if err != nil {
		return nil, err
	}
	if err := checkMarks(marked); err != nil {
		return nil, err
	}
	if !cause.ofPage() {
		return nil, errs.E(errs.Invalid, "save draft", "The page names a cause that the service does not know. Nothing was saved. Load the page again.")
	}
	if marked != nil {
		d.marks = &marks{By: author.ID, List: marked}
	}
	readings, err := w.Readings()
	if err != nil {
		return nil, err
	}
	if c.TextForm != "" && !c.Formed() {
		return nil, errs.E(errs.Invalid, "save draft", "These texts are in a form that this service does not know. Nothing was saved. Load the page again.")
	}
	if err := checkJudgment(&c, &d.Content); err != nil {
		return nil, err
	}
	form(&c) // from a page that is older than the form
	settle(&c)
	// What a revision is, and what it follows, is not the page's to say.
	c.Kind, c.Supersedes, c.Date = d.Content.Kind, d.Content.Supersedes, d.Content.Date
	c.AddsTo, c.Further, c.FurtherEach = d.Content.AddsTo, d.Content.Further, d.Content.FurtherEach
	if c.Kind != deed.KindCorrection {
		c.Change = d.Content.Change
	}
	tidy(&c)
	if err := w.ownFigures(ctx, q, &c, &d.Content, author, now); err != nil {
		return nil, err
	}
	w.own(&c, base.Version, author, head, readings)
	if err := w.save(ctx, q, d, author.ID, c, cause, now); err != nil {
		return nil, err
	}
	return w.Version(ctx, q, base.Version)
}

// Base is the draft that somebody changes, as it was read: one that was saved
// since is not overwritten.
type Base struct {
	Version    int64 `json:"version"`
	RowVersion int64 `json:"row_version"`
}

// at gives the draft that stands at base. Kind Conflict: it was saved since.
func (w *Working) at(ctx context.Context, q *db.Queries, base Base) (*Draft, error) {
	const op = "save draft"
	d, err := w.Version(ctx, q, base.Version)
	if err != nil {
		return nil, err
	}
	if d.Row.State != StateDraft {
		return nil, errs.E(errs.Refused, op, "This version is signed and is no longer edited. Nothing was changed.")
	}
	if d.RowVersion() != base.RowVersion {
		return nil, errs.E(errs.Conflict, op, "This draft was saved from another window in the meantime. What is stored was not overwritten. Open it again and put in what is missing.")
	}
	return d, nil
}

func (w *Working) save(ctx context.Context, q *db.Queries, d *Draft, author string, c deed.Content, cause Cause, now time.Time) error {
	const op = "save draft"
	if err := w.keepBefore(ctx, q, d, author, &c, cause, now); err != nil {
		return err
	}
	s := stored{Content: c, Marks: d.marks}
	if d.Previous != nil {
		b, err := seal.Canonical(*d.Previous)
		if err != nil {
			return err
		}
		s.Previous = b
	}
	sealed, err := w.SealDraft(d.Row.Version, s)
	if err != nil {
		return err
	}
	n, err := q.SaveOpinionDraft(ctx, db.SaveOpinionDraftParams{
		ID: d.Row.ID, DraftSealed: sealed, AuthorID: author, UpdatedAt: max(now.UnixMilli(), d.RowVersion()+1),
	})
	if err == nil && n != 1 {
		return errs.E(errs.Refused, op, "This version is signed and is no longer edited. Nothing was changed.")
	}
	if err != nil {
		return db.Err(err, op)
	}
	return w.NamePictures(ctx, q, now)
}

// oneEnd writes line ends as everybody does here.
func oneEnd(s string) string { return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s) }

// tidy takes empty lines out of lists and line ends of other systems out of
// texts.
func tidy(c *deed.Content) {
	lines := func(list []string) []string {
		out := []string{}
		for _, s := range list {
			if s = strings.TrimSpace(oneEnd(s)); s != "" {
				out = append(out, s)
			}
		}
		return out
	}
	if c.Also = lines(c.Also); len(c.Also) == 0 {
		c.Also = nil
	}
	c.Reviewed, c.Limits, c.Notes, c.References = lines(c.Reviewed), lines(c.Limits), lines(c.Notes), lines(c.References)
	c.Texts(func(_ string, s *string) { *s = oneEnd(*s) })
	tidyRows(c)
	empty := func(s deed.Section) bool {
		return strings.TrimSpace(s.Heading) == "" && strings.TrimSpace(s.Text) == ""
	}
	c.Findings = slices.DeleteFunc(c.Findings, empty)
	c.Sections = slices.DeleteFunc(c.Sections, empty)
	c.Scenarios = slices.DeleteFunc(c.Scenarios, empty)
}

// Specialties are the person's, as recorded.
func Specialties(p db.Person) []string {
	var out []string
	if json.Unmarshal([]byte(p.Specialties), &out) != nil {
		return nil
	}
	return out
}
