package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"reflect"
	"testing"
	"unsafe"

	"oso/internal/errs"
)

// raw is all memory of what p points to.
func raw(p reflect.Value) []byte {
	return unsafe.Slice((*byte)(p.UnsafePointer()), p.Type().Elem().Size())
}

func zero(b []byte) bool {
	for _, x := range b {
		if x != 0 {
			return false
		}
	}
	return true
}

// The wipe hits what the standard library keeps of a key: its block cipher and
// GCM's copy of it with the hash key's products. Where the library keeps them
// otherwise, this test says so.
func TestWipeHitsTheSchedules(t *testing.T) {
	t.Parallel()
	k := NewKey()
	block, err := aes.NewCipher(k[:])
	if err != nil {
		t.Fatal(err)
	}
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		t.Fatal(err)
	}
	inner := raw(reflect.ValueOf(gcm).Field(0))
	outer := raw(reflect.ValueOf(block))
	if zero(inner) || zero(outer) || len(inner) < len(outer) || len(outer) < 240 {
		t.Fatalf("%d and %d bytes: not where the keys are", len(inner), len(outer))
	}
	if !wipeCipher(block) || !zero(outer) {
		t.Error("the block cipher's schedule is still there")
	}
	if sealed := gcm.Seal(nil, nil, []byte("x"), nil); len(sealed) != 1+12+16 {
		t.Error("GCM relied on the block cipher it was made from")
	}
	if !wipeCipher(gcm) || !zero(inner) {
		t.Error("GCM's schedule is still there")
	}
}

func TestWipeLeavesStrangersAlone(t *testing.T) {
	t.Parallel()
	type strange struct{ a [4]int }
	s := &strange{[4]int{1, 2, 3, 4}}
	if wipeCipher(s) || s.a[0] != 1 {
		t.Error("something else was overwritten")
	}
}

func TestWipedBox(t *testing.T) {
	t.Parallel()
	k := NewKey()
	b := NewBox(&k, "p")
	sealed := b.Seal(nil, []byte("content"), "f")
	b.Wipe()
	b.Wipe()
	if got := b.Seal(nil, []byte("content"), "f"); got != nil {
		t.Error("a wiped box seals")
	}
	if got := b.SealChunk(nil, []byte("content"), ChunkPlace{}, true); got != nil {
		t.Error("a wiped box seals chunks")
	}
	if _, err := b.Open(nil, sealed, "f"); !errs.Is(err, errs.VaultLocked) {
		t.Errorf("a wiped box: %v", err)
	}
	if got, err := k.Open("p", sealed, "f"); err != nil || string(got) != "content" {
		t.Error("the key itself:", err)
	}
}
