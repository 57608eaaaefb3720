package server

import (
	"context"
	"database/sql"
	"time"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/billing"
	"oso/internal/server/db"
	"oso/internal/server/jobs"
	"oso/internal/server/notify"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// What happens outside the database: mail and money. Both are stored as intent
// first and carried out by jobs.

// purposeToken is the purpose under which a payment token is sealed by the
// master key, at (case).
const purposeToken = "oso/server/payment-token/v1"

func (s *Server) notifier() (*notify.Notifier, error) {
	return notify.New(notify.Config{
		DB: s.store.DB, SMTP: s.cfg.SMTP, Service: s.cfg.Service, Contact: s.contact, Console: s.cfg.ConsoleURL, Portal: s.cfg.PortalURL, Now: s.now, Zone: s.cfg.Office,
	})
}

// mailPause is how long a notice waits where no mail server is named.
const mailPause = 10 * time.Minute

// notice sends one notice. Without a mail server notices wait, however long:
// an administrator names one, and they go out.
func (s *Server) notice(n *notify.Notifier) func(context.Context, db.Job) error {
	return func(ctx context.Context, job db.Job) error {
		if s.cfg.SMTP.Host == "" {
			return jobs.Later(mailPause)
		}
		return n.Work(ctx, job)
	}
}

// contact opens the address of the patient, or of who acts for the patient.
func (s *Server) contact(_ context.Context, c db.Case) (string, error) {
	opened, err := s.store.Records.Open(s.store.Keys, c)
	if err != nil {
		return "", err
	}
	defer opened.Close()
	d, err := opened.Contact()
	return d.Email, err
}

// biller charges cards through a gateway. So far only a demonstration has one,
// which moves no money: without a gateway the service takes no cards, what a
// patient owes fails as one without a card, and billing settles it.
func (s *Server) biller() *billing.Biller {
	return billing.New(billing.Config{DB: s.store.DB, Gateway: s.gateway(), Token: s.paymentToken, Settle: s.settle, Now: s.now, Zone: s.cfg.Office})
}

func (s *Server) gateway() billing.Gateway {
	if d := s.cfg.Demonstration; d != nil {
		return d.Gateway
	}
	return nil
}

func (s *Server) paymentToken(ctx context.Context, caseID string) (string, error) {
	if s.gateway() == nil {
		return "", nil // nobody to give it to
	}
	row, err := s.store.DB.Q().GetPaymentToken(ctx, caseID)
	if err = db.Err(err, "read payment token"); errs.Is(err, errs.NotFound) {
		return "", nil
	} else if err != nil {
		return "", err
	}
	b, err := s.store.Keys.Open(purposeToken, row.TokenSealed, caseID)
	return string(b), err
}

// settle tells the workflow how a charge ended, in the transaction that writes
// the result. A case that has moved on keeps the result all the same.
func (s *Server) settle(ctx context.Context, tx *sql.Tx, c db.Charge) error {
	event := workflow.ChargeSucceeded
	if c.State == billing.Failed {
		event = workflow.ChargeFailed
	}
	_, err := s.flow.Apply(ctx, tx, s.jobs.Enqueue, workflow.Command{
		CaseID: c.CaseID, Event: event, Actor: principal.TheProgram(), Now: s.now(), Object: seal.SHA256([]byte(c.GatewayRef + c.Failure)),
	})
	if errs.Is(err, errs.Refused) {
		return nil
	}
	return err
}
