package syncer

import (
	"context"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

// Limits of one request. A slow line may take its time for it: what ends a
// request is a line on which nothing moves any more.
const (
	stallTimeout   = time.Minute
	requestTimeout = time.Hour // against a line that trickles for ever
	tries          = 4
	maxAnswer      = 64 << 20
)

// client speaks the contract with one server.
type client struct {
	base string
	http *http.Client
	line *line
	s    *Syncer

	// device is set once enrolled; then calls carry a token.
	device string
	key    *seal.SigningKey

	mu    sync.Mutex
	token string
	// asked, where set, is a challenge that was asked for before it was needed.
	asked *asked
	// putBack: the service has seen a newer state of this vault.
	putBack bool
}

const unreachable = "OSO cannot be reached. Everything is kept here. It is sent when the line is back: exchange again later."

// newClient prepares to speak; nothing is sent yet.
func (s *Syncer) newClient(address string, pin []byte) (*client, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" || u.Scheme != "https" || u.User != nil || u.RawQuery != "" {
		return nil, errs.E(errs.Usage, "read address", "The address of the service begins with https:// and a name. Nothing was changed. Copy it as OSO gave it.")
	}
	stall := s.Stall
	if stall == 0 {
		stall = stallTimeout
	}
	line := newLine(u, pin, stall)
	var by http.RoundTripper = line.transport()
	if s.Line != nil {
		by = s.Line(by)
	}
	return &client{base: strings.TrimRight(u.Scheme+"://"+u.Host+u.Path, "/"), http: &http.Client{Transport: by, Timeout: requestTimeout, CheckRedirect: noRedirect}, line: line, s: s}, nil
}

// noRedirect takes an answer that leads elsewhere as it is: the service never
// gives one, and what is in between must not lead a workstation away.
func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func (c *client) close() {
	c.line.close()
	c.http.CloseIdleConnections()
}

// call sends one request, repeated where the line fails, and reads the answer
// into out, which is JSON, or *[]byte for bytes as they are.
func (c *client) call(ctx context.Context, method, path string, in, out any) error {
	body, err := encode(in)
	if err != nil {
		return err
	}
	_, err = c.repeat(ctx, method, path, body, out)
	return err
}

// repeat tells how often the body was sent. Only one that was sent once is
// free when it returns: of an earlier time the line may still be reading it.
func (c *client) repeat(ctx context.Context, method, path string, body content, out any) (int, error) {
	sent := 0
	err := c.retry(ctx, func() error {
		n, err := c.once(ctx, method, path, body, out)
		sent += n
		return err
	})
	return sent, err
}

// retry does something again where the line failed.
func (c *client) retry(ctx context.Context, do func() error) error {
	for try := 1; ; try++ {
		err := do()
		if try == tries || ctx.Err() != nil || !transient(err) {
			return err
		}
		c.s.pause(ctx, time.Duration(try*try)*150*time.Millisecond+time.Duration(rand.IntN(150))*time.Millisecond)
	}
}

// signInFirst gets a token before anything is asked for that needs one.
func (c *client) signInFirst(ctx context.Context) error {
	return c.retry(ctx, func() error { _, err := c.authorize(ctx, ""); return err })
}

// pause waits, or ends with ctx.
func (s *Syncer) pause(ctx context.Context, d time.Duration) {
	if s.Pause != nil {
		s.Pause(ctx, d)
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

func transient(err error) bool {
	return errs.Is(err, errs.Unreachable) || errs.Is(err, errs.TooMany)
}

// once is one attempt. A token that ran out is renewed once; another
// connection may have done so meanwhile.
func (c *client) once(ctx context.Context, method, path string, body content, out any) (sent int, err error) {
	if c.device == "" || path == wire.PathHello || path == wire.PathTrust {
		return 1, c.send(ctx, "", method, path, body, out)
	}
	token, err := c.authorize(ctx, "")
	if err != nil {
		return 0, err
	}
	err = c.send(ctx, token, method, path, body, out)
	if !errs.Is(err, errs.Unauthenticated) {
		return 1, err
	}
	if token, err = c.authorize(ctx, token); err != nil {
		return 1, err
	}
	return 2, c.send(ctx, token, method, path, body, out)
}

func (c *client) send(ctx context.Context, token, method, path string, body content, out any) error {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, nil)
	if err != nil {
		return errs.Wrap(err, errs.Internal, "make request", "")
	}
	body.into(req)
	req.Header.Set(wire.HeaderProtocol, wire.Ours().String())
	if c.s.Program != "" {
		req.Header.Set("User-Agent", wire.Agent+c.s.Program)
	}
	req.Header.Set(wire.HeaderClientTime, c.s.Now().UTC().Format(time.RFC3339))
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return lineError(ctx, err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return lineError(ctx, err)
	}
	if len(b) > maxAnswer {
		return errs.E(errs.TooLarge, "read answer", "OSO's answer is too large for this program. Nothing was changed. Update the program.")
	}
	if resp.StatusCode/100 != 2 {
		return c.believe(ctx, path, problem(resp, b))
	}
	switch v := out.(type) {
	case nil:
		return nil
	case *[]byte:
		*v = b
		return nil
	}
	return errs.Wrap(json.Unmarshal(b, out), errs.Unsupported, "read answer", "OSO's answer could not be read: something between here and OSO may have changed it. Nothing was changed. Try again, or update the program.")
}

// authorize gives the bearer token, getting one by signing a challenge where
// there is none but the one that was refused.
func (c *client) authorize(ctx context.Context, refused string) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.token != "" && c.token != refused {
		return c.token, nil
	}
	c.token = ""
	token, err := c.prove(ctx, c.key)
	for _, next := range c.s.Vault.NextDevices() {
		if !errs.Is(err, errs.Unauthenticated) {
			break
		}
		// It was taken, and the answer that said so was lost.
		if token, err = c.prove(ctx, next); err == nil {
			c.key = next
			if err = c.s.Vault.AdoptDevice(ctx, next.Public()); errs.Is(err, errs.VaultLocked) {
				err = nil // it is found again at the next sign-in
			}
		}
	}
	switch {
	case errs.Is(err, errs.Conflict):
		err = errs.Wrap(err, errs.Unreachable, "sign in", unreachable)
	case errs.Is(err, errs.Unauthenticated):
		// Nobody has signed it, and a backup of the service may be older than this
		// workstation: nothing stops on it for good.
		err = errs.Wrap(err, errs.Untrusted, "sign in", "OSO did not recognize this workstation. Everything is kept here, and nothing was sent. Exchange again later; if it stays so, ask your OSO coordinator for a new enrollment code.")
	}
	c.token = token
	return token, err
}

// provings is how often a workstation is asked anew in one sign-in. A challenge is
// good once and for a minute, and a service may take none of before its own start.
const provings = 4

// prove signs in with a key, with another challenge where the first is not good any
// more: Conflict where none was, Unauthenticated where the key is not the one that
// the service knows.
func (c *client) prove(ctx context.Context, key *seal.SigningKey) (token string, err error) {
	for range provings {
		if token, err = c.signIn(ctx, key); !errs.Is(err, errs.Conflict) {
			break
		}
	}
	return token, err
}

// asked is a challenge on its way.
type asked struct {
	done  chan struct{}
	nonce []byte // empty: it did not come
}

// askAhead asks for the challenge of the first sign-in while other things are
// asked.
func (c *client) askAhead(ctx context.Context) {
	a := &asked{done: make(chan struct{})}
	c.asked = a
	go func() {
		defer close(a.done)
		a.nonce, _ = c.challenge(ctx) // it is asked for again where it fails, and then heard
	}()
}

// nonce gives a challenge to sign: the one that was asked for ahead, once.
func (c *client) nonce(ctx context.Context) ([]byte, error) {
	if a := c.asked; a != nil {
		c.asked = nil
		if <-a.done; len(a.nonce) > 0 {
			return a.nonce, nil
		}
	}
	return c.challenge(ctx)
}

func (c *client) challenge(ctx context.Context) ([]byte, error) {
	var ch wire.Challenge
	err := c.send(ctx, "", http.MethodPost, wire.PathChallenge, mustJSON(wire.ChallengeRequest{Device: c.device}), &ch)
	return ch.Nonce, err
}

func (c *client) signIn(ctx context.Context, key *seal.SigningKey) (string, error) {
	nonce, err := c.nonce(ctx)
	if err != nil {
		return "", err
	}
	now, earlier, err := c.s.Vault.Report(ctx)
	if err != nil {
		return "", err
	}
	var marks []wire.Mark
	for _, m := range append(earlier, now) {
		marks = append(marks, wire.Mark(m))
	}
	answer := wire.TokenRequest{Device: c.device, Nonce: nonce, Signature: key.Sign(deed.DomainToken, wire.TokenBytes(nonce, marks)), Marks: marks}
	var t wire.Token
	err = c.send(ctx, "", http.MethodPost, wire.PathToken, mustJSON(answer), &t)
	c.putBack = c.putBack || t.PutBack
	return t.Token, err
}
