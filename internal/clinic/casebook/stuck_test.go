package casebook

import (
	"testing"
	"time"
)

// TestStuck tells an import that is killed again and again at one file from one
// that gets further each time.
func TestStuck(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for name, c := range map[string]struct {
		x    Import
		want bool
	}{
		"killed once":            {Import{Files: 3}, false},
		"killed twice":           {Import{Files: 3, Again: []Again{{Files: 3}}}, false},
		"killed thrice":          {Import{Files: 3, Again: []Again{{Files: 3}, {Files: 3}}}, true},
		"before the first file":  {Import{Again: []Again{{}, {}}}, true},
		"further at last":        {Import{Files: 9, Again: []Again{{Files: 3}, {Files: 3}}}, false},
		"further, and then none": {Import{Files: 9, Again: []Again{{Files: 3}, {Files: 9}}}, false},
		"ended":                  {Import{Files: 3, Ended: &now, Again: []Again{{Files: 3}, {Files: 3}}}, false},
	} {
		if got := c.x.Stuck(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
