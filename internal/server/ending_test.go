package server

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/demo/mailbox"
	"oso/internal/seal"
	"oso/internal/server/auth"
	"oso/internal/server/db"
	"oso/internal/server/dbtest"
	"oso/internal/server/keys"
	"oso/internal/server/notify"
	"oso/internal/server/principal"
)

// An administrator is told of the end of the issuing key once for each stage,
// however often and from however many instances it is looked at; of the next
// key nothing is said before its own time.
func TestAdministratorsAreTold(t *testing.T) {
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
	withMail := func() *Server {
		cfg := config(t, c, dir, master)
		cfg.Demonstration, cfg.Console = nil, ""
		cfg.SMTP = notify.SMTP{Host: "127.0.0.1", Port: box.Port, Plain: true, From: "no-reply@oso.example"}
		cfg.Service.Name = "The Service"
		s, err := Open(ctx, cfg)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		if err := s.jobs.Start(ctx); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.jobs.Stop(ctx) })
		return s
	}
	instances := []*Server{withMail()}
	if dbtest.PostgreSQL(t) {
		instances = append(instances, withMail())
	}
	s := instances[0]
	look := func() {
		t.Helper()
		for range 2 {
			for _, s := range instances {
				n, err := s.notifier()
				if err != nil {
					t.Fatal(err)
				}
				if err := s.renew(n)(ctx, db.Job{}); err != nil {
					t.Fatal(err)
				}
			}
		}
		for until := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) { // every mail is on its way's end
			var left int
			if err := s.store.DB.Reader().QueryRowContext(ctx, "SELECT COUNT(*) FROM river_job WHERE state <> 'completed' AND args ->> 'job' = 'warn'").Scan(&left); err != nil {
				t.Fatal(err)
			}
			if left == 0 {
				return
			}
			if time.Now().After(until) {
				t.Fatalf("%d mails are left", left)
			}
		}
	}

	// Nobody to tell: the stage is not used up.
	c.later(246 * 24 * time.Hour)
	look()
	if _, err := s.auth.Create(ctx, auth.NewAccount{Name: "A", Email: "account@oso.example", Role: principal.Admin, Password: "Four green kettles, 4!"}, principal.CommandLine()); err != nil {
		t.Fatal(err)
	}
	if err := s.store.SetWarnAddresses(ctx, []string{"not an address"}, "test", c.now()); err == nil {
		t.Error("an address that is none was stored")
	}
	look() // 120
	if err := s.store.SetWarnAddresses(ctx, []string{"ops@oso.example", "refused@oso.example", "second@oso.example"}, "test", c.now()); err != nil {
		t.Fatal(err)
	}
	look()                       // nothing new
	c.later(40 * 24 * time.Hour) // 80 left
	look()                       // nothing new
	c.later(30 * 24 * time.Hour) // 50
	look()                       // 60
	c.later(45 * 24 * time.Hour) // 5
	look()                       // 7: that of 30 was slept through
	c.later(10 * 24 * time.Hour) // over
	look()                       // 0
	beside(t, dir, root, master, c)
	look()
	c.later(100 * 24 * time.Hour)
	look()

	var got []string
	ids := map[string]bool{}
	for _, m := range box.Mails() {
		got = append(got, strings.Join(m.To, ",")+": "+m.Subject)
		if ids[m.ID] {
			t.Errorf("twice: %s", m.Subject)
		}
		ids[m.ID] = true
		if !strings.Contains(m.Body, "oso-server admin keys --root FILE") || strings.Contains(m.Raw, dir) {
			t.Errorf("the mail says %s", m.Body)
		}
	}
	var want []string
	want = append(want, "account@oso.example: The Service: the issuing key ends in 120 days")
	for _, to := range []string{"ops@oso.example", "second@oso.example"} {
		for _, says := range []string{"The Service: the issuing key ends in 50 days", "The Service: the issuing key ends in 5 days", "The Service can sign nothing any more"} {
			want = append(want, to+": "+says)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("mails:\n%s\nshould be:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
