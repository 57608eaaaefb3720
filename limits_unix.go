//go:build unix

package main

import "golang.org/x/sys/unix"

// forbidCoreDumps keeps this process and its children from leaving their
// memory, with keys and patients in it, on disk when they crash.
func forbidCoreDumps() error {
	return unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
}
