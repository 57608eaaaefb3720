//go:build unix

package main

import "syscall"

// forbidCoreDumps keeps a crash from leaving the master key and opened cases
// on disk.
func forbidCoreDumps() error {
	return syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{})
}
