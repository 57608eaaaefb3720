package e2e

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"oso/app/cli"
	"oso/internal/clinic/vault/vaulttest"
	"oso/internal/demo"
	"oso/internal/pdf"
	"oso/internal/server/notify"
)

// The test binary can play both programs, as processes of their own that can
// be killed: their code is the programs', put together as their mains do it,
// but for two things that only a test may have, a passphrase that costs nothing
// and a clock that is off.

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
	var off time.Duration
	if s := os.Getenv(envClock); s != "" {
		var err error
		if off, err = time.ParseDuration(s); err != nil {
			panic(err)
		}
	}
	now := func() time.Time { return time.Now().Add(off) }
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	switch os.Getenv(envActor) {
	case "desk":
		p := cli.Program{
			Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, DataDir: os.Getenv("OSO_DATA"),
			Secrets: map[string]string{"OSO_PASSPHRASE": os.Getenv("OSO_PASSPHRASE"), "OSO_NEW_PASSPHRASE": os.Getenv("OSO_NEW_PASSPHRASE")}, Now: now, Rounds: vaulttest.Few(), Version: "0.0.0", Commit: "test",
		}
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

// asActor is the command that plays a program.
func asActor(actor string, env []string, args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "OSO_") {
			cmd.Env = append(cmd.Env, e)
		}
	}
	cmd.Env = append(append(cmd.Env, envActor+"="+actor), env...)
	return cmd
}
