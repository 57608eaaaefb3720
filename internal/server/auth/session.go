package auth

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// What a session holds: ids and times, nothing about a case.
const (
	keyPending = "pending" // id of an account whose password was right; the code is missing
	keyAccount = "person"  // id of an account that is signed in; as sessions of before call it
	keySince   = "since"   // unix ms of the step before
	keySecret  = "secret"  // of the password that was right: another one ends the session
	keySeen    = "seen"    // unix ms of the last use, give or take seenStep
	keyID      = "id"      // by which the session is named to people
	keyBrowser = "browser" // which it was signed in with, in words
	keyNetwork = "network" // address that it was signed in from
	keyNext    = "next"    // sealed: the second factor that is being set up
)

// seenStep is how far behind the last use may be noted: a page asks many times
// a minute, and each note is a write to the disk.
const seenStep = time.Minute

// pendingFor is how long the code may take after the password.
const pendingFor = 5 * time.Minute

func newSessions(c Config, now func() time.Time) *scs.SessionManager {
	m := scs.New()
	m.Lifetime = c.Lifetime // who is idle is ours to say (use): scs would write at each request
	m.Store = sessionStore{c.DB, now}
	m.HashTokenInStore = true // a copy of the database opens no session
	m.Cookie.Name = c.Cookie
	if m.Cookie.Name == "" {
		m.Cookie.Name = "oso_console"
	}
	m.Cookie.Path = c.Path
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteStrictMode
	m.Cookie.Secure = c.Secure
	m.Cookie.Persist = false // ends with the browser
	return m
}

// SignIn is the first step: the password. It gives no identity: the session
// waits for the code.
func (a *Auth) SignIn(ctx context.Context, from From, email, password string) error {
	p, s, err := a.checkPassword(ctx, a.atDoor, a.byEmail(ctx, email, from), password)
	if err != nil {
		return err
	}
	defer s.wipe()
	if p.LockedAt > 0 {
		return lockedOut("sign in")
	}
	// What the account lacks is made with the password at hand.
	if roundsOf(p.PasswordHash) != a.rounds || len(p.KeysSealed) == 0 {
		if p, err = a.stretchAnew(ctx, p, &s, password); err != nil {
			return err
		}
	}
	if err := a.sessions.RenewToken(ctx); err != nil {
		return errs.Op(err, "begin session")
	}
	a.sessions.Remove(ctx, keyAccount)
	a.sessions.Put(ctx, keyPending, p.ID)
	a.sessions.Put(ctx, keySecret, secretMark(p))
	a.sessions.Put(ctx, keySince, a.now().UnixMilli())
	return nil
}

// Confirm is the second step: the one-time code. It gives the cookie by which
// the browser is known from here on.
func (a *Auth) Confirm(ctx context.Context, from From, code string) (principal.Principal, *http.Cookie, error) {
	id := a.sessions.GetString(ctx, keyPending)
	since := a.sessions.GetInt64(ctx, keySince)
	if id == "" || a.now().UnixMilli()-since > pendingFor.Milliseconds() {
		a.sessions.Remove(ctx, keyPending)
		return principal.Principal{}, nil, errs.E(errs.Unauthenticated, "confirm sign-in", "The sign-in took too long. Nothing was changed. Begin again with e-mail and password.")
	}
	p, err := a.db.Q().GetAccount(ctx, id)
	if err != nil {
		return principal.Principal{}, nil, db.Err(err, "confirm sign-in")
	}
	buckets, err := a.door(ctx, p.Email, p.ID, from)
	if err != nil {
		return principal.Principal{}, nil, err
	}
	mark := a.sessions.GetString(ctx, keySecret)
	if secretMark(p) != mark {
		a.sessions.Remove(ctx, keyPending)
	}
	if p, err = a.checkCode(ctx, id, mark, code, buckets, true); err != nil {
		return principal.Principal{}, nil, err
	}
	return a.enter(ctx, p, from, "sign-in")
}

// enter begins the session of somebody who has proved who that is.
func (a *Auth) enter(ctx context.Context, p db.Account, from From, event string) (principal.Principal, *http.Cookie, error) {
	if err := a.sessions.RenewToken(ctx); err != nil {
		return principal.Principal{}, nil, errs.Op(err, "begin session")
	}
	if from.Device == "" {
		from.Device = rand.Text()
	}
	a.sessions.Remove(ctx, keyPending)
	a.sessions.Put(ctx, keyAccount, p.ID)
	a.sessions.Put(ctx, keySecret, secretMark(p))
	a.sessions.Put(ctx, keySince, a.now().UnixMilli())
	a.sessions.Put(ctx, keySeen, a.now().UnixMilli())
	a.sessions.Put(ctx, keyID, rand.Text())
	a.sessions.Put(ctx, keyBrowser, from.Browser)
	a.sessions.Put(ctx, keyNetwork, from.Network)
	err := a.db.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		if err := learn(ctx, q, p.ID, from, a.now()); err != nil {
			return err
		}
		if err := q.SignedIn(ctx, db.SignedInParams{ID: p.ID, SignedInAt: a.now().UnixMilli()}); err != nil {
			return db.Err(err, "begin session")
		}
		_, err := db.AppendAudit(ctx, tx, db.Entry(db.SystemChain, event, own(p), a.now()))
		return err
	})
	if err != nil {
		return principal.Principal{}, nil, err
	}
	who, err := a.signsIn(ctx, a.db.Q(), p)
	c := a.sessions.Cookie
	return who, &http.Cookie{
		Name: DeviceCookie, Value: from.Device, Path: c.Path, HttpOnly: true, SameSite: c.SameSite, Secure: c.Secure, MaxAge: int(deviceMaxAge / time.Second),
	}, err
}

// DeviceCookie is the name of the cookie by which a browser is known. It opens
// nothing: with it, tries from elsewhere do not hold its owner up.
const DeviceCookie = "oso_device"

// Who is the person of the session; kind Unauthenticated where there is none,
// Revoked where the account was closed meanwhile. used is when that person last
// did something, as who asks says: what a page asks by itself is no use.
func (a *Auth) Who(ctx context.Context, used time.Time) (principal.Principal, error) {
	id := a.sessions.GetString(ctx, keyAccount)
	if id == "" || !a.use(ctx, used) {
		return principal.Principal{}, errs.E(errs.Unauthenticated, "read session", "You are not signed in, or the session ended. What was saved is kept. Sign in.")
	}
	return a.holder(ctx, id)
}

// Still is who holds the session of a request now, for an answer that takes long:
// as the session and the account are stored, not as they were when it began. It
// is no use of the session, nor does it end with the time that nobody used it.
func (a *Auth) Still(ctx context.Context) (principal.Principal, error) {
	now, cancel := context.WithCancel(context.Background()) // without the session that was read
	defer cancel()
	defer context.AfterFunc(ctx, cancel)()
	now, err := a.sessions.Load(now, a.sessions.Token(ctx))
	if err != nil {
		return principal.Principal{}, errs.Op(err, "read session")
	}
	id := a.sessions.GetString(now, keyAccount)
	if id == "" {
		return principal.Principal{}, errs.E(errs.Unauthenticated, "read session", "You are not signed in, or the session ended. What was saved is kept. Sign in.")
	}
	return a.holder(now, id)
}

// holder is the person of a session that was read, if it is still worth something.
func (a *Auth) holder(ctx context.Context, id string) (principal.Principal, error) {
	p, err := a.db.Q().GetAccount(ctx, id)
	if err != nil {
		return principal.Principal{}, db.Err(err, "read session")
	}
	who, err := a.signsIn(ctx, a.db.Q(), p)
	if err != nil {
		return who, err
	}
	if len(who.Here()) == 0 {
		return principal.Principal{}, errs.E(errs.Revoked, "read session", "This account is closed. What was saved is kept. Ask an administrator.")
	}
	if p.LockedAt > 0 {
		return principal.Principal{}, lockedOut("read session")
	}
	if a.sessions.GetString(ctx, keySecret) != secretMark(p) {
		return principal.Principal{}, errs.E(errs.Unauthenticated, "read session", "The password was changed, so this session ended. What was saved is kept. Sign in with the new password.")
	}
	return who, nil
}

// use tells whether the session was used lately enough, and notes when. Each use
// has to come in time after the one before: who comes back later has to sign in.
func (a *Auth) use(ctx context.Context, used time.Time) bool {
	now, seen := a.now(), time.UnixMilli(a.sessions.GetInt64(ctx, keySeen))
	if used.After(now) {
		used = now
	}
	if used.Before(seen) {
		used = seen
	}
	if used.Sub(seen) > a.idle || now.Sub(used) > a.idle {
		return false
	}
	if used.Sub(seen) >= min(seenStep, a.idle/10) {
		a.sessions.Put(ctx, keySeen, used.UnixMilli())
	}
	return true
}

// secretMark names a stored password without telling of it: its hash's own
// hash. A session made with another password is none any more.
func secretMark(p db.Account) string { return seal.SHA256([]byte(p.PasswordHash)) }

// NewPassword changes the password of the person who is signed in, and ends
// that person's other sessions. See ChangePassword.
func (a *Auth) NewPassword(ctx context.Context, who principal.Principal, old, code, password string) error {
	const op = "change password"
	if err := a.ChangePassword(ctx, who.Account, old, code, password); err != nil {
		return err
	}
	return a.goOn(ctx, who, op)
}

// goOn gives the session of a request a new name and the mark of the password as
// it is now: the only one that goes on where an account's sessions were ended.
func (a *Auth) goOn(ctx context.Context, who principal.Principal, op string) error {
	p, err := a.db.Q().GetAccount(ctx, who.Account)
	if err != nil {
		return db.Err(err, op)
	}
	if err := a.sessions.RenewToken(ctx); err != nil {
		return errs.Op(err, op)
	}
	a.sessions.Put(ctx, keySecret, secretMark(p))
	return nil
}

// SignOut ends the session.
func (a *Auth) SignOut(ctx context.Context) error {
	return errs.Op(a.sessions.Destroy(ctx), "end session")
}

// sessionStore keeps sessions in the database under the hash of their token.
// scs asks for the methods without a context, too, and calls those with one.
type sessionStore struct {
	db  *db.DB
	now func() time.Time
}

func (s sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	b, err := s.db.Q().GetSession(ctx, db.GetSessionParams{Token: token, Now: s.now().UnixMilli()})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return b, err == nil, db.Err(err, "find session")
}

func (s sessionStore) CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error {
	// The end by the service's clock, which scs does not know.
	end := s.now().Add(time.Until(expiry)).UnixMilli()
	_, values, err := scs.GobCodec{}.Decode(b)
	if err != nil {
		return errs.Op(err, "save session")
	}
	account, _ := values[keyAccount].(string)
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		return db.Err(db.New(tx).PutSession(ctx, db.PutSessionParams{Token: token, Data: b, ExpiresAt: end, AccountID: account}), "save session")
	})
}

func (s sessionStore) DeleteCtx(ctx context.Context, token string) error {
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		return db.Err(db.New(tx).DeleteSession(ctx, token), "end session")
	})
}

func (s sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

func (s sessionStore) Commit(token string, b []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, b, expiry)
}

func (s sessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
