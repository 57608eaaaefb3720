package vault

import (
	"crypto/rand"
	"encoding/hex"
)

// SetID names a set: rows and records that share a key of their own.
type SetID string

// RecordID names a record of a set.
type RecordID string

// Role is what a user may do with the vault. It stands in the clear.
type Role string

// Roles of users. A physician adds and removes users.
const (
	Physician Role = "physician"
	Staff     Role = "staff"
)

// newID makes 128 random bits, in hex.
func newID() string {
	var b [16]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// validID tells whether s has the form that newID makes.
func validID(s string) bool {
	if len(s) != 32 {
		return false
	}
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
