package server

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/jobs"
	"oso/internal/server/keys"
	"oso/internal/server/notify"
)

// jobRenew makes what ends soon anew, and says what an administrator has to do.
const jobRenew = "renew"

// keysPause is how long a running service takes to notice keys that were made
// beside it.
const keysPause = 30 * time.Second

// keepKeys takes up keys that an administrator made, and lets go those that ran
// out, until ctx ends.
func (s *Server) keepKeys(ctx context.Context) {
	t := time.NewTicker(keysPause)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		if err := s.store.OpenKeys(ctx, s.cfg.Master, s.now()); err != nil && ctx.Err() == nil {
			s.log.Error("the service's keys could not be looked at again: those of before stay in use", "kind", string(errs.KindOf(err)))
		}
		if err := s.takeCertificate(ctx); err != nil {
			s.log.Error("the certificate could not be read again: the one of before stays in use", "kind", string(errs.KindOf(err)))
		}
	}
}

// renew is the job of each day: what the program can renew, and who has to renew
// the rest is told.
func (s *Server) renew(n *notify.Notifier) jobs.Work {
	return func(ctx context.Context, _ db.Job) error {
		return errors.Join(s.Renew(ctx), s.warn(ctx, n))
	}
}

// Renew is the daily look at what ends: the service's own people and its
// receiving keys are certified again, a demonstration makes its own issuing key,
// and for a service's an administrator is told.
func (s *Server) Renew(ctx context.Context) error {
	if err := s.store.OpenKeys(ctx, s.cfg.Master, s.now()); err != nil {
		return err
	}
	if err := s.renewIssuing(ctx); err != nil {
		return err
	}
	if left, out := s.issuingLeft(); out {
		s.log.Error("the issuing key has run out: nothing can be signed, make the next one with admin keys")
		return nil // what follows needs it
	} else if left < keys.IssuingAhead {
		s.log.Warn("the issuing key runs out: make the next one with admin keys", "days", int(left.Hours()/24))
	}
	if err := s.renewReceiving(ctx); err != nil {
		return err
	}
	n, err := s.auth.Renew(ctx)
	if n > 0 {
		s.log.Info("certificates of the service's people were renewed", "count", n)
	}
	return err
}

// issuingLeft is how long the issuing key still signs; true: it has run out.
func (s *Server) issuingLeft() (time.Duration, bool) {
	left := s.store.Keys.IssuingUntil().Sub(s.now())
	return left, left <= 0
}

// renewIssuing makes the next issuing key where the root is at hand, which is
// in a demonstration alone.
func (s *Server) renewIssuing(ctx context.Context) error {
	root := s.store.Keys.Demonstration()
	if left, _ := s.issuingLeft(); root == nil || left >= keys.IssuingAhead {
		return nil
	}
	made, err := keys.Certified(root, s.cfg.Master, s.cfg.Service.Name, s.now())
	if err != nil {
		return err
	}
	if err := s.store.AddKeys(ctx, "program", s.now(), made...); err != nil {
		return err
	}
	return s.store.OpenKeys(ctx, s.cfg.Master, s.now())
}

// renewReceiving certifies the newest receiving key again before its end.
func (s *Server) renewReceiving(ctx context.Context) error {
	stored, err := s.store.storedKeys(ctx)
	if err != nil {
		return err
	}
	var newest keys.Stored
	for _, k := range stored {
		if k.Kind == keys.KindReceiving && k.Retired.IsZero() && k.Until.After(newest.Until) {
			newest = k
		}
	}
	if newest.ID == "" || newest.Until.Sub(s.now()) > keys.CertAhead {
		return nil
	}
	k, err := s.store.Keys.Renewed(newest, s.now())
	if err != nil {
		return err
	}
	err = s.store.DB.Tx(ctx, func(tx *sql.Tx) error {
		if err := db.New(tx).RenewServiceKey(ctx, db.RenewServiceKeyParams{ID: k.ID, Certificate: k.Certificate, ValidUntil: k.Until.UnixMilli()}); err != nil {
			return db.Err(err, "renew receiving key")
		}
		_, err := db.AppendAudit(ctx, tx, db.Audit{Chain: db.SystemChain, ServerTime: s.now().UnixMilli(), ActorID: "program", Role: "program", Event: "receiving-key-renewed"})
		return err
	})
	if err != nil {
		return err
	}
	return s.store.OpenKeys(ctx, s.cfg.Master, s.now())
}
