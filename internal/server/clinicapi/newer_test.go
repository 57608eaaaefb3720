package clinicapi_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"oso/internal/errs"
	"oso/internal/wire"
)

// Both sides name a range. Where the two have nothing in common the problem says
// both, and nothing is done.
func TestProtocolRanges(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	for header, ok := range map[string]bool{"1": true, "1-1": true, "1-7": true, "0": false, "2": false, "2-9": false, "": false, "x": false, "3-1": false, "-1": false, "1-": false} {
		resp, b := d.do("GET", wire.PathTrust, nil, wire.HeaderProtocol, header)
		if (resp.StatusCode == http.StatusOK) != ok {
			t.Errorf("%q: %d", header, resp.StatusCode)
		}
		if ok {
			continue
		}
		var p wire.Problem
		if err := json.Unmarshal(b, &p); err != nil || p.Kind != errs.Unsupported || p.Status != http.StatusUpgradeRequired || p.Service == nil || *p.Service != wire.Ours() {
			t.Errorf("%q: %+v, %v", header, p, err)
		}
		if _, known := wire.ParseProtocols(header); known != (p.Program != nil) {
			t.Errorf("%q: the program's range is %+v", header, p.Program)
		}
		if resp, _ := d.do("GET", wire.PathHello, nil, wire.HeaderProtocol, header); resp.StatusCode != http.StatusOK {
			t.Errorf("%q: hello answers %d", header, resp.StatusCode)
		}
	}
}

// A request may carry fields that this service does not know: it reads what it
// knows.
func TestUnknownFieldsOfARequest(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	c := d.newCase(nil)
	d.must("POST", c.path(wire.PathMissing), map[string]any{"chunks": []string{}, "of_tomorrow": map[string]int{"x": 1}}, nil)
	d.must("POST", wire.PathRenew, map[string]any{"of_tomorrow": true}, nil)
	d.feed("?after=0&of_tomorrow=1")
}
