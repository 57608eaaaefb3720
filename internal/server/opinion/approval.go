package opinion

import (
	"context"
	"fmt"
	"slices"
	"time"

	"oso/internal/errs"
	"oso/internal/server/checklist"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// Tick is one check that one person made over what was signed.
type Tick struct {
	By string // person id
	At time.Time
}

// Ticked is one check of the list that holds, with who has made it over these
// bytes.
type Ticked struct {
	checklist.Check
	Ticks []Tick
}

// Checklist is what an approver ticks before a version is released. A tick is of
// one person, over the bytes that were signed, by the list that was shown: where
// any of the three is another, it does not count.
type Checklist struct {
	Version int64 // of the list; 0: the one that ships
	Checks  []Ticked
}

// Checklist gives the checks of a version as they stand.
func (w *Working) Checklist(ctx context.Context, q *db.Queries, row db.Opinion) (Checklist, error) {
	l, version, err := checklist.Now(ctx, q)
	if err != nil {
		return Checklist{}, err
	}
	ticks, err := q.ListTicks(ctx, db.ListTicksParams{CaseID: w.Row.ID, OpinionID: row.ID, ContentSHA256: row.ContentSHA256})
	if err != nil {
		return Checklist{}, db.Err(err, "read checks")
	}
	out := Checklist{version, []Ticked{}}
	for _, c := range l.Checks {
		x := Ticked{Check: c}
		for _, t := range ticks {
			if t.Code == c.Code && t.ListVersion == version {
				x.Ticks = append(x.Ticks, Tick{t.PersonID, time.UnixMilli(t.TickedAt)})
			}
		}
		out.Checks = append(out.Checks, x)
	}
	return out, nil
}

// Made tells whether a person has made the check. Another's is no reading of
// one's own.
func (t Ticked) Made(who principal.Person) bool {
	return slices.ContainsFunc(t.Ticks, func(x Tick) bool { return who.Is(x.By) })
}

// Refuse is an error where the person has not made every check, with the first
// that is open.
func (c Checklist) Refuse(who principal.Person) error {
	var open []string
	for _, x := range c.Checks {
		if !x.Made(who) {
			open = append(open, "“"+x.Text+"”")
		}
	}
	if len(open) == 0 {
		return nil
	}
	is := "is"
	if len(open) > 1 {
		is = "are"
	}
	return errs.E(errs.Incomplete, "approve opinion", fmt.Sprintf("%s %s not ticked. Nothing was released. Tick what you have read for yourself, then approve.", few(open), is))
}

// Tick keeps, or takes back, that a person has made a check over what was signed.
// changed is false where it stood so already; text is the check in words, for the
// history.
func (w *Working) Tick(ctx context.Context, q *db.Queries, row db.Opinion, who principal.Person, list int64, code string, made bool, now time.Time) (text string, changed bool, err error) {
	const op = "tick check"
	c, err := w.Checklist(ctx, q, row)
	if err != nil {
		return "", false, err
	}
	i := slices.IndexFunc(c.Checks, func(x Ticked) bool { return x.Code == code })
	if i < 0 || list != c.Version {
		return "", false, errs.E(errs.Conflict, op, "The list of checks is another by now. Nothing was ticked. Look at the list again.")
	}
	text = c.Checks[i].Text
	if made == c.Checks[i].Made(who) {
		return text, false, nil
	}
	if made {
		n, err := q.PutTick(ctx, db.PutTickParams{
			CaseID: w.Row.ID, OpinionID: row.ID, ContentSHA256: row.ContentSHA256, Code: code, PersonID: who.ID, ListVersion: c.Version, TickedAt: now.UnixMilli(),
		})
		return text, n > 0, db.Err(err, op)
	}
	for _, t := range c.Checks[i].Ticks {
		if !who.Is(t.By) {
			continue
		}
		if _, err := q.DropTick(ctx, db.DropTickParams{CaseID: w.Row.ID, OpinionID: row.ID, ContentSHA256: row.ContentSHA256, Code: code, PersonID: t.By}); err != nil {
			return "", false, db.Err(err, op)
		}
	}
	return text, true, nil
}
