package server

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"database/sql"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/keys"
)

// certLife of the server's own certificate, which is made anew at each start:
// desks pin its key, not its date.
const certLife = 400 * 24 * time.Hour

// OwnCertificate is a self-signed certificate over the key kept in the data
// folder, made there at the first call, and the pin that enrollment codes
// carry: the SHA-256 of its SubjectPublicKeyInfo.
func OwnCertificate(dir string, hosts []string, now time.Time) (tls.Certificate, []byte, error) {
	key, err := tlsKey(filepath.Join(dir, tlsFile))
	if err != nil {
		return noCertificate(err)
	}
	return selfSigned(key, hosts, now)
}

func noCertificate(err error) (tls.Certificate, []byte, error) {
	return tls.Certificate{}, nil, errs.Wrap(err, errs.Internal, "make server certificate", "The server's TLS key could not be made or read. Nothing was changed. Check the data folder.")
}

// Names of the TLS key that all instances on a PostgreSQL share: in settings,
// and what it is sealed for.
const (
	settingTLS = "tls-key"
	purposeTLS = "oso/server/tls-key/v1"
)

// Certificate is OwnCertificate over the key in the database, if there is one
// or several instances have to share it; else over the folder's.
func (s *Store) Certificate(ctx context.Context, hosts []string, now time.Time) (tls.Certificate, []byte, error) {
	row, err := s.DB.Q().GetSetting(ctx, settingTLS)
	if err = db.Err(err, "read TLS key"); err != nil && !errs.Is(err, errs.NotFound) {
		return noCertificate(err)
	}
	if err := s.pinned(ctx); err != nil {
		return tls.Certificate{}, nil, err
	}
	if err != nil && s.DB.Kind() == db.SQLite {
		return OwnCertificate(s.Dir, hosts, now)
	}
	if err != nil {
		if row, err = s.shareTLSKey(ctx, now); err != nil {
			return noCertificate(err)
		}
	}
	sealed, err := base64.StdEncoding.DecodeString(row.Body)
	if err != nil {
		return noCertificate(err)
	}
	text, err := s.Keys.Open(purposeTLS, sealed)
	if err != nil {
		return noCertificate(err)
	}
	key, err := parseKey(text)
	if err != nil {
		return noCertificate(err)
	}
	return selfSigned(key, hosts, now)
}

// pinned refuses to go on without a TLS key while desks are enrolled: they trust the
// one that is gone, and would trust no other.
func (s *Store) pinned(ctx context.Context) error {
	const op = "make server certificate"
	if exists(filepath.Join(s.Dir, tlsFile)) {
		return nil
	}
	if _, err := s.DB.Q().GetSetting(ctx, settingTLS); err == nil || !errs.Is(db.Err(err, op), errs.NotFound) {
		return db.Err(err, op)
	}
	list, err := s.DB.Q().ListDevices(ctx)
	if err != nil {
		return db.Err(err, op)
	}
	for _, d := range list {
		if d.RevokedAt == 0 {
			return errs.E(errs.Refused, op, "The server's TLS key is gone, and workstations are enrolled that trust no other. The service does not run, and nothing was changed. Restore the backup, which has "+tlsFile+", or put that file back into the data folder.")
		}
	}
	return nil
}

// shareTLSKey puts the folder's key into the database, or a new one; whoever
// comes first.
func (s *Store) shareTLSKey(ctx context.Context, now time.Time) (row db.Setting, err error) {
	path := filepath.Join(s.Dir, tlsFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		text, err = newKey()
	}
	if err != nil {
		return row, err
	}
	err = s.DB.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		row, err = q.GetSetting(ctx, settingTLS)
		if err = db.Err(err, "read TLS key"); !errs.Is(err, errs.NotFound) {
			return err
		}
		row = db.Setting{Name: settingTLS, Body: base64.StdEncoding.EncodeToString(s.Keys.Seal(purposeTLS, text)), UpdatedBy: "service", UpdatedAt: now.UnixMilli()}
		return db.Err(q.PutSetting(ctx, db.PutSettingParams(row)), "keep TLS key")
	})
	return row, err
}

func selfSigned(key *ecdsa.PrivateKey, hosts []string, now time.Time) (tls.Certificate, []byte, error) {
	fail := noCertificate
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return fail(err)
	}
	t := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "oso-server"}, NotBefore: now.Add(-24 * time.Hour), NotAfter: now.Add(certLife),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, BasicConstraintsValid: true,
	}
	for _, h := range append([]string{"localhost", "127.0.0.1", "::1"}, hosts...) {
		if ip := net.ParseIP(h); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else if h != "" {
			t.DNSNames = append(t.DNSNames, h)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	if err != nil {
		return fail(err)
	}
	pin, err := Pin(der)
	if err != nil {
		return fail(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pin, nil
}

// Pin is the SHA-256 of a certificate's SubjectPublicKeyInfo.
func Pin(der []byte) ([]byte, error) {
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "read certificate", "The server's certificate cannot be read. Nothing was changed.")
	}
	h := sha256.Sum256(c.RawSubjectPublicKeyInfo)
	return h[:], nil
}

func tlsKey(path string) (*ecdsa.PrivateKey, error) {
	if !exists(path) {
		text, err := newKey()
		if err != nil {
			return nil, err
		}
		if err := keys.WriteSecret(path, string(text)); err != nil {
			return nil, err
		}
		return parseKey(text)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return parseKey(b)
}

// newKey is a new key as PEM.
func newKey() ([]byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der}), nil
}

func parseKey(text []byte) (*ecdsa.PrivateKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errs.E(errs.Damaged, "read TLS key", "The server's TLS key is not whole. Restore it from the backup; a new one would need new enrollment codes.")
	}
	return x509.ParseECPrivateKey(block.Bytes)
}
