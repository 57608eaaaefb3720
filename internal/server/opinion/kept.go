package opinion

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"time"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/server/db"
)

// Cause is why a state of a draft is kept.
type Cause string

// Causes. Those of a page are said by it with what it saves.
const (
	CauseBegun    Cause = "begun"    // as the writing began
	CauseWriting  Cause = "writing"  // a while of writing went on from it
	CauseCut      Cause = "cut"      // much was taken out of it
	CauseTaken    Cause = "taken"    // as an earlier author left it to the next
	CauseSigned   Cause = "signed"   // it was signed so
	CauseReturned Cause = "returned" // it was sent back so
	CauseRestored Cause = "restored" // a page's: something of an earlier one was put back into it
	CauseMerged   Cause = "merged"   // a page's: what another window had saved
	CauseReplaced Cause = "replaced" // a page's: another window's words took its place
)

// ofPage tells whether a page may name the cause of a save.
func (c Cause) ofPage() bool {
	return c == "" || c == CauseRestored || c == CauseMerged || c == CauseReplaced
}

// Kept is a state of a draft that is worth going back to. Changes are what is
// another in it than in the one before.
type Kept struct {
	SavedAt int64 // later than the one before; it names it
	Author  string
	Cause   Cause
	Changes []Change
	// Unreadable: what is stored of it does not open. It keeps nobody from writing.
	Unreadable bool
}

const (
	every   = 5 * time.Minute // of writing, one is kept
	muchCut = 200             // characters that are not taken out unawares
	mostOne = 64 << 20        // bytes of one, unpacked
)

// keepBefore keeps a draft as it stands before it is saved over, where that is
// worth going back to. said is what the page says of the save.
func (w *Working) keepBefore(ctx context.Context, q *db.Queries, d *Draft, author string, c *deed.Content, said Cause, now time.Time) error {
	rows, err := q.ListDraftStates(ctx, db.ListDraftStatesParams{CaseID: w.Row.ID, Version: d.Row.Version})
	if err != nil {
		return db.Err(err, "list versions of a draft")
	}
	cause := said
	switch {
	case d.Row.AuthorID != author:
		cause = CauseTaken
	case said != "":
	case cut(&d.Content, c) >= muchCut:
		cause = CauseCut
	case len(rows) == 0:
		cause = CauseBegun
	case now.UnixMilli()-rows[len(rows)-1].SavedAt >= every.Milliseconds():
		cause = CauseWriting
	default:
		return nil
	}
	return w.keep(ctx, q, d.Row.Version, rows, &d.Content, d.Row.AuthorID, d.RowVersion(), cause, now)
}

// keepNow keeps a draft as it is signed or sent back.
func (w *Working) keepNow(ctx context.Context, q *db.Queries, version int64, c *deed.Content, author string, at int64, cause Cause, now time.Time) error {
	rows, err := q.ListDraftStates(ctx, db.ListDraftStatesParams{CaseID: w.Row.ID, Version: version})
	if err != nil {
		return db.Err(err, "list versions of a draft")
	}
	return w.keep(ctx, q, version, rows, c, author, at, cause, now)
}

func (w *Working) keep(ctx context.Context, q *db.Queries, version int64, rows []db.ListDraftStatesRow, c *deed.Content, author string, at int64, cause Cause, now time.Time) error {
	const op = "keep version of a draft"
	changes := []Change{}
	if n := len(rows); n > 0 {
		at = max(at, rows[n-1].SavedAt+1) // an event may set the clock of a row back
		before, err := w.keptContent(ctx, q, version, rows[n-1].SavedAt)
		if err != nil && !errs.Is(err, errs.Damaged) {
			return err
		}
		if err == nil { // else there is nothing to compare with, and nobody is kept from writing by it
			changes = changesOf(before, c)
			if len(changes) == 0 && cause != CauseSigned && cause != CauseReturned {
				return nil // it is there already
			}
		}
	}
	body, err := packed(c)
	if err != nil {
		return errs.Wrap(err, errs.Internal, op, "")
	}
	head, err := w.SealStateHead(version, at, changes)
	if err != nil {
		return err
	}
	var pictures []string
	for i := range c.Figures {
		pictures = append(pictures, c.Figures[i].Picture.SHA256)
	}
	if _, err := q.InsertDraftState(ctx, db.InsertDraftStateParams{
		CaseID: w.Row.ID, Version: version, SavedAt: at, AuthorID: author, Cause: string(cause),
		HeadSealed: head, BodySealed: w.SealState(version, at, body), Pictures: strings.Join(pictures, " "),
	}); err != nil {
		return db.Err(err, op)
	}
	marks := make([]stateMark, 0, len(rows)+1)
	for _, r := range rows {
		marks = append(marks, stateMark{r.SavedAt, Cause(r.Cause)})
	}
	for _, gone := range thinned(append(marks, stateMark{at, cause}), now) {
		if err := q.DeleteDraftState(ctx, db.DeleteDraftStateParams{CaseID: w.Row.ID, Version: version, SavedAt: gone}); err != nil {
			return db.Err(err, op)
		}
	}
	return nil
}

// Kept are the states of a draft, oldest first, and what is another in it now.
func (w *Working) Kept(ctx context.Context, q *db.Queries, d *Draft) ([]Kept, []Change, error) {
	const op = "list versions of a draft"
	rows, err := q.ListDraftStates(ctx, db.ListDraftStatesParams{CaseID: w.Row.ID, Version: d.Row.Version})
	if err != nil {
		return nil, nil, db.Err(err, op)
	}
	out := make([]Kept, 0, len(rows))
	for _, r := range rows {
		k := Kept{SavedAt: r.SavedAt, Author: r.AuthorID, Cause: Cause(r.Cause)}
		err := w.OpenStateHead(r, &k.Changes)
		if k.Unreadable = errs.Is(err, errs.Damaged); err != nil && !k.Unreadable {
			return nil, nil, errs.Op(err, op)
		}
		out = append(out, k)
	}
	now := []Change{}
	if n := len(rows); n > 0 {
		before, err := w.keptContent(ctx, q, d.Row.Version, rows[n-1].SavedAt)
		switch {
		case err == nil:
			now = changesOf(before, &d.Content)
		case errs.Is(err, errs.Damaged):
			out[n-1].Unreadable = true
		default:
			return nil, nil, err
		}
	}
	return out, now, nil
}

// KeptAt is one of them, by its row version, with its words. Kind NotFound: there
// is none.
func (w *Working) KeptAt(ctx context.Context, q *db.Queries, version, saved int64) (Kept, *deed.Content, error) {
	row, err := q.GetDraftState(ctx, db.GetDraftStateParams{CaseID: w.Row.ID, Version: version, SavedAt: saved})
	if err != nil {
		return Kept{}, nil, db.Err(err, "read version of a draft")
	}
	c, err := w.unpacked(row)
	return Kept{SavedAt: row.SavedAt, Author: row.AuthorID, Cause: Cause(row.Cause), Changes: []Change{}}, c, err
}

func (w *Working) keptContent(ctx context.Context, q *db.Queries, version, saved int64) (*deed.Content, error) {
	_, c, err := w.KeptAt(ctx, q, version, saved)
	return c, err
}

func packed(c *deed.Content) ([]byte, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if err := cmp.Or(json.NewEncoder(z).Encode(c), z.Close()); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func (w *Working) unpacked(row db.DraftState) (*deed.Content, error) {
	const op = "read version of a draft"
	b, err := w.OpenState(row)
	if err != nil {
		return nil, errs.Op(err, op)
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, errs.Wrap(err, errs.Damaged, op, "")
	}
	c := new(deed.Content)
	if err := json.NewDecoder(io.LimitReader(z, mostOne)).Decode(c); err != nil {
		return nil, errs.Wrap(err, errs.Damaged, op, "")
	}
	form(c)
	settle(c)
	return c, nil
}

// Dropped lets go of what only a version needed that is no more: the states of its
// draft, and its pictures.
func (w *Working) Dropped(ctx context.Context, q *db.Queries, now time.Time) error {
	if err := q.DropDraftStates(ctx, w.Row.ID); err != nil {
		return db.Err(err, "drop versions of a draft")
	}
	return w.NamePictures(ctx, q, now)
}

type stateMark struct {
	at    int64
	cause Cause
}

// mostKept bounds the states of one version, whatever was done to it.
const mostKept = 400

// thinned names those that go, of states oldest first: of a day ago the last of
// each hour stays, of a week ago the last of each day, and each one by itself that
// was begun, signed, sent back or put together. Beyond mostKept the oldest go that
// are none of those, then the oldest.
func thinned(all []stateMark, now time.Time) []int64 {
	var out []int64
	stays := func(m stateMark) bool {
		return m.cause != CauseWriting && m.cause != CauseCut
	}
	left := all[:0:0]
	for i, m := range all {
		age, span := now.Sub(time.UnixMilli(m.at)), time.Duration(0)
		switch {
		case age > 7*24*time.Hour:
			span = 24 * time.Hour
		case age > 24*time.Hour:
			span = time.Hour
		}
		next := i + 1
		if span > 0 && !stays(m) && next < len(all) && all[next].at/span.Milliseconds() == m.at/span.Milliseconds() {
			out = append(out, m.at)
			continue
		}
		left = append(left, m)
	}
	for _, every := range []bool{false, true} {
		for i := 0; len(left) > mostKept && i < len(left)-1; {
			if !every && stays(left[i]) {
				i++
				continue
			}
			out = append(out, left[i].at)
			left = slices.Delete(left, i, i+1)
		}
	}
	return out
}
