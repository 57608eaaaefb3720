package container

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"testing"
	"unicode/utf16"

	"github.com/ulikunitz/xz/lzma"
)

// heavy is an archive of folders with two files each, whose decompressors, one behind the
// other, say that they need the dictionary that p stands for.
func heavy(t *testing.T, folders, coders int, p byte) []byte {
	t.Helper()
	packed := []byte("0123456789abcdefghij")
	for range coders {
		var b bytes.Buffer
		w, err := lzma.NewWriter2(&b)
		if err == nil {
			_, err = w.Write(packed)
		}
		if err = errors.Join(err, w.Close()); err != nil {
			t.Fatal(err)
		}
		packed = b.Bytes()
	}
	head := []byte{sevenHeader, sevenMain, sevenPack, 0, byte(folders), sevenSize}
	for range folders {
		head = append(head, byte(len(packed)))
	}
	head = append(head, sevenEnd, sevenUnpack, sevenFolder, byte(folders), 0)
	for range folders {
		head = append(head, byte(coders))
		for range coders {
			head = append(head, 0x21, 0x21, 1, p)
		}
		for i := range coders - 1 { // the input of each is the output of the one before
			head = append(head, byte(i), byte(i+1))
		}
	}
	head = append(head, sevenSizes)
	for range folders {
		for range coders {
			head = append(head, 20)
		}
	}
	head = append(head, sevenEnd, sevenSub, sevenStreams)
	head = append(head, bytes.Repeat([]byte{2}, folders)...)
	head = append(append(head, sevenSize), bytes.Repeat([]byte{10}, folders)...)
	head = append(head, sevenEnd, sevenEnd, sevenFiles, byte(2*folders))
	names := []byte{0}
	for i := range 2 * folders {
		for _, u := range utf16.Encode([]rune{'a' + rune(i), 0}) {
			names = append(names, byte(u), byte(u>>8))
		}
	}
	head = append(append(head, sevenName, byte(len(names))), names...)
	return seven(bytes.Repeat(packed, folders), append(head, sevenEnd, sevenEnd))
}

// What an archive says that it needs is added up, over a chain of decompressors
// and over what is kept for the files that come next, before any of it is taken.
func TestMemoryOfSevenZip(t *testing.T) {
	const given, p = 8 << 20, 19 // 3 MiB each
	if need := lzma2Needs(p); need != 3<<20 {
		t.Fatal(need)
	}
	for name, c := range map[string]struct {
		coders int
		p      byte
		want   error
	}{
		"one that is too large":    {1, 23, ErrMemory},
		"three that are too large": {3, p, ErrMemory},
		"the largest there is":     {1, 40, ErrMemory},
		"as much as is given":      {1, 22, nil},
	} {
		var err error
		b := heavy(t, 1, c.coders, c.p)
		spent := allocated(func() { _, err = open(t, SevenZip, b, Options{Memory: given}) })
		if !errors.Is(err, c.want) || c.want != nil && spent > 4<<20 {
			t.Errorf("%s: %v, %d bytes of memory", name, err, spent)
		}
	}
	c, err := open(t, SevenZip, heavy(t, 6, 1, p), Options{Memory: given})
	if err != nil || len(c.Entries) != 12 || !c.Solid {
		t.Fatalf("%v, %+v", err, c)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	read := func(i int, want string) {
		t.Helper()
		r, err := c.Entries[i].Open()
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if b, err := io.ReadAll(r); err != nil || string(b) != want {
			t.Errorf("file %d: %q, %v", i, b, err)
		}
	}
	for i := 0; i < 12; i += 2 { // the first of each: the second may come
		read(i, "0123456789")
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if held := int64(after.HeapAlloc) - int64(before.HeapAlloc); held > given {
		t.Errorf("%d bytes are held", held)
	}
	for i := 11; i > 0; i -= 2 {
		read(i, "abcdefghij")
	}
	runtime.KeepAlive(c)
}
