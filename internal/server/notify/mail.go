package notify

import (
	"context"
	"errors"
	"time"

	"github.com/wneessen/go-mail"
	"oso/internal/errs"
)

// SMTP says how to reach the mail server.
type SMTP struct {
	Host     string
	Port     int
	User     string // empty: no sign-in
	Password string
	// Plain allows a connection without TLS: for a mailbox on loopback, and
	// nothing else.
	Plain   bool
	From    string        // address
	Timeout time.Duration // zero means 20 seconds
}

// Check refuses what no mail could be sent with. Found out later, each notice would
// fail for good.
func (s SMTP) Check() error {
	_, err := mail.NewClient(s.Host, mail.WithPort(s.Port))
	if err != nil {
		return errs.Wrap(err, errs.Usage, "read mail server", "The mail server's name or port is none. The service does not run. Check --smtp and --smtp-port.")
	}
	if err := mail.NewMsg().From(s.From); err != nil {
		return errs.Wrap(err, errs.Usage, "read mail server", "The address that mails come from is needed, and has to be one of mail. The service does not run. Give it with --mail-from, like no-reply@example.org.")
	}
	return nil
}

// mailed is one message on its way.
type mailed struct {
	id      string // of the Message-ID, the same at every attempt
	to      []string
	subject string
	body    string
	date    time.Time
}

// send hands one message over. permanent says that the mail server will not
// take it later either.
func (s SMTP) send(ctx context.Context, m mailed) (permanent bool, err error) {
	const op = "send mail"
	timeout := s.Timeout
	if timeout == 0 {
		timeout = 20 * time.Second
	}
	opts := []mail.Option{mail.WithPort(s.Port), mail.WithTimeout(timeout), mail.WithTLSPolicy(mail.TLSMandatory)}
	if s.Plain {
		opts = append(opts, mail.WithTLSPolicy(mail.NoTLS))
	}
	if s.User != "" {
		opts = append(opts, mail.WithSMTPAuth(mail.SMTPAuthPlain), mail.WithUsername(s.User), mail.WithPassword(s.Password))
	}
	client, err := mail.NewClient(s.Host, opts...)
	if err != nil {
		return false, errs.Op(err, op)
	}
	msg := mail.NewMsg()
	if err := msg.From(s.From); err != nil {
		return false, errs.Op(err, op) // the service's fault, and not the mail's
	}
	// One to an address of its own; several do not see each other.
	if len(m.to) == 1 {
		err = msg.To(m.to[0])
	} else if err = msg.To(s.From); err == nil {
		err = msg.Bcc(m.to...)
	}
	if err != nil {
		return true, errs.Op(err, op)
	}
	msg.Subject(m.subject)
	msg.SetDateWithValue(m.date)
	msg.SetMessageIDWithValue(m.id)
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetBodyString(mail.TypeTextPlain, m.body)
	err = client.DialAndSendWithContext(ctx, msg)
	var refused *mail.SendError
	if errors.As(err, &refused) && !refused.IsTemp() && refused.ErrorCode() >= 500 {
		permanent = true
	}
	return permanent, errs.Wrap(err, errs.Unreachable, op, "The mail could not be handed over. It is kept and tried again.")
}
