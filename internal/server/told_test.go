package server

import (
	"context"
	"database/sql"
	"strings"
	"testing"
	"time"

	"oso/internal/demo/mailbox"
	"oso/internal/seal"
	"oso/internal/server/auth"
	"oso/internal/server/keys"
	"oso/internal/server/notify"
	"oso/internal/server/principal"
)

// TestAccountOwnerIsTold: what was done about an account is mailed to its owner,
// with nothing in it that opens anything.
func TestAccountOwnerIsTold(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	c := &clock{at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	box, err := mailbox.Open(c.now)
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close()
	dir, master, root := place(t), keys.NewMaster(), seal.NewSigningKey()
	if err := at(t, dir).Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	beside(t, dir, root, master, c, keys.Root(root, nil, c.now()))
	cfg := config(t, c, dir, master)
	cfg.Demonstration, cfg.Console = nil, ""
	cfg.SMTP = notify.SMTP{Host: "127.0.0.1", Port: box.Port, Plain: true, From: "no-reply@oso.example"}
	s, err := Open(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	acc, err := s.auth.Create(ctx, auth.NewAccount{Name: "A", Email: "owner@oso.example", Role: principal.Billing, Password: "Four green kettles, 4!"}, principal.CommandLine())
	if err != nil {
		t.Fatal(err)
	}
	reset, err := s.auth.ResetOf(acc.ID)
	if err != nil {
		t.Fatal(err)
	}
	var made auth.Invitation
	if err := s.store.DB.Tx(ctx, func(tx *sql.Tx) error {
		_, made, err = reset(ctx, tx, true, principal.CommandLine())
		return err
	}); err != nil {
		t.Fatal(err)
	}
	n, err := s.notifier()
	if err != nil {
		t.Fatal(err)
	}
	all := []string{auth.ToldReset, auth.ToldPassword, auth.ToldFactor, auth.ToldRecovery}
	for _, what := range all[1:] {
		if err := n.Tell(ctx, notify.Told{Account: acc.ID, What: what, At: c.now()}); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	if err := s.jobs.Start(ctx); err != nil { // the reset's own, from the outbox
		t.Fatal(err)
	}
	t.Cleanup(func() { s.jobs.Stop(ctx) })
	for until := time.Now().Add(time.Minute); len(box.Mails()) < len(all); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("%d of %d mails", len(box.Mails()), len(all))
		}
	}
	for _, m := range box.Mails() {
		if strings.Join(m.To, ",") != "owner@oso.example" || strings.Contains(m.Raw, made.Code) || !strings.Contains(m.Body, "24 November 2026") {
			t.Errorf("%+v", m)
		}
	}
}
