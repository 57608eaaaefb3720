package inbox

import (
	"bytes"
	"context"
	"io"
	"regexp"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server/inbox/apart"
)

// Bounds of a mail.
const (
	MaxMail  = 64 << 20        // bytes that are taken apart; a larger one is kept whole
	mailLook = 5 * time.Minute // for a look at all its parts; then each has a second more
)

// isMail tells a mail by its name or by how it begins.
func isMail(a Arrival) bool {
	if strings.HasSuffix(strings.ToLower(a.Name), ".eml") {
		return true
	}
	return a.Channel == Email && mailHead.Match(head(a.Body, 512))
}

var mailHead = regexp.MustCompile(`^(?i)(?:from|to|date|subject|received|return-path|message-id|mime-version|delivered-to|x-[a-z-]+): `)

func head(r io.ReaderAt, n int) []byte {
	b := make([]byte, n)
	n, _ = r.ReadAt(b, 0) // what is short is short
	return b[:n]
}

// arriveMail takes a mail as its words and what hung on it, each an item of its
// own that came together with the others. A mail that cannot be taken apart
// wholly is taken whole as well. One item's failure stops the rest: what was
// taken before is not taken twice when the mail comes again.
func (b *Box) arriveMail(ctx context.Context, a Arrival) (Taken, error) {
	if a.Body.Size() > MaxMail {
		a.Channel, a.Remarks = Email, append(a.Remarks, "This mail is larger than the service takes apart. It is kept whole, as it came: ask the sender to send what hangs on it in several mails.")
		return b.Take(ctx, a)
	}
	data, err := io.ReadAll(io.NewSectionReader(a.Body, 0, a.Body.Size()))
	if err != nil {
		return Taken{}, errs.Wrap(err, errs.Unreadable, "read mail", "A mail could not be read. It lies where it was; the service tries again.")
	}
	l := apart.Mail(data)
	a.Channel, a.From, a.Subject, a.Together, a.until = Email, l.From, l.Subject, casefile.NewID(), time.Now().Add(mailLook)
	var first Taken
	take := func(name string, body []byte, remarks ...string) error {
		one := a
		one.Name, one.Body, one.Remarks = name, bytes.NewReader(body), append(a.Remarks[:len(a.Remarks):len(a.Remarks)], remarks...)
		t, err := b.arrive(ctx, one)
		if first.ID == "" {
			first = t
		}
		if t.Again && t.ID != "" {
			a.Along = append(a.Along, t.ID)
		}
		return err
	}
	for _, p := range l.Parts {
		if len(p.Data) == 0 {
			continue
		}
		if err := take(p.Name, p.Data); err != nil {
			return Taken{}, err
		}
	}
	if words := l.Words(); words != "" {
		if err := take("Mail "+strings.TrimSpace(l.Subject)+".txt", []byte(words)); err != nil {
			return Taken{}, err
		}
	}
	if len(l.Lost) > 0 || first.ID == "" {
		says := "Not all of this mail could be taken apart: " + strings.Join(l.Lost, "; ") + ". It is kept whole, as it came."
		if len(l.Lost) == 0 {
			says = "Nothing was found in this mail. It is kept whole, as it came."
		}
		if err := take(a.Name, data, says); err != nil {
			return Taken{}, err
		}
	}
	return first, nil
}
