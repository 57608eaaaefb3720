package container

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/pbkdf2"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// No program that is free writes RAR, so the tests write the fifth version
// themselves, as its public description says, without packing.

func vint(n uint64) []byte { return binary.AppendUvarint(nil, n) }

// block is a header with its CRC and size, data behind it.
func block(kind, flags uint64, data []byte, fields ...[]byte) []byte {
	body := append(vint(kind), vint(flags)...)
	body = append(body, bytes.Join(fields, nil)...)
	body = append(vint(uint64(len(body))), body...)
	head := binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(body))
	return append(append(head, body...), data...)
}

// rar packs files, locked where there is a password.
func rar(t testing.TB, password string, files map[string]string) []byte {
	t.Helper()
	out := []byte("Rar!\x1a\x07\x01\x00")
	out = append(out, block(1, 0, nil, vint(0))...)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		data := []byte(files[name])
		sum := crc32.ChecksumIEEE(data)
		size := len(data)
		var extra []byte
		if password != "" {
			salt, iv := bytes.Repeat([]byte{7}, 16), bytes.Repeat([]byte{9}, 16)
			const log = 4
			key, err := pbkdf2.Key(sha256.New, password, salt, 1<<log, 32)
			if err != nil {
				t.Fatal(err)
			}
			check, err := pbkdf2.Key(sha256.New, password, salt, 1<<log+32, 32)
			if err != nil {
				t.Fatal(err)
			}
			var short [8]byte
			for i, x := range check {
				short[i%8] ^= x
			}
			mac := sha256.Sum256(short[:])
			c, err := aes.NewCipher(key)
			if err != nil {
				t.Fatal(err)
			}
			data = append(data, make([]byte, (16-len(data)%16)%16)...)
			cipher.NewCBCEncrypter(c, iv).CryptBlocks(data, data)
			record := bytes.Join([][]byte{vint(1), vint(0), vint(1), {log}, salt, iv, short[:], mac[:4]}, nil)
			extra = append(vint(uint64(len(record))), record...)
		}
		flags := uint64(2)
		fields := [][]byte{}
		if extra != nil {
			flags |= 1
			fields = append(fields, vint(uint64(len(extra))))
		}
		fields = append(fields, vint(uint64(len(data))), vint(4), vint(uint64(size)), vint(0o100644),
			binary.LittleEndian.AppendUint32(nil, sum), vint(0), vint(1), vint(uint64(len(name))), []byte(name), extra)
		out = append(out, block(2, flags, data, fields...)...)
	}
	return append(out, block(5, 0, nil, vint(0))...)
}

func TestRAR(t *testing.T) {
	t.Parallel()
	files := map[string]string{"DICOM/I0001": "image one", "Größe.txt": strings.Repeat("long ", 50)}
	for _, password := range []string{"", "password"} {
		b := rar(t, password, files)
		c, err := open(t, RAR, b, Options{Password: password})
		if err != nil {
			t.Fatal(err)
		}
		if s := all(t, c); s != "DICOM/I0001=image one\nGröße.txt="+contents(t, &c.Entries[1]) || c.Entries[1].Size != 250 {
			t.Errorf("lists\n%s", s)
		}
	}
	b := rar(t, "password", files)
	if err := try(t, RAR, b, ""); !errors.Is(err, ErrLocked) {
		t.Errorf("without a password: %v", err)
	}
	if err := try(t, RAR, b, "wrong"); !errors.Is(err, ErrPassword) {
		t.Errorf("with a wrong one: %v", err)
	}
	if err := try(t, RAR, b, "password"); err != nil {
		t.Errorf("with the right one: %v", err)
	}
	// A bit changed in what is packed.
	b = rar(t, "", files)
	b[bytes.Index(b, []byte("image one"))] ^= 1
	c, err := open(t, RAR, b, Options{})
	if err != nil || contents(t, &c.Entries[0]) != "read: "+ErrDamaged.Error() {
		t.Errorf("a changed byte: %v %q", err, contents(t, &c.Entries[0]))
	}
	// The first of several.
	b = rar(t, "", files)
	b = append(b[:len(b)-len(block(5, 0, nil, vint(0)))], block(5, 0, nil, vint(1))...)
	copy(b[8:], block(1, 0, nil, vint(1)))
	if _, err := open(t, RAR, b, Options{}); !errors.Is(err, ErrParts) {
		t.Errorf("one of several: %v", err)
	}
}

// Version 4 locks names without anything that a password could be compared with:
// where no name reads, it is the password that is wrong, and not the archive.
func TestRARWithLockedNames(t *testing.T) {
	t.Parallel()
	main := binary.LittleEndian.AppendUint16([]byte{0x73}, 0x80)
	main = append(binary.LittleEndian.AppendUint16(main, 13), 0, 0, 0, 0, 0, 0)
	b := append([]byte("Rar!\x1a\x07\x00"), binary.LittleEndian.AppendUint16(nil, uint16(crc32.ChecksumIEEE(main)))...)
	b = append(append(b, main...), bytes.Repeat([]byte("salted and locked "), 64)...)
	if _, err := open(t, RAR, b, Options{}); !errors.Is(err, ErrLocked) {
		t.Errorf("without a password: %v", err)
	}
	if _, err := open(t, RAR, b, Options{Password: "wrong"}); !errors.Is(err, ErrPassword) {
		t.Errorf("with a wrong one: %v", err)
	}
}

// An archive that a program packed, which no free one does: it lies among the tests of
// a module that the window's library needs.
func TestRARThatIsPacked(t *testing.T) {
	t.Parallel()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/wailsapp/mimetype").Output()
	if err != nil {
		t.Skip("no Go here to ask for a module")
	}
	b, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "testdata", "rar.rar"))
	if err != nil {
		t.Skip("the module with a packed archive is not here")
	}
	c, err := open(t, RAR, b, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Entries) != 1 || c.Entries[0].Name != "asd.go" || c.Entries[0].Packed >= c.Entries[0].Size {
		t.Fatalf("%+v", c.Entries)
	}
	if got := contents(t, &c.Entries[0]); got != "187 bytes 721174c5" {
		t.Errorf("unpacks as %s", got)
	}
	b[len(b)-40] ^= 4
	if c, err := open(t, RAR, b, Options{}); err == nil && !strings.HasSuffix(contents(t, &c.Entries[0]), ErrDamaged.Error()) {
		t.Error("a changed bit is not told")
	}
}
