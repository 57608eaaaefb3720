//go:build unix

package vault

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"oso/internal/errs"
)

const dirSyncUnsupported = false

const readOnlyErrno = syscall.EROFS

var fullErrnos = [...]syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG}

const inUseMsg = "Another window or program has this vault open. Nothing was changed. Close it there, then try again."

// takeLock holds the file until it is closed, or the process ends.
func takeLock(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil && mayOnlyRead(path) {
		f, err = os.Open(path)
	}
	if err != nil {
		return nil, fileErr(err, "lock vault")
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, errs.Wrap(err, errs.VaultInUse, "lock vault", inUseMsg)
		}
		return nil, fileErr(err, "lock vault")
	}
	return f, nil
}

// dropLock lets go of the lock at once: a child that is just being started
// holds the file open a moment longer.
func dropLock(f *os.File) error {
	if f == nil {
		return nil
	}
	return errors.Join(syscall.Flock(int(f.Fd()), syscall.LOCK_UN), f.Close())
}

// mayMakeIn tells whether files may be made in a folder; nothing is made for it.
func mayMakeIn(dir string) bool {
	const write, search = 2, 1
	err := syscall.Access(dir, write|search)
	return !errors.Is(err, fs.ErrPermission) && !errors.Is(err, syscall.EROFS)
}
