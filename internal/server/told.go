package server

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/jobs"
	"oso/internal/server/notify"
)

// jobTell mails an account's owner what was done about it.
const jobTell = "tell-account"

// told is the payload of a jobTell.
type told struct {
	Account string `json:"account"`
	What    string `json:"what"`
	At      int64  `json:"at"` // unix ms
}

func (s *Server) tell(ctx context.Context, tx *sql.Tx, account, what string, at time.Time) error {
	b, err := json.Marshal(told{account, what, at.UnixMilli()})
	if err != nil {
		return errs.Op(err, "tell owner of account")
	}
	return s.jobs.Enqueue(ctx, tx, db.Job{Kind: jobTell, Payload: b})
}

func (s *Server) mailTold(n *notify.Notifier) jobs.Work {
	return func(ctx context.Context, job db.Job) error {
		if s.cfg.SMTP.Host == "" {
			return jobs.Later(mailPause)
		}
		var t told
		if err := json.Unmarshal(job.Payload, &t); err != nil {
			return errs.Op(err, "read what to tell")
		}
		err := n.Tell(ctx, notify.Told{Account: t.Account, What: t.What, At: time.UnixMilli(t.At)})
		if errs.Is(err, errs.Refused) {
			s.log.Warn("the mail server will not take the address of an account: its owner was not told what was done about it")
			return nil
		}
		return err
	}
}
