package clinicapi_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/wire"
)

// A desk that asks and is told nothing new costs no write: it is answered while
// somebody else writes, however long that takes.
func TestIdleExchangeWritesNothing(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	d.signIn()
	holding, release, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- s.db.Tx(ctx, func(*sql.Tx) error { close(holding); <-release; return nil })
	}()
	<-holding
	for range 3 {
		s.later(time.Second)
		d.signIn()
		d.must("GET", wire.PathChanges, nil, nil)
	}
	close(release)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	row, err := s.db.Q().GetDevice(ctx, d.enrol.Device)
	if err != nil {
		t.Fatal(err)
	}
	s.later(time.Hour)
	d.signIn()
	if again, err := s.db.Q().GetDevice(ctx, d.enrol.Device); err != nil || again.SeenAt <= row.SeenAt {
		t.Errorf("a workstation is seen at %d, an hour later at %d: %v", row.SeenAt, again.SeenAt, err)
	}
}

// What one instance gave, another takes: nonce and token; and a nonce is
// answered once, by whichever.
func TestInstancesShareNoncesAndTokens(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	var c wire.Challenge
	d.must("POST", wire.PathChallenge, wire.ChallengeRequest{Device: d.enrol.Device}, &c)
	s.begin()
	req := wire.TokenRequest{Device: d.enrol.Device, Nonce: c.Nonce, Signature: d.device.Sign(deed.DomainToken, wire.TokenBytes(c.Nonce, nil))}
	var token wire.Token
	d.must("POST", wire.PathToken, req, &token)
	s.later(time.Second)
	s.begin()
	d.refused(errs.Conflict, "POST", wire.PathToken, req)
	d.token = token.Token
	d.must("GET", wire.PathChanges, nil, nil)

	// A token is of one desk and its key, and of this service.
	for name, text := range map[string]string{"cut": token.Token[:len(token.Token)-1], "changed": "A" + token.Token[1:], "none": "", "nonsense": "x"} {
		d.token = text
		if text != token.Token {
			if p := d.refused(errs.Unauthenticated, "GET", wire.PathChanges, nil); p.Kind != errs.Unauthenticated {
				t.Errorf("a token that is %s: %s", name, p.Kind)
			}
		}
	}
}

// A crash of PostgreSQL empties the table of used nonces: none of before it is
// taken after it, and desks go on with new ones.
func TestNoncesOfBeforeACrash(t *testing.T) {
	t.Parallel()
	s := serve(t)
	if s.db.Kind() != db.PostgreSQL {
		t.Skip("there the process remembers")
	}
	d := s.enrolled(s.clinic("A"), "Dr. A")
	ask := func() wire.TokenRequest {
		var c wire.Challenge
		d.must("POST", wire.PathChallenge, wire.ChallengeRequest{Device: d.enrol.Device}, &c)
		return wire.TokenRequest{Device: d.enrol.Device, Nonce: c.Nonce, Signature: d.device.Sign(deed.DomainToken, wire.TokenBytes(c.Nonce, nil))}
	}
	used, waiting := ask(), ask()
	d.must("POST", wire.PathToken, used, nil)
	s.exec("DELETE FROM used_nonces")
	d.refused(errs.Conflict, "POST", wire.PathToken, used)
	next := ask()
	d.refused(errs.Conflict, "POST", wire.PathToken, used)
	d.refused(errs.Conflict, "POST", wire.PathToken, waiting)
	d.must("POST", wire.PathToken, next, nil)
	d.refused(errs.Conflict, "POST", wire.PathToken, next)
	var unlogged bool
	if err := s.db.Reader().QueryRow("SELECT relpersistence = 'u' FROM pg_class WHERE relname = 'used_nonces'").Scan(&unlogged); err != nil || !unlogged {
		t.Errorf("used nonces wait for the disk: %v", err)
	}
}
