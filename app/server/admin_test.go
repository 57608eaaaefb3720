package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/server"
	"oso/internal/server/keys"
	"oso/internal/wire"
)

// A service as an owner sets it up: keys with the root taken away, escrow,
// people, a code, a desk that enrols and is taken off the list.
func TestServiceFromNothing(t *testing.T) {
	t.Parallel()
	dir, away := t.TempDir(), t.TempDir()
	root, escrow := filepath.Join(away, "root.key"), filepath.Join(away, "escrow")
	doCommand(t, errs.Exit(errs.NotFound), nil, "serve", "--data", dir, "--listen", "127.0.0.1:0")
	doCommand(t, errs.Exit(errs.Usage), nil, "admin", "keys", "--data", dir, "--root", filepath.Join(dir, "root.key"))
	var made keysAnswer
	doCommand(t, 0, &made, "admin", "keys", "--data", dir, "--root", root, "--escrow", escrow)
	if made.RootFile != root || len(made.Escrow) != 3 || made.Need != 2 {
		t.Fatalf("keys %+v", made)
	}
	b, err := os.ReadFile(root)
	if err != nil || !strings.HasPrefix(string(b), rootPrefix) {
		t.Fatalf("root file: %v", err)
	}
	// The root's private half is nowhere in the data folder.
	secret := strings.TrimSpace(strings.TrimPrefix(string(b), rootPrefix))
	if err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, []byte(secret)) {
			t.Error("the root's private key lies in the data folder")
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	// The yearly key, with the root brought back; not with another root.
	var next keysAnswer
	doCommand(t, 0, &next, "admin", "keys", "--data", dir, "--root", root)
	if next.Root != made.Root || next.Issuing == made.Issuing || next.RootFile != "" {
		t.Errorf("rotation %+v", next)
	}
	foreign := filepath.Join(away, "foreign.key")
	if err := os.WriteFile(foreign, []byte(rootPrefix+strings.Repeat("ab", 32)), 0o600); err != nil {
		t.Fatal(err)
	}
	doCommand(t, errs.Exit(errs.Untrusted), nil, "admin", "keys", "--data", dir, "--root", foreign)

	// The master key is lost, and comes back from two of the three parts.
	master := filepath.Join(dir, "master.key")
	if err := os.Remove(master); err != nil {
		t.Fatal(err)
	}
	doCommand(t, errs.Exit(errs.NotFound), nil, "admin", "user", "--data", dir, "--role", "admin", "--name", "A", "--email", "a@oso.example")
	// Without it no other is made beside the keys that it alone opens.
	elsewhere := filepath.Join(away, "other.key")
	for _, more := range [][]string{nil, {"--master-key", elsewhere}} {
		doCommand(t, errs.Exit(errs.NotFound), nil, append([]string{"admin", "keys", "--data", dir, "--root", root}, more...)...)
	}
	if err := keys.NewMaster().Write(elsewhere); err != nil {
		t.Fatal(err)
	}
	doCommand(t, errs.Exit(errs.Untrusted), nil, "admin", "keys", "--data", dir, "--root", root, "--master-key", elsewhere)
	if _, err := os.Stat(master); err == nil {
		t.Fatal("another master key was made")
	}
	doCommand(t, errs.Exit(errs.Invalid), nil, "admin", "join-escrow", made.Escrow[0], made.Escrow[0], "--master-key", master)
	doCommand(t, 0, nil, "admin", "join-escrow", made.Escrow[2], made.Escrow[0], "--master-key", master)

	var user userAnswer
	doCommand(t, 0, &user, "admin", "user", "--data", dir, "--role", "admin", "--name", "Rasmus Kjeldgaard", "--email", "rasmus@oso.example")
	if user.Password == "" || user.TOTPSecret == "" {
		t.Errorf("account %+v", user)
	}
	doCommand(t, 1, nil, "admin", "user", "--data", dir, "--role", "wizard", "--name", "A", "--email", "a@oso.example")
	var physician userAnswer
	doCommand(t, 0, &physician, "admin", "user", "--data", dir, "--role", "physician", "--name", "Dr. Iskra Vandenberg", "--clinic", "Hill Road Clinic")
	doCommand(t, 1, nil, "admin", "code", user.ID, "--data", dir)
	var code codeAnswer
	doCommand(t, 0, &code, "admin", "code", physician.ID, "--data", dir, "--life", "1h")
	// What the physician is to compare is said to whoever makes the code, and at set-up.
	if carried, _, err := deed.ParseCode(code.Code); err != nil || code.Root != hex.EncodeToString(carried.Root) || made.RootKey != code.Root {
		t.Errorf("the code's root %v, %v; said %s and at set-up %s", carried.Root, err, code.Root, made.RootKey)
	}

	url, _ := startServe(t, dir)
	d := enrol(t, url, code.Code)
	if d.enrol.ClinicName != "Hill Road Clinic" {
		t.Errorf("enrolled at %q", d.enrol.ClinicName)
	}
	var devices devicesAnswer
	doCommand(t, 0, &devices, "admin", "device", "list", "--data", dir)
	if len(devices.Devices) != 1 || devices.Devices[0].ID != d.enrol.Device || devices.Devices[0].Seen == nil {
		t.Errorf("devices %+v", devices)
	}
	doCommand(t, 0, nil, "admin", "device", "revoke", d.enrol.Device, "--data", dir)
	doCommand(t, 1, nil, "admin", "device", "revoke", d.enrol.Device, "--data", dir)
	req, err := http.NewRequest("GET", url+wire.PathChanges, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set(wire.HeaderProtocol, "1")
	req.Header.Set("Authorization", "Bearer "+d.token)
	resp, err := d.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusUnauthorized && resp.StatusCode != http.StatusForbidden {
		t.Errorf("a revoked desk gets %d", resp.StatusCode)
	}

	// Who goes is closed, with what was certified: no code is made any more.
	var closed closedAnswer
	doCommand(t, 0, &closed, "admin", "close", physician.ID, "--data", dir)
	if closed.Closed != physician.ID || closed.Certificates != 1 {
		t.Errorf("closed %+v", closed)
	}
	doCommand(t, errs.Exit(errs.Refused), nil, "admin", "code", physician.ID, "--data", dir)
	doCommand(t, 0, &closed, "admin", "close", "Rasmus@oso.example", "--data", dir)
	doCommand(t, errs.Exit(errs.Conflict), nil, "admin", "close", user.ID, "--data", dir)
	doCommand(t, errs.Exit(errs.NotFound), nil, "admin", "close", "nobody@oso.example", "--data", dir)

	file := filepath.Join(away, "support.json")
	doCommand(t, 0, nil, "admin", "support-bundle", file, "--data", dir)
	var bundled bundle
	if b, err = os.ReadFile(file); err != nil || json.Unmarshal(b, &bundled) != nil || bundled.Devices != 1 || len(bundled.Audit.Broken) != 0 {
		t.Errorf("support bundle %s, %v", b, err)
	}
	for _, name := range []string{"Vandenberg", "Kjeldgaard", "Hill Road", "oso.example"} {
		if bytes.Contains(b, []byte(name)) {
			t.Errorf("the support bundle names %s", name)
		}
	}
	var purged purgeAnswer
	doCommand(t, 0, &purged, "admin", "purge", "--data", dir, "--older-than", "30")
	if purged.Purged != 0 {
		t.Errorf("%d cases of none were erased", purged.Purged)
	}
}

// startServe runs the service and gives the addresses of the clinics' door and
// of the staff's.
func startServe(t *testing.T, dir string) (clinics, console string) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	log := &lockedBuffer{}
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, program{out: &bytes.Buffer{}, err: log, env: func(string) string { return "" }, now: time.Now},
			[]string{"serve", "--data", dir, "--listen", "127.0.0.1:0", "--console", "127.0.0.1:0", "--office", "UTC"})
	}()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != 0 {
			t.Errorf("serve ended with %d: %s", code, log)
		}
	})
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		for line := range strings.Lines(log.String()) {
			var said struct{ Clinics, Console string }
			if json.Unmarshal([]byte(line), &said) == nil && said.Clinics != "" {
				return "https://" + said.Clinics, "http://" + said.Console
			}
		}
	}
	t.Fatalf("the service does not run: %s", log)
	return "", ""
}

func TestArguments(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{nil, 2, ""},
		{[]string{"--help"}, 0, ""},
		{[]string{"admin"}, 2, ""},
		{[]string{"admin", "nothing", "--json"}, 2, ""},
		{[]string{"serve", "--nothing", "--json"}, 2, `"kind":"usage"`},
		{[]string{"serve", "extra", "--json", "--data", "x"}, 2, `"kind":"usage"`},
		{[]string{"admin", "export-case", "--json", "1234567890", "--data", "/nonexistent/folder", "to"}, 1, `"kind":"not-found"`},
		{[]string{"admin", "device", "list", "--json"}, 2, `"kind":"usage"`},
		{[]string{"version", "--json"}, 0, `"version"`},
		{[]string{"demo", "--help"}, 0, "autopilot"},
	} {
		var out, log bytes.Buffer
		code := run(context.Background(), program{out: &out, err: &log, env: func(string) string { return "" }, now: time.Now}, c.args)
		if code != c.code || !strings.Contains(out.String(), c.says) {
			t.Errorf("%v: exit %d, want %d: %s %s", c.args, code, c.code, &out, &log)
		}
	}
}

// An administrator's commands of a service whose issuing key has run out: what
// needs no signature goes on, what does says what to do, and that works.
func TestCommandsAfterTheIssuingKey(t *testing.T) {
	t.Parallel()
	dir, away := t.TempDir(), t.TempDir()
	root := filepath.Join(away, "root.key")
	var physician userAnswer
	doCommand(t, 0, nil, "admin", "keys", "--data", dir, "--root", root)
	doCommand(t, 0, &physician, "admin", "user", "--data", dir, "--role", "physician", "--name", "Dr. Iskra Vandenberg", "--clinic", "Hill Road Clinic")
	later := func(want int, args ...string) string {
		t.Helper()
		var out, log bytes.Buffer
		now := func() time.Time { return time.Now().AddDate(0, 0, 400) }
		code := run(context.Background(), program{out: &out, err: &log, env: func(string) string { return "" }, now: now}, append(args, "--data", dir, "--json"))
		if code != want {
			t.Errorf("%s: exit %d, want %d: %s %s", strings.Join(args[:2], " "), code, want, &out, &log)
		}
		return out.String()
	}
	later(0, "admin", "audit", "verify")
	later(1, "admin", "backup", filepath.Join(dir, "backup"))
	later(0, "admin", "backup", filepath.Join(away, "backup"))
	later(0, "admin", "support-bundle", filepath.Join(away, "support.json"))
	later(0, "admin", "device", "list")
	later(0, "admin", "purge")
	if said := later(errs.Exit(errs.Incomplete), "admin", "code", physician.ID); !strings.Contains(said, "admin keys") {
		t.Errorf("no code, and it says %s", said)
	}
	later(0, "admin", "keys", "--root", root)
	if said := later(0, "admin", "code", physician.ID); !strings.Contains(said, "Vandenberg") {
		t.Errorf("the code is for %s", said)
	}
}

// Help for a group lists the group, and shows nothing of the environment; a flag
// that is wrong is named, without its value.
func TestHelp(t *testing.T) {
	t.Parallel()
	ask := func(want int, args ...string) string {
		var out, said bytes.Buffer
		env := func(name string) string {
			return map[string]string{"OSO_DATABASE": "postgres://oso:hunter2@db.example/oso"}[name]
		}
		if got := run(context.Background(), program{out: &out, err: &said, env: env, now: time.Now}, args); got != want {
			t.Errorf("%v: exit %d, want %d", args, got, want)
		}
		return out.String() + said.String()
	}
	if text := ask(0, "serve", "--help"); strings.Contains(text, "hunter2") || !strings.Contains(text, "-quota-all") || !strings.Contains(text, "-master-key") {
		t.Error("help of serve:", text)
	}
	for _, args := range [][]string{{"admin", "role", "--help"}, {"help", "admin", "role"}} {
		if text := ask(0, args...); !strings.Contains(text, "admin role take") || strings.Contains(text, "admin due") {
			t.Error("help of a group:", text)
		}
	}
	usage := errs.Exit(errs.Usage)
	for args, flag := range map[string]string{"--quota-al=hunter2": "--quota-al ", "--reserve=hunter2": "--reserve ", "--smtp-port=hunter2": "--smtp-port ", "--json=hunter2": "--json ", "--listen": "--listen "} {
		if text := ask(usage, "serve", args); !strings.Contains(text, flag) || strings.Contains(text, "hunter2") {
			t.Errorf("%s: %s", args, text)
		}
	}
}

// When the keys end is shown, and who is told before is data.
func TestDue(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	doCommand(t, 0, nil, "admin", "keys", "--data", dir, "--root", filepath.Join(t.TempDir(), "root.key"))
	var shown dueAnswer
	doCommand(t, 0, &shown, "admin", "due", "--data", dir)
	if len(shown.Keys) != 2 || shown.Keys[0].What != keys.EndOfIssuing || shown.Keys[0].Days != 365 || shown.Keys[0].Due || shown.Keys[1].Days < 7300 || len(shown.Mail) != 0 {
		t.Errorf("at first %+v", shown)
	}
	doCommand(t, errs.Exit(errs.Invalid), nil, "admin", "due", "--data", dir, "--mail", "a@oso.example,nobody")
	doCommand(t, 0, &shown, "admin", "due", "--data", dir, "--mail", "a@oso.example, b@oso.example")
	if !slices.Equal(shown.Mail, []string{"a@oso.example", "b@oso.example"}) {
		t.Errorf("set: %v", shown.Mail)
	}
	doCommand(t, 0, nil, "admin", "audit", "verify", "--data", dir)
	shown = dueAnswer{}
	doCommand(t, 0, &shown, "admin", "due", "--data", dir, "--mail", "accounts")
	if len(shown.Mail) != 0 {
		t.Errorf("taken back: %v", shown.Mail)
	}
}

// TestRolesOfOnePerson gives, lists, takes and links by the command line.
func TestRolesOfOnePerson(t *testing.T) {
	t.Parallel()
	dir := t.TempDir() + "/data"
	doCommand(t, 0, nil, "admin", "keys", "--data", dir, "--root", t.TempDir()+"/root.key")
	var user, doctor struct{ ID string }
	doCommand(t, 0, &user, "admin", "user", "--data", dir, "--role", "specialist", "--name", "Ines Calloway", "--email", "ines@oso.example")
	doCommand(t, 0, &doctor, "admin", "user", "--data", dir, "--role", "physician", "--name", "Dr. Ines Calloway", "--clinic", "Hill Road Clinic")
	type roles struct {
		ID    string
		Roles []struct {
			Role, Clinic string
			GivenBy      string `json:"given_by"`
			Held         bool
		}
	}
	var out roles
	doCommand(t, 0, &out, "admin", "role", "give", "Ines@oso.example", "--data", dir, "--role", "approver")
	if len(out.Roles) != 2 || out.Roles[1].GivenBy != "command-line" {
		t.Fatalf("given: %+v", out)
	}
	doCommand(t, errs.Exit(errs.Conflict), nil, "admin", "role", "give", user.ID, "--data", dir, "--role", "approver")
	doCommand(t, 1, nil, "admin", "role", "give", user.ID, "--data", dir, "--role", "wizard")
	// What is refused leaves nothing behind.
	doCommand(t, 1, nil, "admin", "role", "give", user.ID, "--data", dir, "--role", "coordinator", "--clinic", "Mistyped Clinic")
	doCommand(t, 1, nil, "admin", "role", "give", user.ID, "--data", dir, "--role", "staff", "--clinic", "Mistyped Clinic", "--until", "2001-01-01")
	s, err := server.OpenStore(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	clinics, err := s.DB.Q().ListClinics(context.Background())
	if err != nil || len(clinics) != 1 {
		t.Errorf("clinics %+v, %v", clinics, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	out = roles{}
	doCommand(t, 0, &out, "admin", "role", "take", user.ID, "--data", dir, "--role", "approver")
	held := 0
	for _, r := range out.Roles {
		if r.Held {
			held++
		}
	}
	if len(out.Roles) != 2 || held != 1 {
		t.Errorf("taken: %+v", out)
	}
	out = roles{}
	doCommand(t, 0, &out, "admin", "link", doctor.ID, user.ID, "--data", dir)
	if out.ID != user.ID || len(out.Roles) != 3 {
		t.Errorf("linked: %+v", out)
	}
	doCommand(t, 0, nil, "admin", "code", "ines@oso.example", "--data", dir)
	out = roles{}
	doCommand(t, 0, &out, "admin", "unlink", doctor.ID, "--data", dir)
	if out.ID != doctor.ID || len(out.Roles) != 1 || out.Roles[0].Clinic != "Hill Road Clinic" {
		t.Errorf("parted: %+v", out)
	}
	doCommand(t, errs.Exit(errs.NotFound), nil, "admin", "role", "list", "nobody@oso.example", "--data", dir)
	// An entry that has an account is named by its address as well.
	doCommand(t, 0, nil, "admin", "link", user.ID, doctor.ID, "--data", dir)
	out = roles{}
	doCommand(t, 0, &out, "admin", "unlink", "ines@oso.example", "--data", dir)
	if out.ID != user.ID || len(out.Roles) != 2 {
		t.Errorf("parted by address: %+v", out)
	}
}
