package notify

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server/brand"
	"oso/internal/server/db"
	"oso/internal/server/directory"
	"oso/internal/server/partner"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
	"oso/internal/wire"
)

// Config of a Notifier.
type Config struct {
	DB      *db.DB
	Zone    *time.Location // of the office; nil: UTC
	SMTP    SMTP
	Service wire.Service
	// Contact opens the sealed address of the case's patient, or of the
	// representative; empty where there is none.
	Contact func(ctx context.Context, c db.Case) (email string, err error)
	Console string // address of the staff's pages
	Portal  string // address of the portal, for patients and physicians on the web
	Now     func() time.Time
}

// Notifier sends notices.
type Notifier struct {
	cfg   Config
	words *Templates
}

// New makes a Notifier.
func New(cfg Config) (*Notifier, error) {
	words, err := Parse()
	if err != nil {
		return nil, err
	}
	return &Notifier{cfg: cfg, words: words}, nil
}

// How a notice ended (notices.state and notices.channel).
const (
	Sent    = "sent"
	Skipped = "skipped" // nobody to tell
	Failed  = "failed"  // the mail server will not take it

	ByMail = "mail"
	ByPost = "post" // a letter, which a coordinator posts
)

// Work is the worker of workflow.JobNotice. An error means that it is tried
// again; a notice that was sent before is not sent again.
func (n *Notifier) Work(ctx context.Context, job db.Job) error {
	const op = "send notice"
	var p struct{ ID string }
	if err := json.Unmarshal(job.Payload, &p); err != nil {
		return errs.Op(err, op)
	}
	begun := false
	err := n.cfg.DB.Tx(ctx, func(tx *sql.Tx) error {
		rows, err := db.New(tx).BeginNotice(ctx, p.ID)
		begun = rows == 1
		return db.Err(err, op)
	})
	if err != nil || !begun {
		return err
	}
	row, err := n.cfg.DB.Q().GetNotice(ctx, p.ID)
	if err != nil {
		return db.Err(err, op)
	}
	c, err := n.cfg.DB.Q().GetCase(ctx, row.CaseID)
	if err != nil {
		return db.Err(err, op)
	}
	to, err := n.recipients(ctx, row, c)
	if err != nil {
		return errs.Op(err, op)
	}
	switch {
	case c.Agreement == string(workflow.Revoked) && bids(row):
		return n.end(ctx, row, to, Skipped, "", "")
	case to.post:
		return n.end(ctx, row, to, Sent, ByPost, workflow.TaskPostLetter)
	case len(to.emails) == 0 && unheard(row, c):
		return n.end(ctx, row, to, Skipped, "", workflow.TaskCallDoctor)
	case len(to.emails) == 0:
		return n.end(ctx, row, to, Skipped, "", "")
	}
	m, err := n.write(ctx, row, c, to)
	if err != nil {
		return err
	}
	permanent, err := n.cfg.SMTP.send(ctx, m)
	if permanent {
		return n.end(ctx, row, to, Failed, ByMail, workflow.TaskMailFailed)
	}
	if err != nil {
		return err
	}
	return n.end(ctx, row, to, Sent, ByMail, "")
}

// write fills the template. An unconfirmed address learns that a message
// waits: neither which, nor the number of the case, nor a partner's name.
func (n *Notifier) write(ctx context.Context, row db.Notice, c db.Case, to recipients) (mailed, error) {
	sheet, err := n.sheet(ctx, row)
	if err != nil {
		return mailed{}, err
	}
	b, err := brand.Now(ctx, n.cfg.DB.Q(), n.cfg.Service)
	if err != nil {
		return mailed{}, err
	}
	v := Values{Service: b.Name, Reference: casefile.Reference(c.Reference).String(), URL: n.url(row.Audience, c), Copy: c.CourtesyCopy}
	if row.Audience == "patient" && !to.unconfirmed { // whose member the patient is tells something, too
		p, err := n.partner(ctx, c)
		if err != nil {
			return mailed{}, err
		}
		v.Service = p.Named(b.Name)
	}
	notice, audience := row.Notice, row.Audience
	if to.unconfirmed {
		notice, audience, v.Reference = waiting, "patient", ""
	}
	subject, body, err := n.words.Render(sheet, notice, audience, v, b)
	if err != nil {
		return mailed{}, err
	}
	return mailed{
		id: row.ID + "@" + n.domain(), to: to.emails, subject: subject, body: body, date: time.UnixMilli(row.CreatedAt),
	}, nil
}

// waiting is the notice of which an address that nobody confirmed is told instead
// of another.
const waiting = "message-waiting"

// sheet is the office's words by which a notice is written: those in force when
// it was written first, so that a second attempt says the same.
func (n *Notifier) sheet(ctx context.Context, row db.Notice) (Sheet, error) {
	const op = "read mail texts"
	version := row.WordsVersion
	if version < 0 {
		version = 0
		r, err := n.cfg.DB.Q().GetRegister(ctx, string(rights.MailTexts))
		if err == nil {
			version = r.Version
		} else if !errors.Is(err, sql.ErrNoRows) {
			return Sheet{}, db.Err(err, op)
		}
		if err := n.cfg.DB.Tx(ctx, func(tx *sql.Tx) error {
			return db.Err(db.New(tx).SetNoticeWords(ctx, db.SetNoticeWordsParams{ID: row.ID, WordsVersion: version}), op)
		}); err != nil {
			return Sheet{}, err
		}
	}
	if version == 0 {
		return Sheet{}, nil
	}
	r, err := n.cfg.DB.Q().GetRegisterVersion(ctx, db.GetRegisterVersionParams{Name: string(rights.MailTexts), Version: version})
	if err != nil {
		return Sheet{}, db.Err(err, op)
	}
	return ParseSheet(r.Body)
}

// InForce is the office's words in force.
func InForce(ctx context.Context, q *db.Queries) (Sheet, error) {
	r, err := q.GetRegister(ctx, string(rights.MailTexts))
	if errors.Is(err, sql.ErrNoRows) {
		return Sheet{}, nil
	}
	if err != nil {
		return Sheet{}, db.Err(err, "read mail texts")
	}
	return ParseSheet(r.Body)
}

// unheard tells whether a physician without an address is to hear of an opinion that
// nobody has opened: somebody telephones at once, and not after the last reminder.
func unheard(row db.Notice, c db.Case) bool {
	return bids(row) && c.Unread && c.Agreement != string(workflow.Revoked)
}

// bids tells whether a notice bids the physician open an opinion: none goes out once
// the authorization is taken back, also not one that waited to be sent.
func bids(row db.Notice) bool {
	return row.Audience == "physician" && slices.Contains([]string{"opinion-released", "new-version-released", "reminder-opinion"}, row.Notice)
}

func (n *Notifier) domain() string {
	return n.cfg.SMTP.From[strings.LastIndex(n.cfg.SMTP.From, "@")+1:]
}

// url leads to a page, never to a thing: what stands in an address bar, a log
// or a proxy says nothing about a case.
func (n *Notifier) url(audience string, c db.Case) string {
	if audience == "patient" || audience == "physician" || audience == "payer" && c.PayerKind != string(casefile.PayerPartner) {
		return n.cfg.Portal
	}
	return n.cfg.Console
}

type recipients struct {
	emails      []string
	people      []string // whose these are, as far as they are people of the service or a clinic
	unconfirmed bool     // a patient's address that its owner has not confirmed
	post        bool     // no address at all: a letter
}

func (n *Notifier) recipients(ctx context.Context, row db.Notice, c db.Case) (recipients, error) {
	q := n.cfg.DB.Q()
	switch row.Audience {
	case "patient":
		return n.patient(ctx, c)
	case "payer":
		if c.PayerKind != string(casefile.PayerPartner) {
			return n.patient(ctx, c)
		}
		if p, err := n.partner(ctx, c); err != nil || !p.Told {
			return recipients{}, err
		}
		return n.role(ctx, "partner-admin", func(partner string) bool { return partner == c.PartnerID })
	case "physician", "specialist":
		return n.person(ctx, q, row.PersonID)
	case "coordinator":
		return n.desk(ctx, q, row.PersonID, c)
	}
	return n.role(ctx, row.Audience, func(string) bool { return true })
}

// partner is what is agreed with the partner of a case; of none, that it is told
// and that the service is called by its own name.
func (n *Notifier) partner(ctx context.Context, c db.Case) (partner.Partner, error) {
	if c.PartnerID == "" {
		return partner.Of(db.Partner{})
	}
	row, err := n.cfg.DB.Q().GetPartner(ctx, c.PartnerID)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return partner.Partner{}, db.Err(err, "read partner")
	}
	return partner.Of(row)
}

func (n *Notifier) patient(ctx context.Context, c db.Case) (recipients, error) {
	if c.ErasedAt != 0 {
		return recipients{}, nil
	}
	email, err := n.cfg.Contact(ctx, c)
	if err != nil {
		return recipients{}, err
	}
	if email == "" {
		return recipients{post: true}, nil
	}
	return recipients{emails: []string{email}, unconfirmed: !c.PatientEmailable}, nil
}

// desk are who is told what a coordinator has to know: who looks after the case
// today, where anybody does, else everybody who may.
func (n *Notifier) desk(ctx context.Context, q *db.Queries, owner string, c db.Case) (recipients, error) {
	zone := n.cfg.Zone
	if zone == nil {
		zone = time.UTC
	}
	now := n.cfg.Now()
	d, err := directory.ReadDesk(ctx, q, now.In(zone).Format(time.DateOnly), now)
	if err != nil {
		return recipients{}, err
	}
	of := workflow.Related(c)
	if p, is := d.Has(owner, of); is {
		if r, err := n.person(ctx, q, p.ID); err != nil || len(r.emails) > 0 {
			return r, err
		}
	}
	var all recipients
	for _, p := range d.All(of) {
		r, err := n.person(ctx, q, p.ID)
		if err != nil {
			return recipients{}, err
		}
		for _, email := range r.emails {
			if !slices.Contains(all.emails, email) {
				all.emails, all.people = append(all.emails, email), append(all.people, p.ID)
			}
		}
	}
	return all, nil
}

// person: one without an e-mail address is told by the desktop.
func (n *Notifier) person(ctx context.Context, q *db.Queries, id string) (recipients, error) {
	if id == "" {
		return recipients{}, nil
	}
	who, p, err := q.Who(ctx, id, n.cfg.Now())
	if errs.Is(err, errs.NotFound) || err == nil && who.Left {
		return recipients{}, nil
	}
	if err != nil {
		return recipients{}, err
	}
	email, err := address(ctx, q, p.ID, p.Email)
	if err != nil || email == "" {
		return recipients{}, err
	}
	return recipients{emails: []string{email}, people: []string{p.ID}}, nil
}

func (n *Notifier) role(ctx context.Context, role string, of func(partner string) bool) (recipients, error) {
	q := n.cfg.DB.Q()
	people, err := q.ListHolders(ctx, db.ListHoldersParams{Role: role, At: n.cfg.Now().UnixMilli()})
	if err != nil {
		return recipients{}, db.Err(err, "find people")
	}
	var r recipients
	for _, p := range people {
		if !of(p.PartnerID) {
			continue
		}
		email, err := address(ctx, q, p.ID, p.Email)
		if err != nil {
			return recipients{}, err
		}
		if email != "" && !slices.Contains(r.emails, email) {
			r.emails, r.people = append(r.emails, email), append(r.people, p.ID)
		}
	}
	return r, nil
}

// address is where a person is written to: what was entered of the person, else
// the address of the first account. Who was a clinic's before has none but that.
func address(ctx context.Context, q *db.Queries, person, entered string) (string, error) {
	if entered != "" {
		return entered, nil
	}
	accounts, err := q.ListAccounts(ctx, person)
	if err != nil || len(accounts) == 0 {
		return "", db.Err(err, "find address")
	}
	return accounts[0].Email, nil
}

// end writes down how it ended, and what a coordinator has to do about it.
func (n *Notifier) end(ctx context.Context, row db.Notice, to recipients, state, channel, task string) error {
	now, told := n.cfg.Now().UnixMilli(), ""
	if channel == ByMail {
		told = strings.Join(to.people, " ")
	}
	return n.cfg.DB.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		n, err := q.EndNotice(ctx, db.EndNoticeParams{ID: row.ID, State: state, Channel: channel, SentAt: now, Told: told})
		if err != nil {
			return db.Err(err, "end notice")
		}
		if n != 1 || task == "" {
			return nil // a run that stood still has nothing to add to what another one did meanwhile
		}
		if asked, err := workflow.CallAsked(ctx, q, row.CaseID, task); err != nil || asked {
			return err
		}
		if err := q.TouchCase(ctx, db.TouchCaseParams{ID: row.CaseID}); err != nil {
			return db.Err(err, "put task")
		}
		if task == workflow.TaskCallDoctor {
			if c, err := q.GetCase(ctx, row.CaseID); err != nil || !unheard(row, c) {
				return db.Err(err, "put task") // opened or taken back meanwhile: nothing would end the task
			}
		}
		return db.Err(q.PutTask(ctx, db.PutTaskParams{
			ID: casefile.NewID(), CaseID: row.CaseID, Kind: task, Role: "coordinator", Key: "notice/" + row.ID, DueAt: now, CreatedAt: now,
		}), "put task")
	})
}
