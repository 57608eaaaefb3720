// Command oso-server is the service: the clinic's door, the staff's pages, the
// jobs, and the acts of an administrator.
//
//	oso-server serve --data DIR --listen ADDR
//	oso-server migrate --data DIR
//	oso-server admin ...
//	oso-server demo [--data DIR] [--listen 127.0.0.1:0] [--autopilot]
//
// It promises the names, JSON fields and exit codes of the command line; what
// the acts do is internal/server's.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // of the office, on a machine without its own

	"oso/internal/pdf"
	"oso/internal/process"
)

// version and commit are set by the linker.
var (
	version = "development"
	commit  = ""
)

func main() {
	if err := process.ForbidCoreDumps(); err != nil {
		fmt.Fprintln(os.Stderr, "oso-server: a crash of this program may leave its memory on disk: core dumps could not be switched off")
	}
	process.HearClosedPipes()
	if len(os.Args) == 2 && os.Args[1] == pdf.ChildCommand {
		os.Exit(pdf.ChildMain(os.Stdin, os.Stdout)) // this process reads untrusted files and nothing else
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, program{out: os.Stdout, err: os.Stderr, env: os.Getenv, now: time.Now}, os.Args[1:])
	stop()
	os.Exit(code)
}
