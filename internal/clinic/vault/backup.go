package vault

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
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
	if err != nil {
		os.Remove(file)
		return kindOfFile(err, "back up")
	}
	return syncDir(filepath.Dir(file))
}

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

// summed reads and hashes.
type summed struct {
	r   *bufio.Reader
	sum hash.Hash
}

func (s summed) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	s.sum.Write(p[:n])
	return n, err
}

// readBackup hands every file in the backup to take, which may leave some of
// it unread, and compares the SHA-256 at the end.
func readBackup(ctx context.Context, f io.Reader, take func(name string, size int64, r io.Reader) error) error {
	broken := func(err error) error {
		return errs.Wrap(err, errs.Damaged, "read backup", "This backup is not whole, or not a backup of this program. Nothing was restored from it. Use another copy.")
	}
	in := summed{bufio.NewReaderSize(f, 1<<20), sha256.New()}
	head := make([]byte, len(backupHeader))
	if _, err := io.ReadFull(in, head); err != nil || string(head) != backupHeader {
		return broken(errors.New("no header"))
	}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		var n [8]byte
		if _, err := io.ReadFull(in, n[:2]); err != nil {
			return broken(err)
		}
		size := binary.BigEndian.Uint16(n[:2])
		if size == 0 {
			break
		}
		name := make([]byte, size)
		if _, err := io.ReadFull(in, name); err != nil {
			return broken(err)
		}
		if !backupName(string(name)) {
			return broken(errors.New("a name that is none of ours"))
		}
		if _, err := io.ReadFull(in, n[:]); err != nil {
			return broken(err)
		}
		content := &io.LimitedReader{R: in, N: int64(binary.BigEndian.Uint64(n[:]) & (1<<62 - 1))}
		if err := take(string(name), content.N, content); err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, content); err != nil || content.N > 0 {
			return broken(io.ErrUnexpectedEOF)
		}
	}
	want := in.sum.Sum(nil)
	got := make([]byte, sha256.Size+1)
	if k, _ := io.ReadFull(in.r, got); k != sha256.Size || !bytes.Equal(got[:k], want) {
		return broken(errors.New("SHA-256 differs"))
	}
	return nil
}

// backupName tells whether the name is one that Backup writes; no other is
// ever made on the disk.
func backupName(name string) bool {
	if name == dbName {
		return true
	}
	p := strings.Split(name, "/")
	if len(p) != 3 || p[0] != recordsDir {
		return false
	}
	file, ok := strings.CutSuffix(p[2], ".db")
	return ok && validID(file) && p[1] == file[:2]
}

// Restore puts a backup into dir, which must hold no vault: it is read whole
// and its SHA-256 compared before the first file is written. Kinds: Damaged,
// Conflict, NotFound, DiskFull.
func Restore(ctx context.Context, file, dir string) error {
	// SQLite would play a log that was left here into what is restored.
	for _, name := range []string{dbName, dbName + "-wal", dbName + "-shm", dbName + "-journal"} {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			return errs.E(errs.Conflict, "restore", "There is a vault in this data folder already, or what is left of one. Nothing was changed. Name an empty folder.")
		}
	}
	f, err := os.Open(file)
	if err != nil {
		return fileErr(err, "restore")
	}
	defer f.Close()
	if err := readBackup(ctx, f, func(string, int64, io.Reader) error { return nil }); err != nil {
		return kindOfFile(err, "restore")
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return fileErr(err, "restore")
	}
	if _, err := makeDir(dir); err != nil {
		return err
	}
	lock, err := takeLock(filepath.Join(dir, lockName))
	if err != nil {
		return err
	}
	defer dropLock(lock)
	err = (&restorer{dir: dir, sync: syncDir}).run(ctx, f)
	return kindOfFile(err, "restore")
}

// restorer writes a backup's files. The order is that of what must last: the
// records with their folders first, then the name vault.db, which is what makes
// a folder a vault.
type restorer struct {
	dir  string
	sync func(dir string) error // makes a folder's names last
}

func (s *restorer) run(ctx context.Context, backup io.Reader) error {
	folders := map[string]bool{s.dir: true}
	last := ""
	err := readBackup(ctx, backup, func(name string, size int64, r io.Reader) error {
		path := filepath.Join(s.dir, filepath.FromSlash(name))
		for d := filepath.Dir(path); d != s.dir; d = filepath.Dir(d) {
			folders[d] = true
		}
		part, err := writePart(path, r)
		if err != nil {
			return err
		}
		if name == dbName {
			last = part
			return nil
		}
		return rename(part, path)
	})
	if err == nil && last == "" {
		err = errs.Wrap(errors.New("no vault.db"), errs.Damaged, "read backup", "This backup is not whole, or not a backup of this program. Nothing was restored from it. Use another copy.")
	}
	for d := range folders {
		if err == nil {
			err = s.sync(d)
		}
	}
	if err != nil {
		if last != "" {
			os.Remove(last)
		}
		return err
	}
	if err := rename(last, filepath.Join(s.dir, dbName)); err != nil {
		return err
	}
	return s.sync(s.dir)
}

// rename gives a whole file its name. A journal beside it, of a restore that
// was cut off and opened, would be played into it.
func rename(part, path string) error {
	err := os.Remove(path + "-journal")
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		err = os.Rename(part, path)
	}
	if err != nil {
		os.Remove(part)
	}
	return err
}

// writePart writes the bytes beside where they belong, on the disk when it
// returns.
func writePart(path string, r io.Reader) (part string, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", err
	}
	part = path + ".part"
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return "", err
	}
	_, err = io.Copy(f, r)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		os.Remove(part)
		return "", err
	}
	return part, nil
}
