package auth

import (
	"context"
	"database/sql"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/keys"
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
}

// Auth answers who somebody is. It is safe for use by several goroutines.
type Auth struct {
	db     *db.DB
	keys   *keys.Ring
	now    func() time.Time
	rounds int
	drift  int64
	idle   time.Duration
	dummy  string // a hash that no password matches, so that an unknown e-mail costs the same time

	sessions *scs.SessionManager
	// These bound how many passwords are stretched at a time: at the door,
	// where anybody may ask, and of people who are signed in and sign.
	atDoor, within chan struct{}
	strangers      *strangers
}

// New makes an Auth. It stretches one password, which takes a moment.
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
	s, err := newSecret(NewCodeSecret(), c.Rounds)
	if err != nil {
		return nil, err
	}
	a := &Auth{db: c.DB, keys: c.Keys, now: c.Now, rounds: c.Rounds, drift: int64(c.Drift), idle: c.Idle, dummy: s.hash(),
		atDoor: make(chan struct{}, 2), within: make(chan struct{}, 1), strangers: newStrangers()}
	s.wipe()
	a.sessions = newSessions(c, a.now)
	return a, nil
}

// Identity is a signed-in person, as the doors need it.
type Identity struct {
	ID      string
	Name    string
	Email   string
	Role    Role
	Titles  string
	Partner string // id; a partner's own people see that partner's cases
	Signs   bool   // has a signing key of the service
}

func identity(p db.Person) Identity {
	return Identity{ID: p.ID, Name: p.Name, Email: p.Email, Role: Role(p.Role), Titles: p.Titles, Partner: p.PartnerID, Signs: len(p.SigningPublic) > 0}
}

// Guessing: five wrong passwords or codes in a row stop an account for a
// minute, each further one for twice as long, up to an hour.
const (
	freeTries = 5
	firstStop = time.Minute
	longStop  = time.Hour
)

func stopAfter(failures int64) time.Duration {
	if failures < freeTries {
		return 0
	}
	d := firstStop
	for i := int64(freeTries); i < failures && d < longStop; i++ {
		d *= 2
	}
	return min(d, longStop)
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

// stopped is said of addresses without an account too: it tells nobody which
// there are.
func stopped() error {
	return errs.E(errs.TooMany, "sign in", "There were too many wrong tries for this account, so it waits. Nothing was changed. Try again later, or ask an administrator.")
}

// account is who tries: how the row is found, and the name under which tries
// are counted where there is none.
type account struct {
	key  string
	find func(*db.Queries) (db.Person, error)
}

func byEmail(ctx context.Context, email string) account {
	email = CanonicalEmail(email)
	return account{email, func(q *db.Queries) (db.Person, error) { return q.GetPersonByEmail(ctx, email) }}
}

func byID(ctx context.Context, id string) account {
	return account{id, func(q *db.Queries) (db.Person, error) { return q.GetPerson(ctx, id) }}
}

// checkPassword looks the account up and compares, when slots has room. It
// writes the failure.
func (a *Auth) checkPassword(ctx context.Context, slots chan struct{}, who account, password string) (db.Person, secret, error) {
	if p, _, err := a.mayTry(who); err != nil {
		return p, secret{}, err
	}
	select {
	case slots <- struct{}{}:
		defer func() { <-slots }()
	case <-ctx.Done():
		return db.Person{}, secret{}, errs.Wrap(ctx.Err(), errs.Cancelled, "sign in", "")
	}
	// Asked again: of many tries that came at once, those before may have
	// stopped the account while this one waited.
	p, known, err := a.mayTry(who)
	if err != nil {
		return p, secret{}, err
	}
	stored := a.dummy
	if known {
		stored = p.PasswordHash
	}
	s, ok := match(stored, password, min(a.rounds, Rounds))
	if known && ok {
		return p, s, nil
	}
	s.wipe()
	if !known {
		a.strangers.fail(who.key, a.now())
		return p, secret{}, wrongPassword()
	}
	if err := a.recordFailure(ctx, p.ID, ""); err != nil {
		return p, secret{}, err
	}
	return p, secret{}, wrongPassword()
}

// mayTry looks the account up; known: it is one that signs in here. The
// error's kind is TooMany while the account, or an address without one, is
// stopped.
func (a *Auth) mayTry(who account) (p db.Person, known bool, err error) {
	p, err = who.find(a.db.Q())
	if err != nil && !errs.Is(db.Err(err, ""), errs.NotFound) {
		return p, false, db.Err(err, "find account")
	}
	known = err == nil && p.Active && p.PasswordHash != "" && staff(Role(p.Role))
	if known && a.now().UnixMilli() < p.LockedUntil || !known && a.strangers.stopped(who.key, a.now()) {
		return p, known, stopped()
	}
	return p, known, nil
}

// checkCode spends the code. It writes the failure, or forgets earlier ones.
func (a *Auth) checkCode(ctx context.Context, id, code string) (db.Person, error) {
	var p db.Person
	var right, used bool
	err := a.db.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		var err error
		if p, err = q.GetPerson(ctx, id); err != nil {
			return db.Err(err, "find account")
		}
		now := a.now()
		if !p.Active || !staff(Role(p.Role)) {
			return errs.E(errs.Revoked, "check one-time code", "This account is closed. Nothing was changed. Ask an administrator.")
		}
		if now.UnixMilli() < p.LockedUntil {
			return stopped()
		}
		right, used, err = a.useCode(ctx, tx, &p, code, now)
		if err == nil && !right && !used {
			// In the same transaction: tries that come at once take turns.
			return a.fail(ctx, tx, id, "")
		}
		if err != nil || !right {
			return err
		}
		return db.Err(q.ResetSignInFailures(ctx, id), "record sign-in")
	})
	switch {
	case err != nil:
		return p, err
	case used:
		return p, usedCode() // the owner's own haste as a rule: not a guess
	case !right:
		return p, wrongCode()
	}
	return p, nil
}

func (a *Auth) recordFailure(ctx context.Context, id, device string) error {
	return a.db.Tx(ctx, func(tx *sql.Tx) error { return a.fail(ctx, tx, id, device) })
}

// fail counts a wrong try and stops the account where there were too many.
func (a *Auth) fail(ctx context.Context, tx *sql.Tx, id, device string) error {
	q := db.New(tx)
	p, err := q.GetPerson(ctx, id)
	if err != nil {
		return db.Err(err, "record failed sign-in")
	}
	until, now := int64(0), a.now()
	if d := stopAfter(p.FailedSignins + 1); d > 0 {
		until = now.Add(d).UnixMilli()
		if _, err := db.AppendAudit(ctx, tx, db.Audit{
			Chain: db.SystemChain, ServerTime: now.UnixMilli(), ActorID: id, Role: p.Role, DeviceID: device, Event: "sign-in-stopped",
		}); err != nil {
			return err
		}
	}
	return db.Err(q.RecordSignInFailure(ctx, db.RecordSignInFailureParams{ID: id, LockedUntil: until}), "record failed sign-in")
}

// CanonicalEmail is the form in which an account's address is stored and
// looked up.
func CanonicalEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// Middleware loads and saves the session around a handler; a session that can
// not be read or written is fail's to answer.
func (a *Auth) Middleware(next http.Handler, fail func(http.ResponseWriter, *http.Request, error)) http.Handler {
	m := *a.sessions
	m.ErrorFunc = fail
	return m.LoadAndSave(next)
}
