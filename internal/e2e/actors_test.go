package e2e

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"oso/app/cli"
	"oso/internal/clinic/vault/vaulttest"
	"oso/internal/demo"
	"oso/internal/pdf"
	"oso/internal/server/notify"
)

// The test binary can play both programs, as processes of their own that can
// be killed: their code is the programs', put together as their mains do it,
// but for three things that only a test may have: a passphrase that costs nothing,
// a clock that is off, and random numbers of the system, since the cryptographic
// module's own take longer to begin than most commands to run (ADR 121).

const (
	envActor = "OSO_E2E_ACTOR" // "desk" or "service"
	envClock = "OSO_E2E_CLOCK" // by how much its clock is off, as a duration

	// Of a service that is one instance among several: where it is kept, and what
	// all of them share outside of it.
	envDatabase = "OSO_E2E_DATABASE"
	envBlobs    = "OSO_E2E_BLOBS"
	envTill     = "OSO_E2E_TILL"  // URL of the gateway
	envMail     = "OSO_E2E_MAIL"  // port of the mail server
	envPeople   = "OSO_E2E_STAFF" // not empty: people act, no autopilot does
)

// act plays a program if this process was started to be one.
func act() {
	if len(os.Args) == 2 && os.Args[1] == pdf.ChildCommand {
		os.Exit(pdf.ChildMain(os.Stdin, os.Stdout))
	}
	now := clockOff(os.Getenv(envClock))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	switch os.Getenv(envActor) {
	case "desk":
		d := workstation{data: os.Getenv("OSO_DATA"), user: os.Getenv("OSO_USER"), passphrase: os.Getenv("OSO_PASSPHRASE"), newPassphrase: os.Getenv("OSO_NEW_PASSPHRASE"), clock: os.Getenv(envClock)}
		p := d.program(os.Stdin, os.Stdout, os.Stderr)
		os.Exit(p.Run(ctx, os.Args[1:]))
	case "load":
		if err := generate(ctx, os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	case "service":
		cfg := demo.Config{
			Dir: os.Args[1], Listen: os.Args[2], Console: "127.0.0.1:0", Autopilot: os.Getenv(envPeople) == "",
			Database: os.Getenv(envDatabase), Blobs: os.Getenv(envBlobs), Env: os.Getenv,
			Out: os.Stdout, Now: now, Log: slog.New(slog.NewJSONHandler(os.Stderr, nil)),
		}
		if s := os.Getenv(envTill); s != "" {
			cfg.Till = farTill{s}
		}
		if port, err := strconv.Atoi(os.Getenv(envMail)); err == nil {
			cfg.Mail = notify.SMTP{Host: "127.0.0.1", Port: port, Plain: true, From: "no-reply@oso.example"}
		}
		if err := demo.Run(ctx, cfg); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
}

// clockOff is a clock that is off by a duration; empty: by nothing.
func clockOff(by string) func() time.Time {
	var off time.Duration
	if by != "" {
		var err error
		if off, err = time.ParseDuration(by); err != nil {
			panic(err)
		}
	}
	return func() time.Time { return time.Now().Add(off) }
}

// workstation is a clinic's computer, where the clinic's program may be a process of its
// own that can be killed, or a call where nothing befalls it.
type workstation struct {
	home, data, user, passphrase, newPassphrase string
	clock                                       string   // by how much it is off
	env                                         []string // of a process, besides
}

func (d workstation) program(stdin *os.File, stdout, stderr io.Writer) *cli.Program {
	return &cli.Program{
		Stdin: stdin, Stdout: stdout, Stderr: stderr, DataDir: d.data, Now: clockOff(d.clock), Rounds: vaulttest.Few(), Version: "0.0.0", Commit: "test",
		Secrets: map[string]string{"OSO_PASSPHRASE": d.passphrase, "OSO_NEW_PASSPHRASE": d.newPassphrase},
		Getenv: func(name string) string {
			return map[string]string{"OSO_USER": d.user, "OSO_DATA": d.data, "HOME": d.home}[name]
		},
	}
}

// process is the program as one.
func (d workstation) process(args ...string) *exec.Cmd {
	return asActor("desk", append([]string{
		"HOME=" + d.home, "OSO_USER=" + d.user, "OSO_DATA=" + d.data, "OSO_PASSPHRASE=" + d.passphrase, "OSO_NEW_PASSPHRASE=" + d.newPassphrase, envClock + "=" + d.clock,
	}, d.env...), append(args, "--json")...)
}

// call runs the program within the test's process, where it need not start. What it
// leaves behind in memory would show in the next one.
func (d workstation) call(t *testing.T, args ...string) ([]byte, int) {
	t.Helper()
	if d.env != nil {
		return run(t, d.process(args...))
	}
	var out, said bytes.Buffer
	code := d.program(nil, &out, &said).Run(t.Context(), append(args, "--json"))
	if code != 0 && said.Len() > 0 {
		t.Logf("%s: %s", strings.Join(args, " "), tail(said.String()))
	}
	return out.Bytes(), code
}

// asActor is the command that plays a program.
func asActor(actor string, env []string, args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "OSO_") {
			cmd.Env = append(cmd.Env, e)
		}
	}
	cmd.Env = append(append(cmd.Env, envActor+"="+actor, "GODEBUG=fips140=off"), env...)
	return cmd
}
