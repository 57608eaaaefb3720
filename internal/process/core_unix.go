//go:build unix

package process

import "golang.org/x/sys/unix"

// ForbidCoreDumps keeps this process and its children from leaving their
// memory, with keys and patients in it, on disk when they crash.
func ForbidCoreDumps() error {
	return unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
}
