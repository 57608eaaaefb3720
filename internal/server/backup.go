package server

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"oso/internal/errs"
	"oso/internal/server/blob"
	"oso/internal/server/db"
	"oso/internal/server/keys"
)

// A backup is a header line and then frames, each
//
//	size(4, big-endian) ‖ a part of a tar sealed under the master key
//
// for oso/server/backup/v1 at (index, last). The tar holds oso.db, the blobs
// under blobs/ and the server's TLS key; never the master key, which is kept
// apart (see keys.Split).
const (
	backupHeader  = "OSOSERVERBACKUP1\n"
	purposeBackup = "oso/server/backup/v1"
	backupFrame   = 1 << 20
	maxFrame      = backupFrame + 1024
)

// BackupResult says what a backup holds.
type BackupResult struct {
	Blobs int   `json:"blobs"`
	Bytes int64 `json:"bytes"` // before sealing
}

// Names in the data folder of a backup under way: its copy of the database,
// and the lock held while there may be one.
const (
	backupPrefix = "backup-"
	backupLock   = "backup.lock"
)

// sweepBackups deletes copies of the database that a killed backup left: what
// is erased has to be erased in them too. A backup under way keeps its own.
func (s *Store) sweepBackups() error {
	const op = "sweep backups"
	left, err := filepath.Glob(filepath.Join(s.Dir, backupPrefix+"*"))
	if err != nil || len(left) == 0 {
		return errs.Op(err, op)
	}
	l, err := takeLock(filepath.Join(s.Dir, backupLock))
	if errs.Is(err, errs.Conflict) {
		return nil
	}
	if err != nil {
		return err
	}
	defer l.release()
	// Listed again: one that ran when they were listed may have ended since.
	if left, err = filepath.Glob(filepath.Join(s.Dir, backupPrefix+"*")); err != nil {
		return errs.Op(err, op)
	}
	for _, path := range left {
		err = errors.Join(err, os.RemoveAll(path))
	}
	return errs.Wrap(err, errs.Refused, op, "A copy of the database that an ended backup left cannot be deleted. Nothing else was changed. Delete the folders backup-* in the data folder.")
}

// Backup writes everything into w, sealed. It may run beside the server: the
// database is a consistent copy, and blobs are written once.
func (s *Store) Backup(ctx context.Context, w io.Writer, master *keys.Master) (BackupResult, error) {
	const op = "back up"
	var r BackupResult
	l, err := takeLock(filepath.Join(s.Dir, backupLock))
	if errs.Is(err, errs.Conflict) {
		return r, errs.Wrap(err, errs.Conflict, op, "Another backup is being made. Nothing was written. Wait for its end.")
	}
	if err != nil {
		return r, err
	}
	defer l.release()
	tmp, err := os.MkdirTemp(s.Dir, backupPrefix)
	if err != nil {
		return r, errs.Wrap(err, errs.DiskFull, op, "There is no room for the backup's copy of the database. Nothing was changed.")
	}
	defer os.RemoveAll(tmp)
	snapshot := filepath.Join(tmp, databaseFile)
	if err := s.DB.Backup(ctx, snapshot); err != nil {
		return r, err
	}
	frames, err := newFrameWriter(w, master)
	if err != nil {
		return r, errs.Op(err, op)
	}
	t := tar.NewWriter(frames)
	if err := r.addFile(t, databaseFile, snapshot); err != nil {
		return r, errs.Op(err, op)
	}
	if path := filepath.Join(s.Dir, tlsFile); exists(path) {
		if err := r.addFile(t, tlsFile, path); err != nil {
			return r, errs.Op(err, op)
		}
	}
	err = s.Blobs.Keys(ctx, func(key string, _ int64) error {
		b, err := s.Blobs.Get(ctx, key)
		if errs.Is(err, errs.NotFound) {
			return nil // erased meanwhile
		}
		if err != nil {
			return err
		}
		r.Blobs++
		return r.add(t, blobFolder+"/"+key, int64(len(b)), bytes.NewReader(b))
	})
	if err == nil {
		err = t.Close()
	}
	if err == nil {
		err = frames.Close()
	}
	return r, errs.Op(err, op)
}

func (r *BackupResult) addFile(t *tar.Writer, name, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	return r.add(t, name, info.Size(), f)
}

func (r *BackupResult) add(t *tar.Writer, name string, size int64, from io.Reader) error {
	if err := t.WriteHeader(&tar.Header{Name: name, Size: size, Mode: 0o600, Typeflag: tar.TypeReg}); err != nil {
		return err
	}
	r.Bytes += size
	_, err := io.CopyN(t, from, size)
	return err
}

// Restore makes a data folder from a backup. dir must be new or empty; after
// an error it is not to be used.
func Restore(ctx context.Context, from io.Reader, master *keys.Master, dir string) (BackupResult, error) {
	const op = "restore"
	var r BackupResult
	if list, err := os.ReadDir(dir); err == nil && len(list) > 0 {
		return r, errs.E(errs.Conflict, op, "The folder is not empty. Nothing was changed. Name a new one with --data.")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return r, errs.Wrap(err, errs.Refused, op, "The folder cannot be made. Nothing was changed. Name another with --data.")
	}
	frames, err := newFrameReader(from, master)
	if err != nil {
		return r, err
	}
	blobs, err := blob.Open(filepath.Join(dir, blobFolder))
	if err != nil {
		return r, err
	}
	t := tar.NewReader(frames)
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return r, notWhole(err)
		}
		r.Bytes += h.Size
		key, isBlob := strings.CutPrefix(h.Name, blobFolder+"/")
		switch {
		case isBlob:
			b, err := io.ReadAll(t)
			if err != nil {
				return r, notWhole(err)
			}
			if err := blobs.Put(ctx, key, b); err != nil {
				return r, err
			}
			r.Blobs++
		case h.Name == databaseFile || h.Name == tlsFile:
			if err := writeNew(filepath.Join(dir, h.Name), t); err != nil {
				return r, notWhole(err)
			}
		default:
			return r, errs.E(errs.Unsupported, op, "This backup was made by a newer version of the service. Nothing of it is used. Update the service.")
		}
	}
	if !frames.ended {
		return r, notWhole(io.ErrUnexpectedEOF)
	}
	return r, checkDatabase(ctx, filepath.Join(dir, databaseFile))
}

func notWhole(err error) error {
	var known *errs.Error
	if errors.As(err, &known) {
		return err
	}
	return errs.Wrap(err, errs.Damaged, "restore", "The backup is not whole, or was changed. What was restored is not to be used. Take another backup.")
}

// checkDatabase opens what was restored and lets SQLite check it.
func checkDatabase(ctx context.Context, path string) error {
	if !exists(path) {
		return notWhole(fs.ErrNotExist)
	}
	d, err := db.Open(ctx, path)
	if err != nil {
		return err
	}
	defer d.Close()
	var said string
	if err := d.Reader().QueryRowContext(ctx, "PRAGMA integrity_check").Scan(&said); err != nil || said != "ok" {
		return notWhole(errors.Join(err, errors.New("integrity check")))
	}
	return nil
}

func writeNew(path string, from io.Reader) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, from)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// frameWriter seals what is written to it in frames.
type frameWriter struct {
	w      io.Writer
	master *keys.Master
	buf    []byte
	n      int
}

func newFrameWriter(w io.Writer, master *keys.Master) (*frameWriter, error) {
	_, err := io.WriteString(w, backupHeader)
	return &frameWriter{w: w, master: master}, err
}

func (f *frameWriter) Write(p []byte) (int, error) {
	f.buf = append(f.buf, p...)
	for len(f.buf) > backupFrame { // the last frame is written by Close
		if err := f.frame(f.buf[:backupFrame], false); err != nil {
			return 0, err
		}
		f.buf = append(f.buf[:0], f.buf[backupFrame:]...)
	}
	return len(p), nil
}

func (f *frameWriter) Close() error { return f.frame(f.buf, true) }

func (f *frameWriter) frame(b []byte, last bool) error {
	sealed := f.master.Seal(purposeBackup, b, strconv.Itoa(f.n), strconv.FormatBool(last))
	f.n++
	_, err := f.w.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(sealed))), sealed...))
	return err
}

// frameReader gives back what a frameWriter sealed.
type frameReader struct {
	r      *bufio.Reader
	master *keys.Master
	buf    []byte
	n      int
	ended  bool
}

func newFrameReader(r io.Reader, master *keys.Master) (*frameReader, error) {
	b := bufio.NewReaderSize(r, backupFrame)
	head := make([]byte, len(backupHeader))
	if _, err := io.ReadFull(b, head); err != nil || string(head) != backupHeader {
		return nil, errs.E(errs.Invalid, "restore", "This file is not a backup of the service. Nothing was restored.")
	}
	return &frameReader{r: b, master: master}, nil
}

func (f *frameReader) Read(p []byte) (int, error) {
	for len(f.buf) == 0 {
		if f.ended {
			return 0, io.EOF
		}
		if err := f.next(); err != nil {
			return 0, err
		}
	}
	n := copy(p, f.buf)
	f.buf = f.buf[n:]
	return n, nil
}

func (f *frameReader) next() error {
	var size [4]byte
	if _, err := io.ReadFull(f.r, size[:]); err != nil {
		return io.ErrUnexpectedEOF
	}
	n := binary.BigEndian.Uint32(size[:])
	if n > maxFrame {
		return io.ErrUnexpectedEOF
	}
	sealed := make([]byte, n)
	if _, err := io.ReadFull(f.r, sealed); err != nil {
		return io.ErrUnexpectedEOF
	}
	_, err := f.r.Peek(1)
	last := errors.Is(err, io.EOF)
	f.buf, err = f.master.Open(purposeBackup, sealed, strconv.Itoa(f.n), strconv.FormatBool(last))
	if err != nil {
		return errs.Wrap(err, errs.Damaged, "restore", "The backup does not open: another master key, or it was cut or changed. What was restored is not to be used.")
	}
	f.n++
	f.ended = last
	return nil
}

// DatabaseBytes is how much the database takes on the disk.
func (s *Store) DatabaseBytes() (int64, error) {
	info, err := os.Stat(filepath.Join(s.Dir, databaseFile))
	if err != nil {
		return 0, errs.Op(err, "measure database")
	}
	return info.Size(), nil
}
