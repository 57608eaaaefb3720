package server

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/mail"
	"slices"
	"time"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/console"
	"oso/internal/server/db"
	"oso/internal/server/jobs"
	"oso/internal/server/keys"
	"oso/internal/server/notify"
)

// jobWarn mails one administrator what ends.
const jobWarn = "warn"

// SettingWarn is the name under which the addresses are stored that warnings
// go to: a JSON list. Empty or none: the administrators' accounts.
const SettingWarn = "warn-addresses"

// endings are what a person has to renew, whether it is near or not.
func (s *Server) endings() []keys.Ending {
	list := s.store.Keys.Endings()
	if until := s.tls.until(); !until.IsZero() {
		list = append(list, keys.Ending{What: keys.EndOfCertificate, Until: until})
	}
	return list
}

// due are those of endings of which somebody has to be told.
func (s *Server) due() []keys.Ending {
	if s.store.Keys.Demonstration() != nil {
		return nil // makes its keys by itself
	}
	var list []keys.Ending
	for _, e := range s.endings() {
		if _, due := e.Stage(s.now()); due {
			list = append(list, e)
		}
	}
	return list
}

// warn puts down a mail to each administrator for each stage that was reached,
// once over all instances and starts. While there is nobody to tell, no stage
// counts as told.
func (s *Server) warn(ctx context.Context, n *notify.Notifier) error {
	const op = "warn administrators"
	list := s.due()
	if len(list) == 0 {
		return nil
	}
	to, err := s.administrators(ctx, n)
	if err != nil {
		return err
	}
	if len(to) == 0 {
		s.log.Warn("something ends soon and nobody can be told by mail: set an address with admin due --mail")
		return nil
	}
	return s.store.DB.Tx(ctx, func(tx *sql.Tx) error {
		for _, e := range list {
			stage, _ := e.Stage(s.now())
			rows, err := db.New(tx).PutWarning(ctx, db.PutWarningParams{What: e.What, UntilAt: e.Until.UnixMilli(), Stage: int64(stage), ToldAt: s.now().UnixMilli()})
			if err != nil {
				return db.Err(err, op)
			}
			if rows == 0 {
				continue
			}
			for _, address := range to {
				b, err := json.Marshal(warning{e.What, e.Until.UnixMilli(), stage, address})
				if err != nil {
					return errs.Op(err, op)
				}
				if err := s.jobs.Enqueue(ctx, tx, db.Job{Kind: jobWarn, Payload: b}); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// warning is the payload of a jobWarn.
type warning struct {
	What  string `json:"what"`
	Until int64  `json:"until"`
	Stage int    `json:"stage"`
	To    string `json:"to"`
}

func (s *Server) mailWarning(n *notify.Notifier) jobs.Work {
	return func(ctx context.Context, job db.Job) error {
		if s.cfg.SMTP.Host == "" {
			return jobs.Later(mailPause)
		}
		var w warning
		if err := json.Unmarshal(job.Payload, &w); err != nil {
			return errs.Op(err, "read warning")
		}
		e := keys.Ending{What: w.What, Until: time.UnixMilli(w.Until)}
		if !slices.ContainsFunc(s.due(), func(d keys.Ending) bool { return d.What == e.What && d.Until.Equal(e.Until) }) {
			return nil // it has been renewed since
		}
		err := n.Warn(ctx, notify.Warning{What: w.What, Until: e.Until, Stage: w.Stage, Days: e.Days(s.now()), To: w.To})
		if errs.Is(err, errs.Refused) {
			s.log.Error("the mail server will not take an administrator's address: set another with admin due --mail")
			return nil
		}
		return err
	}
}

// administrators are the addresses that an administrator set; where none are,
// those of the administrators' accounts.
func (s *Server) administrators(ctx context.Context, n *notify.Notifier) ([]string, error) {
	list, err := s.store.WarnAddresses(ctx)
	if err != nil || len(list) > 0 {
		return list, err
	}
	return n.Administrators(ctx)
}

// keyKeeper is what the console's page of keys asks.
func (s *Server) keyKeeper() *console.KeyKeeper {
	return &console.KeyKeeper{
		Endings:   s.endings,
		Renew:     func(ctx context.Context, tx *sql.Tx) error { return s.jobs.Enqueue(ctx, tx, db.Job{Kind: jobRenew}) },
		Addresses: s.store.WarnAddresses,
		SetAddresses: func(ctx context.Context, list []string, by string) error {
			return s.store.SetWarnAddresses(ctx, list, by, s.now())
		},
	}
}

// Endings are those of the service's keys; what the certificate of the door is
// only who serves knows.
func (s *Store) Endings(ctx context.Context) ([]keys.Ending, error) {
	all, err := s.storedKeys(ctx)
	return keys.EndingsOf(all), err
}

// WarnAddresses are those that an administrator set.
func (s *Store) WarnAddresses(ctx context.Context) ([]string, error) {
	const op = "read addresses"
	row, err := s.DB.Q().GetSetting(ctx, SettingWarn)
	if err = db.Err(err, op); errs.Is(err, errs.NotFound) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	var list []string
	return list, errs.Wrap(json.Unmarshal([]byte(row.Body), &list), errs.Damaged, op, "The addresses that warnings go to cannot be read. Set them with: oso-server admin due --mail ADDRESS.")
}

// SetWarnAddresses stores where warnings go, in place of what was; none: to the
// administrators' accounts.
func (s *Store) SetWarnAddresses(ctx context.Context, list []string, by string, now time.Time) error {
	const op = "keep addresses"
	for _, a := range list {
		if at, err := mail.ParseAddress(a); err != nil || at.Address != a {
			return errs.E(errs.Invalid, op, fmt.Sprintf("%q is not an e-mail address. Nothing was changed.", a))
		}
	}
	body, err := json.Marshal(list)
	if err != nil {
		return errs.Op(err, op)
	}
	return s.DB.Tx(ctx, func(tx *sql.Tx) error {
		if err := db.New(tx).PutSetting(ctx, db.PutSettingParams{Name: SettingWarn, Body: string(body), UpdatedBy: by, UpdatedAt: now.UnixMilli()}); err != nil {
			return db.Err(err, op)
		}
		_, err := db.AppendAudit(ctx, tx, db.Audit{Chain: db.SystemChain, ServerTime: now.UnixMilli(), ActorID: by, Role: "admin", Event: "warn-addresses-changed", ObjectSHA256: seal.SHA256(body)})
		return err
	})
}
