package keys

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"oso/internal/errs"
	"oso/internal/seal"
)

// MasterEnv is the environment variable that may carry the master key in the
// form that Master.Text gives.
const MasterEnv = "OSO_MASTER_KEY"

const masterPrefix = "oso-master-1 "

// Master is the key under which everything secret in the database is wrapped:
// case keys, second factors, the service's own private keys. Losing it loses
// every case, which is why Split exists; it never stands in the database.
type Master struct{ key seal.Key }

// NewMaster is 256 bits from the system's random source.
func NewMaster() *Master { return &Master{seal.NewKey()} }

// ParseMaster reads what Text gave.
func ParseMaster(text string) (*Master, error) {
	body, ok := strings.CutPrefix(strings.TrimSpace(text), masterPrefix)
	b, err := hex.DecodeString(body)
	if !ok || err != nil {
		return nil, notMaster()
	}
	return masterFrom(b)
}

func masterFrom(b []byte) (*Master, error) {
	k, err := seal.KeyFrom(b)
	if err != nil {
		return nil, notMaster()
	}
	return &Master{k}, nil
}

func notMaster() error {
	return errs.E(errs.Invalid, "read master key", "This is not a master key of the service. Nothing was opened or changed. Give the file that was made at set-up, or join the escrow parts.")
}

// ReadMaster takes the key from a file.
func ReadMaster(path string) (*Master, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrPermission) {
		return nil, errs.Wrap(err, errs.Refused, "read master key", "The master key's file may not be read by the user as whom this runs. Nothing was opened. Make the file the service's user's own, mode 0400.")
	}
	if err != nil {
		return nil, errs.Wrap(err, errs.NotFound, "read master key", "The master key is not where it was looked for. Nothing was opened. Give its file with --master-key, or the key itself in "+MasterEnv+".")
	}
	return ParseMaster(string(b))
}

// Write puts the key into a new file that only its owner reads. An existing
// file is never overwritten: it may be the only copy of another key.
func (m *Master) Write(path string) error { return WriteSecret(path, m.Text()+"\n") }

// WriteSecret writes a new file that only its owner reads, on disk when it
// returns.
func WriteSecret(path, text string) error {
	const op = "write key file"
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		return errs.Wrap(err, errs.NotFound, op, "The folder for a key's file is not there. No key was made. Make the folder, or mount what it lies on, and try again.")
	}
	if err != nil {
		return errs.Wrap(err, errs.Conflict, op, "The file for a key exists already or cannot be made. No key was overwritten. Choose another place.")
	}
	_, err = f.WriteString(text)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = syncFolder(filepath.Dir(path))
	}
	if err != nil {
		os.Remove(path) // half a key is none, and stands in the way of a whole one
	}
	return errs.Wrap(err, errs.DiskFull, op, "A key could not be written. Nothing else was changed. Make room, have the disk looked at if there is room, and try again.")
}

// syncFolder makes the names in a folder last.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Text is the key as it stands in a file or in the environment.
func (m *Master) Text() string { return masterPrefix + hex.EncodeToString(m.key[:]) }

// Seal wraps a secret for one purpose; the fields bind it to its place and
// must be given to Open again.
func (m *Master) Seal(purpose string, plain []byte, fields ...string) []byte {
	return seal.NewBox(&m.key, purpose).Seal(nil, plain, fields...)
}

// Open unwraps what Seal made. Kind Damaged: another master key, another
// place, or changed bytes.
func (m *Master) Open(purpose string, sealed []byte, fields ...string) ([]byte, error) {
	return seal.NewBox(&m.key, purpose).Open(nil, sealed, fields...)
}

// mark is HMAC-SHA256 under a key of the purpose's own.
func (m *Master) mark(purpose string, b []byte) string {
	k := m.key.Derive(purpose)
	defer k.Wipe()
	h := hmac.New(sha256.New, k[:])
	h.Write(b)
	return hex.EncodeToString(h.Sum(nil))
}
