//go:build unix

package server

import (
	"os"
	"syscall"

	"oso/internal/errs"
)

// lock is held by the one process that serves a data folder; the system gives
// it back when the process dies.
type lock struct{ f *os.File }

func takeLock(path string) (*lock, error) {
	const op = "lock data folder"
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, errs.Wrap(err, errs.NotFound, op, "There is no service's data in this folder, or it may not be written. Nothing was changed. Give the folder with --data.")
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, errs.Wrap(err, errs.Conflict, op, "Another process serves this data folder. Nothing was changed. Stop it first.")
	}
	return &lock{f}, nil
}

func (l *lock) release() {
	if l != nil {
		l.f.Close()
	}
}
