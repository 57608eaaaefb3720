package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/server"
	"oso/internal/server/blobtest"
	"oso/internal/server/db"
	"oso/internal/server/dbtest"
	"oso/internal/server/keys"
)

// drill is a disaster at both ends at once: the desk's computer and the service's
// machines are gone. What is left is what was kept elsewhere: the vault's backup
// and the paper with its kit, the service's backup, and two of three escrow parts
// of its master key.
type drill struct {
	*line
	vault, kit string // files
	service    []byte // backup
	escrow     []string
	people     []byte // what the staff know by heart
}

// TestDrill goes from the disaster to a desk that reads its opinion, in a folder.
func TestDrill(t *testing.T) {
	if testing.Short() {
		t.Skip("walks the whole line")
	}
	t.Parallel()
	for _, forgotten := range []bool{false, true} {
		t.Run(map[bool]string{false: "passphrase known", true: "passphrase forgotten"}[forgotten], func(t *testing.T) {
			t.Parallel()
			d := prepareDrill(t)
			d.disaster(false)
			d.recover(forgotten)
		})
	}
}

// TestInstancesDrill is TestDrill from and to a PostgreSQL and a bucket.
func TestInstancesDrill(t *testing.T) {
	needFleet(t)
	t.Parallel()
	for name, x := range map[string]struct{ from, to bool }{"to a folder": {true, false}, "from a folder": {false, true}, "to another PostgreSQL": {true, true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var set []func(*trial)
			if x.from {
				twoInstances(t) // makes the people
				set = append(set, over(t, dbtest.Copy(t, crewed.database), 1))
			}
			d := prepareDrill(t, set...)
			d.disaster(x.to)
			d.recover(x.from && x.to)
		})
	}
}

// places are where the trial's service is kept.
func (d *drill) places() server.Places {
	p := server.Places{Dir: filepath.Join(d.dir, "service"), Env: os.Getenv}
	if d.database != nil {
		p.Dir, p.Database, p.Blobs = d.t.TempDir(), d.database[0], d.blobs[0]
	}
	return p
}

// prepareDrill walks the line to an opinion that is at the desk and not read. The
// vault is backed up when the case was sent, and the service when it was released.
func prepareDrill(t *testing.T, set ...func(*trial)) *drill {
	t.Helper()
	ctx := context.Background()
	d := &drill{line: newLine(t, nil, nil, set...)}
	kept := t.TempDir()
	d.vault, d.kit = filepath.Join(kept, "vault.oso"), filepath.Join(kept, "kit.txt")
	c := d.clinic()
	c.must(nil, 0, "seal", d.id, "--participate")
	c.must(nil, 0, "enrol", "https://"+d.cable.on.Addr().String(), d.code)
	if _, reference := c.sync().state(d.id); reference == "" {
		t.Fatal("the case has no reference")
	}
	c.must(nil, 0, "vault", "backup", d.vault)
	paper, err := os.ReadFile(filepath.Join(d.dir, "desk", "kit.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(d.kit, paper, 0o600); err != nil {
		t.Fatal(err)
	}
	c.syncUntil("an opinion", func(lineSync) bool { return len(c.opinions()) == 1 })

	made := filepath.Join(d.dir, "service")
	master, err := keys.ReadMaster(filepath.Join(made, "master.key"))
	if err != nil {
		t.Fatal(err)
	}
	if d.escrow, err = master.Split(2, 3); err != nil {
		t.Fatal(err)
	}
	if d.people, err = os.ReadFile(filepath.Join(made, "demonstration.json")); err != nil {
		t.Fatal(err)
	}
	s, err := d.places().Open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.OpenKeys(ctx, master, time.Now()); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if r, err := s.Backup(ctx, &b, master); err != nil || r.Missing != 0 || r.Blobs == 0 {
		t.Fatalf("backed up %+v, %v", r, err)
	}
	d.service = b.Bytes()
	return d
}

// disaster destroys both ends and restores the service: into a folder, or into a
// PostgreSQL and a bucket that are new.
func (d *drill) disaster(shared bool) {
	d.t.Helper()
	ctx := context.Background()
	d.kill()
	d.services[0].cmd.Wait()
	service := filepath.Join(d.dir, "service")
	for _, gone := range []string{service, filepath.Join(d.dir, "instance-0"), filepath.Join(d.dir, "desk")} {
		if err := os.RemoveAll(gone); err != nil {
			d.t.Fatal(err)
		}
	}
	d.database, d.blobs = nil, nil
	if shared {
		d.database, d.blobs = []string{dbtest.New(d.t)}, []string{blobtest.Address(d.t)}
	}
	master, err := keys.Join([]string{d.escrow[2], d.escrow[0]})
	if err != nil {
		d.t.Fatal(err)
	}
	p := d.places()
	if r, err := p.Restore(ctx, bytes.NewReader(d.service), master, "test", time.Now()); err != nil || r.Missing != 0 {
		d.t.Fatalf("restored %+v, %v", r, err)
	}
	if err := os.MkdirAll(service, 0o700); err != nil {
		d.t.Fatal(err)
	}
	if err := master.Write(filepath.Join(service, "master.key")); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(service, "demonstration.json"), d.people, 0o600); err != nil {
		d.t.Fatal(err)
	}
	d.serve(0)
}

// recover brings the desk back from its backup and its kit, reads the opinion and
// goes on to the end. Who forgot the passphrase has new keys of the own: the
// coordinator sends a code, and gives the opinion to them.
func (d *drill) recover(forgotten bool) {
	d.t.Helper()
	t, c := d.t, d.clinic()
	if err := os.MkdirAll(c.home, 0o700); err != nil {
		t.Fatal(err)
	}
	c.must(nil, 0, "vault", "restore", d.vault)
	if none := ""; forgotten {
		d.passphrase = &none
	}
	next := "nine amber kettles climb northward"
	d.newPassphrase = next
	c.must(nil, 0, "vault", "recover", "--kit", d.kit, "--user", lineUser)
	d.passphrase, d.newPassphrase = &next, ""
	var shown struct {
		Content struct{ Assessment string }
	}
	if forgotten {
		c.must(nil, 0, "enrol", "https://"+d.cable.on.Addr().String(), d.code)
		c.syncUntil("the opinion", func(lineSync) bool { return len(c.opinions()) == 1 })
		coordinator := d.coordinator()
		coordinator.act(d.id, "reissue-opinion", map[string]any{"note": "Called back at the number on file; the physician read the code aloud."})
		for end := time.Now().Add(waits); ; time.Sleep(200 * time.Millisecond) {
			c.sync()
			out, code := c.run("opinion", "show", d.id)
			if code == 0 {
				decode(t, out, &shown)
				break
			}
			if time.Now().After(end) {
				t.Fatalf("the opinion does not open: %s", out)
			}
		}
	} else {
		c.syncUntil("the opinion", func(lineSync) bool { return len(c.opinions()) == 1 })
		c.must(&shown, 0, "opinion", "show", d.id)
	}
	if !strings.Contains(shown.Content.Assessment, "demonstration") {
		t.Errorf("the opinion says %q", shown.Content.Assessment)
	}
	c.syncUntil("its end", func(r lineSync) bool { state, _ := r.state(d.id); return state == "closed" })
	var v struct {
		Records int
		Damaged []json.RawMessage
	}
	c.must(&v, 0, "vault", "verify")
	if v.Records == 0 || len(v.Damaged) != 0 {
		t.Errorf("the vault has %d records, %d damaged", v.Records, len(v.Damaged))
	}
	for _, query := range []string{"SELECT id FROM cases", "SELECT id FROM charges WHERE state IN ('charged', 'invoiced')", "SELECT id FROM opinions WHERE state = 'released'", "SELECT person_id FROM accesses"} {
		if got := d.at(query); len(got) != 1 {
			t.Errorf("%s: %v", query, got)
		}
	}
	d.audited()
}

// coordinator signs in at the console of the trial's service.
func (d *drill) coordinator() *person {
	d.t.Helper()
	s := d.services[0]
	a := s.staff[slices.IndexFunc(s.staff, func(a account) bool { return a.Role == "coordinator" })]
	jar, err := cookiejar.New(nil)
	if err != nil {
		d.t.Fatal(err)
	}
	p := &person{
		t: d.t, role: a.Role, email: a.Email, password: a.Password, otp: a.Secret, http: &http.Client{Jar: jar, Timeout: waits},
		base: strings.TrimSuffix(s.console, "/") + "/api", step: time.Now().Unix()/30 - 40, // the autopilot takes the newer ones
	}
	p.must("POST", "/session", map[string]any{"email": p.email, "password": p.password}, nil)
	p.must("POST", "/session/code", map[string]any{"code": p.code()}, nil)
	return p
}

// store opens what the trial's service is kept in.
func (d *drill) store() *db.DB {
	d.t.Helper()
	address := filepath.Join(d.dir, "service", "oso.db")
	if d.database != nil {
		address = d.database[0]
	}
	s, err := db.Open(context.Background(), address)
	if err != nil {
		d.t.Fatal(err)
	}
	return s
}

// at is a query's one column.
func (d *drill) at(query string) []string {
	d.t.Helper()
	s := d.store()
	defer s.Close()
	rows, err := s.Reader().Query(query)
	if err != nil {
		d.t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			d.t.Fatal(err)
		}
		all = append(all, one)
	}
	return all
}

// audited verifies every chain of the audit.
func (d *drill) audited() {
	d.t.Helper()
	ctx, s := context.Background(), d.store()
	defer s.Close()
	heads, err := s.Q().ListAuditHeads(ctx)
	if err != nil || len(heads) < 2 {
		d.t.Fatalf("%d chains, %v", len(heads), err)
	}
	for _, h := range heads {
		chain, err := s.Q().ListAudit(ctx, h.Chain)
		if err != nil {
			d.t.Fatal(err)
		}
		if err := db.VerifyChain(chain); err != nil {
			d.t.Error(err)
		}
	}
}
