package e2e

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"oso/internal/seal"
	"oso/internal/server"
	"oso/internal/server/blob"
	"oso/internal/server/blobtest"
	"oso/internal/server/db"
	"oso/internal/server/dbtest"
	"oso/internal/server/keys"
)

// fleetName is how desks know the service, whatever instance answers.
const fleetName = "https://service.oso.example:8443"

// fleet is a service of several instances over one PostgreSQL and one bucket,
// each a process of its own, and the desk of a clinic.
type fleet struct {
	t               *testing.T
	dir             string // of this trial
	database, blobs string
	id              string // the case
	out             *outside
	front           *balancer
	accounts        []account
	code            string
	steps           map[string]int64 // one-time codes used so far, by role
	newer           string           // the program of instances that are called that; see TestInstancesOfTwoVersions
}

type account struct {
	Role, Name, Email, Password string
	Secret                      string `json:"totp_secret"`
}

// instance is one process of it.
type instance struct {
	f    *fleet
	name string
	cmd  *exec.Cmd
	log  *bytes.Buffer
	gone chan struct{} // closed when the process has ended
	// still is closed when it was made to stand still, and waiting are those who
	// wait for its answers then.
	still   chan struct{}
	waiting sync.WaitGroup

	URL     string `json:"url"`
	Console string `json:"console"`
}

// start begins an instance; what is not given is the fleet's own.
func (f *fleet) start(name, database, blobs string) *instance {
	f.t.Helper()
	dir := filepath.Join(f.dir, name)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		f.t.Fatal(err)
	}
	made := filepath.Join(f.dir, "made") // by the first one that there ever was
	for _, file := range []string{"master.key", "demonstration.json"} {
		b, err := os.ReadFile(filepath.Join(made, file))
		if os.IsNotExist(err) {
			dir = made
			break
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, file), b, 0o600)
		}
		if err != nil {
			f.t.Fatal(err)
		}
	}
	if database == "" {
		database = f.database
	}
	if blobs == "" {
		blobs = f.blobs
	}
	i := &instance{f: f, name: name, log: &bytes.Buffer{}, gone: make(chan struct{}), still: make(chan struct{})}
	i.cmd = asActor("service", []string{
		envDatabase + "=" + database, envBlobs + "=" + blobs, envPeople + "=1",
		envTill + "=" + f.out.http.URL, fmt.Sprintf("%s=%d", envMail, f.out.mails.Port),
	}, dir, "127.0.0.1:0")
	if f.newer != "" && strings.HasPrefix(name, "newer") {
		i.cmd = exec.Command(f.newer, "demo", "--data", dir, "--database", database, "--blobs", blobs)
	}
	i.cmd.Stderr = i.log
	out, err := i.cmd.StdoutPipe()
	if err != nil {
		f.t.Fatal(err)
	}
	if err := i.cmd.Start(); err != nil {
		f.t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadBytes('\n')
	go func() { i.cmd.Wait(); close(i.gone) }()
	f.t.Cleanup(func() {
		i.kill()
		<-i.gone
		if f.t.Failed() {
			f.t.Logf("%s said:\n%s", name, tailOf(i.log.String(), 20))
		}
	})
	if err != nil {
		<-i.gone
		f.t.Fatalf("%s did not start: %v\n%s", name, err, i.log)
	}
	decode(f.t, line, i)
	if f.accounts == nil {
		var said struct {
			Accounts []account `json:"accounts"`
			Code     string    `json:"enrolment_code"`
		}
		decode(f.t, line, &said)
		f.accounts, f.code = said.Accounts, said.Code
	}
	return i
}

// kill ends it as a power cut does.
func (i *instance) kill() { i.cmd.Process.Kill() }

// serves leads the desk to it.
func (i *instance) serves() { i.f.front.lead(strings.TrimPrefix(i.URL, "https://")) }

// ready asks whether it is.
func (i *instance) ready() bool {
	resp, err := http.Get(strings.TrimSuffix(i.Console, "/console/") + "/healthz")
	if err != nil {
		return false
	}
	resp.Body.Close()
	return resp.StatusCode == http.StatusNoContent
}

// desk is the clinic's.
func (f *fleet) desk() *clinic {
	home := filepath.Join(f.dir, "desk")
	d := workstation{home: home, data: filepath.Join(home, "data"), passphrase: linePass, env: []string{"HTTPS_PROXY=http://" + f.front.on.Addr().String()}}
	return &clinic{t: f.t, home: home, data: d.data, desk: func() workstation { return d }}
}

// person is one of the staff, signed in at an instance.
func (f *fleet) person(role string, at *instance) *person {
	f.t.Helper()
	i := slices.IndexFunc(f.accounts, func(a account) bool { return a.Role == role })
	jar, err := cookiejar.New(nil)
	if err != nil {
		f.t.Fatal(err)
	}
	a := f.accounts[i]
	if f.steps[role] == 0 {
		f.steps[role] = time.Now().Unix() / 30
	}
	p := &person{t: f.t, role: role, email: a.Email, password: a.Password, otp: a.Secret, http: &http.Client{Jar: jar, Timeout: waits}, step: f.steps[role]}
	p.at(at)
	p.must("POST", "/session", map[string]any{"email": p.email, "password": p.password}, nil)
	var me struct{ ID string }
	p.must("POST", "/session/code", map[string]any{"code": p.code()}, &me)
	p.id = me.ID
	return p
}

// at sends a person's browser to another instance, with its cookies.
func (p *person) at(i *instance) { p.base = strings.TrimSuffix(i.Console, "/") + "/api" }

// tries does one act as act does, and gives what a browser is told: 0 where the
// line broke.
func (p *person) tries(id, name string, body map[string]any) (int, string) {
	b, err := json.Marshal(body)
	if err != nil {
		p.t.Fatal(err)
	}
	resp, err := p.http.Post(p.base+"/cases/"+id+"/acts/"+name, "application/json", bytes.NewReader(b))
	if err != nil {
		return 0, ""
	}
	defer resp.Body.Close()
	var said bytes.Buffer
	if _, err := said.ReadFrom(resp.Body); err != nil {
		return 0, ""
	}
	return resp.StatusCode, said.String()
}

// triesAt is tries by one who goes elsewhere when the instance stands still, and
// leaves the page open.
func (p *person) triesAt(i *instance, id, name string, body map[string]any) (int, string) {
	type told struct {
		code int
		said string
	}
	answer := make(chan told, 1)
	left := *p
	i.waiting.Go(func() {
		code, said := left.tries(id, name, body)
		answer <- told{code, said}
	})
	select {
	case a := <-answer:
		return a.code, a.said
	case <-i.still:
		return 0, ""
	}
}

// kept is a fleet at rest, from which others go on.
type kept struct {
	dir, database, blobs, id string
	accounts                 []account
	steps                    map[string]int64
}

// fleets are made once for all tests.
type fleetsMade struct {
	mu       sync.Mutex
	approval *kept // signed by the specialist, taken up by the approver
	sealed   *kept // the desk has a sealed case, and the service its people
}

var fleets fleetsMade

func needFleet(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("runs several instances")
	}
	dbtest.Lasting(t, "") // says what is missing
	blobtest.Address(t)
}

// from is a fleet that goes on from a copy of one at rest.
func from(t *testing.T, k *kept) *fleet {
	t.Helper()
	f := &fleet{t: t, dir: t.TempDir(), id: k.id, database: dbtest.Copy(t, k.database), blobs: blobtest.Address(t), out: newOutside(t), front: newBalancer(t), accounts: k.accounts, steps: map[string]int64{}}
	for role, step := range k.steps {
		f.steps[role] = step
	}
	for _, part := range []string{"desk", "made"} {
		if err := os.CopyFS(filepath.Join(f.dir, part), os.DirFS(filepath.Join(k.dir, part))); err != nil {
			t.Fatal(err)
		}
	}
	ctx := context.Background()
	here, there := f.storage(k.blobs), f.storage(f.blobs)
	if err := here.Keys(ctx, func(key string, _ int64) error {
		b, err := here.Get(ctx, key)
		if err == nil {
			err = there.Put(ctx, key, b)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return f
}

func (f *fleet) storage(address string) blob.Store {
	f.t.Helper()
	s, err := blob.Dial(context.Background(), address, os.Getenv)
	if err != nil {
		f.t.Fatal(err)
	}
	return s
}

// rest ends all instances and keeps what there is.
func (f *fleet) rest(at string, instances ...*instance) *kept {
	f.t.Helper()
	for _, i := range instances {
		i.kill()
		<-i.gone
	}
	k := &kept{dir: filepath.Join(builtIn, at), database: dbtest.Lasting(f.t, f.database), blobs: f.blobs, id: f.id, accounts: f.accounts, steps: map[string]int64{}}
	for role, step := range f.steps {
		k.steps[role] = step
	}
	for _, part := range []string{"desk", "made"} {
		if err := os.CopyFS(filepath.Join(k.dir, part), os.DirFS(filepath.Join(f.dir, part))); err != nil {
			f.t.Fatal(err)
		}
	}
	return k
}

// sealedFleet has a desk with a sealed case, paid by the patient's card, and a
// service with its people.
func sealedFleet(t *testing.T) *kept {
	t.Helper()
	fleets.mu.Lock()
	defer fleets.mu.Unlock()
	if fleets.sealed != nil {
		return fleets.sealed
	}
	f := &fleet{t: t, dir: t.TempDir(), database: dbtest.New(t), blobs: blobtest.Address(t), out: newOutside(t), front: newBalancer(t), steps: map[string]int64{}}
	c := f.desk()
	if err := os.MkdirAll(c.home, 0o700); err != nil {
		t.Fatal(err)
	}
	c.must(nil, 0, "vault", "create", "--user", lineUser, "--role", "physician", "--no-keyring", "--recovery-kit", filepath.Join(c.home, "kit.txt"))
	var records string
	f.id, records = c.beginWith(func(doc map[string]any) { doc["payer"] = map[string]any{"kind": "patient"} })
	c.takeIn(f.id, []string{records})
	c.seal(f.id)
	first := f.start("first", "", "")
	first.serves()
	c.must(nil, 0, "enrol", fleetName, f.code)
	fleets.sealed = f.rest("sealed", first)
	return fleets.sealed
}

// approvalFleet has a case that lacks nothing but its approval.
func approvalFleet(t *testing.T) *kept {
	t.Helper()
	before := sealedFleet(t)
	fleets.mu.Lock()
	defer fleets.mu.Unlock()
	if fleets.approval != nil {
		return fleets.approval
	}
	f := from(t, before)
	first := f.start("first", "", "")
	first.serves()
	c := f.desk()
	if _, reference := c.sync().state(f.id); reference == "" {
		t.Fatal("the case has no reference")
	}
	coordinator, specialist, approver := f.person("coordinator", first), f.person("specialist", first), f.person("approver", first)
	coordinator.intake(f.id)
	coordinator.act(f.id, "offer", map[string]any{"person": specialist.id})
	specialist.act(f.id, "accept-offer", nil)
	l := specialist.write(f.id, "The lungs decide.")
	specialist.sign(f.id, "sign-draft", map[string]any{"version": l.Version, "row_version": l.RowVersion})
	approver.act(f.id, "take-up", nil)
	for _, p := range []*person{coordinator, specialist, approver} {
		f.steps[p.role] = p.step
	}
	f.giveCard()
	f.settled()
	fleets.approval = f.rest("approval", first)
	return fleets.approval
}

// giveCard is what the patient does at the portal: the token of a card comes
// under the case, sealed.
func (f *fleet) giveCard() {
	f.t.Helper()
	ctx := context.Background()
	master, err := keys.ReadMaster(filepath.Join(f.dir, "made", "master.key"))
	if err != nil {
		f.t.Fatal(err)
	}
	s, err := server.Places{Dir: f.t.TempDir(), Database: f.database}.Open(ctx)
	if err != nil {
		f.t.Fatal(err)
	}
	defer s.Close()
	if err := s.OpenKeys(ctx, master, time.Now()); err != nil {
		f.t.Fatal(err)
	}
	sealed := s.Keys.Seal("oso/server/payment-token/v1", []byte("token-of-a-card"), f.id)
	if err := s.DB.Tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO payment_tokens (case_id, token_sealed, updated_at) VALUES (?1, ?2, ?3)", f.id, sealed, time.Now().UnixMilli())
		return err
	}); err != nil {
		f.t.Fatal(err)
	}
}

// rows are what a query gives, in order.
func (f *fleet) rows(query string, args ...any) []string {
	f.t.Helper()
	ctx := context.Background()
	d, err := db.Open(ctx, f.database)
	if err != nil {
		f.t.Fatal(err)
	}
	defer d.Close()
	rows, err := d.Reader().QueryContext(ctx, query, args...)
	if err != nil {
		f.t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			f.t.Fatal(err)
		}
		all = append(all, s)
	}
	if err := rows.Err(); err != nil {
		f.t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

// settled waits until no notice and no charge is to be done.
func (f *fleet) settled() {
	f.t.Helper()
	for end := time.Now().Add(waits); ; time.Sleep(100 * time.Millisecond) {
		left := append(f.rows("SELECT 'notice ' || notice FROM notices WHERE state IN ('pending', 'sending')"),
			f.rows("SELECT 'charge ' || kind FROM charges WHERE state IN ('pending', 'charging')")...)
		if len(left) == 0 {
			return
		}
		if time.Now().After(end) {
			f.t.Fatalf("never done: %v, %v", left, f.rows("SELECT args ->> 'job' || ' ' || state || ' ' || attempt FROM river_job WHERE state <> 'completed'"))
		}
	}
}

// outcome is all that counts at the service, outside of it and at the desk.
func (f *fleet) outcome() string {
	f.t.Helper()
	f.settled()
	ctx := context.Background()
	var out strings.Builder
	say := func(format string, a ...any) { fmt.Fprintf(&out, format+"\n", a...) }
	for _, q := range []struct{ what, query string }{
		{"cases", "SELECT id || ' ' || state || ' ' || billing FROM cases"},
		{"versions", "SELECT version || ' ' || manifest_sha256 FROM case_versions"},
		{"records", "SELECT id || ' ' || bytes FROM records"},
		{"chunks", "SELECT sha256 || ' ' || size FROM chunks"},
		{"opinions", "SELECT version || ' ' || state || ' ' || content_sha256 FROM opinions"},
		{"keys of opinions", "SELECT person_id FROM opinion_keys"},
		{"accesses", "SELECT person_id FROM accesses"},
		{"charges", "SELECT kind || ' ' || state || ' ' || cents || ' ' || gateway_ref FROM charges"},
		{"invoice lines", "SELECT code || ' ' || cents FROM invoice_lines"},
		{"notices", "SELECT notice || ' ' || audience || ' ' || person_id || ' ' || state || ' ' || channel FROM notices"},
		// Whether the physician is telephoned for the while until the opinion is opened
		// lies with which of the two comes first.
		{"tasks", "SELECT kind || ' ' || role FROM tasks WHERE done_at = 0 OR kind <> 'call-doctor'"},
		{"audit", "SELECT event || ' ' || from_state || ' ' || to_state FROM audit WHERE chain = '" + f.id + "'"},
	} {
		say("%s %v", q.what, f.rows(q.query))
	}
	d, err := db.Open(ctx, f.database)
	if err != nil {
		f.t.Fatal(err)
	}
	defer d.Close()
	heads, err := d.Q().ListAuditHeads(ctx)
	if err != nil {
		f.t.Fatal(err)
	}
	for _, h := range heads {
		chain, err := d.Q().ListAudit(ctx, h.Chain)
		if err != nil || db.VerifyChain(chain) != nil {
			say("the audit is broken: %v, %v", err, db.VerifyChain(chain))
		}
	}
	named, err := d.BlobKeys(ctx)
	if err != nil {
		f.t.Fatal(err)
	}
	storage := f.storage(f.blobs)
	for _, key := range named {
		if _, err := storage.Get(ctx, key); err != nil {
			say("a blob that the database names: %v", err)
		}
	}
	charges, _ := f.out.till.Charged()
	say("the till charged %d times", charges)
	// A mail that was sent, and not written down before a death, comes again
	// under its own id: readers see one.
	mails := map[string]string{}
	for _, m := range f.out.mails.Mails() {
		what := fmt.Sprintf("%v %s %s", m.To, m.Subject, seal.SHA256([]byte(m.Body)))
		if before, ok := mails[m.ID]; ok && before != what {
			say("two mails under one id")
		}
		mails[m.ID] = what
	}
	var sent []string
	for _, what := range mails {
		sent = append(sent, what)
	}
	slices.Sort(sent)
	say("mails %v", sent)
	return out.String()
}
