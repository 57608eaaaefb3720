package container

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
	"testing"
)

// The files were made by xz 5: one block; blocks whose sizes stand in their
// heads, with SHA-256; three streams with other checksums and padding; a filter
// for programs; a dictionary of 1 GiB.
func TestXZ(t *testing.T) {
	t.Parallel()
	var report strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&report, "line %d of a made-up report\n", i)
	}
	for name, want := range map[string]string{
		"report.xz":  report.String(),
		"blocks.xz":  report.String(),
		"streams.xz": report.String() + "and a second stream\na third",
	} {
		b := sample(t, name)
		c, err := open(t, XZ, b, Options{Name: "CT.tar.xz"})
		if err != nil {
			t.Fatal(name, err)
		}
		if !c.Stream || len(c.Entries) != 1 || c.Entries[0].Name != "CT.tar" {
			t.Errorf("%s: %+v", name, c.Entries)
		}
		if got, err := readXZ(b); err != nil || got != want {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
		for i := 0; i < len(b); i += 1 + len(b)/200 { // one byte another
			bad := bytes.Clone(b)
			bad[i] ^= 0x41
			if got, err := readXZ(bad); err == nil && got != want {
				t.Errorf("%s with byte %d changed passes for %d other bytes", name, i, len(got))
			}
		}
		for n := 0; n < len(b); n += 1 + len(b)/100 { // cut
			if got, err := readXZ(b[:n]); err == nil && (name != "streams.xz" || !strings.HasPrefix(want, got)) {
				t.Errorf("%s cut at %d passes for whole", name, n)
			}
		}
	}
	for name, want := range map[string]error{"filtered.xz": ErrMethod, "memory.xz": ErrMemory} {
		if _, err := readXZ(sample(t, name)); !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Each block's memory is made before it is read, so blocks without a byte cost
// what they ask for.
func TestManyXZBlocks(t *testing.T) {
	t.Parallel()
	block := func(dict byte) []byte {
		head := []byte{2, 0, 0x21, 1, dict, 0, 0, 0}
		head = binary.LittleEndian.AppendUint32(head, crc32.ChecksumIEEE(head))
		return append(head, 0, 0, 0, 0) // the end of LZMA2, and padding
	}
	header := []byte(xzMagic + "\x00\x00")
	header = binary.LittleEndian.AppendUint32(header, crc32.ChecksumIEEE(header[6:]))
	for dict, want := range map[byte]error{28: ErrMemory, 0: ErrShort} { // 64 MiB, 4 KiB
		if _, err := readXZ(append(bytes.Clone(header), bytes.Repeat(block(dict), 10_000)...)); !errors.Is(err, want) {
			t.Errorf("blocks of dictionary %d: %v", dict, err)
		}
	}
}

func readXZ(b []byte) (string, error) {
	c, err := Open(context.Background(), XZ, bytes.NewReader(b), int64(len(b)), Options{Memory: 64 << 20})
	if err != nil {
		return "", err
	}
	defer c.Close()
	r, err := c.Entries[0].Open()
	if err != nil {
		return "", err
	}
	defer r.Close()
	out, err := io.ReadAll(r)
	return string(out), err
}

func FuzzXZ(f *testing.F) {
	for _, name := range []string{"blocks.xz", "streams.xz", "filtered.xz", "memory.xz"} {
		f.Add(sample(f, name))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := open(t, XZ, b, Options{Memory: 16 << 20})
		if err != nil {
			return
		}
		r, err := c.Entries[0].Open()
		if err != nil {
			return
		}
		defer r.Close()
		io.Copy(io.Discard, io.LimitReader(r, 1<<20))
	})
}
