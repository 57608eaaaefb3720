package notify

import (
	"context"
	_ "embed"
	"strings"
	"text/template"
	"time"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/brand"
)

//go:embed warnings.tmpl
var warnings string

// Warning is what somebody who looks after the service is told before an end.
// Nothing in it comes from a case.
type Warning struct {
	What  string // of package keys
	Until time.Time
	Stage int // days before it; 0: it has ended
	Days  int // left now
	To    string
}

// warned is all that its words can say.
type warned struct {
	Service, Date string
	Days          int
	Over          bool
}

// Warn mails a warning, under the same Message-ID at every attempt. An address
// that the mail server will not take is an error of kind Refused: not tried
// again.
func (n *Notifier) Warn(ctx context.Context, w Warning) error {
	const op = "mail warning"
	set, err := template.New("warnings").Parse(warnings)
	if err != nil {
		return errs.Op(err, op)
	}
	b, err := brand.Now(ctx, n.cfg.DB.Q(), n.cfg.Service)
	if err != nil {
		return err
	}
	v := warned{Service: b.Name, Date: w.Until.UTC().Format("2 January 2006, 15:04 UTC"), Days: w.Days, Over: w.Stage == 0}
	var subject, body strings.Builder
	if err := set.ExecuteTemplate(&subject, w.What+"/subject", v); err != nil {
		return errs.Op(err, op)
	}
	if err := set.ExecuteTemplate(&body, w.What+"/body", v); err != nil {
		return errs.Op(err, op)
	}
	sign(&body, b)
	id := seal.SHA256([]byte(strings.Join([]string{w.What, w.Until.UTC().Format(time.RFC3339), time.Duration(w.Stage).String(), w.To}, "\x00")))
	permanent, err := n.cfg.SMTP.send(ctx, mailed{id: id[:32] + "@" + n.domain(), to: []string{w.To}, subject: subject.String(), body: body.String(), date: n.cfg.Now()})
	if permanent {
		return errs.Wrap(err, errs.Refused, op, "The mail server will not take this address. Set another with: oso-server admin due --mail ADDRESS.")
	}
	return err
}

// Administrators are the addresses of accounts that administer the service.
func (n *Notifier) Administrators(ctx context.Context) ([]string, error) {
	r, err := n.role(ctx, "admin", func(string) bool { return true })
	return r.emails, err
}
