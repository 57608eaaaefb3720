package wire

import (
	"bytes"
	"encoding/binary"
)

// Mark is a point of a vault's history: after how many writes, and the chained
// digest over all of them, 32 bytes. Two vaults that were one once and went on
// apart have other digests from there on, however many writes each has seen.
type Mark struct {
	Sequence int64  `json:"sequence"`
	History  []byte `json:"history"`
}

// MaxMarks bounds the marks of one TokenRequest.
const MaxMarks = 512

// ChallengeRequest asks for a nonce; TokenRequest gives it back signed by the
// device (DomainToken over TokenBytes). No clock is needed.
type (
	ChallengeRequest struct {
		Device string `json:"device"`
	}
	Challenge struct {
		Nonce []byte `json:"nonce"`
	}
	TokenRequest struct {
		Device    string `json:"device"`
		Nonce     []byte `json:"nonce"`
		Signature []byte `json:"signature"`
		// Marks of the workstation's vault: where it stands now, last, and before it those
		// that the service may hold: the last that it acknowledged and those after
		// it.
		Marks []Mark `json:"marks,omitempty"`
	}
	Token struct {
		Token     string `json:"token"`
		ExpiresIn int    `json:"expires_in"` // seconds
		// PutBack says that none of the marks is the one that the service was told
		// last: another copy of this vault spoke in between. Said once.
		PutBack bool `json:"put_back,omitempty"`
	}
)

// TokenBytes is what the device signs to sign in: the nonce as it came, then
// the marks in their order. Who reads the line cannot claim another history.
func TokenBytes(nonce []byte, marks []Mark) []byte {
	b := bytes.Clone(nonce)
	for _, m := range marks {
		b = append(b, MarkBytes(m)...)
	}
	return b
}

// MarkBytes is what the device signs (DomainSequence) to say how far its vault
// has come by now: the sequence, 8 bytes big-endian, and the digest. Said again
// later it does nothing, since the service keeps the highest of one sign-in.
func MarkBytes(m Mark) []byte {
	return append(binary.BigEndian.AppendUint64(nil, uint64(m.Sequence)), m.History...)
}
