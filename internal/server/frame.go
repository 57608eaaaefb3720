package server

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"strconv"

	"oso/internal/errs"
	"oso/internal/server/keys"
)

// A backup's file is a header line, the backup's id (16 random bytes) and then
// frames, each
//
//	size(4, big-endian) ‖ up to 1 MiB of the backup sealed under the master key
//
// for oso/server/backup/v1 at (id in hex, index, last): frames can be left out,
// put in another order or taken from another backup by nobody.
const (
	backupHeader  = "OSOSERVERBACKUP1\n"
	backupID      = 16
	purposeBackup = "oso/server/backup/v1"
	backupFrame   = 1 << 20
	maxFrame      = backupFrame + 1024
)

// frameWriter seals what is written to it in frames.
type frameWriter struct {
	w      io.Writer
	master *keys.Master
	id     string
	buf    []byte
	n      int
}

func newFrameWriter(w io.Writer, master *keys.Master) (*frameWriter, error) {
	id := make([]byte, backupID)
	rand.Read(id)
	_, err := w.Write(append([]byte(backupHeader), id...))
	return &frameWriter{w: w, master: master, id: hex.EncodeToString(id)}, err
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
	sealed := f.master.Seal(purposeBackup, b, f.id, strconv.Itoa(f.n), strconv.FormatBool(last))
	f.n++
	_, err := f.w.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(sealed))), sealed...))
	return err
}

// frameReader gives back what a frameWriter sealed.
type frameReader struct {
	r      *bufio.Reader
	master *keys.Master
	id     string
	buf    []byte
	n      int
	ended  bool // the last frame was opened
}

func newFrameReader(r io.Reader, master *keys.Master) (*frameReader, error) {
	b := bufio.NewReaderSize(r, backupFrame)
	head := make([]byte, len(backupHeader)+backupID)
	if _, err := io.ReadFull(b, head); err != nil || !bytes.HasPrefix(head, []byte(backupHeader)) {
		return nil, errs.E(errs.Invalid, "restore", "This file is not a backup of the service. Nothing was restored.")
	}
	return &frameReader{r: b, master: master, id: hex.EncodeToString(head[len(backupHeader):])}, nil
}

// begin opens the first frame, so that a wrong master key is known before
// anything is made.
func (f *frameReader) begin() error {
	if err := f.next(); err != nil {
		return errs.Wrap(err, errs.Damaged, "restore", "The backup does not open: another master key, or it was cut, changed or mixed with another one. Nothing was restored or changed. Give the master key that was the service's then, or another backup.")
	}
	return nil
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
	f.buf, err = f.master.Open(purposeBackup, sealed, f.id, strconv.Itoa(f.n), strconv.FormatBool(last))
	if err != nil {
		return errs.Wrap(err, errs.Damaged, "restore", "The backup does not open: another master key, or it was cut, changed or mixed with another one. What was restored is not to be used.")
	}
	f.n++
	f.ended = last
	return nil
}
