package casebook

import (
	"strconv"

	"oso/internal/deed"
	"oso/internal/seal"
)

// SealedVersion is one version of the case as the physician sealed it.
// KindSealed, id VersionID. The row is never changed.
type SealedVersion struct {
	Version  int         `json:"version"`
	Manifest seal.Signed `json:"manifest"`
	SHA256   string      `json:"sha256"` // of the manifest's bytes
}

// VersionID is the row id of a numbered version.
func VersionID(n int) string { return strconv.Itoa(n) }

// ReceiptRow is the service's answer to one sealed version. KindReceipt, id
// VersionID.
type ReceiptRow struct {
	Signed  seal.Signed  `json:"signed"`
	Receipt deed.Receipt `json:"receipt"`
	// Signer is the physician's certificate that the version was handed over
	// with: it may have to be handed over again when that physician has other
	// keys, or has left. Nil in rows of before there was one.
	Signer *deed.Certificate `json:"signer,omitempty"`
}

func (h *Head) sealed(v SealedVersion) { h.SealedVersion = max(h.SealedVersion, v.Version) }

// received notes the newest version of the epoch that answered last.
func (h *Head) received(r ReceiptRow) {
	if r.Receipt.Version >= h.ReceivedVersion || r.Receipt.Epoch != h.ReceivedEpoch {
		h.ReceivedVersion, h.ReceivedEpoch = r.Receipt.Version, r.Receipt.Epoch
	}
}
