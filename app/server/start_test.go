package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server/blob"
	"oso/internal/server/blobtest"
	"oso/internal/server/db"
	"oso/internal/server/dbtest"
	"oso/internal/server/keys"
)

// envProgram makes the test binary the program itself, as a process of its own.
const envProgram = "OSO_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(envProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// owner is who sets up and starts a service, by its program.
type owner struct {
	t      *testing.T
	dir    string // the service's data folder
	away   string // for what does not lie in it
	master string // file
	env    []string
	as     *syscall.Credential
	// program is the test's own binary, or a copy that others may start.
	program string
}

func newOwner(t *testing.T) *owner {
	t.Helper()
	away := t.TempDir()
	return &owner{t: t, dir: t.TempDir(), away: away, master: filepath.Join(away, "master.key"), program: os.Args[0]}
}

func (o *owner) command(args ...string) *exec.Cmd {
	cmd := exec.Command(o.program, args...)
	cmd.Env = append(append(os.Environ(), envProgram+"=1"), o.env...)
	if o.as != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: o.as}
	}
	return cmd
}

// run gives the exit code and what was said on stderr.
func (o *owner) run(args ...string) (int, string) {
	o.t.Helper()
	cmd := o.command(args...)
	var said bytes.Buffer
	cmd.Stderr = &said
	ended := time.AfterFunc(2*time.Minute, func() { cmd.Process.Kill() }) // it serves, which no test here waits for
	defer ended.Stop()
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		o.t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), said.String()
}

func (o *owner) must(args ...string) {
	o.t.Helper()
	if code, said := o.run(args...); code != 0 {
		o.t.Fatalf("%s: exit %d: %s", args, code, said)
	}
}

// made is a service with keys, at places.
func (o *owner) made(places ...string) *owner {
	o.t.Helper()
	o.must(append([]string{"admin", "keys", "--data", o.dir, "--master-key", o.master, "--root", filepath.Join(o.away, "root.key")}, places...)...)
	return o
}

// serves starts the service, waits until it runs and ends it: it has taken its
// places then. During is done while it runs.
func (o *owner) serves(during func(), places ...string) {
	o.t.Helper()
	cmd := o.command(append([]string{"serve", "--listen", "127.0.0.1:0", "--data", o.dir, "--master-key", o.master}, places...)...)
	said := &lockedBuffer{}
	cmd.Stderr = said
	if err := cmd.Start(); err != nil {
		o.t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { cmd.Wait(); close(ended) }()
	defer func() {
		cmd.Process.Signal(syscall.SIGTERM)
		<-ended
	}()
	for !strings.Contains(said.String(), "the service runs") {
		select {
		case <-ended:
			o.t.Fatalf("the service does not run: %s", said)
		case <-time.After(20 * time.Millisecond):
		}
	}
	if during != nil {
		during()
	}
}

// files are all files below the folders, with what is in them.
func files(t *testing.T, dirs ...string) []string {
	t.Helper()
	var list []string
	for _, dir := range dirs {
		if err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			sum := ""
			if !e.IsDir() {
				b, err := os.ReadFile(path)
				if err != nil {
					return err
				}
				sum = fmt.Sprintf("%x", sha256.Sum256(b))
			}
			list = append(list, path+" "+sum)
			return nil
		}); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
	return list
}

// tables are those of a PostgreSQL, with how many rows each has.
func tables(t *testing.T, address string) []string {
	t.Helper()
	var list []string
	query(t, address, func(d *sql.DB) error {
		rows, err := d.Query("SELECT table_name, (xpath('/row/n/text()', query_to_xml(format('SELECT COUNT(*) AS n FROM %I', table_name), true, true, '')))[1]::text FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var name, n string
			if err := rows.Scan(&name, &n); err != nil {
				return err
			}
			list = append(list, name+" "+n)
		}
		return rows.Err()
	})
	return list
}

func query(t *testing.T, address string, do func(*sql.DB) error) {
	t.Helper()
	d, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := do(d); err != nil {
		t.Fatal(err)
	}
}

func execute(t *testing.T, address string, statements ...string) {
	t.Helper()
	query(t, address, func(d *sql.DB) error {
		for _, s := range statements {
			if _, err := d.Exec(s); err != nil {
				return fmt.Errorf("%s: %w", s, err)
			}
		}
		return nil
	})
}

// objects are those of a storage.
func objects(t *testing.T, address string) []string {
	t.Helper()
	ctx := context.Background()
	s, err := blob.Dial(ctx, address, os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	if err := s.Keys(ctx, func(key string, size int64) error {
		list = append(list, fmt.Sprint(key, " ", size))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	slices.Sort(list)
	return list
}

// wrong is one start that has to be refused.
type wrong struct {
	args []string
	env  []string
	kind errs.Kind
	says string // of the sentence
	// untouched gives what must be the same before and after; nil: the folder.
	untouched func() []string
	as        *syscall.Credential
	during    func(func()) // holds something while it is tried; nil: nothing
	migrates  bool         // the command is migrate, not serve
}

// A start that is wrong says one sentence, ends with its code, and leaves
// everything as it was.
func TestWrongStarts(t *testing.T) {
	t.Parallel()
	for name, make := range map[string]func(*testing.T, *owner) wrong{
		"a folder that is not there": func(t *testing.T, o *owner) wrong {
			o.made()
			o.dir = filepath.Join(o.away, "not-there")
			return wrong{kind: errs.NotFound, says: "no service's data", untouched: func() []string { return files(t, o.away) }}
		},
		"a folder with somebody's files": func(t *testing.T, o *owner) wrong {
			o.made()
			o.dir = t.TempDir()
			write(t, filepath.Join(o.dir, "letters.txt"), "of somebody")
			return wrong{kind: errs.NotFound, says: "no service's data"}
		},
		"a master key that may not be read": func(t *testing.T, o *owner) wrong {
			o.made()
			as := nobody(t, o)
			if err := os.Chmod(o.master, 0); err != nil {
				t.Fatal(err)
			}
			return wrong{kind: errs.Refused, says: "may not be read", as: as}
		},
		"a folder whose service was moved": func(t *testing.T, o *owner) wrong {
			o.made()
			o.moved()
			return wrong{kind: errs.Refused, says: "was moved to a PostgreSQL"}
		},
		"a folder whose service was moved is migrated": func(t *testing.T, o *owner) wrong {
			o.made()
			o.moved()
			return wrong{migrates: true, kind: errs.Refused, says: "was moved to a PostgreSQL"}
		},
		"a certificate that is not there": func(t *testing.T, o *owner) wrong {
			o.made()
			return wrong{args: []string{"--certificate", filepath.Join(o.dir, "none.pem"), "--certificate-key", filepath.Join(o.dir, "none.key")}, kind: errs.Invalid, says: "certificate or its key cannot be read"}
		},
		"a mail server without its port": func(t *testing.T, o *owner) wrong {
			o.made()
			return wrong{args: []string{"--imap", "mail.example.org"}, kind: errs.Invalid, says: "like mail.example.org:993"}
		},
		"a mail server without a port":          wrongFlags(errs.Usage, "name or port", "--smtp", "mail.example.org", "--smtp-port", "0", "--mail-from", "no-reply@example.org"),
		"mails from nobody":                     wrongFlags(errs.Usage, "like no-reply@example.org", "--smtp", "mail.example.org", "--mail-from", "no-reply@"),
		"pages at no address":                   wrongFlags(errs.Usage, "--portal-url", "--portal-url", "portal.example.org"),
		"a key without its certificate":         wrongFlags(errs.Usage, "--certificate too", "--certificate-key", "key.pem"),
		"an inbox where nothing is":             wrongFlags(errs.Refused, "--inbox", "--inbox", "/nowhere/of/nobody"),
		"an address to listen on that is none":  wrongFlags(errs.Refused, "address to listen on", "--listen", "nonsense"),
		"an address of metrics that is no port": wrongFlags(errs.Refused, "address to listen on", "--metrics", "127.0.0.1:http-of-nobody"),
		"an inbox that is a file": func(t *testing.T, o *owner) wrong {
			o.made()
			return wrong{args: []string{"--inbox", filepath.Join(o.dir, "oso.db")}, kind: errs.Refused, says: "--inbox"}
		},
		"a database that is a text": func(t *testing.T, o *owner) wrong {
			o.made()
			write(t, filepath.Join(o.dir, "oso.db"), strings.Repeat("This is a letter. ", 300))
			return wrong{kind: errs.Refused, says: "no database of the service"}
		},
		"a SQLite of another program": func(t *testing.T, o *owner) wrong {
			o.made()
			at := filepath.Join(t.TempDir(), "places.sqlite")
			other(t, at, "CREATE TABLE moz_places (id INTEGER)")
			return wrong{args: []string{"--database", "sqlite:" + at}, kind: errs.Refused, says: "another program's", untouched: func() []string { return files(t, o.dir, filepath.Dir(at)) }}
		},
		"a SQLite of another program is migrated": func(t *testing.T, o *owner) wrong {
			o.made()
			at := filepath.Join(t.TempDir(), "places.sqlite")
			other(t, at, "CREATE TABLE goose_db_version (version_id INTEGER); INSERT INTO goose_db_version VALUES (4); CREATE TABLE cases (id INTEGER)")
			return wrong{migrates: true, args: []string{"--database", "sqlite:" + at}, kind: errs.Refused, says: "another program's", untouched: func() []string { return files(t, o.dir, filepath.Dir(at)) }}
		},
		"a schema too new": func(t *testing.T, o *owner) wrong {
			o.made()
			newer(t, filepath.Join(o.dir, "oso.db"))
			return wrong{kind: errs.Unsupported, says: "newer version"}
		},
		"a schema too new is migrated": func(t *testing.T, o *owner) wrong {
			o.made()
			newer(t, filepath.Join(o.dir, "oso.db"))
			return wrong{migrates: true, kind: errs.Unsupported, says: "newer version"}
		},
		"a second service on a SQLite": func(t *testing.T, o *owner) wrong {
			o.made()
			return wrong{kind: errs.Conflict, says: "Another process serves this data folder", during: func(f func()) {
				o.serves(func() {
					before := files(t, filepath.Join(o.dir, "blobs"))
					f()
					if after := files(t, filepath.Join(o.dir, "blobs")); !slices.Equal(before, after) {
						t.Errorf("before\n%s\nand after\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
					}
				})
			}, untouched: func() []string { return nil }}
		},
		"a folder that may not be written": func(t *testing.T, o *owner) wrong {
			o.made()
			return wrong{kind: errs.Refused, says: "may write", as: nobody(t, o)}
		},
		"a folder that may not be read": func(t *testing.T, o *owner) wrong {
			o.made()
			as := nobody(t, o)
			if err := os.Chmod(o.dir, 0o700); err != nil {
				t.Fatal(err)
			}
			return wrong{kind: errs.Refused, says: "cannot be read", as: as}
		},
		"a file in the folder's place": func(t *testing.T, o *owner) wrong {
			o.made()
			o.dir = filepath.Join(o.dir, "oso.db")
			return wrong{kind: errs.Refused, says: "A file has the name", untouched: func() []string { return files(t, filepath.Dir(o.dir)) }}
		},
		"another master key": func(t *testing.T, o *owner) wrong {
			o.made()
			os.Remove(o.master)
			if err := keys.NewMaster().Write(o.master); err != nil {
				t.Fatal(err)
			}
			return wrong{kind: errs.Untrusted, says: "master key"}
		},
		"keys are made beside a master key that is none": func(t *testing.T, o *owner) wrong {
			o.dir = filepath.Join(o.dir, "not-there")
			write(t, o.master, "of somebody")
			return wrong{args: []string{"admin", "keys", "--root", filepath.Join(o.away, "root.key")}, kind: errs.Invalid, says: "not a master key",
				untouched: func() []string { return files(t, filepath.Dir(o.dir), o.away) }}
		},
		"a kind of database that is not known": func(t *testing.T, o *owner) wrong {
			o.anyMaster()
			return wrong{args: []string{"--database", "mysql://localhost/oso"}, kind: errs.Invalid, says: "kind of database"}
		},
		"a kind of database that is not known is migrated": func(t *testing.T, o *owner) wrong {
			o.dir = filepath.Join(o.dir, "not-there")
			return wrong{migrates: true, args: []string{"--database", "mysql://localhost/oso"}, kind: errs.Invalid, says: "kind of database", untouched: func() []string { return files(t, filepath.Dir(o.dir)) }}
		},
		"an address that is none": func(t *testing.T, o *owner) wrong {
			o.anyMaster()
			return wrong{args: []string{"--database", "postgres://oso:secret@local host/oso"}, kind: errs.Invalid, says: "not one of a PostgreSQL"}
		},
		"a host that is not there": func(t *testing.T, o *owner) wrong {
			o.anyMaster()
			return wrong{args: []string{"--database", "postgres://oso:secret@no-such-host.invalid/oso"}, kind: errs.Unreachable, says: "does not answer"}
		},
		"a PostgreSQL that does not run is migrated": func(t *testing.T, o *owner) wrong {
			o.dir = filepath.Join(o.dir, "not-there")
			return wrong{migrates: true, args: []string{"--database", "postgres://oso:secret@127.0.0.1:1/oso"}, kind: errs.Unreachable, says: "does not answer", untouched: func() []string { return files(t, filepath.Dir(o.dir)) }}
		},
		"a kind of storage that is not known": func(t *testing.T, o *owner) wrong {
			o.made()
			return wrong{args: []string{"--blobs", "gs://bucket"}, kind: errs.Invalid, says: "kind of storage"}
		},
		"a zone that means another in each browser": func(t *testing.T, o *owner) wrong {
			o.made()
			return wrong{args: []string{"--office", "Local"}, kind: errs.Usage, says: "has to be named"}
		},
		"an address of no bucket": func(t *testing.T, o *owner) wrong {
			o.made()
			return wrong{args: []string{"--blobs", "s3://user:secret@bucket"}, kind: errs.Invalid, says: "not one of a bucket"}
		},
		"a bucket without credentials": func(t *testing.T, o *owner) wrong {
			o.made()
			return wrong{args: []string{"--blobs", "s3://bucket"}, env: []string{"AWS_ACCESS_KEY_ID="}, kind: errs.Usage, says: "AWS_ACCESS_KEY_ID"}
		},
		"a storage that does not answer": func(t *testing.T, o *owner) wrong {
			o.made()
			return wrong{args: []string{"--blobs", "s3://bucket?region=x&endpoint=http://127.0.0.1:1"}, env: []string{"AWS_ACCESS_KEY_ID=a", "AWS_SECRET_ACCESS_KEY=b"}, kind: errs.Unreachable, says: "storage does not answer"}
		},
		"another service's folder of blobs": func(t *testing.T, o *owner) wrong {
			o.made()
			other := newOwner(t).made()
			other.serves(nil)
			its := filepath.Join(other.dir, "blobs")
			write(t, filepath.Join(its, "tmp", "under-way"), "an upload of the other")
			return wrong{args: []string{"--blobs", "file:" + its}, kind: errs.Refused, says: "another service", untouched: func() []string { return files(t, o.dir, other.dir) }}
		},

		// On a PostgreSQL.
		"a PostgreSQL without a service": func(t *testing.T, o *owner) wrong {
			at := dbtest.New(t)
			o.dir = filepath.Join(o.dir, "not-there")
			o.anyMaster()
			return wrong{args: []string{"--database", at}, kind: errs.NotFound, says: "no service's data", untouched: func() []string { return append(files(t, filepath.Dir(o.dir)), tables(t, at)...) }}
		},
		"a PostgreSQL of another program": func(t *testing.T, o *owner) wrong {
			at := dbtest.New(t)
			o.anyMaster()
			execute(t, at, "CREATE TABLE cases (id int)")
			return wrong{args: []string{"--database", at}, kind: errs.Refused, says: "another program's", untouched: func() []string { return append(files(t, o.dir), tables(t, at)...) }}
		},
		"a PostgreSQL of another program is migrated": func(t *testing.T, o *owner) wrong {
			at := dbtest.New(t)
			execute(t, at, "CREATE TABLE goose_db_version (id int, version_id bigint)", "INSERT INTO goose_db_version VALUES (1, 20240101120000)", "CREATE TABLE orders (id int)")
			return wrong{migrates: true, args: []string{"--database", at}, kind: errs.Refused, says: "another program's", untouched: func() []string { return append(files(t, o.dir), tables(t, at)...) }}
		},
		"a PostgreSQL of another program gets keys": func(t *testing.T, o *owner) wrong {
			at := dbtest.New(t)
			execute(t, at, "CREATE TABLE orders (id int)")
			return wrong{args: []string{"--database", at, "admin", "keys", "--root", filepath.Join(o.away, "root.key")}, kind: errs.Refused, says: "another program's", untouched: func() []string { return append(files(t, o.dir, o.away), tables(t, at)...) }}
		},
		"another master key of a PostgreSQL": func(t *testing.T, o *owner) wrong {
			at := dbtest.New(t)
			o.made("--database", at)
			os.Remove(o.master)
			o.anyMaster()
			o.dir = filepath.Join(o.dir, "not-there")
			return wrong{args: []string{"--database", at}, kind: errs.Untrusted, says: "master key", untouched: func() []string { return append(files(t, filepath.Dir(o.dir)), tables(t, at)...) }}
		},
		"a schema too new on PostgreSQL": func(t *testing.T, o *owner) wrong {
			at := dbtest.New(t)
			o.made("--database", at)
			execute(t, at, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9001, TRUE)")
			return wrong{args: []string{"--database", at}, kind: errs.Unsupported, says: "newer version", untouched: func() []string { return append(files(t, o.dir), tables(t, at)...) }}
		},
		"no such database": func(t *testing.T, o *owner) wrong {
			o.anyMaster()
			at := changed(t, dbtest.New(t), func(u *url.URL) { u.Path = "/oso_of_nobody" })
			return wrong{args: []string{"--database", at}, kind: errs.NotFound, says: "no database of this name"}
		},
		"a wrong password": func(t *testing.T, o *owner) wrong {
			o.anyMaster()
			at := dbtest.New(t)
			execute(t, at, "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'guarded') THEN CREATE ROLE guarded LOGIN PASSWORD 'right'; END IF; END $$")
			return wrong{args: []string{"--database", changed(t, at, func(u *url.URL) { u.User = url.UserPassword("guarded", "wrong") })}, kind: errs.Forbidden, says: "user and password"}
		},
		"a user who may only read": func(t *testing.T, o *owner) wrong {
			at := dbtest.New(t)
			o.made("--database", at)
			role := "reads_" + casefile.NewID()[:8]
			execute(t, at, "CREATE ROLE "+role+" LOGIN", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO "+role)
			t.Cleanup(func() { execute(t, at, "DROP OWNED BY "+role, "DROP ROLE "+role) })
			return wrong{args: []string{"--database", changed(t, at, func(u *url.URL) { u.User = url.User(role) })}, kind: errs.Refused, says: "may not write", untouched: func() []string { return append(files(t, o.dir), tables(t, at)...) }}
		},
		"a user who may make no tables migrates": func(t *testing.T, o *owner) wrong {
			at := dbtest.New(t)
			role := "makes_nothing_" + casefile.NewID()[:8]
			execute(t, at, "CREATE ROLE "+role+" LOGIN", "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
			t.Cleanup(func() { execute(t, at, "DROP ROLE "+role) })
			return wrong{migrates: true, args: []string{"--database", changed(t, at, func(u *url.URL) { u.User = url.User(role) })}, kind: errs.Refused, says: "may not write", untouched: func() []string { return append(files(t, o.dir), tables(t, at)...) }}
		},
		"a PostgreSQL that takes no writes": func(t *testing.T, o *owner) wrong {
			at := dbtest.New(t)
			o.made("--database", at)
			role := "stands_by_" + casefile.NewID()[:8]
			execute(t, at, "CREATE ROLE "+role+" LOGIN SUPERUSER", "ALTER ROLE "+role+" SET default_transaction_read_only = on")
			t.Cleanup(func() { execute(t, at, "DROP ROLE "+role) })
			return wrong{args: []string{"--database", changed(t, at, func(u *url.URL) { u.User = url.User(role) })}, kind: errs.Unreachable, says: "takes no writes", untouched: func() []string { return append(files(t, o.dir), tables(t, at)...) }}
		},

		// In a bucket.
		"a wrong secret": func(t *testing.T, o *owner) wrong {
			at := blobtest.Address(t)
			o.made()
			return wrong{args: []string{"--blobs", at}, env: []string{"AWS_SECRET_ACCESS_KEY=wrong"}, kind: errs.Refused, says: "may not write, read, list and delete", untouched: func() []string { return append(files(t, o.dir), objects(t, at)...) }}
		},
		"no such bucket": func(t *testing.T, o *owner) wrong {
			o.made()
			at := changed(t, blobtest.Address(t), func(u *url.URL) { u.Host = "of-nobody" })
			return wrong{args: []string{"--blobs", at}, kind: errs.Refused, says: "is not there"}
		},
		"no right to put":    refused(http.MethodPut, "/probe/"),
		"no right to list":   refused(http.MethodGet, "list-type"),
		"no right to get":    refused(http.MethodGet, "/probe/"),
		"no right to delete": refused(http.MethodDelete, "/probe/"),
		"another service's bucket": func(t *testing.T, o *owner) wrong {
			at := blobtest.Address(t)
			newOwner(t).made().serves(nil, "--blobs", at)
			o.made()
			return wrong{args: []string{"--blobs", at}, kind: errs.Refused, says: "another service", untouched: func() []string { return append(files(t, o.dir), objects(t, at)...) }}
		},
		"another service's bucket is backed up": func(t *testing.T, o *owner) wrong {
			at := blobtest.Address(t)
			newOwner(t).made().serves(nil, "--blobs", at)
			o.made()
			return wrong{args: []string{"--blobs", at, "admin", "backup", filepath.Join(o.away, "backup")}, kind: errs.Refused, says: "another service", untouched: func() []string { return append(files(t, o.dir, o.away), objects(t, at)...) }}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOwner(t)
			w := make(t, o)
			o.env, o.as = w.env, w.as
			if w.untouched == nil {
				w.untouched = func() []string { return files(t, o.dir) }
			}
			args := []string{"serve", "--listen", "127.0.0.1:0"}
			if i := slices.Index(w.args, "admin"); i >= 0 {
				args, w.args = w.args[i:], w.args[:i]
			} else if w.migrates {
				args = []string{"migrate"}
			}
			args = append(append(args, "--data", o.dir, "--master-key", o.master), w.args...)
			before := w.untouched()
			try := func() {
				code, said := o.run(args...)
				if code != errs.Exit(w.kind) || code == 0 {
					t.Errorf("exit %d, want %d (%s)", code, errs.Exit(w.kind), w.kind)
				}
				if strings.Count(said, "\n") != 1 || !strings.Contains(said, w.says) || strings.Contains(said, "secret") && !strings.Contains(said, "SECRET") {
					t.Errorf("it says %q, want one line with %q", said, w.says)
				}
			}
			if w.during != nil {
				w.during(try)
			} else {
				try()
			}
			if after := w.untouched(); !slices.Equal(before, after) {
				t.Errorf("before\n%s\nand after\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
			}
		})
	}
}

// wrongFlags is a service that is as it should be, started with such flags.
func wrongFlags(kind errs.Kind, says string, flags ...string) func(*testing.T, *owner) wrong {
	return func(t *testing.T, o *owner) wrong {
		o.made()
		return wrong{args: flags, kind: kind, says: says}
	}
}

// The first command of a service on a PostgreSQL makes its folder.
func TestKeysOnAPostgreSQLMakeTheFolder(t *testing.T) {
	t.Parallel()
	at := dbtest.New(t)
	o := newOwner(t)
	o.dir = filepath.Join(o.dir, "new")
	o.must("admin", "keys", "--data", o.dir, "--database", at, "--root", filepath.Join(o.away, "root.key"))
	if _, err := os.Stat(filepath.Join(o.dir, "master.key")); err != nil {
		t.Error(err)
	}
}

// refused is a bucket in which one kind of request is not allowed.
func refused(method, has string) func(*testing.T, *owner) wrong {
	return func(t *testing.T, o *owner) wrong {
		at, line := blobtest.Address(t), blobtest.Lay(t)
		line.Befall(func(r *http.Request) blobtest.Fault {
			if r.Method == method && strings.Contains(r.URL.String(), has) {
				return blobtest.Says(http.StatusForbidden, "AccessDenied")
			}
			return nil
		})
		o.made()
		return wrong{args: []string{"--blobs", line.Lead(at)}, kind: errs.Refused, says: "may not write, read, list and delete", untouched: func() []string {
			return slices.DeleteFunc(append(files(t, o.dir), objects(t, at)...), func(s string) bool {
				return strings.HasPrefix(s, "probe/") // where the one right that is missing is to delete
			})
		}}
	}
}

// moved leaves the folder as a move does.
func (o *owner) moved() {
	o.t.Helper()
	at := filepath.Join(o.dir, "oso.db")
	if err := os.Rename(at, at+".moved"); err != nil {
		o.t.Fatal(err)
	}
}

// anyMaster writes a master key, where it is not what is tried.
func (o *owner) anyMaster() {
	o.t.Helper()
	if err := keys.NewMaster().Write(o.master); err != nil {
		o.t.Fatal(err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
		t.Fatal(err)
	}
}

// other makes a file of SQLite that is not the service's, in SQLite's usual mode.
func other(t *testing.T, path, statements string) {
	t.Helper()
	ctx := context.Background()
	d, err := db.OpenMemory(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := d.Writer().Exec(statements); err != nil {
		t.Fatal(err)
	}
	if err := d.Backup(ctx, path); err != nil {
		t.Fatal(err)
	}
}

// newer makes a database one of a later format.
func newer(t *testing.T, path string) {
	t.Helper()
	ctx := context.Background()
	d, err := db.Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := d.Writer().Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9001, TRUE)"); err != nil {
		t.Fatal(err)
	}
	if err := d.Settle(ctx); err != nil {
		t.Fatal(err)
	}
}

// nobody is a user who may read everything of the owner's and write nothing.
func nobody(t *testing.T, o *owner) *syscall.Credential {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root starts a program as somebody else")
	}
	program := filepath.Join(o.away, "program") // the tests' own folder is root's
	from, err := os.Open(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	to, err := os.OpenFile(program, os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(to, from); err != nil {
		t.Fatal(err)
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	o.program = program
	for _, dir := range []string{o.dir, o.away} {
		if err := filepath.WalkDir(filepath.Dir(dir), func(path string, e fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			mode := fs.FileMode(0o444)
			if e.IsDir() || path == program {
				mode = 0o555
			}
			return os.Chmod(path, mode)
		}); err != nil {
			t.Fatal(err)
		}
	}
	return &syscall.Credential{Uid: 65534, Gid: 65534}
}

func changed(t *testing.T, address string, change func(*url.URL)) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	change(u)
	return u.String()
}
