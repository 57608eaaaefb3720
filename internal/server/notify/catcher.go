package notify

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

// Catcher is a mail server on loopback that keeps what it gets: for tests and
// for the demonstration, whose mail must reach nobody. It keeps the newest
// thousand in memory.
type Catcher struct {
	server *smtp.Server
	port   int
	now    func() time.Time

	mu    sync.Mutex
	mails []Caught
}

// Caught is one mail, once for each attempt.
type Caught struct {
	ID       string // Message-ID without brackets
	From     string // envelope
	To       []string
	Subject  string
	Body     string // decoded
	Raw      string // as it came over the wire
	Received time.Time
}

// Catch begins to listen on a free port of loopback.
func Catch(now func() time.Time) (*Catcher, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("catch mail: %w", err)
	}
	c := &Catcher{port: l.Addr().(*net.TCPAddr).Port, now: now}
	c.server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &caughtSession{c: c}, nil }))
	c.server.Domain = "localhost"
	c.server.MaxMessageBytes = 1 << 20
	c.server.ErrorLog = quiet{}
	go c.server.Serve(l)
	return c, nil
}

// SMTP is how to send to the catcher.
func (c *Catcher) SMTP(from string) SMTP {
	return SMTP{Host: "127.0.0.1", Port: c.port, Plain: true, From: from}
}

// Mails lists what was caught, oldest first.
func (c *Catcher) Mails() []Caught {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]Caught{}, c.mails...)
}

// Close stops listening.
func (c *Catcher) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if err := c.server.Shutdown(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return c.server.Close()
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

type caughtSession struct {
	c    *Catcher
	mail Caught
}

func (s *caughtSession) Reset()        { s.mail = Caught{} }
func (s *caughtSession) Logout() error { return nil }

func (s *caughtSession) Mail(from string, _ *smtp.MailOptions) error {
	s.mail.From = from
	return nil
}

func (s *caughtSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	if strings.HasPrefix(to, "refused@") { // an address that no mail server takes, for tests
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such mailbox"}
	}
	s.mail.To = append(s.mail.To, to)
	return nil
}

func (s *caughtSession) Data(r io.Reader) error {
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
	s.mail.Subject, s.mail.Body, s.mail.Raw, s.mail.Received = subject, body, string(raw), s.c.now()
	s.c.mu.Lock()
	defer s.c.mu.Unlock()
	if s.c.mails = append(s.c.mails, s.mail); len(s.c.mails) > 1000 {
		s.c.mails = s.c.mails[1:]
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
