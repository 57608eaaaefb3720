package syncer

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/wire"
)

// A line that is too slow for the service is a bad line, not somebody who stopped
// the exchange: what was not sent is tried again by itself.
func TestSlowLineIsNoStop(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.confirmed()
	id := d.filled()
	d.version(id, 1, d.ownKey())
	d.service.answers[casePath(wire.PathMissing, id, 0)] = problemAnswer(499, errs.Canceled)
	if _, err := d.exchange(); !errs.Is(err, errs.Unreachable) || errs.Message(err) != "Says the service." {
		t.Errorf("the exchange ends with %v", err)
	}
}

// A service that has no room for a case is asked for what it has all the same,
// and takes the others that it has room for; the exchange says so at its end.
func TestFullServiceSilencesNothing(t *testing.T) {
	t.Parallel()
	for _, kind := range []errs.Kind{errs.DiskFull, errs.TooMany} {
		d := newDesk(t)
		d.confirmed()
		own := d.ownKey()
		large, small := d.filled(), d.filled()
		for _, id := range []casefile.CaseID{large, small} {
			d.version(id, 1, own)
		}
		offered := map[casefile.CaseID]bool{}
		d.service.before = func(r *http.Request) (answer, bool) {
			for _, id := range []casefile.CaseID{large, small} {
				if r.URL.Path != casePath(wire.PathMissing, id, 0) {
					continue
				}
				offered[id] = true
				if id == large {
					return problemAnswer(507, kind), true
				}
				var asked wire.MissingRequest
				if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
					t.Error(err)
				}
				return answer{200, "application/json", wire.MissingAnswer{}}, true
			}
			return answer{}, false
		}
		d.service.answers[casePath(wire.PathVersions, small, 0)] = problemAnswer(403, errs.Revoked)
		d.service.pages = []feed{{Cursor: 1, Changes: []wire.Change{d.change(1, wire.ChangeStatus, status("triage", ""))}}}
		r, err := d.exchange()
		if !errs.Is(err, kind) || errs.Message(err) != "Says the service." {
			t.Errorf("%s: the exchange ends with %v", kind, err)
		}
		if !offered[large] || !offered[small] {
			t.Errorf("%s: offered %v", kind, offered)
		}
		if d.at() != 1 || r.Received.Cases != 1 {
			t.Errorf("%s: nothing was received: %+v, cursor %d", kind, r.Received, d.at())
		}
		if !slices.ContainsFunc(r.Waiting, func(w Waiting) bool { return w.ID == large && w.Kind == kind }) {
			t.Errorf("%s: told %+v", kind, r.Waiting)
		}
		if h, err := d.Vault.Head(large); err != nil || h.State != casefile.Sending {
			t.Errorf("%s: the case is %s, %v", kind, h.State, err)
		}
	}
}
