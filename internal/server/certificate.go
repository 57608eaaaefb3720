package server

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"sync"
	"time"

	"oso/internal/errs"
)

// doorCertificate is what clinics are shown: the service's own, or a public authority's,
// which somebody else renews while the service runs.
type doorCertificate struct {
	mu     sync.Mutex
	now    tls.Certificate
	public time.Time // until when a public one is good; zero: the service's own
}

// takeCertificate reads the certificate, at the start and again whenever the
// keys are looked at. After an error the one before stays in use.
func (s *Server) takeCertificate(ctx context.Context) error {
	if s.cfg.Certificate == "" {
		if s.pin != nil {
			return nil // desks pin its key and do not ask for its date
		}
		cert, pin, err := s.store.Certificate(ctx, s.cfg.Hosts, s.now())
		if err != nil {
			return err
		}
		s.pin = pin
		s.tls.set(cert, time.Time{})
		return nil
	}
	cert, until, err := readCertificate(s.cfg.Certificate, s.cfg.CertificateKey)
	if err != nil {
		return err
	}
	s.tls.set(cert, until)
	return nil
}

// readCertificate reads a public authority's certificate, and until when it is good.
func readCertificate(file, key string) (tls.Certificate, time.Time, error) {
	cert, err := tls.LoadX509KeyPair(file, key)
	var leaf *x509.Certificate
	if err == nil {
		leaf, err = x509.ParseCertificate(cert.Certificate[0])
	}
	if err != nil {
		return cert, time.Time{}, errs.Wrap(err, errs.Invalid, "read certificate", "The server's certificate or its key cannot be read. The service does not run. Check the two files.")
	}
	return cert, leaf.NotAfter, nil
}

func (c *doorCertificate) set(cert tls.Certificate, until time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now, c.public = cert, until
}

func (c *doorCertificate) until() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.public
}

// get is what a handshake asks.
func (c *doorCertificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	cert := c.now
	return &cert, nil
}
