package e2e

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"oso/internal/intake"
	"oso/internal/sample"
	"oso/internal/seal"
	"oso/internal/server/db"
)

// The two programs as people run them, and a clinic that speaks to them by the
// command line alone.

const (
	lineUser = "Dr. Amara Okonkwo-Reyes"
	linePass = "seven violet trains wander uphill"
)

// programs are the paths of the two.
type programs struct{ oso, server string }

// builtIn is where they are built, once for all tests and only if asked for.
var builtIn string

func TestMain(m *testing.M) {
	act() // this process may have been started to be a program
	waitMore()
	dir, err := os.MkdirTemp("", "oso-e2e-")
	if err != nil {
		panic(err)
	}
	builtIn = dir
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// waitMore lets four tests run at once, if nobody said how many: they wait for
// programs, windows and browsers more than they compute.
func waitMore() {
	flag.Parse()
	said := false
	flag.Visit(func(f *flag.Flag) { said = said || f.Name == "test.parallel" })
	if f := flag.Lookup("test.parallel"); !said && runtime.GOMAXPROCS(0) < 4 {
		f.Value.Set("4")
	}
}

// stripped is how the programs are linked for people too; with what a debugger
// wants it takes twice as long.
const stripped = "-s -w"

var built = sync.OnceValues(func() (programs, error) {
	p := programs{os.Getenv("OSO_BIN"), os.Getenv("OSO_SERVER_BIN")}
	for _, b := range []struct {
		path *string
		name string
		pkg  string
	}{{&p.oso, "oso", "."}, {&p.server, "oso-server", "./app/server"}} {
		if *b.path != "" {
			continue
		}
		*b.path = filepath.Join(builtIn, b.name)
		cmd := exec.Command("go", "build", "-trimpath", "-ldflags", stripped, "-o", *b.path, b.pkg)
		cmd.Dir = "../.."
		if out, err := cmd.CombinedOutput(); err != nil {
			return p, errors.Join(err, errors.New(string(out)))
		}
	}
	return p, nil
})

func build(t *testing.T) programs {
	t.Helper()
	if testing.Short() {
		t.Skip("runs both programs")
	}
	p, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// service is a running demonstration.
type service struct {
	t    *testing.T
	bin  string
	data string
	args []string
	cmd  *exec.Cmd
	log  *bytes.Buffer

	URL      string `json:"url"`
	Console  string `json:"console"`
	Code     string `json:"enrolment_code"`
	Accounts []struct {
		Role     string `json:"role"`
		Name     string `json:"name"`
		Email    string `json:"email"`
		Password string `json:"password"`
		Secret   string `json:"totp_secret"`
	} `json:"accounts"`
}

// serve starts a demonstration in a folder of its own.
func serve(t *testing.T, args ...string) *service {
	t.Helper()
	s := &service{t: t, bin: build(t).server, data: filepath.Join(t.TempDir(), "server"), args: args}
	s.start("127.0.0.1:0")
	return s
}

// start begins the program and waits for its line.
func (s *service) start(listen string) {
	s.t.Helper()
	s.cmd = exec.Command(s.bin, append([]string{"demo", "--listen", listen, "--data", s.data}, s.args...)...)
	s.log = &bytes.Buffer{}
	s.cmd.Stderr = s.log
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	cmd, log := s.cmd, s.log
	s.t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
		if s.t.Failed() {
			s.t.Logf("the service said:\n%s", log)
		}
	})
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		cmd.Wait()
		s.t.Fatalf("the service did not start: %v\n%s", err, log)
	}
	if err := json.Unmarshal(line, s); err != nil {
		s.t.Fatalf("the service's line: %v\n%s", err, line)
	}
	if s.URL == "" || s.Console == "" || s.Code == "" || len(s.Accounts) == 0 {
		s.t.Fatalf("the service's line lacks something: %s", line)
	}
}

// kill ends it as a power cut does.
func (s *service) kill() {
	s.t.Helper()
	if err := s.cmd.Process.Kill(); err != nil {
		s.t.Fatal(err)
	}
	s.cmd.Wait()
}

// stop ends it as its manager does.
func (s *service) stop() {
	s.t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Fatal(err)
	}
	s.cmd.Wait()
}

// restart begins it again on the same folder and address.
func (s *service) restart() {
	s.t.Helper()
	u, err := url.Parse(s.URL)
	if err != nil {
		s.t.Fatal(err)
	}
	before := s.URL
	s.start(u.Host)
	if s.URL != before {
		s.t.Fatalf("it was at %s and is at %s", before, s.URL)
	}
}

// admin runs a command of the service's program.
func (s *service) admin(into any, args ...string) {
	s.t.Helper()
	out, code := run(s.t, exec.Command(s.bin, append(args, "--data", s.data, "--json")...))
	if code != 0 {
		s.t.Fatalf("oso-server %s: exit %d: %s", args, code, out)
	}
	if err := json.Unmarshal(out, into); err != nil {
		s.t.Fatalf("oso-server %s: %v: %s", args, err, out)
	}
}

// charges and notices, as the database has them.
func (s *service) ledger(id string) (charges, notices []string) {
	s.t.Helper()
	ctx := context.Background()
	d, err := db.Open(ctx, filepath.Join(s.data, databaseIn(s.t, s.data)))
	if err != nil {
		s.t.Fatal(err)
	}
	defer d.Close()
	all, err := d.Q().ListCharges(ctx)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		s.t.Fatal(err)
	}
	for _, c := range all {
		if c.CaseID == id {
			charges = append(charges, c.Kind+" "+c.State)
		}
	}
	told, err := d.Q().ListNotices(ctx, id)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		s.t.Fatal(err)
	}
	for _, n := range told {
		notices = append(notices, n.Notice+" to "+n.Audience+" "+n.PersonID)
	}
	slices.Sort(notices)
	return charges, notices
}

func databaseIn(t *testing.T, dir string) string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(dir, "*.db"))
	if err != nil || len(list) != 1 {
		t.Fatalf("databases in the service's folder: %v, %v", list, err)
	}
	return filepath.Base(list[0])
}

// clinic is one desk: a data folder and the program.
type clinic struct {
	t          *testing.T
	bin        string
	home, data string
	desk       func() workstation // what plays the program; nil: nothing, it runs itself
}

func newClinic(t *testing.T) *clinic {
	t.Helper()
	c := &clinic{t: t, bin: build(t).oso, home: t.TempDir()}
	c.data = filepath.Join(c.home, "data")
	return c.created()
}

// playedClinic is one whose program the test binary plays (workstation).
func playedClinic(t *testing.T) *clinic {
	t.Helper()
	home := t.TempDir()
	w := workstation{home: home, data: filepath.Join(home, "data"), user: lineUser, passphrase: linePass}
	c := &clinic{t: t, home: home, data: w.data, desk: func() workstation { return w }}
	return c.created()
}

// created gives it its vault.
func (c *clinic) created() *clinic {
	c.t.Helper()
	var made struct{ Vault, User string }
	c.must(&made, 0, "vault", "create", "--user", lineUser, "--role", "physician", "--recovery-kit", filepath.Join(c.home, "kit.txt"), "--no-keyring")
	if made.Vault == "" || made.User != lineUser {
		c.t.Fatalf("vault create: %+v", made)
	}
	return c
}

func (c *clinic) command(args ...string) *exec.Cmd {
	if c.desk != nil {
		return c.desk().process(args...)
	}
	cmd := exec.Command(c.bin, append(args, "--json")...)
	cmd.Env = append(os.Environ(), "HOME="+c.home, "XDG_DATA_HOME=", "OSO_DATA="+c.data, "OSO_USER=", "OSO_PASSPHRASE="+linePass, "DBUS_SESSION_BUS_ADDRESS=")
	return cmd
}

// run gives a command to which nothing happens.
func (c *clinic) run(args ...string) ([]byte, int) {
	c.t.Helper()
	if c.desk != nil {
		return c.desk().call(c.t, args...)
	}
	return run(c.t, c.command(args...))
}

// must runs a command and reads its one document.
func (c *clinic) must(into any, code int, args ...string) {
	c.t.Helper()
	out, got := c.run(args...)
	if got != code {
		c.t.Fatalf("oso %s: exit %d, not %d: %s", strings.Join(args, " "), got, code, out)
	}
	dec := json.NewDecoder(bytes.NewReader(out))
	if into != nil {
		if err := dec.Decode(into); err != nil {
			c.t.Fatalf("oso %s: %v: %s", strings.Join(args, " "), err, out)
		}
		if _, err := dec.Token(); err != io.EOF {
			c.t.Fatalf("oso %s: more than one document: %s", strings.Join(args, " "), out)
		}
	}
}

// fails runs a command that must fail with a kind.
func (c *clinic) fails(kind string, code int, args ...string) {
	c.t.Helper()
	var a struct {
		Error struct{ Kind, Message string }
	}
	c.must(&a, code, args...)
	if a.Error.Kind != kind || a.Error.Message == "" {
		c.t.Errorf("oso %s: %+v, not %s", strings.Join(args, " "), a.Error, kind)
	}
}

// run gives stdout and the exit code. What is said on stderr goes to the log
// of a test that fails.
func run(t *testing.T, cmd *exec.Cmd) ([]byte, int) {
	t.Helper()
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if err != nil && said.Len() > 0 {
		t.Logf("%s: %s", strings.Join(cmd.Args[1:], " "), tail(said.String()))
	}
	return out, cmd.ProcessState.ExitCode()
}

// tail is the last line that was said.
func tail(s string) string {
	lines := strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' })
	if len(lines) == 0 {
		return ""
	}
	return lines[len(lines)-1]
}

type lineProblem struct {
	Code, Severity, Field, Message, Patient string
	Series                                  []string
	Records                                 []string
}

type lineCheck struct {
	Complete bool
	Problems []lineProblem
}

type lineImport struct {
	Files []struct {
		Path, Outcome, Reason, Type, SHA256 string
		Bytes                               int64
	}
}

type lineSync struct {
	Sent struct {
		Records int
		Bytes   int64
	}
	Received struct{ Cases, Opinions, Messages int }
	Cases    []struct{ ID, Reference, State string }
}

// state is where the service has the case, by the last exchange.
func (s lineSync) state(id string) (state, reference string) {
	for _, c := range s.Cases {
		if c.ID == id {
			return c.State, c.Reference
		}
	}
	return "", ""
}

// begin makes the template's case and its made-up records: the case's id and
// the folder.
func (c *clinic) begin() (id, records string) { return c.beginWith(func(map[string]any) {}) }

// beginWith is begin with a document that is changed before it is entered.
func (c *clinic) beginWith(change func(doc map[string]any)) (id, records string) {
	c.t.Helper()
	id = c.enter(change)
	records = filepath.Join(c.home, "records")
	if _, err := sample.Write(records, intake.TemplateCase().Patient, 1); err != nil {
		c.t.Fatal(err)
	}
	return id, records
}

// enter makes the template's case, changed.
func (c *clinic) enter(change func(doc map[string]any)) string {
	c.t.Helper()
	var doc map[string]any
	c.must(&doc, 0, "case", "template")
	change(doc)
	b, err := json.Marshal(doc)
	if err != nil {
		c.t.Fatal(err)
	}
	file := filepath.Join(c.home, "case.json")
	put(c.t, file, b)
	var made struct{ ID string }
	c.must(&made, 0, "case", "create", file)
	return made.ID
}

// decide does what a person does with what import found: for each patient met
// it says why these records stay. Leave names records that do not.
func (c *clinic) decide(id string, leave func(lineProblem) bool) (left int) {
	c.t.Helper()
	for range 20 {
		var check lineCheck
		out, code := c.run("case", "check", id)
		if err := json.Unmarshal(out, &check); err != nil {
			c.t.Fatalf("case check: %v: %s", err, out)
		}
		if (code == 0) != check.Complete {
			c.t.Fatalf("case check: exit %d and complete %t", code, check.Complete)
		}
		i := slices.IndexFunc(check.Problems, func(p lineProblem) bool { return p.Severity == "error" && len(p.Records) > 0 })
		if i < 0 {
			return left
		}
		p := check.Problems[i]
		args := []string{"records", "decide", id, "--code", p.Code, "--reason", "Looked at for " + p.Patient + "."}
		if leave(p) {
			left += len(p.Records)
			args = append(args, "--leave-out")
		} else {
			args = append(args, "--accept")
		}
		for _, r := range p.Records {
			args = append(args, "--record", r)
		}
		var decided struct{ Decided int }
		c.must(&decided, 0, args...)
		if decided.Decided != len(p.Records) {
			c.t.Fatalf("%d of %d records were decided", decided.Decided, len(p.Records))
		}
	}
	c.t.Fatal("decisions never end")
	return 0
}

// sealed carries a case to its seal.
func (c *clinic) seal(id string) {
	c.t.Helper()
	var agreed, sealed struct {
		Version any
		SHA256  string
	}
	c.must(&agreed, 0, "agreement", "sign", id, "--signer", "Eleanor Whitcombe", "--relation", "self")
	if agreed.Version == "" || len(agreed.SHA256) != 64 {
		c.t.Fatalf("agreement sign: %+v", agreed)
	}
	c.must(&sealed, 0, "seal", id, "--participate")
}

func (c *clinic) enrol(s *service) {
	c.t.Helper()
	var a struct{ Clinic, Server string }
	c.must(&a, 0, "enrol", s.URL, s.Code)
	if a.Clinic == "" || a.Server != s.URL {
		c.t.Fatalf("enrol: %+v", a)
	}
}

func (c *clinic) sync() lineSync {
	c.t.Helper()
	var r lineSync
	c.must(&r, 0, "sync")
	return r
}

// syncUntil exchanges until it is so.
func (c *clinic) syncUntil(what string, so func(lineSync) bool) lineSync {
	c.t.Helper()
	end := time.Now().Add(waits)
	for {
		r := c.sync()
		if so(r) {
			return r
		}
		if time.Now().After(end) {
			c.t.Fatalf("%s never came: %+v", what, r.Cases)
		}
		time.Sleep(300 * time.Millisecond)
	}
}

type lineOpinion struct {
	ID         string
	Version    int
	Released   *time.Time
	Accessed   *time.Time
	Superseded bool
}

func (c *clinic) opinions() []lineOpinion {
	c.t.Helper()
	var a struct{ Opinions []lineOpinion }
	c.must(&a, 0, "opinion", "list")
	return a.Opinions
}

// sums are the SHA-256 of all files below the paths, as they lie on the disk.
func sums(t *testing.T, paths ...string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, p := range paths {
		err := filepath.WalkDir(p, func(path string, e os.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			b, err := os.ReadFile(path)
			if err == nil {
				out[seal.SHA256(b)] = path
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// corpus is the folder with records from outside; empty where there is none.
func corpus() string {
	for _, dir := range []string{os.Getenv("OSO_CORPUS"), "../../../shared/corpus"} {
		if dir == "" {
			continue
		}
		if _, err := os.Stat(filepath.Join(dir, "dicom")); err == nil {
			return dir
		}
	}
	return ""
}

func decode(t *testing.T, b []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatalf("%v: %s", err, b)
	}
}
