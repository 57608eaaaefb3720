package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"sync"
	"time"

	"oso/internal/errs"
	"oso/internal/server/auth"
	"oso/internal/server/principal"
	"oso/internal/wire"
)

// player is one made-up person at the console.
type player struct {
	account Account
	base    string // of the console's API
	http    *http.Client
	now     func() time.Time

	mu   sync.Mutex
	step int64 // the oldest step whose code was taken; 0: none
	high int64 // the newest step whose code was taken
	in   bool
}

func newPlayer(console string, account Account, now func() time.Time) (*player, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, errs.Op(err, "make player")
	}
	return &player{account: account, base: strings.TrimSuffix(console, "/") + "/api", now: now, http: &http.Client{Jar: jar, Timeout: time.Minute}}, nil
}

func (p *player) role() principal.Role { return principal.Role(p.account.Role) }

// code is a one-time code that was not used. The present one is left to
// people; steps that have passed since the last time come first, older ones
// after them.
func (p *player) code() (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	last := p.now().Unix()/int64(auth.Step/time.Second) - 1
	var take int64
	switch {
	case p.step == 0:
		p.step, p.high, take = last, last, last
	case last > p.high:
		p.high++
		take = p.high
	default:
		p.step--
		take = p.step
	}
	if last-take >= drift {
		p.step++
		return "", errs.Wrap(errNoCode, errs.TooMany, "take one-time code", "The demonstration's person waits for the next one-time code.")
	}
	return auth.Code(p.account.TOTPSecret, time.Unix(take*int64(auth.Step/time.Second), 0))
}

// signIn gives password and code.
func (p *player) signIn(ctx context.Context) error {
	if err := p.send(ctx, http.MethodPost, "/session", map[string]string{"email": p.account.Email, "password": p.account.Password}, nil); err != nil {
		return err
	}
	return p.withCode(func(code string) error {
		return p.send(ctx, http.MethodPost, "/session/code", map[string]string{"code": code}, nil)
	})
}

// withCode gives an act a code, and the next one where somebody used it
// before: an earlier start of the demonstration, or a person.
func (p *player) withCode(do func(code string) error) error {
	for {
		code, err := p.code()
		if err != nil {
			return err
		}
		err = do(code)
		if errs.Is(err, errs.Unauthenticated) && strings.Contains(errs.Message(err), "used already") {
			continue
		}
		return err
	}
}

// get reads, after signing in where that is needed.
func (p *player) get(ctx context.Context, path string, into any) error {
	if p.in {
		if err := p.send(ctx, http.MethodGet, path, nil, into); !errs.Is(err, errs.Unauthenticated) {
			return err
		}
	}
	if err := p.signIn(ctx); err != nil {
		return err
	}
	p.in = true
	return p.send(ctx, http.MethodGet, path, nil, into)
}

// act does one act on the case as it was read.
func (p *player) act(ctx context.Context, c *caseView, name string, body map[string]any) error {
	if body == nil {
		body = map[string]any{}
	}
	body["seq"] = c.Seq
	return p.send(ctx, http.MethodPost, "/cases/"+c.ID+"/acts/"+name, body, nil)
}

// sign does an act that needs password and code.
func (p *player) sign(ctx context.Context, c *caseView, name string, body map[string]any) error {
	return p.withCode(func(code string) error {
		body["password"], body["code"] = p.account.Password, code
		return p.act(ctx, c, name, body)
	})
}

// tick makes every check that an approver has to make before a release.
func (p *player) tick(ctx context.Context, c *caseView) error {
	var v struct {
		SHA256 string `json:"sha256"`
		List   int64  `json:"list"`
		Checks []struct {
			Code string `json:"code"`
		} `json:"checks"`
	}
	if err := p.get(ctx, "/cases/"+c.ID+"/approval", &v); err != nil {
		return err
	}
	for _, x := range v.Checks {
		if err := p.send(ctx, http.MethodPut, "/cases/"+c.ID+"/approval/checks/"+x.Code, map[string]any{"sha256": v.SHA256, "list": v.List, "made": true}, nil); err != nil {
			return err
		}
	}
	return nil
}

func (p *player) send(ctx context.Context, method, path string, body, into any) error {
	const op = "ask console"
	var r io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return errs.Op(err, op)
		}
		r = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, p.base+path, r)
	if err != nil {
		return errs.Op(err, op)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := p.http.Do(req)
	if err != nil {
		return errs.Wrap(err, errs.Unreachable, op, "The console does not answer.")
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		var problem wire.Problem
		if err := json.NewDecoder(resp.Body).Decode(&problem); err != nil || problem.Kind == "" {
			problem.Kind = errs.FromStatus(resp.StatusCode)
		}
		return errs.E(problem.Kind, op, problem.Detail)
	}
	if into == nil {
		return nil
	}
	return errs.Wrap(json.NewDecoder(resp.Body).Decode(into), errs.Unsupported, op, "The console answered in another form than the one expected.")
}
