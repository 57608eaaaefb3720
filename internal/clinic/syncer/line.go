package syncer

import (
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"oso/internal/errs"
)

// errPin is told from other failures of the handshake.
var errPin = errors.New("the server's key is not the one that was pinned")

// line makes the connections of one exchange: TLS 1.3 over HTTP/1.1, since
// under loss many connections help, and streams on one do not. With a pin the
// server's key is what counts, and not who vouches for its name.
//
// A connection costs two round trips before anything can be said on it. Those
// that are going to be needed are made ahead of their time (ready).
type line struct {
	address string // of the service, with its port
	direct  bool   // no proxy stands between
	dialer  net.Dialer
	tls     *tls.Config
	stall   time.Duration
	ctx     context.Context // of those that are made ahead
	stop    context.CancelFunc
	made    chan net.Conn // nil: it failed

	mu     sync.Mutex
	coming int           // made ahead, and nobody's yet
	trip   time.Duration // the shortest in which a connection was answered
}

// dialTimeout bounds the making of a connection, and again its handshake.
const dialTimeout = 15 * time.Second

func newLine(service *url.URL, pin []byte, stall time.Duration) *line {
	proxy, err := http.ProxyFromEnvironment(&http.Request{URL: service})
	l := &line{
		address: net.JoinHostPort(service.Hostname(), cmp.Or(service.Port(), "443")),
		direct:  proxy == nil && err == nil,
		dialer:  net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second},
		tls:     &tls.Config{MinVersion: tls.VersionTLS13},
		stall:   stall,
		made:    make(chan net.Conn, maxConnections),
	}
	l.ctx, l.stop = context.WithCancel(context.Background())
	if len(pin) > 0 {
		l.tls.InsecureSkipVerify = true // the pin below is stricter
		l.tls.VerifyConnection = func(s tls.ConnectionState) error {
			if len(s.PeerCertificates) == 0 || !pinned(s.PeerCertificates[0], pin) {
				return errPin
			}
			return nil
		}
	}
	return l
}

func (l *line) transport() *http.Transport {
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         l.dial, // to a proxy
		DialTLSContext:      l.dialTLS,
		TLSClientConfig:     l.tls,
		TLSHandshakeTimeout: dialTimeout,
		MaxIdleConnsPerHost: maxConnections + 1, // packs, and an envelope ahead of its time
		MaxConnsPerHost:     maxConnections + 1,
		IdleConnTimeout:     time.Minute,
		DisableCompression:  true,
		TLSNextProto:        map[string]func(string, *tls.Conn) http.RoundTripper{},
	}
}

func (l *line) dial(ctx context.Context, network, address string) (net.Conn, error) {
	begun := time.Now() // for the plan alone; nothing is decided by it
	c, err := l.dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if trip := time.Since(begun); l.trip == 0 || trip < l.trip {
		l.trip = trip
	}
	return &movingConn{c, l.stall}, nil
}

// dialTLS gives a connection that was made ahead where there is one, and makes
// one else.
func (l *line) dialTLS(ctx context.Context, network, address string) (net.Conn, error) {
	if address == l.address && l.take() {
		select {
		case c := <-l.made:
			if c != nil {
				return c, nil
			}
		case <-ctx.Done():
			l.giveBack()
			return nil, ctx.Err()
		}
	}
	return l.handshake(ctx, network, address)
}

func (l *line) handshake(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := l.dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithTimeout(ctx, dialTimeout)
	defer stop()
	config := l.tls.Clone()
	if config.ServerName, _, err = net.SplitHostPort(address); err != nil {
		c.Close()
		return nil, err
	}
	t := tls.Client(c, config)
	if err := t.HandshakeContext(ctx); err != nil {
		c.Close()
		return nil, err
	}
	return t, nil
}

// take tells whether a connection that was made ahead, or is about to be, is
// the caller's.
func (l *line) take() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.coming == 0 {
		return false
	}
	l.coming--
	return true
}

func (l *line) giveBack() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.coming++
}

// far tells whether the service is far away, by the connections made so far.
func (l *line) far() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.trip >= farTrip
}

// ready makes connections ahead of their time until there are n; it waits for
// none.
func (l *line) ready(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.direct {
		return
	}
	for range min(n, maxConnections) - l.coming {
		l.coming++
		go func() {
			c, err := l.handshake(l.ctx, "tcp", l.address)
			if err != nil {
				c = nil // whoever takes it makes one, and hears why
			}
			l.made <- c
		}()
	}
}

// close gives up what was made ahead and nobody took.
func (l *line) close() {
	l.stop()
	for l.take() {
		if c := <-l.made; c != nil {
			c.Close()
		}
	}
}

// movingConn ends when nothing moves on it for a while. Each read and write
// puts off the end of both, since an answer is waited for while a request is
// still being written.
type movingConn struct {
	net.Conn
	stall time.Duration
}

func (c *movingConn) Read(p []byte) (int, error) {
	if err := c.SetDeadline(time.Now().Add(c.stall)); err != nil {
		return 0, err
	}
	return c.Conn.Read(p)
}

func (c *movingConn) Write(p []byte) (int, error) {
	if err := c.SetDeadline(time.Now().Add(c.stall)); err != nil {
		return 0, err
	}
	return c.Conn.Write(p)
}

func pinned(c *x509.Certificate, pin []byte) bool {
	h := sha256.Sum256(c.RawSubjectPublicKeyInfo)
	return subtle.ConstantTimeCompare(h[:], pin) == 1
}

// lineError tells an impostor and a person's stop from a bad line.
func lineError(ctx context.Context, err error) error {
	var stranger *tls.CertificateVerificationError
	switch {
	case errors.Is(err, errPin), errors.As(err, &stranger):
		return errs.Wrap(err, errs.Untrusted, "connect", "The server that answered is not OSO's. Nothing was sent. If a network at your clinic opens encrypted connections, ask its administrator to leave OSO out; else telephone OSO.")
	case errors.Is(ctx.Err(), context.Canceled):
		return errs.Wrap(err, errs.Canceled, "exchange", "The exchange was stopped. What was sent is kept by OSO; the rest is kept here.")
	}
	return errs.Wrap(err, errs.Unreachable, "connect", unreachable)
}
