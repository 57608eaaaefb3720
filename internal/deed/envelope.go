package deed

import (
	"encoding/json"
	"strconv"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
)

// PurposeManifest is the purpose under which a signed manifest is sealed with
// the case key, in one piece.
const PurposeManifest = "oso/manifest-box/v1"

// Envelope is how a sealed case reaches the service: its key for the service
// alone, and the signed manifest under that key.
type Envelope struct {
	ReceivingKey string `json:"receiving_key"` // id
	CaseKey      []byte `json:"case_key"`      // WrapCase to the receiving key
	Manifest     []byte `json:"manifest"`      // JSON of Signed, sealed under the case key
}

// SealEnvelope makes the envelope of one sealed version.
func SealEnvelope(caseKey *seal.Key, receiving []byte, id casefile.CaseID, version int, signed seal.Signed) (Envelope, error) {
	wrapped, err := seal.Wrap(receiving, WrapCase, caseKey[:], string(id))
	if err != nil {
		return Envelope{}, err
	}
	b, err := seal.Canonical(signed)
	if err != nil {
		return Envelope{}, err
	}
	return Envelope{
		ReceivingKey: seal.KeyID(receiving),
		CaseKey:      wrapped,
		Manifest:     caseKey.Seal(PurposeManifest, b, string(id), versionField(version)),
	}, nil
}

// OpenEnvelope gives the case key and the signed manifest, not yet verified.
func OpenEnvelope(e Envelope, k *seal.OpeningKey, id casefile.CaseID, version int) (seal.Key, seal.Signed, error) {
	var s seal.Signed
	raw, err := k.Unwrap(WrapCase, e.CaseKey, string(id))
	if err != nil {
		return seal.Key{}, s, err
	}
	key, err := seal.KeyFrom(raw)
	if err != nil {
		return seal.Key{}, s, err
	}
	s, err = OpenManifestBox(&key, e.Manifest, id, version)
	return key, s, err
}

// OpenManifestBox opens a signed manifest that was sealed with the case key.
// The signature is not checked here.
func OpenManifestBox(caseKey *seal.Key, sealed []byte, id casefile.CaseID, version int) (seal.Signed, error) {
	var s seal.Signed
	b, err := caseKey.Open(PurposeManifest, sealed, string(id), versionField(version))
	if err != nil {
		return s, err
	}
	if err := json.Unmarshal(b, &s); err != nil {
		return s, errs.Wrap(err, errs.Damaged, "open manifest", "A sealed version stored here was damaged or changed. It is not shown. Everything else stays usable. Restore it from the backup.")
	}
	return s, nil
}

func versionField(v int) string { return strconv.Itoa(v) }
