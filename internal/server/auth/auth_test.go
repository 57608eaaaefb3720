package auth

import (
	"bytes"
	"context"
	"database/sql"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/db/schematest"
	"oso/internal/server/dbtest"
	"oso/internal/server/keys"
	"oso/internal/server/principal"
)

// tables are those of the service, made once.
var tables schematest.Tables

func TestMain(m *testing.M) { dbtest.Main(m) }

const password = "Correct-horse-1"

type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.t }

func (c *clock) pass(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.t = c.t.Add(d) }

type office struct {
	*Auth
	ring  *keys.Ring
	clock *clock
	http  *httptest.Server
}

// open begins at the present, since a cookie's and scs's own clocks cannot be set.
func open(t *testing.T) *office {
	t.Helper()
	d := tables.Memory(t)
	c := &clock{t: time.Now().Truncate(Step)}
	root, m := seal.NewSigningKey(), keys.NewMaster()
	certified, err := keys.Certified(root, m, "OSO", c.t.Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	ring, err := keys.Open(m, append([]keys.Stored{keys.Root(root, nil, c.t)}, certified...), c.t)
	if err != nil {
		t.Fatal(err)
	}
	a, err := New(Config{DB: d, Keys: ring, Now: c.now, Rounds: 1000})
	if err != nil {
		t.Fatal(err)
	}
	o := &office{Auth: a, ring: ring, clock: c}
	mux := http.NewServeMux()
	answer := func(w http.ResponseWriter, err error) {
		w.WriteHeader(map[bool]int{true: 200, false: errs.Status(errs.KindOf(err))}[err == nil])
		w.Write([]byte(errs.Message(err)))
	}
	mux.HandleFunc("/password", func(w http.ResponseWriter, r *http.Request) {
		answer(w, a.SignIn(r.Context(), from(r), r.FormValue("email"), r.FormValue("password")))
	})
	mux.HandleFunc("/code", func(w http.ResponseWriter, r *http.Request) {
		_, device, err := a.Confirm(r.Context(), from(r), r.FormValue("code"))
		if err == nil {
			http.SetCookie(w, device)
		}
		answer(w, err)
	})
	mux.HandleFunc("/new", func(w http.ResponseWriter, r *http.Request) {
		who, err := a.Who(r.Context(), o.clock.now())
		if err == nil {
			err = a.NewPassword(r.Context(), who, r.FormValue("password"), r.FormValue("code"), r.FormValue("new"))
		}
		answer(w, err)
	})
	mux.HandleFunc("/who", func(w http.ResponseWriter, r *http.Request) {
		ago, _ := time.ParseDuration(r.FormValue("ago"))
		_, err := a.Who(r.Context(), o.clock.now().Add(-ago))
		answer(w, err)
	})
	mux.HandleFunc("/out", func(w http.ResponseWriter, r *http.Request) { answer(w, a.SignOut(r.Context())) })
	o.http = httptest.NewServer(a.Middleware(mux, func(w http.ResponseWriter, _ *http.Request, err error) { answer(w, err) }))
	t.Cleanup(o.http.Close)
	return o
}

// from is where the test's browser says that it is.
func from(r *http.Request) From {
	f := From{Network: r.Header.Get("Network")}
	if c, err := r.Cookie(DeviceCookie); err == nil {
		f.Device = c.Value
	}
	return f
}

func (o *office) account(t *testing.T, role principal.Role) Account {
	t.Helper()
	acc, err := o.Create(context.Background(), NewAccount{Email: string(role) + "@Example.org ", Name: "A. Person", Role: role, Titles: "MD", Password: password}, principal.CommandLine())
	if err != nil {
		t.Fatal(err)
	}
	return acc
}

// as is the owner of an account, under the first role.
func (o *office) as(acc Account) principal.Actor {
	a, err := o.db.Q().GetAccount(context.Background(), acc.ID)
	if err != nil {
		panic(err)
	}
	who, err := o.signsIn(context.Background(), o.db.Q(), a)
	if err != nil {
		panic(err)
	}
	return who.As(who.Here()[0])
}

func (o *office) code(t *testing.T, acc Account, steps int) string {
	t.Helper()
	c, err := Code(acc.CodeSecret, o.clock.now().Add(time.Duration(steps)*Step))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// browser gives a function that asks and answers with the status.
func (o *office) browser(t *testing.T) func(path string, fields ...string) int {
	return o.browserAt(t, "")
}

func (o *office) browserAt(t *testing.T, network string) func(path string, fields ...string) int {
	jar, _ := cookiejar.New(nil)
	client := &http.Client{Jar: jar}
	return func(path string, fields ...string) int {
		form := strings.NewReader("")
		if len(fields) > 0 {
			form = strings.NewReader(strings.Join(fields, "&"))
		}
		req, err := http.NewRequest("POST", o.http.URL+path, form)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Network", network)
		res, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.StatusCode
	}
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	o := open(t)
	acc := o.account(t, principal.Coordinator)
	ask := o.browser(t)
	if got := ask("/who"); got != 401 {
		t.Fatalf("nobody: %d", got)
	}
	if got := ask("/code", "code="+o.code(t, acc, 0)); got != 401 {
		t.Fatalf("a code without a password: %d", got)
	}
	if got := ask("/password", "email=Coordinator%40example.org", "password=wrong"); got != 401 {
		t.Fatalf("wrong password: %d", got)
	}
	if got := ask("/password", "email=nobody%40example.org", "password="+password); got != 401 {
		t.Fatalf("unknown account: %d", got)
	}
	if got := ask("/password", "email=Coordinator%40example.org", "password="+password); got != 200 {
		t.Fatalf("right password: %d", got)
	}
	if got := ask("/who"); got != 401 {
		t.Fatalf("half signed in: %d", got)
	}
	if got := ask("/code", "code=000000"); got != 401 {
		t.Fatalf("wrong code: %d", got)
	}
	if got := ask("/code", "code="+o.code(t, acc, -2)); got != 401 {
		t.Fatalf("a code of a minute ago: %d", got)
	}
	if got := ask("/code", "code="+o.code(t, acc, 0)); got != 200 {
		t.Fatalf("right code: %d", got)
	}
	if got := ask("/who"); got != 200 {
		t.Fatalf("signed in: %d", got)
	}
	if got := ask("/out"); got != 200 {
		t.Fatalf("sign out: %d", got)
	}
	if got := ask("/who"); got != 401 {
		t.Fatalf("signed out: %d", got)
	}
}

func TestCodeIsGoodOnce(t *testing.T) {
	t.Parallel()
	o := open(t)
	acc := o.account(t, principal.Specialist)
	code := o.code(t, acc, 0)
	in := func(code string) int {
		ask := o.browser(t)
		if got := ask("/password", "email=specialist@example.org", "password="+password); got != 200 {
			t.Fatalf("password: %d", got)
		}
		return ask("/code", "code="+code)
	}
	if got := in(code); got != 200 {
		t.Fatalf("first use: %d", got)
	}
	if got := in(code); got != 401 {
		t.Errorf("second use: %d", got)
	}
	if _, err := o.Unlock(context.Background(), o.as(acc), password, code); !errs.Is(err, errs.Unauthenticated) {
		t.Errorf("the code of the sign-in signs: %v", err)
	}
	next := o.code(t, acc, 1)
	if got := in(next); got != 200 {
		t.Errorf("the next code, a step early: %d", got)
	}
	o.clock.pass(Step)
	if got := in(next); got != 401 {
		t.Errorf("the same in its own step: %d", got)
	}
}

func TestGuessingStops(t *testing.T) {
	t.Parallel()
	o := open(t)
	acc := o.account(t, principal.Coordinator)
	ask := o.browser(t)
	sign := func(pw string) int { return ask("/password", "email=coordinator@example.org", "password="+pw) }
	for range freeTries {
		if got := sign("wrong"); got != 401 {
			t.Fatalf("guess: %d", got)
		}
	}
	if got := sign(password); got != 429 {
		t.Fatalf("the right password after %d guesses: %d", freeTries, got)
	}
	o.clock.pass(firstStop + time.Second)
	if got := sign("wrong"); got != 401 {
		t.Fatalf("after the stop: %d", got)
	}
	o.clock.pass(firstStop + time.Second)
	if got := sign(password); got != 429 {
		t.Fatalf("a further guess does not stop longer: %d", got)
	}
	o.clock.pass(firstStop)
	if got := sign(password); got != 200 {
		t.Fatalf("after the longer stop: %d", got)
	}
	// Codes are guessed at too, with the password known; and a right code forgets.
	for range 2 {
		ask("/code", "code=000000")
	}
	if got := ask("/code", "code="+o.code(t, acc, 0)); got != 429 {
		t.Fatalf("a code after guesses: %d", got)
	}
	o.clock.pass(8*firstStop + time.Second)
	ask("/password", "email=coordinator@example.org", "password="+password)
	if got := ask("/code", "code="+o.code(t, acc, 0)); got != 200 {
		t.Fatalf("after the stop: %d", got)
	}
	for range freeTries { // earlier ones are forgotten
		if got := sign("wrong"); got != 401 {
			t.Errorf("after a sign-in: %d", got)
		}
	}
}

func TestSessionEnds(t *testing.T) {
	t.Parallel()
	o := open(t)
	acc := o.account(t, principal.Billing)
	ask := o.browser(t)
	ask("/password", "email=billing@example.org", "password="+password)
	o.clock.pass(pendingFor + time.Second)
	if got := ask("/code", "code="+o.code(t, acc, 0)); got != 401 {
		t.Fatalf("a code long after the password: %d", got)
	}
	ask("/password", "email=billing@example.org", "password="+password)
	if got := ask("/code", "code="+o.code(t, acc, 0)); got != 200 {
		t.Fatalf("sign-in: %d", got)
	}
	// What the database holds names nobody and opens no session.
	stored := map[string]string{}
	rows, err := o.db.Reader().Query("SELECT token, data FROM sessions")
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var token, data string
		if err := rows.Scan(&token, &data); err != nil {
			t.Fatal(err)
		}
		stored[token] = data
	}
	rows.Close()
	if len(stored) == 0 {
		t.Fatal("no session is stored")
	}
	for token, data := range stored {
		if strings.Contains(data, "example.org") || strings.Contains(data, "Person") {
			t.Error("a session names its person")
		}
		req, _ := http.NewRequest("POST", o.http.URL+"/who", nil)
		req.AddCookie(&http.Cookie{Name: "oso_console", Value: token})
		res, err := http.DefaultClient.Do(req)
		if err != nil || res.StatusCode != 401 {
			t.Errorf("the stored token opens a session: %v", err)
		}
	}
	o.clock.pass(31 * time.Minute)
	if got := ask("/who"); got != 401 {
		t.Errorf("after half an hour: %d", got)
	}
}

func TestSigningKey(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := open(t)
	acc := o.account(t, principal.Approver)
	if _, err := o.Unlock(ctx, o.as(acc), "wrong", o.code(t, acc, 0)); !errs.Is(err, errs.Unauthenticated) {
		t.Fatalf("wrong password: %v", err)
	}
	if _, err := o.Unlock(ctx, o.as(acc), password, "123"); !errs.Is(err, errs.Unauthenticated) {
		t.Fatalf("wrong code: %v", err)
	}
	s, err := o.Unlock(ctx, o.as(acc), password, o.code(t, acc, 0))
	if err != nil {
		t.Fatal(err)
	}
	b, err := o.ring.Trust().Check(s.Cert, o.clock.now())
	if err != nil || b.Role != deed.RoleApprover || b.Subject != acc.ID || b.Titles != "MD" {
		t.Errorf("certificate %+v: %v", b, err)
	}
	if err := b.SigningKey.Verify(deed.DomainApproval, []byte("x"), s.Key.Sign(deed.DomainApproval, []byte("x"))); err != nil {
		t.Error(err)
	}
	s.Wipe()

	p, err := o.db.Q().GetAccount(ctx, acc.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.ring.Open(purposeInner, p.KeysSealed, acc.ID); err == nil {
		t.Error("the master key alone opens a signing key")
	}
	if bytes.Contains(p.TOTPSealed, []byte(acc.CodeSecret)) {
		t.Error("the second factor is stored in the clear")
	}
	const next = "Another-horse-2"
	if err := o.ChangePassword(ctx, acc.ID, password, o.code(t, acc, 1), next); err != nil {
		t.Fatal(err)
	}
	o.clock.pass(3 * Step)
	if _, err := o.Unlock(ctx, o.as(acc), password, o.code(t, acc, 0)); !errs.Is(err, errs.Unauthenticated) {
		t.Errorf("the old password: %v", err)
	}
	if _, err := o.Unlock(ctx, o.as(acc), next, o.code(t, acc, 0)); err != nil {
		t.Errorf("the new password: %v", err)
	}
	if err := o.db.Tx(ctx, revokeAll(ctx, acc.ID)); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Unlock(ctx, o.as(acc), next, o.code(t, acc, 1)); !errs.Is(err, errs.Revoked) {
		t.Errorf("a revoked certificate: %v", err)
	}
	if _, err := o.Create(ctx, NewAccount{Email: "x@example.org", Name: "X", Role: principal.Admin, Password: "short1!"}, principal.CommandLine()); !errs.Is(err, errs.WeakPassphrase) {
		t.Errorf("a short password: %v", err)
	}
}

func TestPasswordFloor(t *testing.T) {
	t.Parallel()
	for password, ok := range map[string]bool{
		"Correct-horse-1": true, "abcd123!": true, "ünïcödé 1": true,
		"abcd12!": false, "abcdefgh": false, "abcd1234": false, "!!!!1234": false, "abcd!efg": false, "": false,
		strings.Repeat("a1!", 200): false,
	} {
		if err := CheckPassword(password); (err == nil) != ok {
			t.Errorf("%q: %v", password, err)
		}
	}
}

// Tries that come at once are counted one after another: what one of them
// spoils, those that waited find.
func TestGuessesAtOnceAreStopped(t *testing.T) {
	t.Parallel()
	o := open(t)
	acc := o.account(t, principal.Coordinator)
	ctx := context.Background()
	p, err := o.db.Q().GetAccount(ctx, acc.ID)
	if err != nil {
		t.Fatal(err)
	}
	mark := secretMark(p)
	const tries = 40
	for name, guess := range map[string]func() error{
		"passwords": func() error {
			_, _, err := o.checkPassword(ctx, o.atDoor, byID(ctx, acc.ID), "wrong-passw0rd!")
			return err
		},
		"codes": func() error {
			_, err := o.checkCode(ctx, acc.ID, mark, "not-a-code", signing(acc.ID), false)
			return err
		},
	} {
		if err := o.db.Tx(ctx, func(tx *sql.Tx) error { return forget(ctx, db.New(tx), signing(acc.ID)) }); err != nil {
			t.Fatal(err)
		}
		said := make(chan error, tries)
		for range tries {
			go func() { said <- guess() }()
		}
		looked := 0
		for range tries {
			if err := <-said; errs.Is(err, errs.Unauthenticated) {
				looked++
			} else if !errs.Is(err, errs.TooMany) {
				t.Errorf("%s: %v", name, err)
			}
		}
		// Two are stretched at a time, so one more than the free tries may slip through.
		if looked > freeTries+1 {
			t.Errorf("%d of %d %s were looked at", looked, tries, name)
		}
	}
}

// A demonstration stretches its passwords less; such a hash opens nothing
// where the service is real.
func TestFewerRoundsOpenNothing(t *testing.T) {
	t.Parallel()
	s, err := newSecret(password, 20_000)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, ok := match(stretch, s.hash(), password, 20_000); !ok {
		t.Error("a demonstration does not know its own password")
	}
	if _, _, ok := match(stretch, s.hash(), password, Rounds); ok {
		t.Error("a hash of 20,000 rounds is taken")
	}
}

// An address without an account is answered as one that has one, try by try:
// nobody learns which accounts there are.
func TestUnknownAddressStopsLikeAnAccount(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.account(t, principal.Coordinator)
	ask := o.browser(t)
	for n := range freeTries + 3 {
		known := ask("/password", "email=coordinator@example.org", "password=wrong")
		unknown := ask("/password", "email=nobody@example.org", "password=wrong")
		if known != unknown {
			t.Errorf("try %d: an account %d, none %d", n+1, known, unknown)
		}
		if stop := n == freeTries || n == freeTries+1; stop != (known == http.StatusTooManyRequests) {
			t.Errorf("try %d: %d", n+1, known)
		}
		if n == freeTries+1 {
			o.clock.pass(firstStop + time.Second)
		}
	}
	if got := ask("/password", "email=somebody@example.org", "password=wrong"); got != 401 {
		t.Errorf("another address: %d", got)
	}
}

// However many try at the door, whoever is signed in can sign.
func TestDoorDoesNotHoldUpSigning(t *testing.T) {
	t.Parallel()
	o := open(t)
	acc := o.account(t, principal.Approver)
	for range cap(o.atDoor) { // each slot of the door is taken, and stays so
		o.atDoor <- struct{}{}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	s, err := o.Unlock(ctx, o.as(acc), password, o.code(t, acc, 0))
	if err != nil {
		t.Fatalf("a signature while the door is full: %v", err)
	}
	s.Wipe()
}

// A new password ends every other session of its owner, also one that waits
// for its code, and no other person's.
func TestNewPasswordEndsOtherSessions(t *testing.T) {
	t.Parallel()
	o := open(t)
	acc, other := o.account(t, principal.Specialist), o.account(t, principal.Billing)
	in := func(who string, acc Account, step int) func(string, ...string) int {
		ask := o.browser(t)
		if got := ask("/password", "email="+who+"@example.org", "password="+password); got != 200 {
			t.Fatalf("%s: %d", who, got)
		}
		if got := ask("/code", "code="+o.code(t, acc, step)); got != 200 {
			t.Fatalf("%s: %d", who, got)
		}
		return ask
	}
	here, there, hers := in("specialist", acc, -1), in("specialist", acc, 0), in("billing", other, 0)
	half := o.browser(t)
	half("/password", "email=specialist@example.org", "password="+password)

	const next = "Another-horse-2"
	code := o.code(t, acc, 1)
	if got := here("/new", "password=wrong", "code="+code, "new="+next); got != 401 {
		t.Errorf("without the present password: %d", got)
	}
	if got := here("/new", "password="+password, "code=000000", "new="+next); got != 401 {
		t.Errorf("without a code: %d", got)
	}
	if got := here("/new", "password="+password, "code="+code, "new=short"); got == 200 {
		t.Error("a weak password is taken")
	}
	if got := there("/who"); got != 200 {
		t.Fatalf("what was refused ended a session: %d", got)
	}
	if got := here("/new", "password="+password, "code="+code, "new="+next); got != 200 {
		t.Fatalf("a new password: %d", got)
	}
	if got := here("/who"); got != 200 {
		t.Errorf("the session that changed it: %d", got)
	}
	if got := there("/who"); got != 401 {
		t.Errorf("the other session: %d", got)
	}
	if got := hers("/who"); got != 200 {
		t.Errorf("another person's session: %d", got)
	}
	o.clock.pass(2 * Step)
	if got := half("/code", "code="+o.code(t, acc, 0)); got != 401 {
		t.Errorf("a sign-in begun with the old password: %d", got)
	}
	ask := o.browser(t)
	if got := ask("/password", "email=specialist@example.org", "password="+password); got != 401 {
		t.Errorf("the old password: %d", got)
	}
	if got := ask("/password", "email=specialist@example.org", "password="+next); got != 200 {
		t.Errorf("the new password: %d", got)
	}
}
