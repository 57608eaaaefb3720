//go:build !unix

package process

// ForbidCoreDumps does nothing here: whether a crash leaves the program's
// memory on disk is the owner's setting (docs/THREATS.md).
func ForbidCoreDumps() error { return nil }
