package vault

import (
	"errors"
	"os"
	"syscall"

	"golang.org/x/sys/windows"

	"oso/internal/errs"
)

// Windows has no fsync for folders; NTFS journals names itself.
const dirSyncUnsupported = true

const readOnlyErrno = windows.ERROR_WRITE_PROTECT

var fullErrnos = [...]syscall.Errno{windows.ERROR_DISK_FULL, windows.ERROR_HANDLE_DISK_FULL, windows.ERROR_DISK_QUOTA_EXCEEDED}

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
	err = windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &windows.Overlapped{})
	if err != nil {
		f.Close()
		if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
			return nil, errs.Wrap(err, errs.VaultInUse, "lock vault", inUseMsg)
		}
		return nil, fileErr(err, "lock vault")
	}
	return f, nil
}

// dropLock lets go of the lock.
func dropLock(f *os.File) error {
	if f == nil {
		return nil
	}
	return errors.Join(windows.UnlockFileEx(windows.Handle(f.Fd()), 0, 1, 0, &windows.Overlapped{}), f.Close())
}

// mayMakeIn tells whether files may be made in a folder. Here the folder's right
// is its files' too, and nothing says it without making one.
func mayMakeIn(string) bool { return true }
