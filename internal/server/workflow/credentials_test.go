package workflow

import (
	"slices"
	"testing"
	"time"

	"oso/internal/server/db"
)

// TestWhoIsBarred: each credential that is missing or past its moment bars a
// person by itself, a trainee is barred whatever else is on record, and nothing
// else does.
func TestWhoIsBarred(t *testing.T) {
	t.Parallel()
	now := time.UnixMilli(1_800_000_000_000)
	for name, c := range map[string]struct {
		change func(*db.Person)
		want   []Bar
	}{
		"good":             {func(*db.Person) {}, nil},
		"left":             {func(p *db.Person) { p.LeftAt = 1 }, []Bar{Inactive}},
		"not tenured":      {func(p *db.Person) { p.Tenured = false }, []Bar{NotTenured}},
		"not licensed":     {func(p *db.Person) { p.Licensed = false }, []Bar{NotLicensed}},
		"not certified":    {func(p *db.Person) { p.BoardCertified = false }, []Bar{NotCertified}},
		"trainee":          {func(p *db.Person) { p.Trainee = true }, []Bar{InTraining}},
		"lapses now":       {func(p *db.Person) { p.CredentialsUntil = now.UnixMilli() }, []Bar{PastDate}},
		"no date":          {func(p *db.Person) { p.CredentialsUntil = 0 }, []Bar{PastDate}},
		"nothing recorded": {func(p *db.Person) { *p = db.Person{} }, []Bar{NotTenured, NotLicensed, NotCertified, PastDate}},
	} {
		p := db.Person{Tenured: true, Licensed: true, BoardCertified: true, CredentialsUntil: now.UnixMilli() + 1}
		c.change(&p)
		got := CredentialsOf(p)
		if !slices.Equal(got.Bars(now), c.want) || got.Lapsed(now) != (len(c.want) > 0) {
			t.Errorf("%s: %v", name, got.Bars(now))
		}
	}
}
