package e2e

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"oso/internal/server/db"
	"oso/internal/wire"
)

// cable is the line between the two programs: one address for the whole life
// of a trial, whatever becomes of the service behind it. When so many bytes
// have gone over it, either way, it does what it was told to.
type cable struct {
	on net.Listener
	to func() string // asked for each connection

	mu    sync.Mutex
	conns map[net.Conn]bool
	left  int64  // bytes until then
	then  func() // nil: nothing waits
}

func newCable(t *testing.T, to func() string) *cable {
	t.Helper()
	on, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cable{on: on, to: to, conns: map[net.Conn]bool{}}
	t.Cleanup(func() {
		on.Close()
		c.cut()
	})
	go c.serve()
	return c
}

func (c *cable) serve() {
	for {
		near, err := c.on.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", c.to())
		if err != nil {
			near.Close()
			continue
		}
		c.mu.Lock()
		c.conns[near], c.conns[far] = true, true
		c.mu.Unlock()
		go c.copy(far, near)
		go c.copy(near, far)
	}
}

// copy passes bytes on; those after the offset at which something happens stay
// behind, so that a message is cut in its middle.
func (c *cable) copy(to, from net.Conn) {
	defer c.close(to)
	defer c.close(from)
	buf := make([]byte, 16<<10)
	for {
		n, err := from.Read(buf)
		c.mu.Lock()
		send, then := n, c.then
		if then != nil && int64(n) >= c.left {
			send, c.then = int(c.left), nil
		} else {
			c.left -= int64(n)
			then = nil
		}
		c.mu.Unlock()
		if send > 0 {
			if _, werr := to.Write(buf[:send]); werr != nil {
				return
			}
		}
		if then != nil {
			then()
			if _, werr := to.Write(buf[send:n]); werr != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func (c *cable) close(conn net.Conn) {
	conn.Close()
	c.mu.Lock()
	delete(c.conns, conn)
	c.mu.Unlock()
}

// after does something when so many bytes have gone over; nil takes it back.
func (c *cable) after(bytes int64, do func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.left, c.then = bytes, do
}

// cut ends every connection there is.
func (c *cable) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for conn := range c.conns {
		conn.Close()
	}
}

// trial is one desk, one service and the cable between them, from a case that
// is ready for its seal on.
type trial struct {
	t     *testing.T
	dir   string
	id    string
	cable *cable

	// Of a service of several instances: where it is kept, as each of them reaches
	// it. Empty: one process, and everything in its folder.
	database, blobs []string
	lines           map[string]func() // what may befall them, by the mishap's name

	mu       sync.Mutex
	services []*process
	next     int // whose turn it is: to serve, to be killed
	code     string
	clock    string // by how much the desk's is off
	ahead    string // by how much the service's is
	apart    string // of several instances, by how much the second one's is
	people   bool   // the service waits for people; no autopilot acts
	// Of the desk's user; nil: linePass.
	passphrase    *string
	newPassphrase string
	// disturb makes the disk of the service's next start fail; nil: nothing does.
	disturb func(*exec.Cmd)
}

// process is one of the service's.
type process struct {
	dir     string
	cmd     *exec.Cmd
	log     *bytes.Buffer
	addr    string
	dead    bool // killed and not begun again
	failing bool // its disk was made to fail
	console string
	staff   []account
}

// prepared is what every trial begins with, made once: a desk with a case that is
// ready for its seal, and a service with its people.
type prepared struct {
	dir, id   string
	originals map[string]string
}

var ready = struct {
	once sync.Once
	prepared
}{}

func beginning(t *testing.T) prepared {
	t.Helper()
	ready.once.Do(func() {
		x := &trial{t: t, dir: filepath.Join(builtIn, "ready")}
		c := x.clinic()
		if err := os.MkdirAll(c.home, 0o700); err != nil {
			t.Fatal(err)
		}
		c.must(nil, 0, "vault", "create", "--user", lineUser, "--role", "physician", "--no-keyring", "--recovery-kit", filepath.Join(c.home, "kit.txt"))
		id, records := c.begin()
		sums := c.takeIn(id, []string{records})
		c.must(nil, 0, "agreement", "sign", id, "--signer", "Eleanor Whitcombe", "--relation", "self")
		x.serve(0)
		x.kill()
		ready.prepared = prepared{x.dir, id, sums}
	})
	if ready.id == "" {
		t.Fatal("the beginning of the trials could not be made")
	}
	return ready.prepared
}

func newTrial(t *testing.T, set ...func(*trial)) *trial {
	t.Helper()
	from := beginning(t)
	x := &trial{t: t, dir: t.TempDir(), id: from.id}
	for _, f := range set {
		f(x)
	}
	parts := []string{"desk", "service"}
	if x.database != nil {
		parts = parts[:1]
	}
	for _, part := range parts {
		if err := os.CopyFS(filepath.Join(x.dir, part), os.DirFS(filepath.Join(from.dir, part))); err != nil {
			t.Fatal(err)
		}
	}
	for i := range max(1, len(x.database)) {
		x.serve(i)
	}
	x.cable = newCable(t, x.front)
	return x
}

// front is where the next connection goes: to each instance that lives in turn.
func (x *trial) front() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	for range x.services {
		x.next++
		if p := x.services[x.next%len(x.services)]; !p.dead {
			return p.addr
		}
	}
	return x.services[0].addr
}

// clinic is the desk, for what needs no fault.
func (x *trial) clinic() *clinic {
	d := x.desk()
	return &clinic{t: x.t, home: d.home, data: d.data, desk: x.desk}
}

// desk is the trial's as it is now: its clock and its user's passphrase change.
func (x *trial) desk() workstation {
	home := filepath.Join(x.dir, "desk")
	d := workstation{home: home, data: filepath.Join(home, "data"), user: lineUser, passphrase: linePass, newPassphrase: x.newPassphrase, clock: x.clock}
	if x.passphrase != nil {
		d.passphrase = *x.passphrase
	}
	return d
}

// serve begins a process of the service; it listens at the same address each
// time.
func (x *trial) serve(i int) {
	x.t.Helper()
	p := &process{dir: filepath.Join(x.dir, "service"), addr: "127.0.0.1:0", failing: x.disturb != nil}
	x.mu.Lock()
	again := i < len(x.services)
	if again {
		p.addr = x.services[i].addr
	} else {
		x.services = append(x.services, p)
	}
	x.mu.Unlock()
	env := []string{envClock + "=" + x.ahead}
	if x.people {
		env = append(env, envPeople+"=1")
	}
	if i == 1 && x.apart != "" {
		env[0] = envClock + "=" + x.apart
	}
	if x.database != nil {
		p.dir = x.folder(i)
		env = append(env, envDatabase+"="+x.database[i], envBlobs+"="+x.blobs[i])
	}
	p.cmd = asActor("service", env, p.dir, p.addr)
	if p.failing {
		x.disturb(p.cmd)
		x.disturb = nil
	}
	p.log = &bytes.Buffer{}
	p.cmd.Stderr = p.log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		x.t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		x.t.Fatal(err)
	}
	x.t.Cleanup(func() {
		end(p.cmd.Process, p.failing)
		p.cmd.Wait()
		if x.t.Failed() {
			x.t.Logf("the service said:\n%s", tailOf(p.log.String(), 20))
		}
	})
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		p.cmd.Wait()
		if p.failing && p.cmd.ProcessState.ExitCode() == 1 { // it said so, and starts when the disk works
			x.serve(i)
			return
		}
		x.t.Fatalf("the service did not start: %v\n%s", err, p.log)
	}
	var said struct {
		URL, Console string
		Code         string    `json:"enrolment_code"`
		Accounts     []account `json:"accounts"`
	}
	decode(x.t, line, &said)
	x.mu.Lock()
	defer x.mu.Unlock()
	p.addr, p.console, p.staff = strings.TrimPrefix(said.URL, "https://"), said.Console, said.Accounts
	x.services[i], x.code = p, said.Code
}

// folder is that of one of several instances, with what all of them know.
func (x *trial) folder(i int) string {
	x.t.Helper()
	dir := filepath.Join(x.dir, fmt.Sprint("instance-", i))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		x.t.Fatal(err)
	}
	for _, file := range []string{"master.key", "demonstration.json"} {
		b, err := os.ReadFile(filepath.Join(x.dir, "service", file))
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, file), b, 0o600)
		}
		if err != nil {
			x.t.Fatal(err)
		}
	}
	return dir
}

func tailOf(s string, lines int) string {
	all := strings.Split(strings.TrimSpace(s), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}

// kill ends the service as a power cut does; of several instances, one.
func (x *trial) kill() {
	x.mu.Lock()
	defer x.mu.Unlock()
	for range x.services {
		x.next++
		if p := x.services[x.next%len(x.services)]; !p.dead {
			end(p.cmd.Process, p.failing)
			p.dead = true
			return
		}
	}
}

// failing tells whether the disk of the service was made to fail.
func (x *trial) failing() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.services[0].failing
}

// end kills a service; one whose disk fails is the child of what makes it fail.
func end(p *os.Process, traced bool) {
	if traced {
		killTraced(p)
		return
	}
	p.Kill()
}

// mend begins the service again if it was killed, and takes back what was not
// met.
func (x *trial) mend() {
	x.cable.after(0, nil)
	for i := range x.services {
		x.mu.Lock()
		p := x.services[i]
		dead := p.dead
		x.mu.Unlock()
		if dead {
			p.cmd.Wait()
			x.serve(i)
		}
	}
}

// outcome is all that counts at both ends, as lines that two trials can be
// compared by: what was made anew in each of them (keys, times, references) is
// left out, or said of both ends at once.
func (x *trial) outcome() string {
	x.t.Helper()
	var out strings.Builder
	c := x.clinic()
	say := func(format string, a ...any) { fmt.Fprintf(&out, format+"\n", a...) }

	var v struct {
		Records int
		Damaged []any
	}
	c.must(&v, 0, "vault", "verify")
	say("desk: %d records, damaged %v", v.Records, v.Damaged)
	var list struct{ Cases []struct{ ID, State string } }
	c.must(&list, 0, "case", "list")
	say("desk: cases %v", list.Cases)
	var shown struct {
		Records []struct{ ID, SHA256 string }
		Sealed  []struct {
			Version int
			SHA256  string `json:"manifest_sha256"`
		}
		Events []struct{ Code string }
	}
	c.must(&shown, 0, "case", "show", x.id)
	var sums, codes []string
	for _, r := range shown.Records {
		sums = append(sums, r.ID+" "+r.SHA256)
	}
	for _, e := range shown.Events {
		// Which states in between the desk met hangs on when it asked.
		if !slices.Contains(wire.CaseStates(), wire.CaseState(e.Code)) {
			codes = append(codes, e.Code)
		}
	}
	slices.Sort(sums)
	slices.Sort(codes)
	say("desk: records %v", sums)
	say("desk: events %v", codes)
	var opinions []string
	for _, o := range c.opinions() {
		opinions = append(opinions, fmt.Sprintf("%d released %t accessed %t superseded %t", o.Version, o.Released != nil, o.Accessed != nil, o.Superseded))
	}
	say("desk: opinions %v", opinions)

	ctx := context.Background()
	address := filepath.Join(x.dir, "service", "oso.db")
	if x.database != nil {
		address = x.database[0]
	}
	d, err := db.Open(ctx, address)
	if err != nil {
		x.t.Fatal(err)
	}
	defer d.Close()
	rows := func(query string, args ...any) []string {
		var all []string
		err := d.Tx(ctx, func(tx *sql.Tx) error {
			rows, err := tx.QueryContext(ctx, query, args...)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				var s string
				if err := rows.Scan(&s); err != nil {
					return err
				}
				all = append(all, s)
			}
			return rows.Err()
		})
		if err != nil {
			x.t.Fatalf("%s: %v", query, err)
		}
		slices.Sort(all)
		return all
	}
	for _, q := range []struct{ what, query string }{
		{"cases", "SELECT id || ' ' || state || ' ' || billing FROM cases"},
		{"versions", "SELECT version FROM case_versions"},
		{"records", "SELECT id || ' ' || bytes FROM records"},
		{"chunks", "SELECT count(*) = count(DISTINCT sha256) FROM chunks"},
		{"devices", "SELECT count(*) FROM devices WHERE revoked_at = 0"},
		{"opinions", "SELECT version || ' ' || state FROM opinions"},
		{"accesses", "SELECT count(*) FROM accesses"},
		{"charges", "SELECT kind || ' ' || state || ' ' || cents FROM charges"},
		{"invoice lines", "SELECT code || ' ' || cents FROM invoice_lines"},
		{"notices", "SELECT notice || ' ' || audience || ' ' || person_id FROM notices"},
		{"audit", "SELECT event || ' ' || from_state || ' ' || to_state FROM audit WHERE chain = '" + x.id + "'"},
	} {
		say("service: %s %v", q.what, rows(q.query))
	}
	manifests := rows("SELECT manifest_sha256 FROM case_versions")
	for _, s := range shown.Sealed {
		say("version %d is the same at both ends: %t", s.Version, slices.Contains(manifests, s.SHA256))
	}
	heads, err := d.Q().ListAuditHeads(ctx)
	if err != nil {
		x.t.Fatal(err)
	}
	for _, h := range heads {
		chain, err := d.Q().ListAudit(ctx, h.Chain)
		if err != nil {
			x.t.Fatal(err)
		}
		if err := db.VerifyChain(chain); err != nil {
			say("service: the audit is broken: %v", err)
		}
	}
	return out.String()
}

// waits is how long a trial may stand still. It is no measure: a machine under load
// is slow, and a wrong program never gets there.
const waits = 10 * time.Minute

func said(out []byte) (kind, message string) {
	var a struct {
		Error struct{ Kind, Message string }
	}
	_ = json.Unmarshal(out, &a) // a program that was killed says nothing
	return a.Error.Kind, a.Error.Message
}
