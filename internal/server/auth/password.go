package auth

import (
	"crypto/hkdf"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"oso/internal/errs"
	"oso/internal/seal"
)

// Rounds of PBKDF2-SHA256 for new passwords. Tests may use fewer through
// Config; what is stored says how many it took.
const Rounds = 600_000

const (
	saltSize     = 16
	maxPassword  = 256 // bytes; more only costs time
	maxRounds    = 10 * Rounds
	hashPrefix   = "oso-pbkdf2-sha256"
	labelVerify  = "oso/auth/verify/v1"
	labelWrapKey = "oso/auth/wrap-keys/v1"
)

// CheckPassword is the floor of R28: at least eight characters with letters,
// numbers and special characters.
func CheckPassword(password string) error {
	var letter, number, special bool
	n := 0
	for _, r := range password {
		n++
		switch {
		case unicode.IsLetter(r):
			letter = true
		case unicode.IsNumber(r):
			number = true
		default:
			special = true
		}
	}
	if n < 8 || len(password) > maxPassword || !letter || !number || !special {
		return errs.E(errs.WeakPassphrase, "check password", "The password is not strong enough. Nothing was saved. Use at least eight characters with letters, numbers and special characters; longer is better.")
	}
	return nil
}

// secret is what one run of PBKDF2 gives. The stored hash and the key that
// wraps the person's own keys come from it under different labels, so neither
// tells the other.
type secret struct {
	root   seal.Key
	salt   []byte
	rounds int
}

func newSecret(password string, rounds int) (secret, error) {
	salt := make([]byte, saltSize)
	rand.Read(salt)
	return stretch(password, salt, rounds)
}

func stretch(password string, salt []byte, rounds int) (secret, error) {
	b, err := pbkdf2.Key(sha256.New, password, salt, rounds, seal.KeySize)
	if err != nil {
		return secret{}, errs.Wrap(err, errs.Internal, "stretch password", "")
	}
	root, err := seal.KeyFrom(b)
	clear(b)
	return secret{root, salt, rounds}, err
}

func (s *secret) wipe() { s.root.Wipe() }

func (s *secret) derive(label string) seal.Key {
	b, err := hkdf.Expand(sha256.New, s.root[:], label, seal.KeySize)
	if err != nil {
		panic(err) // only for lengths over 255 hashes
	}
	var k seal.Key
	copy(k[:], b)
	clear(b)
	return k
}

// hash is what people.password_hash holds:
//
//	oso-pbkdf2-sha256$ROUNDS$SALT$VERIFIER   (raw base64)
func (s *secret) hash() string {
	v := s.derive(labelVerify)
	return fmt.Sprintf("%s$%d$%s$%s", hashPrefix, s.rounds, base64.RawStdEncoding.EncodeToString(s.salt), base64.RawStdEncoding.EncodeToString(v[:]))
}

// match stretches the password as the stored hash says, compares, and tells how
// many rounds that took. A hash of fewer rounds than fewest is no hash: a
// demonstration's accounts open nothing elsewhere. The secret is whole only
// where ok.
func match(stretch func(string, []byte, int) (secret, error), stored, password string, fewest int) (s secret, spent int, ok bool) {
	p := strings.Split(stored, "$")
	rounds := roundsOf(stored)
	if len(p) != 4 || len(password) > maxPassword || rounds < fewest || rounds > maxRounds {
		return s, 0, false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(p[2])
	want, err2 := base64.RawStdEncoding.DecodeString(p[3])
	if err1 != nil || err2 != nil {
		return s, 0, false
	}
	s, err := stretch(password, salt, rounds)
	if err != nil {
		return s, 0, false
	}
	got := s.derive(labelVerify)
	if subtle.ConstantTimeCompare(got[:], want) != 1 {
		s.wipe()
		return secret{}, rounds, false
	}
	return s, rounds, true
}

// roundsOf reads them from a stored hash; 0 where it is none.
func roundsOf(stored string) int {
	p := strings.SplitN(stored, "$", 3)
	if len(p) != 3 || p[0] != hashPrefix {
		return 0
	}
	n, err := strconv.Atoi(p[1])
	if err != nil {
		return 0
	}
	return n
}

// NewPassword is one to hand to somebody: 80 random bits in four groups, and a
// digit, since the rule wants one and chance may give none.
func NewPassword() string {
	s := strings.ToLower(NewCodeSecret())
	return s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:16] + "-7"
}
