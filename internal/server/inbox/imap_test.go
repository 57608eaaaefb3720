package inbox_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/http/httptest"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"

	"oso/internal/errs"
	"oso/internal/server/inbox"
)

// mailServer is an IMAP server over TLS on this machine, with one mailbox.
func mailServer(t *testing.T) (address string, trust *tls.Config, user *imapmemserver.User) {
	t.Helper()
	some := httptest.NewTLSServer(nil) // lends its certificate
	t.Cleanup(some.Close)
	roots := x509.NewCertPool()
	roots.AddCert(some.Certificate())
	mem := imapmemserver.New()
	user = imapmemserver.NewUser("inbox", "secret")
	mem.AddUser(user)
	if err := user.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	srv := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return mem.NewSession(), nil, nil
		},
		Caps:         imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIMAP4rev2: {}},
		InsecureAuth: true, // TLS lies around it
		Logger:       log.New(io.Discard, "", 0),
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = srv.Serve(tls.NewListener(l, &tls.Config{Certificates: some.TLS.Certificates, NextProtos: []string{"imap"}}))
	}()
	t.Cleanup(func() { srv.Close() })
	return l.Addr().String(), &tls.Config{RootCAs: roots}, user
}

// literal is a mail as a server is given it.
type literal struct{ *bytes.Reader }

func put(t *testing.T, user *imapmemserver.User, data []byte) {
	t.Helper()
	if _, err := user.Append("INBOX", literal{bytes.NewReader(data)}, &imap.AppendOptions{}); err != nil {
		t.Fatal(err)
	}
}

func mailsIn(t *testing.T, user *imapmemserver.User, name string) uint32 {
	t.Helper()
	s, err := user.Status(name, &imap.StatusOptions{NumMessages: true})
	if err != nil {
		return 0
	}
	return *s.NumMessages
}

// Mails of a mailbox come into the inbox, and lie elsewhere only once they are
// kept; nothing is taken from a server that is not the one it says it is.
func TestMailsOfAMailboxAreTaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	address, trust, user := mailServer(t)
	put(t, user, mailOf("one", words, attached(letter)))
	put(t, user, mailOf("two", words, attached("Patient: Okafor, Nneka\nDOB: 1980-05-05\n")))
	m := &inbox.Mailbox{Box: w.Box, Address: address, User: "inbox", Password: "secret", TLS: trust}

	stranger := *m
	stranger.TLS = nil
	if err := stranger.Pass(t.Context()); !errs.Is(err, errs.Unreachable) {
		t.Errorf("a server whose certificate nobody trusts: %v", err)
	}
	wrong := *m
	wrong.Password = "guess"
	if err := wrong.Pass(t.Context()); !errs.Is(err, errs.Unauthenticated) {
		t.Errorf("a wrong password: %v", err)
	}
	if n := len(w.waiting(t)); n > 0 || mailsIn(t, user, "INBOX") != 2 {
		t.Fatalf("%d items, %d mails left", n, mailsIn(t, user, "INBOX"))
	}
	// Nothing can be kept: the mails stay.
	w.DB.Close()
	if err := m.Pass(t.Context()); err == nil || mailsIn(t, user, "INBOX") != 2 {
		t.Fatalf("%v, %d mails left", err, mailsIn(t, user, "INBOX"))
	}
	w = newWorld(t)
	m.Box = w.Box
	if err := m.Pass(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(w.waiting(t)); n != 4 || mailsIn(t, user, "INBOX") != 0 || mailsIn(t, user, "OSO taken") != 2 {
		t.Errorf("%d items, %d mails left, %d taken", n, mailsIn(t, user, "INBOX"), mailsIn(t, user, "OSO taken"))
	}
	if err := m.Pass(t.Context()); err != nil || len(w.waiting(t)) != 4 {
		t.Errorf("again: %v, %d items", err, len(w.waiting(t)))
	}
}
