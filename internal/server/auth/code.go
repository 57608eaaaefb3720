package auth

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base32"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"oso/internal/errs"
	"oso/internal/server/db"
)

// Step is how long a one-time code lasts (RFC 6238, as authenticator
// applications expect it: SHA-1, six digits).
const Step = 30 * time.Second

const purposeCode = "oso/server/second-factor/v1" // at (person)

// NewCodeSecret is 160 random bits in base32, as authenticators take it.
func NewCodeSecret() string {
	b := make([]byte, 20)
	rand.Read(b)
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b)
}

// CodeURL is what an authenticator application reads as a QR code.
func CodeURL(issuer, email, secret string) string {
	return "otpauth://totp/" + escapeLabel(issuer) + ":" + escapeLabel(email) + "?secret=" + secret + "&issuer=" + escapeLabel(issuer)
}

func escapeLabel(s string) string {
	return strings.NewReplacer("%", "%25", " ", "%20", ":", "%3A", "?", "%3F", "&", "%26", "#", "%23").Replace(s)
}

// Code is the one-time code of a secret at a time. For set-up and scripts.
func Code(secret string, at time.Time) (string, error) {
	return codeAt(secret, stepOf(at))
}

func stepOf(at time.Time) int64 { return at.Unix() / int64(Step/time.Second) }

func codeAt(secret string, step int64) (string, error) {
	c, err := hotp.GenerateCodeCustom(secret, uint64(step), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
	return c, errs.Wrap(err, errs.Damaged, "compute one-time code", "")
}

// useCode finds the step to which the code belongs, within the accepted
// drift, and spends it. used: the code was right and was spent before.
func (a *Auth) useCode(ctx context.Context, tx *sql.Tx, p *db.Account, code string, now time.Time) (ok, used bool, err error) {
	raw, err := a.keys.Open(purposeCode, p.TOTPSealed, p.ID)
	if err != nil {
		return false, false, errs.Op(err, "open second factor")
	}
	defer clear(raw)
	q, at := db.New(tx), stepOf(now)
	match, ok, err := a.stepFor(string(raw), code)
	if err != nil || !ok {
		return false, false, err
	}
	n, err := q.UseCode(ctx, db.UseCodeParams{AccountID: p.ID, Step: match})
	if err != nil {
		return false, false, db.Err(err, "use one-time code")
	}
	if n == 0 {
		return false, true, nil
	}
	return true, false, db.Err(q.SweepCodes(ctx, at-a.drift-10), "sweep one-time codes")
}
