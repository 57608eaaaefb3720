package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oso/internal/errs"
	"oso/internal/server/auth"
)

// closedOut is a stdout that takes nothing.
type closedOut struct{}

func (closedOut) Write([]byte) (int, error) {
	return 0, errors.New("write /dev/stdout: file already closed")
}

// unheard runs a command whose stdout is gone; it gives what stderr says.
func unheard(t *testing.T, args ...string) string {
	t.Helper()
	var log bytes.Buffer
	if code := run(context.Background(), program{out: closedOut{}, err: &log, env: func(string) string { return "" }, now: time.Now}, args); code == 0 {
		t.Errorf("%s ends well and has told nobody", strings.Join(args[:2], " "))
	}
	return log.String()
}

// visitor is a browser at the staff's door.
func visitor(t *testing.T, url string) func(path string, in map[string]string) int {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar, Timeout: 30 * time.Second}
	return func(path string, in map[string]string) int {
		t.Helper()
		method, body := "GET", []byte(nil)
		if in != nil {
			method = "POST"
			if body, err = json.Marshal(in); err != nil {
				t.Fatal(err)
			}
		}
		req, err := http.NewRequest(method, url+"/console/api"+path, bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		res, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.StatusCode
	}
}

// TestPasswordThatNobodyRead: the account was made and its password could not be
// printed. It is said so, and the person is let in by a reset while the service
// runs; once more, and who was in is out.
func TestPasswordThatNobodyRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	doCommand(t, 0, nil, "admin", "keys", "--data", dir, "--root", filepath.Join(t.TempDir(), "root.key"))
	const email = "wren@oso.example"
	staff := []string{"admin", "user", "--data", dir, "--role", "specialist", "--name", "Wren Adeyemi", "--email", email}
	for _, more := range [][]string{nil, {"--json"}} {
		said := unheard(t, append(staff, more...)...)
		if more == nil && (!strings.Contains(said, "is done") || !strings.Contains(said, "admin user --reset "+email+" --second-factor")) {
			t.Errorf("said: %s", said)
		}
		staff[len(staff)-1] = "second@oso.example"
	}
	doctor := unheard(t, "admin", "user", "--data", dir, "--role", "physician", "--name", "Dr. Iskra Vandenberg", "--clinic", "Hill Road Clinic", "--json")
	_, id, _ := strings.Cut(doctor, "admin code ")
	id, _, _ = strings.Cut(id, "\n")
	var code codeAnswer
	doCommand(t, 0, &code, "admin", "code", strings.TrimSpace(id), "--data", dir)

	clinics, url := startServe(t, dir)
	enrol(t, clinics, code.Code) // the id that stderr said is whom the code is for
	reset := []string{"admin", "user", "--reset", email, "--second-factor", "--data", dir}
	if said := unheard(t, reset...); !strings.Contains(said, "Nobody has the new password") {
		t.Errorf("said: %s", said)
	}
	var first, next resetAnswer
	doCommand(t, 0, &first, reset...)
	in := func(a resetAnswer, secret string) func(string, map[string]string) int {
		ask := visitor(t, url)
		if got := ask("/session", map[string]string{"email": email, "password": a.Password}); got != http.StatusOK {
			t.Fatalf("password: %d", got)
		}
		// The step of a code that was used is over soon, and its neighbors are taken too.
		for step := -1; step <= 1; step++ {
			c, err := auth.Code(secret, time.Now().Add(time.Duration(step)*auth.Step))
			if err != nil {
				t.Fatal(err)
			}
			if got := ask("/session/code", map[string]string{"code": c}); got == http.StatusOK {
				return ask
			}
		}
		t.Fatal("no code is taken")
		return nil
	}
	old := in(first, first.TOTPSecret)
	if got := old("/me", nil); got != http.StatusOK {
		t.Fatalf("signed in: %d", got)
	}
	doCommand(t, 0, &next, "admin", "user", "--data", dir, "--reset", first.ID)
	if next.Email != email || next.Certificates != 1 || next.TOTPSecret != "" || next.Password == first.Password || next.Unreleased == nil {
		t.Errorf("reset: %+v", next)
	}
	if got := old("/me", nil); got != http.StatusUnauthorized {
		t.Errorf("a session of before: %d", got)
	}
	if got := visitor(t, url)("/session", map[string]string{"email": email, "password": first.Password}); got != http.StatusUnauthorized {
		t.Errorf("the password of before: %d", got)
	}
	in(next, first.TOTPSecret) // the authenticator stayed

	doCommand(t, errs.Exit(errs.Refused), nil, "admin", "user", "--reset", strings.TrimSpace(id), "--data", dir)
	doCommand(t, errs.Exit(errs.NotFound), nil, "admin", "user", "--reset", "nobody@oso.example", "--data", dir)
	doCommand(t, errs.Exit(errs.NotFound), nil, "admin", "user", "--reset", "nobody", "--data", dir)
	doCommand(t, errs.Exit(errs.Usage), nil, "admin", "user", "--second-factor", "--data", dir)
	doCommand(t, errs.Exit(errs.Usage), nil, "admin", "user", "--reset", email, "--role", "approver", "--data", dir)
	var also userAnswer
	doCommand(t, 0, &also, "admin", "user", "--person", first.ID, "--role", "approver", "--email", "wren.b@oso.example", "--data", dir)
	doCommand(t, errs.Exit(errs.Usage), nil, "admin", "user", "--reset", first.ID, "--data", dir) // which of the two?
	doCommand(t, 0, &next, "admin", "user", "--reset", also.ID, "--data", dir)
	if next.Email != "wren.b@oso.example" {
		t.Errorf("reset: %s", next.Email)
	}
	doCommand(t, 0, nil, "admin", "close", email, "--data", dir)
	doCommand(t, errs.Exit(errs.Conflict), nil, "admin", "user", "--reset", email, "--data", dir)
	doCommand(t, 0, nil, "admin", "audit", "verify", "--data", dir)
}

// TestResetIntoClosedPipe: the real program, whose answer goes into a pipe that
// nobody reads, is not ended without a word when the account was reset.
func TestResetIntoClosedPipe(t *testing.T) {
	t.Parallel()
	o := newOwner(t).made()
	const email = "wren@oso.example"
	o.must("admin", "user", "--data", o.dir, "--master-key", o.master, "--role", "specialist", "--name", "Wren Adeyemi", "--email", email)
	for _, more := range [][]string{nil, {"--json"}} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		cmd := o.command(append([]string{"admin", "user", "--reset", email, "--data", o.dir, "--master-key", o.master}, more...)...)
		var said bytes.Buffer
		cmd.Stdout, cmd.Stderr = w, &said
		err = cmd.Run()
		w.Close()
		if cmd.ProcessState == nil {
			t.Fatal(err)
		}
		if code := cmd.ProcessState.ExitCode(); code != errs.Exit(errs.Refused) || !strings.Contains(said.String(), "Nobody has the new password. Reset it once more: oso-server admin user --reset "+email) {
			t.Errorf("exit %d, said: %s", code, said.String())
		}
	}
}
