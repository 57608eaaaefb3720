package deed

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
)

// Code is an enrollment code: the coordinator's confirmation of one licensed
// physician. It carries what is needed to trust the service: the root's key
// and, for a server without a public certificate, its TLS key. It is single
// use; the secret is 128 bits.
type Code struct {
	Demonstration bool           // the root is a demonstration's own
	Secret        [16]byte       // the server keeps only its hash
	Root          seal.VerifyKey // 32 bytes
	TLS           []byte         // SHA-256 of the server's SubjectPublicKeyInfo; nil: public CAs
	Clinic        string         // id, casefile.ValidID
	Person        string         // id of the confirmed physician, casefile.ValidID
	Expires       time.Time      // to the second

	// For whom it is, in words that the person reads before it is redeemed.
	Staff      bool   // of the clinic's staff; else a physician
	Name       string // of the person, as OSO confirmed it
	ClinicName string
}

// maxCodeName bounds the two names in a code, in bytes: what is longer is cut.
const maxCodeName = 80

// NewSecret is 128 bits from the system's random source.
func NewSecret() (s [16]byte) {
	rand.Read(s[:])
	return s
}

const codePrefix = "OSO1"

// codeText has no 0, 1, I and O.
var codeText = base32.NewEncoding("ABCDEFGHJKLMNPQRSTUVWXYZ23456789").WithPadding(base32.NoPadding)

// A code's body is flags(1) ‖ secret(16) ‖ root(32) ‖ tls(32) ‖ clinic(16) ‖
// person(16) ‖ expires, unix seconds(8) ‖ length(1) ‖ name ‖ length(1) ‖
// clinic's name; the signature (64) follows it.
const (
	codeFixed = 1 + 16 + 32 + 32 + 16 + 16 + 8

	flagDemonstration = 1 << 0
	flagTLS           = 1 << 1
	flagStaff         = 1 << 2
)

// Encode signs the code with the issuing key and writes it as text to be
// copied or read out: OSO1 and groups of five letters and digits.
func (c Code) Encode(issuing *seal.SigningKey) (string, error) {
	clinic, err1 := hex.DecodeString(c.Clinic)
	person, err2 := hex.DecodeString(c.Person)
	if err1 != nil || err2 != nil || len(clinic) != 16 || len(person) != 16 || len(c.Root) != 32 || (c.TLS != nil && len(c.TLS) != 32) {
		return "", errs.E(errs.Internal, "encode enrollment code", "")
	}
	var flags byte
	if c.Demonstration {
		flags |= flagDemonstration
	}
	tls := make([]byte, 32)
	if c.TLS != nil {
		flags |= flagTLS
		copy(tls, c.TLS)
	}
	if c.Staff {
		flags |= flagStaff
	}
	b := append(make([]byte, 0, codeFixed+2+2*maxCodeName+64), flags)
	b = append(b, c.Secret[:]...)
	b = append(b, c.Root...)
	b = append(b, tls...)
	b = append(b, clinic...)
	b = append(b, person...)
	b = binary.BigEndian.AppendUint64(b, uint64(c.Expires.Unix()))
	for _, name := range []string{c.Name, c.ClinicName} {
		name = codeName(name)
		b = append(append(b, byte(len(name))), name...)
	}
	b = append(b, issuing.Sign(DomainCode, b)...)

	var out strings.Builder
	out.WriteString(codePrefix)
	for i, r := range codeText.EncodeToString(b) {
		if i%5 == 0 {
			out.WriteByte('-')
		}
		out.WriteRune(r)
	}
	return out.String(), nil
}

// ParseCode reads a code as typed: case, spaces, line breaks and dashes do
// not matter. What it says is not to be believed before CheckCode.
func ParseCode(text string) (Code, seal.Signed, error) {
	var c Code
	bad := errs.E(errs.Invalid, "read enrollment code", "This is not a whole enrollment code. Nothing was changed. Copy the code again, from OSO1 to its end.")
	if len(text) > 4096 {
		return c, seal.Signed{}, bad
	}
	t := strings.ToUpper(strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -\t\r\n", r) {
			return -1
		}
		return r
	}, text))
	t, ok := strings.CutPrefix(t, codePrefix)
	b, err := codeText.DecodeString(t)
	if !ok || err != nil || len(b) < codeFixed+2+64 || len(t) != codeText.EncodedLen(len(b)) {
		return c, seal.Signed{}, bad
	}
	s := seal.Signed{Body: b[:len(b)-64], Signature: b[len(b)-64:]}
	c, rest, err := readCode(s.Body)
	if err != nil {
		return c, s, err
	}
	for _, into := range []*string{&c.Name, &c.ClinicName} {
		if len(rest) == 0 || int(rest[0]) > min(len(rest)-1, maxCodeName) {
			return c, seal.Signed{}, bad
		}
		*into, rest = string(rest[1:1+rest[0]]), rest[1+rest[0]:]
		if *into != codeName(*into) {
			return c, seal.Signed{}, bad
		}
	}
	if len(rest) != 0 {
		return c, seal.Signed{}, bad
	}
	return c, s, nil
}

// codeName is a name as it stands in a code: one line of text that can be shown
// as it is, cut where it is too long.
func codeName(s string) string {
	s = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, ""), func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }), " ")
	for len(s) > maxCodeName {
		_, size := utf8.DecodeLastRuneInString(s)
		s = strings.TrimSpace(s[:len(s)-size])
	}
	return s
}

// readCode reads the fixed part, and gives what follows it.
func readCode(b []byte) (Code, []byte, error) {
	var c Code
	take := func(n int) []byte { v := b[:n]; b = b[n:]; return v }
	flags := take(1)[0]
	c.Demonstration = flags&flagDemonstration != 0
	copy(c.Secret[:], take(16))
	c.Root = seal.VerifyKey(take(32))
	if tls := take(32); flags&flagTLS != 0 {
		c.TLS = tls
	}
	c.Clinic = hex.EncodeToString(take(16))
	c.Person = hex.EncodeToString(take(16))
	c.Expires = time.Unix(int64(binary.BigEndian.Uint64(take(8))), 0).UTC()
	c.Staff = flags&flagStaff != 0
	if !casefile.ValidID(c.Clinic) || flags&^(flagDemonstration|flagTLS|flagStaff) != 0 {
		return c, nil, errs.E(errs.Unsupported, "read enrollment code", "This code was made for a newer version of the program. Nothing was changed. Update the program.")
	}
	return c, b, nil
}

// CheckCode verifies that the code was signed by the service whose root it
// names and has not run out.
func CheckCode(t Trust, c Code, s seal.Signed, now time.Time) error {
	ok := false
	for _, issuer := range t.issuers() {
		ok = ok || issuer.SigningKey.Verify(DomainCode, s.Body, s.Signature) == nil
	}
	if !ok {
		return errs.E(errs.Untrusted, "check enrollment code", "This code was not made by the service that answered. Nothing was sent. Ask your OSO coordinator by telephone before you go on.")
	}
	if now.After(c.Expires) {
		return errs.E(errs.Refused, "check enrollment code", "This enrollment code has run out. Nothing was changed. Ask your OSO coordinator for a new one.")
	}
	return nil
}
