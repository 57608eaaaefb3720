package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"oso/internal/server/db"
)

// A rolling upgrade is tried with the version that is here as the older one.
// The newer one is the same code with a migration of tomorrow: each table has
// one more column, and there is one more table. So whatever this version asks of
// its database it asks of tomorrow's schema, while tomorrow's program runs
// beside it.

// tomorrow builds the newer program.
func tomorrow(t *testing.T) string {
	t.Helper()
	build(t)
	ctx := context.Background()
	d, err := db.OpenMemory(ctx)
	if err == nil {
		err = d.Migrate(ctx)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	rows, err := d.Reader().QueryContext(ctx, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'goose%' ORDER BY name")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var up, down strings.Builder
	tables := 0
	for ; rows.Next(); tables++ {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&up, "ALTER TABLE %s ADD COLUMN of_tomorrow BIGINT NOT NULL DEFAULT 7;\n", name)
		fmt.Fprintf(&down, "ALTER TABLE %s DROP COLUMN of_tomorrow;\n", name)
	}
	if tables < 30 {
		t.Fatalf("%d tables", tables)
	}
	dir := t.TempDir()
	sql, overlay, bin := filepath.Join(dir, "tomorrow.sql"), filepath.Join(dir, "overlay.json"), filepath.Join(dir, "oso-server")
	text := "-- +goose Up\nCREATE TABLE things_of_tomorrow (id TEXT NOT NULL PRIMARY KEY);\n" + up.String() + "\n-- +goose Down\n" + down.String() + "DROP TABLE things_of_tomorrow;\n"
	top, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	named, err := json.Marshal(map[string]map[string]string{"Replace": {filepath.Join(top, "internal/server/db/migrations/00998_tomorrow.sql"): sql}})
	if err != nil {
		t.Fatal(err)
	}
	for path, b := range map[string][]byte{sql: []byte(text), overlay: named} {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", stripped, "-overlay", overlay, "-o", bin, "./app/server")
	cmd.Dir = top
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return bin
}

// While a service of several instances is upgraded one by one, the line goes on
// at either version, from the sealed case to the opinion that is read.
func TestInstancesOfTwoVersions(t *testing.T) {
	t.Parallel()
	needFleet(t)
	f := from(t, sealedFleet(t))
	f.newer = tomorrow(t)
	older := f.start("older", "", "")
	older.serves()
	c := f.desk()
	if state, _ := c.sync().state(f.id); state == "" {
		t.Fatal("the case was not received")
	}
	coordinator := f.person("coordinator", older)

	// The administrator migrates while the older one serves.
	migrate := exec.Command(f.newer, "migrate", "--data", t.TempDir(), "--database", f.database)
	if out, err := migrate.CombinedOutput(); err != nil {
		t.Fatalf("migrate: %v: %s", err, out)
	}
	if got := f.rows("SELECT CAST(MAX(version_id) AS TEXT) FROM goose_db_version"); !slices.Equal(got, []string{"998"}) {
		t.Fatalf("the schema is at %v", got)
	}
	coordinator.intake(f.id)
	c.sync()
	newer := f.start("newer", "", "")
	older2 := f.start("older2", "", "") // one that was down comes back, on tomorrow's schema

	specialist, approver := f.person("specialist", newer), f.person("approver", older2)
	coordinator.act(f.id, "offer", map[string]any{"person": specialist.id})
	specialist.act(f.id, "accept-offer", nil)
	l := specialist.write(f.id, "Written at the newer.")
	specialist.at(older) // the session goes with it
	l = specialist.write(f.id, "Written at both.")
	specialist.sign(f.id, "sign-draft", map[string]any{"version": l.Version, "row_version": l.RowVersion})
	newer.serves()
	c.sync()
	approver.act(f.id, "take-up", nil)
	approver.at(newer)
	approver.sign(f.id, "approve", map[string]any{"version": l.Version})
	older2.serves()
	c.syncUntil("the opinion", func(lineSync) bool { return len(c.opinions()) == 1 })
	older.kill() // replaced
	<-older.gone
	var shown struct{ Content struct{ Assessment string } }
	c.must(&shown, 0, "opinion", "show", f.id)
	if shown.Content.Assessment != "Written at both." {
		t.Errorf("the opinion says %q", shown.Content.Assessment)
	}
	newer.serves()
	c.sync()
	if n := f.rows("SELECT CAST(COUNT(*) AS TEXT) FROM accesses WHERE of_tomorrow = 7"); !slices.Equal(n, []string{"1"}) {
		t.Errorf("openings: %v", n)
	}
	// A correction, all at the older one that is left.
	newer.kill()
	<-newer.gone
	older2.serves()
	specialist.at(older2)
	approver.at(older2)
	specialist.act(f.id, "begin-correction", map[string]any{"reason": "error", "change": "A dose was wrong."})
	l = specialist.write(f.id, "Corrected at the older.")
	specialist.sign(f.id, "sign-revision", map[string]any{"version": l.Version, "row_version": l.RowVersion})
	approver.act(f.id, "take-up-revision", nil)
	approver.sign(f.id, "approve-revision", map[string]any{"version": l.Version})
	c.syncUntil("the correction", func(lineSync) bool { return len(c.opinions()) == 2 })

	audit := exec.Command(build(t).server, "admin", "audit", "verify", "--data", filepath.Join(f.dir, "made"), "--database", f.database, "--blobs", f.blobs)
	if out, err := audit.CombinedOutput(); err != nil {
		t.Errorf("the audit: %v: %s", err, out)
	}
	// Another format is another matter.
	newerFormat(t, f.database)
	for _, args := range [][]string{{"migrate"}, {"demo", "--blobs", f.blobs}} {
		cmd := exec.Command(build(t).server, append(args, "--data", filepath.Join(f.dir, "made"), "--database", f.database)...)
		if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), "newer version") {
			t.Errorf("%s on a newer format: %v: %s", args[0], err, out)
		}
	}
}

// newerFormat marks a database as one of a format after this.
func newerFormat(t *testing.T, address string) {
	t.Helper()
	d, err := db.Open(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := d.Writer().Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (?1, ?2)", 1001, true); err != nil {
		t.Fatal(err)
	}
}

// On one machine the older program works on after the newer one has migrated its
// folder: an upgrade can be taken back. A newer format it refuses, and leaves
// everything as it is.
func TestFolderOfTomorrow(t *testing.T) {
	t.Parallel()
	s := serve(t, "--autopilot")
	s.stop()
	run := func(bin string, want string) {
		t.Helper()
		out, err := exec.Command(bin, "migrate", "--data", s.data).CombinedOutput()
		if (err == nil) != (want == "") || !strings.Contains(string(out), want) {
			t.Fatalf("migrate: %v: %s", err, out)
		}
	}
	run(tomorrow(t), "")
	s.restart()
	c := newClinic(t)
	id, records := c.begin()
	originals := c.takeIn(id, []string{records})
	c.seal(id)
	c.enrol(s)
	c.sync()
	c.syncUntil("an opinion", func(lineSync) bool { return len(c.opinions()) == 1 })
	c.read(s, id)
	c.compare(s, id, originals)
	s.stop()
	newerFormat(t, filepath.Join(s.data, "oso.db"))
	before := sums(t, filepath.Join(s.data, "oso.db"))
	run(build(t).server, "newer version")
	out, err := exec.Command(build(t).server, "demo", "--data", s.data).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "newer version") {
		t.Errorf("started on a newer format: %v: %s", err, out)
	}
	if after := sums(t, filepath.Join(s.data, "oso.db")); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Error("a newer database was written to")
	}
}
