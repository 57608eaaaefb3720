package console_test

import (
	"context"
	"net/http"
	"net/http/cookiejar"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"oso/internal/server/auth"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

type accountAnswer struct {
	ID     string
	Locked *time.Time
	Left   *time.Time
	Roles  []struct {
		Role principal.Role
		Held bool
	}
	SignIns []struct {
		ID    string
		Begun bool
	} `json:"sign_ins"`
	Sessions []struct {
		ID   string
		Here bool
	}
	Keys []struct {
		Role    principal.Role
		Revoked *time.Time
		Current bool
	}
	Uncertified bool
	History     []struct{ Event, Why string }
	Proposed    *struct{ Version int64 }
	Confirms    bool
	Alone       bool
	Reset       struct {
		Over     int64
		Proposed *struct {
			Version int64
			Account string
			Factor  bool
		}
		Confirms bool
	}
}

func (v accountAnswer) holds(r principal.Role) bool {
	for _, h := range v.Roles {
		if h.Role == r && h.Held {
			return true
		}
	}
	return false
}

// browserOf is another window of a person's, without a session.
func (p *person) browserOf() *person {
	o := *p
	jar, _ := cookiejar.New(nil)
	o.client = &http.Client{Jar: jar}
	return &o
}

// begin is what an invited person does on the page of the invitation.
func (w *world) begin(invitation, email, password string) (*person, []string) {
	w.t.Helper()
	p := (&person{w: w, role: "invited", email: email}).browserOf()
	var in struct {
		Email  string
		Factor *struct {
			Secret string
			QR     []string
		}
	}
	p.want(200, "POST", "/invitation", map[string]any{"code": invitation}, &in)
	if in.Email != email || in.Factor == nil || len(in.Factor.QR) < 21 || len(in.Factor.QR[0]) != len(in.Factor.QR) {
		w.t.Fatalf("the invitation says %+v", in)
	}
	p.acc.CodeSecret = in.Factor.Secret
	var out struct {
		Codes    []string
		SignedIn bool `json:"signed_in"`
	}
	p.want(422, "POST", "/invitation/begin", map[string]any{"code": invitation, "password": "short", "otp": p.code()}, nil)
	p.want(401, "POST", "/invitation/begin", map[string]any{"code": invitation, "password": password, "otp": "000000"}, nil)
	p.want(200, "POST", "/invitation/begin", map[string]any{"code": invitation, "password": password, "otp": p.code()}, &out)
	if len(out.Codes) != 10 {
		w.t.Fatalf("recovery codes: %v", out.Codes)
	}
	p.want(409, "POST", "/invitation", map[string]any{"code": invitation}, nil)
	return p, out.Codes
}

// TestInvitedPersonBegins: an administrator enters somebody, who alone learns
// password and second factor; the role of an approver comes with another
// administrator; everything is in the audit, with the reason.
func TestInvitedPersonBegins(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, second := w.staff[principal.Admin], w.hire(principal.Admin, "second")
	invite := map[string]any{"name": "Ines Abelard", "titles": "MD", "email": "Ines@example.org", "role": "approver", "partner": "", "reason": "Begins on Monday"}
	for role, p := range w.staff {
		if role != principal.Admin {
			p.want(403, "POST", "/accounts", invite, nil)
			p.want(403, "GET", "/accounts", nil, nil)
			p.want(403, "GET", "/accounts/"+admin.acc.ID, nil, nil)
		}
	}
	var made struct {
		Person, Code string
		Waits        bool
	}
	admin.want(200, "POST", "/accounts", invite, &made)
	if !made.Waits || len(made.Code) < 26 {
		t.Fatalf("%+v", made)
	}
	admin.want(409, "POST", "/accounts", invite, nil)
	// An address is one person's, however it is written: who approves is nobody's second account.
	approver := w.staff[principal.Approver].email
	admin.want(409, "POST", "/accounts", map[string]any{"name": "Another", "titles": "MD", "email": " " + strings.ToUpper(approver) + " ", "role": "specialist", "partner": "", "reason": "Begins on Monday"}, nil)
	without := map[string]any{"name": "X", "titles": "", "email": "x@example.org", "role": "billing", "partner": "", "reason": " "}
	admin.want(409, "POST", "/accounts", without, nil)

	// Without the second administrator the account signs nobody in.
	path := "/accounts/" + made.Person
	admin.want(403, "POST", path+"/roles/confirm", map[string]any{"version": 1}, nil)
	var v accountAnswer
	// Nor is the role given before the person has begun: whoever has the link would have it.
	second.want(200, "GET", path, nil, &v)
	second.want(409, "POST", path+"/roles/confirm", map[string]any{"version": 1}, nil)
	if v.Confirms || v.Proposed == nil {
		t.Fatalf("%+v", v)
	}
	p, codes := w.begin(made.Code, "ines@example.org", "Another-horse-2")
	p.want(401, "GET", "/me", nil, nil)
	second.want(200, "POST", path+"/roles/confirm", map[string]any{"version": 1}, &v)
	if !v.holds(principal.Approver) {
		t.Fatalf("%+v", v)
	}
	p.want(200, "POST", "/session", map[string]any{"email": p.email, "password": "Another-horse-2"}, nil)
	p.want(200, "POST", "/session/code", map[string]any{"code": p.code()}, nil)
	p.want(200, "GET", "/me", nil, nil)

	// Signed in again, by a recovery code, once.
	again := p.browserOf()
	for i, want := range []int{200, 401} {
		again.want(200, "POST", "/session", map[string]any{"email": p.email, "password": "Another-horse-2"}, nil)
		again.want(want, "POST", "/session/code", map[string]any{"code": strings.ToLower(codes[0])}, nil)
		if i == 0 {
			again = p.browserOf()
		}
	}
	admin.want(200, "GET", path, nil, &v)
	if len(v.Sessions) != 2 || len(v.Keys) == 0 || !slices.ContainsFunc(v.History, func(h struct{ Event, Why string }) bool {
		return h.Event == "account-created" && h.Why == "Begins on Monday"
	}) {
		t.Fatalf("%+v", v)
	}
	var rows int
	for _, r := range mustList(w.db.Q().ListAudit(context.Background(), db.SystemChain)) {
		if r.Event == "recovery-code-used" && r.ActorID == made.Person {
			rows++
		}
	}
	if rows != 1 {
		t.Errorf("%d rows say that a recovery code was used", rows)
	}
}

func mustList[T any](list []T, err error) []T {
	if err != nil {
		panic(err)
	}
	return list
}

// TestNobodyProposesARoleForOneself: neither the roles that one gives nor those that
// two do, and nothing is left that a second administrator could confirm.
func TestNobodyProposesARoleForOneself(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, second := w.staff[principal.Admin], w.hire(principal.Admin, "second")
	path := "/accounts/" + admin.acc.ID
	for _, role := range []string{"billing", "approver"} {
		admin.want(403, "POST", path+"/roles", map[string]any{"over": 0, "role": role, "partner": "", "until": "", "reason": "Holiday"}, nil)
	}
	second.want(404, "POST", path+"/roles/confirm", map[string]any{"version": 1}, nil)
	second.want(200, "POST", path+"/roles", map[string]any{"over": 0, "role": "approver", "partner": "", "until": "", "reason": "Holiday"}, nil)
	// Whoever left gets none.
	gone := w.staff[principal.Billing]
	second.want(200, "POST", "/accounts/"+gone.acc.ID+"/close", map[string]any{"reason": "Left"}, nil)
	second.want(409, "POST", "/accounts/"+gone.acc.ID+"/roles", map[string]any{"over": 0, "role": "approver", "partner": "", "until": "", "reason": "Holiday"}, nil)
}

// TestAccountIsLockedAndLetIn: a locked person is out at once, in every window,
// signs nothing, and goes on where the lock ends; nobody locks the own account.
func TestAccountIsLockedAndLetIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, c := w.staff[principal.Admin], w.staff[principal.Coordinator]
	path := "/accounts/" + c.acc.ID
	why := map[string]any{"reason": "The laptop was stolen"}
	admin.want(403, "POST", "/accounts/"+admin.acc.ID+"/lock", why, nil)
	var v accountAnswer
	admin.want(200, "POST", path+"/lock", why, &v)
	if v.Locked == nil || len(v.Sessions) != 0 {
		t.Fatalf("%+v", v)
	}
	admin.want(409, "POST", path+"/lock", why, nil)
	c.want(401, "GET", "/me", nil, nil)
	out := c.browserOf()
	status, b := out.ask("POST", "/session", map[string]any{"email": c.email, "password": password})
	if status != 403 && status != 401 || !strings.Contains(string(b), "locked") {
		t.Errorf("a locked person is told %d %s", status, b)
	}
	out.want(401, "POST", "/session", map[string]any{"email": c.email, "password": "Wrong-horse-1"}, nil)
	admin.want(200, "POST", path+"/unlock", why, &v)
	if v.Locked != nil {
		t.Fatalf("%+v", v)
	}
	c.signIn()
	c.want(200, "GET", "/me", nil, nil)
}

// TestSessionIsEndedWhileItAsks: one of several is ended, also while requests of it
// are under way, which do not bring it back; the others go on.
func TestSessionIsEndedWhileItAsks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.staff[principal.Coordinator]
	other := c.browserOf()
	other.want(200, "POST", "/session", map[string]any{"email": c.email, "password": password}, nil)
	c.step++
	other.step = c.step
	other.want(200, "POST", "/session/code", map[string]any{"code": other.code()}, nil)
	c.step = other.step
	var own accountAnswer
	c.want(200, "GET", "/account", nil, &own)
	if len(own.Sessions) != 2 {
		t.Fatalf("%+v", own)
	}
	id := own.Sessions[slices.IndexFunc(own.Sessions, func(s struct {
		ID   string
		Here bool
	}) bool {
		return !s.Here
	})].ID
	w.mu.Lock()
	w.now = w.now.Add(2 * time.Minute) // each request notes its use: the session is written
	w.mu.Unlock()
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() { other.ask("GET", "/me", nil) })
	}
	c.want(200, "POST", "/account/sessions/end", map[string]any{"session": id}, &own)
	wait.Wait()
	other.want(401, "GET", "/me", nil, nil)
	c.want(200, "GET", "/me", nil, nil)
	if len(own.Sessions) != 1 || !own.Sessions[0].Here {
		t.Errorf("%+v", own)
	}
	c.want(404, "POST", "/account/sessions/end", map[string]any{"session": id}, nil)
	w.staff[principal.Billing].want(403, "POST", "/accounts/"+c.acc.ID+"/sessions/end", map[string]any{"session": ""}, nil)
}

// TestTwoAdministratorsCloseEachOther: one of the two is too late, whoever presses
// first, so that somebody is left.
func TestTwoAdministratorsCloseEachOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one, two := w.staff[principal.Admin], w.hire(principal.Admin, "second")
	var wait sync.WaitGroup
	var got [2]int
	for i, pair := range [][2]*person{{one, two}, {two, one}} {
		wait.Go(func() {
			got[i], _ = pair[0].ask("POST", "/accounts/"+pair[1].acc.ID+"/close", map[string]any{"reason": "left"})
		})
	}
	wait.Wait()
	if n := len(slices.DeleteFunc(got[:], func(s int) bool { return s != 200 })); n != 1 {
		t.Fatalf("%d of two were closed", n)
	}
}

// TestInvitationIsLost: who never began gets another that brings a second factor,
// also where only the password is said to be lost and the first one's time is over.
func TestInvitationIsLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.staff[principal.Admin]
	var made struct{ Person, Code string }
	admin.want(200, "POST", "/accounts", map[string]any{"name": "Ines Abelard", "titles": "MD", "email": "ines@example.org", "role": "billing", "partner": "", "reason": "Begins on Monday"}, &made)
	w.mu.Lock()
	w.now = w.now.Add(auth.InvitedFor + time.Minute)
	w.mu.Unlock()
	admin.signIn()
	again := map[string]any{"account": made.Person, "reason": "The link was lost"}
	admin.want(200, "POST", "/accounts/"+made.Person+"/invitation", again, &made)
	p, _ := w.begin(made.Code, "ines@example.org", "Another-horse-2")
	p.want(200, "GET", "/me", nil, nil)
	// From here on the account is its owner's, and one administrator gets no way in.
	admin.want(409, "POST", "/accounts/"+made.Person+"/invitation", again, nil)
	admin.want(409, "POST", "/accounts/"+w.staff[principal.Specialist].acc.ID+"/invitation", map[string]any{"account": w.staff[principal.Specialist].acc.ID, "reason": "r"}, nil)
	p.want(200, "GET", "/me", nil, nil)
}

// resets is a reset of somebody's account by two administrators.
func (w *world) resets(admin, of *person, factor bool, made any) {
	w.t.Helper()
	path := "/accounts/" + of.acc.ID + "/reset"
	var v accountAnswer
	admin.want(200, "POST", path, map[string]any{"over": 0, "account": of.acc.ID, "factor": factor, "reason": "The telephone was lost"}, &v)
	w.hire(principal.Admin, "who confirms").want(200, "POST", path+"/confirm", map[string]any{"version": v.Reset.Proposed.Version}, made)
}

// TestNobodyBecomesSomebodyElseAlone: one administrator gets no way into an account
// that has an owner, whoever that is; what opens it opens it until another one has
// confirmed, who is neither who asked, by whichever account, nor whom it is about.
func TestNobodyBecomesSomebodyElseAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, c := w.staff[principal.Admin], w.staff[principal.Coordinator]
	path := "/accounts/" + c.acc.ID
	ask := map[string]any{"over": 0, "account": c.acc.ID, "factor": true, "reason": "The telephone was lost"}
	var v accountAnswer
	status, b := admin.ask("POST", path+"/reset", ask)
	if status != 200 || strings.Contains(string(b), `"code"`) {
		t.Fatalf("%d %s", status, b)
	}
	admin.want(200, "GET", path, nil, &v)
	if !v.Alone || v.Reset.Proposed == nil || v.Reset.Confirms || !v.Reset.Proposed.Factor {
		t.Fatalf("%+v", v)
	}
	one := map[string]any{"version": v.Reset.Proposed.Version}
	admin.want(403, "POST", path+"/reset/confirm", one, nil)
	admin.want(409, "POST", path+"/reset", ask, nil)
	c.want(200, "GET", "/me", nil, nil)
	for role, p := range w.staff {
		if role != principal.Admin {
			p.want(403, "POST", path+"/reset", ask, nil)
			p.want(403, "POST", path+"/reset/confirm", one, nil)
			p.want(403, "POST", path+"/reset/refuse", one, nil)
			p.want(403, "POST", path+"/invitation", map[string]any{"account": c.acc.ID, "reason": "r"}, nil)
		}
	}
	// The same person by another account.
	other := w.hire(principal.Admin, "the same")
	if err := w.auth.Link(context.Background(), other.acc.ID, admin.acc.ID, principal.CommandLine()); err != nil {
		t.Fatal(err)
	}
	other.signIn()
	other.want(403, "POST", path+"/reset/confirm", one, nil)
	c.want(200, "GET", "/me", nil, nil)

	second := w.hire(principal.Admin, "second")
	admin.want(200, "GET", path, nil, &v)
	if v.Alone {
		t.Error("there is another administrator")
	}
	// Refused, it is none any more; the next one is confirmed once.
	second.want(200, "POST", path+"/reset/refuse", one, &v)
	second.want(409, "POST", path+"/reset/confirm", one, nil)
	var made struct{ Code string }
	admin.want(200, "POST", path+"/reset", ask, &v)
	one["version"] = v.Reset.Proposed.Version
	second.want(200, "POST", path+"/reset/confirm", one, &made)
	second.want(409, "POST", path+"/reset/confirm", one, nil)
	c.want(401, "GET", "/me", nil, nil)
	// The invitation that comes of it is of an account that has begun: lost, it takes two again.
	admin.want(409, "POST", path+"/invitation", map[string]any{"account": c.acc.ID, "reason": "r"}, nil)
	p, _ := w.begin(made.Code, c.email, "Another-horse-2")
	p.want(200, "GET", "/me", nil, nil)
	second.want(200, "GET", path, nil, &v)
	if !slices.ContainsFunc(v.History, func(h struct{ Event, Why string }) bool {
		return h.Event == "account-reset" && h.Why == "The telephone was lost"
	}) {
		t.Errorf("%+v", v.History)
	}
	// Of oneself nobody confirms what another asked for.
	other = w.hire(principal.Admin, "third")
	var own accountAnswer
	admin.want(200, "POST", "/accounts/"+other.acc.ID+"/reset", map[string]any{"over": 0, "account": other.acc.ID, "factor": false, "reason": "Forgotten"}, &own)
	other.want(403, "POST", "/accounts/"+other.acc.ID+"/reset/confirm", map[string]any{"version": own.Reset.Proposed.Version}, nil)
	admin.want(403, "POST", "/accounts/"+admin.acc.ID+"/reset", map[string]any{"over": 0, "account": admin.acc.ID, "factor": true, "reason": "r"}, nil)
}

// TestWhoSeesEveryCaseIsGivenByTwo: an administrator alone enters nobody whom he
// could be, and who sees cases.
func TestWhoSeesEveryCaseIsGivenByTwo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.staff[principal.Admin]
	var made struct {
		Person, Code string
		Waits        bool
	}
	admin.want(200, "POST", "/accounts", map[string]any{"name": "Ines Abelard", "titles": "", "email": "ines@example.org", "role": "coordinator", "partner": "", "reason": "r"}, &made)
	var v accountAnswer
	admin.want(200, "POST", "/accounts/"+w.staff[principal.Billing].acc.ID+"/roles", map[string]any{"over": 0, "role": "coordinator", "partner": "", "until": "", "reason": "r"}, &v)
	if !made.Waits || v.holds(principal.Coordinator) || v.Proposed == nil {
		t.Fatalf("%+v %+v", made, v)
	}
	w.begin(made.Code, "ines@example.org", "Another-horse-2")
	admin.want(200, "GET", "/accounts/"+made.Person, nil, &v)
	if v.holds(principal.Coordinator) || !v.SignIns[0].Begun {
		t.Errorf("%+v", v)
	}
}

// TestARoleOfTwoIsNotInvitedTo: somebody who was given such a role on the machine and
// has not begun gets another invitation by two, as who has begun.
func TestARoleOfTwoIsNotInvitedTo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.staff[principal.Admin]
	var made struct{ Person, Code string }
	admin.want(200, "POST", "/accounts", map[string]any{"name": "Ines Abelard", "titles": "", "email": "ines@example.org", "role": "billing", "partner": "", "reason": "r"}, &made)
	if err := w.auth.Give(context.Background(), made.Person, principal.Held{Role: principal.Coordinator}, time.Time{}, principal.CommandLine()); err != nil {
		t.Fatal(err)
	}
	admin.want(409, "POST", "/accounts/"+made.Person+"/invitation", map[string]any{"account": made.Person, "reason": "Lost"}, nil)
	var v accountAnswer
	admin.want(200, "POST", "/accounts/"+made.Person+"/reset", map[string]any{"over": 0, "account": made.Person, "factor": false, "reason": "Lost"}, &v)
	w.hire(principal.Admin, "second").want(200, "POST", "/accounts/"+made.Person+"/reset/confirm", map[string]any{"version": v.Reset.Proposed.Version}, &made)
	w.begin(made.Code, "ines@example.org", "Another-horse-2")
}

// TestLostTelephone: what opened the account opens it no more at once, the key is
// another one, and the person begins anew; the own second factor is replaced by
// its owner with password and both codes, which ends other sessions.
func TestLostTelephone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, s := w.staff[principal.Admin], w.staff[principal.Specialist]
	path := "/accounts/" + s.acc.ID
	var made struct {
		Code         string
		Certificates int
	}
	admin.want(404, "POST", path+"/reset", map[string]any{"account": admin.acc.ID, "factor": true, "reason": "r"}, nil)
	w.resets(admin, s, true, &made)
	if made.Certificates != 1 {
		t.Errorf("%+v", made)
	}
	s.want(401, "GET", "/me", nil, nil)
	s.want(401, "POST", "/session", map[string]any{"email": s.email, "password": password}, nil)
	p, _ := w.begin(made.Code, s.email, "Another-horse-2")
	var v accountAnswer
	admin.want(200, "GET", path, nil, &v)
	if v.Uncertified || !v.Keys[0].Current || v.Keys[0].Revoked != nil {
		t.Errorf("%+v", v)
	}

	// Another authenticator, by its owner.
	other := p.browserOf()
	other.want(200, "POST", "/session", map[string]any{"email": p.email, "password": "Another-horse-2"}, nil)
	other.want(200, "POST", "/session/code", map[string]any{"code": other.code()}, nil)
	p.step = other.step
	var next struct{ Secret string }
	p.want(409, "POST", "/account/factor/keep", map[string]any{"password": "Another-horse-2", "code": p.code(), "next": "1"}, nil)
	p.want(200, "POST", "/account/factor", nil, &next)
	shown, err := auth.Code(next.Secret, w.clock())
	if err != nil {
		t.Fatal(err)
	}
	p.want(422, "POST", "/account/factor/keep", map[string]any{"password": "Another-horse-2", "code": p.code(), "next": "000000"}, nil)
	p.want(401, "POST", "/account/factor/keep", map[string]any{"password": password, "code": p.code(), "next": shown}, nil)
	p.want(200, "POST", "/account/factor/keep", map[string]any{"password": "Another-horse-2", "code": p.code(), "next": shown}, nil)
	p.want(200, "GET", "/me", nil, nil)
	other.want(401, "GET", "/me", nil, nil)

	// A key that is taken signs nothing, and the next one nothing until it is certified.
	admin.want(200, "POST", path+"/key/take", map[string]any{"account": s.acc.ID, "reason": "Seen elsewhere"}, &v)
	if v.Keys[0].Current || v.Keys[0].Revoked == nil {
		t.Errorf("%+v", v)
	}
	p.acc.CodeSecret = next.Secret
	again := p.browserOf()
	again.want(200, "POST", "/session", map[string]any{"email": p.email, "password": "Another-horse-2"}, nil)
	admin.want(200, "GET", path, nil, &v)
	if !v.Uncertified {
		t.Errorf("%+v", v)
	}
	admin.want(200, "POST", path+"/key/certify", map[string]any{"reason": "The person was asked"}, &v)
	if v.Uncertified || !v.Keys[0].Current {
		t.Errorf("%+v", v)
	}
}
