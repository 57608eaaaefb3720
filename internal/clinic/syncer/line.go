package syncer

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"time"

	"oso/internal/errs"
)

// errPin is told from other failures of the handshake.
var errPin = errors.New("the server's key is not the one that was pinned")

// transport is TLS 1.3 over HTTP/1.1: under loss many connections help, and
// streams on one do not. With a pin the server's key is what counts, and not
// who vouches for its name.
func transport(pin []byte, stall time.Duration) *http.Transport {
	dialer := &net.Dialer{Timeout: 15 * time.Second, KeepAlive: 30 * time.Second}
	t := &http.Transport{
		Proxy: http.ProxyFromEnvironment,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			c, err := dialer.DialContext(ctx, network, address)
			if err != nil {
				return nil, err
			}
			return &movingConn{c, stall}, nil
		},
		TLSClientConfig:     &tls.Config{MinVersion: tls.VersionTLS13},
		TLSHandshakeTimeout: 15 * time.Second,
		MaxIdleConnsPerHost: maxConnections + 1, // packs, and an envelope ahead of its time
		MaxConnsPerHost:     maxConnections + 1,
		IdleConnTimeout:     time.Minute,
		DisableCompression:  true,
		TLSNextProto:        map[string]func(string, *tls.Conn) http.RoundTripper{},
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
