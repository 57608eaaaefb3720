package server

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"

	"oso/internal/errs"
	"oso/internal/server/keys"
)

// certLife of the server's own certificate, which is made anew at each start:
// desks pin its key, not its date.
const certLife = 400 * 24 * time.Hour

// OwnCertificate is a self-signed certificate over the key kept in the data
// folder, made there at the first call, and the pin that enrolment codes
// carry: the SHA-256 of its SubjectPublicKeyInfo.
func OwnCertificate(dir string, hosts []string, now time.Time) (tls.Certificate, []byte, error) {
	const op = "make server certificate"
	fail := func(err error) (tls.Certificate, []byte, error) {
		return tls.Certificate{}, nil, errs.Wrap(err, errs.Internal, op, "The server's TLS key could not be made or read. Nothing was changed. Check the data folder.")
	}
	key, err := tlsKey(filepath.Join(dir, tlsFile))
	if err != nil {
		return fail(err)
	}
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
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return nil, err
		}
		der, err := x509.MarshalECPrivateKey(key)
		if err != nil {
			return nil, err
		}
		return key, keys.WriteSecret(path, string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der})))
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(b)
	if block == nil {
		return nil, errs.E(errs.Damaged, "read TLS key", "The server's TLS key is not whole. Restore it from the backup; a new one would need new enrolment codes.")
	}
	return x509.ParseECPrivateKey(block.Bytes)
}
