// Package process hardens the process it runs in, for both programs.
//
// ForbidCoreDumps keeps memory off the disk when a program crashes, and
// TakeSecrets keeps secrets out of what child processes inherit. HearClosedPipes
// lets a program say that nobody took its answer. Each is asked once, first thing in main, before a thread or a child exists that would keep
// what was there before. Limits on a child that reads files are internal/pdf's.
package process

import (
	"os"
	"os/signal"
	"strings"
	"syscall"
)

// HearClosedPipes makes a write into a pipe that nobody reads any more an error
// of that write. Else it ends the program without a word (SIGPIPE), when what it
// was asked to do is done and what it was to show, such as a password, is lost.
// Child processes are as they were.
func HearClosedPipes() {
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) // the write says it
}

// TakeSecrets reads the named variables and removes them, so that no child
// process inherits them, and where it can so that nobody reads them as what the
// process began with.
func TakeSecrets(names ...string) map[string]string {
	taken := map[string]string{}
	for _, name := range names {
		if v, ok := os.LookupEnv(name); ok {
			taken[name] = strings.Clone(v)
			os.Unsetenv(name)
			_ = forget(name, v) // else it stays as readable as it was; THREATS says so
		}
	}
	return taken
}
