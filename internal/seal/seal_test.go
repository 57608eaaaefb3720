package seal

import (
	"bytes"
	"crypto/rand"
	"testing"

	"oso/internal/errs"
)

func TestChunkOpensOnlyAtItsPlace(t *testing.T) {
	t.Parallel()
	key := NewKey()
	box := NewBox(&key, PurposeChunk)
	place := ChunkPlace{"case", "record", 3, true}
	random := make([]byte, 100_000)
	rand.Read(random)
	for name, plain := range map[string][]byte{
		"empty": {}, "random": random, "zeros": make([]byte, ChunkSize), "text": bytes.Repeat([]byte("head and chest "), 4000),
	} {
		sealed := box.SealChunk(nil, plain, place, true)
		got, err := box.OpenChunk(nil, sealed, place)
		if err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("%s: does not come back: %v", name, err)
		}
		if len(sealed) > MaxSealedChunk {
			t.Errorf("%s: %d bytes sealed", name, len(sealed))
		}
		for _, other := range []ChunkPlace{
			{"cas", "erecord", 3, true}, {"case", "record", 4, true}, {"case", "record", 3, false}, {"other", "record", 3, true},
		} {
			if _, err := box.OpenChunk(nil, sealed, other); !errs.Is(err, errs.Damaged) {
				t.Errorf("%s: opens at %v: %v", name, other, err)
			}
		}
		for i := range min(len(sealed), 60) {
			bad := bytes.Clone(sealed)
			bad[i] ^= 1
			if got, err := box.OpenChunk(nil, bad, place); err == nil || got != nil {
				t.Fatalf("%s: byte %d flipped and opens", name, i)
			}
		}
		if _, err := NewBox(&key, "oso/manifest-box/v1").OpenChunk(nil, sealed, place); !errs.Is(err, errs.Damaged) {
			t.Errorf("%s: opens for another purpose", name)
		}
	}
}

func TestChunkIsAppended(t *testing.T) {
	t.Parallel()
	key := NewKey()
	box := NewBox(&key, PurposeChunk)
	plain := bytes.Repeat([]byte("slice"), ChunkSize/5)
	var out []byte
	for i := range uint32(3) {
		place := ChunkPlace{"case", "record", i, i == 2}
		var err error
		if out, err = box.OpenChunk(out, box.SealChunk(nil, plain, place, true), place); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(out, bytes.Repeat(plain, 3)) {
		t.Errorf("%d bytes of three chunks", len(out))
	}
}

func TestInflateIsBounded(t *testing.T) {
	t.Parallel()
	bomb := choice{codec: Zstd}.pack(nil, nil, make([]byte, 64<<20))
	key := NewKey()
	box := NewBox(&key, PurposeChunk)
	sealed := box.seal(nil, bomb, Zstd, ChunkPlace{}.fields())
	if _, err := box.OpenChunk(nil, sealed, ChunkPlace{}); !errs.Is(err, errs.Damaged) {
		t.Fatalf("64 MiB came out of one chunk: %v", err)
	}
}

func TestSignatureServesOneDomain(t *testing.T) {
	t.Parallel()
	const sealing, opening Domain = "oso/seal/v1", "oso/access/v1"
	k := NewSigningKey()
	sig := k.Sign(sealing, []byte("x"))
	if err := k.Public().Verify(sealing, []byte("x"), sig); err != nil {
		t.Fatal(err)
	}
	if err := k.Public().Verify(opening, []byte("x"), sig); !errs.Is(err, errs.SignatureMismatch) {
		t.Errorf("seal's signature verifies as access: %v", err)
	}
	if err := (VerifyKey{1, 2}).Verify(sealing, []byte("x"), sig); !errs.Is(err, errs.SignatureMismatch) {
		t.Errorf("short key: %v", err)
	}
	again, err := SigningKeyFrom(k.Seed())
	if err != nil || !bytes.Equal(again.Public(), k.Public()) {
		t.Errorf("seed gives another key: %v", err)
	}
}

func TestWrapOpensForHolderAndPlaceOnly(t *testing.T) {
	t.Parallel()
	holder, other := NewOpeningKey(), NewOpeningKey()
	w, err := Wrap(holder.Public(), "oso/wrap/case/v1", []byte("key"), "case")
	if err != nil {
		t.Fatal(err)
	}
	again, err := OpeningKeyFrom(holder.Seed())
	if err != nil {
		t.Fatal(err)
	}
	if got, err := again.Unwrap("oso/wrap/case/v1", w, "case"); err != nil || string(got) != "key" {
		t.Fatalf("%q, %v", got, err)
	}
	for name, try := range map[string]func() ([]byte, error){
		"other holder":  func() ([]byte, error) { return other.Unwrap("oso/wrap/case/v1", w, "case") },
		"other purpose": func() ([]byte, error) { return holder.Unwrap("oso/wrap/opinion/v1", w, "case") },
		"other place":   func() ([]byte, error) { return holder.Unwrap("oso/wrap/case/v1", w, "case2") },
	} {
		if got, err := try(); err == nil || got != nil {
			t.Errorf("%s opens it", name)
		}
	}
	if _, err := Wrap([]byte("short"), "oso/wrap/case/v1", nil); !errs.Is(err, errs.Untrusted) {
		t.Errorf("broken public key: %v", err)
	}
}
