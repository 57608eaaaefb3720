package keys

import (
	"testing"
	"time"
)

func TestStages(t *testing.T) {
	t.Parallel()
	end := time.Date(2027, 11, 25, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		what        string
		before      time.Duration
		stage, days int
		due         bool
	}{
		{EndOfIssuing, 121 * 24 * time.Hour, 0, 121, false},
		{EndOfIssuing, 120*24*time.Hour + time.Second, 0, 120, false},
		{EndOfIssuing, 120 * 24 * time.Hour, 120, 120, true},
		{EndOfIssuing, 60*24*time.Hour + time.Second, 120, 60, true},
		{EndOfIssuing, 59 * 24 * time.Hour, 60, 59, true},
		{EndOfIssuing, 7 * 24 * time.Hour, 7, 7, true},
		{EndOfIssuing, time.Second, 7, 0, true},
		{EndOfIssuing, 0, 0, 0, true},
		{EndOfIssuing, -time.Second, 0, -1, true},
		{EndOfCertificate, 22 * 24 * time.Hour, 0, 22, false},
		{EndOfCertificate, 20 * 24 * time.Hour, 21, 20, true},
		{EndOfRoot, 400 * 24 * time.Hour, 730, 400, true},
	} {
		e := Ending{c.what, end}
		stage, due := e.Stage(end.Add(-c.before))
		if stage != c.stage || due != c.due || e.Days(end.Add(-c.before)) != c.days {
			t.Errorf("%s %s before: stage %d, due %t, %d days", c.what, c.before, stage, due, e.Days(end.Add(-c.before)))
		}
	}
}
