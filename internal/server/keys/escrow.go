package keys

import (
	"crypto/rand"
	"encoding/hex"
	"strconv"
	"strings"

	"oso/internal/errs"
	"oso/internal/seal"
)

const partPrefix = "oso-escrow-1 "

// Split divides the master key into n parts of which any k give it back and
// fewer tell nothing (Shamir's scheme over GF(256), polynomial 0x11b). Each
// part is a line to be printed and kept by another person. A part is
//
//	oso-escrow-1 k x share check
//
// where x is the part's number and check the first 8 hex digits of the key's
// SHA-256, so that parts of two keys are not joined.
func (m *Master) Split(k, n int) ([]string, error) {
	if k < 2 || n < k || n > 20 {
		return nil, errs.E(errs.Usage, "split master key", "The master key is split into 2 to 20 parts, of which at least 2 are needed. No part was made.")
	}
	shares := make([][]byte, n)
	for i := range shares {
		shares[i] = make([]byte, seal.KeySize)
	}
	coef := make([]byte, k)
	for b := range m.key {
		rand.Read(coef)
		coef[0] = m.key[b]
		for i := range shares {
			shares[i][b] = evaluate(coef, byte(i+1))
		}
	}
	check := m.check()
	out := make([]string, n)
	for i, s := range shares {
		out[i] = partPrefix + strings.Join([]string{strconv.Itoa(k), strconv.Itoa(i + 1), hex.EncodeToString(s), check}, " ")
	}
	return out, nil
}

// Join gives the master key back from k of its parts, in any order.
func Join(parts []string) (*Master, error) {
	type point struct {
		x byte
		y []byte
	}
	bad := errs.E(errs.Invalid, "join escrow parts", "These parts do not give a master key. Nothing was changed. Use different whole parts of one key, as many as the second number on them says.")
	var points []point
	var need int
	var check string
	for _, p := range parts {
		body, ok := strings.CutPrefix(strings.TrimSpace(p), partPrefix)
		f := strings.Fields(body)
		if !ok || len(f) != 4 {
			return nil, bad
		}
		k, err1 := strconv.Atoi(f[0])
		x, err2 := strconv.ParseUint(f[1], 10, 8)
		y, err3 := hex.DecodeString(f[2])
		if err1 != nil || err2 != nil || err3 != nil || x == 0 || len(y) != seal.KeySize {
			return nil, bad
		}
		if need != 0 && (need != k || check != f[3]) {
			return nil, bad
		}
		for _, q := range points {
			if q.x == byte(x) {
				return nil, bad
			}
		}
		need, check = k, f[3]
		points = append(points, point{byte(x), y})
	}
	if need < 2 || len(points) < need {
		return nil, bad
	}
	points = points[:need]
	var m Master
	for i, p := range points {
		// Lagrange's basis at zero: the product of xj / (xj - xi).
		num, den := byte(1), byte(1)
		for j, q := range points {
			if i != j {
				num, den = mul(num, q.x), mul(den, q.x^p.x)
			}
		}
		w := mul(num, inverse(den))
		for b := range m.key {
			m.key[b] ^= mul(w, p.y[b])
		}
	}
	if m.check() != check {
		return nil, bad
	}
	return &m, nil
}

func (m *Master) check() string { return seal.SHA256(m.key[:])[:8] }

// evaluate is the polynomial at x, constant coefficient first.
func evaluate(coef []byte, x byte) byte {
	var y byte
	for i := len(coef) - 1; i >= 0; i-- {
		y = mul(y, x) ^ coef[i]
	}
	return y
}

// mul multiplies in GF(256) without tables or branches on secrets.
func mul(a, b byte) byte {
	var p byte
	for range 8 {
		p ^= a & -(b & 1)
		a = a<<1 ^ 0x1b&-(a>>7)
		b >>= 1
	}
	return p
}

// inverse is a to the 254th.
func inverse(a byte) byte {
	r := byte(1)
	for range 254 {
		r = mul(r, a)
	}
	return r
}
