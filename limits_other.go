//go:build !unix

package main

// forbidCoreDumps does nothing here: whether a crash leaves the program's
// memory on disk is the owner's setting (docs/THREATS.md).
func forbidCoreDumps() error { return nil }
