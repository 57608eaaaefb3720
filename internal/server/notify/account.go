package notify

import (
	"context"
	_ "embed"
	"strconv"
	"strings"
	"text/template"
	"time"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/brand"
	"oso/internal/server/db"
)

//go:embed accounts.tmpl
var accounts string

// Told is what one of the service's own people is told about the own account.
type Told struct {
	Account string // id
	What    string // of package auth
	At      time.Time
}

// Tell mails an account's owner what was done about it, under the same Message-ID
// at every attempt. Kind Refused: the mail server will not take the address.
func (n *Notifier) Tell(ctx context.Context, t Told) error {
	const op = "mail about account"
	acc, err := n.cfg.DB.Q().GetAccount(ctx, t.Account)
	if err != nil {
		return db.Err(err, op)
	}
	set, err := template.New("accounts").Parse(accounts)
	if err != nil {
		return errs.Op(err, op)
	}
	b, err := brand.Now(ctx, n.cfg.DB.Q(), n.cfg.Service)
	if err != nil {
		return err
	}
	v := warned{Service: b.Name, Date: t.At.UTC().Format("2 January 2006, 15:04 UTC")}
	var subject, body strings.Builder
	if err := set.ExecuteTemplate(&subject, t.What+"/subject", v); err != nil {
		return errs.Op(err, op)
	}
	if err := set.ExecuteTemplate(&body, t.What+"/body", v); err != nil {
		return errs.Op(err, op)
	}
	sign(&body, b)
	id := seal.SHA256([]byte(strings.Join([]string{t.Account, t.What, strconv.FormatInt(t.At.UnixMilli(), 10)}, "\x00")))
	permanent, err := n.cfg.SMTP.send(ctx, mailed{id: id[:32] + "@" + n.domain(), to: []string{acc.Email}, subject: subject.String(), body: body.String(), date: n.cfg.Now()})
	if permanent {
		return errs.Wrap(err, errs.Refused, op, "The mail server will not take this address.")
	}
	return err
}
