// Package seal holds how bytes are sealed and signed: keys, boxes, the chunks
// of a record, signatures, and keys wrapped for one person. What the documents
// are that are signed, package deed says.
//
// It promises that nothing it opens was changed, moved or cut, and that a
// signature made for one purpose is good for no other. The formats are frozen
// in docs/VAULT.md. It does no I/O, reads no clock and keeps no keys; where
// keys live is the vault's and the server's.
//
// Only the standard library's primitives are used, those that pass under
// GODEBUG=fips140=only: AES-256-GCM with random nonces, HKDF-SHA256, Ed25519,
// and HPKE with MLKEM768P256.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"sync"

	"oso/internal/errs"
)

// KeySize is the size of every symmetric key, in bytes.
const KeySize = 32

// Key is a symmetric key: a vault key, a case key, an opinion's key. It is
// never used as it is; Box derives one key for each purpose from it.
type Key [KeySize]byte

// NewKey is 256 bits from the system's random source.
func NewKey() Key {
	var k Key
	rand.Read(k[:])
	return k
}

// KeyFrom copies b, which must have KeySize bytes.
func KeyFrom(b []byte) (Key, error) {
	var k Key
	if len(b) != KeySize {
		return k, errs.E(errs.Damaged, "read key", "A key in this vault is not whole. Nothing else is changed. Restore the vault from its backup.")
	}
	copy(k[:], b)
	return k, nil
}

// Wipe overwrites the key where it stands. The runtime may have made copies;
// docs/THREATS.md says so.
func (k *Key) Wipe() { clear(k[:]) }

// Derive is HKDF-SHA256 of the key with the label, as a new key.
func (k *Key) Derive(label string) Key {
	out, err := hkdf.Expand(sha256.New, k[:], label, KeySize)
	if err != nil {
		panic(err) // only for lengths over 255 hashes
	}
	defer clear(out)
	return Key(out)
}

// overhead of sealed bytes over their content: version, codec, nonce, tag.
const overhead = 2 + 12 + 16

// Box seals and opens bytes for one purpose under one key. It is safe for use
// by several goroutines. Making one costs a key schedule: keep it for a loop,
// and wipe it afterwards.
type Box struct {
	purpose string

	mu   sync.RWMutex // held for reading while the cipher is used
	aead cipher.AEAD  // nil once it was wiped
}

// NewBox derives the purpose's key from k. The purpose ("oso/chunk/v1") also
// stands in the authenticated data of everything sealed.
func NewBox(k *Key, purpose string) *Box {
	d := k.Derive(purpose)
	defer d.Wipe()
	block, err := aes.NewCipher(d[:])
	if err != nil {
		panic(err) // the size is fixed
	}
	defer wipeCipher(block) // GCM has its own copy of the schedule
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return &Box{purpose: purpose, aead: aead}
}

// Wipe overwrites the key schedule and waits for whoever uses it. Afterwards
// Seal gives nil and Open an error of kind VaultLocked.
func (b *Box) Wipe() {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.aead != nil {
		wipeCipher(b.aead)
		b.aead = nil
	}
}

// Seal is that of a Box made for this once.
func (k *Key) Seal(purpose string, plain []byte, fields ...string) []byte {
	b := NewBox(k, purpose)
	defer b.Wipe()
	return b.Seal(nil, plain, fields...)
}

// Open is that of a Box made for this once.
func (k *Key) Open(purpose string, sealed []byte, fields ...string) ([]byte, error) {
	b := NewBox(k, purpose)
	defer b.Wipe()
	return b.Open(nil, sealed, fields...)
}

const sealedVersion = 1

// aad is the authenticated data: every field with its length in front, so
// that no two lists of fields give the same bytes.
func (b *Box) aad(codec Codec, fields []string) []byte {
	n := 2 + 4 + len(b.purpose)
	for _, f := range fields {
		n += 4 + len(f)
	}
	out := make([]byte, 0, n)
	out = append(out, sealedVersion, byte(codec))
	out = binary.BigEndian.AppendUint32(out, uint32(len(b.purpose)))
	out = append(out, b.purpose...)
	for _, f := range fields {
		out = binary.BigEndian.AppendUint32(out, uint32(len(f)))
		out = append(out, f...)
	}
	return out
}

// Seal appends the sealed form of plain to dst: version, codec, nonce,
// ciphertext, tag. The fields bind it to its place; the same must be given to
// Open. dst and plain must not overlap. It gives nil once the box was wiped.
func (b *Box) Seal(dst, plain []byte, fields ...string) []byte {
	return b.seal(dst, plain, Stored, fields)
}

func (b *Box) seal(dst, content []byte, codec Codec, fields []string) []byte {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if b.aead == nil {
		return nil
	}
	dst = append(dst, sealedVersion, byte(codec))
	return b.aead.Seal(dst, nil, content, b.aad(codec, fields))
}

// Open appends the content of sealed to dst. An error of kind Damaged means
// that not one byte may be used.
func (b *Box) Open(dst, sealed []byte, fields ...string) ([]byte, error) {
	if len(sealed) < overhead {
		return nil, damaged(b.purpose, fmt.Errorf("%d bytes are too few", len(sealed)))
	}
	if sealed[0] != sealedVersion {
		return nil, errs.E(errs.Unsupported, "open "+b.purpose, "This was sealed by a newer version of the program. It is kept as it is. Update the program to read it.")
	}
	codec := Codec(sealed[1])
	// A compressed content is opened beside dst, then inflated into it.
	into := dst
	if codec != Stored {
		buf := scratch.Get().(*[]byte)
		defer scratch.Put(buf)
		into = (*buf)[:0]
	}
	out, err := b.open(into, sealed, codec, fields)
	if errs.Is(err, errs.VaultLocked) {
		return nil, err
	}
	if err != nil {
		return nil, damaged(b.purpose, err)
	}
	if codec == Stored {
		return out, nil
	}
	defer clear(out)
	return inflate(dst, out, codec)
}

func (b *Box) open(dst, sealed []byte, codec Codec, fields []string) ([]byte, error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if b.aead == nil {
		return nil, errs.E(errs.VaultLocked, "open "+b.purpose, "The vault is locked. What was saved is kept. Unlock it to go on.")
	}
	return b.aead.Open(dst, nil, sealed[2:], b.aad(codec, fields))
}

func damaged(what string, err error) error {
	return errs.Wrap(err, errs.Damaged, "open "+what, "Something stored here was damaged or changed. It is not shown. Everything else stays usable. Restore it from the backup, or add the record again.")
}
