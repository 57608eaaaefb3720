package server

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"testing"
	"time"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/auth"
	"oso/internal/server/db"
	"oso/internal/server/keys"
	"oso/internal/server/principal"
)

// real is a service whose root lies elsewhere, with one specialist.
func real(t *testing.T, c *clock) (s *Server, root *seal.SigningKey, dir string, master *keys.Master) {
	t.Helper()
	ctx := context.Background()
	dir, master, root = place(t), keys.NewMaster(), seal.NewSigningKey()
	if err := at(t, dir).Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	beside(t, dir, root, master, c, keys.Root(root, nil, c.now()))
	return openReal(t, c, dir, master), root, dir, master
}

func openReal(t *testing.T, c *clock, dir string, master *keys.Master) *Server {
	t.Helper()
	s, err := Open(context.Background(), Config{Data: dir, Database: at(t, dir).Database, Master: master, Listen: "127.0.0.1:0", Office: time.UTC, Now: c.now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// beside makes keys as an administrator does, beside a service that may run.
func beside(t *testing.T, dir string, root *seal.SigningKey, master *keys.Master, c *clock, first ...keys.Stored) {
	t.Helper()
	s, err := at(t, dir).Open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	made, err := keys.Certified(root, master, "OSO", c.now())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.AddKeys(context.Background(), "test", c.now(), append(first, made...)...); err != nil {
		t.Fatal(err)
	}
}

func health(s *Server) (int, string) {
	w := httptest.NewRecorder()
	s.health(w, httptest.NewRequest("GET", "/healthz", nil))
	return w.Code, w.Header().Get(HeaderKeyDays)
}

// A service whose issuing key has run out starts, says so, lets itself be backed
// up, and takes up the next key without a stop.
func TestIssuingKeyIsForgotten(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	c := &clock{at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	s, root, dir, master := real(t, c)
	if code, days := health(s); code != 204 || days != "366" {
		t.Errorf("at first: %d, %s days", code, days)
	}
	c.later(400 * 24 * time.Hour)
	if err := s.Renew(ctx); err != nil {
		t.Fatal(err)
	}
	if code, days := health(s); code != 503 || days != "-34" {
		t.Errorf("run out: %d, %s days", code, days)
	}
	if err := s.heads(ctx, db.Job{}); err != nil {
		t.Errorf("the nightly heads: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openReal(t, c, dir, master)
	if code, _ := health(s); code != 503 {
		t.Errorf("after a start: %d", code)
	}
	if _, err := s.store.Keys.Issuing(); !errs.Is(err, errs.Incomplete) {
		t.Errorf("it signs: %v", err)
	}
	beside(t, dir, root, master, c)
	if err := s.Renew(ctx); err != nil {
		t.Fatal(err)
	}
	if code, days := health(s); code != 204 || days != "366" {
		t.Errorf("after the next key: %d, %s days", code, days)
	}
}

// The service's people and its receiving key are certified again by themselves,
// and what they signed before stays verifiable.
func TestPeopleAndReceivingKeyAreRenewed(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	c := &clock{at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	s, root, dir, master := real(t, c)
	made, err := s.auth.Create(ctx, auth.NewAccount{
		Name: "Mirela Stanhope", Email: "m@oso.example", Role: principal.Specialist, Password: "Four green kettles, 4!", Specialties: []string{"Hematology"},
		Tenured: true, Licensed: true, BoardCertified: true, CredentialsUntil: c.now().AddDate(20, 0, 0),
	}, principal.CommandLine())
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.store.DB.Q().GetAccount(ctx, made.ID)
	if err != nil {
		t.Fatal(err)
	}
	receiving := s.store.Keys.Receiving()[0]
	for month := range 48 {
		c.later(31 * 24 * time.Hour)
		if month%12 == 9 {
			beside(t, dir, root, master, c)
		}
		if err := s.Renew(ctx); err != nil {
			t.Fatal(err)
		}
		row, err := s.store.DB.Q().GetCertificateByKey(ctx, db.GetCertificateByKeyParams{Kind: auth.CertKind, PublicKey: p.SigningPublic})
		if err != nil || time.UnixMilli(row.ValidUntil).Sub(c.now()) < 30*24*time.Hour {
			t.Fatalf("month %d: the specialist's certificate ends %s, %v", month, time.UnixMilli(row.ValidUntil), err)
		}
		if _, err := s.store.Keys.Trust().Check(s.store.Keys.Receiving()[0], c.now()); err != nil {
			t.Fatalf("month %d: receiving: %v", month, err)
		}
	}
	if _, err := s.store.Keys.Trust().Origin(receiving); err != nil {
		t.Errorf("the first receiving certificate: %v", err)
	}
	n := 0
	rows, err := s.store.DB.Q().ListCertificatesByPerson(ctx, made.ID)
	for range rows {
		n++
	}
	if err != nil || n < 4 || n > 8 {
		t.Errorf("%d certificates in four years, %v", n, err)
	}
}

// A receiving key lasts beyond its first certificate where nobody makes another.
func TestReceivingKeyIsCertifiedAgain(t *testing.T) {
	t.Parallel()
	c := &clock{at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	s, _, _, _ := real(t, c)
	c.later(300 * 24 * time.Hour)
	if err := s.Renew(context.Background()); err != nil {
		t.Fatal(err)
	}
	var b deed.CertBody
	if err := seal.ReadBody(s.store.Keys.Receiving()[0].Signed, &b); err != nil || b.NotAfter.Sub(c.now()) < 300*24*time.Hour {
		t.Errorf("it ends %s, %v", b.NotAfter, err)
	}
}
