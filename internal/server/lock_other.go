//go:build !unix

package server

import "oso/internal/errs"

// lock: the service runs on Unix systems; elsewhere it is built for its tools.
type lock struct{}

func takeLock(string) (*lock, error) {
	return nil, errs.E(errs.Unsupported, "lock data folder", "The service does not run on this system. Nothing was changed.")
}

func (l *lock) release() {}
