package auth

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"oso/internal/server/principal"
	"testing"
	"time"
)

// A page asks four times a minute: only what changes a session is written, and
// only what is written is told to the browser.
func TestSessionIsWrittenOnlyWhenItChanges(t *testing.T) {
	t.Parallel()
	o := open(t)
	acc := o.account(t, principal.Approver)
	jar, _ := cookiejar.New(nil)
	client := &http.Client{Jar: jar}
	post := func(path string, form url.Values) (int, bool) {
		t.Helper()
		res, err := client.PostForm(o.http.URL+path, form)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.StatusCode, len(res.Header.Values("Set-Cookie")) > 0
	}
	post("/password", url.Values{"email": {"approver@example.org"}, "password": {password}})
	if status, _ := post("/code", url.Values{"code": {o.code(t, acc, 0)}}); status != 200 {
		t.Fatalf("sign-in answers %d", status)
	}
	for i := range 3 {
		if status, written := post("/who", nil); status != 200 || written {
			t.Errorf("look %d answers %d, written %v", i, status, written)
		}
	}
	o.clock.pass(seenStep)
	if status, written := post("/who", nil); status != 200 || !written {
		t.Errorf("after a minute: %d, written %v", status, written)
	}
	o.clock.pass(29 * time.Minute)
	if status, _ := post("/who", nil); status != 200 {
		t.Errorf("used 29 minutes ago: %d", status)
	}
	o.clock.pass(31 * time.Minute)
	if status, _ := post("/who", nil); status != 401 {
		t.Errorf("idle for 31 minutes: %d", status)
	}
}

// A page that nobody touches asks by itself, and its session ends all the same;
// who is there keeps it, also where the page asks rarely.
func TestOnlyAPersonKeepsASession(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		step, ago time.Duration // a question each step, ago after the last touch
		moves     bool          // the person touches the page between
		ends      time.Duration // 0: not within two hours
	}{
		"nobody is there":        {time.Minute, 0, false, 31 * time.Minute},
		"somebody reads":         {time.Minute, 50 * time.Second, true, 0},
		"somebody, asked rarely": {29 * time.Minute, 28 * time.Minute, true, 0},
		"somebody came too late": {35 * time.Minute, time.Minute, true, 35 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := open(t)
			acc := o.account(t, principal.Approver)
			jar, _ := cookiejar.New(nil)
			client := &http.Client{Jar: jar}
			post := func(path string, form url.Values) int {
				t.Helper()
				res, err := client.PostForm(o.http.URL+path, form)
				if err != nil {
					t.Fatal(err)
				}
				res.Body.Close()
				return res.StatusCode
			}
			post("/password", url.Values{"email": {"approver@example.org"}, "password": {password}})
			if status := post("/code", url.Values{"code": {o.code(t, acc, 0)}}); status != 200 {
				t.Fatalf("sign-in answers %d", status)
			}
			var ended time.Duration
			for past := c.step; past <= 2*time.Hour && ended == 0; past += c.step {
				o.clock.pass(c.step)
				ago := c.ago
				if !c.moves {
					ago = past
				}
				if post("/who", url.Values{"ago": {ago.String()}}) != 200 {
					ended = past
				}
			}
			if ended != c.ends {
				t.Errorf("ended after %v, want %v", ended, c.ends)
			}
		})
	}
}
