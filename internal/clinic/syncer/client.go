package syncer

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

// Limits of one exchange. A stalled line ends a request, not the exchange.
const (
	requestTimeout = 2 * time.Minute // for the whole of one request and answer
	tries          = 4
	maxAnswer      = 64 << 20
)

// client speaks the contract with one server.
type client struct {
	base string
	http *http.Client
	now  func() time.Time

	// device is set once enrolled; then calls carry a token.
	device string
	key    *seal.SigningKey

	mu    sync.Mutex
	token string
}

const unreachable = "OSO cannot be reached. Everything is kept here. It is sent when the line is back: exchange again later."

// errPin is told from other failures of the handshake.
var errPin = errors.New("the server's key is not the one that was pinned")

// transport is TLS 1.3 over HTTP/1.1: under loss many connections help, and
// streams on one do not. With a pin the server's key is what counts, and not
// who vouches for its name.
func transport(pin []byte) http.RoundTripper {
	t := &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 15 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSClientConfig:       &tls.Config{MinVersion: tls.VersionTLS13},
		TLSHandshakeTimeout:   15 * time.Second,
		ResponseHeaderTimeout: time.Minute,
		MaxIdleConnsPerHost:   maxConnections,
		MaxConnsPerHost:       maxConnections,
		IdleConnTimeout:       time.Minute,
		DisableCompression:    true,
		TLSNextProto:          map[string]func(string, *tls.Conn) http.RoundTripper{},
	}
	if len(pin) > 0 {
		t.TLSClientConfig.InsecureSkipVerify = true // the pin below is stricter
		t.TLSClientConfig.VerifyConnection = func(s tls.ConnectionState) error {
			if len(s.PeerCertificates) == 0 || !pinned(s.PeerCertificates[0], pin) {
				return errPin
			}
			return nil
		}
	}
	return t
}

func pinned(c *x509.Certificate, pin []byte) bool {
	h := sha256.Sum256(c.RawSubjectPublicKeyInfo)
	return subtle.ConstantTimeCompare(h[:], pin) == 1
}

// newClient prepares to speak; nothing is sent yet.
func (s *Syncer) newClient(address string, pin []byte) (*client, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" || u.Scheme != "https" || u.User != nil || u.RawQuery != "" {
		return nil, errs.E(errs.Usage, "read address", "The address of the service begins with https:// and a name. Nothing was changed. Copy it as OSO gave it.")
	}
	make := s.Transport
	if make == nil {
		make = transport
	}
	return &client{base: strings.TrimRight(u.Scheme+"://"+u.Host+u.Path, "/"), http: &http.Client{Transport: make(pin), Timeout: requestTimeout}, now: s.Now}, nil
}

func (c *client) close() { c.http.CloseIdleConnections() }

// call sends one request, repeated where the line fails, and reads the answer
// into out. in is JSON, or bytes as they are.
func (c *client) call(ctx context.Context, method, path string, in, out any) error {
	body, kind, err := encode(in)
	if err != nil {
		return err
	}
	for try := 1; ; try++ {
		err = c.once(ctx, method, path, body, kind, out)
		if try == tries || ctx.Err() != nil || !transient(err) {
			return err
		}
		wait := time.Duration(try*try)*150*time.Millisecond + time.Duration(rand.IntN(150))*time.Millisecond
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return err
		}
	}
}

func transient(err error) bool {
	return errs.Is(err, errs.Unreachable) || errs.Is(err, errs.TooMany)
}

func encode(in any) ([]byte, string, error) {
	switch v := in.(type) {
	case nil:
		return nil, "", nil
	case []byte:
		return v, wire.PackType, nil
	}
	b, err := json.Marshal(in)
	return b, "application/json", errs.Wrap(err, errs.Internal, "encode request", "")
}

// once is one attempt. A token that ran out is renewed once.
func (c *client) once(ctx context.Context, method, path string, body []byte, kind string, out any) error {
	err := c.send(ctx, method, path, body, kind, out)
	if c.device == "" || !errs.Is(err, errs.Unauthenticated) {
		return err
	}
	c.mu.Lock()
	c.token = ""
	c.mu.Unlock()
	return c.send(ctx, method, path, body, kind, out)
}

func (c *client) send(ctx context.Context, method, path string, body []byte, kind string, out any) error {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return errs.Wrap(err, errs.Internal, "make request", "")
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	req.Header.Set(wire.HeaderProtocol, strconv.Itoa(wire.Protocol))
	req.Header.Set(wire.HeaderClientTime, c.now().UTC().Format(time.RFC3339))
	if c.device != "" {
		token, err := c.authorize(ctx)
		if err != nil {
			return err
		}
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
		return problem(resp, b)
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

// authorize gives the bearer token, getting one by signing a challenge.
func (c *client) authorize(ctx context.Context) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.token != "" {
		return c.token, nil
	}
	open := &client{base: c.base, http: c.http, now: c.now}
	var ch wire.Challenge
	if err := open.send(ctx, http.MethodPost, wire.PathChallenge, mustJSON(wire.ChallengeRequest{Device: c.device}), "application/json", &ch); err != nil {
		return "", err
	}
	var t wire.Token
	answer := wire.TokenRequest{Device: c.device, Nonce: ch.Nonce, Signature: c.key.Sign(seal.DomainToken, ch.Nonce)}
	if err := open.send(ctx, http.MethodPost, wire.PathToken, mustJSON(answer), "application/json", &t); err != nil {
		if errs.Is(err, errs.Unauthenticated) {
			return "", errs.Wrap(err, errs.Revoked, "sign in", "OSO does not accept this desk any more. Everything is kept here. Telephone your OSO coordinator.")
		}
		return "", err
	}
	c.token = t.Token
	return t.Token, nil
}

func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings and bytes only
	}
	return b
}

// lineError tells an impostor and a person's stop from a bad line.
func lineError(ctx context.Context, err error) error {
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	switch {
	case errors.Is(err, errPin), errors.As(err, &unknown), errors.As(err, &host):
		return errs.Wrap(err, errs.Untrusted, "connect", "The server that answered is not OSO's. Nothing was sent. If a network at your clinic opens encrypted connections, ask its administrator to leave OSO out; else telephone OSO.")
	case errors.Is(ctx.Err(), context.Canceled):
		return errs.Wrap(err, errs.Cancelled, "exchange", "The exchange was stopped. What was sent is kept by OSO; the rest is kept here.")
	}
	return errs.Wrap(err, errs.Unreachable, "connect", unreachable)
}

// problem reads the service's refusal. An answer that is not ours comes from
// something in between.
func problem(resp *http.Response, b []byte) error {
	var p wire.Problem
	if strings.HasPrefix(resp.Header.Get("Content-Type"), wire.ProblemType) && json.Unmarshal(b, &p) == nil && p.Kind != "" {
		if p.Kind == errs.Internal {
			p.Kind = errs.Unreachable // the service's own fault: work is kept, try again
		}
		if p.Kind == errs.Unsupported {
			p.Detail = "This program and OSO's speak different versions. Everything is kept here. Update this program, then exchange again."
		}
		return errs.E(p.Kind, "ask OSO", p.Detail)
	}
	kind := errs.FromStatus(resp.StatusCode)
	if kind == errs.Internal || kind == errs.NotFound || kind == errs.Forbidden {
		kind = errs.Unreachable
	}
	return errs.E(kind, "ask OSO: status "+strconv.Itoa(resp.StatusCode), unreachable)
}
