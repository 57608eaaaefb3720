package inbox

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"oso/internal/errs"
)

// Mailbox is a mailbox on an IMAP server that mails are taken from. They stay
// there until they are durable, and lie in the mailbox Taken then.
type Mailbox struct {
	Box      *Box
	Address  string // host and port; TLS from the first byte
	User     string
	Password string
	Name     string      // of the mailbox; empty: INBOX
	TLS      *tls.Config // nil: the system's authorities
}

// takenBox is where mails lie that were taken.
const takenBox = "OSO taken"

// Bounds of one look into a mailbox.
const (
	mostMails = 50
	mailTime  = 5 * time.Minute
)

// Check tells whether the mailbox is named as one can be asked for.
func (m *Mailbox) Check() error {
	_, err := m.host()
	return err
}

// host is the mail server's name, without its port.
func (m *Mailbox) host() (string, error) {
	host, port, err := net.SplitHostPort(m.Address)
	if err == nil && (host == "" || port == "") {
		err = errors.New("a part is empty")
	}
	return host, errs.Wrap(err, errs.Invalid, "read mailbox", "The mail server is named by host and port, like mail.example.org:993. No mails are taken. Check --imap.")
}

// Pass takes what lies in the mailbox, the oldest first. A mail that cannot be
// taken now stays; one that is too large is told of and moved all the same.
func (m *Mailbox) Pass(ctx context.Context) error {
	const op = "read mailbox"
	ctx, cancel := context.WithTimeout(ctx, mailTime)
	defer cancel()
	host, err := m.host()
	if err != nil {
		return err
	}
	config := m.TLS.Clone()
	if config == nil {
		config = &tls.Config{}
	}
	config.MinVersion, config.ServerName, config.NextProtos = tls.VersionTLS12, host, []string{"imap"}
	conn, err := (&tls.Dialer{NetDialer: &net.Dialer{Timeout: 30 * time.Second}, Config: config}).DialContext(ctx, "tcp", m.Address)
	if err != nil {
		return errs.Wrap(err, errs.Unreachable, op, "The mail server does not answer, or its certificate is not one that this computer trusts. Mails wait there. Check --imap and the line.")
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() }) // whoever hangs is let go
	defer stop()
	c := imapclient.New(conn, nil)
	defer c.Close()
	if err := c.Login(m.User, m.Password).Wait(); err != nil {
		return errs.Wrap(err, errs.Unauthenticated, op, "The mail server refuses the name or the password. Mails wait there. Check --imap-user and OSO_IMAP_PASSWORD.")
	}
	if err := m.take(ctx, c); err != nil {
		return err
	}
	_ = c.Logout().Wait() // everything is done
	return nil
}

func (m *Mailbox) take(ctx context.Context, c *imapclient.Client) error {
	const op = "read mailbox"
	fail := func(err error) error {
		return errs.Wrap(err, errs.Unreachable, op, "The mail server did not do what it was asked for. Mails wait there; the service tries again.")
	}
	name := m.Name
	if name == "" {
		name = "INBOX"
	}
	if _, err := c.Select(name, nil).Wait(); err != nil {
		return fail(err)
	}
	found, err := c.UIDSearch(&imap.SearchCriteria{NotFlag: []imap.Flag{imap.FlagDeleted}}, nil).Wait()
	if err != nil {
		return fail(err)
	}
	uids := found.AllUIDs()
	for _, uid := range uids[:min(len(uids), mostMails)] {
		if ctx.Err() != nil {
			return errs.Wrap(ctx.Err(), errs.Canceled, op, "")
		}
		mail, size, err := m.fetch(c, uid)
		if err != nil {
			return fail(err)
		}
		a := Arrival{Channel: Email, Name: fmt.Sprintf("mail-%d.eml", uid)}
		if mail == nil {
			a.Body = nothing(size)
			if _, err := m.Box.refuse(ctx, a, "too-large"); err != nil {
				return err
			}
		} else {
			a.Body = bytes.NewReader(mail)
			if _, err := m.Box.Arrive(ctx, a); err != nil {
				return err
			}
		}
		if err := m.move(c, uid); err != nil {
			return fail(err)
		}
	}
	return nil
}

// nothing is a body that was not fetched.
type nothing int64

func (nothing) ReadAt([]byte, int64) (int, error) { return 0, io.EOF }
func (n nothing) Size() int64                     { return int64(n) }

// fetch gives a mail, or nil and its size where it is larger than MaxMail. It
// stays unread.
func (m *Mailbox) fetch(c *imapclient.Client, uid imap.UID) ([]byte, int64, error) {
	sizes, err := c.Fetch(imap.UIDSetNum(uid), &imap.FetchOptions{UID: true, RFC822Size: true}).Collect()
	if err != nil {
		return nil, 0, err
	}
	if len(sizes) != 1 {
		return nil, 0, errors.New("a mail is gone")
	}
	if sizes[0].RFC822Size > MaxMail {
		return nil, sizes[0].RFC822Size, nil
	}
	section := &imap.FetchItemBodySection{Peek: true}
	cmd := c.Fetch(imap.UIDSetNum(uid), &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{section}})
	defer cmd.Close()
	msg := cmd.Next()
	if msg == nil {
		return nil, 0, errors.Join(errors.New("a mail is gone"), cmd.Close())
	}
	var mail []byte
	for {
		item := msg.Next()
		if item == nil {
			break
		}
		body, ok := item.(imapclient.FetchItemDataBodySection)
		if !ok || body.Literal == nil {
			continue
		}
		if body.Literal.Size() > MaxMail { // it said otherwise a moment ago
			return nil, body.Literal.Size(), nil
		}
		if mail, err = io.ReadAll(io.LimitReader(body.Literal, MaxMail)); err != nil {
			return nil, 0, err
		}
	}
	if mail == nil {
		return nil, 0, errors.New("a mail has no body")
	}
	return mail, int64(len(mail)), cmd.Close()
}

// move puts a mail where it is seen that it was taken. A server that can only
// copy has the copied one marked as deleted: nothing is expunged, since others
// may have marked theirs.
func (m *Mailbox) move(c *imapclient.Client, uid imap.UID) error {
	_ = c.Create(takenBox, nil).Wait() // it may be there
	one := imap.UIDSetNum(uid)
	if c.Caps().Has(imap.CapMove) || c.Caps().Has(imap.CapUIDPlus) {
		_, err := c.Move(one, takenBox).Wait()
		return err
	}
	if _, err := c.Copy(one, takenBox).Wait(); err != nil {
		return err
	}
	return c.Store(one, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}, nil).Close()
}
