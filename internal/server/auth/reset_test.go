package auth

import (
	"bytes"
	"context"
	"database/sql"
	"testing"
	"time"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

const anew = "Given-anew-2"

// beside is another instance of the service on the same database.
func (o *office) beside(t *testing.T) *Auth {
	t.Helper()
	a, err := New(Config{DB: o.db, Keys: o.ring, Now: o.clock.now, Rounds: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// stood is a statement that an account signed, with the certificate of then.
func (o *office) stood(t *testing.T, acc Account, password string) deed.Endorsement {
	t.Helper()
	o.clock.pass(3 * Step)
	s, err := o.Unlock(context.Background(), o.as(acc), password, o.code(t, acc, 0))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Wipe()
	e, err := deed.SignContent(s.Key, s.Cert, deed.AuthorStatement{Case: "c", Version: 1, ContentSHA256: seal.SHA256([]byte("words")), SignedAt: o.clock.now()})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// opens is nil where a statement is believed of its author.
func (o *office) opens(e deed.Endorsement) error {
	var s deed.AuthorStatement
	_, err := o.ring.Trust().OpenBy(e.Certificate, e.Signed, deed.DomainAuthor, &s, o.clock.now(), deed.RoleSpecialist)
	return err
}

// TestResetAccount: a password that nobody knows is replaced. Sessions and
// certificates of before end, what was signed stays good, and the person signs
// again with the authenticator of before.
func TestResetAccount(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := open(t)
	acc, other := o.account(t, principal.Specialist), o.account(t, principal.Approver)
	before := o.stood(t, acc, password)
	old, err := o.db.Q().GetAccount(ctx, acc.ID)
	if err != nil {
		t.Fatal(err)
	}
	o.clock.pass(3 * Step)
	in := func(password string) func(string, ...string) int {
		ask := o.browserAt(t, "192.0.2.1")
		if got := ask("/password", "email=specialist@example.org", "password="+password); got != 200 {
			t.Fatalf("password: %d", got)
		}
		return ask
	}
	whole, half := in(password), in(password)
	if got := whole("/code", "code="+o.code(t, acc, 0)); got != 200 {
		t.Fatalf("code: %d", got)
	}
	// Forgotten: guesses have stopped the account, also for its owner.
	for range freeTries {
		o.browserAt(t, "192.0.2.1")("/password", "email=specialist@example.org", "password=guess")
	}
	if got := o.browserAt(t, "192.0.2.1")("/password", "email=specialist@example.org", "password=guess"); got != 429 {
		t.Fatalf("after %d guesses: %d", freeTries, got)
	}

	if _, err := o.beside(t).Reset(ctx, acc.ID, Reset{Password: "short"}, admin); !errs.Is(err, errs.WeakPassphrase) {
		t.Errorf("a weak password: %v", err)
	}
	if _, err := o.beside(t).Reset(ctx, "nobody", Reset{Password: anew}, admin); !errs.Is(err, errs.NotFound) {
		t.Errorf("nobody's account: %v", err)
	}
	if got := whole("/who"); got != 200 {
		t.Fatalf("what was refused ended a session: %d", got)
	}
	done, err := o.beside(t).Reset(ctx, acc.ID, Reset{Password: anew}, admin)
	if err != nil || done.Email != "specialist@example.org" || done.Certificates != 1 || len(done.Unreleased) != 0 {
		t.Fatalf("reset: %+v, %v", done, err)
	}

	if got := whole("/who"); got != 401 {
		t.Errorf("a session of before: %d", got)
	}
	if got := half("/code", "code="+o.code(t, acc, 1)); got != 401 {
		t.Errorf("a sign-in that began before: %d", got)
	}
	if got := o.browserAt(t, "192.0.2.1")("/password", "email=specialist@example.org", "password="+password); got != 401 {
		t.Errorf("the old password: %d", got)
	}
	ask := in(anew)
	if got := ask("/code", "code="+o.code(t, acc, 1)); got != 200 {
		t.Errorf("the new password with the authenticator of before: %d", got)
	}
	row, err := o.db.Q().GetCertificateByKeyRole(ctx, db.GetCertificateByKeyRoleParams{Kind: CertKind, PublicKey: old.SigningPublic, Role: "specialist"})
	if err != nil || row.RevokedAt == 0 {
		t.Errorf("the certificate of the old key stands: %+v, %v", row, err)
	}
	after := o.stood(t, acc, anew)
	if bytes.Equal(before.Certificate.Body, after.Certificate.Body) {
		t.Error("it signs with the certificate of before")
	}
	for what, e := range map[string]deed.Endorsement{"before": before, "after": after} {
		if err := o.opens(e); err != nil {
			t.Errorf("signed %s: %v", what, err)
		}
	}
	// The key that is gone is certified no more; the other's certificate stays.
	o.clock.pass(CertLife - 30*24*time.Hour)
	if n, err := o.Renew(ctx); err != nil || n != 2 {
		t.Errorf("%d certificates are renewed, %v", n, err)
	}
	o.stood(t, other, password)
	rows, err := o.db.Q().ListAudit(ctx, db.SystemChain)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, r := range rows {
		if r.Event == "account-reset:"+acc.ID && r.ObjectSHA256 == seal.SHA256([]byte(acc.ID)) && r.ActorID == admin.Subject() {
			n++
		}
	}
	if n != 1 {
		t.Errorf("the audit has %d resets", n)
	}
}

// TestResetSecondFactor: with the second factor made anew, codes of the old one
// are wrong.
func TestResetSecondFactor(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := open(t)
	acc := o.account(t, principal.Specialist)
	secret := NewCodeSecret()
	if _, err := o.Reset(ctx, acc.ID, Reset{Password: anew, CodeSecret: secret}, admin); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Unlock(ctx, o.as(acc), anew, o.code(t, acc, 0)); !errs.Is(err, errs.Unauthenticated) {
		t.Errorf("a code of the old authenticator: %v", err)
	}
	acc.CodeSecret = secret
	if err := o.opens(o.stood(t, acc, anew)); err != nil {
		t.Error(err)
	}
}

// TestResetOfOneAccountOfTwo: the other account of the same person, and its key,
// stay; also one that has no key yet does not stand in the way.
func TestResetOfOneAccountOfTwo(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := open(t)
	acc := o.account(t, principal.Specialist)
	second, err := o.Create(ctx, NewAccount{Person: acc.ID, Email: "second@example.org", Role: principal.Approver, Password: password}, admin)
	if err != nil {
		t.Fatal(err)
	}
	// Two keys, two roles: four certificates, of which two are of the key that goes.
	done, err := o.Reset(ctx, acc.ID, Reset{Password: anew}, admin)
	if err != nil || done.Certificates != 2 {
		t.Fatalf("reset: %+v, %v", done, err)
	}
	o.stood(t, second, password)
	o.stood(t, acc, anew)
	if err := o.db.Tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE accounts SET signing_public = '' WHERE id = '"+acc.ID+"'")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Reset(ctx, second.ID, Reset{Password: anew}, admin); err != nil {
		t.Errorf("beside an account without a key: %v", err)
	}
	if _, err := o.Leave(ctx, acc.ID, admin); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Reset(ctx, second.ID, Reset{Password: anew}, admin); !errs.Is(err, errs.Conflict) {
		t.Errorf("an account that was closed: %v", err)
	}
}

// TestResetInTheMiddle: what began with the old password before another instance
// reset the account does not end after it.
func TestResetInTheMiddle(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for name, do := range map[string]func(*office, Account, string) error{
		"signing": func(o *office, acc Account, code string) error {
			s, err := o.Unlock(ctx, o.as(acc), password, code)
			if err == nil {
				s.Wipe()
			}
			return err
		},
		"another password": func(o *office, acc Account, code string) error {
			return o.ChangePassword(ctx, acc.ID, password, code, "Another-horse-3")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := open(t)
			acc := o.account(t, principal.Specialist)
			there, reset := o.beside(t), false
			o.stretch = func(p string, salt []byte, rounds int) (secret, error) {
				if !reset {
					reset = true
					if _, err := there.Reset(ctx, acc.ID, Reset{Password: anew}, admin); err != nil {
						t.Error(err)
					}
				}
				return stretch(p, salt, rounds)
			}
			if err := do(o, acc, o.code(t, acc, 0)); !reset || !errs.Is(err, errs.Unauthenticated) {
				t.Errorf("reset %t: %v", reset, err)
			}
			if err := o.opens(o.stood(t, acc, anew)); err != nil {
				t.Error(err)
			}
		})
	}
	// At its very end: the password was right, the code too, and the row is written.
	o := open(t)
	acc := o.account(t, principal.Specialist)
	p, err := o.db.Q().GetAccount(ctx, acc.ID)
	if err != nil {
		t.Fatal(err)
	}
	s, _, ok := match(stretch, p.PasswordHash, password, 1)
	if !ok {
		t.Fatal("the password does not match")
	}
	open, err := o.Unlock(ctx, o.as(acc), password, o.code(t, acc, 0))
	if err != nil {
		t.Fatal(err)
	}
	defer open.Wipe()
	stands := func() error {
		return o.db.Tx(ctx, func(tx *sql.Tx) error { return o.Stands(ctx, tx, open) })
	}
	if err := stands(); err != nil {
		t.Errorf("a signer before the reset: %v", err)
	}
	if _, err := o.beside(t).Reset(ctx, acc.ID, Reset{Password: anew}, admin); err != nil {
		t.Fatal(err)
	}
	if _, err := o.keep(ctx, p, &s, "Another-horse-3", "password-changed"); !errs.Is(err, errs.Unauthenticated) {
		t.Errorf("a password kept over the reset: %v", err)
	}
	if err := stands(); !errs.Is(err, errs.Unauthenticated) {
		t.Errorf("a signer with the key of before: %v", err)
	}
}

// TestSignerOfATakenRole: the role went between the unlocking and the signature.
func TestSignerOfATakenRole(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := open(t)
	acc := o.account(t, principal.Specialist)
	s, err := o.Unlock(ctx, o.as(acc), password, o.code(t, acc, 0))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Wipe()
	if err := o.Take(ctx, acc.ID, principal.Held{Role: principal.Specialist}, admin); err != nil {
		t.Fatal(err)
	}
	if err := o.db.Tx(ctx, func(tx *sql.Tx) error { return o.Stands(ctx, tx, s) }); !errs.Is(err, errs.Revoked) {
		t.Errorf("a signer of before: %v", err)
	}
}
