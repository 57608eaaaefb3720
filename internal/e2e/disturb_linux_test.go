package e2e

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// Disks that fail under either program, at every single call that needs room or
// makes sure (testdata/disturb.c). make test takes a few of the places, spread
// over all of them; OSO_FAULTS says how many of each kind are taken at most.

// disturber builds the helper once; empty with a reason where it cannot work.
var disturber = sync.OnceValues(func() (path, why string) {
	if runtime.GOARCH != "amd64" {
		return "", "the helper knows the calls of x86-64 alone"
	}
	gcc, err := exec.LookPath("gcc")
	if err != nil {
		return "", "needs gcc for the helper"
	}
	path = filepath.Join(builtIn, "disturb")
	if out, err := exec.Command(gcc, "-O1", "-o", path, "testdata/disturb.c").CombinedOutput(); err != nil {
		return "", fmt.Sprintf("cannot build the helper: %v\n%s", err, out)
	}
	if out, err := exec.Command(path, "full", "0", "/nowhere", filepath.Join(builtIn, "count"), "/bin/true").CombinedOutput(); err != nil {
		return "", fmt.Sprintf("nobody may trace a program here: %v\n%s", err, out)
	}
	return path, ""
})

func needDisturber(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("walks the line many times")
	}
	if _, why := disturber(); why != "" {
		t.Skip(why)
	}
}

// disturbed makes a command's disk fail at the nth call below dir; 0: nowhere.
// counted gives how many there were, when it has ended.
func disturbed(t *testing.T, cmd *exec.Cmd, kind string, n int, dir string) (counted func() int) {
	t.Helper()
	path, _ := disturber()
	file := filepath.Join(t.TempDir(), "count")
	program, err := filepath.Abs(cmd.Path)
	if err != nil {
		t.Fatal(err)
	}
	cmd.Path, cmd.Args = path, append([]string{path, kind, strconv.Itoa(n), dir, file, program}, cmd.Args[1:]...)
	return func() int {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		n, err := strconv.Atoi(strings.TrimSpace(string(b)))
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
}

// killTraced ends the program that the helper traces; the helper ends with it.
func killTraced(helper *os.Process) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", helper.Pid, helper.Pid))
	if err == nil {
		for _, f := range strings.Fields(string(b)) {
			if pid, err := strconv.Atoi(f); err == nil {
				syscall.Kill(pid, syscall.SIGKILL)
			}
		}
	}
}

// places chooses where something fails, of n: a few from everywhere.
func places(t *testing.T, n, few int) []int {
	t.Helper()
	if s := os.Getenv("OSO_FAULTS"); s != "" {
		want, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		few = want
	}
	few = min(few, n)
	var list []int
	for i := range few {
		lo, hi := i*n/few, (i+1)*n/few
		list = append(list, 1+lo+rand.IntN(hi-lo))
	}
	t.Logf("fails at %v of %d", list, n)
	return list
}

// deskState is what counts of a desk, without what each desk makes anew.
func (c *clinic) deskState() string {
	c.t.Helper()
	var out strings.Builder
	var v struct {
		Records int
		Damaged []any
	}
	c.must(&v, 0, "vault", "verify")
	fmt.Fprintf(&out, "%d records, damaged %v\n", v.Records, v.Damaged)
	var list struct{ Cases []struct{ ID, State string } }
	c.must(&list, 0, "case", "list")
	for _, x := range list.Cases {
		var shown struct {
			Agreement any
			Records   []struct{ SHA256 string }
			Sealed    []struct{ Version int }
		}
		c.must(&shown, 0, "case", "show", x.ID)
		var sums []string
		for _, r := range shown.Records {
			sums = append(sums, r.SHA256)
		}
		slices.Sort(sums)
		fmt.Fprintf(&out, "case %s, agreed %t, sealed %v, records %v\n", x.State, shown.Agreement != nil, shown.Sealed, sums)
	}
	return out.String()
}

// someKitOpens tries every kit's page that is there on a copy of the desk: however
// the making of another one failed, one of them opens the vault.
func (c *clinic) someKitOpens(place int) {
	c.t.Helper()
	pages, err := filepath.Glob(filepath.Join(c.home, "kit*.txt"))
	if err != nil {
		c.t.Fatal(err)
	}
	for _, page := range pages {
		copied := filepath.Join(c.t.TempDir(), "data")
		if err := os.CopyFS(copied, os.DirFS(c.data)); err != nil {
			c.t.Fatal(err)
		}
		if _, code := c.run("vault", "recover", "--kit", page, "--data", copied); code == 0 {
			return
		}
	}
	c.t.Errorf("at %d: no kit's page of %d opens the vault", place, len(pages))
}

// TestDeskWithAFailingDisk fails the disk at the desk's writes and fsyncs in
// each command up to the seal. It must say so, keep what was acknowledged, and
// come to the same end when the command is given again with a disk that works.
func TestDeskWithAFailingDisk(t *testing.T) {
	needDisturber(t)
	t.Parallel()
	records := beginning(t)
	source := filepath.Join(records.dir, "desk", "records")
	document := filepath.Join(records.dir, "desk", "case.json")
	caseID := func(c *clinic) string {
		var list struct{ Cases []struct{ ID string } }
		c.must(&list, 0, "case", "list")
		if len(list.Cases) != 1 {
			t.Fatalf("%d cases", len(list.Cases))
		}
		return list.Cases[0].ID
	}
	steps := []struct {
		name string
		args func(c *clinic) []string
		// again tells that the command was done: its second run may be refused.
		again string
	}{
		{"create", func(c *clinic) []string {
			return []string{"vault", "create", "--user", lineUser, "--role", "physician", "--no-keyring", "--recovery-kit", filepath.Join(c.home, "kit.txt")}
		}, "conflict"},
		{"case", func(*clinic) []string { return []string{"case", "create", document} }, ""},
		{"import", func(c *clinic) []string { return []string{"import", caseID(c), source} }, ""},
		{"agree", func(c *clinic) []string {
			return []string{"agreement", "sign", caseID(c), "--signer", "Eleanor Whitcombe", "--relation", "self"}
		}, ""},
		{"seal", func(c *clinic) []string { return []string{"seal", caseID(c), "--participate"} }, "refused"},
		{"amend", func(c *clinic) []string { return []string{"case", "amend", caseID(c)} }, "refused"},
		{"export", func(c *clinic) []string { return []string{"export", caseID(c), filepath.Join(c.home, "exported")} }, ""},
		{"backup", func(c *clinic) []string { return []string{"vault", "backup", filepath.Join(c.home, "copy.oso")} }, ""},
		{"restore", func(c *clinic) []string {
			return []string{"vault", "restore", filepath.Join(c.home, "copy.oso"), "--data", filepath.Join(c.home, "restored")}
		}, "conflict"}, // whole, and the last sync of its name failed
		{"add-user", func(*clinic) []string {
			return []string{"vault", "add-user", "Noor Haddad", "--role", "staff"}
		}, "conflict"},
		{"kit", func(c *clinic) []string { return []string{"vault", "kit", filepath.Join(c.home, "kit-2.txt")} }, "conflict"},
		{"remove-user", func(*clinic) []string { return []string{"vault", "remove-user", "Noor Haddad"} }, "not-found"},
		{"passphrase", func(*clinic) []string { return []string{"vault", "change-passphrase"} }, ""},
		{"recover", func(c *clinic) []string {
			return []string{"vault", "recover", "--kit", filepath.Join(c.home, "kit-2.txt")}
		}, ""},
	}
	few := map[string]int{"create": 4, "case": 4, "import": 4, "agree": 4, "seal": 4, "amend": 1, "export": 2, "backup": 2, "restore": 2, "add-user": 2, "kit": 4, "remove-user": 2, "passphrase": 1, "recover": 1}
	at := t.TempDir() // the desk before the step
	for _, step := range steps {
		desk := func(t *testing.T, dir string) *clinic {
			x := &trial{t: t, dir: dir, newPassphrase: linePass}
			return x.clinic()
		}
		copied := func(t *testing.T) *clinic {
			dir := t.TempDir()
			if err := os.CopyFS(filepath.Join(dir, "desk"), os.DirFS(filepath.Join(at, "desk"))); err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			c := desk(t, dir)
			if err := os.MkdirAll(c.home, 0o700); err != nil {
				t.Fatal(err)
			}
			return c
		}
		calm := copied(t)
		out, code := calm.run(step.args(calm)...)
		if code != 0 {
			t.Fatalf("%s: %d %s", step.name, code, out)
		}
		want := calm.deskState()
		for _, kind := range []string{"full", "sync"} {
			t.Run(step.name+" "+kind, func(t *testing.T) {
				c := copied(t)
				cmd := c.command(step.args(c)...)
				counted := disturbed(t, cmd, kind, 0, c.home)
				if out, code := run(t, cmd); code != 0 {
					t.Fatalf("without a fault: %d %s", code, out)
				}
				n := counted()
				if n == 0 {
					t.Fatal("the helper saw nothing")
				}
				for _, place := range places(t, n, few[step.name]) {
					c := copied(t)
					args := step.args(c)
					cmd := c.command(args...)
					disturbed(t, cmd, kind, place, c.home)
					out, code := run(t, cmd)
					what, message := said(out)
					// SQLite does not always say why a file could not be made.
					if code != 0 && what != "disk-full" && what != "disk-failed" && step.name != "import" || code < 0 || what == "damaged" {
						t.Errorf("at %d it ended with %d, %s: %s", place, code, what, message)
					}
					if step.name == "kit" && code != 0 {
						c.someKitOpens(place)
					}
					if code != 0 || step.name == "import" {
						out, again := c.run(args...)
						if k, m := said(out); again != 0 && k != step.again {
							t.Errorf("at %d, then again: %d, %s: %s (before: %s, %s)", place, again, k, m, what, message)
							continue
						}
					}
					if d := differ(want, c.deskState()); d != "" {
						t.Errorf("at %d of %d (exit %d, %s) the desk is another:\n%s", place, n, code, what, d)
					}
				}
			})
		}
		next := t.TempDir()
		if err := os.CopyFS(filepath.Join(next, "desk"), os.DirFS(calm.home)); err != nil {
			t.Fatal(err)
		}
		at = next
	}
}
