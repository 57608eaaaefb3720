package console_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"oso/internal/server/keys"
	"oso/internal/server/principal"
)

// Who guesses at many accounts is stopped by where the guesses come from,
// before a password is stretched; whoever comes from elsewhere signs in, and
// what is right uses up nothing.
func TestSignInsOfOneAddressAreBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	try := func(from, email, password string) int {
		t.Helper()
		req, err := http.NewRequest("POST", w.http.URL+"/console/api/session", strings.NewReader(fmt.Sprintf(`{"email":%q,"password":%q}`, email, password)))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("X-Forwarded-For", from)
		res, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.StatusCode
	}
	billing := w.staff[principal.Billing].email
	wrong := 0
	for n := range 60 {
		switch got := try("203.0.113.7", fmt.Sprintf("nobody-%d@example.org", n), password); {
		case got == http.StatusUnauthorized && n == wrong:
			wrong++
		case got != http.StatusTooManyRequests:
			t.Fatalf("try %d: %d", n, got)
		}
		if got := try("198.51.100.1", billing, password); got != http.StatusOK {
			t.Fatalf("from elsewhere, after %d: %d", n, got)
		}
	}
	if wrong == 0 || wrong == 60 {
		t.Errorf("%d of 60 guesses were looked at", wrong)
	}
	if got := try("203.0.113.7", billing, password); got != http.StatusTooManyRequests {
		t.Errorf("the right password from where the guesses come: %d", got)
	}
}

func TestPasswordIsChangedAtTheDoor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.staff[principal.Specialist]
	here := p.client
	p.signIn()
	there := p.client
	const next = "Another-horse-2"
	p.client = here
	p.want(401, "POST", "/session/password", map[string]any{"password": "wrong", "code": p.code(), "new": next}, nil)
	p.want(422, "POST", "/session/password", map[string]any{"password": password, "code": p.code(), "new": "short"}, nil)
	p.want(200, "GET", "/me", nil, nil)
	p.want(204, "POST", "/session/password", map[string]any{"password": password, "code": p.code(), "new": next}, nil)
	p.want(200, "GET", "/me", nil, nil)
	p.client = there
	p.want(401, "GET", "/me", nil, nil)
	p.want(401, "POST", "/session/password", map[string]any{"password": next, "code": p.code(), "new": password}, nil)
	p.want(401, "POST", "/session", map[string]any{"email": p.email, "password": password}, nil)
	p.want(200, "POST", "/session", map[string]any{"email": p.email, "password": next}, nil)
}

// What a page asks by itself says how long nobody touched it, and keeps no
// session open; a client that says nothing acts for a person each time.
func TestPollingKeepsNoSession(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]int{"page": http.StatusUnauthorized, "client": http.StatusOK, "nonsense": http.StatusUnauthorized} {
		w := newWorld(t)
		p := w.staff[principal.Billing]
		got := 0
		for minute := 1; minute <= 40; minute++ {
			w.mu.Lock()
			w.now = w.now.Add(time.Minute)
			w.mu.Unlock()
			req, err := http.NewRequest("GET", w.http.URL+"/console/api/cases", nil)
			if err != nil {
				t.Fatal(err)
			}
			switch said {
			case "page":
				req.Header.Set("Oso-Idle", fmt.Sprint(minute*60))
			case "nonsense":
				req.Header.Set("Oso-Idle", "-1")
			}
			res, err := p.client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			got = res.StatusCode
		}
		if got != want {
			t.Errorf("a %s that asks for 40 minutes: %d, want %d", said, got, want)
		}
	}
}

// What has to be renewed is said to those who can do it or know who can.
func TestWhatIsDueIsSaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	until := w.clock().Add(40 * 24 * time.Hour).UTC()
	w.due = []keys.Ending{{What: keys.EndOfIssuing, Until: until}}
	for role, p := range w.staff {
		var me struct {
			Zone string
			Due  []struct {
				What  string
				Until time.Time
			}
		}
		p.want(200, "GET", "/me", nil, &me)
		if me.Zone != time.UTC.String() {
			t.Errorf("%s reads times in %q", role, me.Zone)
		}
		told := len(me.Due) == 1 && me.Due[0].What == keys.EndOfIssuing && me.Due[0].Until.Equal(until)
		if want := role == principal.Admin || role == principal.Coordinator; told != want || !told && len(me.Due) > 0 {
			t.Errorf("%s is told %v", role, me.Due)
		}
	}
}
