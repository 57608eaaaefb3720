package seal

import (
	"crypto/ed25519"
	"crypto/hpke"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"oso/internal/errs"
)

// Domain is the purpose of a signature. It stands before the signed bytes, so
// that a signature made for one purpose verifies for no other.
type Domain string

// message is the domain, a zero byte and the bytes.
func message(d Domain, b []byte) []byte {
	m := make([]byte, 0, len(d)+1+len(b))
	m = append(m, d...)
	m = append(m, 0)
	return append(m, b...)
}

// SigningKey is an Ed25519 private key.
type SigningKey struct{ key ed25519.PrivateKey }

// VerifyKey is an Ed25519 public key, 32 bytes; in JSON base64.
type VerifyKey []byte

// NewSigningKey is made from the system's random source.
func NewSigningKey() *SigningKey {
	_, k, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		panic(err) // the random source never fails since Go 1.24
	}
	return &SigningKey{k}
}

// SigningKeyFrom takes the 32-byte seed that Seed gave.
func SigningKeyFrom(seed []byte) (*SigningKey, error) {
	if len(seed) != ed25519.SeedSize {
		return nil, errs.E(errs.Damaged, "read signing key", "A key in this vault is not whole. Nothing else is changed. Restore the vault from its backup.")
	}
	return &SigningKey{ed25519.NewKeyFromSeed(seed)}, nil
}

// Seed is what must be kept, wrapped, to have the key again.
func (k *SigningKey) Seed() []byte { return k.key.Seed() }

// Public is the key to verify with.
func (k *SigningKey) Public() VerifyKey { return VerifyKey(k.key.Public().(ed25519.PublicKey)) }

// Sign signs b for the domain: 64 bytes.
func (k *SigningKey) Sign(d Domain, b []byte) []byte { return ed25519.Sign(k.key, message(d, b)) }

// Wipe overwrites the private key where it stands.
func (k *SigningKey) Wipe() { clear(k.key) }

// ID is the first 16 hex digits of the key's SHA-256: enough to choose among
// keys, never enough to trust one.
func (k VerifyKey) ID() string { return KeyID(k) }

// Verify checks a signature; the error's kind is SignatureMismatch.
func (k VerifyKey) Verify(d Domain, b, sig []byte) error {
	if len(k) != ed25519.PublicKeySize || !ed25519.Verify(ed25519.PublicKey(k), message(d, b), sig) {
		return errs.E(errs.SignatureMismatch, "verify "+string(d), "A signature does not fit what it stands under. It is not used. Ask OSO by telephone.")
	}
	return nil
}

// Groups writes hex in groups of four, upper case, as people compare it over the
// telephone. The pages' formatFingerprint writes it alike.
func Groups(hex string) string {
	var b strings.Builder
	for i, r := range strings.ToUpper(hex) {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// KeyID names a public key of any kind.
func KeyID(public []byte) string {
	h := sha256.Sum256(public)
	return hex.EncodeToString(h[:8])
}

// OpeningKey is an HPKE private key (MLKEM768P256): what is encrypted to its
// public half only its holder opens.
type OpeningKey struct {
	key  hpke.PrivateKey
	seed []byte
}

// NewOpeningKey is made from the system's random source.
func NewOpeningKey() *OpeningKey {
	seed := make([]byte, 32)
	rand.Read(seed)
	k, err := OpeningKeyFrom(seed)
	if err != nil {
		panic(err) // the seed is ours
	}
	return k
}

// OpeningKeyFrom derives the pair from the 32-byte seed that Seed gave.
func OpeningKeyFrom(seed []byte) (*OpeningKey, error) {
	if len(seed) != 32 {
		return nil, errs.E(errs.Damaged, "read opening key", "A key in this vault is not whole. Nothing else is changed. Restore the vault from its backup.")
	}
	k, err := hpke.MLKEM768P256().DeriveKeyPair(seed)
	if err != nil {
		return nil, errs.Wrap(err, errs.Internal, "derive opening key", "")
	}
	return &OpeningKey{k, seed}, nil
}

// Seed is what must be kept, wrapped, to have the key again.
func (k *OpeningKey) Seed() []byte { return append([]byte(nil), k.seed...) }

// Public is the key to encrypt to, 1249 bytes.
func (k *OpeningKey) Public() []byte { return k.key.PublicKey().Bytes() }

// Wipe overwrites the seed; the expanded key is the runtime's.
func (k *OpeningKey) Wipe() { clear(k.seed) }

func wrapInfo(purpose string, fields []string) []byte {
	return (&Box{purpose: purpose}).aad(Stored, fields)
}

// Wrap encrypts plain to the public opening key, for one purpose: it is the
// info of HPKE, so that what was made for one opens for no other. The fields
// bind it to its place and must be given to Unwrap again.
func Wrap(public []byte, purpose string, plain []byte, fields ...string) ([]byte, error) {
	pk, err := hpke.MLKEM768P256().NewPublicKey(public)
	if err != nil {
		return nil, errs.Wrap(err, errs.Untrusted, "wrap key", "A key that OSO gave is not whole. Nothing was sent. Ask OSO by telephone.")
	}
	out, err := hpke.Seal(pk, hpke.HKDFSHA256(), hpke.AES256GCM(), wrapInfo(purpose, fields), plain)
	return out, errs.Wrap(err, errs.Internal, "wrap key", "")
}

// Unwrap opens what Wrap made. The error's kind is Damaged.
func (k *OpeningKey) Unwrap(purpose string, wrapped []byte, fields ...string) ([]byte, error) {
	out, err := hpke.Open(k.key, hpke.HKDFSHA256(), hpke.AES256GCM(), wrapInfo(purpose, fields), wrapped)
	if err != nil {
		return nil, errs.Wrap(err, errs.Damaged, "unwrap key", "This was not encrypted to this person's key, or it was changed on the way. It is kept as it is. Ask OSO to encrypt it again.")
	}
	return out, nil
}
