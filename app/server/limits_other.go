//go:build !unix

package main

// forbidCoreDumps has nothing to forbid here: the service runs on Unix systems.
func forbidCoreDumps() error { return nil }
