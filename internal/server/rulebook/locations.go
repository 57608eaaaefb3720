package rulebook

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/policy"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/wire"
)

// Locations is a version of the location rules as it is proposed and stored: the
// table without what it gets when it is put in force, its version and its day of
// issue.
type Locations struct {
	Expires       string       `json:"expires"` // YYYY-MM-DD, from when nothing is allowed by it any more
	CompleteLists []string     `json:"complete_lists"`
	Rows          []policy.Row `json:"rows"`
}

// LocationsNow is the table in force: what was entered, else the one that the
// program carries.
func LocationsNow(ctx context.Context, q *db.Queries, now time.Time) (*policy.Table, error) {
	row, err := q.GetPolicyTable(ctx, db.GetPolicyTableParams{Kind: string(wire.ChangePolicy), At: now.UnixMilli()})
	if err = db.Err(err, "read location table"); errs.Is(err, errs.NotFound) {
		return policy.Shipped(), nil
	} else if err != nil {
		return nil, err
	}
	return policy.ParseTable([]byte(row.Body))
}

// LocationsOf is a table as it is changed.
func LocationsOf(t *policy.Table) Locations {
	return Locations{t.Expires, append([]string{}, t.CompleteLists...), append([]policy.Row{}, t.Rows...)}
}

// Table is the version as policy asks it, issued on a day.
func (l Locations) Table(version string, now time.Time) *policy.Table {
	return &policy.Table{Version: version, Issued: day(now), Expires: l.Expires, CompleteLists: l.CompleteLists, Rows: l.Rows}
}

// ParseLocations reads a stored body. Damaged where it is none.
func ParseLocations(body string) (Locations, error) {
	var l Locations
	if err := json.Unmarshal([]byte(body), &l); err != nil {
		return l, errs.Wrap(err, errs.Damaged, "read location rules", "The location rules cannot be read. Nothing was changed; tell the system administrator.")
	}
	return l.whole(), nil
}

func (l Locations) whole() Locations {
	l.Rows, l.CompleteLists = append([]policy.Row{}, l.Rows...), append([]string{}, l.CompleteLists...)
	return l
}

// Entered gives rules as they came from a page in the one form in which they are
// kept: places as rules are compared, a number for each row that has none, ordered.
// Invalid names the row.
func (l Locations) Entered(now time.Time) (Locations, error) {
	l = l.whole()
	seen := map[string]int{}
	for i := range l.Rows {
		r := &l.Rows[i]
		p := policy.Canonical(casefile.Place{Country: r.Country, Region: r.Region})
		r.Country, r.Region, r.Source = p.Country, p.Region, strings.TrimSpace(r.Source)
		if r.ID == "" {
			r.ID = casefile.NewID()
		}
		if at := strings.Join([]string{string(r.Kind), r.Country, r.Region, r.From}, " "); seen[at] > 0 {
			return l, errs.E(errs.Invalid, "check location table", fmt.Sprintf("Location rules %d and %d say the same. The table in use stays. Take one away.", seen[at], i+1))
		} else {
			seen[at] = i + 1
		}
	}
	if err := l.Table("proposed", now).Validate(); err != nil {
		return l, err
	}
	slices.SortStableFunc(l.Rows, func(a, b policy.Row) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Country, b.Country), cmp.Compare(a.Region, b.Region), cmp.Compare(a.From, b.From))
	})
	slices.Sort(l.CompleteLists)
	l.CompleteLists = slices.Compact(l.CompleteLists)
	return l, nil
}

// String is the version as it is stored.
func (l Locations) String() (string, error) { return stored(l) }

// FollowLocations puts a version in force: it is the table that every answer from
// now on rests on, and that each clinic is sent.
func FollowLocations(ctx context.Context, tx *sql.Tx, body string, by principal.Actor, now time.Time) error {
	const op = "put location rules in force"
	l, err := ParseLocations(body)
	if err != nil {
		return err
	}
	q := db.New(tx)
	last, err := q.LastPolicyTable(ctx, string(wire.ChangePolicy))
	if err != nil {
		return db.Err(err, op)
	}
	n := max(last, 1) + 1 // 1 is the program's own
	t := l.Table(fmt.Sprintf("locations-%d", n), now)
	// Time went by since it was proposed: it may have run out.
	if err := t.Validate(); err != nil {
		return err
	}
	b, err := json.Marshal(t)
	if err != nil {
		return errs.Op(err, op)
	}
	expires, _ := time.Parse(time.DateOnly, t.Expires) // Validate has read it
	if err := q.InsertPolicyTable(ctx, db.InsertPolicyTableParams{
		Kind: string(wire.ChangePolicy), Version: n, Body: string(b), ValidFrom: now.UnixMilli(), ExpiresAt: expires.UnixMilli(), CreatedBy: by.Subject(), CreatedAt: now.UnixMilli(),
	}); err != nil {
		return db.Err(err, op)
	}
	return tellClinics(ctx, q, wire.ChangePolicy, now)
}

// tellClinics puts a table into what every clinic is sent next.
func tellClinics(ctx context.Context, q *db.Queries, kind wire.ChangeKind, now time.Time) error {
	return db.Err(q.InsertFeedForAll(ctx, db.InsertFeedForAllParams{Kind: string(kind), CreatedAt: now.UnixMilli()}), "send table")
}

func stored(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), errs.Op(err, "write table")
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }
