package vault

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"oso/internal/errs"
)

const backupHeader = "OSOBACKUP1\n"

// Backup writes one file with all that the data folder holds, sealed as it
// is, and reads it back. Writers wait for it. The device secret is not in it:
// where a slot needs the keyring and that is lost, the recovery kit opens the
// restored vault. Kinds: Conflict (there is such a file, or records are being
// added), Refused (inside the data folder), DiskFull.
func (v *Vault) Backup(ctx context.Context, file string) error {
	inside, err := Within(file, v.dir)
	if err != nil {
		return err
	}
	if inside {
		return errs.E(errs.Refused, "back up", "A backup may not lie in the data folder: it would be lost with it. Nothing was written. Name another place.")
	}
	v.write.Lock()
	defer v.write.Unlock()
	v.mu.RLock()
	busy := len(v.batches) > 0
	v.mu.RUnlock()
	if busy {
		return errs.E(errs.Conflict, "back up", "Records are being added. Nothing was written. Wait until that is done, then try again.")
	}
	if err := v.checkpoint(); err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return errs.Wrap(fs.ErrExist, errs.Conflict, "back up", "There is a file of that name already. Nothing was written. Name another file for the backup.")
	}
	if err != nil {
		return fileErr(err, "back up")
	}
	err = v.writeBackup(ctx, f)
	if err == nil {
		err = f.Sync()
	}
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err == nil {
		err = readBackup(ctx, f, func(string, int64, io.Reader) error { return nil })
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = syncDir(filepath.Dir(file))
	}
	if err != nil {
		os.Remove(file) // what may not last is no backup
		return kindOfFile(err, "back up")
	}
	return nil
}

// FileErr gives an error of a file that a person asked for its kind: DiskFull,
// DiskFailed, or what the file system refused. An error that has one keeps it.
func FileErr(err error, op string) error {
	if err == nil {
		return nil
	}
	return kindOfFile(err, op)
}

// SyncDir makes the names in a folder last.
func SyncDir(dir string) error { return syncDir(dir) }

// kindOfFile keeps the kind that err has, and gives one to what the file
// system said.
func kindOfFile(err error, op string) error {
	var own *errs.Error
	if errors.As(err, &own) {
		return fmt.Errorf("%s: %w", op, err)
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return dbErr(err, op)
	}
	return fileErr(err, op)
}

// writeBackup writes the header, the files (vault.db last, so that a restore
// that was cut off has none), an empty name, and the SHA-256 of all before.
func (v *Vault) writeBackup(ctx context.Context, f *os.File) error {
	sum := sha256.New()
	buf := bufio.NewWriterSize(f, 1<<20)
	out := io.MultiWriter(buf, sum)
	if _, err := io.WriteString(out, backupHeader); err != nil {
		return err
	}
	err := v.eachRecordFile(func(name string) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !backupName(filepath.ToSlash(name)) {
			return nil
		}
		// Opening settles what a crash left in the journal.
		r, err := v.openRecords(strings.TrimSuffix(filepath.Base(name), ".db"), true)
		switch {
		case err == nil:
			defer v.releaseRecords(r)
		case !errs.Is(err, errs.Damaged): // a damaged one is kept as it is
			return err
		}
		return writeEntry(out, v.dir, name)
	})
	if err == nil {
		err = writeEntry(out, v.dir, dbName)
	}
	if err == nil {
		_, err = out.Write([]byte{0, 0})
	}
	if err == nil {
		_, err = buf.Write(sum.Sum(nil))
	}
	if err == nil {
		err = buf.Flush()
	}
	return err
}

func writeEntry(out io.Writer, dir, name string) error {
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return err
	}
	slashed := filepath.ToSlash(name)
	head := binary.BigEndian.AppendUint16(nil, uint16(len(slashed)))
	head = append(head, slashed...)
	head = binary.BigEndian.AppendUint64(head, uint64(st.Size()))
	if _, err := out.Write(head); err != nil {
		return err
	}
	_, err = io.CopyN(out, f, st.Size())
	return err
}
