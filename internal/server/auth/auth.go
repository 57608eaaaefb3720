package auth

import (
	"context"
	"database/sql"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/keys"
	"oso/internal/server/principal"
)

// Config is what an Auth is made of.
type Config struct {
	DB   *db.DB
	Keys *keys.Ring
	Now  func() time.Time

	Rounds   int           // of PBKDF2 for new passwords; 0: Rounds
	Drift    int           // steps of 30 s before and after now in which a code is accepted; 0: one
	Idle     time.Duration // a session unused for so long ends; 0: 30 minutes
	Lifetime time.Duration // a session ends after so long in any case; 0: 12 hours
	Secure   bool          // the cookie goes over HTTPS only; false on loopback without TLS
	Path     string        // of the cookie
	Cookie   string        // its name

	// Tell has an account's owner told what was done about it, in the transaction
	// that does it; nil: nobody is told.
	Tell func(ctx context.Context, tx *sql.Tx, account, what string, at time.Time) error
}

// Auth answers who somebody is. It is safe for use by several goroutines.
type Auth struct {
	db     *db.DB
	keys   *keys.Ring
	now    func() time.Time
	rounds int
	drift  int64
	idle   time.Duration
	tell   func(ctx context.Context, tx *sql.Tx, account, what string, at time.Time) error
	why    string // of what is done about a person, for the audit: see Because

	sessions *scs.SessionManager
	// These bound how many passwords are stretched at a time: at the door,
	// where anybody may ask, and of people who are signed in and sign.
	atDoor, within chan struct{}
	stretch        func(password string, salt []byte, rounds int) (secret, error) // counted by a test
}

// New makes an Auth.
func New(c Config) (*Auth, error) {
	if c.Rounds == 0 {
		c.Rounds = Rounds
	}
	if c.Drift == 0 {
		c.Drift = 1
	}
	if c.Idle == 0 {
		c.Idle = 30 * time.Minute
	}
	if c.Lifetime == 0 {
		c.Lifetime = 12 * time.Hour
	}
	a := &Auth{db: c.DB, keys: c.Keys, now: c.Now, rounds: c.Rounds, drift: int64(c.Drift), idle: c.Idle,
		atDoor: make(chan struct{}, 2), within: make(chan struct{}, 1), stretch: stretch}
	if a.tell = c.Tell; a.tell == nil {
		a.tell = func(context.Context, *sql.Tx, string, string, time.Time) error { return nil }
	}
	a.sessions = newSessions(c, a.now)
	return a, nil
}

// What an account's owner is told.
const (
	ToldReset    = "reset"
	ToldPassword = "password"
	ToldFactor   = "factor"
	ToldRecovery = "recovery"
)

// Signs tells whether somebody signs for the service, under any role.
func Signs(p principal.Principal) bool {
	return slices.ContainsFunc(p.Here(), func(r principal.Role) bool { _, ok := certRole(r); return ok })
}

func wrongPassword() error {
	return errs.E(errs.Unauthenticated, "sign in", "E-mail and password do not belong together. Nothing is locked for good. Check Caps Lock and try again.")
}

func wrongCode() error {
	return errs.E(errs.Unauthenticated, "check one-time code", "This code is not right. Nothing was changed. Take the code that the authenticator shows now.")
}

func usedCode() error {
	return errs.E(errs.Unauthenticated, "check one-time code", "This code was used already. Nothing was changed. Wait for the next one and use that.")
}

// otherPassword is said of an act that began with a password that has been
// changed, or reset, before it ended.
func otherPassword(op string) error {
	return errs.E(errs.Unauthenticated, op, "The password was changed meanwhile. Nothing else was changed, and nothing was signed. Begin again with the new one.")
}

// stopped is said of addresses without an account too: it tells nobody which
// there are.
func stopped() error {
	return errs.E(errs.TooMany, "sign in", "There were too many wrong tries for this account, so it waits. Nothing was changed. Try again later, or ask an administrator.")
}

// lockedOut is said to who gave the right password: nobody else learns of it.
func lockedOut(op string) error {
	return errs.E(errs.Revoked, op, "This account is locked. What was saved is kept. Ask an administrator.")
}

// Because is the same Auth, whose acts about people say why in the audit.
func (a *Auth) Because(why string) *Auth {
	b := *a
	b.why = strings.TrimSpace(why)
	return &b
}

// mayActOn refuses what one of the service's own people does about another, or
// about the own account, where that is no administrator's by now. Writers take
// turns: of two administrators who close each other one is too late.
func (a *Auth) mayActOn(ctx context.Context, q *db.Queries, op string, by principal.Actor, person principal.Person) error {
	if by.Kind != principal.Staff {
		return nil
	}
	acc, err := q.GetAccount(ctx, by.Account)
	if err != nil {
		return db.Err(err, op)
	}
	who, err := a.signsIn(ctx, q, acc)
	switch {
	case err != nil:
		return err
	case acc.LockedAt > 0 || !who.Has(principal.Admin):
		return errs.E(errs.Forbidden, op, "Accounts are an administrator's. Nothing was changed. Ask an administrator.")
	case who.Is(person.ID):
		return errs.E(errs.Forbidden, op, "This is your own account. Nothing was changed. Ask another administrator; where there is none, whoever runs the service's machine (oso-server admin).")
	}
	return nil
}

// CanonicalEmail is the form in which an account's address is stored and
// looked up.
func CanonicalEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// Middleware loads and saves the session around a handler; a session that can
// not be read or written is fail's to answer, and then the answer is that alone.
func (a *Auth) Middleware(next http.Handler, fail func(http.ResponseWriter, *http.Request, error)) http.Handler {
	m := *a.sessions
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		for _, of := range []string{"Content-Length", "Content-Encoding", "Content-Range", "Content-Disposition"} {
			w.Header().Del(of)
		}
		fail(w, r, err)
		w.(*once).over = true
	}
	saved := m.LoadAndSave(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { saved.ServeHTTP(&once{ResponseWriter: w}, r) })
}

// once is an answer to which nothing is added when it is over: scs saves the
// session as a handler begins to answer, and lets the handler go on when that
// failed.
type once struct {
	http.ResponseWriter
	over bool
}

func (o *once) WriteHeader(status int) {
	if !o.over {
		o.ResponseWriter.WriteHeader(status)
	}
}

func (o *once) Write(b []byte) (int, error) {
	if o.over {
		return len(b), nil
	}
	return o.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection's deadlines.
func (o *once) Unwrap() http.ResponseWriter { return o.ResponseWriter }
