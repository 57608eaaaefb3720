//go:build unix

package dbtest

import (
	"bytes"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
)

// Server is a PostgreSQL of one test's own, which the test may stop.
type Server struct {
	t   testing.TB
	dir string
	bin string
	as  *syscall.Credential // PostgreSQL refuses to run as root
	set string              // what is set at each start
}

// Own starts one, of which settings such as max_connections=18 are set. It is
// left out where tests have no PostgreSQL at all.
func Own(t testing.TB, settings ...string) *Server {
	t.Helper()
	if os.Getenv(Env) == "" {
		t.Skip("left out: no PostgreSQL is named in " + Env + " (build/postgres.sh starts one)")
	}
	s := &Server{t: t}
	for _, one := range append([]string{"max_connections=200", "shared_buffers=32MB", "fsync=off"}, settings...) {
		s.set += " -c " + one
	}
	if path, err := exec.LookPath("pg_ctl"); err == nil {
		s.bin = filepath.Dir(path)
	} else if list, _ := filepath.Glob("/usr/lib/postgresql/*/bin"); len(list) > 0 {
		s.bin = list[len(list)-1]
	} else {
		t.Skip("left out: pg_ctl is not on this computer")
	}
	dir, err := os.MkdirTemp("", "oso-own-") // a socket's path is short
	if err != nil {
		t.Fatal(err)
	}
	s.dir = dir
	t.Cleanup(func() {
		s.command("pg_ctl", "-D", "data", "-m", "immediate", "-w", "stop").Run()
		os.RemoveAll(dir)
	})
	if os.Getuid() == 0 {
		u, err := user.Lookup("postgres")
		if err != nil {
			t.Skip("left out: this is root, and there is no user postgres")
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		s.as = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		if err := os.Chown(dir, uid, gid); err != nil {
			t.Fatal(err)
		}
	}
	s.must("initdb", "-D", "data", "-U", "oso", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
	s.Start()
	run(t, s.address("postgres"), "CREATE DATABASE oso TEMPLATE template0")
	return s
}

// Address is that of its one database.
func (s *Server) Address() string { return s.address("oso") }

func (s *Server) address(name string) string { return "postgres://oso@/" + name + "?host=" + s.dir }

// Start starts it, and waits until it answers.
func (s *Server) Start() {
	s.t.Helper()
	s.must("pg_ctl", "-D", "data", "-l", "log", "-t", "600", "-w", "-o", "-k "+s.dir+" -c listen_addresses=''"+s.set, "start")
}

// Stop stops it: fast tells everybody, immediate is a crash.
func (s *Server) Stop(mode string) {
	s.t.Helper()
	s.must("pg_ctl", "-D", "data", "-m", mode, "-t", "600", "-w", "stop")
}

func (s *Server) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(s.bin, name), args...)
	cmd.Dir = s.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.as}
	return cmd
}

func (s *Server) must(name string, args ...string) {
	s.t.Helper()
	var said bytes.Buffer
	cmd := s.command(name, args...)
	cmd.Stderr = &said // what it starts keeps stdout
	if name != "pg_ctl" {
		cmd.Stdout = &said
	} else if null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0); err == nil {
		defer null.Close()
		cmd.Stdout, cmd.Stderr = null, null
	}
	if err := cmd.Run(); err != nil {
		log, _ := os.ReadFile(filepath.Join(s.dir, "log"))
		s.t.Fatalf("%s: %v\n%s\n%s", name, err, &said, log)
	}
}
