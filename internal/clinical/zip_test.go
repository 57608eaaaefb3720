package clinical

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

// A document is read whose list of parts lies, or is longer than any document's,
// at the cost of a small one.
func TestOpenZIPIsBounded(t *testing.T) {
	t.Parallel()
	made := func(parts int) []byte {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for i := range parts {
			if _, err := w.CreateHeader(&zip.FileHeader{Name: fmt.Sprint("x", i)}); err != nil {
				t.Fatal(err)
			}
		}
		w.Close()
		return b.Bytes()
	}
	lying := made(200_000)
	end := bytes.LastIndex(lying, []byte("PK\x05\x06"))
	binary.LittleEndian.PutUint16(lying[end+8:], 3)
	binary.LittleEndian.PutUint16(lying[end+10:], 3)
	for name, c := range map[string]struct {
		file []byte
		good bool
	}{
		"a document with very many pictures": {made(5000), true},
		"200,000 parts":                      {made(200_000), false},
		"200,000 parts and a count of 3":     {lying, false},
	} {
		z, err := OpenZIP(bytes.NewReader(c.file), int64(len(c.file)))
		if (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
		if z != nil && err == nil && len(z.File) != 5000 {
			t.Errorf("%s: %d parts", name, len(z.File))
		}
	}
}

// A part that says that it is small, and is not, is believed in nothing, and not
// unpacked to its end.
func TestReadOfficeOfALyingPart(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(f, "<d><p><t>Patient: Doe, Jane</t></p>%s</d>", strings.Repeat("<p><t>word word word</t></p>", 1<<20))
	w.Close()
	data := b.Bytes()
	dir := bytes.LastIndex(data, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(data[dir+24:], 10) // its size, unpacked
	r := &counted{Reader: bytes.NewReader(data)}
	if found := ReadOffice(r, int64(len(data))); found.Kind != Other {
		t.Errorf("%+v", found)
	}
	if r.n > int64(len(data)) {
		t.Errorf("%d bytes were read of %d", r.n, len(data))
	}
}

// counted counts what is read.
type counted struct {
	*bytes.Reader
	n int64
}

func (c *counted) ReadAt(p []byte, off int64) (int, error) {
	n, err := c.Reader.ReadAt(p, off)
	c.n += int64(n)
	return n, err
}
