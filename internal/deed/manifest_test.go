package deed

import (
	"testing"

	"oso/internal/errs"
	"oso/internal/seal"
)

func TestEnvelope(t *testing.T) {
	t.Parallel()
	service, physician := seal.NewOpeningKey(), seal.NewSigningKey()
	key := seal.NewKey()
	signed, err := SealManifest(physician, Manifest{Case: "c", Version: 2, SealedAt: day, Items: []Item{{Record: "r", Kind: ItemDocument}}})
	if err != nil {
		t.Fatal(err)
	}
	e, err := SealEnvelope(&key, service.Public(), "c", 2, signed)
	if err != nil {
		t.Fatal(err)
	}
	got, s, err := OpenEnvelope(e, service, "c", 2)
	if err != nil || got != key {
		t.Fatal(err)
	}
	m, err := OpenManifest(s, physician.Public())
	if err != nil || m.Version != 2 {
		t.Fatal(err)
	}
	if _, err := OpenManifest(s, seal.NewSigningKey().Public()); !errs.Is(err, errs.SignatureMismatch) {
		t.Errorf("another physician: %v", err)
	}
	if _, _, err := OpenEnvelope(e, service, "c", 3); !errs.Is(err, errs.Damaged) {
		t.Errorf("another version: %v", err)
	}
	if _, _, err := OpenEnvelope(e, service, "d", 2); !errs.Is(err, errs.Damaged) {
		t.Errorf("another case: %v", err)
	}
}
