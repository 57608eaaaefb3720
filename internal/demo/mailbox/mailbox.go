// Package mailbox is a mail server on loopback that keeps what it gets and
// sends nothing on: for the demonstration, whose mail must reach nobody, and
// for tests.
//
// It promises that whatever an SMTP client hands over is there to be read, by
// attempt, in memory and nowhere else. It takes no part in the real service:
// internal/arch keeps every package of that from importing it.
package mailbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// Box catches mails; the newest thousand are kept.
type Box struct {
	Port int // on 127.0.0.1, plain

	server *smtp.Server
	now    func() time.Time

	mu    sync.Mutex
	mails []Mail
}

// Mail is one mail, once for each attempt.
type Mail struct {
	ID       string // Message-ID without brackets
	From     string // envelope
	To       []string
	Subject  string
	Body     string // decoded
	Raw      string // as it came over the wire
	Received time.Time
}

// Open begins to listen on a free port of loopback.
func Open(now func() time.Time) (*Box, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("catch mail: %w", err)
	}
	b := &Box{Port: l.Addr().(*net.TCPAddr).Port, now: now}
	b.server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{b: b}, nil }))
	b.server.Domain = "localhost"
	b.server.MaxMessageBytes = 1 << 20
	b.server.ErrorLog = quiet{}
	go b.server.Serve(l)
	return b, nil
}

// Mails lists what was caught, oldest first.
func (b *Box) Mails() []Mail {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]Mail{}, b.mails...)
}

// Close stops listening.
func (b *Box) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if err := b.server.Shutdown(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return b.server.Close()
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

type session struct {
	b    *Box
	mail Mail
}

func (s *session) Reset()        { s.mail = Mail{} }
func (s *session) Logout() error { return nil }

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.mail.From = from
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if strings.HasPrefix(to, "refused@") { // an address that no mail server takes, for tests
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such mailbox"}
	}
	s.mail.To = append(s.mail.To, to)
	return nil
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	body, err := readBody(m)
	if err != nil {
		return err
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		return err
	}
	s.mail.ID = strings.Trim(m.Header.Get("Message-ID"), "<>")
	s.mail.Subject, s.mail.Body, s.mail.Raw, s.mail.Received = subject, body, string(raw), s.b.now()
	s.b.mu.Lock()
	defer s.b.mu.Unlock()
	if s.b.mails = append(s.b.mails, s.mail); len(s.b.mails) > 1000 {
		s.b.mails = s.b.mails[1:]
	}
	return nil
}

func readBody(m *mail.Message) (string, error) {
	var r io.Reader = m.Body
	if strings.EqualFold(m.Header.Get("Content-Transfer-Encoding"), "quoted-printable") {
		r = quotedprintable.NewReader(r)
	}
	b, err := io.ReadAll(r)
	return strings.ReplaceAll(string(b), "\r\n", "\n"), err
}
