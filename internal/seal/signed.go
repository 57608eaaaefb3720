package seal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"oso/internal/errs"
)

// Signed is bytes with one signature over exactly these bytes. They are never
// made anew from a parsed value: what was signed is what is kept.
type Signed struct {
	Body      []byte `json:"body"`
	Signature []byte `json:"signature"`
}

// SignJSON makes the canonical bytes of body and signs them. Canonical here
// means: encoding/json of a struct of ours, fields in the order of the type,
// no HTML escaping, no space. The bytes are then kept, never made again.
func SignJSON(k *SigningKey, d Domain, body any) (Signed, error) {
	b, err := Canonical(body)
	if err != nil {
		return Signed{}, err
	}
	return Signed{b, k.Sign(d, b)}, nil
}

// Open verifies the signature and then, and only then, reads the body into v.
// Fields that this program does not know are ignored: the signature covers
// them all the same.
func (s Signed) Open(k VerifyKey, d Domain, v any) error {
	if err := k.Verify(d, s.Body, s.Signature); err != nil {
		return err
	}
	if err := json.Unmarshal(s.Body, v); err != nil {
		return errs.Wrap(err, errs.Unsupported, "read "+string(d), "This was written by a newer version of the program. It is kept as it is. Update the program to read it.")
	}
	return nil
}

// Canonical is the one JSON form of v.
func Canonical(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, errs.Wrap(err, errs.Internal, "encode for signing", "")
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// SHA256 of b in lower-case hex.
func SHA256(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// ReadBody reads a signed body without checking the signature: for bodies that
// were checked when they were stored.
func ReadBody(s Signed, v any) error {
	return errs.Wrap(json.Unmarshal(s.Body, v), errs.Damaged, "read signed body", "")
}
