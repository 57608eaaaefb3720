package vault

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"oso/internal/errs"
)

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
