package e2e

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"oso/internal/server/db"
)

// A clinic whose computer is lost and whose passphrase nobody remembers goes on
// with its backup and the recovery kit's page: a case that OSO has is amended
// and sealed there by the same physician, with new keys, and OSO takes it.
func TestAmendmentFromARestoredVault(t *testing.T) {
	if testing.Short() {
		t.Skip("runs both programs")
	}
	t.Parallel()
	l := newLine(t, nil, &met{n: map[string]int{}}, func(x *trial) { x.people = true })
	l.until("seal", "seal", l.id, "--participate")
	l.until("enrol", "enrol", "https://"+l.cable.on.Addr().String(), l.code)
	sent := func(r lineSync) bool { _, reference := r.state(l.id); return reference != "" }
	c := l.clinic()
	c.syncUntil("a reference", sent)
	backup := filepath.Join(c.home, "copy.oso")
	c.must(nil, 0, "vault", "backup", backup)
	if err := os.RemoveAll(c.data); err != nil {
		t.Fatal(err)
	}

	// Nobody knows the passphrase: the copy is restored without it, and the kit
	// sets another.
	forgotten, next := "", "nine copper lanterns sleep under the bridge"
	l.passphrase, l.newPassphrase = &forgotten, next
	c.must(nil, 0, "vault", "restore", backup)
	c.must(nil, 0, "vault", "recover", "--kit", filepath.Join(c.home, "kit.txt"))
	l.passphrase = &next
	var whole struct{ Damaged []any }
	c.must(&whole, 0, "vault", "verify")
	if len(whole.Damaged) > 0 {
		t.Fatalf("restored and recovered: %v", whole.Damaged)
	}

	c.must(nil, 0, "case", "amend", l.id)
	c.must(nil, 0, "seal", l.id, "--participate", "--amendment", "The questions were put more clearly.")
	// New keys are nobody's until OSO has heard for whom they are: the coordinator
	// makes a code for the same physician.
	c.fails("not-enrolled", 1, "sync")
	var code struct{ Code string }
	l.admin(&code, "admin", "code", l.physician())
	c.must(nil, 0, "enrol", "https://"+l.cable.on.Addr().String(), code.Code)
	c.sync()
	var versions int
	l.one(&versions, "SELECT COUNT(*) FROM case_versions WHERE length(receipt) > 0")
	if versions != 2 {
		t.Errorf("OSO has given its receipt for %d versions", versions)
	}
	if state, _ := c.sync().state(l.id); state != "intake-review" {
		t.Errorf("the amended case is %s", state)
	}
}

// admin runs an administrator's command beside the service.
func (x *trial) admin(into any, args ...string) {
	x.t.Helper()
	dir := filepath.Join(x.dir, "service")
	out, code := run(x.t, exec.Command(build(x.t).server, append(args, "--data", dir, "--master-key", filepath.Join(dir, "master.key"), "--json")...))
	if code != 0 {
		x.t.Fatalf("oso-server %s: %d %s", args, code, out)
	}
	decode(x.t, out, into)
}

// physician is the id by which the service knows the desk's user.
func (x *trial) physician() (id string) {
	x.t.Helper()
	x.one(&id, "SELECT person_id FROM certificates WHERE role = 'physician' AND device_id = '' ORDER BY created_at LIMIT 1")
	return id
}

// one reads one value beside the service.
func (x *trial) one(into any, query string) {
	x.t.Helper()
	dir := filepath.Join(x.dir, "service")
	d, err := db.Open(context.Background(), filepath.Join(dir, databaseIn(x.t, dir)))
	if err != nil {
		x.t.Fatal(err)
	}
	defer d.Close()
	if err := d.Reader().QueryRowContext(context.Background(), query).Scan(into); err != nil {
		x.t.Fatal(err)
	}
}
