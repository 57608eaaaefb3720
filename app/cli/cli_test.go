package cli

import (
	"context"
	"database/sql"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"
	"github.com/rogpeppe/go-internal/testscript"

	"oso/internal/clinic/vault/vaulttest"
	"oso/internal/errs"
	"oso/internal/pdf"
	"oso/internal/process"
)

func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == pdf.ChildCommand {
		os.Exit(pdf.ChildMain(os.Stdin, os.Stdout))
	}
	testscript.Main(m, map[string]func(){"oso": oso})
}

// oso is the program as main puts it together, but for the window.
func oso() {
	if len(os.Args) == 2 && os.Args[1] == pdf.ChildCommand {
		os.Exit(pdf.ChildMain(os.Stdin, os.Stdout))
	}
	process.HearClosedPipes()
	p := Program{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, DataDir: os.Getenv("OSO_DATA"),
		Secrets: map[string]string{"OSO_PASSPHRASE": os.Getenv("OSO_PASSPHRASE"), "OSO_NEW_PASSPHRASE": os.Getenv("OSO_NEW_PASSPHRASE"), "OSO_ARCHIVE_PASSWORD": os.Getenv("OSO_ARCHIVE_PASSWORD")},
		Now:     time.Now, Rounds: vaulttest.Few(), Version: "0.0.0", Commit: "test",
	}
	os.Exit(p.Run(context.Background(), os.Args[1:]))
}

// TestScripts runs what people and scripts type: testdata/script/*.txtar.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("OSO_DATA", e.WorkDir+"/data")
			e.Setenv("OSO_PASSPHRASE", "seven grey lamps under water")
			return os.CopyFS(e.WorkDir+"/archives", os.DirFS("../../internal/container/testdata"))
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"field": field, "exits": exits, "harm": harm},
	})
}

// field NAME PATH...: keeps a value of the last answer's JSON in the
// environment. A number is an index.
func field(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: field NAME PATH...")
	}
	var v any
	if err := json.Unmarshal([]byte(ts.ReadFile("stdout")), &v); err != nil {
		ts.Fatalf("the answer is not one JSON document: %v", err)
	}
	for _, step := range args[1:] {
		switch node := v.(type) {
		case map[string]any:
			v = node[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(node) {
				ts.Fatalf("no element %s", step)
			}
			v = node[i]
		}
	}
	b, err := json.Marshal(v)
	ts.Check(err)
	ts.Setenv(args[0], strings.Trim(string(b), `"`))
}

// exits CODE COMMAND...: runs oso and wants this exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE ARGS...")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		if _, code, ok := strings.Cut(err.Error(), "exit status "); ok {
			got = code
		} else {
			ts.Fatalf("%v", err)
		}
	}
	if got != args[0] {
		ts.Fatalf("exit %s, want %s", got, args[0])
	}
}

// harm SQL: changes the vault's file behind the program's back.
func harm(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: harm SQL")
	}
	db, err := sql.Open("sqlite3", ts.MkAbs("data/vault.db"))
	ts.Check(err)
	defer db.Close()
	_, err = db.Exec(args[0])
	ts.Check(err)
}

// A case is made and nobody reads the answer: the program is not ended without a
// word, but says which case it is, so that it is not made twice.
func TestAnswerIntoClosedPipe(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	program := filepath.Join(dir, "oso")
	if err := os.Symlink(os.Args[0], program); err != nil {
		t.Skip("this system makes no symbolic links")
	}
	file := filepath.Join(dir, "case.json")
	run := func(out *os.File, args ...string) (int, string) {
		t.Helper()
		cmd := exec.Command(program, args...)
		cmd.Env = append(os.Environ(), "OSO_DATA="+filepath.Join(dir, "data"), "OSO_PASSPHRASE=seven grey lamps under water")
		var said strings.Builder
		cmd.Stderr = &said
		if out != nil { // else into nothing
			cmd.Stdout = out
		}
		if err := cmd.Run(); cmd.ProcessState == nil {
			t.Fatal(err)
		}
		return cmd.ProcessState.ExitCode(), said.String()
	}
	if code, said := run(nil, "vault", "create", "--user", "Dr. Iskra Vandenberg", "--role", "physician", "--recovery-kit", filepath.Join(dir, "kit"), "--no-keyring"); code != 0 {
		t.Fatalf("exit %d: %s", code, said)
	}
	if err := os.WriteFile(file, []byte(`{}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for n, more := range [][]string{nil, {"--json"}} {
		code, said := run(closedPipe(t), append([]string{"case", "create", file}, more...)...)
		_, id, shown := strings.Cut(said, "oso case show ")
		if code != errs.Exit(errs.Refused) || !shown || !strings.Contains(said, "is done") {
			t.Fatalf("exit %d, said: %s", code, said)
		}
		if code, said := run(nil, "case", "show", strings.TrimSpace(id)); code != 0 {
			t.Errorf("the case of answer %d: exit %d: %s", n, code, said)
		}
	}
}

// closedPipe is a pipe that nobody reads.
func closedPipe(t *testing.T) *os.File {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	t.Cleanup(func() { w.Close() })
	return w
}

// Every command has a line of help, and no flag may stand in two meanings.
func TestEveryCommandExplainsItself(t *testing.T) {
	t.Parallel()
	for _, c := range commands {
		var out strings.Builder
		p := Program{Stdout: &out, Stderr: &out, Getenv: func(string) string { return "" }, DataDir: "x"}
		if code := p.Run(t.Context(), append(strings.Fields(c.name), "--help")); code != 0 {
			t.Errorf("%s --help: exit %d", c.name, code)
		}
		if !strings.Contains(out.String(), c.about) || !strings.Contains(out.String(), "-json") {
			t.Errorf("%s --help says %q", c.name, out.String())
		}
	}
}
