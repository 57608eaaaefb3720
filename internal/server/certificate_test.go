package server

import (
	"context"
	"crypto/tls"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"oso/internal/seal"
	"oso/internal/server/keys"
)

// A public certificate that somebody renews is taken up without a stop; files
// that are no certificate leave the one of before in use, and its end is told.
func TestCertificateIsTakenUp(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	c := &clock{at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	dir, master, root := place(t), keys.NewMaster(), seal.NewSigningKey()
	if err := at(t, dir).Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	beside(t, dir, root, master, c, keys.Root(root, nil, c.now()))
	cert, key := filepath.Join(t.TempDir(), "cert.pem"), filepath.Join(t.TempDir(), "key.pem")
	renew := func() []byte {
		t.Helper()
		made := t.TempDir()
		tc, pin, err := OwnCertificate(made, []string{"oso.example"}, c.now())
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(made, tlsFile))
		if err = errors.Join(err, os.WriteFile(key, text, 0o600), os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: tc.Certificate[0]}), 0o600)); err != nil {
			t.Fatal(err)
		}
		return pin
	}
	pin := renew()
	cfg := config(t, c, dir, master)
	cfg.Demonstration, cfg.Console, cfg.Certificate, cfg.CertificateKey = nil, "", cert, key
	s, err := Open(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	run, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- s.Run(run) }()
	shown := func() string {
		t.Helper()
		conn, err := tls.Dial("tcp", s.Addr().String(), &tls.Config{InsecureSkipVerify: true})
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		p, err := Pin(conn.ConnectionState().PeerCertificates[0].Raw)
		if err != nil {
			t.Fatal(err)
		}
		return string(p)
	}
	if shown() != string(pin) || s.Pin() != nil {
		t.Error("another certificate is shown")
	}
	c.later(certLife - 5*24*time.Hour)
	beside(t, dir, root, master, c) // not that one
	if err := s.store.OpenKeys(ctx, master, c.now()); err != nil {
		t.Fatal(err)
	}
	if list := s.due(); len(list) != 1 || list[0].What != keys.EndOfCertificate || list[0].Days(c.now()) != 5 {
		t.Errorf("due are %v", list)
	}
	if err := os.WriteFile(cert, []byte("half of one"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.takeCertificate(ctx); err == nil {
		t.Error("half a file is a certificate")
	}
	if shown() != string(pin) {
		t.Error("the certificate of before is gone")
	}
	next := renew()
	if err := s.takeCertificate(ctx); err != nil {
		t.Fatal(err)
	}
	if shown() != string(next) || string(next) == string(pin) {
		t.Error("the next certificate is not shown")
	}
	if list := s.due(); len(list) != 0 {
		t.Errorf("due are %v", list)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
