// Package process hardens the process it runs in, for both programs.
//
// ForbidCoreDumps keeps memory off the disk when a program crashes, and
// TakeSecrets keeps secrets out of what child processes inherit. Both are asked
// once, first thing in main, before a thread or a child exists that would keep
// what was there before. Limits on a child that reads files are internal/pdf's.
package process

import (
	"os"
	"strings"
)

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
